"""Reads one report: the order of the steps and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from dagster_project.reading.content.assessments import read_assessments
from dagster_project.reading.content.claims import stated_claims
from dagster_project.reading.content.goals import read_goals
from dagster_project.reading.content.lists import (
    read_assignments,
    read_contract_reviews,
    read_internal_controls,
)
from dagster_project.reading.content.mentions import name_mentions
from dagster_project.reading.content.metadata import Metadata, read_metadata
from dagster_project.reading.content.number_roles import digits_by_page, number_records
from dagster_project.reading.content.outline import block_records
from dagster_project.reading.content.remarks import read_evaluation_remarks
from dagster_project.reading.content.whose import Whose
from dagster_project.reading.meaning.units import report_unit, stated_units
from dagster_project.reading.model import Document, Picture
from dagster_project.reading.records import (
    DocumentRecord,
    FigureRecord,
    NumberRecord,
    PageRecord,
    PictureRecord,
    Reading,
    TableRecord,
)
from dagster_project.reading.relations.discover import Discovery, discover_prose, discover_relations
from dagster_project.reading.relations.prose.units import with_units_of_rows
from dagster_project.reading.relations.repairs.choose import check_sums, listed, repair_tables
from dagster_project.reading.resolution.resolve import resolve_meaning
from dagster_project.reading.sources.geometry import box_of
from dagster_project.reading.sources.open import read_document
from dagster_project.reading.tables.columns import ReportContext
from dagster_project.reading.tables.header_words import title_scenario_of
from dagster_project.reading.tables.pages import read_joined_tables
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.reading.tables.scopes import with_explained_columns
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import ReportTypes
from dagster_project.terms import NumberRole, Scenario, TextSource

# Sources of a report's year that its text does not state.
_YEARS_OF_TABLES = ("table_headers", "header_sequence")


def read_report(path: Path, document_id: str, file_name: str) -> Reading:
    """Reads a report file into staging records. Raises UnreadableReport if the file is not a readable report."""
    return read_content(read_document(path, document_id, file_name))


def read_content(document: Document) -> Reading:
    """Reads an opened document into staging records."""
    metadata = read_metadata(document)
    context = _context(document, metadata)
    read = read_joined_tables(document, context, check_sums)
    repairs = repair_tables(read.tables)
    stated = stated_claims(document, metadata.year, read.cell_roles)
    claims = [claim.record for claim in stated]
    unresolved = resolve_meaning(repairs.tables, stated_units(document), claims)
    stated = with_units_of_rows(stated, repairs.tables)
    claims = [claim.record for claim in stated]
    discovery = discover_relations(repairs.tables)
    figures = with_explained_columns(document, _figures(document, repairs.tables, discovery))
    mentions = name_mentions(document)
    prose = discover_prose(document, stated, repairs.tables, metadata.year, mentions)
    relations, terms = [*discovery.relations, *prose.relations], [*discovery.terms, *prose.terms]
    goals = read_goals(document)
    whose = Whose(document)
    numbers = number_records(document, read.cell_roles, claims)
    pages = _pages(document, numbers)
    return Reading(
        document=_document(document, metadata, figures, numbers, pages),
        pages=pages,
        pictures=_pictures(document),
        name_mentions=mentions,
        blocks=block_records(document),
        tables=_tables(repairs.tables, discovery, read.others),
        figures=figures,
        unresolved=unresolved,
        relations=relations,
        relation_terms=terms,
        alternatives=listed(repairs.alternatives, relations, terms),
        numbers=numbers,
        claims=claims,
        goals=whose.scoped(goals),
        assessments=whose.scoped(read_assessments(document, goals)),
        assignments=whose.scoped(read_assignments(document)),
        internal_controls=whose.scoped(read_internal_controls(document)),
        contract_reviews=whose.scoped(read_contract_reviews(document)),
        evaluation_remarks=whose.scoped(read_evaluation_remarks(document)),
    )


def _context(document: Document, metadata: Metadata) -> ReportContext:
    words = load(ReportTypes).planning
    has_word = any(word in (metadata.report_type_as_printed or "").lower() for word in words)
    is_budget = has_word or title_scenario_of(metadata.title or "") is Scenario.BUDGET
    return ReportContext(
        year=metadata.year,
        is_budget=is_budget,
        unit=report_unit(document),
        end_month=metadata.period_end_month,
        kind_is_of_part=_is_of_part(metadata.report_type_as_printed),
        year_is_of_tables=metadata.year_source in _YEARS_OF_TABLES,
        report_type=metadata.report_type_as_printed,
        title=metadata.title,
    )


def _is_of_part(report_type: str | None) -> bool:
    """Whether a kind of report is about a part of the year ("Delårsrapport"), whichever month that ends in."""
    kinds = (kind for kind in load(ReportTypes).types if kind.is_of_part)
    return any((report_type or "").lower() in kind.words for kind in kinds)


def _figures(document: Document, tables: Sequence[TableMeaning], discovery: Discovery) -> list[FigureRecord]:
    sources: dict[int | None, TextSource] = {page.number: page.text_source for page in document.pages}
    pictures = list(document.pictures)
    return [
        replace(
            figure,
            aggregation_role=discovery.roles.get(figure.figure_id, figure.aggregation_role),
            text_source=TextSource.OCR
            if any(_is_in(figure, picture) for picture in pictures)
            else sources.get(figure.page_number, TextSource.TEXT),
        )
        for table in tables
        for figure in table.figures.values()
    ]


def _is_in(figure: FigureRecord, picture: Picture) -> bool:
    """Whether a figure is printed in a picture: within its edges, or on its line where the source has no positions."""
    place = picture.place
    if figure.page_number != place.page:
        return False
    if figure.x0 is None or figure.top is None or place.x0 is None:
        return place.x0 is None and place.line is not None and figure.line_number == place.line
    box = box_of(place)
    return box.x0 <= figure.x0 <= box.x1 and box.top <= figure.top <= box.bottom


def _pictures(document: Document) -> list[PictureRecord]:
    return [
        PictureRecord(
            document_id=document.document_id,
            picture_number=number,
            page_number=picture.place.page,
            line_number=picture.place.line,
            x0=picture.place.x0,
            top=picture.place.top,
            x1=picture.place.x1,
            bottom=picture.place.bottom,
            text_source=picture.text_source,
        )
        for number, picture in enumerate(document.pictures, start=1)
    ]


def _tables(tables: Sequence[TableMeaning], discovery: Discovery, others: Sequence[TableRecord]) -> list[TableRecord]:
    signs = discovery.deviation_signs
    read = [replace(table.record, deviation_sign=signs.get(table.record.table_id)) for table in tables]
    return sorted([*read, *others], key=lambda record: record.table_number)


def _pages(document: Document, numbers: Sequence[NumberRecord]) -> list[PageRecord]:
    digits = digits_by_page(document, numbers)
    return [
        PageRecord(
            document_id=document.document_id,
            page_number=page.number,
            page_label=page.label or None,
            width=page.width,
            height=page.height,
            digits_read=digits.get(page.number, 0),
            digits_independent=page.digits,
            text_source=page.text_source,
        )
        for page in document.pages
    ]


def _document(
    document: Document,
    metadata: Metadata,
    figures: Sequence[FigureRecord],
    numbers: Sequence[NumberRecord],
    pages: Sequence[PageRecord],
) -> DocumentRecord:
    read = sum(number.role is NumberRole.FIGURE for number in numbers)
    unread = sum(number.role is NumberRole.UNREAD for number in numbers)
    return DocumentRecord(
        document_id=document.document_id,
        file_name=document.file_name,
        reader=document.reader,
        producer=document.producer or None,
        pages=len(document.pages),
        title=metadata.title,
        report_type_as_printed=metadata.report_type_as_printed,
        year=metadata.year,
        year_source=metadata.year_source,
        period_end_month=metadata.period_end_month,
        document_status_as_printed=metadata.document_status_as_printed,
        case_number=metadata.case_number,
        figures=len(figures),
        unread=unread,
        share_read=round(Decimal(read) / Decimal(read + unread), 6) if read + unread else None,
        digits_read=sum(page.digits_read for page in pages),
        digits_independent=sum(page.digits_independent for page in pages),
    )
