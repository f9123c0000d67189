"""The sensor asks for a run exactly while what is published was not made from what lies in raw."""

from __future__ import annotations

import os
import time
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.assets.sensors import ATTEMPTS, raw_folder_sensor
from dagster_project.reading.pool import reading_version
from dagster_project.warehouse import ledger, state
from dagster_project.warehouse.folder import WarehouseFolder

NOW = state.utc_now()


class Watched:
    """A folder of reports with its sensor."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw"
        self.raw.mkdir()
        self.folder = WarehouseFolder(folder / "warehouse")
        self.sensor = raw_folder_sensor(self.raw, self.folder, "ingest")
        self.instance = dg.DagsterInstance.ephemeral()

    def put(self, name: str, age: float = 60) -> None:
        path = self.raw / name
        path.write_text(name)
        os.utime(path, (time.time() - age, time.time() - age))

    def tick(self) -> str:
        """The run key asked for, or why none."""
        with dg.build_sensor_context(instance=self.instance) as context:
            answer = self.sensor(context)
        if isinstance(answer, dg.RunRequest):
            return f"run {answer.run_key}"
        assert isinstance(answer, dg.SkipReason)
        return str(answer.skip_message)

    def begin(self) -> None:
        with state.connect(self.folder) as connection:
            files = ledger.scan(self.raw, connection)
            ledger.register(connection, files, NOW)
            state.begin_build(connection, state.inputs(self.folder, files, reading_version()), NOW)

    def fail(self) -> None:
        """A run as the daemon makes it of the request, that dies before its first step."""
        with dg.build_sensor_context(instance=self.instance) as context:
            request = self.sensor(context)
        assert isinstance(request, dg.RunRequest)
        self.instance.create_run_for_job(_job(), tags=dict(request.tags), status=dg.DagsterRunStatus.FAILURE)

    def publish(self) -> None:
        with state.connect(self.folder) as connection:
            state.end_build(connection, "release", NOW)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_one_run_for_the_whole_batch_until_it_is_published(watched: Watched) -> None:
    watched.put("a.txt")
    watched.put("b.txt")
    asked = watched.tick()
    assert asked.startswith("run ")
    assert watched.tick() == asked, "the same batch has the same run key, so Dagster starts it once"
    watched.begin()
    watched.publish()
    assert watched.tick().startswith("nothing new")
    watched.folder.accepted.write_text("finding_id,accepted_by,reason,accepted_on\n")
    assert watched.tick().startswith("run ")


def test_a_killed_run_is_asked_for_again_but_not_for_ever(watched: Watched) -> None:
    watched.put("a.txt")
    keys = set()
    for _ in range(ATTEMPTS):
        keys.add(watched.tick())
        watched.fail()
    assert len(keys) == ATTEMPTS
    assert watched.tick().startswith(f"{ATTEMPTS} runs failed")
    watched.put("b.txt")
    assert watched.tick().startswith("run ")


def test_files_that_came_during_a_run_are_asked_for_after_it(watched: Watched) -> None:
    watched.put("a.txt")
    watched.begin()
    watched.put("b.txt")
    watched.publish()
    assert watched.tick().startswith("run ")


def test_it_waits_for_a_run_and_for_a_file_being_written(watched: Watched) -> None:
    watched.put("a.txt", age=0)
    assert "still being written" in watched.tick()
    watched.put("a.txt")
    watched.instance.create_run_for_job(_job(), status=dg.DagsterRunStatus.STARTED)
    assert watched.tick() == "a run is in progress"


def _job() -> dg.JobDefinition:
    @dg.job
    def ingest() -> None:
        pass

    return ingest
