"""The header of a table whose columns are aligned: the lines over its first row, each word over its column.

A head may take several lines, between which other heads are set; words that are over several columns span those only
if each of them has a head of its own below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from dagster_project.reading.model import Cell
from dagster_project.reading.sources.text.finders.aligned.columns import (
    CENTRED,
    Column,
    Segment,
    distance,
    meet,
    nearest,
    place,
    segments_of,
)
from dagster_project.reading.sources.text.heads import corner_words, cut, goes_on, is_note, joined_text, runs, words_of
from dagster_project.reading.sources.text.line import Line

# A word of a header. A capital after a small letter or digit begins the next column's, printed without a gap.
_WORD = re.compile(r"[^\s]+?(?=\s|\Z|(?<=[a-zåäö0-9])[A-ZÅÄÖ][a-zåäö])")
# Words without a figure that begin in small letters.
_SMALL = re.compile(r"[a-zåäö]\D*")
_FILLED = 0.75
_MOST_UNDER_ONE = 4
# How many characters words may be off and still be in line with each other.
_IN_LINE = 1


@dataclass(slots=True)
class _Stack(Column):
    """Words above each other at characters [start, end) of the header's lines, and the index of their column."""

    text: str = ""
    column: int = 0


@dataclass(frozen=True, slots=True)
class _Placed:
    """Words of a header line over the columns of the stacks from `first` to `last`."""

    segment: Segment
    first: _Stack
    last: _Stack

    @property
    def spans(self) -> bool:
        """Whether they are over several columns."""
        return self.first is not self.last


