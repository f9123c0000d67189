"""Finds the tables in a flow of lines and lays their words out in grids.

A table is a run of lines that a drawn grid encloses, or whose segments stand under each other with values among them.
Precision matters as much as recall: running text in columns, contents and lists are no tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from dagster_project.reading.model import Cell, Row, Symbol, Table
from dagster_project.reading.sources.pdf_columns import (
    Column,
    columns_by_alignment,
    columns_by_edges,
    is_value,
    split_to_columns,
)
from dagster_project.reading.sources.pdf_lines import Line, around, place_of
from dagster_project.reading.sources.pdf_page import Box, PageContent, Word

_LONGEST_LABEL_RUN = 4
_FAR = 2.6


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table and the range [first, last] of the flow's lines that it takes."""

    first: int
    last: int
    table: Table


def find_tables(lines: Sequence[Line], content: PageContent) -> list[FoundTable]:
    """All tables in a flow, top to bottom."""
    found: list[FoundTable] = []
    grids = _grids(content, lines)
    start = 0
    for first, last, grid in _runs(lines, grids):
        first = max(_with_header(lines, first, last, grid, start), start)
        if first > last:
            continue
        table = _TableBuilder(lines[first : last + 1], content, grid).build()
        if table is not None:
            found.append(FoundTable(first, last, table))
            start = last + 1
    return found


def _grids(content: PageContent, lines: Sequence[Line]) -> list[Box]:
    """The areas that rules and fills cover without a gap larger than a wrapped row, widest first.

    A box drawn around a paragraph is no grid: it has no edge inside.
    """
    if not lines:
        return []
    flow = around([line.box for line in lines])
    shapes = [
        shape
        for shape in (*content.horizontal, *content.vertical, *(fill.box for fill in content.fills))
        if shape.x1 - shape.x0 > 8 or shape.bottom - shape.top > 8
        if flow.x0 - 20 <= (shape.x0 + shape.x1) / 2 <= flow.x1 + 20
    ]
    areas: list[Box] = []
    for shape in sorted(shapes, key=lambda s: s.top):
        if areas and shape.top <= areas[-1].bottom + 2:
            areas[-1] = around([areas[-1], shape])
        elif areas and shape.top - areas[-1].bottom < 60 and _goes_on(areas[-1], shape, shapes, lines):
            areas[-1] = around([areas[-1], shape])
        else:
            areas.append(shape)
    return [
        area
        for area in areas
        if area.bottom - area.top > 16
        and len(columns_by_edges(area, content.vertical, content.horizontal, content.fills)) >= 2
    ]


def _goes_on(area: Box, shape: Box, shapes: Sequence[Box], lines: Sequence[Line]) -> bool:
    """Whether a shape below an area is the next row's rule of the same table.

    It and its neighbours reach as far as the area, and no heading stands between.
    """
    level = around([s for s in shapes if abs(s.top - shape.top) < 2])
    if abs(level.x0 - area.x0) >= 6 or abs(level.x1 - area.x1) >= 6:
        return False
    inside = [line.size for line in lines if area.top <= line.box.middle <= area.bottom]
    between = [line.size for line in lines if area.bottom < line.box.middle < shape.top]
    return not inside or not between or max(between) <= 1.15 * median(inside)


def _runs(lines: Sequence[Line], grids: Sequence[Box]) -> list[tuple[int, int, Box | None]]:
    """Ranges of lines that belong together as a table: those inside a grid, and runs of data lines outside."""
    runs: list[tuple[int, int, Box | None]] = []
    in_grid: dict[int, Box] = {}
    for grid in grids:
        inside = [i for i, line in enumerate(lines) if grid.top - 1 <= line.box.middle <= grid.bottom + 1]
        if len(inside) >= 2:
            in_grid.update(dict.fromkeys(inside, grid))
            runs.append((inside[0], inside[-1], grid))
    index = 0
    while index < len(lines):
        if index in in_grid or not _is_data(lines[index]):
            index += 1
            continue
        last = _run_end(lines, index, in_grid)
        data = [i for i in range(index, last + 1) if _is_data(lines[i])]
        if len(data) >= 2 or _has_header_above(lines, index):
            runs.append((index, last, None))
        index = last + 1
    runs += _text_runs(lines, {i for first, last, _ in runs for i in range(first, last + 1)})
    return _joined(sorted(runs, key=lambda run: run[0]), lines)


