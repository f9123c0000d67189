"""The figures of a table: every cell of a figure column, with unit, scenario, year, precision and place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from dagster_project.reading.identity import figure_id, table_id
from dagster_project.reading.model import Document, Place
from dagster_project.reading.numbers import PrintedNumber, is_missing, is_year, parse_number
from dagster_project.reading.records import FigureRecord, TableRecord, place_columns
from dagster_project.reading.tables.domains import domain_of
from dagster_project.reading.tables.header_words import row_scenario_of, years_in
from dagster_project.reading.tables.headers import Header, resolve_header
from dagster_project.reading.tables.join import JoinedTable, join_tables, lead_label
from dagster_project.reading.tables.kinds import ROLES, kind_of
from dagster_project.reading.tables.resolved import ColumnMeaning, RowMeaning, TableMeaning
from dagster_project.reading.tables.rows import resolve_rows, split_footnote
from dagster_project.reading.tables.scopes import column_scope, scope_of
from dagster_project.reading.tables.units import (
    MONEY_DOMAINS,
    counts_by_name,
    counts_by_title,
    figure_unit,
    is_unit_statement,
    label_unit_of,
    money_by_form,
    money_unit_of,
    precision,
    unit_of,
)
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Units
from dagster_project.terms import (
    AggregationRole,
    CellRole,
    Domain,
    EvidenceSource,
    PeriodType,
    Reader,
    RowKind,
    Scenario,
    TableKind,
    Unit,
)

_DIFFERENCES = (Scenario.CHANGE, Scenario.DEVIATION)
# Scenarios that a bare deviation is measured against: the first of these that the table has.
_DEVIATED_FROM = (Scenario.BUDGET, Scenario.TARGET, Scenario.FORECAST, Scenario.PLAN)
# Units other than money that a title or corner gives a whole table ("Sjukfrånvaro i procent av ordinarie arbetstid").
_UNITS_OF_TABLES = (Unit.PERCENT, Unit.FTE, Unit.PER_1000)
_MOST_TITLE_WORDS = 14
_COLUMNS_OF_WORDS = (CellRole.LABEL, CellRole.IDENTIFIER, CellRole.TEXT)


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The properties of a report that apply to all its tables: year, whether it is a budget, unit of money."""

    year: int | None
    is_budget: bool
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class ReadCell:
    """The role of the numbers inside one cell; a figure has its id."""

    role: CellRole
    figure_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReadTables:
    """The tables of a document that hold figures, records of the others, and the roles of all their cells.

    `may_go_on` has, by table number, the place of a table that may continue the one before.
    """

    tables: list[TableMeaning]
    others: list[TableRecord]
    cell_roles: Mapping[Place, ReadCell]
    may_go_on: Mapping[int, Place]


def read_tables(document: Document, context: ReportContext, continuing: Collection[Place] = ()) -> ReadTables:
    """Reads every table of a document into figures; those at the places `continuing` continue the one before.

    A table without a figure column is text, which `content` reads. Numbers in contents, contacts and other tables
    without figures have the role of their kind.
    """
    tables: list[TableMeaning] = []
    others: list[TableRecord] = []
    pages = len(document.pages) if document.reader is Reader.PDF else 0
    roles: dict[Place, ReadCell] = {}
    may_go_on: dict[int, Place] = {}
    for joined in join_tables(document, continuing):
        if joined.may_go_on:
            may_go_on[joined.number] = joined.first.place
        header = resolve_header(joined)
        reader = _TableReader(document.document_id, joined, header, context)
        kind = kind_of(joined, header, pages)
        if kind in ROLES:
            others.append(reader.record(kind))
            cells = [*joined.repeated, *(cell for row in joined.rows for cell in row.cells)]
            roles.update((cell.place, ReadCell(ROLES[kind])) for cell in cells if cell.place != Place())
            continue
        meaning = reader.read()
        if meaning.figures:
            tables.append(meaning)
        else:
            others.append(reader.record(TableKind.TEXT))
        roles.update(_cell_roles(joined, header, meaning))
    return ReadTables(tables, others, roles, may_go_on)


