"""Cells with a figure that is not read as a number, though the cell is a value as its neighbours are."""

from __future__ import annotations

import re

from dagster_project.reading.numbers import MINUS_SIGNS, SPACES, is_range, parse_number
from dagster_project.reading.sources.text.heads import date_pattern, words_of

# Two blanks would part columns.
_COUNTED = re.compile(rf"\d[\d.,]*(?:[{SPACES}]\d{{3}})*[{SPACES}][^\W\d_]+")
# A range, a number with commas between thousands, or one with a colon ("12–13", "(1,234.5)", "21:56").
_UNREAD = re.compile(r"(?!0\d)[-–+]?\d+(?:[.,–-]\d+)+[%‰]?|\(\d{1,3}(?:,\d{3})+\.\d+\)|\d{1,3}:\d\d")
# A blank before the sign of the second of two values ("0 – 3 988").
_TWO_VALUES = re.compile(rf"\d[{SPACES}]+[{MINUS_SIGNS}]")
_WITH_EARLIER = re.compile(r"(?P<own>[^()]*\d[^()]*)\s?\((?P<earlier>[^()]*\d[^()]*)\)")


def is_unread_number(text: str) -> bool:
    """Whether a text is a range or a number as printed abroad: the value of a cell, though none that is read."""
    is_one = _UNREAD.fullmatch(text) or (is_range(text) and not _TWO_VALUES.search(text))
    return bool(is_one) and not date_pattern().fullmatch(text)


def is_counted(text: str) -> bool:
    """Whether a text is a number and a word for what it counts ("110 heltid"), and no day of a month."""
    return _COUNTED.fullmatch(text) is not None and not any(word.names_time for word in words_of(text))


def has_earlier(text: str) -> bool:
    """Whether a text is a number and another in parentheses, as that of an earlier year ("85,5 (83)")."""
    match = _WITH_EARLIER.fullmatch(text)
    return match is not None and all(parse_number(part.strip()) for part in match.groups())
