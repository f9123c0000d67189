"""What is drawn on a PDF page: words, rules, fills and small marks, each with its box.

This module alone knows the PDF libraries, so that a faster one can take their place. It hands over what is drawn and
leaves to the layout modules what it means. All boxes are in points from the top left corner.
"""

from __future__ import annotations

import colorsys
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
from pdfplumber.utils.exceptions import PdfminerException

from dagster_project.reading.errors import UnreadableReport
from dagster_project.reading.model import Place, Symbol

# pdfminer warns of every odd font; what matters of it shows in the count of digits.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_THIN = 2.2
_MOST_PAGES = 1500
_MARK_SIZES = (3.0, 16.0)
_RAISED_DIGIT = 0.8


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

    `digits` counts the decimal digits in an independent reader's text of it.
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


@dataclass(frozen=True, slots=True)
class PdfFile:
    """An opened PDF: its pages' content and its properties."""

    pages: list[PageContent]
    producer: str
    properties: tuple[tuple[str, str], ...]


def open_pdf(path: Path, file_name: str) -> PdfFile:
    """Reads a PDF's pages. Raises UnreadableReport where it is damaged, locked, or holds images without text."""
    digits = _independent_digits(path, file_name)
    try:
        with pdfplumber.open(path) as pdf:
            pages = [_content(_upright(page), digits[page.page_number - 1]) for page in pdf.pages]
            metadata = {str(key): str(value) for key, value in (pdf.metadata or {}).items()}
    except PdfminerException as error:
        raise UnreadableReport("truncated", f"{file_name} is damaged ({error}); send the report again") from error
    return PdfFile(pages, metadata.get("Producer", ""), tuple(sorted(metadata.items())))


