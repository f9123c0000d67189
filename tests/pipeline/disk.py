"""SQLite that does not wait for the disk. Dagster connects for each of a run's thousand statements and waits each time.

Only a power cut would show the difference, and no test causes one.
"""

from __future__ import annotations

import sqlite3

import sqlalchemy


def wait_for_no_disk() -> None:
    """Apply to every SQLite database that SQLAlchemy opens in this process from now on."""
    if not sqlalchemy.event.contains(sqlalchemy.Engine, "connect", _wait_for_no_disk):
        sqlalchemy.event.listen(sqlalchemy.Engine, "connect", _wait_for_no_disk)


def _wait_for_no_disk(connection: object, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")
