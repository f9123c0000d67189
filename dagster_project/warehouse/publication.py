"""Publishing: the working database copied into a release folder, and the fixed links switched to it in one step.

It knows schemas but no table. Readers keep the release they opened; an incomplete release is never linked to.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import duckdb

from dagster_project.warehouse.crash_points import crash_point
from dagster_project.warehouse.folder import WarehouseFolder
from dagster_project.warehouse.sql import comment, literal, transaction

PARQUET_SCHEMAS = ("marts", "quality", "history", "views", "views_sv")
RELEASES_KEPT = 3
RELEASE_TABLES = """
select schema_name, table_name as name, comment from duckdb_tables()
where database_name = ? and not internal and not temporary
union all
select schema_name, view_name, comment from duckdb_views() where database_name = ? and not internal and not temporary
order by 1, 2
"""


def publish(folder: WarehouseFolder, now: datetime) -> str:
    """Make a release of the working database, switch to it and return its id, made from `now` (UTC).

    The lock must be held.
    """
    folder.releases.mkdir(parents=True, exist_ok=True)
    release = _new_id(folder, now)
    partial = folder.releases / f".{release}"
    for left_over in folder.releases.glob(".*"):
        shutil.rmtree(left_over)
    try:
        _build(folder, partial)
        partial.rename(folder.releases / release)
    except BaseException:
        # On a full disk an unfinished release must not take the space of the next one.
        shutil.rmtree(partial, ignore_errors=True)
        raise
    crash_point("released")
    _switch(folder, release)
    _remove_old(folder)
    return release


def _build(folder: WarehouseFolder, partial: Path) -> None:
    partial.mkdir()
    with folder.connect() as connection:
        _copy_database(connection, partial / folder.database.name)
        crash_point("copied")
        _export_parquet(connection, partial / folder.parquet.name)
    if folder.built_data_docs.is_dir():
        shutil.copytree(folder.built_data_docs, partial / folder.data_docs.name)


def _new_id(folder: WarehouseFolder, now: datetime) -> str:
    base = now.strftime("%Y%m%dT%H%M%SZ")
    taken = {path.name for path in folder.releases.iterdir()}
    return next(name for n in range(len(taken) + 1) if (name := f"{base}-{n}" if n else base) not in taken)


def _copy_database(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Copy tables and views as plain tables, with comments: `copy from database` loses those of columns."""
    (database,) = connection.execute("select current_database()").fetchone() or ("",)
    connection.execute(f"attach {literal(str(target))} as release")
    tables = connection.execute(RELEASE_TABLES, [database, database]).fetchall()
    with transaction(connection):
        for schema in sorted({schema for schema, _, _ in tables}):
            connection.execute(f'create schema if not exists release."{schema}"')
        for schema, table, description in tables:
            connection.execute(f'create table release."{schema}"."{table}" as from "{schema}"."{table}"')
            if description:
                comment(connection, f'table release."{schema}"."{table}"', description)
        for schema, table, column, description in connection.execute(
            "select schema_name, table_name, column_name, comment from duckdb_columns() "
            "where database_name = ? and not internal and comment is not null",
            [database],
        ).fetchall():
            comment(connection, f'column release."{schema}"."{table}"."{column}"', description)
    connection.execute("detach release")


def _export_parquet(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    (database,) = connection.execute("select current_database()").fetchone() or ("",)
    for schema, table, _ in connection.execute(RELEASE_TABLES, [database, database]).fetchall():
        if schema in PARQUET_SCHEMAS:
            path = target / schema / f"{table}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(f'copy (from "{schema}"."{table}") to {literal(str(path))} (format parquet)')


def _switch(folder: WarehouseFolder, release: str) -> None:
    _link(folder.current, Path(folder.releases.name) / release)
    crash_point("switched")
    for fixed in (folder.database, folder.parquet, folder.data_docs):
        if (folder.current / fixed.name).exists():
            _link(fixed, Path(folder.current.name) / fixed.name)


def _link(link: Path, target: Path) -> None:
    """Create or replace a relative link by one rename, so that it exists at every moment."""
    if link.is_symlink() and link.readlink() == target:
        return
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)


def _remove_old(folder: WarehouseFolder) -> None:
    releases = sorted(path for path in folder.releases.iterdir() if path.name != folder.release())
    for old in releases[: max(0, len(releases) - (RELEASES_KEPT - 1))]:
        shutil.rmtree(old)
