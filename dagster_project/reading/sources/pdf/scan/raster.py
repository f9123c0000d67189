"""What a picture of a page shows before any letter is recognized: ink, rules, fills and runs of text.

Lengths are in pixels unless a comment says otherwise; boxes are (x0, top, x1, bottom), x1 and bottom excluded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Ink = NDArray[np.float32]
"""How dark each pixel is against its background: 0 is paper, 1 is black print."""
Mask = NDArray[np.bool_]
PixelBox = tuple[int, int, int, int]

# The side of a block, about two points at 300 dpi: wider than a stroke, narrower than a cell.
_BLOCK = 8
# Shades from 0, black, to 255: of a dark fill at most, of white print on it at least, and the step at a fill's edge.
_DARK_PAPER = 120
_WHITE_PAPER = 205
_STEP = 45
# The least ink of printed pixels and of faint rules, and the most ink of paper.
_PRINTED = 0.25
_FAINT = 0.07
_PAPER_NOISE = 0.1
# In pixels of a picture at half its resolution, made for 300 dpi: 30, 10 and 2.4 points.
_SHORTEST_RULE = 62
_SHORTEST_BETWEEN = 22
_THICKEST_RULE = 5
# In blocks: six points high and fifteen wide.
_LEAST_FILL = 3, 8
_SHADES_OF_PAPER = 15
# Of a rule: how uneven its ink may be, the least share that is unbroken, and how much of it may have ink beside it.
_UNEVEN = 0.45
_UNBROKEN = 0.93
_CROWDED = 0.4
_LETTER_HEIGHTS = (12, 90)
# In squares of the usual letter's height: the area of the largest speck.
_SPECK = 0.015
# In heights of the usual letter.
_WORD_GAP = 0.9
_SMALL_PART = 0.62
_ACCENT_GAP = 0.45
_TALLEST = 7
_TWO_LINES = 2.3
_TOUCHING = 0.12


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text without a wide gap on one line, such as a cell's or a paragraph's line, with its ink alone on white."""

    box: PixelBox
    ink: Ink


@dataclass(frozen=True, slots=True)
class Rules:
    """The horizontal and vertical rules of a page, and the pixels they cover."""

    horizontal: list[PixelBox]
    vertical: list[PixelBox]
    mask: Mask


def ink_of(picture: Image.Image) -> Ink:
    """The ink of a picture, that of white print on dark fills too, whatever the shade of its paper."""
    grey = np.asarray(picture.convert("L"), dtype=np.float32)
    paper, is_dark, is_edge = _paper(picture.convert("L"))
    contrast = np.where(is_dark, grey - paper, paper - grey)
    span = np.where(is_dark, 255 - paper, paper)
    return np.where(is_edge, 0, np.clip(contrast / np.maximum(span, 60), 0, 1)).astype(np.float32)


