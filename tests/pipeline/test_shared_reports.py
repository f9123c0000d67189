"""The real reports beside the repository against lists of their figures; skipped where they are absent.

Each report is read once. Its figures are compared with the truth lists by their own scorer, which asks that number,
label, year, scenario and unit of a figure are right (strict).
"""

from __future__ import annotations

import csv
import importlib.util
import re
from dataclasses import asdict
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from dagster_project.reading.read import read_report
from dagster_project.reading.records import Reading
from dagster_project.reading.sources.pdf.scan import ocr
from tests.conftest import ROOT

SHARED = ROOT.parent / "shared"
SOURCES = sorted((SHARED / "truth").glob("*/source.yaml"))


class Floor(NamedTuple):
    """How many figures of a report are right, and how many exported figures are not in the report, at most."""

    right: int
    untrue: int


with (ROOT / "tests" / "cases" / "shared_reports.csv").open(encoding="utf-8") as file:
    # A report without a line here is only read; a better reading raises the numbers of its line.
    FLOORS = {row["report"]: Floor(int(row["right"]), int(row["untrue"])) for row in csv.DictReader(file)}

Row = dict[str, Any]


def document(source: Path) -> Path:
    """The report of a truth list."""
    named = re.search(r"^document:\s*(.+)$", source.read_text(encoding="utf-8"), re.M)
    assert named, f"{source} names no document"
    return SHARED / "reports" / Path(named[1].strip().strip("'\"")).name


needs_tesseract = pytest.mark.skipif(not ocr.tesseract_version(), reason=f"scans are not read here: {ocr.INSTALL}")


def is_scan(source: Path) -> bool:
    return source.parent.name.endswith("-scan")


READ = [
    pytest.param(source, id=source.parent.name, marks=[needs_tesseract] if is_scan(source) else [])
    for source in SOURCES
]


@cache
def reading(path: Path) -> Reading:
    return read_report(path, path.stem, path.name)


@pytest.fixture(scope="session")
def score(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def comparable(score: ModuleType, rows: list[Row]) -> list[Row]:
    """The rows with a number, in the form of the scorer."""
    given = [row | {"_doc": "report"} for row in rows if score.number(row["value"]) is not None]
    return [row | {"_k": score.keys(score.number(row["value"]), row["unit"])} for row in given]


@pytest.mark.skipif(not SOURCES, reason="the real reports are not beside the repository")
def test_there_are_reports_to_read() -> None:
    assert len(READ) >= 12
    assert any(is_scan(source) for source in SOURCES)


@pytest.mark.slow
@pytest.mark.parametrize("source", READ)
def test_figures_are_read(score: ModuleType, source: Path) -> None:
    """No fewer figures have the right number, label, unit, scenario and year than before, no more are untrue."""
    facts = [row for row in score.read(source.parent / "facts.csv") if row["unit"] != "status"]
    truth = comparable(score, facts)
    exported = comparable(score, [asdict(figure) for figure in reading(document(source)).figures])
    pairs = score.match(truth, exported)
    right = {truth_row for truth_row, _, is_strict, *_ in pairs if is_strict}
    true = {figure for _, figure, *_ in pairs}
    lost = [
        f"{truth[i]['row_label']} | {truth[i]['column_label']} | {truth[i]['value']} {truth[i]['unit']}"
        for i in range(len(truth))
        if i not in right
    ]
    floor = FLOORS.get(source.parent.name, Floor(right=0, untrue=len(exported)))
    assert len(right) >= floor.right, "\n".join([f"{len(lost)} of {len(truth)} figures lost", *lost[:20]])
    assert len(exported) - len(true) <= floor.untrue


@pytest.mark.slow
@pytest.mark.parametrize("source", READ)
def test_every_number_has_one_role(source: Path) -> None:
    document_read = reading(document(source))
    keys = [number.number_id for number in document_read.numbers]
    assert len(keys) == len(set(keys))
    assert document_read.document.digits_read == document_read.document.digits_independent
    figures = {number.figure_id for number in document_read.numbers if number.role == "figure"}
    assert figures == {figure.figure_id for figure in document_read.figures if figure.value is not None}
