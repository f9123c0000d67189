"""Opens a PDF and reads what is drawn on its pages: the one module that knows PDF libraries.

pdfplumber parses the pages. pypdfium2, which shares no code with it, counts digits, renders pictures and finds
invisible text. What the words and shapes mean is decided by the layout modules.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2
import pypdfium2.raw
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from PIL import Image

from dagster_project.errors import UnreadableReport
from dagster_project.reading.limits import MOST_CHARACTERS, MOST_DRAWN, MOST_PAGES, MOST_SHAPES
from dagster_project.reading.sources.geometry import Box
from dagster_project.reading.sources.marks.colours import colour_class
from dagster_project.reading.sources.marks.find import find_marks
from dagster_project.reading.sources.marks.glyphs import composed, printed_as
from dagster_project.reading.sources.marks.shapes import Pixels
from dagster_project.reading.sources.pdf.annotations import flattened
from dagster_project.reading.sources.pdf.drawn import drawn_page, layers_off, upright
from dagster_project.reading.sources.pdf.page import Fill, PageContent, PdfContent, Word
from dagster_project.reading.sources.pdf.shades import cell_shades
from dagster_project.reading.sources.pdf.visible import once, visible
from dagster_project.terms import Colour, Reason

# pdfminer warns of every odd font; where that matters, the count of digits shows it.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

# In points: the thickest rule.
_THIN = 2.2
_SHAPES = ("line", "rect", "curve", "image")
# The width of a raised digit by that of the same digit elsewhere.
_RAISED_DIGIT = 0.8
_PARSERS_ERRORS = (PdfminerException, MalformedPDFException)
_LONGEST_CAUSE = 200
# In pixels per point: at four the smallest marks are a dozen pixels wide.
_MARK_SCALE = 4.0
# The least brightness, of 255, of paper.
_BLANK = 247


class OpenPdf:
    """A PDF file that is open for the time of a `with`. Pages are numbered from 1, places are in points.

    Opening raises UnreadableReport where the file is damaged or locked.
    """

    def __init__(self, path: Path, file_name: str) -> None:
        self._path = path
        self._file_name = file_name
        try:
            self._document = pypdfium2.PdfDocument(path)
            # What forms and notes show becomes a part of the pages, for all that read them.
            self._flat = flattened(self._document)
            if self._flat is not None:
                self._document.close()
                self._document = pypdfium2.PdfDocument(self._flat)
        except pypdfium2.PdfiumError as error:
            raise self._unopened(error) from error

    def __enter__(self) -> OpenPdf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._document.close()

    def content(self) -> PdfContent:
        """What is drawn on all pages. Raises UnreadableReport where the file is damaged, locked or too full."""
        # Counted first, as rendering changes how the open document shows its pages.
        digits = self._independent_digits()
        with self._path.open("rb") if self._flat is None else BytesIO(self._flat) as stream:
            with self._parsing():
                pdf = pdfplumber.open(stream)
                off = layers_off(pdf.doc.catalog)
                sheets = [drawn_page(page, off) for page in pdf.pages]
            pages = []
            for sheet in sheets:
                with self._parsing():
                    page = upright(sheet)
                self._refuse_if_too_full(page)
                # A damaged file may have pages that only one of the two libraries finds.
                pages.append(self._page_content(page, digits.get(page.page_number, 0)))
            metadata = {
                str(key): str(value) for key, value in pdf.metadata.items() if not isinstance(value, dict | list)
            }
        return PdfContent(pages, metadata.get("Producer", ""), tuple(sorted(metadata.items())))

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of the whole sheet of a page (from 1), turned as the file has it, in points."""
        with closing(self._document[number - 1]) as sheet:
            sheet.set_cropbox(*sheet.get_mediabox())
            width, height = sheet.get_size()
        return float(width), float(height)

    def shows(self, number: int, box: Box, text: str) -> bool:
        """Whether a page (from 1), turned as the file has it, has the digits of a text within the edges of a box.

        True where the page has no text or is turned by the file: then there is nothing to tell it by.
        """
        with closing(self._document[number - 1]) as sheet:
            left, _, _, top = sheet.get_mediabox()
            with closing(sheet.get_textpage()) as words:
                if sheet.get_rotation() or not words.count_chars():
                    return True
                found = words.get_text_bounded(
                    left + box.x0 - 1, top - box.bottom - 1, left + box.x1 + 1, top - box.top + 1
                )
        return [c for c in text if c.isdecimal()] == [c for c in found if c.isdecimal()]

    def picture(
        self, number: int, rotation: int | None, scale: float, within: tuple[float, float, float, float] | None = None
    ) -> Image.Image:
        """A page turned to a rotation of so many degrees clockwise (None: as the file has it), in pixels per point.

        `within` gives the edges x0, top, x1 and bottom of the part to show; without it the whole page is shown.
        """
        with closing(self._document[number - 1]) as sheet:
            # Places are measured on the whole sheet, of which a file may say that only a part is to be shown.
            sheet.set_cropbox(*sheet.get_mediabox())
            turn = 0 if rotation is None else (rotation - sheet.get_rotation()) % 360
            width, height = sheet.get_size() if turn % 180 == 0 else sheet.get_size()[::-1]
            left, top, right, bottom = within or (0, 0, width, height)
            crop = (left, max(height - bottom, 0), max(width - right, 0), top)
            image: Image.Image = sheet.render(scale=scale, rotation=turn, crop=crop).to_pil().convert("RGB")
        return image

    def parts(self, number: int, rotation: int, edges: Sequence[tuple[float, float, float, float]]) -> list[Pixels]:
        """Pictures of parts of a page, each given by its edges x0, top, x1 and bottom, in four pixels per point."""
        left, top = (max(math.floor(min(edge[side] for edge in edges)), 0) for side in (0, 1))
        right, bottom = (math.ceil(max(edge[side] for edge in edges)) for side in (2, 3))
        sheet = np.asarray(self.picture(number, rotation, _MARK_SCALE, (left, top, right, bottom)))
        found = []
        for x0, y0, x1, y1 in edges:
            rows = slice(max(round((y0 - top) * _MARK_SCALE), 0), max(round((y1 - top) * _MARK_SCALE), 0))
            columns = slice(max(round((x0 - left) * _MARK_SCALE), 0), max(round((x1 - left) * _MARK_SCALE), 0))
            found.append(sheet[rows, columns])
        return found

    def is_text_invisible(self, number: int) -> bool:
        """Whether most of the text of a page is drawn invisibly, as scanners with OCR draw it over their picture."""
        with closing(self._document[number - 1]) as sheet:
            texts = list(sheet.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]))
            modes = [pypdfium2.raw.FPDFTextObj_GetTextRenderMode(text.raw) for text in texts]
        return modes.count(pypdfium2.raw.FPDF_TEXTRENDERMODE_INVISIBLE) > 0.5 * len(modes)

    def _independent_digits(self) -> dict[int, int]:
        """The number of decimal digits on each page by pypdfium2."""
        count = len(self._document)
        if not 0 < count <= MOST_PAGES:
            raise UnreadableReport(
                Reason.TOO_LARGE if count else Reason.EMPTY,
                f"{self._file_name} has {count} pages; reports have 1 to {MOST_PAGES}: send the report alone",
            )
        try:
            texts = [self._independent_text(number) for number in range(1, count + 1)]
        except pypdfium2.PdfiumError as error:
            raise self._unopened(error) from error
        return {number: sum(character.isdecimal() for character in text) for number, text in enumerate(texts, start=1)}

    def _independent_text(self, number: int) -> str:
        with closing(self._document[number - 1]) as page:
            # Checked before pdfplumber, the slower one, parses a page that was made to keep it busy for hours.
            drawn = pypdfium2.raw.FPDFPage_CountObjects(page)
            if drawn > MOST_DRAWN:
                raise UnreadableReport(
                    Reason.TOO_LARGE,
                    f"{self._file_name} has {drawn} things drawn on page {number}, more than {MOST_DRAWN}; "
                    "send the report without that page",
                )
            with closing(page.get_textpage()) as text_page:
                text: str = text_page.get_text_range()
        return text

    def _page_content(self, page: Any, digits: int) -> PageContent:
        if sum(len(page.objects.get(kind, ())) for kind in _SHAPES) > MOST_SHAPES:
            for kind in _SHAPES:
                page.objects.pop(kind, None)
        horizontal, vertical, fills = _shapes(page)
        digits -= self._hide(page)
        raw_words = _raw_words(page)
        widths = _digit_widths(raw_words)
        content = PageContent(
            number=page.page_number,
            width=float(page.width),
            height=float(page.height),
            words=[word for raw in raw_words for word in _words(raw, widths)],
            horizontal=horizontal,
            vertical=vertical,
            fills=fills,
            symbols=find_marks(page.page_number, page.objects, partial(self.parts, page.page_number, page.rotation)),
            digits=digits,
            rotation=page.rotation,
            pictured=_pictured(page),
            images=tuple(_box(image) for image in page.images),
        )
        page.close()
        return content

    def _hide(self, page: Any) -> int:
        """Removes the characters of a page that nobody sees, and gives the number of digits among them.

        Those printed again are not among them: PDFium counts each glyph once too.
        """
        every, pictures = page.chars, list[Pixels]()

        def is_blank(char: dict[str, Any]) -> bool:
            if not pictures:
                pictures.append(np.asarray(self.picture(page.page_number, page.rotation, 1.0)))
            rows = slice(max(int(char["top"]), 0), math.ceil(char["bottom"]))
            columns = slice(max(int(char["x0"]), 0), math.ceil(char["x1"]))
            return bool((pictures[0][rows, columns] >= _BLANK).all())

        shown = visible(every, page.rects, _shown_part(page), is_blank)
        page.objects["char"] = list(once(shown))
        return _digits(every) - _digits(shown)

    def _refuse_if_too_full(self, page: Page) -> None:
        if len(page.chars) > MOST_CHARACTERS:
            raise UnreadableReport(
                Reason.TOO_LARGE,
                f"{self._file_name} has {len(page.chars)} characters on page {page.page_number}, more than "
                f"{MOST_CHARACTERS}; send the report without that page",
            )

    @contextmanager
    def _parsing(self) -> Iterator[None]:
        """Around pdfplumber's own work alone: on a malformed file it raises what its parts happen to raise."""
        try:
            yield
        except (*_PARSERS_ERRORS, LookupError, TypeError, ValueError, RecursionError) as error:
            cause = f"{type(error).__name__}: {error}"[:_LONGEST_CAUSE]
            detail = f"{self._file_name} is damaged ({cause}); send the report again"
            raise UnreadableReport(Reason.TRUNCATED, detail) from error

    def _unopened(self, error: Exception) -> UnreadableReport:
        # Of a damaged file without an error of its own, PDFium reports the error of the file before it.
        if "password" in str(error).lower() and b"/Encrypt" in self._path.read_bytes():
            detail = f"{self._file_name} is locked with a password; send it without one"
            return UnreadableReport(Reason.ENCRYPTED, detail)
        return UnreadableReport(Reason.TRUNCATED, f"{self._file_name} is damaged or cut off; send the report again")


