"""A pipeline over an empty folder, with the small dbt project and its reader in place of the real ones."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pytest
from filelock import FileLock

from dagster_project.cli import run
from dagster_project.orchestration.assets import staging as staging_assets
from dagster_project.warehouse import dbt as models
from dagster_project.warehouse.folder import WarehouseFolder, sha256
from tests.conftest import ROOT
from tests.pipeline import hostile, planted, small_project
from tests.pipeline.disk import wait_for_no_disk

T = TypeVar("T")

wait_for_no_disk()


@dataclass
class Pipeline:
    """A folder of reports and the warehouse made of it."""

    raw: Path
    folder: WarehouseFolder

    def put(self, name: str, text: str) -> Path:
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, reread: run.RereadRequest | None = None, *, is_rebuild: bool = False) -> int:
        return run.run(self.raw, self.folder.root, reread, is_rebuild=is_rebuild)

    def query(self, sql: str) -> list[Any]:
        """Rows of the published database; plain values when there is one column."""
        with duckdb.connect(str(self.folder.database), read_only=True) as connection:
            rows = connection.execute(sql).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]


@dataclass(frozen=True)
class WholeRun:
    """The result of one run of the whole pipeline, real reader and real models, over every planted and hostile file.

    `before` and `after` are the sha256 of the raw files by name.
    """

    pipeline: Pipeline
    exit_code: int
    before: dict[str, str]
    after: dict[str, str]


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], T]) -> T:
    """The result of `make` for a new folder of that name. The first worker that asks makes it; the others wait."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    kept = folder / "made.pickle"
    with FileLock(f"{folder}.lock"):
        if not kept.exists():
            folder.mkdir()
            kept.write_bytes(pickle.dumps(make(folder)))
        made: T = pickle.loads(kept.read_bytes())
    return made


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> WholeRun:
    return once(tmp_path_factory, "whole_run", _run_whole)


def _run_whole(root: Path) -> WholeRun:
    raw = root / "raw"
    planted.write(raw)
    hostile.write(raw)
    pipeline = Pipeline(raw, WarehouseFolder(root / "warehouse"))
    before = _hashes(raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        exit_code = pipeline.run()
    return WholeRun(pipeline, exit_code, before, _hashes(raw))


def _hashes(raw: Path) -> dict[str, str]:
    return {path.relative_to(raw).as_posix(): sha256(path) for path in sorted(raw.rglob("*")) if path.is_file()}


@dataclass(frozen=True)
class SampleWarehouse:
    """The warehouse made of the sample reports, and what the run printed."""

    folder: WarehouseFolder
    printed: str


@pytest.fixture(scope="session")
def sample_warehouse(tmp_path_factory: pytest.TempPathFactory) -> SampleWarehouse:
    """`make run` into a new folder."""
    return once(tmp_path_factory, "sample_warehouse", _run_samples)


def _run_samples(root: Path) -> SampleWarehouse:
    folder = WarehouseFolder(root / "warehouse")
    command = [sys.executable, "-m", "dagster_project", "run", "--raw", "raw", "--warehouse", str(folder.root)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return SampleWarehouse(folder, done.stderr + done.stdout)


@pytest.fixture(scope="session")
def small_dbt_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "small_project", small_project.write)


@pytest.fixture
def pipeline(tmp_path: Path, small_dbt_project: Path, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    monkeypatch.setattr(models, "DBT_PROJECT", small_dbt_project)
    monkeypatch.setattr(staging_assets, "read_report", small_project.read)
    monkeypatch.setenv("DAGSTER_HOME", "")
    raw = tmp_path / "raw"
    raw.mkdir()
    return Pipeline(raw, WarehouseFolder(tmp_path / "warehouse"))
