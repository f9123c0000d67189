"""A web page as a document: headings, paragraphs, lists and tables that a browser would show.

For whole HTML files; tables in a text of another kind are read by `text.finders.html`. Places are those of
`spans.Flow`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from lxml import etree, html

from dagster_project.errors import UnreadableReport
from dagster_project.reading.model import Block, Document, Furniture, Heading, ListItem, Mark, Page, Paragraph, Symbol
from dagster_project.reading.sources.html.inline import HEADINGS, Inline, is_hidden, is_hidden_tag, read_inline
from dagster_project.reading.sources.html.tables import read_table
from dagster_project.reading.sources.patterns import BULLET, ORDINAL
from dagster_project.reading.sources.spans import Flow
from dagster_project.terms import FurnitureKind, Reader, Reason

_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_WITHIN = 5000
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_HEADING = 130
_FURNITURE = {"header": FurnitureKind.PAGE_HEADER, "footer": FurnitureKind.PAGE_FOOTER}
_SECTIONS = (
    "body",
    "html",
    "div",
    "section",
    "article",
    "main",
    "aside",
    "header",
    "footer",
    "figure",
    "form",
    "fieldset",
)
_TEXTS = ("p", "address", "blockquote", "pre", "center", "figcaption", "details", "summary", "hr", *HEADINGS)
_LISTS = ("ul", "ol", "li", "dl", "dt", "dd")
_TABLES = ("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td")
_BLOCKS = frozenset((*_SECTIONS, *_TEXTS, *_LISTS, *_TABLES))


def is_page(text: str) -> bool:
    """Whether a text is a whole HTML page, by its beginning."""
    return _PAGE.match(text[:_WITHIN]) is not None


def read_page(text: str, document_id: str, file_name: str) -> Document:
    """The document of a page's text. Raises UnreadableReport where nothing is shown without the page's scripts."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", text), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise UnreadableReport(
            Reason.WRONG_FORMAT, f"{file_name} is not an HTML page ({error}); save it again"
        ) from error
    reader = _Reader()
    body = root.find("body")
    blocks = tuple(reader.read(root if body is None else body))
    if not any(
        _LETTER.search(block.text) for block in blocks if isinstance(block, Heading | Paragraph | ListItem)
    ) and (not any(_LETTER.search(text) for block in blocks for text in _cell_texts(block))):
        detail = f"{file_name} shows no text without its scripts; print the page as PDF and send that"
        raise UnreadableReport(Reason.NO_TEXT, detail)
    digits = _Digits.of(text) + reader.generated_digits
    title = " ".join((root.findtext(".//title") or "").split())
    properties = (("Title", title),) if title else ()
    return Document(document_id, file_name, Reader.HTML, (Page(1, blocks, digits=digits),), properties=properties)


def _cell_texts(block: Block) -> Iterator[str]:
    for row in getattr(block, "rows", ()):
        yield from row.texts


