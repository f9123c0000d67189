"""Columns in lines whose cells are aligned with spaces: the parts of lines, and the columns that they form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from dagster_project.reading.model import Place
from dagster_project.reading.numbers import MINUS_SIGNS, SPACES
from dagster_project.reading.sources.text.line import Line

_SEGMENT = re.compile(rf"\S+(?:[{SPACES}]\S+)*")
# The widest gap, in characters, between short values that are centred in one column.
CENTRED = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """Words with single spaces between them, at characters [start, end) of their line.

    `column` is the index of their column where that does not follow from their place.
    """

    text: str
    start: int
    end: int
    column: int | None = None

    @property
    def middle(self) -> float:
        """Where it is centred, in characters from the start of the line."""
        return (self.start + self.end) / 2


@dataclass(slots=True)
class Column:
    """A column: characters [start, end) of all lines."""

    start: int
    end: int

    @property
    def middle(self) -> float:
        """Where it is centred, in characters from the start of the line."""
        return (self.start + self.end) / 2


def segments_of(line: Line) -> list[Segment]:
    """The parts of a line with more than one space between them."""
    return [Segment(match[0], match.start(), match.end()) for match in _SEGMENT.finditer(line.raw)]


def signed(rows: Sequence[Sequence[Segment]], raws: Sequence[str]) -> list[list[Segment]]:
    """The parts of rows, each minus at the left of its column with the digits far to its right.

    A dash that is over or under figures of another column than the next is a missing value. `raws` are the lines.
    """
    columns = columns_of([[segment for segment in row if not _is_minus(segment)] for row in rows])
    found: list[list[Segment]] = []
    for row, raw in zip(rows, raws, strict=True):
        kept: list[Segment] = []
        for segment in row:
            if kept and _is_minus(kept[-1]) and segment.text[:1].isdigit() and _is_sign(kept[-1], segment, columns):
                start = kept.pop().start
                kept.append(Segment(raw[start : segment.end], start, segment.end))
            else:
                kept.append(segment)
        found.append(kept)
    return found


def pushed(rows: Sequence[Sequence[Segment]]) -> list[int]:
    """The indices of rows whose figures are not in line with others, as their label goes on over the first column.

    They have as many figures as most rows, of which some are in line.
    """
    firsts = [row[1] for row in rows if len(row) > 1]
    if not firsts:
        return []
    usual = Counter(map(len, rows)).most_common(1)[0][0]
    start, end = median_low(one.start for one in firsts), median_low(one.end for one in firsts)
    alike = [at for at, row in enumerate(rows) if len(row) == usual > 2]
    found = [
        at for at in alike if rows[at][0].end > start and abs(rows[at][1].end - end) > 1 and rows[at][1].start > start
    ]
    return found if len(found) < len(alike) else []


def _is_minus(segment: Segment) -> bool:
    return len(segment.text) == 1 and segment.text in MINUS_SIGNS


def _is_sign(minus: Segment, digits: Segment, columns: Sequence[Column]) -> bool:
    """Whether no column but that of the digits has the minus."""
    of_digits = [column for column in columns if meet(digits, column)]
    return all(column in of_digits for column in columns if meet(minus, column))


def columns_of(rows: Sequence[Sequence[Segment]], heads: Sequence[Sequence[Segment]] = ()) -> list[Column]:
    """The columns that segments above each other form. A segment that bridges several does not join them.

    `heads` are lines over the rows, which show that columns without a row of both are two.
    """
    columns: list[Column] = []
    for segment in sorted((segment for row in rows for segment in row), key=lambda s: s.end - s.start):
        over = [column for column in columns if meet(segment, column)]
        if not over:
            columns.append(Column(segment.start, segment.end))
        elif len(over) == 1:
            over[0].start, over[0].end = min(over[0].start, segment.start), max(over[0].end, segment.end)
    return _merged(sorted(columns, key=lambda column: column.start), [*rows, *heads])


def with_empty(columns: list[Column], heads: Sequence[Segment]) -> list[Column]:
    """The columns, and those without a figure that only a head shows.

    All columns of figures have a head of their own beside it.
    """
    alone = [head for head in heads[1:] if not any(meet(head, column) for column in columns)]
    headed = [sum(meet(head, column) for head in heads) for column in columns[1:]]
    if not alone or any(count != 1 for count in headed):
        return columns
    return sorted([*columns, *(Column(head.start, head.end) for head in alone)], key=lambda column: column.start)


def _merged(columns: list[Column], rows: Sequence[Sequence[Segment]]) -> list[Column]:
    """The columns, two close ones as one where no row has both: short values that are centred."""
    merged: list[Column] = columns[:1]
    for column in columns[1:]:
        last = merged[-1]
        both = any(any(meet(s, last) for s in row) and any(meet(s, column) for s in row) for row in rows)
        if both or column.start - last.end > CENTRED:
            merged.append(column)
        else:
            last.end = column.end
    return merged


def meet(segment: Segment, column: Column) -> bool:
    """Whether some of a segment is over or under a column."""
    return segment.start < column.end and column.start < segment.end


def nearest(segment: Segment, columns: Sequence[Column]) -> int:
    """The index of the column that a segment is nearest to."""
    return min(range(len(columns)), key=lambda n: distance(segment, columns[n]))


def distance(segment: Segment, column: Column) -> float:
    """How many characters a segment is beside a column; of two columns that it meets, the one in line is nearer."""
    apart = max(segment.start - column.end, column.start - segment.end, 0)
    return apart + 0.01 * abs((segment.start + segment.end) - (column.start + column.end))


def place(line: Line, start: int, end: int) -> Place:
    """The place of the characters [start, end) of `line.raw`, which may begin inside its line."""
    return Place(page=line.page, line=line.number, start=line.start + start, end=line.start + end)
