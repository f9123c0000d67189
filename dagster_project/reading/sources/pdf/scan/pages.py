"""Reads the pages of a PDF: scanned pages by OCR, the others as they are drawn.

This module decides which pages are scans and what replaces them; `ocr` reads them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from dagster_project.errors import UnreadableReport
from dagster_project.reading.limits import MOST_SCANNED_PAGES
from dagster_project.reading.sources.geometry import POINTS_PER_INCH
from dagster_project.reading.sources.pdf.backend import OpenPdf
from dagster_project.reading.sources.pdf.page import PageContent, PdfContent
from dagster_project.reading.sources.pdf.scan import ocr
from dagster_project.reading.sources.pdf.scan.look import LOOK_DPI, shows_print
from dagster_project.reading.sources.pdf.scan.pictures import with_pictures
from dagster_project.reading.sources.pdf.scan.pixels import with_pixels
from dagster_project.terms import Reason, TextSource

logger = logging.getLogger("bokslut.reading")

# The least share of a page that a scan covers, and the least number of words of a page that is text over a picture: a
# stamp, a page number or the text of a signature may be printed over a scan.
_COVERED = 0.5
_STAMPED_WORDS = 60
# The least share of a scan that has the shade of its paper.
_PAPER = 0.5
_UNMAPPED = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]")
# The share of unmapped characters from which a page is garbled.
_GARBLED = 0.3
# In pixels: the side of the squares in which two pictures are compared.
_SMALL = 60


def read_pages(path: Path, file_name: str) -> PdfContent:
    """The pages of a PDF, those that are pictures read by OCR.

    Pages that OCR could not read have text source `unread`. Raises UnreadableReport where the file is damaged or
    locked, where no page has text, and where all pages need OCR and Tesseract is not installed.
    """
    with OpenPdf(path, file_name) as pdf:
        content = pdf.content()
        scans = [page for page in content.pages if _is_scan(page, pdf)]
        read = {page.number: page for page in _read(scans, pdf, len(content.pages), file_name)}
        layered = [page for page in content.pages if page.number not in read and _is_layered(page, pdf)]
        # Of a page that is one picture it is known by now whether that shows print.
        others = (page for page in content.pages if page.number not in read and page not in layered)
        plain = [page for page in others if page.pictured < _COVERED or len(page.words) >= _STAMPED_WORDS]
        read |= with_pictures(plain, pdf, file_name)
        scale = ocr.DPI / POINTS_PER_INCH
        read |= {page.number: with_pixels(page, pdf.picture(page.number, page.rotation, scale)) for page in layered}
    pages = [read.get(page.number, page) for page in content.pages]
    if not any(re.search(r"\w{2}", word.text) for page in pages for word in page.words):
        raise UnreadableReport(
            Reason.NO_TEXT,
            f"{file_name} has {len(pages)} pages without text, in which OCR finds none; get the original",
        )
    return replace(content, pages=pages)


def _is_scan(page: PageContent, pdf: OpenPdf) -> bool:
    """Whether a page is a picture of print on white paper, or its text garbled by fonts without a map to Unicode."""
    letters = sum(len(word.text) for word in page.words)
    unmapped = sum(len(found) for word in page.words for found in _UNMAPPED.findall(word.text))
    if letters and unmapped > _GARBLED * letters:
        return True
    if page.pictured < _COVERED or len(page.words) >= _STAMPED_WORDS:
        return False
    picture = pdf.picture(page.number, page.rotation, LOOK_DPI / POINTS_PER_INCH)
    # Grain may hide the letters of paper from a look, but not from OCR.
    return _is_paper(picture) or (not page.words and shows_print(picture))


def _is_paper(picture: Image.Image) -> bool:
    """Whether most of a picture has one light shade, as paper has and photographs have not."""
    grey = np.asarray(picture.convert("L"), dtype=np.int32)
    shade = int(np.median(grey))
    return shade > 150 and float((abs(grey - shade) < 20).mean()) > _PAPER


def _is_layered(page: PageContent, pdf: OpenPdf) -> bool:
    """Whether a page is a picture with invisible text over it, as scanners with OCR make them."""
    return page.pictured >= _COVERED and bool(page.words) and pdf.is_text_invisible(page.number)


def _read(scans: Sequence[PageContent], pdf: OpenPdf, page_count: int, file_name: str) -> list[PageContent]:
    """The scanned pages as read by OCR; as they were where OCR finds less on them, `unread` where OCR fails."""
    if not scans:
        return []
    if len(scans) > MOST_SCANNED_PAGES:
        raise UnreadableReport(
            Reason.TOO_LARGE,
            f"{file_name} has {len(scans)} scanned pages; at most {MOST_SCANNED_PAGES} are read: split it",
        )
    if not ocr.tesseract_version():
        if len(scans) == page_count:
            detail = f"{file_name} has {len(scans)} scanned pages and no text; {ocr.INSTALL}, and read it again"
            raise UnreadableReport(Reason.OCR_MISSING, detail)
        return _unread(scans, file_name, ocr.INSTALL)
    with TemporaryDirectory(prefix="bokslut-ocr-") as name:
        try:
            layered = ocr.add_text(pdf, [page.number for page in scans], Path(name))
        except ocr.OcrFailed as error:
            return _unread(scans, file_name, str(error))
        with OpenPdf(layered, file_name) as upright:
            found = upright.content().pages
            return [_better(page, read, pdf, upright) for page, read in zip(scans, found, strict=True)]


def _unread(scans: Sequence[PageContent], file_name: str, reason: str) -> list[PageContent]:
    numbers = ", ".join(str(page.number) for page in scans)
    logger.warning("%s: the scanned pages %s are not read: %s", file_name, numbers, reason)
    return [replace(page, text_source=TextSource.UNREAD) for page in scans]


def _better(page: PageContent, found: PageContent, pdf: OpenPdf, upright: OpenPdf) -> PageContent:
    """The page as read by OCR; as it was where it has more words than OCR finds, as a cover may."""
    if len(found.words) < len(page.words):
        return page
    picture = upright.picture(found.number, 0, ocr.DPI / POINTS_PER_INCH)
    read = with_pixels(found, picture)
    return replace(read, number=page.number, rotation=_turned(pdf.picture(page.number, 0, 1.0), picture))


def _turned(before: Image.Image, after: Image.Image) -> int:
    """By how many degrees clockwise a picture was turned to become the other."""
    size = (_SMALL, _SMALL)
    target = np.asarray(after.convert("L").resize(size), dtype=np.int32)
    landscape = (before.width > before.height) != (after.width > after.height)

    def difference(turn: int) -> float:
        turned = before.convert("L").rotate(-turn, expand=True).resize(size)
        return float(abs(np.asarray(turned, dtype=np.int32) - target).mean())

    return min((90, 270) if landscape else (0, 180), key=difference)
