"""The command that accepts a finding, or takes that back: writes `accepted.csv`, which the next run reads."""

from __future__ import annotations

import getpass
from datetime import date
from pathlib import Path

from dagster_project.cli.folders import published
from dagster_project.cli.screen import printable
from dagster_project.state import acceptance
from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder

_MOST_LISTED = 10


def accept(warehouse: Path, name: str, reason: str, by: str) -> None:
    """Accept the finding whose id is, or begins with, `name`. Raises WarehouseError where there is not one such."""
    folder = published(warehouse)
    finding_id, title = _meant(folder, name)
    acceptance.accept(folder, finding_id, by or getpass.getuser(), reason, date.today())
    print(printable(f"Accepted: {title}"))
    print(printable(f"It is no longer reported from the next run on. The line is in {folder.accepted}."))


def withdraw(warehouse: Path, name: str) -> None:
    """Take back that a finding is accepted. Raises WarehouseError where it is not accepted."""
    folder = published(warehouse)
    finding_id, title = _meant(folder, name)
    if not acceptance.withdraw(folder, finding_id):
        raise WarehouseError(f"{name} is not in {folder.accepted}; nothing has changed.")
    print(printable(f"No longer accepted: {title}"))


def _meant(folder: WarehouseFolder, name: str) -> tuple[str, str]:
    """Id and title of the finding that is meant."""
    if len(name) < acceptance.FEWEST_CHARACTERS:
        raise WarehouseError(
            f"{name} is too short for an id: give its first {acceptance.FEWEST_CHARACTERS} characters."
        )
    query = "select finding_id, title_sv from quality.findings where starts_with(finding_id, ?) order by rank"
    with folder.connect_published() as database:
        found: list[tuple[str, str]] = database.execute(query, [name.lower()]).fetchall()
    if not found:
        raise WarehouseError(f"No finding has the id {name}. Ids are in alerts, and in quality.findings.short_id.")
    if len(found) > 1:
        listed = "\n".join(f"  {finding_id}  {title}" for finding_id, title in found[:_MOST_LISTED])
        raise WarehouseError(f"{len(found)} findings have ids that begin with {name}; give more of it:\n{listed}")
    return found[0]
