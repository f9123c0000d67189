"""The pipeline from raw files to a published warehouse, on a small dbt project and a scripted reader."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import duckdb
import pytest
from filelock import FileLock

from dagster_project.orchestration.assets import staging as staging_assets
from dagster_project.orchestration.definitions import definitions
from dagster_project.reading.pool import Read, Result, Task
from dagster_project.reading.records import Reading
from dagster_project.state import db as state
from tests.pipeline.conftest import Pipeline


def test_reports_become_a_published_warehouse(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline.put("a.txt", "figures 1 -2")
    pipeline.put("sub/b.txt", "encrypted")
    assert pipeline.run() == 0
    assert pipeline.query("select file_name from marts.dim_report") == ["a.txt"]
    assert pipeline.query("select file_name, reason from quality.quarantine") == [("sub/b.txt", "encrypted")]
    output = capsys.readouterr()
    for text in ("Ankeborg", "encrypted", "negativt", "Findings: 1 (1 warning)"):
        assert text in output.out
    assert "1/2 a.txt" in output.err or "2/2 a.txt" in output.err

    comments = "select comment from duckdb_columns() where comment <> '' order by 1"
    assert pipeline.query(comments) == [
        "Below a thousand; kronor aren't öre.",
        "The file's name in raw.",
        "The title.",
    ]
    assert pipeline.query("select count(*) from duckdb_views() where not internal") == [0]
    parquet = pipeline.folder.parquet / "marts" / "figures.parquet"
    assert duckdb.sql(f"select count(*) from '{parquet}'").fetchall() == [(2,)]


def test_second_run_reads_nothing_and_gives_the_same_rows(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.put("a.txt", "figures 1 -2")
    assert pipeline.run() == 0
    findings = "select finding_id, first_seen_at from quality.findings"
    first = pipeline.query(findings)
    later = state.utc_now() + timedelta(hours=1)
    monkeypatch.setattr(state, "utc_now", lambda: later)
    assert pipeline.run() == 0
    assert "nothing new to read" in capsys.readouterr().err
    assert pipeline.query(findings) == first
    assert pipeline.query("select last_seen_at from quality.findings") == [later]
    assert pipeline.query("select attempts from state.ledger") == [1]


def test_a_corrected_file_leaves_quarantine(pipeline: Pipeline) -> None:
    pipeline.put("a.txt", "defect")
    assert pipeline.run() == 0
    ((reason, detail),) = pipeline.query("select reason, detail from quality.quarantine")
    assert reason == "failed"
    assert detail.startswith("ZeroDivisionError at small_project.py:")
    pipeline.put("a.txt", "figures 1")
    assert pipeline.run() == 0
    assert pipeline.query("select count(*) from quality.quarantine") == [0]
    assert sorted(pipeline.query("select file_name, status from state.ledger")) == [
        ("a.txt", "read"),
        ("a.txt", "removed"),
    ]


def test_a_failing_test_of_run_scope_publishes_nothing(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline.put("a.txt", "figures 1 -1")
    assert pipeline.run() == 0
    pipeline.put("b.txt", "figures 5000 -5")
    assert pipeline.run() == 1
    output = capsys.readouterr().err
    assert "Nothing was published" in output
    assert "accepted_values_figures_value" in output
    assert pipeline.query("select max(value)::int from marts.figures") == [1]
    with state.connect(pipeline.folder) as connection:
        assert connection.execute("select count(*) from finding_history").fetchall() == [(1,)]
    (pipeline.raw / "b.txt").write_text("figures 13", encoding="utf-8")
    assert pipeline.run() == 0, "what replaced it is good"


def test_a_failure_after_publication_says_so(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("No space left on device")

    pipeline.put("a.txt", "figures 1")
    monkeypatch.setattr("dagster_project.orchestration.assets.alerts.failed_checks", fail)
    assert pipeline.run() == 1
    output = capsys.readouterr().err
    assert "Published in" in output and "Nothing was published" not in output
    assert "step alerts: " in output and "The disk is full" in output
    assert pipeline.query("select count(*) from marts.figures") == [1]


def test_a_failing_test_of_warning_severity_publishes(pipeline: Pipeline) -> None:
    pipeline.put("a.txt", "figures 13")
    assert pipeline.run() == 0
    assert pipeline.query("select value::int from marts.figures") == [13]


def test_a_broken_reading_publishes_nothing(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(6):
        pipeline.put(f"bad{number}.txt", f"defect {number}")
    for number in range(4):
        pipeline.put(f"good{number}.txt", f"figures {number}")
    assert pipeline.run() == 1
    assert "reading_works" in capsys.readouterr().err
    assert not pipeline.folder.database.exists()


def test_a_batch_holds_no_more_readings_than_the_pool(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    held = []

    def read_here(tasks: Sequence[Task], read: Read, _: Path) -> Iterator[Result]:
        for task in tasks:
            gc.collect()
            held.append(sum(isinstance(one, Reading) for one in gc.get_objects()))
            yield Result(task, reading=read(task.path, task.document_id, task.file_name))

    for number in range(6):
        pipeline.put(f"{number}.txt", f"figures {number}")
    monkeypatch.setattr(staging_assets, "read_all", read_here)
    before = len([one for one in gc.get_objects() if isinstance(one, Reading)])
    assert pipeline.run() == 0
    assert len(held) == 6
    assert max(held) - before <= 1, "the last reading may still be there when the next begins"


def test_malformed_acceptance_names_its_line(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline.put("a.txt", "figures -1")
    pipeline.folder.root.mkdir()
    pipeline.folder.accepted.write_text("finding_id,accepted_by,reason,accepted_on\nx,,because,\n", encoding="utf-8")
    assert pipeline.run() == 1
    assert "accepted.csv line 2 has no accepted_by" in capsys.readouterr().err


def test_one_run_at_a_time(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    with pipeline.folder.lock():
        assert pipeline.run() == 1
    assert "Another run is working" in capsys.readouterr().err


def test_a_run_of_the_service_waits_for_its_turn(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    is_held, is_waited_for = Event(), Event()
    patience: list[float] = []

    class WatchedLock(FileLock):
        def acquire(self, *arguments: Any, **named: Any) -> Any:
            if is_held.is_set() and not is_waited_for.is_set():
                patience.append(self.timeout)
                is_waited_for.set()
            return super().acquire(*arguments, **named)

    def another_run() -> None:
        with pipeline.folder.lock():
            is_held.set()
            is_waited_for.wait(60)

    pipeline.put("a.txt", "figures 1")
    pipeline.folder.prepare()
    monkeypatch.setattr("dagster_project.warehouse.folder.FileLock", WatchedLock)
    other = Thread(target=another_run)
    other.start()
    assert is_held.wait(10)
    job = definitions(pipeline.raw, pipeline.folder.root, lock_seconds=1234).resolve_job_def("ingest")
    assert job.execute_in_process().success
    other.join()
    assert patience == [1234]
    assert pipeline.query("select count(*) from marts.figures") == [1]
