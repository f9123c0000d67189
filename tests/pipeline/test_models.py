"""The unit tests of the models, in the YAML beside them: rows in, rows out."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from dagster_project.warehouse import dbt as models
from tests.pipeline.conftest import SampleWarehouse


@pytest.mark.slow
def test_the_models_pass_their_unit_tests(
    sample_warehouse: SampleWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # dbt learns the columns of the inputs of a model from existing tables.
    database = Path(shutil.copy(sample_warehouse.folder.working_database, tmp_path))
    monkeypatch.setenv("BOKSLUT_DATABASE", str(database))
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    # With the manifest that runs use: parsing the project again takes longer than the tests.
    outcome = models.invoke(
        [
            *("test", "--select", "test_type:unit", "--vars", '{run_at: "2026-11-22 00:00:00"}'),
            *("--project-dir", str(models.DBT_PROJECT), "--profiles-dir", str(models.DBT_PROJECT)),
            *("--target-path", str(tmp_path), "--log-path", str(tmp_path), "--log-level", "none", "--quiet"),
        ]
    )
    assert outcome.exception is None
    failed = [f"{one.node.unique_id}: {one.message}" for one in outcome.result if one.status != "pass"]
    assert failed == []
    unit_tests = models.manifest()["unit_tests"]
    assert Counter(one.node.unique_id for one in outcome.result) == Counter(list(unit_tests))
    assert unit_tests
