"""A Word report as a document: headings, paragraphs, lists and tables in reading order, page headers and footers.

Decides the kind of each paragraph by its style, its numbering or its size and weight; `text` reads its visible text.
Places are those of `spans.Flow`. Headers and footers are placed first and last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from dagster_project.errors import UnreadableReport
from dagster_project.reading.model import (
    Block,
    Cell,
    Document,
    Furniture,
    Heading,
    ListItem,
    Mark,
    Page,
    Paragraph,
    Picture,
    Place,
    Row,
    Symbol,
    Table,
)
from dagster_project.reading.sources.docx.changes import join_paragraphs
from dagster_project.reading.sources.docx.digits import independent_digits
from dagster_project.reading.sources.docx.objects import EmbeddedPicture, EmbeddedTable, embedded
from dagster_project.reading.sources.docx.package import open_docx
from dagster_project.reading.sources.docx.styles import Numbering, Styles, is_on, value
from dagster_project.reading.sources.docx.tables import cells_of, read_table, rows_of
from dagster_project.reading.sources.docx.text import Text, TextReader, plain
from dagster_project.reading.sources.embedded import ReadPicture, placed
from dagster_project.reading.sources.patterns import BULLET, ORDINAL, heading_level, larger_than_body
from dagster_project.reading.sources.spans import Flow
from dagster_project.reading.sources.text.finders import separated
from dagster_project.reading.sources.text.line import Line
from dagster_project.terms import ColumnsFrom, FurnitureKind, Reader, Reason

_LONGEST_HEADING = 130
_LETTER = re.compile(r"[^\W\d_]")
_FEWEST_ROWS_WITH_TABS = 2
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

_Kind = Literal["text", "note", "caption", FurnitureKind.CONTENTS]


@dataclass(slots=True)
class _Unclassified:
    """A paragraph outside tables whose kind of block is not yet decided."""

    text: Text
    label: str
    level: int | None
    kind: _Kind
    place: Place


def read_docx(path: Path, document_id: str, file_name: str, read_picture: ReadPicture) -> Document:
    """The document of a .docx file, with what `read_picture` finds in its pictures.

    Raises UnreadableReport if it is damaged, too large to unpack, not a Word document, or has no text.
    """
    document = open_docx(path, file_name)
    join_paragraphs(document.element)
    reader = _Reader(document, read_picture)
    edges = list(_edges(document))
    blocks = [
        *reader.edge(edges, FurnitureKind.PAGE_HEADER),
        *reader.body(),
        *reader.edge(edges, FurnitureKind.PAGE_FOOTER),
    ]
    if not any(_LETTER.search(text) for block in blocks for text in _texts(block)):
        detail = f"{file_name} has no text; send the report with its text, or as a scan in PDF"
        raise UnreadableReport(Reason.NO_TEXT, detail)
    parts = Counter([document.part, *(part for _, part in edges), *reader.notes_parts])
    counted = {str(part.partname).lstrip("/"): times for part, times in parts.items()}
    # Numbers that Word generates are not in the text of the file, so only the reader has them.
    digits = independent_digits(path, counted) + reader.generated_digits + reader.embedded_digits
    properties = document.core_properties
    known = (("Title", properties.title), ("Author", properties.author), ("Subject", properties.subject))
    return Document(
        document_id,
        file_name,
        Reader.DOCX,
        (Page(1, tuple(blocks), digits=digits, pictures=tuple(reader.pictures)),),
        producer=_producer(document),
        properties=tuple((key, text) for key, text in known if text),
    )


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield from (text for row in block.rows for text in row.texts)
    else:
        yield block.text


def _producer(document: Any) -> str:
    for relation in document.part.package.rels.values():
        if relation.reltype == f"{_RELATION}extended-properties":
            match = re.search(rb"<Application>([^<]*)</Application>", relation.target_part.blob)
            return match[1].decode("utf-8", "replace") if match else ""
    return ""


def _edges(document: Any) -> Iterator[tuple[FurnitureKind, Any]]:
    """The parts shown as page headers and footers, each once, with their kind."""
    seen = set()
    settings = document.settings.element
    has_even = is_on(settings.find(qn("w:evenAndOddHeaders")))
    for section in document.element.body.iter(qn("w:sectPr")):
        has_first = is_on(section.find(qn("w:titlePg")))
        for reference in section.iterchildren(qn("w:headerReference"), qn("w:footerReference")):
            shown = {"first": has_first, "even": has_even}.get(reference.get(qn("w:type")), True)
            identifier = reference.get(qn("r:id"))
            if shown and identifier in document.part.rels and identifier not in seen:
                seen.add(identifier)
                is_header = reference.tag == qn("w:headerReference")
                kind = FurnitureKind.PAGE_HEADER if is_header else FurnitureKind.PAGE_FOOTER
                yield kind, document.part.related_parts[identifier]


def _related(part: Any, kind: str) -> Any:
    """The part of a kind (styles, numbering, footnotes) that the document has, or None."""
    return next((rel.target_part for rel in part.rels.values() if rel.reltype == _RELATION + kind), None)


def _root(part: Any) -> Any:
    """The tree of a part, its tracked changes of paragraphs accepted; None where there is no part."""
    if part is None:
        return None
    root = part.element if hasattr(part, "element") else parse_xml(part.blob)
    join_paragraphs(root)
    return root


@dataclass(slots=True)
class _Notes:
    """Footnotes or endnotes by identifier."""

    part: Any
    by_id: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, part: Any, name: str) -> _Notes:
        root = _root(part)
        elements = () if root is None else root.findall(qn(name))
        shown = (note for note in elements if note.get(qn("w:type")) in (None, "normal"))
        return cls(part, {note.get(qn("w:id")): note for note in shown})


class _Reader:
    """Reads a document's blocks in order."""

    def __init__(self, document: Any, read_picture: ReadPicture) -> None:
        part = document.part
        self._body = document.element.body
        self._styles = Styles(_root(_related(part, "styles")))
        self._numbering = Numbering(_root(_related(part, "numbering")))
        self._text = TextReader(self._styles, self._numbering, part)
        self._flow = Flow()
        footnotes = _Notes.of(_related(part, "footnotes"), "w:footnote")
        endnotes = _Notes.of(_related(part, "endnotes"), "w:endnote")
        self._notes = {qn("w:footnoteReference"): footnotes, qn("w:endnoteReference"): endnotes}
        self._part, self._read_picture = part, read_picture
        self.embedded_digits = 0
        self.pictures: list[Picture] = []
        self.notes_parts = [notes.part for notes in (footnotes, endnotes) if notes.by_id]

    @property
    def generated_digits(self) -> int:
        """The digits of the numbers that Word generates, of those that were read."""
        return self._text.generated_digits

    def body(self) -> list[Block]:
        """The blocks of the document's body."""
        return _classified(list(self._read(self._body, "text")))

    def edge(self, parts: Sequence[tuple[FurnitureKind, Any]], kind: FurnitureKind) -> Iterator[Furniture]:
        """The lines of the page headers or footers."""
        for part_kind, part in parts:
            if part_kind is not kind:
                continue
            reader = TextReader(self._styles, self._numbering, part)
            for paragraph in _root(part).iter(qn("w:p")):
                if any(ancestor.tag.endswith("}Fallback") for ancestor in paragraph.iterancestors()):
                    continue
                text = reader.read(paragraph).text
                if text:
                    yield Furniture(text, kind, self._flow.paragraph(text))

    def _read(self, holder: Any, kind: _Kind) -> Iterator[_Unclassified | Block]:
        """The contents of a body, cell, text box or note; `kind` is that of paragraphs whose style gives none."""
        for element in holder:
            if element.tag == qn("w:p"):
                yield from self._paragraph(element, kind)
            elif element.tag == qn("w:tbl"):
                yield from self._table(element, kind)
            elif element.tag == qn("w:sdt"):
                gallery = value(element, "w:sdtPr", "w:docPartObj", "w:docPartGallery") or ""
                yield from self._read(element, FurnitureKind.CONTENTS if gallery == "Table of Contents" else kind)
            elif element.tag in (qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo")):
                yield from self._read(element, kind)

    def _paragraph(self, element: Any, kind: _Kind) -> Iterator[_Unclassified | Block]:
        text = self._text.read(element)
        printed = text.text
        label = self._text.label(element, is_seen=bool(printed))
        if printed or text.marks:
            level = self._styles.level(element)
            name = self._styles.name(element)
            if kind == "text":
                kind = FurnitureKind.CONTENTS if re.match(r"toc |table of figures|innehåll \d", name) else kind
                kind = "caption" if name in ("caption", "beskrivning") else kind
            whole = f"{label} {printed}" if label and level else printed
            yield _Unclassified(text, label, level, kind, self._flow.paragraph(whole))
        yield from self._around(text.boxes, text.notes, text.objects)

    def _table(self, element: Any, kind: _Kind) -> Iterator[_Unclassified | Block]:
        rows = [cells_of(row) for row in rows_of(element)]
        if all(len(row) <= 1 for row in rows):
            # A frame around text or around other tables.
            for row in rows:
                for cell in row:
                    yield from self._read(cell, kind)
            return
        read = read_table(element, self._text, self._flow)
        if read.table is not None and any(cell.text or cell.symbols for row in read.table.rows for cell in row.cells):
            yield read.table
        for nested in read.nested:
            yield from self._table(nested, kind)
        yield from self._around(read.boxes, read.notes, read.objects)

    def _around(
        self, boxes: Sequence[Any], notes: Sequence[tuple[str, str]], objects: Sequence[Any]
    ) -> Iterator[_Unclassified | Block]:
        """The pictures, charts, workbooks and text boxes anchored in a block, and the notes that it refers to."""
        for drawing in objects:
            for found in embedded(drawing, self._part):
                yield from self._picture(found) if isinstance(found, EmbeddedPicture) else [self._data(found)]
        for box in boxes:
            yield from self._read(box, "text")
        for tag, identifier in notes:
            note = self._notes[tag].by_id.pop(identifier, None)
            if note is not None:
                yield from self._read(note, "note")

    def _data(self, found: EmbeddedTable) -> Table:
        """The table of a chart or workbook. Its digits are in no text that is counted apart."""
        rows = tuple(Row(self._flow.row(Cell(text) for text in row)) for row in found.rows)
        self.embedded_digits += sum(c.isdecimal() for row in found.rows for text in row for c in text)
        return Table(rows, rows[0].cells[0].place, ColumnsFrom.DRAWN, True, 1, found.title)

    def _picture(self, found: EmbeddedPicture) -> Iterator[Block]:
        """The blocks that a picture shows, all at its place."""
        read = self._read_picture(found.data, (found.width, found.height))
        if read is None:
            return
        place = self._flow.paragraph("")
        self.pictures.append(Picture(place, read.text_source))
        self.embedded_digits += read.digits
        for block in read.blocks:
            yield placed(block, place)


def _classified(items: list[_Unclassified | Block]) -> list[Block]:
    """The block of each paragraph, now that all paragraphs are known."""
    fonts = _FontSizes([item for item in items if isinstance(item, _Unclassified)])
    blocks: list[Block] = []
    at = 0
    while at < len(items):
        run = _rows_with_tabs(items, at)
        item = items[at]
        if len(run) >= _FEWEST_ROWS_WITH_TABS:
            blocks += _tables_of(run)
            at += len(run)
            continue
        following = items[at + 1] if at + 1 < len(items) else None
        if isinstance(item, _Unclassified) and item.kind == "caption" and isinstance(following, Table):
            blocks.append(replace(following, caption=item.text.text))
            at += 2
            continue
        blocks += fonts.blocks(item) if isinstance(item, _Unclassified) else [item]
        at += 1
    return blocks


def _rows_with_tabs(items: Sequence[_Unclassified | Block], start: int) -> list[_Unclassified]:
    """The paragraphs from `start` on that are rows with tabs between their cells."""
    run = []
    for item in items[start:]:
        if not isinstance(item, _Unclassified) or item.kind != "text" or item.level or item.label:
            break
        if "\t" not in item.text.raw.strip():
            break
        run.append(item)
    return run


def _tables_of(run: Sequence[_Unclassified]) -> list[Block]:
    """The tables that paragraphs with tabs form. Several tabs in a row are one, for they only reach a tab stop."""
    lines = []
    for item in run:
        cells = [plain(cell) for cell in re.split(r"\t+", item.text.raw.strip(" \n"))]
        lines.append(Line(item.place.line or 0, "\t".join(cells)))
    return list(separated.tab_tables(lines, trailing_cells_kept=False))


class _FontSizes:
    """The font sizes of this document, in points: that of its running text, and those of its headings by level."""

    def __init__(self, paragraphs: Sequence[_Unclassified]) -> None:
        sizes = Counter[float]()
        self._sizes: dict[int, float] = {}
        for item in paragraphs:
            if item.level is None and item.kind == "text":
                sizes[item.text.size] += len(item.text.raw)
            elif item.level:
                self._sizes[item.level] = min(self._sizes.get(item.level, item.text.size), item.text.size)
        self._body = sizes.most_common(1)[0][0] if sizes else 0.0
        if not self._sizes:
            larger = sorted({size for size in sizes if larger_than_body(size, self._body)}, reverse=True)
            self._sizes = dict(enumerate(larger, start=1))

    def blocks(self, item: _Unclassified) -> list[Block]:
        """The block of a paragraph, with its marks."""
        text = item.text.text
        block = self._block(item, text) if text else None
        marks = [
            Mark(
                Symbol(appearance.shape, appearance.colour, item.place), plain(item.text.raw[at:following]), item.place
            )
            for (at, appearance), following in zip(item.text.marks, _following(item.text), strict=True)
        ]
        return [*([block] if block else []), *marks]

    def _block(self, item: _Unclassified, text: str) -> Block:
        place = item.place
        if item.kind is FurnitureKind.CONTENTS:
            return Furniture(text, item.kind, place)
        if item.level:
            return Heading(f"{item.label} {text}".strip() if item.label != "•" else text, item.level, place)
        if item.label:
            return ListItem(text, item.label, place, ((0, place),))
        if item.kind == "text":
            level = self._level(item, text)
            if level is not None:
                return Heading(text, level, place)
        if item.text.marks and not item.text.raw[: item.text.marks[0][0]].strip():
            # A mark before the text is its bullet.
            return ListItem(text, "", place, ((0, place),))
        match = BULLET.match(text) or ORDINAL.match(text)
        if match and item.kind == "text":
            moved = replace(place, start=(place.start or 0) + match.end())
            return ListItem(text[match.end() :], match[1], place, ((0, moved),))
        return Paragraph(text, place, ((0, place),))

    def _level(self, item: _Unclassified, text: str) -> int | None:
        """The level of a paragraph that only its size or weight shows to be a heading; None for other paragraphs."""
        if not _LETTER.search(text) or len(text) > _LONGEST_HEADING:
            return None
        return heading_level(text, item.text.size, item.text.bold, self._body, self._sizes)


def _following(text: Text) -> list[int]:
    """The end of the text beside each mark: the next mark."""
    starts = [at for at, _ in text.marks]
    return [*starts[1:], len(text.raw)] if starts else []
