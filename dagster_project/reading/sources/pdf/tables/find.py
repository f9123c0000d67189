"""Finds the tables in a flow of lines.

A table is a run of lines inside a drawn grid, or with segments aligned under each other and values among them.
Precision matters as much as recall: running text in columns, tables of contents and lists are not tables.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from statistics import median

from dagster_project.reading.model import Table
from dagster_project.reading.numbers import is_bare_year
from dagster_project.reading.sources.geometry import Box, around
from dagster_project.reading.sources.pdf.lines import Line, Segment
from dagster_project.reading.sources.pdf.page import PageContent
from dagster_project.reading.sources.pdf.tables.areas import drawn_areas
from dagster_project.reading.sources.pdf.tables.columns import Column, columns_by_alignment, is_value
from dagster_project.reading.sources.pdf.tables.grid import TableGrid
from dagster_project.reading.sources.pdf.tables.headers import begins_table
from dagster_project.reading.sources.pdf.tables.periods import with_whole_periods
from dagster_project.reading.sources.pdf.tables.row_lines import (
    goes_on_small,
    is_contents,
    is_data,
    is_legend,
    is_listed,
    is_part_of_date,
    is_year_line,
)
from dagster_project.reading.vocabulary.loader import names_scenario

# So many lines of a wrapped label or comment may lie between two rows with figures.
_LONGEST_LABEL_RUN = 7
# In font sizes: the widest gap inside a table, and between a group's heading and a page's only row.
_FAR = 2.6
_LINE_GAP = 1.6
_MOST_HEADER_LINES = 5
# In points: a group's rows are indented by less.
_GROUP_INDENT = 40.0
_END_OF_LABEL = re.compile(r"\d{1,2}(?: [a-zåäö]+)?")
_Run = tuple[int, int, Box | None]
"""The indices of the first and the last line of a table, and the drawn area around it."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table and the indices of the flow's lines that it takes, `last` included."""

    first: int
    last: int
    table: Table


def find_tables(lines: Sequence[Line], content: PageContent) -> list[FoundTable]:
    """All tables in a flow, from top to bottom."""
    found: list[FoundTable] = []
    lines = with_whole_periods(lines)
    grids = drawn_areas(content, lines)
    start = 0
    for first, last, grid in _runs(lines, grids):
        first = max(_with_header(lines, first, last, grid, start), start)
        if first > last:
            continue
        table = TableGrid(lines[first : last + 1], content, grid).table()
        if table is not None:
            found.append(FoundTable(first, last, table))
            start = last + 1
    return found


def _runs(lines: Sequence[Line], grids: Sequence[Box]) -> list[_Run]:
    """The ranges of lines that may be tables: those inside a grid, and runs of data lines outside grids."""
    runs: list[_Run] = []
    in_grid: dict[int, Box] = {}
    for grid in grids:
        inside = [i for i, line in enumerate(lines) if grid.top - 1 <= line.box.middle <= grid.bottom + 1]
        if len(inside) >= 2 or any(len(lines[i].segments) > 2 for i in inside):
            in_grid.update(dict.fromkeys(inside, grid))
            runs.append((inside[0], inside[-1], grid))
    index = 0
    while index < len(lines):
        if index in in_grid or not is_data(lines[index]) or is_year_line(lines[index]):
            index += 1
            continue
        last = _run_end(lines, index, in_grid)
        data = [i for i in range(index, last + 1) if is_data(lines[i])]
        above = [run for run in runs if run[1] < index]
        goes_on = _opens_page(lines, index) or any(_goes_under(run, index, lines) for run in above)
        if len(data) >= 2 or goes_on or _has_header_above(lines, index):
            runs.append((index, last, None))
        index = last + 1
    runs += _lone_header(lines, {i for first, last, _ in runs for i in range(first, last + 1)})
    runs += _text_runs(lines, {i for first, last, _ in runs for i in range(first, last + 1)})
    joined = _joined(sorted(runs, key=lambda run: run[0]), lines)
    return _joined([part for run in joined for part in _parted(run, lines)], lines)


