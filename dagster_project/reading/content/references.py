"""Numbers in running text that refer to something: dates, years, laws, case numbers, pages, telephone numbers.

Belongs here: how a reference is written; the words that announce one are in `vocabulary/references.yml`. Positions are
characters of the text, ends exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from dagster_project.reading.numbers import MINUS_SIGNS
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Claims, Months, Numbers, References
from dagster_project.terms import ReferenceKind, Unit

# Narrower than the years of headers: in prose 1900 or 2080 is as likely a count.
_YEAR = r"(?:19[5-9]\d|20[0-6]\d)"
_DASHES = re.escape(MINUS_SIGNS)


@dataclass(frozen=True, slots=True)
class Reference:
    """A number, or several, that refer to something at text[start:end]."""

    start: int
    end: int
    kind: ReferenceKind


@lru_cache(maxsize=4096)
def references(text: str) -> tuple[Reference, ...]:
    """The references of a text in order; of overlapping ones the first pattern of `_patterns` wins."""
    found: list[Reference] = []
    has_digits = any(c.isdecimal() for c in text)
    for kind, pattern in _patterns():
        # Only a reference like "mål ett och två" has no digit.
        for match in pattern.finditer(text) if has_digits or kind is ReferenceKind.NUMBER else ():
            start, end = match.span("number") if "number" in pattern.groupindex else match.span()
            # A list ("kl 8–16, 08.00–16.30") ends where a reference found before begins.
            end = min([end, *(other.start for other in found if start < other.start)])
            says_a_number = kind is ReferenceKind.NUMBER or any(c.isdecimal() for c in text[start:end])
            if says_a_number and not any(start < other.end and other.start < end for other in found):
                found.append(Reference(start, end, kind))
    return tuple(sorted(found, key=lambda reference: reference.start))


def years_in(text: str, in_dates: bool = False) -> list[tuple[int, int]]:
    """The years of a text as (position, year): "2027-2031" gives both, a date its year only with `in_dates`."""
    years = []
    for reference in references(text):
        if reference.kind is ReferenceKind.YEAR or (in_dates and reference.kind is ReferenceKind.DATE):
            for match in re.finditer(rf"(?<!\d){_YEAR}(?!\d)", text[reference.start : reference.end]):
                years.append((reference.start + match.start(), int(match[0])))
    return years


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[ReferenceKind, re.Pattern[str]], ...]:
    words = load(References)
    sources = [
        *((ReferenceKind.CONTACT, source) for source in _contacts(words)),
        (ReferenceKind.LAW, rf"(?i:(?<!\w)(?:{_any(words.laws)}))\s\(?{_YEAR}[:/]\d+(?::\d+)?"),
        *((ReferenceKind.CASE, source) for source in _cases(words)),
        *((ReferenceKind.DATE, source) for source in _dates()),
        (ReferenceKind.LAW, _paragraphs(words)),
        (ReferenceKind.NAME, rf"(?i:(?<!\w)(?:{_any(words.names_with_years)})) {_YEAR}(?!\d)"),
        (ReferenceKind.NUMBER, _numbered(words)),
        *((ReferenceKind.NAME, source) for source in _scales_and_ages(words)),
        *((ReferenceKind.YEAR, source) for source in _years()),
        *((ReferenceKind.NAME, source) for source in _parts_of_words()),
    ]
    return tuple((kind, re.compile(source)) for kind, source in sources)


def _contacts(words: References) -> list[str]:
    """www.bua.se, telefon 0501-12 34 56, 0501-12 34 56, Storgatan 12, 452 31 Bua."""
    return [
        rf"(?<=[a-zåäö])(?:{_any(words.street_endings)})\s\d+(?:\s?[A-Z]\b)?",
        r"(?<![\w,.])\d{3} \d\d(?=\s[A-ZÅÄÖ][a-zåäöA-ZÅÄÖ]+)",
        r"\b(?:https?://|www\.)\S+|\S+@\S+\.\w+",
        rf"(?i:(?<!\w)(?:{_any(words.contact)}))[:\s]*\+?\(?\d[\d\s()/{_DASHES}]{{4,}}\d",
        rf"(?<![\d{_DASHES}])0\d{{1,3}}\s?[{_DASHES}]\s?\d{{2,3}}(?:\s?\d{{2,3}}){{1,3}}(?![\d,])",
    ]


def _cases(words: References) -> list[str]:
    """Dnr 2022/100, KS 2022:100, prop. 2019/20:1, but not the school year 2022/23."""
    return [
        rf"(?i:(?<!\w)(?:{_any(words.case)}))[.:]?\s*(?:[A-ZÅÄÖ]{{1,6}}[ -]?)?\d{{2,4}}[/:.-]\d+(?:[-/.:]\d+)*",
        rf"(?<![\w/])(?:[A-ZÅÄÖ]{{1,5}}[ -]?)?{_YEAR}(?:/\d{{3,5}}|:\d{{1,5}})(?::\d+)?(?![\d/])",
    ]


def _dates() -> list[str]:
    """2021-10-27, -01-01---12-31 (its years lost), 16 mars 2023, oktober 2021, 31/12, 08.00–16.30."""
    months = _any(word for names in load(Months).months.values() for word in names)
    day = rf"\d{{1,2}}(?::?[ae])?(?:\s?[{_DASHES}]\s?\d{{1,2}})?"
    clock = r"[012]\d[.:][0-5]\d"
    return [
        rf"(?<![\d-]){_YEAR}-(?:0\d|1[0-2])-[0-3]\d(?!\d)",
        r"(?<![\w-])-(?:0\d|1[0-2])-[0-3]\d(?:-+(?:0\d|1[0-2])-[0-3]\d)?(?!\d)",
        rf"(?<![\w,.]){day}[.\s]\s?(?:{months})\b\.?(?:\s{_YEAR})?",
        rf"\b(?:{months})\b\.?(?:\s?[{_DASHES}]\s?(?:{months})\b\.?)?\s{_YEAR}(?!\d)",
        r"(?<![\w/,.])(?:[0-2]?\d|3[01])/(?:0?\d|1[0-2])(?![\w/]|,\d)",
        rf"(?<![\w.,:]){clock}\s?[{_DASHES}]\s?{clock}(?![\w:]|[.,]\d)",
    ]


def _paragraphs(words: References) -> str:
    """4 kap. 3 §, § 216, §§ 4 - 5, 6 a §."""
    chapter = rf"\b\d+\s?(?:[a-z]\s)?(?:{_any(words.after)})(?!\w)(?:\s*\d+\s?(?:[a-z]\s)?§)?"
    return rf"{chapter}|(?:§§?|\bkap\.?)\s*\d+(?:\.\d+)*(?:\s?[a-z]\b)?(?:{_joint(words)}\d+)*"


def _numbered(words: References) -> str:
    """sidan 59, bilaga 3, område 3 och 5, mål ett, två och tre, v. 17 2024; not "mål 75 %"."""
    count_words = _any([*load(Claims).count_words, *load(Claims).articles])
    digits = rf"(?!{_YEAR}\b)\d+(?:[.:]\d+)*[a-z]?(?!\w|,\d|\s?(?:{_any(_unit_words())})(?!\w))"
    number = rf"(?:{digits}|(?:{count_words})\b)"
    numbers = rf"(?P<number>{number}(?:{_joint(words)}{number})*(?: {_YEAR}(?!\d))?)"
    announced = rf"(?<!\w)(?:{_any(words.before)})|(?:{_any(words.before_endings)})"
    return rf"(?i:{announced})(?![^\W\d_]):?\s*\(?{numbers}"


def _scales_and_ages(words: References) -> list[str]:
    """skala 1–6, 30–49 år, 29 år och yngre, 80+, 1990-talet, 1:1, "Konstinköp (6011)"."""
    return [
        rf"(?i:(?<!\w)(?:{_any(words.scales)})) \d+\s?[{_DASHES}]\s?\d+(?![\w,])",
        rf"(?<![\w,])\d{{1,3}}\s?[{_DASHES}]\s?\d{{1,3}} år(?:ingar)?\b|\d{{1,3}} år (?:och|eller) (?:yngre|äldre)\b",
        r"(?<![\w,.])\d{3}0-tal|(?<![\w,.])\d\d\+(?!\d)|(?<![\w,.:])\d+:\d+(?![\w:])",
        r"(?<![\w,.])\d0-tal(?:et|s)|(?<=[a-zåäö] \()\d{4,6}(?=\)\Z)",
    ]


def _years() -> list[str]:
    """2023, 2023-2027, 2022/23 and -2020, but not "2000 personer" or "2 000"."""
    units = _any(set(_unit_words()) - set(load(Claims).units[Unit.YEARS]))
    until = rf"(?:\s?[/{_DASHES}]\s?(?:{_YEAR}|\d\d))?"
    return [
        rf"(?<![\w.])(?<!(?<!\d{{4}}),){_YEAR}{until}(?!\w|,\d{{1,3}}(?!\d))(?!\s?(?:{units})(?!\w))",
        rf"(?<=[{_DASHES}]){_YEAR}(?!\d)",
    ]


def _parts_of_words() -> list[str]:
    """CO2, FR2000, Covid-19, 2:a, 12-årig, but not "ett 40-tal personer"."""
    return [
        r"(?<=[^\W\d_])\d+(?:[.,:/]\d+)*|(?<=[^\W\d_][-/])\d+(?!\d|,\d|\s\d{3})",
        rf"(?<![\d,.])\d+(?::[aen]|[{_DASHES}:](?=[^\W\d_])(?!tal(?:s|et)?\s[a-zåäö])|(?=[^\W\d_]))",
    ]


def _joint(words: References) -> str:
    return rf"\s?(?:{_any(words.joints)})\s?"


def _unit_words() -> list[str]:
    units = [*load(Numbers).units.values(), *load(Claims).units.values()]
    return [word for words in units for word in words]


def _any(words: Iterable[str]) -> str:
    """An alternation of literal words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
