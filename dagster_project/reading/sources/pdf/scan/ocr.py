"""Gives scanned pages of a PDF a text layer, so that the PDF reader can read them.

OCRmyPDF turns and deskews the pages and has `engine` read each with Tesseract. Only temporary files are written,
and nothing leaves the machine.
"""

from __future__ import annotations

import logging
import math
import subprocess
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from PIL import Image

from dagster_project.reading.limits import MOST_PIXELS, SECONDS_PER_SCANNED_PAGE
from dagster_project.reading.sources.geometry import POINTS_PER_INCH, Box
from dagster_project.reading.sources.pdf.backend import OpenPdf

logging.getLogger("ocrmypdf").setLevel(logging.CRITICAL)

LANGUAGE = "swe"
# English is for numbers, osd for turned pages: Debian packages both with Tesseract.
_NEEDED = {LANGUAGE, "eng", "osd"}
INSTALL = "run `make ocr`, which installs Tesseract with its Swedish language"
DPI = 300
"""The resolution, in pixels per inch, of the pictures that are read."""
_ENGINE = "dagster_project.reading.sources.pdf.scan.engine"
_QUALITY = 95
# Tesseract's own measure, where 15 is very sure. Below it a page is not turned.
_SURELY_TURNED = 2.0


class OcrFailed(Exception):
    """Pages could not be read by OCR; the message gives the reason."""


def tesseract_version() -> str:
    """The version of the installed Tesseract, '' where it is missing or lacks a language that reading needs."""
    try:
        languages = _answer("--list-langs").split()
        return _answer("--version").split("\n")[0] if set(languages) >= _NEEDED else ""
    except (OSError, subprocess.SubprocessError):
        return ""


def _answer(option: str) -> str:
    command = ["tesseract", option]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30)
    return done.stdout


def add_text(
    pdf: OpenPdf, numbers: Sequence[int], folder: Path, parts: Mapping[int, Sequence[Box]] | None = None
) -> Path:
    """A PDF in the folder with these pages (from 1), in this order, as upright pictures with their text over them.

    With `parts`, only these parts of each page are shown, which is neither turned nor straightened. Raises OcrFailed.
    """
    source, out = folder / "pictures.pdf", folder / "read.pdf"
    first, *others = numbers
    options = _OPTIONS | _UPRIGHTING if parts is None else _OPTIONS
    _picture(pdf, first, parts).save(
        source,
        "PDF",
        resolution=DPI,
        quality=_QUALITY,
        save_all=True,
        append_images=_Pictures(pdf, others, parts),
    )
    # Imported here as it takes a second, which reports without scans need not spend.
    import ocrmypdf

    try:
        with _hasty_png():
            ocrmypdf.ocr(source, out, plugins=[_ENGINE], **options)
    except (ocrmypdf.exceptions.ExitCodeException, subprocess.SubprocessError, OSError) as error:
        raise OcrFailed(f"{type(error).__name__}: {error}") from error
    return out


_OPTIONS: dict[str, Any] = {
    "language": [LANGUAGE],
    "mode": "force",
    "tesseract_timeout": SECONDS_PER_SCANNED_PAGE,
    "tesseract_non_ocr_timeout": SECONDS_PER_SCANNED_PAGE,
    "output_type": "pdf",
    "optimize": 0,
    # Files of a batch are already read in parallel.
    "jobs": 1,
    "use_threads": True,
    "progress_bar": False,
}
_UPRIGHTING: dict[str, Any] = {
    "deskew": True,
    "rotate_pages": True,
    "rotate_pages_threshold": _SURELY_TURNED,
}


@contextmanager
def _hasty_png() -> Iterator[None]:
    """Has PNG files written with little compression: those between OCRmyPDF's steps are read once and deleted.

    Compressing the grain of paper takes zlib as long as reading the page takes Tesseract. The pixels are the same.
    """
    usual = Image.SAVE["PNG"]

    def save_hastily(picture: Image.Image, file: IO[bytes], name: str | bytes) -> None:
        picture.encoderinfo = {"compress_level": 1, "compress_type": zlib.Z_RLE, **picture.encoderinfo}
        usual(picture, file, name)

    Image.register_save("PNG", save_hastily)
    try:
        yield
    finally:
        Image.register_save("PNG", usual)


class _Pictures(Sequence[Image.Image]):
    """Pictures of pages, each rendered when it is asked for, so that one of them is in memory at a time."""

    def __init__(self, pdf: OpenPdf, numbers: Sequence[int], parts: Mapping[int, Sequence[Box]] | None) -> None:
        self._pdf = pdf
        self._numbers = numbers
        self._parts = parts

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, at: Any) -> Any:
        return _picture(self._pdf, self._numbers[at], self._parts)

    def __iter__(self) -> Iterator[Image.Image]:
        return (_picture(self._pdf, number, self._parts) for number in self._numbers)


def _picture(pdf: OpenPdf, number: int, parts: Mapping[int, Sequence[Box]] | None) -> Image.Image:
    """A page (from 1), or parts of it alone, in grey at 300 dpi, or less where that would be more than MOST_PIXELS."""
    rotation = 0 if parts is None else None
    small = pdf.picture(number, rotation, 1.0)
    scale = min(DPI / POINTS_PER_INCH, math.sqrt(MOST_PIXELS / (small.width * small.height)))
    whole = pdf.picture(number, rotation, scale).convert("L")
    if parts is None:
        return whole
    alone = Image.new("L", whole.size, 255)
    for box in parts[number]:
        left, top = round(box.x0 * scale), round(box.top * scale)
        alone.paste(whole.crop((left, top, round(box.x1 * scale), round(box.bottom * scale))), (left, top))
    return alone
