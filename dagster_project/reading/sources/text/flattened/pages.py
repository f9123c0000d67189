"""Flattened text: every page is one long line, and headings, forms and tables stand in it one after another.

Here belongs how such a page is cut: furniture that recurs on its ends, the report's own contents list, headings found
by it, and the fields of forms; what stands between the cuts is read by `flat_tables`.
"""

from __future__ import annotations

import html
import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from dagster_project.reading.model import Block, Cell, Furniture, Heading, Page, Paragraph, Place, Row, Table
from dagster_project.reading.sources.text.flattened import tables as flat_tables
from dagster_project.reading.sources.text.flattened.tables import Counts, FlatTable
from dagster_project.reading.sources.text.tokens import (
    Element,
    Header,
    Run,
    Text,
    Token,
    elements_of,
    phrases,
    sentences,
    tokens_of,
)
from dagster_project.reading.vocabulary.loader import vocabulary
from dagster_project.terms import ColumnsFrom

_LONGEST_HEADING_WORDS = 8
_RECURS = 0.6
_SIMILAR = 0.9
_ENTRY_WITH_LEADERS = re.compile(r"\s*(?P<label>\S.*?)\s?(?:\.{3,}|…+)\s*(?P<page>\d{1,3})(?=\s|\Z)")
_NUMBERED_ENTRY = re.compile(r"\s*(?P<label>\d{1,2}(?:\.\d{1,2})*\.?\s[A-ZÅÄÖ]\D*?)\s(?P<page>\d{1,3})(?=\s+\d|\s*\Z)")
_NUMBERED = re.compile(r"(?<!\S)(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[A-ZÅÄÖ])")


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a line, from character `start` up to `end`."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the text is cut: a heading, or a field of a form (text_fields, measure_fields, status_fields)."""

    start: int
    end: int
    kind: str
    level: int = 0


