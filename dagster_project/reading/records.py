"""The staging records: the result of a reading, one dataclass per staging table, one instance per row.

The field names are the column names and the annotations are the column types (`warehouse/staging.py` derives the DDL),
so a column is added here and described in `dbt/models/staging/sources.yml`, nowhere else. Values are as printed; the
meaning of words is decided in SQL. Numbers of pages, lines, tables, rows and columns are 1-based.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from dagster_project.reading.model import Place
from dagster_project.terms import (
    AggregationRole,
    AlternativeKind,
    AssessmentCode,
    Attribute,
    Axis,
    BlockKind,
    BudgetVersion,
    ClaimKind,
    ColumnsFrom,
    Direction,
    Domain,
    EvidenceSource,
    Expectation,
    Form,
    GoalLevel,
    MentionKind,
    MentionPosition,
    NumberRole,
    PeriodType,
    Reader,
    RelationKind,
    RemarkKind,
    Scenario,
    SubjectType,
    TableKind,
    TargetOperator,
    TermRole,
    TextSource,
    Trend,
    Unit,
    UnresolvedReason,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The column of every staging row: the document it was read from."""

    TABLE: ClassVar[str]
    document_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRecord(Record):
    """A staging row with its place: page (by order), page label (as printed), line, or box in points.

    `char_start` and `char_end` are characters of the line, the end exclusive.
    """

    page_number: int | None = None
    page_label: str | None = None
    line_number: int | None = None
    char_start: int | None = None
    char_end: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopedRecord(PlacedRecord):
    """A placed row that concerns an organization: its name as printed nearest, null where only the report names it."""

    scope_as_printed: str | None = None
    scope_source: EvidenceSource = EvidenceSource.REPORT


