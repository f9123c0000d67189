"""How a text names a row of a table: in a sentence, in a heading or field over it, or beside it in the same row.

Words are compared as nouns in any form, as the parts of a compound ("kostnader för personal" is Personalkostnader), by
the beginning that an abbreviation keeps, and as words that mean the same in reports. There is no stemmer from outside:
`same_noun` compares two words by the endings of `vocabulary/prose.yml`, which a reader of a finding can check.

Belongs here: whether and how well words name a label. Which figure is meant is in `ties`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from dagster_project.reading.relations.prose.sentences import same_noun
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Prose

_TOKEN = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*\.?|(?<![\d,.])\d{1,3}(?![\d,])")
_NUMBER_OF_ROW = re.compile(r"\A\s*\d[\d.]*\s+|\s*\(\d+\)\s*\Z")
_SHORT_FORM = re.compile(r"([^\W\d_]+) \(([A-ZÅÄÖ]{2,6})\)")
_SHORTEST_PART = 4
_SHORTEST_ABBREVIATION = 2
# Between the parts of a compound: "verksamhet(s)kostnad", "medel(-)kostnad".
_JOINTS = ("", "s", "-", "e", "o", "a")


@lru_cache(maxsize=16384)
def words_of(text: str) -> tuple[str, ...]:
    """The words and small numbers of a text, lower case and in order; the dot of what may be an abbreviation stays."""
    return tuple(_TOKEN.findall(text.lower()))


@lru_cache(maxsize=16384)
def label_parts(label: str) -> tuple[str, ...]:
    """The words of a label that tell it from others; all of them where each is general ("Summa")."""
    words = words_of(re.sub(r"\([^)]*\)", " ", _NUMBER_OF_ROW.sub("", label)))
    light = _light()
    return tuple(word for word in words if word.rstrip(".") not in light) or words


def is_general(label: str) -> bool:
    """Whether a label has general words only ("Summa", "Totalt"), so that no sentence names it."""
    return all(word.rstrip(".") in _light() for word in words_of(label))


def coverage(label: str, text: Sequence[str]) -> float:
    """The share of a label's own words that a text has, 0 to 1; a short form in brackets stands for the word before."""
    parts = label_parts(label)
    if not parts or not text:
        return 0.0
    short = {match[1].lower(): match[2].lower() for match in _SHORT_FORM.finditer(label)}
    return sum(_is_named(part, parts, text) or short.get(part) in text for part in parts) / len(parts)


def _is_named(part: str, parts: Sequence[str], text: Sequence[str]) -> bool:
    """Whether a word of a label is among some words, in another form, compounded, parted or abbreviated."""
    if any(same_word(part, other) for other in text):
        return True
    return _is_compound(part, text) or any(_is_compound(other, parts, whole=part) for other in text)


def distance(label: str, text: Sequence[str]) -> int:
    """How many words from the end of a text the nearest word of a label is; the length of the text without any."""
    parts = label_parts(label)
    for back, word in enumerate(reversed(text)):
        if any(same_word(part, word) for part in parts):
            return back
    return len(text)


@lru_cache(maxsize=65536)
def same_word(first: str, second: str) -> bool:
    """Whether two words are one noun in two forms, an abbreviation and its word, or mean the same in reports."""
    one, other = first.rstrip("."), second.rstrip(".")
    if same_noun(one, other):
        return True
    for short, long in ((first, other), (second, one)):
        if short.endswith(".") and len(short) > _SHORTEST_ABBREVIATION and long.startswith(short[:-1]):
            return True
    return any(_is_one_of(one, group) and _is_one_of(other, group) for group in load(Prose).synonyms)


def is_title_of(text: str, label: str) -> bool:
    """Whether a short text is a label and no more, apart from its number, what is in brackets, and small words."""
    printed = label_parts(_NUMBER_OF_ROW.sub("", text))
    wanted = label_parts(label)
    return bool(wanted) and len(printed) == len(wanted) and all(map(same_word, printed, wanted))


@cache
def _light() -> frozenset[str]:
    return frozenset(load(Prose).light)


def _is_one_of(word: str, group: Sequence[str]) -> bool:
    return any(same_noun(word, one) for one in group)


def _is_compound(compound: str, text: Sequence[str], whole: str | None = None) -> bool:
    """Whether a compound consists of two of some words, one of which is `whole` where it is given."""
    compound = compound.rstrip(".")
    for first in text:
        stem = _stem(first.rstrip("."))
        if len(stem) < _SHORTEST_PART or first == compound or not compound.startswith(stem):
            continue
        for second in text:
            if second == first or len(second) < _SHORTEST_PART or (whole and whole not in (first, second)):
                continue
            if any(_ends_as(compound, stem, joint, second.rstrip(".")) for joint in _JOINTS):
                return True
    return False


def _ends_as(compound: str, stem: str, joint: str, second: str) -> bool:
    rest = compound[len(stem) :]
    return rest.startswith(joint) and same_noun(rest[len(joint) :], second)


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    """A noun without the longest ending that leaves it at least four letters."""
    endings = sorted(load(Prose).endings, key=len, reverse=True)
    return next((word[: -len(e)] for e in endings if e and word.endswith(e) and len(word) - len(e) >= 4), word)
