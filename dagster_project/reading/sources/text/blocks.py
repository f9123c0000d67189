"""Line-structured text: headings, paragraphs, lists, contents lists, page furniture, and the tables that finders find.

A line's kind follows from how it is printed (blank lines around it, numbering, marks, the report's own contents list).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

from dagster_project.reading.model import Block, Furniture, Heading, ListItem, Paragraph, Place, Table
from dagster_project.reading.numbers import MINUS_SIGNS, SPACES, YEAR
from dagster_project.reading.sources.text.finders import WITHOUT_MARKS, find_tables, html, separated, with_marks
from dagster_project.reading.sources.text.finders.aligned import tables as aligned
from dagster_project.reading.sources.text.finders.spaced.rows import fewest, figures_in
from dagster_project.reading.sources.text.furniture import furniture_of
from dagster_project.reading.sources.text.heads import date_pattern
from dagster_project.reading.sources.text.levels import NUMBERED, SERIES, Levels
from dagster_project.reading.sources.text.line import Line, Located, Spot
from dagster_project.reading.sources.text.markup import Clean, clean
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import TextStructure
from dagster_project.terms import FurnitureKind

LONGEST_HEADING = 130
LONGEST_NUMBERED_HEADING = 320
_LineKind = FurnitureKind | Literal["html", "heading", "pipe", "row", "bullet", "text"]
# Lines of these kinds may be of one table.
_TABLE_LINES: tuple[_LineKind, ...] = ("row", "pipe", "text", "bullet")
_CONTENTS_REACH = 80
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|(?:\s\.){4,}|_{4,})\s*(?P<page>\d{1,3})?\s*\Z")
_CONTENTS_ENTRY = re.compile(r"(?P<label>.*?\D)(?:\t+|[\s.…]{3,}|(?<=\S)\s)(?P<page>\d{1,3})\s*\Z")
_HASHES = re.compile(r"\s*(?P<hashes>#{1,6})\s+(?=\S)")
_BULLET = re.compile(r"\s*(?P<marker>[-–•·▪‣◦○\uf0b7*])(?:\s+|\t)(?=\S)")
_ORDINAL = re.compile(r"\s*(?P<marker>\d{1,2}[.)]|[a-zåäö]\))(?:\s+|\t)(?=\S)")
_PART_OF_YEAR = re.compile(rf"[^\W\d_]+ [1-4] {YEAR}")
_FIELD = re.compile(r"[A-ZÅÄÖ][^:.]{1,40}:(?:\s|\Z)")
_WORD = re.compile(r"[^\W\d_]{3}")
# An amount at the end of a line, which no heading has.
_AMOUNT_END = re.compile(rf"\s[{MINUS_SIGNS}+]?(?:\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:,\d+)?|\d+,\d+)\Z")
_SENTENCE_END = re.compile(r"(?:[.;,!:]|[a-zåäö]-)\Z")


@dataclass(slots=True)
class _Shape:
    """What the whole report shows about its lines: marks used, entries of the contents list, and series of headings."""

    has_hashes: bool = False
    trailing_cells_kept: bool = False
    contents: frozenset[int] = frozenset()
    entries: frozenset[str] = frozenset()
    series: frozenset[str] = frozenset()
    furniture: dict[Spot, FurnitureKind] = field(default_factory=dict)


def read_pages(text: str) -> list[tuple[tuple[Block, ...], str]]:
    """The blocks and the printed label of every page. Form feeds separate pages; text without them is one page."""
    pages = list(_lines_by_page(text))
    every = [line for page in pages for line in page]
    shape = _shape(every)
    shape.furniture = furniture_of(pages)
    stretches = [[(is_furniture, list(lines)) for is_furniture, lines in _stretches(page, shape)] for page in pages]
    tables = iter(aligned.find([lines for page in stretches for is_furniture, lines in page if not is_furniture]))
    read = [
        (list(_blocks(page, tables, shape)), _label(lines, shape)) for page, lines in zip(stretches, pages, strict=True)
    ]
    levels = Levels([block for blocks, _ in read for block in blocks if isinstance(block, Heading)], shape.series)
    return [(tuple(map(levels.with_level, blocks)), label) for blocks, label in read]


def has_markup(text: str) -> bool:
    """Whether the text is Markdown: it has headings with hashes or tables with pipes."""
    return bool(re.search(r"^#{1,6} \S|^\s*\|?\s*:?-{3,}:?\s*\|", text, re.M))


def _lines_by_page(text: str) -> Iterator[list[Line]]:
    """The lines of every page, each with its page where there are several."""
    paged = "\f" in text.strip("\f\n ")
    page: list[Line] = []
    number = 1
    for at, raw in enumerate(text.split("\n"), 1):
        start = 0
        for part_number, part in enumerate(raw.split("\f")):
            if part_number and paged:
                yield page
                page, number = [], number + 1
            page.append(Line(at, part.rstrip("\r"), start, number if paged else None))
            start += len(part) + 1
    yield page


def _normal(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _plain(line: Line) -> str:
    """The line's text without marks of Markdown or HTML."""
    return clean(_HASHES.sub("", line.raw)).text


