"""The command behind `make alerts`: checks `alerts.yml` and sends every channel a test message, no findings."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dagster_project.alerts import config
from dagster_project.alerts.delivery import send_test
from dagster_project.warehouse.folder import WarehouseFolder


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and print the outcome; the exit code is 1 when the settings or a channel failed."""
    parser = argparse.ArgumentParser(
        prog="python -m dagster_project.alerts", description="Test the channels of alerts."
    )
    parser.add_argument("--warehouse", type=Path, default=Path(os.environ.get("BOKSLUT_WAREHOUSE", "warehouse")))
    folder = WarehouseFolder(parser.parse_args(arguments).warehouse.resolve())
    try:
        settings = config.load(folder)
    except config.ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{config.path_of(folder)} is valid." if settings is not config.WITHOUT_FILE else "There is no alerts.yml.")
    problems = send_test(folder, settings)
    for channel in settings.channels:
        print(f"  {channel}: {problems.get(channel, 'sent')}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
