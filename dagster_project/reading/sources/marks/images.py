"""Status marks that a file holds as small images or coloured characters.

Word documents and web pages share this module. The marks of PDF pages are found in `find`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from PIL import Image

from dagster_project.reading.sources.decoded import PictureError, PictureTooLarge, decoded
from dagster_project.reading.sources.marks.colours import class_of_rgb
from dagster_project.reading.sources.marks.shapes import Appearance, appearances
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Symbols
from dagster_project.terms import Colour, MarkShape

SIZES = (3.0, 30.0)
"""The least and the greatest side of a mark, in points."""
# In pixels: the longer side that an image is scaled to, the margin put around it, and the area of the largest decoded.
_PIXELS = 64
_MARGIN = 8
_MOST_PIXELS = 4_000_000
# By words of the arrows' names in Unicode.
_ARROW_NAMES = {
    "NORTH EAST": MarkShape.ARROW_UP_RIGHT,
    "SOUTH EAST": MarkShape.ARROW_DOWN_RIGHT,
    "UPWARDS": MarkShape.ARROW_UP,
    "DOWNWARDS": MarkShape.ARROW_DOWN,
    "RIGHTWARDS": MarkShape.ARROW_RIGHT,
}


@lru_cache(maxsize=256)
def image_appearances(data: bytes) -> tuple[Appearance, ...]:
    """The appearances of the mark in an image file: `other` where it can't be decoded, none where it is too large."""
    try:
        image = decoded(data, _MOST_PIXELS)
    except PictureTooLarge:
        return ()
    except PictureError:
        return (Appearance(MarkShape.OTHER, Colour.OTHER),)
    side = _PIXELS / max(image.size)
    image = image.resize((max(round(image.width * side), 1), max(round(image.height * side), 1)))
    sheet = Image.new("RGBA", (image.width + 2 * _MARGIN, image.height + 2 * _MARGIN), "white")
    sheet.alpha_composite(image, (_MARGIN, _MARGIN))
    seen = appearances(np.asarray(sheet.convert("RGB")), _MARGIN / sheet.height)
    return tuple(one for one in seen if one.shape is not MarkShape.OTHER or one.colour.is_chromatic)


def colour_of_hex(written: str) -> Colour:
    """The class of a colour written as RRGGBB or RGB; `other` where it is not written so."""
    digits = "".join(2 * digit for digit in written) if len(written) == 3 else written
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
        return Colour.OTHER
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return class_of_rgb(red, green, blue)


def character_marks(text: str, colour: str) -> Iterator[Appearance]:
    """The marks among the characters of a text whose colour is written RRGGBB: coloured dots, arrows and the like."""
    seen = colour_of_hex(colour) if re.fullmatch(r"[0-9a-fA-F]{6}", colour) else None
    if seen is None or not seen.is_chromatic:
        return
    for character in text:
        shape = _shape(character)
        if shape is not None:
            yield Appearance(shape, seen)


@lru_cache(maxsize=1024)
def _shape(character: str) -> MarkShape | None:
    listed = next((shape for shape, characters in load(Symbols).shapes.items() if character in characters), None)
    if listed is not None:
        return listed
    if unicodedata.category(character) not in ("So", "Sm"):
        return None
    name = unicodedata.name(character, "")
    return next((shape for words, shape in _ARROW_NAMES.items() if words in name and "ARROW" in name), None)
