"""Another reading of a table: the shape that `cells` and `rows` find and `choose` chooses from.

Another reading counts only where the page itself allows it. That sums would hold with it does not show that it is
printed: a report may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from dagster_project.reading.identity import short_hash
from dagster_project.reading.meaning.units import precision
from dagster_project.reading.numbers import parse_number
from dagster_project.reading.records import AlternativeRecord, FigureRecord
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.terms import AlternativeKind


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading of a few cells: `figures` as they would be, and by row number the `labels` that would change.

    `memo_rows` are the numbers of rows that would not be part of any sum; their figures are unchanged. `evidence` is
    the text printed there, verbatim.
    """

    kind: AlternativeKind
    evidence: str
    figures: tuple[FigureRecord, ...] = ()
    labels: dict[int, str] = field(default_factory=dict)
    memo_rows: frozenset[int] = frozenset()

    def applied(self, table: TableMeaning) -> TableMeaning:
        """The table as it would be with this reading."""
        figures = dict(table.figures)
        for figure in self.figures:
            figures[figure.row_number, figure.column_number] = replace(figure, repair=self.kind)
        for place, figure in figures.items():
            label = self.labels.get(place[0])
            if label is not None:
                path = figure.row_path.removesuffix(figure.row_label) + label
                figures[place] = replace(figure, row_label=label, row_path=path)
        rows = [
            replace(
                row,
                label=self.labels.get(row.number, row.label),
                path=(*row.path[:-1], self.labels.get(row.number, row.label)),
                is_memo=row.is_memo or row.number in self.memo_rows,
            )
            for row in table.rows
        ]
        return TableMeaning(table.record, table.columns, rows, figures, table.evidence)

    def records(self, *, is_chosen: bool) -> list[AlternativeRecord]:
        """The rows of `staging.alternatives`."""
        key = short_hash(
            self.kind,
            *((figure.figure_id, figure.value, figure.unit and figure.unit.value) for figure in self.figures),
        )
        return [
            AlternativeRecord(
                document_id=figure.document_id,
                alternative_id=key,
                kind=self.kind,
                figure_id=figure.figure_id,
                value=None if figure.row_number in self.memo_rows else figure.value,
                unit=figure.unit,
                evidence=self.evidence,
                is_chosen=is_chosen,
            )
            for figure in self.figures
        ]


def together(kind: AlternativeKind, alternatives: Iterable[Alternative]) -> Alternative:
    """Several readings of one kind as one: what misleads the reading in one row of a table does so in others."""
    parts = list(alternatives)
    return Alternative(
        kind,
        "; ".join(part.evidence for part in parts[:3]),
        tuple({figure.figure_id: figure for part in parts for figure in part.figures}.values()),
        {row: label for part in parts for row, label in part.labels.items()},
        frozenset(row for part in parts for row in part.memo_rows),
    )


def with_text(figure: FigureRecord, text: str) -> FigureRecord | None:
    """The figure as it would be with this text in its cell; None where the text is not a number."""
    number = parse_number(text)
    if number is None:
        return None
    unit = number.unit or figure.unit
    decimals, half = precision(number, unit, figure.decimals or 0)
    value = -number.value if number.parenthesized else number.value
    return replace(
        figure, value=value, unit=unit, decimals=decimals, half_unit=half, value_as_printed=text, is_missing=False
    )


def with_value(figure: FigureRecord, value: Decimal) -> FigureRecord:
    """The figure with another value of the same precision."""
    return replace(figure, value=value)


def emptied(figure: FigureRecord) -> FigureRecord:
    """The figure as it would be with nothing in its cell."""
    return replace(figure, value=None, decimals=None, half_unit=None, is_missing=True)
