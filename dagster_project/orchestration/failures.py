"""Why a run failed: the error text of the step that failed, without Dagster's wrappers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dagster as dg


def failure_text(events: Iterable[dg.DagsterEvent]) -> str:
    """The error texts of the failed steps, or of the run when no step had begun, and the failed blocking checks."""
    texts = []
    checks = []
    for event in events:
        if event.is_step_failure:
            failure = event.step_failure_data.user_failure_data
            described = failure.description if failure else None
            texts.append(f"step {event.step_key}: {described or _own_error(event.step_failure_data.error)}")
        elif event.is_failure and event.is_job_event and not texts:
            texts.append(_own_error(event.job_failure_data.error) or event.message or "the run failed")
        elif event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            if not check.passed and check.blocking:
                found = {key: entry.value for key, entry in check.metadata.items()}
                checks.append(f"check {check.check_name} on {check.asset_key.to_user_string()}: {found}")
    return "\n".join([*texts, *checks])


def _own_error(error: Any) -> str:
    """The text of the first error in the chain of causes that Dagster has not wrapped around another."""
    if error is None:
        return ""
    while error.cause is not None and error.cls_name.startswith("Dagster"):
        error = error.cause
    return str(error.message).strip()
