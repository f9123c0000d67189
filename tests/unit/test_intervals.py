"""One table of cases through both implementations of the interval rules: Python's and SQL's."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.intervals import Interval, gap_of_sum, growth, meets, ratio
from dagster_project.terms import Form, Status

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Term:
    role: str
    weight: Decimal
    value: Decimal
    half_unit: Decimal

    @property
    def interval(self) -> Interval:
        return Interval.around(self.value, self.half_unit)


@dataclass(frozen=True)
class Case:
    name: str
    form: str
    stated: Term
    terms: tuple[Term, ...]
    status: str


def _term(text: str) -> Term:
    role, *numbers = text.split()
    return Term(role, *map(Decimal, numbers))


def _cases() -> list[Case]:
    with (ROOT / "tests/cases/intervals.csv").open(encoding="utf-8") as file:
        return [
            Case(
                row["case"],
                row["form"],
                _term(f"stated 1 {row['stated']} {row['stated_half']}"),
                tuple(_term(text) for text in row["terms"].split(";")),
                row["status"],
            )
            for row in csv.DictReader(file)
        ]


CASES = _cases()


def status(case: Case) -> Status:
    """The status by the functions with which the reading weighs relations. They have none for a bound."""
    stated, terms = case.stated.interval, case.terms
    if case.form in (Form.SUM, Form.DIFFERENCE):
        lines = [(term.weight * term.value, abs(term.weight) * term.half_unit) for term in terms]
        return gap_of_sum(case.stated.value, case.stated.half_unit, lines).status
    computed: Interval | None
    if case.form in (Form.RATIO, Form.GROWTH):
        quotient = ratio if case.form == Form.RATIO else growth
        computed = quotient(terms[0].interval, terms[1].interval, terms[0].weight)
    elif case.form == Form.COUNT:
        computed = Interval.around(Decimal(len(terms)), Decimal(0))
    else:
        (other,) = terms
        computed = other.interval.times(other.weight)
    if computed is None:
        return Status.NOT_ASSESSED
    return Status.CONSISTENT if stated.meets(computed) else Status.INCONSISTENT


@pytest.mark.parametrize("case", [case for case in CASES if case.form != Form.BOUND], ids=lambda case: case.name)
def test_python_gives_the_status(case: Case) -> None:
    assert status(case) == case.status


@pytest.mark.parametrize("case", [case for case in CASES if case.form == Form.SUM], ids=lambda case: case.name)
def test_a_table_in_whole_numbers_gives_the_status(case: Case) -> None:
    """The search for sums counts in the finest unit of a table, a tenth of the last digit."""
    scale = 1000
    lines = [(int(t.weight * t.value * scale), int(abs(t.weight) * t.half_unit * scale)) for t in case.terms]
    gap = gap_of_sum(int(case.stated.value * scale), int(case.stated.half_unit * scale), lines)
    assert gap.status == case.status


@pytest.fixture(scope="module")
def sql_statuses() -> dict[str, str]:
    """The statuses that `reconciliation_verdicts.sql` itself gives to all cases at once."""
    connection = duckdb.connect()
    connection.execute(
        "create table relations (reconciliation_id varchar, form varchar, expectation varchar, reason varchar)"
    )
    connection.execute(
        "create table reconciliation_terms (reconciliation_id varchar, role varchar, weight decimal(28, 6), "
        "unit varchar, comparable_value decimal(38, 6), comparable_half_unit decimal(38, 6), comparable_factor bigint, "
        "base_factor bigint, obstacle varchar)"
    )
    for case in CASES:
        connection.execute("insert into relations values (?, ?, 'expected', null)", [case.name, case.form])
        for term in (case.stated, *case.terms):
            connection.execute(
                "insert into reconciliation_terms values (?, ?, ?, null, ?, ?, 1, 1, null)",
                [case.name, term.role, term.weight, term.value, term.half_unit],
            )
    text = (ROOT / "dbt/macros/interval.sql").read_text(encoding="utf-8")
    text += (ROOT / "dbt/models/quality/reconciliation_verdicts.sql").read_text(encoding="utf-8")
    sql = jinja2.Template(text).render(ref=lambda name: name)
    rows = connection.execute(f"select reconciliation_id, status from ({sql})").fetchall()
    return dict(rows)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_sql_gives_the_status(case: Case, sql_statuses: dict[str, str]) -> None:
    assert sql_statuses[case.name] == case.status


DECIMALS = st.decimals(min_value=-100_000, max_value=100_000, places=1)


@given(st.lists(DECIMALS, min_size=1, max_size=8))
def test_a_total_of_separately_rounded_lines_is_never_inconsistent(lines: list[Decimal]) -> None:
    half = Decimal("0.5")
    rounded = [line.quantize(Decimal(1)) for line in lines]
    stated = Interval.around(sum(lines, Decimal(0)).quantize(Decimal(1)), half)
    # Exactly half a unit is the open end: reports round 0,5 either way, so it is left out here.
    if any(abs(line - whole) == half for line, whole in zip(lines, rounded, strict=True)):
        return
    if abs(sum(lines, Decimal(0)) - stated.middle) == half:
        return
    assert gap_of_sum(stated.middle, half, [(line, half) for line in rounded]).status is not Status.INCONSISTENT


NUMBERS = st.integers(min_value=-12, max_value=12).map(lambda tenths: Decimal(tenths) / 10)
HALVES = st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.5")])


@given(NUMBERS, HALVES, NUMBERS, HALVES)
def test_intervals_meet_by_their_ends_as_by_their_gap(
    first: Decimal, half: Decimal, second: Decimal, other_half: Decimal
) -> None:
    by_ends = Interval.around(first, half).meets(Interval.around(second, other_half))
    assert by_ends == meets(first - second, half + other_half)


@given(DECIMALS, DECIMALS.filter(bool), st.integers(min_value=0, max_value=3))
def test_a_quotient_rounded_to_its_printed_digits_holds(numerator: Decimal, denominator: Decimal, places: int) -> None:
    half = Decimal(5).scaleb(-places - 1)
    exact = 100 * numerator / denominator
    printed = round(exact, places)
    if abs(exact - printed) == half:
        return
    computed = ratio(Interval(numerator, numerator), Interval(denominator, denominator), Decimal(100))
    assert computed is not None and Interval.around(printed, half).meets(computed)
