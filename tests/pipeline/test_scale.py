"""The work of a full build grows as the archive does: counted in rows by DuckDB's own profiler, never in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.warehouse import dbt as models
from dagster_project.warehouse.folder import WarehouseFolder
from tests import scale
from tests.pipeline.conftest import SampleWarehouse

REPORTS = 40
TIMES = 8
# The labels of an archive meet each other in different numbers; a join of all with all would give TIMES.
TOLERANCE = 1.2
# Below this a model reads little more than seeds, whose number is the same for every archive.
LEAST_ROWS = 5000


@pytest.mark.slow
def test_the_work_of_every_model_grows_with_the_reports(sample_warehouse: SampleWarehouse, tmp_path: Path) -> None:
    small, large = (_work(sample_warehouse, tmp_path / str(reports), reports) for reports in (REPORTS, TIMES * REPORTS))
    dearer = {
        name: f"{small[name]} -> {done}"
        for name, done in large.items()
        if done.handled > LEAST_ROWS and done.handled > TIMES * TOLERANCE * small[name].handled
    }
    assert dearer == {}


def _work(source: SampleWarehouse, root: Path, reports: int) -> dict[str, scale.Work]:
    folder = WarehouseFolder(root)
    scale.grow(source.folder.working_database, folder, reports)
    models.build(folder, scale.RUN_AT)
    return scale.profile(folder)
