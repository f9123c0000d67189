"""House rules that a reviewer would otherwise have to remember."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "dagster_project"
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 600


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    return subprocess.run(
        command, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False
    )


def test_imports_go_one_way() -> None:
    linted = lint_imports(ROOT)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize(
    ("module", "planted", "contract"),
    [
        ("reading/tables/rows.py", "import dagster_project.orchestration.definitions", "The rooms"),
        ("reading/numbers.py", "import duckdb", "Reading is pure"),
    ],
)
def test_a_wrong_import_is_seen(tmp_path: Path, module: str, planted: str, contract: str) -> None:
    shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / PACKAGE.name / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{planted}\n", encoding="utf-8")
    linted = lint_imports(tmp_path)
    assert linted.returncode != 0
    assert re.search(rf"{contract}.* BROKEN", linted.stdout)


def test_reading_loads_no_orchestration() -> None:
    forbidden = "dagster,duckdb,great_expectations,dbt,pandas"
    program = (
        "import sys, dagster_project.reading.read, dagster_project.reading.pool; "
        f"print([name for name in '{forbidden}'.split(',') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_one_module_knows_the_pdf_libraries() -> None:
    imports = re.compile(r"^\s*(import|from) (pdfplumber|pdfminer|pypdfium2)", re.MULTILINE)
    users = [path.relative_to(PACKAGE).as_posix() for path in MODULES if imports.search(path.read_text("utf-8"))]
    assert users == ["reading/sources/pdf/backend.py"]


def test_the_package_itself_is_empty() -> None:
    assert (PACKAGE / "__init__.py").read_text() == ""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_modules_are_short_and_say_what_belongs_in_them(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) < MOST_LINES
    if module.name != "__init__.py":
        assert ast.get_docstring(ast.parse(text))


def test_the_lock_names_no_registry() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "--hash=sha256:" in lock
    assert not re.search(r"://|--(extra-)?index-url|--find-links", lock)