def _pictured(page: Any) -> float:
    """The share of a page that images cover, as scanners cut a page into strips."""
    areas = [
        max(min(image["x1"], page.width) - max(image["x0"], 0), 0)
        * max(min(image["bottom"], page.height) - max(image["top"], 0), 0)
        for image in page.images
    ]
    return min(1.0, float(sum(areas)) / float(page.width * page.height))


def _shown_part(page: Any) -> tuple[float, float, float, float]:
    """The edges of the part of a page that viewers show; all of it where a damaged file shows none."""
    crop: tuple[float, float, float, float] = page.cropbox or page.bbox
    whole: tuple[float, float, float, float] = page.bbox
    return crop if crop[2] - crop[0] > 1 and crop[3] - crop[1] > 1 else whole


def _digits(chars: Sequence[dict[str, Any]]) -> int:
    return sum(char["text"].isdecimal() for char in chars)


def _raw_words(page: Any) -> list[dict[str, Any]]:
    page.objects["char"] = composed(page.chars)
    found: list[dict[str, Any]] = page.extract_words(
        x_tolerance_ratio=0.16,
        y_tolerance=2,
        extra_attrs=["fontname", "size"],
        return_chars=True,
    )
    return found


def _digit_widths(raw_words: Sequence[dict[str, Any]]) -> dict[tuple[str, str, float], float]:
    """The greatest width, in points, of each digit in each font and size."""
    widths: dict[tuple[str, str, float], float] = {}
    for char in (char for raw in raw_words for char in raw["chars"] if char["text"].isdecimal()):
        key = _digit_key(char)
        widths[key] = max(widths.get(key, 0.0), char["x1"] - char["x0"])
    return widths


