"""The closed vocabularies of codes, each an enum: the values that a column may hold and code may compare with.

A member is its code as a string, so that it can be stored and compared without conversion. Words of reports are in
`reading/vocabulary/`, words of line items, organizations and measures in `dbt/seeds/`.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a file could not be read, as in `quality.quarantine.reason`."""

    EMPTY = "empty"
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"
    NO_TEXT = "no_text"
    OCR_MISSING = "ocr_missing"
    WRONG_FORMAT = "wrong_format"
    NOT_A_FILE = "not_a_file"
    NO_PERMISSION = "no_permission"
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    DIED = "died"
    FAILED = "failed"

    @property
    def is_transient(self) -> bool:
        """Whether the file is read again later: the fault was of a disk, a share or the machine."""
        return self in (Reason.UNREACHABLE, Reason.TIMED_OUT, Reason.DIED)

    @property
    def is_internal(self) -> bool:
        """Whether the reading failed rather than the file."""
        return self in (Reason.FAILED, Reason.TIMED_OUT, Reason.DIED)

    @property
    def is_unopened(self) -> bool:
        """Whether not even the bytes of the file could be read, so that its document is unknown."""
        return self in (Reason.NOT_A_FILE, Reason.NO_PERMISSION, Reason.UNREACHABLE)


class ColumnsFrom(StrEnum):
    """The evidence for the columns of a table: drawn edges, positions, separators, or the count of figures."""

    DRAWN = "drawn"
    POSITION = "position"
    SEPARATOR = "separator"
    COUNTING = "counting"


class NumberRole(StrEnum):
    """The role of a number on a page, as in `staging.numbers.role`; each number has exactly one."""

    FIGURE = "figure"
    HEADER = "header"
    LABEL = "label"
    IDENTIFIER = "identifier"
    PAGE_FURNITURE = "page_furniture"
    REFERENCE = "reference"
    CLAIM = "claim"
    UNREAD = "unread"


class AggregationRole(StrEnum):
    """What a row is among the rows that are added: `memo` rows ("varav") are never added."""

    LEAF = "leaf"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    MEMO = "memo"


class Scenario(StrEnum):
    """Which kind of value a figure is; an outcome of any year is `actual`."""

    ACTUAL = "actual"
    BUDGET = "budget"
    REVISED_BUDGET = "revised_budget"
    FORECAST = "forecast"
    TARGET = "target"
    PLAN = "plan"
    DEVIATION = "deviation"
    CHANGE = "change"
    BENCHMARK = "benchmark"


class Form(StrEnum):
    """How the terms of a relation are combined."""

    SUM = "sum"
    DIFFERENCE = "difference"
    RATIO = "ratio"
    GROWTH = "growth"
    EQUAL = "equal"
    COUNT = "count"
    BOUND = "bound"


class Axis(StrEnum):
    """Where the terms of a relation are: in one column (`rows`), in one row (`columns`), in tables, or in prose."""

    ROWS = "rows"
    COLUMNS = "columns"
    TABLES = "tables"
    PROSE = "prose"


class TermRole(StrEnum):
    """What a term is in its relation."""

    STATED = "stated"
    PART = "part"
    MINUEND = "minuend"
    SUBTRAHEND = "subtrahend"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    CURRENT = "current"
    PREVIOUS = "previous"
    OTHER = "other"
    LIMIT = "limit"


class Expectation(StrEnum):
    """Whether a relation can be judged: a term in words blocks it, a total without parts is not assessed."""

    EXPECTED = "expected"
    BLOCKED = "blocked"
    NOT_ASSESSED = "not_assessed"


class BudgetVersion(StrEnum):
    """The version of the budget that a figure is from."""

    ORIGINAL = "original"
    REVISED = "revised"
    UNSPECIFIED = "unspecified"


class PeriodType(StrEnum):
    """How much of a year a figure covers; `point_in_time` is a balance."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    TERTIAL = "tertial"
    QUARTER = "quarter"
    MONTH = "month"
    YEAR_TO_DATE = "year_to_date"
    ROLLING_12 = "rolling_12"
    POINT_IN_TIME = "point_in_time"


class TargetOperator(StrEnum):
    """On which side of its target value a goal is reached, or the direction that it requires."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    INCREASE = "increase"
    DECREASE = "decrease"


