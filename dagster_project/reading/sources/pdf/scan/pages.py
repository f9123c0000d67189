"""Opens a PDF whatever its pages are: those that hold print only as a picture are read by OCR, the others as they are.

Here belongs which pages are such pictures, and what becomes of them; how they are read is told in `ocr`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pypdfium2
import pypdfium2.raw
from PIL import Image

from dagster_project.errors import UnreadableReport
from dagster_project.reading.limits import MOST_SCANNED_PAGES
from dagster_project.reading.sources.pdf.backend import PageContent, PdfFile, open_pdf
from dagster_project.reading.sources.pdf.pictures import PdfPictures
from dagster_project.reading.sources.pdf.scan import ocr
from dagster_project.reading.sources.pdf.scan.pixels import with_pixels
from dagster_project.terms import Reason

logger = logging.getLogger("bokslut.reading")

_POINTS_AN_INCH = 72
# A scan covers its page; a stamp, a page number or a signature's text may be printed over it.
_COVERED = 0.5
_STAMPED_WORDS = 60
_PAPER = 0.5
_UNMAPPED = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]")
_GARBLED = 0.3
_SMALL = 60


def open_report(path: Path, file_name: str) -> PdfFile:
    """Reads a PDF's pages, by OCR where they are pictures.

    Pages that could not be read by OCR are `unread`. Raises UnreadableReport where the file is damaged or locked, where
    no page of it has text, and where all of it needs OCR and there is none.
    """
    file = open_pdf(path, file_name)
    with PdfPictures(path) as pictures:
        scans = [page for page in file.pages if _is_scan(page, pictures)]
        read = {page.number: page for page in _read(scans, pictures, file, file_name)}
        layered = [page for page in file.pages if page.number not in read and _has_hidden_text(page, path)]
        scale = ocr.DPI / _POINTS_AN_INCH
        read |= {page.number: with_pixels(page, pictures.page(page.number, page.rotation, scale)) for page in layered}
    pages = [read.get(page.number, page) for page in file.pages]
    if not any(re.search(r"\w{2}", word.text) for page in pages for word in page.words):
        raise UnreadableReport(
            Reason.NO_TEXT,
            f"{file_name} has {len(pages)} pages without text, in which OCR finds none; get the original",
        )
    return replace(file, pages=pages)


def _is_scan(page: PageContent, pictures: PdfPictures) -> bool:
    """Whether a page's print is a picture on white paper, or garbled: in fonts without a key to their signs."""
    letters = sum(len(word.text) for word in page.words)
    unmapped = sum(len(found) for word in page.words for found in _UNMAPPED.findall(word.text))
    if letters and unmapped > _GARBLED * letters:
        return True
    if page.pictured < _COVERED or len(page.words) >= _STAMPED_WORDS:
        return False
    return not page.words or _is_paper(pictures.page(page.number, page.rotation, 1.0))


def _is_paper(picture: Image.Image) -> bool:
    """Whether most of a picture is of one light shade, as paper is and photographs are not."""
    grey = np.asarray(picture.convert("L"), dtype=np.int32)
    shade = int(np.median(grey))
    return shade > 150 and float((abs(grey - shade) < 20).mean()) > _PAPER


def _read(scans: Sequence[PageContent], pictures: PdfPictures, file: PdfFile, file_name: str) -> list[PageContent]:
    """The pages read by OCR; left as they are where that finds less than stands on them, `unread` where it fails."""
    if not scans:
        return []
    if len(scans) > MOST_SCANNED_PAGES:
        raise UnreadableReport(
            Reason.TOO_LARGE,
            f"{file_name} has {len(scans)} scanned pages; at most {MOST_SCANNED_PAGES} are read: split it",
        )
    if not ocr.tesseract_version():
        if len(scans) == len(file.pages):
            detail = f"{file_name} has {len(scans)} scanned pages and no text; {ocr.INSTALL}, and read it again"
            raise UnreadableReport(Reason.OCR_MISSING, detail)
        return _unread(scans, file_name, ocr.INSTALL)
    with TemporaryDirectory(prefix="bokslut-ocr-") as name:
        try:
            layered = ocr.add_text(pictures, [page.number for page in scans], Path(name))
        except ocr.OcrFailed as error:
            return _unread(scans, file_name, str(error))
        with PdfPictures(layered) as upright:
            return [
                _better(page, found, pictures, upright)
                for page, found in zip(scans, open_pdf(layered, file_name).pages, strict=True)
            ]


def _unread(scans: Sequence[PageContent], file_name: str, reason: str) -> list[PageContent]:
    numbers = ", ".join(str(page.number) for page in scans)
    logger.warning("%s: the scanned pages %s are not read: %s", file_name, numbers, reason)
    return [replace(page, text_source="unread") for page in scans]


def _better(page: PageContent, found: PageContent, pictures: PdfPictures, upright: PdfPictures) -> PageContent:
    """The page as read by OCR; as it was where more words are printed on it than OCR finds, as on a cover."""
    if len(found.words) < len(page.words):
        return page
    picture = upright.page(found.number, 0, ocr.DPI / _POINTS_AN_INCH)
    read = with_pixels(found, picture)
    return replace(read, number=page.number, rotation=_turned(pictures.page(page.number, 0, 1.0), picture))


def _turned(before: Image.Image, after: Image.Image) -> int:
    """By how many degrees clockwise a picture was turned to become the other."""
    size = (_SMALL, _SMALL)
    target = np.asarray(after.convert("L").resize(size), dtype=np.int32)
    landscape = (before.width > before.height) != (after.width > after.height)

    def difference(turn: int) -> float:
        turned = before.convert("L").rotate(-turn, expand=True).resize(size)
        return float(abs(np.asarray(turned, dtype=np.int32) - target).mean())

    return min((90, 270) if landscape else (0, 180), key=difference)


def _has_hidden_text(page: PageContent, path: Path) -> bool:
    """Whether the text of a page that is a picture is drawn invisibly over it, as scanners with OCR do."""
    if page.pictured < _COVERED or not page.words:
        return False
    with closing(pypdfium2.PdfDocument(path)) as document, closing(document[page.number - 1]) as sheet:
        texts = list(sheet.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]))
        modes = [pypdfium2.raw.FPDFTextObj_GetTextRenderMode(text.raw) for text in texts]
    return modes.count(pypdfium2.raw.FPDF_TEXTRENDERMODE_INVISIBLE) > 0.5 * len(modes)
