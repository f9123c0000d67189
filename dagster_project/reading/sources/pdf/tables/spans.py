"""Finds the columns that a header's text spans, by drawn cells, by rules under it, or else by its alignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from dagster_project.reading.sources.geometry import Box
from dagster_project.reading.sources.pdf.page import PageContent
from dagster_project.reading.sources.pdf.tables.columns import Column
from dagster_project.reading.vocabulary.loader import names_deviation

# Columns are shared among texts at the least cost, in points that texts are out of line. Added are costs for each
# lower header without an upper one,
_UNCOVERED = 30.0
# for texts over unlike lower texts ("Utfall" and "Budget" are mostly over the same years),
_UNLIKE = 35.0
# for each deviation apart from what it compares,
_PARTED = 12.0
# for each text over the same lower text twice,
_REPEATED = 100.0
# and for each point that all texts are equally out of line, as in cells much wider than their texts.
_ALL_OUT_OF_LINE = 0.1
# With more columns, ways that leave columns without an upper text are too many to try.
_MOST_WITH_GAPS = 8
_COMPARED = 2
# In points: a rule no further from a column's edge is at it.
_NEAR = 3.0


def drawn_span(text: Box, column: int, columns: Sequence[Column], content: PageContent, area: Box) -> tuple[int, int]:
    """The first column and number of columns of the drawn cell that holds a text; (column, 1) where none is drawn.

    A cell has several columns where rules between them are drawn in most of the table, but not at the text's height.
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
    is_usual = sum(rule.height for rule in rules) > 0.5 * area.height
    return is_usual and not any(rule.top - 1 <= height <= rule.bottom + 1 for rule in rules)


def is_in_one_column(text: Box, column: int, columns: Sequence[Column], content: PageContent) -> bool:
    """Whether rules or fills at a text's height show that its cell has this column alone."""
    sides = [r.x0 for r in content.vertical if r.top - 1 <= text.middle <= r.bottom + 1]
    sides += [x for f in content.fills if f.box.top <= text.middle <= f.box.bottom for x in (f.box.x0, f.box.x1)]
    return all(any(abs(side - x) < _NEAR for side in sides) for x in (columns[column].x0, columns[column].x1))


@dataclass(frozen=True, slots=True)
class LowerHeader:
    """The text of one column in the header levels below an upper text."""

    text: str
    box: Box


def partial_shape_span(text: Box, lower: Mapping[int, LowerHeader], content: PageContent) -> tuple[int, int] | None:
    """The first column and number of columns of the filled cell around a header's text, or of the rule under it.

    The columns are those with lower texts. None where there is no such cell or rule, or it covers all these columns.
    """
    below = min(header.box.top for header in lower.values()) + 1
    rules = [rule for rule in content.horizontal if text.bottom - 2 <= rule.top <= below and _holds(rule, text)]
    fills = [
        fill.box for fill in content.fills if fill.box.top <= text.middle <= fill.box.bottom and _holds(fill.box, text)
    ]
    for shape in (*fills, *rules):
        inside = [i for i, header in sorted(lower.items()) if shape.x0 - 2 <= header.box.centre <= shape.x1 + 2]
        if inside and len(inside) < len(lower):
            return inside[0], len(inside)
    return None


def _holds(shape: Box, text: Box) -> bool:
    return shape.x0 - 2 <= text.centre <= shape.x1 + 2


def aligned_spans(texts: Mapping[int, Box], lower: Mapping[int, LowerHeader]) -> dict[int, tuple[int, int]]:
    """The first column and number of columns that each text of an upper header spans, by the text's own column.

    A text without a lower one spans its own column. The others share the columns with lower texts, so that each is
    aligned left, centred or right over its columns, and spans no lower text twice.
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
    """The way to share neighbouring columns among the texts over them with the least cost."""
    shares = _shares(len(columns), len(heads), len(columns) <= _MOST_WITH_GAPS)
    if not heads or not shares:
        return [(column, 1) for column in columns[: len(heads)]]
    cells = _cells(columns, lower)
    best = min(
        shares,
        key=lambda share: _cost(
            heads,
            [[lower[columns[i]] for i in range(*part)] for part in share],
            columns,
            [Box(cells[first].x0, 0.0, cells[end - 1].x1, 0.0) for first, end in share],
        ),
    )
    return [(columns[first], end - first) for first, end in best]


def _shares(count: int, parts: int, gaps: bool, start: int = 0) -> list[list[tuple[int, int]]]:
    """All ways to choose `parts` consecutive ranges out of `count` columns; without `gaps` they cover all columns."""
    if parts == 0:
        return [[]] if gaps or start == count else []
    return [
        [(first, end), *rest]
        for first in (range(start, count) if gaps else [start])
        for end in range(first + 1, count + 1)
        for rest in _shares(count, parts - 1, gaps, end)
        if first < count
    ]


def _cells(columns: Sequence[int], lower: Mapping[int, LowerHeader]) -> list[Box]:
    """The cells of columns whose texts are at the right: each begins where the one before it ends."""
    ends = [lower[column].box.x1 for column in columns]
    pitch = ends[1] - ends[0] if len(ends) > 1 else lower[columns[0]].box.width
    return [Box(start, 0.0, end, 0.0) for start, end in zip([ends[0] - pitch, *ends], ends, strict=False)]


def _cost(
    heads: Sequence[Box], groups: Sequence[Sequence[LowerHeader]], columns: Sequence[int], cells: Sequence[Box]
) -> float:
    """The cost, in points, of texts over groups of columns: how far they are from all left, centred or right.

    They may be in line with whole `cells` too, in which the lower texts are at the right.
    """
    boxes = [Box(group[0].box.x0, 0.0, group[-1].box.x1, 0.0) for group in groups]
    ways = _ways_in_line(heads, boxes)
    if len(heads) > 1:
        alone = [min((way[at] for way in ways), key=abs) if len(groups[at]) == 1 else None for at in range(len(heads))]
        ways += _ways_in_line(heads, cells)
        # A text over one column may be in line with that as its figures are.
        ways += [[o if one is None else one for o, one in zip(way, alone, strict=True)] for way in ways]
    weight = 1.0 if len(heads) == 1 else _ALL_OUT_OF_LINE
    out = min(sum(abs(off - median(offs)) + weight * abs(off) for off in offs) for offs in ways)
    return out + _cost_of_texts(groups) + _UNCOVERED * (len(columns) - sum(map(len, groups)))


def _ways_in_line(heads: Sequence[Box], boxes: Sequence[Box]) -> list[list[float]]:
    """How far texts are from being left of boxes, centred over them, and right."""
    pairs = list(zip(heads, boxes, strict=True))
    return [
        [head.x0 - box.x0 for head, box in pairs],
        [head.centre - box.centre for head, box in pairs],
        [head.x1 - box.x1 for head, box in pairs],
    ]


def _cost_of_texts(groups: Sequence[Sequence[LowerHeader]]) -> float:
    """The cost of groups whose lower texts come again, are unlike those of others, or begin with a deviation.

    A deviation has the two columns that it compares before it.
    """
    repeated = sum(len(group) - len({lower.text for lower in group}) for group in groups)
    if len(groups) == 1:
        return _REPEATED * repeated
    unlike = len({tuple(lower.text for lower in group) for group in groups}) > 1
    parted = sum(names_deviation(lower.text) for group in groups for lower in group[:_COMPARED])
    return _PARTED * parted + _REPEATED * repeated + _UNLIKE * unlike
