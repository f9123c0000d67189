"""Spans of ages or sizes that follow each other on a line, as the heads of columns do ("0-15 16-24 25-64 65-")."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPAN = re.compile(r"(\d{1,3})[-–](\d{1,3})?|(\d{1,3})\+")
_FEWEST = 3


def series_of_spans(texts: Sequence[str]) -> range:
    """The first words that are spans, each of which begins where the one before ends; empty for fewer than three."""
    first = next((at for at, text in enumerate(texts) if _SPAN.fullmatch(text)), len(texts))
    end = first
    while end < len(texts) and (end == first or _meet(texts[end - 1], texts[end])):
        end += 1
    return range(first, end) if end - first >= _FEWEST else range(0)


def is_span(text: str) -> bool:
    """Whether a word is a span of ages or sizes, the last of which may be open."""
    return bool(_SPAN.fullmatch(text))


def _meet(before: str, after: str) -> bool:
    one, other = _SPAN.fullmatch(before), _SPAN.fullmatch(after)
    return bool(one and other and one[2] and int(one[2]) + 1 == int(other[1] or other[3]))
