"""Checks the folders that a command is given; an error says what to do."""

from __future__ import annotations

from pathlib import Path

from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder


def checked(raw: Path, folder: WarehouseFolder) -> None:
    """Raises WarehouseError where reports can't be read from `raw` or a warehouse can't be in the folder."""
    if not raw.exists():
        raise WarehouseError(f"There is no folder {raw} to read reports from. Create it, or name another with --raw.")
    if not raw.is_dir():
        raise WarehouseError(f"{raw} is a file. --raw is the folder that reports are in: {raw.parent}?")
    _is_a_folder(folder)
    if folder.root == raw.resolve() or raw.resolve() in folder.root.parents:
        raise WarehouseError(
            f"The warehouse {folder.root} is in the folder of reports, which is never written to. "
            "Name another with --warehouse."
        )


def published(warehouse: Path) -> WarehouseFolder:
    """A warehouse with a release. Raises WarehouseError where there is none."""
    folder = WarehouseFolder(warehouse.resolve())
    if not folder.root.exists():
        raise WarehouseError(f"There is no folder {folder.root}. Name the warehouse with --warehouse.")
    _is_a_folder(folder)
    if not folder.database.exists():
        raise WarehouseError(
            f"Nothing has been published in {folder.root} yet. Run `bokslut run` first, or name another folder with "
            "--warehouse."
        )
    return folder


def _is_a_folder(folder: WarehouseFolder) -> None:
    if folder.root.exists() and not folder.root.is_dir():
        raise WarehouseError(f"{folder.root} is a file. --warehouse is a folder: {folder.root.parent}?")
