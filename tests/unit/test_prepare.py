"""The command that makes a warehouse folder before a service starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from dagster_project.cli.service import WORKSPACE
from tests.conftest import ROOT


def test_the_dagster_home_has_the_projects_settings(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dagster_project", "prepare", "--warehouse"]
    subprocess.run([*command, tmp_path / "warehouse"], check=True)
    home = tmp_path / "warehouse" / "dagster_home"
    assert "NoOpComputeLogManager" in (home / "dagster.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load((home / "workspace.yaml").read_text(encoding="utf-8")) == WORKSPACE
    assert (home / ".nux" / "nux.yaml").exists(), "else Dagster's pages ask for an address"

    (tmp_path / "file").write_text("", encoding="utf-8")
    failed = subprocess.run([*command, tmp_path / "file" / "warehouse"], capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert "can't be made" in failed.stderr


def test_the_workspace_of_a_checkout_is_that_of_a_service() -> None:
    (own,) = yaml.safe_load((ROOT / "workspace.yaml").read_text(encoding="utf-8"))["load_from"]
    (served,) = WORKSPACE["load_from"]
    assert own["python_module"] == served["python_module"] | {"working_directory": "."}
