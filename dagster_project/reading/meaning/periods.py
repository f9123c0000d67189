"""The time that a text names: years, parts of a year, dates, the year before ("Utfall jan-apr fg år", "2016–2019").

Belongs here: how periods are written. Which text states the period of a figure is decided where figures are read, and
of a report in `content/metadata.py`; dates follow in `Period`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from dagster_project.reading.numbers import YEAR, school_year
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import Months, Periods
from dagster_project.terms import PeriodType

# No decimals and no part of a code, but the year of a date with points: 31.12.2018.
_BEFORE_YEAR = r"(?:(?<![\d.,])|(?<=\d\.\d\d\.)|(?<=\d\.\d\.))"
_YEARS = re.compile(
    rf"{_BEFORE_YEAR}(?P<first>{YEAR})(?:\s*(?P<sign>[/–—-])\s*(?P<last>{YEAR}|\d\d(?![\d-])))?(?!\d|[.,]\d)"
)
# More years between two are no span: "2016-01" is a month, "2020-2061" no period of a report.
_LONGEST_SPAN = 30
_SHORT_YEAR = re.compile(r"(?<=\w )[-'’](?P<year>\d\d)(?![\d-])")
_DATE = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])(?!\d)")
# The last day of a month as six digits: 251231.
_SHORT_DATE = re.compile(r"(?<!\d)(?P<year>\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>2[89]|3[01])(?!\d)")
_YEAR_AND_MONTH = re.compile(r"(?<!\d)(?P<year>20\d\d)-?(?P<month>0[1-9]|1[0-2])(?![\d-])")
_TYPES = {1: PeriodType.MONTH, 3: PeriodType.QUARTER, 4: PeriodType.TERTIAL, 6: PeriodType.HALF_YEAR}
_DASH = r"\s*[-–—]+\s*"


class PartKind(StrEnum):
    """How a text names the part of a year.

    UNTIL is from January to a month, ORDINAL a numbered part ("T2", "kvartal 3"), REPORT the report's own period, and
    SINCE_START the life of a project.
    """

    RANGE = "range"
    MONTH = "month"
    UNTIL = "until"
    ORDINAL = "ordinal"
    REPORT = "report"
    WHOLE = "whole"
    DATE = "date"
    ROLLING = "rolling"
    SINCE_START = "since_start"


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a year that a text names, with its first and last month (1-12); of a date its month and day."""

    kind: PartKind
    first: int | None = None
    last: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class PrintedPeriod:
    """The time that a text names: `years` in printed order, both ends of a span, and a part of the year.

    `is_year_before` is the year before the report's ("fg år"). A period may be all that `is_before` ("före 2019") or
    `is_after` its year.
    """

    years: tuple[int, ...] = ()
    is_span: bool = False
    is_year_before: bool = False
    is_before: bool = False
    is_after: bool = False
    part: Part | None = None

    @property
    def names_year(self) -> bool:
        """Whether the text says which year, in digits or in words."""
        return bool(self.years) or self.is_year_before


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a figure covers, ends included; `year` is None over several years or where the end is unknown."""

    year: int | None = None
    start: date | None = None
    end: date | None = None
    type: PeriodType | None = None

    @classmethod
    def of(cls, year: int, part: Part | None, report_end: int | None) -> Period:
        """The period of a part of a year; `report_end` is the last month of the report's own period, 1-based.

        The type follows from the dates; what begins in January and is no other part is year to date.
        """
        kind = part.kind if part else PartKind.WHOLE
        if part and kind is PartKind.DATE and part.last and part.day:
            day = date(year, part.last, min(part.day, monthrange(year, part.last)[1]))
            return cls(year, day, day, PeriodType.POINT_IN_TIME)
        if part and kind is PartKind.ROLLING:
            return cls(year, None, None, PeriodType.ROLLING_12)
        if part and kind is PartKind.REPORT and report_end is None:
            return cls(year, date(year, 1, 1), None, PeriodType.YEAR_TO_DATE)
        first, last = 1, 12
        if part and kind is PartKind.REPORT and report_end:
            last = report_end
        elif part and part.last:
            first, last = part.first or 1, part.last
        end = date(year, last, monthrange(year, last)[1])
        months = last - first + 1
        default = PeriodType.YEAR_TO_DATE if first == 1 else None
        return cls(year, date(year, first, 1), end, PeriodType.YEAR if months == 12 else _TYPES.get(months, default))

    @classmethod
    def after(cls, last: int) -> Period:
        """Everything after a year."""
        return cls(None, date(last + 1, 1, 1), None, None)

    @classmethod
    def span(cls, first: int | None, last: int) -> Period:
        """Several years, or everything through a year."""
        return cls(None, date(first, 1, 1) if first else None, date(last, 12, 31), None)


@lru_cache(maxsize=4096)
def printed_period(text: str) -> PrintedPeriod:
    """The time that a header, label or title names; of an unlikely text nothing."""
    words = load(Periods)
    lowered = words.in_parentheses.sub("", _rejoined(" ".join(text.lower().split())))
    years, is_span = _years(lowered)
    return PrintedPeriod(
        years=years,
        is_span=is_span,
        is_year_before=matches(words.year_before, lowered),
        is_before=matches(words.before, lowered),
        part=_part(lowered, words),
    )


def _years(text: str) -> tuple[tuple[int, ...], bool]:
    """The years of a text in order, and whether two of them are the ends of a span ("2016–2019")."""
    found: list[int] = []
    is_span = False
    for match in _YEARS.finditer(text):
        first = int(match["first"])
        last = match["last"]
        if not last:
            found.append(first)
            continue
        later = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        if not first < later <= first + _LONGEST_SPAN:
            found.append(first)
            continue
        found += [first, later]
        is_span = is_span or (match["sign"] != "/" and later > first)
    if not found and (short := school_year(text.split(" ")[-1])):
        return short, False
    if not found:
        found = [int(match["year"]) for match in _YEAR_AND_MONTH.finditer(text)]
    for pattern in (_DATE, _SHORT_DATE, _SHORT_YEAR):
        found = found or [int(match["year"]) % 100 + 2000 for match in pattern.finditer(text)]
    return tuple(found), is_span


def _part(text: str, words: Periods) -> Part | None:
    """The part of the year that a text names; a project's life before a period, dates before months."""
    if matches(words.since_start, text):
        return Part(PartKind.SINCE_START)
    if matches(words.rolling, text):
        return Part(PartKind.ROLLING)
    months = _stated_range(text)
    if months:
        return Part(PartKind.RANGE, *months)
    dated = _stated_date(text)
    if dated:
        return Part(PartKind.DATE, None, *dated)
    ends = _part_of_year(text)
    if ends:
        return Part(PartKind.ORDINAL, 1, ends)
    lone = _lone_month(text)
    if lone:
        is_until = matches(words.until, text[: lone[1]]) or matches(words.report_period, text)
        return Part(PartKind.UNTIL, 1, lone[0]) if is_until else Part(PartKind.MONTH, lone[0], lone[0])
    if matches(words.report_period, text):
        return Part(PartKind.REPORT)
    return Part(PartKind.WHOLE) if matches(words.whole_year, text) else None


