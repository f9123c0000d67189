"""Accepted findings: the lines of `accepted.csv`, written by a command or by people, and the findings that they name.

A finding is named by its id or by the first six or more characters of it, as alerts show it.
"""

from __future__ import annotations

import csv
import sqlite3
from datetime import date
from pathlib import Path

from dagster_project.state.curated import CURATED_TABLES, curated_rows, delimiter_of
from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder

# An id is a hash of 32 characters; shorter beginnings would name several findings.
FEWEST_CHARACTERS = 6


def accepted_rows(connection: sqlite3.Connection, folder: WarehouseFolder) -> list[tuple[str | None, ...]]:
    """The rows of `accepted.csv` with whole ids; a beginning that none or several known findings have stays."""
    known = [finding_id for (finding_id,) in connection.execute("select finding_id from finding_history")]
    rows = []
    for name, *rest in curated_rows(folder.accepted, "accepted"):
        assert name is not None
        meant = [finding_id for finding_id in known if _names(name, finding_id)]
        rows.append((meant[0] if len(meant) == 1 else name, *rest))
    return rows


def accept(folder: WarehouseFolder, finding_id: str, by: str, reason: str, on: date) -> None:
    """Add a line to `accepted.csv`, in place of an earlier one of the finding.

    Raises WarehouseError where the file is faulty or can't be written.
    """
    columns = list(CURATED_TABLES["accepted"])
    rows = [row for row in curated_rows(folder.accepted, "accepted") if not _names(row[0] or "", finding_id)]
    _write(folder.accepted, columns, [*rows, (finding_id, by, reason, on.isoformat())])


def withdraw(folder: WarehouseFolder, finding_id: str) -> bool:
    """Remove the lines of a finding from `accepted.csv`; False where it has none. Raises as `accept` does."""
    rows = curated_rows(folder.accepted, "accepted")
    kept = [row for row in rows if not _names(row[0] or "", finding_id)]
    if len(kept) < len(rows):
        _write(folder.accepted, list(CURATED_TABLES["accepted"]), kept)
    return len(kept) < len(rows)


def _names(name: str, finding_id: str) -> bool:
    return finding_id == name or (len(name) >= FEWEST_CHARACTERS and finding_id.startswith(name))


def _write(path: Path, columns: list[str], rows: list[tuple[str | None, ...]]) -> None:
    """Replace the file at once, as a run may be reading it; separator and byte order mark stay as they are."""
    old = path.read_bytes() if path.exists() else b""
    encoding = "utf-8-sig" if old.startswith(b"\xef\xbb\xbf") else "utf-8"
    partial = path.with_suffix(".partial")
    try:
        with partial.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter_of(old.decode("utf-8-sig")), lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([value or "" for value in row] for row in rows)
        partial.replace(path)
    except OSError as error:
        raise WarehouseError(f"{path} can't be written: {error.strerror}. Nothing has changed.") from error
