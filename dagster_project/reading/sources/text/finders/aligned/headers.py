"""The header of a table whose columns are aligned: the lines over its first row, each word over its column.

A head may take several lines, between which other heads are set; words that are over several columns span those only
if each of them has a head of its own below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

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
from dagster_project.reading.sources.text.heads import cut, goes_on, is_note, joined_text, runs, words_of
from dagster_project.reading.sources.text.line import Line

# A word of a header. A capital after a small letter or digit begins the next column's, printed without a gap.
_WORD = re.compile(r"[^\s]+?(?=\s|\Z|(?<=[a-zåäö0-9])[A-ZÅÄÖ][a-zåäö])")
_FILLED = 0.75
_MOST_UNDER_ONE = 4


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
    columns are those in their order, else each is of the nearest column.
    """
    labels = _Stack(columns[0].start, columns[0].end)
    stacks: list[_Stack] = []
    found: list[list[_Placed]] = []
    for line in reversed(lines):
        segments = [part for whole in segments_of(line) for part in _parts(whole, columns, stacks)]
        heads = [segment for segment in segments if nearest(segment, columns)]
        is_full = len(heads) == len(columns) - 1
        headed = {nearest(Segment("", stack.start, stack.end), columns) for stack in stacks}
        own = [_Placed(segment, labels, labels) for segment in segments if segment not in heads]
        repeated = _over_runs(heads, stacks)
        if repeated:
            found.insert(0, [*own, *repeated])
            continue
        added: list[_Stack] = []
        for segment in heads:
            over = [] if is_full or nearest(segment, columns) not in headed else _over(segment, stacks)
            if len(over) > 1:
                own.append(_Placed(segment, stacks[over[0]], stacks[over[-1]]))
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
        segment = Segment("", stack.start, stack.end)
        stack.column = at if len(stacks) == len(columns) - 1 else max(nearest(segment, columns), 1)
    return found


def _over_runs(segments: Sequence[Segment], stacks: Sequence[_Stack]) -> list[_Placed]:
    """Words that each are over the same heads again: "Kommunen | Koncernen" over "2023 | 2022" twice."""
    heads = [stack for stack in stacks if not is_note(stack.text)]
    starts = list(runs([stack.text for stack in heads])) if heads else []
    if not starts or len(starts) != len(segments):
        return []
    parts = [heads[a:b] for a, b in pairwise([*starts, len(heads)])]
    placed = [_Placed(segment, part[0], part[-1]) for segment, part in zip(segments, parts, strict=True)]
    are_over = all(one.segment.start < one.last.end and one.first.start < one.segment.end for one in placed)
    return placed if are_over and all(len(part) > 1 for part in parts) else []


def _over(segment: Segment, stacks: Sequence[Column]) -> list[int]:
    """The stacks that words are over: those with their middle under them, else several that they are centred over."""
    over = [n for n, stack in enumerate(stacks) if segment.start <= stack.middle <= segment.end]
    return over if len(over) > 1 else _centred_over(segment, stacks) or over


def _centred_over(segment: Segment, stacks: Sequence[Column]) -> list[int]:
    """The stacks that words are centred over; none where the words are in line with one of them, or beside all."""
    for stack in stacks:
        edges = abs(segment.start - stack.start), abs(segment.end - stack.end)
        if meet(segment, stack) and (min(edges) <= 1 or abs(segment.middle - stack.middle) <= 1):
            return []
    ranges = [(a, b) for a in range(len(stacks)) for b in range(a + 1, min(a + _MOST_UNDER_ONE, len(stacks)))]
    off = {(a, b): abs(segment.middle - (stacks[a].start + stacks[b].end) / 2) for a, b in ranges}
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
