"""Asset `publication`: the release that analysts open, made when all models are built and no blocking check failed."""

from collections.abc import Sequence

import dagster as dg

from dagster_project.orchestration.assets import reports
from dagster_project.orchestration.resources import Warehouse
from dagster_project.reading.pool import reading_version
from dagster_project.state import builds, findings, ledger
from dagster_project.state import db as state
from dagster_project.warehouse import publication
from dagster_project.warehouse.crash_points import crash_point
from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder


def publication_asset(models: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset that publishes these models."""

    @dg.asset(name="publication", deps=models, group_name="publication", kinds={"duckdb", "parquet"})
    def publish(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[None]:
        """A release with the database, Parquet files and Data Docs; one rename of a link switches to it."""
        folder = warehouse.folder
        with state.connect(folder) as connection:
            _, run_at = builds.latest(connection)
            before = _statuses(folder)
            with folder.connect() as working:
                findings.persist(connection, working)
            release = publication.publish(folder, run_at)
            crash_point("published")
            left = ledger.left_to_read(connection, reading_version())
            builds.end(connection, release, state.utc_now(), is_whole=not left)
        crash_point("ended")
        reports.log_statuses(context, set(_statuses(folder)) - set(before))
        with folder.connect_published() as database:
            tables = database.execute("select count(*) from duckdb_tables()").fetchone() or (0,)
        return dg.MaterializeResult(
            metadata={
                "release": release,
                "database": dg.MetadataValue.path(folder.database),
                "size_bytes": folder.database.stat().st_size,
                "tables": tables[0],
                "left_to_read": left,
            }
        )

    return publish


def _statuses(folder: WarehouseFolder) -> list[tuple[str, str, str]]:
    """File name, document id and status of the documents that are superseded or removed in the published ledger.

    Empty where there is no release or another program has it open for writing; the documents are then logged again.
    """
    if not folder.database.exists():
        return []
    try:
        with folder.connect_published() as database:
            return database.execute(
                "select file_name, document_id, status from state.ledger where status in ('superseded', 'removed')"
            ).fetchall()
    except WarehouseError:
        return []
