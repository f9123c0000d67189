"""Finds which printed lines are one row of a table without drawn edges, as labels and comments wrap over several lines.

All ways to divide the lines into rows are weighed by the evidence for and against each break: white space, room for the
next word on the line above, beginnings and ends of lines, indent, weight, and whether the values are at the top, middle
or bottom of their rows, which is the same in all rows of a table.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from dagster_project.reading.sources.patterns import CELL_BULLETS
from dagster_project.reading.sources.pdf.lines import Line, Segment
from dagster_project.reading.sources.pdf.tables.columns import Column, column_of, is_value
from dagster_project.reading.sources.pdf.tables.row_lines import goes_on_small, is_data
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import TableWords

# In font sizes: gaps between lines that differ by less are equal.
_EQUAL_GAP = 0.12
# In font sizes: lines that overlap by more are of one row, as values in its middle are level with two lines of a label.
_LEVEL = 0.2
# In font sizes: lines of one text are usually closer.
_APART = 0.5
# A row has no more lines.
_MOST_LINES = 16
# In points: smaller differences of left edges are not an indent.
_INDENT = 4.0
_THOUSANDS, _LAST_THREE = re.compile(r"\D?\d{1,3}"), re.compile(r"\d{3}")
# The weight of evidence against a break or against its absence.
_HINT, _SIGN, _PROOF = 1.0, 2.5, 8.0


def rows_of(
    lines: Sequence[Line], columns: Sequence[Column], labels: int, edges: Sequence[float] = ()
) -> list[list[Line]]:
    """The lines by row, each row with at most one line of values.

    `labels` is the number of first columns up to that of the labels; `edges` are the heights of drawn edges.
    """
    if not lines:
        return []
    weights = _Weights(lines, columns, labels, edges)
    ways = [_best_way(weights, placed) for placed in ("top", "bottom", "middle")]
    starts = min(ways, key=lambda way: way[0])[1]
    return [list(lines[a:b]) for a, b in itertools.pairwise([*starts, len(lines)])]


def _best_way(weights: _Weights, placed: str) -> tuple[float, list[int]]:
    """The least cost of dividing the lines into rows with their values so placed, and the first line of each row."""
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(weights.lines) + 1):
        ways = []
        for start in range(max(0, end - _MOST_LINES), end):
            cost, starts = best[start]
            ways.append((cost + weights.row(start, end, placed), [*starts, start]))
        best.append(min(ways, key=lambda way: way[0]))
    return best[-1]


def goes_on_in_numbers(line: Line, below: Line, columns: Sequence[Column]) -> bool:
    """Whether narrow cells broke the numbers of a line before their last three digits: "18 | -9" over "306 | 401".

    Beside the last digits is no label of another row.
    """
    begun, rest = ({column_of(s.box, columns): s.text for s in one.segments} for one in (line, below))
    broken = [(begun.get(column, ""), text) for column, text in rest.items() if column > 0]
    ends = all(_THOUSANDS.fullmatch(first) and _LAST_THREE.fullmatch(last) for first, last in broken)
    has_label = rest.get(0, "")[:1].isupper() and not _leads_on(begun.get(0, ""))
    return bool(broken) and ends and not has_label


class _Weights:
    """The evidence of one table's lines for and against breaks between its rows."""

    def __init__(self, lines: Sequence[Line], columns: Sequence[Column], labels: int, edges: Sequence[float]) -> None:
        self.lines = lines
        self.texts = [_texts(line, columns) for line in lines]
        self.anchors = [is_data(line) or _has_values(line, columns[labels - 1].x1) for line in lines]
        rests = [index for index in range(2, len(lines)) if self._ends_numbers(index, columns)]
        for index in rests:
            # The row is where its label is, with the numbers that had room beside it.
            self.anchors[index - 2 : index + 1] = False, True, False
        limits: dict[int, float] = {}
        for column, segment in (pair for texts in self.texts for pair in texts.items()):
            limits[column] = max(limits.get(column, 0.0), segment.box.x1)
        gaps = _gaps(lines, [_is_beside_labels(line, columns, labels) for line in lines])
        pitch = _Pitch.of(gaps, self.anchors, median(line.size for line in lines))
        self.joins = [0.0]
        self.breaks = [0.0]
        for index in range(1, len(lines)):
            above, line = lines[index - 1], lines[index]
            is_drawn = any(above.box.middle < y < line.box.middle for y in edges)
            pairs = [(self._above(index, column), s, limits[column]) for column, s in self.texts[index].items()]
            known = [(one, other, limit) for one, other, limit in pairs if one is not None]
            join = max([0.0, *(_against_join(one, other, limit) for one, other, limit in known)])
            part = max([0.0, *(_against_break(one, other) for one, other, _ in known)])
            self.joins.append(join + pitch.against_join(gaps[index - 1]) + _PROOF * is_drawn)
            are_level = gaps[index - 1] < -_LEVEL * line.size
            self.breaks.append(part + pitch.against_break(gaps[index - 1]) + _PROOF * are_level)
        for index in rests:
            self.joins[index - 1 : index + 1] = 0.0, 0.0
            self.breaks[index - 1 : index + 1] = _PROOF, _PROOF

    def _ends_numbers(self, index: int, columns: Sequence[Column]) -> bool:
        """Whether a line has only the ends of numbers that narrow cells broke.

        The numbers begin above the row's label, which is between the two lines, in the middle of the row.
        """
        above, label, line = self.lines[index - 2 : index + 1]
        only_values = self.anchors[index] and not self.texts[index] and not self.texts[index - 2]
        is_close = line.box.top - above.box.bottom < label.size
        broken = {column_of(s.box, columns) for s in line.segments}
        beside = {column_of(s.box, columns) for s in label.segments}
        return only_values and is_close and not broken & beside and goes_on_in_numbers(above, line, columns)

    def _above(self, index: int, column: int) -> Segment | None:
        """The text of the same column in the line above, or in the line before it where that has only values."""
        for number in range(index - 1, max(index - 3, -1), -1):
            if column in self.texts[number]:
                return self.texts[number][column]
        return None

    def row(self, start: int, end: int, placed: str) -> float:
        """The evidence against the lines from `start` to before `end` being one row."""
        anchors = [i for i in range(start, end) if self.anchors[i]]
        cost = self.breaks[start] + sum(self.joins[start + 1 : end])
        if len(anchors) > 1:
            return cost + _PROOF * (len(anchors) - 1)
        if not anchors:
            return cost + self._against_group(start, end)
        above, below = anchors[0] - start, end - 1 - anchors[0]
        wrong = {"top": above, "bottom": below, "middle": max(abs(above - below) - 1, 0)}[placed]
        return cost + _SIGN * min(wrong, 2)

    def _against_group(self, start: int, end: int) -> float:
        """The evidence against a row without values: it is neither bolder nor less indented than the next row."""
        if end == len(self.lines) or not self.texts[start]:
            return _SIGN
        column = min(self.texts[start])
        own, following = self.texts[start][column], self.texts[end].get(column)
        stands_out = following is None or (own.bold and not following.bold)
        indented = following is not None and following.box.x0 > own.box.x0 + _INDENT
        return 0.0 if stands_out or indented else _HINT


