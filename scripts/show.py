"""Draws what was read on a page of a report into a PNG. Run by `make show`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dagster_project.errors import UnreadableReport
from dagster_project.reading.show import show_page


def main() -> int:
    """Draw one page; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.show", description="Show what was read on a page.")
    parser.add_argument("report", type=Path, help="a PDF")
    parser.add_argument("--page", type=int, default=1, help="counted from 1, whatever is printed on it")
    parser.add_argument("--out", type=Path, default=Path("show.png"))
    options = parser.parse_args()
    if not options.report.is_file():
        parser.error(f"there is no file {options.report}")
    try:
        show_page(options.report, options.page, options.out)
    except (UnreadableReport, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
