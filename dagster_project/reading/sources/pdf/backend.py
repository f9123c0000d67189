"""What is drawn on a PDF page: words, rules, fills and small marks, each with its box.

This module alone knows the PDF libraries, so that a faster one can take their place. It hands over what is drawn and
leaves to the layout modules what it means. All boxes are in points from the top left corner.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pypdfium2.raw
from pdfminer.layout import LTChar
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from dagster_project.errors import UnreadableReport
from dagster_project.reading.limits import MOST_CHARACTERS, MOST_DRAWN, MOST_PAGES, MOST_SHAPES
from dagster_project.reading.model import Symbol
from dagster_project.reading.sources.marks.colours import colour_class
from dagster_project.reading.sources.marks.find import find_marks
from dagster_project.reading.sources.marks.glyphs import composed, printed_as
from dagster_project.reading.sources.pdf.pictures import PdfPictures
from dagster_project.terms import Reason

# pdfminer warns of every odd font; what matters of it shows in the count of digits.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_THIN = 2.2
_BAND = 20.0
_LONGEST_PAGE = 15_000.0
_SHAPES = ("line", "rect", "curve", "image")
_RAISED_DIGIT = 0.8
_PARSERS_ERRORS = (PdfminerException, MalformedPDFException)
_LONGEST_CAUSE = 200


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """The distance of its centre from the left edge of the page."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `edges` are the x positions of its characters' left edges, so that it can be split between columns."""

    text: str
    box: Box
    size: float
    bold: bool
    italic: bool
    edges: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled area with its colour as the file writes it, to tell fills of one shade from others."""

    box: Box
    colour: str


@dataclass(frozen=True, slots=True)
class PageContent:
    """All that is drawn on one page, turned by `rotation` degrees clockwise so that its text stands upright.

    `digits` counts the decimal digits in an independent reader's text of it. `pictured` is the share of the page that
    images cover; `text_source` is text, ocr, or unread for a picture of text that could not be read.
    """

    number: int
    width: float
    height: float
    words: list[Word]
    horizontal: list[Box]
    vertical: list[Box]
    fills: list[Fill]
    symbols: list[Symbol]
    digits: int
    rotation: int = 0
    pictured: float = 0.0
    text_source: str = "text"


@dataclass(frozen=True, slots=True)
class PdfFile:
    """An opened PDF: its pages' content and its properties."""

    pages: list[PageContent]
    producer: str
    properties: tuple[tuple[str, str], ...]


class _LeanPage(Page):
    """A page whose characters have only the attributes that words are made of: pdfplumber gives each all of its own,
    which takes half as long as parsing the page."""

    def process_object(self, obj: Any) -> dict[str, Any]:
        """One drawn object as pdfplumber has it; a character with fewer attributes."""
        if not isinstance(obj, LTChar):
            found: dict[str, Any] = super().process_object(obj)
            return found
        left, over = self.mediabox[:2]
        top = self.height - obj.y1 + over
        return {
            "object_type": "char",
            "text": obj.get_text(),
            "x0": obj.x0 + left,
            "x1": obj.x1 + left,
            "top": top,
            "bottom": self.height - obj.y0 + over,
            "doctop": self.initial_doctop + top,
            "upright": obj.upright,
            "matrix": obj.matrix,
            "fontname": obj.fontname,
            "size": obj.size,
            "non_stroking_color": obj.graphicstate.ncolor,
        }


def open_pdf(path: Path, file_name: str) -> PdfFile:
    """Reads a PDF's pages as they are drawn. Raises UnreadableReport where it is damaged or locked."""
    digits = _independent_digits(path, file_name)
    with path.open("rb") as stream, PdfPictures(path) as pictures:
        with _parsing(file_name):
            pdf = pdfplumber.open(stream)
            sheets = [_lean(page) for page in pdf.pages]
        pages = []
        for sheet in sheets:
            with _parsing(file_name):
                page = _upright(sheet)
            _refuse_if_too_full(page, file_name)
            # A damaged file may have pages that only one of the two readers finds.
            pages.append(_content(page, digits.get(page.page_number, 0), pictures))
        metadata = {str(key): str(value) for key, value in pdf.metadata.items() if not isinstance(value, dict | list)}
    return PdfFile(pages, metadata.get("Producer", ""), tuple(sorted(metadata.items())))


