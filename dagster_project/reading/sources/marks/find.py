"""Finds the small marks of a page: status dots, diamonds, arrows and flags; drawn, as images or as letters.

This module decides which things drawn on a page make up one mark, and which are not a mark: bullets, boxes to tick,
parts of charts, logos, shaded cells. `shapes` finds a mark's appearance, `reading/content` its meaning.
"""

from __future__ import annotations

import itertools
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dagster_project.reading.model import Place, Symbol
from dagster_project.reading.sources.geometry import Box, around
from dagster_project.reading.sources.marks.colours import colour_class
from dagster_project.reading.sources.marks.glyphs import is_symbol_font, printed_as
from dagster_project.reading.sources.marks.shapes import Appearance, Pixels, appearances
from dagster_project.terms import Colour, MarkShape

# In points: the longer side of a mark, and the longest of a square.
_LARGEST = 30.0
_SMALLEST = 3.0
_LARGEST_SQUARE = 16.0
# In points: the parts of one mark are no further apart.
_TOUCHING = 0.8
_MOST_PARTS = 12
# A page with more is a map or a chart.
_MOST_MARKS = 400
_MOST_PIECES = 2_000
# In points: the ground around a mark that its picture shows.
MARGIN = 1.5
# The height of a bullet by the font size beside it, and its distance from the text in points.
_BULLET_SIZE = 0.58
_BULLET_GAP = 24.0
# In points: longer slanting lines are lines of a chart.
_CHART_LINE = 30.0
_FIRST_PICTURE_CHARACTER = 0x2190

Edges = tuple[float, float, float, float]
"""x0, top, x1 and bottom in points."""
Pictures = Callable[[Sequence[Edges]], Sequence[Pixels]]
"""Gives the pictures of parts of the page."""


@dataclass(frozen=True, slots=True)
class _Drawn(Box):
    """One thing drawn: its box, its kind (curve, rect, line, image or glyph), and its colour, None of an image."""

    kind: str
    colour: Colour | None

    @classmethod
    def of(cls, raw: Mapping[str, Any], kind: str) -> _Drawn:
        filled = raw.get("fill") and colour_class(raw.get("non_stroking_color")) is not Colour.WHITE
        colour = raw.get("non_stroking_color" if filled or kind == "glyph" else "stroking_color")
        # A stroke is drawn on both sides of its path.
        reach = float(raw.get("linewidth") or 0) / 2 if kind == "curve" and raw.get("stroke") else 0.0
        return cls(
            float(raw["x0"]) - reach,
            float(raw["top"]) - reach,
            float(raw["x1"]) + reach,
            float(raw["bottom"]) + reach,
            kind,
            None if kind == "image" else colour_class(colour),
        )

    @property
    def is_straight(self) -> bool:
        """Whether it is a thin vertical or horizontal line, as table rules and the shafts of arrows are."""
        return min(self.width, self.height) <= 2.2 and self.kind in ("line", "rect", "curve")

    def touches(self, other: Box) -> bool:
        return (
            self.x0 - _TOUCHING <= other.x1
            and other.x0 - _TOUCHING <= self.x1
            and self.top - _TOUCHING <= other.bottom
            and other.top - _TOUCHING <= self.bottom
        )

    def holds(self, other: Box) -> bool:
        return self.x0 <= other.x0 and self.x1 >= other.x1 and self.top <= other.top and self.bottom >= other.bottom


def find_marks(number: int, objects: Mapping[str, Sequence[Mapping[str, Any]]], pictures: Pictures) -> list[Symbol]:
    """The marks of a page, `number` from 1.

    `objects` are pdfplumber's, by the kinds "curve", "rect", "line", "image" and "char": x0, top, x1 and bottom in
    points, and colours as the file writes them. `pictures` is only called where something may be a mark. A coloured
    character (●) is a mark too; it also stays in the text.
    """
    groups = _groups(objects)
    if not groups or len(groups) > _MOST_MARKS:
        return []
    boxes = [around(group) for group in groups]
    margins = [(b.x0 - MARGIN, b.top - MARGIN, b.x1 + MARGIN, b.bottom + MARGIN) for b in boxes]
    found = []
    for box, group, picture in zip(boxes, groups, pictures(margins), strict=True):
        seen = appearances(picture, MARGIN / (box.height + 2 * MARGIN))
        found.append((box, group, [one for one in seen if _is_mark(one, box, group)]))
    chars = objects.get("char", ())
    bullets = _bullets([(box, seen) for box, group, seen in found if seen and group[0].kind != "glyph"], chars)
    return [
        Symbol(one.shape, one.colour, Place(page=number, x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom))
        for box, _, seen in found
        if box not in bullets
        for one in seen
    ]