def place_columns(place: Place, page_label: str | None = None) -> dict[str, Any]:
    """The place columns of a record, as keyword arguments."""
    return {
        "page_number": place.page,
        "page_label": page_label or None,
        "line_number": place.line,
        "char_start": place.start,
        "char_end": place.end,
        "x0": place.x0,
        "top": place.top,
        "x1": place.x1,
        "bottom": place.bottom,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord(Record):
    """One row per document that was read. A column is null if the report does not state it; dbt resolves names.

    `period_end_month` is 12 for a whole year, 8 or 4 for a tertial report; `year_source` says which text gave the year
    (title, front_page, footer, header_sequence, table_headers, properties, none).
    """

    TABLE: ClassVar[str] = "documents"
    file_name: str
    reader: Reader
    producer: str | None
    pages: int
    title: str | None
    report_type_as_printed: str | None
    year: int | None
    year_source: str | None
    period_end_month: int | None
    document_status_as_printed: str | None
    case_number: str | None
    figures: int
    unread: int
    share_read: Decimal | None
    digits_read: int
    digits_independent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord(Record):
    """One row per page: digits found by the reading and by the independent reader, which must agree.

    `width` and `height` are in points.
    """

    TABLE: ClassVar[str] = "pages"
    page_number: int
    page_label: str | None
    width: float | None
    height: float | None
    digits_read: int
    digits_independent: int
    text_source: TextSource = TextSource.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRecord(Record):
    """One row per picture with print in it: read by OCR, or unread. Pages from 1; edges in points, null in a text."""

    TABLE: ClassVar[str] = "pictures"
    picture_number: int
    page_number: int | None
    line_number: int | None
    x0: float | None
    top: float | None
    x1: float | None
    bottom: float | None
    text_source: TextSource


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMention(Record):
    """One row per name and position that may be the municipality or the board of the report.

    `name_as_printed` is without the word "kommun"/"stad" for municipalities ("Storstad", "Storstads").
    """

    TABLE: ClassVar[str] = "name_mentions"
    kind: MentionKind
    name_as_printed: str
    position: MentionPosition
    mentions: int
    page_number: int | None
    line_number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRecord(PlacedRecord):
    """One row per block of text in reading order."""

    TABLE: ClassVar[str] = "blocks"
    block_number: int
    kind: BlockKind
    level: int | None
    section: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRecord(PlacedRecord):
    """One row per table (joined over pages); `domain` follows from the words of title, header and labels.

    `deviation_sign` is the table's own convention where its cells prove one: actual_minus_budget,
    budget_minus_actual, or null.
    """

    TABLE: ClassVar[str] = "tables"
    table_id: str
    table_number: int
    kind: TableKind
    domain: Domain
    table_title: str
    section: str
    unit_as_printed: str | None
    columns_from: ColumnsFrom
    spans_known: bool
    rows: int
    columns: int
    header_rows: int
    deviation_sign: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRecord(PlacedRecord):
    """One row per printed figure in a table, missing cells of existing columns included.

    `value` is in `unit` as printed (TSEK 1 234 is 1234); `half_unit` is half of the last printed digit, 0 for
    counts. `row_path` is the row's printed hierarchy, outermost first, joined by ' > ', the row itself last.
    `scope_as_printed` is the organization the figure concerns where column, row, group row, caption or section names
    one (`scope_source` says which; report otherwise). `repair` is the kind of the alternative reading that was taken
    for this figure, null where it is read as printed. `text_source` is that of its page.
    """

    TABLE: ClassVar[str] = "figures"
    figure_id: str
    table_id: str
    table_number: int
    row_number: int
    column_number: int
    domain: Domain
    table_title: str
    section: str
    row_label: str
    row_path: str
    column_label: str
    identifier: str | None = None
    measure: str | None
    scenario: Scenario | None
    of_scenario: Scenario | None = None
    against_scenario: Scenario | None = None
    budget_version: BudgetVersion | None = None
    year: int | None
    year_source: EvidenceSource | None
    period_type: PeriodType | None
    period_start: str | None = None
    period_end: str | None = None
    period_as_printed: str | None = None
    value: Decimal | None
    unit: Unit | None
    unit_source: EvidenceSource | None
    decimals: int | None
    half_unit: Decimal | None
    value_as_printed: str
    is_missing: bool
    is_preliminary: bool = False
    target_operator: TargetOperator | None = None
    footnote: str | None = None
    aggregation_role: AggregationRole = AggregationRole.LEAF
    scope_as_printed: str | None = None
    scope_source: EvidenceSource = EvidenceSource.REPORT
    scenario_source: EvidenceSource | None = None
    measure_source: EvidenceSource | None = None
    repair: str | None = None
    text_source: TextSource = TextSource.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class UnresolvedRecord(Record):
    """One row per figure and attribute that is null because the report does not state it or contradicts itself.

    `candidates` are the values with their evidence, best first: `TSEK (section: 'Belopp i tkr')`; '' without any.
    """

    TABLE: ClassVar[str] = "unresolved"
    figure_id: str
    attribute: Attribute
    reason: UnresolvedReason
    candidates: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRecord(Record):
    """One row per discovered relation x column: a statement that printed figures must obey.

    `kind` is the kind of finding it gives where it does not hold. `expectation` has a `reason` unless it is expected.
    `basis` joins the evidence by '+' (label, hierarchy, style, structure, arithmetic, words); in prose a last part is
    the slip that a disagreement looks like. `confidence` is how sure the tie of a sentence to its figures is, 0 to 1;
    null among figures.
    """

    TABLE: ClassVar[str] = "relations"
    relation_id: str
    kind: RelationKind
    form: Form
    axis: Axis
    expectation: Expectation
    reason: str | None
    basis: str
    stated_figure_id: str | None
    table_id: str | None
    description: str
    confidence: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationTermRecord(Record):
    """One row per term of a relation: a figure, a claim, or a number that is not printed, with its role and weight.

    Exactly one term is stated. Minuend and subtrahend have the weights 1 and -1; the weight of a numerator or current
    value is the scale (100 for percent). `value` in `unit` is a number that is counted or follows from the report
    itself (the items of a list, the year before the report's); such a term has neither figure nor claim.
    """

    TABLE: ClassVar[str] = "relation_terms"
    relation_id: str
    term_number: int
    role: TermRole
    weight: Decimal
    figure_id: str | None = None
    claim_id: str | None = None
    value: Decimal | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeRecord(Record):
    """One row per cell of another reading that the page allows: the figure's other value or unit, and the evidence.

    Cells that change together have one `alternative_id`. `value` is null where the cell would be empty; `evidence` is
    the printed text, verbatim. An `is_chosen` alternative was taken, because the sums of the table hold with it and not
    without: the figure has the value, and its `repair` is the kind.
    """

    TABLE: ClassVar[str] = "alternatives"
    alternative_id: str
    kind: AlternativeKind
    figure_id: str
    value: Decimal | None
    unit: Unit | None
    evidence: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRecord(PlacedRecord):
    """One row per numeric token on the page, with exactly one role.

    `digits` is the number of decimal
    digits in the token, so that a page's tokens can be counted against the independent reader.
    """

    TABLE: ClassVar[str] = "numbers"
    number_id: str
    token: str
    digits: int
    role: NumberRole
    context: str
    figure_id: str | None = None
    claim_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord(PlacedRecord):
    """One row per figure stated in prose, in digits or words ("sju mål"), with the sentence around it.

    `value` is in `unit`. `hedge` is ca, över, under or null. `subject` is the words for the counted things.
    """

    TABLE: ClassVar[str] = "claims"
    claim_id: str
    section: str
    quote: str
    value_as_printed: str
    value: Decimal | None
    unit: Unit | None
    decimals: int | None
    half_unit: Decimal | None
    year: int | None
    kind: ClaimKind
    direction: Direction | None
    hedge: str | None
    subject: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRecord(ScopedRecord):
    """One row per goal as printed. `level_as_printed` is the report's own word (inriktningsmål, förväntat resultat)."""

    TABLE: ClassVar[str] = "goals"
    goal_number: int
    parent_goal_number: int | None
    level: GoalLevel
    level_as_printed: str | None
    number: str | None
    name: str
    formulation: str | None
    text: str
    agenda_2030: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRecord(ScopedRecord):
    """One row per printed verdict or trend on a goal, expected result, indicator, assignment or control.

    `assessment` and `trend` are null where only the other is printed; `as_printed` is the word, or shape and colour.
    """

    TABLE: ClassVar[str] = "assessments"
    assessment_number: int
    subject_type: SubjectType
    subject: str
    goal_number: int | None
    table_id: str | None
    row_label: str
    row_path: str
    column_label: str
    year: int | None
    scenario: Scenario | None
    assessment: AssessmentCode | None
    trend: Trend | None
    as_printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRecord(ScopedRecord):
    """One row per assignment (uppdrag, direktiv) with its comment, continued cells joined."""

    TABLE: ClassVar[str] = "assignments"
    item_number: int
    section: str
    text: str
    status_as_printed: str | None
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalControlRecord(ScopedRecord):
    """One row per controlled risk of the internal control report (intern kontroll)."""

    TABLE: ClassVar[str] = "internal_controls"
    item_number: int
    section: str
    risk: str
    description: str | None
    control: str | None
    assessment_as_printed: str | None
    result: str | None
    action: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractReviewRecord(ScopedRecord):
    """One row per followed-up point of a contract with a private contractor (uppföljning av privata utförare)."""

    TABLE: ClassVar[str] = "contract_reviews"
    item_number: int
    section: str
    contract: str | None
    followed_up: str
    fulfilled_as_printed: str | None
    deficiency: str | None
    effect: str | None
    action: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRemarkRecord(ScopedRecord):
    """One row per strength or possible improvement (styrka, förbättringsmöjlighet) of an evaluated area."""

    TABLE: ClassVar[str] = "evaluation_remarks"
    item_number: int
    area: str
    kind: RemarkKind
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All records of one document, by staging table."""

    document: DocumentRecord
    pages: list[PageRecord] = field(default_factory=list)
    pictures: list[PictureRecord] = field(default_factory=list)
    name_mentions: list[NameMention] = field(default_factory=list)
    blocks: list[BlockRecord] = field(default_factory=list)
    tables: list[TableRecord] = field(default_factory=list)
    figures: list[FigureRecord] = field(default_factory=list)
    unresolved: list[UnresolvedRecord] = field(default_factory=list)
    relations: list[RelationRecord] = field(default_factory=list)
    relation_terms: list[RelationTermRecord] = field(default_factory=list)
    alternatives: list[AlternativeRecord] = field(default_factory=list)
    numbers: list[NumberRecord] = field(default_factory=list)
    claims: list[ClaimRecord] = field(default_factory=list)
    goals: list[GoalRecord] = field(default_factory=list)
    assessments: list[AssessmentRecord] = field(default_factory=list)
    assignments: list[AssignmentRecord] = field(default_factory=list)
    internal_controls: list[InternalControlRecord] = field(default_factory=list)
    contract_reviews: list[ContractReviewRecord] = field(default_factory=list)
    evaluation_remarks: list[EvaluationRemarkRecord] = field(default_factory=list)


RECORD_TYPES: tuple[type[Record], ...] = (
    DocumentRecord,
    PageRecord,
    PictureRecord,
    NameMention,
    BlockRecord,
    TableRecord,
    FigureRecord,
    UnresolvedRecord,
    RelationRecord,
    RelationTermRecord,
    AlternativeRecord,
    NumberRecord,
    ClaimRecord,
    GoalRecord,
    AssessmentRecord,
    AssignmentRecord,
    InternalControlRecord,
    ContractReviewRecord,
    EvaluationRemarkRecord,
)
