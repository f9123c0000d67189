"""A message as JSON for programs: what webhooks receive and `alerts.jsonl` holds. Documented in `docs/alerts.md`."""

from __future__ import annotations

from typing import Any

from dagster_project.alerts.messages import Cause, Message
from dagster_project.alerts.notices import PLACE, REPORT, Notice
from dagster_project.alerts.wording import subject


def payload(message: Message, language: str) -> dict[str, Any]:
    """The message under stable names; only `subject`, `title` and `detail` depend on the language."""
    return {
        "id": message.id,
        "type": "bokslut.digest" if message.is_digest else "bokslut.alert",
        "timestamp": message.created_at,
        "data": {
            "subject": subject(message, language),
            "causes": [_cause(cause, language) for cause in message.causes],
        },
    }


def _cause(cause: Cause, language: str) -> dict[str, Any]:
    lead = cause.lead
    return {
        "event": cause.event,
        "cause_id": lead.cause_id,
        "severity": lead.severity,
        "kind": lead.kind,
        "report": {name: getattr(lead, name) for name in REPORT},
        "findings": [_finding(notice, language) for notice in cause.notices],
    }


def _finding(notice: Notice, language: str) -> dict[str, Any]:
    return {
        "id": notice.id,
        "short_id": notice.short_id,
        "kind": notice.kind,
        "title": notice.title[language],
        "detail": notice.detail_in(language),
        "quote": notice.quote,
        **{name: getattr(notice, name) for name in PLACE},
        "unit": notice.unit,
        "rounding": notice.rounding,
        "believed": notice.believed,
        "resolution": notice.resolution,
        "evidence": notice.evidence,
    }
