"""The appearance of a small drawn mark, its shape and colour, found from its picture.

A mark may be drawn as one path or several, as an image or as a letter of a symbol font. Its picture is what a reader of
the page sees, so shape and colour are taken from the picture alone. Which things drawn are marks is decided in `find`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from dagster_project.reading.sources.marks.colours import class_of_rgb
from dagster_project.terms import Colour, MarkShape

Pixels = npt.NDArray[np.uint8]
"""A picture: height x width x RGB, from 0 to 255."""
_Mask = npt.NDArray[np.bool_]
_Points = Sequence[tuple[float, float]]

# How much of 255 a drawn pixel differs from the ground in red, green or blue: smoothed edges differ by less.
_DRAWN = 48
_FEWEST_PIXELS = 20
# The share of coloured pixels that makes a mark coloured: a dark outline or shadow may be large beside it.
_COLOURED = 0.2
# In pixels: the side of the square that shapes are compared in.
_SIDE = 24
_LEAST_LIKENESS = 0.8
# The filled share below which a shape is an outline, and below which a lopsided circle is half a circle.
_HOLLOW = 0.62
_HALF = 0.8
_LOPSIDED = 0.1
# The least share of a dot that an arrow in it takes.
_INNER = 0.1
_ROUND = (MarkShape.CIRCLE, MarkShape.SQUARE, MarkShape.DIAMOND)


@dataclass(frozen=True, slots=True)
class Appearance:
    """The shape and colour of a mark. `hollow` is set where only its outline is drawn."""

    shape: MarkShape
    colour: Colour
    hollow: bool = False


def appearances(pixels: Pixels, margin: float) -> list[Appearance]:
    """The appearances of the mark in a picture; empty where too little is drawn.

    `margin` is the share of the picture's height that shows the ground around the mark; what is drawn there belongs to
    neighbours. Most marks have one appearance; an arrow in a dot has two, a dot and an arrow.
    """
    edge = max(round(margin * len(pixels)) - 1, 0)
    inside = slice(edge, len(pixels) - edge), slice(edge, pixels.shape[1] - edge)
    drawn = np.zeros(pixels.shape[:2], dtype=np.bool_)
    drawn[inside] = True
    distance = np.abs(pixels.astype(np.int16) - _ground(pixels[~drawn])).max(axis=2)
    drawn &= distance > _DRAWN
    if int(drawn.sum()) < _FEWEST_PIXELS:
        return []
    colour, coloured = _colour(pixels, drawn)
    seen = coloured if colour.is_chromatic else drawn
    silhouette = _filled(seen)
    box = _box(silhouette)
    if box is None:
        return []
    shape = _shape(silhouette[box])
    if shape is MarkShape.OTHER:
        return [Appearance(_shape(seen[box]), colour)]
    if shape not in _ROUND:
        return [Appearance(shape, colour)]
    return _of_round(shape, colour, seen[box], silhouette[box])


def _of_round(shape: MarkShape, colour: Colour, seen: _Mask, silhouette: _Mask) -> list[Appearance]:
    """The appearances of a dot, square or diamond, depending on how much of it is filled, and of an arrow in it."""
    left_out = silhouette & ~seen
    share = 1 - float(left_out.sum()) / float(silhouette.sum())
    if shape is MarkShape.CIRCLE and share < _HALF and _off_centre(left_out) > _LOPSIDED:
        return [Appearance(MarkShape.HALF_CIRCLE, colour)]
    if share < _HOLLOW:
        return [Appearance(MarkShape.RING if shape is MarkShape.CIRCLE else shape, colour, hollow=True)]
    inside = _box(left_out)
    inner = _shape(left_out[inside]) if inside and share < 1 - _INNER else MarkShape.OTHER
    return [Appearance(shape, colour), *([Appearance(inner, colour)] if inner.is_arrow else [])]


def _off_centre(mask: _Mask) -> float:
    """The distance of a mask's centre of gravity from the middle of its picture, as a share of the larger side."""
    rows, columns = np.nonzero(mask)
    if not rows.size:
        return 0.0
    height, width = mask.shape
    across, down = float(columns.mean()) - (width - 1) / 2, float(rows.mean()) - (height - 1) / 2
    return math.hypot(across, down) / float(max(height, width))


