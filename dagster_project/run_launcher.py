"""How the service starts a run: as a copy of a process that has imported everything, instead of from nothing.

Dagster's own launcher starts a fresh process, which imports Dagster, dbt and Great Expectations for longer than a small
run then works. Here the first run of the service waits for that, and those after it don't. The price is the memory that
the waiting process holds (`make bench` tells it); without `run_launcher` in dagster.yaml all is as Dagster ships it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dagster._cli.api import execute_run_command
from dagster._core.instance import T_DagsterInstance
from dagster._core.launcher import LaunchRunContext, RunLauncher
from dagster._grpc.types import ExecuteRunArgs
from dagster._serdes import ConfigurableClass, ConfigurableClassData, serialize_value

PROCESS_TAG = "bokslut/process"
PRELOADED = ["dagster_project.preloaded"]


class ForkingRunLauncher(RunLauncher[T_DagsterInstance], ConfigurableClass):
    """Named as `run_launcher` in the project's dagster.yaml."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        self._inst_data = inst_data
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(PRELOADED)
        # Dagster's own constructor, which keeps the instance, has no types.
        super().__init__()  # type: ignore[no-untyped-call]

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        return self._inst_data

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> ForkingRunLauncher[T_DagsterInstance]:
        return cls(inst_data)

    def launch_run(self, context: LaunchRunContext) -> None:
        """Start the run's process; it reports to the instance by itself."""
        run = context.dagster_run
        if context.job_code_origin is None:
            raise ValueError(f"run {run.run_id} does not say where its code is; launch it anew")
        arguments = ExecuteRunArgs(context.job_code_origin, run.run_id, self._instance.get_ref())
        process = self._processes.Process(target=_execute, args=(serialize_value(arguments),), name=run.run_id)
        process.start()
        self._instance.add_run_tags(run.run_id, {PROCESS_TAG: str(process.pid)})

    def terminate(self, run_id: str) -> bool:
        """Interrupt the run's process, which ends what it does and reports it; False when it is gone already."""
        run = self._instance.get_run_by_id(run_id)
        if run is None or run.is_finished or not _is_started_here(process := int(run.tags.get(PROCESS_TAG, 0))):
            return False
        self._instance.report_run_canceling(run)
        os.kill(process, signal.SIGINT)
        return True


def _execute(arguments: str) -> None:
    execute_run_command.main([arguments], standalone_mode=False)


def _is_started_here(process: int) -> bool:
    """Whether a process is a copy that this made: the number of one that ended may be given to another."""
    try:
        return b"multiprocessing.forkserver" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False
