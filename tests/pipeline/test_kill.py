"""A run that dies at any boundary: the publication stays whole, and the next run gives the same rows."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project.warehouse import crash_points
from dagster_project.warehouse.folder import WarehouseFolder
from tests.conftest import ROOT
from tests.pipeline.forked import Runner
from tests.pipeline.rows import published_rows

FILES = {"a.txt": "figures 1 -2 3", "b.txt": "encrypted", "c.txt": "figures 7", "e.txt": "defect"}
NOT_YET_PUBLISHED = ("registered", "archived", "staged", "recorded", "read", "built", "copied", "released")


@pytest.fixture(scope="module")
def runner(small_dbt_project: Path) -> Iterator[Runner]:
    runner = Runner(small_dbt_project)
    yield runner
    runner.close()


@pytest.mark.slow
def test_runs_killed_at_any_boundary_are_recovered(runner: Runner, tmp_path: Path) -> None:
    """One after the other on one warehouse, each with a new file to read, so that every run finds what another left."""
    raw, folder = tmp_path / "raw", WarehouseFolder(tmp_path / "warehouse")
    raw.mkdir()
    for name, text in FILES.items():
        (raw / name).write_text(text, encoding="utf-8")
    assert runner.run(raw, folder.root)[0] == 0
    for number, boundary in enumerate(crash_points.CRASH_POINTS, start=20):
        before = published_rows(folder)
        (raw / f"{number}.txt").write_text(f"figures {number} -{number}", encoding="utf-8")
        killed, output = runner.run(raw, folder.root, environment={crash_points.VARIABLE: boundary})
        assert killed == -signal.SIGKILL, (boundary, output)
        assert (published_rows(folder) == before) is (boundary in NOT_YET_PUBLISHED), boundary
    code, output = runner.run(raw, folder.root)
    assert code == 0, output
    undisturbed = WarehouseFolder(tmp_path / "undisturbed")
    assert runner.run(raw, undisturbed.root)[0] == 0
    assert published_rows(folder) == published_rows(undisturbed)
    restored = restore(folder, tmp_path / "backup", tmp_path / "restored")
    assert runner.run(raw, restored.root)[0] == 0
    assert published_rows(restored) == published_rows(undisturbed), "as the operations page has it"
    left_over = [*folder.releases.glob(".*"), *(folder.root / "archive").glob("*.partial"), *folder.scratch.iterdir()]
    assert left_over == []


def restore(folder: WarehouseFolder, backup: Path, target: Path) -> WarehouseFolder:
    """The warehouse that the commands of the operations page make of a backup."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    assert len(commands) == 2
    for command, warehouse in zip(commands, (folder.root, target), strict=True):
        program = "set -e\n" + command.replace(".venv/bin/python", sys.executable)
        environment = {**os.environ, "BACKUP": str(backup), "WAREHOUSE": str(warehouse)}
        subprocess.run(["sh", "-c", program], check=True, cwd=ROOT, env=environment)
    return WarehouseFolder(target)


def test_every_boundary_is_known() -> None:
    with pytest.raises(KeyError):
        crash_points.crash_point("nowhere")
