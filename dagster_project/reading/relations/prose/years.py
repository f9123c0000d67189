"""The years that sentences compare with, which lie before the report's own, and those that a plan aims at."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dagster_project.reading.content.claims import ToldClaim
from dagster_project.reading.content.references import years_in
from dagster_project.reading.relations.prose.sentences import Telling, says, says_first
from dagster_project.reading.relations.prose.terms import ProseRelation, Term, prose_relation, stated_claim
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.reading.vocabulary.loader import vocabulary


def find_compared_years(
    told: Sequence[ToldClaim], tables: Sequence[TableMeaning], report_year: int | None
) -> list[ProseRelation]:
    """One relation a year that a past outcome is compared with, in a report whose tables end with its own year."""
    if report_year is None or not _reports_outcomes_of(tables, report_year):
        return []
    return [
        prose_relation(
            "year_slip",
            "bound",
            "words",
            f"'{one.record.value_as_printed}' is compared with in a report for {report_year}",
            [stated_claim(one.record), Term("limit", Decimal(1), value=Decimal(report_year - 1), unit="year")],
            document_id=one.record.document_id,
            table_id=None,
        )
        for one in told
        if one.record.unit == "year" and _compares_an_outcome(one, report_year)
    ]


def find_aimed_years(
    told: Sequence[ToldClaim], tables: Sequence[TableMeaning], report_year: int | None
) -> list[ProseRelation]:
    """One relation a year that a plan says something is done or reached in: its own or a later one."""
    if report_year is None or not _plans(tables, report_year):
        return []
    return [
        prose_relation(
            "year_slip",
            "bound",
            "words+aim",
            f"'{one.record.value_as_printed}' is aimed at in a plan for {report_year}",
            [stated_claim(one.record), Term("limit", Decimal(-1), value=Decimal(report_year), unit="year")],
            document_id=one.record.document_id,
            table_id=None,
        )
        for one in told
        if one.record.unit == "year"
        and _is_announced(Telling(one), "aimed_years")
        and not says("past", Telling(one).sentence)
    ]


def _plans(tables: Sequence[TableMeaning], year: int) -> bool:
    """Whether the tables budget for a year and have no outcome of it."""
    figures = [figure for table in tables for figure in table.figures.values() if figure.year == year]
    scenarios = {figure.scenario for figure in figures if figure.value is not None}
    return bool(scenarios & {"budget", "plan", "target"}) and "actual" not in scenarios


def _is_announced(telling: Telling, group: str) -> bool:
    before = telling.head.rstrip()
    words: list[str] = vocabulary("references")[group]
    return any(before.endswith(word) or before.removesuffix("år").rstrip().endswith(word) for word in words)


def _reports_outcomes_of(tables: Sequence[TableMeaning], year: int) -> bool:
    """Whether the last year with outcomes is the report's: nobody has erred about the year then, neither did we."""
    years = [
        f.year for table in tables for f in table.figures.values() if f.scenario == "actual" and f.value is not None
    ]
    printed = [one for one in years if one is not None]
    return bool(printed) and max(printed) == year and year - 1 in printed


def _compares_an_outcome(one: ToldClaim, report_year: int) -> bool:
    telling = Telling(one)
    if not _is_announced(telling, "compared_years"):
        return False
    if says_first("of_year", telling.rest) or says("future", telling.sentence) or not says("past", telling.sentence):
        return False
    others = [year for _, year in years_in(telling.sentence, in_dates=True) if year != int(one.statement.value)]
    return all(year < int(one.statement.value) for year in others) or int(one.statement.value) < report_year
