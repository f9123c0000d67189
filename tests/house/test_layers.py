"""House rules that a reviewer would otherwise have to remember."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
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
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_go_one_way() -> None:
    linted = lint_imports(ROOT)
    assert linted.returncode == 0, linted.stdout


READING = f"{PACKAGE.name}.reading"
PLANTED = [
    ("The rooms", f"{READING}.tables.rows", f"{PACKAGE.name}.orchestration.definitions"),
    ("Reading is pure", f"{READING}.numbers", "duckdb"),
    ("Reading: from files", f"{READING}.meaning.units", f"{READING}.relations.labels"),
    ("Relations: each search", f"{READING}.relations.within.grid", f"{READING}.relations.between.restated"),
    ("Within a table", f"{READING}.relations.within.layout", f"{READING}.relations.within.structure"),
    ("Relations know tables", f"{READING}.relations.repairs.rows", f"{READING}.tables.figures"),
    ("Meaning: words", f"{READING}.meaning.evidence", f"{READING}.meaning.units"),
    ("Resolution: what", f"{READING}.resolution.update", f"{READING}.resolution.elsewhere"),
    ("Tables: from grids", f"{READING}.tables.headers", f"{READING}.tables.rows"),
    ("Text: blocks", f"{READING}.sources.text.line", f"{READING}.sources.text.blocks"),
    ("Sources: one reader", f"{READING}.sources.html.tables", f"{READING}.sources.docx.tables"),
    ("Sources: one reader", f"{READING}.sources.spans", f"{READING}.sources.text.reader"),
    ("Three modules know the PDF libraries", f"{READING}.sources.pdf.lines", "pypdfium2"),
    ("Three modules know the PDF libraries", f"{READING}.sources.pdf.reader", "pdfminer"),
    ("One room knows the DOCX library", f"{READING}.sources.html.reader", "docx"),
]


@pytest.fixture(scope="module")
def linted_with_wrong_imports(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The linter's output for a copy of the package with all of the planted imports."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    for _, importer, imported in PLANTED:
        path = folder.joinpath(*importer.split(".")).with_suffix(".py")
        path.write_text(f"{path.read_text(encoding='utf-8')}\nimport {imported}\n", encoding="utf-8")
    linted = lint_imports(folder)
    assert linted.returncode != 0
    return linted.stdout


@pytest.mark.parametrize(("contract", "importer", "imported"), PLANTED)
def test_a_wrong_import_is_detected(
    linted_with_wrong_imports: str, contract: str, importer: str, imported: str
) -> None:
    _, _, broken = linted_with_wrong_imports.partition("Broken contracts")
    # A contract's name is underlined, and so is the next one's.
    sections = re.split(r"^([^\n]+)\n-+$", broken, flags=re.MULTILINE)
    own = [text for name, text in zip(sections[1::2], sections[2::2], strict=True) if name.startswith(contract)]
    assert [f"{importer} -> {imported} (l." in text for text in own] == [True], linted_with_wrong_imports


def test_every_contract_has_a_wrong_import() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    unplanted = [c["name"] for c in contracts if not any(c["name"].startswith(name) for name, _, _ in PLANTED)]
    assert unplanted == []


def test_reading_loads_no_orchestration() -> None:
    forbidden = "dagster,duckdb,great_expectations,dbt,pandas"
    program = (
        "import sys, dagster_project.reading.read, dagster_project.reading.pool; "
        f"print([name for name in '{forbidden}'.split(',') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


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
