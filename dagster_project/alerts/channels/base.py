"""What channels have in common: they are opened, send messages one by one, and raise with the reason of a failure."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from dagster_project.alerts.messages import Message

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message that is done: it arrived, or it is refused for good, with the reason in `refusal`.

    A part is a recipient of a mail, by address, or one of the posts that a long message takes, by number.
    `is_receiver` tells that the receiver refuses every message, not this one.
    """

    name: str
    refusal: str | None = None
    is_receiver: bool = False


Send = Callable[[Message, Collection[str]], Iterator[Part]]
"""Sends the parts of a message that are not done yet, and gives each once it is; raises Undelivered for the others."""

ONLY = "1"
"""The name of the part of a message that has one."""


class Undelivered(Exception):
    """A part of a message did not arrive for now; the text says why and, where a person must act, what to do.

    With `is_down`, other messages would not arrive either. `retry_after` is the wait in seconds that the receiver asks
    for. Neither a secret nor the URL of a webhook is part of the text.
    """

    def __init__(self, why: str, *, is_down: bool = True, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.is_down = is_down
        self.retry_after = retry_after


def secret(variable: str) -> str:
    """The value of an environment variable that the settings name. Raises Undelivered when it is not set."""
    value = os.environ.get(variable, "")
    if not value:
        raise Undelivered(f"the environment variable {variable} is not set: set it where Bokslut runs")
    return value
