"""The scorer: an exact reading is right in everything, and every error is counted once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from dagster_project.reading.records import FigureRecord, Reading
from dagster_project.terms import Scenario, Unit
from lab.invent import invent
from lab.printed import Case, Figure
from lab.score import score
from tests.readings import a_figure, a_reading


def case() -> Case:
    """A report without goals, so that only its figures are scored."""
    return next(case for case in map(invent, range(100)) if not case.goals and len(case.figures) > 40)


def record(figure: Figure) -> FigureRecord:
    return replace(
        a_figure("a", figure.row, Decimal(figure.value) if figure.value else None),
        table_number=figure.table,
        row_label=figure.row_path[-1],
        row_path=" > ".join(("Ekonomi", *figure.row_path)),
        column_label=" > ".join(figure.column_label),
        unit=Unit(figure.unit or "TSEK"),
        scenario=Scenario(figure.scenario or "actual"),
        year=figure.year or 1999,
    )


def reading(printed: Case) -> Reading:
    return replace(a_reading(), pages=[], figures=[record(figure) for figure in printed.figures])


def test_an_exact_reading_is_right() -> None:
    printed = case()
    result = score(printed, reading(printed))
    assert [miss for miss in result.misses if miss.kind != "digits"] == []
    figures = result.tallies["figures"][""]
    assert (figures.found, figures.placed, figures.in_path, figures.right) == (figures.wanted,) * 4
    assert figures.wanted == figures.given > 20
    assert result.tallies["missing"][""].recall == 1


@pytest.mark.parametrize(
    ("fault", "reason", "lost", "false"),
    [
        (lambda r: replace(r, year=1900), "year", 1, 1),
        (lambda r: replace(r, unit="BSEK"), "unit", 1, 1),
        (lambda r: replace(r, scenario="plan"), "scenario", 1, 1),
        (lambda r: replace(r, column_label="Kolumn"), "header", 0, 0),
        (lambda r: replace(r, row_label="Rad", row_path="Rad"), "label", 1, 1),
        (lambda r: replace(r, value=Decimal("0.123")), "value", 1, 1),
    ],
)
def test_an_error_is_counted_once(
    fault: Callable[[FigureRecord], FigureRecord], reason: str, lost: int, false: int
) -> None:
    printed = case()
    right = reading(printed)
    index = next(
        i
        for i, figure in enumerate(printed.figures)
        if figure.value and figure.unit and figure.scenario and figure.year and len(figure.value) > 2
    )
    right.figures[index] = fault(right.figures[index])
    figures = score(printed, right).tallies["figures"][""]
    assert (figures.wanted - figures.found, figures.given - figures.right) == (lost, false)
    assert any(miss.reason.startswith(reason) for miss in score(printed, right).misses)


def test_a_row_read_twice_is_false_once() -> None:
    printed = case()
    twice = reading(printed)
    twice.figures.append(next(figure for figure in twice.figures if not figure.is_missing))
    figures = score(printed, twice).tallies["figures"][""]
    assert figures.given - figures.right == 1
    assert figures.recall == 1
