"""A pool stopped while one worker is slow to end and another to start: `python -m tests.unit.interrupted_pool DIR`."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

from pebble import ProcessPool

from dagster_project.reading.pool import _LocksKept


class SlowToStart:
    """Delays the start of every worker but the first: it is pickled once for each."""

    def __init__(self) -> None:
        self.workers = 0

    def __getstate__(self) -> int:
        self.workers += 1
        return self.workers

    def __setstate__(self, number: int) -> None:
        if number > 1:
            time.sleep(1)


def prepare(_: SlowToStart) -> None:
    """Nothing: the argument is what is slow."""


def ignore_the_end(started: Path) -> None:
    """Work that SIGTERM does not end."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    started.touch()
    time.sleep(30)


def main(folder: Path) -> None:
    """Stop the pool once the first worker works."""
    pool = ProcessPool(max_workers=2, initializer=prepare, initargs=(SlowToStart(),), context=_LocksKept())
    pool.schedule(ignore_the_end, args=(folder / "started",))
    while not (folder / "started").exists():
        time.sleep(0.01)
    pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types
    pool.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
