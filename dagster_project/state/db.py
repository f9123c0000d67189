"""Operational state: `state.sqlite` of a warehouse folder, and its copy for the models in schema `state`.

Holds the ledger, the history of findings, and what has been published from which inputs. It is apart from the data so
that it can be read during a run and survives a rebuild.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import duckdb

from dagster_project.state import ledger
from dagster_project.state.curated import PEOPLE_TABLES, people_rows, report_overrides
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
        "title_sv": "VARCHAR",
        "detail_sv": "VARCHAR",
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
    **PEOPLE_TABLES,
}


@contextmanager
def connect(folder: WarehouseFolder) -> Iterator[sqlite3.Connection]:
    """The state of a warehouse folder, made when there is none and brought up to this program's schema."""
    folder.root.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder.state_database, timeout=30)
    try:
        connection.execute("pragma journal_mode = wal")
        migrate(connection, folder.state_database)
        yield connection
    finally:
        connection.close()


def utc_now() -> datetime:
    """The time now, in UTC without a zone, as every `*_at` column has it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def inputs(folder: WarehouseFolder, files: Iterable[ledger.RawFile], reading_version: str, project_version: str) -> str:
    """A hash of all that a publication is made from: report files, curated CSV files, reading library, dbt project."""
    described = [(file.file_name, file.document_id) for file in files]
    written = (folder.accepted, folder.report_overrides, folder.expected_reports)
    people = [path.read_bytes().hex() if path.exists() else None for path in written]
    return hashlib.sha256(json.dumps([described, people, reading_version, project_version]).encode()).hexdigest()


def begin_build(connection: sqlite3.Connection, build_inputs: str, now: datetime) -> None:
    """Note from which inputs the build that begins now is made."""
    with connection:
        connection.execute(
            "insert into builds (inputs, started_at) values (?, ?) "
            "on conflict do update set started_at = excluded.started_at",
            [build_inputs, now.isoformat()],
        )


def latest_build(connection: sqlite3.Connection) -> tuple[str, datetime]:
    """The inputs of the build that is going on, and when it began: the one clock of everything it writes."""
    inputs, started_at = connection.execute(
        "select inputs, started_at from builds order by started_at desc, rowid desc limit 1"
    ).fetchone()
    return str(inputs), datetime.fromisoformat(started_at)


def end_build(connection: sqlite3.Connection, release: str, now: datetime, *, is_whole: bool = True) -> None:
    """Note that the latest build was published; what came into `raw/` since is not part of it.

    A release that is not whole, since more is to be read of the same files, does not count as published. Commits what
    was settled for the release.
    """
    inputs, _ = latest_build(connection)
    with connection:
        connection.execute("delete from builds where inputs <> ?", [inputs])
        if is_whole:
            connection.execute("update builds set published_at = ?, release = ?", [now.isoformat(), release])


def reopen_build(connection: sqlite3.Connection) -> None:
    """Note that what is staged is no longer what was published, so that the sensor asks for a run."""
    with connection:
        connection.execute("update builds set published_at = null")


def is_published(connection: sqlite3.Connection, build_inputs: str) -> bool:
    """Whether the latest publication was made from these inputs."""
    found = connection.execute(
        "select 1 from builds where inputs = ? and published_at is not null", [build_inputs]
    ).fetchone()
    return found is not None


def settle(connection: sqlite3.Connection, database: duckdb.DuckDBPyConnection) -> None:
    """Keep what is to be published: which report each document is, and every finding with its wording and state.

    Written into the working database too, so that a release tells its own state. `end_build` commits it: when the
    release is not made, nothing has been kept.
    """
    ledger.settle(connection, _places(database))
    _record_findings(connection, database)
    copy_own(database, connection)


def _record_findings(connection: sqlite3.Connection, database: duckdb.DuckDBPyConnection) -> None:
    columns = list(STATE_TABLES["finding_history"])
    rows = database.execute(f"select {', '.join(f'{name}::varchar' for name in columns)} from quality.findings")
    connection.executemany(
        f"insert into finding_history ({', '.join(columns)}) values ({', '.join('?' for _ in columns)}) "
        f"on conflict do update set {', '.join(f'{name} = excluded.{name}' for name in columns)}",
        rows.fetchall(),
    )
    # Findings of before their wording was kept can't be shown when they are found no more.
    connection.execute("update finding_history set state = 'resolved' where kind is null")


def _places(database: duckdb.DuckDBPyConnection) -> list[ledger.Place]:
    rows = database.execute(
        "select reports.document_id, reports.report_id, "
        "case when not reports.is_current then current_reports.document_id end from conformed.reports "
        "left join (select * from conformed.reports where is_current) as current_reports using (report_id)"
    ).fetchall()
    return [ledger.Place(*row) for row in rows]


def copy_to(database: duckdb.DuckDBPyConnection, state: sqlite3.Connection, folder: WarehouseFolder) -> dict[str, int]:
    """Write schema `state` anew in the working database; rows by table.

    Raises WarehouseError naming file and line when a CSV file that people write can't be understood.
    """
    overrides, _ = report_overrides(state, folder)
    rows = {
        "accepted": people_rows(folder.accepted, "accepted"),
        "report_overrides": overrides,
        "expected_reports": people_rows(folder.expected_reports, "expected_reports"),
    }
    database.execute("create schema if not exists state")
    for table, values in rows.items():
        _write(database, table, values)
    return copy_own(database, state) | {table: len(values) for table, values in rows.items()}


def copy_own(database: duckdb.DuckDBPyConnection, state: sqlite3.Connection) -> dict[str, int]:
    """Write those tables of schema `state` anew that the program itself keeps; rows by table."""
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
    # One list of texts a column, cast in the database: executemany costs a millisecond a row.
    columns = STATE_TABLES[table]
    described = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    database.execute(f"create or replace table state.{table} ({described})")
    if rows:
        texts = [[None if value is None else str(value) for value in column] for column in zip(*rows, strict=True)]
        unnested = ", ".join(f"unnest(?::VARCHAR[])::{kind.removesuffix(' not null')}" for kind in columns.values())
        database.execute(f"insert into state.{table} select {unnested}", texts)