def _is_data(line: Line) -> bool:
    """Whether a line is a row with figures: values set off from what stands on their left, or nothing but values."""
    values = [is_value(segment.text) for segment in line.segments]
    if len(values) < 2:
        return False
    return any(values[1:]) and (any(not v for v in values) or all(values)) and sum(values) >= 1 and not _is_contents(line)


def _is_contents(line: Line) -> bool:
    return "...." in line.text or ". . . ." in line.text


def _run_end(lines: Sequence[Line], start: int, taken: dict[int, Box]) -> int:
    """The last line of a run of data lines: labels without values go on with it when they stand close and short."""
    last = start
    pending = 0
    value_x0 = min(s.box.x0 for s in lines[start].segments[1:])
    for index in range(start + 1, len(lines)):
        line = lines[index]
        gap = line.box.top - lines[index - 1].box.bottom
        if index in taken or gap > _FAR * line.size:
            break
        if _is_data(line):
            last, pending = index, 0
            value_x0 = min([value_x0, *(s.box.x0 for s in line.segments[1:] if is_value(s.text))])
            continue
        pending += 1
        is_label = line.box.x1 < value_x0 + 2 or len(line.segments) > 1
        if pending > _LONGEST_LABEL_RUN or not is_label or _is_contents(line):
            break
    return _with_last_label(lines, last, value_x0)


def _with_last_label(lines: Sequence[Line], last: int, value_x0: float) -> int:
    """Takes in the rest of the last row's wrapped label: it stands closer than the row pitch and begins small."""
    while last + 1 < len(lines):
        line = lines[last + 1]
        gap = line.box.top - lines[last].box.bottom
        wraps = line.text[:1].islower() and line.box.x1 < value_x0 and gap < 0.5 * line.size
        if not wraps or len(line.segments) > 1:
            break
        last += 1
    return last


def _has_header_above(lines: Sequence[Line], index: int) -> bool:
    """Whether the line above a single data line heads it: as many segments, standing over the values."""
    if index == 0:
        return False
    above, line = lines[index - 1], lines[index]
    if line.box.top - above.box.bottom > _FAR * line.size or len(above.segments) < 2:
        return False
    over = sum(any(s.box.x0 < v.box.x1 and s.box.x1 > v.box.x0 for s in above.segments) for v in line.segments)
    return over >= 2


def _text_runs(lines: Sequence[Line], taken: set[int]) -> list[tuple[int, int, Box | None]]:
    """Runs of lines whose segments begin at the same two or more positions, far apart: a table of words.

    Such a table is believed only with a bold header over it; without one it may be an address or a signature.
    """
    runs: list[tuple[int, int, Box | None]] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        starts = [segment.box.x0 for segment in line.segments]
        wide = all(b - a > 4 * line.size for a, b in zip(starts, starts[1:], strict=False))
        if index in taken or len(starts) < 2 or not line.bold or not wide or _is_contents(line):
            index += 1
            continue
        last = index
        while last + 1 < len(lines) and last + 1 not in taken and _fits_starts(lines[last], lines[last + 1], starts):
            last += 1
        heads_data = last + 1 in taken and lines[last + 1].box.top - lines[last].box.bottom < _FAR * line.size
        if last > index and not heads_data:
            runs.append((index, last, None))
        index = last + 1
    return runs


def _fits_starts(above: Line, line: Line, starts: Sequence[float]) -> bool:
    near = all(any(0 <= segment.box.x0 - start + 2 < 24 for start in starts) for segment in line.segments)
    close = line.box.top - above.box.bottom < 1.3 * line.size
    ends = [*starts[1:], float("inf")]
    inside = all(
        any(start - 2 <= s.box.x0 and s.box.x1 < end for start, end in zip(starts, ends, strict=True)) for s in line.segments
    )
    return near and close and inside


def _joined(runs: list[tuple[int, int, Box | None]], lines: Sequence[Line]) -> list[tuple[int, int, Box | None]]:
    """Runs without overlaps: a run of data lines directly under a grid that drew only the header goes on with it."""
    joined: list[tuple[int, int, Box | None]] = []
    for first, last, grid in runs:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last), joined[-1][2])
        else:
            joined.append((first, last, grid))
    return joined


