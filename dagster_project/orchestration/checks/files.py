"""Asset checks of the process: every file is accounted for; ledger, staging and archive agree; reading works.

The contents of reports are checked elsewhere: staging by the Great Expectations suites, models by dbt.
"""

import dagster as dg

from dagster_project.orchestration.previews import markdown
from dagster_project.orchestration.resources import Warehouse
from dagster_project.state import curated
from dagster_project.state import db as state
from dagster_project.terms import Reason
from dagster_project.warehouse import staging

DOCUMENTS = dg.AssetKey(["staging", "documents"])

# When the reading fails on most of many files, the defect is in the reading and not in the files.
OWN_FAILURES_SHARE = 0.5
OWN_FAILURES_LEAST_FILES = 10


@dg.asset_check(asset=DOCUMENTS)
def every_file_was_read(warehouse: Warehouse) -> dg.AssetCheckResult:
    """Each file in `raw/` is read or quarantined. A file that was replaced during the run waits for the next."""
    with state.connect(warehouse.folder) as connection:
        left = connection.execute("select file_name from ledger where status = 'arrived' order by 1").fetchall()
    return dg.AssetCheckResult(
        passed=not left,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"files": [name for (name,) in left]},
    )


@dg.asset_check(asset=DOCUMENTS)
def no_file_is_quarantined(warehouse: Warehouse) -> dg.AssetCheckResult:
    """No file is quarantined; the metadata lists those that are, with the reason."""
    with state.connect(warehouse.folder) as connection:
        rows = connection.execute(
            "select file_name, reason, detail from ledger where status = 'quarantined' order by 1"
        ).fetchall()
    return dg.AssetCheckResult(
        passed=not rows,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"files": len(rows), "quarantine": dg.MetadataValue.md(markdown(["file", "reason", "detail"], rows))},
    )


@dg.asset_check(asset=DOCUMENTS, blocking=True)
def ledger_agrees_with_staging(warehouse: Warehouse) -> dg.AssetCheckResult:
    """The documents with outcome `read` in the ledger are exactly those staged, and their bytes are in the archive."""
    with state.connect(warehouse.folder) as connection, warehouse.folder.connect() as database:
        rows = connection.execute("select document_id from ledger where outcome = 'read'").fetchall()
        staged = staging.document_ids(database)
    in_ledger = {document_id for (document_id,) in rows}
    metadata = {
        "not_staged": sorted(in_ledger - staged),
        "not_in_ledger": sorted(staged - in_ledger),
        "not_archived": sorted(key for key in in_ledger if not warehouse.folder.archived(key).exists()),
    }
    return dg.AssetCheckResult(passed=not any(metadata.values()), metadata=metadata)


@dg.asset_check(asset=DOCUMENTS, blocking=True)
def reading_works(warehouse: Warehouse) -> dg.AssetCheckResult:
    """The reading itself failed on at most half of the files; checked for ten files or more."""
    with state.connect(warehouse.folder) as connection:
        reasons = [reason for (reason,) in connection.execute("select reason from ledger where in_raw")]
    failures = sum(reason is not None and Reason(reason).is_internal for reason in reasons)
    broken = len(reasons) >= OWN_FAILURES_LEAST_FILES and failures > OWN_FAILURES_SHARE * len(reasons)
    return dg.AssetCheckResult(passed=not broken, metadata={"files": len(reasons), "failures": failures})


@dg.asset_check(asset=dg.AssetKey(["state", "report_overrides"]))
def every_override_names_a_report(warehouse: Warehouse) -> dg.AssetCheckResult:
    """Each line of `report_overrides.csv` names a document of the ledger, by id or file name."""
    with state.connect(warehouse.folder) as connection:
        _, unknown = curated.report_overrides(connection, warehouse.folder)
    return dg.AssetCheckResult(passed=not unknown, severity=dg.AssetCheckSeverity.WARN, metadata={"unknown": unknown})


FILE_CHECKS = [
    every_file_was_read,
    no_file_is_quarantined,
    ledger_agrees_with_staging,
    reading_works,
    every_override_names_a_report,
]