def _paper(picture: Image.Image) -> tuple[NDArray[np.float32], Mask, Mask]:
    """The shade behind the print at each pixel, the pixels of dark fills, and those at the edges of fills."""
    size = max(picture.width // _BLOCK, 1), max(picture.height // _BLOCK, 1)
    blocks = np.asarray(picture.resize(size, Image.Resampling.BOX), dtype=np.float32)
    dark = _dark_fills(blocks)
    # Closes whatever is narrower than ten points: print, but not shaded rows.
    light_paper = ndimage.grey_closing(blocks, size=(5, 5))
    dark_paper = ndimage.percentile_filter(np.where(dark, blocks, 255), 20, size=(5, 9))
    paper = np.where(dark, np.minimum(dark_paper, _DARK_PAPER), light_paper)
    edge = ndimage.maximum_filter(paper, 3) - ndimage.minimum_filter(paper, 3) > _STEP
    return _enlarged(paper, picture.size), _enlarged(dark, picture.size) > 0, _enlarged(edge, picture.size) > 0


def _dark_fills(blocks: NDArray[np.float32]) -> Mask:
    """The dark fills of a page: blocks dark for more than the width of a stroke, and the print that they surround."""
    dark = blocks < _DARK_PAPER
    free_of_print = opened(dark, 3, 3) | opened(dark, 2, 6)
    around = closed(np.pad(free_of_print, 32), 9, 31)[32:-32, 32:-32]
    found: Mask = around & (blocks < _WHITE_PAPER)
    return found


def _enlarged(blocks: NDArray[np.generic], size: tuple[int, int]) -> NDArray[np.float32]:
    image = Image.fromarray(np.asarray(blocks, dtype=np.float32))
    return np.asarray(image.resize(size, Image.Resampling.NEAREST), dtype=np.float32)


def opened(mask: Mask, height: int, width: int) -> Mask:
    """The pixels of a mask that a rectangle covers without leaving the mask, as `ndimage.binary_opening`."""
    return dilated(_eroded(mask, height, width), height, width)


def closed(mask: Mask, height: int, width: int) -> Mask:
    """A mask and the pixels that no rectangle covers without touching the mask, as `ndimage.binary_closing`."""
    return _eroded(dilated(mask, height, width), height, width)


def dilated(mask: Mask, height: int, width: int) -> Mask:
    """A mask grown by a rectangle, as `ndimage.binary_dilation`, which takes ten times as long for a long one."""
    return _any_along(_any_along(mask, height, 0, False), width, 1, False)


def _eroded(mask: Mask, height: int, width: int) -> Mask:
    """A mask shrunk by a rectangle; pixels beyond its edges count as unset."""
    return ~_any_along(_any_along(~mask, height, 0, True), width, 1, True)


def _any_along(mask: Mask, length: int, axis: int, is_erosion: bool) -> Mask:
    """Whether any pixel is set within a window of a length around each pixel, along an axis."""
    # An even window has its middle after its centre, which erosion and dilation see from opposite sides.
    before = length // 2 if is_erosion else length - 1 - length // 2
    padding = [(0, 0), (0, 0)]
    padding[axis] = (before, length - 1 - before)
    found = np.moveaxis(np.pad(mask, padding, constant_values=is_erosion), axis, 1)
    reached = 1
    while reached < length:
        # Two windows side by side, or overlapping, are a longer one.
        step = min(reached, length - reached)
        found = found[:, :-step] | found[:, step:]
        reached += step
    return np.moveaxis(found, 1, axis)


def find_rules(ink: Ink) -> Rules:
    """The rules of a page at 300 dpi: long, thin and even, with little ink beside them.

    Between two horizontal rules a vertical one may be short, as in a table's only row.
    """
    height, width = ink.shape[0] // 2, ink.shape[1] // 2
    half = ink[: height * 2, : width * 2].reshape(height, 2, width, 2).mean((1, 3))
    level, level_mask = _level_rules(half, _SHORTEST_RULE)
    upright, upright_mask = _level_rules(half.T, _SHORTEST_RULE)
    between, between_mask = _level_rules(half.T, _SHORTEST_BETWEEN)
    for rule in between:
        x0, y0, x1, y1 = rule[1], rule[0], rule[3], rule[2]
        if rule not in upright and _ends_at(x0, y0, level) and _ends_at(x0, y1, level):
            upright.append(rule)
            upright_mask[x0:x1, y0:y1] |= between_mask[x0:x1, y0:y1]
    grown = dilated(level_mask, 3, 1) | dilated(upright_mask.T, 1, 3)
    mask = np.zeros(ink.shape, dtype=bool)
    mask[: height * 2, : width * 2] = grown.repeat(2, 0).repeat(2, 1)
    return Rules(
        [(x0 * 2, y0 * 2, x1 * 2, y1 * 2) for x0, y0, x1, y1 in level],
        [(y0 * 2, x0 * 2, y1 * 2, x1 * 2) for x0, y0, x1, y1 in upright],
        mask,
    )


def _ends_at(x: int, y: int, level: list[PixelBox]) -> bool:
    return any(x0 - 4 <= x <= x1 + 4 and y0 - 4 <= y <= y1 + 4 for x0, y0, x1, y1 in level)


def _level_rules(ink: Ink, shortest: int) -> tuple[list[PixelBox], Mask]:
    smooth = ndimage.uniform_filter1d(ink, 5, axis=1)
    faint = smooth > _FAINT
    unbroken = ndimage.uniform_filter1d(faint.astype(np.float32), shortest, axis=1) > 0.93
    runs = dilated(unbroken, 1, shortest) & faint
    runs = opened(closed(runs, 1, 5), 1, shortest // 2)
    labels, _ = ndimage.label(runs, np.ones((3, 3)))
    rules = []
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        part = labels[rows, columns] == number
        if part.shape[1] >= shortest and _is_rule(part, rows, columns, ink):
            rules.append((columns.start, rows.start, columns.stop, rows.stop))
        else:
            runs[rows, columns] &= ~part
    return rules, runs


def _is_rule(part: Mask, rows: slice, columns: slice, ink: Ink) -> bool:
    """Whether pixels are a rule, not a line of text, which is uneven and has ink above and below its middle."""
    length = part.shape[1]
    if part.sum() > _THICKEST_RULE * length:
        return False
    profile = ink[rows, columns].max(0)
    beside = [
        ink[max(rows.start - 5, 0) : max(rows.start - 2, 0), columns],
        ink[rows.stop + 2 : rows.stop + 5, columns],
    ]
    crowded = max(((band.max(0) > 0.3).mean() if len(band) else 0.0) for band in beside)
    unbroken = (profile > 0.5 * np.median(profile)).mean() >= _UNBROKEN
    return bool(unbroken and profile.std() < _UNEVEN * profile.mean() and crowded < _CROWDED)


def find_fills(picture: Image.Image) -> Iterator[tuple[PixelBox, int]]:
    """The shaded rectangles of a page, each with its shade from 0, black, to 15, paper."""
    paper, *_ = _paper(picture.convert("L"))
    blocks = paper[_BLOCK // 2 :: _BLOCK, _BLOCK // 2 :: _BLOCK]
    white = float(np.percentile(blocks, 80))
    shades = np.clip(blocks / white * 15, 0, 15).round().astype(np.int32)
    for shade in np.unique(shades[shades < _SHADES_OF_PAPER]):
        labels, _ = ndimage.label(opened(abs(shades - shade) == 0, 2, 4))
        for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
            height, width = rows.stop - rows.start, columns.stop - columns.start
            filled = (labels[rows, columns] == number).mean()
            if height >= _LEAST_FILL[0] and width >= _LEAST_FILL[1] and filled > 0.8:
                box = columns.start, rows.start, columns.stop, rows.stop
                yield tuple(edge * _BLOCK for edge in box), int(shade)


def letter_height(ink: Ink) -> float:
    """The usual height of a letter on a page, in pixels."""
    labels, count = ndimage.label(ink > _PRINTED, np.ones((3, 3)))
    heights = [rows.stop - rows.start for rows, _ in ndimage.find_objects(labels)] if count else []
    usual = [height for height in heights if _LETTER_HEIGHTS[0] < height < _LETTER_HEIGHTS[1]]
    return float(np.median(usual)) if usual else 25.0


def text_runs(ink: Ink) -> Iterator[TextRun]:
    """The text runs of a page without rules, in no order; specks and pictures are left out."""
    usual = letter_height(ink)
    labels, boxes = _smeared(_letters(ink, usual), usual)
    owner = _with_accents(boxes, usual)
    owners = np.array([-1, *owner])
    for number, box in enumerate(boxes):
        if owner[number] == number:
            wide = _widened(box, ink.shape)
            yield from _lines(TextRun(wide, _alone(ink, owners[_part(labels, wide)] == number, wide)), usual)


def _letters(ink: Ink, usual: float) -> Mask:
    """The printed pixels without specks and without shapes far too high to be a letter."""
    labels, _ = ndimage.label(ink > _PRINTED, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel())
    heights = np.array([0, *(rows.stop - rows.start for rows, _ in ndimage.find_objects(labels))])
    kept = (sizes >= max(10.0, _SPECK * usual * usual)) & (heights < _TALLEST * usual)
    kept[0] = False
    found: Mask = kept[labels]
    return found


def _smeared(letters: Mask, usual: float) -> tuple[NDArray[np.int32], list[PixelBox]]:
    """Letters joined to runs over gaps as wide as a space: the number of each pixel's run, and the runs' boxes."""
    gap = max(int(_WORD_GAP * usual), 1)
    wide = closed(np.pad(letters, ((0, 0), (gap, gap))), 1, gap)[:, gap:-gap]
    labels, _ = ndimage.label(wide, np.ones((3, 3)))
    boxes = [(x.start, y.start, x.stop, y.stop) for y, x in ndimage.find_objects(labels)]
    return labels, boxes


def _with_accents(boxes: list[PixelBox], usual: float) -> list[int]:
    """For each box the index of the one it belongs to: dots and rings belong to the letters under or over them.

    The boxes of these letters are extended by their accents.
    """
    owner = list(range(len(boxes)))
    for small in sorted(owner, key=lambda number: boxes[number][3] - boxes[number][1]):
        x0, top, x1, bottom = boxes[small]
        if bottom - top > _SMALL_PART * usual:
            break
        near = [
            (max(other[1] - bottom, top - other[3]), number)
            for number, other in enumerate(boxes)
            if other[3] - other[1] > _SMALL_PART * usual
            and other[0] - 0.3 * usual <= (x0 + x1) / 2 <= other[2] + 0.3 * usual
            and max(other[1] - bottom, top - other[3]) <= _ACCENT_GAP * usual
        ]
        if near:
            home = min(near)[1]
            owner[small] = home
            other = boxes[home]
            boxes[home] = min(other[0], x0), min(other[1], top), max(other[2], x1), max(other[3], bottom)
    return owner


def _lines(run: TextRun, usual: float) -> Iterator[TextRun]:
    """A run, cut where two lines of print touch by a letter or two."""
    x0, top, x1, bottom = run.box
    height = bottom - top
    if height > _TWO_LINES * usual:
        rows = ndimage.uniform_filter1d((run.ink > _PRINTED).sum(1).astype(np.float32), 3)
        inner = slice(int(0.3 * height), int(0.7 * height) + 1)
        at = inner.start + int(np.argmin(rows[inner]))
        if rows[at] < _TOUCHING * rows.max() and min(rows[:at].max(), rows[at:].max()) > 0.4 * rows.max():
            yield from _lines(TextRun((x0, top, x1, top + at), run.ink[:at]), usual)
            yield from _lines(TextRun((x0, top + at, x1, bottom), run.ink[at:]), usual)
            return
    yield run


def _widened(box: PixelBox, shape: tuple[int, ...]) -> PixelBox:
    """A box with the soft edges of its print."""
    return max(box[0] - 2, 0), max(box[1] - 2, 0), min(box[2] + 2, shape[1]), min(box[3] + 2, shape[0])


def _part(labels: NDArray[np.int32], box: PixelBox) -> NDArray[np.int32]:
    return labels[box[1] : box[3], box[0] : box[2]]


def _alone(ink: Ink, own: Mask, box: PixelBox) -> Ink:
    """The ink in a box without that of other runs that reach into it."""
    return np.where(dilated(own, 7, 7), ink[box[1] : box[3], box[0] : box[2]], 0)


def picture_of(ink: Ink, margin: int = 0, height: int = 0) -> Image.Image:
    """Ink as black print on white, with a margin, and padded above and below to at least a height."""
    missing = max(0, height - ink.shape[0])
    padding = ((missing // 2 + margin, missing - missing // 2 + margin), (margin, margin))
    printed = np.clip((np.pad(ink, padding) - _PAPER_NOISE) * 1.8, 0, 1)
    return Image.fromarray((255 - printed * 255).astype(np.uint8))
