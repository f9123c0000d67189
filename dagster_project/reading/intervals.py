"""Interval arithmetic of printed numbers: what a number rounded to its last printed digit can really be.

Reading uses it to choose between two readings of a table. Verdicts belong to SQL (`dbt/macros/interval.sql`), which
follows the same rules; `tests/cases/intervals.csv` is run through both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

ZERO = Decimal(0)
_EXACT = Context(prec=60)
_GRID = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Interval:
    """The values between `low` and `high`, ends not included; one point where they are equal (what is counted)."""

    low: Decimal
    high: Decimal

    @classmethod
    def around(cls, value: Decimal, half_unit: Decimal) -> Interval:
        """A printed number: half a unit of its last digit to each side."""
        return cls(value - half_unit, value + half_unit)

    @property
    def middle(self) -> Decimal:
        return (self.low + self.high) / 2

    @property
    def half_width(self) -> Decimal:
        return (self.high - self.low) / 2

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both. Open ends that only touch do not meet: 2,1 and 2,2 are two numbers."""
        return (self.low < other.high and self.high > other.low) or self == other

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def times(self, factor: Decimal) -> Interval:
        """Multiplied by an exact factor; a negative one swaps the ends."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def over(self, denominator: Interval) -> Interval | None:
        """The quotient, its ends rounded outwards to six decimals; None where the denominator may be zero.

        Comparing an end rounded outwards with a number of at most six decimals gives the same answer as comparing the
        exact quotient, so that no division is ever judged by a rounded result.
        """
        if not (denominator.low > 0 or denominator.high < 0):
            return None
        ends = [(a, b) for a in (self.low, self.high) for b in (denominator.low, denominator.high)]
        return Interval(
            min(_quotient(a, b, ROUND_FLOOR) for a, b in ends), max(_quotient(a, b, ROUND_CEILING) for a, b in ends)
        )


def _quotient(numerator: Decimal, denominator: Decimal, rounding: str) -> Decimal:
    # A quotient of 60 digits rounded towards the end is on the grid only if it is there exactly.
    exact = Context(prec=60, rounding=rounding).divide(numerator, denominator)
    return exact.quantize(_GRID, rounding=rounding, context=_EXACT)


def weighted_sum(terms: Sequence[tuple[Decimal, Interval]]) -> Interval:
    """The sum of weight times term; of nothing, the point zero."""
    total = Interval(ZERO, ZERO)
    for weight, term in terms:
        total += term.times(weight)
    return total


def judge_sum(stated: Interval, terms: Sequence[tuple[Decimal, Interval]]) -> str:
    """consistent, unlikely or inconsistent, for a total against its weighted lines.

    Intervals alone sleep on long tables (they grow with the number of lines, rounding errors with its root), hence the
    second test: the squared gap is at most three times the sum of the squared half units, which is three standard
    deviations of evenly spread rounding errors.
    """
    computed = weighted_sum(terms)
    if not stated.meets(computed):
        return "inconsistent"
    gap = stated.middle - computed.middle
    squares = stated.half_width**2 + sum(((weight * term.half_width) ** 2 for weight, term in terms), ZERO)
    return "consistent" if gap**2 <= 3 * squares else "unlikely"


def judge_equal(stated: Interval, computed: Interval | None) -> str:
    """consistent or inconsistent for every other form; not_assessed where there is nothing to compare with."""
    if computed is None:
        return "not_assessed"
    return "consistent" if stated.meets(computed) else "inconsistent"


def ratio(numerator: Interval, denominator: Interval, scale: Decimal) -> Interval | None:
    """scale x numerator / denominator, 100 for percent; None where the denominator may be zero."""
    return numerator.times(scale).over(denominator)


def growth(current: Interval, previous: Interval, scale: Decimal) -> Interval | None:
    """scale x (current - previous) / previous; None where the previous may be zero."""
    quotient = current.times(scale).over(previous)
    return None if quotient is None else quotient + Interval(-scale, -scale)
