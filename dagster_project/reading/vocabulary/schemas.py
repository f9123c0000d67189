"""The models of the vocabulary files, one per file: a misspelt key, code or pattern fails on loading.

Belongs here: the shape of a file and what its parts must agree on. Patterns that are used as they are written are
compiled; a `Fragment` is a part of a pattern that code completes. Mappings and tuples keep the order of the file,
which decides wherever the first match wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    model_validator,
)

from dagster_project.terms import (
    AssessmentCode,
    ClaimKind,
    Direction,
    Domain,
    FormField,
    GoalLevel,
    MarkShape,
    Scenario,
    TableKind,
    TargetOperator,
    TotalWord,
    Trend,
    Unit,
)


def _compiled(pattern: object, flags: int = 0) -> re.Pattern[str]:
    if not isinstance(pattern, str):
        raise ValueError(f"{pattern!r} is not a regular expression in quotation marks")
    try:
        return re.compile(pattern, flags)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error


def _ignoring_case(pattern: object) -> re.Pattern[str]:
    return _compiled(pattern, re.IGNORECASE)


def _any_of(patterns: object) -> re.Pattern[str]:
    if not isinstance(patterns, list) or not patterns:
        raise ValueError("must be a list of regular expressions")
    return _ignoring_case("|".join(_compiled(pattern).pattern for pattern in patterns))


def _compiles(fragment: str) -> str:
    return _compiled(fragment).pattern


Pattern = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
"""A regular expression, matched against lower-case text."""
Patterns = tuple[Pattern, ...]
AnyCasePattern = Annotated[re.Pattern[str], BeforeValidator(_ignoring_case)]
"""A regular expression that matches capitals and small letters alike."""
AnyOf = Annotated[re.Pattern[str], BeforeValidator(_any_of)]
"""A list of regular expressions compiled as one that matches, in any case, where one of them does."""
Fragment = Annotated[str, AfterValidator(_compiles)]
"""A part of a regular expression, itself one."""
Fragments = tuple[Fragment, ...]
Words = tuple[str, ...]
"""Words that are compared literally."""
Groups = Mapping[str, Words]


class File(BaseModel):
    """The content of one file, `FILE` its name without the suffix."""

    # Built when first loaded: every process that reads imports all models.
    model_config = ConfigDict(frozen=True, defer_build=True)
    FILE: ClassVar[str]


class Vocabulary(File):
    """A file with named parts."""

    model_config = ConfigDict(extra="forbid")


class _Part(BaseModel):
    """A mapping inside a file."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Assessments(Vocabulary):
    """Words of verdicts and directions, and the headers of their columns."""

    FILE: ClassVar[str] = "assessments"
    verdicts: Mapping[AssessmentCode, AnyOf]
    trends: Mapping[Trend, AnyOf]
    verdict_headers: Patterns
    trend_headers: Patterns
    outcome_headers: Pattern


class Claims(Vocabulary):
    """Words of sentences with figures."""

    FILE: ClassVar[str] = "claims"
    count_words: Mapping[str, int]
    articles: Mapping[str, int]
    parts: Words
    share_words: Mapping[str, int]
    units: Mapping[Unit, Words]
    multipliers: Mapping[str, int]
    measures: Mapping[Unit, Words]
    money_words: Words
    hedges: Groups
    directions: Mapping[Direction, Words]
    kinds: Mapping[ClaimKind, Words]
    relative_years: Mapping[int, Words]
    stop_words: frozenset[str]


class Columns(Vocabulary):
    """Words of column headers."""

    FILE: ClassVar[str] = "columns"
    scenarios: tuple[tuple[Scenario, Patterns], ...]
    averages: Patterns
    against: Mapping[Scenario, Patterns]
    earlier_forecast: Patterns
    deviates_from: Patterns
    measures: Mapping[str, Patterns]
    measure_order: Words
    identifiers: Patterns
    year_headers: Patterns
    preliminary: Patterns
    row_scenarios: tuple[tuple[Scenario, Patterns], ...]
    title_scenarios: Mapping[Scenario, Patterns]
    titles_of_deviations: Patterns
    follow_ups: Patterns
    balances: Patterns
    balance_rows: Patterns
    flows: Patterns

    @model_validator(mode="after")
    def _orders_every_measure(self) -> Self:
        if sorted(self.measure_order) != sorted(self.measures):
            raise ValueError("measure_order must name every measure once")
        return self


class Domains(RootModel[Mapping[Domain, Mapping[Pattern, float]]], File):
    """Words of a table's subject, with the weight of a hit."""

    FILE: ClassVar[str] = "domains"


