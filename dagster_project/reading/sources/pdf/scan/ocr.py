"""Gives the pages of a PDF that are pictures a text layer, so that the PDF reader reads them as it reads others.

OCRmyPDF turns, straightens and reads the pages with Tesseract; how it reads one is told in `ocr_engine`. Nothing is
written but temporary files, and nothing leaves the machine.
"""

from __future__ import annotations

import logging
import math
import subprocess
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from PIL import Image

from dagster_project.reading.limits import MOST_PIXELS, SECONDS_PER_SCANNED_PAGE
from dagster_project.reading.sources.pdf.pictures import PdfPictures

logging.getLogger("ocrmypdf").setLevel(logging.CRITICAL)

LANGUAGE = "swe"
# For numbers and for turned pages: every Tesseract from Debian has these two.
_NEEDED = {LANGUAGE, "eng", "osd"}
INSTALL = "run `make ocr`, which installs Tesseract with its Swedish language"
DPI = 300
_ENGINE = "dagster_project.reading.sources.pdf.scan.engine"
_POINTS_AN_INCH = 72
_QUALITY = 95
# Tesseract's own measure: 15 is very sure. A page that is not surely turned is left as it is.
_SURELY_TURNED = 2.0


class OcrFailed(Exception):
    """Pages that could not be read by OCR, with the reason in a sentence."""


def tesseract_version() -> str:
    """The version of the Tesseract that reads Swedish here; '' where there is none."""
    try:
        languages = _told("--list-langs").split()
        return _told("--version").split("\n")[0] if set(languages) >= _NEEDED else ""
    except (OSError, subprocess.SubprocessError):
        return ""


def _told(option: str) -> str:
    command = ["tesseract", option]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30)
    return done.stdout


def add_text(pictures: PdfPictures, numbers: Sequence[int], folder: Path) -> Path:
    """A PDF in the folder with pages (from 1) as upright pictures with the text read in them, in the same order.

    Raises OcrFailed.
    """
    source, out = folder / "pictures.pdf", folder / "read.pdf"
    first, *others = numbers
    _picture(pictures, first).save(
        source,
        "PDF",
        resolution=DPI,
        quality=_QUALITY,
        save_all=True,
        append_images=_Pictures(pictures, others),
    )
    # Importing it takes a second, which reports without pictures need not spend.
    import ocrmypdf

    try:
        with _hasty_png():
            ocrmypdf.ocr(source, out, plugins=[_ENGINE], **_OPTIONS)
    except (ocrmypdf.exceptions.ExitCodeException, subprocess.SubprocessError, OSError) as error:
        raise OcrFailed(f"{type(error).__name__}: {error}") from error
    return out


_OPTIONS: dict[str, Any] = {
    "language": [LANGUAGE],
    "mode": "force",
    "deskew": True,
    "rotate_pages": True,
    "rotate_pages_threshold": _SURELY_TURNED,
    "tesseract_timeout": SECONDS_PER_SCANNED_PAGE,
    "tesseract_non_ocr_timeout": SECONDS_PER_SCANNED_PAGE,
    "output_type": "pdf",
    "optimize": 0,
    # The files of a batch are read side by side already.
    "jobs": 1,
    "use_threads": True,
    "progress_bar": False,
}


@contextmanager
def _hasty_png() -> Iterator[None]:
    """Has pictures written with little compression: those between OCRmyPDF's steps are read once and thrown away.

    To press the grain of paper small takes zlib as long as Tesseract needs for the page. What is in them is the same.
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
    """Pages as pictures that are made when they are asked for, so that one of them is in memory at a time."""

    def __init__(self, pictures: PdfPictures, numbers: Sequence[int]) -> None:
        self._pictures = pictures
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, at: Any) -> Any:
        return _picture(self._pictures, self._numbers[at])

    def __iter__(self) -> Iterator[Image.Image]:
        return (_picture(self._pictures, number) for number in self._numbers)


def _picture(pictures: PdfPictures, number: int) -> Image.Image:
    """A page in grey at 300 dpi, or fewer where it is larger than a page that is read."""
    small = pictures.page(number, 0, 1.0)
    scale = min(DPI / _POINTS_AN_INCH, math.sqrt(MOST_PIXELS / (small.width * small.height)))
    return pictures.page(number, 0, scale).convert("L")
