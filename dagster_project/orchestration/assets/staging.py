"""Assets `staging/*`, every pending document read and staged as printed, and `state/*`, the state for the models."""

import logging
import sqlite3
from collections.abc import Iterable, Iterator

import dagster as dg
import duckdb

from dagster_project.orchestration.assets import reports
from dagster_project.orchestration.assets.raw_files import raw_files
from dagster_project.orchestration.previews import table_metadata
from dagster_project.orchestration.resources import Warehouse
from dagster_project.reading.pool import Result, Task, read_all, reading_version
from dagster_project.reading.read import read_report
from dagster_project.reading.records import RECORD_TYPES
from dagster_project.state import curated, ledger
from dagster_project.state import db as state
from dagster_project.terms import Reason
from dagster_project.warehouse import staging
from dagster_project.warehouse.crash_points import crash_point
from dagster_project.warehouse.folder import WarehouseError, sha256

logger = logging.getLogger("bokslut")

# So many are read in a few minutes, and then published.
MOST_OUTDATED = 200


class Rereading(dg.Config):
    """Which documents to read again although they have not changed.

    With `reread`, those of `reports` (document ids, of which six characters are enough, report ids or file names) and
    of `municipality` (name or code); all documents when both are empty. `most_outdated` limits how many documents that
    another reading version has staged are read in one run; the rest are published as they are and read by later runs.
    """

    reread: bool = False
    reports: list[str] = []
    municipality: str = ""
    most_outdated: int = MOST_OUTDATED


STAGING_SPECS = [
    dg.AssetSpec(
        ["staging", record_type.TABLE],
        deps=[raw_files],
        description=(record_type.__doc__ or "").strip(),
        group_name="staging",
        kinds={"duckdb"},
    )
    for record_type in RECORD_TYPES
]

STATE_SPECS = [
    dg.AssetSpec(
        ["state", table],
        deps=[spec.key for spec in STAGING_SPECS],
        description=description,
        group_name="state",
        kinds={"duckdb"},
    )
    for table, description in {
        "ledger": "One row per document that was ever in raw/, with its status.",
        "finding_history": "One row per finding ever published: its wording, and when it was found and resolved.",
        "accepted": "One row per finding that was accepted, from `accepted.csv`.",
        "report_overrides": "One row per overridden field of a document, from `report_overrides.csv`.",
        "expected_reports": "One row per expected report, from `expected_reports.csv`.",
    }.items()
]


@dg.multi_asset(specs=STAGING_SPECS)
def staging_tables(
    context: dg.AssetExecutionContext, config: Rereading, warehouse: Warehouse
) -> Iterator[dg.MaterializeResult[None]]:
    """Read the pending documents and replace the staged rows of each."""
    version = reading_version()
    with warehouse.folder.connect() as database, state.connect(warehouse.folder) as connection:
        staging.create(database)
        due = ledger.due(connection, state.utc_now())
        waiting = ledger.pending(connection, staging.document_ids(database), version, due)
        entries = ledger.batch(waiting, config.most_outdated)
        if len(entries) < len(waiting):
            logger.info("%d documents of an older reading are left for the next run", len(waiting) - len(entries))
        if config.reread:
            read = {entry.document_id for entry in entries}
            asked = _asked_for(config, warehouse, connection)
            entries += [entry for entry in asked if entry.document_id not in read]
        if not entries:
            logger.info("nothing new to read in %s", warehouse.raw)
        read_documents(context, warehouse, database, connection, entries)
        staging.rename(database, {entry.document_id: entry.file_name for entry in ledger.entries(connection)})
        crash_point("read")
        for spec in STAGING_SPECS:
            metadata = table_metadata(database, *spec.key.path)
            yield dg.MaterializeResult(asset_key=spec.key, metadata=metadata)


def read_documents(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    database: duckdb.DuckDBPyConnection,
    connection: sqlite3.Connection,
    entries: Iterable[ledger.Entry],
) -> list[ledger.Outcome]:
    """Read documents into staging, ledger and archive, report each to Dagster, and return the outcomes.

    Each reading is released once it is staged, so that memory does not grow with the batch.
    """
    version = reading_version()
    tasks = [_task(warehouse, entry) for entry in sorted(entries, key=lambda entry: entry.file_name)]
    outcomes = []
    for number, result in enumerate(read_all(tasks, read_report, warehouse.folder.cleared_scratch()), start=1):
        outcome = _store(warehouse, database, result)
        if outcome is None:
            logger.info("%d/%d %s: changed meanwhile, left for the next run", number, len(tasks), result.task.file_name)
            continue
        ledger.record(connection, outcome, version, context.run.run_id, state.utc_now())
        crash_point("recorded")
        reports.log_report(context, result)
        logger.info("%d/%d %s", number, len(tasks), _progress(result))
        outcomes.append(outcome)
    return outcomes


@dg.multi_asset(specs=STATE_SPECS)
def state_tables(warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
    """Copy the operational state into the working database, where the models read it."""
    with warehouse.folder.connect() as database, state.connect(warehouse.folder) as connection:
        _, unknown = curated.report_overrides(connection, warehouse.folder)
        if unknown:
            logger.warning("report_overrides.csv names reports that are not in the ledger: %s", ", ".join(unknown))
        state.copy_to(database, connection, warehouse.folder)
        for spec in STATE_SPECS:
            metadata = table_metadata(database, *spec.key.path)
            yield dg.MaterializeResult(asset_key=spec.key, metadata=metadata)


def _asked_for(config: Rereading, warehouse: Warehouse, connection: sqlite3.Connection) -> list[ledger.Entry]:
    wanted = list(config.reports)
    if config.municipality:
        with warehouse.folder.connect_published() as published:
            found = published.execute(
                "select document_id from conformed.reports where ? in (municipality, municipality_code)",
                [config.municipality],
            ).fetchall()
        if not found:
            raise WarehouseError(f"No report of a municipality {config.municipality!r} is in the published warehouse.")
        wanted += [document_id for (document_id,) in found]
    return ledger.entries(connection, wanted or None)


def _task(warehouse: Warehouse, entry: ledger.Entry) -> Task:
    # Accepted bytes are read from the archive, since the file in `raw/` may be gone or changed.
    archived = warehouse.folder.archived(entry.document_id)
    path = archived if archived.exists() else warehouse.raw / entry.file_name
    return Task(path, entry.document_id, entry.file_name)


def _store(warehouse: Warehouse, database: duckdb.DuckDBPyConnection, result: Result) -> ledger.Outcome | None:
    task = result.task
    if result.reading is None:
        assert result.error is not None
        if _has_changed(task, result.error.reason):
            return None
        staging.remove(database, task.document_id)
        return ledger.Outcome(task.document_id, result.error.reason, result.error.detail)
    if not warehouse.folder.archive(task.document_id, task.path):
        return None
    crash_point("archived")
    staging.load(database, result.reading)
    crash_point("staged")
    return ledger.Outcome(task.document_id)


def _has_changed(task: Task, reason: Reason) -> bool:
    """Whether the file no longer holds the document's bytes, so that the error is not about the document."""
    if reason.is_unopened:
        return False
    try:
        return sha256(task.path) != task.document_id
    except OSError:
        return False


def _progress(result: Result) -> str:
    if result.reading is None:
        assert result.error is not None
        return f"{result.task.file_name}: quarantined, {result.error.reason}: {result.error.detail}"
    document = result.reading.document
    share = "no numbers" if document.share_read is None else f"{document.share_read * 100:.1f} % of numbers read"
    return f"{result.task.file_name}: {document.pages} pages, {document.figures} figures, {share}"
