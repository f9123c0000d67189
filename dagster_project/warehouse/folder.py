"""The warehouse folder: its fixed paths, its lock, its archive and its connections. No other module knows them.

The contents of the databases are not known here. The program writes everything in the folder except
`report_overrides.csv` and `expected_reports.csv`, which people write; `accepted.csv` is written by both.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname

import duckdb
from filelock import FileLock, Timeout

from dagster_project.warehouse.hints import hint

_DAGSTER_SETTINGS = Path(__file__).resolve().parents[1] / "orchestration" / "dagster.yaml"
# How long a run waits for the lock: the sensor takes it for a moment to see whether it is free.
LOCK_SECONDS = 2


def sha256(path: Path) -> str:
    """The document id of a file: the sha256 of its bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class WarehouseError(Exception):
    """The warehouse folder can't be used in its present state; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class WarehouseFolder:
    """The paths of one warehouse. Those under `current` are links into the last published release."""

    root: Path

    @property
    def working_database(self) -> Path:
        """The DuckDB file that a run builds in; readers never open it."""
        return self.root / "build" / "bokslut.duckdb"

    @property
    def built_data_docs(self) -> Path:
        """The pages of the checks as the run writes them, before they are published."""
        return self.root / "build" / "data_docs"

    @property
    def dbt_target(self) -> Path:
        """Where dbt writes logs and compiled SQL of a run."""
        return self.root / "build" / "dbt"

    @property
    def scratch(self) -> Path:
        """Temporary files of the reading; what a killed run left is cleared by the next."""
        return self.root / "build" / "scratch"

    @property
    def state_database(self) -> Path:
        """The SQLite file that outlives every rebuild: ledger, builds, findings, outbox."""
        return self.root / "state.sqlite"

    @property
    def releases(self) -> Path:
        """One folder per publication, the last few of them."""
        return self.root / "releases"

    @property
    def current(self) -> Path:
        """The link that a publication switches to the newest release."""
        return self.root / "current"

    @property
    def database(self) -> Path:
        """The published DuckDB file, as analysts open it."""
        return self.root / "bokslut.duckdb"

    @property
    def parquet(self) -> Path:
        """The published tables as Parquet files, a folder per schema."""
        return self.root / "parquet"

    @property
    def data_docs(self) -> Path:
        """The published pages of the checks."""
        return self.root / "data_docs"

    @property
    def accepted(self) -> Path:
        """Findings that may remain: a curated CSV file."""
        return self.root / "accepted.csv"

    @property
    def report_overrides(self) -> Path:
        """What reading cannot find of a report: a curated CSV file."""
        return self.root / "report_overrides.csv"

    @property
    def expected_reports(self) -> Path:
        """Reports that should arrive, with due dates: a curated CSV file."""
        return self.root / "expected_reports.csv"

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps its settings and the history of runs."""
        return self.root / "dagster_home"

    def release(self) -> str | None:
        """The id of the published release; None when nothing is published."""
        return self.current.readlink().name if self.current.is_symlink() else None

    def archived(self, document_id: str) -> Path:
        """The file in the archive that holds, or will hold, the bytes of an accepted document."""
        return self.root / "archive" / document_id

    def archive(self, document_id: str, source: Path) -> bool:
        """Archive the bytes of an accepted document, once; False when the file no longer holds them."""
        kept = self.archived(document_id)
        if kept.exists():
            return True
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(".partial")
        try:
            shutil.copyfile(source, partial)
            if sha256(partial) != document_id:
                return False
            partial.replace(kept)
        finally:
            partial.unlink(missing_ok=True)
        return True

    def cleared_scratch(self) -> Path:
        """Empty the folder for temporary files and return it; the lock must be held."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True)
        return self.scratch

    def prepare(self) -> None:
        """Create the folder and its Dagster home, with the settings of this version.

        Raises WarehouseError where that is not possible.
        """
        try:
            # Without this file Dagster's pages ask the first visitor for a mail address.
            greeted = self.dagster_home / ".nux" / "nux.yaml"
            greeted.parent.mkdir(parents=True, exist_ok=True)
            greeted.touch()
            self.working_database.parent.mkdir(exist_ok=True)
            shutil.copyfile(_DAGSTER_SETTINGS, self.dagster_home / "dagster.yaml")
        except OSError as error:
            raise WarehouseError(
                f"The warehouse folder {self.root} can't be made: {error.strerror}. {hint(str(error), self.root) or ''}"
            ) from error

    def remove_working_database(self) -> None:
        """Remove the working database, so that the next run rebuilds it; the lock must be held."""
        for left in self.working_database.parent.glob(self.working_database.name + "*"):
            left.unlink()

    @contextmanager
    def lock(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Hold the folder's only write lock. Raises WarehouseError when another process holds it for so many seconds.

        The operating system releases it when the process ends, however it ends.
        """
        lock = FileLock(self._lock, timeout=seconds)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise WarehouseError(
                f"Another run is working in the warehouse {self.root}{self.lock_holder()}. "
                "Wait until it is done, or use another folder."
            ) from error
        except OSError as error:
            raise WarehouseError(
                f"The warehouse {self.root} can't be locked: {error.strerror}. {hint(str(error), self.root) or ''}"
            ) from error
        try:
            began = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
            self._holder.write_text(f"process {os.getpid()} on {gethostname()}, since {began} UTC", encoding="utf-8")
            yield
        finally:
            lock.release()

    def is_locked(self) -> bool:
        """Whether a process holds the lock now."""
        if not self._lock.exists():
            return False
        try:
            with FileLock(self._lock, timeout=0):
                return False
        except Timeout:
            return True

    def lock_holder(self) -> str:
        """The last process that took the lock, in parentheses after a space; empty when there was none."""
        return f" ({self._holder.read_text(encoding='utf-8')})" if self._holder.exists() else ""

    @property
    def _lock(self) -> Path:
        return self.root / ".lock"

    @property
    def _holder(self) -> Path:
        return self.root / ".lock.holder"

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The working database, for writing; the lock must be held."""
        self.working_database.parent.mkdir(parents=True, exist_ok=True)
        try:
            connection = duckdb.connect(str(self.working_database))
        except duckdb.IOException as error:
            raise WarehouseError(
                f"The working database {self.working_database} can't be opened: {error} "
                "Close the program that has it open; to look at the results, open the published "
                f"{self.database} instead."
            ) from error
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def connect_published(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The published database, read-only."""
        if not self.database.exists():
            raise WarehouseError(f"Nothing has been published in {self.root} yet. Run `make run` first.")
        try:
            connection = duckdb.connect(os.fspath(self.database), read_only=True)
        except duckdb.IOException as error:
            raise WarehouseError(
                f"The published database {self.database} can't be opened: {error} "
                "Close the program that has it open for writing; it need only be opened read-only."
            ) from error
        try:
            yield connection
        finally:
            connection.close()
