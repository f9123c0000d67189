"""The one resource of the pipeline: where the reports are and which warehouse they go to, locked while a run lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from dagster_project.warehouse.folder import LOCK_SECONDS, WarehouseError, WarehouseFolder


class Warehouse(dg.ConfigurableResource["Warehouse"]):
    """The folder of reports and the warehouse folder.

    The folder's lock is held from the run's first step to its last, which is why runs are executed in one process. A
    run that finds it taken waits for it `lock_seconds`.
    """

    raw_folder: str
    warehouse_folder: str
    lock_seconds: float = LOCK_SECONDS

    @property
    def raw(self) -> Path:
        return Path(self.raw_folder)

    @property
    def folder(self) -> WarehouseFolder:
        return WarehouseFolder(Path(self.warehouse_folder))

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Warehouse"]:
        if not self.raw.is_dir():
            raise WarehouseError(f"There is no folder {self.raw} to read reports from.")
        with self.folder.lock(self.lock_seconds):
            self.folder.prepare()
            yield self
