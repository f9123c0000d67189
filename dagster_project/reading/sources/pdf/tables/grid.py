"""Arranges the words of a run of lines in the rows and columns of one table."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import takewhile

from dagster_project.reading.model import Cell, Row, Symbol, Table
from dagster_project.reading.sources.geometry import Box, around, box_of, intersect, place_of
from dagster_project.reading.sources.patterns import CELL_BULLETS
from dagster_project.reading.sources.pdf.lines import Line, Segment
from dagster_project.reading.sources.pdf.page import PageContent, Word
from dagster_project.reading.sources.pdf.tables.beside import lift_texts
from dagster_project.reading.sources.pdf.tables.columns import (
    Column,
    column_of,
    columns_by_alignment,
    columns_by_edges,
    is_value,
    split_to_columns,
    with_labels_beside,
)
from dagster_project.reading.sources.pdf.tables.headers import header_levels, header_lines
from dagster_project.reading.sources.pdf.tables.row_lines import is_data, is_year_line
from dagster_project.reading.sources.pdf.tables.signs import with_signs
from dagster_project.reading.sources.pdf.tables.spans import (
    LowerHeader,
    aligned_spans,
    drawn_span,
    is_in_one_column,
    partial_shape_span,
)
from dagster_project.reading.sources.pdf.tables.wraps import goes_on_in_numbers, rows_of
from dagster_project.reading.vocabulary.broken import breaks_word, is_header_word, join_lines
from dagster_project.terms import ColumnsFrom

# In points: a text alone on its line and no further from the table's left edge labels rows.
_LABEL_EDGE = 20.0
# Two lines of numbers that take up a smaller share of a cell had room on one.
_NARROW = 0.5
_BROKEN_AFTER_SLASH = re.compile(r"\w/$")
_ORDINAL = re.compile(r"\d+\.")
_Words = list[list[list[Word]]]
"""A row's words by column, each column's by printed line."""


class TableGrid:
    """A table being built: its lines, the shapes drawn around them, and its columns."""

    def __init__(self, lines: Sequence[Line], content: PageContent, grid: Box | None) -> None:
        self.lines = with_signs(lines)
        self.content = content
        self.box = around([line.box for line in self.lines])
        self.area = self._drawn_area(around([self.box, grid]) if grid else self.box)
        data = [line for line in self.lines if is_data(line) and not is_year_line(line)]
        drawn = columns_by_edges(self.area, content.vertical, content.horizontal, content.fills)
        edges = with_labels_beside(drawn, data)
        self.edged = bool(edges) and _fit(edges, data or self.lines[-1:])
        self.columns = edges if self.edged else self._columns_by_alignment(data)
        self.labels = _label_columns(data, self.columns)
        self.header = header_lines(self.lines, self.columns, self._edges()) if len(self.columns) > 1 else 0
        self.symbols = [s for s in content.symbols if self._holds(s)]

    def table(self) -> Table | None:
        """The table; None where the words form fewer than two columns."""
        if len(self.columns) < 2:
            return None
        bands = self._bands()
        words = [self._words(band) for band in bands]
        self._join_cells(bands, words)
        body = [row for band, row in zip(bands, words, strict=True) if not self._is_header(band)]
        lift_texts(body, self.labels, self.content.horizontal)
        spans = self._spans(bands, words)
        rows = [self._row(band, words[i], spans[i]) for i, band in enumerate(bands)]
        used = [i for i in range(len(self.columns)) if self._is_used(i, rows)]
        if len(used) < 2:
            return None
        rows = [Row(tuple(_used_cells(row.cells, used)), row.rule_above) for row in rows]
        ranges = tuple((max(self.columns[i].x0, 0.0), min(self.columns[i].x1, self.content.width)) for i in used)
        place = place_of(self.box, self.content.number)
        columns_from = ColumnsFrom.DRAWN if self.edged else ColumnsFrom.POSITION
        return Table(tuple(rows), place, columns_from, True, self._header_rows(bands, spans), "", ranges)

    def _is_used(self, column: int, rows: Sequence[Row]) -> bool:
        """Whether a column has contents; the label column may have none where a page has only the header."""
        return (self.edged and column == 0) or any(row.cells[column].text or row.cells[column].symbols for row in rows)

    def _drawn_area(self, area: Box) -> Box:
        """The area extended by fills and rules that reach out of it, as text seldom fills the last cell to its edge."""
        reaching = [
            fill.box for fill in self.content.fills if intersect(fill.box, self.box) and self._crosses(fill.box)
        ]
        rules = [rule for rule in self.content.horizontal if self.box.top - 8 <= rule.top <= self.box.bottom + 8]
        touching = [rule for rule in rules if rule.x1 > self.box.x0 and rule.x0 < self.box.x1]
        sides = [Box(box.x0, area.top, box.x1, area.bottom) for box in (*reaching, *touching)]
        return around([area, *sides])

    def _columns_by_alignment(self, data: Sequence[Line]) -> list[Column]:
        rows = data or [line for line in self.lines if len(line.segments) > 1]
        others = [line for line in self.lines if line not in rows]
        above = self.lines[: next((i for i, line in enumerate(self.lines) if line in data), 0)]
        heads = [line for line in above if len(line.segments) > 1 or line.box.x0 > self.box.x0 + _LABEL_EDGE]
        marks = [box for box in (box_of(s.place) for s in self.content.symbols) if self._is_mark(box)]
        return columns_by_alignment(rows, others, marks, heads)

    def _is_mark(self, box: Box) -> bool:
        """Whether a drawn mark is inside the table, not before a label as in a legend."""
        return self.box.top - 2 <= box.middle <= self.box.bottom + 2 and box.x0 > self.box.x0 + 20

    def _holds(self, symbol: Symbol) -> bool:
        box = box_of(symbol.place)
        edge = self.columns[-1].x1 if self.columns else self.box.x1
        return self.box.top - 2 <= box.middle <= self.box.bottom + 2 and box.x0 <= min(edge, self.content.width)

    def _crosses(self, shape: Box) -> bool:
        return (
            shape.bottom >= self.box.top - 8
            and shape.top <= self.box.bottom + 8
            and shape.x1 > self.box.x0 - 6
            and shape.x0 < self.box.x1 + 6
        )

    def _bands(self) -> list[list[Line]]:
        """The table's lines by row: between drawn edges where every row has them, else as `wraps` finds rows."""
        by_edges = self._bands_by_edges()
        data = sum(is_data(line) for line in self.lines)
        is_drawn = bool(by_edges) and len(by_edges) >= max(2, 0.6 * data)
        if is_drawn and not any(self._holds_rows(band) for band in by_edges):
            return [part for band in by_edges for part in self._split_band(band)]
        header, body = self.lines[: self.header], self.lines[self.header :]
        return [*self._levels(header), *rows_of(body, self.columns, self.labels, self._edges())]

    def _levels(self, header: Sequence[Line]) -> list[list[Line]]:
        rules = [rule for rule in self.content.horizontal if self._crosses(rule)]
        return header_levels(header, self.columns, rules, lambda text: self._is_in_one_column(text.box))

    def _is_in_one_column(self, box: Box) -> bool:
        """Whether the drawn cell around a text has one column."""
        return self.edged and is_in_one_column(box, column_of(box, self.columns), self.columns, self.content)

    def _bands_by_edges(self) -> list[list[Line]]:
        full = self._edges()
        if len(full) < 2:
            return []
        edges = [float("-inf"), *full, float("inf")]
        bands = [
            [line for line in self.lines if top <= line.box.middle < bottom]
            for top, bottom in itertools.pairwise(edges)
        ]
        return [band for band in bands if band]

    def _edges(self) -> list[float]:
        """The heights of the edges of rules and fills that are drawn across most of the table."""
        shapes = [*self.content.horizontal, *(fill.box for fill in self.content.fills)]
        width = self.columns[-1].x1 - self.columns[0].x0 if self.edged else self.box.width
        heights: list[float] = []
        for y in sorted(y for shape in shapes if self._crosses(shape) for y in {shape.top, shape.bottom}):
            if not heights or y - heights[-1] > 2.5:
                heights.append(y)
        return [y for y in heights if self._covered(shapes, y) > 0.6 * width]

    def _covered(self, shapes: Sequence[Box], y: float) -> float:
        return sum(s.width for s in shapes if min(abs(s.top - y), abs(s.bottom - y)) <= 2.5 and self._crosses(s))

    def _split_band(self, band: list[Line]) -> list[list[Line]]:
        """The rows of a band between two edges.

        It is one row unless several lines in it have values in the same column, or it is a header of several levels.
        """
        if len(band) > 1 and all(self._is_header([line]) for line in band):
            return self._levels(band)
        data = [line for line in band if is_data(line)]
        if len(data) == 1 and band[0].bold and not data[0].segments[0].bold:
            # A group's heading shares the band with the first row of the group.
            heads = next(i for i, line in enumerate(band) if not line.bold)
            return [band[:heads], band[heads:]]
        return [band]

    def _holds_rows(self, band: Sequence[Line]) -> bool:
        """Whether several lines of a band have values in the same column, which a narrow cell did not break.

        One of them may be the years of the header, under which no edge is drawn.
        """
        data = [line for line in band if is_data(line)]
        if all(self._is_header([line]) for line in band):
            return False
        homes = [{column_of(s.box, self.columns) for s in line.segments if is_value(s.text)} - {0} for line in data]
        if not any(one & other for one, other in itertools.pairwise(homes)):
            return False
        return not (len(data) == 2 and self._is_narrow(data) and goes_on_in_numbers(data[0], data[1], self.columns))

    def _is_narrow(self, lines: Sequence[Line]) -> bool:
        """Whether a cell has hardly room for the numbers of two lines beside each other."""
        width = {
            n: sum(s.box.width for line in lines for s in line.segments if column_of(s.box, self.columns) == n)
            for n in range(1, len(self.columns))
        }
        return any(width[n] > _NARROW * (self.columns[n].x1 - self.columns[n].x0) for n in width)

    def _is_header(self, band: Sequence[Line]) -> bool:
        return any(line is band[0] for line in self.lines[: self.header])

    def _words(self, band: Sequence[Line]) -> _Words:
        """A row's words by column, each column's by printed line."""
        is_header = self._is_header(band)
        by_line = [split_to_columns(line, self.columns, is_header or self._cuts(line)) for line in band]
        return [[words[i] for words in by_line if words[i]] for i in range(len(self.columns))]

    def _join_cells(self, bands: Sequence[Sequence[Line]], words: list[_Words]) -> None:
        """Moves the lower lines of a drawn cell up to its first, where a rule beside the cell parted them.

        Below the header those are lines of a cell beside the labels of several rows, which go on in a small letter.
        Left of the labels they are so without rules too.
        """
        edges = self._edges()
        for (band, above), (under, row) in itertools.pairwise(zip(bands, words, strict=True)):
            are_heads = self._is_header(band) and self._is_header(under)
            are_ruled = any(band[-1].box.middle < y < under[0].box.middle for y in edges)
            for column, (upper, lower) in enumerate(zip(above, row, strict=True)):
                is_beside = all(_holds_words(cells[column + 1 : column + 2]) for cells in (above, row))
                goes_on = is_beside and bool(lower) and lower[0][0].text[:1].islower()
                is_open = goes_on and not are_ruled and column + 1 < self.labels
                may_be_one = are_heads or (goes_on and are_ruled)
                if upper and lower and (is_open or (may_be_one and self._are_one_cell(upper, lower))):
                    upper += lower
                    lower.clear()

    def _are_one_cell(self, above: Sequence[Sequence[Word]], below: Sequence[Sequence[Word]]) -> bool:
        """Whether two texts of one column are in one drawn cell: it has no other column, and no edge is between."""
        upper, lower = (around([word.box for part in parts for word in part]) for parts in (above, below))
        if not (self._is_in_one_column(upper) and self._is_in_one_column(lower)):
            return False
        shapes = [
            s for s in (*self.content.horizontal, *(f.box for f in self.content.fills)) if s.x0 < lower.centre < s.x1
        ]
        return not any(upper.middle < y < lower.middle for shape in shapes for y in (shape.top, shape.bottom))

    def _cuts(self, line: Line) -> bool:
        """Whether drawn cells cut a line: no cell over several columns holds one of its texts."""
        if not self.edged or (len(line.segments) == 1 and not self._is_parted(line.segments[0])):
            return False
        return all(
            drawn_span(s.box, column_of(s.box, self.columns), self.columns, self.content, self.area)[1] == 1
            for s in line.segments
        )

    def _is_parted(self, text: Segment) -> bool:
        """Whether a vertical rule is drawn through a text."""
        height, box = text.box.middle, text.box
        return any(r.top <= height <= r.bottom and box.x0 < r.x0 < box.x1 for r in self.content.vertical)

    def _spans(self, bands: Sequence[Sequence[Line]], words: list[_Words]) -> list[dict[int, int]]:
        """For each row the texts that span several columns: the number of columns by the first one.

        In `words` such a text is moved to the first column of its span.
        """
        spans: list[dict[int, int]] = []
        headers = [i for i, band in enumerate(bands) if self._is_header(band)]
        for index, row in enumerate(words):
            boxes = {i: around([w.box for part in parts for w in part]) for i, parts in enumerate(row) if parts}
            lower = self._lower_texts(words, [i for i in headers if i > index]) if index in headers else {}
            found = self._row_spans(boxes, lower)
            spans.append({})
            for column, (first, count) in sorted(found.items()):
                if count > 1:
                    spans[-1][first] = count
                if first != column and not row[first]:
                    row[first], row[column] = row[column], []
        return spans

    def _lower_texts(self, words: Sequence[_Words], below: Sequence[int]) -> dict[int, LowerHeader]:
        lower: dict[int, list[Word]] = {}
        for index in below:
            for column, parts in enumerate(words[index]):
                lower.setdefault(column, []).extend(word for part in parts for word in part)
        return {
            column: LowerHeader(" ".join(word.text for word in found), around([word.box for word in found]))
            for column, found in lower.items()
            if found and column >= self.labels
        }

    def _row_spans(self, boxes: dict[int, Box], lower: dict[int, LowerHeader]) -> dict[int, tuple[int, int]]:
        """The first column and number of columns of a row's texts, by the column that holds most of the text."""
        uncovered = any(i not in boxes for i in lower)
        if uncovered and all(self._is_in_one_column(box) for box in boxes.values()):
            return {i: (i, 1) for i in boxes}
        if uncovered:
            shapes = {i: partial_shape_span(box, lower, self.content) for i, box in boxes.items() if i}
            if any(shape and shape[1] > 1 for shape in shapes.values()) and not _shares(list(shapes.values())):
                return {i: shape or (i, 1) for i, shape in shapes.items()}
        drawn = self._drawn_spans(boxes)
        if any(count > 1 for _, count in drawn.values()):
            return drawn
        if uncovered:
            return aligned_spans({i: box for i, box in boxes.items() if i}, lower)
        return {i: self._covered_columns(box, i) for i, box in boxes.items()}

    def _drawn_spans(self, boxes: dict[int, Box]) -> dict[int, tuple[int, int]]:
        """The spans that rules between cells show; none for a row of several texts without a rule between them."""
        if not self.edged:
            return {}
        drawn = {i: drawn_span(box, i, self.columns, self.content, self.area) for i, box in boxes.items()}
        if len(boxes) > 1 and any(count == len(self.columns) for _, count in drawn.values()):
            return {}
        if _shares(list(drawn.values())):
            return {}  # No rule is between two texts.
        return {i: _between_others(span, i, boxes) for i, span in drawn.items()}

    def _covered_columns(self, box: Box, column: int) -> tuple[int, int]:
        width = box.width
        over = [i for i, c in enumerate(self.columns) if min(box.x1, c.x1) - max(box.x0, c.x0) > 0.25 * width]
        return (over[0], len(over)) if column in over else (column, 1)

    def _row(self, band: Sequence[Line], words: _Words, spans: dict[int, int]) -> Row:
        top, bottom = min(line.box.top for line in band), max(line.box.bottom for line in band)
        raised = {index: text for line in band for index, text in self._raised(line).items()}
        cells = []
        for index, column in enumerate(self.columns):
            marks = tuple(s for s in self.symbols if _at(s, column, top, bottom))
            cells.append(self._cell(words[index], index, spans.get(index, 1), marks, raised.get(index, "")))
        return Row(tuple(cells), self._rule_above(top))

    def _raised(self, line: Line) -> dict[int, str]:
        return {column_of(s.words[-1].box, self.columns): s.raised for s in line.segments if s.raised}

    def _cell(self, parts: list[list[Word]], index: int, span: int, marks: tuple[Symbol, ...], raised: str) -> Cell:
        flat = [word for part in parts for word in part]
        if not flat:
            return Cell(symbols=marks, place=marks[0].place) if marks else Cell(superscripts=raised)
        box = around([word.box for word in flat])
        return Cell(
            text=_cell_text(parts, self.columns[index].x0, self.columns[index + span - 1].x1),
            place=place_of(box, self.content.number),
            items=_items(parts),
            bold=all(word.bold for word in flat),
            italic=all(word.italic for word in flat),
            indent=round(max(box.x0 - self.box.x0, 0.0), 1) if index == 0 else 0.0,
            column_span=span,
            superscripts=raised,
            symbols=marks,
        )

    def _rule_above(self, top: float) -> bool:
        over = [r for r in self.content.horizontal if 0 <= top - r.bottom < 6 and self._crosses(r)]
        return bool(over) and not self.edged

    def _header_rows(self, bands: Sequence[Sequence[Line]], spans: Sequence[dict[int, int]]) -> int | None:
        """The number of first rows without figures that share a shade; None where none, or all rows, do.

        Below a shaded row with spanning texts the next row belongs to the header too, whatever its shade.
        """
        shades = [self._shade(band[0].box.middle) for band in bands]
        count = 0
        while count < len(bands) and shades[count] is not None and shades[count] == shades[0]:
            if any(is_data(line) and not is_year_line(line) for line in bands[count]):
                break
            count += 1
        if 0 < count < len(bands) and spans[count - 1] and self._is_header(bands[count]):
            count += 1
        return count if 0 < count < len(bands) else None

    def _shade(self, height: float) -> str | None:
        fills = [f for f in self.content.fills if f.box.top <= height <= f.box.bottom and self._crosses(f.box)]
        return fills[0].colour if fills else None


