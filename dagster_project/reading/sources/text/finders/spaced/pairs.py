"""Heads that all are on two lines: the first words of each on the upper line, the rest on the lower.

Both lines have lost the places of their words: the lower is cut so that its parts best go on from those above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from dagster_project.reading.meaning.periods import PartKind, named_month, printed_period
from dagster_project.reading.sources.text.heads import (
    LONGEST_HEADER,
    Word,
    WordKind,
    corner_words,
    is_known,
    is_note,
    is_phrase,
    leaves_heads,
    words_of,
)
from dagster_project.reading.vocabulary.broken import continues_word, join_lines
from dagster_project.reading.vocabulary.loader import load, names_scenario, scenario_of
from dagster_project.reading.vocabulary.schemas import FlatMarkers
from dagster_project.terms import Scenario

_MOST_WORDS = 40
_MOST_WAYS = 12
_MONTHS = 12
_SHARES = ("%", "procent")
_MOST_WORDS_OF_SHARE = 2
Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The words over labels, and of each head those on the upper and on the lower line."""

    corner: Words
    heads: tuple[tuple[Words, Words], ...]


def are_pairs(upper: str, lower: str, count: int) -> bool:
    """Whether a lower line only goes on from heads above: no word of it begins one, and above are enough that do."""
    above, below = words_of(upper) if len(upper) <= LONGEST_HEADER else [], _parts_of_dates(lower)
    if (
        count < 2
        or not count <= len(below) <= _MOST_WORDS
        or corner_words(below)
        or any(word.kind == "value" for word in below)
        or (any(word.kind == "capital" for word in below) and not _ends_in_years(below, count))
    ):
        return False
    openers = _openers(above, below)[-count:]
    if len(openers) < count or any(word.kind in ("year", "value") for word in above[openers[0] :]):
        return False
    if any(corner_words([above[at]]) for at in openers) or any(is_note(word.text) for word in above[openers[0] :]):
        return False
    known = [is_known(above, at) for at in openers]
    return all(known) if all(word.kind == "year" for word in below) else any(known)


def _ends_in_years(below: Sequence[Word], count: int) -> bool:
    """Whether a line is as many rests as there are heads, each up to its year, and some go on in a small letter.

    Capitals in it then begin no heads: "Utfall 2021 2022 redovisning Utfall 2021 redovisning 2022".
    """
    years = [at for at, word in enumerate(below) if word.kind == "year"]
    begins = [0, *(at + 1 for at in years[:-1])]
    return len(years) == count and years[-1] == len(below) - 1 and any(below[at].kind == "small" for at in begins)


def cut_pairs(upper: str, lower: str, count: int) -> Pairs | None:
    """Two such lines as the heads of `count` columns; None where that is not certain."""
    above, below = words_of(upper), _parts_of_dates(lower)
    openers = _openers(above, below)[-count:]
    parts = [tuple(above[a:b]) for a, b in zip(openers, [*openers[1:], len(above)], strict=True)]
    corner = tuple(above[: openers[0]])
    # The head of notes is beside the heads of figures: words between those are one.
    skips = any(is_note(word.text) for word in corner[:-1])
    if skips or leaves_heads([word for word in corner if not is_note(word.text)], parts[0]):
        return None
    rests = _best_cut(parts, below)
    return Pairs(corner, tuple(zip(parts, rests, strict=True))) if rests else None


def _parts_of_dates(line: str) -> list[Word]:
    """The words of a line, a month and its year as two: they may be of two heads ("mars | augusti | 2021").

    "ack." is a part of the year there, as it is below a scenario.
    """
    found: list[Word] = []
    for word in words_of(line):
        month, _, year = word.text.rpartition(" ")
        if word.kind == "year" and named_month(month) and not month[:1].isdigit():
            found.append(Word(month, word.start, word.start + len(month), "period"))
            found.append(Word(year, word.end - len(year), word.end, "year"))
        elif word.text in load(FlatMarkers).accumulated:
            found.append(replace(word, kind="period"))
        else:
            found.append(word)
    return found


def _openers(above: Sequence[Word], below: Sequence[Word]) -> list[int]:
    """The words of the upper line that begin heads; a last "%" does if words below say of what it is ("av budget")."""
    last = above[-1].text.lower() if above else ""
    is_share = last in _SHARES and any(word.text.lower() == "av" for word in below[-_MOST_WORDS_OF_SHARE:])
    shares = [len(above) - 1] if is_share else []
    return [at for at, word in enumerate(above) if word.text[:1].isupper() and not is_note(word.text)] + shares


