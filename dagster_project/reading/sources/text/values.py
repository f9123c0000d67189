"""Cells with a figure that is not read as a number, though the cell is a value as its neighbours are."""

from __future__ import annotations

import re

from dagster_project.reading.numbers import SPACES, parse_number
from dagster_project.reading.sources.text.heads import words_of

# Two blanks would part columns.
_COUNTED = re.compile(rf"\d[\d.,]*(?:[{SPACES}]\d{{3}})*[{SPACES}][^\W\d_]+")
_WITH_EARLIER = re.compile(r"(?P<own>[^()]*\d[^()]*)\s?\((?P<earlier>[^()]*\d[^()]*)\)")


def is_counted(text: str) -> bool:
    """Whether a text is a number and a word for what it counts ("110 heltid"), and no day of a month."""
    return _COUNTED.fullmatch(text) is not None and not any(word.names_time for word in words_of(text))


def has_earlier(text: str) -> bool:
    """Whether a text is a number and another in parentheses, as that of an earlier year ("85,5 (83)")."""
    match = _WITH_EARLIER.fullmatch(text)
    return match is not None and all(parse_number(part.strip()) for part in match.groups())