class Domain(StrEnum):
    """The subject of a table."""

    GOALS = "goals"
    FINANCE = "finance"
    INVESTMENT = "investment"
    PERSONNEL = "personnel"
    FORECAST = "forecast"
    SCORE = "score"
    FEEDBACK = "feedback"
    ACTIVITY = "activity"
    OTHER = "other"


class TableKind(StrEnum):
    """The content of a table: figures, texts, or one of the kinds whose numbers are not figures."""

    FIGURES = "figures"
    TEXT = "text"
    CONTENTS = "contents"
    CONTACTS = "contacts"
    CALENDAR = "calendar"
    OPENING_HOURS = "opening_hours"
    VERSIONS = "versions"
    SIGNATURES = "signatures"
    LEGEND = "legend"


class CellRole(StrEnum):
    """The role of a column or cell in its table; columns of `symbol` have status dots and arrows.

    A cell is `unread` where a figure should be and its digits are not one number.
    """

    HEADER = "header"
    LABEL = "label"
    IDENTIFIER = "identifier"
    FIGURE = "figure"
    SYMBOL = "symbol"
    TEXT = "text"
    REFERENCE = "reference"
    PAGE_FURNITURE = "page_furniture"
    UNREAD = "unread"


class RowKind(StrEnum):
    """The kind of a body row of a table; a `group` row labels the rows below it and has no values."""

    FIGURES = "figures"
    GROUP = "group"
    FOOTNOTE = "footnote"
    TEXT = "text"


class TotalWord(StrEnum):
    """The kind of total that the label of a row names."""

    TOTAL = "total"
    SUBTOTAL = "subtotal"
    NET = "net"
    RESULT = "result"


class ClaimKind(StrEnum):
    """What kind of statement a sentence makes with its figure; `year` is a year compared with or aimed at."""

    LEVEL = "level"
    CHANGE = "change"
    DEVIATION = "deviation"
    SHARE = "share"
    COUNT = "count"
    YEAR = "year"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """The direction that a sentence gives its figure."""

    SURPLUS = "surplus"
    DEFICIT = "deficit"
    INCREASE = "increase"
    DECREASE = "decrease"


class GoalLevel(StrEnum):
    """Levels of goals, the highest first; expected results break down a goal."""

    STRATEGIC = "strategic"
    COUNCIL_GOAL = "council_goal"
    BOARD_GOAL = "board_goal"
    EXPECTED_RESULT = "expected_result"


class AssessmentCode(StrEnum):
    """Verdicts on goals; `on_track` is not reached but moving the right way."""

    ACHIEVED = "achieved"
    HIGH_DEGREE = "high_degree"
    PARTLY = "partly"
    ON_TRACK = "on_track"
    NOT_ACHIEVED = "not_achieved"
    NOT_EVALUATED = "not_evaluated"
    UNKNOWN = "unknown"


class Trend(StrEnum):
    """A direction of development."""

    UP = "up"
    UNCHANGED = "unchanged"
    DOWN = "down"


class SubjectType(StrEnum):
    """The kind of thing that an assessment judges."""

    GOAL = "goal"
    EXPECTED_RESULT = "expected_result"
    INDICATOR = "indicator"
    ASSIGNMENT = "assignment"
    CONTROL = "control"


class TextSource(StrEnum):
    """Where the text of a page is from: the file, OCR, or nowhere, as OCR failed (`unread`)."""

    TEXT = "text"
    OCR = "ocr"
    UNREAD = "unread"


class BlockKind(StrEnum):
    """The kind of a block of text, as in `staging.blocks.kind`; of a table only the title is kept."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    FURNITURE = "furniture"
    TABLE = "table"
    MARK = "mark"


class PassageKind(StrEnum):
    """The kind of a span of text: `marker` is the number of a list item, `superscript` a footnote mark."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    MARKER = "marker"
    CELL = "cell"
    SUPERSCRIPT = "superscript"
    CAPTION = "caption"
    FURNITURE = "furniture"
    MARK = "mark"
    LEGEND = "legend"