@dataclass(slots=True)
class _Reader:
    """Reads a page's elements into blocks; text between block elements is a paragraph of its own."""

    flow: Flow = field(default_factory=Flow)
    deepest: int = 0
    generated_digits: int = 0
    _waiting: Inline = field(default_factory=Inline)
    # The bullet or number of a list item whose text has not been read yet.
    _marker: str = ""

    def read(self, body: Any) -> list[Block]:
        """The blocks of a page."""
        self.deepest = max((int(e.tag[1]) for e in body.iter(*HEADINGS)), default=0)
        return [*self._children(body), *self._paragraphs()]

    def _children(self, element: Any, kind: FurnitureKind | None = None) -> Iterator[Block]:
        """The blocks of an element's contents; `kind` is that of the page furniture which they are, if any."""
        self._waiting.add(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and not is_hidden(child):
                if child.tag in _BLOCKS:
                    yield from self._paragraphs(kind)
                    yield from self._block(child, kind)
                elif any(True for _ in child.iter(*_BLOCKS)):
                    # Blocks in an inline element, such as a link around a heading.
                    yield from self._children(child, kind)
                else:
                    self._waiting.append(read_inline(child))
            self._waiting.add(child.tail or "")

    def _block(self, element: Any, kind: FurnitureKind | None) -> Iterator[Block]:
        tag = element.tag
        if tag in HEADINGS:
            inline = read_inline(element)
            text = inline.text
            if text:
                place = self.flow.paragraph(text)
                yield Heading(text, int(tag[1]), place)
                yield from _marks(inline, place)
        elif tag == "table":
            yield from self._table(element, kind)
        elif tag in ("ul", "ol"):
            yield from self._list(element, kind)
        else:
            is_outermost = tag in _FURNITURE and not any(a.tag in ("article", "main") for a in element.iterancestors())
            inner = _FURNITURE[tag] if is_outermost else kind
            yield from self._children(element, inner)
            yield from self._paragraphs(inner)

    def _list(self, element: Any, kind: FurnitureKind | None) -> Iterator[Block]:
        start = element.get("start", "")
        number = int(start) if start.isdecimal() else 1
        for child in element:
            if not isinstance(child.tag, str) or is_hidden(child):
                continue
            if child.tag != "li":
                yield from self._block(child, kind) if child.tag in _BLOCKS else ()
                continue
            self._marker = f"{number}." if element.tag == "ol" else "•"
            number += 1
            yield from self._children(child, kind)
            yield from self._paragraphs(kind)
            self._marker = ""

    def _table(self, element: Any, kind: FurnitureKind | None) -> Iterator[Block]:
        cells = [cell for cell in element.iter("td", "th") if next(cell.iterancestors("table")) is element]
        nests = any(True for cell in cells for _ in cell.iter("table"))
        if element.get("role") in ("presentation", "none") or nests or len(cells) == 1:
            # A table that only lays out the page.
            for cell in cells:
                yield from self._children(cell, kind)
                yield from self._paragraphs(kind)
            return
        table = read_table(element, self.flow)
        if table is not None:
            yield table

    def _paragraphs(self, kind: FurnitureKind | None = None) -> Iterator[Block]:
        """The paragraphs of the text collected since the last block."""
        waiting, self._waiting = self._waiting, Inline()
        for inline in waiting.paragraphs():
            text = inline.text
            if not text and not inline.marks:
                continue
            place = self.flow.paragraph(text)
            if text:
                yield self._paragraph(inline, text, kind)
            yield from _marks(inline, place)

    def _paragraph(self, inline: Inline, text: str, kind: FurnitureKind | None) -> Block:
        place = self.flow.last(text)
        marker, self._marker = self._marker, ""
        if kind:
            return Furniture(text, kind, place)
        if marker:
            self.generated_digits += sum(c.isdecimal() for c in marker)
            return ListItem(text, marker, place, ((0, place),))
        is_short = len(text) <= _LONGEST_HEADING and _LETTER.search(text) and not text.endswith((".", ",", ";"))
        if inline.bold and is_short:
            return Heading(text, self.deepest + 1, place)
        if inline.marks and not inline.raw[: inline.marks[0][0]].strip():
            # A mark before the text is its bullet.
            return ListItem(text, "", place, ((0, place),))
        match = BULLET.match(text) or ORDINAL.match(text)
        if match:
            start = match.end()
            return ListItem(text[start:], match[1], place, ((0, self.flow.last(text, start)),))
        return Paragraph(text, place, ((0, place),))


def _marks(inline: Inline, place: Any) -> Iterator[Mark]:
    for at, appearance in inline.marks:
        yield Mark(Symbol(appearance.shape, appearance.colour, place), inline.after(at), place)


class _Digits(HTMLParser):
    """Counts the decimal digits of the visible text, without lxml."""

    _VOID = frozenset(
        ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
    )
    _CLOSED_BY_THE_NEXT = frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "option"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.count = 0
        self._open: list[tuple[str, bool]] = []

    @classmethod
    def of(cls, text: str) -> int:
        """The digits of a page."""
        counter = cls()
        counter.feed(text)
        counter.close()
        return counter.count

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._VOID:
            return
        if self._open and self._open[-1][0] == tag and tag in self._CLOSED_BY_THE_NEXT:
            self._open.pop()
        hidden = bool(self._open) and self._open[-1][1]
        attributes = {name: value or "" for name, value in attrs}
        self._open.append((tag, hidden or is_hidden_tag(tag, attributes)))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.count += sum(c.isdecimal() for c in data)