def _ground(margin: Pixels) -> npt.NDArray[np.int16]:
    """The most common colour of a margin, as a table's rule may run through it."""
    if not len(margin):
        return np.full(3, 255, dtype=np.int16)
    colours, counts = np.unique(margin, axis=0, return_counts=True)
    ground: npt.NDArray[np.int16] = colours[int(counts.argmax())].astype(np.int16)
    return ground


def _colour(pixels: Pixels, drawn: _Mask) -> tuple[Colour, _Mask]:
    """The class of colour of the drawn pixels, and those that have it."""
    classes = np.full(drawn.shape, "", dtype=object)
    found, inverse = np.unique(pixels[drawn], axis=0, return_inverse=True)
    names = np.array([class_of_rgb(*(part / 255 for part in colour)) for colour in found.tolist()], dtype=object)
    classes[drawn] = names[inverse.reshape(-1)]
    counts = Counter(classes[drawn].tolist())
    # Black and coloured shapes both have grey smoothed edges: a colour wins over black where there is enough of it.
    chromatic = {name: count for name, count in counts.items() if name.is_chromatic}
    if chromatic:
        best = max(chromatic, key=chromatic.__getitem__)
        if chromatic[best] >= _COLOURED * int(drawn.sum()):
            return best, classes == best
    is_black = counts[Colour.BLACK] >= 0.3 * int(drawn.sum())
    return Colour.BLACK if is_black else Colour.GREY, drawn


def _filled(mask: _Mask) -> _Mask:
    """The mask with its holes filled: all pixels that can't be reached from outside."""
    height, width = mask.shape
    sheet = Image.new("L", (width + 2, height + 2), 0)
    sheet.paste(Image.fromarray(np.where(mask, 255, 0).astype(np.uint8)), (1, 1))
    ImageDraw.floodfill(sheet, (0, 0), 128)
    filled: _Mask = np.asarray(sheet)[1:-1, 1:-1] != 128
    return filled


def _box(mask: _Mask) -> tuple[slice, slice] | None:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _shape(mask: _Mask) -> MarkShape:
    """The shape whose template is most like a mask that fills its box; `other` where none is like it."""
    image = Image.fromarray(np.where(mask, 255, 0).astype(np.uint8))
    vector = _normal(image)
    shapes, templates = _templates()
    likeness = templates @ vector
    best = int(likeness.argmax())
    return shapes[best] if likeness[best] >= _LEAST_LIKENESS else MarkShape.OTHER


