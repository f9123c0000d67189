"""The unit tests of the models, which stand beside them in YAML: rows in, rows out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.warehouse.models import DBT_PROJECT
from tests.pipeline.conftest import SampleWarehouse


@pytest.mark.slow
def test_the_models_pass_their_unit_tests(sample_warehouse: SampleWarehouse, tmp_path: Path) -> None:
    # dbt learns the columns of what a model reads from the tables that are there.
    database = Path(shutil.copy(sample_warehouse.folder.working_database, tmp_path))
    done = subprocess.run(
        [
            *(Path(sys.executable).parent / "dbt", "test", "--select", "test_type:unit"),
            *("--vars", '{run_at: "2026-11-22 00:00:00"}', "--target-path", tmp_path),
            *("--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT, "--log-path", tmp_path),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "BOKSLUT_DATABASE": str(database), "DO_NOT_TRACK": "1"},
    )
    assert done.returncode == 0, done.stdout
    assert "PASS=0" not in done.stdout
