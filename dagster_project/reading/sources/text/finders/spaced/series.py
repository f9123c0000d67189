"""Labels that are numbers: years, or spans of ages or sizes, that follow each other from line to line.

Such a number is like any figure of its line; only that it goes on from those above and below tells that it is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.reading.numbers import YEAR
from dagster_project.reading.sources.text.line import Line

_FEWEST = 3
_YEAR = re.compile(rf"({YEAR})\s+[-–+(]?\s?\d")
_SPAN = re.compile(r"(\d{1,3})[-–](\d{1,3})?(?=\s+[-–+(]?\s?\d)")


def series_label_end(lines: Sequence[Line], at: int) -> int | None:
    """The number of characters of a label that is a number in a series of them; None where the first word is none."""
    label = _label(lines[at])
    if label is None:
        return None
    length = 1 + _steps(lines, at, -1) + _steps(lines, at, 1)
    return label[1] if length >= _FEWEST else None


def _steps(lines: Sequence[Line], at: int, step: int) -> int:
    """How many lines above or below go on from a line, as many as are needed."""
    for taken in range(_FEWEST):
        after = at + step * (taken + 1)
        if not 0 <= after < len(lines):
            return taken
        one, other = _label(lines[after - step]), _label(lines[after])
        if one is None or other is None or not (_meet(one[0], other[0]) or _meet(other[0], one[0])):
            return taken
    return _FEWEST


def _label(line: Line) -> tuple[tuple[int, int | None], int] | None:
    """The first and last number of a span at the beginning of a line, and where it ends; a year is a span of one."""
    raw = line.raw
    if "\t" in raw or "|" in raw:
        return None
    year, span = _YEAR.match(raw), _SPAN.match(raw)
    if year:
        return (int(year[1]), int(year[1])), year.end(1)
    if span and (span[2] is None or int(span[1]) < int(span[2])):
        return (int(span[1]), int(span[2]) if span[2] else None), span.end()
    return None


def _meet(before: tuple[int, int | None], after: tuple[int, int | None]) -> bool:
    return before[1] is not None and after[0] == before[1] + 1
