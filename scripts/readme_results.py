"""Puts what `make run` and `make query` print into README.md, from a warehouse made of `raw/`. Run by `make readme`.

Printed text stands in a block that begins with its command; everything else in the README is written by hand.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from dagster_project.summary import summary
from dagster_project.warehouse.folder import WarehouseFolder
from scripts.query import answer

README = Path(__file__).resolve().parents[1] / "README.md"
BLOCK = re.compile(r"(?<=^```console\n)\$ make (run|query Q=)(\w*)\n.*?(?=^```$)", re.MULTILINE | re.DOTALL)
FINDING = re.compile(r"^  (error|warning|info): ")
LEFT_OUT = "  …"
ROWS_SHOWN = 7


def with_results(readme: str, folder: WarehouseFolder) -> str:
    """The README with every block as the warehouse gives it, shortened: `…` stands for what is left out."""
    with folder.connect_published() as connection:
        return BLOCK.sub(
            lambda block: "\n".join(
                [
                    block[0].partition("\n")[0],
                    answer(connection, block[2], ROWS_SHOWN) if block[2] else excerpt(folder),
                    "",
                ]
            ),
            readme,
        )


def excerpt(folder: WarehouseFolder) -> str:
    """The summary of a run with the first finding of each report only."""
    return "\n".join(line for line, _ in groupby(_first_findings(summary(folder).splitlines())))


def _first_findings(lines: list[str]) -> Iterator[str]:
    starts = [number for number, line in enumerate(lines) if FINDING.match(line)]
    yield from lines[: starts[0]] if starts else lines
    told = set()
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        finding = [line for line in lines[start:end] if not line.startswith(LEFT_OUT)]
        # The last line of a finding is its place, which begins with the file.
        file_name = finding[-1].strip().partition(", ")[0]
        yield from finding if file_name not in told else [LEFT_OUT]
        told.add(file_name)


def main() -> None:
    """Rewrite the blocks in the README."""
    parser = argparse.ArgumentParser(prog="python -m scripts.readme_results", description="Refresh README.md.")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse"))
    folder = WarehouseFolder(parser.parse_args().warehouse.resolve())
    README.write_text(with_results(README.read_text(encoding="utf-8"), folder), encoding="utf-8")


if __name__ == "__main__":
    main()