@contextmanager
def _parsing(file_name: str) -> Iterator[None]:
    """Around the library's own work alone: it meets a malformed file with whatever its parts happen to raise."""
    try:
        yield
    except (*_PARSERS_ERRORS, LookupError, TypeError, ValueError, RecursionError) as error:
        cause = f"{type(error).__name__}: {error}"[:_LONGEST_CAUSE]
        raise UnreadableReport(Reason.TRUNCATED, f"{file_name} is damaged ({cause}); send the report again") from error


def _refuse_if_too_full(page: Page, file_name: str) -> None:
    if len(page.chars) > MOST_CHARACTERS:
        raise UnreadableReport(
            Reason.TOO_LARGE,
            f"{file_name} has {len(page.chars)} characters on page {page.page_number}, more than {MOST_CHARACTERS}; "
            "send the report without that page",
        )


def _independent_digits(path: Path, file_name: str) -> dict[int, int]:
    """The number of decimal digits on every page, from 1, by pypdfium2, which shares no code with pdfplumber."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _unopened(error, path, file_name) from error
    try:
        if not 0 < len(document) <= MOST_PAGES:
            raise UnreadableReport(
                Reason.TOO_LARGE if len(document) else Reason.EMPTY,
                f"{file_name} has {len(document)} pages; reports have 1 to {MOST_PAGES}: send the report alone",
            )
        texts = [_independent_text(document, index, file_name) for index in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise _unopened(error, path, file_name) from error
    finally:
        document.close()
    return {number: sum(character.isdecimal() for character in text) for number, text in enumerate(texts, start=1)}


def _independent_text(document: pypdfium2.PdfDocument, index: int, file_name: str) -> str:
    with closing(document[index]) as page:
        # Before the slower library comes to a page that was made to keep it busy for hours.
        drawn = pypdfium2.raw.FPDFPage_CountObjects(page)
        if drawn > MOST_DRAWN:
            raise UnreadableReport(
                Reason.TOO_LARGE,
                f"{file_name} has {drawn} things drawn on page {index + 1}, more than {MOST_DRAWN}; "
                "send the report without that page",
            )
        with closing(page.get_textpage()) as text_page:
            text: str = text_page.get_text_range()
    return text


def _unopened(error: Exception, path: Path, file_name: str) -> UnreadableReport:
    # PDFium also tells the error of the file before this one, where a damaged file gives it no error of its own.
    if "password" in str(error).lower() and b"/Encrypt" in path.read_bytes():
        return UnreadableReport(Reason.ENCRYPTED, f"{file_name} is locked with a password; send it without one")
    return UnreadableReport(Reason.TRUNCATED, f"{file_name} is damaged or cut off; send the report again")


def _upright(page: Any) -> Any:
    """The page turned so that most of its text can be read, as for a wide table printed sideways."""
    turns = Counter(_turn(char["matrix"]) for char in page.chars)
    turn = turns.most_common(1)[0][0] if turns else 0
    if not turn:
        return page
    page.close()
    page.page_obj.rotate = (page.page_obj.rotate + turn) % 360
    page.page_obj.attrs["Rotate"] = page.page_obj.rotate
    return _lean(page)


def _lean(page: Page) -> _LeanPage:
    return _LeanPage(page.pdf, page.page_obj, page.page_number, page.initial_doctop)


def _turn(matrix: Sequence[float]) -> int:
    """By how many degrees clockwise text with this matrix is to be turned to stand upright."""
    across, up = matrix[0], matrix[1]
    if abs(across) >= abs(up):
        return 0 if across >= 0 else 180
    return 90 if up > 0 else 270


def _content(page: Any, digits: int, pictures: PdfPictures) -> PageContent:
    if sum(len(page.objects.get(kind, ())) for kind in _SHAPES) > MOST_SHAPES:
        for kind in _SHAPES:
            page.objects.pop(kind, None)
    horizontal, vertical, fills = _shapes(page)
    raw_words = _raw_words(page)
    widths = _digit_widths(raw_words)
    content = PageContent(
        number=page.page_number,
        width=float(page.width),
        height=float(page.height),
        words=[word for raw in raw_words for word in _marks_apart(raw, widths)],
        horizontal=horizontal,
        vertical=vertical,
        fills=fills,
        symbols=_marks(page, pictures),
        digits=digits,
        rotation=page.rotation,
        pictured=_pictured(page),
    )
    page.close()
    return content


def _pictured(page: Any) -> float:
    """The share of a page that images cover; scanners cut a page into strips."""
    areas = [
        max(min(image["x1"], page.width) - max(image["x0"], 0), 0)
        * max(min(image["bottom"], page.height) - max(image["top"], 0), 0)
        for image in page.images
    ]
    return min(1.0, float(sum(areas)) / float(page.width * page.height))


def _marks(page: Any, pictures: PdfPictures) -> list[Symbol]:
    return find_marks(page.page_number, page.objects, partial(pictures.parts, page.page_number, page.rotation))


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
    """The greatest width of each digit in each font and size."""
    widths: dict[tuple[str, str, float], float] = {}
    for char in (char for raw in raw_words for char in raw["chars"] if char["text"].isdecimal()):
        key = _digit_key(char)
        widths[key] = max(widths.get(key, 0.0), char["x1"] - char["x0"])
    return widths


def _digit_key(char: dict[str, Any]) -> tuple[str, str, float]:
    return char["text"], char["fontname"], round(float(char["size"]), 1)


def _marks_apart(raw: dict[str, Any], widths: dict[tuple[str, str, float], float]) -> Iterator[Word]:
    """A word, and the footnote mark at its end as a small raised word of its own.

    Some fonts have raised digits that are drawn at full size; they show only by being narrower than the same digit
    elsewhere.
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
    middle = box.top + 0.6 * (box.bottom - box.top)
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
    """Rules and fills. A rule may be a line, a thin rectangle, or the outline of one."""
    horizontal: list[Box] = []
    vertical: list[Box] = []
    fills: list[Fill] = []
    for raw in (*page.lines, *page.rects):
        box = _box(raw)
        is_thin = box.bottom - box.top <= _THIN, box.x1 - box.x0 <= _THIN
        if raw["object_type"] == "line" or any(is_thin):
            if is_thin[0] and not is_thin[1]:
                horizontal.append(box)
            elif is_thin[1] and not is_thin[0]:
                vertical.append(box)
            continue
        is_page = box.x1 - box.x0 >= page.width * 0.98 and box.bottom - box.top >= page.height / 2
        if raw.get("fill") and not is_page and colour_class(raw.get("non_stroking_color")) != "white":
            fills.append(Fill(box, str(raw.get("non_stroking_color"))))
        if raw.get("stroke") and raw.get("linewidth"):
            horizontal += [Box(box.x0, y, box.x1, y) for y in (box.top, box.bottom)]
            vertical += [Box(x, box.top, x, box.bottom) for x in (box.x0, box.x1)]
    return horizontal, vertical, _outermost(fills)


def _outermost(fills: list[Fill]) -> list[Fill]:
    """The fills that lie in no other of their colour: word processors shade a cell and again each line of its text."""
    kept: list[Fill] = []
    at_height: dict[tuple[str, int], list[Fill]] = defaultdict(list)
    for fill in sorted(fills, key=lambda f: -(f.box.x1 - f.box.x0) * (f.box.bottom - f.box.top)):
        box, colour = fill.box, fill.colour
        if any(_inside(box, other.box) for other in at_height[colour, _band(box.middle)]):
            continue
        kept.append(fill)
        for band in range(_band(box.top - 1), _band(box.bottom + 1) + 1):
            at_height[colour, band].append(fill)
    return kept


def _band(y: float) -> int:
    """Which of the bands across the page a height lies in; malformed files have any heights."""
    return int(min(max(0.0, y), _LONGEST_PAGE) // _BAND)


def _inside(box: Box, other: Box) -> bool:
    return (
        box.x0 >= other.x0 - 0.5
        and box.x1 <= other.x1 + 0.5
        and box.top >= other.top - 0.5
        and box.bottom <= other.bottom + 0.5
    )
