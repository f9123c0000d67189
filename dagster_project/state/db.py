"""Operational state: `state.sqlite` of a warehouse folder, and its copy for the models in schema `state`.

The other modules of this package define its contents. It is separate from the data, so that it can be read during a run
and survives a rebuild.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import duckdb

from dagster_project.state.acceptance import accepted_rows
from dagster_project.state.curated import CURATED_TABLES, curated_rows, report_overrides
from dagster_project.state.migrations import migrate
from dagster_project.warehouse.folder import WarehouseFolder

# The tables of schema `state` with their columns, as the models see them.
STATE_TABLES = {
    "ledger": {
        "document_id": "VARCHAR not null",
        "file_name": "VARCHAR not null",
        "copies": "INTEGER not null",
        "in_raw": "BOOLEAN not null",
        "size_bytes": "BIGINT not null",
        "modified_at": "TIMESTAMP not null",
        "status": "VARCHAR not null",
        "reason": "VARCHAR",
        "detail": "VARCHAR",
        "attempts": "INTEGER not null",
        "first_seen_at": "TIMESTAMP not null",
        "last_read_at": "TIMESTAMP",
        "last_run_id": "VARCHAR",
        "reading_version": "VARCHAR",
        "removed_at": "TIMESTAMP",
        "report_id": "VARCHAR",
        "superseded_by": "VARCHAR",
    },
    "finding_history": {
        "finding_id": "VARCHAR not null",
        "cause_id": "VARCHAR",
        "report_id": "VARCHAR",
        "document_id": "VARCHAR",
        "file_name": "VARCHAR",
        "kind": "VARCHAR",
        "severity": "VARCHAR",
        "title": "VARCHAR",
        "detail": "VARCHAR",
        "detail_sum": "VARCHAR",
        "detail_hint": "VARCHAR",
        "detail_doubt": "VARCHAR",
        "title_sv": "VARCHAR",
        "detail_sv": "VARCHAR",
        "detail_sum_sv": "VARCHAR",
        "detail_hint_sv": "VARCHAR",
        "detail_doubt_sv": "VARCHAR",
        "table_title": "VARCHAR",
        "row_label": "VARCHAR",
        "row_path": "VARCHAR",
        "column_label": "VARCHAR",
        "stated": "DECIMAL(38,6)",
        "computed": "DECIMAL(38,6)",
        "difference": "DECIMAL(38,6)",
        "unit": "VARCHAR",
        "difference_in_last_digits": "DECIMAL(38,6)",
        "relative_difference": "DECIMAL(38,6)",
        "hint": "VARCHAR",
        "is_rounding": "BOOLEAN",
        "rounding": "DECIMAL(38,6)",
        "believed": "VARCHAR",
        "values_hash": "VARCHAR not null",
        "page_number": "BIGINT",
        "page_label": "VARCHAR",
        "line_number": "BIGINT",
        "first_seen_at": "TIMESTAMP not null",
        "last_seen_at": "TIMESTAMP not null",
        "state": "VARCHAR not null",
        "resolved_at": "TIMESTAMP",
        "resolution": "VARCHAR",
    },
    **CURATED_TABLES,
}


@contextmanager
def connect(folder: WarehouseFolder) -> Iterator[sqlite3.Connection]:
    """Connect to the state of a warehouse folder, created where there is none and migrated to this program's schema."""
    folder.root.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder.state_database, timeout=30)
    try:
        connection.execute("pragma journal_mode = wal")
        migrate(connection, folder.state_database)
        yield connection
    finally:
        connection.close()


def utc_now() -> datetime:
    """The current time in UTC, to the second and without a zone, as in every `*_at` column."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def copy_to(database: duckdb.DuckDBPyConnection, state: sqlite3.Connection, folder: WarehouseFolder) -> dict[str, int]:
    """Replace schema `state` of the working database; the number of rows by table.

    Raises WarehouseError naming file and line when a curated CSV file can't be understood.
    """
    overrides, _ = report_overrides(state, folder)
    rows = {
        "accepted": accepted_rows(state, folder),
        "report_overrides": overrides,
        "expected_reports": curated_rows(folder.expected_reports, "expected_reports"),
    }
    database.execute("create schema if not exists state")
    for table, values in rows.items():
        _write(database, table, values)
    return copy_own(database, state) | {table: len(values) for table, values in rows.items()}


def copy_own(database: duckdb.DuckDBPyConnection, state: sqlite3.Connection) -> dict[str, int]:
    """Replace the tables of schema `state` that the program itself writes; the number of rows by table."""
    rows: dict[str, Sequence[Sequence[object]]] = {
        "ledger": state.execute(
            "select document_id, file_name, copies, in_raw, size_bytes, datetime(modified_ns / 1e9, 'unixepoch'), "
            "status, reason, detail, attempts, first_seen_at, last_read_at, last_run_id, reading_version, removed_at, "
            "report_id, superseded_by from ledger order by file_name, document_id"
        ).fetchall(),
        "finding_history": state.execute(
            f"select {', '.join(STATE_TABLES['finding_history'])} from finding_history order by finding_id"
        ).fetchall(),
    }
    for table, values in rows.items():
        _write(database, table, values)
    return {table: len(values) for table, values in rows.items()}


def _write(database: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    # One list of texts per column, cast in the database: executemany costs a millisecond per row.
    columns = STATE_TABLES[table]
    described = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    database.execute(f"create or replace table state.{table} ({described})")
    if rows:
        texts = [[None if value is None else str(value) for value in column] for column in zip(*rows, strict=True)]
        unnested = ", ".join(f"unnest(?::VARCHAR[])::{kind.removesuffix(' not null')}" for kind in columns.values())
        database.execute(f"insert into state.{table} select {unnested}", texts)
