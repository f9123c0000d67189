"""House rules that a reviewer would otherwise have to remember."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "dagster_project"
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 600

# What each part may import of the project; what is not named here is assembled by definitions.py and run.py.
MAY_IMPORT = {
    "reading/model": set(),
    "reading/errors": set(),
    "reading/limits": set(),
    "reading/intervals": set(),
    "reading/words": set(),
    "reading/numbers": {"reading/words", "reading/model"},
    "reading/records": {"reading/model"},
    "reading/sources": {
        "reading/model",
        "reading/errors",
        "reading/limits",
        "reading/words",
        "reading/numbers",
        "reading/sources",
    },
    "reading": {"reading"},
    "warehouse": {"reading/records", "warehouse"},
    "assets": {"reading/pool", "reading/read", "reading/records", "warehouse", "alerts/alerting", "assets"},
    "checks": {"warehouse", "assets", "checks"},
    "alerts": {"warehouse", "alerts"},
    "summary": {"warehouse"},
}


def imports(module: Path) -> set[str]:
    """The modules of the project that a module imports, as paths inside the package."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dagster_project"):
            base = node.module.split(".")[1:]
            for alias in node.names:
                inner = PACKAGE.joinpath(*base, alias.name)
                is_module = inner.with_suffix(".py").exists() or inner.is_dir()
                found.add("/".join([*base, alias.name] if is_module else base))
        elif isinstance(node, ast.Import):
            found |= {a.name.replace(".", "/")[16:] for a in node.names if a.name.startswith("dagster_project.")}
    return found


def part(module: str) -> str | None:
    """The most particular part that a module belongs to."""
    parts = [name for name in MAY_IMPORT if module == name or module.startswith(name + "/")]
    return max(parts, key=len, default=None)


def within(module: str, allowed: set[str]) -> bool:
    return any(module == name or module.startswith(name + "/") for name in allowed)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_one_way(module: Path) -> None:
    name = module.relative_to(PACKAGE).with_suffix("").as_posix()
    home = part(name)
    if home is None:
        return
    wrong = {imported for imported in imports(module) if not within(imported, MAY_IMPORT[home])}
    assert not wrong, f"{name} may import only {sorted(MAY_IMPORT[home])} of the project"


def test_a_wrong_import_is_seen() -> None:
    assert part("reading/sources/pdf") == "reading/sources"
    assert not within("reading/tables/figures", MAY_IMPORT["reading/sources"])
    assert "reading/records" in imports(PACKAGE / "warehouse" / "staging.py")


def test_reading_loads_no_orchestration() -> None:
    forbidden = "dagster,duckdb,great_expectations,dbt,pandas"
    program = (
        "import sys, dagster_project.reading.read, dagster_project.reading.pool; "
        f"print([name for name in '{forbidden}'.split(',') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_one_module_knows_the_pdf_library() -> None:
    users = [path for path in MODULES if re.search(r"^\s*(import|from) pdfplumber", path.read_text(), re.MULTILINE)]
    assert len(users) <= 1, users


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
