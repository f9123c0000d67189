"""Checks `alerts.yml` and sends every channel a test message."""

from __future__ import annotations

from pathlib import Path

from dagster_project.alerts import config
from dagster_project.alerts.delivery import send_test
from dagster_project.cli.screen import printable, say
from dagster_project.warehouse.folder import WarehouseFolder


def test(warehouse: Path) -> int:
    """Send and print the results; the exit code is 1 when the settings are wrong or a channel failed."""
    folder = WarehouseFolder(warehouse.resolve())
    try:
        settings = config.load(folder)
    except config.ConfigError as error:
        say(str(error))
        return 1
    has_file = settings is not config.WITHOUT_FILE
    print(printable(f"{config.path_of(folder)} is valid.") if has_file else "There is no alerts.yml.")
    problems = send_test(folder, settings)
    for channel in settings.channels:
        print(printable(f"  {channel}: {problems.get(channel, 'sent')}"))
    return 1 if problems else 0