class _TableReader:
    """Reads one joined table; holds what applies to all its figures."""

    def __init__(self, document_id: str, joined: JoinedTable, header: Header, context: ReportContext) -> None:
        self.document_id = document_id
        self.joined = joined
        self.header = header
        self.context = context
        self.rows = resolve_rows(joined, header)
        self.title = _title(joined, header)
        labels = [row.label for row in self.rows if row.kind in (RowKind.FIGURES, RowKind.GROUP)]
        header_text = " ".join(column.label for column in header.columns)
        self.domain = domain_of(self.title, header_text, labels, joined.section)
        self.unit_as_printed, self.unit = self._table_unit()
        self.table_id = table_id(document_id, joined.number)
        self.form = money_by_form(
            [number for row in joined.rows for text in row.texts if (number := parse_number(text))]
        )

    def read(self) -> TableMeaning:
        columns = [self._complete(column) for column in self.header.columns]
        meaning = TableMeaning(self.record(TableKind.FIGURES), columns, self.rows)
        shown = _shown_decimals(self.rows, columns)
        for row in meaning.figure_rows:
            for column in meaning.figure_columns:
                figure = self._figure(row, column, shown)
                if figure is not None:
                    meaning.figures[row.number, column.number] = figure
        return meaning

    def _complete(self, column: ColumnMeaning) -> ColumnMeaning:
        """The column with what its header leaves to its neighbours: the scenario of a bare year or deviation."""
        if not column.holds_figures:
            return column
        scenario = column.scenario or self._scenario_by_neighbours(column) or self._scenario_of_year(column.year)
        of_scenario, against = column.of_scenario, column.against_scenario
        year, period_type = column.year or self._year_of_pair(column), column.period_type
        if scenario is Scenario.DEVIATION and self._compares_years(column):
            scenario, of_scenario, against = Scenario.CHANGE, Scenario.ACTUAL, Scenario.ACTUAL
        elif scenario is Scenario.DEVIATION:
            others = [other.scenario for other in self.header.columns if other.scenario not in (None, *_DIFFERENCES)]
            against = against or next((s for s in _DEVIATED_FROM if s in others), Scenario.BUDGET)
            of = self._deviating(column, of_scenario, against)
            if of is not None:
                of_scenario, year, period_type = of.scenario, year or of.year, period_type or of.period_type
        if scenario is Scenario.CHANGE and year is None:
            year = self._year_of_change(column)
        return replace(
            column,
            year=year,
            scenario=scenario,
            of_scenario=of_scenario,
            against_scenario=against,
            period_type=period_type,
            scope=column_scope(column.levels),
        )

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
        figures = [other for other in self.header.columns if other.holds_figures]
        left = [other for other in figures if other.number < column.number]
        last = max((i for i, other in enumerate(left) if other.scenario in _DIFFERENCES), default=-1)
        yield left[last + 1 :]
        yield left
        yield from ([other] for other in figures if other.number > column.number)

    def _scenario_by_neighbours(self, column: ColumnMeaning) -> Scenario | None:
        """A total over future years ("Total utgift" after Budget 2027 and Plan 2028) is a plan."""
        if column.year is not None:
            return None
        others = {other.scenario for other in self.header.columns if other.holds_figures and other is not column}
        is_planned = Scenario.PLAN in others and others <= {Scenario.PLAN, Scenario.BUDGET, None}
        return Scenario.PLAN if is_planned else None

    def _year_of_pair(self, column: ColumnMeaning) -> int | None:
        """The year of the column to the left for one of several with the same header: "Antal 2012 | Årsarbetare |
        Antal 2013 | Årsarbetare" prints the year once per pair."""
        namesakes = [other for other in self.header.columns if other.holds_figures and other.label == column.label]
        left = [other for other in self.header.columns if other.number < column.number and other.year]
        return left[-1].year if len(namesakes) > 1 and left else None

    def _compares_years(self, column: ColumnMeaning) -> bool:
        """Whether a bare "Diff" is a change: there are several years and no budget, forecast, target or plan."""
        scenarios = [other.scenario for other in self.header.columns if other.number != column.number]
        years = {other.year for other in self.header.columns if other.year}
        named = column.against_scenario is not None
        return not named and set(_DEVIATED_FROM).isdisjoint(scenarios) and len(years) > 1

    def _scenario_of_year(self, year: int | None) -> Scenario:
        if year is None or self.context.year is None or year < self.context.year:
            return Scenario.ACTUAL
        if year > self.context.year:
            return Scenario.PLAN
        return Scenario.BUDGET if self.context.is_budget else Scenario.ACTUAL

    def _table_unit(self) -> tuple[str | None, Unit | None]:
        """The text and the unit for the whole table: of corner, title, lead line or an unlabelled header cell."""
        around = [self.header.corner, self.header.title, self.joined.first.caption, self.title]
        around += [
            column.label
            for column in self.header.columns
            if column.role in (CellRole.LABEL, CellRole.IDENTIFIER, CellRole.TEXT)
        ]
        lead = self.joined.lead if len(self.joined.lead) < 120 else ""
        for text in (*around, lead, *self.joined.section[-1:]):
            unit = money_unit_of(text)
            if unit:
                return text.strip(), unit
        share = ((text.strip(), unit) for text in (*around, lead) if (unit := _stated_share(text)))
        if self.domain in MONEY_DOMAINS:
            return next(share, (None, None))
        stated = ((text.strip(), unit) for text in around if (unit := unit_of(text)) in _UNITS_OF_TABLES)
        counted = ((text.strip(), Unit.COUNT) for text in around if counts_by_title(text))
        return next(chain(stated, counted), (None, None))

    def record(self, kind: TableKind) -> TableRecord:
        """The staging record of the table."""
        columns = self.header.columns
        return TableRecord(
            document_id=self.document_id,
            table_id=self.table_id,
            table_number=self.joined.number,
            kind=kind,
            domain=self.domain,
            table_title=self.title,
            section=" > ".join(self.joined.section),
            unit_as_printed=self.unit_as_printed,
            columns_from=self.joined.first.columns_from,
            spans_known=self.joined.first.spans_known,
            rows=len(self.joined.rows),
            columns=len(columns),
            header_rows=self.header.rows,
            deviation_sign=None,
            **place_columns(self.joined.first.place, self.joined.pages[0].label),
        )

    def _figure(
        self, row: RowMeaning, column: ColumnMeaning, shown: Mapping[tuple[int, int], int]
    ) -> FigureRecord | None:
        cell = row.row.cells[column.number - 1]
        number = parse_number(cell.text)
        missing = number is None and is_missing(cell.text)
        if missing and not cell.text.strip() and not column.label and not _column_has_values(self.rows, column):
            return None
        scenario = self._row_scenario(row, column)
        year, year_source = self._year(row, column)
        unit, unit_source = figure_unit(
            number,
            row=label_unit_of(
                row.label, row.path[:-1], of_money=self.domain in MONEY_DOMAINS, of_counts=self.unit == Unit.COUNT
            ),
            row_cells=self._row_cells_unit(row),
            column=column.unit,
            table=self.unit,
            report=self.context.unit,
            form=self.form,
            domain=self.domain,
            is_difference=scenario in _DIFFERENCES,
            counts=self.domain not in MONEY_DOMAINS and counts_by_name(row.label),
            shows_decimals=bool(number and (number.decimals or shown.get((row.number, column.number)))),
        )
        preliminary = column.is_preliminary or (
            number is not None and number.parenthesized and self.domain is Domain.GOALS
        )
        value = _signed(number, preliminary)
        decimals, half = precision(number, unit, shown.get((row.number, column.number), 0)) if number else (None, None)
        scope, scope_source = scope_of(column.scope, row.path, self.title, self.joined.section, self.domain)
        page = self.joined.pages[row.number - 1]
        return FigureRecord(
            document_id=self.document_id,
            figure_id=figure_id(self.document_id, self.joined.number, row.number, column.number),
            table_id=self.table_id,
            table_number=self.joined.number,
            row_number=row.number,
            column_number=column.number,
            domain=self.domain,
            table_title=self.title,
            section=" > ".join(self.joined.section),
            row_label=row.label,
            row_path=" > ".join((*self.joined.section, *row.path)),
            column_label=column.label,
            identifier=row.identifier,
            measure=column.measure,
            scenario=scenario,
            of_scenario=column.of_scenario,
            against_scenario=column.against_scenario,
            budget_version=column.budget_version,
            year=year,
            year_source=year_source,
            period_type=column.period_type or PeriodType.YEAR,
            period_as_printed=column.label if column.period_type else None,
            value=value,
            unit=unit,
            unit_source=unit_source,
            decimals=decimals,
            half_unit=half,
            value_as_printed=cell.text.strip(),
            is_missing=missing,
            is_preliminary=preliminary and not missing,
            target_operator=number.operator if number else None,
            footnote=split_footnote(row.label_cell.text)[1] or row.label_cell.superscripts or None,
            aggregation_role=AggregationRole.MEMO if row.is_memo else AggregationRole.LEAF,
            scope_as_printed=scope,
            scope_source=scope_source,
            **place_columns(cell.place if cell.text.strip() else row.label_cell.place, page.label),
        )

    def _row_scenario(self, row: RowMeaning, column: ColumnMeaning) -> Scenario | None:
        """The scenario of a row labelled by one ("Nettobudget", "Bokslut 2023"), else that of the column."""
        own = row_scenario_of(row.label)
        return own if own and column.scenario in (Scenario.ACTUAL, Scenario.FORECAST) else column.scenario

    def _row_cells_unit(self, row: RowMeaning) -> Unit | None:
        """The only unit printed beside numbers of the row, None without one or with several.

        A percent column among kronor says nothing about the others.
        """
        if self.domain in MONEY_DOMAINS:
            return None
        columns = [column for column in self.header.columns if column.holds_figures and not column.unit]
        cells = [row.row.cells[column.number - 1].text for column in columns]
        printed = {number.unit for text in cells if (number := parse_number(text)) and number.unit}
        return printed.pop() if len(printed) == 1 else None

    def _year(self, row: RowMeaning, column: ColumnMeaning) -> tuple[int | None, EvidenceSource | None]:
        if column.year:
            return column.year, EvidenceSource.COLUMN
        for text, source in (
            (row.label, EvidenceSource.ROW),
            (self.header.corner, EvidenceSource.TABLE),
            (self.title, EvidenceSource.CAPTION),
            (self.joined.section[-1] if self.joined.section else "", EvidenceSource.SECTION),
        ):
            years = sorted(set(years_in(text)))
            if (len(years) == 1 and source is not EvidenceSource.ROW) or (
                years and (row_scenario_of(text) or is_year(text))
            ):
                return years[-1], source
        return self.context.year, EvidenceSource.REPORT if self.context.year else None


