"""The columns of a table, found by drawn edges, or else by the alignment of its words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dagster_project.reading.meaning.periods import is_period, named_month
from dagster_project.reading.numbers import is_missing, is_named_year, kronor_and_ore, parse_number, strip_marks
from dagster_project.reading.sources.geometry import Box, around, overlap
from dagster_project.reading.sources.pdf.lines import Line, Segment
from dagster_project.reading.sources.pdf.page import Fill, Word

# In points: the edges of shapes that are one edge of a column are no further apart.
_SAME_EDGE = 2.5
# In points: how far above and below a table its own rules may be, and how much those of one height differ.
_REACH, _SAME_RULE = 4.0, 0.5
# The least number of shapes at an edge between columns, by the number at the edge with the most.
_SHARED_BY = 0.25
# In points: a header text further from a column of values than twice this does not belong to it.
_UNPAIRED = 30.0
# In font sizes: how far a header's text that touches the next one may leave its cell.
_LEAVES_CELL = 0.6
# In points: how much the centre of a text over two others may be off theirs.
_CENTRED = 2.0
# In points: the handicap of a header text that begins right of the values, as figures are aligned to the right.
_BEHIND = 15.0
_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the x range of its cells, and `inner`, the left edge of their contents, in points."""

    x0: float
    x1: float
    inner: float

    def holds(self, x: float) -> bool:
        """Whether an x position is in the column."""
        return self.x0 <= x < self.x1


def is_value(text: str) -> bool:
    """Whether a text is a cell of a column of figures: one number or amount, or a dash for a missing one."""
    if is_named_year(text):
        return False
    is_number = parse_number(text) is not None or kronor_and_ore(text) is not None
    return is_number or (bool(strip_marks(text)) and is_missing(text))


def columns_by_edges(
    box: Box, vertical: Sequence[Box], horizontal: Sequence[Box], fills: Sequence[Fill]
) -> list[Column]:
    """The columns that drawn edges show inside a box; empty where they show fewer than two.

    Rules between cells, the ends of rules drawn cell by cell, and the sides of cells filled one by one are edges. The
    outer edges always count; an inner one does where enough shapes share it, or where it is as tall as the table.
    """
    rules = _own_rules([rule for rule in horizontal if _touches(rule, box)], box)
    shapes = [*rules, *(shape for shape in (*vertical, *(fill.box for fill in fills)) if _touches(shape, box))]
    positions = sorted((x, shape.height) for shape in shapes for x in {shape.x0, shape.x1})
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
    return [Column(x0, x1, x0) for x0, x1 in itertools.pairwise(edges) if x1 - x0 > 4]


def with_labels_beside(columns: Sequence[Column], lines: Sequence[Line]) -> list[Column]:
    """The columns of drawn cells, with one for the labels where these stand left of all that is drawn.

    Forms draw the fields of the numbers only.
    """
    if not columns or not lines:
        return list(columns)
    beside = [line for line in lines if line.segments and line.segments[0].box.x1 < columns[0].x0]
    if len(beside) < len(lines):
        return list(columns)
    left = min(line.box.x0 for line in beside)
    return [Column(left, columns[0].x0, left), *columns]


def _own_rules(rules: Sequence[Box], box: Box) -> list[Box]:
    """The rules without those beyond another at the same edge of a box, which are of a table that touches it."""
    top = max((rule.top for rule in rules if abs(rule.top - box.top) <= _REACH), default=box.top)
    bottom = min((rule.top for rule in rules if abs(rule.top - box.bottom) <= _REACH), default=box.bottom)
    return [rule for rule in rules if top - _SAME_RULE < rule.top < bottom + _SAME_RULE]


def _is_tall(cluster: Sequence[tuple[float, float]], box: Box) -> bool:
    """Whether the shapes at one edge are together taller than half of the table, as a rule between columns is."""
    return sum(height for _, height in cluster) > 0.5 * box.height


def _touches(shape: Box, box: Box) -> bool:
    """Whether a shape is in a box or on its edge, and does not only begin where the box ends."""
    inside = shape.x0 >= box.x0 - 12 and shape.x1 <= box.x1 + 12
    is_across = shape.height < 3
    reach = _REACH if is_across else -min(2.0, shape.height / 3)
    return inside and shape.bottom >= box.top - reach and shape.top <= box.bottom + reach


