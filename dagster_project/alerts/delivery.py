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
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from dagster_project.alerts.channels.base import Undelivered
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

logger = logging.getLogger("bokslut.alerts")


@dataclass(slots=True)
class Delivery:
    """The outcome of a delivery: the number of messages sent, and by channel why some were not."""

    sent: int = 0
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Result:
    """The outcome of one message; `outgoing` is None when the channel is done."""

    channel: str
    outgoing: outbox.Outgoing | None
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
                send(test)
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
                    send(parse(outgoing))
                except Undelivered as error:
                    if error.is_down:
                        raise
                    results.put(_Result(channel, outgoing, error))
                else:
                    results.put(_Result(channel, outgoing))
    except Undelivered as error:
        results.put(_Result(channel, current, error))
    finally:
        results.put(_Result(channel, None))


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
            elif result.error is None:
                left.remove(result.outgoing)
                delivery.sent += 1
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
