"""Runs that the service starts: in a process of their own, from one that has imported everything, ended when asked."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import yaml
from dagster._core.definitions.reconstruct import reconstructable
from dagster._core.launcher import LaunchRunContext

from dagster_project import run_launcher
from dagster_project.run_launcher import PROCESS_TAG, ForkingRunLauncher
from tests.pipeline.daemon import until


@dg.op
def leave_a_mark(context: dg.OpExecutionContext) -> None:
    Path(context.instance.root_directory, f"{os.getpid()}.mark").touch()


@dg.op(ins={"start": dg.In(dg.Nothing)})
def linger() -> None:
    time.sleep(60)


@dg.job(executor_def=dg.in_process_executor)
def quick() -> None:
    leave_a_mark()


@dg.job(executor_def=dg.in_process_executor)
def endless() -> None:
    linger(leave_a_mark())


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    # What is imported beforehand decides how long it takes, and nothing else.
    monkeypatch.setattr(run_launcher, "PRELOADED", [])
    launcher = {"module": run_launcher.__name__, "class": ForkingRunLauncher.__name__}
    (tmp_path / "dagster.yaml").write_text(
        yaml.safe_dump({"run_launcher": launcher, "telemetry": {"enabled": False}}), encoding="utf-8"
    )
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        yield instance


def _launched(instance: dg.DagsterInstance, job: dg.JobDefinition) -> str:
    origin = reconstructable(job).get_python_origin()
    run = instance.create_run_for_job(job, job_code_origin=origin)
    context = LaunchRunContext(_run(instance, run.run_id), workspace=None)
    instance.run_launcher.launch_run(context)
    return run.run_id


def _marks(tmp_path: Path) -> list[str]:
    return [path.stem for path in tmp_path.glob("*.mark")]


def _run(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRun:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run


def test_a_run_has_a_process_of_its_own(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    first, second = _launched(instance, quick), _launched(instance, quick)
    until(lambda: all(_run(instance, run_id).is_finished for run_id in (first, second)), 60)
    assert [_run(instance, run_id).status for run_id in (first, second)] == [dg.DagsterRunStatus.SUCCESS] * 2
    processes = [_run(instance, run_id).tags[PROCESS_TAG] for run_id in (first, second)]
    assert sorted(_marks(tmp_path)) == sorted(processes)
    assert str(os.getpid()) not in processes
    assert instance.run_launcher.terminate(first) is False, "it has ended"


def test_a_run_ends_when_it_is_told_to(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run_id = _launched(instance, endless)
    until(lambda: bool(_marks(tmp_path)), 60)
    assert instance.run_launcher.terminate(run_id) is True
    until(lambda: _run(instance, run_id).is_finished, 30)
    assert _run(instance, run_id).status is dg.DagsterRunStatus.CANCELED


def test_no_other_process_is_ended_for_a_run(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run_id = _launched(instance, endless)
    until(lambda: bool(_marks(tmp_path)), 60)
    (process,) = _marks(tmp_path)
    instance.add_run_tags(run_id, {PROCESS_TAG: str(os.getpid())})
    assert instance.run_launcher.terminate(run_id) is False
    instance.add_run_tags(run_id, {PROCESS_TAG: process})
    assert instance.run_launcher.terminate(run_id) is True
    until(lambda: _run(instance, run_id).is_finished, 30)
