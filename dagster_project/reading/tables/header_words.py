"""Reads column headers: scenario, measure, unit and period, by the words of `vocabulary/columns.yml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dagster_project.reading.meaning.periods import PrintedPeriod, printed_period
from dagster_project.reading.meaning.units import unit_of
from dagster_project.reading.tables.resolved import ColumnMeaning
from dagster_project.reading.vocabulary.broken import join_lines
from dagster_project.reading.vocabulary.loader import load, matches, scenario_of, unbroken
from dagster_project.reading.vocabulary.schemas import Columns
from dagster_project.terms import BudgetVersion, CellRole, Scenario

_OUTCOMES = (Scenario.ACTUAL, Scenario.FORECAST)


def column_meaning(number: int, role: CellRole, levels: tuple[str, ...]) -> ColumnMeaning:
    """The meaning of a column by its header cells; of a column without figures only the role.

    `number` is 1-based; `levels` are the header cells, outermost first.
    """
    if role is not CellRole.FIGURE:
        return ColumnMeaning(number, role, levels)
    printed = " ".join(levels)
    text = unbroken(join_lines(printed.split()))
    scenario = scenario_of(text)
    period = _period(levels)
    of_scenario, against_scenario = _compared(text, scenario)
    is_difference = scenario in (Scenario.CHANGE, Scenario.DEVIATION)
    return ColumnMeaning(
        number=number,
        role=role,
        levels=levels,
        scenario=Scenario.BUDGET if scenario is Scenario.REVISED_BUDGET else scenario,
        of_scenario=of_scenario,
        against_scenario=against_scenario,
        budget_version=_budget_version(scenario),
        measure=_measure(text),
        unit=unit_of(" > ".join(levels), header=True),
        # Two years over a difference are compared, over another column they are the ends of a span.
        period=replace(period, is_span=False) if is_difference else period,
        is_preliminary=matches(load(Columns).preliminary, text),
    )


def _period(levels: Sequence[str]) -> PrintedPeriod:
    """The period of a header; "fg år" under a head with a year is the year before that one.

    A year under a head with a span of years ("Förändringar 2023–2025") is that year alone, and so is one under words
    that compare with the year before.
    """
    period = printed_period(" ".join(levels))
    named = [printed_period(level) for level in levels]
    if period.is_span and len(named) > 1 and len(named[-1].years) == 1:
        period = replace(period, years=named[-1].years, is_span=False)
    if not (period.years and period.is_year_before):
        return period
    if named[-1].years and not named[-1].is_year_before:
        return replace(period, years=named[-1].years, is_year_before=False)
    is_under_year = any(p.years and not p.is_year_before for p in named)
    years = (max(period.years) - 1,) if is_under_year else period.years
    return replace(period, years=years, is_year_before=False)


def _budget_version(scenario: Scenario | None) -> BudgetVersion | None:
    if scenario is Scenario.REVISED_BUDGET:
        return BudgetVersion.REVISED
    return BudgetVersion.UNSPECIFIED if scenario is Scenario.BUDGET else None


def is_identifier_word(header: str) -> bool:
    """Whether a header names a column of row, project, account or note numbers."""
    return matches(load(Columns).identifiers, header.strip().lower())


def is_year_word(header: str) -> bool:
    """Whether a header is empty or announces years."""
    return not header.strip() or matches(load(Columns).year_headers, header.strip().lower())


def row_scenario_of(label: str) -> Scenario | None:
    """The scenario that a row has by its label ("Nettobudget", "Bokslut 2023"), None for other labels."""
    return next((name for name, patterns in load(Columns).row_scenarios if matches(patterns, label.lower())), None)


def title_scenario_of(title: str) -> Scenario | None:
    """The scenario of all figures under a title ("Driftbudget 2024"), None where it names several.

    A follow-up of a budget is not a budget.
    """
    lowered = title.lower()
    named = [name for name, patterns in load(Columns).title_scenarios.items() if matches(patterns, lowered)]
    return named[0] if len(named) == 1 and not matches(load(Columns).follow_ups, lowered) else None


def _compared(text: str, scenario: Scenario | None) -> tuple[Scenario | None, Scenario | None]:
    """The two scenarios that a change or deviation compares; None where only other columns show them."""
    if scenario is Scenario.CHANGE:
        return Scenario.ACTUAL, Scenario.ACTUAL
    if scenario is not Scenario.DEVIATION:
        return None, None
    named = [
        (match.start(), name)
        for name, patterns in load(Columns).against.items()
        for pattern in patterns
        for match in pattern.finditer(text)
    ]
    named.sort()
    names = [name for _, name in named]
    if not names:
        return None, None
    if names[0] != names[-1]:
        # "Avvikelse budget - utfall" is the deviation of the outcome from the budget too.
        of, against = sorted((names[0], names[-1]), key=lambda name: (*_OUTCOMES, name).index(name))
        return of, against
    if matches(load(Columns).earlier_forecast, text):
        return Scenario.FORECAST, Scenario.FORECAST
    # "Prognosavvikelse" is the deviation of a forecast, "avvikelse mot prognos" the deviation from one.
    is_of = names[0] in _OUTCOMES and not matches(load(Columns).deviates_from, text)
    return (names[0], None) if is_of else (None, names[0])


def _measure(text: str) -> str | None:
    columns = load(Columns)
    return next((name for name in columns.measure_order if matches(columns.measures[name], text)), None)
