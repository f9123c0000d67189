"""Delivery: sends the messages of the outbox, each channel in its own thread, within a time budget.

A channel that is down or hangs delays no other channel, and no caller longer than the budget; its messages are kept.
"""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from dagster_project.alerts.channels.base import Part, Send, Undelivered
from dagster_project.alerts.channels.kinds import opened
from dagster_project.alerts.config import Config
from dagster_project.alerts.messages import NEW, Cause, Message, compose, parse
from dagster_project.alerts.notices import TEST, Notice, identity
from dagster_project.alerts.texts import sentences, texts
from dagster_project.state import db as state
from dagster_project.state import outbox
from dagster_project.warehouse.folder import WarehouseFolder

BUDGET_SECONDS = 20.0
# A process that holds a claim for longer than this past its budget has died.
CLAIM_SECONDS = 10.0
# A part that is refused for now for so long is refused for good (RFC 5321, 4.5.4.1).
GIVE_UP = timedelta(days=5)
# The name of all the parts of a message that are given up.
REST = "rest"

logger = logging.getLogger("bokslut.alerts")


@dataclass(frozen=True, slots=True)
class DonePart:
    """A part of a message to a channel that needs no further attempt."""

    channel: str
    message: Message
    part: Part


@dataclass(slots=True)
class Delivery:
    """The outcome of a delivery: messages sent, the parts that are done, and by channel why messages were not sent.

    A message counts as sent when nothing of it waits and some of it arrived now.
    """

    sent: int = 0
    done: list[DonePart] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    def has_arrived(self, message_id: str) -> bool:
        """Whether a part of the message arrived."""
        return any(done.message.id == message_id and done.part.refusal is None for done in self.done)


@dataclass(frozen=True, slots=True)
class _Result:
    """The outcome of one message, or of one `part` of it; `outgoing` is None when the channel is done."""

    channel: str
    outgoing: outbox.Outgoing | None
    part: Part | None = None
    error: Undelivered | None = None


def deliver(
    folder: WarehouseFolder, config: Config, *, early: bool = False, budget_seconds: float = BUDGET_SECONDS
) -> Delivery:
    """Send the messages that are due, and with `early` also those that wait for their next attempt."""
    deadline = time.monotonic() + budget_seconds
    now = state.utc_now()
    with state.connect(folder) as connection:
        for channel, count in outbox.drop_channels(connection, config.channels).items():
            logger.warning(
                "alerts: channel %s is no longer in the settings; %d messages to it are dropped", channel, count
            )
        with outbox.transaction(connection):
            outbox.enqueue_digests(connection, compose, now)
        claimed = outbox.claim(connection, now, now + timedelta(seconds=budget_seconds + CLAIM_SECONDS), early=early)
    waiting: dict[str, list[outbox.Outgoing]] = defaultdict(list)
    for outgoing in claimed:
        waiting[outgoing.channel].append(outgoing)
    results: queue.Queue[_Result] = queue.Queue()
    for channel, outgoings in waiting.items():
        arguments = (channel, tuple(outgoings), folder, config, deadline, results)
        threading.Thread(target=_work, args=arguments, name=f"alerts {channel}", daemon=True).start()
    return _collect(folder, waiting, results, deadline)


def send_test(folder: WarehouseFolder, config: Config) -> dict[str, str]:
    """Send every channel a test message at once, past the outbox; by channel why it did not arrive."""
    notice = Notice(
        id="test",
        source=TEST,
        cause_id="test",
        kind=TEST,
        severity="info",
        title=texts("test.title"),
        detail=sentences("test.detail"),
    )
    problems = {}
    for channel in config.channels:
        sent_at = f"{state.utc_now().isoformat()}Z"
        test = Message(identity(TEST, channel, sent_at), TEST, sent_at, False, (Cause(NEW, (notice,)),))
        try:
            with opened(channel, config, folder) as send:
                refusals = [part.refusal for part in send(test, ()) if part.refusal]
            if refusals:
                problems[channel] = f"refused: {'; '.join(refusals)}"
        except Undelivered as error:
            problems[channel] = str(error)
    return problems


