"""Unit, scenario and period of a figure as its table prints them: the candidates of all places, and which decides.

What arithmetic and other tables add is in `reading/resolution`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from dagster_project.reading.meaning.evidence import Candidate, Resolution, resolve
from dagster_project.reading.meaning.periods import Part, PartKind, Period, PrintedPeriod, is_period, printed_period
from dagster_project.reading.meaning.units import (
    MONEY_DOMAINS,
    amounts,
    counts_by_name,
    counts_people,
    divided_unit,
    has_rate_by_name,
    is_rate_by_name,
    label_texts,
    named_unit,
    names_several_units,
    prior_unit,
)
from dagster_project.reading.numbers import YEAR, PrintedNumber, is_year, parse_number
from dagster_project.reading.tables.columns import DIFFERENCES, ReportContext, is_headless
from dagster_project.reading.tables.header_words import row_scenario_of, title_scenario_of
from dagster_project.reading.tables.resolved import ColumnMeaning, FigureEvidence, RowMeaning
from dagster_project.reading.tables.surroundings import Surroundings
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import Columns, Units
from dagster_project.terms import Domain, EvidenceSource, Scenario, Unit, UnresolvedReason

# The year of a key figure at the end of its name: "Medelpris villa 2020, tkr", "Kommunalskatt 2023".
_YEAR_OF_LABEL = re.compile(rf"(?<=[^\W\d] )({YEAR})(?:,[^,\d]*)?$")
# So many rows that state counts make a table one of key figures, each with a unit of its own.
_FEWEST_COUNTS = 2
_YEAR_BEHIND = re.compile(rf"\d[^()]*\(({YEAR})\)$")
# A larger number in a table of money is somebody's part of an amount ("Andel i intresseföretags resultat").
_LARGEST_SHARE = 1000
_SHARES = (Unit.PERCENT, Unit.PERCENTAGE_POINT)
_BUDGETS = (Scenario.BUDGET, Scenario.TARGET, Scenario.PLAN)
_ROW_MAY_NAME = (Scenario.ACTUAL, Scenario.FORECAST, None)
_NOT_PRINTED_AT_TABLE = (None, EvidenceSource.REPORT, EvidenceSource.PRIOR)


class TableAttributes:
    """Collects the printed evidence of the figures of one table.

    `numbers` are the printed numbers of each column, by its number.
    """

    def __init__(
        self,
        around: Surroundings,
        domain: Domain,
        context: ReportContext,
        columns: Sequence[ColumnMeaning],
        numbers: Mapping[int, Sequence[PrintedNumber]],
        notes: Mapping[str, str],
        labels: Sequence[str] = (),
    ) -> None:
        self.around = around
        self.domain = domain
        self.context = context
        self.columns = columns
        self.notes = notes
        self.is_of_money = domain in MONEY_DOMAINS
        self.units = [unit for unit in around.units(domain) if not self._is_of_other_tables(unit, labels)]
        self.above = (*around.titles, around.lead, *around.sections[:1], context.title or "")
        self.some_columns_divide = any(divided_unit(Unit.SEK, column.label) for column in columns)
        every = [number for column in numbers.values() for number in column]
        self.has_decimals = any(number.decimals for number in every)
        self.looks_like_rates = self.has_decimals and all(0 <= abs(number.value) <= 100 for number in every)
        self.has_balances = any(matches(load(Columns).balance_rows, label.lower()) for label in labels)
        counted = [
            label
            for label in labels
            if (unit := self._unit_of_label(label, EvidenceSource.ROW)) and unit.value is Unit.COUNT
        ]
        self.counts_rows = not self.units and len(counted) >= _FEWEST_COUNTS
        words = (*load(Columns).flows, *load(Columns).balances)
        texts = (*self.above, *labels)
        is_planned = any(column.scenario in (*_BUDGETS, Scenario.FORECAST) for column in columns)
        self.may_be_of_money = is_planned or any(matches(words, text) for text in texts)
        self.columns_with_units = {c for c, printed in numbers.items() if all(n.unit for n in printed)}

    @property
    def unit_as_printed(self) -> str | None:
        """The text that states the unit of the whole table."""
        return self.units[0].evidence if self.units else None

    def evidence(
        self, row: RowMeaning, column: ColumnMeaning, number: PrintedNumber | None, shows_decimals: bool
    ) -> FigureEvidence:
        """The resolved attributes of the figure in a row and column."""
        scenario = resolve(self._scenarios(row, column))
        candidates = self._unit_candidates(row, column, number, shows_decimals)
        unit = resolve(self._divided(candidate, row, column) for candidate in candidates)
        if scenario.value in DIFFERENCES:
            unit = self._of_difference(unit, row, column)
        return FigureEvidence(unit, scenario, self._period(row, column, scenario.value, number))

    def compared(
        self, scenario: Resolution[Scenario], column: ColumnMeaning
    ) -> tuple[Scenario | None, Scenario | None]:
        """The two scenarios that a deviation or change compares; a row of deviations deviates from the budget."""
        if scenario.value is Scenario.DEVIATION and column.scenario is not Scenario.DEVIATION:
            return column.scenario, Scenario.BUDGET
        return column.of_scenario, column.against_scenario

    def period_as_printed(self, row: RowMeaning, column: ColumnMeaning) -> str | None:
        """The header or label that names a part of the year or several years."""
        if column.period.part or column.period.is_span or column.period.is_year_before:
            return column.label
        return row.label if _row_period(row.label).part else None

    # Units ------------------------------------------------------------------------------------------------------------

    def _unit_candidates(
        self, row: RowMeaning, column: ColumnMeaning, number: PrintedNumber | None, shows_decimals: bool
    ) -> Iterator[Candidate[Unit]]:
        """What cell, row, header and the texts around the table say about the unit of one figure.

        A rate per inhabitants in the label wins over a percent sign in the cell: reports print such rates with a stray
        %. A share over a column is a share of whatever the row counts. A rate by its definition is in percent whatever
        unit the table has.
        """
        if load(Units).times.search(row.label.lower()):
            return
        own = self._unit_of_row(row)
        if own and number and self.is_of_money and own.value in _SHARES and abs(number.value) > _LARGEST_SHARE:
            own = None
        over = named_unit(" > ".join(column.levels), EvidenceSource.COLUMN)
        is_per_inhabitants = own is not None and own.value in (Unit.PER_1000, Unit.PER_10000, Unit.PER_100000)
        if number and number.unit and not is_per_inhabitants:
            yield Candidate(number.unit, EvidenceSource.CELL, number.printed)
        is_share_of_row = over is not None and over.value in _SHARES and not is_per_inhabitants
        if own and not (is_share_of_row and own.value not in _SHARES):
            yield own
        if over:
            yield over
        rate = next((text for text in (row.label, *column.levels[-1:]) if is_rate_by_name(text)), None)
        is_rate = rate is not None and all(unit.value is not Unit.COUNT for unit in self.units)
        if is_rate:
            yield Candidate(Unit.PERCENT, EvidenceSource.PRIOR, f"{rate} is a rate by definition")
        for candidate in self._distant_units(row, column):
            if not is_rate or candidate.value in _SHARES:
                yield candidate
        yield from self._suggested_units(row, column, shows_decimals)

    def _divided(self, unit: Candidate[Unit], row: RowMeaning, column: ColumnMeaning) -> Candidate[Unit]:
        """The unit by what another text divides it by: "kr" over a column, "Nettokostnad per invånare" in the title.

        The title says it where no column divides by itself ("Totalt, kr | Per invånare, kr"). A price in a cell with a
        divisor of its own is divided by that alone ("En portion per dag: 1 586 kr/månad").
        """
        if unit.source is EvidenceSource.CELL and load(Units).divisor.search(unit.evidence):
            return unit
        texts = [row.label, *row.path[:-1], column.label, *(() if self.some_columns_divide else self.above)]
        rates = ((rate, text) for text in texts if (rate := divided_unit(unit.value, text)))
        return next((replace(unit, value=rate, evidence=f"{unit.evidence}, {text}") for rate, text in rates), unit)

    def _unit_of_row(self, row: RowMeaning) -> Candidate[Unit] | None:
        """The unit in the label, else in a footnote printed in its place ("*omräknat till heltidsarbetare")."""
        own = self._unit_of_label(row.label, EvidenceSource.ROW)
        return own or self._unit_of_label(row.label_cell.text, EvidenceSource.ROW)

    def _is_of_other_tables(self, unit: Candidate[Unit], labels: Sequence[str]) -> bool:
        """Whether a unit of all amounts of a chapter is not that of a table of people, no row of which names a cost."""
        costs = load(Units).costs
        names_costs = any(matches(costs, label.lower()) for label in (*labels, *self.around.titles))
        is_of_chapter = unit.source is EvidenceSource.SECTION and unit.value in amounts()
        return is_of_chapter and self.domain is Domain.PERSONNEL and not names_costs

    def _unit_of_label(self, label: str, source: EvidenceSource) -> Candidate[Unit] | None:
        """The unit in a label, else in the footnote to its mark."""
        texts = (label, self.notes.get(label, ""))
        return next(filter(None, (named_unit(text, source, of_money=self.is_of_money) for text in texts)), None)

    def _distant_units(self, row: RowMeaning, column: ColumnMeaning) -> Iterator[Candidate[Unit]]:
        """The units of group rows, of the table and of the report.

        Of several columns without heads a rate or count in the title may be that of only one.
        """
        for text, source in label_texts(row.label, row.path[:-1]):
            if source is EvidenceSource.GROUP_ROW and (named := self._unit_of_label(text, source)):
                yield named
        headless = is_headless(column, self.columns)
        yield from (unit for unit in self.units if not headless or unit.value in amounts())
        if self.is_of_money and self.context.unit:
            yield self.context.unit

    def _suggested_units(
        self, row: RowMeaning, column: ColumnMeaning, shows_decimals: bool
    ) -> Iterator[Candidate[Unit]]:
        """Units that the words of the row or the subject of the table suggest, without printing them."""
        if not shows_decimals:
            yield from self._people(column)
            yield from self._counts_beside_shares(column)
        titles = (*self.around.titles, *self.around.sections[:1])
        rate = next((text for text in titles if is_rate_by_name(text) or has_rate_by_name(text)), None)
        if rate and self.looks_like_rates:
            yield Candidate(Unit.PERCENT, EvidenceSource.PRIOR, f"{rate} is a rate by definition")
        if self.is_of_money:
            if self.counts_rows and not shows_decimals and counts_people(row.label):
                yield Candidate(Unit.COUNT, EvidenceSource.PRIOR, "people among rows of counts")
            return
        beside = self._unit_of_other_cells(row, column)
        if beside:
            yield replace(beside, is_plain=False)
        for text, source in label_texts(row.label, row.path[:-1]):
            if counts_by_name(text) and not shows_decimals:
                yield Candidate(Unit.COUNT, source, text, is_plain=False)
        prior = prior_unit(self.domain, self.has_decimals)
        if prior and not rate and not (self.domain is Domain.OTHER and self.may_be_of_money):
            yield Candidate(prior, EvidenceSource.PRIOR, f"a table of {self.domain}")

    def _people(self, column: ColumnMeaning) -> Iterator[Candidate[Unit]]:
        heads = ((level, EvidenceSource.COLUMN) for level in column.levels)
        titles = ((title, EvidenceSource.CAPTION) for title in self.around.titles)
        named = next(((text, source) for text, source in (*heads, *titles) if counts_people(text)), None)
        if named:
            yield Candidate(Unit.COUNT, named[1], named[0], is_plain=False)

    def _counts_beside_shares(self, column: ColumnMeaning) -> Iterator[Candidate[Unit]]:
        """A count where a title names counts and shares, and other columns are the shares."""
        others = (other.unit for other in self.columns if other is not column and other.holds_figures)
        title = next((title for title in self.around.titles if names_several_units(title)), None)
        if title and Unit.PERCENT in others:
            yield Candidate(Unit.COUNT, EvidenceSource.CAPTION, title, is_plain=False)

    def _unit_of_other_cells(self, row: RowMeaning, column: ColumnMeaning) -> Candidate[Unit] | None:
        """The only unit printed beside other numbers of the row, None without one or with several.

        One beside every number of a column is that column's alone.
        """
        columns = [other for other in self.columns if other.holds_figures and not other.unit and other is not column]
        cells = [
            row.row.cells[other.number - 1].text for other in columns if other.number not in self.columns_with_units
        ]
        printed = {number.unit: text for text in cells if (number := parse_number(text)) and number.unit}
        if len(printed) != 1:
            return None
        ((unit, text),) = printed.items()
        return Candidate(unit, EvidenceSource.ROW, text)

    def _has_level_in_percent(self, row: RowMeaning) -> bool:
        levels = [column for column in self.columns if column.holds_figures and column.scenario not in DIFFERENCES]
        numbers = (parse_number(row.row.cells[column.number - 1].text) for column in levels)
        shares = load(Units).shares
        return any(column.unit in shares for column in levels) or any(n.unit in shares for n in numbers if n)

    def _of_difference(self, unit: Resolution[Unit], row: RowMeaning, column: ColumnMeaning) -> Resolution[Unit]:
        """A change or deviation of a share is in percentage points, unless its own header says percent.

        In a table of money it is relative: "Förändring 3,7 %" beside an amount. So is one with a percent sign in a row
        that has no share.
        """
        is_of_share = is_rate_by_name(row.label) or self._has_level_in_percent(row)
        is_relative = (
            column.unit is Unit.PERCENT
            or (any(candidate.value in amounts() for candidate in self.units) and unit.source is not EvidenceSource.ROW)
            or (unit.source is EvidenceSource.CELL and not is_of_share)
        )
        if unit.value in load(Units).shares and not is_relative:
            return replace(unit, value=Unit.PERCENTAGE_POINT)
        return unit

    # Scenarios --------------------------------------------------------------------------------------------------------

    def _scenarios(self, row: RowMeaning, column: ColumnMeaning) -> Iterator[Candidate[Scenario]]:
        """What row, header, group rows and titles say about the scenario of one figure.

        A row labelled by a scenario ("Nettobudget", "Bokslut 2023") has it, also under "Utfall". The change of a budget
        is a change, also below a group row ("Förändring, %"). Titles count where the header names none.
        """
        changed = next((label for label in reversed(row.path) if row_scenario_of(label) is Scenario.CHANGE), None)
        if changed and column.scenario is not Scenario.DEVIATION:
            yield Candidate(Scenario.CHANGE, EvidenceSource.ROW, changed)
            return
        own = row_scenario_of(row.label)
        if own and (column.scenario in _ROW_MAY_NAME or (own is Scenario.DEVIATION and column.scenario in _BUDGETS)):
            yield Candidate(own, EvidenceSource.ROW, row.label)
        if deviating := self._title_of_deviations(column):
            yield deviating
            return
        if column.scenario and column.scenario_source:
            yield Candidate(column.scenario, column.scenario_source, column.scenario_evidence, column.names_scenario)
        if not column.names_scenario and column.scenario:
            yield from self._titled(column)
        if column.scenario_source in _NOT_PRINTED_AT_TABLE:
            for group in reversed(row.path[:-1]):
                if named := row_scenario_of(group):
                    yield Candidate(named, EvidenceSource.GROUP_ROW, group)

    def _title_of_deviations(self, column: ColumnMeaning) -> Candidate[Scenario] | None:
        """The title of a table of deviations, whose heads only say which ("Prognos budgetavvikelser" over
        "Uppföljning 1"); None where a column shows what they deviate from, or the deviation."""
        shown = {other.scenario for other in self.columns if other.holds_figures}
        if column.scenario not in _ROW_MAY_NAME or not shown <= set(_ROW_MAY_NAME):
            return None
        texts = (*self.around.inside, *self.around.titles)
        named = next((text for text in texts if matches(load(Columns).titles_of_deviations, text.lower())), None)
        return Candidate(Scenario.DEVIATION, EvidenceSource.CAPTION, named) if named else None

    def _titled(self, column: ColumnMeaning) -> Iterator[Candidate[Scenario]]:
        """The scenario that a title gives a column without words: of all bare years, or from the title's year on.

        It gives none where another column is named so. A sentence is no title: "Budgeten är bolagens egen." is about
        one column.
        """
        are_bare = not any(other.names_scenario for other in self.columns)
        is_past = not self.context.year_is_of_tables and (column.year or 0) < (self.context.year or 0)
        titles = ((text, source) for text, source in self.around.texts() if not text.rstrip().endswith("."))
        for text, source in titles:
            named, years = title_scenario_of(text), printed_period(text).years
            applies = column.year is None or (column.year >= min(years) if years else are_bare and not is_past)
            is_planned = column.scenario is Scenario.PLAN
            is_beside = any(other.names_scenario and other.scenario is named for other in self.columns)
            if named and applies and not is_beside and not (is_planned and named is Scenario.BUDGET):
                yield Candidate(named, source, text)

    # Periods ----------------------------------------------------------------------------------------------------------

    def _period(
        self, row: RowMeaning, column: ColumnMeaning, scenario: Scenario | None, number: PrintedNumber | None
    ) -> Resolution[Period]:
        """The period of one figure: the year from the nearest text that names one, and the part of it likewise.

        Key figures have the year of a late measurement behind them ("74 (2024)").
        """
        if number and (own := _YEAR_BEHIND.search(number.printed)):
            return resolve([Candidate(Period.of(int(own[1]), None, None), EvidenceSource.CELL, number.printed)])
        named = list(self._printed_periods(row, column))
        headless = is_headless(column, self.columns)
        if headless:
            named = [(p, s, t) for p, s, t in named if s is EvidenceSource.ROW]
        dated = next(((p, s, t) for p, s, t in named if p.names_year), None)
        if dated is None and headless:
            return Resolution(reason=UnresolvedReason.UNSTATED)
        printed, source, text = dated or (PrintedPeriod(), EvidenceSource.REPORT, self.context.report_type or "")
        part = self._part(named, column, scenario)
        period = self._dated(printed, part, scenario, column)
        if period is None:
            return Resolution(reason=UnresolvedReason.UNSTATED)
        return resolve([Candidate(period, source, text, is_plain=part is not None or printed.is_span)])

    def _dated(
        self, printed: PrintedPeriod, part: Part | None, scenario: Scenario | None, column: ColumnMeaning
    ) -> Period | None:
        years, own = printed.years, self.context.year
        if printed.is_year_before and not years:
            years = (own - 1,) if own else ()
        last = max(years) if years else own
        if last is None:
            return None
        if printed.is_before:
            return Period.span(None, last - 1)
        if printed.is_after:
            return Period.after(last)
        if part and part.kind is PartKind.SINCE_START:
            return Period.span(None, last)
        if printed.is_span:
            return Period.span(min(years), last)
        if part is None and self._is_of_report_period(last, scenario, column):
            part = Part(PartKind.REPORT)
        if part and part.kind is PartKind.DATE and self._is_flow(column):
            part = Part(PartKind.UNTIL, 1, part.last)
        return Period.of(last, part, self.context.end_month)

    def _part(
        self,
        named: Sequence[tuple[PrintedPeriod, EvidenceSource, str]],
        column: ColumnMeaning,
        scenario: Scenario | None,
    ) -> Part | None:
        """The part of the year of the nearest text that names one; titles do not say it of budgets and forecasts."""
        for period, source, _ in named:
            is_at_figure = source in (EvidenceSource.ROW, EvidenceSource.COLUMN)
            is_outcome = scenario is Scenario.ACTUAL and column.period.part is None
            if period.part and (is_at_figure or is_outcome):
                return period.part
        return None

    def _printed_periods(
        self, row: RowMeaning, column: ColumnMeaning
    ) -> Iterator[tuple[PrintedPeriod, EvidenceSource, str]]:
        """The periods that texts name, the nearest first; a title with several years names none."""
        yield column.period, EvidenceSource.COLUMN, column.label
        yield _row_period(row.label), EvidenceSource.ROW, row.label
        yield printed_period(row.date), EvidenceSource.ROW, row.date
        if not self.is_of_money and (year := _YEAR_OF_LABEL.search(row.label)):
            yield PrintedPeriod((int(year[1]),)), EvidenceSource.ROW, row.label
        for text, source in self.around.texts():
            if source is EvidenceSource.SECTION and text not in self.around.sections[:1]:
                continue
            period = printed_period(text)
            if len(set(period.years)) < 2:
                yield replace(period, is_before=False), source, text
        if self.context.year is None and (dated := self._only_dated_column()) and _is_of_same_year(column, dated):
            yield PrintedPeriod(dated.period.years), EvidenceSource.TABLE, dated.label

    def _only_dated_column(self) -> ColumnMeaning | None:
        """The only column with a year, which the others without one share ("Utfall april | Budget 2016 | Prognos")."""
        dated = [column for column in self.columns if column.period.years]
        return dated[0] if len(dated) == 1 and len(dated[0].period.years) == 1 else None

    def _is_of_report_period(self, year: int, scenario: Scenario | None, column: ColumnMeaning) -> bool:
        """Whether a figure without a part can only be for the report's period: an outcome of a year that goes on, or
        its deviation."""
        is_outcome = Scenario.ACTUAL in (scenario, column.of_scenario) and scenario is not Scenario.CHANGE
        return self.context.is_of_part and year == self.context.year and is_outcome

    def _is_flow(self, column: ColumnMeaning) -> bool:
        """Whether a date ends a period: over outcomes, incomes and costs, not over a balance."""
        return self.is_of_money and not self.has_balances and (column.names_scenario or self.around.is_of_flows)


def _is_of_same_year(column: ColumnMeaning, dated: ColumnMeaning) -> bool:
    """Whether a column without a year has that of the only one with it: another scenario, or the year up to the report
    beside the whole ("Anslag perioden | Utfall perioden | Anslag 2020")."""
    part = column.period.part
    is_beside_whole = part is not None and part.kind is PartKind.REPORT and dated.period.part is None
    return dated.scenario is not column.scenario or is_beside_whole


@lru_cache(maxsize=4096)
def _row_period(label: str) -> PrintedPeriod:
    """The period of a row that is labelled by a period or scenario and nothing else; else none."""
    is_time = is_year(label) or is_period(label) or row_scenario_of(label) is not None
    return printed_period(label) if is_time else PrintedPeriod()
