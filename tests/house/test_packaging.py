"""The package: what it imports is what it declares, and a wheel runs without the checkout around it."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGE = ROOT / "dagster_project"
# Declared although nothing imports them: Dagster's pages, a bound on a dependency of others, DuckDB's frames.
NOT_IMPORTED = {"dagster-webserver", "marshmallow", "pandas"}
TABLE = "Tkr\tBudget 2022\nPersonal\t100\nLokaler\t50\nSumma\t150\n"
REPORT = f"Ale kommun\n\nKommunstyrelsen\n\nVerksamhetsplan 2022\n\n{TABLE}"


def declared() -> set[str]:
    return {re.split(r"[\[=<>~ ]", name)[0].lower() for name in PROJECT["project"]["dependencies"]}


def imported() -> set[str]:
    """Top-level names of other packages that the modules import, also inside functions."""
    names: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {PACKAGE.name}


def distributions() -> dict[str, set[str]]:
    """The distributions that each imported name may come from."""
    known = packages_distributions()
    named = {name: {re.sub(r"[-_.]+", "-", found).lower() for found in known[name]} for name in imported()}
    # A namespace that many distributions share: the adapter's is the one that is meant.
    named["dbt"] &= {"dbt-core", "dbt-duckdb"}
    return named


def test_every_import_is_declared() -> None:
    missing = {name: wanted for name, wanted in distributions().items() if not wanted & declared()}
    assert missing == {}


def test_every_declared_dependency_is_used() -> None:
    used = set().union(*distributions().values())
    assert declared() - used == NOT_IMPORTED


def test_the_version_is_in_the_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{PROJECT['project']['version']}]" in text
    assert "## [Unreleased]" in text


def test_hooks_run_the_locked_tools() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    locked = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    for hook in hooks:
        tool = hook["entry"].split()[0].removeprefix(".venv/bin/")
        assert re.search(rf"^{tool}==", locked, re.MULTILINE)


def test_the_workflow_runs_the_ci_script() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    commands = [step["run"] for step in workflow["jobs"]["test"]["steps"] if "run" in step]
    assert commands == [".ci/run"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist of the checkout, and the wheel built from what the sdist holds."""
    folder = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t"]
    subprocess.run([*build, "sdist"], cwd=ROOT, check=True, capture_output=True)
    (archive,) = folder.glob("*.tar.gz")
    # By the command: Debian 12 has Python 3.11.2, whose tarfile has no filter, and later ones warn without.
    subprocess.run(["tar", "-xf", archive, "-C", folder], check=True)
    source = folder / archive.name.removesuffix(".tar.gz")
    subprocess.run([*build, "wheel"], cwd=source, check=True, capture_output=True)
    return folder


@pytest.mark.slow
def test_the_wheel_has_the_files_of_the_checkout(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    moved = {"dbt/": "dagster_project/_dbt/", "warehouse/": "dagster_project/_warehouse/", "dagster_project/": ""}
    parts = [*PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]]
    files = [path for part in parts for path in [ROOT / part, *(ROOT / part).rglob("*")] if path.is_file()]
    expected = set()
    for name in (path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts):
        source = next(source for source in moved if name.startswith(source))
        expected.add(name.replace(source, moved[source] or source, 1))
    packed = {name for name in names if ".dist-info/" not in name}
    assert packed == expected
    assert {"dagster_project/_dbt/dbt_project.yml", "dagster_project/_warehouse/README.md"} < packed
    assert {"dagster_project/alerts/texts.yml", "dagster_project/py.typed"} < packed
    assert [name for name in packed if re.search(r"/(target|logs)/", name)] == []


@pytest.mark.slow
def test_the_installed_package_runs_without_the_checkout(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    site = tmp_path / "site"
    install = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", "--target", str(site)]
    subprocess.run([sys.executable, "-m", "pip", "install", *install, str(wheel)], check=True)
    raw, warehouse, elsewhere = tmp_path / "raw", tmp_path / "warehouse", tmp_path / "elsewhere"
    raw.mkdir()
    elsewhere.mkdir()
    (raw / "report.txt").write_text(REPORT, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BOKSLUT_")}
    environment |= {"PYTHONPATH": str(site), "XDG_CACHE_HOME": str(tmp_path / "cache"), "DAGSTER_HOME": ""}

    def bokslut(*arguments: str) -> str:
        command = [str(site / "bin" / "bokslut"), *arguments, "--warehouse", str(warehouse)]
        done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    document = json.loads(bokslut("run", "--raw", str(raw), "--json"))
    assert [report["municipality"] for report in document["reports"]] == ["Ale"]
    assert sum(domain["printed"] for domain in document["figures"]) == 3
    assert "report.txt" in bokslut("query", "what_was_not_read")
    checks = json.loads(bokslut("doctor", "--raw", str(raw), "--json"))
    (models,) = [check for check in checks if check["name"] == "models"]
    assert str(site) in models["found"]
    assert list(elsewhere.iterdir()) == [], "nothing is written to where the command is run"