def _run_end(lines: Sequence[Line], start: int, taken: dict[int, Box]) -> int:
    """The last line of a run of data lines, which close labels and comments beside the values continue."""
    last = start
    pending = 0
    values = _values_box(lines[start])
    lefts = _lefts(lines[start : start + 1])
    for index in range(start + 1, len(lines)):
        line = lines[index]
        lefts |= _lefts(lines[index - 1 : index])
        gap = line.box.top - lines[index - 1].box.bottom
        if index in taken or gap > _FAR * line.size:
            break
        if is_data(line):
            last, pending = index, 0
            values = around([values, _values_box(line)])
            continue
        pending += line.box.x0 < values.x1
        if (
            pending > _LONGEST_LABEL_RUN
            or is_contents(line)
            or _heads(line, values)
            # A heading is larger than the rows.
            or (len(line.segments) == 1 and line.size > 1.15 * lines[start].size)
            or not (_is_beside(line, values) or len(line.segments) > 1 or _is_group(line, lines[last], lefts))
        ):
            break
    return _with_group_at_end(lines, start, _with_last_label(lines, last, values))


def _values_box(line: Line) -> Box:
    """The box around a row's figures; the first segment is their label, even if it is a number."""
    return around([s.box for s in line.segments[1:] if is_value(s.text)])


def _heads(line: Line, values: Box) -> bool:
    """Whether words are over several of the figures, as the header of a next table close below is."""
    return sum(s.box.x1 > values.x0 and s.box.x0 < values.x1 for s in line.segments) >= 2


def _is_beside(line: Line, values: Box) -> bool:
    """Whether no text of a line is among the values: all are labels on their left or comments on their right."""
    return all(s.box.x1 < values.x0 + 2 or s.box.x0 > values.x1 - 2 for s in line.segments)


def _is_group(line: Line, row: Line, lefts: Collection[float]) -> bool:
    """Whether a line is the heading of a group of rows: bold, as large as they are, and aligned with their labels.

    The labels begin at one of `lefts`; those of tall rows are on other lines than the row's figures.
    """
    is_near = any(abs(line.box.x0 - left) < _GROUP_INDENT for left in lefts) and line.size <= 1.05 * row.size
    return len(line.segments) == 1 and line.bold and is_near


def _with_group_at_end(lines: Sequence[Line], first: int, last: int) -> int:
    """The last line of a table, including a group's heading at the end of the page that has its rows on the next."""
    rest = lines[last + 1 :]
    widest = max(0.75 * lines[last].size, _pitch_of_rows(lines[first : last + 1], fewest=1))
    near = all(b.box.top - a.box.bottom < widest for a, b in itertools.pairwise(lines[last:]))
    lefts = _lefts(lines[first : last + 1])
    are_groups = len(rest) < 3 and all(_is_group(line, lines[last], lefts) for line in rest)
    return len(lines) - 1 if near and are_groups else last


def _left(lines: Sequence[Line]) -> float:
    return min(line.box.x0 for line in lines)


def _lefts(lines: Sequence[Line]) -> set[float]:
    """The left edges of lines' labels, before which there may be codes."""
    return {s.box.x0 for line in lines for s in line.segments[:2] if not is_value(s.text)}


def _pitch_of_rows(lines: Sequence[Line], fewest: int = 2) -> float:
    """The usual gap between rows with figures and the line above, a little widened; 0 with fewer gaps than `fewest`."""
    gaps = [b.box.top - a.box.bottom for a, b in itertools.pairwise(lines) if is_data(b)]
    return 1.15 * median(gaps) if len(gaps) >= fewest else 0.0


def _with_last_label(lines: Sequence[Line], last: int, values: Box) -> int:
    """The last line of a table, including the rest of the last row's wrapped label, list or comment.

    The rest is closer than rows are and begins with a small letter or is a number, or continues the list that the row
    begins.
    """
    while last + 1 < len(lines):
        line = lines[last + 1]
        gap = line.box.top - lines[last].box.bottom
        lists = is_listed(line) and is_listed(lines[last])
        above = _left(lines[max(last - 1, 0) : last + 1])
        wraps = goes_on_small(line) or lists or line.box.x0 > values.x1 - 2 or _is_end_of_label(line, above)
        if not wraps or not _is_beside(line, values) or gap >= 0.5 * line.size or len(line.segments) > 2:
            break
        last += 1
    return last


def _is_end_of_label(line: Line, left: float) -> bool:
    """Whether a line at the left edge of the labels is a number, as the last words of "i årskurs 9" or "60 dagar"."""
    return _END_OF_LABEL.fullmatch(line.text) is not None and abs(line.box.x0 - left) < 1