class FlatMarkers(Vocabulary):
    """Words that divide the text of a page that lost its lines."""

    FILE: ClassVar[str] = "flat_markers"
    text_fields: Words
    measure_fields: Words
    status_fields: Words
    fields_after_status: Words
    columns: Words
    columns_or_labels: Words
    note_columns: Words
    comparisons: Words
    compared_by: Words
    columns_without_figures: Words
    targets: Words
    corners: Words
    goal_verbs: Words
    joiners: Words
    before_numbers: Words
    periods: Words
    numbered_periods: Words
    accumulated: Words
    whole_years: Words
    entities: Words
    kinds_of_rows: Words
    counters: Words
    title_endings: Words


class Glyphs(RootModel[Mapping[str, Mapping[int, str]]], File):
    """Characters of symbol fonts, by font and code."""

    FILE: ClassVar[str] = "glyphs"


class Goals(Vocabulary):
    """Words of goals, their levels, chapters and forms."""

    FILE: ClassVar[str] = "goals"
    levels: Mapping[GoalLevel, Fragments]
    level_tail: Pattern
    indicators: Fragment
    joined_by: Fragment
    goal_chapters: Patterns
    chapters: Patterns
    chapter_fillers: Fragment
    not_goals: Patterns
    goal_verbs: Pattern
    form_fields: Mapping[FormField, Fragments] = Field(alias="fields")
    subject_words: frozenset[str]
    owner_levels: Mapping[GoalLevel, frozenset[str]]
    agenda_2030: Words


class ListWords(_Part):
    """The headers of one kind of list: a pattern per role, and the sets of roles of which a header has one whole."""

    columns: Mapping[str, AnyOf]
    required: tuple[Words, ...]

    @model_validator(mode="after")
    def _requires_its_columns(self) -> Self:
        unknown = {role for roles in self.required for role in roles} - set(self.columns)
        if unknown:
            raise ValueError(f"required roles without a column: {sorted(unknown)}")
        return self


class ContractReviewWords(ListWords):
    """The headers of reviews of contracts, the answers in their cells, and the words that name a contract."""

    answers: AnyCasePattern
    contract_words: AnyCasePattern


class RemarkWords(_Part):
    """The headers of remarks of an evaluation, its areas, and the words that continue a remark."""

    strength: AnyOf
    improvement: AnyOf
    area: AnyCasePattern
    connectives: frozenset[str]


class AssignmentTitles(_Part):
    """The word that a title of an assignment begins with."""

    stem: Fragment


class Lists(Vocabulary):
    """Headers of tables that are lists of texts, and titles of assignments."""

    FILE: ClassVar[str] = "lists"
    assignments: ListWords
    internal_controls: ListWords
    contract_reviews: ContractReviewWords
    evaluation_remarks: RemarkWords
    assignment_titles: AssignmentTitles


class Months(Vocabulary):
    """Names of months and of parts of a year, with the month in which each part ends (1-12)."""

    FILE: ClassVar[str] = "months"
    months: Mapping[int, Words]
    parts_of_year: Mapping[str, Mapping[int, int]]
    ordinals: Mapping[str, int]


class Periods(Vocabulary):
    """Words of the part of a year that a figure covers."""

    FILE: ClassVar[str] = "periods"
    year_before: Patterns
    whole_year: Patterns
    report_period: Patterns
    since_start: Patterns
    of_projects: Patterns
    before: Patterns
    earlier: Patterns
    later: Patterns
    together: Patterns
    rolling: Patterns
    in_parentheses: Pattern
    until: Patterns


class Names(Vocabulary):
    """Words in the names of municipalities and organizations."""

    FILE: ClassVar[str] = "names"
    municipality_words: Fragments
    organization_endings: Fragments
    generic_organizations: frozenset[str]
    board_adjectives: Fragments
    boards_with_for: Fragments
    activities_when_indefinite: Words
    elsewhere_prepositions: frozenset[str]
    addressees: Fragments
    contacts: Fragments
    before_names: Words
    after_names: Fragments


class Numbers(Vocabulary):
    """Words beside or instead of digits."""

    FILE: ClassVar[str] = "numbers"
    missing: frozenset[str]
    operators: Mapping[TargetOperator, Words]
    fillers: Mapping[Unit | Literal[""], Words]
    between: Words
    units: Mapping[Unit, Words]


class Ocr(Vocabulary):
    """Characters that OCR confuses."""

    FILE: ClassVar[str] = "ocr"
    characters: Mapping[str, str]
    digits: Mapping[str, str]


class Prose(Vocabulary):
    """Words of sentences that speak of the figures of a table."""

    FILE: ClassVar[str] = "prose"
    endings: Words
    generic: Words
    light: Words
    synonyms: tuple[Words, ...]
    verbs: Words
    level: Fragments
    amount: Fragments
    amount_after: Fragments
    qualifiers: Fragments
    overviews: Words
    forecast: Words
    budget: Words
    parts: Words
    excluded: Words
    from_: Pattern = Field(alias="from")
    past: Words
    future: Words
    previous_year: Words
    share_of: AnyCasePattern
    of_year: Fragments
    deviates: Words
    differs_after: Fragments
    budget_of: Patterns
    changes: Words
    to: Words
    budgeted: Words
    aimed: Words
    column_words: frozenset[str]
    owners: frozenset[str]
    examples: Words
    yearly: Words
    period_fields: Words