def _digit_key(char: dict[str, Any]) -> tuple[str, str, float]:
    return char["text"], char["fontname"], round(float(char["size"]), 1)


def _words(raw: dict[str, Any], widths: dict[tuple[str, str, float], float]) -> Iterator[Word]:
    """A word, and the footnote mark at its end as a small raised word of its own.

    Some fonts draw raised digits at full size: only their width, less than that of the same digit elsewhere, shows it.
    """
    word = _word(raw)
    chars = raw["chars"]
    end = len(chars)
    while end and chars[end - 1]["text"].isdecimal():
        if chars[end - 1]["x1"] - chars[end - 1]["x0"] > _RAISED_DIGIT * widths[_digit_key(chars[end - 1])]:
            break
        end -= 1
    if end in (0, len(chars)) or not chars[end - 1]["text"].isalpha() or len(chars) != len(word.text):
        yield word
        return
    x, box = word.edges[end], word.box
    middle = box.top + 0.6 * box.height
    yield replace(word, text=word.text[:end], box=replace(box, x1=x), edges=word.edges[:end])
    mark = replace(box, x0=x, bottom=middle)
    yield replace(word, text=word.text[end:], box=mark, edges=word.edges[end:], size=round(0.6 * word.size, 1))


def _word(raw: dict[str, Any]) -> Word:
    font = str(raw["fontname"]).lower()
    return Word(
        text=printed_as(raw["text"], str(raw["fontname"])).replace("\u00ad", ""),
        box=_box(raw),
        size=round(float(raw["size"]), 1),
        bold=any(name in font for name in ("bold", "black", "semibold", "heavy", "-bd", "demi")),
        italic="italic" in font or "oblique" in font,
        edges=tuple(float(char["x0"]) for char in raw["chars"]),
    )


