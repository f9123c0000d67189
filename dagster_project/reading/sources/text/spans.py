"""Spans of ages or sizes that follow each other on a line, as the heads of columns do ("0-15 16-24 25-64 65-")."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPAN = re.compile(r"(\d{1,3})[-–](?:(\d{1,3})|w)?|(\d{1,3})\+")
_FEWEST = 3


def series_of_spans(texts: Sequence[str]) -> range:
    """The first words that are spans, each of which begins where the one before ends; empty for fewer than three.

    All may have the same word after them ("16-19 år 20-24 år"), over which the range steps.
    """
    first = next((at for at, text in enumerate(texts) if _SPAN.fullmatch(text)), len(texts))
    is_named = (
        len(texts) > first + 1 and texts[first + 1].isalpha() and texts[first + 1 :: 2][:2] == [texts[first + 1]] * 2
    )
    step = 2 if is_named else 1
    end = first
    while end < len(texts) and (end == first or _meet(texts[end - step], texts[end])):
        end += step
    found = range(first, end, step)
    return found if len(found) >= _FEWEST else range(0)


def is_span(text: str) -> bool:
    """Whether a word is a span of ages or sizes, the last of which may be open."""
    return bool(_SPAN.fullmatch(text))


def _meet(before: str, after: str) -> bool:
    one, other = _SPAN.fullmatch(before), _SPAN.fullmatch(after)
    return bool(one and other and one[2] and int(one[2]) + 1 == int(other[1] or other[3]))
