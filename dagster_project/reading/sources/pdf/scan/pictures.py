"""Pictures on pages of text: those that show print are read by OCR, the words put at their place on the page."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from dagster_project.reading.sources.geometry import POINTS_PER_INCH, Box
from dagster_project.reading.sources.pdf.backend import OpenPdf
from dagster_project.reading.sources.pdf.page import PageContent, PagePicture
from dagster_project.reading.sources.pdf.scan import ocr
from dagster_project.reading.sources.pdf.scan.look import LOOK_DPI, shows_print
from dagster_project.reading.sources.pdf.scan.pixels import with_pixels
from dagster_project.terms import TextSource

logger = logging.getLogger("bokslut.reading")

# In points: smaller pictures are logos and signs.
_LEAST_WIDTH, _LEAST_HEIGHT = 100.0, 36.0
# A picture at one place of so many pages is a part of their head or foot.
_REPEATED = 3
# Text over a picture from so many words on says what it shows.
_WORDS_OVER = 4

Boxes = Sequence[Box]


def with_pictures(pages: Sequence[PageContent], pdf: OpenPdf, file_name: str) -> dict[int, PageContent]:
    """The pages that have pictures with print, by number: with its words, or with the pictures as unread."""
    shown = {page.number: boxes for page in pages if (boxes := _printed(page, _repeated(pages), pdf))}
    having = [page for page in pages if page.number in shown]
    if not having:
        return {}
    if not ocr.tesseract_version():
        return _unread(having, shown, file_name, ocr.INSTALL)
    with TemporaryDirectory(prefix="bokslut-ocr-") as name:
        try:
            layered = ocr.add_text(pdf, [page.number for page in having], Path(name), shown)
        except ocr.OcrFailed as error:
            return _unread(having, shown, file_name, str(error))
        with OpenPdf(layered, file_name) as read:
            found = read.content().pages
            scale = ocr.DPI / POINTS_PER_INCH
            drawn = [with_pixels(one, read.picture(one.number, 0, scale)) for one in found]
    return {page.number: _joined(page, one, shown[page.number]) for page, one in zip(having, drawn, strict=True)}


def _repeated(pages: Sequence[PageContent]) -> set[tuple[int, ...]]:
    places = Counter(_place(box) for page in pages for box in page.images)
    return {place for place, count in places.items() if count >= _REPEATED}


def _place(box: Box) -> tuple[int, ...]:
    return round(box.x0), round(box.top), round(box.x1), round(box.bottom)


def _printed(page: PageContent, repeated: set[tuple[int, ...]], pdf: OpenPdf) -> list[Box]:
    """The pictures of a page that show print which no text of the page is over."""
    candidates = [
        box
        for box in page.images
        if box.width >= _LEAST_WIDTH
        and box.height >= _LEAST_HEIGHT
        and _place(box) not in repeated
        and sum(_is_in(word.box, box) for word in page.words) < _WORDS_OVER
    ]
    scale = LOOK_DPI / POINTS_PER_INCH
    return [
        box
        for box in candidates
        if shows_print(pdf.picture(page.number, page.rotation, scale, (box.x0, box.top, box.x1, box.bottom)))
    ]


def _is_in(inner: Box, box: Box) -> bool:
    return box.x0 <= inner.centre <= box.x1 and box.top <= inner.middle <= box.bottom


def _joined(page: PageContent, found: PageContent, boxes: Boxes) -> PageContent:
    """A page with the words, rules and fills that OCR found in its pictures."""

    def within(shape: Box) -> bool:
        return any(_is_in(shape, box) for box in boxes)

    words = [word for word in found.words if within(word.box)]
    digits = sum(character.isdecimal() for word in words for character in word.text)
    pictures = tuple(PagePicture(box, TextSource.OCR) for box in boxes)
    return replace(
        page,
        words=[*page.words, *words],
        horizontal=[*page.horizontal, *filter(within, found.horizontal)],
        vertical=[*page.vertical, *filter(within, found.vertical)],
        fills=[*page.fills, *(fill for fill in found.fills if within(fill.box))],
        digits=page.digits + digits,
        pictures=pictures,
    )


def _unread(
    pages: Sequence[PageContent], shown: Mapping[int, Boxes], file_name: str, reason: str
) -> dict[int, PageContent]:
    numbers = ", ".join(str(page.number) for page in pages)
    logger.warning("%s: pictures with text on the pages %s are not read: %s", file_name, numbers, reason)
    return {
        page.number: replace(page, pictures=tuple(PagePicture(box, TextSource.UNREAD) for box in shown[page.number]))
        for page in pages
    }
