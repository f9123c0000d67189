"""The ledger: every content ever seen in `raw/`, the names it went by, and what became of it.

The truth about what remains to be read, kept in `state.sqlite` apart from the data. It neither opens a report nor
touches DuckDB; `state.py` hands it on to the models.

A document is a content. Its status, in the view `ledger`: `arrived` (not read yet), `read`, `quarantined`, `superseded`
(a later revision of its report is current) or `removed` (no file in `raw/` holds it any more).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from dagster_project.terms import Reason
from dagster_project.warehouse.folder import sha256
from dagster_project.warehouse.raw_folder import Seen, look


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file in `raw/`; `file_name` is its path relative to `raw/`, with slashes."""

    file_name: str
    document_id: str
    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the ledger under the first name its bytes have in `raw/`, or last had when they are there no more.

    `is_staged` tells that an older version of the reading has it in staging, so that it is not missed meanwhile.
    """

    file_name: str
    document_id: str
    in_raw: bool
    is_staged: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document; `reason` and `detail` are set when it is quarantined."""

    document_id: str
    reason: Reason | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Which report a document was published as, and the current document of that report where it is another one."""

    document_id: str
    report_id: str
    superseded_by: str | None


# A file with a transient fault is read again after a while, longer each time: a share comes back sooner than a defect
# is fixed.
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=24)
LONGEST_WAIT_FOR_A_SHARE = timedelta(hours=1)


def known(connection: sqlite3.Connection) -> dict[tuple[str, int, int], str]:
    """The document that each file in `raw/` held, by name, size and time; not of files whose bytes could not be had."""
    return {
        (name, size, modified): document_id
        for name, size, modified, document_id in connection.execute(
            "select file_name, size_bytes, modified_ns, document_id from files where removed_at is null"
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
    transient = [reason for reason in Reason if reason.is_transient]
    rows = connection.execute(
        "select document_id, reason, attempts, last_read_at from ledger "
        f"where in_raw and reason in ({', '.join('?' for _ in transient)})",
        transient,
    )
    return {
        document_id
        for document_id, reason, attempts, last in rows
        if now >= datetime.fromisoformat(last) + _wait(Reason(reason), attempts)
    }


def _wait(reason: Reason, attempts: int) -> timedelta:
    longest = LONGEST_WAIT_FOR_A_SHARE if reason is Reason.UNREACHABLE else LONGEST_WAIT
    wait: timedelta = FIRST_WAIT * 4 ** min(attempts - 1, 9)
    return min(wait, longest)


def in_raw(connection: sqlite3.Connection) -> int:
    """How many documents were in `raw/` at the last run."""
    return int(connection.execute("select count(*) from ledger where in_raw").fetchone()[0])


def register(connection: sqlite3.Connection, files: Iterable[RawFile], now: datetime) -> None:
    """Bring the ledger up to what stands in `raw/`: new contents have arrived, names that hold others are removed."""
    seen = list(files)
    with connection:
        connection.executemany(
            "insert into documents (document_id, first_seen_at) values (?, ?) on conflict do nothing",
            [(file.document_id, now.isoformat()) for file in seen],
        )
        connection.execute("create temp table if not exists here (file_name text, document_id text)")
        connection.execute("delete from here")
        connection.executemany("insert into here values (?, ?)", [(file.file_name, file.document_id) for file in seen])
        connection.execute(
            "update files set removed_at = ? "
            "where removed_at is null and (file_name, document_id) not in (select file_name, document_id from here)",
            [now.isoformat()],
        )
        connection.executemany(
            "insert into files (file_name, document_id, size_bytes, modified_ns) values (?, ?, ?, ?) "
            "on conflict do update set "
            "size_bytes = excluded.size_bytes, modified_ns = excluded.modified_ns, removed_at = null",
            [(file.file_name, file.document_id, file.size_bytes, file.modified_ns) for file in seen],
        )


def pending(
    connection: sqlite3.Connection, staged: set[str], reading_version: str, due: Container[str] = ()
) -> list[Entry]:
    """The documents to read: new ones, those read by another version of the reading, missing from staging, or due.

    Those whose bytes are neither in `raw/` nor in the archive can't be read any more, and are left out.
    """
    return [
        Entry(file_name, document_id, bool(in_raw), is_staged=document_id in staged)
        for file_name, document_id, in_raw, outcome, version in connection.execute(
            "select file_name, document_id, in_raw, outcome, reading_version from ledger "
            "where in_raw or is_archived order by 1"
        )
        if outcome is None
        or document_id in due
        or version != reading_version
        or (outcome == "read" and document_id not in staged)
    ]


def batch(entries: Iterable[Entry], most: int) -> list[Entry]:
    """All of these documents that are not staged, and at most so many that an older version of the reading staged.

    What is not staged is missing from the next publication, so that it is never left for later.
    """
    waiting = list(entries)
    missing = [entry for entry in waiting if not entry.is_staged]
    return missing + [entry for entry in waiting if entry.is_staged][:most]


def left_to_read(connection: sqlite3.Connection, reading_version: str) -> int:
    """How many documents this version of the reading has not read, whatever is staged of them."""
    (left,) = connection.execute(
        "select count(*) from ledger where (in_raw or is_archived) and (outcome is null or reading_version <> ?)",
        [reading_version],
    ).fetchone()
    return int(left)


def entries(connection: sqlite3.Connection, asked: Iterable[str] | None = None) -> list[Entry]:
    """All documents of the ledger whose bytes are kept, or those asked for.

    Asked for by document id, of which the first six characters are enough, by report id, or by file name, which means
    all that this file has held. Raises LookupError for what none of them is.
    """
    rows = connection.execute(
        "select file_name, document_id, in_raw, report_id from ledger where in_raw or is_archived order by 1"
    ).fetchall()
    known = [(Entry(name, document_id, bool(in_raw)), report_id) for name, document_id, in_raw, report_id in rows]
    if asked is None:
        return [entry for entry, _ in known]
    named = names(connection)
    chosen = set()
    for ask in dict.fromkeys(asked):
        found = {
            entry
            for entry, report_id in known
            if is_called(entry.document_id, ask, named) or (report_id is not None and report_id == ask)
        }
        if not found:
            raise LookupError(f"No document in the ledger has the id or file name {ask}.")
        chosen |= found
    return [entry for entry, _ in known if entry in chosen]


def names(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Every name that a file in `raw/` ever had, and the documents it held."""
    held: dict[str, set[str]] = {}
    for file_name, document_id in connection.execute("select file_name, document_id from files"):
        held.setdefault(file_name, set()).add(document_id)
    return held


