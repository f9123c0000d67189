"""Reads a picture that is stored in a document of another format, as a page of a PDF of its own."""

from __future__ import annotations

import logging
import struct
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from dagster_project.errors import UnreadableReport
from dagster_project.reading.limits import MOST_PIXELS
from dagster_project.reading.model import Furniture
from dagster_project.reading.sources.decoded import PictureError, PictureTooLarge, decoded
from dagster_project.reading.sources.embedded import PictureReading
from dagster_project.reading.sources.geometry import POINTS_PER_INCH
from dagster_project.reading.sources.pdf.reader import read_pdf
from dagster_project.reading.sources.pdf.scan import ocr
from dagster_project.reading.sources.pdf.scan.look import LOOK_DPI, shows_print
from dagster_project.terms import TextSource

logger = logging.getLogger("bokslut.reading")

# The header of an enhanced metafile, and the type of its records with text in UTF-16.
_METAFILE = b" EMF"
_TEXT_RECORD = 84
# From the start of such a record: the number of its characters, and where they begin.
_COUNT_AT, _TEXT_AT = 44, 48

UNREAD = PictureReading((), 0, TextSource.UNREAD)


def read_picture(data: bytes, size: tuple[float, float]) -> PictureReading | None:
    """What a picture shows that has a size on its page, in points; None where it shows no print."""
    if data[40:44] == _METAFILE:
        return UNREAD if any(c.isdecimal() for c in _metafile_text(data)) else None
    try:
        grey = _on_white(decoded(data, MOST_PIXELS))
    except PictureTooLarge:
        return UNREAD
    except PictureError:
        return None
    width, height = (max(round(side / POINTS_PER_INCH * LOOK_DPI), 1) for side in size)
    if not shows_print(grey.resize((width, height))):
        return None
    return _recognized(grey, size) if ocr.tesseract_version() else UNREAD


def _on_white(shown: Image.Image) -> Image.Image:
    sheet = Image.new("RGBA", shown.size, "white")
    sheet.alpha_composite(shown)
    return sheet.convert("L")


def _recognized(grey: Image.Image, size: tuple[float, float]) -> PictureReading | None:
    with TemporaryDirectory(prefix="bokslut-picture-") as name:
        path = Path(name) / "picture.pdf"
        grey.save(path, "PDF", resolution=grey.width / size[0] * POINTS_PER_INCH)
        try:
            (page,) = read_pdf(path, "", path.name).pages
        except UnreadableReport as error:
            logger.info("a picture with print has no text that OCR finds: %s", error.detail)
            return None
    blocks = tuple(block for block in page.blocks if not isinstance(block, Furniture))
    if page.text_source is not TextSource.OCR:
        return UNREAD
    return PictureReading(blocks, page.digits, TextSource.OCR)


def _metafile_text(data: bytes) -> str:
    """The text of a metafile: how tables of other programs are often pasted."""
    at, found = 0, []
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<II", data, at)
        if kind == _TEXT_RECORD and at + _TEXT_AT + 4 <= len(data):
            count, start = struct.unpack_from("<II", data, at + _COUNT_AT)
            found.append(data[at + start : at + start + 2 * count].decode("utf-16-le", "replace"))
        if length < 8:
            break
        at += length
    return " ".join(found)
