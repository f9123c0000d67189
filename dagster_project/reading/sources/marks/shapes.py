"""What a small drawn mark looks like: its shape and colour, told from its picture.

However a mark was drawn (one path or several, an image, a letter of a symbol font), the picture of it is what a reader
of the page sees, so shape and colour are taken from that alone. Where marks stand and what is none is the business of
`pdf_marks`.
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

Pixels = npt.NDArray[np.uint8]
_Mask = npt.NDArray[np.bool_]
_Points = Sequence[tuple[float, float]]

# By how much of 255 one of its parts of colour differs from the ground's: smoothed edges differ by less.
_DRAWN = 48
_FEWEST_PIXELS = 20
# The share of coloured pixels that makes a mark coloured: a dark outline or shadow may be large beside it.
_COLOURED = 0.2
_SIDE = 24
_LEAST_LIKENESS = 0.8
_HOLLOW = 0.62
_HALF = 0.8
_LOPSIDED = 0.1
# The share of a dot that an arrow in it takes at least.
_INNER = 0.1
_CHROMATIC = frozenset({"green", "yellow", "red", "blue", "other"})
_ROUND = ("circle", "square", "diamond")


@dataclass(frozen=True, slots=True)
class Look:
    """The shape and colour of a mark as in `Symbol`. `hollow` tells that only its outline is drawn."""

    shape: str
    colour: str
    hollow: bool = False


def looks(pixels: Pixels, margin: float) -> list[Look]:
    """The looks of the mark in a picture (height x width x RGB), around which a margin shows the ground.

    `margin` is the margin's share of the picture's height; what is drawn there belongs to neighbours. Most marks have
    one look; an arrow in a dot is a dot and an arrow. Empty where nothing or too little is drawn.
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
    seen = coloured if colour in _CHROMATIC else drawn
    silhouette = _filled(seen)
    box = _box(silhouette)
    if box is None:
        return []
    shape = _shape(silhouette[box])
    if shape == "other":
        return [Look(_shape(seen[box]), colour)]
    if shape not in _ROUND:
        return [Look(shape, colour)]
    return _round_looks(shape, colour, seen[box], silhouette[box])


def _round_looks(shape: str, colour: str, seen: _Mask, silhouette: _Mask) -> list[Look]:
    """A dot, square or diamond by how much of it is filled, and the arrow in it."""
    left_out = silhouette & ~seen
    share = 1 - float(left_out.sum()) / float(silhouette.sum())
    if shape == "circle" and share < _HALF and _off_centre(left_out) > _LOPSIDED:
        return [Look("half_circle", colour)]
    if share < _HOLLOW:
        return [Look("ring" if shape == "circle" else shape, colour, hollow=True)]
    inside = _box(left_out)
    inner = _shape(left_out[inside]) if inside and share < 1 - _INNER else ""
    return [Look(shape, colour), *([Look(inner, colour)] if inner.startswith("arrow") else [])]


def _off_centre(mask: _Mask) -> float:
    """How far a mask's centre of gravity lies from the middle of its picture, as a share of the larger side."""
    rows, columns = np.nonzero(mask)
    if not rows.size:
        return 0.0
    height, width = mask.shape
    across, down = float(columns.mean()) - (width - 1) / 2, float(rows.mean()) - (height - 1) / 2
    return math.hypot(across, down) / float(max(height, width))


def _ground(margin: Pixels) -> npt.NDArray[np.int16]:
    """The commonest colour of a margin; a table's rule may run through it."""
    if not len(margin):
        return np.full(3, 255, dtype=np.int16)
    colours, counts = np.unique(margin, axis=0, return_counts=True)
    ground: npt.NDArray[np.int16] = colours[int(counts.argmax())].astype(np.int16)
    return ground


def _colour(pixels: Pixels, drawn: _Mask) -> tuple[str, _Mask]:
    """The class of colour of what is drawn, and the pixels that have it."""
    classes = np.full(drawn.shape, "", dtype=object)
    found, inverse = np.unique(pixels[drawn], axis=0, return_inverse=True)
    names = np.array([class_of_rgb(*(part / 255 for part in colour)) for colour in found.tolist()], dtype=object)
    classes[drawn] = names[inverse.reshape(-1)]
    counts = Counter(classes[drawn].tolist())
    # Smoothed edges are grey, of black and of colour alike: a colour wins over black where there is enough of it.
    chromatic = {name: count for name, count in counts.items() if name in _CHROMATIC}
    if chromatic:
        best = max(chromatic, key=chromatic.__getitem__)
        if chromatic[best] >= _COLOURED * int(drawn.sum()):
            return best, classes == best
    best = "black" if counts["black"] >= 0.3 * int(drawn.sum()) else "grey"
    return best, drawn


