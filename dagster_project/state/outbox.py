"""The outbox of alerts in `state.sqlite`: which channel was notified of what, and the messages that wait to be sent.

Nothing is notified twice and nothing is lost. The outbox knows neither wording nor channels nor routes: a subject is an
id with a state, and its content is text that only the callers read.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from dagster_project.warehouse import sql
from dagster_project.warehouse.backoff import Backoff

OPEN = "open"
RESOLVED = "resolved"

RETRY = Backoff(first=timedelta(seconds=30), factor=2, longest=timedelta(hours=6))
SENT_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that channels are notified of once; as a line of a message, its state is the event.

    `source` names the list that it belongs to. Subjects of one `cause_id` have one cause, those of one `message_group`
    share a message. `opened` counts how often it has been opened, from 1.
    """

    subject_id: str
    source: str
    cause_id: str
    message_group: str
    severity: str
    state: str
    content: str
    opened: int = 1


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is claimed for sending; `message_id` is the same at every attempt.

    `done` names the parts that arrived at an earlier attempt, or were refused for good.
    """

    message_id: str
    channel: str
    content: str
    created_at: datetime
    attempts: int
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """The alerts of the last publication: causes new and resolved, messages sent and waiting.

    `problem` is why something could not be enqueued or sent, None when all went well.
    """

    release: str | None
    new: int
    resolved: int
    sent: int
    problem: str | None
    waiting: int

    def after(self, earlier: Status) -> Status:
        """This status with that of the publications before it added."""
        return replace(
            self,
            new=earlier.new + self.new,
            resolved=earlier.resolved + self.resolved,
            sent=earlier.sent + self.sent,
            problem=self.problem or earlier.problem,
        )


class Routing(Protocol):
    """Which channels are notified of a subject, and when."""

    def channels(self, subject: Subject) -> Sequence[str]:
        """The channels that a subject concerns, by its municipality, board, kind and severity."""

    def digest_at(self, subject: Subject) -> datetime | None:
        """The time of the digest that it waits for, in UTC; None for at once."""


Compose = Callable[[str, bool, Sequence[Subject]], str]
"""Gives the content of a message from its group, whether it is a digest, and its subjects."""
Lines = dict[tuple[str, str], list[Subject]]
"""The subjects of messages by channel and group."""


def transaction(connection: sqlite3.Connection) -> AbstractContextManager[None]:
    """Take the write lock at once, so that two processes can't both find that something is new."""
    return sql.transaction(connection, "begin immediate")


def observe(
    connection: sqlite3.Connection,
    subjects: Iterable[Subject],
    routing: Routing,
    compose: Compose,
    now: datetime,
    *,
    complete: str | None = None,
    most_messages: int,
) -> tuple[int, int]:
    """Record the state of some subjects and enqueue what is news; the number of causes that are new and resolved.

    `complete` names a source that these are all subjects of: those that it had before and lacks now are resolved. A
    channel that would get more than `most_messages` gets one. Call it inside a `transaction`.
    """
    seen = {subject.subject_id: subject for subject in subjects}
    known = {subject.subject_id: subject for subject in _subjects(connection)}
    seen = {key: _opened_again(subject, known.get(key)) for key, subject in seen.items()}
    vanished = {key: old for key, old in known.items() if old.source == complete and key not in seen}
    seen |= {key: replace(old, state=RESOLVED) for key, old in vanished.items()}
    news = [subject for key, subject in seen.items() if _is_news(subject, known.get(key))]
    connection.executemany(
        "insert or replace into alert_subjects values (?, ?, ?, ?, ?, ?, ?, ?)", [_row(s) for s in seen.values()]
    )
    families = _by_cause((known | seen).values())
    lines: Lines = defaultdict(list)
    new = resolved = 0
    for cause_id, changed in _by_cause(news).items():
        opened = [subject for subject in changed if subject.state == OPEN]
        is_open = any(subject.state == OPEN for subject in families[cause_id])
        if opened:
            new += _notify_open(connection, opened, families[cause_id], routing, lines, now)
        elif not is_open:
            resolved += _notify_resolved(connection, families[cause_id], routing, lines, now)
    for (channel, group), notified in _gathered(lines, most_messages).items():
        _enqueue(connection, channel, notified, compose(group, False, notified), now)
    return new, resolved


