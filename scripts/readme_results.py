"""Puts the answers of `make query` into README.md, from a warehouse made of `raw/`. Run by `make readme`.

An answer stands in a block that begins with its command; everything else in the README is written by hand.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import duckdb

from dagster_project.warehouse.folder import WarehouseFolder
from scripts.query import answer

README = Path(__file__).resolve().parents[1] / "README.md"
BLOCK = re.compile(r"(?<=^```console\n\$ make query Q=)(\w+)\n.*?(?=^```$)", re.MULTILINE | re.DOTALL)
ROWS_SHOWN = 7


def with_results(readme: str, connection: duckdb.DuckDBPyConnection) -> str:
    """The README with every answer as the warehouse gives it, shortened to a few rows."""
    return BLOCK.sub(lambda block: f"{block[1]}\n{answer(connection, block[1], ROWS_SHOWN)}\n", readme)


def main() -> None:
    """Rewrite the answers in the README."""
    parser = argparse.ArgumentParser(prog="python -m scripts.readme_results", description="Refresh README.md.")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse"))
    folder = WarehouseFolder(parser.parse_args().warehouse.resolve())
    with folder.connect_published() as connection:
        README.write_text(with_results(README.read_text(encoding="utf-8"), connection), encoding="utf-8")


if __name__ == "__main__":
    main()
