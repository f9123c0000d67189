"""The command behind `make run`, `make reread`, `make rebuild`: execute the job `ingest`, print what was published.

Only the command line is known here. Exit code 0 when the pipeline did its work, whatever it found in the reports; 1
with the reason when it did not, and whether there is a new release all the same.
"""

from __future__ import annotations

import argparse
import logging
import os
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Dagster is imported inside functions: worker processes import this module too, and need only the reading library.
if TYPE_CHECKING:
    from dagster_project.state.outbox import Status
    from dagster_project.warehouse.folder import WarehouseFolder

OFFLINE = {
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line and run; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dagster_project.run", description="Read reports into a warehouse.")
    parser.add_argument("--raw", type=Path, default=Path(os.environ.get("BOKSLUT_RAW", "raw")))
    parser.add_argument("--warehouse", type=Path, default=Path(os.environ.get("BOKSLUT_WAREHOUSE", "warehouse")))
    parser.add_argument("--reread", action="append", metavar="REPORT", default=[], help="an id or a file name")
    parser.add_argument("--reread-municipality", metavar="NAME", default="")
    parser.add_argument("--rebuild", action="store_true", help="read everything anew, from raw and archive")
    options = parser.parse_args(arguments)
    os.environ.update(OFFLINE)
    again = Again(options.reread, options.reread_municipality)
    return run(options.raw, options.warehouse, again, is_rebuild=options.rebuild)


@dataclass(frozen=True, slots=True)
class Again:
    """What to read although nothing about it is new: reports by id or file name, all of a municipality, or nothing."""

    reports: Sequence[str] = ()
    municipality: str = ""

    def config(self) -> dict[str, Any]:
        """The job configuration that asks for it; nothing is left for a later run."""
        asked = {"reports": list(self.reports), "municipality": self.municipality}
        return {"reread": bool(self.reports or self.municipality), **asked}


def run(raw: Path, warehouse: Path, again: Again | None = None, *, is_rebuild: bool = False) -> int:
    """Ingest `raw` into `warehouse` until nothing is left to read, and print the summary; the exit code."""
    import duckdb
    from sqlalchemy.exc import SQLAlchemyError

    from dagster_project.summary import summary, told_alerts
    from dagster_project.warehouse.dbt import ManifestMissing
    from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder
    from dagster_project.warehouse.hints import with_hint

    folder = WarehouseFolder(warehouse.resolve())
    release = folder.release()
    try:
        if not raw.is_dir():
            raise WarehouseError(f"There is no folder {raw} to read reports from.")
        folder.prepare()
        if is_rebuild:
            with folder.lock():
                folder.forget_working_database()
        outcome = _ingest_all(raw.resolve(), folder, again or Again())
        if not isinstance(outcome, str):
            print(f"{summary(folder)}\n\n{told_alerts(outcome)}\nPublished in {folder.database}")
            return 0
        failure = outcome
    except (WarehouseError, ManifestMissing, OSError, sqlite3.Error, duckdb.Error, SQLAlchemyError) as error:
        failure = str(error)
    failure = with_hint(failure, folder.root)
    _tell(folder, failure)
    if folder.release() != release:
        print(f"Published in {folder.database}, but what comes after that failed: {failure}", file=sys.stderr)
        return 1
    last = f"The last release in {folder.database} stands." if release else "There is no release yet."
    print(f"Nothing was published: {failure}\n{last}", file=sys.stderr)
    return 1


def _ingest_all(raw: Path, folder: WarehouseFolder, again: Again) -> Status | str:
    """Runs, as long as each leaves less to read than the one before; what all told, or the reason when one failed."""
    before: int | None = None
    told: Status | None = None
    while (failure := ingest(raw, folder, again)) is None:
        left, alerts = _outcome(folder)
        told = alerts.after(told) if told else alerts
        if left == 0 or (before is not None and left >= before):
            return told
        before, again = left, Again()
    return failure


def _outcome(folder: WarehouseFolder) -> tuple[int, Status]:
    """How many files a run left to read, and the alerts it told."""
    from dagster_project.reading.pool import reading_version
    from dagster_project.state import db as state
    from dagster_project.state import ledger, outbox

    with state.connect(folder) as connection:
        return ledger.left_to_read(connection, reading_version()), outbox.status(connection)


def ingest(raw: Path, folder: WarehouseFolder, again: Again) -> str | None:
    """Execute the job `ingest` in this process; the reason when it failed."""
    os.environ["DAGSTER_HOME"] = str(folder.dagster_home)
    _quiet_logs()
    import dagster as dg

    from dagster_project.orchestration.definitions import definitions
    from dagster_project.orchestration.failures import failure_text

    job = definitions(raw, folder.root).resolve_job_def("ingest")
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                "ops": {"staging_tables": {"config": again.config()}},
            },
        )
        return None if result.success else failure_text(result.all_events)


def _tell(folder: WarehouseFolder, reason: str) -> None:
    """Alert of a failure; where not even its note can be written, the console is all there is."""
    from dagster_project.alerts.alerting import run_failed

    try:
        run_failed(folder, "ingest", reason)
    except (OSError, sqlite3.Error) as error:
        print(f"No alert of it could be sent: {error}", file=sys.stderr)


def _quiet_logs() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("bokslut")
    logger.setLevel(logging.INFO)
    logger.handlers = [handler]


if __name__ == "__main__":
    sys.exit(main())
