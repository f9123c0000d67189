"""Tables in text whose columns are aligned with runs of spaces (as `pdftotext -layout` writes them).

Tables whose columns are no longer aligned are read by `spaced`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dagster_project.reading.model import Row, Table
from dagster_project.reading.numbers import is_year
from dagster_project.reading.sources.text.finders.aligned.columns import (
    Column,
    Segment,
    columns_of,
    meet,
    nearest,
    place,
    pushed,
    segments_of,
    signed,
    with_empty,
)
from dagster_project.reading.sources.text.finders.aligned.headers import header_rows
from dagster_project.reading.sources.text.finders.aligned.lines import (
    beginning,
    group_start,
    is_data,
    is_value,
    labels_end,
    rows_start,
    run_end,
)
from dagster_project.reading.sources.text.finders.aligned.rows import body_rows
from dagster_project.reading.sources.text.heads import is_note
from dagster_project.reading.sources.text.labels import AGES, LETTERS, ROW_CODE
from dagster_project.reading.sources.text.line import Line, Located, Spot
from dagster_project.terms import ColumnsFrom

_FEWEST_ROWS = 2
_FEWEST_COLUMNS_ALONE = 2
_FEWEST_NUMBERED = 3


@dataclass(slots=True)
class _Piece:
    """The lines [start, end) of a stretch that a table has: its header, and its rows from line `first`."""

    stretch: int
    lines: Sequence[Line]
    start: int
    first: int
    end: int

    @property
    def header(self) -> list[Line]:
        """The lines of the header."""
        return [line for line in self.lines[self.start : self.first] if not line.is_blank]

    @property
    def rows(self) -> Sequence[Line]:
        """The lines of the rows."""
        return self.lines[self.first : self.end]


class _Run:
    """A table over one or more pages: its pieces, and the columns that all its rows form."""

    def __init__(self, pieces: Sequence[_Piece]) -> None:
        self.pieces = list(pieces)
        data = [line for piece in pieces for line in piece.rows if is_data(line)]
        rows = signed([segments_of(line) for line in data], [line.raw for line in data])
        aside = pushed([_unnumbered(row) for row in rows])
        pairs = list(zip((line.spot for line in data), rows, strict=True))
        rows = [row for at, row in enumerate(rows) if at not in aside]
        self.parts: dict[Spot, list[Segment]] = dict(pair for at, pair in enumerate(pairs) if at not in aside)
        heads = [segments_of(line) for piece in pieces for line in piece.header]
        columns = columns_of(rows, heads)
        self.columns: list[Column] = with_empty(columns, heads[0]) if len(heads) == 1 else columns
        self.labels = _label_column(rows)
        self.pushed = {pairs[at][0]: self._in_order(pairs[at][1]) for at in aside}

    def _in_order(self, row: Sequence[Segment]) -> list[Segment]:
        """The parts of a row that is not in line, in the columns of the rows that have as many."""
        own = _unnumbered(row)
        others = map(_unnumbered, self.parts.values())
        like = next(other for other in others if len(other) == len(own))
        at = [nearest(part, self.columns) for part in like]
        number = [replace(part, column=0) for part in row[: len(row) - len(own)]]
        return [*number, *(replace(part, column=column) for part, column in zip(own, at, strict=True))]

    @property
    def from_labels(self) -> Sequence[Column]:
        """The columns of the labels and all after them."""
        return self.columns[self.labels :]

    @property
    def of_values(self) -> Sequence[Column]:
        """The columns whose parts are mostly figures."""
        found = []
        for column in self.columns:
            parts = [is_value(part.text) for row in self.parts.values() for part in row if meet(part, column)]
            if sum(parts) * 2 > len(parts):
                found.append(column)
        return found

    @property
    def is_table(self) -> bool:
        """Whether most rows have a label and figures. Prose with wide gaps gives columns that are hardly filled."""
        rows = self.parts.values()
        labelled = sum(len(row) > self.labels and _may_label(row[self.labels].text) for row in rows)
        filled = sum(map(len, rows))
        return len(self.columns) > 1 and labelled * 2 >= len(rows) and filled >= 0.4 * len(rows) * len(self.columns)

    @property
    def fills_alike(self) -> bool:
        """Whether the last piece has all columns after the labels that every row before it fills."""
        *before, last = ([self._filled(line) for line in piece.rows if is_data(line)] for piece in self.pieces)
        always = frozenset.intersection(*(row for rows in before for row in rows))
        return always <= frozenset.union(*last)

    def _filled(self, line: Line) -> frozenset[int]:
        """The columns after the labels in which a row with figures has a part; totals have no notes."""
        heads = [head for above in self.pieces[0].header for head in segments_of(above)]
        notes = {nearest(head, self.columns) for head in heads if is_note(head.text)}
        after = set(range(self.labels + 1, len(self.columns))) - notes
        return frozenset(n for n in after if any(meet(part, self.columns[n]) for part in self.parts[line.spot]))

    @property
    def is_long_enough(self) -> bool:
        """Whether there are rows enough for a table; without a header more, unless it may go on from another page."""
        first = self.pieces[0]
        if first.header:
            return len(self.parts) >= _FEWEST_ROWS
        is_first = not any(not line.is_blank for line in first.lines[: first.start])
        return len(self.parts) > _FEWEST_ROWS or (is_first and len(self.columns) > _FEWEST_COLUMNS_ALONE)

    def tables(self) -> Iterator[tuple[int, Located[Table]]]:
        """The table of each piece, with the index of its stretch."""
        lines = [line for piece in self.pieces for line in piece.rows if not line.is_blank]
        left = min((len(line.raw) - len(line.raw.lstrip()) for line in lines), default=0)
        for piece in self.pieces:
            header = header_rows(piece.header, self.columns)
            rows = body_rows(piece.rows, self.columns, self.parts | self.pushed, self.labels, left)
            first = piece.lines[piece.start]
            # As in all text, only empty cells beside words show that they span columns.
            table = Table(
                tuple(Row(tuple(row)) for row in (*header, *rows)),
                place(first, 0, len(first.raw)),
                ColumnsFrom.POSITION,
                spans_known=False,
                header_rows=len(header),
            )
            yield piece.stretch, Located(piece.start, piece.end, table)


def find(stretches: Sequence[Sequence[Line]]) -> list[list[Located[Table]]]:
    """The tables whose columns are aligned, in order, by the stretch of lines between page ends that they are in.

    A table at the end of one stretch may go on at the beginning of the next: all its rows form the same columns. Lines
    with tabs or pipes are never part of a table.
    """
    runs: list[_Run] = []
    last: _Run | None = None
    for number, lines in enumerate(stretches):
        if all(line.is_blank for line in lines):
            continue
        at = 0
        rest = _rest(last, number, lines) if last else None
        if rest is not None:
            runs[-1] = rest
            at = rest.pieces[-1].end
        while at < len(lines):
            end = run_end(lines, at) if is_data(lines[at]) else at
            run = _run(number, lines, _after(runs, number), at, end) if end > at else None
            if run is not None and (run.is_long_enough or (run.pieces[0].header and _is_last(lines, end))):
                runs.append(run)
            at = max(end, at + 1)
        last = runs[-1] if _after(runs, number) and _is_last(lines, _after(runs, number)) else None
    found: list[list[Located[Table]]] = [[] for _ in stretches]
    for run in runs:
        for number, table in run.tables() if run.is_long_enough else ():
            found[number].append(table)
    return found


def _after(runs: Sequence[_Run], stretch: int) -> int:
    """The end of the last table in a stretch, 0 without one."""
    last = runs[-1].pieces[-1] if runs else None
    return last.end if last is not None and last.stretch == stretch else 0


def _is_last(lines: Sequence[Line], end: int) -> bool:
    return labels_end(lines, end) is not None


def _run(stretch: int, lines: Sequence[Line], after: int, first: int, end: int) -> _Run | None:
    """The table with the rows of the lines [first, end), and the header above them but after line `after`."""
    bare = _Run([_Piece(stretch, lines, first, first, end)])
    if len(bare.from_labels) < 2:
        return None
    first = rows_start(lines, first, end, bare.of_values)
    start, above = beginning(lines, after, first, bare.from_labels)
    if start == above:
        start = above = group_start(lines, above)
    run = _Run([_Piece(stretch, lines, start, above, end)])
    return run if run.is_table else None


def _rest(run: _Run, stretch: int, lines: Sequence[Line]) -> _Run | None:
    """The table with the rows at the beginning of the next stretch, if it goes on there.

    It does if its header is printed again, or if rows without a header fill its columns and no others.
    """
    printed = [at for at, line in enumerate(lines) if not line.is_blank]
    header = [_words(line) for line in run.pieces[0].header]
    is_repeated = bool(header) and [_words(lines[at]) for at in printed[: len(header)]] == header
    rows = printed[len(header) :] if is_repeated else printed
    first = next((at for at in rows if is_data(lines[at])), None)
    if first is None:
        return None
    start = rows[0] if is_repeated else group_start(lines, first)
    if start > rows[0] or (not is_repeated and beginning(lines, 0, first, run.from_labels)[0] < first):
        return None
    *before, last = run.pieces
    labels = labels_end(last.lines, last.end) or last.end
    whole = _Run(
        [
            *before,
            _Piece(last.stretch, last.lines, last.start, last.first, labels),
            _Piece(stretch, lines, printed[0], start, run_end(lines, first)),
        ]
    )
    goes_on = is_repeated or (len(whole.columns) == len(run.columns) and whole.fills_alike)
    return whole if whole.is_table and goes_on else None


def _may_label(text: str) -> bool:
    return LETTERS.search(text) is not None or is_year(text) or AGES.fullmatch(text) is not None


def _words(line: Line) -> list[str]:
    return line.raw.split()


def _unnumbered(row: Sequence[Segment]) -> Sequence[Segment]:
    """The parts of a row without the number before its label."""
    has_number = len(row) > 1 and not LETTERS.search(row[0].text) and LETTERS.search(row[1].text)
    return row[1:] if has_number else row


def _label_column(rows: Sequence[Sequence[Segment]]) -> int:
    """The index of the labels: 1 where most rows have the number of an account or of the row before them, else 0."""
    numbers = [row[0].text if len(row) > 1 and LETTERS.search(row[1].text) else "" for row in rows]
    coded = sum(ROW_CODE.fullmatch(number) is not None for number in numbers)
    return int(coded * 2 > len(rows) or _count_on(numbers))


def _count_on(numbers: Sequence[str]) -> bool:
    """Whether each row has a number, one more than that before it."""
    are_whole = len(numbers) >= _FEWEST_NUMBERED and all(number.isdigit() for number in numbers)
    return are_whole and all(int(b) == int(a) + 1 for a, b in pairwise(numbers))
