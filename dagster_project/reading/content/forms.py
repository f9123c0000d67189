"""Chapters that are filled-in forms: a title, then labelled fields ("Bedömning: Helt uppfyllt", "Kommentar").

Belongs here: how titles are numbered, the chapter they are in, and where a field ends. Whether a title is a goal or an
assignment is decided in `goals` and `lists`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dagster_project.reading.content.legend import has_signs, verdict_of, without_signs
from dagster_project.reading.content.listings import blocks_read
from dagster_project.reading.model import (
    Block,
    Document,
    Heading,
    ListItem,
    Mark,
    Page,
    Paragraph,
    Place,
    Symbol,
    Table,
)
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Goals
from dagster_project.terms import FormField, Reader

_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?P<name>\S.*)", re.DOTALL)
_LONGEST_LABELLED_LINE = 500
_LONGEST_BARE_VERDICT = 60


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled part of a form. `key` is its meaning, None for text under no label; `label` as printed."""

    key: FormField | None
    label: str
    text: str
    page: Page
    place: Place
    symbols: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with the index of its block and the chapters above it, `parents`, outermost first."""

    index: int
    page: Page
    heading: Heading
    number: str
    name: str
    parents: tuple[Chapter, ...]

    @property
    def title(self) -> str:
        """The heading as printed, without status marks, spaces collapsed."""
        return without_signs(self.heading.text)


@dataclass(frozen=True, slots=True)
class Form:
    """The blocks of a document with its chapters by block index, ready to be read form by form."""

    blocks: tuple[tuple[Page, Block], ...]
    chapters: dict[int, Chapter]
    is_flat: bool

    @classmethod
    def of(cls, document: Document) -> Form:
        """The blocks and chapters of a document.

        A heading that is a field label ("Kommentar") opens no chapter, nor does the word that names the form's subject
        directly after a label ("Måluppfyllelse", "Mål", "Trygg kommun Vi har nått målet"). A label with a heading of a
        lower level directly under it is a chapter ("Måluppfyllelse" over its goals).
        """
        blocks = tuple(blocks_read(document))
        after_label = False
        chapters: dict[int, Chapter] = {}
        open_chapters: list[Chapter] = []
        for index, (page, block) in enumerate(blocks):
            names_subject = after_label and _names_subject(block)
            after_label = isinstance(block, Heading) and _is_label(block, blocks[index + 1 : index + 2])
            if not isinstance(block, Heading) or after_label or names_subject:
                continue
            number, name = numbered(without_signs(block.text))
            open_chapters = list(_enclosing(open_chapters, number, block.level))
            chapters[index] = Chapter(index, page, block, number, name, tuple(open_chapters))
            open_chapters.append(chapters[index])
        return cls(blocks, chapters, document.reader is Reader.FLAT)

    def fields(self, start: int, stops: Iterable[int] = ()) -> list[Field]:
        """The fields between a title's block and the next chapter or one of `stops`."""
        ends = {*self.chapters, *stops}
        end = next((i for i in range(start + 1, len(self.blocks)) if i in ends), len(self.blocks))
        fields: list[Field] = []
        for page, block in self.blocks[start + 1 : end]:
            for text, place, symbols in _printed_texts(block):
                for key, label, part in self._parts(text):
                    if key or not fields:
                        fields.append(Field(key, label, part, page, place))
                    elif fields[-1].text or fields[-1].symbols:
                        fields[-1] = replace(fields[-1], text=f"{fields[-1].text}\n{part}")
                    else:
                        fields[-1] = replace(fields[-1], text=part, page=page, place=place)
                if symbols and fields:
                    fields[-1] = replace(fields[-1], symbols=(*fields[-1].symbols, *symbols))
            if isinstance(block, Mark) and fields and (not fields[-1].text or _is_level(block, fields[-1].place)):
                fields[-1] = replace(fields[-1], symbols=(*fields[-1].symbols, block.symbol))
        return fields

    def marks(self) -> dict[int, list[Mark]]:
        """The drawn marks beside a block of text, by the index of the block."""
        found: dict[int, list[Mark]] = {}
        home = None
        for index, (_, block) in enumerate(self.blocks):
            if not isinstance(block, Mark):
                home = index
            elif home is not None and _is_level(block, self.blocks[home][1].place):
                found.setdefault(home, []).append(block)
        return found

    def _parts(self, text: str) -> list[tuple[FormField | None, str, str]]:
        """(key, label, text) of each field in a text; in flattened text a label may be anywhere in the line."""
        found = list(_inline_labels().finditer(text)) if self.is_flat else []
        if not found:
            labelled = label_at_start(text)
            return [labelled] if labelled else [(None, "", text)]
        parts: list[tuple[FormField | None, str, str]] = []
        if found[0].start():
            parts.append((None, "", text[: found[0].start()].strip()))
        for match, following in zip(found, [*found[1:], None], strict=True):
            end = following.start() if following else len(text)
            parts.append((_key_of(match), match[0], text[match.end() : end].strip(" :")))
        return [part for part in parts if part[0] or part[2]]