def header_rows(lines: Sequence[Line], columns: Sequence[Column]) -> list[list[Cell]]:
    """The rows of a header: words over several columns, line by line, and between them the heads of single columns."""
    rows: list[list[Cell]] = []
    is_open = False
    for line, words in zip(lines, _placed(lines, columns), strict=True):
        if not words:
            continue
        row = _row(line, words, columns)
        if is_open and not any(one.spans for one in words):
            rows[-1] = [_joined(above, below) for above, below in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
        is_open = not any(one.spans for one in words)
    return rows


def _placed(lines: Sequence[Line], columns: Sequence[Column]) -> list[list[_Placed]]:
    """The words of each line over their columns: stacked on words below them, from the lowest line up.

    Words that are over several stacks span those, unless a column would be left without words. As many stacks as
    columns are those in their order, else each is of the nearest column. So are as many words of an only line, which
    long words over the labels may have pushed aside.
    """
    only = segments_of(lines[0]) if len(lines) == 1 else []
    if len(only) == len(columns):
        return [
            [_Placed(segment, *[_Stack(segment.start, segment.end, column=at)] * 2) for at, segment in enumerate(only)]
        ]
    labels = _Stack(columns[0].start, columns[0].end)
    stacks: list[_Stack] = []
    found: list[list[_Placed]] = []
    rest: list[Segment] = []
    for at, line in reversed([*enumerate(lines)]):
        segments = [part for whole in segments_of(line) for part in _parts(whole, columns, stacks)]
        segments = [_with_rest(segment, rest) for segment in segments]
        if at and _is_rest(segments, segments_of(lines[at - 1])):
            rest = segments
            found.insert(0, [])
            continue
        rest = []
        heads = [segment for segment in segments if nearest(segment, columns) or segment.start >= labels.end]
        own = [_Placed(segment, labels, labels) for segment in segments if segment not in heads]
        added: list[_Stack] = []
        for segment, group in zip(heads, _groups(heads, stacks, columns), strict=True):
            if len(group) > 1:
                own.append(_Placed(segment, group[0], group[-1]))
                continue
            under = [stack for stack in stacks if meet(segment, stack)]
            stack = min(under, key=lambda one: distance(segment, one)) if under else _Stack(segment.start, segment.end)
            added += [] if under else [stack]
            stack.start, stack.end = min(stack.start, segment.start), max(stack.end, segment.end)
            stack.text = f"{segment.text} {stack.text}".strip()
            own.append(_Placed(segment, stack, stack))
        stacks = sorted([*stacks, *added], key=lambda one: one.start)
        found.insert(0, own)
    for at, stack in enumerate(stacks, 1):
        stack.column = at if len(stacks) == len(columns) - 1 else max(_column(stack, columns), 1)
    return found


def _is_rest(segments: Sequence[Segment], above: Sequence[Segment]) -> bool:
    """Whether each of some words goes on, in small letters, from other words directly above it."""
    over = [
        [n for n, other in enumerate(above) if meet(segment, Column(other.start, other.end))] for segment in segments
    ]
    is_below = all(len(found) == 1 for found in over) and len({n for found in over for n in found}) == len(segments)
    return is_below and all(_SMALL.fullmatch(segment.text) for segment in segments)


def _with_rest(segment: Segment, rest: Sequence[Segment]) -> Segment:
    """The words with those below that go on from them, over all the places of both."""
    below = next((one for one in rest if meet(segment, Column(one.start, one.end))), None)
    if below is None:
        return segment
    text = joined_text(segment.text, below.text)
    return Segment(text, min(segment.start, below.start), max(segment.end, below.end))


def _column(stack: Column, columns: Sequence[Column]) -> int:
    return nearest(Segment("", stack.start, stack.end), columns)


def _groups(
    heads: Sequence[Segment], stacks: Sequence[_Stack], columns: Sequence[Column]
) -> Sequence[Sequence[_Stack]]:
    """The stacks that each head of a line is over; none or one where it is the head of a single column."""
    headed = {_column(stack, columns) for stack in stacks}
    over = [head for head in heads if nearest(head, columns) in headed]
    below = [stack for stack in stacks if not (is_note(stack.text) or _is_over_labels(stack))]
    groups = _runs_under(over, below)
    if not groups and (not over or len(heads) == len(columns) - 1 or _go_on_from(over, stacks)):
        return [()] * len(heads)
    beside = {nearest(head, columns) for head in heads if head not in over}
    if not groups and len(headed | beside) == len(columns) - 1:
        groups = _shared_out(over, below, columns)
    if not groups:
        groups = [[stacks[n] for n in _over(head, stacks)] for head in over]
    found = dict(zip(over, groups, strict=True))
    return [found.get(head, ()) for head in heads]


def _is_over_labels(stack: _Stack) -> bool:
    """Whether words are over labels, which have a column of their own beside numbers of rows ("Nr | Post")."""
    words = words_of(stack.text)
    return bool(words) and corner_words(words) == len(words)


def _go_on_from(heads: Sequence[Segment], stacks: Sequence[_Stack]) -> bool:
    """Whether each head is in line with words that go on from words above them ("Budget" over "2023")."""
    needy = [stack for stack in stacks if goes_on(words_of(stack.text))]
    under = [next((n for n, stack in enumerate(needy) if _apart(head, stack) <= _IN_LINE), None) for head in heads]
    return None not in under and len(set(under)) == len(heads)


def _runs_under(heads: Sequence[Segment], stacks: Sequence[_Stack]) -> list[Sequence[_Stack]]:
    """The same stacks again under each head: "2023 | 2022" twice under "Kommunen | Koncernen".

    Fewer heads than runs are each over the whole runs that they are centred over.
    """
    starts = list(runs([stack.text for stack in stacks])) if stacks else []
    parts = [stacks[a:b] for a, b in pairwise([*starts, len(stacks)])]
    if heads and len(heads) < len(parts):
        return _centred_over_runs(heads, parts)
    if not starts or len(starts) != len(heads):
        return []
    are_over = all(
        head.start < part[-1].end and part[0].start < head.end for head, part in zip(heads, parts, strict=True)
    )
    return parts if are_over and all(len(part) > 1 for part in parts) else []


def _centred_over_runs(heads: Sequence[Segment], parts: Sequence[Sequence[_Stack]]) -> list[Sequence[_Stack]]:
    """The stacks of the runs that each head is centred over, from left to right; none where a head is over none."""
    found: list[Sequence[_Stack]] = []
    begin = 0
    for head in heads:
        ways = [(a, b) for a in range(begin, len(parts)) for b in range(a + 1, len(parts) + 1)]
        off = {(a, b): _off_centre(head, parts[a][0], parts[b - 1][-1]) for a, b in ways}
        best = min(off, key=lambda way: (off[way], way[1] - way[0]), default=None)
        if best is None or off[best] > CENTRED or len(parts[best[0]]) < 2:
            return []
        found.append([stack for part in parts[best[0] : best[1]] for stack in part])
        begin = best[1]
    return found


def _shared_out(
    heads: Sequence[Segment], stacks: Sequence[_Stack], columns: Sequence[Column]
) -> list[Sequence[_Stack]]:
    """All stacks shared out among the heads, so that every head is centred over its own; none where that cannot be.

    Heads alone may be in line with the middle one of their columns by chance: only all of them show whose each is.
    """
    wide = [_widened(stack, columns) for stack in stacks]
    ways: dict[int, tuple[float, list[Sequence[_Stack]]]] = {0: (0.0, [])}
    for head in heads:
        found: dict[int, tuple[float, list[Sequence[_Stack]]]] = {}
        for begin, (cost, groups) in ways.items():
            for end in range(begin + 1, len(stacks) + 1):
                off = _apart(head, stacks[begin]) if end == begin + 1 else _off_centre(head, wide[begin], wide[end - 1])
                if off <= CENTRED and cost + off < found.get(end, (inf, []))[0]:
                    found[end] = cost + off, [*groups, stacks[begin:end]]
        ways = found
    return ways.get(len(stacks), (0.0, []))[1]


def _widened(stack: Column, columns: Sequence[Column]) -> Column:
    """A stack with the figures below it."""
    column = columns[_column(stack, columns)]
    return Column(min(stack.start, column.start), max(stack.end, column.end))


def _off_centre(segment: Segment, first: Column, last: Column) -> float:
    return abs(segment.middle - (first.start + last.end) / 2)


def _apart(segment: Segment, stack: Column) -> float:
    """How far words are from being in line with a stack, by the edge or centre that is nearest."""
    edges = abs(segment.start - stack.start), abs(segment.end - stack.end)
    return min(*edges, abs(segment.middle - stack.middle))


def _over(segment: Segment, stacks: Sequence[Column]) -> list[int]:
    """The stacks that words are over: those with their middle under them, else several that they are centred over."""
    over = [n for n, stack in enumerate(stacks) if segment.start <= stack.middle <= segment.end]
    return over if len(over) > 1 else _centred_over(segment, stacks) or over


def _centred_over(segment: Segment, stacks: Sequence[Column]) -> list[int]:
    """The stacks that words are centred over; none where the words are in line with one of them, or beside all."""
    if any(meet(segment, stack) and _apart(segment, stack) <= _IN_LINE for stack in stacks):
        return []
    ranges = [(a, b) for a in range(len(stacks)) for b in range(a + 1, min(a + _MOST_UNDER_ONE, len(stacks)))]
    off = {(a, b): _off_centre(segment, stacks[a], stacks[b]) for a, b in ranges}
    best = min(off, key=lambda pair: (off[pair], pair[1] - pair[0]), default=None)
    if best is None or off[best] > CENTRED:
        return []
    return list(range(best[0], best[1] + 1))


def _parts(segment: Segment, columns: Sequence[Column], stacks: Sequence[_Stack]) -> Iterator[Segment]:
    """The heads of neighbouring columns that no gap parts: words that fill all columns they are over.

    So are words over several columns without words below them, if they can be cut into as many heads.
    """
    over = [n for n, column in enumerate(columns) if meet(segment, column)]
    is_covered = any(meet(segment, stack) for stack in stacks)
    if len(over) > 1 and segment.end - segment.start >= _FILLED * (columns[over[-1]].end - columns[over[0]].start):
        parts = _by_place(segment, [columns[n] for n in over])
        if len(parts) == len(over) and not (is_covered and any(goes_on(words_of(part.text)) for part in parts)):
            yield from parts
            return
    bare = [n for n in over if n]
    heads = cut(segment.text, len(bare)) if len(bare) > 1 and not is_covered else None
    if heads is None or heads.corner:
        yield segment
        return
    for words in heads.columns:
        start, end = words[0].start, words[-1].end
        yield Segment(segment.text[start:end], segment.start + start, segment.start + end)


def _by_place(segment: Segment, columns: Sequence[Column]) -> list[Segment]:
    """The words of a segment, those that are nearest to one column as one."""
    parts: dict[int, Segment] = {}
    for match in _WORD.finditer(segment.text):
        word = Segment(match[0], segment.start + match.start(), segment.start + match.end())
        column = min(range(len(columns)), key=lambda n: distance(word, columns[n]))
        begun = parts.get(column, word)
        text = segment.text[begun.start - segment.start : match.end()]
        parts[column] = Segment(text, begun.start, word.end)
    return list(parts.values())


def _row(line: Line, words: Sequence[_Placed], columns: Sequence[Column]) -> list[Cell]:
    row = [Cell(place=place(line, column.start, column.start)) for column in columns]
    for one in words:
        first, last = one.first.column, one.last.column
        own = row[first]
        text = f"{own.text} {one.segment.text}".strip()
        at = own.place if own.text else place(line, one.segment.start, one.segment.end)
        row[first] = Cell(text=text, place=at, column_span=last - first + 1)
    return row


def _joined(above: Cell, below: Cell) -> Cell:
    """A head over two lines as one; a word that both lines have is printed once."""
    if not above.text or not below.text or above.text == below.text:
        return above if above.text else below
    return replace(above, text=joined_text(above.text, below.text))