def _independent_digits(path: Path, file_name: str) -> list[int]:
    """The number of decimal digits on every page by pypdfium2, which shares no code with pdfplumber."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _unopened(error, path, file_name) from error
    try:
        if not 0 < len(document) <= _MOST_PAGES:
            raise UnreadableReport(
                "too_large" if len(document) else "empty",
                f"{file_name} has {len(document)} pages; reports have 1 to {_MOST_PAGES}: send the report alone",
            )
        texts = [page.get_textpage().get_text_range() for page in document]
    except pypdfium2.PdfiumError as error:
        raise _unopened(error, path, file_name) from error
    finally:
        document.close()
    if not any(re.search(r"\w{2}", text) for text in texts):
        raise UnreadableReport(
            "no_text",
            f"{file_name} has {len(texts)} pages of images and no text; get the original, or scan it with text (OCR)",
        )
    return [sum(character.isdecimal() for character in text) for text in texts]


def _unopened(error: Exception, path: Path, file_name: str) -> UnreadableReport:
    # PDFium also tells the error of the file before this one, where a damaged file gives it no error of its own.
    if "password" in str(error).lower() and b"/Encrypt" in path.read_bytes():
        return UnreadableReport("encrypted", f"{file_name} is locked with a password; send it without one")
    return UnreadableReport("truncated", f"{file_name} is damaged or cut off; send the report again")


def _upright(page: Any) -> Any:
    """The page turned so that most of its text can be read, as for a wide table printed sideways."""
    turns = Counter(_turn(char["matrix"]) for char in page.chars)
    turn = turns.most_common(1)[0][0] if turns else 0
    if not turn:
        return page
    page.close()
    page.page_obj.rotate = (page.page_obj.rotate + turn) % 360
    page.page_obj.attrs["Rotate"] = page.page_obj.rotate
    return pdfplumber.page.Page(page.pdf, page.page_obj, page.page_number, page.initial_doctop)


def _turn(matrix: Sequence[float]) -> int:
    """By how many degrees clockwise text with this matrix is to be turned to stand upright."""
    across, up = matrix[0], matrix[1]
    if abs(across) >= abs(up):
        return 0 if across >= 0 else 180
    return 90 if up > 0 else 270


def _content(page: Any, digits: int) -> PageContent:
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
        symbols=list(_marks(page)),
        digits=digits,
        rotation=page.rotation,
    )
    page.close()
    return content


def _raw_words(page: Any) -> list[dict[str, Any]]:
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
        text=raw["text"].replace("\u00ad", ""),
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
        if raw.get("fill") and not is_page and _colour_class(raw.get("non_stroking_color")) != "white":
            fills.append(Fill(box, str(raw.get("non_stroking_color"))))
        if raw.get("stroke") and raw.get("linewidth"):
            horizontal += [Box(box.x0, y, box.x1, y) for y in (box.top, box.bottom)]
            vertical += [Box(x, box.top, x, box.bottom) for x in (box.x0, box.x1)]
    return horizontal, vertical, _outermost(fills)


def _outermost(fills: list[Fill]) -> list[Fill]:
    """The fills that lie in no other of their colour: word processors shade a cell and again each line of its text."""
    kept: list[Fill] = []
    for fill in sorted(fills, key=lambda f: -(f.box.x1 - f.box.x0) * (f.box.bottom - f.box.top)):
        if not any(other.colour == fill.colour and _inside(fill.box, other.box) for other in kept):
            kept.append(fill)
    return kept


def _inside(box: Box, other: Box) -> bool:
    return (
        box.x0 >= other.x0 - 0.5
        and box.x1 <= other.x1 + 0.5
        and box.top >= other.top - 0.5
        and box.bottom <= other.bottom + 0.5
    )


def _marks(page: Any) -> Iterator[Symbol]:
    """Small filled shapes about as wide as high: status dots, diamonds, arrows."""
    least, most = _MARK_SIZES
    for raw in (*page.curves, *page.rects):
        box = _box(raw)
        width, height = box.x1 - box.x0, box.bottom - box.top
        colour = _colour_class(raw.get("non_stroking_color"))
        if not raw.get("fill") or colour == "white" or not (least <= width <= most and least <= height <= most):
            continue
        if not 0.6 <= width / height <= 1.7:
            continue
        place = Place(page=page.page_number, x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom)
        yield Symbol(_shape(raw, box), colour, place)


def _shape(raw: dict[str, Any], box: Box) -> str:
    """The shape of a small mark by its corners: a curve with many points is a circle."""
    if raw["object_type"] == "rect":
        return "square"
    points = {(round(x, 1), round(y, 1)) for x, y in raw.get("pts", [])}
    if len(points) == 3:
        return "triangle"
    if len(points) == 4:
        corners = sum(abs(x - box.centre) < 0.2 * (box.x1 - box.x0) for x, _ in points)
        has_curves = any(len(segment) > 3 for segment in raw.get("path") or [])
        return "circle" if has_curves else "diamond" if corners >= 2 else "square"
    if 5 <= len(points) <= 8 and not any(segment[0] == "c" for segment in raw.get("path") or []):
        return "other"
    return "circle"


def _colour_class(colour: Any) -> str:
    """The class of a PDF colour (grey, RGB or CMYK, 0 to 1): green, yellow, red, blue, grey, black, white or other."""
    rgb = _rgb(colour)
    if rgb is None:
        return "other"
    hue, lightness, saturation = colorsys.rgb_to_hls(*rgb)
    if lightness > 0.97:
        return "white"
    if saturation < 0.15 or lightness < 0.08:
        return "black" if lightness < 0.2 else "grey"
    degrees = hue * 360
    if degrees < 20 or degrees >= 335:
        return "red"
    if degrees < 68:
        return "yellow"
    if degrees < 170:
        return "green"
    return "blue" if degrees < 260 else "other"


def _rgb(colour: Any) -> tuple[float, float, float] | None:
    if isinstance(colour, int | float):
        return (float(colour),) * 3
    if not isinstance(colour, list | tuple) or not all(isinstance(part, int | float) for part in colour):
        return None
    if len(colour) == 1:
        return (float(colour[0]),) * 3
    if len(colour) == 3:
        return float(colour[0]), float(colour[1]), float(colour[2])
    if len(colour) == 4:
        cyan, magenta, yellow, key = map(float, colour)
        return (1 - cyan) * (1 - key), (1 - magenta) * (1 - key), (1 - yellow) * (1 - key)
    return None