def _filled(mask: _Mask) -> _Mask:
    """The mask with its holes filled: all that can't be reached from outside."""
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


def _shape(mask: _Mask) -> str:
    """The shape whose template is most like a mask that fills its box; other if none is."""
    image = Image.fromarray(np.where(mask, 255, 0).astype(np.uint8))
    vector = _normal(image)
    names, templates = _templates()
    likeness = templates @ vector
    best = int(likeness.argmax())
    return names[best] if likeness[best] >= _LEAST_LIKENESS else "other"


def _normal(image: Image.Image) -> npt.NDArray[np.float64]:
    """An image of a shape as a vector of length one: fitted into a square, blurred, its mean taken away."""
    scale = (_SIDE - 4) / max(image.size)
    size = max(round(image.width * scale), 1), max(round(image.height * scale), 1)
    sheet = Image.new("L", (_SIDE, _SIDE), 0)
    sheet.paste(image.resize(size, Image.Resampling.BOX), ((_SIDE - size[0]) // 2, (_SIDE - size[1]) // 2))
    vector: npt.NDArray[np.float64] = np.asarray(sheet.filter(ImageFilter.GaussianBlur(1.0)), dtype=np.float64).ravel()
    vector = vector - vector.mean()
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector


@lru_cache(maxsize=1)
def _templates() -> tuple[list[str], npt.NDArray[Any]]:
    names, vectors = [], []
    for name, image in _drawn_templates():
        box = image.getbbox()
        assert box is not None
        names.append(name)
        vectors.append(_normal(image.crop(box)))
    return names, np.array(vectors)


def _drawn_templates() -> Iterator[tuple[str, Image.Image]]:
    """Each shape in the proportions that it is drawn in, with its name."""
    yield "circle", _ellipse()
    square = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    yield "square", _polygon(square)
    yield "diamond", _polygon(((0, -1), (1, 0), (0, 1), (-1, 0)))
    for height in (1.4, 1.73, 2.0):
        triangle = ((1, 0), (1 - height, 1), (1 - height, -1))
        for name, degrees in (("triangle", 270), ("triangle_down", 90), ("triangle_right", 0)):
            yield name, _polygon(_turned(triangle, degrees))
    for name, degrees in _DIRECTIONS:
        for shaft in (0.15, 0.3, 0.5):
            for head in (0.6, 1.0, 1.3):
                for half in (0.5, 0.75, 1.0):
                    if shaft < half:
                        yield name, _polygon(_turned(_block_arrow(shaft * half / 0.75, head, half), degrees))
        for thickness in (0.15, 0.3):
            for head in (0.6, 0.9):
                yield name, _strokes((_turned(_shaft(), degrees), _turned(_chevron(head), degrees)), thickness)
        if degrees % 90 == 0:
            for thickness in (0.2, 0.4):
                yield name, _strokes((_turned(_chevron(0.9), degrees),), thickness)
    yield "other", _strokes((((-1, 0.2), (-0.3, 0.9), (1, -0.8)),), 0.3)
    yield "other", _strokes((((-1, -1), (1, 1)), ((-1, 1), (1, -1))), 0.3)
    yield "other", _strokes((((-1, 0), (1, 0)), ((0, 1), (0, -1))), 0.3)
    yield "other", _polygon(_star())
    for flag in (((-0.8, -1), (0.8, -0.5), (-0.8, 0)), ((-0.8, -1), (0.8, -1), (0.8, 0), (-0.8, 0))):
        yield "other", _flag(flag)


# Clockwise from pointing right, as y grows downwards.
_DIRECTIONS = (
    ("arrow_right", 0),
    ("arrow_down_right", 45),
    ("arrow_down", 90),
    ("other", 135),
    ("other", 180),
    ("other", 225),
    ("arrow_up", 270),
    ("arrow_up_right", 315),
)


def _block_arrow(shaft: float, head: float, half: float) -> _Points:
    """An arrow of seven corners pointing right: half the width of its shaft, the length of its head, half its width."""
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
