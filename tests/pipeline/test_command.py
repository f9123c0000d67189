"""The command over whole runs: every example of its help, the summary as JSON, and Ctrl-C."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dagster_project.cli import run
from dagster_project.cli.app import app
from dagster_project.warehouse.folder import WarehouseFolder
from tests.commands import commands
from tests.conftest import ROOT
from tests.pipeline.conftest import Pipeline, SampleWarehouse
from tests.pipeline.forked import Runner
from tests.pipeline.rows import published_rows

COMMANDS = commands()
# Their examples start runs, which are those of the small pipeline here; the others need a warehouse of real reports.
RUNS = ("run", "reread", "rebuild")


def examples(name: str) -> list[str]:
    """The examples in a command's help."""
    _, _, text = CliRunner().invoke(app, [*name.split(), "--help"]).stdout.partition("Examples:\n")
    return re.findall(r"^ +(bokslut .*)$", text.partition("Options:")[0], re.MULTILINE)


EXAMPLES = [(name, example) for name in COMMANDS for example in examples(name)]


def run_example(example: str) -> tuple[int, str]:
    """Exit code and stdout."""
    program, *arguments = shlex.split(example)
    assert program == "bokslut"
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_every_command_has_an_example_in_its_help() -> None:
    assert {name for name, _ in EXAMPLES} == set(COMMANDS)


@pytest.mark.slow
def test_examples_that_run_the_pipeline(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pipeline.raw.parent)
    pipeline.put("alingsas-arsbokslut-2023.pdf", "figures 1 -2")
    for name, example in EXAMPLES:
        if name in RUNS:
            # The reports of the small pipeline are those of one municipality.
            code, out = run_example(example.replace("Ale", "Ankeborg"))
            assert code == 0, example
            assert out


@pytest.mark.slow
def test_examples_that_read_a_release(
    sample_warehouse: SampleWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", "")
    shutil.copytree(ROOT / "raw", "raw")
    shutil.copytree(sample_warehouse.folder.root, "warehouse", symlinks=True)
    started: list[Any] = []
    monkeypatch.setattr(os, "execve", lambda *arguments: started.append(arguments))
    for name, example in EXAMPLES:
        if name in RUNS:
            continue
        code, out = run_example(example)
        assert code == 0, (example, out)
        if "--json" in example:
            assert json.loads(out)
        elif "--csv" in example:
            assert len(list(csv.DictReader(out.splitlines()))) > 1
        elif name not in ("dev", "prepare"):
            assert out.strip(), example
    assert Path("page.png").stat().st_size > 10_000
    first, second = started
    assert {"-w", str(Path("warehouse/dagster_home/workspace.yaml").resolve()), "3000"} <= set(first[1])
    assert "3001" in second[1]
    assert second[2]["BOKSLUT_RAW"] == str(Path("raw").resolve())


@pytest.mark.slow
@pytest.mark.parametrize("as_json", [False, True])
def test_reports_that_vanish_after_a_run_leave_its_result(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], as_json: bool
) -> None:
    """As when the share is unmounted between the last look at it and the summary."""
    pipeline.put("a.txt", "figures 1 -2")
    outcome = run._outcome

    def outcome_and_unmount(folder: WarehouseFolder) -> object:
        shutil.rmtree(pipeline.raw)
        return outcome(folder)

    monkeypatch.setattr(run, "_outcome", outcome_and_unmount)
    assert run.run(pipeline.raw, pipeline.folder.root, as_json=as_json) == 0
    out, error = capfd.readouterr()
    assert "can't be listed: There is no folder" in error
    if as_json:
        assert json.loads(out)["passed_over"] is None
    else:
        assert f"Published in {pipeline.folder.database}" in out


@pytest.mark.slow
def test_stdout_has_only_json(pipeline: Pipeline, capfd: pytest.CaptureFixture[str]) -> None:
    pipeline.put("a.txt", "figures 1 -2")
    pipeline.put("b.txt", "encrypted")
    pipeline.put("Thumbs.db", "figures 3")
    assert run.run(pipeline.raw, pipeline.folder.root, as_json=True) == 0
    out, error = capfd.readouterr()
    document = json.loads(out)
    assert document["release"] == pipeline.folder.release()
    assert [report["file_name"] for report in document["reports"]] == ["a.txt"]
    assert [(file["file_name"], file["reason"]) for file in document["quarantine"]] == [("b.txt", "encrypted")]
    assert [(domain["printed"], domain["missing"]) for domain in document["figures"]] == [(2, 0)]
    assert [finding["severity"] for finding in document["findings"]] == ["warning"]
    assert document["alerts"]["problem"] is None
    assert document["passed_over"] == ["Thumbs.db"]
    # Files are read side by side: either may be the first.
    assert re.search(r"[12]/2 b\.txt", error)

    pipeline.put("a.txt", "figures 13 1000")
    assert run.run(pipeline.raw / "absent", pipeline.folder.root, as_json=True) == 1
    out, error = capfd.readouterr()
    assert out == ""
    assert "There is no folder" in error


@pytest.fixture(scope="module")
def runner(small_dbt_project: Path) -> Iterator[Runner]:
    runner = Runner(small_dbt_project)
    yield runner
    runner.close()


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that a run does."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_the_last_release_unchanged(runner: Runner, tmp_path: Path, number: int) -> None:
    raw, folder = tmp_path / "raw", WarehouseFolder(tmp_path / "warehouse")
    raw.mkdir()
    (raw / "a.txt").write_text("figures 1 -2", encoding="utf-8")
    assert runner.run(raw, folder.root)[0] == 0
    release, before = folder.release(), published_rows(folder)

    (raw / "b.txt").write_text("figures 3", encoding="utf-8")
    goes_on = tmp_path / "goes_on"
    (raw / "c.txt").write_text(f"wait {goes_on} figures 4", encoding="utf-8")
    runner.start(raw, folder.root)
    until(lambda: "1/2 b.txt" in raw.with_suffix(".output").read_text(encoding="utf-8"))
    until(Path(f"{goes_on}.waiting").exists)
    began = time.monotonic()
    os.kill(runner.run_process, number)
    code, output = runner.wait()
    assert code == 128 + number, output
    assert time.monotonic() - began < 30, "it does not wait for the file that is being read"
    assert "Nothing was published: interrupted" in output and "is unchanged" in output
    assert "Traceback" not in output
    assert (folder.release(), published_rows(folder)) == (release, before)

    goes_on.touch()
    code, output = runner.run(raw, folder.root)
    assert code == 0, output
    with folder.connect_published() as connection:
        names = connection.execute("select file_name from marts.dim_report order by 1").fetchall()
    assert names == [("a.txt",), ("b.txt",), ("c.txt",)]
