"""Figures as intervals, and in a unit that they can be compared in: SEK for money, else their own.

Belongs here: numbers from a figure's value, half unit and unit. The rules of intervals are in `reading/intervals.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dagster_project.reading.intervals import Interval
from dagster_project.reading.records import FigureRecord
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Totals, Units
from dagster_project.terms import Unit

ZERO = Decimal(0)


def additive_units() -> frozenset[Unit]:
    """The units whose figures may be added: amounts and counts, not shares and indexes."""
    return load(Totals).additive_units


def money_units() -> Mapping[Unit, int]:
    """The units of money with the number of SEK in one of each."""
    return load(Units).money


def factor(unit: Unit | None) -> Decimal:
    """SEK in one of a unit of money; 1 for any other unit, and for none."""
    return Decimal(money_units().get(unit, 1) if unit else 1)


def printed(figure: FigureRecord) -> Interval:
    """A figure as printed, in its own unit; 0 where it has no value."""
    return Interval.around(figure.value or ZERO, figure.half_unit or ZERO)


def amount(figure: FigureRecord) -> Interval:
    """A figure in SEK where it is money, else in its own unit."""
    return printed(figure).times(factor(figure.unit))


def magnitude(value: Decimal | None, half_unit: Decimal | None, unit: Unit | None) -> Interval:
    """A number without its sign, in SEK where it is money: sentences mostly leave out the sign."""
    return Interval.around(abs(value or ZERO), half_unit or ZERO).times(factor(unit))