def _rejoined(text: str) -> str:
    """The text with words that a narrow column breaks ("före- gående") in one piece; months stay apart."""
    return re.sub(rf"(?<=[a-zåäö])- (?=[a-zåäö])(?!(?:{_month_words()})(?!\w))", "", text)


def _stated_range(text: str) -> tuple[int, int] | None:
    """First and last month of a range of months or dates."""
    for pattern in _date_ranges():
        match = pattern.search(text)
        if match:
            return 1, int(match["month"])
    match = _two_months().search(text)
    if match is None:
        return None
    first, last = _months()[match["first"]], _months()[match["last"]]
    return (first, last) if first <= last else None


def _stated_date(text: str) -> tuple[int, int] | None:
    """Month and day of a date."""
    for pattern in _dates():
        match = pattern.search(text)
        if match:
            month = match["month"]
            return (int(month) if month.isdigit() else _months()[month]), int(match["day"])
    return None


def _lone_month(text: str) -> tuple[int, int] | None:
    """The month that a text names, or a year and month (201804), and where it begins."""
    match = re.search(rf"(?<![\w.])(?:{_month_words()})(?![\w])", text)
    if match:
        return _months()[match[0]], match.start()
    match = _YEAR_AND_MONTH.search(text)
    return (int(match["month"]), match.start()) if match else None


