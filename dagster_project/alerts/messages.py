"""A message: the news of one report, of reading and operation, or of a digest, for one channel; by cause, worst first.

The outbox stores it as JSON, with notices in every language: language and layout are chosen when it is sent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dagster_project.alerts.notices import Notice, from_content
from dagster_project.state import outbox
from dagster_project.state.outbox import Outgoing, Subject

NEW = outbox.OPEN
REOPENED = "reopened"
RESOLVED = outbox.RESOLVED
EVENTS = (NEW, REOPENED, RESOLVED)


@dataclass(frozen=True, slots=True)
class Cause:
    """The notices of one cause, worst first, and the event: open, reopened or resolved."""

    event: str
    notices: tuple[Notice, ...]

    @property
    def lead(self) -> Notice:
        """The notice that is shown in full; the others follow from the same cause."""
        return self.notices[0]


@dataclass(frozen=True, slots=True)
class Message:
    """What one channel is sent. `id` is stable, `created_at` in UTC as ISO 8601; `group` is a report or a source."""

    id: str
    group: str
    created_at: str
    is_digest: bool
    causes: tuple[Cause, ...]

    def of(self, *events: str) -> list[Cause]:
        """The causes with one of these events."""
        return [cause for cause in self.causes if cause.event in events]

    def is_about(self, source: str) -> bool:
        """Whether all notices of the message are of that source."""
        return all(notice.source == source for cause in self.causes for notice in cause.notices)

    @property
    def kinds(self) -> set[str]:
        """Every kind that occurs among the notices of the message."""
        return {notice.kind for cause in self.causes for notice in cause.notices}


def compose(group: str, is_digest: bool, subjects: Sequence[Subject]) -> str:
    """The content of a message, as the outbox stores it."""
    causes: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for subject in subjects:
        event = REOPENED if subject.state == NEW and subject.opened > 1 else subject.state
        causes.setdefault((event, subject.cause_id), []).append(json.loads(subject.content))
    in_order = [(event, sorted(notices, key=_order)) for (event, _cause_id), notices in causes.items()]
    in_order.sort(key=lambda cause: (EVENTS.index(cause[0]), *_order(cause[1][0])))
    listed = [{"event": event, "notices": notices} for event, notices in in_order]
    return json.dumps({"group": group, "is_digest": is_digest, "causes": listed}, ensure_ascii=False)


def _order(notice: dict[str, Any]) -> tuple[int, str]:
    return notice["rank"], notice["id"]


def parse(outgoing: Outgoing) -> Message:
    """The message that the outbox hands out."""
    content = json.loads(outgoing.content)
    return Message(
        id=outgoing.message_id,
        group=content["group"] or "digest",
        created_at=f"{outgoing.created_at.isoformat()}Z",
        is_digest=content["is_digest"],
        causes=tuple(Cause(cause["event"], tuple(map(from_content, cause["notices"]))) for cause in content["causes"]),
    )
