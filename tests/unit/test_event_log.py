from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from dagster_project.event_log import MOST_OPEN, EventLog
from dagster_project.warehouse.folder import WarehouseFolder


@dg.asset
def something() -> None:
    pass


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = WarehouseFolder(tmp_path / "warehouse")
    folder.prepare()
    monkeypatch.setenv("DAGSTER_HOME", str(folder.dagster_home))
    return folder.dagster_home


def materialize(instance: dg.DagsterInstance) -> str:
    return str(dg.materialize([something], instance=instance).run_id)


def test_events_stay_when_connections_close_and_are_seen_by_others(home: Path) -> None:
    with dg.DagsterInstance.get() as instance, dg.DagsterInstance.get() as other:
        storage = instance.event_log_storage
        assert isinstance(storage, EventLog)
        runs = [materialize(instance) for _ in range(MOST_OPEN + 2)]
        assert len(storage._engines) == MOST_OPEN
        for run in runs:
            assert len(other.all_logs(run)) == len(instance.all_logs(run)) > 5
        assert other.get_latest_materialization_event(something.key) is not None


def test_a_log_that_was_wiped_is_begun_anew(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        first = materialize(instance)
        instance.wipe()
        assert instance.all_logs(first) == []
        second = materialize(instance)
        assert len(instance.all_logs(second)) > 5
    with dg.DagsterInstance.get() as instance:
        assert len(instance.all_logs(second)) > 5


def test_a_failed_write_leaves_nothing_behind(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        storage = instance.event_log_storage
        assert isinstance(storage, EventLog)
        run = materialize(instance)
        before = len(instance.all_logs(run))
        with pytest.raises(KeyError, match="planted"), storage._connect(run) as connection:
            connection.exec_driver_sql("delete from event_logs")
            raise KeyError("planted")
        assert len(instance.all_logs(run)) == before
