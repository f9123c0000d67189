"""The command behind `make run`: execute the ingest job in this process, then print what was published.

Only the command line is known here. Exit code 0 when the pipeline did its work, whatever it found in the reports; 1
with the reason when it did not, and then nothing was published.
"""

from __future__ import annotations

import argparse
import logging
import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Dagster is imported inside functions: worker processes import this module too, and need only the reading library.
if TYPE_CHECKING:
    import dagster as dg

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
    options = parser.parse_args(arguments)
    os.environ.update(OFFLINE)
    return run(options.raw, options.warehouse)


def run(raw: Path, warehouse: Path) -> int:
    """Ingest `raw` into `warehouse` and print the summary; the exit code."""
    import duckdb
    from sqlalchemy.exc import SQLAlchemyError

    from dagster_project.summary import summary
    from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder
    from dagster_project.warehouse.models import ManifestMissing
    from dagster_project.warehouse.remedies import remedy

    folder = WarehouseFolder(warehouse.resolve())
    try:
        if not raw.is_dir():
            raise WarehouseError(f"There is no folder {raw} to read reports from.")
        folder.prepare()
        failure = ingest(raw.resolve(), folder)
        if failure is None:
            print(summary(folder))
            return 0
    except (WarehouseError, ManifestMissing, OSError, sqlite3.Error, duckdb.Error, SQLAlchemyError) as error:
        failure = str(error)
    if told := remedy(failure, folder.root):
        failure = f"{failure}\n{told}"
    last = f"The last release in {folder.database} stands." if folder.database.exists() else "There is no release yet."
    print(f"Nothing was published: {failure}\n{last}", file=sys.stderr)
    return 1


def ingest(raw: Path, folder: WarehouseFolder) -> str | None:
    """Execute the job `ingest` in this process; the reason when it failed."""
    os.environ["DAGSTER_HOME"] = str(folder.dagster_home)
    _quiet_logs()
    import dagster as dg

    from dagster_project.definitions import definitions

    job = definitions(raw, folder.root).resolve_job_def("ingest")
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
        return None if result.success else _failure(result)


def _quiet_logs() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("bokslut")
    logger.setLevel(logging.INFO)
    logger.handlers = [handler]


def _failure(result: dg.ExecuteInProcessResult) -> str:
    """The text of the error of every step that failed, or of the run when it never came to a step."""
    texts = []
    for event in result.all_events:
        if event.is_step_failure:
            told = event.step_failure_data.user_failure_data
            described = told.description if told else None
            texts.append(f"step {event.step_key}: {described or _own_error(event.step_failure_data.error)}")
        elif event.is_failure and event.is_job_event and not texts:
            texts.append(_own_error(event.job_failure_data.error) or event.message or "the run failed")
    for evaluation in result.get_asset_check_evaluations():
        if not evaluation.passed and evaluation.blocking:
            found = {key: value.value for key, value in evaluation.metadata.items()}
            texts.append(f"check {evaluation.check_name} on {evaluation.asset_key.to_user_string()}: {found}")
    return "\n".join(texts)


def _own_error(error: Any) -> str:
    """The text of the first error in a chain of causes that is not one of Dagster's wrappers."""
    if error is None:
        return ""
    while error.cause is not None and error.cls_name.startswith("Dagster"):
        error = error.cause
    return str(error.message).strip()


if __name__ == "__main__":
    sys.exit(main())