def _with_header(lines: Sequence[Line], first: int, last: int, grid: Box | None, floor: int) -> int:
    """The first line of the header over a run: lines that stand over its value columns, close above.

    A heading is larger or stands alone at the left; a paragraph runs through the columns.
    """
    if grid is not None and grid.top < lines[first].box.top - 1 and not _is_data(lines[first]):
        return first
    body = [line for line in lines[first : last + 1] if _is_data(line)]
    if not body:
        return first
    columns = columns_by_alignment(body)
    if len(columns) < 2:
        return first
    size = median(line.size for line in body)
    while first > floor and _stands_over(lines[first - 1], lines[first], columns, size):
        first -= 1
    is_label = first - 1 > floor and lines[first - 1].box.x1 < columns[1].inner
    close = is_label and lines[first].box.top - lines[first - 1].box.bottom < 0.75 * size
    if close and _stands_over(lines[first - 2], lines[first - 1], columns, size):
        return _with_header(lines, first - 2, last, grid, floor)
    return first


def _stands_over(line: Line, below: Line, columns: Sequence[Column], size: float) -> bool:
    """Whether a line heads value columns of the table below: close, of its size, and over them."""
    if below.box.top - line.box.bottom > _FAR * size or line.size > size * 1.25 or _is_contents(line):
        return False
    values = columns[1]
    over_values = any(s.box.x1 > values.inner - 40 and s.box.x1 > values.x0 + 2 for s in line.segments)
    is_running = len(line.segments) == 1 and line.box.x0 < columns[0].inner + 20 and line.box.x1 > values.inner
    return over_values and not is_running