def columns_by_alignment(
    lines: Sequence[Line], around_them: Sequence[Line] = (), marks: Sequence[Box] = (), heads: Sequence[Line] = ()
) -> list[Column]:
    """The columns that segments of data lines form where their x ranges overlap.

    Labels are left of the values, and in other rows may reach under them; drawn `marks` form columns as values do. The
    boundary between two columns is in the middle of the widest gap, where the fewest words cross it: those of `lines`
    and of the lines `around_them`, such as the header and the rest of wrapped labels. `heads` are lines of the header.
    """
    labels = [line.segments[0].box for line in lines if not is_value(line.segments[0].text)]
    groups = _overlapping([*(s.box for line in lines for s in line.segments if is_value(s.text)), *marks])
    words = [s for line in lines for s in line.segments[1:] if not is_value(s.text)]
    # A figure with words close behind it may be of two columns, which other rows show first.
    for box in (s.box for s in sorted(words, key=lambda s: (_begins_with_value(s.words), s.box.x0))):
        overlapped = [group for group in groups if overlap(group, box) > 0]
        if len(overlapped) == 1:
            groups[groups.index(overlapped[0])] = around([overlapped[0], box])
        elif not overlapped:
            groups = _overlapping([*groups, box])
    groups.sort(key=lambda box: box.x0)
    if groups and not any(overlap(groups[0], s.box) > 0 for line in lines for s in line.segments if is_value(s.text)):
        # Labels behind row numbers: totals without a number begin a little further left than indented rows.
        begun = min((box.x0 for box in labels if overlap(groups[0], box) > 0), default=groups[0].x0)
        groups[0] = replace(groups[0], x0=min(begun, groups[0].x0))
    first = groups[0].x0 if groups else float("inf")
    if not labels:
        labels = [line.segments[0].box for line in around_them if line not in heads or len(line.segments) == 1]
        if groups and _stand_between(labels, groups):
            # The first column has row numbers, left of labels that are all on other lines than the figures.
            groups, first = groups[1:], groups[1].x0
            labels += [line.segments[0].box for line in lines]
    else:
        labels += _merged_labels(labels, around_them, heads)
    label_boxes = [Box(box.x0, box.top, min(box.x1, first - 1), box.bottom) for box in labels if box.x0 < first - 1]
    groups = [*_overlapping(label_boxes), *_with_heads(groups, heads, label_boxes)]
    parts = [part for line in (*lines, *around_them) for word in line.words for part in _unglued(word)]
    boundaries = [_boundary(left, right, parts) for left, right in itertools.pairwise(groups)]
    starts = [float("-inf"), *boundaries]
    ends = [*boundaries, float("inf")]
    return [Column(x0, x1, group.x0) for x0, x1, group in zip(starts, ends, groups, strict=True)]


def _merged_labels(labels: Sequence[Box], around_them: Sequence[Line], heads: Sequence[Line]) -> list[Box]:
    """The labels of merged cells: between the lines of several rows, left of their labels, under their own header."""
    left = min(box.x0 for box in labels)
    over = [segment.box for line in heads for segment in line.segments if segment.box.x1 < left]
    alone = [line.segments[0].box for line in around_them if line not in heads and len(line.segments) == 1]
    return [box for box in alone if box.x1 < left and any(overlap(box, head) > 0 for head in over)]


def _stand_between(labels: Sequence[Box], groups: Sequence[Box]) -> bool:
    """Whether labels are between the first column of numbers and the second."""
    return len(groups) > 1 and bool(labels) and all(groups[0].x1 < b.x0 < groups[1].x0 for b in labels)


def _begins_with_value(words: Sequence[Word]) -> bool:
    return any(is_value(" ".join(word.text for word in words[:count])) for count in range(1, len(words)))


def _with_heads(groups: Sequence[Box], heads: Sequence[Line], labels: Sequence[Box]) -> list[Box]:
    """Columns of values extended by their header texts, which may be beside the values.

    A text that belongs to no column heads an empty one, where it is between or right of the others.
    """
    first = groups[0].x0 if groups else 0.0
    texts = [text for text in _lowest_texts(heads) if text.x1 > first or all(overlap(text, box) <= 0 for box in labels)]
    pairs = _paired(groups, texts)
    if not pairs:
        return list(groups)
    whole = [around([group, texts[pairs[i]]]) if i in pairs else group for i, group in enumerate(groups)]
    if any(a.x1 > b.x0 for a, b in itertools.pairwise(whole)):
        whole = list(groups)
    over = texts[min(pairs.values()) :]
    lowest = max(text.bottom for text in over) - 0.75 * max(line.size for line in heads)
    paired = [texts[i] for i in pairs.values()]
    alone = [text for text in over if text not in paired and text.bottom > lowest]
    return sorted([*whole, *(t for t in alone if all(overlap(t, box) < 0 for box in whole))], key=lambda box: box.x0)