class _Stream:
    """The bodies of all pages as one text; `place` tells where a stretch of it is printed."""

    def __init__(self, lines: Sequence[str], parts: Sequence[_Part]) -> None:
        self.parts = parts
        self.starts: list[int] = []
        texts: list[str] = []
        at = 0
        for part in parts:
            self.starts.append(at)
            texts.append(lines[part.line - 1][part.start : part.end])
            at += part.end - part.start + 1
        self.text = "\n".join(texts)

    def part(self, at: int) -> int:
        return bisect_right(self.starts, at) - 1

    def place(self, start: int, end: int) -> Place:
        """The place of text[start:end]; what runs over to the next page ends with its own."""
        number = self.part(start)
        part = self.parts[number]
        column = part.start + start - self.starts[number]
        return Place(page=part.line, line=part.line, start=column, end=min(part.end, column + end - start))

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretch cut at the ends of pages."""
        while start < end:
            number = self.part(start)
            last = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.text)
            yield start, min(end, last)
            start = max(start + 1, min(end, last + 1))


def read_pages(text: str) -> tuple[Page, ...]:
    """One page for each line with text; its number is the number of the line."""
    lines = [line.replace("\f", " ").replace("\t", " ").rstrip("\r") for line in text.split("\n")]
    furniture, labels = _furniture(lines)
    parts, contents, entries = _bodies(lines, furniture)
    stream = _Stream(lines, parts)
    blocks: dict[int, list[Block]] = {number: [] for number, line in enumerate(lines, 1) if line.strip()}
    for part, kind in [*((p, "page_header") for p in furniture if not p.start), *((p, "toc") for p in contents)]:
        blocks[part.line].append(_furniture_block(lines, part, kind))
    for block in _blocks(stream, entries):
        blocks[block.place.line or 1].append(block)
    for part in furniture:
        if part.start:
            blocks[part.line].append(_furniture_block(lines, part, "page_footer"))
    return tuple(
        Page(number, tuple(found), labels.get(number, ""), _digits(lines[number - 1]))
        for number, found in blocks.items()
    )


def _digits(line: str) -> int:
    return sum(c.isdecimal() for c in html.unescape(line))


def _furniture_block(lines: Sequence[str], part: _Part, kind: str) -> Furniture:
    place = Place(page=part.line, line=part.line, start=part.start, end=part.end)
    return Furniture(lines[part.line - 1][part.start : part.end], kind, place)


def _furniture(lines: Sequence[str]) -> tuple[list[_Part], dict[int, str]]:
    """The words that begin or end most lines, digits apart, and the page number printed among them."""
    words = {number: tokens_of(line, 0, len(line)) for number, line in enumerate(lines, 1) if line.strip()}
    if len(words) < 3:
        return [], {}
    found: list[_Part] = []
    for from_end in (False, True):
        ends = {number: list(reversed(line)) if from_end else line for number, line in words.items()}
        common = _common_start(ends)
        for number, line in ends.items():
            if common and tuple(map(_shape, line[: len(common)])) == common:
                taken = line[: len(common)]
                found.append(_Part(number, min(t.start for t in taken), max(t.end for t in taken)))
    found.sort(key=lambda part: (part.line, part.start))
    return found, _labels(lines, [part for part in found if part.start]) | _labels(lines, found)


def _labels(lines: Sequence[str], furniture: Sequence[_Part]) -> dict[int, str]:
    """The page numbers: of the numbers that all stretches have, the one that differs most from page to page."""
    printed = {part.line: re.findall(r"\d{1,3}", lines[part.line - 1][part.start : part.end]) for part in furniture}
    count = min(map(len, printed.values()), default=0)
    if not count:
        return {}
    best = max(range(count), key=lambda at: len({numbers[at] for numbers in printed.values()}))
    return {line: numbers[best] for line, numbers in printed.items()}


def _shape(token: Token) -> str:
    return re.sub(r"\d+", "#", token.text)


def _common_start(lines: dict[int, list[Token]]) -> tuple[str, ...]:
    """The longest sequence of words that opens most lines; a number at its open end must count the pages."""
    for size in range(12, 0, -1):
        openings = Counter(tuple(map(_shape, line[:size])) for line in lines.values() if len(line) > size)
        if not openings:
            continue
        opening, times = openings.most_common(1)[0]
        inner = opening[-1]
        if times < 3 or times < _RECURS * len(lines):
            continue
        if re.search(r"[^\W\d_]", inner) or (size == 1 and _counts_pages(lines)):
            return opening
    return ()


def _counts_pages(lines: dict[int, list[Token]]) -> bool:
    """Whether the first words are numbers that grow with the lines."""
    offsets = Counter(int(line[0].text) - at for at, line in enumerate(lines.values()) if line[0].text.isdecimal())
    return bool(offsets) and offsets.most_common(1)[0][1] >= _RECURS * len(lines)


def _bodies(lines: Sequence[str], furniture: Sequence[_Part]) -> tuple[list[_Part], list[_Part], list[str]]:
    """What is left of each line without furniture and contents list; the contents entries; the headings they list."""
    bodies: list[_Part] = []
    contents: list[_Part] = []
    entries: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        own = [part for part in furniture if part.line == number]
        start = max((part.end for part in own if not part.start), default=0)
        end = min((part.start for part in own if part.start), default=len(line))
        listed = _contents(line, start, end)
        if listed:
            contents += [_Part(number, a, b) for a, b, _ in listed]
            entries += [label for _, _, label in listed if label]
            bodies.append(_trimmed(line, number, start, listed[0][0]))
            start = listed[-1][1]
        bodies.append(_trimmed(line, number, start, end))
    return [part for part in bodies if part.end > part.start], contents, entries


def _trimmed(line: str, number: int, start: int, end: int) -> _Part:
    body = line[start:end]
    return _Part(number, start + len(body) - len(body.lstrip()), start + len(body.rstrip()))


def _contents(line: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The contents list in the line: its heading (label '') and its entries, each (start, end, label)."""
    headings = "|".join(re.escape(word) for word in vocabulary("text_structure")["contents_headings"])
    heading = re.compile(rf"(?<!\S)(?:{headings})(?!\S)", re.I).search(line, start, end)
    first = heading.end() if heading else start
    entries: list[tuple[int, int, str]] = []
    for pattern in (_ENTRY_WITH_LEADERS, _NUMBERED_ENTRY):
        at = first
        entries = []
        while match := pattern.match(line, at, end):
            entries.append((match.start("label"), match.end(), " ".join(match["label"].split())))
            at = match.end()
        if len(entries) >= 3 and (heading or pattern is _ENTRY_WITH_LEADERS):
            return [(heading.start(), heading.end(), ""), *entries] if heading else entries
    return []


