"""Every span of printed text with its place, the same for prose, cells, headings and page furniture.

Belongs here: tracing a character in a block to its line or box, and to the headings above. Not here: the meaning of
the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dagster_project.reading.content.footnotes import Footnotes, Span
from dagster_project.reading.content.legend import verdict_of
from dagster_project.reading.model import (
    Block,
    Document,
    Furniture,
    Heading,
    ListItem,
    Mark,
    Page,
    Paragraph,
    Place,
    Table,
)
from dagster_project.terms import PassageKind

_LONGEST_EXPLANATION = 60
_NOWHERE = Place()
_RUNNING = (PassageKind.PARAGRAPH, PassageKind.LIST_ITEM, PassageKind.HEADING)


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of text printed in one place.

    `number` counts the passages of a document in reading order from 1. `notes` are the spans of footnote marks and of
    the numbers that footnotes begin with.
    """

    number: int
    kind: PassageKind
    page: Page
    section: str
    text: str
    place: Place
    lines: tuple[tuple[int, Place], ...] = ()
    notes: tuple[Span, ...] = ()

    def place_of(self, start: int, end: int) -> Place:
        """The place of text[start:end]: its characters if the source keeps them verbatim, else its line or box."""
        offset, place, length = 0, self.place, len(self.text)
        for at, (line_offset, line_place) in enumerate(self.lines):
            if line_offset > start:
                break
            following = self.lines[at + 1][0] if at + 1 < len(self.lines) else len(self.text)
            offset, place, length = line_offset, line_place, len(self.text[line_offset:following].rstrip())
        if place.start is None or place.end is None or place.end - place.start != length:
            return place
        return replace(place, start=place.start + start - offset, end=min(place.start + end - offset, place.end))


def passages(document: Document) -> Iterator[Passage]:
    """All text of a document in reading order, tables cell by cell, empty spans left out."""
    number = 0
    footnotes = Footnotes.of(document)
    open_headings: list[Heading] = []
    for page, block in document.blocks:
        section = " > ".join(heading.text for heading in open_headings)
        for passage in map(_legend, _of_block(page, block, section)):
            if passage.text and not (passage.kind is PassageKind.MARK and _is_printed_in_a_paragraph(passage)):
                number += 1
                yield replace(passage, number=number, notes=_notes(footnotes, passage))
        if isinstance(block, Heading):
            open_headings = [*_still_open(open_headings, block), block]


def _notes(footnotes: Footnotes, passage: Passage) -> tuple[Span, ...]:
    if passage.kind not in _RUNNING:
        return ()
    return tuple(footnotes.spans(passage.page, passage.text, [start for start, _ in passage.lines]))


def _still_open(headings: list[Heading], new: Heading) -> list[Heading]:
    """The headings over `new`; one without a level ends only others without a level."""
    if not new.level:
        return [heading for heading in headings if heading.level]
    return [heading for heading in headings if heading.level and heading.level < new.level]


def _legend(passage: Passage) -> Passage:
    """The passage, as a legend if drawn marks are beside words of a verdict in it."""
    if passage.kind not in (PassageKind.PARAGRAPH, PassageKind.LIST_ITEM):
        return passage
    marks = [block.text for block in passage.page.blocks if isinstance(block, Mark) and block.text in passage.text]
    explains = any(len(text) <= _LONGEST_EXPLANATION and verdict_of(text) for text in marks)
    return replace(passage, kind=PassageKind.LEGEND) if explains else passage


def _is_printed_in_a_paragraph(mark: Passage) -> bool:
    """Whether the text beside a mark is also in a paragraph or heading, as in most legends."""
    blocks = mark.page.blocks
    return any(isinstance(block, Heading | Paragraph | ListItem) and mark.text in block.text for block in blocks)


def _of_block(page: Page, block: Block, section: str) -> Iterator[Passage]:
    match block:
        case Heading(text=text, place=place):
            yield Passage(0, PassageKind.HEADING, page, section, text, place)
        case Paragraph(text=text, place=place, lines=lines):
            yield Passage(0, PassageKind.PARAGRAPH, page, section, text, place, lines)
        case ListItem(text=text, marker=marker, place=place, lines=lines):
            yield Passage(0, PassageKind.MARKER, page, section, marker, place)
            yield Passage(0, PassageKind.LIST_ITEM, page, section, text, place, lines)
        case Table():
            yield from _of_table(page, block, section)
        case Furniture(text=text, place=place):
            yield Passage(0, PassageKind.FURNITURE, page, section, text, place)
        case Mark(text=text, place=place):
            yield Passage(0, PassageKind.MARK, page, section, text, place)


def _of_table(page: Page, table: Table, section: str) -> Iterator[Passage]:
    if table.caption:
        yield Passage(0, PassageKind.CAPTION, page, section, table.caption, table.place)
    for row in table.rows:
        for cell in row.cells:
            if cell.place == _NOWHERE != table.place:
                continue  # A reader inferred it (a header whose words the text has lost): it is not printed.
            yield Passage(0, PassageKind.CELL, page, section, cell.text, cell.place)
            yield Passage(0, PassageKind.SUPERSCRIPT, page, section, cell.superscripts, cell.place)
