"""A PDF report as a document: pages of headings, paragraphs, lists, tables and furniture in reading order."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from dagster_project.reading.model import (
    Block,
    Document,
    Furniture,
    Heading,
    ListItem,
    Mark,
    Page,
    Paragraph,
    Picture,
    Symbol,
    Table,
)
from dagster_project.reading.sources.geometry import Box, box_of, place_of
from dagster_project.reading.sources.patterns import (
    HEADING_NUMBER,
    ORDINAL,
    PRINTED_BULLET,
    heading_level,
    larger_than_body,
)
from dagster_project.reading.sources.pdf.furniture import PageEdges
from dagster_project.reading.sources.pdf.lines import Line, flows_of
from dagster_project.reading.sources.pdf.page import PageContent
from dagster_project.reading.sources.pdf.scan.pages import read_pages
from dagster_project.reading.sources.pdf.tables.find import find_tables
from dagster_project.reading.vocabulary.broken import breaks_word
from dagster_project.terms import FurnitureKind, Reader

_LETTER = re.compile(r"[^\W\d]")
_LONGEST_HEADING = 220
# A line of so many words in one segment is running text, which shows the font size of the body.
_RUNNING = 7
# In points: how far beside a text its mark may be, and how far before an item of a list.
_BESIDE = 60.0
_LED_BY = 24.0
_CONTENTS_LINE = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,}|_{4,})\s*\d{1,4}\s*$")
_Kind = Literal["contents", "item", "text"] | int
"""What a line begins: a line of a table of contents, an item of a list, running text, or a heading of some level."""


def read_pdf(path: Path, document_id: str, file_name: str) -> Document:
    """The document of a PDF, scanned pages read by OCR. Raises UnreadableReport where it is damaged or has no text."""
    file = read_pages(path, file_name)
    edges = PageEdges(file.pages)
    styles = _Styles(edges.lines)
    pages = []
    for content in file.pages:
        furniture, words, label = edges.split(content)
        body = [
            block for part, lines in flows_of(content, words, edges.space) for block in _blocks(lines, part, styles)
        ]
        blocks = (
            *(f for f in furniture if f.kind is FurnitureKind.PAGE_HEADER),
            *_with_marks(body, list(_marks_outside(body, content))),
            *(f for f in furniture if f.kind is FurnitureKind.PAGE_FOOTER),
        )
        size = content.width, content.height, content.rotation
        pictures = tuple(Picture(place_of(one.box, content.number), one.text_source) for one in content.pictures)
        found = content.text_source, pictures
        pages.append(Page(content.number, tuple(blocks), label, content.digits, *size, *found))
    return Document(document_id, file_name, Reader.PDF, tuple(pages), file.producer, file.properties)


class _Styles:
    """The document's font sizes: the body's, and those of heading levels."""

    def __init__(self, lines: Sequence[Line]) -> None:
        running, all_sizes = Counter[float](), Counter[float]()
        for line in lines:
            is_running = len(line.segments) == 1 and len(line.words) >= _RUNNING
            for word in line.words:
                all_sizes[word.size] += len(word.text)
                running[word.size] += len(word.text) * is_running
        sizes = running if running.total() else all_sizes
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0
        larger = sorted((size for size in all_sizes if larger_than_body(size, self.body)), reverse=True)
        self._sizes = dict(enumerate(larger, start=1))

    def level(self, line: Line) -> int | None:
        """The heading level of a line by its style and number; None for a line that is not a heading."""
        text = line.text.strip()
        if not _LETTER.search(text) or len(text) > _LONGEST_HEADING:
            return None
        return heading_level(text, line.size, line.bold, self.body, self._sizes)


def _blocks(lines: Sequence[Line], content: PageContent, styles: _Styles) -> Iterator[Block]:
    tables = {found.first: found for found in find_tables(lines, content)}
    texts: list[Line] = []
    index = 0
    while index < len(lines):
        found = tables.get(index)
        if found is not None:
            yield from _text_blocks(texts, content, styles)
            texts = []
            yield found.table
            index = found.last + 1
            continue
        texts.append(lines[index])
        index += 1
    yield from _text_blocks(texts, content, styles)


def _text_blocks(lines: Sequence[Line], content: PageContent, styles: _Styles) -> Iterator[Block]:
    open_block: list[Line] = []
    kind: _Kind = "text"
    for line in lines:
        line_kind = _kind(line, styles)
        is_led = any(_leads(symbol, line) for symbol in content.symbols)
        if is_led and line_kind == "text":
            line_kind = "item"
        if open_block and (is_led or not _continues(open_block, kind, line, line_kind, styles)):
            yield _block(open_block, kind, content)
            open_block = []
        if not open_block:
            kind = line_kind
        open_block.append(line)
    if open_block:
        yield _block(open_block, kind, content)


def _leads(symbol: Symbol, line: Line) -> bool:
    """Whether a drawn mark precedes a line, as it may an item of a list."""
    box = box_of(symbol.place)
    return line.box.top <= box.middle <= line.box.bottom and 0 <= line.box.x0 - box.x1 + 1 < _LED_BY


def _kind(line: Line, styles: _Styles) -> _Kind:
    if _CONTENTS_LINE.search(line.text):
        return "contents"
    if PRINTED_BULLET.match(line.text):
        return "item"
    level = styles.level(line)
    if level is not None:
        return level
    return "item" if ORDINAL.match(line.text) else "text"


def _continues(block: Sequence[Line], kind: _Kind, line: Line, line_kind: _Kind, styles: _Styles) -> bool:
    """Whether a line continues the open block: in the same style, and as close as lines of one paragraph are."""
    gap = line.box.top - block[-1].box.bottom
    close = gap < 0.75 * max(line.size, block[-1].size)
    if isinstance(kind, int):
        # The last words of a title may end in a full stop, which no heading has alone.
        goes_on = line.bold == block[-1].bold and line.text[:1].islower()
        same = line_kind == kind or isinstance(line_kind, int) or goes_on
        return same and close and not HEADING_NUMBER.match(line.text) and abs(line.size - block[-1].size) < 0.3
    if kind == "contents" or line_kind != "text" or not close:
        return False
    if kind == "item":
        return line.box.x0 > block[0].box.x0 + 3 or line.text[:1].islower()
    return abs(line.size - block[-1].size) < 1.2


def _block(lines: Sequence[Line], kind: _Kind, content: PageContent) -> Block:
    text, starts = _joined(lines)
    place = place_of(lines[0].box, content.number)
    for line in lines[1:]:
        place = place.through(place_of(line.box, content.number))
    if kind == "contents":
        return Furniture(text, FurnitureKind.CONTENTS, place)
    if isinstance(kind, int):
        return Heading(text, kind, place)
    places = tuple((start, place_of(line.box, content.number)) for start, line in zip(starts, lines, strict=True))
    if kind == "item":
        match = PRINTED_BULLET.match(text) or ORDINAL.match(text)
        end = match.end() if match else 0
        moved = tuple((max(start - end, 0), line_place) for start, line_place in places)
        return ListItem(text[end:], match[1] if match else "", place, moved)
    return Paragraph(text, place, places)


def _joined(lines: Sequence[Line]) -> tuple[str, list[int]]:
    """Lines as one text, and the offset of each line in it; a word broken at the end of its line is joined."""
    text = ""
    starts = []
    for line in lines:
        broken = breaks_word(text, line.text)
        if broken:
            text = text[:-1]
        elif text:
            text += " "
        starts.append(len(text))
        text += line.text
    return text, starts


def _marks_outside(blocks: Sequence[Block], content: PageContent) -> Iterator[Mark]:
    """The drawn marks outside tables, as in a legend, each with the words between it and the next mark."""
    tables = [block for block in blocks if isinstance(block, Table)]
    in_tables = {s.place for table in tables for row in table.rows for cell in row.cells for s in cell.symbols}
    outside = [symbol for symbol in content.symbols if symbol.place not in in_tables]
    for symbol in outside:
        words = sorted((w for w in content.words if _is_beside(w.box, symbol, outside)), key=lambda w: w.box.x0)
        # Words after a wide gap are in the next column of text.
        wide = (i for i, (a, b) in enumerate(itertools.pairwise(words), 1) if b.box.x0 - a.box.x1 > 1.2 * a.size)
        text = " ".join(word.text for word in words[: next(wide, len(words))])
        yield Mark(symbol, text, symbol.place)


def _with_marks(blocks: Sequence[Block], marks: Sequence[Mark]) -> list[Block]:
    """The blocks, and after each the marks beside it; a mark beside no block follows the last one above it."""
    found: dict[int, list[Mark]] = {}
    boxes = [box_of(block.place) for block in blocks]
    for mark in marks:
        box = box_of(mark.place)
        above = [
            i
            for i, other in enumerate(boxes)
            if other.top - 2 <= box.middle and other.x0 - _BESIDE < box.x1 and box.x0 < other.x1 + _BESIDE
        ]
        beside = [i for i in above if box.middle <= boxes[i].bottom + 2]
        found.setdefault(max(beside or above, default=-1), []).append(mark)
    ordered: list[Block] = [*found.get(-1, ())]
    for index, block in enumerate(blocks):
        ordered += [block, *found.get(index, ())]
    return ordered


def _is_beside(word: Box, symbol: Symbol, others: Sequence[Symbol]) -> bool:
    """Whether a word is right of a mark, before the next mark at its height."""
    mark = box_of(symbol.place)
    if not mark.top - 3 <= word.middle <= mark.bottom + 3 or word.x0 < mark.x1:
        return False
    boxes = [box_of(other.place) for other in others]
    following = [box.x0 for box in boxes if abs(box.top - mark.top) < 4 and box.x0 > mark.x1]
    return word.x0 < min(following, default=float("inf"))