def _work(
    channel: str,
    outgoings: Sequence[outbox.Outgoing],
    folder: WarehouseFolder,
    config: Config,
    deadline: float,
    results: queue.Queue[_Result],
) -> None:
    """Send the messages of one channel in order, until one shows that the channel is down."""
    current = outgoings[0]
    try:
        with opened(channel, config, folder) as send:
            for outgoing in outgoings:
                current = outgoing
                if time.monotonic() >= deadline:
                    break
                try:
                    for part in _parts(send, outgoing, deadline):
                        results.put(_Result(channel, outgoing, part))
                except Undelivered as error:
                    if error.is_down:
                        raise
                    if state.utc_now() - outgoing.created_at < GIVE_UP:
                        results.put(_Result(channel, outgoing, error=error))
                        continue
                    results.put(_Result(channel, outgoing, Part(REST, str(error))))
                results.put(_Result(channel, outgoing))
    except Undelivered as error:
        results.put(_Result(channel, current, error=error))
    finally:
        results.put(_Result(channel, None))


def _parts(send: Send, outgoing: outbox.Outgoing, deadline: float) -> Iterator[Part]:
    """Send what is left of a message; a wait that the receiver asks for is kept where the time allows it."""
    done = set(outgoing.done)
    while True:
        try:
            for part in send(parse(outgoing), done):
                done.add(part.name)
                yield part
            return
        except Undelivered as error:
            if error.retry_after is None or time.monotonic() + error.retry_after >= deadline:
                raise
            time.sleep(error.retry_after)


def _collect(
    folder: WarehouseFolder,
    waiting: dict[str, list[outbox.Outgoing]],
    results: queue.Queue[_Result],
    deadline: float,
) -> Delivery:
    """Record each result as it comes; at the deadline, a message that is under way counts as undelivered."""
    delivery = Delivery()
    at_work = set(waiting)
    with state.connect(folder) as connection:
        while at_work:
            try:
                result = results.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                break
            left = waiting[result.channel]
            if result.outgoing is None:
                at_work.discard(result.channel)
            elif result.part is not None:
                outbox.mark_done(connection, result.outgoing, result.part.name)
                delivery.done.append(DonePart(result.channel, parse(result.outgoing), result.part))
            elif result.error is None:
                left.remove(result.outgoing)
                delivery.sent += delivery.has_arrived(result.outgoing.message_id)
                outbox.mark_sent(connection, result.outgoing, state.utc_now())
            else:
                left.remove(result.outgoing)
                _fail(connection, delivery, result.outgoing, result.error, left)
        is_over = time.monotonic() >= deadline
        for channel, left in waiting.items():
            if left and channel in at_work:
                late = Undelivered("no answer before the time for sending was over")
                _fail(connection, delivery, left.pop(0), late, left)
            elif left and not is_over:
                _fail(connection, delivery, left.pop(0), Undelivered("a defect stopped it; the log has it"), left)
            outbox.give_back(connection, left)
    return delivery


def _fail(
    connection: sqlite3.Connection,
    delivery: Delivery,
    outgoing: outbox.Outgoing,
    error: Undelivered,
    left: list[outbox.Outgoing],
) -> None:
    """Record why a message was not delivered; when its channel is down, the messages left wait with it."""
    next_attempt = outbox.mark_failed(connection, outgoing, str(error), state.utc_now(), error.retry_after)
    if error.is_down:
        outbox.give_back(connection, left, next_attempt)
        left.clear()
    delivery.problems[outgoing.channel] = str(error)
    logger.error(
        "alerts: channel %s: %s. Message %s is kept and tried again at %sZ.",
        outgoing.channel,
        error,
        outgoing.message_id,
        next_attempt.isoformat(),
    )
