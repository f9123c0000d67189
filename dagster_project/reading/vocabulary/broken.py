"""Words of headers that a narrow cell broke over lines, with or without a hyphen ("Budgetav" over "vikelse")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import FlatMarkers, Months, TableWords

_LAST_WORD = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]?$")
_DIVIDED = re.compile(r"[^\W\d][a-zåäöéü][-\u00ad\u2010]$")
_HYPHENED = re.compile(r"(?<!\w)([^\W\d_]+)-\Z")
# "gång- och cykelvägar" keeps its hyphen.
_PAIRED = re.compile(r"(?:och|eller|samt|respektive|resp\.?)\b")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
# A range that the line cuts after its hyphen ("2019-" over "2022").
_RANGE_START = re.compile(r"\d[-–]\Z")
# A word is broken over no more lines.
_MOST_LINES = 3


def is_header_word(text: str) -> bool:
    """Whether a text is one of the words that headers have, and nothing else."""
    return text.lower() in load(TableWords).header_words


def continues_word(text: str, following: str) -> bool:
    """Whether the end of a text and the beginning of the line after it are one word that headers have."""
    return _joins([text, following])


def breaks_word(text: str, following: str) -> bool:
    """Whether a text ends in a hyphen that breaks a word, continued in the line that follows.

    The hyphen of a range ("jan-" over "nov") does not.
    """
    first = _FIRST_WORD.match(following)
    goes_on = first is not None and first[0][0].islower() and first[0] not in load(FlatMarkers).joiners
    is_divided = _DIVIDED.search(text) is not None and not breaks_range(text, following)
    return goes_on and is_divided and not _PAIRED.match(following)


def breaks_range(text: str, following: str) -> bool:
    """Whether a text ends in the hyphen between two numbers or two months ("jan-" over "nov")."""
    first, last = _HYPHENED.search(text), _FIRST_WORD.match(following)
    are_months = first is not None and last is not None and {first[1].lower(), last[0].lower()} <= _months()
    return are_months or (_RANGE_START.search(text) is not None and following[:1].isdigit())


def join_lines(lines: Sequence[str]) -> str:
    """The lines of one cell as one text, in which ranges, divided words and the words that headers have are whole."""
    text, *rest = lines or [""]
    while rest:
        count = next((n for n in range(_MOST_LINES, 0, -1) if _joins([text, *rest[:n]]) and n <= len(rest)), 0)
        for line in rest[: max(count, 1)]:
            is_range = breaks_range(text, line)
            is_whole = count > 0 or breaks_word(text, line)
            text = _without_hyphen(text) + line if is_whole else f"{text}{'' if is_range else ' '}{line}".strip()
        rest = rest[max(count, 1) :]
    return text


@cache
def _months() -> frozenset[str]:
    return frozenset(name for names in load(Months).months.values() for name in names)


def _without_hyphen(text: str) -> str:
    match = _LAST_WORD.search(text)
    return text[: match.end(1)] if match else text


def _joins(lines: Sequence[str]) -> bool:
    """Whether one word goes from the end of the first line, through those between, to the beginning of the last."""
    first, last = _LAST_WORD.search(lines[0]), _FIRST_WORD.match(lines[-1])
    middle = [match[1] for line in lines[1:-1] if (match := _LAST_WORD.fullmatch(line))]
    if first is None or last is None or len(middle) != len(lines) - 2:
        return False
    pieces = (first[1], *middle, last[0])
    return (all(map(str.islower, pieces[1:])) or all(map(str.isupper, pieces))) and _is_known(pieces)


@lru_cache(maxsize=4096)
def _is_known(pieces: tuple[str, ...]) -> bool:
    """Whether pieces make a known word, or a compound that ends in one which the first break is inside of."""
    word = "".join(pieces).lower()
    words = load(TableWords).header_words
    rest = len(word) - len(pieces[0])
    return word in words or any(word[start:] in words for start in range(1, len(word) - rest))
