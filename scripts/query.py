"""Prints the answer to a question in `warehouse/queries/` from a published warehouse. Run by `make query`."""

from __future__ import annotations

import argparse
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder

QUERIES = Path(__file__).resolve().parents[1] / "warehouse" / "queries"
WIDEST = 44
_GROUPED_FROM = 10_000


def answer(connection: duckdb.DuckDBPyConnection, name: str, most: int | None = None) -> str:
    """The rows of a query as aligned columns, at most `most` of them; columns without a value are left out."""
    result = connection.execute((QUERIES / f"{name}.sql").read_text(encoding="utf-8"))
    names = [column[0] for column in result.description or []]
    rows = result.fetchall()
    used = [index for index in range(len(names)) if any(row[index] is not None for row in rows)]
    shown = [[_text(row[index]) for index in used] for row in rows[:most]]
    numeric = [all(isinstance(row[index], int | Decimal | None) for row in rows) for index in used]
    lines = [[names[index] for index in used], *shown]
    widths = [max(len(line[place]) for line in lines) for place in range(len(used))]
    left = len(rows) - len(shown)
    return "\n".join(
        [
            "  ".join(
                text.rjust(width) if right else text.ljust(width)
                for text, width, right in zip(line, widths, numeric, strict=True)
            ).rstrip()
            for line in lines
        ]
        + ([f"… and {left} more rows"] if left else [])
    )


def _text(value: Any) -> str:
    """A value as people read it: thousands grouped, no trailing zeros, long texts cut."""
    if value is None:
        return ""
    if isinstance(value, (int, Decimal)):
        text = format(value, "f") if -_GROUPED_FROM < value < _GROUPED_FROM else format(value, ",f").replace(",", " ")
        return text.rstrip("0").rstrip(".") if "." in text else text
    text = str(value)
    return text if len(text) <= WIDEST else text[: WIDEST - 1].rstrip() + "…"


def main() -> int:
    """Print the answer to one question; the exit code."""
    names = sorted(path.stem for path in QUERIES.glob("*.sql"))
    parser = argparse.ArgumentParser(prog="python -m scripts.query", description="Ask a published warehouse.")
    parser.add_argument("name", choices=names, help="a file in warehouse/queries/")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse"))
    options = parser.parse_args()
    try:
        with WarehouseFolder(options.warehouse.resolve()).connect_published() as connection:
            print(answer(connection, options.name))
    except WarehouseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