def is_called(document_id: str, called: str, held: dict[str, set[str]]) -> bool:
    """Whether people mean this document: by at least six characters of its id, or by a file name it was held by."""
    return (len(called) >= 6 and document_id.startswith(called)) or document_id in held.get(called, ())


def record(
    connection: sqlite3.Connection, outcome: Outcome, reading_version: str, run_id: str | None, now: datetime
) -> None:
    """Write down what became of a document."""
    status = "read" if outcome.reason is None else "quarantined"
    with connection:
        connection.execute(
            "update documents set outcome = ?, reason = ?, detail = ?, last_read_at = ?, last_run_id = ?, "
            "attempts = attempts + 1, reading_version = ?, is_archived = is_archived or ?, "
            "superseded_by = case when ? = 'read' then superseded_by end where document_id = ?",
            [
                status,
                outcome.reason,
                outcome.detail,
                now.isoformat(),
                run_id,
                reading_version,
                status == "read",
                status,
                outcome.document_id,
            ],
        )


def settle(connection: sqlite3.Connection, places: Iterable[Place]) -> None:
    """Keep what each document was published as: its report, once given, and the revision that replaced it, if any.

    The caller commits.
    """
    connection.execute("update documents set superseded_by = null")
    connection.executemany(
        "update documents set report_id = ?, superseded_by = ? where document_id = ?",
        [(place.report_id, place.superseded_by, place.document_id) for place in places],
    )