def _title(joined: JoinedTable, header: Header) -> str:
    """A table's own title, else the line before it, else the nearest heading, else the text over its labels."""
    lead = joined.lead if _is_title(joined.lead) else ""
    section = joined.section[-1] if joined.section else ""
    return joined.first.caption or header.title or lead or section or header.corner


def _is_title(lead: str) -> bool:
    """Whether the text before a table is a title: a short line that is not a sentence and names more than a unit."""
    words = lead.split()
    starts = lead[:1].isupper() or lead[:1].isdigit()
    if not starts or not any(word.isalpha() for word in words) or len(words) > _MOST_TITLE_WORDS:
        return False
    ends_no_sentence = lead[-1].isalnum() or lead[-1] in ")%*"
    return ends_no_sentence and not is_unit_statement(lead) and lead_label(lead) is None


def _stated_share(text: str) -> Unit | None:
    """The unit of share that a text states and nothing else ("Procent", "(%)")."""
    unit = unit_of(text)
    return unit if unit in load(Units).shares and is_unit_statement(text) else None


def _signed(number: PrintedNumber | None, preliminary: bool) -> Decimal | None:
    """The value with its sign: parentheses are negative in accounts, and preliminary by a header or in a goal table."""
    if number is None:
        return None
    return -number.value if number.parenthesized and not preliminary else number.value


