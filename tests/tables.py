"""Small tables made by hand as reading would resolve them, for tests of relations and repairs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from dagster_project.reading.model import Cell, Place, Row
from dagster_project.reading.numbers import is_missing, parse_number
from dagster_project.reading.records import FigureRecord, TableRecord
from dagster_project.reading.tables.header_words import column_meaning
from dagster_project.reading.tables.resolved import RowMeaning, TableMeaning
from dagster_project.reading.tables.rows import is_memo, total_word
from dagster_project.terms import CellRole, ColumnsFrom, Domain, EvidenceSource, RowKind, Scenario, TableKind, Unit

COUNTED = ("count", "points")


def table(
    text: str,
    *,
    unit: str | None = "TSEK",
    title: str = "Tabell",
    number: int = 1,
    year: int = 2023,
    columns_from: ColumnsFrom = ColumnsFrom.DRAWN,
    spans_known: bool = True,
    unit_source: EvidenceSource | None = None,
) -> TableMeaning:
    """A table from lines of cells separated by `|`. The first line is the header.

    `**` before a label makes it bold, two spaces indent it by one level, `<` before a cell prints it close to the
    previous one. The header "Andel %" makes a column of percentages.
    """
    header, *lines = [line.split("|") for line in text.strip("\n").splitlines()]
    labels = [cell.strip() for cell in header]
    columns = [replace(column_meaning(1, CellRole.LABEL, (labels[0],)), role=CellRole.LABEL)]
    columns += [column_meaning(i, CellRole.FIGURE, (label,)) for i, label in enumerate(labels[1:], 2)]
    table_id = f"t{number}"
    rows: list[RowMeaning] = []
    figures: dict[tuple[int, int], FigureRecord] = {}
    under_memo = False
    for row_number, cells in enumerate(lines, 2):
        indent = float(len(cells[0]) - len(cells[0].lstrip())) * 5
        bold = cells[0].strip().startswith("**")
        label = cells[0].strip().removeprefix("**")
        kind = RowKind.FIGURES if any(cell.strip() for cell in cells[1:]) else RowKind.GROUP
        under_memo = is_memo(label) if kind is RowKind.GROUP else under_memo
        printed = _cells(row_number, [label, *cells[1:]])
        rows.append(
            RowMeaning(
                number=row_number,
                kind=kind,
                label=label,
                path=(label,),
                row=Row(printed),
                label_cell=printed[0],
                bold=bold,
                indent=indent,
                total_word=total_word(label),
                is_memo=under_memo or is_memo(label),
            )
        )
        for column, cell in zip(columns[1:], cells[1:], strict=True):
            if kind == "figures":
                figure = _figure(
                    cell.strip(" <"), label, column.label, unit, table_id, number, row_number, column.number
                )
                figures[(row_number, column.number)] = replace(
                    figure,
                    table_title=title,
                    scenario=column.scenario or Scenario.ACTUAL,
                    year=column.year or year,
                    unit_source=unit_source,
                )
    record = TableRecord(
        document_id="d",
        table_id=table_id,
        table_number=number,
        kind=TableKind.FIGURES,
        domain=Domain.FINANCE,
        table_title=title,
        section="",
        unit_as_printed=unit,
        columns_from=columns_from,
        spans_known=spans_known,
        rows=len(lines) + 1,
        columns=len(labels),
        header_rows=1,
        deviation_sign=None,
    )
    return TableMeaning(record, columns, rows, figures)


def _cells(line: int, texts: list[str]) -> tuple[Cell, ...]:
    cells, end = [], 0
    for text in texts:
        start = end + (1 if text.startswith("<") else 20)
        bare = text.strip(" <")
        end = start + len(bare)
        cells.append(Cell(bare, Place(line=line, start=start, end=end)))
    return tuple(cells)


def _figure(
    text: str,
    label: str,
    column: str,
    unit: str | None,
    table_id: str,
    number: int,
    row_number: int,
    column_number: int,
) -> FigureRecord:
    parsed = parse_number(text)
    own_unit = "percent" if "%" in column or "%" in text else unit
    decimals = parsed.decimals if parsed else 0
    half = Decimal(0) if own_unit in COUNTED else Decimal(5).scaleb(-decimals - 1)
    return FigureRecord(
        document_id="d",
        figure_id=f"{table_id}/{label}#{row_number}/{column}",
        table_id=table_id,
        table_number=number,
        row_number=row_number,
        column_number=column_number,
        domain=Domain.FINANCE,
        table_title="",
        section="",
        row_label=label,
        row_path=label,
        column_label=column,
        measure=None,
        scenario=None,
        year=None,
        year_source=None,
        period_type=None,
        value=parsed.value if parsed else None,
        unit=Unit(own_unit) if own_unit else None,
        unit_source=None,
        decimals=decimals,
        half_unit=half if parsed else None,
        value_as_printed=text,
        is_missing=parsed is None and is_missing(text),
    )
