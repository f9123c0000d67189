"""A table before layout: lines and columns with values that add up.

Where sums are to show rounding, values have more digits than are printed, as in a real ledger. Totals (sums of their
parts) and derived columns are computed here, so that no inventor does it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from lab.printed import UNASKED, Mark, Meaning

MONEY = frozenset(("SEK", "TSEK", "MSEK", "EUR", "TEUR", "MEUR"))


@dataclass(frozen=True, slots=True)
class Column:
    """A printed column. `levels` are its header cells, outermost first; `printed` are they with line breaks and cuts.

    `role` is label, figure, identifier, group (labels that span rows), text, mark or spacer. A figure column is a sum
    of others (`terms`: key, weight), a quotient of two in percent (`quotient`), or else drawn at random. `scenario` is
    '' and `year` 0 where the header doesn't state them. `scale` is the size of its values as a share of a line's.
    """

    key: str
    levels: tuple[str, ...]
    role: str = "figure"
    scenario: str = ""
    year: int = 0
    terms: tuple[tuple[str, int], ...] = ()
    quotient: tuple[str, str] | None = None
    unit: str = ""
    printed: tuple[str, ...] = ()
    meaning: Meaning = UNASKED
    scale: float = 1.0
    features: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """The header cells as printed."""
        return self.printed or self.levels


@dataclass(slots=True, eq=False)
class Line:
    """A row. `groups` are the labels above it, outermost first; `parts` are the lines of a total, with weights.

    `magnitude` is the approximate value of a leaf, negative for costs printed with a minus.
    """

    label: str
    role: str = "leaf"
    groups: tuple[str, ...] = ()
    indent: int = 0
    parts: list[tuple[Line, int]] = field(default_factory=list)
    magnitude: Decimal = Decimal(1000)
    unit: str = ""
    decimals: int | None = None
    values: dict[str, Decimal | None] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    superscript: str = ""
    meaning: Meaning = UNASKED
    features: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        return (*self.groups, self.label)

    @property
    def is_total(self) -> bool:
        return bool(self.parts)


@dataclass(slots=True)
class Sheet:
    """The content of a table. `unit` applies to figures whose line and column have none of their own."""

    title: str
    kind: str
    columns: list[Column]
    lines: list[Line]
    unit: str
    decimals: int
    percent_in_cells: bool = False
    corner: str = ""
    notes: list[str] = field(default_factory=list)
    meaning: Meaning = UNASKED
    section: str = ""

    @property
    def figure_columns(self) -> list[Column]:
        return [column for column in self.columns if column.role == "figure"]

    @property
    def is_money(self) -> bool:
        return self.unit in MONEY

    def decimals_of(self, line: Line, column: Column) -> int:
        """The number of decimals that a cell shows."""
        if column.quotient:
            return 1
        return self.decimals if line.decimals is None else line.decimals

    def unit_of(self, line: Line, column: Column) -> str:
        """The unit of a cell; the difference of two shares is in percentage points."""
        unit = column.unit or line.unit or self.unit
        return "percentage_point" if unit == "percent" and column.scenario in ("change", "deviation") else unit

    def printed(self, line: Line, column: Column) -> Decimal | None:
        """The value of a cell with the decimals it shows; None where it is missing."""
        value = line.values.get(column.key)
        if value is None:
            return None
        rounded = value.quantize(Decimal(1).scaleb(-self.decimals_of(line, column)), ROUND_HALF_UP)
        return abs(rounded) if rounded == 0 else rounded


def fill(sheet: Sheet, rng: Random, hidden_digits: int = 0) -> None:
    """Draw the leaves and compute the rest. Leaves have `hidden_digits` more decimals than are printed."""
    for column in sheet.figure_columns:
        if column.terms or column.quotient:
            continue
        for line in sheet.lines:
            if line.role != "group" and not line.is_total and column.key not in line.values:
                exponent = -(sheet.decimals_of(line, column) + hidden_digits)
                size = column.scale if (line.unit or sheet.unit) in MONEY else 1.0
                value = line.magnitude * Decimal(str(round(rng.uniform(0.82, 1.22) * size, 6)))
                line.values[column.key] = value.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_UP)
        for line in _totals_last(sheet.lines):
            line.values[column.key] = _weighted([(part.values.get(column.key), weight) for part, weight in line.parts])
    adds_up = any(line.is_total for line in sheet.lines)
    for column in sheet.figure_columns:
        for line in sheet.lines:
            if column.terms and line.role != "group":
                terms = [(line.values.get(key), weight) for key, weight in column.terms]
                # In a table with totals a missing term counts as zero; elsewhere it is unknown, and so is the result.
                is_known = adds_up or all(value is not None for value, _ in terms)
                line.values[column.key] = _weighted(terms) if is_known else None
    for column in sheet.figure_columns:
        for line in sheet.lines:
            if column.quotient and line.role != "group":
                line.values[column.key] = _quotient(*(line.values.get(key) for key in column.quotient))


def _totals_last(lines: Sequence[Line]) -> Iterator[Line]:
    """The totals, each after those that it includes."""
    done: set[int] = set()

    def visit(line: Line) -> Iterator[Line]:
        if id(line) in done or not line.is_total:
            return
        done.add(id(line))
        for part, _ in line.parts:
            yield from visit(part)
        yield line

    for line in lines:
        yield from visit(line)


def _weighted(terms: Sequence[tuple[Decimal | None, int]]) -> Decimal | None:
    known = [value * weight for value, weight in terms if value is not None]
    return sum(known, Decimal(0)) if known else None


def _quotient(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return part / abs(whole) * 100
