"""Puts the output of `make run` and `bokslut query` on a warehouse of the samples into the documents: `make readme`.

The output is in a block that begins with its command; the rest of the documents is written by hand.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from dagster_project.cli.published import published
from dagster_project.cli.queries import ask, table
from dagster_project.cli.screen import as_text
from dagster_project.cli.summary import summary
from dagster_project.warehouse.folder import WarehouseFolder

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "docs" / "questions.md"]
BLOCK = re.compile(r"(?<=^```console\n)\$ (?:make run|bokslut query (\w+))\n.*?(?=^```$)", re.MULTILINE | re.DOTALL)
FINDING = re.compile(r"^  [0-9a-f]+ (error|warning|info): ")
LEFT_OUT = "  …"
ROWS_SHOWN = 7


def with_results(text: str, folder: WarehouseFolder) -> str:
    """A document with the current output in every block, shortened: `…` marks what is left out."""
    return BLOCK.sub(
        lambda block: "\n".join(
            [block[0].partition("\n")[0], answer(folder, block[1]) if block[1] else excerpt(folder), ""]
        ),
        text,
    )


def answer(folder: WarehouseFolder, name: str) -> str:
    """The first rows of the answer to a question, as a pipe gets them."""
    with folder.connect_published() as connection:
        return as_text(table(ask(connection, name), ROWS_SHOWN))


def excerpt(folder: WarehouseFolder) -> str:
    """The summary of a run with the first finding of each report only."""
    lines = as_text(summary(published(folder))).splitlines()
    return "\n".join(line for line, _ in groupby(_first_findings(lines))).rstrip()


def _first_findings(lines: list[str]) -> Iterator[str]:
    starts = [number for number, line in enumerate(lines) if FINDING.match(line)]
    yield from lines[: starts[0]] if starts else lines
    shown = set()
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        finding = [line for line in lines[start:end] if line and not line.startswith(LEFT_OUT)]
        # The last line of a finding is its place, which begins with the file.
        file_name = finding[-1].strip().partition(", ")[0]
        yield from finding if file_name not in shown else [LEFT_OUT]
        shown.add(file_name)


def main() -> None:
    """Rewrite the blocks in the documents."""
    parser = argparse.ArgumentParser(prog="python -m scripts.readme_results", description="Refresh printed results.")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse"))
    folder = WarehouseFolder(parser.parse_args().warehouse.resolve())
    for document in DOCUMENTS:
        document.write_text(with_results(document.read_text(encoding="utf-8"), folder), encoding="utf-8")


if __name__ == "__main__":
    main()
