"""Assembly of the code location: assets, checks, jobs, sensors and the resource. No logic."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg

from dagster_project.orchestration.assets.alerts import alerts
from dagster_project.orchestration.assets.models import model_assets
from dagster_project.orchestration.assets.publication import publication_asset
from dagster_project.orchestration.assets.raw_files import raw_files
from dagster_project.orchestration.assets.rereading import report
from dagster_project.orchestration.assets.staging import Rereading, staging_tables, state_tables
from dagster_project.orchestration.checks.expectations import asset_checks
from dagster_project.orchestration.checks.files import FILE_CHECKS
from dagster_project.orchestration.resources import Warehouse
from dagster_project.orchestration.sensors.alerts import outbox_sensor, run_failures_sensor
from dagster_project.orchestration.sensors.raw_folder import raw_folder_sensor
from dagster_project.warehouse.folder import LOCK_SECONDS

# Runs launched by hand may start at the same time; each waits for the lock.
SERVICE_LOCK_SECONDS = 3600


def definitions(raw: Path, warehouse: Path, lock_seconds: float = LOCK_SECONDS) -> dg.Definitions:
    """The pipeline from one folder of reports to one warehouse folder.

    A run that finds the warehouse locked waits `lock_seconds` for its turn.
    """
    resource = Warehouse(
        raw_folder=str(raw.resolve()), warehouse_folder=str(warehouse.resolve()), lock_seconds=lock_seconds
    )
    models = model_assets()
    whole = dg.AssetSelection.all() - dg.AssetSelection.assets(report)
    ingest = dg.define_asset_job(
        "ingest", whole, description="Reads what is new in raw/, rebuilds every model, publishes and sends alerts."
    )
    reread = dg.define_asset_job(
        "reread",
        whole,
        config=dg.RunConfig(ops={"staging_tables": Rereading(reread=True)}),
        description="Reads documents again, by id, file name or municipality, or all; then continues like `ingest`.",
    )
    return dg.Definitions(
        assets=[raw_files, staging_tables, state_tables, models, publication_asset(list(models.keys)), alerts, report],
        asset_checks=[*FILE_CHECKS, *asset_checks],
        jobs=[ingest, reread],
        sensors=[
            raw_folder_sensor(resource.raw, resource.folder, ingest.name),
            run_failures_sensor(resource.folder),
            outbox_sensor(resource.raw, resource.folder),
        ],
        resources={"warehouse": resource},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The code location that `workspace.yaml` names."""
    raw, warehouse = os.environ.get("BOKSLUT_RAW", "raw"), os.environ.get("BOKSLUT_WAREHOUSE", "warehouse")
    return definitions(Path(raw), Path(warehouse), SERVICE_LOCK_SECONDS)
