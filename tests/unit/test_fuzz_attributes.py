"""The judgement of what was read about a figure: right, wrong or unstated, in staging and in the marts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lab.attributes import Verdict, of_marts, of_staging, plain_name
from lab.levels import of_levels
from lab.marts import figures_by_file
from lab.printed import Case, Cell, Figure, Meaning, PageStyle, Row, Table
from lab.read_figure import ReadFigure
from lab.score import score_figures
from lab.tally import Score

TERTIAL = Meaning("2023-01-01", "2023-04-30", "tertial", "Socialnämnden", "board", "net_cost", "yes")
FIGURE = Figure(0, 1, 1, ("Hemtjänst",), ("Utfall jan-apr",), "12", "TSEK", "actual", 2023, meaning=TERTIAL)
READ = ReadFigure(
    1,
    "Hemtjänst",
    "Hemtjänst",
    "Utfall jan-apr",
    Decimal(12),
    False,
    unit="TSEK",
    scenario="actual",
    year=2023,
    period_start="2023-01-01",
    period_end="2023-04-30",
    period_type="tertial",
    organization="Socialnämnden",
    organization_kind="board",
    measure="net_cost",
    is_primary=True,
)


@pytest.mark.parametrize(
    ("attribute", "change", "verdict"),
    [
        ("unit", {"unit": "MSEK"}, Verdict.WRONG),
        ("unit", {"unit": ""}, Verdict.UNSTATED),
        ("unit", {"unit": "MSEK", "priors": frozenset({"unit"})}, Verdict.UNSTATED),
        ("unit", {"priors": frozenset({"unit"})}, Verdict.RIGHT),
        ("scenario", {"scenario": "budget"}, Verdict.WRONG),
        ("scenario", {"scenario": ""}, Verdict.UNSTATED),
        ("year", {"year": 2022}, Verdict.WRONG),
        ("year", {"year": None}, Verdict.UNSTATED),
        ("period", {"period_end": "2023-12-31"}, Verdict.WRONG),
        ("period", {"period_start": "", "period_end": ""}, Verdict.RIGHT),
        ("period", {"period_start": "", "period_end": "", "period_type": "year"}, Verdict.WRONG),
        ("period", {"period_start": "", "period_end": "", "period_type": ""}, Verdict.UNSTATED),
        ("organization", {"organization": "Kommunstyrelsen"}, Verdict.WRONG),
        ("organization", {"organization_kind": "unit"}, Verdict.WRONG),
        ("organization", {"organization": "Socialnämnd"}, Verdict.RIGHT),
        ("organization", {"organization": "", "organization_kind": ""}, Verdict.UNSTATED),
        ("measure", {"measure": "cost"}, Verdict.WRONG),
        ("measure", {"measure": ""}, Verdict.UNSTATED),
        ("primary", {"is_primary": False}, Verdict.WRONG),
        ("primary", {"is_primary": None}, Verdict.UNSTATED),
    ],
)
def test_one_attribute_is_judged(attribute: str, change: dict[str, Any], verdict: Verdict) -> None:
    assert set(of_marts(FIGURE, READ).values()) == {Verdict.RIGHT}
    found = of_marts(FIGURE, replace(READ, **change))
    assert found[attribute] == verdict
    assert {name for name, other in found.items() if other != Verdict.RIGHT} <= {attribute}


@pytest.mark.parametrize(
    ("printed", "change", "verdict"),
    [
        ({"unit": "?"}, {"unit": ""}, Verdict.RIGHT),
        ({"unit": "?"}, {"priors": frozenset({"unit"})}, Verdict.RIGHT),
        ({"unit": "?"}, {}, Verdict.WRONG),
        ({"unit": "SEK_per_*"}, {"unit": "SEK_per_pupil"}, Verdict.RIGHT),
        ({"unit": "SEK_per_*"}, {"unit": "SEK"}, Verdict.WRONG),
        ({"unit": "percent"}, {"unit": "percentage_point"}, Verdict.RIGHT),
        ({"unit": "count"}, {"unit": "FTE"}, Verdict.WRONG),
    ],
)
def test_units(printed: dict[str, Any], change: dict[str, Any], verdict: Verdict) -> None:
    assert of_staging(replace(FIGURE, **printed), replace(READ, **change))["unit"] == verdict


def test_what_is_not_asked_is_not_judged() -> None:
    unasked = replace(FIGURE, unit="", scenario="", year=0, meaning=Meaning())
    assert of_marts(unasked, READ) == {}


def test_a_figure_of_no_year_has_none() -> None:
    total = replace(FIGURE, year=-1)
    assert of_staging(total, READ)["year"] == Verdict.WRONG
    assert of_staging(total, replace(READ, year=None))["year"] == Verdict.RIGHT


def test_a_balance_is_at_its_day() -> None:
    figure = replace(FIGURE, meaning=Meaning(period_end="2023-12-31", period_type="point_in_time"))
    read = replace(READ, period_start="", period_end="2023-12-31", period_type="point_in_time")
    assert of_staging(figure, read)["period"] == Verdict.RIGHT
    assert of_staging(figure, replace(read, period_end="2022-12-31"))["period"] == Verdict.WRONG
    assert of_staging(figure, replace(read, period_type="year"))["period"] == Verdict.WRONG


def test_names_are_compared_without_their_form() -> None:
    assert plain_name("Barn- och utbildningsnämnden") == plain_name("barn och utbildningsnämnd")
    assert plain_name("Åmåls kommun") == plain_name("Åmål")
    assert plain_name("Nämnden för unga") != plain_name("Nämnden för äldre")


@pytest.mark.parametrize(
    ("primary", "verdict"),
    [
        ((False, False, True), Verdict.RIGHT),
        ((True, True, False), Verdict.RIGHT),
        ((True, True, True), Verdict.WRONG),
        ((True, False, False), Verdict.WRONG),
        ((False, False, False), Verdict.WRONG),
        ((None, True, True), Verdict.UNSTATED),
    ],
)
def test_the_total_or_its_parts_are_primary(primary: tuple[bool | None, ...], verdict: Verdict) -> None:
    meaning = Meaning(primary="one_level")
    column = {
        number: (replace(FIGURE, role=role, meaning=meaning), replace(READ, is_primary=is_primary))
        for number, (role, is_primary) in enumerate(zip(("leaf", "leaf", "total"), primary, strict=True))
    }
    assert of_levels(column) == dict.fromkeys(column, verdict)


def test_a_figure_is_wrong_before_it_is_unstated() -> None:
    table = Table("", (Row((Cell("Hemtjänst"), Cell("12"))),), ("left", "right"), (0.5, 0.5))
    case = Case(1, "html", "Rapport", PageStyle(), (table,), (FIGURE,), table_features=((),))
    score = Score()
    score_figures(case, [replace(READ, unit="", year=1999)], score, of_marts)
    tally = score.tallies["figures"][""]
    assert (tally.met, tally.strict, tally.wrong, tally.unstated) == (1, 0, 1, 0)
    assert (score.tallies["unit"][""].unstated, score.tallies["year"][""].wrong) == (1, 1)


def test_marts_are_read_with_their_facts(tmp_path: Path) -> None:
    database = tmp_path / "bokslut.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.figures as select 'f1' as figure_id, 'in/a.html' as file_name, 'o1' as organization_id,"
            " 'Hyror' as row_label, 'Hyror' as row_path, 'Utfall' as column_label, 5.0 as value, false as is_missing,"
            " 'TSEK' as unit, 'prior' as unit_source, 'actual' as scenario, 2023 as year, 'year' as period_type"
        )
        connection.execute(
            "create table marts.dim_organization as select 'o1' as organization_id, 'A' as name, 'board' as kind"
        )
        for mart in ("fct_investment", "fct_personnel", "fct_forecast"):
            connection.execute(f"create table marts.{mart} as select 'other' as figure_id")
        connection.execute(
            "create table marts.fct_finance as"
            " select 'f1' as figure_id, 'o1' as organization_id, 'cost' as measure, true as is_primary"
        )
    (read,) = figures_by_file(database)["a.html"]
    assert (read.organization, read.organization_kind, read.measure, read.is_primary) == ("A", "board", "cost", True)
    assert (read.value, read.priors) == (Decimal(5), frozenset({"unit"}))
