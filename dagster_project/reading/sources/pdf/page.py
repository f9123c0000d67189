"""What is drawn on a PDF page: the words, rules, fills and marks that `backend` hands to the layout modules.

All places and sizes are in PDF points, measured from the top left corner of the upright page.
"""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.reading.model import Symbol
from dagster_project.reading.sources.geometry import Box
from dagster_project.terms import TextSource


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `edges` are the x positions of its characters' left edges, so that it can be cut between columns."""

    text: str
    box: Box
    size: float
    bold: bool
    italic: bool
    edges: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled area. `colour` is as the file writes it, to distinguish fills of one shade from others."""

    box: Box
    colour: str


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture with print in it: read by OCR, or unread."""

    box: Box
    text_source: TextSource


@dataclass(frozen=True, slots=True)
class PageContent:
    """All that is drawn on one page, turned by `rotation` degrees clockwise so that its text is upright.

    `number` is from 1. `horizontal` and `vertical` are rules. `digits` is the number of decimal digits in an
    independent reader's text of the page. `pictured` is the share of the page that `images` cover; `pictures` are those
    of them that show print.
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
    images: tuple[Box, ...] = ()
    pictures: tuple[PagePicture, ...] = ()
    text_source: TextSource = TextSource.TEXT


@dataclass(frozen=True, slots=True)
class PdfContent:
    """The pages of a PDF and its properties, such as Title and Author."""

    pages: list[PageContent]
    producer: str
    properties: tuple[tuple[str, str], ...]