def last_month(text: str) -> int | None:
    """The month (1-12) in which the stated period ends, None without a period; a lone date is not a period."""
    lowered = text.lower()
    stated = _stated_range(lowered)
    if stated:
        return stated[1]
    match = _until_month().search(lowered)
    return _months()[match["month"]] if match else _part_of_year(lowered)


def named_month(text: str) -> int | None:
    """The month (1-12) that a text names last ("Månadsuppföljning november 2012"), None without one."""
    named = re.findall(rf"(?<!\w)(?:{_month_words()})(?!\w)", text.lower())
    return _months()[named[-1]] if named else None


def is_period(text: str) -> bool:
    """Whether a line is nothing but a period or a year: "Januari – augusti 2023", "Tertial 2", "2027-2031"."""
    parts = "|".join([*load(Months).parts_of_year, *load(Months).ordinals])
    digits = rf"{YEAR}(?:-\d\d-\d\d)?|\d{{1,2}}(?:/\d{{1,2}})?"
    words = rf"{_month_words()}|{parts}|{digits}|per|period(?:en)?|hel(?:a )?år(?:et)?|för|t\.?o\.?m|till|och|den|år"
    return re.fullmatch(rf"(?:(?:{words})(?!\w)[\s.,–—-]*)+", text.strip().lower()) is not None


def _part_of_year(text: str) -> int | None:
    words = load(Months)
    ordinals = words.ordinals
    for part, ends in words.parts_of_year.items():
        before = rf"\b(?P<before>{'|'.join(ordinals)}|[1-4]:?[ae]?)\s{part}\b"
        match = re.search(rf"\b{part}\s?-?\s?(?P<after>[1-4])(?![\d/])|{before}", text)
        if match:
            printed = match["after"] or match["before"]
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
def _two_months() -> re.Pattern[str]:
    """januari–augusti, jan-aug, jan aug, januari t.o.m. april, 1 jan - 31 aug; the year may follow either month."""
    months = _month_words()
    # A narrow column may break a range after its hyphen, which is then lost: "januariapril".
    lost = r"(?<=\w{4})"
    words = r"\s+till\s+(?:och med\s+)?|\s+t\.?o\.?m\.?\s+"
    between = rf"(?:{lost}|\.?(?:\s+{YEAR})?(?:{_DASH}|{words}|\s+)(?:den\s+)?(?:[0-3]?\d\s+)?)"
    return re.compile(rf"(?<!\w)(?P<first>{months}){between}(?P<last>{months})(?!\w)")


@lru_cache(maxsize=1)
def _dates() -> tuple[re.Pattern[str], ...]:
    """2018-12-31, 20181231, 12/31/2018, 31/12 2018, 31.12.2018, 31 december 2018, 31 dec; 31/12, the end of a month."""
    month, day = r"(?P<month>0?[1-9]|1[0-2])", r"(?P<day>0?[1-9]|[12]\d|3[01])"
    return (
        re.compile(rf"(?<!\d){YEAR}[-–.](?P<month>0[1-9]|1[0-2])[-–.](?P<day>[0-2]\d|3[01])(?!\d)"),
        _DATE,
        _SHORT_DATE,
        re.compile(rf"(?<!\d){month}/(?P<day>1[3-9]|2\d|3[01])[/ ]{YEAR}(?!\d)"),
        re.compile(rf"(?<!\d){day}[/.]{month}[-/. ]+{YEAR}(?!\d)"),
        re.compile(r"(?<![\d/])(?P<day>2[89]|3[01])/(?P<month>1[0-2]|[1-9])(?![\d/])"),
        re.compile(rf"(?<!\d){day}(?:\s+|:?e\s+)(?P<month>{_month_words()})(?!\w)"),
    )


@lru_cache(maxsize=1)
def _until_month() -> re.Pattern[str]:
    """per (den) 31 oktober, t.o.m. april, till och med sista augusti."""
    until = r"(?<!\w)(?:per|t\.?o\.?m\.?|till och med|efter)\s+(?:den\s+)?(?:sista\s+|[0-3]?\d\s+)?"
    return re.compile(rf"{until}(?P<month>{_month_words()})(?!\w)")


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {name: number for number, names in load(Months).months.items() for name in names}


@lru_cache(maxsize=1)
def _month_words() -> str:
    return "|".join(sorted(_months(), key=len, reverse=True))
