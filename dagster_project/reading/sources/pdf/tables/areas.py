"""The areas of a page that drawn rules and fills show to be tables."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import median

from dagster_project.reading.sources.geometry import Box, around
from dagster_project.reading.sources.pdf.lines import Line
from dagster_project.reading.sources.pdf.page import PageContent
from dagster_project.reading.sources.pdf.tables.columns import columns_by_edges
from dagster_project.reading.sources.pdf.tables.row_lines import is_data

# In points: the height of the tallest row, and the greatest distance from a table's first rule to one that is drawn
# under a spanning header only.
_TALLEST_ROW = 110.0
_HEADER_LINE = 22.0


def drawn_areas(content: PageContent, lines: Sequence[Line]) -> list[Box]:
    """The areas that rules and fills cover without a gap larger than a row, from the top of the page down.

    A frame around a paragraph is not one of them, as it has no edge inside.
    """
    if not lines:
        return []
    shapes = [
        shape
        for shape in (*content.horizontal, *content.vertical, *(fill.box for fill in content.fills))
        if shape.width > 8 or shape.height > 8
    ]
    areas: list[Box] = []
    for shape in sorted(shapes, key=lambda s: s.top):
        touches = bool(areas) and shape.top <= areas[-1].bottom + 2 and not _is_next_grid(areas[-1], shape, shapes)
        if areas and (touches or _goes_on(areas[-1], shape, shapes, lines)):
            areas[-1] = around([areas[-1], shape])
        else:
            areas.append(shape)
    return [
        area
        for area in areas
        if area.height > 8 and len(columns_by_edges(area, content.vertical, content.horizontal, content.fills)) >= 2
    ]


def _goes_on(area: Box, shape: Box, shapes: Sequence[Box], lines: Sequence[Line]) -> bool:
    """Whether a shape below an area is the rule of the same table's next row.

    It is as wide as the area, together with shapes at its height, or it is close under the first line of the header.
    There is neither a heading nor running text between. Where vertical rules separate columns, the table ends with
    them.
    """
    if shape.top - area.bottom > _TALLEST_ROW or _has_sides(area, shapes):
        return False
    level = around([s for s in shapes if abs(s.top - shape.top) < 2])
    reaches = abs(level.x0 - area.x0) < 6 and abs(level.x1 - area.x1) < 6
    is_under_header = shape.top - area.bottom < _HEADER_LINE and level.x0 > area.x0 - 6 and level.x1 < area.x1 + 6
    if not reaches and not is_under_header:
        return False
    inside = [line.size for line in lines if area.top <= line.box.middle <= area.bottom]
    between = [line for line in lines if area.bottom < line.box.middle < shape.top]
    if any(_is_running(line, area) for line in between):
        return False
    if between and not any(is_data(line) for line in between) and shape.top - area.bottom > 2.2 * _pitch(area, shapes):
        return False
    rows = inside or [line.size for line in between if is_data(line)]
    return not rows or not between or max(line.size for line in between) <= 1.15 * median(rows)


def _is_next_grid(area: Box, shape: Box, shapes: Sequence[Box]) -> bool:
    """Whether a shape at an area's lower edge begins another table, with its vertical rules at other positions."""
    if shape.top < area.bottom - 1:
        return False
    upright = [s for s in shapes if s.width < 3 and s.height > 8]
    above = {round(s.x0 / 3) for s in upright if abs(s.bottom - area.bottom) < 2}
    below = {round(s.x0 / 3) for s in upright if -1 < s.top - area.bottom < 3}
    return bool(above and below) and not (above <= below or below <= above)


def _has_sides(area: Box, shapes: Sequence[Box]) -> bool:
    """Whether an area has vertical rules at three or more positions, as around and between columns."""
    upright = [s for s in shapes if s.width < 3 and s.top >= area.top - 2 and s.bottom <= area.bottom + 2]
    return len({round(s.x0 / 3) for s in upright}) >= 3


def _is_running(line: Line, area: Box) -> bool:
    """Whether a line is one segment through most of an area's width."""
    return len(line.segments) == 1 and len(line.words) > 4 and line.box.width > 0.65 * area.width


def _pitch(area: Box, shapes: Sequence[Box]) -> float:
    """The usual distance between edges drawn across an area, in points; infinite where there are too few edges."""
    tops = sorted({round(s.top) for s in shapes if area.top - 1 <= s.top <= area.bottom + 1 and s.width > 8})
    steps = [b - a for a, b in itertools.pairwise(tops) if b - a > 4]
    return median(steps) if len(steps) > 1 else float("inf")
