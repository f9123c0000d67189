"""Places and table grids of documents that flow (DOCX, HTML), which have no lines or pages before they are rendered.

The document is treated as plain text: each paragraph is a line, and each row of a table a line with tabs between its
cells. Places are lines and characters of that text. Pages are not recorded: where Word breaks them depends on the
computer that shows the file, and the breaks that Word saves are stale after every edit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dagster_project.reading.model import Cell, Place, Row, Symbol
from dagster_project.reading.numbers import HAIR_SPACE, holds_value, is_day


class Flow:
    """Gives the paragraphs and rows of a document their places, in reading order."""

    def __init__(self) -> None:
        self._line = 0

    def paragraph(self, text: str) -> Place:
        """The place of the next paragraph."""
        self._line += 1
        return self.last(text)

    def last(self, text: str, start: int = 0) -> Place:
        """The place of the latest paragraph, from character `start` on."""
        return Place(line=self._line, start=start, end=len(text))

    def row(self, cells: Iterable[Cell]) -> tuple[Cell, ...]:
        """The cells of the next row, each with its place."""
        self._line += 1
        placed, at = [], 0
        for cell in cells:
            place = Place(line=self._line, start=at, end=at + len(cell.text))
            symbols = tuple(Symbol(symbol.shape, symbol.colour, place) for symbol in cell.symbols)
            placed.append(replace(cell, place=place, symbols=symbols))
            at += len(cell.text) + 1
        return tuple(placed)


@dataclass(frozen=True, slots=True)
class Spanning:
    """A cell that begins in column `start`, from 0, and covers `columns` columns and `rows` rows of the grid."""

    cell: Cell
    start: int
    columns: int = 1
    rows: int = 1


def placed_by_spans(rows: Sequence[Sequence[Spanning]]) -> list[list[Spanning]]:
    """The cells of every row in their columns, skipping columns that a cell above covers, as HTML forms a table.

    The `start` of the given cells is not used.
    """
    taken: dict[int, int] = {}
    placed: list[list[Spanning]] = []
    for row in rows:
        column, line, below = 0, list[Spanning](), {c: left - 1 for c, left in taken.items() if left > 1}
        for spanning in row:
            while column in taken:
                column += 1
            line.append(replace(spanning, start=column))
            if spanning.rows > 1:
                below |= {column + offset: spanning.rows - 1 for offset in range(spanning.columns)}
            column += spanning.columns
        placed.append(line)
        taken = below
    return placed


def grid(rows: Sequence[Sequence[Spanning]]) -> list[list[Cell]]:
    """Rows of equal length: a spanning cell is followed by empty cells for the rest of its span.

    Columns where no cell begins are left out: they only come from spans that are wider than their columns.
    """
    starts = sorted({spanning.start for row in rows for spanning in row})
    index = {start: at for at, start in enumerate(starts)}
    lines = []
    for row in rows:
        line = [Cell()] * len(starts)
        for spanning in row:
            first, end = index[spanning.start], bisect_left(starts, spanning.start + spanning.columns)
            line[first] = replace(spanning.cell, column_span=end - first)
        lines.append(line)
    return lines


def may_be_header(row: Row) -> bool:
    """Whether a row has no figures after its first cell, years apart and days where it has nothing else."""
    return all(map(is_day, filter(holds_value, row.texts[1:])))


def rows_parted_by_spans(rows: Sequence[Row]) -> int:
    """The number of rows at the top that are a header by their spans, 0 where spans show none.

    A cell over several columns needs a row below it that divides them. A title over all columns may come first.
    """
    at = 0
    while at < len(rows) and any(cell.column_span == len(rows[at].cells) for cell in rows[at].cells):
        at += 1
    first = at
    while at < len(rows) and any(cell.text and cell.column_span > 1 for cell in rows[at].cells[1:]):
        at += 1
    count = at + 1
    return count if at > first and count < len(rows) and all(map(may_be_header, rows[:count])) else 0


def raised_after(before: str, raised: str) -> str:
    """Raised text to append to the text before it: a hair space keeps a footnote's number apart from other digits."""
    return f"{HAIR_SPACE}{raised}" if before[-1:].isdecimal() and raised[:1].isdecimal() else raised
