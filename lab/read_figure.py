"""A figure as it was read, whether from the staging records or from the marts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dagster_project.reading.records import FigureRecord, Reading

PRIOR = "prior"


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """What a reader gave for one printed cell. '' and None are not given; `priors` are attributes that are guesses.

    `organization`, `organization_kind`, `measure` and `is_primary` come from the marts only.
    """

    table_number: int
    row_label: str
    row_path: str
    column_label: str
    value: Decimal | None
    is_missing: bool
    unit: str = ""
    scenario: str = ""
    year: int | None = None
    period_start: str = ""
    period_end: str = ""
    period_type: str = ""
    organization: str = ""
    organization_kind: str = ""
    measure: str = ""
    is_primary: bool | None = None
    priors: frozenset[str] = frozenset()


def figures_of(reading: Reading) -> list[ReadFigure]:
    """The figures of a reading."""
    return [_of_record(record) for record in reading.figures]


def _of_record(record: FigureRecord) -> ReadFigure:
    sources = {"unit": record.unit_source, "scenario": record.scenario_source, "year": record.year_source}
    return ReadFigure(
        table_number=record.table_number,
        row_label=record.row_label,
        row_path=record.row_path,
        column_label=record.column_label,
        value=record.value,
        is_missing=record.is_missing,
        unit=record.unit or "",
        scenario=record.scenario or "",
        year=record.year,
        period_start=record.period_start or "",
        period_end=record.period_end or "",
        period_type=record.period_type or "",
        priors=frozenset(name for name, source in sources.items() if source == PRIOR),
    )
