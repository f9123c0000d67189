"""The outbox of alerts in `state.sqlite`: what has been told, to which channel, and the messages that wait to be sent.

Sees to it that nothing is told twice and nothing is lost. It knows neither wording nor channels nor who is to be told:
a subject is an id with a state, and its content a text that others read.
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

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
SENT_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to be told of once.

    `source` names the list that it is seen in, `cause_id` what it has in common with others, `message_group` with what
    it shares a message; `opened` counts how often it has been opened, from 1.
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
class Told:
    """One line of a message: the event `open` (new, or opened again) or `resolved` of a subject."""

    event: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is claimed for sending; `message_id` is the same at every attempt."""

    message_id: str
    channel: str
    content: str
    created_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Status:
    """What was made of the last publication: causes new and resolved, messages sent and waiting.

    `problem` is why something could not be enqueued or sent; null when all is well.
    """

    release: str | None
    new: int
    resolved: int
    sent: int
    problem: str | None
    waiting: int

    def after(self, earlier: Status) -> Status:
        """This one with what was told of the publications before it."""
        return replace(
            self,
            new=earlier.new + self.new,
            resolved=earlier.resolved + self.resolved,
            sent=earlier.sent + self.sent,
            problem=self.problem or earlier.problem,
        )


class Routing(Protocol):
    """Who is told of a subject, and when."""

    def channels(self, subject: Subject) -> Sequence[str]:
        """The channels that it concerns."""

    def digest_at(self, subject: Subject) -> datetime | None:
        """When it may be told in a digest; null for at once."""


Compose = Callable[[str, bool, Sequence[Told]], str]
"""The content of a message, of its group, whether it is a digest, and its lines."""
Lines = dict[tuple[str, str], list[Told]]
"""The lines of messages by channel and group."""


def transaction(connection: sqlite3.Connection) -> AbstractContextManager[None]:
    """Hold the write lock from the beginning, so that two processes can't both find that something is new."""
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
    """Note how some subjects stand now and enqueue what is news; how many causes are new and how many resolved.

    `complete` names a source that these are all subjects of: what it held before and holds no more is resolved. A
    channel that would get more than `most_messages` gets one. To be called inside a `transaction`.
    """
    seen = {subject.subject_id: subject for subject in subjects}
    known = {subject.subject_id: subject for subject in _subjects(connection)}
    seen = {key: _opened_again(subject, known.get(key)) for key, subject in seen.items()}
    gone = {key: old for key, old in known.items() if old.source == complete and key not in seen}
    seen |= {key: replace(old, state="resolved") for key, old in gone.items()}
    news = [subject for key, subject in seen.items() if _is_news(subject, known.get(key))]
    connection.executemany(
        "insert or replace into alert_subjects values (?, ?, ?, ?, ?, ?, ?, ?)", [_row(s) for s in seen.values()]
    )
    families = defaultdict(list)
    for subject in (known | seen).values():
        families[subject.cause_id].append(subject)
    lines: Lines = defaultdict(list)
    new = resolved = 0
    for cause_id in dict.fromkeys(subject.cause_id for subject in news):
        changed = [subject for subject in news if subject.cause_id == cause_id]
        opened = [subject for subject in changed if subject.state == "open"]
        is_open = any(subject.state == "open" for subject in families[cause_id])
        if opened:
            new += _tell_open(connection, opened, families[cause_id], routing, lines, now)
        elif not is_open:
            resolved += _tell_resolved(connection, families[cause_id], routing, lines, now)
    for (channel, group), told in _gathered(lines, most_messages).items():
        _enqueue(connection, channel, told, compose(group, False, told), now)
    return new, resolved


def _gathered(lines: Lines, most: int) -> Lines:
    """The lines of a channel that would get more messages than it can stand at a time, as one message."""
    counts = Counter(channel for channel, _ in lines)
    gathered: Lines = defaultdict(list)
    for (channel, group), told in lines.items():
        gathered[channel, group if counts[channel] <= most else ""] += told
    return gathered


def _opened_again(subject: Subject, old: Subject | None) -> Subject:
    if old is None:
        return subject
    return replace(subject, opened=old.opened + (old.state == "resolved" and subject.state == "open"))


