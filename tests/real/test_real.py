"""The real tables: their truth is consistent, and the open documents are read as well as recorded.

The held-out documents are never read here: they are only measured, in total, by `python -m tests.real measure`.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from lab.typeset import CannotTypesetError
from tests.real.__main__ import FLOORS
from tests.real.document import SETS, Document, documents
from tests.real.facts import as_csv, facts
from tests.real.measure import read
from tests.real.score import Score, score
from tests.real.sums import broken
from tests.real.typesetting import typeset

_ALL = [document for name in SETS for document in documents(name)]
_OPEN = documents("open")


def _slug(document: Document) -> str:
    return document.slug


@pytest.mark.parametrize("document", _ALL, ids=_slug)
def test_the_facts_are_those_of_the_document(document: Document):
    assert (document.folder / "facts.csv").read_text(encoding="utf-8") == as_csv(facts(document))


@pytest.mark.parametrize("document", _ALL, ids=_slug)
def test_sums_hold_or_not_as_stated(document: Document):
    assert [fault for table in document.tables for fault in broken(table)] == []


def test_a_wrong_digit_breaks_a_sum():
    table = next(table for document in _OPEN for table in document.tables if document.slug == "grastorp-resultat-2020")
    lines = [
        replace(line, cells=tuple(cell.replace("107", "108") for cell in line.cells)) if line else None
        for line in table.lines
    ]
    assert list(broken(replace(table, lines=tuple(lines))))


def test_enough_documents_are_held_out():
    assert len(documents("held_out")) >= 10
    assert not {d.slug for d in documents("open")} & {d.slug for d in documents("held_out")}


def test_no_file_names_its_document(tmp_path: Path):
    document = next(document for document in _OPEN if document.form not in ("pdf", "docx"))
    assert typeset(document, tmp_path).stem == "rapport"


@pytest.mark.parametrize("document", _OPEN, ids=_slug)
def test_an_open_document_is_read_as_well_as_recorded(document: Document):
    try:
        reading = read(document)
    except CannotTypesetError as missing:
        pytest.skip(str(missing))
    result = Score()
    score(document, facts(document), reading, result)
    counts = result.counts["all"]
    with FLOORS.open(encoding="utf-8", newline="") as file:
        floor = next(row for row in csv.DictReader(file) if row["document"] == document.slug)
    assert counts["right"] >= int(floor["right"]), "\n".join(result.misses)
    assert counts["wrong"] <= int(floor["wrong"]), "\n".join(result.misses)
