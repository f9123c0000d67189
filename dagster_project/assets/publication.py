"""Asset `publication`: the release that analysts open, made when all models are built and no blocking check failed."""

from collections.abc import Sequence

import dagster as dg
import duckdb

from dagster_project.assets.resources import Warehouse
from dagster_project.warehouse import faults, publication, state


def publication_asset(models: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The publication of everything these models hold."""

    @dg.asset(name="publication", deps=models, group_name="publication", kinds={"duckdb", "parquet"})
    def publish(warehouse: Warehouse) -> dg.MaterializeResult[None]:
        """A release folder with the database, Parquet files and Data Docs, switched to by one rename of a link."""
        folder = warehouse.folder
        with state.connect(folder) as connection:
            _, run_at = state.latest_build(connection)
            release = publication.publish(folder, run_at)
            faults.reach("published")
            with folder.connect_published() as database:
                state.record_findings(connection, _findings(database), run_at)
                tables = database.execute("select count(*) from duckdb_tables()").fetchone() or (0,)
            faults.reach("remembered")
            state.end_build(connection, release, state.utc_now())
        faults.reach("ended")
        return dg.MaterializeResult(
            metadata={
                "release": release,
                "database": dg.MetadataValue.path(folder.database),
                "size_bytes": folder.database.stat().st_size,
                "tables": tables[0],
            }
        )

    return publish


def _findings(database: duckdb.DuckDBPyConnection) -> list[state.Finding]:
    rows = database.execute("select finding_id, values_hash, state from quality.findings").fetchall()
    return [state.Finding(*row) for row in rows]
