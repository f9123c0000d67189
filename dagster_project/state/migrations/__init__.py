"""The schema of `state.sqlite`, as the numbered SQL files that lead to it: one step each, in the order of their names.

An older file is brought up to this program's schema, a newer one refused. A step that has been released is never
changed: the next change is a new step.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from dagster_project.warehouse.folder import WarehouseError

# The version of a file is the number of steps that it has taken.
STEPS = tuple(sorted(Path(__file__).parent.glob("*.sql")))


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Take the steps that the file at `path` has not taken, each in one transaction.

    Raises WarehouseError for a file of a newer program.
    """
    while (version := _version(connection)) < len(STEPS):
        connection.execute("begin immediate")
        try:
            # Another process may have taken the step while this one waited.
            if _version(connection) == version:
                for statement in _statements(STEPS[version].read_text(encoding="utf-8")):
                    connection.execute(statement)
                connection.execute(f"pragma user_version = {version + 1}")
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
    if version > len(STEPS):
        raise WarehouseError(
            f"{path} was written by a newer version of this program (schema {version}, this one knows "
            f"{len(STEPS)}). Update the program, or work in another warehouse folder."
        )


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("pragma user_version").fetchone()
    return int(version)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, each ended by a semicolon at the end of a line: `executescript` would commit."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