def _opens_page(lines: Sequence[Line], index: int) -> bool:
    """Whether a row with figures is the first of its page, as the last row of a table from the page before may be."""
    row, above = lines[index], lines[max(index - 1, 0)]
    # The label of a row may all be on lines above and below its figures.
    labels = 0 if above is not row and above.box.x1 < row.box.x0 else 1
    values = [s for s in row.segments[labels:] if is_value(s.text)]
    pitch = _pitch_of_rows(lines[index:])
    return len(values) > 1 and (
        index == 0 or _is_rest_of_row(lines[: index + 1], around([s.box for s in values]), pitch)
    )


def _has_header_above(lines: Sequence[Line], index: int) -> bool:
    """Whether a line above a single data line heads it.

    Several of its segments are over the values, and between the two there is only the beginning of the row's label.
    Years are below the words of a header that may have more.
    """
    line = lines[index]
    headed: set[Segment] = set()
    heads: list[Segment] = []
    for number in range(index - 1, max(index - 1 - _LONGEST_LABEL_RUN, -1), -1):
        above = lines[number]
        if lines[number + 1].box.top - above.box.bottom > _FAR * line.size:
            return False
        heads += [s for s in above.segments if s.box.x0 > line.segments[0].box.x1]
        if _heads_each(heads, line):
            return True
        if len(above.segments) >= 2:
            headed.update(v for v in line.segments if any(_over(s, v, line.size) for s in above.segments))
            if len(headed) >= 2 or not is_year_line(above):
                return len(headed) >= 2
            continue
        # The middle lines of a wrapped header are over one column, as a year at its end is.
        is_head = (above.bold and not line.bold) or is_part_of_date(above.text) or _is_over_one(above, line)
        if not _is_beside(above, _values_box(line)) and not is_head:
            return False
    return False


def _is_over_one(above: Line, row: Line) -> bool:
    """Whether a text is right of a row's label and over one of its figures."""
    label, *others = row.segments
    figures = [s for s in others if is_value(s.text)]
    over = [s for s in figures if _over(above.segments[0], s)]
    near = [s for s in figures if _over(above.segments[0], s, row.size)]
    return above.bold and above.box.x0 > label.box.x1 and len(over) <= 1 <= len(near)


def _heads_each(texts: Sequence[Segment], row: Line) -> bool:
    """Whether each of a row's figures has its own header text, which is left of the figure in a wide column.

    The texts may be on several lines.
    """
    values = [s.box for s in row.segments[1:] if is_value(s.text)]
    lefts = [row.segments[0].box.x1, *(box.x1 for box in values)]
    cells = [[s for s in texts if left < s.box.x0 < value.x1] for left, value in zip(lefts, values, strict=False)]
    are_named = (any(names_scenario(s.text) or is_bare_year(s.text) for s in cell) for cell in cells)
    return len(values) > 1 and sum(map(len, cells)) == len(texts) and all(are_named)


def _over(a: Segment, b: Segment, beside: float = 0.0) -> bool:
    return a.box.x0 < b.box.x1 + beside and a.box.x1 > b.box.x0 - beside


def _lone_header(lines: Sequence[Line], taken: set[int]) -> list[_Run]:
    """The last lines of a page where they are a header with its rows on the next page.

    Such lines are bold and have several columns, with years or words that headers have.
    """
    first = len(lines)
    while first > 0 and first - 1 not in taken and len(lines) - first < _MOST_HEADER_LINES:
        line = lines[first - 1]
        is_close = first == len(lines) or lines[first].box.top - line.box.bottom < line.size
        if len(line.segments) < 2 or not line.bold or not is_close:
            break
        first -= 1
    named = any(names_scenario(s.text) or is_bare_year(s.text) for line in lines[first:] for s in line.segments[1:])
    return [(first, len(lines) - 1, None)] if first < len(lines) and named else []


def _text_runs(lines: Sequence[Line], taken: set[int]) -> list[_Run]:
    """Tables of words: runs of lines with segments that begin at the same two or more positions, far apart.

    They need a bold header; without one they may be addresses or signatures.
    """
    runs: list[_Run] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        starts = [segment.box.x0 for segment in line.segments]
        wide = all(b - a > 4 * line.size for a, b in itertools.pairwise(starts))
        if index in taken or len(starts) < 2 or not line.bold or not wide or is_contents(line):
            index += 1
            continue
        last = index
        while last + 1 < len(lines) and last + 1 not in taken and _fits_starts(lines[last], lines[last + 1], starts):
            last += 1
        heads_data = _leads_to(lines, last, taken)
        if last > index and not heads_data:
            runs.append((index, last, None))
        index = last + 1
    return runs


