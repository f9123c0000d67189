"""Columns with what their headers leave to their neighbours: the scenario of a bare year, the year of a deviation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dagster_project.reading.meaning.evidence import Candidate
from dagster_project.reading.meaning.periods import Part, PartKind, PrintedPeriod
from dagster_project.reading.meaning.units import is_unit_statement
from dagster_project.reading.numbers import YEAR
from dagster_project.reading.tables.resolved import ColumnMeaning
from dagster_project.reading.tables.scopes import column_scope
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import Columns, Periods, Units
from dagster_project.terms import Domain, EvidenceSource, Scenario, Unit

DIFFERENCES = (Scenario.CHANGE, Scenario.DEVIATION)
"""Scenarios of columns that compare two others."""

# Scenarios that a bare deviation is measured against: the first of these that the table has.
_DEVIATED_FROM = (Scenario.BUDGET, Scenario.TARGET, Scenario.FORECAST, Scenario.PLAN)
# The end of a calendar year that companies account for.
_LAST_MONTH = re.compile(rf"({YEAR})-12")
_DECEMBER = 12
_FEWEST_YEARS = 2
_WHOLE = Part(PartKind.WHOLE)
# Parts in the header of a forecast that say when it was made.
_DATES_OF_FORECASTS = (PartKind.MONTH, PartKind.UNTIL, PartKind.ORDINAL, PartKind.REPORT, PartKind.DATE)


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The properties of a report that apply to all its tables: year, whether it is a budget, unit of money.

    `end_month` is the last month of its period (1-12), None where it is not stated; `report_type` is as printed. A year
    may be that of the tables' headers only.
    """

    year: int | None
    is_budget: bool
    unit: Candidate[Unit] | None = None
    end_month: int | None = None
    year_is_of_tables: bool = False
    kind_is_of_part: bool = False
    report_type: str | None = None
    title: str | None = None

    @property
    def is_of_part(self) -> bool:
        """Whether the report is about a part of its year."""
        return self.end_month < 12 if self.end_month else self.kind_is_of_part


def complete_columns(columns: Sequence[ColumnMeaning], context: ReportContext, domain: Domain) -> list[ColumnMeaning]:
    """The columns with their own words, else what the columns beside them and the kind of report say.

    Differences come last: they are for what the columns that they compare are for.
    """
    of_projects = domain is Domain.INVESTMENT
    columns = _with_fiscal_years(columns)
    named = [_Neighbours(columns, context, of_projects).named(column) for column in columns]
    return [_Neighbours(named, context).compared(column) for column in named]


def _with_fiscal_years(columns: Sequence[ColumnMeaning]) -> Sequence[ColumnMeaning]:
    """The columns, those over the last months of several years ("2015-12 | 2014-12 | 2011-12") for those years.

    Alone "2011-12" may be two years; beside "2015-12" it is none.
    """
    ends = {column.number: match for column in columns if (match := _LAST_MONTH.fullmatch(column.label.strip()))}
    years = [int(match[1]) for match in ends.values()]
    if len(set(years)) < _FEWEST_YEARS or not any(year % 100 >= _DECEMBER for year in years):
        return columns
    return [
        replace(column, period=PrintedPeriod((int(ends[column.number][1]),))) if column.number in ends else column
        for column in columns
    ]


