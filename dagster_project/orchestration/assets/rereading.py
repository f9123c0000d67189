"""Asset `report`: every report as a partition with its fate; materializing some of them reads them again.

The batch run reads what is new and tells the partitions by itself; nothing depends on this asset. What is read again
here is staged, and published by the run that the sensor asks for next.
"""

import dagster as dg

from dagster_project.orchestration.assets import reports
from dagster_project.orchestration.assets.staging import read_documents
from dagster_project.orchestration.resources import Warehouse
from dagster_project.state import db as state
from dagster_project.state import ledger
from dagster_project.warehouse import staging

SPEC = dg.AssetSpec(
    "report",
    partitions_def=reports.REPORTS,
    group_name="raw",
    skippable=True,
    description="One partition a report: materialized when it was read, observed as quarantined when it was not. "
    "Materialize some to read them again; the sensor then has them modelled and published. All of a municipality: "
    "launch the job `reread`.",
)


@dg.multi_asset(name="report", specs=[SPEC], backfill_policy=dg.BackfillPolicy.single_run())
def report(context: dg.AssetExecutionContext, warehouse: Warehouse) -> None:
    """Read the reports of these partitions again; fails, when all are read, with those that could not be."""
    asked = [reports.document_of(key) for key in context.partition_keys]
    with warehouse.folder.connect() as database, state.connect(warehouse.folder) as connection:
        staging.create(database)
        state.reopen_build(connection)
        entries = ledger.entries(connection, asked)
        outcomes = read_documents(context, warehouse, database, connection, entries)
    file_names = {entry.document_id: entry.file_name for entry in entries}
    if unreadable := [f"{file_names[outcome.document_id]}: {outcome.detail}" for outcome in outcomes if outcome.reason]:
        raise dg.Failure("\n".join(unreadable), allow_retries=False)