def _blocks(stream: _Stream, entries: Sequence[str]) -> Iterator[Block]:
    cuts = _cuts(stream, entries)
    bodies = [
        elements_of(tokens_of(stream.text, cut.end, after.start))
        for cut, after in zip(cuts, [*cuts[1:], _Cut(len(stream.text), len(stream.text), "end")], strict=True)
    ]
    counts = flat_tables.settle_counts(_forms(cuts, bodies))
    known = frozenset(_openings(cuts, bodies))
    at = 0
    while at < len(cuts):
        size = 1
        if cuts[at].kind == "measure_fields":
            while at + size < len(cuts) and cuts[at + size].kind == "status_fields":
                size += 1
        yield from _read(stream, cuts[at : at + size], bodies[at : at + size], counts, known)
        at += size


def _forms(cuts: Sequence[_Cut], bodies: Sequence[list[Element]]) -> Iterator[list[Element]]:
    """The elements that share a header: those of a measure field with those of the status fields after it."""
    shared: list[Element] = []
    for cut, body in zip(cuts, bodies, strict=True):
        if cut.kind == "status_fields":
            shared = shared + body
            continue
        yield shared
        shared = list(body)
    yield shared


def _openings(cuts: Sequence[_Cut], bodies: Sequence[list[Element]]) -> Iterator[str]:
    """The first words of what stands at the beginning of a measure field or just after a header or figures there."""
    for cut, body in zip(cuts, bodies, strict=True):
        if cut.kind == "measure_fields":
            for element in body[:-1] if len(body) > 1 else body:
                if isinstance(element, Text):
                    yield flat_tables.opening(element.tokens)


def _cuts(stream: _Stream, entries: Sequence[str]) -> list[_Cut]:
    """The headings and fields in reading order, none within another; the text before the first is under no heading."""
    found = [*_listed_headings(stream, entries), *_fields(stream)]
    found = _apart(found)
    found = _apart([*found, *_numbered_headings(stream, found, bool(entries))])
    return [_Cut(0, 0, "start"), *found]


def _apart(cuts: Iterable[_Cut]) -> list[_Cut]:
    """The cuts in order; of two that overlap the longer stays."""
    kept: list[_Cut] = []
    for cut in sorted(cuts, key=lambda c: (c.start, -c.end)):
        if not kept or cut.start >= kept[-1].end:
            kept.append(cut)
    return kept


def _listed_headings(stream: _Stream, entries: Sequence[str]) -> Iterator[_Cut]:
    """The headings of the contents list, in its order; a numbered one may be worded a little otherwise in the text."""
    at = 0
    for label in entries:
        number = re.match(r"\d[\d.]*(?=\s)", label)
        printed = re.compile(_spaced(label.split()) + r"(?!\S)").finditer(stream.text, at)
        spans = (match.span() for match in printed if number or _opens_paragraph(stream, *match.span()))
        span = next(spans, None)
        if span is None and number:
            span = _similar(stream, label, number[0], at)
        if span:
            yield _Cut(*span, "heading", number[0].strip(".").count(".") + 1 if number else 0)
            at = span[1]


def _similar(stream: _Stream, label: str, number: str, at: int) -> tuple[int, int] | None:
    """Where the number stands with words that are nearly those of the label."""
    for match in re.compile(rf"(?<!\S){re.escape(number)}(?!\S)").finditer(stream.text, at):
        words = tokens_of(stream.text, match.start(), match.start() + 2 * len(label))[: len(label.split())]
        printed = " ".join(word.text for word in words)
        if SequenceMatcher(None, printed.lower(), label.lower()).ratio() > _SIMILAR:
            return match.start(), words[-1].end
    return None


def _spaced(words: Sequence[str]) -> str:
    return r"(?<!\S)" + r"\s+".join(map(re.escape, words))


def _opens_paragraph(stream: _Stream, start: int, end: int) -> bool:
    """Whether words stand where a heading may: after a sentence or at the beginning of a page, before a capital."""
    before = stream.text[max(0, start - 3) : start].rstrip(" ")
    after = stream.text[end : end + 2].strip()
    opens = not before or before.endswith("\n") or before[-1:] in '.!?:”"'
    return opens and (not after or after[0].isupper() or after[0].isdigit())


