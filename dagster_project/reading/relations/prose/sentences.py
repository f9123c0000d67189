"""The words of a claim's sentence: which row its subject names, and which kind of figure is meant.

Belongs here: reading one sentence by its words. Which table it is about, and whether it agrees, is in `links`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from re import Pattern

from dagster_project.reading.content.claims import StatedClaim
from dagster_project.reading.content.references import years_in
from dagster_project.reading.content.statements import clause, sentence
from dagster_project.reading.numbers import YEAR
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Claims, Fragments, Prose, Words
from dagster_project.terms import Unit

_SHORTEST_STEM = 4
_WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*")


class Quantity(StrEnum):
    """The kind of quantity that the words before a figure name."""

    LEVEL = "level"
    DEVIATION = "deviation"
    CHANGE = "change"
    GROWTH = "growth"


class ClaimSentence:
    """The sentence of a claim, all lower case: its `text`, `clause`, and what is `before` and `after` the figure.

    `before` and `after` are of the clause; `head` and `rest` are before and after the figure in the whole sentence.
    `span` is the sentence's range of characters in its passage.
    """

    def __init__(self, claim: StatedClaim) -> None:
        text, start, end = claim.passage.text.lower(), claim.statement.start, claim.statement.end
        self.claim = claim
        self.span = sentence(claim.passage.text, start, end)
        first, last = clause(claim.passage.text, start, end)
        self.text = text[self.span[0] : self.span[1]]
        self.clause = text[first:last]
        self.before = _without_hedge(text[first:start])
        self.after = text[end:last]
        self.rest = text[end : self.span[1]]
        self.head = text[self.span[0] : start]
        self.subject = subject_words(self.head)

    def year(self, report_year: int | None) -> int | None:
        """The year of an outcome: the last year named before it, one right after it, else the report's.

        A year further on belongs to a reason ("costs of the election of 2022") or to a comparison.
        """
        named = years_in(self.head, in_dates=True)
        if named:
            return named[-1][1]
        words = load(Prose).previous_year
        if contains(words, self.head) or contains(words, self.clause):
            return None if report_year is None else report_year - 1
        following = re.match(rf"\s(?:år |under |under år )?({YEAR})\b", self.after)
        return int(following[1]) if following else report_year

    @property
    def quantity(self) -> Quantity | None:
        """The kind of quantity that the figure is; None where the words before it leave that open."""
        record, words = self.claim.record, load(Prose)
        if self.before.rstrip().endswith("(") or contains(words.parts, self.clause):
            return None
        is_forecast = contains(words.forecast, self.clause)
        if record.kind == "deviation":
            by_amount = ends_with(words.amount, self.before) or begins_with(words.amount_after, self.after)
            return Quantity.DEVIATION if by_amount and record.unit != Unit.PERCENT and not is_forecast else None
        if words.from_.search(self.before):
            return None
        if record.kind == "change":
            if not ends_with(words.amount, self.before) or record.direction not in ("increase", "decrease"):
                return None
            if contains(words.budget, self.clause) or is_forecast:
                return None
            return Quantity.GROWTH if record.unit == Unit.PERCENT else Quantity.CHANGE
        return Quantity.LEVEL if ends_with(words.level, self.before) and not is_forecast else None


def subject_words(text: str) -> tuple[str, ...]:
    """The words before a sentence's first verb."""
    words = _WORD.findall(text)
    verbs = frozenset(load(Prose).verbs)
    for at, word in enumerate(words):
        if word in verbs:
            return tuple(words[:at])
    return ()


def names_row(subject: Sequence[str], label: str, known: frozenset[str] = frozenset()) -> bool:
    """Whether a subject is a row's label and no more: "Kostnader för köp av tjänster" is the row "Köp av tjänster".

    `known` are names that may be left out, such as the report's own board.
    """
    subject = [word for word in subject if not any(word.startswith(name) for name in known)] or subject
    printed = label_words(label)
    wanted, named = _specific(printed), _specific(subject)
    if not wanted or not named:
        wanted, named = tuple(printed), tuple(subject)
    return bool(wanted) and _covers(named, wanted) and _covers(wanted, named)


def label_words(label: str) -> tuple[str, ...]:
    """The words of a label without units in brackets."""
    return tuple(_WORD.findall(re.sub(r"\([^)]*\)", " ", label.lower())))


def same_noun(first: str, second: str) -> bool:
    """Whether two words are one noun in two forms ("Gymnasieverksamheten", "Gymnasieverksamhet")."""
    if first == second:
        return True
    pairs = enumerate(zip(first, second, strict=False))
    shared = next((at for at, (a, b) in pairs if a != b), min(len(first), len(second)))
    endings = _endings()
    return any(
        first[cut:] in endings and second[cut:] in endings
        for cut in range(shared, max(_SHORTEST_STEM, shared - 3) - 1, -1)
    )


def contains(words: Words, text: str) -> bool:
    """Whether a text has one of some words, also as a part of a longer word."""
    return any(word in text for word in words)


def ends_with(fragments: Fragments, text: str) -> bool:
    """Whether a text ends with one of some patterns, as whole words."""
    return any(pattern.search(text) for pattern in _patterns(fragments, r"\b(?:{})\s*\Z"))


def begins_with(fragments: Fragments, text: str) -> bool:
    """Whether a text begins with one of some patterns."""
    return any(pattern.search(text) for pattern in _patterns(fragments, r"\A\s*(?:{})"))


def _specific(words: Sequence[str]) -> tuple[str, ...]:
    generic = frozenset(load(Prose).generic)
    return tuple(word for word in words if word not in generic)


def _covers(words: Sequence[str], others: Sequence[str]) -> bool:
    return all(any(same_noun(word, other) for word in words) for other in others)


def _without_hedge(text: str) -> str:
    hedges = [word for words in load(Claims).hedges.values() for word in words]
    longest_first = "|".join(map(re.escape, sorted(hedges, key=len, reverse=True)))
    return re.sub(rf"\s(?:{longest_first})\s*\Z", " ", text)


@cache
def _patterns(fragments: Fragments, frame: str) -> tuple[Pattern[str], ...]:
    return tuple(re.compile(frame.format(source)) for source in fragments)


@lru_cache(maxsize=1)
def _endings() -> frozenset[str]:
    return frozenset(load(Prose).endings)
