"""The builds of a warehouse: from which inputs each was made, when it began, and whether it was published."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from dagster_project.state.ledger import RawFile
from dagster_project.warehouse.folder import WarehouseFolder


def inputs(folder: WarehouseFolder, files: Iterable[RawFile], reading_version: str, project_version: str) -> str:
    """A hash of all that a publication is made from: report files, curated CSV files, reading library, dbt project."""
    described = [(file.file_name, file.document_id) for file in files]
    paths = (folder.accepted, folder.report_overrides, folder.expected_reports)
    curated = [path.read_bytes().hex() if path.exists() else None for path in paths]
    return hashlib.sha256(json.dumps([described, curated, reading_version, project_version]).encode()).hexdigest()


def begin(connection: sqlite3.Connection, build_inputs: str, now: datetime) -> None:
    """Record the inputs of the build that begins now (UTC)."""
    with connection:
        connection.execute(
            "insert into builds (inputs, started_at) values (?, ?) "
            "on conflict do update set started_at = excluded.started_at",
            [build_inputs, now.isoformat()],
        )


def latest(connection: sqlite3.Connection) -> tuple[str, datetime]:
    """The inputs of the build in progress and its start in UTC, which is the only clock of everything it writes."""
    build_inputs, started_at = connection.execute(
        "select inputs, started_at from builds order by started_at desc, rowid desc limit 1"
    ).fetchone()
    return str(build_inputs), datetime.fromisoformat(started_at)


def end(connection: sqlite3.Connection, release: str, now: datetime, *, is_whole: bool = True) -> None:
    """Record that the latest build was published as a release; files that arrived since are not part of it.

    A release that is not whole, because more of the same files is to be read, does not count as published. Commits
    what `findings.persist` has written.
    """
    build_inputs, _ = latest(connection)
    with connection:
        connection.execute("delete from builds where inputs <> ?", [build_inputs])
        if is_whole:
            connection.execute("update builds set published_at = ?, release = ?", [now.isoformat(), release])


def reopen(connection: sqlite3.Connection) -> None:
    """Record that staging differs from what was published, so that the sensor requests a run."""
    with connection:
        connection.execute("update builds set published_at = null")


def is_published(connection: sqlite3.Connection, build_inputs: str) -> bool:
    """Whether the latest publication was made from these inputs."""
    found = connection.execute(
        "select 1 from builds where inputs = ? and published_at is not null", [build_inputs]
    ).fetchone()
    return found is not None
