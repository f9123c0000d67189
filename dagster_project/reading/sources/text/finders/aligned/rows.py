"""The rows of a table whose columns are aligned: the parts of its lines in their columns, wrapped labels joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dagster_project.reading.model import Cell
from dagster_project.reading.sources.text.finders.aligned.columns import (
    Column,
    Segment,
    distance,
    meet,
    nearest,
    place,
    segments_of,
)
from dagster_project.reading.sources.text.finders.aligned.lines import GOES_ON, is_label
from dagster_project.reading.sources.text.heads import is_part
from dagster_project.reading.sources.text.line import Line, Spot

_POINTS_A_CHARACTER = 5.0
_MARGIN = 1
# A label that needs a rest.
_OPEN = re.compile(r"(?:[-–,/&]| och| samt| av| för| i| på| till)\Z")


def body_rows(
    lines: Sequence[Line], columns: Sequence[Column], parts: Mapping[Spot, Sequence[Segment]], labels: int, left: int
) -> Iterator[list[Cell]]:
    """The rows below a header.

    `parts` are those of the lines with figures, `labels` the column of the labels, `left` the table's first character.
    """
    waiting: list[Cell] | None = None
    width = _label_width(lines, columns[labels + 1].start if len(columns) > labels + 1 else 0)
    end = 0
    for line in lines:
        if line.is_blank:
            continue
        row = _row(line, parts.get(line.spot) or segments_of(line), columns, left, labels)
        fits = _fits(end, row[labels].text, width)
        end = segments_of(line)[0].end
        if waiting is not None and _continues(waiting, row, labels, fits):
            row = _joined(waiting, row, labels)
        elif waiting is not None:
            yield waiting
        waiting = row
    if waiting is not None:
        yield waiting


def _label_width(lines: Sequence[Line], most: int) -> int:
    """The last character of the longest label, but of those that go on over the column at character `most`."""
    ends = (segments_of(line)[0].end for line in lines if not line.is_blank)
    return max((end for end in ends if end <= most), default=0)


def _fits(end: int, rest: str, width: int) -> bool:
    """Whether the first word of a label surely has room on the line before it, which ends at a character."""
    return end + 1 + len(rest.split(" ")[0]) < width - _MARGIN


def _continues(row: Sequence[Cell], rest: Sequence[Cell], labels: int, fits: bool) -> bool:
    """Whether a row is the rest of a label, in small letters or after words that need one; not where both have figures.

    Nor is it where it `fits` on the line of a label without figures, which it then would be on.
    """
    both = all(any(cell.text for cell in cells[labels + 1 :]) for cells in (row, rest))
    label = rest[labels].text
    if fits and not any(cell.text for cell in row[labels + 1 :]) and not _OPEN.search(row[labels].text):
        return False
    is_open = not any(cell.text for cell in row[labels + 1 :]) and _needs_rest(row[labels].text, fits)
    return (
        (GOES_ON.match(label) is not None or is_open)
        and not both
        and not is_part(label)
        and not any(cell.text for cell in rest[:labels])
    )


def _needs_rest(label: str, fits: bool) -> bool:
    """Whether a label ends within parentheses ("Förnyelsetakt (HBI", then "Rs5)"), or joins what had no room there."""
    return label.count("(") > label.count(")") or (_OPEN.search(label) is not None and not fits)


def _joined(row: Sequence[Cell], rest: Sequence[Cell], labels: int) -> list[Cell]:
    """Two lines as one row: the rest of a label, with or without its values."""
    joined = [own if own.text else other for own, other in zip(row, rest, strict=True)]
    joined[labels] = replace(row[labels], text=f"{row[labels].text} {rest[labels].text}".strip())
    return joined


def _row(line: Line, segments: Sequence[Segment], columns: Sequence[Column], left: int, labels: int) -> list[Cell]:
    row = [Cell(place=place(line, column.start, column.start)) for column in columns]
    if is_label(line):
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
    if segment.column is not None:
        yield segment.column, segment
        return
    over = [n for n, column in enumerate(columns) if meet(segment, column)]
    if len(over) <= 1:
        yield over[0] if over else nearest(segment, columns), segment
        return
    for match in re.finditer(r"\S+", segment.text):
        word = Segment(match[0], segment.start + match.start(), segment.start + match.end())
        yield min(over, key=lambda n: distance(word, columns[n])), word
