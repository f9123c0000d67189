"""The ledger: which files have been seen in `raw/`, with which bytes, and what became of them.

The truth about what remains to be read, kept in `state.sqlite` apart from the data. It neither opens a report nor
touches DuckDB; `state.py` hands it on to the models.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from dagster_project.warehouse.folder import sha256
from dagster_project.warehouse.raw_folder import Seen, look

SCHEMA = """
create table if not exists ledger (
    file_name text not null,
    document_id text not null,
    size_bytes integer not null,
    modified_ns integer not null,
    status text not null check (status in ('pending', 'staged', 'quarantined')),
    reason text,
    detail text,
    first_seen_at text not null,
    last_read_at text,
    attempts integer not null default 0,
    reading_version text,
    in_raw integer not null default 1,
    accepted integer not null default 0,
    primary key (file_name, document_id)
)
"""


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file in `raw/`; `file_name` is its path relative to `raw/`, with slashes."""

    file_name: str
    document_id: str
    size_bytes: int
    modified_ns: int


DOCUMENTS = """
select coalesce(min(case when in_raw then file_name end), min(file_name)) as file_name, document_id,
    max(in_raw) as in_raw, min(status) as status, min(reading_version) as reading_version
from ledger group by document_id order by 1
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the ledger under the first name its bytes have in `raw/`, or had when they are there no more."""

    file_name: str
    document_id: str
    in_raw: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document; `reason` and `detail` are set when it is quarantined."""

    document_id: str
    reason: str | None = None
    detail: str | None = None


# What a file can't help: it is read again after a while, longer each time, until it is over. The longest wait in hours.
PASSING = {"unreachable": 1, "timed_out": 24, "died": 24}
FIRST_WAIT = timedelta(seconds=30)


def known(connection: sqlite3.Connection) -> dict[tuple[str, int, int], str]:
    """The document that each file in `raw/` held, by name, size and time; not of files whose bytes could not be had."""
    return {
        (name, size, modified): document_id
        for name, size, modified, document_id in connection.execute(
            "select file_name, size_bytes, modified_ns, document_id from ledger where in_raw"
        )
        if document_id != Seen(name, size, modified).unopened_id
    }


def scan(raw: Path, connection: sqlite3.Connection) -> list[RawFile]:
    """The files in `raw/` by name; hashed only where size or time differs from the ledger."""
    documents = known(connection)
    return [
        RawFile(seen.file_name, documents.get(seen.place) or _document_id(raw, seen), seen.size_bytes, seen.modified_ns)
        for seen in look(raw)
    ]


def _document_id(raw: Path, seen: Seen) -> str:
    try:
        return sha256(raw / seen.file_name) if seen.is_plain else seen.unopened_id
    except OSError:
        return seen.unopened_id


def due(connection: sqlite3.Connection, now: datetime) -> set[str]:
    """The documents that met with a passing fault and have waited long enough to be read again."""
    rows = connection.execute(
        f"select document_id, reason, attempts, last_read_at from ledger where in_raw and reason in {tuple(PASSING)}"
    )
    return {
        document_id
        for document_id, reason, attempts, last in rows
        if now
        >= datetime.fromisoformat(last) + min(FIRST_WAIT * 4 ** min(attempts - 1, 9), timedelta(hours=PASSING[reason]))
    }


def in_raw(connection: sqlite3.Connection) -> int:
    """How many documents were in `raw/` at the last run."""
    return int(connection.execute("select count(distinct document_id) from ledger where in_raw").fetchone()[0])


def register(connection: sqlite3.Connection, files: Iterable[RawFile], now: datetime) -> None:
    """Bring the ledger up to what stands in `raw/`: new files and new bytes become pending.

    A file that is gone or has other bytes keeps its row while its document was ever staged and has no other name.
    """
    with connection:
        connection.execute("update ledger set in_raw = 0")
        connection.executemany(
            "insert into ledger (file_name, document_id, size_bytes, modified_ns, status, first_seen_at) "
            "values (?, ?, ?, ?, 'pending', ?) on conflict do update set "
            "size_bytes = excluded.size_bytes, modified_ns = excluded.modified_ns, in_raw = 1",
            [(file.file_name, file.document_id, file.size_bytes, file.modified_ns, now.isoformat()) for file in files],
        )
        # The same bytes under a new name are a document that is known already.
        connection.execute(
            "update ledger as new set (status, reason, detail, last_read_at, attempts, reading_version, accepted) = "
            "(select status, reason, detail, last_read_at, attempts, reading_version, accepted from ledger as old "
            "where old.document_id = new.document_id and old.status <> 'pending') "
            "where status = 'pending' and exists (select 1 from ledger as old "
            "where old.document_id = new.document_id and old.status <> 'pending')"
        )
        connection.execute(
            "delete from ledger as gone where not in_raw and (not accepted or exists "
            "(select 1 from ledger as other where other.in_raw and other.document_id = gone.document_id))"
        )


def pending(
    connection: sqlite3.Connection, staged: set[str], reading_version: str, due: Container[str] = ()
) -> list[Entry]:
    """The documents to read: new ones, those read by another version of the reading, missing from staging, or due."""
    return [
        Entry(file_name, document_id, bool(in_raw))
        for file_name, document_id, in_raw, status, version in connection.execute(DOCUMENTS)
        if status == "pending"
        or document_id in due
        or version != reading_version
        or (status == "staged" and document_id not in staged)
    ]


def entries(connection: sqlite3.Connection, document_ids: Iterable[str] | None = None) -> list[Entry]:
    """All documents of the ledger, or those asked for, of whose ids the first six characters are enough.

    Raises LookupError for one that is not in the ledger.
    """
    known = [Entry(name, document_id, bool(in_raw)) for name, document_id, in_raw, *_ in connection.execute(DOCUMENTS)]
    if document_ids is None:
        return known
    asked = set(document_ids)
    chosen = {ask: entry for ask in asked for entry in known if len(ask) >= 6 and entry.document_id.startswith(ask)}
    if missing := sorted(asked - chosen.keys()):
        raise LookupError(f"No document in the ledger has the id {', '.join(missing)}.")
    return [entry for entry in known if entry in chosen.values()]


def record(connection: sqlite3.Connection, outcome: Outcome, reading_version: str, now: datetime) -> None:
    """Write down what became of a document, on every file that holds it."""
    status = "staged" if outcome.reason is None else "quarantined"
    with connection:
        connection.execute(
            "update ledger set status = ?, reason = ?, detail = ?, last_read_at = ?, attempts = attempts + 1, "
            "reading_version = ?, accepted = accepted or ? where document_id = ?",
            [
                status,
                outcome.reason,
                outcome.detail,
                now.isoformat(),
                reading_version,
                status == "staged",
                outcome.document_id,
            ],
        )
