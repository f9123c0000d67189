"""The document model: everything printed in a report, in reading order, each part with its place.

Every source (`sources/`) produces this model and every later step reads only this model, so that a format is known to
one source. Nothing here interprets: a cell is text in a grid, not yet a number, a header or a total.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from dagster_project.terms import ColumnsFrom, FurnitureKind, Reader, TextSource

_Number = TypeVar("_Number", int, float)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is printed.

    PDF has `page` (1-based) and a box in points from the top left; text has `line` (1-based, over
    `text.split("\\n")`) and the character range [start, end) in that line. Flattened text has one page per line, and
    so all but the box.
    """

    page: int | None = None
    line: int | None = None
    start: int | None = None
    end: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None

    def through(self, other: Place) -> Place:
        """The place from here to the end of `other`; on another page or line only the beginning is kept."""
        if (self.page, self.line) != (other.page, other.line):
            return self
        return replace(
            self,
            start=_least(self.start, other.start),
            end=_greatest(self.end, other.end),
            x0=_least(self.x0, other.x0),
            top=_least(self.top, other.top),
            x1=_greatest(self.x1, other.x1),
            bottom=_greatest(self.bottom, other.bottom),
        )


def _least(a: _Number | None, b: _Number | None) -> _Number | None:
    return min(a, b) if a is not None and b is not None else a if b is None else b


def _greatest(a: _Number | None, b: _Number | None) -> _Number | None:
    return max(a, b) if a is not None and b is not None else a if b is None else b


@dataclass(frozen=True, slots=True)
class Symbol:
    """A drawn mark: a status dot, an arrow, a flag. Marks printed as characters stay in the text.

    A character in colour (a green ●) is both: its colour may say what the character does not. `shape` is one of circle,
    ring (an outline only), half_circle, square, diamond, triangle, triangle_down, triangle_right, arrow_up, arrow_down,
    arrow_right, arrow_up_right, arrow_down_right, other; `colour` one of green, yellow, red, blue, grey, black, other.
    """

    shape: str
    colour: str
    place: Place


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. `text` is verbatim without markup tags, wrapped lines joined by a space, '' when empty.

    `items` are the paragraphs or list items inside the cell where the source marks them (HTML `<p>`, `<li>`).
    `indent` is in points from the left edge of its column, 0 in text that has lost it. `superscripts` are the raised
    characters at the end of the text (footnote marks), which are not part of `text`.
    """

    text: str = ""
    place: Place = Place()
    items: tuple[str, ...] = ()
    bold: bool = False
    italic: bool = False
    indent: float = 0.0
    column_span: int = 1
    superscripts: str = ""
    symbols: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row; `rule_above` if a horizontal rule is drawn over it and not over every row."""

    cells: tuple[Cell, ...]
    rule_above: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of the cells from left to right, '' for an empty one."""
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A grid as printed on one page: every row has the same number of cells.

    A cell that spans columns is the first of its span, with `column_span` > 1, followed by empty cells. `header_rows`
    is how many rows the layout itself shows to be a header (shading, repetition, a rule), None where it does not.
    `columns_from` is what its columns were found by, and `spans_known` whether the source says which columns a header
    spans: text has lost it. `columns` are the x ranges of a PDF table, in points.
    """

    rows: tuple[Row, ...]
    place: Place
    columns_from: ColumnsFrom
    spans_known: bool
    header_rows: int | None = None
    caption: str = ""
    columns: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its printed numbering; `level` is 1 for the outermost, 0 if neither layout nor number shows it."""

    text: str
    level: int
    place: Place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `lines` are the places of its printed lines with each line's offset in `text`."""

    text: str
    place: Place
    lines: tuple[tuple[int, Place], ...] = ()


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a bulleted or numbered list, its bullet removed and its number kept in `marker`.

    `lines` are as in a paragraph.
    """

    text: str
    marker: str
    place: Place
    lines: tuple[tuple[int, Place], ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """A page header, a page footer or a line of a table of contents, which are not part of the text."""

    text: str
    kind: FurnitureKind
    place: Place


@dataclass(frozen=True, slots=True)
class Mark:
    """A drawn mark outside tables, such as a dot of a legend, with the text printed beside it."""

    symbol: Symbol
    text: str
    place: Place


Block = Heading | Paragraph | ListItem | Table | Furniture | Mark


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with print in it, `text_source` telling whether its print is read."""

    place: Place
    text_source: TextSource


@dataclass(frozen=True, slots=True)
class Page:
    """One page, `number` 1-based; `rotation` is by how many degrees clockwise it was turned to make its text upright.

    `width` and `height` are in points, None where the source has no pages. `digits` counts the decimal digits that an
    independent reader finds in the same bytes.
    """

    number: int
    blocks: tuple[Block, ...]
    label: str = ""
    digits: int = 0
    width: float | None = None
    height: float | None = None
    rotation: int = 0
    text_source: TextSource = TextSource.TEXT
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A report as read from its file, page by page; a format without pages gives one page."""

    document_id: str
    file_name: str
    reader: Reader
    pages: tuple[Page, ...]
    producer: str = ""
    properties: tuple[tuple[str, str], ...] = ()

    @property
    def blocks(self) -> Iterator[tuple[Page, Block]]:
        """All blocks in reading order, each with its page."""
        for page in self.pages:
            for block in page.blocks:
                yield page, block

    @property
    def pictures(self) -> Iterator[Picture]:
        """All pictures with print, page by page."""
        for page in self.pages:
            yield from page.pictures
