"""Runs cases: typesets and reads them in worker processes with a time limit, then scores the readings.

A reader that crashes or hangs fails only its own case, which counts as unread.
"""

from __future__ import annotations

import multiprocessing
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, TimeoutError
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pebble import ProcessExpired, ProcessPool

from dagster_project.reading.read import read_report
from lab.printed import Case
from lab.saved import without_block
from lab.score import failed, score
from lab.tally import Score

SECONDS_PER_CASE = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a case. `skipped` says why this machine could not typeset it; `seconds` is the reading time."""

    case: Case
    score: Score = field(default_factory=Score)
    seconds: float = 0.0
    skipped: str = ""

    @property
    def ways(self) -> set[tuple[str, str]]:
        """The ways it failed: kind and reason of every miss."""
        return {(miss.kind, miss.reason.split(",")[0].split("\n")[0]) for miss in self.score.misses}

    @property
    def has_failed(self) -> bool:
        return bool(self.score.misses)


def run_case(case: Case, folder: Path | None) -> Outcome:
    """Typeset, read and score one case in this process. The typeset file is kept in `folder` if given."""
    from lab.typeset import CannotTypesetError, typeset

    if folder is None:
        with TemporaryDirectory() as made:
            return run_case(case, Path(made))
    try:
        path = typeset(case, folder)
    except CannotTypesetError as error:
        return Outcome(case, skipped=str(error))
    start = time.perf_counter()
    reading = read_report(path, f"{case.seed}", path.name)
    return Outcome(case, score(case, reading), time.perf_counter() - start)


class Runner:
    """Worker processes that run cases, each within `seconds`. Typeset files are kept in `folder` if given."""

    def __init__(self, jobs: int, folder: Path | None = None, seconds: float = SECONDS_PER_CASE) -> None:
        self._pool: Any = ProcessPool(max_workers=jobs, context=multiprocessing.get_context("forkserver"))
        self._folder = folder
        self._seconds = seconds

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()
        self._pool.join()

    def run(self, cases: Sequence[Case]) -> Iterator[Outcome]:
        """Yield the outcome of every case, in order."""
        futures = [self._pool.schedule(_in_worker, args=(case, self._folder), timeout=self._seconds) for case in cases]
        for case, future in zip(cases, futures, strict=True):
            yield _result(case, future)

    def reduced(self, case: Case, most_runs: int = 60) -> Case:
        """A smaller case that still fails in one of the same ways.

        Halves, quarters, ... of its blocks are left out as long as it fails, in about `most_runs` runs.
        """
        wanted = next(self.run([case])).ways
        parts, runs = 2, 0
        while parts <= len(case.blocks) and runs < most_runs:
            size = -(-len(case.blocks) // parts)
            candidates = [_without(case, range(at, at + size)) for at in range(0, len(case.blocks), size)]
            runs += len(candidates)
            smaller = next((outcome.case for outcome in self.run(candidates) if outcome.ways & wanted), None)
            if smaller is None:
                parts *= 2
            else:
                case, parts = smaller, max(parts - 1, 2)
        return case


def _in_worker(case: Case, folder: Path | None) -> Outcome | str:
    """The outcome, or the text of the error: exceptions of libraries can't always be pickled."""
    try:
        return run_case(case, folder)
    except Exception as error:  # noqa: BLE001 whatever a reader raises is a failure of this case
        message = traceback.format_exception_only(error)[-1].strip()
        return f"{message}\n{traceback.format_exc(limit=-6)}"


def _result(case: Case, future: Future[Outcome | str]) -> Outcome:
    try:
        outcome = future.result()
    except TimeoutError:
        outcome = "no answer in time"
    except ProcessExpired as error:
        outcome = f"the worker died: {error}"
    return Outcome(case, failed(case, outcome)) if isinstance(outcome, str) else outcome


def _without(case: Case, indices: range) -> Case:
    for index in reversed(indices):
        if index < len(case.blocks):
            case = without_block(case, index)
    return case
