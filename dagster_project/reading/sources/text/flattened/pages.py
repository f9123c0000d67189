"""Flattened text: every page is one long line of headings, forms and tables.

Pages are cut at headings and fields (`cuts`); between cuts, tables are found (`tables`, `forms`) and the rest is prose.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from dagster_project.reading.model import Block, Cell, Furniture, Heading, Page, Paragraph, Place, Row, Table
from dagster_project.reading.sources.text.flattened.counts import Counts, decide_counts
from dagster_project.reading.sources.text.flattened.cuts import LONGEST_HEADING_WORDS, Cut, cuts_of
from dagster_project.reading.sources.text.flattened.forms import measure_table
from dagster_project.reading.sources.text.flattened.furniture import bodies_of, furniture_of
from dagster_project.reading.sources.text.flattened.headers import HeaderCell, header_cells
from dagster_project.reading.sources.text.flattened.labels import opening, sentences
from dagster_project.reading.sources.text.flattened.stream import Part, Stream
from dagster_project.reading.sources.text.flattened.tables import (
    FlattenedRow,
    FlattenedTable,
    FoundTable,
    bare_table,
    headed_table,
    list_table,
)
from dagster_project.reading.sources.text.sums import columns_by_sum
from dagster_project.reading.sources.text.tokens import (
    Element,
    Header,
    Run,
    Text,
    Token,
    elements_of,
    has_signs,
    tokens_of,
)
from dagster_project.terms import ColumnsFrom, FurnitureKind


def read_flattened_pages(text: str) -> tuple[Page, ...]:
    """One page per line with text. The number of a page is that of its line, from 1."""
    lines = [line.replace("\f", " ").replace("\t", " ").rstrip("\r") for line in text.split("\n")]
    furniture, labels = furniture_of(lines)
    parts, contents, entries = bodies_of(lines, furniture)
    stream = Stream(lines, parts)
    blocks: dict[int, list[Block]] = {number: [] for number, line in enumerate(lines, 1) if line.strip()}
    for part in furniture:
        if not part.start:
            blocks[part.line].append(_furniture_block(lines, part, FurnitureKind.PAGE_HEADER))
    for part in contents:
        blocks[part.line].append(_furniture_block(lines, part, FurnitureKind.CONTENTS))
    for block in _blocks(stream, entries):
        blocks[block.place.line or 1].append(block)
    for part in furniture:
        if part.start:
            blocks[part.line].append(_furniture_block(lines, part, FurnitureKind.PAGE_FOOTER))
    return tuple(
        Page(number, tuple(found), labels.get(number, ""), _digits(lines[number - 1]))
        for number, found in blocks.items()
    )


def _digits(line: str) -> int:
    return sum(c.isdecimal() for c in html.unescape(line))


def _furniture_block(lines: Sequence[str], part: Part, kind: FurnitureKind) -> Furniture:
    place = Place(page=part.line, line=part.line, start=part.start, end=part.end)
    return Furniture(lines[part.line - 1][part.start : part.end], kind, place)


def _blocks(stream: Stream, entries: Sequence[str]) -> Iterator[Block]:
    cuts = cuts_of(stream, entries)
    bodies = [
        _signed(elements_of(tokens_of(stream.text, cut.end, after.start)))
        for cut, after in zip(cuts, [*cuts[1:], Cut(len(stream.text), len(stream.text), "end")], strict=True)
    ]
    counts = decide_counts(_forms(cuts, bodies))
    known = frozenset(_openings(cuts, bodies))
    at = 0
    while at < len(cuts):
        size = 1
        if cuts[at].kind == "measure_fields":
            while at + size < len(cuts) and cuts[at + size].kind == "status_fields":
                size += 1
        yield from _read(stream, cuts[at : at + size], bodies[at : at + size], counts, known)
        at += size


def _signed(elements: list[Element]) -> list[Element]:
    """The elements, dashes apart from digits as missing values where a minus is beside its digits."""
    if not has_signs(element for element in elements if isinstance(element, Run)):
        return elements
    return [element.with_dashes() if isinstance(element, Run) else element for element in elements]


def _forms(cuts: Sequence[Cut], bodies: Sequence[list[Element]]) -> Iterator[list[Element]]:
    """The elements that share a header: those of a measure field, with those of the status fields after it."""
    shared: list[Element] = []
    for cut, body in zip(cuts, bodies, strict=True):
        if cut.kind == "status_fields":
            shared = shared + body
            continue
        yield shared
        shared = list(body)
    yield shared


def _openings(cuts: Sequence[Cut], bodies: Sequence[list[Element]]) -> Iterator[str]:
    """The openings of texts at the beginning of a measure field, or after a header or figures in it."""
    for cut, body in zip(cuts, bodies, strict=True):
        if cut.kind == "measure_fields":
            for element in body[:-1] if len(body) > 1 else body:
                if isinstance(element, Text):
                    yield opening(element.tokens)


def _read(
    stream: Stream, cuts: Sequence[Cut], bodies: Sequence[list[Element]], counts: Counts, known: frozenset[str]
) -> Iterator[Block]:
    """The blocks of one cut, or of a measure field with the status fields after it."""
    yield from _heading(stream, cuts[0])
    measured = None
    if cuts[0].kind == "measure_fields":
        measured = measure_table(bodies[0], bodies[1:], counts, known)
    if measured is None:
        yield from _body(stream, bodies[0], counts)
        for cut, body in zip(cuts[1:], bodies[1:], strict=True):
            yield from _heading(stream, cut)
            yield from _body(stream, body, counts)
        return
    table, left = measured
    yield from _table_blocks(stream, table, counts)
    for cut, words in zip(cuts[1:], left, strict=True):
        yield from _heading(stream, cut)
        yield from _paragraphs(stream, words)


def _heading(stream: Stream, cut: Cut) -> Iterator[Heading]:
    text = " ".join(stream.text[cut.start : cut.end].split())
    if text:
        yield Heading(text, cut.level, stream.place(cut.start, cut.end))


def _body(stream: Stream, elements: Sequence[Element], counts: Counts) -> Iterator[Block]:
    """Tables and lists where the words show them, paragraphs of the rest."""
    words: list[Token] = []
    at = 0
    while at < len(elements):
        found = _table_at(elements, at, counts)
        if found is None:
            words += _tokens(elements[at])
            at += 1
            continue
        words += _tokens(elements[at])[: found.kept] if found.kept else []
        title = _title_words(words) if found.table.header and isinstance(elements[at], Header) else ()
        yield from _paragraphs(stream, words[: len(words) - len(title)])
        if title:
            yield _title(stream, title)
        words = []
        yield from _table_blocks(stream, found.table, counts)
        at = found.last
    yield from _paragraphs(stream, words)


def _title_words(words: Sequence[Token]) -> tuple[Token, ...]:
    """The few words before a table that are not a sentence."""
    last = list(sentences(words))[-1] if words else ()
    is_title = 0 < len(last) <= LONGEST_HEADING_WORDS and last[0].is_capital and not last[-1].ends_sentence
    return last if is_title else ()


def _table_at(elements: Sequence[Element], at: int, counts: Counts) -> FoundTable | None:
    if isinstance(elements[at], Header):
        return headed_table(elements, at, counts)
    if at + 1 < len(elements) and isinstance(elements[at + 1], Header):
        found = headed_table(elements, at + 1, counts)
        return found if found and found.first == at else None
    return list_table(elements, at) or bare_table(elements, at)


def _tokens(element: Element) -> list[Token]:
    return [*element.corner, *element.tokens] if isinstance(element, Header) else list(element.tokens)


def _paragraphs(stream: Stream, words: Sequence[Token]) -> Iterator[Paragraph]:
    """The words as one paragraph per page. `lines` has a place for each range of words without a gap."""
    ranges: list[tuple[int, int]] = []
    for word in words:
        if ranges and not stream.text[ranges[-1][1] : word.start].strip():
            ranges[-1] = (ranges[-1][0], word.end)
        else:
            ranges.append((word.start, word.end))
    by_page: dict[int, list[tuple[int, int]]] = {}
    for start, end in ranges:
        for piece in stream.pieces(start, end):
            by_page.setdefault(stream.part(piece[0]), []).append(piece)
    for pieces in by_page.values():
        text, lines = "", []
        for start, end in pieces:
            text += " " if text else ""
            lines.append((len(text), stream.place(start, end)))
            text += stream.text[start:end]
        yield Paragraph(text, lines[0][1].through(lines[-1][1]), tuple(lines))


def _table_blocks(stream: Stream, found: FlattenedTable, counts: Counts) -> Iterator[Block]:
    """A title, the table, and the notes that were among its labels."""
    if found.title:
        yield _title(stream, found.title)
    header = found.header
    width = max(len(row.values) for row in found.rows)
    full = max(width, counts.of(header) or width)
    unread = [row.loose for row in found.rows if row.loose]
    rows = [_row(stream, row, width, header) for row in found.rows]
    if header:
        cells = header_cells(header, full, width)
        printed = width == full and any(cell.column or cell.text for cell in cells)
        if not printed:
            yield from _paragraphs(stream, _tokens(header))
        rows.insert(0, _header_row(stream, header, cells, printed))
        if header.uppers and printed:
            rows.insert(0, _upper_row(stream, header))
    elif found.column_title:
        rows.insert(0, Row((Cell(), _cell(stream, found.column_title[0].start, found.column_title[-1].end))))
    first = next(cell.place for row in rows[1:] or rows for cell in row.cells if cell.place.line)
    header_rows = (len(rows) - len(found.rows)) or None
    for number, row in enumerate(found.rows, len(rows) - len(found.rows)):
        if row.loose and (placed := _by_sum(stream, row, rows[number - 1 : number + 2], header)):
            rows[number] = placed
            unread.remove(row.loose)
    yield Table(tuple(rows), first, ColumnsFrom.COUNTING, spans_known=False, header_rows=header_rows)
    for words in (*found.notes, *unread):
        yield from _paragraphs(stream, words)


def _title(stream: Stream, words: Sequence[Token]) -> Heading:
    return Heading(" ".join(word.text for word in words), 0, stream.place(words[0].start, words[-1].end))


def _row(stream: Stream, row: FlattenedRow, width: int, header: Header | None) -> Row:
    label = _label(stream, row.label) if row.label else Cell()
    note = [_cell(stream, row.note.start, row.note.end) if row.note else Cell()] if header and header.note else []
    values = [_cell(stream, value.start, value.end) for value in row.values]
    return Row((label, *note, *values, *[Cell(place=label.place)] * (width - len(values))))


def _by_sum(stream: Stream, row: FlattenedRow, rows: Sequence[Row], header: Header | None) -> Row | None:
    """A row with its loose figures in the columns where they give the row after, added to the row before."""
    if len(rows) < 3:
        return None
    has_note = bool(header and header.note)
    before, own, after = ([cell.text for cell in one.cells[1 + has_note :]] for one in rows)
    for note, tokens in [(row.loose[0], row.loose[1:]), (None, row.loose)] if has_note else [(None, row.loose)]:
        for count in range(1, min(len(own), len(tokens) + 1)):
            cells = [_cell(stream, value.start, value.end) for value in Run(tuple(tokens)).values(count) or ()]
            columns = columns_by_sum(before, [cell.text for cell in cells], after)
            if columns:
                placed = list(rows[1].cells)
                for column, cell in zip(columns, cells, strict=True):
                    placed[1 + has_note + column] = cell
                if note:
                    placed[1] = _cell(stream, note.start, note.end)
                return Row(tuple(placed))
    return None


def _label(stream: Stream, words: Sequence[Token]) -> Cell:
    """The label without the full stop of its sentence."""
    end = words[-1].end
    return _cell(stream, words[0].start, end - 1 if re.search(r"[a-zåäö]{3}\.\Z", words[-1].text) else end)


def _header_row(stream: Stream, header: Header, cells: Sequence[HeaderCell], printed: bool) -> Row:
    """The header. Cells that are inferred, or not printed over the table, have an empty place."""
    corner = _cell(stream, header.corner[0].start, header.corner[-1].end) if header.corner and printed else Cell()
    row = [corner]
    for column in [header.note] if header.note else []:
        row.append(_cell(stream, column.start, column.end) if printed else Cell(column.words))
    for cell in cells:
        own = _cell(stream, cell.column.start, cell.column.end) if cell.column else Cell(cell.text)
        row.append(own if printed else Cell(own.text))
    return Row(tuple(row))


def _upper_row(stream: Stream, header: Header) -> Row:
    """The words over several columns each, over the first of those."""
    width = len(header.columns) // len(header.uppers)
    first = _cell(stream, header.columns[0].start, header.columns[0].start)
    row = [first, *([first] if header.note else [])]
    for column in header.uppers:
        row += [_cell(stream, column.start, column.end), *[first] * (width - 1)]
    return Row(tuple(row))


def _cell(stream: Stream, start: int, end: int) -> Cell:
    return Cell(" ".join(stream.text[start:end].split()), stream.place(start, end))
