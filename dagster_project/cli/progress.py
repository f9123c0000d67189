"""The log of a run on stderr: in a terminal a bar over the reports of the batch, elsewhere a line per record."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from dagster_project.cli.screen import console, printable

LOGGER = "bokslut"
READING = "reading reports"
AFTER_READING = "building and checking the models"
_REPORT_READ = re.compile(r"(\d+)/(\d+) (.*)", re.DOTALL)
"""How staging logs a report: its number in the batch, the size of the batch, what was read of it."""


@contextmanager
def logged() -> Iterator[None]:
    """Show what the program logs from level INFO up, until the block ends."""
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.INFO)
    before = logger.handlers
    handler = Bar() if console(sys.stderr).is_interactive else Lines()
    logger.handlers = [handler]
    try:
        yield
    finally:
        logger.handlers = before
        handler.close()


class Lines(logging.StreamHandler[TextIO]):
    """A line per record."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


class Bar(logging.Handler):
    """A bar that the records of reports move; other records are printed above it."""

    def __init__(self) -> None:
        super().__init__()
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[count]}", markup=False),
            TimeElapsedColumn(),
            console=console(sys.stderr),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._batch: TaskID | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Move the bar or print the record."""
        text = printable(self.format(record))
        read = _REPORT_READ.fullmatch(text)
        if read is None:
            self._progress.console.print(Text(text))
            return
        number, size, _ = read.groups()
        count = f"{number} of {size}"
        # The work after reading is one more step, so that the clock keeps running.
        total = int(size) + 1
        if self._batch is None:
            self._batch = self._progress.add_task(READING, total=total, count=count)
            self._progress.start()
        description = AFTER_READING if number == size else READING
        self._progress.update(self._batch, description=description, total=total, completed=int(number), count=count)

    def close(self) -> None:
        """Take the bar away."""
        self._progress.stop()
        super().close()