def _is_news(subject: Subject, old: Subject | None) -> bool:
    """Whether there may be something to tell; what stands as it stood is no news, not even to a new channel."""
    if old is None:
        return subject.state == "open"
    return (subject.state, subject.severity) != (old.state, old.severity)


def _tell_open(
    connection: sqlite3.Connection,
    opened: Sequence[Subject],
    family: Sequence[Subject],
    routing: Routing,
    lines: Lines,
    now: datetime,
) -> bool:
    """Add to the messages of each channel what it has not been told of one cause; whether there was any."""
    is_news = False
    concerned = {subject.subject_id: routing.channels(subject) for subject in opened}
    for channel in dict.fromkeys(channel for channels in concerned.values() for channel in channels):
        # A cause is told of once, also when a later reading sees it in one sum more.
        is_known = any(s.state == "open" and _was_told(connection, s, channel) for s in family)
        to_tell = [subject for subject in opened if channel in concerned[subject.subject_id]]
        digests = [routing.digest_at(subject) for subject in to_tell]
        # What belongs to a cause that is told of at once does not wait for the digest.
        digest_at = None if is_known or None in digests else digests[0]
        told = [s for s in to_tell if _note(connection, s, "open", channel, now, digest_at)]
        if is_known or not told:
            continue
        is_news = True
        if digest_at is None:
            lines[channel, told[0].message_group] += [Told("open", subject) for subject in told]
    return is_news


def _tell_resolved(
    connection: sqlite3.Connection,
    family: Sequence[Subject],
    routing: Routing,
    lines: Lines,
    now: datetime,
) -> bool:
    """Add to the messages of each channel that was told of a cause that it is resolved; whether there was any."""
    is_news = False
    for subject in family:
        if subject.state != "resolved":
            continue
        # What has not left the digest yet need not be taken back.
        connection.execute(
            "delete from alert_told where subject_id = ? and event = 'open' and digest_at is not null",
            [subject.subject_id],
        )
        # Whoever heard of it hears of its end, whatever the routes say of the report now.
        for channel in _told_channels(connection, subject):
            digest_at = routing.digest_at(subject)
            if _note(connection, subject, "resolved", channel, now, digest_at):
                is_news = True
                if digest_at is None:
                    lines[channel, subject.message_group].append(Told("resolved", subject))
    return is_news


def _was_told(connection: sqlite3.Connection, subject: Subject, channel: str) -> bool:
    return channel in _told_channels(connection, subject)


def _told_channels(connection: sqlite3.Connection, subject: Subject) -> list[str]:
    found = connection.execute(
        "select channel from alert_told where subject_id = ? and event = 'open' and opened = ? order by rowid",
        [subject.subject_id, subject.opened],
    )
    return [channel for (channel,) in found]


def _note(
    connection: sqlite3.Connection,
    subject: Subject,
    event: str,
    channel: str,
    now: datetime,
    digest_at: datetime | None,
) -> bool:
    """Note that a channel is told; False when it was told before."""
    written = connection.execute(
        "insert or ignore into alert_told values (?, ?, ?, ?, ?, ?)",
        [subject.subject_id, event, subject.opened, channel, now.isoformat(), digest_at and digest_at.isoformat()],
    )
    return written.rowcount == 1


def enqueue_digests(connection: sqlite3.Connection, compose: Compose, now: datetime) -> int:
    """Make one message a channel of all whose time in the digest has come; how many. Inside a `transaction`."""
    subjects = {subject.subject_id: subject for subject in _subjects(connection)}
    lines: dict[str, list[Told]] = defaultdict(list)
    due = "from alert_told where digest_at <= ?"
    for subject_id, event, channel in connection.execute(
        f"select subject_id, event, channel {due} order by rowid", [now.isoformat()]
    ).fetchall():
        subject = subjects[subject_id]
        if event == "resolved" or subject.state == "open":
            lines[channel].append(Told(event, subject))
    connection.execute("update alert_told set digest_at = null where digest_at <= ?", [now.isoformat()])
    for channel, told in lines.items():
        _enqueue(connection, channel, told, compose("", True, told), now)
    return len(lines)


