"""The fills that shade cells and rows, without those that word processors draw behind each paragraph of a cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dagster_project.reading.sources.geometry import Box, lies_in
from dagster_project.reading.sources.pdf.page import Fill

# In points: the height of the bands that shapes are sorted into, and where these end on malformed pages.
_BAND = 20.0
_LONGEST_PAGE = 15_000.0
# In points: how far a paragraph is from the sides of its cell, and how near shapes that touch are.
_NARROWEST_MARGIN, _WIDEST_MARGIN = 1.5, 12.0
_TOUCHING = 1.0


def cell_shades(fills: Sequence[Fill], vertical: Sequence[Box]) -> list[Fill]:
    """The fills of cells, rows and tables, the largest first; `vertical` are the rules between columns."""
    kept = _outermost(fills)
    bands: dict[int, list[Fill]] = defaultdict(list)
    for fill in kept:
        for band in _bands_of(fill.box):
            bands[band].append(fill)
    rules: dict[int, list[Box]] = defaultdict(list)
    for rule in vertical:
        for band in _bands_of(rule):
            rules[band].append(rule)
    return [f for f in kept if not _is_behind_paragraph(f, bands[_band(f.box.middle)], rules[_band(f.box.middle)])]


def _outermost(fills: Sequence[Fill]) -> list[Fill]:
    """The fills without those inside another of their colour."""
    kept: list[Fill] = []
    at_height: dict[tuple[str, int], list[Fill]] = defaultdict(list)
    for fill in sorted(fills, key=lambda f: -f.box.width * f.box.height):
        box, colour = fill.box, fill.colour
        if any(lies_in(box, other.box, 0.5) for other in at_height[colour, _band(box.middle)]):
            continue
        kept.append(fill)
        for band in _bands_of(box):
            at_height[colour, band].append(fill)
    return kept


def _is_behind_paragraph(fill: Fill, level: Sequence[Fill], rules: Sequence[Box]) -> bool:
    """Whether a fill is inside a drawn cell, with the cell's margins at both sides.

    The cell is between two vertical rules, or is a larger fill that touches another at its side, as cells of a row do
    and a panel behind a table does not.
    """
    box = fill.box
    beside = [other.box for other in level if other is not fill and _are_level(other.box, box)]
    if any(_touch(other, box) for other in beside):
        return False
    lines = [rule.x0 for rule in rules if rule.top - 1 <= box.middle <= rule.bottom + 1]
    if any(_is_margin(box.x0 - x) for x in lines) and any(_is_margin(x - box.x1) for x in lines):
        return True
    around = [cell for cell in beside if lies_in(box, cell, 0.0) and _has_margins(box, cell)]
    return any(_touch(other, cell) for cell in around for other in beside)


def _has_margins(box: Box, cell: Box) -> bool:
    return _is_margin(box.x0 - cell.x0) and _is_margin(cell.x1 - box.x1)


def _is_margin(distance: float) -> bool:
    return _NARROWEST_MARGIN <= distance <= _WIDEST_MARGIN


def _are_level(a: Box, b: Box) -> bool:
    return a.top <= b.middle <= a.bottom


def _touch(a: Box, b: Box) -> bool:
    """Whether two boxes are side by side with hardly any space between."""
    return min(abs(a.x1 - b.x0), abs(b.x1 - a.x0)) < _TOUCHING


def _bands_of(box: Box) -> range:
    return range(_band(box.top - 1), _band(box.bottom + 1) + 1)


def _band(y: float) -> int:
    """Which of the bands across the page a height is in; malformed files have any heights."""
    return int(min(max(0.0, y), _LONGEST_PAGE) // _BAND)
