"""Notices of messages and recipients that a channel refuses for good: otherwise nobody would know of the loss."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dagster_project.alerts.delivery import DonePart
from dagster_project.alerts.notices import DELIVERIES, UNDELIVERED, Notice, identity
from dagster_project.alerts.texts import LANGUAGES, text
from dagster_project.alerts.wording import subject
from dagster_project.state import outbox


def notices(connection: sqlite3.Connection, done: Sequence[DonePart]) -> list[Notice]:
    """One notice per refused message or recipient, and a resolved one where a recipient accepts mail again.

    The refusal of a message about refusals makes no further one.
    """
    known = outbox.of_source(connection, DELIVERIES)
    is_open = {subject.subject_id for subject in known if subject.state == outbox.OPEN}
    return [notice for notice in _notices(done) if notice.state == outbox.OPEN or notice.id in is_open]


def _notices(done: Sequence[DonePart]) -> Iterator[Notice]:
    for one in done:
        if one.part.refusal is None:
            yield replace(_receiver(one), state=outbox.RESOLVED)
        elif one.message.is_about(DELIVERIES):
            continue
        elif one.part.is_receiver:
            yield _receiver(one)
        else:
            yield _notice(one, "message", identity(UNDELIVERED, one.channel, one.message.id))


def _receiver(one: DonePart) -> Notice:
    return _notice(one, "receiver", identity(UNDELIVERED, one.channel, one.part.name))


def _notice(one: DonePart, of: str, cause: str) -> Notice:
    values = {"channel": one.channel, "receiver": one.part.name, "why": one.part.refusal}
    return Notice(
        id=cause,
        source=DELIVERIES,
        cause_id=cause,
        kind=UNDELIVERED,
        severity="error",
        title={language: text(f"undelivered_{of}.title", language, **values) for language in LANGUAGES},
        detail={
            language: (text(f"undelivered_{of}.detail", language, **values, subject=subject(one.message, language)),)
            for language in LANGUAGES
        },
    )
