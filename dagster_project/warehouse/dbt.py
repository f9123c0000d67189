"""The dbt project: where it is, which version it has, its parsed manifest, and building it in this process.

What the models say is the project's; how their results look in Dagster is in `orchestration/assets/models.py`.
"""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock
from platformdirs import user_cache_path

from dagster_project.warehouse.folder import WarehouseFolder
from dagster_project.warehouse.sql import comment, transaction

_PACKAGE = Path(__file__).resolve().parents[1]
_PACKAGED = _PACKAGE / "_dbt"
# A wheel carries the project inside the package; in a checkout it is beside it.
OWN_PROJECT = _PACKAGED if _PACKAGED.is_dir() else _PACKAGE.parent / "dbt"
DBT_PROJECT = OWN_PROJECT
"""The project that is built; tests replace it by a smaller one, which lacks the seeds that the checks know."""

_CONTENTS = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "snapshots", "tests")
_SUFFIXES = {".sql", ".yml", ".yaml", ".csv", ".md"}
_MANIFESTS_KEPT = 3


class ManifestMissing(Exception):
    """The dbt project can't be parsed, so that there is no manifest; the text has dbt's reason."""


class ModelsFailed(Exception):
    """A model or a test of run scope failed; the text lists each with its message."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """The result of one model, seed or test.

    `status` is success, pass, warn, error, fail or skipped; `failures` counts the rows that a test returned.
    """

    unique_id: str
    status: str
    message: str
    failures: int
    seconds: float


def project_version() -> str:
    """A hash of the contents of the project's files; contents are read again only where size or time has changed."""
    return _hashed(DBT_PROJECT, tuple(_listed(DBT_PROJECT)))


def _listed(project: Path) -> Iterator[tuple[str, int, int]]:
    """Relative path, size in bytes and time of change in nanoseconds of each file that dbt reads, by path."""
    for name in _CONTENTS:
        path = project / name
        for found in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if found.suffix in _SUFFIXES and found.is_file():
                described = found.stat()
                yield found.relative_to(project).as_posix(), described.st_size, described.st_mtime_ns


@lru_cache(maxsize=4)
def _hashed(project: Path, files: tuple[tuple[str, int, int], ...]) -> str:
    digest = hashlib.sha256()
    for name, _, _ in files:
        digest.update(name.encode() + b"\0" + (project / name).read_bytes() + b"\0")
    return digest.hexdigest()


def ensure_manifest() -> Path:
    """The folder with the manifest of the project as it is now, parsed in this process if it has not been parsed yet.

    There is one folder per version of the project, in `dbt/target` of a checkout or in the user's cache folder for an
    installed package. It is complete once it is there, so that readers need no lock. Raises ManifestMissing when the
    project can't be parsed or the folder can't be written.
    """
    parent = user_cache_path("bokslut") / "dbt" if DBT_PROJECT == _PACKAGED else DBT_PROJECT / "target"
    if (ready := parent / _manifest_name()).is_dir():
        return ready
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with FileLock(parent / ".parse.lock"):
            # Another process may have parsed, or the project may have changed, while this one waited.
            ready = parent / _manifest_name()
            return ready if ready.is_dir() else _parsed(parent)
    except OSError as error:
        raise ManifestMissing(f"The manifest of the dbt project can't be written to {parent}: {error}") from error


def _manifest_name() -> str:
    parsed_by = f"{project_version()} {version('dbt-core')} {version('dbt-duckdb')}"
    return f"manifest-{hashlib.sha256(parsed_by.encode()).hexdigest()[:16]}"


