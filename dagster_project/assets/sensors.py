"""Sensor `raw_folder`: asks for one run when what is published was not made from what lies in `raw/`.

Level-triggered: it compares inputs, not events, so a lost tick or a killed run is simply made up for.
"""

import time
from pathlib import Path

import dagster as dg

from dagster_project.reading.pool import reading_version
from dagster_project.warehouse import ledger, state
from dagster_project.warehouse.folder import WarehouseFolder

ATTEMPTS = 3
SETTLING_SECONDS = 3
INPUTS_TAG = "bokslut/inputs"
IN_FLIGHT = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def raw_folder_sensor(raw: Path, folder: WarehouseFolder, job_name: str) -> dg.SensorDefinition:
    """The sensor over one folder of reports and one warehouse."""

    @dg.sensor(
        name="raw_folder",
        job_name=job_name,
        minimum_interval_seconds=5,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Compares the files in raw/ with the ledger and requests one run for the whole batch.",
    )
    def raw_folder(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if context.instance.get_runs_count(dg.RunsFilter(statuses=IN_FLIGHT)):
            return dg.SkipReason("a run is in progress")
        if not raw.is_dir():
            return dg.SkipReason(f"there is no folder {raw}")
        with state.connect(folder) as connection:
            files = ledger.scan(raw, connection)
            inputs = state.inputs(folder, files, reading_version())
            is_published = state.is_published(connection, inputs)
        if is_published:
            return dg.SkipReason(f"nothing new in {raw}")
        if any(time.time() - file.modified_ns / 1e9 < SETTLING_SECONDS for file in files):
            return dg.SkipReason("a file is still being written")
        # Counted by Dagster and not in our state: a run may die before it comes to write anything.
        tags = {INPUTS_TAG: inputs[:16]}
        attempts = context.instance.get_runs_count(dg.RunsFilter(tags=tags))
        if attempts >= ATTEMPTS:
            return dg.SkipReason(
                f"{attempts} runs failed on these files; see the last one, then launch the job `ingest` by hand"
            )
        return dg.RunRequest(run_key=f"{inputs[:16]}-{attempts}", tags=tags)

    return raw_folder
