"""Interval arithmetic of printed numbers: which values a number rounded to its last printed digit may have.

The one place of it in the reading, which uses it to weigh evidence and to choose between readings of a table. Verdicts
belong to SQL (`dbt/macros/interval.sql`), which has the same rules; `tests/cases/intervals.csv` is run through both.
All arithmetic is exact: whole numbers of a table's finest unit where a search tries many sums, else `Decimal`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Generic, NamedTuple, TypeVar

from dagster_project.terms import Status

Number = TypeVar("Number", int, Decimal)

_EXACT = Context(prec=60)
_GRID = Decimal("0.000001")
# Three standard deviations of evenly spread rounding errors, squared, in squared half units.
_LIKELY = 3


def meets(gap: Number, room: Number) -> bool:
    """Whether two intervals have a value in common: `gap` is between their middles, `room` the sum of the half widths.

    Open ends that only touch do not meet (2,1 and 2,2 are two numbers); equal points, which have no width, do.
    """
    return not gap or abs(gap) < room


class Gap(NamedTuple, Generic[Number]):
    """How far a stated total is from its lines, in their unit.

    `size` is stated less computed, `room` the sum of the half units, `squares` the sum of the squared half units.
    """

    size: Number
    room: Number
    squares: Number

    @property
    def status(self) -> Status:
        """consistent, unlikely or inconsistent.

        The intervals of a long sum grow with the number of lines, rounding errors only with its root. Intervals alone
        would miss errors of many units there, hence `unlikely`: the intervals meet, but the gap is larger than three
        standard deviations of evenly spread rounding errors.
        """
        if not meets(self.size, self.room):
            return Status.INCONSISTENT
        return Status.CONSISTENT if self.size * self.size <= _LIKELY * self.squares else Status.UNLIKELY

    @property
    def largest_likely(self) -> float:
        """The largest size with the status consistent, where the intervals meet."""
        return math.sqrt(_LIKELY * self.squares)


def gap_of_sum(stated: Number, half_unit: Number, lines: Iterable[tuple[Number, Number]]) -> Gap[Number]:
    """The gap between a stated total and its lines, each given as (weight x value, |weight| x half unit)."""
    size, room, squares = stated, half_unit, half_unit * half_unit
    for value, half in lines:
        size -= value
        room += half
        squares += half * half
    return Gap(size, room, squares)


@dataclass(frozen=True, slots=True)
class Interval:
    """The values between `low` and `high`, ends not included; one point where they are equal (a counted number)."""

    low: Decimal
    high: Decimal

    @classmethod
    def around(cls, value: Decimal, half_unit: Decimal) -> Interval:
        """A printed number: half a unit of its last digit to each side."""
        return cls(value - half_unit, value + half_unit)

    @property
    def middle(self) -> Decimal:
        """The value as printed, in the unit of the ends."""
        return (self.low + self.high) / 2

    @property
    def half_width(self) -> Decimal:
        """Half of what rounding leaves open, in the unit of the ends."""
        return (self.high - self.low) / 2

    def meets(self, other: Interval) -> bool:
        """Whether two intervals have a value in common, by their ends: a quotient's middle is not exact."""
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


def ratio(numerator: Interval, denominator: Interval, scale: Decimal) -> Interval | None:
    """scale x numerator / denominator, 100 for percent; None where the denominator may be zero."""
    return numerator.times(scale).over(denominator)


def growth(current: Interval, previous: Interval, scale: Decimal) -> Interval | None:
    """scale x (current - previous) / previous; None where the previous may be zero."""
    quotient = current.times(scale).over(previous)
    return None if quotient is None else quotient + Interval(-scale, -scale)