def _leads_to(lines: Sequence[Line], last: int, taken: set[int]) -> bool:
    """Whether a table follows close below, after at most a few labels such as a group's heading."""
    for index in range(last + 1, min(last + 4, len(lines))):
        is_heading = lines[index].size > 1.15 * lines[last].size
        if is_heading or lines[index].box.top - lines[index - 1].box.bottom >= _FAR * lines[last].size:
            return False
        if index in taken:
            return True
    return False


def _fits_starts(above: Line, line: Line, starts: Sequence[float]) -> bool:
    near = all(any(0 <= segment.box.x0 - start + 2 < 24 for start in starts) for segment in line.segments)
    close = line.box.top - above.box.bottom < 1.3 * line.size
    ends = [*starts[1:], float("inf")]
    inside = all(
        any(start - 2 <= s.box.x0 and s.box.x1 < end for start, end in zip(starts, ends, strict=True))
        for s in line.segments
    )
    return near and close and inside


def _joined(runs: list[_Run], lines: Sequence[Line]) -> list[_Run]:
    """The runs without overlaps, those of one table joined.

    Rows without a grid may continue a grid around the header alone, and a drawn last row may continue undrawn rows.
    """
    joined: list[_Run] = []
    for first, last, grid in runs:
        above = joined[-1] if joined else None
        # A rule over a row may be over the first lines of its label, which are no row yet.
        row = next((i for i in range(first, last + 1) if is_data(lines[i])), first)
        if above and (
            first <= above[1] or _is_header_over(above, first, grid, lines) or _goes_under(above, row, lines)
        ):
            whole = around([above[2], grid]) if above[2] and grid else above[2]
            joined[-1] = (above[0], max(above[1], last), whole)
        else:
            joined.append((first, last, grid))
    return joined


def _parted(run: _Run, lines: Sequence[Line]) -> list[_Run]:
    """A run, cut where a header below rows with figures begins a next table close under the first."""
    first, last, grid = run
    rows: list[int] = []
    for index in range(first, last + 1):
        line = lines[index]
        if rows and begins_table(line, [lines[i] for i in rows]):
            end = _with_last_label(lines[:index], rows[-1], _values_box(lines[rows[-1]]))
            start = _with_upper_lines(lines, end, index)
            cut = (lines[end].box.bottom + lines[start].box.top) / 2
            above, below = (replace(grid, bottom=cut), replace(grid, top=cut)) if grid else (None, None)
            has_rows = any(is_data(other) and not is_year_line(other) for other in lines[index : last + 1])
            return [(first, end, above), *(_parted((start, last, below), lines) if grid or has_rows else [])]
        if is_data(line) and not is_year_line(line):
            rows.append(index)
    return [run]


def _with_upper_lines(lines: Sequence[Line], end: int, index: int) -> int:
    """The first line of a header below the row `end`: the line `index`, or the first of those above it over columns."""
    columns = around([s.box for s in lines[index].segments[-2:]])
    start = index
    while start - 1 > end:
        over = any(s.box.x1 > columns.x0 - 3 * lines[index].size for s in lines[start - 1].segments)
        if not over or lines[start].box.top - lines[start - 1].box.bottom > lines[index].size:
            break
        start -= 1
    return start


def _goes_under(run: _Run, first: int, lines: Sequence[Line]) -> bool:
    """Whether a row with values continues the table above.

    Its values are in columns of that table, and between the two there is only the rest of a label or comment.
    """
    line, steps = lines[first], range(run[1], first)
    if not is_data(line) or is_year_line(line) or len(steps) > _LONGEST_LABEL_RUN:
        return False
    values = _values_box(line)
    if any(lines[i + 1].box.top - lines[i].box.bottom > 1.3 * line.size for i in steps):
        return False
    if any(is_data(lines[i]) or not _is_beside(lines[i], values) for i in steps[1:]):
        return False
    texts = [s for other in lines[run[0] : run[1] + 1] for s in other.segments]
    above = [s for s in texts if s.box.x0 > line.segments[0].box.x0]
    return all(any(_over(s, v) for s in above) for v in line.segments[1:] if is_value(v.text))


