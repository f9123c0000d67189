"""Tables in text whose columns are aligned with runs of spaces (as `pdftotext -layout` writes them).

Tables whose columns are no longer aligned are read by `spaced`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dagster_project.reading.model import Cell, Place, Row, Table
from dagster_project.reading.numbers import holds_value, is_missing
from dagster_project.reading.sources.text.line import Line, Located
from dagster_project.terms import ColumnsFrom

_SEGMENT = re.compile(r"\S+(?: \S+)*")
_FEWEST_ROWS = 2
_MOST_HEADER_LINES = 5
_LONGEST_LABEL = 90
_SENTENCE_END = re.compile(r"[.!?:;]\Z")
_GOES_ON = re.compile(r"[a-zåäö(&]")
_LETTERS = re.compile(r"[^\W\d_]{2}")
# A word of a header. A capital after a small letter or digit begins the next column's, printed without a gap.
_WORD = re.compile(r"[^\s]+?(?=\s|\Z|(?<=[a-zåäö0-9])[A-ZÅÄÖ][a-zåäö])")
_FILLED = 0.75
_CENTRED = 3
_MOST_UNDER_ONE = 4
_POINTS_A_CHARACTER = 5.0


@dataclass(frozen=True, slots=True)
class _Segment:
    """Words with single spaces between them, at characters [start, end) of their line."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Column:
    start: int
    end: int


def find(lines: Sequence[Line]) -> list[Located[Table]]:
    """The tables whose columns are aligned, in order. Lines with tabs or pipes are never part of one."""
    found: list[Located[Table]] = []
    at = 0
    while at < len(lines):
        end = _run_end(lines, at) if _is_data(lines[at]) else at
        data = [line for line in lines[at:end] if _is_data(line)]
        table = _table(lines, found[-1].end if found else 0, at, end) if len(data) >= _FEWEST_ROWS else None
        if table is not None and len(data) == _FEWEST_ROWS and table.item.header_rows is None:
            table = None
        if table is not None:
            found.append(table)
        at = max(end, at + 1)
    return found


def _segments(line: Line) -> list[_Segment]:
    return [_Segment(match[0], match.start(), match.end()) for match in _SEGMENT.finditer(line.raw)]


def _is_data(line: Line) -> bool:
    """Whether a line has a figure (years apart) or a missing mark after its first segment."""
    if "\t" in line.raw or "|" in line.raw or "  " not in line.raw.strip():
        return False
    others = [segment.text for segment in _segments(line)[1:]]
    values = [text for text in others if _is_value(text)]
    return bool(values) and len(values) * 2 >= len(others)


def _is_value(text: str) -> bool:
    return is_missing(text) or holds_value(text)


def _is_label(line: Line) -> bool:
    """Whether a line may be a group row or part of a label: one short segment of words that is not a sentence."""
    segments = _segments(line)
    text = line.raw.strip()
    return (
        len(segments) == 1
        and len(text) <= _LONGEST_LABEL
        and "\t" not in text
        and bool(_LETTERS.search(text))
        and not _SENTENCE_END.search(text)
        and not text.startswith(("#", "|", "<", "•"))
    )


def _run_end(lines: Sequence[Line], start: int) -> int:
    """The end of the table that begins at a line. Labels and single blank lines may come between its rows."""
    end = at = start
    blanks = labels = 0
    while at < len(lines) and blanks <= 1 and labels <= 2:
        line = lines[at]
        at += 1
        if line.is_blank:
            blanks += 1
        elif _is_data(line):
            end, blanks, labels = at, 0, 0
        elif _is_label(line):
            blanks, labels = 0, labels + 1
        else:
            break
    follows = end < len(lines) and _is_label(lines[end]) and _GOES_ON.match(lines[end].raw.strip())
    return end + 1 if follows else end


def _columns(rows: Sequence[Sequence[_Segment]]) -> list[_Column]:
    """The columns that segments above each other form. A segment that bridges several does not join them."""
    columns: list[_Column] = []
    for segment in sorted((segment for row in rows for segment in row), key=lambda s: s.end - s.start):
        over = [column for column in columns if _meet(segment, column)]
        if not over:
            columns.append(_Column(segment.start, segment.end))
        elif len(over) == 1:
            over[0].start, over[0].end = min(over[0].start, segment.start), max(over[0].end, segment.end)
    return _merged(sorted(columns, key=lambda column: column.start), rows)


