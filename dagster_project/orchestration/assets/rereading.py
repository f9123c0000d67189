"""Asset `report`: a partition per report; materializing partitions reads these reports again.

The job `ingest` reads new reports and logs their partitions itself, so nothing depends on this asset. Reports that are
read again here are staged, and published by the run that the sensor requests next.
"""

import dagster as dg

from dagster_project.orchestration.assets import reports
from dagster_project.orchestration.assets.staging import read_documents
from dagster_project.orchestration.resources import Warehouse
from dagster_project.state import builds, ledger
from dagster_project.state import db as state
from dagster_project.warehouse import staging

SPEC = dg.AssetSpec(
    "report",
    partitions_def=reports.REPORTS,
    group_name="raw",
    skippable=True,
    description="One partition per report: materialized when it was read, failed with the reason when not. "
    "Materialize partitions to read these reports again; the sensor then requests the run that publishes them. To read "
    "all reports of a municipality again, launch the job `reread`.",
)


@dg.multi_asset(name="report", specs=[SPEC], backfill_policy=dg.BackfillPolicy.single_run())
def report(context: dg.AssetExecutionContext, warehouse: Warehouse) -> None:
    """Read the reports of these partitions again; fails at the end with those that could not be read."""
    asked = [reports.document_of(key) for key in context.partition_keys]
    with warehouse.folder.connect() as database, state.connect(warehouse.folder) as connection:
        staging.create(database)
        builds.reopen(connection)
        entries = ledger.entries(connection, asked)
        outcomes = read_documents(context, warehouse, database, connection, entries)
    file_names = {entry.document_id: entry.file_name for entry in entries}
    if unreadable := [f"{file_names[outcome.document_id]}: {outcome.detail}" for outcome in outcomes if outcome.reason]:
        raise dg.Failure("\n".join(unreadable), allow_retries=False)