def _enqueue(connection: sqlite3.Connection, channel: str, told: Sequence[Told], content: str, now: datetime) -> None:
    told_of = sorted((line.event, line.subject.subject_id, line.subject.opened) for line in told)
    message_id = hashlib.sha256(json.dumps([channel, told_of]).encode()).hexdigest()[:32]
    connection.execute(
        "insert or ignore into alert_messages (message_id, channel, content, created_at, next_attempt_at) "
        "values (?, ?, ?, ?, ?)",
        [message_id, channel, content, now.isoformat(), now.isoformat()],
    )


def is_due(connection: sqlite3.Connection, now: datetime) -> bool:
    """Whether a message or a digest may be sent now."""
    found = connection.execute(
        "select 1 from alert_messages where sent_at is null and next_attempt_at <= ?1 "
        "and coalesce(claimed_until, '') <= ?1 union all select 1 from alert_told where digest_at <= ?1 limit 1",
        [now.isoformat()],
    )
    return found.fetchone() is not None


def claim(connection: sqlite3.Connection, now: datetime, until: datetime, *, early: bool = False) -> list[Outgoing]:
    """The messages to send now, oldest first, claimed until a time so that no other process sends them meanwhile.

    `early` also gives those whose next attempt is later.
    """
    with transaction(connection):
        rows = connection.execute(
            "select message_id, channel, content, created_at, attempts from alert_messages where sent_at is null "
            "and (? or next_attempt_at <= ?) and coalesce(claimed_until, '') <= ? order by created_at, rowid",
            [early, now.isoformat(), now.isoformat()],
        ).fetchall()
        connection.executemany(
            "update alert_messages set claimed_until = ? where message_id = ?",
            [(until.isoformat(), message_id) for message_id, *_ in rows],
        )
    return [Outgoing(key, to, content, datetime.fromisoformat(at), n) for key, to, content, at, n in rows]


def give_back(
    connection: sqlite3.Connection, messages: Iterable[Outgoing], next_attempt_at: datetime | None = None
) -> None:
    """Give back messages that were not tried, to be tried at once or at a time."""
    until = next_attempt_at and next_attempt_at.isoformat()
    with transaction(connection):
        connection.executemany(
            "update alert_messages set claimed_until = null, next_attempt_at = coalesce(?, next_attempt_at) "
            "where message_id = ?",
            [(until, message.message_id) for message in messages],
        )


def mark_sent(connection: sqlite3.Connection, message: Outgoing, now: datetime) -> None:
    """Note that a message has reached its channel."""
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
    """Note that a message did not reach its channel, and when it is tried next: that time.

    The wait doubles; a receiver that asks for another, in seconds, gets it within what is the longest.
    """
    doubled: timedelta = FIRST_WAIT * 2 ** min(message.attempts, 20)
    wait = min(LONGEST_WAIT, max(doubled, timedelta(seconds=retry_after or 0)))
    with transaction(connection):
        connection.execute(
            "update alert_messages set attempts = attempts + 1, last_error = ?, next_attempt_at = ?, "
            "claimed_until = null where message_id = ?",
            [error, (now + wait).isoformat(), message.message_id],
        )
    return now + wait


def drop_channels(connection: sqlite3.Connection, channels: Iterable[str]) -> dict[str, int]:
    """Drop what waits for channels other than these; how many messages, by channel."""
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
            f"update alert_told set digest_at = null where digest_at is not null and channel not in ({marks})", kept
        )
    return dict(dropped)


def note_status(
    connection: sqlite3.Connection, release: str | None, new: int, resolved: int, problem: str | None
) -> None:
    """Note what was made of a publication. Without a release the one before stays, and this one is tried again."""
    connection.execute(
        "insert into alert_status values (1, ?1, ?2, ?3, 0, ?4) on conflict do update set "
        "release = coalesce(?1, release), new = ?2, resolved = ?3, sent = 0, problem = ?4",
        [release, new, resolved, problem],
    )


def note_sent(connection: sqlite3.Connection, sent: int, problem: str | None) -> None:
    """Note how the last delivery went."""
    connection.execute("update alert_status set sent = ?, problem = ?", [sent, problem])


def status(connection: sqlite3.Connection) -> Status:
    """How it stands now."""
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
