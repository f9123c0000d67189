"""Reads many files in worker processes, with a time and a memory limit each: one bad file costs only itself.

Uses the reading library; knows neither the warehouse nor Dagster.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import resource
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import RLock
from pathlib import Path
from tempfile import TemporaryDirectory

from pebble import ProcessExpired, ProcessPool

from dagster_project.errors import UnreadableReport
from dagster_project.reading.limits import (
    MEMORY_PER_WORKER,
    SECONDS_PER_FILE,
    SECONDS_PER_SCANNED_PAGE,
    WORKERS,
)
from dagster_project.reading.records import Reading
from dagster_project.reading.sources.pdf.scan.estimate import pages_to_scan
from dagster_project.reading.sources.pdf.scan.ocr import tesseract_version
from dagster_project.terms import Reason

logger = logging.getLogger("bokslut.reading")

# Faults of disks, shares and the machine, which are transient; any other OSError is about the content of the file.
_TRANSIENT = {
    *(errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENOTCONN, errno.ENODEV),
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.EBUSY),
}


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: its bytes are at `path`, its name in `raw/` is `file_name`."""

    path: Path
    document_id: str
    file_name: str


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of a task: a reading, or the reason why the file is unreadable."""

    task: Task
    reading: Reading | None = None
    error: UnreadableReport | None = None


Read = Callable[[Path, str, str], Reading]


def reading_version() -> str:
    """A hash of the reading library's files and of the Tesseract it finds: what another version read is read again."""
    return _reading_version(LIBRARY_VERSION)


def installed_reading_version() -> str:
    """The reading version of a process that starts now: an upgrade may have changed files since this one started."""
    return _reading_version(_library_version())


def _reading_version(library: str) -> str:
    return hashlib.sha256(f"{library} {tesseract_version()}".encode()).hexdigest()[:16]


def _library_version() -> str:
    paths = [*_LIBRARY.rglob("*.py"), *_LIBRARY.rglob("*.yml")]
    return _hashed(tuple(sorted((path, path.stat().st_size, path.stat().st_mtime_ns) for path in paths)))


@lru_cache(maxsize=2)
def _hashed(files: tuple[tuple[Path, int, int], ...]) -> str:
    """The contents, read again only where size or time has changed."""
    digest = hashlib.sha256()
    for path, _, _ in files:
        digest.update(path.relative_to(_LIBRARY).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


_LIBRARY = Path(__file__).parent
# Hashed on import: an upgrade under a running service changes the files, not the code that reads.
LIBRARY_VERSION = _library_version()


def read_all(
    tasks: Sequence[Task],
    read: Read,
    scratch: Path | None = None,
    seconds_per_file: float = SECONDS_PER_FILE,
    memory_per_worker: int = MEMORY_PER_WORKER,
) -> Iterator[Result]:
    """Read every task, yielding results as they are ready. `read` must be importable by name in a fresh process.

    `seconds_per_file` is extended for scanned pages; `memory_per_worker` is in bytes. Temporary files are created in a
    folder of `scratch` that is removed with the pool, even if a worker dies.
    """
    if not tasks:
        return
    with TemporaryDirectory(prefix="bokslut-reading-", dir=scratch) as temporary:
        pool = ProcessPool(
            max_workers=min(WORKERS, len(tasks), os.cpu_count() or 1),
            initializer=_prepare_worker,
            initargs=(memory_per_worker, temporary),
            context=_LocksKept(),
        )
        try:
            yield from _results(pool, tasks, read, seconds_per_file)
        finally:
            # An interrupted run does not wait for files that are still being read.
            pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types
            pool.join()


class _LocksKept(ForkServerContext):
    """Keeps the locks of a pool as long as the pool.

    Pebble frees them before it stops the workers. A worker that still starts would print a traceback of its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self._locks: list[RLock] = []

    def RLock(self) -> RLock:
        lock = super().RLock()
        self._locks.append(lock)
        return lock


def _results(pool: ProcessPool, tasks: Sequence[Task], read: Read, seconds_per_file: float) -> Iterator[Result]:
    remaining = iter(tasks)
    running: dict[Future[Reading], tuple[Task, float]] = {}
    # Only a few tasks are handed out at a time, so that finished readings don't pile up in memory.
    while True:
        for task in islice(remaining, 2 * WORKERS - len(running)):
            seconds = seconds_per_file + SECONDS_PER_SCANNED_PAGE * pages_to_scan(task.path)
            running[pool.schedule(_read_one, args=(read, task), timeout=seconds)] = task, seconds
        if not running:
            break
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            yield _result(*running.pop(future), future)


def _prepare_worker(memory: int, scratch: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    tempfile.tempdir = scratch
    # It warns of every odd colour and font, none of which affects the reading.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)


def _read_one(read: Read, task: Task) -> Reading:
    """Read in the worker. The only place that catches everything: no file may stop the others."""
    try:
        return read(task.path, task.document_id, task.file_name)
    except UnreadableReport:
        raise
    except MemoryError as error:
        raise UnreadableReport(Reason.TOO_LARGE, _memory_detail()) from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _TRANSIENT:
            detail = f"{task.file_name} could not be read ({error.strerror}); once that is fixed it is read by itself"
            raise UnreadableReport(Reason.UNREACHABLE, detail) from error
        raise UnreadableReport(Reason.FAILED, _failure_detail(error)) from error


def _memory_detail() -> str:
    limit = resource.getrlimit(resource.RLIMIT_AS)[0] // 1024**2
    return (
        f"Reading it needs more than {limit} MB of memory. Split the file, or raise BOKSLUT_MEMORY_PER_WORKER (bytes)."
    )


def _failure_detail(error: Exception) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    own = [frame for frame in frames if "dagster_project" in frame.filename] or frames
    place = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "an unknown place"
    return f"{type(error).__name__} at {place}: {error}. This is a defect of the reading, not of the report."


def _result(task: Task, seconds: float, future: Future[Reading]) -> Result:
    try:
        return Result(task, reading=future.result())
    except UnreadableReport as error:
        if error.reason is Reason.FAILED:
            # The cause that the worker sends back is its traceback as text.
            logger.error("reading %s failed:\n%s", task.file_name, error.__cause__)
        return Result(task, error=error)
    except TimeoutError:
        detail = f"It was not read in {seconds:g} seconds. Split the file, or raise BOKSLUT_SECONDS_PER_FILE."
        return Result(task, error=UnreadableReport(Reason.TIMED_OUT, detail))
    except ProcessExpired as error:
        detail = (
            f"The reading process died on it (exit code {error.exitcode}), which is a defect of the reading or a lack "
            "of memory; it is tried again."
        )
        return Result(task, error=UnreadableReport(Reason.DIED, detail))
