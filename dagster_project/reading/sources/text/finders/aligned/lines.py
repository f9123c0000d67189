"""What the lines of a table whose columns are aligned are: rows with figures, labels alone, and lines of its header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.reading.numbers import SPACES, holds_value, is_day, is_missing, is_range, may_head_spans
from dagster_project.reading.sources.text.finders.aligned.columns import Column, Segment, meet, segments_of
from dagster_project.reading.sources.text.heads import goes_on, words_of
from dagster_project.reading.sources.text.labels import LETTERS, may_label
from dagster_project.reading.sources.text.line import Line
from dagster_project.reading.sources.text.values import has_earlier, is_counted, is_unread_number

GOES_ON = re.compile(r"[a-zåäö(&]")
"""How a line begins that goes on from the one above."""

_MOST_GROUPS = 2
_MOST_HEADER_LINES = 12
_LONGEST_LABEL = 90
_MOST_CUT_WORDS = 6
# The size of a unit in a head ("Budget 2021, 1 000 kr").
_SIZE = re.compile(rf"(?:1[{SPACES}])?000 ?(?:kr|kronor|euro|€)", re.I)


def is_data(line: Line) -> bool:
    """Whether a line has a figure (years and days apart) or a missing mark after its label."""
    if "\t" in line.raw or "|" in line.raw or "  " not in line.raw.strip():
        return False
    others = [segment.text for segment in segments_of(line)[1 + _is_numbered(line) :]]
    values = [text for text in others if is_value(text)]
    if len(others) > 1 and all(map(is_range, others)):
        return True  # With a blank on both sides, one alone may be two values ("5 – 7").
    return len(values) * 2 >= max(len(others), 1) and not (len(values) > 1 and all(map(is_day, values)))


def _is_numbered(line: Line) -> bool:
    """Whether a line has a number before its label ("0   Matavfall   2015   45")."""
    first, *rest = segments_of(line)
    return first.text.isdigit() and bool(rest) and bool(LETTERS.match(rest[0].text)) and not is_value(rest[0].text)


def is_value(text: str) -> bool:
    """Whether a part of a line is a figure or stands for one."""
    is_figure = (holds_value(text) or is_counted(text) or has_earlier(text)) and not _SIZE.fullmatch(text)
    return is_figure or is_missing(text) or is_unread_number(text)


def is_label(line: Line) -> bool:
    """Whether a line may be a group row or part of a label: one short segment of words that is not a sentence."""
    return len(segments_of(line)) == 1 and may_label(line.raw, _LONGEST_LABEL)


def run_end(lines: Sequence[Line], start: int) -> int:
    """The index of the line after the table that begins at line `start`.

    Labels and single blank lines may come between its rows.
    """
    end = at = start
    blanks = labels = 0
    while at < len(lines) and blanks <= 1 and labels <= 2:
        line = lines[at]
        at += 1
        if line.is_blank:
            blanks += 1
        elif is_data(line):
            end, blanks, labels = at, 0, 0
        elif is_label(line) or _is_cut_label(lines, at - 1):
            blanks, labels = 0, labels + (not _is_continued(line))
        else:
            break
    follows = end < len(lines) and is_label(lines[end]) and GOES_ON.match(lines[end].raw.strip())
    return end + 1 if follows else end


def _is_cut_label(lines: Sequence[Line], at: int) -> bool:
    """Whether a few words with a full stop are a label that goes on over the figures below ("Utveckling exkl.")."""
    text = lines[at].raw.strip()
    is_short = (
        len(text.split()) < _MOST_CUT_WORDS and text.endswith(".") and is_label(replace(lines[at], raw=text[:-1]))
    )
    return is_short and at + 1 < len(lines) and is_data(lines[at + 1]) and _is_continued(lines[at + 1])


def labels_end(lines: Sequence[Line], start: int) -> int | None:
    """The index after the few labels from line index `start` to the end of the page; None if anything else is there."""
    rest = [at for at in range(start, len(lines)) if not lines[at].is_blank]
    if len(rest) > _MOST_GROUPS or not all(is_label(lines[at]) for at in rest):
        return None
    return rest[-1] + 1 if rest else start


def rows_start(lines: Sequence[Line], first: int, end: int, values: Sequence[Column]) -> int:
    """The index of the first row from line `first` to line `end`: the end of a cut head may be a number ("delår 2").

    It has words, all of them over `values`, the columns of figures. The first heads may be spans, which no row has.
    """
    is_top = not first or len(segments_of(lines[first - 1])) < 2
    if is_top and first < end - 1 and _has_spans(lines[first]) and not any(map(_has_spans, lines[first + 1 : end])):
        return first + 1
    while first < end - 1:
        segments = segments_of(lines[first])
        is_over = all(any(meet(segment, column) for column in values) for segment in segments)
        if not is_over or not any(LETTERS.search(segment.text) for segment in segments):
            break
        first += 1
    return first


def _has_spans(line: Line) -> bool:
    """Whether a line has several spans after its first words, and no value ("0–15", "16–64", "65–")."""
    others = [segment.text for segment in segments_of(line)[1:]]
    return sum(map(is_range, others)) > 1 and may_head_spans(others)


def group_start(lines: Sequence[Line], first: int) -> int:
    """The index of the first line of rows without a header: the group rows over them, if nothing is above those.

    A table that goes on from the page before may begin with them.
    """
    start = first
    while start and first - start < _MOST_GROUPS and is_label(lines[start - 1]):
        start -= 1
    return start if not any(not line.is_blank for line in lines[:start]) else first


def beginning(lines: Sequence[Line], after: int, first: int, columns: Sequence[Column]) -> tuple[int, int]:
    """The indices of the first line of the header and of the rows; group rows may come between them.

    `columns` are those of the labels and all after them.
    """
    above, groups = first, 0
    while above > after and groups <= _MOST_GROUPS and _is_group(lines[above - 1], columns):
        above -= 1
        groups += not lines[above].is_blank and not _is_continued(lines[above])
        start = _header_start(lines, after, above, columns)
        if start < above and not lines[above].is_blank:
            return start, above
    return _header_start(lines, after, first, columns), first


def _is_continued(line: Line) -> bool:
    """Whether a label goes on from the line above, and so is none of its own."""
    return GOES_ON.match(line.raw.strip()) is not None


def _is_group(line: Line, columns: Sequence[Column]) -> bool:
    """Whether a line is blank or has a label alone, which is over no other column."""
    return line.is_blank or (is_label(line) and not _is_over(segments_of(line), columns))


def _header_start(lines: Sequence[Line], after: int, first: int, columns: Sequence[Column]) -> int:
    """The first line of the header above the first row: lines with words over the columns.

    A blank one among them is between the lines of cut heads.
    """
    start = at = first
    while at > after and first - at < _MOST_HEADER_LINES:
        line = lines[at - 1]
        segments = segments_of(line)
        if line.is_blank:
            if start < first and not _is_cut(lines, at, after, columns):
                break
        elif "\t" in line.raw:
            break
        elif _is_over(segments, columns):
            start = at - 1
        elif start == first or not _is_corner(lines, at - 1, after, columns):
            break
        at -= 1
    return start


def _is_cut(lines: Sequence[Line], below: int, after: int, columns: Sequence[Column]) -> bool:
    """Whether all heads of a line go on from words above the blank line over it."""
    if below - 2 < after:
        return False
    heads = [segment for segment in segments_of(lines[below]) if segment.start >= columns[0].end]
    above = [segment for segment in segments_of(lines[below - 2]) if segment.start >= columns[0].end]
    return 1 < len(above) <= len(heads) and all(goes_on(words_of(head.text)) for head in heads)


def _is_corner(lines: Sequence[Line], at: int, after: int, columns: Sequence[Column]) -> bool:
    """Whether a line has only words over the labels and before them, between lines of the header."""
    is_below = at > after and not lines[at - 1].is_blank and _is_over(segments_of(lines[at - 1]), columns)
    is_short = all(segment.end <= columns[1].start for segment in segments_of(lines[at]))
    return is_below and is_short and not is_data(lines[at]) and "\t" not in lines[at - 1].raw


def _is_over(segments: Sequence[Segment], columns: Sequence[Column]) -> bool:
    """Whether words are over the columns after the first, and do not run on from the first into them."""
    second = columns[1].start
    return any(segment.start >= columns[0].end or segment.end > second for segment in segments) and not any(
        segment.start < columns[0].end and segment.end > second and segment.start < second - 2 and len(segments) == 1
        for segment in segments
    )
