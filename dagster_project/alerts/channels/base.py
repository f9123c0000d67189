"""What channels have in common: they are opened, send messages one by one, and raise with the reason of a failure."""

from __future__ import annotations

import os
from collections.abc import Callable

from dagster_project.alerts.messages import Message

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0

Send = Callable[[Message], None]
"""Sends a message, or raises Undelivered."""


class Undelivered(Exception):
    """A message did not reach its channel; the text says why and, where a person must act, what to do.

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
