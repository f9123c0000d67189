"""The sensor requests a run exactly while the publication was not made from the present inputs."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.orchestration.sensors import raw_folder as sensors
from dagster_project.orchestration.sensors.raw_folder import raw_folder_sensor
from dagster_project.reading.pool import reading_version
from dagster_project.state import builds, ledger
from dagster_project.state import db as state
from dagster_project.terms import Reason
from dagster_project.warehouse import dbt as models
from dagster_project.warehouse.folder import WarehouseFolder
from dagster_project.warehouse.raw_folder import CONFIRM_REMOVAL

NOW = state.utc_now()


class Watched:
    """A folder of reports with its sensor, and a clock that is turned by hand."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.raw = folder / "raw"
        self.raw.mkdir()
        self.folder = WarehouseFolder(folder / "warehouse")
        self.sensor = raw_folder_sensor(self.raw, self.folder, "ingest")
        self.instance = dg.DagsterInstance.ephemeral()
        self.cursor: str | None = None
        self.later = 0.0
        clock = time.time
        monkeypatch.setattr(time, "time", lambda: clock() + self.later)

    def put(self, name: str, text: str | None = None) -> Path:
        path = self.raw / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name if text is None else text)
        return path

    def tick(self) -> str:
        """The requested run key, or why there is none."""
        answer = self.answer()
        if isinstance(answer, dg.RunRequest):
            return f"run {answer.run_key}"
        assert answer.skip_message
        return answer.skip_message

    def answer(self) -> dg.RunRequest | dg.SkipReason:
        with dg.build_sensor_context(instance=self.instance, cursor=self.cursor) as context:
            answer = self.sensor(context)
            self.cursor = context.cursor
        assert isinstance(answer, dg.RunRequest | dg.SkipReason)
        return answer

    def second_answer(self) -> str:
        """The answer to the second of two scans."""
        assert "two scans" in self.tick()
        return self.tick()

    def run(self) -> None:
        """What a run does to the ledger, with a reading that reads everything."""
        self.begin()
        self.publish()

    def begin(self) -> None:
        with state.connect(self.folder) as connection:
            files = ledger.scan(self.raw, connection)
            ledger.register(connection, files, NOW)
            inputs = builds.inputs(self.folder, files, reading_version(), models.project_version())
            builds.begin(connection, inputs, NOW)

    def fail(self) -> str:
        """A run as the daemon makes it of the request, that dies before its first step; its key."""
        request = self.answer()
        assert isinstance(request, dg.RunRequest), request
        self.instance.create_run_for_job(_job(), tags=dict(request.tags), status=dg.DagsterRunStatus.FAILURE)
        return str(request.run_key)

    def quarantine(self, reason: Reason) -> None:
        with state.connect(self.folder) as connection:
            for entry in ledger.entries(connection):
                ledger.record(connection, ledger.Outcome(entry.document_id, reason, ""), "version", None, NOW)

    def publish(self) -> None:
        with state.connect(self.folder) as connection:
            builds.end(connection, "release", NOW)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(tmp_path, monkeypatch)


def test_one_run_for_the_whole_batch_until_it_is_published(watched: Watched) -> None:
    watched.put("a.txt")
    watched.put("sub/b.txt")
    request = watched.second_answer()
    assert request.startswith("run ")
    assert watched.tick() == request, "the same batch has the same run key, so Dagster starts it once"
    watched.run()
    assert watched.tick().startswith("nothing new")
    watched.folder.accepted.write_text("finding_id,accepted_by,reason,accepted_on\n")
    assert watched.tick().startswith("run ")


def test_a_changed_dictionary_is_published(
    watched: Watched, small_dbt_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Path(shutil.copytree(small_dbt_project, tmp_path / "project"))
    monkeypatch.setattr(models, "DBT_PROJECT", project)
    watched.put("a.txt")
    watched.run()
    watched.tick()
    assert watched.tick().startswith("nothing new")
    with (project / "seeds" / "words.csv").open("a") as seed:
        seed.write("totalt,total\n")
    assert watched.second_answer().startswith("run ")
    watched.run()
    assert watched.tick().startswith("nothing new")
    (project / "models" / ".figures.sql.swp").write_text("an editor's own file")
    os.utime(project / "models" / "figures.sql")
    assert "nothing new" in watched.tick(), "no content has changed"


def test_a_changed_reading_is_published(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is a process of its own, which imports the library as it is then, while the sensor's process goes on."""
    watched.put("a.txt")
    watched.run()
    watched.tick()
    assert watched.tick().startswith("nothing new")
    monkeypatch.setattr(sensors, "installed_reading_version", lambda: "another")
    assert watched.second_answer().startswith("run ")


def test_failed_runs_are_requested_again_after_growing_waits(watched: Watched) -> None:
    watched.put("a.txt")
    watched.tick()
    keys = {watched.fail()}
    for number in range(1, 8):
        wait = min(30.0 * 4 ** (number - 1), sensors.RETRY.longest.total_seconds())
        watched.later = wait - 10
        assert watched.tick().startswith(f"{number} runs failed on these files; the next is in ")
        watched.later = wait + 1
        keys.add(watched.fail())
    assert len(keys) == 8, "Dagster starts a key only once"
    watched.put("b.txt")
    assert watched.second_answer().startswith("run "), "other files are not held back"


def test_files_that_arrive_during_a_run_are_requested_after_it(watched: Watched) -> None:
    watched.put("a.txt")
    watched.begin()
    watched.put("b.txt")
    watched.publish()
    assert watched.second_answer().startswith("run ")


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.write_text(path.read_text() + "more"),
        lambda path: os.utime(path, (0, path.stat().st_mtime + 1)),
        lambda path: path.rename(path.with_name("renamed.txt")),
        lambda path: path.with_name("another.txt").write_text(""),
    ],
)
def test_it_waits_while_anything_changes_between_two_scans(watched: Watched, write: Callable[[Path], object]) -> None:
    path = watched.put("a.txt")
    watched.tick()
    write(path)
    assert "two scans" in watched.tick()
    assert watched.tick().startswith("run ")


