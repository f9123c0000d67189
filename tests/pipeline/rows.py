"""The rows of a published warehouse, for comparison with those of another."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from dagster_project.warehouse.folder import WarehouseFolder

Rows = dict[str, Counter[tuple[Any, ...]]]

# Columns that a disturbance may change: times, runs, numbers of attempts, and the id that an earlier run gave a report
# (the report's own id is compared).
DISTURBED = re.compile(r".*_at|attempts|last_run_id|given_report_id")


def published_rows(folder: WarehouseFolder) -> Rows:
    """Rows by table, from the database. The Parquet files must have the same rows."""
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


def differing(some: Rows, others: Rows) -> str:
    """The tables that differ, each with the number of rows that do."""
    changed = {
        table: (some.get(table, Counter()) - others.get(table, Counter())).total()
        + (others.get(table, Counter()) - some.get(table, Counter())).total()
        for table in sorted({*some, *others})
    }
    return ", ".join(f"{table} ({rows})" for table, rows in changed.items() if rows)
