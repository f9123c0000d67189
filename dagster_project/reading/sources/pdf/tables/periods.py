"""Numbers of parts of the year that narrow cells break from their words: "Utfall tertial" over "1", "per" over "31".

Beside the rest of other headers such a number looks like a figure, and its line like a row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.reading.meaning.periods import is_period
from dagster_project.reading.numbers import is_bare_year
from dagster_project.reading.sources.geometry import overlap
from dagster_project.reading.sources.pdf.lines import Line, Segment
from dagster_project.reading.sources.pdf.tables.columns import is_value
from dagster_project.reading.sources.pdf.tables.row_lines import is_data, is_year_line

_NUMBER = re.compile(r"[1-4]|2[89]|3[01]")
# How many lines above its number the word may be: the texts of a header may be in the middle of their cells.
_MOST_LINES = 2
# In font sizes: lines of one header are closer.
_APART = 0.75


def with_whole_periods(lines: Sequence[Line]) -> list[Line]:
    """The lines with each such number behind its word, where its own line would be taken for a row."""
    whole = list(lines)
    for index, line in enumerate(lines):
        found = [s for s in line.segments if _NUMBER.fullmatch(s.text)]
        others = [s for s in line.segments if s not in found]
        is_row = is_data(line) and not is_year_line(line)
        if not found or not others or not is_row or any(is_value(s.text) and not is_bare_year(s.text) for s in others):
            continue
        homes = [_home(whole, index, number) for number in found]
        for number, home in zip(found, homes, strict=True):
            if home is not None and None not in homes:
                whole[home[0]] = _with_number(whole[home[0]], home[1], number)
        if None not in homes:
            whole[index] = Line(tuple(others))
    return whole


def _home(lines: Sequence[Line], index: int, number: Segment) -> tuple[int, Segment] | None:
    """The line and the text above a number that ends in its word."""
    for above in range(index - 1, max(index - 1 - _MOST_LINES, -1), -1):
        over = [s for s in lines[above].segments if overlap(s.box, number.box) > 0]
        if over:
            is_close = number.box.top - over[0].box.bottom < _APART * number.words[0].size
            word = over[0].words[-1].text
            return (above, over[0]) if is_close and word.isalpha() and is_period(f"{word} {number.text}") else None
    return None


def _with_number(line: Line, segment: Segment, number: Segment) -> Line:
    """The line with a number in the last word of a segment, which stays where it is."""
    *words, last = segment.words
    whole = replace(segment, words=(*words, replace(last, text=f"{last.text} {number.text}", edges=())))
    return Line(tuple(whole if s is segment else s for s in line.segments))