def _lowest_texts(heads: Sequence[Line]) -> list[Box]:
    """The header's texts over one column each, wrapped lines joined; texts over several columns are left out."""
    texts: list[Box] = []
    for line in heads[::-1]:
        boxes = [segment.box for segment in line.segments]
        lower = list(texts)
        for box in boxes:
            under = [i for i, text in enumerate(texts) if overlap(text, box) > 0]
            if not under and not _is_between(box, boxes, lower):
                texts.append(box)
            elif len(under) == 1:
                texts[under[0]] = around([texts[under[0]], box])
    return sorted(texts, key=lambda box: box.x0)


def _is_between(text: Box, beside: Sequence[Box], lower: Sequence[Box]) -> bool:
    """Whether a text is centred over the gap between two lower texts, as over short years, and neither has its own."""
    left = max((box for box in lower if box.x1 <= text.x0), key=lambda box: box.x1, default=None)
    right = min((box for box in lower if box.x0 >= text.x1), key=lambda box: box.x0, default=None)
    if left is None or right is None or any(overlap(box, one) > 0 for box in beside for one in (left, right)):
        return False
    return abs(text.centre - around([left, right]).centre) < _CENTRED


def _paired(groups: Sequence[Box], texts: Sequence[Box]) -> dict[int, int]:
    """The index of the header text of each column of values, both ordered from left to right, at the least distance.

    As many texts as columns are paired one by one, whatever their distance.
    """
    if len(texts) == len(groups):
        return {index: index for index in range(len(groups))}
    best: dict[tuple[int, int], tuple[float, dict[int, int]]] = {}
    for g in range(len(groups), -1, -1):
        for t in range(len(texts), -1, -1):
            ways: list[tuple[float, dict[int, int]]] = [] if g < len(groups) or t < len(texts) else [(0.0, {})]
            if g < len(groups):
                ways.append((best[g + 1, t][0] + _UNPAIRED, best[g + 1, t][1]))
            if t < len(texts):
                ways.append((best[g, t + 1][0] + _UNPAIRED, best[g, t + 1][1]))
            if g < len(groups) and t < len(texts):
                cost, rest = best[g + 1, t + 1]
                ways.append((cost + _apart(groups[g], texts[t]), {g: t, **rest}))
            best[g, t] = min(ways, key=lambda way: way[0])
    return best[0, 0][1]


def _apart(values: Box, text: Box) -> float:
    """The distance, in points, of a header text from a place over values with edges or centres aligned."""
    apart = min(abs(values.x0 - text.x0), abs(values.centre - text.centre), abs(values.x1 - text.x1))
    return apart + _BEHIND * (text.x0 > values.x1)


def _boundary(left: Box, right: Box, words: Sequence[Box]) -> float:
    """The x position of the boundary between two neighbouring columns."""
    low, high = min(left.x1, right.x0) - 1, max(left.x1, right.x0) + 1
    near = [word for word in words if word.x1 > low and word.x0 < high]
    cuts = sorted({low, high, *(x for word in near for x in (word.x0, word.x1) if low < x < high)})
    ranges = [*itertools.pairwise(cuts), *((x, x) for x in cuts[1:-1])]
    gaps = [(sum(w.x0 < (a + b) / 2 < w.x1 for w in near), a - b, (a + b) / 2) for a, b in ranges]
    return min(gaps)[2]


def _unglued(word: Word) -> list[Box]:
    """A word's box, in parts where two words may be glued: where a capital follows a small letter or a digit."""
    if len(word.edges) != len(word.text):
        return [word.box]
    joints = [i for i in range(1, len(word.text)) if word.text[i].isupper() and not word.text[i - 1].isupper()]
    edges = [word.box.x0, *(word.edges[i] for i in joints if word.text[i - 1].isalnum()), word.box.x1]
    return [replace(word.box, x0=a, x1=b) for a, b in itertools.pairwise(edges)]


def _overlapping(boxes: Sequence[Box]) -> list[Box]:
    groups: list[Box] = []
    for box in sorted(boxes, key=lambda b: b.x0):
        if groups and box.x0 < groups[-1].x1 + 0.5:
            groups[-1] = around([groups[-1], box])
        else:
            groups.append(box)
    return groups