def _merged(columns: list[_Column], rows: Sequence[Sequence[_Segment]]) -> list[_Column]:
    """The columns, two close ones as one where no row has both: short values that are centred."""
    merged: list[_Column] = columns[:1]
    for column in columns[1:]:
        last = merged[-1]
        both = any(any(_meet(s, last) for s in row) and any(_meet(s, column) for s in row) for row in rows)
        if both or column.start - last.end > _CENTRED:
            merged.append(column)
        else:
            last.end = column.end
    return merged


def _meet(segment: _Segment, column: _Column) -> bool:
    return segment.start < column.end and column.start < segment.end


def _table(lines: Sequence[Line], after: int, first: int, end: int) -> Located[Table] | None:
    rows = [_segments(line) for line in lines[first:end] if _is_data(line)]
    columns = _columns(rows)
    labelled = sum(bool(row) and _LETTERS.search(row[0].text) is not None for row in rows)
    filled = sum(len(row) for row in rows)
    # Prose with wide gaps gives many columns that are hardly filled.
    if len(columns) < 2 or labelled * 2 < len(rows) or filled < 0.4 * len(rows) * len(columns):
        return None
    start, first = _beginning(lines, after, first, columns)
    header = list(_header([line for line in lines[start:first] if not line.is_blank], columns))
    body = list(_body(lines[first:end], columns))
    printed = tuple(Row(tuple(row)) for row in (*header, *body))
    place = _place(lines[start], 0, len(lines[start].raw))
    # As in all text, only empty cells beside words show that they span columns.
    table = Table(printed, place, ColumnsFrom.POSITION, spans_known=False, header_rows=len(header) or None)
    return Located(start, end, table)


def _beginning(lines: Sequence[Line], after: int, first: int, columns: Sequence[_Column]) -> tuple[int, int]:
    """The first line of the header and the first of the rows; a group row may come between them."""
    above = first
    while above > after and first - above < 2 and (lines[above - 1].is_blank or _is_label(lines[above - 1])):
        above -= 1
        start = _header_start(lines, after, above, columns)
        if start < above and not lines[above].is_blank:
            return start, above
    return _header_start(lines, after, first, columns), first


def _header_start(lines: Sequence[Line], after: int, first: int, columns: Sequence[_Column]) -> int:
    """The first line of the header above the first row: lines with words over the columns, without a blank one."""
    start = at = first
    while at > after and first - at < _MOST_HEADER_LINES:
        line = lines[at - 1]
        segments = _segments(line)
        if line.is_blank:
            if start < first:
                break
        elif "\t" in line.raw or not _is_over(segments, columns):
            break
        else:
            start = at - 1
        at -= 1
    return start


def _is_over(segments: Sequence[_Segment], columns: Sequence[_Column]) -> bool:
    """Whether words are over the columns after the first, and do not run on from the first into them."""
    second = columns[1].start
    return any(segment.start >= columns[0].end or segment.end > second for segment in segments) and not any(
        segment.start < columns[0].end and segment.end > second and segment.start < second - 2 and len(segments) == 1
        for segment in segments
    )


def _header(lines: Sequence[Line], columns: Sequence[_Column]) -> Iterator[list[Cell]]:
    counts = [len(_segments(line)) for line in lines]
    for at, line in enumerate(lines):
        yield _header_row(line, columns, parted_below=max(counts[at:]) > counts[at])


def _header_row(line: Line, columns: Sequence[_Column], parted_below: bool) -> list[Cell]:
    """A header line's cells: words over the middle of several columns span them, others belong to the nearest.

    `parted_below` is whether a line below has more parts, so that words here may be centred over several of them.
    """
    row = [Cell(place=_place(line, column.start, column.start)) for column in columns]
    for segment in [part for whole in _segments(line) for part in _headers(whole, columns)]:
        over = [n for n, c in enumerate(columns) if n and segment.start <= _middle(c) <= segment.end]
        if len(over) < 2 and parted_below:
            over = _centred_over(segment, columns) or over
        at = over[0] if over else min(range(len(columns)), key=lambda n: _distance(segment, columns[n]))
        text = f"{row[at].text} {segment.text}".strip()
        place = _place(line, segment.start, segment.end) if not row[at].text else row[at].place
        row[at] = Cell(text=text, place=place, column_span=max(len(over), 1))
    return row


def _middle(part: _Column | _Segment) -> float:
    return (part.start + part.end) / 2