def _fields(stream: _Stream) -> Iterator[_Cut]:
    """The fields of forms. A field of one word must have a capital, a digit or another field after it."""
    after_status = [" ".join(phrase) for phrase in phrases("fields_after_status")]
    for kind in ("text_fields", "measure_fields", "status_fields"):
        for words in phrases(kind):
            for match in re.finditer(_spaced(words) + r":?(?!\S)", stream.text):
                following = stream.text[match.end() :].lstrip()[:1]
                if len(words) == 1 and following and not re.match(r"[A-ZÅÄÖ0-9\"”“]", following):
                    continue
                yield _Cut(match.start(), match.end(), kind)
                if kind == "status_fields":
                    field = re.compile(rf"\s+(?P<field>{'|'.join(after_status)})(?!\S)").match(stream.text, match.end())
                    if field:
                        yield _Cut(field.start("field"), field.end(), kind)


def _numbered_headings(stream: _Stream, cuts: Sequence[_Cut], listed: bool) -> Iterator[_Cut]:
    """Headings with a number that follows the last one: "4.5.1" after "4.5", "2" after "1.3" after a sentence.

    In a report with a contents list (`listed`) a single number before a capital is an item of a list.
    """
    numbered = {cut.start: cut for cut in cuts if cut.kind == "heading"}
    last: tuple[int, ...] = ()
    for match in _NUMBERED.finditer(stream.text):
        number = tuple(map(int, match["number"].split(".")))
        if match.start() in numbered:
            last = number
            continue
        if any(cut.start <= match.start() < cut.end for cut in cuts) or number not in _successors(last):
            continue
        is_chapter = not listed and match[0].strip().isdigit() and _opens_paragraph(stream, match.start(), match.end())
        if (len(number) > 1 or is_chapter) and not _is_numbered_row(stream, match):
            next_cut = next((cut.start for cut in cuts if cut.start > match.start()), len(stream.text))
            limit = min([next_cut, *(m.start() for m in _NUMBERED.finditer(stream.text, match.end(), next_cut))])
            yield _Cut(match.start(), _heading_end(stream, match.end(), limit), "heading", len(number))
            last = number


def _is_numbered_row(stream: _Stream, match: re.Match[str]) -> bool:
    """Whether figures follow the words after a number: it is then the number of a row."""
    following = elements_of(tokens_of(stream.text, match.end(), len(stream.text[: match.end() + 300])))[:2]
    return len(following) == 2 and isinstance(following[1], Run) and following[1].length > 1


def _successors(last: tuple[int, ...]) -> set[tuple[int, ...]]:
    """The numbers that may follow: the first child, or the next on any level above."""
    if not last:
        return {(number,) for number in range(1, 10)}
    return {(*last, 1)} | {(*last[:depth], last[depth] + 1) for depth in range(len(last))}


def _heading_end(stream: _Stream, start: int, limit: int) -> int:
    """Where an unlisted heading ends: at the next field or heading if no sentence ends before it, else at a capital."""
    words = tokens_of(stream.text, start, limit)
    if len(words) <= 2 * _LONGEST_HEADING_WORDS and not any(word.ends_sentence for word in words):
        return words[-1].end if words else start
    joiners = {phrase[0] for phrase in phrases("joiners")}
    for before, word in itertools.pairwise(words):
        if before.ends_sentence or word.ends_sentence:
            break
        if word.is_capital and before.text not in joiners:
            return before.end
    return words[0].end


def _read(
    stream: _Stream, cuts: Sequence[_Cut], bodies: Sequence[list[Element]], counts: Counts, known: frozenset[str]
) -> Iterator[Block]:
    """The blocks of one cut, or of a measure field with the status fields after it."""
    yield from _heading(stream, cuts[0])
    measured = None
    if cuts[0].kind == "measure_fields":
        measured = flat_tables.measure_table(bodies[0], bodies[1:], counts, known)
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


def _heading(stream: _Stream, cut: _Cut) -> Iterator[Heading]:
    text = " ".join(stream.text[cut.start : cut.end].split())
    if text:
        yield Heading(text, cut.level, stream.place(cut.start, cut.end))


def _body(stream: _Stream, elements: Sequence[Element], counts: Counts) -> Iterator[Block]:
    """Tables and lists where the words show them, paragraphs of all else."""
    words: list[Token] = []
    at = 0
    while at < len(elements):
        found = _found(elements, at, counts)
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
    """The few words before a table that are no sentence."""
    last = list(sentences(words))[-1] if words else ()
    is_title = 0 < len(last) <= _LONGEST_HEADING_WORDS and last[0].is_capital and not last[-1].ends_sentence
    return last if is_title else ()