class _TableBuilder:
    """Lays the words of a run of lines out in rows and columns."""

    def __init__(self, lines: Sequence[Line], content: PageContent, grid: Box | None) -> None:
        self.lines = list(lines)
        self.content = content
        self.box = around([line.box for line in lines])
        area = around([self.box, grid]) if grid else self.box
        edges = columns_by_edges(area, content.vertical, content.horizontal, content.fills)
        data = [line for line in lines if _is_data(line)]
        self.edged = bool(edges)
        self.columns = edges or columns_by_alignment(data or [line for line in lines if len(line.segments) > 1])
        self.grid = grid
        self.symbols = [s for s in content.symbols if self._holds(s)]

    def build(self) -> Table | None:
        """The table, or None when the words do not form at least two columns."""
        if len(self.columns) < 2:
            return None
        bands = self._bands()
        rows = [self._row(band) for band in bands]
        kept = [i for i, row in enumerate(rows) if any(cell.text or cell.symbols for cell in row.cells)]
        if not kept:
            return None
        rows = [rows[i] for i in kept]
        header = self._header_rows(bands, kept, rows)
        used = [i for i in range(len(self.columns)) if any(row.cells[i].text or row.cells[i].symbols for row in rows)]
        if len(used) < 2:
            return None
        rows = [Row(tuple(row.cells[i] for i in used), row.rule_above) for row in rows]
        ranges = tuple((max(self.columns[i].x0, 0.0), min(self.columns[i].x1, self.content.width)) for i in used)
        return Table(
            tuple(rows),
            place_of(self.box, self.content.number),
            "ruled" if self.edged else "aligned",
            header,
            "",
            ranges,
        )

    def _holds(self, symbol: Symbol) -> bool:
        place = symbol.place
        assert place.top is not None and place.bottom is not None and place.x0 is not None
        height = (place.top + place.bottom) / 2
        edge = self.columns[-1].x1 if self.columns else self.box.x1
        return self.box.top - 2 <= height <= self.box.bottom + 2 and place.x0 <= min(edge, self.content.width)

    def _bands(self) -> list[list[Line]]:
        """The table's lines by row: between drawn edges where every row has them, else by pitch."""
        by_edges = self._bands_by_edges()
        data = sum(_is_data(line) for line in self.lines)
        if by_edges and len(by_edges) >= max(2, 0.6 * data):
            return [part for band in by_edges for part in self._split_band(band)]
        header = self._header_lines()
        bands = self._header_bands(self.lines[:header])
        return [*bands, *self._bands_by_pitch(self.lines[header:])]

    def _bands_by_edges(self) -> list[list[Line]]:
        shapes = [*self.content.horizontal, *(fill.box for fill in self.content.fills)]
        width = self.columns[-1].x1 - self.columns[0].x0 if self.edged else self.box.x1 - self.box.x0
        heights: list[float] = []
        for y in sorted(y for shape in shapes if self._crosses(shape) for y in {shape.top, shape.bottom}):
            if not heights or y - heights[-1] > 2.5:
                heights.append(y)
        full = [y for y in heights if self._covered(shapes, y) > 0.6 * width]
        if len(full) < 2:
            return []
        edges = [float("-inf"), *full, float("inf")]
        bands = [
            [line for line in self.lines if top <= line.box.middle < bottom]
            for top, bottom in zip(edges, edges[1:], strict=False)
        ]
        return [band for band in bands if band]

    def _crosses(self, shape: Box) -> bool:
        return (
            shape.bottom >= self.box.top - 8
            and shape.top <= self.box.bottom + 8
            and shape.x1 > self.box.x0 - 6
            and shape.x0 < self.box.x1 + 6
        )

    def _covered(self, shapes: Sequence[Box], y: float) -> float:
        return sum(s.x1 - s.x0 for s in shapes if min(abs(s.top - y), abs(s.bottom - y)) <= 2.5 and self._crosses(s))

    def _split_band(self, band: list[Line]) -> list[list[Line]]:
        """A band between two edges is one row unless several lines in it hold values in the same column."""
        data = [line for line in band if _is_data(line)]
        if len(data) < 2 or (len(data) < 3 and len(band) > 2 * len(data)):
            return [band]
        return self._bands_by_pitch(band)

    def _header_lines(self) -> int:
        """How many of the first lines stand before the first data line and over the value columns."""
        first = next((i for i, line in enumerate(self.lines) if _is_data(line) and not _is_year_line(line)), 0)
        while first > 1 and len(self.lines[first - 1].segments) == 1 and self._is_label(self.lines[first - 1]):
            first -= 1
        return first

    def _is_label(self, line: Line) -> bool:
        return line.box.x1 < self.columns[1].inner and line.box.x0 < self.columns[0].x1

    def _header_bands(self, lines: Sequence[Line]) -> list[list[Line]]:
        """Header lines by level: a line with a segment over several columns is a level of its own."""
        bands: list[list[Line]] = []
        for line in lines:
            spans = any(self._span(segment.box) > 1 for segment in line.segments)
            if bands and not spans and not any(self._span(s.box) > 1 for s in bands[-1][-1].segments):
                bands[-1].append(line)
            else:
                bands.append([line])
        return bands

    def _span(self, box: Box) -> int:
        """How many value columns a header's text stands over: at least a quarter of it over each, or their middle."""
        width = box.x1 - box.x0
        over = [c for c in self.columns if min(box.x1, c.x1) - max(box.x0, c.x0) > 0.25 * width]
        return len(over)

    def _bands_by_pitch(self, lines: Sequence[Line]) -> list[list[Line]]:
        """Lines by row without drawn edges.

        A line with values begins a row. A label without values belongs to the row it stands closer to than rows stand
        to each other; at equal distance it goes on with the row above when it begins small, and is a row of its own
        (a group's heading) otherwise.
        """
        bands: list[list[Line]] = []
        lead: list[Line] = []
        for index, line in enumerate(lines):
            if _is_data(line) or self._has_values(line):
                bands.append([*lead, line])
                lead = []
                continue
            above = line.box.top - lines[index - 1].box.bottom if index else float("inf")
            below = lines[index + 1].box.top - line.box.bottom if index + 1 < len(lines) else float("inf")
            tolerance = 0.12 * line.size
            small = line.text[:1].islower() or line.text[:1] in "(&/"
            if bands and not lead and (above < below - tolerance or (small and above <= below + tolerance)):
                bands[-1].append(line)
            elif below < above - tolerance and index + 1 < len(lines) and not self._starts_group(line, lines[index + 1]):
                lead.append(line)
            else:
                bands += [lead] if lead else []
                lead = []
                bands.append([line])
        return [*bands, lead] if lead else bands

    def _has_values(self, line: Line) -> bool:
        return any(is_value(segment.text) and not self._in_first(segment.box) for segment in line.segments)

    def _in_first(self, box: Box) -> bool:
        return box.x1 <= self.columns[0].x1 + 1

    def _starts_group(self, line: Line, following: Line) -> bool:
        """Whether a label is a group's heading: set off from the row below by weight or indent."""
        if not self._in_first(following.segments[0].box):
            return False
        bolder = line.bold and not following.segments[0].bold
        return bolder or following.box.x0 > line.box.x0 + 4

    def _row(self, band: Sequence[Line]) -> Row:
        words: list[list[list[Word]]] = [split_to_columns(line, self.columns) for line in band]
        spans = [self._spanned(line) for line in band] if len(band) == 1 else [{}]
        cells = []
        top, bottom = min(line.box.top for line in band), max(line.box.bottom for line in band)
        raised = {index: text for line in band for index, text in self._raised(line).items()}
        for index, column in enumerate(self.columns):
            parts = [line_words[index] for line_words in words if line_words[index]]
            marks = tuple(s for s in self.symbols if self._at(s, column, top, bottom))
            cells.append(self._cell(parts, column, spans[0].get(index, 1), marks, raised.get(index, "")))
        return Row(tuple(cells), self._rule_above(top))

    def _spanned(self, line: Line) -> dict[int, int]:
        """For each column where a segment begins that stands over several columns: how many."""
        spans = {}
        for segment in line.segments:
            width = segment.box.x1 - segment.box.x0
            over = [
                i for i, c in enumerate(self.columns) if min(segment.box.x1, c.x1) - max(segment.box.x0, c.x0) > 0.25 * width
            ]
            if len(over) > 1 and not is_value(segment.text):
                spans[over[0]] = len(over)
        return spans

    def _raised(self, line: Line) -> dict[int, str]:
        return {
            index: segment.raised
            for segment in line.segments
            if segment.raised
            for index, column in enumerate(self.columns)
            if column.holds(segment.box.x1 - 1)
        }

    def _at(self, symbol: Symbol, column: Column, top: float, bottom: float) -> bool:
        place = symbol.place
        assert place.x0 is not None and place.x1 is not None and place.top is not None and place.bottom is not None
        height = (place.top + place.bottom) / 2
        return column.holds((place.x0 + place.x1) / 2) and top - 4 <= height <= bottom + 4

    def _cell(self, parts: list[list[Word]], column: Column, span: int, marks: tuple[Symbol, ...], raised: str) -> Cell:
        flat = [word for part in parts for word in part]
        if not flat:
            place = marks[0].place if marks else None
            return Cell(symbols=marks, place=place) if place else Cell()
        box = around([word.box for word in flat])
        return Cell(
            text=_cell_text(parts, column),
            place=place_of(box, self.content.number),
            items=_items(parts),
            bold=all(word.bold for word in flat),
            italic=all(word.italic for word in flat),
            indent=round(max(box.x0 - self._left_edge(), 0.0), 1) if column is self.columns[0] else 0.0,
            column_span=span,
            superscripts=raised,
            symbols=marks,
        )

    def _left_edge(self) -> float:
        return min((line.box.x0 for line in self.lines), default=self.box.x0)

    def _rule_above(self, top: float) -> bool:
        over = [r for r in self.content.horizontal if 0 <= top - r.bottom < 6 and self._crosses(r)]
        return bool(over) and not self.edged

    def _header_rows(self, bands: Sequence[Sequence[Line]], kept: Sequence[int], rows: Sequence[Row]) -> int | None:
        """How many rows are shaded or bold over others that are not; None where layout does not tell."""
        shaded = 0
        for index in kept:
            middle = bands[index][0].box.middle
            if not any(f.box.top <= middle <= f.box.bottom and self._crosses(f.box) for f in self.content.fills):
                break
            shaded += 1
        if 0 < shaded < len(kept):
            return shaded
        return None


