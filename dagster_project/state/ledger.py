"""The ledger: every document ever seen in `raw/`, with its file names and its status.

The only source of what remains to be read. It neither opens a report nor touches DuckDB; `db.py` copies it to the
models.

A document is the bytes of a file, whatever the file is named. Its status, in the view `ledger`: `arrived` (not read
yet), `read`, `quarantined`, `superseded` (a later revision of its report is current) or `removed` (no file in `raw/`
holds it any more).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from unicodedata import normalize

from dagster_project.terms import Reason
from dagster_project.warehouse.backoff import Backoff
from dagster_project.warehouse.folder import sha256
from dagster_project.warehouse.raw_folder import ListedFile, listing


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file in `raw/`; `file_name` is its path relative to `raw/`, with slashes."""

    file_name: str
    document_id: str
    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of the ledger under the first file name that holds it in `raw/`, or the last one that held it.

    `is_staged` is true when an older version of the reading library has staged it, so that it is not missing meanwhile.
    """

    file_name: str
    document_id: str
    in_raw: bool
    is_staged: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of reading a document; `reason` and `detail` are set when it is quarantined."""

    document_id: str
    reason: Reason | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedAs:
    """The report that a document was published as, and that report's current document where it is another one."""

    document_id: str
    report_id: str
    superseded_by: str | None


# Waits before a file with a transient fault is read again: a share returns sooner than a defect is fixed.
RETRY = Backoff(first=timedelta(seconds=30), factor=4, longest=timedelta(hours=24))
RETRY_OF_A_SHARE = replace(RETRY, longest=timedelta(hours=1))


def known(connection: sqlite3.Connection) -> dict[tuple[str, int, int], str]:
    """The document that each file in `raw/` held, by `ListedFile.stamp`, without files that could not be opened."""
    return {
        (name, size, modified): document_id
        for name, size, modified, document_id in connection.execute(
            "select file_name, size_bytes, modified_ns, document_id from files where removed_at is null"
        )
        if document_id != ListedFile(name, size, modified).unopened_id
    }


def scan(raw: Path, connection: sqlite3.Connection) -> list[RawFile]:
    """The files in `raw/` by name; hashed only where size or time differs from the ledger."""
    documents = known(connection)
    return [
        RawFile(file.file_name, documents.get(file.stamp) or _document_id(raw, file), file.size_bytes, file.modified_ns)
        for file in listing(raw)
    ]


def _document_id(raw: Path, listed: ListedFile) -> str:
    try:
        return sha256(raw / listed.file_name) if listed.is_plain else listed.unopened_id
    except OSError:
        return listed.unopened_id


def due(connection: sqlite3.Connection, now: datetime) -> set[str]:
    """The documents that met a transient fault and have waited long enough, at `now` (UTC), to be read again."""
    transient = [reason for reason in Reason if reason.is_transient]
    rows = connection.execute(
        "select document_id, reason, attempts, last_read_at from ledger "
        f"where in_raw and reason in ({', '.join('?' for _ in transient)})",
        transient,
    )
    return {
        document_id
        for document_id, reason, attempts, last in rows
        if now >= datetime.fromisoformat(last) + _retry(Reason(reason)).wait(attempts)
    }


def _retry(reason: Reason) -> Backoff:
    return RETRY_OF_A_SHARE if reason is Reason.UNREACHABLE else RETRY


def in_raw(connection: sqlite3.Connection) -> int:
    """The number of documents in `raw/` at the last run."""
    return int(connection.execute("select count(*) from ledger where in_raw").fetchone()[0])


def register(connection: sqlite3.Connection, files: Iterable[RawFile], now: datetime) -> None:
    """Update the ledger to the files in `raw/`: new documents arrive, names that hold other documents are removed."""
    present = list(files)
    with connection:
        connection.executemany(
            "insert into documents (document_id, first_seen_at) values (?, ?) on conflict do nothing",
            [(file.document_id, now.isoformat()) for file in present],
        )
        connection.execute("create temp table if not exists here (file_name text, document_id text)")
        connection.execute("delete from here")
        connection.executemany(
            "insert into here values (?, ?)", [(file.file_name, file.document_id) for file in present]
        )
        connection.execute(
            "update files set removed_at = ? "
            "where removed_at is null and (file_name, document_id) not in (select file_name, document_id from here)",
            [now.isoformat()],
        )
        connection.executemany(
            "insert into files (file_name, document_id, size_bytes, modified_ns) values (?, ?, ?, ?) "
            "on conflict do update set "
            "size_bytes = excluded.size_bytes, modified_ns = excluded.modified_ns, removed_at = null",
            [(file.file_name, file.document_id, file.size_bytes, file.modified_ns) for file in present],
        )


def pending(
    connection: sqlite3.Connection, staged: set[str], reading_version: str, due: Container[str] = ()
) -> list[Entry]:
    """The documents to read: new ones, those read by another reading version, missing from staging, or due.

    Documents whose bytes are neither in `raw/` nor in the archive can't be read any more and are left out.
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
    """All of these documents that are not staged, and at most `most` that an older reading version has staged.

    A document that is not staged would be missing from the next publication, so it is never left for later.
    """
    waiting = list(entries)
    missing = [entry for entry in waiting if not entry.is_staged]
    return missing + [entry for entry in waiting if entry.is_staged][:most]


def left_to_read(connection: sqlite3.Connection, reading_version: str) -> int:
    """The number of documents that this reading version has not read, whether or not an older one has."""
    (left,) = connection.execute(
        "select count(*) from ledger where (in_raw or is_archived) and (outcome is null or reading_version <> ?)",
        [reading_version],
    ).fetchone()
    return int(left)


def entries(connection: sqlite3.Connection, asked: Iterable[str] | None = None) -> list[Entry]:
    """All documents of the ledger whose bytes are kept, or those asked for.

    `asked` holds document ids (the first six characters are enough), report ids, or file names, which mean every
    document that this file has held. Raises LookupError for one that matches nothing.
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
            if is_named(entry.document_id, ask, named) or (report_id is not None and report_id == ask)
        }
        if not found:
            raise LookupError(f"No document in the ledger has the id or file name {ask}.")
        chosen |= found
    return [entry for entry, _ in known if entry in chosen]


def names(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Every file name that was ever in `raw/`, in composed letters (NFC), and the documents it held.

    Some systems write "å" as two characters, others as one: people see no difference.
    """
    held: dict[str, set[str]] = {}
    for file_name, document_id in connection.execute("select file_name, document_id from files"):
        held.setdefault(normalize("NFC", file_name), set()).add(document_id)
    return held


def is_named(document_id: str, name: str, held: dict[str, set[str]]) -> bool:
    """Whether a name means a document: at least six characters of its id, or a file name that has held it."""
    return (len(name) >= 6 and document_id.startswith(name)) or document_id in held.get(normalize("NFC", name), ())


def record(
    connection: sqlite3.Connection, outcome: Outcome, reading_version: str, run_id: str | None, now: datetime
) -> None:
    """Write the outcome of reading a document, at `now` (UTC)."""
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


def persist(connection: sqlite3.Connection, published: Iterable[PublishedAs]) -> None:
    """Write what each document was published as: its report and, if there is one, the revision that replaced it.

    The caller commits.
    """
    connection.execute("update documents set superseded_by = null")
    connection.executemany(
        "update documents set report_id = ?, superseded_by = ? where document_id = ?",
        [(one.report_id, one.superseded_by, one.document_id) for one in published],
    )