def _shape(lines: Sequence[Line]) -> _Shape:
    contents, entries = _contents(lines)
    stems: Counter[str] = Counter()
    for run in _runs(lines):
        if len(run) == 1 and run[0].number not in contents and not separated.is_row(run[0]):
            match = SERIES.match(_plain(run[0]))
            if match and not _SENTENCE_END.search(_plain(run[0])):
                stems[match["stem"]] += 1
    return _Shape(
        has_hashes=sum(bool(_HASHES.match(line.raw)) for line in lines) > 1,
        trailing_cells_kept=any(line.raw.endswith("\t") for line in lines if line.raw.strip()),
        contents=contents,
        entries=entries,
        series=frozenset(stem for stem, times in stems.items() if times > 1),
    )


def _contents(lines: Sequence[Line]) -> tuple[frozenset[int], frozenset[str]]:
    """The numbers of the lines of the table of contents, and the headings it lists in normal form."""
    listed = {line.number: line for line in lines if not line.is_blank and _LEADERS.search(_plain_end(line))}
    for at, line in enumerate(lines):
        if _normal(_plain(line)) in load(TextStructure).contents_headings:
            zone = _contents_zone(lines[at + 1 :])
            if zone:
                listed |= {one.number: one for one in [line, *zone]}
    entries = {_normal(_contents_label(line)) for line in listed.values()}
    return frozenset(listed), frozenset(entries - {""})


def _contents_zone(lines: Sequence[Line]) -> list[Line]:
    """The lines after a contents heading, up to where the first listed heading is printed or to the last entry."""
    following = [line for line in lines if not line.is_blank][:_CONTENTS_REACH]
    if not following or not _is_entry(following[0]):
        return []
    first = _normal(_contents_label(following[0]))
    last_entry = 0
    for at, line in enumerate(following):
        if at and _normal(_plain(line)) == first:
            return following[:at]
        if _is_entry(line):
            last_entry = at
        elif len(line.raw) > LONGEST_HEADING or at - last_entry > 3:
            break
    return following[: last_entry + 1]


def _is_entry(line: Line) -> bool:
    return bool(_CONTENTS_ENTRY.match(_plain_end(line)) or _LEADERS.search(_plain_end(line)))


def _plain_end(line: Line) -> str:
    return "\t".join(clean(part).text for part in line.raw.split("\t")).rstrip()


def _contents_label(line: Line) -> str:
    plain = _plain_end(line)
    match = _CONTENTS_ENTRY.match(plain)
    return _LEADERS.sub("", match["label"] if match else plain).rstrip(" .…\t")


def _label(page: Sequence[Line], shape: _Shape) -> str:
    """The page number printed in the page's footer or header."""
    for line in reversed(page):
        if line.spot in shape.furniture:
            numbers = re.findall(r"(?<!\d)\d{1,3}(?!\d)", line.raw)
            if numbers:
                return str(numbers[-1])
    return ""


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    for blank, group in groupby(lines, key=lambda line: line.is_blank):
        if not blank:
            yield list(group)


def _stretches(page: Sequence[Line], shape: _Shape) -> Iterator[tuple[bool, Iterator[Line]]]:
    """The lines of a page that are furniture, and those that are not: text may have lost the ends of its pages."""
    return groupby(page, key=lambda line: line.spot in shape.furniture)


def _blocks(
    page: Sequence[tuple[bool, list[Line]]], tables: Iterator[list[Located[Table]]], shape: _Shape
) -> Iterator[Block]:
    """The blocks of a page by its stretches; `tables` are the aligned ones of each stretch that is not furniture."""
    for is_furniture, lines in page:
        if is_furniture:
            yield from _blocks_outside_tables(lines, shape)
        else:
            yield from _blocks_between_furniture(lines, next(tables), shape)


def _blocks_between_furniture(page: Sequence[Line], known: Sequence[Located[Table]], shape: _Shape) -> Iterator[Block]:
    at = 0
    for found in find_tables(page, WITHOUT_MARKS, known):
        if any(line.number in shape.contents for line in page[found.start : found.end]):
            continue
        yield from _blocks_outside_tables(page[at : found.start], shape)
        yield found.item
        yield from (block for line in found.unread for block in _unread(line))
        at = found.end
    yield from _blocks_outside_tables(page[at:], shape)