def _label_columns(data: Sequence[Line], columns: Sequence[Column]) -> int:
    """The number of first columns up to that of the labels, which codes or texts beside several rows may be before.

    Most rows have a label. At least 1.
    """
    labels: Counter[int] = Counter()
    for line in data:
        first, *rest = line.segments
        texts = rest if _is_code(first.text) and not column_of(first.box, columns) else line.segments
        labels.update({column_of(s.box, columns) for s in takewhile(lambda s: not is_value(s.text), texts)})
    return max(sorted(labels), key=lambda column: labels[column]) + 1 if labels else 1


def _is_code(text: str) -> bool:
    return is_value(text) or _ORDINAL.fullmatch(text) is not None


def _holds_words(cells: Sequence[Sequence[Sequence[Word]]]) -> bool:
    """Whether the first line of some cells has words and no figure."""
    return any(not is_value(" ".join(word.text for word in lines[0])) for lines in cells if lines)


def _shares(spans: Sequence[tuple[int, int] | None]) -> bool:
    """Whether a span of several columns is that of two texts, so that nothing drawn tells which are whose."""
    wide = [span for span in spans if span and span[1] > 1]
    return len(set(wide)) < len(wide)


def _between_others(span: tuple[int, int], column: int, texts: Collection[int]) -> tuple[int, int]:
    """A span without the columns that hold other texts of the row, and without the columns beyond these."""
    first = max([span[0], *(other + 1 for other in texts if other < column)])
    end = min([span[0] + span[1], *(other for other in texts if other > column)])
    return first, end - first


