"""Which channels are notified, and whether at once or in a digest. Does not know what is sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dagster_project.alerts.config import Config, Route
from dagster_project.alerts.notices import INTERNAL, Notice, from_content
from dagster_project.state.outbox import Subject


class Routes:
    """The routes of the settings as the outbox asks for them, at one point in time."""

    def __init__(self, config: Config, now: datetime) -> None:
        self._config = config
        self._next_digest = next_digest(config, now)

    def channels(self, subject: Subject) -> Sequence[str]:
        """The channels to notify of a subject."""
        return channels(self._config, from_content(json.loads(subject.content)))

    def digest_at(self, subject: Subject) -> datetime | None:
        """The next digest for information; None, at once, for all else."""
        return self._next_digest if subject.severity == "info" else None


def channels(config: Config, notice: Notice) -> list[str]:
    """The channels of a notice, each once: all routes that fit, and the engineer's for errors and own kinds."""
    found = [channel for route in config.routes if _fits(route, notice) for channel in route.channels]
    if notice.severity == "error" or notice.kind in INTERNAL:
        found += config.engineer
    return list(dict.fromkeys(found))


def _fits(route: Route, notice: Notice) -> bool:
    if notice.severity not in route.severity:
        return False
    if route.kind is None and notice.kind in INTERNAL and notice.severity != "error":
        return False
    return (
        (route.kind is None or notice.kind in route.kind)
        and _is_among(route.municipality, notice.municipality, notice.municipality_code)
        and _is_among(route.board, notice.board, notice.organization_id)
    )


def _is_among(wanted: Sequence[str] | None, *names: str | None) -> bool:
    if wanted is None:
        return True
    known = {name.casefold() for name in names if name is not None}
    return any(name.casefold() in known for name in wanted)


def next_digest(config: Config, now: datetime) -> datetime:
    """When the digest of what is found `now` is sent. Both times are in UTC without a zone."""
    if config.digest == "run":
        return now
    zone = ZoneInfo(config.timezone)
    local = now.replace(tzinfo=UTC).astimezone(zone)
    at = datetime.combine(local.date(), config.digest_time, zone)
    if at <= local:
        at = datetime.combine(local.date() + timedelta(days=1), config.digest_time, zone)
    return at.astimezone(UTC).replace(tzinfo=None)
