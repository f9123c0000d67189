"""Schema `staging` of the working database: its tables, derived from the staging records, and the load of a document.

The only module that writes `staging`. The columns are defined in `reading/records.py` and described in the dbt sources;
no column is named here except those of a document's identity.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import duckdb

from dagster_project.reading.records import RECORD_TYPES, Reading, Record
from dagster_project.warehouse.sql import transaction

SCHEMA = "staging"

COLUMN_TYPES: dict[type, str] = {
    str: "VARCHAR",
    bool: "BOOLEAN",
    int: "BIGINT",
    float: "DOUBLE",
    Decimal: "DECIMAL(28,6)",
}


def columns(record_type: type[Record]) -> dict[str, tuple[str, bool]]:
    """Column name -> (DuckDB type, may be null), in the order of the record's fields."""
    hints = get_type_hints(record_type)
    return {field.name: _column(hints[field.name]) for field in fields(record_type)}


def _column(annotation: Any) -> tuple[str, bool]:
    optional = get_origin(annotation) in (Union, types.UnionType)
    (plain,) = [part for part in get_args(annotation) if part is not type(None)] if optional else [annotation]
    return COLUMN_TYPES[str if issubclass(plain, StrEnum) else plain], optional


def ddl(record_type: type[Record]) -> str:
    """The `create table` statement of one record type."""
    lines = (
        f'"{name}" {kind}{"" if nullable else " not null"}' for name, (kind, nullable) in columns(record_type).items()
    )
    return f"create table if not exists {table_name(record_type)} (\n    " + ",\n    ".join(lines) + "\n)"


def table_name(record_type: type[Record]) -> str:
    """The record's table, quoted and with its schema."""
    return f'{SCHEMA}."{record_type.TABLE}"'


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the schema and every table.

    Where any table has the columns of an older version, all tables are replaced by empty ones, so that every document
    is read again.
    """
    existing = _existing_columns(connection)
    if any(existing.get(kind.TABLE) not in (None, _expected_columns(kind)) for kind in RECORD_TYPES):
        connection.execute(f"drop schema {SCHEMA} cascade")
    connection.execute(f"create schema if not exists {SCHEMA}")
    for record_type in RECORD_TYPES:
        connection.execute(ddl(record_type))


def _expected_columns(record_type: type[Record]) -> list[tuple[str, str, bool]]:
    return [(name, kind, nullable) for name, (kind, nullable) in columns(record_type).items()]


def _existing_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str, bool]]]:
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for table, name, kind, nullable in connection.execute(
        "select table_name, column_name, data_type, is_nullable from duckdb_columns() "
        "where database_name = current_database() and schema_name = ? order by table_name, column_index",
        [SCHEMA],
    ).fetchall():
        found.setdefault(table, []).append((name, kind, nullable))
    return found


def load(connection: duckdb.DuckDBPyConnection, reading: Reading) -> dict[str, int]:
    """Replace everything staged of one document by this reading, in one transaction; the number of rows by table.

    The document is also deleted from tables for which the reading has no rows.
    """
    document_id = reading.document.document_id
    rows = _rows_by_table(reading)
    with transaction(connection):
        _delete(connection, document_id)
        for record_type in RECORD_TYPES:
            _insert(connection, record_type, rows[record_type.TABLE])
    return {table: len(records) for table, records in rows.items()}


def remove(connection: duckdb.DuckDBPyConnection, document_id: str) -> None:
    """Delete one document from every staging table, in one transaction."""
    with transaction(connection):
        _delete(connection, document_id)


def rename(connection: duckdb.DuckDBPyConnection, file_names: Mapping[str, str]) -> None:
    """Update the file names of staged documents, by document id: a renamed file is not read again."""
    staged = connection.execute(f"select document_id, file_name from {SCHEMA}.documents").fetchall()
    for document_id, file_name in staged:
        if file_names.get(document_id, file_name) != file_name:
            connection.execute(
                f"update {SCHEMA}.documents set file_name = ? where document_id = ?",
                [file_names[document_id], document_id],
            )


def document_ids(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The ids of all documents with rows in `staging`, as sha256 in hexadecimal."""
    return {row[0] for row in connection.execute(f"select document_id from {SCHEMA}.documents").fetchall()}


def _rows_by_table(reading: Reading) -> dict[str, Sequence[Record]]:
    rows: dict[str, Sequence[Record]] = {record_type.TABLE: [] for record_type in RECORD_TYPES}
    rows[reading.document.TABLE] = [reading.document]
    for field in fields(reading):
        records = getattr(reading, field.name)
        if records and isinstance(records, list):
            rows[records[0].TABLE] = records
    return rows


def _delete(connection: duckdb.DuckDBPyConnection, document_id: str) -> None:
    # Each delete reads its whole table, and most documents are new: whatever is staged has a row in `documents`.
    if not connection.execute(f"select 1 from {SCHEMA}.documents where document_id = ?", [document_id]).fetchone():
        return
    for record_type in RECORD_TYPES:
        connection.execute(f"delete from {table_name(record_type)} where document_id = ?", [document_id])


def _insert(connection: duckdb.DuckDBPyConnection, record_type: type[Record], records: Sequence[Record]) -> None:
    # One list per column instead of one statement per row: executemany costs a millisecond per row.
    if not records:
        return
    described = columns(record_type)
    lists = [[_parameter(getattr(record, name)) for record in records] for name in described]
    unnested = ", ".join(f"unnest(?::{kind}[])" for kind, _ in described.values())
    names = ", ".join(f'"{name}"' for name in described)
    connection.execute(f"insert into {table_name(record_type)} ({names}) select {unnested}", lists)


def _parameter(value: object) -> object:
    # As text a Decimal keeps its own scale: DuckDB would give the whole list the widest one, which may overflow.
    return format(value, "f") if isinstance(value, Decimal) else value