def _unread(line: Line) -> Iterator[Block]:
    """A row of figures of which no table is known: its label, and its figures apart, so that they are no statement."""
    figures = figures_in(line)
    cut = figures.label_end if figures else len(line.raw)
    for part in (replace(line, raw=line.raw[:cut]), replace(line, raw=line.raw[cut:], start=line.start + cut)):
        if not part.is_blank:
            yield _Text.of([part]).paragraph()


def _is_lost_row(line: Line) -> bool:
    """Whether a line outside tables is a label and several figures, and not a title ("Tertialrapport 2 2013")."""
    figures = None if _PART_OF_YEAR.fullmatch(line.raw.strip()) else figures_in(line)
    return figures is not None and figures.has_label and fewest(figures.run) > 1


def _blocks_outside_tables(page: Sequence[Line], shape: _Shape) -> Iterator[Block]:
    runs = list(_runs(page))
    for at, run in enumerate(runs):
        following = runs[at + 1][0] if at + 1 < len(runs) else None
        yield from _run_blocks(run, following, shape)


def _run_blocks(run: list[Line], following: Line | None, shape: _Shape) -> Iterator[Block]:
    """The blocks of lines without a blank line between them."""
    kinds = [_kind(run, at, shape) for at in range(len(run))]
    tables = _marked_tables(run, kinds, shape)
    at = 0
    while at < len(run):
        if at in tables:
            yield from (table.item for table in tables[at])
            at = tables[at][-1].end
            continue
        if kinds[at] == "text" and _is_lost_row(run[at]):
            yield from _unread(run[at])
            at += 1
            continue
        size = _size(run, kinds, at)
        lines = run[at : at + size]
        after = run[at + size] if at + size < len(run) else following
        yield from _read(kinds[at], lines, after, alone=size == len(run), shape=shape)
        at += size


def _kind(run: Sequence[Line], at: int, shape: _Shape) -> _LineKind:
    line = run[at]
    if line.spot in shape.furniture:
        return shape.furniture[line.spot]
    if line.number in shape.contents:
        return FurnitureKind.CONTENTS
    if html.begins(line):
        return "html"
    if _HASHES.match(line.raw) or _is_set_apart(run, at, shape):
        return "heading"
    if separated.is_pipe_line(line):
        return "pipe"
    if separated.is_row(line) and not separated.is_item(line):
        return "row"
    if _BULLET.match(line.raw) or (_ORDINAL.match(line.raw) and not _is_heading_number(run, at)):
        return "bullet"
    return "text"


def _is_set_apart(run: Sequence[Line], at: int, shape: _Shape) -> bool:
    """Whether a line among others is a heading: the contents list has it, or it is numbered and opens the run."""
    line = run[at]
    if len(run) == 1 or "\t" in line.raw or len(line.raw) > LONGEST_HEADING:
        return False
    plain = _plain(line)
    if _normal(plain) in shape.entries:
        return True
    numbered = NUMBERED.match(plain)
    opens = at == 0 and "\t" not in run[1].raw and bool(re.match(r"[A-ZÅÄÖ]", run[1].raw))
    return opens and numbered is not None and "." in numbered["number"] and not _SENTENCE_END.search(plain)


def _is_heading_number(run: Sequence[Line], at: int) -> bool:
    """Whether a numbered line is a heading: it is alone, without a full stop; several together are a list."""
    alone = len(run) == 1
    return alone and bool(NUMBERED.match(run[at].raw.strip())) and not _SENTENCE_END.search(run[at].raw.rstrip())


def _marked_tables(run: Sequence[Line], kinds: Sequence[_LineKind], shape: _Shape) -> dict[int, list[Located[Table]]]:
    """The tables with tabs, pipes or tags in a run, by their first line. Headings and furniture end a table."""
    finders = with_marks(shape.trailing_cells_kept)
    found: dict[int, list[Located[Table]]] = {}
    at = 0
    while at < len(run):
        end = at + 1
        if kinds[at] == "html":
            end = at + html.length(run[at:])
        elif kinds[at] in _TABLE_LINES:
            end = next((n for n in range(at, len(run)) if kinds[n] not in _TABLE_LINES), len(run))
        if kinds[at] == "html" or kinds[at] in _TABLE_LINES:
            for table in find_tables(run[at:end], finders):
                found.setdefault(at + table.start, []).append(table.moved(at))
        at = end
    return found