def _is_header_over(run: _Run, first: int, grid: Box | None, lines: Sequence[Line]) -> bool:
    above = [line for line in lines[run[0] : run[1] + 1] if is_data(line) and not is_year_line(line)]
    close = lines[run[1] + 1].box.top - lines[run[1]].box.bottom < _FAR * lines[first].size
    if above or run[2] is None or not close:
        return False
    if grid is not None:
        return first == run[1] + 1 and len(lines[run[1]].segments) > 1 and abs(grid.x0 - run[2].x0) < 6
    return first - run[1] <= _LONGEST_LABEL_RUN


def _with_header(lines: Sequence[Line], first: int, last: int, grid: Box | None, floor: int) -> int:
    """The first line of the header of a run: lines over its value columns, close above.

    A heading is larger, or alone at the left; a paragraph runs through the columns.
    """
    is_row = is_data(lines[first]) and not is_year_line(lines[first])
    has_header = not is_row and len(lines[first].segments) > 1
    is_drawn = grid is not None and grid.top < lines[first].box.top + 1 and has_header
    if is_drawn and not (first > floor and _is_upper_level(lines[first - 1], lines[first])):
        return first
    body = [line for line in lines[first : last + 1] if is_data(line)]
    if not body:
        return first
    others = [line for line in lines[first : last + 1] if line not in body]
    has_labels = any(not is_value(line.segments[0].text) for line in body)
    columns = columns_by_alignment(body, () if has_labels else others)
    if len(columns) < 2:
        return first
    size, lefts = median(line.size for line in body), _lefts(lines[first : last + 1])
    values = around([_values_box(line) for line in body])
    steps = (b.box.top - a.box.bottom for a, b in itertools.pairwise(lines[first : last + 1]))
    gaps = [step for step in steps if step > 0]
    near = min(max(0.75 * size, *(1.5 * median(gaps), 1.05 * max(gaps)) if gaps else (2 * size,)), _FAR * size)
    above = start = first
    while above > floor and first - above <= _LONGEST_LABEL_RUN:
        line, below = lines[above - 1], lines[above]
        above -= 1
        if _stands_over(line, below, columns, size):
            first = above
        elif (
            below.box.top - line.box.bottom > near
            or line.size > 1.1 * size
            or not (_is_beside(line, values) or _is_group(line, body[0], lefts))
        ):
            break
    pitch = _pitch_of_rows(lines[start : last + 1])
    return 0 if floor == 0 and first == start and _is_rest_of_row(lines[: first + 1], values, pitch) else first


def _is_upper_level(line: Line, header: Line) -> bool:
    """Whether a line close above a grid is the upper level of its header, without a rule above it."""
    is_over = len(line.segments) > 1 or line.box.x0 > header.box.x0 + _GROUP_INDENT
    close = header.box.top - line.box.bottom < 1.3 * header.size
    return line.bold and header.bold and is_over and close and line.size <= 1.05 * header.size


def _is_rest_of_row(lines: Sequence[Line], values: Box, pitch: float) -> bool:
    """Whether the lines before a page's first row with values belong to its table.

    They are the rest of a row that the page break cut, or a group's heading as close as rows are, with gaps of `pitch`.
    """
    *before, row = lines
    if not 0 < len(before) <= _LONGEST_LABEL_RUN:
        return False
    size, lefts = row.size, _lefts(lines[1:])
    widest = max(
        (_FAR if goes_on_small(before[0]) else _LINE_GAP if _is_group(before[0], row, lefts) else 0.75) * size, pitch
    )
    near = all(b.box.top - a.box.bottom < widest for a, b in itertools.pairwise(lines))
    return near and all(
        line.size <= 1.05 * size and (_is_beside(line, values) or _is_group(line, row, lefts)) for line in before
    )


def _stands_over(line: Line, below: Line, columns: Sequence[Column], size: float) -> bool:
    """Whether a line heads value columns of the table below: close to it, of its size, and over these columns."""
    if below.box.top - line.box.bottom > _FAR * size or line.size > size * 1.25:
        return False
    if is_contents(line) or is_listed(line) or is_legend(line):
        return False
    values = columns[1]
    over_values = any(s.box.x1 > values.inner - 40 and s.box.x1 > values.x0 + 2 for s in line.segments)
    is_running = len(line.segments) == 1 and line.box.x0 < columns[0].inner + 20
    return over_values and not is_running
