"""The years that sentences compare with, which lie before the report's own, those that a plan aims at, and periods.

Belongs here: bounds on years in prose. Years that only date a figure are read in `content/claims.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from dagster_project.reading.content.claims import StatedClaim
from dagster_project.reading.content.passages import passages
from dagster_project.reading.content.references import years_in
from dagster_project.reading.model import Document
from dagster_project.reading.records import FigureRecord
from dagster_project.reading.relations.model import Relation, Term
from dagster_project.reading.relations.prose.context import surroundings
from dagster_project.reading.relations.prose.sentences import ClaimSentence, begins_with, contains
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Prose, References, Words
from dagster_project.terms import Axis, Basis, Form, RelationKind, Scenario, TermRole, Unit

# "Åren 2026 till och med 2028".
_MOST_WORDS_OF_PERIOD = 4


def find_compared_years(
    claims: Sequence[StatedClaim], tables: Sequence[TableMeaning], report_year: int | None
) -> list[Relation]:
    """One relation per year that a past outcome is compared with, in a report whose tables end with its own year."""
    if report_year is None or not _reports_outcomes_of(tables, report_year):
        return []
    return [
        _bound(
            claim,
            (Basis.WORDS,),
            Term(TermRole.LIMIT, Decimal(1), value=Decimal(report_year - 1), unit=Unit.YEAR),
            f"'{claim.record.value_as_printed}' is compared with in a report for {report_year}",
        )
        for claim in claims
        if claim.record.unit == Unit.YEAR and _compares_an_outcome(claim, report_year)
    ]


def find_aimed_years(
    claims: Sequence[StatedClaim], tables: Sequence[TableMeaning], report_year: int | None
) -> list[Relation]:
    """One relation per year in which a plan says that something is done or reached: its own year or a later one."""
    if report_year is None or not _plans(tables, report_year):
        return []
    return [
        _bound(
            claim,
            (Basis.WORDS, "aim"),
            Term(TermRole.LIMIT, Decimal(-1), value=Decimal(report_year), unit=Unit.YEAR),
            f"'{claim.record.value_as_printed}' is aimed at in a plan for {report_year}",
        )
        for claim in claims
        if claim.record.unit == Unit.YEAR and _aims(ClaimSentence(claim))
    ]


def find_periods_of_projects(document: Document, tables: Sequence[TableMeaning]) -> list[Relation]:
    """One relation per project whose form gives its period beside a row of yearly amounts: the two must have a year.

    Only a field of years alone counts, under a title that is the label of one row.
    """
    around, words = surroundings(document, tables), load(Prose)
    found = []
    for passage in passages(document):
        under = around.get(passage.number)
        years = [year for _, year in years_in(passage.text)]
        is_period = under is not None and contains(words.period_fields, under.field.lower())
        if under is None or not is_period or not years or len(under.titles) != 1 or not _is_of_years(passage.text):
            continue
        spent = _spent(tables, next(iter(under.titles)))
        if spent and max(years) < spent[0][0]:
            found.append(_period(max(years), *spent[0], Decimal(-1)))
        elif spent and min(years) > spent[-1][0]:
            found.append(_period(min(years), *spent[-1], Decimal(1)))
    return found


def _is_of_years(text: str) -> bool:
    return len(re.findall(r"[^\W\d_]{2,}", text)) <= _MOST_WORDS_OF_PERIOD


def _spent(tables: Sequence[TableMeaning], label: str) -> list[tuple[int, FigureRecord]]:
    """The years in which the only row of a label has an amount, with the figures; none where rows share the label."""
    rows = [(table, row) for table in tables for row in table.figure_rows if row.label == label]
    if len(rows) != 1:
        return []
    table, row = rows[0]
    figures = (table.figures.get((row.number, column.number)) for column in table.figure_columns)
    return sorted(
        ((figure.year, figure) for figure in figures if figure and figure.value and figure.year is not None),
        key=lambda pair: pair[0],
    )


def _period(stated: int, limit: int, beside: FigureRecord, weight: Decimal) -> Relation:
    return Relation(
        RelationKind.YEAR_SLIP,
        Form.BOUND,
        Axis.PROSE,
        (Basis.WORDS, "period"),
        Term(TermRole.STATED, value=Decimal(stated), unit=Unit.YEAR),
        (Term(TermRole.LIMIT, weight, value=Decimal(limit), unit=Unit.YEAR),),
        f"the period of {beside.row_label} is {stated}, its amount is of {limit}",
        printed_beside=beside,
    )


def _bound(claim: StatedClaim, basis: tuple[str, ...], limit: Term, description: str) -> Relation:
    """A year with its limit: weight 1 is the latest year allowed, -1 the earliest."""
    stated = Term(TermRole.STATED, claim=claim.record)
    return Relation(RelationKind.YEAR_SLIP, Form.BOUND, Axis.PROSE, basis, stated, (limit,), description)


def _aims(sentence: ClaimSentence) -> bool:
    return _is_announced(sentence, load(References).aimed_years) and not contains(load(Prose).past, sentence.text)


def _plans(tables: Sequence[TableMeaning], year: int) -> bool:
    """Whether the tables budget for a year and have no outcome of it."""
    figures = [figure for table in tables for figure in table.figures.values() if figure.year == year]
    scenarios = {figure.scenario for figure in figures if figure.value is not None}
    return bool(scenarios & {Scenario.BUDGET, Scenario.PLAN, Scenario.TARGET}) and Scenario.ACTUAL not in scenarios


def _is_announced(sentence: ClaimSentence, words: Words) -> bool:
    """Whether some words are directly before a year."""
    before = sentence.head.rstrip()
    return any(before.endswith(word) or before.removesuffix("år").rstrip().endswith(word) for word in words)


def _reports_outcomes_of(tables: Sequence[TableMeaning], year: int) -> bool:
    """Whether the last year with outcomes is the report's: then neither the report nor the reading errs about it."""
    years = [
        f.year
        for table in tables
        for f in table.figures.values()
        if f.scenario == Scenario.ACTUAL and f.value is not None
    ]
    printed = [one for one in years if one is not None]
    return bool(printed) and max(printed) == year and year - 1 in printed


def _compares_an_outcome(claim: StatedClaim, report_year: int) -> bool:
    sentence, year = ClaimSentence(claim), int(claim.statement.value)
    if not _is_announced(sentence, load(References).compared_years):
        return False
    is_past = contains(load(Prose).past, sentence.text) and not contains(load(Prose).future, sentence.text)
    if begins_with(load(Prose).of_year, sentence.rest) or not is_past:
        return False
    others = [other for _, other in years_in(sentence.text, in_dates=True) if other != year]
    return all(other < year for other in others) or year < report_year