def _enclosing(chapters: Sequence[Chapter], number: str, level: int) -> Iterable[Chapter]:
    """The open chapters over a new heading: by number if both have one, by level, else the numbered ones."""
    for chapter in chapters:
        if number and chapter.number:
            if number.startswith(chapter.number + "."):
                yield chapter
        elif level and chapter.heading.level:
            if chapter.heading.level < level:
                yield chapter
        elif chapter.number and not number:
            yield chapter


def numbered(text: str) -> tuple[str, str]:
    """The number and the name in a title: ("4.1", "Ökat inflytande"); the number is "" if there is none."""
    title = " ".join(text.split())
    match = _NUMBERED.fullmatch(title)
    return (match["number"], match["name"]) if match else ("", title)


def label_at_start(text: str) -> tuple[FormField, str, str] | None:
    """(key, label, rest) of a line that opens a field: the label alone, or followed by a colon.

    A verdict may follow its label without one ("Måluppfyllelse Delvis uppnått").
    """
    line = " ".join(text[:_LONGEST_LABELLED_LINE].split())
    match = _start_label().match(line)
    if match is None:
        match = _inline_labels().match(line)
        rest = line[match.end() :].strip() if match else ""
        is_verdict = match is not None and _key_of(match) is FormField.VERDICT and len(rest) <= _LONGEST_BARE_VERDICT
        if match is None or not (is_verdict and (verdict_of(rest) or has_signs(rest))):
            return None
        return FormField.VERDICT, match[0], rest
    return _key_of(match), match["label"], " ".join(text.split())[match.end() :].strip()


def _is_label(heading: Heading, following: Sequence[tuple[Page, Block]]) -> bool:
    below = following[0][1] if following else None
    is_over_heading = isinstance(below, Heading) and 0 < heading.level < below.level
    return not is_over_heading and label_at_start(heading.text) is not None


def _names_subject(block: Block) -> bool:
    return isinstance(block, Heading) and block.text.strip(" :") in load(Goals).subject_words


@lru_cache(maxsize=1)
def _label_alternatives() -> str:
    fields = load(Goals).form_fields
    return "|".join(f"(?P<{key}>{'|'.join(patterns)})" for key, patterns in fields.items())


@lru_cache(maxsize=1)
def _start_label() -> re.Pattern[str]:
    return re.compile(rf"(?P<label>{_label_alternatives()})\s*(?::|$)")


@lru_cache(maxsize=1)
def _inline_labels() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_label_alternatives()})(?![\w-])")


def _key_of(match: re.Match[str]) -> FormField:
    return next(key for key in load(Goals).form_fields if match[key])


def _is_level(mark: Mark, place: Place) -> bool:
    """Whether a mark is level with a text on its page; text without boxes has its marks in place."""
    own = mark.place
    if own.top is None or own.bottom is None or place.top is None or place.bottom is None:
        return own.page == place.page
    return own.page == place.page and place.top - 2 <= (own.top + own.bottom) / 2 <= place.bottom + 2


def _printed_texts(block: Block) -> Iterable[tuple[str, Place, tuple[Symbol, ...]]]:
    if isinstance(block, Table):
        cells = (cell for row in block.rows for cell in row.cells)
        yield from ((cell.text, cell.place, cell.symbols) for cell in cells if cell.text.strip() or cell.symbols)
    elif isinstance(block, Heading | Paragraph | ListItem):
        yield block.text, block.place, ()
