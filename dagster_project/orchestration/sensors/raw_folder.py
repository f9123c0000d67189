"""Sensor `raw_folder`: asks for one run when what is published was not made from what lies in `raw/`.

Level-triggered: it compares inputs, not events, so a lost tick or a killed run is simply made up for. Its cursor holds
only what it needs to compare two looks: without it a run comes one look later.
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

from dagster_project.reading.pool import reading_version
from dagster_project.state import db as state
from dagster_project.state import ledger
from dagster_project.warehouse import dbt as models
from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder
from dagster_project.warehouse.raw_folder import Seen, is_away, look, signature
from dagster_project.warehouse.remedies import remedy

# Dagster's daemon looks every fifth second; at an interval of just that long each second look would come too soon.
INTERVAL_SECONDS = 4
# A file that never comes to rest must not hold back the others; what it held when it was read is told by its bytes.
MOST_SETTLING_SECONDS = 600
# After that long a run without a process that holds the warehouse is dead; a slow machine needs a minute to start one.
DEAD_AFTER_SECONDS = 90
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
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
    """What the last look saw: all files, since when they have not been at rest, since when a run has had no process.

    Times are this machine's, as seconds, and only compared with each other: those of a share may be anything.
    """

    files: str = ""
    unsettled_since: float | None = None
    orphaned: dict[str, float] = field(default_factory=dict)


def raw_folder_sensor(raw: Path, folder: WarehouseFolder, job_name: str) -> dg.SensorDefinition:
    """The sensor over one folder of reports and one warehouse."""

    @dg.sensor(
        name="raw_folder",
        job_name=job_name,
        minimum_interval_seconds=INTERVAL_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Compares the files in raw/ with the ledger and requests one run for the whole batch.",
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
            answer = dg.SkipReason(f"{error}. {remedy(str(error), folder.root) or ''}")
        context.update_cursor(json.dumps(asdict(cursor)))
        return answer

    return raw_folder


def _wait_for_runs(
    context: dg.SensorEvaluationContext, folder: WarehouseFolder, cursor: Cursor
) -> tuple[Cursor, dg.SkipReason | None]:
    """Why no run may be asked for now; reports as failed the runs whose process is gone."""
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
                "next run goes on from there.",
            )
            del orphaned[run.run_id]
    cursor = replace(cursor, orphaned=orphaned)
    return cursor, dg.SkipReason(f"a run is starting or ending: {', '.join(sorted(orphaned))}") if orphaned else None


def _compare(
    context: dg.SensorEvaluationContext, raw: Path, folder: WarehouseFolder, cursor: Cursor
) -> tuple[Cursor, dg.RunRequest | dg.SkipReason]:
    seen = look(raw)
    project = models.project_version()
    compared = signature(seen) + project[:16]
    with state.connect(folder) as connection:
        inputs, is_published = _inputs(connection, raw, folder, seen, project)
        away = is_away(len(seen), ledger.in_raw(connection))
        due = ledger.due(connection, state.utc_now())
    at_rest = compared == cursor.files
    now = time.time()
    since = None if at_rest else cursor.unsettled_since or now
    cursor = replace(cursor, files=compared, unsettled_since=since)
    if away:
        return cursor, dg.SkipReason(away)
    if is_published and not due:
        return cursor, dg.SkipReason(f"nothing new in {raw}")
    if since is not None and now - since < MOST_SETTLING_SECONDS:
        return cursor, dg.SkipReason("files are still being written: two looks must see the same")
    return cursor, _request(context.instance, inputs)


def _inputs(
    connection: sqlite3.Connection, raw: Path, folder: WarehouseFolder, seen: Sequence[Seen], project: str
) -> tuple[str, bool]:
    """What names the inputs, and whether what is published was made from them.

    What is new is not hashed: a share may need longer than a sensor has.
    """
    documents = ledger.known(connection)
    files = []
    for one in seen:
        document_id = documents.get(one.place)
        if document_id is None:
            document_id = f"new {one.unopened_id}" if one.can_be_read(raw) else one.unopened_id
        files.append(ledger.RawFile(one.file_name, document_id, one.size_bytes, one.modified_ns))
    inputs = state.inputs(folder, files, reading_version(), project)
    return inputs, state.is_published(connection, inputs)


def _request(instance: dg.DagsterInstance, inputs: str) -> dg.RunRequest | dg.SkipReason:
    """A run for these inputs; after failed ones only when a while has passed, longer each time, but never not at all.

    Counted by Dagster and not in our state: a run may die before it comes to write anything.
    """
    tags = {INPUTS_TAG: inputs[:16]}
    failed = instance.get_run_records(dg.RunsFilter(tags=tags, statuses=FAILED))
    if failed:
        wait = min(FIRST_WAIT * 4 ** min(len(failed) - 1, 9), LONGEST_WAIT)
        left = wait.total_seconds() - (time.time() - max(record.update_timestamp.timestamp() for record in failed))
        if left > 0:
            return dg.SkipReason(
                f"{len(failed)} runs failed on these files; the next is in {left:.0f} seconds. See the last one for "
                "why, or launch the job `ingest` by hand."
            )
    # Dagster starts one run a key, so that a request that it repeats is one run.
    return dg.RunRequest(run_key=f"{inputs[:16]}-{instance.get_runs_count(dg.RunsFilter(tags=tags))}", tags=tags)
