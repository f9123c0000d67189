"""Sensors of alerts: one reports failed runs, the other sends messages that wait in the outbox.

They request no runs. What is reported, and to whom, is decided in `dagster_project/alerts`.
"""

from pathlib import Path

import dagster as dg

from dagster_project.alerts import alerting
from dagster_project.orchestration.assets.reports import QUARANTINE_TAG
from dagster_project.orchestration.failures import failure_text
from dagster_project.warehouse.folder import WarehouseFolder
from dagster_project.warehouse.hints import with_hint

# Well within the minute that Dagster gives a sensor.
BUDGET_SECONDS = 15.0


def run_failures_sensor(folder: WarehouseFolder) -> dg.SensorDefinition:
    """The sensor that reports every failed run to the engineer's route, however the run was started."""

    @dg.run_failure_sensor(
        name="run_failures",
        minimum_interval_seconds=5,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Reports a failed run to the engineer's route, once per cause.",
    )
    def run_failures(context: dg.RunFailureSensorContext) -> dg.SkipReason:
        run = context.dagster_run
        if QUARANTINE_TAG in run.tags:
            return dg.SkipReason(f"run {run.run_id} shows a file in quarantine, which has an alert of its own")
        records = context.instance.all_logs(run.run_id)
        events = [record.dagster_event for record in records if record.dagster_event is not None]
        reason = with_hint(failure_text(events) or context.failure_event.message or "", folder.root)
        alerted = alerting.run_failed(folder, run.job_name, reason)
        return dg.SkipReason(f"run {run.run_id} failed: {_described(alerted)}")

    return run_failures


def outbox_sensor(raw: Path, folder: WarehouseFolder) -> dg.SensorDefinition:
    """The sensor that sends messages whose next attempt or digest is due, and alerts that a killed run left unsent."""

    @dg.sensor(
        name="alert_outbox",
        minimum_interval_seconds=15,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Sends alerts that wait in the outbox once they are due.",
    )
    def alert_outbox(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        alerted = alerting.catch_up(folder, raw, budget_seconds=BUDGET_SECONDS)
        return dg.SkipReason("nothing to send" if alerted is None else _described(alerted))

    return alert_outbox


def _described(alerted: alerting.Alerted) -> str:
    return "; ".join([f"{alerted.sent} messages sent, {alerted.waiting} waiting", *alerted.problems])
