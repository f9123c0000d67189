"""Minus signs at the left edge of their cells, away from the digits, as spreadsheets format amounts.

Such signs are in one vertical line left of a column of numbers without signs of their own, and no number of another
row is at their place: a dash for a missing value is where the numbers of its column are, at their right edge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dagster_project.reading.numbers import MINUS_SIGNS, is_missing
from dagster_project.reading.sources.geometry import Box, overlap
from dagster_project.reading.sources.pdf.lines import Line, Segment
from dagster_project.reading.sources.pdf.page import Word
from dagster_project.reading.sources.pdf.tables.columns import is_value
from dagster_project.reading.sources.pdf.tables.row_lines import is_data, is_year_line

# In points: how much signs, and the right edges of the numbers of one column, may be out of line.
_IN_LINE = 3.0


@dataclass(frozen=True, slots=True)
class _Sign:
    """A lone minus of the line `line`, and the segment of the line after it."""

    line: int
    minus: Word
    number: Segment | None


def with_signs(lines: Sequence[Line]) -> list[Line]:
    """The lines of a table with signs beside the digits they belong to."""
    parted = [Line(tuple(_parted(line))) if _is_row(line) else line for line in lines]
    found = [sign for index, line in enumerate(parted) for sign in _signs(index, line)]
    clusters: list[list[_Sign]] = []
    for sign in sorted(found, key=lambda sign: sign.minus.box.x0):
        if clusters and sign.minus.box.x0 - clusters[-1][0].minus.box.x0 < _IN_LINE:
            clusters[-1].append(sign)
        else:
            clusters.append([sign])
    signs = {id(sign.minus) for cluster in clusters if _are_signs(cluster, parted) for sign in cluster}
    return [_joined(line, by_parts, signs) for line, by_parts in zip(lines, parted, strict=True)]


def _parted(line: Line) -> Iterator[Segment]:
    """The segments of a line, cut around each lone minus behind a number, which may be the next number's."""
    for segment in line.segments:
        parts: list[list[Word]] = []
        for word in segment.words:
            before = parts[-1][-1] if parts else None
            behind = before is not None and _is_minus(word) and before.text[-1:].isdecimal()
            if before is None or behind or (len(parts) > 1 and _is_minus(before)):
                parts.append([word])
            else:
                parts[-1].append(word)
        *cut, last = (Segment(tuple(part)) for part in parts)
        yield from [*cut, replace(last, raised=segment.raised)] if cut else [segment]


def _is_row(line: Line) -> bool:
    return is_data(line) and not is_year_line(line)


def _is_minus(word: Word) -> bool:
    return len(word.text) == 1 and word.text in MINUS_SIGNS


def _signs(index: int, line: Line) -> Iterator[_Sign]:
    for at, segment in enumerate(line.segments):
        if len(segment.words) == 1 and _is_minus(segment.words[0]) and at:
            yield _Sign(index, segment.words[0], line.segments[at + 1] if at + 1 < len(line.segments) else None)


def _are_signs(signs: Sequence[_Sign], lines: Sequence[Line]) -> bool:
    """Whether minuses in a vertical line are the signs of the column of numbers on their right."""
    numbers = [sign.number for sign in signs if sign.number is not None and _is_unsigned(sign.number)]
    if len(numbers) < len(signs):
        return False
    ends = [number.box.x1 for number in numbers]
    minus = signs[0].minus.box
    if max(ends) - min(ends) > _IN_LINE:
        return False
    data = [segment for line in lines if _is_row(line) for segment in line.segments[1:] if is_value(segment.text)]
    column = [segment for segment in data if abs(segment.box.x1 - ends[0]) < _IN_LINE]
    at_place = [s for s in data if s.box.x0 < minus.x1 and s.box.x1 > minus.x0 and not _is_minus(s.words[0])]
    are_unsigned = all(_is_unsigned(segment) or is_missing(segment.text) for segment in column)
    return not at_place and are_unsigned and not _have_heads(minus, column, lines)


def _is_unsigned(segment: Segment) -> bool:
    return is_value(segment.text) and segment.text[:1].isdecimal()


def _have_heads(minus: Box, column: Sequence[Segment], lines: Sequence[Line]) -> bool:
    """Whether the minuses and the numbers beside them each have a head of their own, as two columns have.

    A head above that of the numbers is over several columns. Figures at the right of their cells may be beside heads in
    the middle of those: then there are two heads between the figures before and the numbers.
    """
    first = next((index for index, line in enumerate(lines) if _is_row(line)), 0)
    heads = [(at, segment.box) for at, line in enumerate(lines[:first]) for segment in line.segments]
    over = [
        (at, overlap(head, minus) > 0, any(overlap(head, number.box) > 0 for number in column)) for at, head in heads
    ]
    of_minuses = [at for at, is_over, is_of_numbers in over if is_over and not is_of_numbers]
    of_numbers = [at for at, is_over, is_of_numbers in over if is_of_numbers and not is_over]
    if of_minuses and of_numbers:
        return max(of_minuses) >= min(of_numbers)
    before = max((s.box.x1 for line in lines[first:] for s in line.segments if s.box.x1 < minus.x0), default=0.0)
    end = max(number.box.x1 for number in column)
    between = Counter(at for at, head in heads if before < head.x0 < end)
    return any(count > 1 for count in between.values())


def _joined(line: Line, parted: Line, signs: set[int]) -> Line:
    """The line with each sign at the beginning of its number; the line as it was where it has no signs."""
    if not any(id(segment.words[0]) in signs for segment in parted.segments):
        return line
    segments: list[Segment] = []
    for segment in parted.segments:
        before = segments[-1] if segments else None
        if before is not None and len(before.words) == 1 and id(before.words[0]) in signs:
            segments[-1] = replace(segment, words=(*before.words, *segment.words))
        else:
            segments.append(segment)
    return Line(tuple(segments))
