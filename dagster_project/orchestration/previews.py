"""Metadata of a table in Dagster: its row count and its first rows."""

from __future__ import annotations

import html
import re
from typing import Any

import dagster as dg
import duckdb

ROWS = 5
WIDTH = 60


def table_metadata(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> dict[str, Any]:
    """The row count and a Markdown table of the first rows, with long values cut."""
    name = f'"{schema}"."{table}"'
    (rows,) = connection.execute(f"select count(*) from {name}").fetchone() or (0,)
    found = connection.execute(f"select * from {name} limit {ROWS}")
    header = [column[0] for column in found.description or []]
    return {
        "dagster/row_count": rows,
        "preview": dg.MetadataValue.md(markdown(header, found.fetchall())),
    }


def markdown(header: list[str], rows: list[tuple[Any, ...]]) -> str:
    """A Markdown table; nulls are empty cells."""
    lines = [header, ["---"] * len(header), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    """A value as escaped text: the text of a report must not become markup."""
    text = "" if value is None else " ".join(str(value).split())
    cut = text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
    return re.sub(r"([\\|\[\]`])", r"\\\1", html.escape(cut, quote=False))