def of_source(connection: sqlite3.Connection, source: str) -> list[Subject]:
    """The subjects of a source in the state in which they were last seen."""
    return [subject for subject in _subjects(connection) if subject.source == source]


def _by_cause(subjects: Iterable[Subject]) -> dict[str, list[Subject]]:
    found: dict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        found[subject.cause_id].append(subject)
    return found


def _gathered(lines: Lines, most: int) -> Lines:
    """The lines, with those of a channel that would get more than `most` messages in one message."""
    counts = Counter(channel for channel, _ in lines)
    gathered: Lines = defaultdict(list)
    for (channel, group), subjects in lines.items():
        gathered[channel, group if counts[channel] <= most else ""] += subjects
    return gathered


def _opened_again(subject: Subject, old: Subject | None) -> Subject:
    if old is None:
        return subject
    return replace(subject, opened=old.opened + (old.state == RESOLVED and subject.state == OPEN))


def _is_news(subject: Subject, old: Subject | None) -> bool:
    """Whether a channel may have to be notified; a subject that is as it was is not news, not even to a new channel."""
    if old is None:
        return subject.state == OPEN
    return (subject.state, subject.severity) != (old.state, old.severity)


def _notify_open(
    connection: sqlite3.Connection,
    opened: Sequence[Subject],
    family: Sequence[Subject],
    routing: Routing,
    lines: Lines,
    now: datetime,
) -> bool:
    """Add to the lines of each channel what it was not notified of in one cause; whether there was any."""
    is_news = False
    concerned = {subject.subject_id: routing.channels(subject) for subject in opened}
    for channel in dict.fromkeys(channel for channels in concerned.values() for channel in channels):
        # A channel is notified of a cause once, also when a later reading finds it in one more sum.
        is_known = any(s.state == OPEN and channel in _notified_channels(connection, s) for s in family)
        routed = [subject for subject in opened if channel in concerned[subject.subject_id]]
        digests = [routing.digest_at(subject) for subject in routed]
        # A subject whose cause can't wait for the digest does not wait either.
        digest_at = None if is_known or None in digests else digests[0]
        notified = [s for s in routed if _note(connection, s, channel, now, digest_at)]
        if is_known or not notified:
            continue
        is_news = True
        if digest_at is None:
            lines[channel, notified[0].message_group] += notified
    return is_news


def _notify_resolved(
    connection: sqlite3.Connection,
    family: Sequence[Subject],
    routing: Routing,
    lines: Lines,
    now: datetime,
) -> bool:
    """Add a resolved cause to the lines of each channel that was notified of it; whether there was any."""
    is_news = False
    for subject in family:
        if subject.state != RESOLVED:
            continue
        # What still waits for its digest need not be taken back.
        connection.execute(
            "delete from alert_notified where subject_id = ? and event = 'open' and digest_at is not null",
            [subject.subject_id],
        )
        # A channel that was notified is notified of the end too, whatever its routes are now.
        for channel in _notified_channels(connection, subject):
            digest_at = routing.digest_at(subject)
            if _note(connection, subject, channel, now, digest_at):
                is_news = True
                if digest_at is None:
                    lines[channel, subject.message_group].append(subject)
    return is_news


def _notified_channels(connection: sqlite3.Connection, subject: Subject) -> list[str]:
    found = connection.execute(
        "select channel from alert_notified where subject_id = ? and event = 'open' and opened = ? order by rowid",
        [subject.subject_id, subject.opened],
    )
    return [channel for (channel,) in found]


