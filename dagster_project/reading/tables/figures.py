"""The figures of a table: every cell of a figure column, with its meaning as printed, precision and place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from dagster_project.reading.identity import figure_id, table_id
from dagster_project.reading.meaning.units import precision
from dagster_project.reading.model import Document, Place
from dagster_project.reading.numbers import PrintedNumber, is_missing
from dagster_project.reading.records import FigureRecord, TableRecord, place_columns
from dagster_project.reading.tables.attributes import TableAttributes
from dagster_project.reading.tables.columns import ReportContext, complete_columns
from dagster_project.reading.tables.domains import domain_of
from dagster_project.reading.tables.headers import Header, resolve_header
from dagster_project.reading.tables.join import JoinedTable, join_tables
from dagster_project.reading.tables.kinds import ROLES, kind_of
from dagster_project.reading.tables.notation import number_reader
from dagster_project.reading.tables.resolved import ColumnMeaning, FigureEvidence, RowMeaning, TableMeaning
from dagster_project.reading.tables.rows import explained_labels, resolve_rows, split_footnote
from dagster_project.reading.tables.scopes import scope_of
from dagster_project.reading.tables.surroundings import Surroundings, table_title
from dagster_project.terms import AggregationRole, CellRole, Domain, EvidenceSource, Reader, RowKind, TableKind

_FEWEST_WORDS_OF_A_COMMENT = 4


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
        self.rows = resolve_rows(joined, header)
        self.title = table_title(joined, header)
        labels = [row.label for row in self.rows if row.kind in (RowKind.FIGURES, RowKind.GROUP)]
        header_text = " ".join(column.label for column in header.columns)
        self.domain = domain_of(self.title, header_text, labels, joined.section)
        self.table_id = table_id(document_id, joined.number)
        self.read_number = number_reader(joined.rows)
        self.columns = complete_columns(header.columns, context, self.domain)
        self.attributes = TableAttributes(
            Surroundings.of(joined, header),
            self.domain,
            context,
            self.columns,
            self._numbers(),
            explained_labels(self.rows),
            labels,
        )

    def _numbers(self) -> dict[int, list[PrintedNumber]]:
        """The numbers of each figure column."""
        rows = [row.row for row in self.rows if row.kind is RowKind.FIGURES]
        return {
            column.number: [n for row in rows if (n := self.read_number(row.cells[column.number - 1].text))]
            for column in self.header.columns
            if column.holds_figures
        }

    @cached_property
    def only_parentheses(self) -> bool:
        """Whether all numbers are prices in parentheses ("(100 kr)"), which then say nothing of a sign."""
        numbers = [number for printed in self._numbers().values() for number in printed]
        return len(numbers) > 1 and all(number.parenthesized and number.unit for number in numbers)

    @cached_property
    def shown(self) -> dict[tuple[int, int], int]:
        """How many decimals the neighbours of each cell show."""
        return _shown_decimals(self.rows, self.columns, self.read_number)

    def read(self) -> TableMeaning:
        meaning = TableMeaning(self.record(TableKind.FIGURES), self.columns, self.rows)
        for row in meaning.figure_rows:
            for column in meaning.figure_columns:
                found = self._figure(row, column)
                if found is not None:
                    meaning.figures[row.number, column.number], meaning.evidence[row.number, column.number] = found
        return meaning

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
            unit_as_printed=self.attributes.unit_as_printed,
            columns_from=self.joined.first.columns_from,
            spans_known=self.joined.first.spans_known,
            rows=len(self.joined.rows),
            columns=len(columns),
            header_rows=self.header.rows,
            deviation_sign=None,
            **place_columns(self.joined.first.place, self.joined.pages[0].label),
        )

    def _figure(self, row: RowMeaning, column: ColumnMeaning) -> tuple[FigureRecord, FigureEvidence] | None:
        cell = row.row.cells[column.number - 1]
        number = self.read_number(cell.text)
        missing = number is None and is_missing(cell.text)
        if missing and not cell.text.strip() and not column.label and not _column_has_values(self.rows, column):
            return None
        shown = self.shown.get((row.number, column.number), 0)
        evidence = self.attributes.evidence(row, column, number, bool(number and (number.decimals or shown)))
        preliminary = column.is_preliminary or (
            number is not None and number.parenthesized and self.domain is Domain.GOALS
        )
        decimals, half = precision(number, evidence.unit.value, shown) if number else (None, None)
        scope, scope_source = scope_of(column.scope, row.path, self.title, self.joined.section, self.domain)
        of_scenario, against_scenario = self.attributes.compared(evidence.scenario, column)
        period = evidence.period.value
        figure = FigureRecord(
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
            measure_source=EvidenceSource.COLUMN if column.measure else None,
            scenario=evidence.scenario.value,
            scenario_source=evidence.scenario.source,
            of_scenario=of_scenario,
            against_scenario=against_scenario,
            budget_version=column.budget_version,
            year=period.year if period else None,
            year_source=evidence.period.source,
            period_type=period.type if period else None,
            period_start=str(period.start) if period and period.start else None,
            period_end=str(period.end) if period and period.end else None,
            period_as_printed=self.attributes.period_as_printed(row, column),
            value=_signed(number, preliminary or self.only_parentheses),
            unit=evidence.unit.value,
            unit_source=evidence.unit.source,
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
            **place_columns(
                cell.place if cell.text.strip() else row.label_cell.place, self.joined.pages[row.number - 1].label
            ),
        )
        return figure, evidence


def _signed(number: PrintedNumber | None, is_plain: bool) -> Decimal | None:
    """The value with its sign: parentheses are negative in accounts, unless they mark preliminary or all values."""
    if number is None:
        return None
    return -number.value if number.parenthesized and not is_plain else number.value


def _column_has_values(rows: Sequence[RowMeaning], column: ColumnMeaning) -> bool:
    return any(row.row.cells[column.number - 1].text.strip() for row in rows)


def _shown_decimals(
    rows: Sequence[RowMeaning], columns: Sequence[ColumnMeaning], read_number: Callable[[str], PrintedNumber | None]
) -> dict[tuple[int, int], int]:
    """How many decimals the neighbours of each cell show: in its column, else in its row.

    A table of one measure has the same decimals down a column, one of many measures along a row (`7,3 7,3 7 7,5`).
    """
    numbers = {
        (row.number, column.number): number
        for row in rows
        if row.kind is RowKind.FIGURES
        for column in columns
        if column.holds_figures and (number := read_number(row.row.cells[column.number - 1].text))
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


def _is_comment(text: str) -> bool:
    """Whether a text is a comment, not a figure that no rule reads."""
    return sum(word.isalpha() for word in text.split()) >= _FEWEST_WORDS_OF_A_COMMENT


def _cell_roles(joined: JoinedTable, header: Header, meaning: TableMeaning) -> Iterator[tuple[Place, ReadCell]]:
    kinds = {row.number: row.kind for row in meaning.rows}
    for cell in joined.repeated:
        yield cell.place, ReadCell(CellRole.HEADER)
    for number, row in enumerate(joined.rows, start=1):
        for column, cell in zip(header.columns, row.cells, strict=True):
            figure = meaning.figures.get((number, column.number))
            if number <= header.rows:
                role = ReadCell(CellRole.HEADER)
            elif figure is not None and figure.value is not None:
                role = ReadCell(CellRole.FIGURE, figure.figure_id)
            elif column.holds_figures and meaning.figures and not _is_comment(cell.text):
                role = ReadCell(CellRole.UNREAD, figure.figure_id if figure else None)
            elif column.role in (CellRole.LABEL, CellRole.IDENTIFIER) and meaning.figures:
                role = ReadCell(column.role)
            else:
                role = ReadCell(CellRole.LABEL if kinds.get(number) is RowKind.GROUP else CellRole.TEXT)
            if cell.place != Place():
                yield cell.place, role