def _normal(image: Image.Image) -> npt.NDArray[np.float64]:
    """An image of a shape as a vector of length 1: fitted into a square, blurred, its mean subtracted."""
    scale = (_SIDE - 4) / max(image.size)
    size = max(round(image.width * scale), 1), max(round(image.height * scale), 1)
    sheet = Image.new("L", (_SIDE, _SIDE), 0)
    sheet.paste(image.resize(size, Image.Resampling.BOX), ((_SIDE - size[0]) // 2, (_SIDE - size[1]) // 2))
    vector: npt.NDArray[np.float64] = np.asarray(sheet.filter(ImageFilter.GaussianBlur(1.0)), dtype=np.float64).ravel()
    vector = vector - vector.mean()
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector


@lru_cache(maxsize=1)
def _templates() -> tuple[list[MarkShape], npt.NDArray[Any]]:
    shapes, vectors = [], []
    for shape, image in _drawn_templates():
        box = image.getbbox()
        assert box is not None
        shapes.append(shape)
        vectors.append(_normal(image.crop(box)))
    return shapes, np.array(vectors)


def _drawn_templates() -> Iterator[tuple[MarkShape, Image.Image]]:
    """Each shape in the proportions that reports draw it in."""
    yield MarkShape.CIRCLE, _ellipse()
    square = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    yield MarkShape.SQUARE, _polygon(square)
    yield MarkShape.DIAMOND, _polygon(((0, -1), (1, 0), (0, 1), (-1, 0)))
    for height in (1.4, 1.73, 2.0):
        triangle = ((1, 0), (1 - height, 1), (1 - height, -1))
        for shape, degrees in _TRIANGLES:
            yield shape, _polygon(_turned(triangle, degrees))
    for shape, degrees in _DIRECTIONS:
        for shaft in (0.15, 0.3, 0.5):
            for head in (0.6, 1.0, 1.3):
                for half in (0.5, 0.75, 1.0):
                    if shaft < half:
                        yield shape, _polygon(_turned(_block_arrow(shaft * half / 0.75, head, half), degrees))
        for thickness in (0.15, 0.3):
            for head in (0.6, 0.9):
                yield shape, _strokes((_turned(_shaft(), degrees), _turned(_chevron(head), degrees)), thickness)
        if degrees % 90 == 0:
            for thickness in (0.2, 0.4):
                yield shape, _strokes((_turned(_chevron(0.9), degrees),), thickness)
    # A tick, a cross, a plus, a star and two flags: known, so that they are not taken for shapes somewhat like them.
    yield MarkShape.OTHER, _strokes((((-1, 0.2), (-0.3, 0.9), (1, -0.8)),), 0.3)
    yield MarkShape.OTHER, _strokes((((-1, -1), (1, 1)), ((-1, 1), (1, -1))), 0.3)
    yield MarkShape.OTHER, _strokes((((-1, 0), (1, 0)), ((0, 1), (0, -1))), 0.3)
    yield MarkShape.OTHER, _polygon(_star())
    for flag in (((-0.8, -1), (0.8, -0.5), (-0.8, 0)), ((-0.8, -1), (0.8, -1), (0.8, 0), (-0.8, 0))):
        yield MarkShape.OTHER, _flag(flag)


# In degrees clockwise from pointing right, as y grows downwards.
_TRIANGLES = ((MarkShape.TRIANGLE, 270), (MarkShape.TRIANGLE_DOWN, 90), (MarkShape.TRIANGLE_RIGHT, 0))
_DIRECTIONS = (
    (MarkShape.ARROW_RIGHT, 0),
    (MarkShape.ARROW_DOWN_RIGHT, 45),
    (MarkShape.ARROW_DOWN, 90),
    (MarkShape.OTHER, 135),
    (MarkShape.OTHER, 180),
    (MarkShape.OTHER, 225),
    (MarkShape.ARROW_UP, 270),
    (MarkShape.ARROW_UP_RIGHT, 315),
)


def _block_arrow(shaft: float, head: float, half: float) -> _Points:
    """An arrow of seven corners pointing right: half the width of its shaft, length of its head, half its width."""
    neck = 1 - head
    return ((1, 0), (neck, half), (neck, shaft), (-1, shaft), (-1, -shaft), (neck, -shaft), (neck, -half))


def _shaft() -> _Points:
    return ((-1, 0), (1, 0))


def _chevron(head: float) -> _Points:
    return ((1 - head, -head), (1, 0), (1 - head, head))


def _star() -> _Points:
    radii = (1.0, 0.4) * 5
    return [(r * math.sin(i * math.pi / 5), -r * math.cos(i * math.pi / 5)) for i, r in enumerate(radii)]


def _turned(points: _Points, degrees: float) -> _Points:
    turn = math.radians(degrees)
    return [(x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)) for x, y in points]


_TEMPLATE_SIDE = 80


def _on_sheet(points: _Points) -> list[tuple[float, float]]:
    half = _TEMPLATE_SIDE / 2
    return [(half + x * half * 0.6, half + y * half * 0.6) for x, y in points]


def _sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (_TEMPLATE_SIDE, _TEMPLATE_SIDE), 0)
    return image, ImageDraw.Draw(image)


def _ellipse() -> Image.Image:
    image, pen = _sheet()
    pen.ellipse((_on_sheet(((-1, -1),))[0], _on_sheet(((1, 1),))[0]), fill=255)
    return image


def _polygon(points: _Points) -> Image.Image:
    image, pen = _sheet()
    pen.polygon(_on_sheet(points), fill=255)
    return image


def _strokes(lines: Sequence[_Points], thickness: float) -> Image.Image:
    image, pen = _sheet()
    for line in lines:
        pen.line(_on_sheet(line), fill=255, width=round(thickness * _TEMPLATE_SIDE * 0.3), joint="curve")
    return image


def _flag(cloth: _Points) -> Image.Image:
    image, pen = _sheet()
    pen.polygon(_on_sheet(cloth), fill=255)
    pen.line(_on_sheet(((-0.8, -1), (-0.8, 1))), fill=255, width=6)
    return image
