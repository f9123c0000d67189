"""A pipeline over an empty folder, with the small dbt project and its reader in place of the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project import run
from dagster_project.assets import staging as staging_assets
from dagster_project.warehouse import models
from dagster_project.warehouse.folder import WarehouseFolder
from tests.pipeline import small_project


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

    def run(self) -> int:
        return run.run(self.raw, self.folder.root)

    def query(self, sql: str) -> list[Any]:
        """Rows of the published database; plain values when there is one column."""
        with duckdb.connect(str(self.folder.database), read_only=True) as connection:
            rows = connection.execute(sql).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]


@pytest.fixture(scope="session")
def small_dbt_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_project.write(tmp_path_factory.mktemp("small_project")).parents[1]


@pytest.fixture
def pipeline(tmp_path: Path, small_dbt_project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    monkeypatch.setattr(models, "DBT_PROJECT", small_dbt_project)
    monkeypatch.setattr(models, "MANIFEST", small_dbt_project / "target" / "manifest.json")
    monkeypatch.setattr(staging_assets, "read_report", small_project.read)
    monkeypatch.setenv("DAGSTER_HOME", "")
    models.manifest.cache_clear()
    raw = tmp_path / "raw"
    raw.mkdir()
    yield Pipeline(raw, WarehouseFolder(tmp_path / "warehouse"))
    models.manifest.cache_clear()
