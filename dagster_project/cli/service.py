"""What a service needs: the warehouse folder with its Dagster home, and Dagster's user interface on both folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import yaml

from dagster_project.cli.folders import checked
from dagster_project.cli.run import OFFLINE
from dagster_project.warehouse.dbt import ensure_manifest
from dagster_project.warehouse.folder import WarehouseFolder

# The code location as in the `workspace.yaml` of a checkout, which an installed package lacks.
WORKSPACE = {
    "load_from": [
        {"python_module": {"module_name": "dagster_project.orchestration.definitions", "location_name": "bokslut"}}
    ]
}
_NAME = "workspace.yaml"


def prepare(warehouse: Path) -> Path:
    """Make the folder and its Dagster home with the settings of this version; the path of the Dagster home.

    Raises WarehouseError where the folder can't be made.
    """
    folder = WarehouseFolder(warehouse.resolve())
    folder.prepare()
    ensure_manifest()
    (folder.dagster_home / _NAME).write_text(yaml.safe_dump(WORKSPACE), encoding="utf-8")
    return folder.dagster_home


def dev(raw: Path, warehouse: Path, host: str, port: int) -> None:
    """Replace this process by Dagster's user interface and daemon."""
    checked(raw, WarehouseFolder(warehouse.resolve()))
    home = prepare(warehouse)
    environment = {
        **os.environ,
        **OFFLINE,
        "BOKSLUT_RAW": str(raw.resolve()),
        "BOKSLUT_WAREHOUSE": str(warehouse.resolve()),
        "DAGSTER_HOME": str(home),
    }
    arguments = ["-m", "dagster", "dev", "-w", str(home / _NAME), "-h", host, "-p", str(port)]
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, *arguments], environment)
