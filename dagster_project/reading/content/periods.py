"""The part of a year in a line of text: "januari–augusti", "tertial 2", "per 31 oktober", "1/1 30/4".

Belongs here: how periods are written; `metadata` decides which line states the period of the report.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dagster_project.reading.numbers import YEAR
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Months

_DASH = r"\s*[-–—]+\s*"


def last_month(text: str) -> int | None:
    """The month (1-12) in which the stated period ends, None without a period; a lone date is not a period."""
    lowered = text.lower()
    for pattern in _date_ranges():
        match = pattern.search(lowered)
        if match:
            return int(match["month"])
    match = _month_range().search(lowered)
    return _months()[match["month"]] if match else _part_of_year(lowered)


def named_month(text: str) -> int | None:
    """The month (1-12) that a text names last ("Månadsuppföljning november 2012"), None without one."""
    named = re.findall(rf"(?<!\w)(?:{_month_words()})(?!\w)", text.lower())
    return _months()[named[-1]] if named else None


def is_period(text: str) -> bool:
    """Whether a line is nothing but a period or a year: "Januari – augusti 2023", "Tertial 2", "2027-2031"."""
    parts = "|".join([*load(Months).parts_of_year, *load(Months).ordinals])
    digits = rf"{YEAR}(?:-\d\d-\d\d)?|\d{{1,2}}(?:/\d{{1,2}})?"
    words = rf"{_month_words()}|{parts}|{digits}|per|perioden|för|t\.?o\.?m|till|och|den|år"
    return re.fullmatch(rf"(?:(?:{words})(?!\w)[\s.,–—-]*)+", text.strip().lower()) is not None


def _part_of_year(text: str) -> int | None:
    words = load(Months)
    ordinals = words.ordinals
    for part, ends in words.parts_of_year.items():
        match = re.search(rf"\b{part}\s?-?\s?([1-4])(?!\d)|\b({'|'.join(ordinals)}|[1-4]:?[ae]?)\s{part}\b", text)
        if match:
            printed = match[1] or match[2]
            return ends.get(ordinals.get(printed) or int(printed[0]))
    return None


@lru_cache(maxsize=1)
def _date_ranges() -> tuple[re.Pattern[str], ...]:
    """2023-01-01 – 2023-08-31; 1/1 - 30/4; the year may be left out or lost."""
    return (
        re.compile(rf"(?:{YEAR})?-?01-01{_DASH}(?:{YEAR}-)?(?P<month>0[1-9]|1[0-2])-[0-3]\d(?!\d)"),
        re.compile(r"(?<!\d)0?1/0?1\s*[-–—]?\s*[0-3]?\d/(?P<month>1[0-2]|0?[1-9])(?!\d)"),
    )


@lru_cache(maxsize=1)
def _month_range() -> re.Pattern[str]:
    """januari–augusti, jan - aug, januari mars, 1 januari till 31 augusti, per (den) 31 oktober, t.o.m. april."""
    months = _month_words()
    joined = rf"(?:{months})\.?(?:{_DASH}|\s+till\s+|\s+t\.?o\.?m\.?\s+|\s+)(?:den\s+)?(?:[0-3]?\d\s+)?"
    until = r"(?<!\w)(?:per|t\.?o\.?m\.?|till och med|efter)\s+(?:den\s+)?(?:sista\s+|[0-3]?\d\s+)?"
    return re.compile(rf"(?<!\w)(?:{joined}|{until})(?P<month>{months})(?!\w)")


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {name: number for number, names in load(Months).months.items() for name in names}


@lru_cache(maxsize=1)
def _month_words() -> str:
    return "|".join(sorted(_months(), key=len, reverse=True))