class References(Vocabulary):
    """Words that make a number beside them a reference."""

    FILE: ClassVar[str] = "references"
    before: Words
    scales: Words
    before_endings: Words
    names_with_years: Words
    after: Words
    laws: Words
    street_endings: Words
    contact: Words
    case: Words
    joints: Words
    compared_years: Words
    year_leads: Words
    aimed_years: Words


class ReportType(_Part):
    """The names of one kind of report, and which months it is about.

    `period_end_month` is 1-12, given where the kind decides it. A kind `is_of_part` if its period ends before its year.
    """

    words: Words
    period_end_month: int | None = Field(default=None, ge=1, le=12)
    is_of_part: bool = False


class ReportTypes(Vocabulary):
    """Names of kinds of reports, and the labels on their front pages."""

    FILE: ClassVar[str] = "report_types"
    types: tuple[ReportType, ...]
    planning: Words
    type_labels: Words
    period_labels: Words
    status_labels: Words
    date_labels: Words
    case_labels: Words
    status_words: Words
    skip_links: AnyCasePattern


class Scopes(Vocabulary):
    """Words for the municipality and the group in heads and headings."""

    FILE: ClassVar[str] = "scopes"
    entities: Mapping[str, Pattern]
    statements: Pattern


class VerdictCharacters(_Part):
    """Characters of each verdict: those with one meaning, and those read by their shape."""

    plain: Mapping[AssessmentCode, str]
    by_shape: Mapping[AssessmentCode, str]


class Symbols(Vocabulary):
    """The usual meaning of marks, and the words of legends."""

    FILE: ClassVar[str] = "symbols"
    verdict_characters: VerdictCharacters
    trend_characters: Mapping[Trend, str]
    arrows: Mapping[str, Trend]
    triangles: Mapping[str, Trend]
    shapes: Mapping[MarkShape, str]
    colour_words: Mapping[str, Fragment]
    shape_words: Mapping[str, Fragment]
    meaning_words: Fragment


class KindWords(_Part):
    """Words around tables of one kind: in titles anywhere, as headers wholly."""

    titles: Pattern
    headers: Pattern


class TableKinds(Vocabulary):
    """Words of tables that hold no figures, and names of days."""

    FILE: ClassVar[str] = "table_kinds"
    kinds: Mapping[TableKind, KindWords]
    weekdays: Fragment


class TableWords(Vocabulary):
    """Words around and inside tables that show their structure."""

    FILE: ClassVar[str] = "table_words"
    label_leads: Fragments
    memo: Patterns
    breakdowns: Patterns
    totals: Mapping[TotalWord, Patterns]
    footnotes: Patterns
    label_headers: Patterns
    beside_label_headers: Patterns
    connectors: Words
    header_words: frozenset[str]


class TextStructure(Vocabulary):
    """Words that show the structure of a text report."""

    FILE: ClassVar[str] = "text_structure"
    contents_headings: Words
    front_page_ends: frozenset[str]


class Totals(Vocabulary):
    """Units that may be added, and words of rows and columns that follow from others."""

    FILE: ClassVar[str] = "totals"
    additive_units: frozenset[Unit]
    deviation_rows: Patterns
    closing_rows: Patterns
    result_rows: Patterns
    income_rows: Patterns
    derived_columns: Mapping[str, Patterns]
    quotient_columns: Patterns
    lifetime_totals: Patterns
    ongoing_status: Patterns
    concepts: Mapping[str, Patterns]
    numbered_prefix: Pattern
    generic_names: Patterns


class Units(Vocabulary):
    """Words of units; `money` is the value of each unit in SEK, `foreign_money` in its currency."""

    FILE: ClassVar[str] = "units"
    units: tuple[tuple[Unit, Patterns], ...]
    counted_words: Patterns
    shares_by_name: Patterns
    title_of_counts: Pattern
    counted_people: Pattern
    titles_of_measures: Patterns
    costs: Patterns
    times: Pattern
    divided_by: Mapping[Unit, Pattern]
    quantities: frozenset[Unit]
    counted: frozenset[Unit]
    money: Mapping[Unit, int]
    foreign_money: Mapping[Unit, int]
    rates: frozenset[Unit]
    divisor: Pattern
    beginnings: frozenset[str]
    shares: frozenset[Unit]
    report_statement: AnyCasePattern
    statement_words: frozenset[str]
    somebodys_share: Pattern