def _note(
    connection: sqlite3.Connection,
    subject: Subject,
    channel: str,
    now: datetime,
    digest_at: datetime | None,
) -> bool:
    """Record that a channel is notified of the subject's state; False when it was before."""
    written = connection.execute(
        "insert or ignore into alert_notified values (?, ?, ?, ?, ?, ?)",
        [
            subject.subject_id,
            subject.state,
            subject.opened,
            channel,
            now.isoformat(),
            digest_at and digest_at.isoformat(),
        ],
    )
    return written.rowcount == 1


def enqueue_digests(connection: sqlite3.Connection, compose: Compose, now: datetime) -> int:
    """Enqueue one message per channel of all whose digest is due; how many. Call it inside a `transaction`."""
    subjects = {subject.subject_id: subject for subject in _subjects(connection)}
    lines: dict[str, list[Subject]] = defaultdict(list)
    due = "from alert_notified where digest_at <= ?"
    for subject_id, event, channel in connection.execute(
        f"select subject_id, event, channel {due} order by rowid", [now.isoformat()]
    ).fetchall():
        subject = subjects[subject_id]
        if event == RESOLVED or subject.state == OPEN:
            lines[channel].append(replace(subject, state=event))
    connection.execute("update alert_notified set digest_at = null where digest_at <= ?", [now.isoformat()])
    for channel, notified in lines.items():
        _enqueue(connection, channel, notified, compose("", True, notified), now)
    return len(lines)


def _enqueue(
    connection: sqlite3.Connection, channel: str, notified: Sequence[Subject], content: str, now: datetime
) -> None:
    events = sorted((subject.state, subject.subject_id, subject.opened) for subject in notified)
    message_id = hashlib.sha256(json.dumps([channel, events]).encode()).hexdigest()[:32]
    connection.execute(
        "insert or ignore into alert_messages (message_id, channel, content, created_at, next_attempt_at) "
        "values (?, ?, ?, ?, ?)",
        [message_id, channel, content, now.isoformat(), now.isoformat()],
    )


def is_due(connection: sqlite3.Connection, now: datetime) -> bool:
    """Whether a message or a digest is due."""
    found = connection.execute(
        "select 1 from alert_messages where sent_at is null and next_attempt_at <= ?1 "
        "and coalesce(claimed_until, '') <= ?1 union all select 1 from alert_notified where digest_at <= ?1 limit 1",
        [now.isoformat()],
    )
    return found.fetchone() is not None


def claim(connection: sqlite3.Connection, now: datetime, until: datetime, *, early: bool = False) -> list[Outgoing]:
    """Claim the messages that are due, oldest first, so that until a time no other process sends them.

    With `early` also those whose next attempt is later.
    """
    with transaction(connection):
        rows = connection.execute(
            "select message_id, channel, content, created_at, attempts, done from alert_messages where sent_at is null "
            "and (? or next_attempt_at <= ?) and coalesce(claimed_until, '') <= ? order by created_at, rowid",
            [early, now.isoformat(), now.isoformat()],
        ).fetchall()
        connection.executemany(
            "update alert_messages set claimed_until = ? where message_id = ?",
            [(until.isoformat(), message_id) for message_id, *_ in rows],
        )
    return [
        Outgoing(key, to, content, datetime.fromisoformat(at), attempts, tuple(json.loads(done)))
        for key, to, content, at, attempts, done in rows
    ]


def give_back(
    connection: sqlite3.Connection, messages: Iterable[Outgoing], next_attempt_at: datetime | None = None
) -> None:
    """Release messages that were not tried, to be tried at once or at a given time."""
    until = next_attempt_at and next_attempt_at.isoformat()
    with transaction(connection):
        connection.executemany(
            "update alert_messages set claimed_until = null, next_attempt_at = coalesce(?, next_attempt_at) "
            "where message_id = ?",
            [(until, message.message_id) for message in messages],
        )


