"""Which columns a header's text stands over: told by drawn cells, by rules under it, or else by how it is aligned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dagster_project.reading.sources.pdf_columns import Column
from dagster_project.reading.sources.pdf_page import Box, PageContent

# In points: what it costs to leave a lower header without an upper one, against texts that are so much out of line.
_UNCOVERED = 30.0
# What it costs that a text stands over the same lower text twice, or a point beside its columns.
_REPEATED = 100.0
_NEAR = 3.0


def drawn_span(text: Box, column: int, columns: Sequence[Column], content: PageContent, area: Box) -> tuple[int, int]:
    """The first column and number of columns of the drawn cell that holds a text; (column, 1) where none is drawn.

    A cell has several columns when rules between these are drawn elsewhere in the table but not at the text's height.
    """
    first = last = column
    while first > 0 and _is_open(columns[first].x0, text.middle, content, area):
        first -= 1
    while last + 1 < len(columns) and _is_open(columns[last + 1].x0, text.middle, content, area):
        last += 1
    return first, last - first + 1


def _is_open(x: float, height: float, content: PageContent, area: Box) -> bool:
    rules = [
        rule
        for rule in content.vertical
        if abs(rule.x0 - x) < _NEAR and rule.bottom > area.top - 2 and rule.top < area.bottom + 2
    ]
    return bool(rules) and not any(rule.top - 1 <= height <= rule.bottom + 1 for rule in rules)


def partial_shape_span(text: Box, columns: Sequence[Column], content: PageContent, below: float) -> tuple[int, int] | None:
    """The columns of the filled cell that holds a header's text, or of the rule drawn under it and not under all."""
    rules = [rule for rule in content.horizontal if text.bottom - 2 <= rule.top <= below and _holds(rule, text)]
    fills = [fill.box for fill in content.fills if fill.box.top <= text.middle <= fill.box.bottom and _holds(fill.box, text)]
    for shape in (*fills, *rules):
        inside = [i for i, c in enumerate(columns) if _within(c, shape, columns)]
        if inside and len(inside) < len(columns) - 1 and _ends_at_columns(shape, inside, columns):
            return inside[0], len(inside)
    return None


def _holds(shape: Box, text: Box) -> bool:
    return shape.x0 - 2 <= text.centre <= shape.x1 + 2


def _within(column: Column, shape: Box, columns: Sequence[Column]) -> bool:
    x0, x1 = max(column.x0, columns[0].inner), min(column.x1, shape.x1 + 1)
    return shape.x0 - 2 <= (x0 + x1) / 2 <= shape.x1 and column.x0 < shape.x1 - 4


def _ends_at_columns(shape: Box, inside: Sequence[int], columns: Sequence[Column]) -> bool:
    first, last = columns[inside[0]], columns[inside[-1]]
    return abs(shape.x0 - first.x0) < 0.4 * (shape.x1 - shape.x0) and shape.x1 < last.x1 + 8


@dataclass(frozen=True, slots=True)
class LowerHeader:
    """What stands in the header levels below an upper text in one column."""

    text: str
    box: Box


def aligned_spans(texts: Mapping[int, Box], lower: Mapping[int, LowerHeader]) -> dict[int, tuple[int, int]]:
    """For the columns where an upper header's texts lie: the first column and number of columns each stands over.

    A text without a lower one stands over its own column; the others share the columns with lower texts among them so
    that each stands left, centred or right over its own, and over no lower text twice.
    """
    spans = {column: (column, 1) for column in texts if column not in lower}
    upper = [(column, box) for column, box in sorted(texts.items()) if column in lower]
    for run in _runs(sorted(lower), set(spans)):
        heads = [(column, box) for column, box in upper if column in run]
        for (column, _), span in zip(heads, _shared([box for _, box in heads], run, lower), strict=True):
            spans[column] = span
    return spans


def _runs(columns: Sequence[int], fixed: set[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for column in columns:
        if runs and column == runs[-1][-1] + 1 and column not in fixed:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _shared(heads: Sequence[Box], columns: Sequence[int], lower: Mapping[int, LowerHeader]) -> list[tuple[int, int]]:
    """The way to share neighbouring columns among the texts over them that puts the texts least out of line."""

    @lru_cache(maxsize=None)
    def best(column: int, head: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        if head == len(heads):
            return _UNCOVERED * (len(columns) - column), ()
        options = [(float("inf"), ((columns[0], 1),) * (len(heads) - head))]
        for first in range(column, len(columns)):
            for end in range(first + 1, len(columns) + 1):
                cost, rest = best(end, head + 1)
                over = _mismatch(heads[head], [lower[columns[i]] for i in range(first, end)])
                options.append((cost + over + _UNCOVERED * (first - column), ((columns[first], end - first), *rest)))
        return min(options)

    return list(best(0, 0)[1])


def _mismatch(head: Box, below: Sequence[LowerHeader]) -> float:
    x0, x1 = below[0].box.x0, below[-1].box.x1
    repeated = len(below) - len({lower.text for lower in below})
    apart = max(x0 - head.x1, head.x0 - x1, 0.0)
    off = min(abs(head.x0 - x0), abs(head.x1 - x1), abs(head.centre - (x0 + x1) / 2))
    return off + _REPEATED * repeated + _REPEATED * apart