def _fit(edges: Sequence[Column], rows: Sequence[Line]) -> bool:
    """Whether drawn edges separate the values of most rows; shapes drawn for a header alone may not.

    Where the rows are on the next page, the edges must separate the texts of the header.
    """
    crowded = 0
    for line in rows:
        is_header = not is_data(line) or is_year_line(line)
        homes = [column_of(s.box, edges) for s in line.segments if is_header or is_value(s.text)]
        crowded += len(set(homes)) < len(homes)
    return crowded <= 0.2 * len(rows)


def _used_cells(cells: Sequence[Cell], used: Sequence[int]) -> list[Cell]:
    """The cells of the used columns, with spans counted in used columns."""
    kept = []
    for index in used:
        cell = cells[index]
        span = sum(index <= i < index + cell.column_span for i in used)
        kept.append(replace(cell, column_span=max(span, 1)))
    return kept


def _at(symbol: Symbol, column: Column, top: float, bottom: float) -> bool:
    box = box_of(symbol.place)
    return column.holds(box.centre) and top - 4 <= box.middle <= bottom + 4


def _cell_text(parts: Sequence[Sequence[Word]], x0: float, x1: float) -> str:
    """The lines of a cell between two x positions as one text.

    A word broken by a hyphen is joined. So is one that a narrow cell broke without a hyphen: it fills the line to the
    cell's edge, and the next line begins with a small letter, or headers have the whole word. After a slash nothing is
    added ("Lund/Eslöv").
    """
    lines: list[str] = []
    for index, part in enumerate(parts):
        line = " ".join(word.text for word in part)
        above = lines[-1] if lines else ""
        if breaks_word(above, line):
            lines[-1] = above[:-1] + line
        elif (above and _goes_on(parts[index - 1], part, x1 - x0)) or _BROKEN_AFTER_SLASH.search(above):
            lines[-1] += line
        else:
            lines.append(line)
    return join_lines(lines)


def _goes_on(above: Sequence[Word], part: Sequence[Word], room: float) -> bool:
    """Whether a line goes on with the word that fills the line above, which neither of them has whole."""
    begins, ends = part[0].text, above[-1].text
    are_words = is_header_word(begins) or is_header_word(ends)
    return begins[:1].islower() and _fills(above, room) and not are_words


def _fills(part: Sequence[Word], room: float) -> bool:
    """Whether a line of a cell is one long word that fills the room, in points, to its edge."""
    last = part[-1]
    width = last.box.width
    return len(part) == 1 and len(last.text) > 8 and width > 0.88 * room


def _items(parts: Sequence[Sequence[Word]]) -> tuple[str, ...]:
    """The bulleted items of a cell; empty where it has no bullets."""
    items: list[str] = []
    for part in parts:
        text = " ".join(word.text for word in part)
        if text[:1] in CELL_BULLETS:
            items.append(text[1:].strip())
        elif items:
            items[-1] = f"{items[-1]} {text}"
    return tuple(items)