def split_to_columns(line: Line, columns: Sequence[Column], cuts_words: bool) -> list[list[Word]]:
    """The words of a line by column.

    A segment that crosses a boundary is cut where the boundary is between two of its words, or within one where headers
    touch, and the text on either side is a value. With `cuts_words` boundaries are certain and it is cut whatever the
    texts are. Otherwise it stays whole in the column where it begins, as a spanning header does or a label that reaches
    under figures.
    """
    cells: list[list[Word]] = [[] for _ in columns]
    for segment in line.segments:
        for piece in _pieces(segment, columns, cuts_words):
            cells[column_of(around([word.box for word in piece]), columns)] += piece
    return cells


def _pieces(segment: Segment, columns: Sequence[Column], cuts_words: bool) -> list[list[Word]]:
    if is_value(segment.text):
        return [list(segment.words)]
    parts = [(part, index > 0) for word in segment.words for index, part in enumerate(_parts(word, columns))]
    words = [word for word, _ in parts]
    pieces = [[words[0]]]
    for index in range(1, len(words)):
        before, word = words[index - 1].box, words[index].box
        between = parts[index][1] or any(
            before.centre < column.x0 and before.x1 - 1 <= column.x0 <= word.x0 + 1 for column in columns[1:]
        )
        start, rest = (" ".join(w.text for w in part) for part in (words[:index], words[index:]))
        # A capital followed by small letters is one name, which may span both columns ("Samlad redovisning").
        names_one = start[:1].isupper() and rest[:1].islower()
        names_period = is_period(segment.text) and not (is_value(start) or _lists_dates(segment))
        if between and not names_period and ((cuts_words and not names_one) or is_value(rest) or is_value(start)):
            pieces.append([words[index]])
        else:
            pieces[-1].append(words[index])
    return pieces


def _lists_dates(segment: Segment) -> bool:
    """Whether a text is several months or dates without a dash, each of a column of its own."""
    are_alone = all(named_month(word.text) or _DATE.fullmatch(word.text) for word in segment.words)
    return len(segment.words) > 1 and are_alone


def column_of(box: Box, columns: Sequence[Column]) -> int:
    """The index of the column that holds most of a box, or of the first that a spanning text covers."""
    covered = [min(box.x1, column.x1) - max(box.x0, column.x0) for column in columns]
    most = max(covered)
    if most >= 0.6 * box.width:
        return covered.index(most)
    if most <= 0:
        return _nearest(box.centre, columns)
    least = min(0.12 * box.width, most)
    return next(i for i, width in enumerate(covered) if width >= least)


def _parts(word: Word, columns: Sequence[Column]) -> list[Word]:
    """A word, cut where its characters change column, or at the joint of two words close to there."""
    if len(word.edges) != len(word.text):
        return [word]
    ends = [*word.edges[1:], word.box.x1]
    homes = [_nearest((x0 + x1) / 2, columns) for x0, x1 in zip(word.edges, ends, strict=True)]
    changes = [i for i in range(1, len(homes)) if homes[i] != homes[i - 1]]
    cut = next((joint for i in changes if (joint := _joint(word, i, columns[homes[i]].x0)) is not None), None)
    if cut is None:
        return [word]
    box, middle = word.box, word.edges[cut]
    first = replace(word, text=word.text[:cut], box=replace(box, x1=middle), edges=word.edges[:cut])
    rest = replace(word, text=word.text[cut:], box=replace(box, x0=middle), edges=word.edges[cut:])
    return [first, *_parts(rest, columns)]


def _joint(word: Word, change: int, boundary: float) -> int | None:
    """The index of the character nearest to a change of columns that begins a word: a header may leave its cell."""
    text = word.text
    near = [i for i in range(1, len(text)) if abs(word.edges[i] - boundary) <= _LEAVES_CELL * word.size]
    joints = [i for i in near if text[i].isupper() and not text[i - 1].isupper()]
    joints += [change] if text[change - 1].isdigit() != text[change].isdigit() else []
    return min(joints, key=lambda i: abs(i - change), default=None)


def _nearest(x: float, columns: Sequence[Column]) -> int:
    for index, column in enumerate(columns):
        if column.holds(x):
            return index
    return min(range(len(columns)), key=lambda i: min(abs(columns[i].x0 - x), abs(columns[i].x1 - x)))