def _box(raw: dict[str, Any]) -> Box:
    return Box(float(raw["x0"]), float(raw["top"]), float(raw["x1"]), float(raw["bottom"]))


def _shapes(page: Any) -> tuple[list[Box], list[Box], list[Fill]]:
    """Horizontal rules, vertical rules and fills. A rule may be a line, a thin rectangle, or an edge of an outline."""
    horizontal: list[Box] = []
    vertical: list[Box] = []
    fills: list[Fill] = []
    for raw in (*page.lines, *page.rects):
        box = _box(raw)
        is_thin = box.height <= _THIN, box.width <= _THIN
        if raw["object_type"] == "line" or any(is_thin):
            if is_thin[0] and not is_thin[1]:
                horizontal.append(box)
            elif is_thin[1] and not is_thin[0]:
                vertical.append(box)
            continue
        is_page = box.width >= page.width * 0.98 and box.height >= page.height / 2
        if raw.get("fill") and not is_page and colour_class(raw.get("non_stroking_color")) is not Colour.WHITE:
            fills.append(Fill(box, str(raw.get("non_stroking_color"))))
        if raw.get("stroke") and raw.get("linewidth"):
            horizontal += [Box(box.x0, y, box.x1, y) for y in (box.top, box.bottom)]
            vertical += [Box(x, box.top, x, box.bottom) for x in (box.x0, box.x1)]
    return horizontal, vertical, cell_shades(fills, vertical)
