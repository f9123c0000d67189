"""Faults of the machine: reported with a hint, nothing half-published, nothing lost once they are over."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.orchestration.sensors.raw_folder import raw_folder_sensor
from dagster_project.warehouse.folder import WarehouseFolder
from dagster_project.warehouse.hints import HINTS, hint
from tests.conftest import ROOT
from tests.pipeline.conftest import Pipeline
from tests.pipeline.forked import Runner
from tests.pipeline.rows import published_rows

pytestmark = pytest.mark.slow

NOBODY = 65534


@pytest.fixture(scope="module")
def runner(small_dbt_project: Path) -> Iterator[Runner]:
    runner = Runner(small_dbt_project)
    yield runner
    runner.close()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", path], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a disk needs more rights than this has")
    yield path
    subprocess.run(["umount", "--lazy", path], check=True)


def test_a_full_disk_and_a_read_only_disk(runner: Runner, tmp_path: Path, disk: Path) -> None:
    raw, folder = tmp_path / "raw", WarehouseFolder(disk / "warehouse")
    raw.mkdir()
    (raw / "a.txt").write_text("figures 1 -2")
    assert runner.run(raw, folder.root)[0] == 0
    before = published_rows(folder)
    (raw / "b.txt").write_text("figures 3 -4")

    filler = disk / "filler"
    free = os.statvfs(disk)
    filler.write_bytes(bytes(free.f_bavail * free.f_bsize - 300_000))
    _refused(runner, raw, folder, "The disk is full")
    assert published_rows(folder) == before
    assert not list(folder.releases.glob(".*")), "what was not published takes no room"
    filler.unlink()

    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    _refused(runner, raw, folder, "mount the disk of")
    assert published_rows(folder) == before
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)

    assert runner.run(raw, folder.root)[0] == 0
    assert published_rows(folder) != before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as another user")
def test_a_warehouse_of_another_user(runner: Runner, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        raw, folder = Path(place) / "raw", WarehouseFolder(Path(place) / "warehouse")
        raw.mkdir()
        (raw / "a.txt").write_text("figures 1 -2")
        _refused(runner, raw, folder, "chown -R", user=NOBODY)
        assert not folder.database.exists()
        folder.prepare()
        _refused(runner, raw, folder, "chown -R", user=NOBODY)


def test_an_analyst_who_has_a_database_open_for_writing(runner: Runner, tmp_path: Path) -> None:
    raw, folder = tmp_path / "raw", WarehouseFolder(tmp_path / "warehouse")
    raw.mkdir()
    (raw / "a.txt").write_text("figures 1 -2")
    assert runner.run(raw, folder.root)[0] == 0
    before = published_rows(folder)
    (raw / "b.txt").write_text("figures 3 -4")
    with writing_session(folder.working_database) as process:
        output = _refused(runner, raw, folder, "Close the program that has it open")
        assert f"PID {process}" in output
        assert published_rows(folder) == before
    with writing_session(folder.database.resolve()):
        code, output = runner.run(raw, folder.root)
        assert code == 0, output
    assert published_rows(folder) != before


def test_the_second_of_two_pipelines_leaves_and_a_file_that_changes_is_read_again(
    runner: Runner, pipeline: Pipeline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw, folder, go = pipeline.raw, pipeline.folder, tmp_path / "go"
    paths = [
        pipeline.put("grows.txt", f"wait {go} figures 1"),
        pipeline.put("half.txt", f"wait {go} encrypted"),
        pipeline.put("whole.txt", "figures 2"),
    ]
    runner.start(raw, folder.root)
    _until(lambda: folder.is_locked() and any(folder.scratch.glob("*")))
    assert pipeline.run() == 1
    message = capsys.readouterr().err
    assert "Another run is working in the warehouse" in message
    assert f"(process {runner.run_process} on " in message
    with dg.build_sensor_context(instance=dg.DagsterInstance.ephemeral()) as context:
        answer = raw_folder_sensor(raw, folder, "ingest")(context)
    assert isinstance(answer, dg.SkipReason) and str(answer.skip_message).startswith("a run is in progress (process ")
    for path in paths[:2]:
        path.write_text("figures 3")
    go.touch()
    code, output = runner.wait()
    assert code == 0, output
    assert len(re.findall(r"^\d/3 \w+.txt: changed meanwhile, left for the next run", output, re.MULTILINE)) == 2
    assert pipeline.query("select count(*) from quality.quarantine") == [0], "half a file is no bad file"
    assert pipeline.query("select value::int from marts.figures order by 1") == [2, 3], "read when they were whole"


def test_every_fault_has_one_hint() -> None:
    for words in HINTS:
        text = words.split("|", maxsplit=1)[0]
        assert [known for known in HINTS if hint(text, ROOT) == HINTS[known].format(warehouse=ROOT)] == [words]
    assert hint("no such column", ROOT) is None


def _refused(runner: Runner, raw: Path, folder: WarehouseFolder, expected: str, **described: object) -> str:
    code, output = runner.run(raw, folder.root, **described)
    assert code == 1, output
    assert "Nothing was published" in output
    assert expected in output
    return output


@contextmanager
def writing_session(database: Path) -> Iterator[int]:
    """A program that has a database open for writing; its process id."""
    program = f"import duckdb; c = duckdb.connect({str(database)!r}); print('open', flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    assert process.stdout.readline() == "open\n"
    yield process.pid
    process.stdin.close()
    process.stdout.close()
    process.wait()


def _until(condition: object, seconds: float = 30) -> None:
    assert callable(condition)
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.05)