class ReferenceKind(StrEnum):
    """What a number in running text refers to; `number` is that of a page, a vote, a goal."""

    CONTACT = "contact"
    LAW = "law"
    CASE = "case"
    DATE = "date"
    NAME = "name"
    NUMBER = "number"
    YEAR = "year"


class MentionKind(StrEnum):
    """What a mentioned name may be the name of."""

    MUNICIPALITY = "municipality"
    ORGANIZATION = "organization"


class MentionPosition(StrEnum):
    """Where in a report a name is mentioned."""

    FRONT_PAGE = "front_page"
    PAGE_HEADER = "page_header"
    PAGE_FOOTER = "page_footer"
    HEADING = "heading"
    BODY = "body"
    URL = "url"


class RemarkKind(StrEnum):
    """Whether an evaluation remarks on a strength or on a possible improvement."""

    STRENGTH = "strength"
    IMPROVEMENT = "improvement"


class FormField(StrEnum):
    """The meaning of a labelled field in the form of a goal or an assignment."""

    FORMULATION = "formulation"
    VERDICT = "verdict"
    AGENDA = "agenda"
    INDICATOR = "indicator"
    MEASUREMENT = "measurement"
    COMMENT = "comment"
    DESCRIPTION = "description"


class Status(StrEnum):
    """Whether a relation holds, as in `quality.fct_reconciliation.status`."""

    CONSISTENT = "consistent"
    UNLIKELY = "unlikely"
    INCONSISTENT = "inconsistent"
    BLOCKED = "blocked"
    NOT_ASSESSED = "not_assessed"


class RelationKind(StrEnum):
    """The kind of finding when a relation discovered by reading does not hold."""

    COLUMN_SUM = "column_sum"
    SUBTOTAL = "subtotal"
    ROW_FORMULA = "row_formula"
    DIFFERENCE = "difference"
    ROLL_FORWARD = "roll_forward"
    RATIO_PERCENT = "ratio_percent"
    PERIOD_CHANGE = "period_change"
    CROSS_TABLE = "cross_table"
    CLAIM_VS_TABLE = "claim_vs_table"
    UNIT_SLIP = "unit_slip"
    YEAR_SLIP = "year_slip"
    COUNT_OF_ITEMS = "count_of_items"


class Basis(StrEnum):
    """Evidence for a relation among figures; `staging.relations.basis` joins several by '+'."""

    LABEL = "label"
    HIERARCHY = "hierarchy"
    STYLE = "style"
    STRUCTURE = "structure"
    ARITHMETIC = "arithmetic"
    WORDS = "words"


class AlternativeKind(StrEnum):
    """How an alternative reading of a cell differs from the chosen one, as in `staging.alternatives.kind`."""

    JOINED = "joined"
    GLUED = "glued"
    MINUS = "minus"
    MOVED = "moved"
    UNIT = "unit"
    HEADER = "header"
    NEXT_PAGE = "next_page"
    NOT_A_PART = "not_a_part"


class DeviationSign(StrEnum):
    """The sign convention of a table's deviations, as in `staging.tables.deviation_sign`."""

    ACTUAL_MINUS_BUDGET = "actual_minus_budget"
    BUDGET_MINUS_ACTUAL = "budget_minus_actual"


TOTALS = frozenset({TotalWord.TOTAL, TotalWord.SUBTOTAL})
"""The words of a row that is the sum of rows above or below it."""


class MarkShape(StrEnum):
    """The shape of a status mark; a ring is the outline of a circle, `other` any other shape."""

    CIRCLE = "circle"
    RING = "ring"
    HALF_CIRCLE = "half_circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    TRIANGLE_DOWN = "triangle_down"
    TRIANGLE_RIGHT = "triangle_right"
    ARROW_UP = "arrow_up"
    ARROW_DOWN = "arrow_down"
    ARROW_RIGHT = "arrow_right"
    ARROW_UP_RIGHT = "arrow_up_right"
    ARROW_DOWN_RIGHT = "arrow_down_right"
    OTHER = "other"

    @property
    def is_arrow(self) -> bool:
        """Whether the mark points somewhere, as a trend does."""
        return self.startswith("arrow")


