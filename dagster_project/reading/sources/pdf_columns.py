"""The columns of a table: where they lie, told by drawn edges or else by how its words stand under each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import pstdev

from dagster_project.reading.numbers import is_missing, parse_number
from dagster_project.reading.sources.pdf_lines import Line, Segment
from dagster_project.reading.sources.pdf_page import Box, Fill, Word

_SAME_EDGE = 2.5
# An edge between columns is shared by this part of the shapes that share the most shared edge.
_SHARED_BY = 0.25


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the x range that its cells may fill, and the left edge of its contents."""

    x0: float
    x1: float
    inner: float

    def holds(self, x: float) -> bool:
        """Whether a horizontal position lies in it."""
        return self.x0 <= x < self.x1


def is_value(text: str) -> bool:
    """Whether a segment is what a figure column holds: one number, or a dash for none."""
    return parse_number(text) is not None or (bool(text.strip()) and is_missing(text))


def columns_by_edges(box: Box, vertical: Sequence[Box], horizontal: Sequence[Box], fills: Sequence[Fill]) -> list[Column]:
    """The columns that drawn edges show inside a box; empty where they show fewer than two.

    Rules between cells, the ends of rules drawn cell by cell, and the sides of cells filled one by one all are edges.
    An inner edge counts when enough shapes share it, or when it is as tall as the table; the outer ones always do.
    """
    shapes = [shape for shape in (*vertical, *horizontal, *(fill.box for fill in fills)) if _touches(shape, box)]
    positions = sorted((x, shape.bottom - shape.top) for shape in shapes for x in {shape.x0, shape.x1})
    clusters: list[list[tuple[float, float]]] = []
    for position in positions:
        if clusters and position[0] - clusters[-1][-1][0] <= _SAME_EDGE:
            clusters[-1].append(position)
        else:
            clusters.append([position])
    most = max((len(cluster) for cluster in clusters), default=0)
    edges = [
        sum(x for x, _ in cluster) / len(cluster)
        for index, cluster in enumerate(clusters)
        if index in (0, len(clusters) - 1) or len(cluster) >= max(2, _SHARED_BY * most) or _is_tall(cluster, box)
    ]
    if len(edges) < 3:
        return []
    return [Column(x0, x1, x0) for x0, x1 in zip(edges, edges[1:], strict=False) if x1 - x0 > 4]


def _is_tall(cluster: Sequence[tuple[float, float]], box: Box) -> bool:
    """Whether the shapes at one edge together are as tall as most of the table, as a rule between columns is."""
    return sum(height for _, height in cluster) > 0.5 * (box.bottom - box.top)


def _touches(shape: Box, box: Box) -> bool:
    inside = shape.x0 >= box.x0 - 12 and shape.x1 <= box.x1 + 12
    return inside and shape.bottom >= box.top - 4 and shape.top <= box.bottom + 4


def columns_by_alignment(lines: Sequence[Line]) -> list[Column]:
    """The columns that segments of data lines form by overlapping each other's x range.

    Long labels may reach under the first figures: a segment of words that overlaps several groups of values does not
    join them. A column reaches to its neighbour from the side to which its contents are aligned.
    """
    values = [segment for line in lines for segment in line.segments if is_value(segment.text)]
    words = [segment for line in lines for segment in line.segments if not is_value(segment.text)]
    groups = _overlapping([segment.box for segment in values])
    for segment in sorted(words, key=lambda s: s.box.x0):
        overlapped = [group for group in groups if _overlap(group, segment.box) > 0]
        if len(overlapped) > 1:
            continue
        if overlapped:
            groups[groups.index(overlapped[0])] = _union(overlapped[0], segment.box)
        else:
            groups = _overlapping([*groups, segment.box])
    groups = sorted(_overlapping(groups), key=lambda box: box.x0)
    boxes = [[s.box for s in (*values, *words) if _overlap(s.box, group) > 0] for group in groups]
    right_aligned = [_is_right_aligned(found) for found in boxes]
    columns = []
    for index, group in enumerate(groups):
        left = groups[index - 1].x1 if index else float("-inf")
        right = groups[index + 1].x0 if index + 1 < len(groups) else float("inf")
        x0 = left + 0.5 if right_aligned[index] else group.x0 - min(4.0, (group.x0 - left) / 2)
        next_is_right_aligned = index + 1 < len(groups) and right_aligned[index + 1]
        x1 = group.x1 + 0.5 if next_is_right_aligned else right - min(4.0, (right - group.x1) / 2)
        columns.append(Column(x0, x1, group.x0))
    return columns


def _overlapping(boxes: Sequence[Box]) -> list[Box]:
    groups: list[Box] = []
    for box in sorted(boxes, key=lambda b: b.x0):
        if groups and box.x0 < groups[-1].x1 + 0.5:
            groups[-1] = _union(groups[-1], box)
        else:
            groups.append(box)
    return groups


def _union(a: Box, b: Box) -> Box:
    return Box(min(a.x0, b.x0), min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom))


def _overlap(a: Box, b: Box) -> float:
    return min(a.x1, b.x1) - max(a.x0, b.x0)


def _is_right_aligned(boxes: Sequence[Box]) -> bool:
    if len(boxes) < 2:
        return True
    return pstdev(box.x1 for box in boxes) <= pstdev(box.x0 for box in boxes)


def split_to_columns(line: Line, columns: Sequence[Column]) -> list[list[Word]]:
    """The words of a line by column. A word that crosses a boundary is split there, as where headers touch."""
    cells: list[list[Word]] = [[] for _ in columns]
    for segment in line.segments:
        whole = _column_of(segment, columns)
        for word in segment.words:
            for part in _parts(word, columns):
                target = whole if whole is not None else _nearest(part.box.centre, columns)
                cells[target].append(part)
    return cells


def _column_of(segment: Segment, columns: Sequence[Column]) -> int | None:
    """The one column that holds a segment's ends, or most of it when it sticks out a little; None if it spans several."""
    box = segment.box
    width = max(box.x1 - box.x0, 1.0)
    shares = [max(min(box.x1, column.x1) - max(box.x0, column.x0), 0.0) / width for column in columns]
    best = max(range(len(columns)), key=shares.__getitem__)
    return best if shares[best] > 0.85 or len(segment.words) == 1 and shares[best] > 0.75 else None


def _parts(word: Word, columns: Sequence[Column]) -> list[Word]:
    """A word cut where its characters change column; most words lie in one."""
    if len(word.edges) != len(word.text):
        return [word]
    ends = [*word.edges[1:], word.box.x1]
    homes = [_nearest((x0 + x1) / 2, columns) for x0, x1 in zip(word.edges, ends, strict=True)]
    if len(set(homes)) == 1:
        return [word]
    cut = next(i for i in range(1, len(homes)) if homes[i] != homes[i - 1])
    if word.text[cut - 1].isdigit() == word.text[cut].isdigit() and not word.text[cut].isupper():
        return [word]
    first = Word(word.text[:cut], Box(word.box.x0, word.box.top, word.edges[cut], word.box.bottom), word.size, word.bold, word.italic, word.edges[:cut])
    rest = Word(word.text[cut:], Box(word.edges[cut], word.box.top, word.box.x1, word.box.bottom), word.size, word.bold, word.italic, word.edges[cut:])
    return [first, *_parts(rest, columns)]


def _nearest(x: float, columns: Sequence[Column]) -> int:
    for index, column in enumerate(columns):
        if column.holds(x):
            return index
    return min(range(len(columns)), key=lambda i: min(abs(columns[i].x0 - x), abs(columns[i].x1 - x)))
