"""The glossary: every column it names exists, every code after one is a code, and no term is explained twice."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dagster_project.warehouse import dbt as models
from tests.conftest import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| term ")
]


@pytest.fixture(scope="module")
def columns() -> dict[str, set[str]]:
    manifest: dict[str, Any] = models.manifest()
    nodes = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    nodes += manifest["sources"].values()
    return {f"{node['schema']}.{node.get('alias') or node['name']}": set(node["columns"]) for node in nodes}


def test_every_term_is_explained_once() -> None:
    terms = [term for term, *_ in ROWS]
    assert 40 <= len(terms) <= 70
    assert len(set(terms)) == len(terms)
    assert all(len(row) == 4 and row[2] and row[3] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_column_exists(row: list[str], columns: dict[str, set[str]]) -> None:
    named = re.findall(r"`(\w+\.\w+)(?:\.(\w+))?`", row[3])
    assert named or row[3].startswith("["), "a column, or a link"
    for table, column in named:
        assert table in columns
        assert not column or column in columns[table]


def test_the_codes_are_used_by_the_models() -> None:
    files = [path for suffix in ("csv", "yml", "sql") for path in (ROOT / "dbt").glob(f"[ms]*/**/*.{suffix}")]
    words = set(re.findall(r"\w+", "\n".join(path.read_text(encoding="utf-8") for path in files)))
    codes = [code for row in ROWS for code in re.findall(r"`(\w+)`", row[3])]
    assert codes
    assert [code for code in codes if code not in words] == []