def is_headless(column: ColumnMeaning, columns: Sequence[ColumnMeaning]) -> bool:
    """Whether a column has no header beside others of figures: then nothing says that it is of the report's year.

    Beside the figures of other municipalities it has the own ones.
    """
    own = (other.holds_figures and other.scenario is not Scenario.BENCHMARK for other in columns)
    return not column.label and sum(own) > 1


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The columns of a table, in which one is completed."""

    columns: Sequence[ColumnMeaning]
    context: ReportContext
    of_projects: bool = False

    def named(self, column: ColumnMeaning) -> ColumnMeaning:
        """The column with scenario, year and scope."""
        if not column.holds_figures:
            return column
        scenario, source, evidence = self._scenario(column)
        period = column.period
        if not period.names_year and period.part is None:
            period = self._beside_years(column)
        if self._is_of_projects(column):
            period = replace(period, part=Part(PartKind.SINCE_START))
        if scenario is Scenario.CHANGE:
            # "Jämfört med föregående år" is the change up to this year.
            period = replace(period, is_year_before=False)
        if period.is_year_before and not period.years and self.context.year:
            period = replace(period, years=(self.context.year - 1,))
        if not period.years and (year := self._year_of_pair(column)):
            period = replace(period, years=(year,))
        named = replace(
            column,
            period=period,
            scenario=scenario,
            scenario_source=source,
            scenario_evidence=evidence,
            names_scenario=column.scenario is not None,
            scope=column_scope(column.levels),
        )
        return _for_the_year(named) if scenario in (Scenario.FORECAST, Scenario.PLAN) else named

    def _beside_years(self, column: ColumnMeaning) -> PrintedPeriod:
        """The period of "Tidigare år", "Senare år" or "Totalt" beside columns of several years."""
        years = {other.year for other in self.columns if other.holds_figures and other.year}
        label, words = column.label.lower(), load(Periods)
        if len(years) < 2 or column.scenario in DIFFERENCES:
            return column.period
        if matches(words.earlier, label):
            return PrintedPeriod((min(years),), is_before=True)
        if matches(words.later, label):
            return PrintedPeriod((max(years),), is_after=True)
        is_sum = matches(words.together, label) and not any(other.period.part for other in self.columns)
        return PrintedPeriod((min(years), max(years)), is_span=True) if is_sum else column.period

    def _is_of_projects(self, column: ColumnMeaning) -> bool:
        """Whether a column of an investment table accumulates, as another has the outcome of the year."""
        others = (other for other in self.columns if other is not column and other.holds_figures)
        of_year = any(other.scenario is Scenario.ACTUAL and not _accumulates(other) for other in others)
        return self.of_projects and _accumulates(column) and of_year

    def compared(self, column: ColumnMeaning) -> ColumnMeaning:
        """A difference with the scenarios, year and part of the year of the columns that it compares."""
        if column.scenario is Scenario.DEVIATION and self._compares_years(column):
            compared = (Scenario.ACTUAL, Scenario.ACTUAL)
            column = replace(column, scenario=Scenario.CHANGE, of_scenario=compared[0], against_scenario=compared[1])
        elif column.scenario is Scenario.DEVIATION:
            column = self._deviation(column)
        if column.scenario is Scenario.CHANGE and not column.period.years and (year := self._year_of_change(column)):
            column = replace(column, period=replace(column.period, years=(year,)))
        return column

    def _deviation(self, column: ColumnMeaning) -> ColumnMeaning:
        others = [other.scenario for other in self.columns if other.scenario not in (None, *DIFFERENCES)]
        against = column.against_scenario or next((s for s in _DEVIATED_FROM if s in others), Scenario.BUDGET)
        of = self._deviating(column, column.of_scenario, against)
        own = column.period
        if of is not None and of.scenario:
            years, part = own.years or of.period.years, own.part or of.period.part
            own = replace(own, years=years, part=part, is_span=of.period.is_span and not own.years)
            column = replace(column, of_scenario=of.scenario)
        deviation = replace(column, against_scenario=against, period=own)
        return _for_the_year(deviation) if deviation.of_scenario is Scenario.FORECAST else deviation

    def _scenario(self, column: ColumnMeaning) -> tuple[Scenario | None, EvidenceSource | None, str]:
        """The scenario of a column with its source and evidence.

        A year that is over has outcomes. Without words or year the kind of report decides; a column without any header
        beside others is not named by it.
        """
        if column.scenario:
            return column.scenario, EvidenceSource.COLUMN, column.label
        beside = [other.scenario for other in self.columns if other is not column]
        if Scenario.BENCHMARK in beside and matches(load(Columns).averages, column.label.lower()):
            return Scenario.BENCHMARK, EvidenceSource.COLUMN, column.label
        planned = self._scenario_by_neighbours(column)
        if planned:
            return planned, EvidenceSource.TABLE, "columns of plans"
        year, report_year = column.year, self.context.year
        if column.period.is_year_before or (year and report_year and year < report_year):
            return Scenario.ACTUAL, EvidenceSource.COLUMN, column.label
        if year and report_year and year > report_year:
            source = EvidenceSource.REPORT if self.context.is_budget else EvidenceSource.PRIOR
            return Scenario.PLAN, source, f"{year} is after {report_year}"
        if is_headless(column, self.columns):
            return None, None, ""
        if before := self._difference_before(column):
            return before.scenario, EvidenceSource.PRIOR, f"{column.label} beside {before.label}"
        if self._is_unknown_beside_known(column):
            return Scenario.ACTUAL, EvidenceSource.PRIOR, f"{column.label} beside columns that name their scenario"
        is_outcome_beside = Scenario.ACTUAL in beside and Scenario.BUDGET in beside
        if self.context.is_budget and is_outcome_beside:
            return Scenario.ACTUAL, EvidenceSource.PRIOR, f"{column.label} beside an outcome and a budget"
        if self.context.is_budget:
            return Scenario.BUDGET, EvidenceSource.REPORT, self.context.report_type or ""
        if self.context.report_type:
            return Scenario.ACTUAL, EvidenceSource.REPORT, self.context.report_type
        if year and year == report_year:
            return Scenario.ACTUAL, EvidenceSource.COLUMN, column.label
        return Scenario.ACTUAL, EvidenceSource.PRIOR, "a report without a kind"

    def _difference_before(self, column: ColumnMeaning) -> ColumnMeaning | None:
        """The deviation or change directly before a column that is headed by a word for percent alone."""
        before = next((other for other in self.columns if other.number == column.number - 1), None)
        is_share = column.unit in load(Units).shares and is_unit_statement(column.label)
        return before if is_share and before and before.scenario in DIFFERENCES else None

    def _is_unknown_beside_known(self, column: ColumnMeaning) -> bool:
        """Whether a head has words, none of them known, beside heads that name a scenario ("Utfall | Kvar")."""
        names = any(other.scenario not in (None, *DIFFERENCES) for other in self.columns if other.holds_figures)
        has_words = any(char.isalpha() for char in column.label)
        return names and has_words and not (column.measure or column.period.years or column.period.part)

    def _deviating(
        self, column: ColumnMeaning, of_scenario: Scenario | None, against: Scenario
    ) -> ColumnMeaning | None:
        """The column of the outcome or forecast that a deviation is of: that of the latest year which the column it
        deviates from has too ("Utfall 2023 | Utfall 2022 | Budget 2023 | Avvikelse"), else the nearest."""
        wanted = {of_scenario} if of_scenario else {Scenario.ACTUAL, Scenario.FORECAST} - {against}
        for others in self._compared_columns(column):
            found = [other for other in others if other.scenario in wanted]
            years = {self._year(other) for other in others if other.scenario == against} - {0}
            both = [other for other in found if self._year(other) in years]
            if found:
                return max(reversed(both), key=self._year) if both else found[-1]
        return None

    def _year(self, column: ColumnMeaning) -> int:
        """The year of a column, without one the report's; 0 where that is unknown too."""
        return column.year or self.context.year or 0

    def _year_of_change(self, column: ColumnMeaning) -> int | None:
        """The later of the two years that a change without a year is between."""
        compared = ([other.year for other in others if other.year] for others in self._compared_columns(column))
        return next((max(years) for years in compared if len(set(years)) > 1), None)

    def _compared_columns(self, column: ColumnMeaning) -> Iterator[list[ColumnMeaning]]:
        """The columns that a difference may compare, nearer ones first: those back to the previous difference, all to
        its left, and each to its right."""
        figures = [other for other in self.columns if other.holds_figures]
        left = [other for other in figures if other.number < column.number]
        last = max((i for i, other in enumerate(left) if other.scenario in DIFFERENCES), default=-1)
        yield left[last + 1 :]
        yield left
        yield from ([other] for other in figures if other.number > column.number)

    def _scenario_by_neighbours(self, column: ColumnMeaning) -> Scenario | None:
        """A total over future years ("Total utgift" after Budget 2027 and Plan 2028) is a plan.

        A span of years ("Period 2019–2022") has the scenario that all columns of these years have.
        """
        if column.year is not None:
            return None
        if column.period.is_span:
            span = range(min(column.period.years), max(column.period.years) + 1)
            within = {other.scenario for other in self.columns if other.holds_figures and other.year in span}
            return next(iter(within)) if len(within) == 1 else None
        others = {other.scenario for other in self.columns if other.holds_figures and other is not column}
        is_planned = Scenario.PLAN in others and others <= {Scenario.PLAN, Scenario.BUDGET, None}
        return Scenario.PLAN if is_planned else None

    def _year_of_pair(self, column: ColumnMeaning) -> int | None:
        """The year of the column to the left for one of several with the same header: "Antal 2012 | Årsarbetare |
        Antal 2013 | Årsarbetare" prints the year once per pair."""
        namesakes = [other for other in self.columns if other.holds_figures and other.label == column.label]
        left = [other for other in self.columns if other.number < column.number and other.year]
        return left[-1].year if len(namesakes) > 1 and left else None

    def _compares_years(self, column: ColumnMeaning) -> bool:
        """Whether a bare "Diff" is a change: there are several years and no budget, forecast, target or plan."""
        scenarios = [other.scenario for other in self.columns if other.number != column.number]
        years = {other.year for other in self.columns if other.year}
        named = column.against_scenario is not None
        return not named and set(_DEVIATED_FROM).isdisjoint(scenarios) and len(years) > 1


def _accumulates(column: ColumnMeaning) -> bool:
    return matches(load(Periods).of_projects, " ".join(column.levels).lower())


def _for_the_year(column: ColumnMeaning) -> ColumnMeaning:
    """A forecast for the whole year: a month in its header is when it was made."""
    part = column.period.part
    is_for_year = part is None or part.kind in _DATES_OF_FORECASTS
    return replace(column, period=replace(column.period, part=_WHOLE)) if is_for_year else column