def _best_cut(parts: Sequence[Words], below: Sequence[Word]) -> list[Words] | None:
    """The rests of the heads, if one way to cut them is the best."""
    # ways[i]: the best (score, rests) from the current head on, the first of which begins at i.
    ways: dict[int, list[tuple[int, list[Words]]]] = {len(below): [(0, [])]}
    for part in reversed(parts):
        longer: dict[int, list[tuple[int, list[Words]]]] = {}
        for at in range(len(below)):
            found = [
                (score + own, [rest, *following])
                for end, known in ways.items()
                if end > at and (own := _fit(part, rest := tuple(below[at:end]))) is not None
                for score, following in known
                if not (following and _is_share_of(rest[-1], following[0][0]))
            ]
            if found:
                longer[at] = sorted(found, key=lambda way: -way[0])[:_MOST_WAYS]
        ways = longer
    best = sorted(
        ((score + _likeness(parts, rests), rests) for score, rests in ways.get(0, [])), key=lambda way: -way[0]
    )
    return best[0][1] if len(best) == 1 or (len(best) > 1 and best[0][0] > best[1][0]) else None


def _likeness(parts: Sequence[Words], rests: Sequence[Words]) -> int:
    """How many neighbours with the same first words go on in the same way ("Prognos april", "Prognos oktober").

    So do those of the same whole period ("Budget jan-aug 2025", "Utfall jan-aug 2025").
    """
    heads = list(zip(parts, rests, strict=True))
    alike = sum(
        [word.text for word in one] == [word.text for word in other]
        and [word.kind for word in rest] == [word.kind for word in after]
        for (one, rest), (other, after) in pairwise(heads)
    )
    texts = [[word.text for word in rest] for rest in rests]
    alike += sum(one == other and len(one) > 1 for one, other in pairwise(texts))
    return alike - 2 * _gives_budget_alone_a_part(heads)


def _gives_budget_alone_a_part(heads: Sequence[tuple[Words, Words]]) -> bool:
    """Whether a budget is for a part of the year and no outcome is, which the outcome of a report is before it."""
    parted = {Scenario.BUDGET: False, Scenario.ACTUAL: False}
    for first, rest in heads:
        scenario = scenario_of(" ".join(word.text for word in first).lower())
        if scenario in parted and any(word.kind == "period" for word in rest):
            parted[scenario] = True
    return parted[Scenario.BUDGET] and not parted[Scenario.ACTUAL]


def _fit(part: Words, rest: Words) -> int | None:
    """How well words go on from those above them; None where they do not.

    Marks alone do not. A unit or a date ends a head, and a part of the year is before its year rather than after.
    """
    kinds = [_kind(word, after) for word, after in zip(rest, [*rest[1:], None], strict=True) if word.kind != "mark"]
    if not kinds or _is_cut(rest) or "unit" in kinds[:-1] or kinds.count("period") > 1:
        return None
    after = kinds[kinds.index("year") + 1 :] if "year" in kinds else []
    if any(kind not in ("period", "unit") for kind in after):
        return None
    first = " ".join(word.text for word in part)
    if _are_of_other_periods(first, " ".join(word.text for word in rest)):
        return None
    if continues_word(first, " ".join(word.text for word in rest)):
        return 4 - len(rest[1:]) + ("year" in kinds) - ("period" in kinds)
    small = list(takewhile(lambda word: word.kind == "small", rest))
    if small:
        phrases = (" ".join([first, *(word.text for word in small[:size])]) for size in range(1, len(small) + 1))
        if any(map(is_phrase, phrases)):
            return 4 - ("period" in kinds and "year" not in kinds)
        return 0 if small[0].text in first.lower() else 1 + names_scenario(small[0].text)
    if "small" in kinds or kinds[0] == "unit":
        return int(kinds[0] == "unit")
    if not is_known(part, 0):
        return None
    return 2 if "period" in after else 3


def _are_of_other_periods(first: str, rest: str) -> bool:
    """Whether words begin with the whole year ("Helårsbudget"), and those below are the months of a part of it.

    A single month below is the one in which a forecast was made ("Helårsprognos", then "augusti").
    """
    part = printed_period(rest).part
    is_of_year = first.lower().startswith(load(FlatMarkers).whole_years)
    return is_of_year and part is not None and part.kind is PartKind.RANGE and part.last != _MONTHS


def _kind(word: Word, after: Word | None) -> WordKind:
    """The kind of a word; a percent sign before "av" is a word of its head, and no unit that ends it."""
    return "small" if after and _is_share_of(word, after) else word.kind


def _is_share_of(word: Word, after: Word) -> bool:
    """Whether a word for a share is before what it is of: "i %" and "av budget" are of one head."""
    return word.text.lower() in _SHARES and after.text.lower() == "av"


def _is_cut(rest: Words) -> bool:
    """Whether words need others after them: a word that joins, "per", or a day without its month ("per 30")."""
    last = rest[-1]
    return last.text.lower() in (*load(FlatMarkers).joiners, "per") or (last.text.isdecimal() and not last.names_time)


def text_of(part: Words, rest: Words) -> str:
    """The text of a head, a word that the lines cut whole again."""
    return join_lines([" ".join(word.text for word in part), " ".join(word.text for word in rest)])
