"""Heads of one line that its shape shows: the same few over and over, or all that is after the words over labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dagster_project.reading.numbers import YEAR
from dagster_project.reading.sources.text.heads import (
    LONGEST_HEADER,
    Heads,
    Word,
    best_cut,
    corner_length,
    heads_at,
    is_known,
    is_note,
    opens,
    skips_head,
    words_of,
)

_FEWEST_YEARS = 3


def cut_by_shape(line: str, count: int) -> Heads | None:
    """A line as the heads of `count` columns; None where its shape does not show them."""
    words = words_of(line) if len(line) <= LONGEST_HEADER else []
    return _repeated(words, count) or _after_corner(words, count) if words else None


def _repeated(words: Sequence[Word], count: int) -> Heads | None:
    """The line that ends in the same few heads of one word over and over ("U I U I", "Not 2023 2022 Not 2023 2022").

    The first head of notes is none of the columns.
    """
    texts = [word.text for word in words]
    for size in range(2, count // 2 + 2):
        last = texts[-size:]
        times = 1
        while texts[-size * (times + 1) : -size * times] == last:
            times += 1
        is_noted = is_note(last[0])
        is_plain = all(
            word.kind == "year" or (word.kind == "capital" and len(word.text) == 1) for word in words[-size:]
        )
        if times > 1 and len(set(last)) == size and size * times - is_noted == count and (is_noted or is_plain):
            first = len(words) - count
            return Heads(tuple(words[:first]), tuple((word,) for word in words[first:]))
    return None


def _after_corner(words: Sequence[Word], count: int) -> Heads | None:
    """The line whose heads begin right after words that can only be over labels, such as those of a unit of money.

    Of years in order only the first may be of the head before them, and is not where there is a head more than so.
    """
    size = corner_length(words)
    rest = words[size:]
    if not size or not rest or is_note(rest[0].text) or any(word.kind == "value" for word in rest):
        return None
    if len(rest) == count and rest[0].kind == "capital" and is_known(rest, 0) and _follow_each_other(rest[1:]):
        return Heads(tuple(words[:size]), tuple((word,) for word in rest))
    chosen = best_cut(rest, count, [opens(rest, at) for at in range(len(rest))])
    if chosen is None or chosen[0] or skips_head(rest, chosen):
        return None
    return heads_at(words, [size + at for at in chosen])


def _follow_each_other(words: Sequence[Word]) -> bool:
    """Whether words are years, each one after or one before the last."""
    if len(words) < _FEWEST_YEARS or not all(re.fullmatch(YEAR, word.text) for word in words):
        return False
    steps = {int(after.text) - int(before.text) for before, after in pairwise(words)}
    return steps in ({1}, {-1})
