"""Running the dbt project, in process, on the working database of a warehouse folder, and where its manifest is.

What the models say is dbt's; how their results look in Dagster is known in `assets/models.py`.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from platformdirs import user_cache_path

from dagster_project.warehouse.folder import PROJECT, WarehouseFolder
from dagster_project.warehouse.sql import comment, transaction

_PACKAGED = PROJECT / "dagster_project" / "_dbt"
IS_PACKAGED = _PACKAGED.is_dir()
OWN_PROJECT = _PACKAGED if IS_PACKAGED else PROJECT / "dbt"
DBT_PROJECT = OWN_PROJECT
"""The project that is built; tests put a smaller one in its place."""


def _packaged_manifest() -> Path:
    """In the user's cache, by the project's content and place: where the package is installed need not be writable."""
    digest = hashlib.sha256(f"{sys.version} {_PACKAGED}".encode())
    for path in sorted(path for path in _PACKAGED.rglob("*") if path.is_file()):
        digest.update(path.relative_to(_PACKAGED).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return user_cache_path("bokslut") / digest.hexdigest()[:16] / "manifest.json"


MANIFEST = _packaged_manifest() if IS_PACKAGED else DBT_PROJECT / "target" / "manifest.json"


class ManifestMissing(Exception):
    """The dbt project has not been parsed, or has changed since."""


class ModelsFailed(Exception):
    """A model or a test of run scope failed; the text lists each with its message."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What dbt says of one model, seed or test: status is success, pass, warn, error, fail or skipped."""

    unique_id: str
    status: str
    message: str
    failures: int
    seconds: float


def ensure_manifest() -> None:
    """Parse the dbt project of an installed package where that has not been done; a checkout has `make manifest`."""
    if not IS_PACKAGED or MANIFEST.exists():
        return
    from dbt.cli.main import dbtRunner

    folders = ("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT))
    target = MANIFEST.parent
    target.mkdir(parents=True, exist_ok=True)
    with _environment(BOKSLUT_DATABASE=str(target / "bokslut.duckdb"), DO_NOT_TRACK="1"):
        written = ("--target-path", str(target), "--log-path", str(target / "logs"))
        outcome = dbtRunner().invoke(["parse", "--quiet", *folders, *written])
    if not outcome.success:
        raise ManifestMissing(f"The dbt project {DBT_PROJECT} can't be parsed: {outcome.exception}")


@cache
def manifest() -> dict[str, Any]:
    """The parsed dbt project; ManifestMissing when it is absent or older than a file of the project."""
    if not MANIFEST.exists():
        raise ManifestMissing(f"{MANIFEST} is missing: run `make manifest`.")
    built = MANIFEST.stat().st_mtime_ns
    for folder in () if IS_PACKAGED else ("models", "macros", "seeds", "tests", "snapshots"):
        for path in (DBT_PROJECT / folder).rglob("*"):
            if path.is_file() and path.stat().st_mtime_ns > built:
                raise ManifestMissing(f"{MANIFEST} is older than {path}: run `make manifest`.")
    parsed: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return parsed


def build(folder: WarehouseFolder, run_at: datetime) -> list[NodeResult]:
    """Build all seeds, models and data tests; raises ModelsFailed when one of error severity fails.

    Unit tests are left out: they judge the code, not the data, and belong to `make test`.
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
        # Nobody reads them: results are taken from dbt itself, the manifest is that of the project.
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
    """Write what the project says of its sources as comments on them: dbt does that for what it builds only."""
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
    """A command of dbt in this process, on the parsed project; its `dbtRunnerResult`."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    # The JSON manifest lacks what dbt itself needs of it; this file of the same parse has all.
    parsed = Manifest.from_msgpack(MANIFEST.with_name("partial_parse.msgpack").read_bytes())
    # Python would look through all of it again and again for what can be freed: an eighth of the whole build.
    gc.freeze()
    try:
        return dbtRunner(manifest=parsed).invoke(arguments)
    finally:
        gc.unfreeze()
        # dbt keeps the file open, and locked, after it has returned.
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


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