def _column_has_values(rows: Sequence[RowMeaning], column: ColumnMeaning) -> bool:
    return any(row.row.cells[column.number - 1].text.strip() for row in rows)


def _shown_decimals(rows: Sequence[RowMeaning], columns: Sequence[ColumnMeaning]) -> dict[tuple[int, int], int]:
    """How many decimals the neighbours of each cell show: in its column, else in its row.

    A table of one measure has the same decimals down a column, one of many measures along a row (`7,3 7,3 7 7,5`).
    """
    numbers = {
        (row.number, column.number): number
        for row in rows
        if row.kind is RowKind.FIGURES
        for column in columns
        if column.holds_figures and (number := parse_number(row.row.cells[column.number - 1].text))
    }
    by_column: dict[int, Counter[int]] = {}
    by_row: dict[int, Counter[int]] = {}
    for (row_number, column_number), number in numbers.items():
        by_column.setdefault(column_number, Counter())[number.decimals] += 1
        by_row.setdefault(row_number, Counter())[number.decimals] += 1
    return {
        (row, column): _usual(by_column[column], number.decimals) or _usual(by_row[row], number.decimals)
        for (row, column), number in numbers.items()
    }


def _usual(counts: Counter[int], own: int) -> int:
    """The decimals that all other numbers of a line show, if at least two; 0 where they differ."""
    others = counts.copy()
    others[own] -= 1
    shown = [decimals for decimals, count in others.items() if count > 0]
    return shown[0] if len(shown) == 1 and others[shown[0]] >= 2 else 0


def _cell_roles(joined: JoinedTable, header: Header, meaning: TableMeaning) -> Iterator[tuple[Place, ReadCell]]:
    kinds = {row.number: row.kind for row in meaning.rows}
    for cell in joined.repeated:
        yield cell.place, ReadCell(CellRole.HEADER)
    for number, row in enumerate(joined.rows, start=1):
        for column, cell in zip(header.columns, row.cells, strict=True):
            figure = meaning.figures.get((number, column.number))
            if number <= header.rows:
                role = ReadCell(CellRole.HEADER)
            elif figure is not None:
                # No rule of numbers reads the text of a figure without a value: its digits are unread.
                role = ReadCell(CellRole.TEXT if figure.value is None else CellRole.FIGURE, figure.figure_id)
            elif column.role in (CellRole.LABEL, CellRole.IDENTIFIER) and meaning.figures:
                role = ReadCell(column.role)
            else:
                role = ReadCell(CellRole.LABEL if kinds.get(number) is RowKind.GROUP else CellRole.TEXT)
            if cell.place != Place():
                yield cell.place, role