@pytest.mark.parametrize("age", [10**9, -(10**6)], ids=["kept its time", "of a clock ahead"])
def test_the_time_of_a_file_does_not_show_that_it_is_complete(watched: Watched, age: float) -> None:
    path = watched.put("a.txt")
    for size in range(3):
        path.write_text("x" * size)
        os.utime(path, (time.time() - age, time.time() - age))
        assert "two scans" in watched.tick()
    assert watched.tick().startswith("run ")


def test_a_file_that_keeps_changing_does_not_hold_back_the_others(watched: Watched) -> None:
    watched.put("a.txt")
    path = watched.put("log.txt")
    for size in range(5):
        path.write_text("x" * size)
        assert "two scans" in watched.tick()
    watched.later += sensors.MOST_SETTLING_SECONDS
    path.write_text("on and on")
    assert watched.tick().startswith("run ")


def test_it_waits_for_a_working_run_but_not_for_a_dead_one(watched: Watched) -> None:
    watched.put("a.txt")
    with watched.folder.lock():
        assert watched.tick().startswith(f"a run is in progress (process {os.getpid()} on ")
    watched.instance.create_run_for_job(_job(), status=dg.DagsterRunStatus.STARTED)
    assert "starting or ending" in watched.tick()
    watched.later += sensors.DEAD_AFTER_SECONDS
    with watched.folder.lock():
        assert watched.tick().startswith("a run is in progress")
    assert "starting or ending" in watched.tick(), "its last step may have ended just now"
    watched.later += sensors.DEAD_AFTER_SECONDS
    assert watched.second_answer().startswith("run ")
    (run,) = watched.instance.get_runs()
    assert run.status == dg.DagsterRunStatus.FAILURE


def test_an_empty_folder_is_an_unmounted_share_until_removal_is_confirmed(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [watched.put("a.txt"), watched.put("b.txt")]
    watched.run()
    for path in paths:
        path.unlink()
    for _ in range(3):
        assert "0 files are in raw/ where 2 were: mount the share" in watched.tick()
    watched.raw.rmdir()
    assert "There is no folder" in watched.tick()
    watched.raw.mkdir()
    monkeypatch.setenv(CONFIRM_REMOVAL, "1")
    watched.tick()
    assert watched.tick().startswith("run ")


def test_a_single_missing_file_was_removed(watched: Watched) -> None:
    path = watched.put("a.txt")
    watched.run()
    path.unlink()
    assert watched.second_answer().startswith("run ")


def test_most_files_missing_is_an_unmounted_share_but_few_are_not(watched: Watched) -> None:
    paths = [watched.put(f"{number}.txt") for number in range(10)]
    watched.run()
    for path in paths[:5]:
        path.unlink()
    assert watched.second_answer().startswith("run ")
    paths[5].unlink()
    assert "4 files are in raw/ where 10 were" in watched.tick()


@pytest.mark.parametrize(("reason", "hours"), [(Reason.UNREACHABLE, 1), (Reason.TIMED_OUT, 24), (Reason.DIED, 24)])
def test_a_transient_fault_is_retried_and_never_given_up(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, reason: Reason, hours: int
) -> None:
    monkeypatch.setattr(state, "utc_now", lambda: NOW)
    watched.put("a.txt")
    watched.begin()
    watched.quarantine(reason)
    watched.publish()
    watched.tick()
    assert watched.tick().startswith("nothing new")
    monkeypatch.setattr(state, "utc_now", lambda: NOW + timedelta(seconds=31))
    assert watched.tick().startswith("run ")
    for _ in range(20):
        watched.quarantine(reason)
    assert watched.tick().startswith("nothing new")
    monkeypatch.setattr(state, "utc_now", lambda: NOW + timedelta(hours=hours, seconds=1))
    assert watched.tick().startswith("run ")


def test_a_fault_of_the_file_itself_is_not_retried(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    watched.put("a.txt")
    watched.begin()
    watched.quarantine(Reason.ENCRYPTED)
    watched.publish()
    monkeypatch.setattr(state, "utc_now", lambda: NOW + timedelta(days=365))
    watched.tick()
    assert watched.tick().startswith("nothing new")


def test_new_files_are_not_hashed_by_the_sensor(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share may need longer for that than the minute a sensor has."""
    watched.put("a.txt")
    monkeypatch.setattr(ledger, "sha256", None)
    assert watched.second_answer().startswith("run ")


def test_a_fault_of_the_machine_is_given_as_the_reason(watched: Watched) -> None:
    watched.put("a.txt")
    watched.folder.root.mkdir()
    watched.folder.state_database.mkdir()
    assert "unable to open database file" in watched.tick()


def _job() -> dg.JobDefinition:
    @dg.job
    def ingest() -> None:
        pass

    return ingest
