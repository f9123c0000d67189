"""The rows of a published warehouse, as they must be again after any disturbance."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from dagster_project.warehouse.folder import WarehouseFolder

Rows = dict[str, Counter[tuple[Any, ...]]]

# When something happened, in which run, and how often it was tried: what a disturbance may change.
DISTURBED = re.compile(r".*_at|attempts|last_run_id")


def published_rows(folder: WarehouseFolder) -> Rows:
    """Rows by table, from the database and once more from the Parquet files, which must say the same."""
    found: Rows = {}
    with folder.connect_published() as connection:
        columns: dict[str, list[str]] = {}
        for schema, table, column in connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() where not internal order by all"
        ).fetchall():
            columns.setdefault(f'"{schema}"."{table}"', [])
            if not DISTURBED.fullmatch(column):
                columns[f'"{schema}"."{table}"'].append(f'"{column}"')
        for name, kept in columns.items():
            found[name] = Counter(connection.execute(f"select {', '.join(kept)} from {name}").fetchall())
            schema, table = name.replace('"', "").split(".")
            path = folder.parquet / schema / f"{table}.parquet"
            if path.exists():
                again = Counter(connection.execute(f"select {', '.join(kept)} from '{path}'").fetchall())
                assert again == found[name], path
    return found
