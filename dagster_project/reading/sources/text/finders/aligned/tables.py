"""Tables in text whose columns are aligned with runs of spaces (as `pdftotext -layout` writes them).

Tables whose columns are no longer aligned are read by `spaced`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dagster_project.reading.model import Cell, Row, Table
from dagster_project.reading.numbers import holds_value, is_missing
from dagster_project.reading.sources.text.finders.aligned.columns import (
    Column,
    Segment,
    columns_of,
    distance,
    meet,
    nearest,
    place,
    segments_of,
    signed,
)
from dagster_project.reading.sources.text.finders.aligned.headers import header_rows
from dagster_project.reading.sources.text.heads import is_part, is_unread_number
from dagster_project.reading.sources.text.line import Line, Located
from dagster_project.terms import ColumnsFrom

_FEWEST_ROWS = 2
_FEWEST_COLUMNS_ALONE = 2
_MOST_GROUPS = 2
_MOST_HEADER_LINES = 5
_LONGEST_LABEL = 90
_MOST_GROUP_WORDS = 6
_SENTENCE_END = re.compile(r"[.!?:;]\Z")
_GOES_ON = re.compile(r"[a-zåäö(&]")
_LETTERS = re.compile(r"[^\W\d_]:?[^\W\d_]")
_CODE = re.compile(r"\d{2,6}")
_POINTS_A_CHARACTER = 5.0


def find(lines: Sequence[Line]) -> list[Located[Table]]:
    """The tables whose columns are aligned, in order. Lines with tabs or pipes are never part of one."""
    found: list[Located[Table]] = []
    at = 0
    while at < len(lines):
        end = _run_end(lines, at) if _is_data(lines[at]) else at
        table = _table(lines, found[-1].end if found else 0, at, end) if end > at else None
        if table is not None:
            found.append(table)
        at = max(end, at + 1)
    return found


def _is_data(line: Line) -> bool:
    """Whether a line has a figure (years apart) or a missing mark after its first segment."""
    if "\t" in line.raw or "|" in line.raw or "  " not in line.raw.strip():
        return False
    others = [segment.text for segment in segments_of(line)[1:]]
    values = [text for text in others if _is_value(text)]
    return bool(values) and len(values) * 2 >= len(others)


def _is_value(text: str) -> bool:
    return is_missing(text) or holds_value(text) or is_unread_number(text)


def _is_label(line: Line) -> bool:
    """Whether a line may be a group row or part of a label: one short segment of words that is not a sentence."""
    segments = segments_of(line)
    text = line.raw.strip()
    if len(text.split()) < _MOST_GROUP_WORDS:
        text = text.removesuffix(":")
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


def _table(lines: Sequence[Line], after: int, first: int, end: int) -> Located[Table] | None:
    data = [line for line in lines[first:end] if _is_data(line)]
    parts = signed([segments_of(line) for line in data], [line.raw for line in data])
    rows = dict(zip((line.number for line in data), parts, strict=True))
    columns = columns_of(parts)
    labels = _label_column(parts)
    labelled = sum(len(row) > labels and _LETTERS.search(row[labels].text) is not None for row in parts)
    filled = sum(len(row) for row in parts)
    # Prose with wide gaps gives many columns that are hardly filled.
    if len(columns) < 2 or labelled * 2 < len(rows) or filled < 0.4 * len(rows) * len(columns):
        return None
    start, first = _beginning(lines, after, first, columns)
    header = header_rows([line for line in lines[start:first] if not line.is_blank], columns)
    if not header:
        start = first = _group_start(lines, first)
        may_go_on = not any(not line.is_blank for line in lines[:start]) and len(columns) > _FEWEST_COLUMNS_ALONE
        if len(rows) <= _FEWEST_ROWS and not may_go_on:
            return None
    elif len(rows) < _FEWEST_ROWS:
        return None
    printed = tuple(Row(tuple(row)) for row in (*header, *_body(lines[first:end], columns, rows, labels)))
    # As in all text, only empty cells beside words show that they span columns.
    table = Table(
        printed,
        place(lines[start], 0, len(lines[start].raw)),
        ColumnsFrom.POSITION,
        spans_known=False,
        header_rows=len(header),
    )
    return Located(start, end, table)


def _group_start(lines: Sequence[Line], first: int) -> int:
    """The first line of rows without a header: the group rows directly over them, if nothing is above those.

    A table that goes on from the page before may begin with them.
    """
    start = first
    while start and first - start < _MOST_GROUPS and _is_label(lines[start - 1]):
        start -= 1
    return start if not any(not line.is_blank for line in lines[:start]) else first


def _beginning(lines: Sequence[Line], after: int, first: int, columns: Sequence[Column]) -> tuple[int, int]:
    """The first line of the header and the first of the rows; a group row may come between them."""
    above = first
    while above > after and first - above < 2 and (lines[above - 1].is_blank or _is_label(lines[above - 1])):
        above -= 1
        start = _header_start(lines, after, above, columns)
        if start < above and not lines[above].is_blank:
            return start, above
    return _header_start(lines, after, first, columns), first


def _header_start(lines: Sequence[Line], after: int, first: int, columns: Sequence[Column]) -> int:
    """The first line of the header above the first row: lines with words over the columns, without a blank one."""
    start = at = first
    while at > after and first - at < _MOST_HEADER_LINES:
        line = lines[at - 1]
        segments = segments_of(line)
        if line.is_blank:
            if start < first:
                break
        elif "\t" in line.raw:
            break
        elif _is_over(segments, columns):
            start = at - 1
        elif start == first or not _is_corner(lines, at - 1, after, columns):
            break
        at -= 1
    return start


def _is_corner(lines: Sequence[Line], at: int, after: int, columns: Sequence[Column]) -> bool:
    """Whether a line has only words over the labels, between lines of the header."""
    is_below = at > after and not lines[at - 1].is_blank and _is_over(segments_of(lines[at - 1]), columns)
    return is_below and _is_label(lines[at]) and "\t" not in lines[at - 1].raw


def _is_over(segments: Sequence[Segment], columns: Sequence[Column]) -> bool:
    """Whether words are over the columns after the first, and do not run on from the first into them."""
    second = columns[1].start
    return any(segment.start >= columns[0].end or segment.end > second for segment in segments) and not any(
        segment.start < columns[0].end and segment.end > second and segment.start < second - 2 and len(segments) == 1
        for segment in segments
    )


def _label_column(rows: Sequence[Sequence[Segment]]) -> int:
    """The index of the labels: 1 where most rows have the number of an account or a project before them, else 0."""
    numbered = sum(len(row) > 1 and bool(_CODE.fullmatch(row[0].text) and _LETTERS.search(row[1].text)) for row in rows)
    return int(numbered * 2 > len(rows))


def _body(
    lines: Sequence[Line], columns: Sequence[Column], rows: Mapping[int, Sequence[Segment]], labels: int
) -> Iterator[list[Cell]]:
    """The rows below the header, wrapped labels joined; `rows` are the parts of the lines with figures, by number."""
    left = min((len(line.raw) - len(line.raw.lstrip()) for line in lines if not line.is_blank), default=0)
    waiting: list[Cell] | None = None
    for line in lines:
        if line.is_blank:
            continue
        row = _row(line, rows.get(line.number) or segments_of(line), columns, left, labels)
        if waiting is not None and _continues(waiting, row, labels):
            row = _joined(waiting, row, labels)
        elif waiting is not None:
            yield waiting
        waiting = row
    if waiting is not None:
        yield waiting


def _continues(row: Sequence[Cell], rest: Sequence[Cell], labels: int) -> bool:
    """Whether a row is the rest of a label, in small letters; not where both have figures."""
    both = all(any(cell.text for cell in cells[labels + 1 :]) for cells in (row, rest))
    label = rest[labels].text
    return (
        _GOES_ON.match(label) is not None
        and not both
        and not is_part(label)
        and not any(cell.text for cell in rest[:labels])
    )


def _joined(row: Sequence[Cell], rest: Sequence[Cell], labels: int) -> list[Cell]:
    """Two lines as one row: the rest of a label, with or without its values."""
    joined = [own if own.text else other for own, other in zip(row, rest, strict=True)]
    joined[labels] = replace(row[labels], text=f"{row[labels].text} {rest[labels].text}".strip())
    return joined


def _row(line: Line, segments: Sequence[Segment], columns: Sequence[Column], left: int, labels: int) -> list[Cell]:
    row = [Cell(place=place(line, column.start, column.start)) for column in columns]
    if _is_label(line):
        segment = segments_of(line)[0]
        indent = (segment.start - left) * _POINTS_A_CHARACTER
        row[labels] = Cell(text=segment.text, place=place(line, segment.start, segment.end), indent=indent)
        return row
    for segment in segments:
        for at, part in _parts(segment, columns):
            own = row[at]
            text = f"{own.text} {part.text}".strip()
            start = own.place.start - line.start if own.text and own.place.start is not None else part.start
            indent = (part.start - left) * _POINTS_A_CHARACTER if at == labels and not own.text else own.indent
            row[at] = Cell(text=text, place=place(line, start, part.end), indent=indent)
    return row


def _parts(segment: Segment, columns: Sequence[Column]) -> Iterator[tuple[int, Segment]]:
    """A segment with its column index; a segment that bridges several columns is cut into words."""
    over = [n for n, column in enumerate(columns) if meet(segment, column)]
    if len(over) <= 1:
        yield over[0] if over else nearest(segment, columns), segment
        return
    for match in re.finditer(r"\S+", segment.text):
        word = Segment(match[0], segment.start + match.start(), segment.start + match.end())
        yield min(over, key=lambda n: distance(word, columns[n])), word