def mark_done(connection: sqlite3.Connection, message: Outgoing, part: str) -> None:
    """Record that a part of a message needs no further attempt."""
    with transaction(connection):
        connection.execute(
            "update alert_messages set done = json_insert(done, '$[#]', ?) where message_id = ?",
            [part, message.message_id],
        )


def mark_sent(connection: sqlite3.Connection, message: Outgoing, now: datetime) -> None:
    """Record that a message has reached its channel."""
    with transaction(connection):
        connection.execute(
            "update alert_messages set sent_at = ?, attempts = attempts + 1, last_error = null, claimed_until = null "
            "where message_id = ?",
            [now.isoformat(), message.message_id],
        )
        connection.execute("delete from alert_messages where sent_at < ?", [(now - SENT_KEPT).isoformat()])


def mark_failed(
    connection: sqlite3.Connection, message: Outgoing, error: str, now: datetime, retry_after: float | None = None
) -> datetime:
    """Record that a message did not reach its channel; the time of the next attempt.

    A receiver may ask for a longer wait with `retry_after`, in seconds; it gets the longest at most.
    """
    wait = min(RETRY.longest, max(RETRY.wait(message.attempts + 1), timedelta(seconds=retry_after or 0)))
    with transaction(connection):
        connection.execute(
            "update alert_messages set attempts = attempts + 1, last_error = ?, next_attempt_at = ?, "
            "claimed_until = null where message_id = ?",
            [error, (now + wait).isoformat(), message.message_id],
        )
    return now + wait


def drop_channels(connection: sqlite3.Connection, channels: Iterable[str]) -> dict[str, int]:
    """Drop what waits for other channels than these; the number of messages by channel."""
    kept = list(channels)
    marks = ", ".join("?" for _ in kept)
    with transaction(connection):
        dropped = connection.execute(
            "select channel, count(*) from alert_messages where sent_at is null "
            f"and channel not in ({marks}) group by channel order by channel",
            kept,
        ).fetchall()
        connection.execute(f"delete from alert_messages where sent_at is null and channel not in ({marks})", kept)
        connection.execute(
            f"update alert_notified set digest_at = null where digest_at is not null and channel not in ({marks})", kept
        )
    return dict(dropped)


def note_status(
    connection: sqlite3.Connection, release: str | None, new: int, resolved: int, problem: str | None
) -> None:
    """Record the alerts of a publication. Without a release the former one stays, and this one is tried again."""
    connection.execute(
        "insert into alert_status values (1, ?1, ?2, ?3, 0, ?4) on conflict do update set "
        "release = coalesce(?1, release), new = ?2, resolved = ?3, sent = 0, problem = ?4",
        [release, new, resolved, problem],
    )


def note_sent(connection: sqlite3.Connection, sent: int, problem: str | None) -> None:
    """Record how the last delivery went."""
    connection.execute("update alert_status set sent = ?, problem = ?", [sent, problem])


def status(connection: sqlite3.Connection) -> Status:
    """The status of the last publication and the messages that wait."""
    row = connection.execute("select release, new, resolved, sent, problem from alert_status").fetchone()
    (waiting,) = connection.execute("select count(*) from alert_messages where sent_at is null").fetchone()
    release, new, resolved, sent, problem = row or (None, 0, 0, 0, None)
    return Status(release, new, resolved, sent, problem, waiting)


def _subjects(connection: sqlite3.Connection) -> Iterator[Subject]:
    for subject_id, source, cause_id, group, severity, state, content, opened in connection.execute(
        "select * from alert_subjects"
    ):
        yield Subject(subject_id, source, cause_id, group, severity, state, content, opened)


def _row(subject: Subject) -> tuple[str | int, ...]:
    return (
        subject.subject_id,
        subject.source,
        subject.cause_id,
        subject.message_group,
        subject.severity,
        subject.state,
        subject.content,
        subject.opened,
    )
