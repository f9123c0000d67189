"""Small readings made by hand, for tests of the stages after reading."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dagster_project.reading.records import DocumentRecord, FigureRecord, PageRecord, Reading
from dagster_project.terms import Domain, EvidenceSource, PeriodType, Reader, Scenario, Unit


def a_reading(document_id: str = "a", values: Sequence[Decimal | None] = (), file_name: str = "a.txt") -> Reading:
    """A report of one page with one column of figures, a row per value."""
    return Reading(
        document=DocumentRecord(
            document_id=document_id,
            file_name=file_name,
            reader=Reader.TABBED,
            producer=None,
            pages=1,
            title="Verksamhetsberättelse",
            report_type_as_printed="verksamhetsberättelse",
            year=2023,
            year_source="title",
            period_end_month=12,
            document_status_as_printed=None,
            case_number=None,
            figures=len(values),
            unread=0,
            share_read=Decimal(1),
            digits_read=0,
            digits_independent=0,
        ),
        pages=[
            PageRecord(
                document_id=document_id,
                page_number=1,
                page_label=None,
                width=None,
                height=None,
                digits_read=0,
                digits_independent=0,
            )
        ],
        figures=[a_figure(document_id, row, value) for row, value in enumerate(values)],
    )


def a_figure(document_id: str, row: int, value: Decimal | None) -> FigureRecord:
    """One figure of the column `Utfall 2023`, in thousands of SEK."""
    return FigureRecord(
        document_id=document_id,
        figure_id=f"{document_id}-{row}",
        table_id=f"{document_id}-1",
        table_number=1,
        row_number=row,
        column_number=1,
        domain=Domain.FINANCE,
        table_title="Resultaträkning",
        section="Ekonomi",
        row_label=f"Rad {row}",
        row_path=f"Rad {row}",
        column_label="Utfall 2023",
        measure="outcome",
        scenario=Scenario.ACTUAL,
        scenario_source=EvidenceSource.COLUMN,
        year=2023,
        year_source=EvidenceSource.COLUMN,
        period_type=PeriodType.YEAR,
        value=value,
        unit=Unit.TSEK,
        unit_source=EvidenceSource.COLUMN,
        decimals=0,
        half_unit=Decimal("0.5"),
        value_as_printed="-" if value is None else str(value),
        is_missing=value is None,
    )
