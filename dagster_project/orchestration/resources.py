"""The resource of the pipeline: the folder of reports and the warehouse, which is locked during a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from dagster_project.warehouse.folder import LOCK_SECONDS, WarehouseError, WarehouseFolder


class Warehouse(dg.ConfigurableResource["Warehouse"]):
    """The folder of reports and the warehouse folder.

    The warehouse is locked from the run's first step to its last, which is why a run is executed in one process. A run
    that finds it locked waits `lock_seconds` seconds.
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