def _found(elements: Sequence[Element], at: int, counts: Counts) -> flat_tables.Found | None:
    if isinstance(elements[at], Header):
        return flat_tables.headed_table(elements, at, counts)
    if at + 1 < len(elements) and isinstance(elements[at + 1], Header):
        found = flat_tables.headed_table(elements, at + 1, counts)
        return found if found and found.first == at else None
    return flat_tables.list_table(elements, at) or flat_tables.bare_table(elements, at)


def _tokens(element: Element) -> list[Token]:
    return [*element.corner, *element.tokens] if isinstance(element, Header) else list(element.tokens)


def _paragraphs(stream: _Stream, words: Sequence[Token]) -> Iterator[Paragraph]:
    """The words as one paragraph a page; each stretch without a gap has its place in `lines`."""
    stretches: list[tuple[int, int]] = []
    for word in words:
        if stretches and not stream.text[stretches[-1][1] : word.start].strip():
            stretches[-1] = (stretches[-1][0], word.end)
        else:
            stretches.append((word.start, word.end))
    by_page: dict[int, list[tuple[int, int]]] = {}
    for start, end in stretches:
        for piece in stream.pieces(start, end):
            by_page.setdefault(stream.part(piece[0]), []).append(piece)
    for pieces in by_page.values():
        text, lines = "", []
        for start, end in pieces:
            text += " " if text else ""
            lines.append((len(text), stream.place(start, end)))
            text += stream.text[start:end]
        yield Paragraph(text, lines[0][1].through(lines[-1][1]), tuple(lines))


def _table_blocks(stream: _Stream, found: FlatTable, counts: Counts) -> Iterator[Block]:
    """A title, the table, and the notes that stood among its labels."""
    if found.title:
        yield _title(stream, found.title)
    header = found.header
    width = max(len(row.values) for row in found.rows)
    full = max(width, counts.of(header) or width)
    rows = [_row(stream, row, width, header) for row in found.rows]
    if header:
        cells = flat_tables.header_cells(header, full, width)
        printed = width == full and any(cell.column or cell.text for cell in cells)
        if not printed:
            yield from _paragraphs(stream, _tokens(header))
        rows.insert(0, _header_row(stream, header, cells, printed))
    elif found.column_title:
        rows.insert(0, Row((Cell(), _cell(stream, found.column_title[0].start, found.column_title[-1].end))))
    first = next(cell.place for row in rows[1:] or rows for cell in row.cells if cell.place.line)
    header_rows = 1 if header or found.column_title else None
    yield Table(tuple(rows), first, ColumnsFrom.COUNTING, spans_known=False, header_rows=header_rows)
    for note in found.notes:
        yield from _paragraphs(stream, note)


def _title(stream: _Stream, words: Sequence[Token]) -> Heading:
    return Heading(" ".join(word.text for word in words), 0, stream.place(words[0].start, words[-1].end))


def _row(stream: _Stream, row: flat_tables.FlatRow, width: int, header: Header | None) -> Row:
    label = _label(stream, row.label) if row.label else Cell()
    note = [_cell(stream, row.note.start, row.note.end) if row.note else Cell()] if header and header.note else []
    values = [_cell(stream, value.start, value.end) for value in row.values]
    return Row((label, *note, *values, *[Cell(place=label.place)] * (width - len(values))))


def _label(stream: _Stream, words: Sequence[Token]) -> Cell:
    """The label without the full stop of the sentence that it was taken from."""
    end = words[-1].end
    return _cell(stream, words[0].start, end - 1 if re.search(r"[a-zåäö]{3}\.\Z", words[-1].text) else end)


def _header_row(stream: _Stream, header: Header, cells: Sequence[flat_tables.HeaderCell], printed: bool) -> Row:
    """The header; cells that are inferred, or printed elsewhere than over the table, have an empty place."""
    corner = _cell(stream, header.corner[0].start, header.corner[-1].end) if header.corner and printed else Cell()
    row = [corner]
    for column in [header.note] if header.note else []:
        row.append(_cell(stream, column.start, column.end) if printed else Cell(column.words))
    for cell in cells:
        own = _cell(stream, cell.column.start, cell.column.end) if cell.column else Cell(cell.text)
        row.append(own if printed else Cell(own.text))
    return Row(tuple(row))


def _cell(stream: _Stream, start: int, end: int) -> Cell:
    return Cell(" ".join(stream.text[start:end].split()), stream.place(start, end))
