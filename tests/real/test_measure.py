"""The measure itself: what counts as right, wrong and unstated, and what it keeps to itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project.reading.records import FigureRecord, Reading
from dagster_project.terms import EvidenceSource, Scenario, Unit
from tests.real import __main__ as command
from tests.real.document import Document, documents
from tests.real.facts import facts, number
from tests.real.measure import read
from tests.real.score import Score, score
from tests.real.typesetting import typeset

_NACKA = "nacka-kulturbudget-2020"


@pytest.fixture(scope="module")
def document() -> Document:
    return next(document for document in documents("open") if document.slug == _NACKA)


@pytest.fixture(scope="module")
def reading(document: Document) -> Reading:
    return read(document)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("– 522 941", "-522941"),
        ("- 1\u00a0072,0", "-1072.0"),
        ("−0,5%", "-0.5"),
        ("(12)", "-12"),
        ("202.000", "202000"),
        ("-0.20", "-0.20"),
        ("0.253", "0.253"),
        ("39*", "39"),
    ],
)
def test_a_printed_number_has_its_value(printed: str, value: str):
    assert number(printed) == Decimal(value)


@pytest.mark.parametrize("printed", ["", "–", "Not 2", "Stängt", "2, 3, 17"])
def test_other_text_has_none(printed: str):
    assert number(printed) is None


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "right"),
        ({"unit": Unit.MSEK}, "wrong"),
        ({"unit": Unit.MSEK, "value": Decimal("40.437")}, "right"),
        ({"unit": None}, "unstated"),
        ({"unit": Unit.MSEK, "unit_source": EvidenceSource.PRIOR}, "unstated"),
        ({"scenario": Scenario.ACTUAL}, "wrong"),
        ({"scenario": Scenario.REVISED_BUDGET}, "right"),
        ({"year": 2018}, "wrong"),
    ],
)
def test_a_figure_is_right_wrong_or_unstated(
    document: Document, reading: Reading, change: dict[str, object], verdict: str
):
    fact = facts(document)[0]
    assert (fact["row_label"], fact["year"], fact["value"]) == ("Kulturskolverksamhet", "2019", "40437")
    figure = next(figure for figure in reading.figures if figure.value == Decimal(40437))
    changed: FigureRecord = replace(figure, **change)  # type: ignore[arg-type]
    result = Score()
    score(document, [fact], replace(reading, figures=[changed]), result)
    assert {name: result.counts["all"][name] for name in ("right", "wrong", "unstated") if name != verdict} == {
        name: 0 for name in ("right", "wrong", "unstated") if name != verdict
    }
    assert result.counts["all"][verdict] == 1


def test_a_figure_is_paired_once(document: Document, reading: Reading):
    fact = facts(document)[0]
    result = Score()
    score(document, [fact, dict(fact)], reading, result)
    assert result.counts["all"]["found"] == 1


def test_held_out_documents_are_measured_in_total_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.argv", ["real", "measure", "--set", "held_out", "--misses", "1"])
    with pytest.raises(SystemExit):
        command.main()
    assert "in total only" in capsys.readouterr().err


def test_totals_name_no_document_and_no_small_group(document: Document, reading: Reading):
    result = Score()
    score(document, facts(document), reading, result)
    assert _NACKA not in command.report(result, details=False)
    assert "all" not in command.report(result, details=False)


def test_a_head_is_centred_over_the_columns_it_spans(tmp_path: Path):
    vanda = next(document for document in documents("open") if document.slug == "vanda-resultat-2008")
    lines = typeset(vanda, tmp_path).read_text(encoding="utf-8").splitlines()
    years = next(line for line in lines if "2007" in line)
    row = next(line for line in lines if line.startswith("Statsandelar"))
    assert row.index("95,6") <= years.index("2007") + 6 <= row.index("95,6") + 8


def test_a_head_cell_of_several_lines_breaks_a_row(tmp_path: Path):
    vansbro = next(document for document in documents("open") if document.slug == "vansbro-resultat-2019")
    text = typeset(vansbro, tmp_path).read_text(encoding="utf-8")
    assert "(tkr) Kommunen Sammanställd redovisning\nUtfall\n2019-12-31\nUtfall\n2018-12-31\n" in text
