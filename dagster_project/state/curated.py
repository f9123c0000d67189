"""The curated CSV files in the warehouse folder: accepted findings, overridden fields of reports, expected reports.

People write them; of the program only the command that accepts a finding does. `db.py` copies them to the models.
"""

from __future__ import annotations

import csv
import sqlite3
from datetime import datetime
from pathlib import Path

from dagster_project.state import ledger
from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder

# Table -> its columns, as the models see them.
CURATED_TABLES = {
    "accepted": {
        "finding_id": "VARCHAR not null",
        "accepted_by": "VARCHAR not null",
        "reason": "VARCHAR not null",
        "accepted_on": "DATE",
    },
    "report_overrides": {
        "document_id": "VARCHAR not null",
        "field": "VARCHAR not null",
        "value": "VARCHAR not null",
        "overridden_by": "VARCHAR not null",
        "reason": "VARCHAR not null",
    },
    "expected_reports": {
        "municipality": "VARCHAR not null",
        "board": "VARCHAR",
        "report_type": "VARCHAR not null",
        "period": "VARCHAR not null",
        "due_on": "DATE",
    },
}
OVERRIDDEN_FIELDS = (
    "municipality",
    "municipality_code",
    "board",
    "report_type",
    "year",
    "period_end_month",
    "title",
    "document_status",
    "case_number",
)
# A report may be named by its file as well as by its id.
HEADER_ALIASES = {"report_overrides": {"file_name": "document_id"}}


def report_overrides(
    connection: sqlite3.Connection, folder: WarehouseFolder
) -> tuple[list[tuple[str | None, ...]], list[str]]:
    """The rows of `report_overrides.csv` by document, and the names in it that match no document.

    A name is a file name, which means every document that this file has held, or the first six or more characters
    of a document id. Where two lines set the same field of a document, the last one counts.
    """
    held = ledger.names(connection)
    document_ids = [document_id for (document_id,) in connection.execute("select document_id from documents")]
    overrides: dict[tuple[str, str | None], tuple[str | None, ...]] = {}
    unknown = []
    for name, field, *rest in curated_rows(folder.report_overrides, "report_overrides"):
        assert name is not None
        meant = [document_id for document_id in document_ids if ledger.is_named(document_id, name, held)]
        overrides |= {(document_id, field): (document_id, field, *rest) for document_id in meant}
        unknown += [] if meant else [name]
    return [overrides[key] for key in sorted(overrides, key=str)], unknown


def curated_rows(path: Path, table: str) -> list[tuple[str | None, ...]]:
    """The rows of a curated CSV file: UTF-8, comma or semicolon, with exactly the columns of its table.

    An absent file has no rows. Swedish spreadsheets write semicolons and a byte order mark. Raises WarehouseError
    naming file and line.
    """
    if not path.exists():
        return []
    columns = CURATED_TABLES[table]
    expected = f"expected the columns {', '.join(columns)}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WarehouseError(f"{path} is not UTF-8 text: save it as CSV UTF-8, {expected}.") from error
    reader = csv.reader(text.splitlines(), delimiter=delimiter_of(text))
    aliases = HEADER_ALIASES.get(table, {})
    header = [aliases.get(name.strip(), name.strip()) for name in next(reader, [])]
    if sorted(header) != sorted(columns):
        raise WarehouseError(f"{path} line 1 has the columns {', '.join(header) or 'of nothing'}; {expected}.")
    rows = []
    for values in reader:
        if not any(value.strip() for value in values):
            continue
        row = dict(zip(header, (value.strip() or None for value in values), strict=False))
        place = f"{path} line {reader.line_num}"
        if len(values) != len(header):
            raise WarehouseError(f"{place} has {len(values)} values; {expected}.")
        if empty := [name for name, kind in columns.items() if "not null" in kind and row[name] is None]:
            raise WarehouseError(f"{place} has no {', '.join(empty)}; fill it in or remove the line.")
        _check_dates(row, columns, place)
        _check_field(row, place)
        rows.append(tuple(row[name] for name in columns))
    return rows


def delimiter_of(text: str) -> str:
    """The separator of a CSV file: that of its header, a comma where it has none."""
    header = text.partition("\n")[0]
    return ";" if ";" in header and "," not in header else ","


def _check_dates(row: dict[str, str | None], columns: dict[str, str], place: str) -> None:
    for name, kind in columns.items():
        value = row[name]
        if kind == "DATE" and value is not None:
            try:
                datetime.strptime(value, "%Y-%m-%d")
            except ValueError as error:
                raise WarehouseError(f"{place}: {name} is {value!r}; write a date as 2024-03-31.") from error


def _check_field(row: dict[str, str | None], place: str) -> None:
    field, value = row.get("field"), row.get("value") or ""
    if "field" in row and field not in OVERRIDDEN_FIELDS:
        raise WarehouseError(f"{place}: there is no field {field!r}; write one of {', '.join(OVERRIDDEN_FIELDS)}.")
    if field in ("year", "period_end_month") and not value.isdecimal():
        raise WarehouseError(f"{place}: {field} is {value!r}; write a whole number.")
