"""Columns with what their headers leave to their neighbours: the scenario of a bare year, the year of a deviation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dagster_project.reading.meaning.evidence import Candidate
from dagster_project.reading.meaning.periods import Part, PartKind
from dagster_project.reading.tables.resolved import ColumnMeaning
from dagster_project.reading.tables.scopes import column_scope
from dagster_project.terms import EvidenceSource, Scenario, Unit

DIFFERENCES = (Scenario.CHANGE, Scenario.DEVIATION)
"""Scenarios of columns that compare two others."""

# Scenarios that a bare deviation is measured against: the first of these that the table has.
_DEVIATED_FROM = (Scenario.BUDGET, Scenario.TARGET, Scenario.FORECAST, Scenario.PLAN)
_WHOLE = Part(PartKind.WHOLE)
# Parts in the header of a forecast that say when it was made.
_DATES_OF_FORECASTS = (PartKind.MONTH, PartKind.UNTIL, PartKind.ORDINAL, PartKind.REPORT, PartKind.DATE)


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The properties of a report that apply to all its tables: year, whether it is a budget, unit of money.

    `end_month` is the last month of its period (1-12), None where it is not stated; `report_type` is as printed.
    """

    year: int | None
    is_budget: bool
    unit: Candidate[Unit] | None = None
    end_month: int | None = None
    report_type: str | None = None

    @property
    def is_of_part(self) -> bool:
        """Whether the report is about a part of its year."""
        return self.end_month is not None and self.end_month < 12


def complete_columns(columns: Sequence[ColumnMeaning], context: ReportContext) -> list[ColumnMeaning]:
    """The columns with their own words, else what the columns beside them and the kind of report say."""
    return [_Neighbours(columns, context).complete(column) for column in columns]


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The columns of a table, in which one is completed."""

    columns: Sequence[ColumnMeaning]
    context: ReportContext

    def complete(self, column: ColumnMeaning) -> ColumnMeaning:
        if not column.holds_figures:
            return column
        scenario, source, evidence = self._scenario(column)
        of_scenario, against = column.of_scenario, column.against_scenario
        period = column.period
        if period.is_year_before and not period.years and self.context.year:
            period = replace(period, years=(self.context.year - 1,))
        if not period.years and (year := self._year_of_pair(column)):
            period = replace(period, years=(year,))
        if scenario is Scenario.DEVIATION and self._compares_years(column):
            scenario, of_scenario, against = Scenario.CHANGE, Scenario.ACTUAL, Scenario.ACTUAL
        elif scenario is Scenario.DEVIATION:
            others = [other.scenario for other in self.columns if other.scenario not in (None, *DIFFERENCES)]
            against = against or next((s for s in _DEVIATED_FROM if s in others), Scenario.BUDGET)
            of = self._deviating(column, of_scenario, against)
            if of is not None:
                of_scenario = of.scenario
                years = period.years or of.period.years
                part = period.part or of.period.part
                period = replace(period, years=years, part=part, is_span=of.period.is_span and not period.years)
        if scenario is Scenario.CHANGE and not period.years and (year := self._year_of_change(column)):
            period = replace(period, years=(year,))
        is_forecast = Scenario.FORECAST in (scenario, of_scenario) or scenario is Scenario.PLAN
        if is_forecast and (period.part is None or period.part.kind in _DATES_OF_FORECASTS):
            period = replace(period, part=_WHOLE)
        return replace(
            column,
            period=period,
            scenario=scenario,
            scenario_source=source,
            scenario_evidence=evidence,
            names_scenario=column.scenario is not None,
            of_scenario=of_scenario,
            against_scenario=against,
            scope=column_scope(column.label),
        )

    def _scenario(self, column: ColumnMeaning) -> tuple[Scenario | None, EvidenceSource | None, str]:
        """The scenario of a column with its source and evidence.

        A year that is over has outcomes. Without words or year the kind of report decides; a column without any header
        beside others is not named by it.
        """
        if column.scenario:
            return column.scenario, EvidenceSource.COLUMN, column.label
        planned = self._scenario_by_neighbours(column)
        if planned:
            return planned, EvidenceSource.TABLE, "columns of plans"
        year, report_year = column.year, self.context.year
        if column.period.is_year_before or (year and report_year and year < report_year):
            return Scenario.ACTUAL, EvidenceSource.COLUMN, column.label
        if year and report_year and year > report_year:
            return Scenario.PLAN, EvidenceSource.COLUMN, column.label
        if not column.label and sum(other.holds_figures for other in self.columns) > 1:
            return None, None, ""
        if self.context.is_budget:
            return Scenario.BUDGET, EvidenceSource.REPORT, self.context.report_type or ""
        if self.context.report_type:
            return Scenario.ACTUAL, EvidenceSource.REPORT, self.context.report_type
        if year and year == report_year:
            return Scenario.ACTUAL, EvidenceSource.COLUMN, column.label
        return Scenario.ACTUAL, EvidenceSource.PRIOR, "a report without a kind"

    def _deviating(
        self, column: ColumnMeaning, of_scenario: Scenario | None, against: Scenario
    ) -> ColumnMeaning | None:
        """The column of the outcome or forecast that a deviation is of: that of the latest year which the column it
        deviates from has too ("Utfall 2023 | Utfall 2022 | Budget 2023 | Avvikelse"), else the nearest."""
        wanted = {of_scenario} if of_scenario else {Scenario.ACTUAL, Scenario.FORECAST} - {against}
        for others in self._compared_columns(column):
            found = [other for other in others if other.scenario in wanted]
            years = {other.year or self.context.year for other in others if other.scenario == against}
            both = [other for other in found if other.year and other.year in years]
            if found:
                return max(reversed(both), key=lambda other: other.year or 0) if both else found[-1]
        return None

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
        """A total over future years ("Total utgift" after Budget 2027 and Plan 2028) is a plan."""
        if column.year is not None:
            return None
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
