"""Runs of a pipeline in separate processes that can be killed, forked so that modules are imported once.

`python -m tests.pipeline.forked [DBT_PROJECT]` reads a line of JSON per run. It answers with the process id of the run,
then with its exit code. With a dbt project the pipeline has the reader and the models of the small project.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.conftest import ROOT

# What a run imports when it comes to it: imported once, before all forks.
PRELOADED = (
    "dbt.cli.main",
    "dbt.adapters.duckdb",
    "great_expectations.expectations",
    "dagster_project.orchestration.definitions",
    "dagster_project.cli.summary",
)


class Runner:
    """The process that forks the runs."""

    def __init__(self, dbt_project: Path | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.pipeline.forked", *([str(dbt_project)] if dbt_project else [])],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, raw: Path, warehouse: Path, **described: Any) -> tuple[int, str]:
        """The exit code of a run (negative if a signal ended it) and its output.

        Options: `environment`, variables to set; `user`, an id to run as; `killed_after`, in seconds.
        """
        self.start(raw, warehouse, **described)
        return self.wait()

    def start(self, raw: Path, warehouse: Path, **described: Any) -> None:
        """Start a run, in the process `run_process`. `wait` returns its result."""
        assert self.process.stdin is not None
        self._output = raw.with_suffix(".output")
        order = {"raw": str(raw), "warehouse": str(warehouse), "output": str(self._output), **described}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        self.run_process = int(self._answer())

    def wait(self) -> tuple[int, str]:
        """The result of the run that was started, as `run` returns it."""
        return int(self._answer()), self._output.read_text(encoding="utf-8")

    def _answer(self) -> str:
        assert self.process.stdout is not None
        answer = self.process.stdout.readline()
        assert answer, "the process that forks the runs has died"
        return answer

    def close(self) -> None:
        """End the process. A run in progress continues."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def main(dbt_project: Path | None) -> None:
    """Fork a run for every line of the standard input."""
    for module in PRELOADED:
        import_module(module)
    from dagster_project.cli import run
    from dagster_project.orchestration.assets import staging as staging_assets
    from dagster_project.warehouse import dbt as models
    from tests.pipeline import small_project
    from tests.pipeline.disk import wait_for_no_disk

    if dbt_project is not None:
        models.DBT_PROJECT = dbt_project
        vars(staging_assets)["read_report"] = small_project.read
    wait_for_no_disk()
    _rehearse()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(order)
            os._exit(_flushed(run.run(Path(order["raw"]), Path(order["warehouse"]))))
        print(child, flush=True)
        status = _ended(child, order.get("killed_after"))
        print(os.waitstatus_to_exitcode(status), flush=True)


def _rehearse() -> None:
    """A run that finds nothing to read: what the first run of a process prepares for all, every fork has then."""
    from dagster_project.cli import run

    with TemporaryDirectory() as name, redirect_stdout(sys.stderr):
        raw = Path(name, "raw")
        raw.mkdir()
        assert run.run(raw, Path(name, "warehouse")) == 0


def _ended(child: int, killed_after: float | None) -> int:
    ends = time.monotonic() + (killed_after or 0)
    while killed_after is not None:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return status
        if time.monotonic() >= ends:
            os.kill(child, signal.SIGKILL)
            break
        time.sleep(0.005)
    return os.waitpid(child, 0)[1]


def _become(order: Mapping[str, Any]) -> None:
    output = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.update(order.get("environment", {}))
    if "user" in order:
        os.setgroups([])
        os.setgid(order["user"])
        os.setuid(order["user"])


def _flushed(code: int) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
