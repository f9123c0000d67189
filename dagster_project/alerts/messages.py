"""A message: the news of one report (or of our own side, or a digest) for one channel, grouped by cause, worst first.

It is kept in the outbox as JSON without wording, so that language and layout are those of the time it is sent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dagster_project.alerts.notices import Notice, notice
from dagster_project.state.outbox import Outgoing, Told

NEW = "open"
REOPENED = "reopened"
RESOLVED = "resolved"
EVENTS = (NEW, REOPENED, RESOLVED)


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing to look at: the worst of its notices first. `event` is open, reopened or resolved."""

    event: str
    notices: tuple[Notice, ...]

    @property
    def lead(self) -> Notice:
        """The notice that is told of; the others follow from the same."""
        return self.notices[0]


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent to one channel; `id` is stable, `created_at` in UTC as ISO 8601, `group` what it is all about."""

    id: str
    group: str
    created_at: str
    is_digest: bool
    causes: tuple[Cause, ...]

    def of(self, *events: str) -> list[Cause]:
        """The causes of some events."""
        return [cause for cause in self.causes if cause.event in events]

    @property
    def kinds(self) -> set[str]:
        """The kinds of notices in it."""
        return {told.kind for cause in self.causes for told in cause.notices}


def compose(group: str, is_digest: bool, told: Sequence[Told]) -> str:
    """The content of a message, as the outbox keeps it."""
    causes: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for line in told:
        event = RESOLVED if line.event == "resolved" else REOPENED if line.subject.opened > 1 else NEW
        causes.setdefault((event, line.subject.cause_id), []).append(json.loads(line.subject.content))
    in_order = [(event, sorted(notices, key=_order)) for (event, _), notices in causes.items()]
    in_order.sort(key=lambda cause: (EVENTS.index(cause[0]), *_order(cause[1][0])))
    listed = [{"event": event, "notices": notices} for event, notices in in_order]
    return json.dumps({"group": group, "is_digest": is_digest, "causes": listed}, ensure_ascii=False)


def _order(content: dict[str, Any]) -> tuple[int, str]:
    return content["rank"], content["id"]


def message(outgoing: Outgoing) -> Message:
    """The message that the outbox hands out."""
    content = json.loads(outgoing.content)
    causes = [
        Cause(listed["event"], tuple(notice(json.dumps(told)) for told in listed["notices"]))
        for listed in content["causes"]
    ]
    return Message(
        id=outgoing.message_id,
        group=content["group"] or "digest",
        created_at=f"{outgoing.created_at.isoformat()}Z",
        is_digest=content["is_digest"],
        causes=tuple(causes),
    )
