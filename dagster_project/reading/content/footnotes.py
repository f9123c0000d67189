"""Footnotes of running text: the marks in it, and the numbers that the notes themselves begin with.

A mark closely follows a word or the end of a sentence ("avsatta.1 Sedan"). A note begins on a line of its own with the
number of a mark, before a capital; in a paragraph that lost its lines the next note follows a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dagster_project.reading.model import Block, Document, Heading, ListItem, Page, Paragraph, Table
from dagster_project.reading.numbers import HAIR_SPACE

_NUMBER = r"[1-9]\d?"
_NUMBERS = rf"{_NUMBER}(?:[,;]\s?{_NUMBER})*"
_MARK = re.compile(
    rf"(?<=[^\W\d_][^\W\d_][.!?)”\"»’])(?P<ended>{_NUMBERS})(?=\s+[A-ZÅÄÖ(”\"»–-]|\s*$)"
    rf"|(?<=[^\W\d_][^\W\d_][,;:])(?P<within>{_NUMBERS})(?=\s|$)"
    rf"|(?<=\d{HAIR_SPACE})(?P<number>{_NUMBERS})(?!\d)"
    rf"|(?<=[a-zåäö]{{3}})(?P<word>{_NUMBERS})(?=[\s.,;:!?)]|$)"
)
_NOTE = re.compile(rf"\s*(?P<number>{_NUMBER})\s+(?=[A-ZÅÄÖ(”\"»]|https?:|www\.)")

Span = tuple[int, int]
"""The first character and the one after the last of a text."""


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The numbers of the footnote marks of a document, by page."""

    marks: dict[int, frozenset[int]]

    @classmethod
    def of(cls, document: Document) -> Footnotes:
        """The footnotes of a document; one whose pages have no size is one page, whatever its lines."""
        marks: dict[int, set[int]] = {}
        for page, block in document.blocks:
            marks.setdefault(_page(page), set()).update(_marks_of(block))
        return cls({number: frozenset(found) for number, found in marks.items()})

    def spans(self, page: Page, text: str, lines: Sequence[int] = (0,)) -> list[Span]:
        """The marks in a text of a page and the numbers of its notes; `lines` are where its printed lines begin."""
        return [*((match.start(), match.end()) for match in _MARK.finditer(text)), *self._notes(page, text, lines)]

    def _notes(self, page: Page, text: str, lines: Sequence[int]) -> Iterator[Span]:
        marks = self.marks.get(_page(page), frozenset())
        for start in sorted({0, *lines}):
            match = _NOTE.match(text, start) if marks else None
            while match and int(match["number"]) in marks:
                yield match.span("number")
                match = _next_note(text, match)


def _next_note(text: str, note: re.Match[str]) -> re.Match[str] | None:
    """The beginning of the note after another in one text."""
    number = int(note["number"]) + 1
    return re.compile(rf"(?<=[.!?/\w])\s+(?P<number>{number})\s+(?=[A-ZÅÄÖ])").search(text, note.end())


def _page(page: Page) -> int:
    return page.number if page.width is not None else 0


def _marks_of(block: Block) -> Iterator[int]:
    if isinstance(block, Heading | Paragraph | ListItem):
        for match in _MARK.finditer(block.text):
            yield from map(int, re.findall(r"\d+", match[0]))
    elif isinstance(block, Table):
        for cell in (cell for row in block.rows for cell in row.cells):
            yield from map(int, re.findall(_NUMBER, cell.superscripts))
