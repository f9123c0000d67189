"""The closed vocabularies of codes, each an enum: what a column of the warehouse may hold and code may compare with.

A member is its code as a string, so it is written to a table and compared with one as it is. Words of reports are in
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
        """Whether the file is read again after a while: the fault was a disk's, a share's or the machine's."""
        return self in (Reason.UNREACHABLE, Reason.TIMED_OUT, Reason.DIED)

    @property
    def is_internal(self) -> bool:
        """Whether the reading failed rather than the file."""
        return self in (Reason.FAILED, Reason.TIMED_OUT, Reason.DIED)

    @property
    def is_unopened(self) -> bool:
        """Whether not even the bytes of the file could be had, so that its document is not known."""
        return self in (Reason.NOT_A_FILE, Reason.NO_PERMISSION, Reason.UNREACHABLE)


class ColumnsFrom(StrEnum):
    """What the columns of a table were found by: drawn edges, positions, separators, or the count of figures."""

    DRAWN = "drawn"
    POSITION = "position"
    SEPARATOR = "separator"
    COUNTING = "counting"


class NumberRole(StrEnum):
    """The one role of a number on a page, as in `staging.numbers.role`."""

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
    """What is printed on a page beside the text: its header, its footer, a line of a table of contents."""

    PAGE_HEADER = "page_header"
    PAGE_FOOTER = "page_footer"
    CONTENTS = "toc"


class TextSource(StrEnum):
    """Where the text of a page is from: the file, OCR, or nowhere, as OCR failed (`unread`)."""

    TEXT = "text"
    OCR = "ocr"
    UNREAD = "unread"
