"""Operational state: `state.sqlite` of a warehouse folder, and its copy for the models in schema `state`.

Holds the ledger, the history of findings, and what has been published from which inputs. It is apart from the data so
that it can be read during a run and survives a rebuild.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dagster_project.warehouse import ledger, outbox
from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder

SCHEMA = """
create table if not exists finding_history (
    finding_id text primary key,
    values_hash text not null,
    state text not null,
    first_seen_at text not null,
    last_seen_at text not null
);
create table if not exists builds (
    inputs text primary key,
    started_at text not null,
    published_at text,
    release text
);
"""

# The tables of schema `state` with their columns, as the models see them.
STATE_TABLES = {
    "ledger": {
        "file_name": "VARCHAR not null",
        "document_id": "VARCHAR not null",
        "size_bytes": "BIGINT not null",
        "modified_at": "TIMESTAMP not null",
        "status": "VARCHAR not null",
        "reason": "VARCHAR",
        "detail": "VARCHAR",
        "first_seen_at": "TIMESTAMP not null",
        "last_read_at": "TIMESTAMP",
        "attempts": "INTEGER not null",
    },
    "finding_history": {
        "finding_id": "VARCHAR not null",
        "values_hash": "VARCHAR not null",
        "state": "VARCHAR not null",
        "first_seen_at": "TIMESTAMP not null",
        "last_seen_at": "TIMESTAMP not null",
    },
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
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What the history keeps of a finding: its identity, a hash of its values, and open, accepted or resolved."""

    finding_id: str
    values_hash: str
    state: str


@contextmanager
def connect(folder: WarehouseFolder) -> Iterator[sqlite3.Connection]:
    """The state of a warehouse folder, made when there is none."""
    folder.root.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder.state_database, timeout=30)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.executescript(ledger.SCHEMA + ";" + SCHEMA + outbox.SCHEMA)
        yield connection
    finally:
        connection.close()


def utc_now() -> datetime:
    """The time now, in UTC without a zone, as every `*_at` column has it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def inputs(folder: WarehouseFolder, files: Iterable[ledger.RawFile], reading_version: str) -> str:
    """A hash of all that a publication depends on: the files, the people's CSV files, and the version of the code."""
    described = [(file.file_name, file.document_id) for file in files]
    people = [path.read_bytes().hex() if path.exists() else None for path in (folder.accepted, folder.report_overrides)]
    return hashlib.sha256(json.dumps([described, people, reading_version]).encode()).hexdigest()


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


def end_build(connection: sqlite3.Connection, release: str, now: datetime) -> None:
    """Note that the latest build was published; what came into `raw/` since is not part of it."""
    inputs, _ = latest_build(connection)
    with connection:
        connection.execute("delete from builds where inputs <> ?", [inputs])
        connection.execute("update builds set published_at = ?, release = ?", [now.isoformat(), release])


def is_published(connection: sqlite3.Connection, build_inputs: str) -> bool:
    """Whether the latest publication was made from these inputs."""
    found = connection.execute(
        "select 1 from builds where inputs = ? and published_at is not null", [build_inputs]
    ).fetchone()
    return found is not None


def record_findings(connection: sqlite3.Connection, findings: Sequence[Finding], now: datetime) -> None:
    """Bring the history up to the published findings; those no longer found are resolved."""
    with connection:
        connection.executemany(
            "insert into finding_history values (?, ?, ?, ?, ?) on conflict do update set "
            "values_hash = excluded.values_hash, state = excluded.state, last_seen_at = excluded.last_seen_at",
            [(f.finding_id, f.values_hash, f.state, now.isoformat(), now.isoformat()) for f in findings],
        )
        connection.execute("create temp table if not exists found (finding_id text primary key)")
        connection.execute("delete from found")
        connection.executemany("insert into found values (?)", [(finding.finding_id,) for finding in findings])
        connection.execute(
            "update finding_history set state = 'resolved' where finding_id not in (select finding_id from found)"
        )


def copy_to(database: duckdb.DuckDBPyConnection, state: sqlite3.Connection, folder: WarehouseFolder) -> dict[str, int]:
    """Write schema `state` anew in the working database; rows by table.

    Raises WarehouseError naming file and line when a CSV file that people write can't be understood.
    """
    rows: dict[str, Sequence[Sequence[object]]] = {
        "ledger": [
            (name, document_id, size, datetime.fromtimestamp(modified / 1e9, UTC).replace(tzinfo=None), *rest)
            for name, document_id, size, modified, *rest in state.execute(
                "select file_name, document_id, size_bytes, modified_ns, status, reason, detail, first_seen_at, "
                "last_read_at, attempts from ledger where status <> 'pending' order by file_name, document_id"
            )
        ],
        "finding_history": state.execute("select * from finding_history order by finding_id").fetchall(),
        "accepted": people_rows(folder.accepted, "accepted"),
        "report_overrides": people_rows(folder.report_overrides, "report_overrides"),
    }
    database.execute("create schema if not exists state")
    for table, columns in STATE_TABLES.items():
        described = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        database.execute(f"create or replace table state.{table} ({described})")
        if rows[table]:
            marks = ", ".join("?" for _ in columns)
            database.executemany(f"insert into state.{table} values ({marks})", rows[table])
    return {table: len(values) for table, values in rows.items()}


def people_rows(path: Path, table: str) -> list[tuple[str | None, ...]]:
    """The rows of a CSV file that people write: UTF-8, comma or semicolon, with exactly the columns of its state table.

    An absent file has no rows. Swedish spreadsheets write semicolons and a byte order mark.
    """
    if not path.exists():
        return []
    columns = STATE_TABLES[table]
    expected = f"expected the columns {', '.join(columns)}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WarehouseError(f"{path} is not UTF-8 text: save it as CSV UTF-8, {expected}.") from error
    first_line = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(), delimiter=";" if ";" in first_line and "," not in first_line else ",")
    header = [name.strip() for name in next(reader, [])]
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
        rows.append(tuple(row[name] for name in columns))
    return rows


def _check_dates(row: dict[str, str | None], columns: dict[str, str], place: str) -> None:
    for name, kind in columns.items():
        value = row[name]
        if kind == "DATE" and value is not None:
            try:
                datetime.strptime(value, "%Y-%m-%d")
            except ValueError as error:
                raise WarehouseError(f"{place}: {name} is {value!r}; write a date as 2024-03-31.") from error