@dataclass(frozen=True, slots=True)
class _Pitch:
    """The white space between rows and between lines of one row, and the least difference that counts, in points.

    `apart` is more than between lines of one text.
    """

    between_rows: float
    within_rows: float
    slack: float
    apart: float

    @classmethod
    def of(cls, gaps: Sequence[float], anchors: Sequence[bool], size: float) -> _Pitch:
        slack = _EQUAL_GAP * size
        rows = [gap for gap, (one, other) in zip(gaps, itertools.pairwise(anchors), strict=True) if one and other]
        least = min(gaps, default=0.0)
        if rows:
            return cls(median(rows), least, slack, _APART * size)
        wide = [gap for gap in gaps if gap > (least + max(gaps)) / 2 and gap > least + slack]
        return cls(median(wide) if wide else least, least, slack, _APART * size)

    def against_join(self, gap: float) -> float:
        """A gap wider than between rows, or as wide where lines of one row or of texts are closer, is between rows."""
        if gap > self.between_rows + self.slack:
            return _SIGN
        is_wide = gap > min(self.within_rows + self.slack, self.apart)
        return _SIGN if is_wide and gap > self.between_rows - self.slack else 0.0

    def against_break(self, gap: float) -> float:
        """A gap narrower than between rows is within one."""
        return _SIGN if gap < self.between_rows - self.slack else 0.0


def _is_beside_labels(line: Line, columns: Sequence[Column], labels: int) -> bool:
    """Whether all of a line is left of the labels, as are lines of a cell beside several rows."""
    return all(column_of(segment.box, columns) < labels - 1 for segment in line.segments)


def _gaps(lines: Sequence[Line], beside: Sequence[bool]) -> list[float]:
    """The white space above each line but the first, in points; lines `beside` labels end no row."""
    gaps: list[float] = []
    for index in range(1, len(lines)):
        above = index - 1
        while above and beside[above] and not beside[index]:
            above -= 1
        gaps.append(lines[index].box.top - lines[above].box.bottom)
    return gaps


def _texts(line: Line, columns: Sequence[Column]) -> dict[int, Segment]:
    """The segments of a line by column, without values."""
    return {column_of(s.box, columns): s for s in line.segments if not is_value(s.text)}


def _has_values(line: Line, labels_end: float) -> bool:
    return any(is_value(segment.text) and segment.box.x1 > labels_end + 1 for segment in line.segments)


def _against_join(above: Segment, text: Segment, limit: float) -> float:
    """The evidence against a text being the rest of the text above it; `limit` is the right edge of its column."""
    first = text.words[0]
    if _is_memo(text.text):
        return _PROOF
    cost = 0.0
    if above.bold != text.bold:
        cost += _SIGN
    if _are_items(above, text):
        return cost
    if above.box.x1 + 0.25 * first.size + first.box.x1 - first.box.x0 < limit - 1 and not above.text.endswith("-"):
        cost += _SIGN
    if abs(text.box.x0 - above.box.x0) > _INDENT and abs(text.box.centre - above.box.centre) > _INDENT:
        cost += _SIGN
    if not goes_on_small(text) and not _leads_on(above.text) and text.text[:1] not in CELL_BULLETS:
        cost += _HINT
    return cost


def _against_break(above: Segment, text: Segment) -> float:
    """The evidence against a row beginning with a text.

    It begins as the rest of a sentence, the text above ends as a beginning, or both are items of one list.
    """
    if _are_items(above, text):
        return _SIGN
    if _is_memo(text.text) or text.box.x0 > above.box.x0 + _INDENT:
        return 0.0
    return _SIGN * goes_on_small(text) + _SIGN * _leads_on(above.text)


def _are_items(above: Segment, text: Segment) -> bool:
    """Whether both texts begin with a bullet, as items of a list in a cell do, each on its own line."""
    return above.text[:1] in CELL_BULLETS and text.text[:1] in CELL_BULLETS


def _leads_on(text: str) -> bool:
    return _connectors().search(text.lower()) is not None


def _is_memo(text: str) -> bool:
    return matches(load(TableWords).memo, text)


@cache
def _connectors() -> re.Pattern[str]:
    words = "|".join(load(TableWords).connectors)
    return re.compile(rf"(?:\b(?:{words})|[,(/&-])$")
