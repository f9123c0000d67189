"""Analysts' sessions across publications: none is blocked, none blocks, each sees one whole run."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from dagster_project.warehouse import publication
from dagster_project.warehouse.folder import WarehouseFolder

PUBLICATIONS = 10

# A session in a process of its own: within one process DuckDB gives the same database to all who open a path.
_SESSION = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print("open", flush=True)
for line in sys.stdin:
    try:
        print(connection.execute(line).fetchall(), flush=True)
    except duckdb.Error as error:
        print(type(error).__name__, flush=True)
"""


class Session:
    """An analyst with the published database open."""

    def __init__(self, folder: WarehouseFolder) -> None:
        self.release = folder.current.resolve()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SESSION, str(folder.database)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.answer() == "open"

    def ask(self, sql: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(sql + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


@pytest.fixture
def folder(tmp_path: Path) -> WarehouseFolder:
    folder = WarehouseFolder(tmp_path / "warehouse")
    with folder.connect() as connection:
        connection.execute("create schema marts; create schema quality")
    return folder


def publish(folder: WarehouseFolder, number: int) -> None:
    """A run that writes its number into two tables, large enough not to be read when a session begins."""
    with folder.connect() as connection:
        for table in ("marts.figures", "quality.findings"):
            connection.execute(
                f"create or replace table {table} as select {number} as run, range as n from range(300000)"
            )
    publication.publish(folder, datetime(2024, 1, 31) + timedelta(seconds=number))


def test_sessions_stay_open_across_ten_publications(folder: WarehouseFolder) -> None:
    sessions: list[Session] = []
    whole = (
        "select distinct f.run, count(*) over () from marts.figures f join quality.findings q using (n, run) limit 1"
    )
    try:
        for number in range(PUBLICATIONS):
            publish(folder, number)
            sessions.append(Session(folder))
            for began, session in enumerate(sessions):
                assert session.ask(whole) == f"[({began}, 300000)]"
        assert len({session.release for session in sessions}) == PUBLICATIONS
        assert len(list(folder.releases.iterdir())) == publication.RELEASES_KEPT
        for began, session in enumerate(sessions):
            kept = began >= PUBLICATIONS - publication.RELEASES_KEPT
            of_own_release = session.ask(f"select max(run) from '{session.release}/parquet/marts/figures.parquet'")
            assert of_own_release == (f"[({began},)]" if kept else "IOException")
            newest = session.ask(f"select max(run) from '{folder.parquet}/marts/figures.parquet'")
            assert newest == f"[({PUBLICATIONS - 1},)]"
        left_over = [path for path in folder.releases.rglob("*") if path.suffix in (".wal", ".tmp")]
        assert left_over == []
    finally:
        for session in sessions:
            session.close()


def test_the_published_database_can_be_opened_while_a_run_writes(folder: WarehouseFolder) -> None:
    publish(folder, 1)
    with folder.connect() as working:
        working.execute("insert into marts.figures values (2, 2)")
        session = Session(folder)
        assert session.ask("select max(run) from marts.figures") == "[(1,)]"
        assert session.ask("insert into marts.figures values (3, 3)") == "InvalidInputException"
        session.close()
    with pytest.raises(duckdb.Error), folder.connect_published() as published:
        published.execute("drop table marts.figures")