def _parsed(parent: Path) -> Path:
    # Always the same folder, in which dbt finds what it has parsed before.
    partial = parent / "parsing"
    folders = ("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT))
    written = ("--target-path", str(partial), "--log-path", str(partial / "logs"))
    name = ""
    while name != (name := _manifest_name()):
        # And again when the project changes meanwhile, since it is not known which version was parsed.
        with _environment(BOKSLUT_DATABASE=str(partial / "bokslut.duckdb"), DO_NOT_TRACK="1"):
            outcome = _invoke(["parse", "--quiet", "--log-level", "none", *folders, *written])
        if not outcome.success:
            raise ManifestMissing(f"The dbt project {DBT_PROJECT} can't be parsed: {outcome.exception}")
    copied = parent / f".{name}"
    shutil.copytree(partial, copied, dirs_exist_ok=True)
    ready = copied.rename(parent / name)
    for older in sorted(parent.glob("manifest-*"), key=lambda path: path.stat().st_ctime)[:-_MANIFESTS_KEPT]:
        shutil.rmtree(older)
    return ready


def manifest() -> dict[str, Any]:
    """The manifest of the project as it is now. Raises ManifestMissing when the project can't be parsed."""
    return _loaded(ensure_manifest() / "manifest.json")


@lru_cache(maxsize=1)
def _loaded(path: Path) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return parsed


def build(folder: WarehouseFolder, run_at: datetime) -> list[NodeResult]:
    """Build all seeds, models and data tests in the working database; `run_at` (UTC) is the models' only clock.

    Unit tests are left out: they judge the code, not the data. Raises ModelsFailed when a model or a test of error
    severity fails.
    """
    arguments = [
        "build",
        *("--exclude-resource-type", "unit_test"),
        *("--vars", json.dumps({"run_at": run_at.isoformat(sep=" ")})),
        *("--project-dir", str(DBT_PROJECT)),
        *("--profiles-dir", str(DBT_PROJECT)),
        *("--target-path", str(folder.dbt_target)),
        *("--log-path", str(folder.dbt_target / "logs")),
        *("--log-level", "none"),
        "--quiet",
        # Results are taken from dbt's return value, and the manifest is that of `ensure_manifest`.
        "--no-write-json",
    ]
    with _environment(BOKSLUT_DATABASE=str(folder.working_database), DO_NOT_TRACK="1"):
        outcome = invoke(arguments)
    if outcome.exception is not None:
        raise ModelsFailed(f"dbt could not run: {outcome.exception}")
    results = [
        NodeResult(
            unique_id=result.node.unique_id,
            status=str(result.status),
            message=result.message or "",
            failures=result.failures or 0,
            seconds=result.execution_time,
        )
        for result in outcome.result.results
    ]
    failed = [result for result in results if result.status in ("error", "fail", "runtime error")]
    if failed or not outcome.success:
        skipped = sum(result.status == "skipped" for result in results)
        lines = [f"{result.unique_id}: {' '.join(result.message.split())}" for result in failed]
        raise ModelsFailed("\n".join([f"{len(failed)} models or tests failed, {skipped} were skipped:", *lines]))
    return results


def describe_sources(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the descriptions of the project's sources as comments: dbt does that only for what it builds."""
    found = set(
        connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() where database_name = current_database()"
        ).fetchall()
    )
    described = {(schema, table) for schema, table, _ in found}
    with transaction(connection):
        for source in manifest()["sources"].values():
            schema, table = source["schema"], source["name"]
            if (schema, table) in described:
                comment(connection, f'table "{schema}"."{table}"', source["description"].strip())
            for name, column in source["columns"].items():
                if (schema, table, name) in found:
                    comment(connection, f'column "{schema}"."{table}"."{name}"', column["description"].strip())


def invoke(arguments: list[str]) -> Any:
    """Run a dbt command in this process on the project as it is now; the result is a `dbtRunnerResult`."""
    _quiet_import()
    from dbt.contracts.graph.manifest import Manifest

    # The JSON manifest lacks what dbt itself needs of it; this file of the same parse has all.
    return _invoke(arguments, Manifest.from_msgpack((ensure_manifest() / "partial_parse.msgpack").read_bytes()))


def _invoke(arguments: list[str], parsed: Any = None) -> Any:
    _quiet_import()
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    # Python would search the manifest for garbage again and again: an eighth of the whole build.
    gc.freeze()
    try:
        return dbtRunner(manifest=parsed).invoke(arguments)
    finally:
        gc.unfreeze()
        # dbt keeps the file open, and locked, after it has returned.
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]  # dbt has no types


def _quiet_import() -> None:
    """Import dbt without the handler that its telemetry library gives to the root logger."""
    handlers = list(logging.root.handlers)
    import_module("dbt.cli.main")

    logging.root.handlers[:] = handlers


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
