"""`bokslut doctor`: each fault that it is for is found, with how to fix it, and a sound installation has no error."""

from __future__ import annotations

import json
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dagster_project.cli import doctor
from dagster_project.cli.app import app
from dagster_project.cli.doctor import Check, Level
from dagster_project.warehouse import dbt as models
from dagster_project.warehouse.folder import WarehouseFolder

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WarehouseFolder:
    monkeypatch.setattr(models, "manifest", lambda: {"nodes": {"m": {"resource_type": "model"}}})
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "report.txt").write_text("Summa 1", encoding="utf-8")
    return WarehouseFolder(tmp_path / "warehouse")


def checks(folder: WarehouseFolder) -> dict[str, Check]:
    return {check.name: check for check in doctor.all_checks(folder.root.parent / "raw", folder)}


def test_a_sound_installation_has_no_error(folder: WarehouseFolder) -> None:
    assert [check for check in checks(folder).values() if check.level is Level.ERROR] == []
    assert not folder.root.exists(), "checking makes nothing"
    folder.prepare()
    found = checks(folder)
    assert [check for check in found.values() if check.level is Level.ERROR] == []
    assert found["reports"].found.startswith("1 files in")


def test_every_fault_says_how_to_fix_it(folder: WarehouseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.prepare()
    (folder.dagster_home / "dagster.yaml").write_text("telemetry: {enabled: true}\n", encoding="utf-8")
    (folder.root / "alerts.yml").write_text("channels: 1\n", encoding="utf-8")
    shutil.rmtree(folder.root.parent / "raw")
    folder.current.symlink_to(folder.releases / "gone")
    monkeypatch.setattr(doctor, "PYTHONS", ((4, 0), (4, 1)))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 9, 1))
    monkeypatch.setattr(doctor, "_installed", lambda name: "0.9" if name == "duckdb" else None)
    monkeypatch.setattr(doctor, "_pins", lambda: {"duckdb": "1.5.5"})
    monkeypatch.setenv("PATH", "")

    def missing() -> None:
        raise models.ManifestMissing("run `make manifest`")

    monkeypatch.setattr(models, "manifest", missing)
    with folder.lock():
        found = checks(folder)
    expected = {
        "python": Level.ERROR,
        "bokslut": Level.WARNING,
        "duckdb": Level.ERROR,
        "dagster": Level.ERROR,
        "ocr": Level.WARNING,
        "models": Level.ERROR,
        "reports": Level.ERROR,
        "disk": Level.ERROR,
        "lock": Level.WARNING,
        "dagster home": Level.WARNING,
        "alerts": Level.ERROR,
        "release": Level.ERROR,
    }
    assert {name: found[name].level for name in expected} == expected
    assert all(check.fix for check in found.values() if check.level is not Level.OK)
    assert f"process {os.getpid()}" in found["lock"].found


def test_secrets_that_are_not_set_are_named(folder: WarehouseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.prepare()
    monkeypatch.delenv("ABSENT_URL", raising=False)
    settings = "channels: {chat: {type: slack, url_env: ABSENT_URL}}\nroutes: [{channels: [chat]}]\nengineer: [chat]\n"
    (folder.root / "alerts.yml").write_text(settings, encoding="utf-8")
    assert checks(folder)["alerts"].found == "not set: ABSENT_URL of chat"
    monkeypatch.setenv("ABSENT_URL", "https://example.org/hook")
    assert checks(folder)["alerts"].level is Level.OK


def test_another_dagster_home_is_noticed(folder: WarehouseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "/elsewhere")
    assert checks(folder)["dagster home"].level is Level.WARNING


def test_one_line_per_check_and_the_exit_code(folder: WarehouseFolder) -> None:
    arguments = ["doctor", "--raw", str(folder.root.parent / "raw"), "--warehouse", str(folder.root)]
    shown = CliRunner().invoke(app, arguments)
    assert shown.exit_code == 0
    assert len(shown.stdout.splitlines()) == len(checks(folder))
    assert all(line.split()[0] in set(Level) for line in shown.stdout.splitlines())
    (folder.root.parent / "raw" / "report.txt").unlink()
    (folder.root.parent / "raw").rmdir()
    failed = CliRunner().invoke(app, [*arguments, "--json"])
    assert failed.exit_code == 1
    (error,) = [check for check in json.loads(failed.stdout) if check["level"] == "error"]
    assert error["name"] == "reports" and error["fix"]
