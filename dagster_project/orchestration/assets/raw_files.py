"""Asset `raw_files`: the files in `raw/`, registered in the ledger."""

import dagster as dg

from dagster_project.orchestration.previews import markdown
from dagster_project.orchestration.resources import Warehouse
from dagster_project.reading.pool import reading_version
from dagster_project.state import builds, ledger
from dagster_project.state import db as state
from dagster_project.warehouse import dbt as models
from dagster_project.warehouse.crash_points import crash_point
from dagster_project.warehouse.raw_folder import absence, passed_over


@dg.asset(group_name="raw", kinds={"file"})
def raw_files(warehouse: Warehouse) -> dg.MaterializeResult[None]:
    """The report files as they arrived, compared with the ledger by path, size, time and sha256; never written to."""
    with state.connect(warehouse.folder) as connection:
        now = state.utc_now()
        files = ledger.scan(warehouse.raw, connection)
        if absent := absence(len(files), ledger.in_raw(connection)):
            raise dg.Failure(absent, allow_retries=False)
        ledger.register(connection, files, now)
        inputs = builds.inputs(warehouse.folder, files, reading_version(), models.project_version())
        builds.begin(connection, inputs, now)
    crash_point("registered")
    rows = [(file.file_name, file.document_id[:12], file.size_bytes) for file in files[:20]]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(files),
            "folder": dg.MetadataValue.path(warehouse.raw),
            "passed_over": dg.MetadataValue.json(passed_over(warehouse.raw)),
            "preview": dg.MetadataValue.md(markdown(["file_name", "document_id", "size_bytes"], rows)),
        }
    )