def _groups(objects: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[list[_Drawn]]:
    """The things drawn that may be marks, grouped by mark."""
    curves = [_Drawn.of(raw, "curve") for raw in objects.get("curve", ())]
    rects = [_Drawn.of(raw, "rect") for raw in objects.get("rect", ())]
    lines = [_Drawn.of(raw, "line") for raw in objects.get("line", ())]
    images = [_Drawn.of(raw, "image") for raw in objects.get("image", ())]
    glyphs = [[_Drawn.of(raw, "glyph")] for raw in objects.get("char", ()) if _is_picture(raw)]
    small = [d for d in (*curves, *rects, *lines, *images) if max(d.width, d.height) <= _LARGEST]
    seeds = [d for d in small if not d.is_straight and d.colour is not Colour.WHITE]
    cells, held = _Sorted(d for d in rects if not d.is_straight), _Sorted(seeds)
    seeds = [d for d in seeds if d.kind != "rect" or _may_be_square(d, cells, held)]
    if not 0 < len(seeds) <= _MOST_PIECES:
        return glyphs
    shafts = [d for d in small if d.is_straight and d.kind != "image"]
    vertices = [point for raw in (*objects.get("curve", ()), *objects.get("line", ())) for point in _chart_ends(raw)]
    groups = [[*group, *_shafts_of(group, shafts)] for group in _touching(seeds)]
    return [*(group for group in groups if _has_size_of_mark(group) and not _is_on(group, vertices)), *glyphs]


class _Sorted:
    """Things drawn, sorted by left and by upper edge, so that the few near another one are found among many."""

    def __init__(self, things: Iterable[_Drawn]) -> None:
        self._by_left = sorted(things, key=lambda d: d.x0)
        self._by_top = sorted(self._by_left, key=lambda d: d.top)
        self._lefts = [d.x0 for d in self._by_left]
        self._tops = [d.top for d in self._by_top]

    def from_left(self, low: float, high: float) -> Sequence[_Drawn]:
        """The things with a left edge between two x positions."""
        return self._by_left[bisect_left(self._lefts, low) : bisect_right(self._lefts, high)]

    def from_top(self, low: float, high: float) -> Sequence[_Drawn]:
        """The things with an upper edge between two heights."""
        return self._by_top[bisect_left(self._tops, low) : bisect_right(self._tops, high)]


def _may_be_square(rect: _Drawn, cells: _Sorted, others: _Sorted) -> bool:
    """Whether a small rectangle may be a mark: not a cell beside others, and with nothing drawn in it."""
    if max(rect.width, rect.height) > _LARGEST_SQUARE:
        return False
    near = itertools.chain(cells.from_left(rect.x0 - 1, rect.x0 + 1), cells.from_top(rect.top - 1, rect.top + 1))
    if any(other is not rect and _share_an_edge(rect, other) for other in near):
        return False
    return not any(rect.holds(other) for other in others.from_left(rect.x0, rect.x1) if other is not rect)


def _share_an_edge(a: _Drawn, b: _Drawn) -> bool:
    """Whether two rectangles lie edge to edge as cells do."""
    beside = abs(a.x1 - b.x0) < 1 or abs(b.x1 - a.x0) < 1
    below = abs(a.bottom - b.top) < 1 or abs(b.bottom - a.top) < 1
    same_rows = abs(a.top - b.top) < 1 and abs(a.bottom - b.bottom) < 1
    same_columns = abs(a.x0 - b.x0) < 1 and abs(a.x1 - b.x1) < 1
    return (beside and same_rows) or (below and same_columns)


def _touching(seeds: Sequence[_Drawn]) -> list[list[_Drawn]]:
    """Things that overlap or are close together, as one group each."""
    groups: dict[int, list[_Drawn]] = {}
    ends: dict[int, float] = {}
    for number, seed in enumerate(sorted(seeds, key=lambda d: (d.top, d.x0))):
        ends = {key: bottom for key, bottom in ends.items() if bottom >= seed.top - _TOUCHING}
        near = [key for key in ends if any(seed.touches(other) for other in groups[key])]
        ends[number] = max([seed.bottom, *(ends.pop(key) for key in near)])
        groups[number] = [seed, *itertools.chain.from_iterable(groups.pop(key) for key in near)]
    return list(groups.values())


def _shafts_of(group: Sequence[_Drawn], shafts: Sequence[_Drawn]) -> list[_Drawn]:
    """The straight piece that ends in a group's middle: the shaft of an arrow with a head drawn by itself."""
    head = around(group)
    reach = 3 * max(head.width, head.height)
    found = []
    for shaft in shafts:
        if not shaft.touches(head):
            continue
        across = shaft.width >= shaft.height
        middle = shaft.middle if across else shaft.centre
        centre = head.middle if across else head.centre
        length = max(shaft.width, shaft.height)
        if abs(middle - centre) < 1.2 and 2 < length <= reach:
            found.append(shaft)
    return found if len(found) == 1 else []


def _has_size_of_mark(group: Sequence[_Drawn]) -> bool:
    box = around(group)
    within = _SMALLEST <= max(box.width, box.height) <= _LARGEST and min(box.width, box.height) >= 2
    return within and len(group) <= _MOST_PARTS and 0.25 <= box.width / box.height <= 4


def _chart_ends(raw: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    """The corners of a long slanting line, where a chart has its markers: x and distance from the top of the page."""
    width, height = raw["x1"] - raw["x0"], raw["bottom"] - raw["top"]
    if max(width, height) <= _CHART_LINE or min(width, height) < 2 or raw.get("fill"):
        return
    flip = float(raw["top"]) + float(raw["y1"]) if "y1" in raw else 0.0
    for x, y in raw.get("pts") or ():
        yield float(x), float(y)
        yield float(x), flip - float(y)


def _is_on(group: Sequence[_Drawn], vertices: Sequence[tuple[float, float]]) -> bool:
    if not vertices:
        return False
    box = around(group)
    return any(abs(box.centre - x) < 1.5 and abs(box.middle - y) < 1.5 for x, y in vertices)


def _is_mark(seen: Appearance, box: Box, group: Sequence[_Drawn]) -> bool:
    """Whether an appearance is that of a mark.

    Without colour, an unknown shape is a tick or part of a logo, an outlined square is a box to tick, and a letter is
    read as a letter.
    """
    is_coloured = seen.colour.is_chromatic
    if seen.shape.is_arrow:
        return is_coloured or group[0].kind != "glyph"
    if not 0.6 <= box.width / box.height <= 1.7 and group[0].kind != "glyph":
        return False
    if seen.shape is MarkShape.OTHER or group[0].kind == "glyph":
        return is_coloured
    return is_coloured or not (seen.hollow and seen.shape is MarkShape.SQUARE)


def _bullets(marks: Sequence[tuple[Box, list[Appearance]]], chars: Sequence[Mapping[str, Any]]) -> set[Box]:
    """The marks that only begin a line of text: small beside it, and all alike."""
    small = [(box, seen[0]) for box, seen in marks if _is_small_before_text(box, chars)]
    if len({(seen.shape, seen.colour) for _, seen in small}) > 1:
        return {box for box, seen in small if not seen.colour.is_chromatic}
    return {box for box, _ in small}


def _is_small_before_text(box: Box, chars: Sequence[Mapping[str, Any]]) -> bool:
    return any(
        0 <= raw["x0"] - box.x1 < _BULLET_GAP
        and raw["top"] < box.middle < raw["bottom"]
        and box.height < _BULLET_SIZE * raw["size"]
        for raw in chars
    )


def _is_picture(raw: Mapping[str, Any]) -> bool:
    """Whether a character is a coloured picture (●, ↗), of which the colour is part of the meaning."""
    if raw["text"].isascii() and not is_symbol_font(raw["fontname"]):
        return False
    text = printed_as(raw["text"], raw["fontname"])
    return bool(text) and _is_pictorial(text[0]) and colour_class(raw.get("non_stroking_color")).is_chromatic


@lru_cache(maxsize=1024)
def _is_pictorial(character: str) -> bool:
    """Whether a character is an arrow, a geometric shape or another picture, not an operator or part of a frame."""
    code = ord(character)
    if code < _FIRST_PICTURE_CHARACTER or 0x2200 <= code < 0x2300 or 0x2500 <= code < 0x2580:
        return False
    return unicodedata.category(character) in ("So", "Sm", "Co")
