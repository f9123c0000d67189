"""Where Dagster keeps its events: its own SQLite files, through connections that stay open.

Dagster's storage connects anew for each of the thousand statements of a run, which costs more than the statements: half
of a small run's time outside dbt; and with every event it asks anew whether the tables and columns of today are there.
Only the connecting and asking is changed here; tables and files are Dagster's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy.pool import StaticPool

# The shard over all runs, and those of the run that goes on and of one that is looked at.
MOST_OPEN = 3


class EventLog(SqliteEventLogStorage):
    """Named as `event_log_storage` in the project's dagster.yaml."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, tuple[int, sqlalchemy.Engine]] = {}
        self._there: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> EventLog:
        return cls(str(Path(os.environ["DAGSTER_HOME"]) / "history" / "runs"), inst_data)

    def has_table(self, table_name: str) -> bool:
        """Whether the shard over all runs has a table. One that is there stays: nothing but an upgrade adds any."""
        return self._is_there(table_name, lambda: super(EventLog, self).has_table(table_name))

    def _has_asset_key_col_on_connection(self, conn: sqlalchemy.Connection, column_name: str) -> bool:
        asked = super()._has_asset_key_col_on_connection
        return self._is_there(f"asset_keys.{column_name}", lambda: asked(conn, column_name))

    def _is_there(self, name: str, asked: Callable[[], bool]) -> bool:
        if name not in self._there and asked():
            self._there.add(name)
        return name in self._there

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        # The lock makes one connection enough for all threads.
        with self._db_lock:
            engine = self._engine(shard)
            try:
                with engine.begin() as connection:
                    yield connection
            except BaseException:
                self._close(shard)
                raise

    def _engine(self, shard: str) -> sqlalchemy.Engine:
        path = Path(self.path_for_shard(shard))
        inode = path.stat().st_ino if path.exists() else -1
        kept = self._engines.pop(shard, None)
        if kept is not None and kept[0] != inode:
            # The file was wiped; the connection would write to what is no longer there.
            kept[1].dispose()
            kept = None
        if kept is None:
            engine = sqlalchemy.create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            sqlalchemy.event.listen(engine, "connect", _no_wait_for_the_disk)
            self._initdb(engine)
            kept = path.stat().st_ino, engine
        self._engines[shard] = kept
        while len(self._engines) > MOST_OPEN:
            self._close(next(iter(self._engines)))
        return kept[1]

    def _close(self, shard: str) -> None:
        if shard in self._engines:
            self._engines.pop(shard)[1].dispose()

    def dispose(self) -> None:
        """Close everything."""
        for shard in list(self._engines):
            self._close(shard)
        super().dispose()


def _no_wait_for_the_disk(connection: Any, _record: object) -> None:
    """With a write-ahead log this can't break the file; a loss of power may cost the last events of a run."""
    connection.execute("pragma synchronous = normal")