def _size(run: Sequence[Line], kinds: Sequence[_LineKind], at: int) -> int:
    """The number of lines from `at` that are one block and not a table."""
    if kinds[at] == "html":
        return html.length(run[at:])
    goes_on = {"pipe": "pipe", "text": "text", "bullet": "text"}.get(kinds[at])
    ends = (n for n in range(at + 1, len(run)) if kinds[n] != goes_on or (goes_on == "text" and _is_lost_row(run[n])))
    return next(ends, len(run)) - at


def _read(kind: _LineKind, lines: list[Line], after: Line | None, alone: bool, shape: _Shape) -> Iterator[Block]:
    text = _Text.of(lines)
    if kind is FurnitureKind.CONTENTS:
        text = _Text.of([_without_hashes(line) for line in lines])
    if not text.clean.text.strip():
        return
    if isinstance(kind, FurnitureKind):
        yield Furniture(text.clean.text, kind, text.place())
    elif kind == "bullet":
        yield text.list_item()
    elif kind == "heading" or _is_heading(lines, text.clean, after, alone, shape):
        yield text.heading()
    else:
        yield text.paragraph()


def _without_hashes(line: Line) -> Line:
    hashes = _HASHES.match(line.raw)
    return replace(line, raw=line.raw[hashes.end() :], start=line.start + hashes.end()) if hashes else line


def _is_heading(lines: Sequence[Line], printed: Clean, after: Line | None, alone: bool, shape: _Shape) -> bool:
    text = printed.text
    if date_pattern().fullmatch(text):
        return False
    if not _WORD.search(text) or _AMOUNT_END.search(text) or not (alone or (after and separated.is_row(after))):
        return False
    if _normal(text) in shape.entries:
        return True
    numbered = NUMBERED.match(text)
    series = SERIES.match(text)
    if len(text) > (LONGEST_NUMBERED_HEADING if numbered or series else LONGEST_HEADING):
        return False
    if numbered and "." in numbered["number"] and len(lines) == 1:
        return not text.endswith((",", ";"))
    if _SENTENCE_END.search(text):
        return False
    if printed.bold:
        return True
    if numbered or (series and series["stem"] in shape.series):
        return len(lines) == 1
    if shape.has_hashes or len(lines) > 1 or _FIELD.match(text) or not re.match(r"[A-ZÅÄÖÉ0-9\"”“]", text):
        return False
    return not (after and re.match(r"[a-zåäö]", after.raw))


@dataclass(frozen=True, slots=True)
class _Text:
    """Lines read as one text: `clean.positions` are indices of the joined raw text, where `starts` begin its lines."""

    clean: Clean
    lines: tuple[Line, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Text:
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line.raw) + 1)
        return cls(clean("\n".join(line.raw for line in lines)), tuple(lines), tuple(starts[:-1]))

    def place(self, first: int = 0) -> Place:
        """The place of the text from its character `first` on, to the last of its characters on the first line."""
        places = self._line_places(first)
        start = places[0][1]
        last = [place for _, place in places if place.line == start.line][-1]
        return replace(start, end=last.end)

    def heading(self) -> Heading:
        hashes = _HASHES.match(self.clean.text)
        first = hashes.end() if hashes else 0
        return Heading(self.clean.text[first:].rstrip("# "), len(hashes["hashes"]) if hashes else 0, self.place(first))

    def list_item(self) -> ListItem:
        marker = _BULLET.match(self.clean.text) or _ORDINAL.match(self.clean.text)
        first = marker.end() if marker else 0
        printed = marker["marker"] if marker else ""
        return ListItem(self.clean.text[first:], printed, self.place(first), self._line_places(first))

    def paragraph(self) -> Paragraph:
        return Paragraph(self.clean.text, self.place(), self._line_places())

    def _line_places(self, first: int = 0) -> tuple[tuple[int, Place], ...]:
        """The places of the lines from character `first` on. A mark removed within a line begins another place."""
        positions = self.clean.positions
        breaks = set(self.starts)
        starts = [
            at
            for at in range(first, len(positions))
            if at == first or positions[at] != positions[at - 1] + 1 or positions[at] in breaks
        ]
        places = []
        for start, end in zip(starts, [*starts[1:], len(positions)], strict=True):
            number = bisect_right(self.starts, positions[start]) - 1
            line, column = self.lines[number], positions[start] - self.starts[number]
            if column < len(line.raw):
                place = Place(
                    page=line.page,
                    line=line.number,
                    start=line.start + column,
                    end=line.start + min(positions[end - 1] - self.starts[number] + 1, len(line.raw)),
                )
                places.append((start - first, place))
        return tuple(places)
