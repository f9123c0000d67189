"""Lines to the rows of a table: which printed lines are one row, and which of them are its header."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import median

from dagster_project.reading.sources.pdf_columns import Column, column_of, is_value
from dagster_project.reading.sources.pdf_lines import Line, around
from dagster_project.reading.sources.pdf_page import Box

# Gaps between lines that differ by less than this part of the font size are alike.
_ALIKE = 0.12
_SMALL_BEGINNINGS = "(&/"

BULLETS = "•·▪‣"


def is_data(line: Line) -> bool:
    """Whether a line is a row with figures: values set off from what stands on their left, or nothing but values."""
    values = [is_value(segment.text) for segment in line.segments]
    if len(values) < 2 or is_contents(line):
        return False
    return any(values[1:]) and (not all(values[:1]) or all(values) or any(not value for value in values))


def is_contents(line: Line) -> bool:
    """Whether dots lead through the line to a page number, as in a table of contents."""
    return "...." in line.text or ". . . ." in line.text


def is_year_line(line: Line) -> bool:
    """Whether all values of a line are years, as in a header."""
    values = [segment.text for segment in line.segments if is_value(segment.text)]
    return bool(values) and all(len(text) == 4 and text[:2] in ("19", "20") and text.isdigit() for text in values)


def goes_on_small(line: Line) -> bool:
    """Whether a line begins as the rest of a sentence does, and not as a label of its own."""
    return line.text[:1].islower() or line.text[:1] in _SMALL_BEGINNINGS


def is_listed(line: Line) -> bool:
    """Whether a line begins an item of a bulleted list."""
    return line.text[:1] in BULLETS


def header_lines(lines: Sequence[Line], columns: Sequence[Column]) -> int:
    """How many of a table's first lines stand before its first row with figures and over its value columns."""
    data = [line for line in lines if is_data(line) and not is_year_line(line)]
    first = next((i for i, line in enumerate(lines) if line is data[0]), 0) if data else 0
    valued = {column_of(s.box, columns) for line in data for s in line.segments if is_value(s.text)} - {0}
    while first > 1 and all(column_of(s.box, columns) not in valued for s in lines[first - 1].segments):
        above = lines[first - 1].box.top - lines[first - 2].box.bottom
        below = lines[first].box.top - lines[first - 1].box.bottom
        if below > above + _ALIKE * lines[first].size:
            break
        first -= 1
    return first


def header_levels(lines: Sequence[Line], columns: Sequence[Column], rules: Sequence[Box]) -> list[list[Line]]:
    """A header's lines by level: lines of one level are wrapped texts, each over one column."""
    levels: list[list[Line]] = []
    for index, line in enumerate(lines):
        if levels and not _is_next_level(levels[-1], lines[index:], columns, rules):
            levels[-1].append(line)
        else:
            levels.append([line])
    return levels


def _is_next_level(
    level: Sequence[Line], rest: Sequence[Line], columns: Sequence[Column], rules: Sequence[Box]
) -> bool:
    """Whether the first of the rest is the level below: set off by a rule or a gap, or a level of texts that stand over
    several of its columns each."""
    above, line = level[-1], rest[0]
    gap = line.box.top - above.box.bottom
    if gap > 0.8 * line.size:
        return True
    between = (above.box.middle, line.box.middle)
    if any(between[0] < rule.top and rule.bottom < between[1] and _overlaps(rule, above.box) for rule in rules):
        return True
    texts = [segment.text for segment in line.segments if column_of(segment.box, columns) > 0]
    heads = [s.box for s in above.segments if s.box.centre >= columns[1].x0]
    is_set_off = gap > 0.4 * line.size
    if is_set_off and heads and len(heads) < len(texts) and len(set(texts)) < len(texts):
        return True
    below: dict[int, list[Box]] = {}
    for segment in (s for lower in rest for s in lower.segments):
        below.setdefault(column_of(segment.box, columns), []).append(segment.box)
    below.pop(0, None)
    return any(_straddles(head, [around(boxes) for boxes in below.values()]) for head in heads)


def _straddles(head: Box, below: Sequence[Box]) -> bool:
    """Whether a text stands over two of the texts below, or over the gap between them."""
    if sum(_overlaps(head, box) for box in below) > 1:
        return True
    left = [box.x1 for box in below if box.centre < head.centre]
    right = [box.x0 for box in below if box.centre > head.centre]
    return bool(left and right) and max(left) <= head.x0 + 1 and head.x1 - 1 <= min(right)


def _overlaps(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5


def rows_by_pitch(lines: Sequence[Line], columns: Sequence[Column]) -> list[list[Line]]:
    """Lines by row without drawn edges.

    Every line with values is a row. The lines between two of them are cut where the gap is widest; if the widest gaps
    are several, what stands between these is a row of its own, such as a group's heading.
    """
    anchors = [i for i, line in enumerate(lines) if is_data(line) or _has_values(line, columns)]
    if not anchors:
        return [[line] for line in lines]
    usual = _usual_gap(lines, anchors)
    starts = {0}
    for before, after in zip([None, *anchors], [*anchors, None], strict=True):
        starts |= _row_starts(lines, before, after, usual)
    edges = [*sorted(starts), len(lines)]
    return [list(lines[a:b]) for a, b in itertools.pairwise(edges)]


def _usual_gap(lines: Sequence[Line], anchors: Sequence[int]) -> float:
    """The gap between rows of one line each; unlimited where no two such rows follow each other."""
    gaps = [lines[i + 1].box.top - lines[i].box.bottom for i in anchors if i + 1 in anchors]
    return median(gaps) if gaps else float("inf")


def _row_starts(lines: Sequence[Line], before: int | None, after: int | None, usual: float) -> set[int]:
    """Which of the lines from one row with values to the next begin rows."""
    first = 0 if before is None else before + 1
    last = len(lines) - 1 if after is None else after
    gaps = {
        i: lines[i].box.top - max(line.box.bottom for line in lines[max(i - 4, 0) : i])
        for i in range(max(first, 1), last + 1)
    }
    if not gaps:
        return set()
    alike = _ALIKE * lines[last].size
    widest = max(gaps.values()) if None not in (before, after) else max([usual, *gaps.values()])
    starts = {i for i, gap in gaps.items() if gap > widest - alike}
    if len(starts) == len(gaps) > 1:
        starts -= {i for i in starts if i != after and goes_on_small(lines[i])}
    if before is not None and after is not None and len(gaps) > 1 and after not in starts:
        starts |= _group_start(lines, max(starts), after)
    return starts


def _group_start(lines: Sequence[Line], start: int, after: int) -> set[int]:
    """The row with values, where the label lines directly above it are a group's heading: bolder or less indented."""
    heading, row = lines[start], lines[after]
    if is_value(row.segments[0].text):
        return set()
    bolder = heading.bold and not row.segments[0].bold
    return {after} if bolder or row.box.x0 > heading.box.x0 + 4 else set()


def _has_values(line: Line, columns: Sequence[Column]) -> bool:
    return any(is_value(segment.text) and segment.box.x1 > columns[0].x1 + 1 for segment in line.segments)
