"""Status marks that a file holds as small pictures or coloured characters: what they show.

Here belongs what Word documents and web pages have in common; PDF pages are pictures themselves (`pdf_pictures`).
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from PIL import Image, UnidentifiedImageError

from dagster_project.reading.sources.marks.colours import class_of_rgb
from dagster_project.reading.sources.marks.shapes import Look, looks
from dagster_project.reading.vocabulary.loader import vocabulary

NO_COLOUR = ("black", "grey", "white")
SIZES = (3.0, 30.0)
"""The least and the greatest side of a mark in points."""
_PIXELS = 64
_MARGIN = 8
_MOST_PIXELS = 4_000_000
_ARROW_NAMES = {
    "NORTH EAST": "arrow_up_right",
    "SOUTH EAST": "arrow_down_right",
    "UPWARDS": "arrow_up",
    "DOWNWARDS": "arrow_down",
    "RIGHTWARDS": "arrow_right",
}


@lru_cache(maxsize=256)
def picture_looks(data: bytes) -> tuple[Look, ...]:
    """What a small picture shows. One that can't be decoded (EMF, WMF) is a mark of unknown look."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data))
            if opened.width * opened.height > _MOST_PIXELS:
                return ()
            image = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        return (Look("other", "other"),)
    side = _PIXELS / max(image.size)
    image = image.resize((max(round(image.width * side), 1), max(round(image.height * side), 1)))
    sheet = Image.new("RGBA", (image.width + 2 * _MARGIN, image.height + 2 * _MARGIN), "white")
    sheet.alpha_composite(image, (_MARGIN, _MARGIN))
    seen = looks(np.asarray(sheet.convert("RGB")), _MARGIN / sheet.height)
    return tuple(look for look in seen if look.shape != "other" or look.colour not in NO_COLOUR)


def colour_of_hex(written: str) -> str:
    """The class of a colour written as RRGGBB or RGB."""
    digits = "".join(2 * digit for digit in written) if len(written) == 3 else written
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
        return "other"
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return class_of_rgb(red, green, blue)


def character_marks(text: str, colour: str) -> Iterator[Look]:
    """The marks among the characters of a text whose colour is written RRGGBB; letters and black are none."""
    seen = colour_of_hex(colour) if re.fullmatch(r"[0-9a-fA-F]{6}", colour) else ""
    if not seen or seen in NO_COLOUR:
        return
    for character in text:
        form = _form(character)
        if form:
            yield Look(form, seen)


@lru_cache(maxsize=1024)
def _form(character: str) -> str | None:
    shapes: dict[str, str] = vocabulary("symbols")["shapes"]
    listed = next((shape for shape, characters in shapes.items() if character in characters), None)
    if listed or unicodedata.category(character) not in ("So", "Sm"):
        return listed
    name = unicodedata.name(character, "")
    return next((form for words, form in _ARROW_NAMES.items() if words in name and "ARROW" in name), None)
