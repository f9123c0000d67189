"""Heads that all are on two lines: the first words of each on the upper line, the rest on the lower.

Both lines have lost the places of their words: the lower is cut so that its parts best go on from those above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.reading.sources.text.heads import (
    LONGEST_HEADER,
    Word,
    is_known,
    is_note,
    is_phrase,
    leaves_heads,
    words_of,
)
from dagster_project.reading.vocabulary.broken import continues_word, join_lines

_MOST_WORDS = 40
Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The words over labels, and of each head those on the upper and on the lower line."""

    corner: Words
    heads: tuple[tuple[Words, Words], ...]


def cut_pairs(upper: str, lower: str, count: int) -> Pairs | None:
    """The two lines as the heads of `count` columns; None where that is not certain."""
    above, below = words_of(upper) if len(upper) <= LONGEST_HEADER else [], words_of(lower)
    if count < 2 or not above or not count <= len(below) <= _MOST_WORDS or any(_may_open(word) for word in below):
        return None
    openers = [at for at, word in enumerate(above) if word.kind == "capital" and not is_note(word.text)][-count:]
    if len(openers) < count or any(word.kind in ("year", "value") for word in above[openers[0] :]):
        return None
    parts = [tuple(above[a:b]) for a, b in zip(openers, [*openers[1:], len(above)], strict=True)]
    corner = tuple(above[: openers[0]])
    if leaves_heads(corner, parts[0]) or not any(is_known(part, 0) for part in parts):
        return None
    begins = _best_cut(parts, below)
    if begins is None:
        return None
    rests = [tuple(below[a:b]) for a, b in zip(begins, [*begins[1:], len(below)], strict=True)]
    return Pairs(corner, tuple(zip(parts, rests, strict=True)))


def _may_open(word: Word) -> bool:
    """Whether a word of the lower line may begin a head, so that it is not the rest of one."""
    return word.kind in ("capital", "value")


def _best_cut(parts: Sequence[Words], below: Sequence[Word]) -> list[int] | None:
    """Where the rests of the heads begin, if one way to cut them is the best."""
    # ways[i]: the two best (score, beginnings) of the rests from the current head on, the first of which begins at i.
    ways: dict[int, list[tuple[int, list[int]]]] = {len(below): [(0, [])]}
    for part in reversed(parts):
        longer: dict[int, list[tuple[int, list[int]]]] = {}
        for at in range(len(below)):
            found = [
                (score + own, [at, *begins])
                for end, following in ways.items()
                if end > at and (own := _fit(part, tuple(below[at:end]))) is not None
                for score, begins in following
            ]
            if found:
                longer[at] = sorted(found, key=lambda way: -way[0])[:2]
        ways = longer
    best = ways.get(0, [])
    return best[0][1] if len(best) == 1 or (len(best) > 1 and best[0][0] > best[1][0]) else None


def _fit(part: Words, rest: Words) -> int | None:
    """How well words go on from those above them; None where they do not.

    A date ends a head, and a part of the year is before it rather than after.
    """
    last = next((at for at, word in enumerate(rest) if word.kind == "year"), None)
    years = sum(word.kind == "year" for word in rest)
    after = [word for word in rest[last + 1 :] if word.kind not in ("mark", "unit")] if last is not None else []
    if years > 1 or any(word.kind != "period" for word in after) or len(after) > 1:
        return None
    words = [word for word in rest if word.kind in ("small", "unit")]
    first, text = " ".join(word.text for word in part), " ".join(word.text for word in rest)
    if continues_word(first, text):
        return 4 if not words[1:] else 2
    if words and rest[0].kind != "small":
        return None if years and last == 0 else 0
    if words:
        named = " ".join(word.text for word in words)
        return 4 if is_phrase(f"{first} {named}") else 1 - (named in first.lower())
    return 2 if after else 3


def text_of(part: Words, rest: Words) -> str:
    """The text of a head, a word that the lines cut whole again."""
    return join_lines([" ".join(word.text for word in part), " ".join(word.text for word in rest)])
