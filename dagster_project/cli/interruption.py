"""Notices Ctrl-C during a run, even where Dagster and dbt turn it into errors of their own."""

from __future__ import annotations

import os
import signal
from types import TracebackType

INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
SIGNALLED = 128
"""A shell adds it to the number of the signal that ended a program."""


class Interruption:
    """Whether the block was interrupted; to be used in the main thread.

    Signal handlers are replaced while a run works; the pipe to which Python writes each signal's number is not.
    """

    def __init__(self) -> None:
        self._received = b""

    def __enter__(self) -> Interruption:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        self._before = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drain()
        signal.set_wakeup_fd(self._before)
        os.close(self._reader)
        os.close(self._writer)

    @property
    def exit_code(self) -> int | None:
        """130 after Ctrl-C, 143 after SIGTERM; None when there was no interruption."""
        self._drain()
        return next((SIGNALLED + number for number in self._received if number in INTERRUPTS), None)

    def _drain(self) -> None:
        try:
            self._received += os.read(self._reader, 4096)
        except BlockingIOError:
            return