class Colour(StrEnum):
    """The classes of colour that status is printed in; `other` is a further colour, a pattern or an unknown one."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    BLUE = "blue"
    OTHER = "other"
    GREY = "grey"
    BLACK = "black"
    WHITE = "white"

    @property
    def is_chromatic(self) -> bool:
        """Whether it is neither white, grey nor black."""
        return self not in (Colour.GREY, Colour.BLACK, Colour.WHITE)


class FurnitureKind(StrEnum):
    """What is printed on a page besides the text: its header, its footer, a line of a table of contents."""

    PAGE_HEADER = "page_header"
    PAGE_FOOTER = "page_footer"
    CONTENTS = "toc"


class Reader(StrEnum):
    """The reader of a report, as in `staging.documents.reader`; the last three read text."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    TABBED = "tabbed"
    """Text that has kept its lines, with tabs between the cells of its tables."""
    MARKUP = "markup"
    """Text that has kept its lines, with the marks of Markdown."""
    FLAT = "flat"
    """Text whose pages are one line each."""


class Unit(StrEnum):
    """The unit of a figure: those of `dbt/seeds/units.csv`, and those that only sentences name.

    `year` is the unit of a year that a sentence compares with or aims at.
    """

    SEK = "SEK"
    TSEK = "TSEK"
    MSEK = "MSEK"
    BSEK = "BSEK"
    EUR = "EUR"
    TEUR = "TEUR"
    MEUR = "MEUR"
    SEK_PER_CAPITA = "SEK_per_capita"
    SEK_PER_PUPIL = "SEK_per_pupil"
    SEK_PER_CHILD = "SEK_per_child"
    SEK_PER_USER = "SEK_per_user"
    SEK_PER_PLACE = "SEK_per_place"
    SEK_PER_DAY = "SEK_per_day"
    SEK_PER_HOUR = "SEK_per_hour"
    SEK_PER_M2 = "SEK_per_m2"
    SEK_PER_UNIT = "SEK_per_unit"
    TSEK_PER_CAPITA = "TSEK_per_capita"
    TSEK_PER_UNIT = "TSEK_per_unit"
    PERCENT = "percent"
    PERCENTAGE_POINT = "percentage_point"
    PER_1000 = "per_1000"
    PER_10000 = "per_10000"
    PER_100000 = "per_100000"
    INDEX = "index"
    POINTS = "points"
    GRADE = "grade"
    SCALE_1_5 = "scale_1_5"
    SCALE_1_6 = "scale_1_6"
    SCALE_1_10 = "scale_1_10"
    COUNT = "count"
    FTE = "FTE"
    YEAR = "year"
    YEARS = "years"
    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    KWH_PER_M2 = "kWh/m2"
    KWH = "kWh"
    MWH = "MWh"
    GWH = "GWh"
    M2 = "m2"
    M3 = "m3"
    HECTARES = "hectares"
    LITRES = "litres"
    KG = "kg"
    TONNES = "tonnes"
    METRES = "metres"
    KM = "km"
    MIL = "mil"
    KG_PER_MIL = "kg/mil"


class EvidenceSource(StrEnum):
    """Where an attribute of a figure comes from, nearest print first; only `prior` is not evidence of the report."""

    CELL = "cell"
    ROW = "row"
    COLUMN = "column"
    GROUP_ROW = "group_row"
    TABLE = "table"
    CAPTION = "caption"
    SECTION = "section"
    REPORT = "report"
    ARITHMETIC = "arithmetic"
    ELSEWHERE = "elsewhere"
    PRIOR = "prior"


class Attribute(StrEnum):
    """What a figure means apart from its value; `year` includes the part of the year."""

    UNIT = "unit"
    SCENARIO = "scenario"
    YEAR = "year"
    MEASURE = "measure"
    ORGANIZATION = "organization"


class UnresolvedReason(StrEnum):
    """Why an attribute of a figure is null: nothing states it, or the evidence contradicts itself."""

    UNSTATED = "unstated"
    CONTRADICTED = "contradicted"
