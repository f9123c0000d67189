"""Sensor `raw_folder`: requests one run when the publication was not made from the present inputs.

The inputs are the files in `raw/`, the curated CSV files, the reading library and the dbt project. The sensor is
level-triggered: it compares states, not events, so that a lost tick or a killed run loses nothing. Its cursor only
serves the comparison with the previous scan; without it a run is requested one scan later.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import dagster as dg

from dagster_project.reading.pool import installed_reading_version
from dagster_project.state import builds, ledger
from dagster_project.state import db as state
from dagster_project.warehouse import dbt as models
from dagster_project.warehouse.backoff import Backoff
from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder
from dagster_project.warehouse.hints import hint
from dagster_project.warehouse.raw_folder import ListedFile, absence, listing, signature

# Dagster's daemon evaluates sensors every five seconds; an interval of five would skip every second time.
INTERVAL_SECONDS = 4
# A file that is written to for ever must not hold back the others; its hash shows which state of it was read.
MOST_SETTLING_SECONDS = 600
# After this time, a run whose process does not hold the lock is dead; a slow machine needs a minute to start.
DEAD_AFTER_SECONDS = 90
RETRY = Backoff(first=timedelta(seconds=30), factor=4, longest=timedelta(hours=1))
INPUTS_TAG = "bokslut/inputs"
IN_FLIGHT = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
FAILED = [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last scan: the signature of the inputs, since when it has been changing, and runs without a process.

    Times are seconds since 1970 of this machine's clock, and are compared only with each other.
    """

    files: str = ""
    unsettled_since: float | None = None
    orphaned: dict[str, float] = field(default_factory=dict)


def raw_folder_sensor(raw: Path, folder: WarehouseFolder, job_name: str) -> dg.SensorDefinition:
    """The sensor over one folder of reports and one warehouse, which requests runs of the job."""

    @dg.sensor(
        name="raw_folder",
        job_name=job_name,
        minimum_interval_seconds=INTERVAL_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Compares the files in raw/, the curated CSV files and the dbt project with what is published, and "
        "requests one run for everything that is new.",
    )
    def raw_folder(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        cursor = Cursor(**json.loads(context.cursor)) if context.cursor else Cursor()
        answer: dg.RunRequest | dg.SkipReason | None
        try:
            cursor, answer = _wait_for_runs(context, folder, cursor)
            if answer is None:
                cursor, answer = _compare(context, raw, folder, cursor)
        except WarehouseError as error:
            answer = dg.SkipReason(str(error))
        except (OSError, sqlite3.Error) as error:
            answer = dg.SkipReason(f"{error}. {hint(str(error), folder.root) or ''}")
        context.update_cursor(json.dumps(asdict(cursor)))
        return answer

    return raw_folder


def _wait_for_runs(
    context: dg.SensorEvaluationContext, folder: WarehouseFolder, cursor: Cursor
) -> tuple[Cursor, dg.SkipReason | None]:
    """Why no run may be requested now, or None; runs whose process is gone are reported as failed."""
    if folder.is_locked():
        return replace(cursor, orphaned={}), dg.SkipReason(f"a run is in progress{folder.lock_holder()}")
    now = time.time()
    runs = context.instance.get_runs(dg.RunsFilter(statuses=IN_FLIGHT))
    orphaned = {run.run_id: cursor.orphaned.get(run.run_id, now) for run in runs}
    for run in runs:
        if now - orphaned[run.run_id] >= DEAD_AFTER_SECONDS:
            context.instance.report_run_failed(
                run,
                "The process of this run is gone: it was killed, or the machine stopped. What it had read is kept; the "
                "next run continues from there.",
            )
            del orphaned[run.run_id]
    cursor = replace(cursor, orphaned=orphaned)
    return cursor, dg.SkipReason(f"a run is starting or ending: {', '.join(sorted(orphaned))}") if orphaned else None


def _compare(
    context: dg.SensorEvaluationContext, raw: Path, folder: WarehouseFolder, cursor: Cursor
) -> tuple[Cursor, dg.RunRequest | dg.SkipReason]:
    listed = listing(raw)
    versions = installed_reading_version(), models.project_version()
    with state.connect(folder) as connection:
        inputs = _inputs(connection, raw, folder, listed, versions)
        is_published = builds.is_published(connection, inputs)
        absent = absence(len(listed), ledger.in_raw(connection))
        due = ledger.due(connection, state.utc_now())
    scanned = " ".join([signature(listed), *versions])
    now = time.time()
    since = None if scanned == cursor.files else cursor.unsettled_since or now
    cursor = replace(cursor, files=scanned, unsettled_since=since)
    if absent:
        return cursor, dg.SkipReason(absent)
    if is_published and not due:
        return cursor, dg.SkipReason(f"nothing new in {raw}")
    if since is not None and now - since < MOST_SETTLING_SECONDS:
        return cursor, dg.SkipReason("files are still being written: two scans must be equal")
    return cursor, _request(context.instance, inputs)


def _inputs(
    connection: sqlite3.Connection,
    raw: Path,
    folder: WarehouseFolder,
    listed: Sequence[ListedFile],
    versions: tuple[str, str],
) -> str:
    """The hash of the present inputs. New files are not hashed: on a share that may take longer than a sensor has."""
    documents = ledger.known(connection)
    files = []
    for file in listed:
        document_id = documents.get(file.stamp)
        if document_id is None:
            document_id = f"new {file.unopened_id}" if file.can_be_read(raw) else file.unopened_id
        files.append(ledger.RawFile(file.file_name, document_id, file.size_bytes, file.modified_ns))
    return builds.inputs(folder, files, *versions)


def _request(instance: dg.DagsterInstance, inputs: str) -> dg.RunRequest | dg.SkipReason:
    """A run for these inputs; after each failed run only after a longer wait, but never given up.

    Failures are counted by Dagster and not in the state: a run may die before it writes anything.
    """
    tags = {INPUTS_TAG: inputs[:16]}
    failed = instance.get_run_records(dg.RunsFilter(tags=tags, statuses=FAILED))
    if failed:
        wait = RETRY.wait(len(failed)).total_seconds()
        left = wait - (time.time() - max(record.update_timestamp.timestamp() for record in failed))
        if left > 0:
            return dg.SkipReason(
                f"{len(failed)} runs failed on these files; the next is in {left:.0f} seconds. See the last one for "
                "why, or launch the job `ingest` by hand."
            )
    # Dagster starts one run per key, so that a repeated request is one run.
    return dg.RunRequest(run_key=f"{inputs[:16]}-{instance.get_runs_count(dg.RunsFilter(tags=tags))}", tags=tags)
