"""Channels that need no network: the program's log, and a file of JSON lines."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster_project.alerts.channels.base import ONLY, Part, Send, Undelivered
from dagster_project.alerts.messages import RESOLVED, Message
from dagster_project.alerts.payload import payload
from dagster_project.alerts.wording import one_line, render

logger = logging.getLogger("bokslut.alerts")


@contextmanager
def log(language: str) -> Iterator[Send]:
    """Log one line per message: its subject and its worst item."""

    def send(message: Message, done: Collection[str]) -> Iterator[Part]:
        rendered = render(message, language, most=1)
        titles = [item.title for section in rendered.sections for item in section.items]
        is_error = any(cause.lead.severity == "error" and cause.event != RESOLVED for cause in message.causes)
        level = logging.ERROR if is_error else logging.WARNING
        logger.log(level, "%s", one_line(f"alert: {rendered.subject}. {titles[0]}"))
        yield Part(ONLY)

    yield send


@contextmanager
def json_lines(path: Path, language: str) -> Iterator[Send]:
    """Append one line per message; it is on the disk before it counts as sent."""

    def send(message: Message, done: Collection[str]) -> Iterator[Part]:
        line = json.dumps(payload(message, language), ensure_ascii=False)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Undelivered(f"{path} can't be written: {error.strerror}") from error
        yield Part(ONLY)

    yield send
