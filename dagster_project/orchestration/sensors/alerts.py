"""Sensors of alerts: a run that failed is told of, and what could not be delivered is sent when its time has come.

They request no runs. What is told, and to whom, stands in `dagster_project/alerts`.
"""

from pathlib import Path

import dagster as dg

from dagster_project.alerts import alerting
from dagster_project.orchestration.failures import failure_text
from dagster_project.warehouse.folder import WarehouseFolder
from dagster_project.warehouse.remedies import with_remedy

# Well within the minute that Dagster gives a sensor.
BUDGET_SECONDS = 15.0


def run_failures_sensor(folder: WarehouseFolder) -> dg.SensorDefinition:
    """Tells the engineer's route of every run that failed, however it was started."""

    @dg.run_failure_sensor(
        name="run_failures",
        minimum_interval_seconds=5,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells the engineer's route of a failed run, once a cause.",
    )
    def run_failures(context: dg.RunFailureSensorContext) -> dg.SkipReason:
        run = context.dagster_run
        records = context.instance.all_logs(run.run_id)
        events = [record.dagster_event for record in records if record.dagster_event is not None]
        reason = with_remedy(failure_text(events) or context.failure_event.message or "", folder.root)
        alerted = alerting.run_failed(folder, run.job_name, reason)
        return dg.SkipReason(f"run {run.run_id} failed: {_told(alerted)}")

    return run_failures


def outbox_sensor(raw: Path, folder: WarehouseFolder) -> dg.SensorDefinition:
    """Sends what waits for its next attempt or its digest, and what a killed run did not come to tell."""

    @dg.sensor(
        name="alert_outbox",
        minimum_interval_seconds=15,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Sends alerts that wait in the outbox when their time has come.",
    )
    def alert_outbox(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        alerted = alerting.catch_up(folder, raw, budget_seconds=BUDGET_SECONDS)
        return dg.SkipReason("nothing to send" if alerted is None else _told(alerted))

    return alert_outbox


def _told(alerted: alerting.Alerted) -> str:
    return "; ".join([f"{alerted.sent} messages sent, {alerted.waiting} waiting", *alerted.problems])