def _is_year_line(line: Line) -> bool:
    values = [segment.text for segment in line.segments if is_value(segment.text)]
    return bool(values) and all(len(text) == 4 and text[:2] in ("19", "20") and text.isdigit() for text in values)


def _cell_text(parts: Sequence[Sequence[Word]], column: Column) -> str:
    """A cell's lines as one text.

    A word broken by a hyphen is made whole; so is one that a narrow cell broke without a hyphen: it fills the line to
    the cell's edge, and the next line goes on small.
    """
    text = ""
    for index, part in enumerate(parts):
        line = " ".join(word.text for word in part)
        small = line[:1].islower()
        if text.endswith("-") and small and len(text) > 2 and text[-2].isalpha():
            text = text[:-1] + line
        elif text and small and _fills(parts[index - 1], column):
            text += line
        else:
            text = f"{text} {line}".strip()
    return text


def _fills(part: Sequence[Word], column: Column) -> bool:
    """Whether a line of a cell is one long word that leaves no room for another character."""
    last = part[-1]
    width = last.box.x1 - last.box.x0
    return len(part) == 1 and len(last.text) > 8 and width > 0.88 * (column.x1 - column.x0)


_BULLETS = "•·▪‣"


def _items(parts: Sequence[Sequence[Word]]) -> tuple[str, ...]:
    """The bulleted items of a cell; none where it has no bullets."""
    items: list[str] = []
    for part in parts:
        text = " ".join(word.text for word in part)
        if text[:1] in _BULLETS:
            items.append(text[1:].strip())
        elif items:
            items[-1] = f"{items[-1]} {text}"
    return tuple(items)

