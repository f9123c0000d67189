"""A table as the search for relations sees it: exact whole numbers by row and column, and which of them may be added.

Belongs here: access to values, precisions, units and words of cells. What follows from what is found elsewhere.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from re import Pattern

from dagster_project.reading.numbers import is_missing
from dagster_project.reading.records import FigureRecord
from dagster_project.reading.tables.resolved import ColumnMeaning, RowMeaning, TableMeaning
from dagster_project.reading.vocabulary.loader import vocabulary

_MOST_DECIMALS = 5


class Grid:
    """The figure rows and figure columns of a table, by index from 0.

    Values and half units are whole numbers of a common `scale`, one table long, so that sums are exact and fast.
    """

    def __init__(self, table: TableMeaning) -> None:
        self.table = table
        self.rows: list[RowMeaning] = table.figure_rows
        self.columns: list[ColumnMeaning] = table.figure_columns
        self._figures = [[table.figures.get((row.number, col.number)) for col in self.columns] for row in self.rows]
        decimals = [f.decimals or 0 for line in self._figures for f in line if f is not None]
        self.scale = 10 ** (min(max(decimals, default=0), _MOST_DECIMALS) + 1)
        self.values = [[self._scaled(f.value if f else None) for f in line] for line in self._figures]
        self.halves = [[self._scaled(f.half_unit if f else None) or 0 for f in line] for line in self._figures]
        self.units = [[f.unit if f else None for f in line] for line in self._figures]
        self._words = [[self._read_words(i, j) for j in range(len(self.columns))] for i in range(len(self.rows))]
        self._styles = [self._read_style(row) for row in range(len(self.rows))]
        self._results = [_is_result(row) for row in self.rows]

    def _scaled(self, number: Decimal | None) -> int | None:
        return None if number is None else int((number * self.scale).to_integral_value())

    def figure(self, row: int, column: int) -> FigureRecord | None:
        """The figure in a cell, missing ones too."""
        return self._figures[row][column]

    def words(self, row: int, column: int) -> str | None:
        """The text of a cell that holds words where a number is expected ("årligen"), None for any other cell."""
        return self._words[row][column]

    def _read_words(self, row: int, column: int) -> str | None:
        if self.values[row][column] is not None:
            return None
        figure = self._figures[row][column]
        cells = self.rows[row].row.cells
        number = self.columns[column].number
        text = figure.value_as_printed if figure else cells[number - 1].text if number <= len(cells) else ""
        return None if (figure and figure.is_missing) or is_missing(text) else text.strip()

    def is_additive(self, row: int, column: int) -> bool:
        """Whether the cell's figure is of a kind that can be added: an amount or a count, not a share or an index."""
        unit = self.units[row][column]
        return unit is None or unit in additive_units()

    def is_result(self, row: int) -> bool:
        """Whether a row follows from rows above it, signs and all: a net, a result, a deviation or a closing value."""
        return self._results[row]

    def style(self, row: int) -> tuple[bool, bool]:
        """Whether a row is printed bold, and in italics: its label, or without label its figures."""
        return self._styles[row]

    def _read_style(self, row: int) -> tuple[bool, bool]:
        meaning = self.rows[row]
        numbers = {column.number for column in self.columns}
        cells = [cell for number, cell in enumerate(meaning.row.cells, 1) if number in numbers and cell.text.strip()]
        if self.is_unlabelled(row) and cells:
            return all(cell.bold for cell in cells), all(cell.italic for cell in cells)
        return meaning.bold, meaning.italic

    def is_unlabelled(self, row: int) -> bool:
        """Whether no label is printed in a row."""
        return not self.rows[row].label_cell.text.strip()

    def status_is_ongoing(self, row: int) -> bool:
        """Whether a cell beside the label says that a project is under way ("P", "Pågående")."""
        figures = {column.number for column in self.columns}
        cells = [cell for number, cell in enumerate(self.rows[row].row.cells, 1) if number not in figures]
        label = self.rows[row].label_cell
        return any(cell is not label and matches("ongoing_status", cell.text) for cell in cells)

    def name(self, row: int) -> str:
        """What a row is called in a description; a row without label by its number."""
        return self.rows[row].label or f"row {self.rows[row].number}"

    def column_name(self, column: int) -> str:
        """What a column is called in a description."""
        return self.columns[column].label or f"column {self.columns[column].number}"


def _is_result(row: RowMeaning) -> bool:
    by_word = row.total_word in ("net", "result")
    return by_word or any(matches(rows, row.label) for rows in ("deviation_rows", "closing_rows", "result_rows"))


@lru_cache(maxsize=1)
def additive_units() -> frozenset[str]:
    """The units whose figures may be added."""
    return frozenset(vocabulary("totals")["additive_units"])


@cache
def _patterns(key: str) -> tuple[Pattern[str], ...]:
    words = vocabulary("totals")
    for part in key.split("."):
        words = words[part]
    return tuple(re.compile(pattern) for pattern in words)


def matches(key: str, text: str) -> bool:
    """Whether a text has one of the words under a key of `vocabulary/totals.yml` ("derived_columns.net")."""
    lowered = text.lower().strip()
    return any(pattern.search(lowered) for pattern in _patterns(key))
