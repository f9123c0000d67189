"""Pictures of the part of a page that shows a finding, with its cells framed; for people, no step of the reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock

from PIL import Image, ImageDraw

from dagster_project.reading.sources.geometry import Box, around
from dagster_project.reading.sources.pdf.backend import OpenPdf

# In points around the cells: the labels and heads beside them are to be seen.
_MARGIN = 60.0
_PAD = 2.0
_SIDE = 8.0
# In pixels per point, the sharpest first.
_SCALES = (2.0, 1.6, 1.3, 1.0, 0.8)
_SHADES = 16
# Of 255: paper, also where it is not quite white.
_WHITE = 235
_STATED, _OTHER = (196, 30, 30), (25, 90, 190)
# PDFium is not made for several threads.
_PDFIUM = Lock()


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell to frame: in red the number that is stated, in blue the others."""

    box: Box
    printed: str
    is_stated: bool


def marked_cells(
    path: Path, file_name: str, page_number: int, cells: Sequence[Marked], most_bytes: int
) -> bytes | None:
    """A PNG of the lines of a page (from 1) around some cells, these framed.

    None where no size is small enough, and where the page does not show the cells at these places: one whose text was
    read sideways. Raises UnreadableReport for a file that is no readable PDF.
    """
    with _PDFIUM, OpenPdf(path, file_name) as pdf:
        if not all(pdf.shows(page_number, cell.box, cell.printed) for cell in cells):
            return None
        width, height = pdf.size(page_number)
        part = around([cell.box for cell in cells])
        top, bottom = max(part.top - _MARGIN, 0), min(part.bottom + _MARGIN, height)
        for scale in _SCALES:
            picture = pdf.picture(page_number, None, scale, (0, top, width, bottom))
            drawn = _drawn(picture, cells, top, scale)
            if len(drawn) <= most_bytes:
                return drawn
    return None


def _drawn(picture: Image.Image, cells: Sequence[Marked], top: float, scale: float) -> bytes:
    # Few shades make a small file; the colours of the frames come after them, and stay as they are.
    shown = picture.quantize(_SHADES).convert("RGB")
    pen = ImageDraw.Draw(shown)
    for cell in cells:
        box = cell.box
        edges = (box.x0 - _PAD, box.top - top - _PAD, box.x1 + _PAD, box.bottom - top + _PAD)
        pen.rectangle(
            [edge * scale for edge in edges],
            outline=_STATED if cell.is_stated else _OTHER,
            width=max(round(scale * 1.5), 2),
        )
    out = BytesIO()
    shown.crop(_printed_part(shown, scale)).quantize(_SHADES + 2).save(out, "PNG", optimize=True)
    return out.getvalue()


def _printed_part(picture: Image.Image, scale: float) -> tuple[int, int, int, int]:
    """The picture without the white at its sides."""
    dark = picture.convert("L").point(lambda shade: 255 * (shade < _WHITE))
    left, _, right, _ = dark.getbbox() or (0, 0, *picture.size)
    side = round(_SIDE * scale)
    return max(left - side, 0), 0, min(right + side, picture.width), picture.height
