"""A table as the search for relations sees it: exact whole numbers by row and column, and which of them may be added.

Belongs here: access to values, half units, units, words and styles of cells. What follows from them is in the other
modules of this package.
"""

from __future__ import annotations

from decimal import Decimal

from dagster_project.reading.intervals import Interval
from dagster_project.reading.numbers import is_missing
from dagster_project.reading.records import FigureRecord
from dagster_project.reading.relations.amounts import additive_units
from dagster_project.reading.tables.resolved import ColumnMeaning, RowMeaning, TableMeaning
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import Totals
from dagster_project.terms import TotalWord

_MOST_DECIMALS = 5


class Grid:
    """The figure rows and figure columns of a table, by index from 0.

    `values` and `halves` (half units) are whole numbers of 1/`scale`, the same over the whole table, so that sums are
    exact and fast. A value is None where the cell has no number, a half unit then 0.
    """

    def __init__(self, table: TableMeaning) -> None:
        self.table = table
        self.rows: list[RowMeaning] = table.figure_rows
        self.columns: list[ColumnMeaning] = table.figure_columns
        self._figures = [[table.figures.get((row.number, col.number)) for col in self.columns] for row in self.rows]
        decimals = [f.decimals or 0 for line in self._figures for f in line if f is not None]
        # One decimal more than printed: half units are whole numbers too.
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
        """The figure of a cell, also one without a value."""
        return self._figures[row][column]

    def interval(self, row: int, column: int) -> Interval:
        """The figure of a cell in its own unit; 0 where it has no value."""
        value = Decimal(self.values[row][column] or 0) / self.scale
        return Interval.around(value, Decimal(self.halves[row][column]) / self.scale)

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
        """Whether a cell's figure is of a kind that can be added: an amount or a count, not a share or an index."""
        unit = self.units[row][column]
        return unit is None or unit in additive_units()

    def is_result(self, row: int) -> bool:
        """Whether a row follows from rows above it with their signs: a net, a result, a deviation, a closing value."""
        return self._results[row]

    def style(self, row: int) -> tuple[bool, bool]:
        """Whether a row is printed bold, and in italics: its label, or without a label its figures."""
        return self._styles[row]

    def _read_style(self, row: int) -> tuple[bool, bool]:
        meaning = self.rows[row]
        numbers = {column.number for column in self.columns}
        cells = [cell for number, cell in enumerate(meaning.row.cells, 1) if number in numbers and cell.text.strip()]
        if self.is_unlabelled(row) and cells:
            return all(cell.bold for cell in cells), all(cell.italic for cell in cells)
        return meaning.bold, meaning.italic

    def is_unlabelled(self, row: int) -> bool:
        """Whether a row has no printed label."""
        return not self.rows[row].label_cell.text.strip()

    def status_is_ongoing(self, row: int) -> bool:
        """Whether a cell beside the label says that a project is under way ("P", "Pågående")."""
        figures = {column.number for column in self.columns}
        cells = [cell for number, cell in enumerate(self.rows[row].row.cells, 1) if number not in figures]
        label = self.rows[row].label_cell
        return any(cell is not label and matches(load(Totals).ongoing_status, cell.text.strip()) for cell in cells)

    def name(self, row: int) -> str:
        """A row's name in a description: its label, else its number."""
        return self.rows[row].label or f"row {self.rows[row].number}"

    def column_name(self, column: int) -> str:
        """A column's name in a description: its label, else its number."""
        return self.columns[column].label or f"column {self.columns[column].number}"


def _is_result(row: RowMeaning) -> bool:
    words = load(Totals)
    by_word = row.total_word in (TotalWord.NET, TotalWord.RESULT)
    return by_word or matches((*words.deviation_rows, *words.closing_rows, *words.result_rows), row.label)