def _centred_over(segment: _Segment, columns: Sequence[_Column]) -> list[int]:
    """The columns that words are centred over; none where the words are in line with one column."""
    for column in columns:
        edges = abs(segment.start - column.start), abs(segment.end - column.end)
        if min(edges) <= 1 or abs(_middle(segment) - _middle(column)) <= 1:
            return []
    ranges = [(a, b) for a in range(1, len(columns)) for b in range(a + 1, min(a + _MOST_UNDER_ONE, len(columns)))]
    off = {(a, b): abs(_middle(segment) - (columns[a].start + columns[b].end) / 2) for a, b in ranges}
    best = min(off, key=lambda pair: (off[pair], pair[1] - pair[0]), default=None)
    return list(range(best[0], best[1] + 1)) if best and off[best] <= _CENTRED else []


def _headers(segment: _Segment, columns: Sequence[_Column]) -> list[_Segment]:
    """The headers of neighbouring columns that no gap separates: a segment that fills all columns it is over."""
    over = [column for column in columns if _meet(segment, column)]
    if len(over) < 2 or segment.end - segment.start < _FILLED * (over[-1].end - over[0].start):
        return [segment]
    parts: dict[int, _Segment] = {}
    for match in _WORD.finditer(segment.text):
        word = _Segment(match[0], segment.start + match.start(), segment.start + match.end())
        nearest = min(range(len(over)), key=lambda n: _distance(word, over[n]))
        begun = parts.get(nearest, word)
        text = segment.text[begun.start - segment.start : match.end()]
        parts[nearest] = _Segment(text, begun.start, word.end)
    return list(parts.values()) if len(parts) == len(over) else [segment]


def _distance(segment: _Segment, column: _Column) -> float:
    apart = max(segment.start - column.end, column.start - segment.end, 0)
    return apart + 0.01 * abs((segment.start + segment.end) - (column.start + column.end))


def _body(lines: Sequence[Line], columns: Sequence[_Column]) -> Iterator[list[Cell]]:
    """The rows below the header, with the parts of wrapped labels joined."""
    left = min((len(line.raw) - len(line.raw.lstrip()) for line in lines if not line.is_blank), default=0)
    waiting: list[Cell] | None = None
    for line in lines:
        if line.is_blank:
            continue
        row = _row(line, columns, left)
        goes_on = _GOES_ON.match(row[0].text) is not None
        if waiting is not None and goes_on:
            row = _joined(waiting, row)
        elif waiting is not None:
            yield waiting
        waiting = row
    if waiting is not None:
        yield waiting


def _joined(row: Sequence[Cell], rest: Sequence[Cell]) -> list[Cell]:
    """Two lines as one row: the rest of a label, with or without its values."""
    label = replace(row[0], text=f"{row[0].text} {rest[0].text}")
    others = [own if own.text else other for own, other in zip(row[1:], rest[1:], strict=True)]
    return [label, *others]


def _row(line: Line, columns: Sequence[_Column], left: int) -> list[Cell]:
    row = [Cell(place=_place(line, column.start, column.start)) for column in columns]
    if _is_label(line):
        segment = _segments(line)[0]
        indent = (segment.start - left) * _POINTS_A_CHARACTER
        row[0] = Cell(text=segment.text, place=_place(line, segment.start, segment.end), indent=indent)
        return row
    for segment in _segments(line):
        for at, part in _parts(segment, columns):
            own = row[at]
            text = f"{own.text} {part.text}".strip()
            start = own.place.start - line.start if own.text and own.place.start is not None else part.start
            indent = (part.start - left) * _POINTS_A_CHARACTER if at == 0 and not own.text else own.indent
            row[at] = Cell(text=text, place=_place(line, start, part.end), indent=indent)
    return row


def _parts(segment: _Segment, columns: Sequence[_Column]) -> Iterator[tuple[int, _Segment]]:
    """A segment with its column index; a segment that bridges several columns is cut into words."""
    over = [n for n, column in enumerate(columns) if _meet(segment, column)]
    if len(over) <= 1:
        yield over[0] if over else min(range(len(columns)), key=lambda n: _distance(segment, columns[n])), segment
        return
    for match in re.finditer(r"\S+", segment.text):
        word = _Segment(match[0], segment.start + match.start(), segment.start + match.end())
        yield min(over, key=lambda n: _distance(word, columns[n])), word


def _place(line: Line, start: int, end: int) -> Place:
    return Place(page=line.page, line=line.number, start=line.start + start, end=line.start + end)
