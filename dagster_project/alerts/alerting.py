"""Alerting: news of a publication, a failed run or a failed check is enqueued once, then delivered.

The only module that the rest of the program calls. A faulty channel or `alerts.yml` never makes it raise: what can't be
sent now is sent by the next run, and the log says why.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dagster_project.alerts import config, published, refusals, routes
from dagster_project.alerts.delivery import BUDGET_SECONDS, deliver
from dagster_project.alerts.messages import compose
from dagster_project.alerts.notices import (
    ACCEPTED,
    CHECK_FAILED,
    CHECKS,
    COVERAGE,
    FINDINGS,
    RUN_FAILED,
    RUNS,
    Notice,
    identity,
)
from dagster_project.alerts.texts import sentences, texts
from dagster_project.alerts.wording import one_line
from dagster_project.state import db as state
from dagster_project.state import outbox
from dagster_project.warehouse.folder import WarehouseFolder

# Parts that differ between failures of the same cause: numbers, hashes, ids of runs.
VARIABLE = re.compile(r"\b[0-9a-f]{6,}(?:-[0-9a-f]+)*\b|\d+")

# A release this young is left to the run that made it.
OWN_TIME_SECONDS = 60.0

logger = logging.getLogger("bokslut.alerts")


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check that failed in a run and is not among `quality.findings`. `found` says what it found."""

    asset: str
    name: str
    is_error: bool
    found: str


@dataclass(frozen=True, slots=True)
class Alerted:
    """The outcome of alerting: causes that are new and resolved, messages sent and waiting, and what went wrong."""

    new: int = 0
    resolved: int = 0
    sent: int = 0
    waiting: int = 0
    problems: tuple[str, ...] = field(default=())


def after_publication(
    folder: WarehouseFolder,
    raw: Path,
    failed_checks: Sequence[FailedCheck] | None = None,
    *,
    budget_seconds: float = BUDGET_SECONDS,
) -> Alerted:
    """Send the news of the current release; `failed_checks` are those of its run, None where not known."""
    try:
        settings = config.load(folder)
    except config.ConfigError as error:
        return _not_configured(folder, error)
    now = state.utc_now()
    release = folder.release()
    with state.connect(folder) as connection:
        known = {subject.subject_id for subject in outbox.of_source(connection, COVERAGE)}
    with folder.connect_published() as database:
        sources: dict[str, Sequence[Notice]] = {
            FINDINGS: published.findings(database, raw, folder, settings.evidence_url),
            COVERAGE: list(published.expected(database, known)),
            ACCEPTED: list(published.unmatched_accepted(database)),
            RUNS: [],
        }
    if failed_checks is not None:
        sources[CHECKS] = [_check(failed) for failed in failed_checks]
    new = resolved = 0
    with state.connect(folder) as connection, outbox.transaction(connection):
        # Out of date when a newer release came meanwhile: the run that made that one sends its alerts.
        if folder.release() == release:
            for source, notices in sources.items():
                # The removal of an unmatched line is not news.
                complete = source if source != ACCEPTED else None
                counts = _observe(connection, settings, notices, now, complete)
                new, resolved = new + counts[0], resolved + counts[1]
            outbox.note_status(connection, release, new, resolved, None)
    return _deliver(folder, settings, new, resolved, early=True, budget_seconds=budget_seconds)


def run_failed(folder: WarehouseFolder, job: str, reason: str) -> Alerted:
    """Notify the engineer that a run failed, once per cause until a run succeeds again."""
    try:
        settings = config.load(folder)
    except config.ConfigError as error:
        return _not_configured(folder, error)
    now = state.utc_now()
    cause = identity(RUN_FAILED, VARIABLE.sub("#", reason))
    notice = Notice(
        id=cause,
        source=RUNS,
        cause_id=cause,
        kind=RUN_FAILED,
        severity="error",
        title=texts("run_failed.title", job=job),
        detail=sentences("run_failed.detail", reason=reason),
    )
    with state.connect(folder) as connection, outbox.transaction(connection):
        new, _ = _observe(connection, settings, [notice], now)
    return _deliver(folder, settings, new, 0, early=True)


def _observe(
    connection: sqlite3.Connection,
    settings: config.Config,
    notices: Sequence[Notice],
    now: datetime,
    complete: str | None = None,
) -> tuple[int, int]:
    return outbox.observe(
        connection,
        [notice.subject() for notice in notices],
        routes.Routes(settings, now),
        compose,
        now,
        complete=complete,
        most_messages=settings.most_messages,
    )


def catch_up(folder: WarehouseFolder, raw: Path, *, budget_seconds: float = BUDGET_SECONDS) -> Alerted | None:
    """Alert of a release whose run did not, and send what is due; None when there is nothing to do.

    With nothing to do it costs two reads of `state.sqlite`.
    """
    release = folder.release()
    if release is None:
        return None
    with state.connect(folder) as connection:
        status = outbox.status(connection)
        is_due = outbox.is_due(connection, state.utc_now())
    if status.release != release and time.time() - folder.current.lstat().st_mtime > OWN_TIME_SECONDS:
        return after_publication(folder, raw, budget_seconds=budget_seconds)
    if not is_due:
        return None
    try:
        settings = config.load(folder)
    except config.ConfigError as error:
        return _not_configured(folder, error)
    return _deliver(folder, settings, 0, 0, budget_seconds=budget_seconds)


def _check(failed: FailedCheck) -> Notice:
    cause = identity(CHECK_FAILED, failed.asset, failed.name)
    return Notice(
        id=cause,
        source=CHECKS,
        cause_id=cause,
        kind=CHECK_FAILED,
        severity="error" if failed.is_error else "info",
        title=texts("check_failed.title", check=failed.name, asset=failed.asset),
        detail=sentences("check_failed.detail", found=failed.found),
    )


def _not_configured(folder: WarehouseFolder, error: config.ConfigError) -> Alerted:
    """Record the problem alone, so that everything is sent when the settings are fixed."""
    logger.error("alerts: %s Nothing was sent; it is sent when the settings are fixed.", error)
    with state.connect(folder) as connection, outbox.transaction(connection):
        outbox.note_status(connection, None, 0, 0, one_line(str(error)))
    with state.connect(folder) as connection:
        return Alerted(waiting=outbox.status(connection).waiting, problems=(str(error),))


def _deliver(
    folder: WarehouseFolder,
    settings: config.Config,
    new: int,
    resolved: int,
    *,
    early: bool = False,
    budget_seconds: float = BUDGET_SECONDS,
) -> Alerted:
    """Send what is due, and then the news of what was refused for good."""
    deadline = time.monotonic() + budget_seconds
    delivery = deliver(folder, settings, early=early, budget_seconds=budget_seconds)
    sent, problems = delivery.sent, delivery.problems
    now = state.utc_now()
    with state.connect(folder) as connection, outbox.transaction(connection):
        notices = refusals.notices(connection, delivery.done)
        _observe(connection, settings, notices, now)
    if notices:
        about_refusals = deliver(folder, settings, budget_seconds=max(1.0, deadline - time.monotonic()))
        sent += about_refusals.sent
        problems |= about_refusals.problems
    told = tuple(f"channel {channel}: {why}" for channel, why in problems.items())
    with state.connect(folder) as connection:
        with outbox.transaction(connection):
            outbox.note_sent(connection, sent, "; ".join(told) or None)
        waiting = outbox.status(connection).waiting
    return Alerted(new, resolved, sent, waiting, told)
