"""Who is told of a notice, and whether at once or in a digest. Says nothing about what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dagster_project.alerts.config import Config, Route
from dagster_project.alerts.notices import OURS, Notice, notice
from dagster_project.state.outbox import Subject


class Routes:
    """The routes of the settings, as the outbox asks for them at a time."""

    def __init__(self, config: Config, now: datetime) -> None:
        self._config = config
        self._next_digest = next_digest(config, now)

    def channels(self, subject: Subject) -> Sequence[str]:
        """The channels that a subject concerns."""
        return channels(self._config, notice(subject.content))

    def digest_at(self, subject: Subject) -> datetime | None:
        """Information is left to the digest."""
        return self._next_digest if subject.severity == "info" else None


def channels(config: Config, told: Notice) -> list[str]:
    """The channels of a notice, each once: those of all routes that fit, and the engineer's for what is our matter."""
    found = [channel for route in config.routes if _fits(route, told) for channel in route.channels]
    if told.severity == "error" or told.kind in OURS:
        found += config.engineer
    return list(dict.fromkeys(found))


def _fits(route: Route, told: Notice) -> bool:
    if told.severity not in route.severity or (route.kind is None and told.kind in OURS and told.severity != "error"):
        return False
    return (
        (route.kind is None or told.kind in route.kind)
        and _is_among(route.municipality, told.municipality, told.municipality_code)
        and _is_among(route.board, told.board, told.organization_id)
    )


def _is_among(wanted: Sequence[str] | None, *names: str | None) -> bool:
    if wanted is None:
        return True
    known = {name.casefold() for name in names if name is not None}
    return any(name.casefold() in known for name in wanted)


def next_digest(config: Config, now: datetime) -> datetime:
    """When the digest of what is found now is sent; `now` and the answer are in UTC without a zone."""
    if config.digest == "run":
        return now
    zone = ZoneInfo(config.timezone)
    local = now.replace(tzinfo=UTC).astimezone(zone)
    at = datetime.combine(local.date(), config.digest_time, zone)
    if at <= local:
        at = datetime.combine(local.date() + timedelta(days=1), config.digest_time, zone)
    return at.astimezone(UTC).replace(tzinfo=None)
