"""Finds which lines of a table are its header, the levels of the header, and where a next table's header begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from dagster_project.reading.meaning.periods import is_period
from dagster_project.reading.numbers import are_values_below, is_bare_year, is_named_year
from dagster_project.reading.sources.geometry import Box, around, overlap
from dagster_project.reading.sources.pdf.lines import Line, Segment
from dagster_project.reading.sources.pdf.tables.columns import Column, column_of, is_value
from dagster_project.reading.sources.pdf.tables.row_lines import (
    goes_on_small,
    has_ranges,
    is_data,
    is_part_of_date,
    is_year_line,
)
from dagster_project.reading.vocabulary.broken import breaks_range, breaks_word, continues_word
from dagster_project.reading.vocabulary.loader import load, matches, names_money, names_scenario
from dagster_project.reading.vocabulary.schemas import FlatMarkers, TableWords

# In font sizes: gaps between lines that differ by less are equal.
_EQUAL_GAP = 0.12
# In font sizes: the lines of a wrapped text are closer.
_WRAPPED = 0.5
# In font sizes: how far beside the figures above it a next table's header may be.
_BESIDE = 3.0
# The share of the width of a text over a gap that may be over the texts beside the gap.
_REACHES_OVER = 0.15
_BREAKS = (breaks_word, breaks_range, continues_word)


def begins_table(line: Line, above: Sequence[Line]) -> bool:
    """Whether a line below rows with figures is the header of a next table.

    It has words or years over several columns of figures, and is bolder than the rows or has words that headers have.
    Rows that are totals alone, as at the top of a page, may be as bold as heads of years.
    """
    figures = around([s.box for row in above for s in row.segments[1:] if is_value(s.text)])
    first, *others = line.segments
    years = [s for s in others if is_bare_year(s.text)]
    low, high = figures.x0 - _BESIDE * line.size, figures.x1 + _BESIDE * line.size
    over = [s for s in (first, *others) if s in years or (s.box.x1 > low and s.box.x0 < high)]
    if len(over) < 2 or any(is_value(s.text) and not is_bare_year(s.text) for s in line.segments):
        return False
    bolder = all(s.bold for s in over) and not all(row.bold for row in above)
    names = any(names_scenario(s.text) or is_named_year(s.text) for s in over)
    printed = [s.text for s in over if is_bare_year(s.text)]
    if len(printed) == len(over):
        below_totals = all(s.bold for s in over) and all(map(_is_total, above))
        are_heads = _is_corner(line) or (below_totals and not _is_total(line))
        return bolder or (len(set(printed)) == len(printed) and are_heads)
    return bolder or names


def _is_total(line: Line) -> bool:
    return any(matches(words, line.segments[0].text.strip()) for words in load(TableWords).totals.values())


def _is_corner(line: Line) -> bool:
    """Whether a line has no text over the labels, or only a unit ("Belopp i tkr", "(mnkr)"), which names no row."""
    first = line.segments[0].text
    return is_bare_year(first) or first.startswith("(") or names_money(first)


def header_lines(lines: Sequence[Line], columns: Sequence[Column], edges: Sequence[float]) -> int:
    """The number of a table's first lines that are its header: before the first row with figures, over value columns.

    `edges` are the heights of edges drawn across the table. Lines over other columns alone, below the last edge, begin
    the first row.
    """
    dates = _lines_of_dates(lines, columns)
    data = [line for line in lines[dates:] if is_data(line) and not is_year_line(line)]
    if not data:
        return max((i + 1 for i, line in enumerate(lines) if is_data(line)), default=0)
    first = next(i for i, line in enumerate(lines) if line is data[0])
    first = next((i for i in range(1, first) if has_ranges(lines[i]) and _has_heads(lines[i], lines[i - 1])), first)
    valued = {column_of(s.box, columns) for line in data for s in line.segments if is_value(s.text)} - {0}
    least = first
    while least > 0 and all(column_of(s.box, columns) not in valued for s in lines[least - 1].segments):
        least -= 1
    for index in range(max(least, 1), first):
        if any(lines[index - 1].box.middle < y < lines[index].box.middle for y in edges):
            return index
    while first > least and _begins_row(lines, first - 1):
        first -= 1
    return first


def _lines_of_dates(lines: Sequence[Line], columns: Sequence[Column]) -> int:
    """The number of first lines up to the last part of dates that narrow cells broke ("31" over "december"), or 0.

    Beside them is only the corner.
    """
    first = next((i for i, line in enumerate(lines) if is_data(line) and not is_year_line(line)), len(lines))
    rest = ([s for s in line.segments if column_of(s.box, columns)] for line in lines[first:])
    last = first + len(list(takewhile(lambda heads: heads and all(is_part_of_date(s.text) for s in heads), rest)))
    return last if last - first > 1 and is_year_line(lines[last - 1]) else 0


def _has_heads(row: Line, above: Line) -> bool:
    """Whether each cell of a row has a head of its own in the line above; ages may divide a head over several."""
    cells = row.segments[1:]
    heads = [[s for s in above.segments if _overlaps(s.box, cell.box)] for cell in cells]
    return all(len(over) == 1 for over in heads) and are_values_below(
        [over[0].text for over in heads], [cell.text for cell in cells]
    )


def _begins_row(lines: Sequence[Line], index: int) -> bool:
    """Whether a label's line above a row is the row's beginning, not header.

    It is closer to the row, or less bold than the header, or the row begins with a small letter. So are the first lines
    of a wrapped label, such as a group's heading.
    """
    line, row = lines[index], lines[index + 1]
    if goes_on_small(row) or (index > 0 and lines[index - 1].bold and not line.bold):
        return True
    top = index
    while top and _is_one_label(lines[top - 1], lines[top]):
        top -= 1
    above = lines[top].box.top - lines[top - 1].box.bottom if top else 0.5 * row.size
    return row.box.top - line.box.bottom <= above + _EQUAL_GAP * row.size


def _is_one_label(above: Line, line: Line) -> bool:
    """Whether two lines without other texts are a wrapped label."""
    are_alone = len(above.segments) == len(line.segments) == 1 and above.bold == line.bold
    is_close = line.box.top - above.box.bottom < _WRAPPED * line.size
    return are_alone and is_close and abs(above.box.x0 - line.box.x0) < 1


def header_levels(
    lines: Sequence[Line], columns: Sequence[Column], rules: Sequence[Box], is_alone: Callable[[Segment], bool]
) -> list[list[Line]]:
    """A header's lines by level; the lines of one level are wrapped texts, each over one column.

    `is_alone` says whether a text is in a drawn cell of one column.
    """
    levels: list[list[Line]] = []
    for index, line in enumerate(lines):
        if levels and not _is_next_level(levels[-1], lines[index:], columns, rules, is_alone):
            levels[-1].append(line)
        else:
            levels.append([line])
    return levels


def _is_next_level(
    level: Sequence[Line],
    rest: Sequence[Line],
    columns: Sequence[Column],
    rules: Sequence[Box],
    is_alone: Callable[[Segment], bool],
) -> bool:
    """Whether the first line of `rest` begins the level below.

    It is set off by a rule or a gap, or the texts of the level above it each span several of its columns. Texts in
    drawn cells of one column each span none.
    """
    above, line = level[-1], rest[0]
    gap = line.box.top - above.box.bottom
    between = (above.box.middle, line.box.middle)
    if any(between[0] < rule.top and rule.bottom < between[1] and _overlaps(rule, above.box) for rule in rules):
        return True
    if all(is_alone(segment) for upper in level for segment in upper.segments):
        return False
    if gap > 0.8 * line.size:
        return True
    if _wraps(above, line, columns):
        return False
    if _has_room_below(level, rest, columns):
        return True
    texts = [segment.text for segment in line.segments if column_of(segment.box, columns) > 0]
    heads = _stacked([s.box for upper in level for s in upper.segments if s.box.centre >= columns[1].x0])
    is_set_off = gap > 0.4 * line.size
    spread = is_set_off and len(texts) >= 2 * len(heads) and len(set(texts)) < len(texts)
    if heads and len(heads) < len(texts) and (spread or _repeat(texts, len(heads))):
        return True
    if _are_periods(level, rest, columns):
        return True
    below: dict[int, list[Box]] = {}
    for segment in (s for lower in rest for s in lower.segments):
        below.setdefault(column_of(segment.box, columns), []).append(segment.box)
    below.pop(0, None)
    return any(_straddles(head, [around(boxes) for boxes in below.values()]) for head in heads)


def _has_room_below(level: Sequence[Line], rest: Sequence[Line], columns: Sequence[Column]) -> bool:
    """Whether a line is free between a text of a level and the next text under it: a wrapped text has none inside."""
    for head in (s.box for s in level[-1].segments if column_of(s.box, columns) > 0):
        under = [s.box.top for line in rest for s in line.segments if _overlaps(head, s.box)]
        if under and min(under) - head.bottom > 0.8 * rest[0].size:
            return True
    return False


def _wraps(above: Line, line: Line, columns: Sequence[Column]) -> bool:
    """Whether a line continues texts of the line above.

    One of its words is broken ("Kost-" over "nader"), or all texts of one of the lines are aligned with beginnings or
    ends in the other ("Samlad" over "verksamhet"), or the one above is days of dates ("31" over "december").
    """
    if _are_days_over_months(above, line, columns):
        return True
    pairs = [(upper, lower) for upper in above.segments for lower in line.segments if _overlaps(upper.box, lower.box)]
    if any(goes_on(upper.text, lower.text) for upper, lower in pairs for goes_on in _BREAKS):
        return True
    wrapped = [
        (upper, lower)
        for upper, lower in pairs
        if upper.text[:1].isupper() and lower.text[:1].islower() and _in_line(upper.box, lower.box)
    ]
    begun, ended = ([s for s in one.segments if column_of(s.box, columns) > 0] for one in (above, line))
    return any(texts and all(any(s in pair for pair in wrapped) for s in texts) for texts in (begun, ended))


def _are_days_over_months(above: Line, line: Line, columns: Sequence[Column]) -> bool:
    """Whether all texts of a line are days, each over a month: nothing else makes the month of a head a date.

    Other heads of the line below are whole dates, which are set from the bottom ("28 februari" beside "december").
    """
    days = [s for s in above.segments if column_of(s.box, columns) > 0]
    under = ([s for s in line.segments if _overlaps(day.box, s.box)] for day in days)
    begin = all(len(found) == 1 and found[0].text[:1].isalpha() for found in under)
    are_parts = all(is_part_of_date(s.text) for s in (*days, *line.segments))
    return bool(days) and are_parts and begin and all(day.text.isdigit() for day in days)


def _in_line(a: Box, b: Box) -> bool:
    return min(abs(a.x0 - b.x0), abs(a.centre - b.centre), abs(a.x1 - b.x1)) < 1.0


def _stacked(boxes: Sequence[Box]) -> list[Box]:
    """Boxes above each other joined, as the lines of one wrapped text."""
    stacks: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.x0):
        if stacks and _overlaps(stacks[-1], box):
            stacks[-1] = around([stacks[-1], box])
        else:
            stacks.append(box)
    return stacks


def _repeat(texts: Sequence[str], heads: int) -> bool:
    """Whether a sequence of texts is repeated under several heads ("Kvinnor Män Totalt Kvinnor Män Totalt")."""
    times = max(texts.count(text) for text in texts)
    often = [text for text in texts if texts.count(text) == times]
    size = len(often) // times
    return 1 < times <= heads and size > 1 and often == often[:size] * times


def _are_periods(level: Sequence[Line], rest: Sequence[Line], columns: Sequence[Column]) -> bool:
    """Whether parts of the year are above more heads: "Jan–jul | Helår", then "Utfall | Budget | Prognos"."""
    beside = {word.lower() for word in (*load(FlatMarkers).note_columns, *load(FlatMarkers).corners)}
    segments = [s for line in level for s in line.segments if column_of(s.box, columns) > 0]
    uppers = [s.text for s in segments if s.text.lower().strip(".") not in beside]
    below = {column_of(s.box, columns) for line in rest for s in line.segments} - {0}
    are_apart = len(uppers) > 1 and len(set(uppers)) == len(uppers) < len(below)
    begin = all(s.text[:1].isupper() for s in rest[0].segments if column_of(s.box, columns) > 0)
    return are_apart and begin and all(map(is_period, uppers))


def _straddles(head: Box, below: Sequence[Box]) -> bool:
    """Whether a text is over two of the texts below, or over the gap between them."""
    if sum(_overlaps(head, box) for box in below) > 1:
        return True
    if any(abs(box.centre - head.centre) < 1.0 for box in below):
        return False
    left = [box.x1 for box in below if box.centre < head.centre]
    right = [box.x0 for box in below if box.centre > head.centre]
    reach = max(1.0, _REACHES_OVER * head.width)
    return bool(left and right) and max(left) <= head.x0 + reach and head.x1 - reach <= min(right)


def _overlaps(a: Box, b: Box) -> bool:
    return overlap(a, b) > 0.5
