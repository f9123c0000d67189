"""Execute the job `ingest` in this process until nothing is left to read, and print what was published.

Exit code 0 when the pipeline did its work, whatever it found in the reports; 1 with the reason when it did not, and 130
when it was interrupted. Both failures say whether there is a new release nevertheless.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Dagster, dbt and DuckDB take seconds to import. They are imported where they are used, so that help is quick.
if TYPE_CHECKING:
    from dagster_project.state.outbox import Status
    from dagster_project.warehouse.folder import WarehouseFolder

OFFLINE = {
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class RereadRequest:
    """Unchanged reports to read again: by id or file name, all of a municipality, or none."""

    reports: Sequence[str] = ()
    municipality: str = ""

    def config(self) -> dict[str, Any]:
        """The configuration of the asset that reads them."""
        asked = {"reports": list(self.reports), "municipality": self.municipality}
        return {"reread": bool(self.reports or self.municipality), **asked}


def run(
    raw: Path, warehouse: Path, reread: RereadRequest | None = None, *, is_rebuild: bool = False, as_json: bool = False
) -> int:
    """Ingest `raw` into `warehouse` and print the summary, as a JSON document when asked for; the exit code."""
    import duckdb
    from sqlalchemy.exc import SQLAlchemyError

    from dagster_project.cli.folders import checked
    from dagster_project.cli.interruption import Interruption
    from dagster_project.cli.progress import logged
    from dagster_project.warehouse.dbt import ManifestMissing, ensure_manifest
    from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder
    from dagster_project.warehouse.hints import with_hint

    os.environ.update(OFFLINE)
    folder = WarehouseFolder(warehouse.resolve())
    release = folder.release()
    outcome: Status | str
    with Interruption() as interruption, logged():
        try:
            checked(raw, folder)
            folder.prepare()
            ensure_manifest()
            if is_rebuild:
                with folder.lock():
                    folder.remove_working_database()
            outcome = _ingest_all(raw.resolve(), folder, reread or RereadRequest())
        except KeyboardInterrupt:
            outcome = INTERRUPTED
        except (WarehouseError, ManifestMissing, OSError, sqlite3.Error, duckdb.Error, SQLAlchemyError) as error:
            outcome = str(error)
        interrupted = interruption.exit_code
        if isinstance(outcome, str) and interrupted is None:
            outcome = with_hint(outcome, folder.root)
            # A folder named by mistake does not become a warehouse.
            if folder.root.is_dir():
                _notify(folder, outcome)
    if not isinstance(outcome, str):
        _print(folder, outcome, _leftovers(raw), as_json=as_json)
        return 0
    _say_what_is_published(folder, release, outcome if interrupted is None else INTERRUPTED)
    return interrupted or 1


def ingest(raw: Path, folder: WarehouseFolder, reread: RereadRequest) -> str | None:
    """Execute the job `ingest` in this process; the reason when it failed. Raises KeyboardInterrupt."""
    os.environ["DAGSTER_HOME"] = str(folder.dagster_home)
    import dagster as dg

    from dagster_project.orchestration.definitions import definitions
    from dagster_project.orchestration.failures import failure_text

    job = definitions(raw, folder.root).resolve_job_def("ingest")
    with dg.DagsterInstance.get() as instance:
        try:
            result = job.execute_in_process(
                instance=instance,
                raise_on_error=False,
                run_config={
                    "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                    "ops": {"staging_tables": {"config": reread.config()}},
                },
            )
        except dg.DagsterExecutionInterruptedError as error:
            raise KeyboardInterrupt from error
        return None if result.success else failure_text(result.all_events)


def _ingest_all(raw: Path, folder: WarehouseFolder, reread: RereadRequest) -> Status | str:
    """Run while each run leaves less to read than the one before; the alerts of all, or why a run failed."""
    before: int | None = None
    sent: Status | None = None
    while (failure := ingest(raw, folder, reread)) is None:
        left, alerts = _outcome(folder)
        sent = alerts.after(sent) if sent else alerts
        if left == 0 or (before is not None and left >= before):
            return sent
        before, reread = left, RereadRequest()
    return failure


def _outcome(folder: WarehouseFolder) -> tuple[int, Status]:
    """How many files a run left to read, and the alerts it sent."""
    from dagster_project.reading.pool import reading_version
    from dagster_project.state import db as state
    from dagster_project.state import ledger, outbox

    with state.connect(folder) as connection:
        return ledger.left_to_read(connection, reading_version()), outbox.status(connection)


def _leftovers(raw: Path) -> Sequence[str] | None:
    """The files that the run passed over; None, said on the console, where `raw` is gone by now."""
    from dagster_project.cli.screen import say
    from dagster_project.warehouse.folder import WarehouseError
    from dagster_project.warehouse.raw_folder import passed_over

    try:
        return passed_over(raw)
    except (WarehouseError, OSError) as error:
        say(f"Published, but the files that were passed over can't be listed: {error}")
        return None


def _print(folder: WarehouseFolder, alerts: Status, leftovers: Sequence[str] | None, *, as_json: bool) -> None:
    from dagster_project.cli import data
    from dagster_project.cli.published import as_document, published
    from dagster_project.cli.screen import printable, show
    from dagster_project.cli.summary import alerts_line, leftovers_line, summary

    contents = published(folder)
    if as_json:
        print(data.as_json(as_document(contents, alerts, leftovers)))
        return
    show(summary(contents))
    if leftovers:
        print(leftovers_line(leftovers))
    print(printable(f"{alerts_line(alerts)}\nPublished in {folder.database}"))


def _say_what_is_published(folder: WarehouseFolder, before: str | None, failure: str) -> None:
    from dagster_project.cli.screen import say

    if folder.release() != before:
        say(f"Published in {folder.database}, but what comes after that failed: {failure}")
        return
    last = f"The last release in {folder.database} is unchanged." if before else "There is no release yet."
    say(f"Nothing was published: {failure}\n{last}")


def _notify(folder: WarehouseFolder, reason: str) -> None:
    """Send an alert about a failure; where it can't be stored, say so on the console."""
    from dagster_project.alerts.alerting import run_failed
    from dagster_project.cli.screen import say

    try:
        run_failed(folder, "ingest", reason)
    except (OSError, sqlite3.Error) as error:
        say(f"No alert about it could be sent: {error}")
