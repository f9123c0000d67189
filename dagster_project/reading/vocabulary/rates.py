"""Amounts divided by something: the rate of kronor or tkr by the words behind "per" or a slash."""

from __future__ import annotations

import re

from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Units
from dagster_project.terms import Unit

_DIVIDES = re.compile(r",? ?(?:/|per) ?(?=[a-zåäö]\w)")
# An amount a year or a month is an amount of a period.
_TIME = re.compile(r"år\b|mån(?:ad)?\b")


def rate(unit: Unit, divisor: str) -> Unit | None:
    """Kronor or tkr divided by what a text begins with; a rate in tkr has no unit of its own but per inhabitant."""
    found = next((name for name, pattern in load(Units).divided_by.items() if pattern.match(divisor)), None)
    if found is None or unit is Unit.SEK:
        return found
    return Unit.TSEK_PER_CAPITA if found is Unit.SEK_PER_CAPITA else Unit.TSEK_PER_UNIT


def rate_behind(unit: Unit, rest: str) -> Unit | None:
    """Kronor or tkr divided right behind their word ("kr/elev"), by whatever it is but the time; None without that."""
    divides = _DIVIDES.match(rest) if unit in (Unit.SEK, Unit.TSEK) else None
    if divides is None or _TIME.match(rest, divides.end()):
        return None
    known = rate(unit, rest[divides.end() :])
    return known or (Unit.SEK_PER_UNIT if unit is Unit.SEK else Unit.TSEK_PER_UNIT)


def is_time_behind(rest: str) -> bool:
    """Whether the words behind a unit say only for what time an amount is ("kr per år", "kr/mån")."""
    divides = _DIVIDES.match(rest)
    return divides is not None and _TIME.fullmatch(rest.rstrip("."), divides.end()) is not None
