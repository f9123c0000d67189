"""Part of a table in absolute positions: heights of rows, and the strokes of any range of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lab.printed import Cell, Mark, Row, Table
from lab.typeset import layout, marks
from lab.typeset.faces import Typeface
from lab.typeset.pen import Drawn, Fill, Producer, Rule, Stroke, Text

LEADING = 1.2
_ASCENT = 0.92
_INDENT = 8.0


@dataclass(frozen=True, slots=True)
class Template:
    """Choices of a template that `TableStyle` leaves open."""

    shade: str
    band: str
    span_align: str
    header_vertical: str
    producer: Producer


def wrapped(text: str, width: float, size: float, bold: bool, typeface: Typeface) -> list[str]:
    """Lines of at most `width` points. A longer word has a line of its own."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and typeface.measure(longer, size, bold) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


class Grid:
    """Rows of a table on a grid of columns. `heights` has one height per row, in points."""

    def __init__(
        self, table: Table, rows: Sequence[Row], fitted: layout.Fitted, typeface: Typeface, template: Template
    ) -> None:
        self._table = table
        self._style = table.style
        self.rows = rows
        self._size = fitted.size
        self._padding = fitted.padding
        self._edges = (0.0, *accumulate(fitted.widths))
        self._typeface = typeface
        self._template = template
        self._cells = layout.placed(rows)
        self._lines = [self._wrapped(item) for item in self._cells]
        self.header_rows = next((at for at, row in enumerate(rows) if row.role != "header"), len(rows))
        self.heights = self._row_heights()

    def strokes(self, rows: range, left: float, top: float) -> Iterator[Stroke]:
        """The strokes of the rows at this place: backgrounds, shades, rules, then text and marks."""
        heights = accumulate(self.heights[r] for r in rows)
        tops = dict(zip(range(rows.start, rows.stop + 1), (top, *(top + height for height in heights)), strict=True))
        inside = [pair for pair in zip(self._cells, self._lines, strict=True) if pair[0].row in rows]
        yield from self._fills([item for item, _ in inside], rows, left, tops)
        yield from self._rules([item for item, _ in inside], rows, left, tops)
        if self._template.producer.down_columns:
            inside.sort(key=lambda pair: pair[0].column)
        for item, lines in inside:
            yield from self._content(item, lines, left, tops[item.row], tops[item.row + item.cell.rows])

    def _wrapped(self, item: layout.Placed) -> list[str]:
        cell = item.cell
        if not cell.text:
            return []
        if layout.is_number(cell.text):
            return [cell.text]
        room = self._edges[item.column + cell.span] - self._edges[item.column] - 2 * self._padding
        room -= _INDENT * cell.indent + self._mark_room(cell) + 0.4 * self._size * len(cell.superscript)
        return wrapped(cell.text, room + 0.01, self._size, self._is_bold(item), self._typeface)

    def _row_heights(self) -> list[float]:
        padding = 2 * layout.line_padding(self._padding)
        heights = [self._size * LEADING + padding] * len(self.rows)
        for item, lines in zip(self._cells, self._lines, strict=True):
            needed = len(lines) * self._size * LEADING + padding
            last = item.row + item.cell.rows - 1
            heights[last] += max(0.0, needed - sum(heights[item.row : last + 1]))
        return heights

    def _is_bold(self, item: layout.Placed) -> bool:
        return item.cell.bold or (self._style.header_bold and self.rows[item.row].role == "header")

    def _mark_room(self, cell: Cell) -> float:
        """Width in points of a mark and the gap before the text."""
        return self._size * (1.3 if cell.text else 0.9) if cell.mark else 0.0

    def _content(
        self, item: layout.Placed, lines: list[str], left: float, top: float, bottom: float
    ) -> Iterator[Stroke]:
        cell, size, bold = item.cell, self._size, self._is_bold(item)
        align, vertical = self._aligned(item)
        face, ink = self._typeface.face(bold, cell.italic), layout.ink(self._shade(item.row))
        raised = self._typeface.measure(cell.superscript, size * 0.62)
        x0 = left + self._edges[item.column] + self._padding + _INDENT * cell.indent
        x1 = left + self._edges[item.column + cell.span] - self._padding
        spare = bottom - top - 2 * layout.line_padding(self._padding) - max(len(lines), 1) * size * LEADING
        y = top + layout.line_padding(self._padding) + _ASCENT * size
        y += {"top": 0.0, "middle": spare / 2, "bottom": spare}[vertical]
        if cell.edge:
            yield Text(x0, y, cell.edge, face, size, ink)
        for at, line in enumerate(lines or [""]):
            mark_room = self._mark_room(cell) if at == 0 else 0.0
            width = mark_room + self._typeface.measure(line, size, bold) + (raised if at == len(lines) - 1 else 0.0)
            x = x0 + {"left": 0.0, "center": (x1 - x0 - width) / 2, "right": x1 - x0 - width}[align]
            if cell.mark and at == 0:
                yield placed_mark(cell.mark, x, y, size, self._typeface)
            if line:
                yield Text(x + mark_room, y, line, face, size, ink)
            if cell.superscript and at == max(len(lines) - 1, 0):
                raised_face = self._typeface.face()
                yield Text(x + width - raised, y - 0.35 * size, cell.superscript, raised_face, size * 0.62, ink)
            y += size * LEADING

    def _aligned(self, item: layout.Placed) -> tuple[str, str]:
        column = self._table.align[item.column]
        if self.rows[item.row].role != "header":
            return column, self._style.vertical
        vertical = self._template.header_vertical
        if item.cell.span > 1 and self._style.header_align != "left":
            return self._template.span_align, vertical
        if self._style.header_align == "as_column" or item.column == 0:
            return column, vertical
        return self._style.header_align, vertical

    def _fills(
        self, cells: Iterable[layout.Placed], rows: range, left: float, tops: dict[int, float]
    ) -> Iterator[Stroke]:
        for r in rows:
            colour = self._shade(r)
            if colour and not self._template.producer.by_cell:
                yield Fill(left, tops[r], left + self._edges[-1], tops[r + 1], colour)
        for item in cells:
            colour = self._shade(item.row) if self._template.producer.by_cell else ""
            if colour or (self._template.producer.grounds and not self._shade(item.row)):
                x0, x1 = self._edges[item.column], self._edges[item.column + item.cell.span]
                top, bottom = tops[item.row], tops[item.row + item.cell.rows]
                yield Fill(left + x0, top, left + x1, bottom, colour or "#ffffff")

    def _shade(self, r: int) -> str:
        return layout.shade(self._table, self.rows[r], r, self._template.shade, self._template.band)

    def _rules(
        self, cells: Iterable[layout.Placed], rows: range, left: float, tops: dict[int, float]
    ) -> Iterator[Rule]:
        """Rules along edges of the grid, except inside spanning cells; joined unless drawn cell by cell."""
        under: set[tuple[int, int]] = set()
        beside: set[tuple[int, int]] = set()
        covered: set[tuple[int, int]] = set()
        for item in cells:
            columns = range(item.column, item.column + item.cell.span)
            spanned = range(item.row, item.row + item.cell.rows)
            covered.update((r, c) for r in spanned[1:] for c in columns)
            under.update((r, c) for r in (spanned.start, spanned.stop) for c in columns)
            beside.update((c, r) for c in (columns.start, columns.stop) for r in spanned)
        if self._style.rules != "grid":
            wanted = self._ruled_rows(rows)
            under = {(r, c) for r in wanted for c in range(len(self._edges) - 1)} - covered
            beside = set()
        for r, c0, c1 in self._runs(under):
            yield Rule(left + self._edges[c0], tops[r], left + self._edges[c1], tops[r])
        for c, r0, r1 in self._runs(beside):
            yield Rule(left + self._edges[c], tops[r0], left + self._edges[c], tops[r1])

    def _ruled_rows(self, rows: range) -> set[int]:
        """Rows with a rule above them along the table."""
        wanted = {r for r in rows if self.rows[r].rule_above}
        if self._style.rules == "horizontal":
            wanted.update(range(rows.start + 1, rows.stop + 1))
        elif self._style.rules == "book":
            wanted.update({rows.start, rows.stop})
            if self.header_rows in rows:
                wanted.add(self.header_rows)
        elif self._style.rules == "totals":
            wanted.update(r for r in rows if self.rows[r].role in ("total", "subtotal"))
        return wanted

    def _runs(self, units: set[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
        """(position, start, end) of edges, with touching ones joined unless drawn cell by cell."""
        run: tuple[int, int, int] | None = None
        for position, at in sorted(units):
            if run and run[0] == position and run[2] == at and not self._template.producer.by_cell:
                run = (position, run[1], at + 1)
                continue
            if run:
                yield run
            run = (position, at, at + 1)
        if run:
            yield run


def placed_mark(mark: Mark, x: float, y: float, size: float, typeface: Typeface) -> Stroke:
    """A mark on the baseline `y`: a character if the case asks for one and a font has it, else drawn."""
    character = marks.CHARACTERS[mark.shape]
    if mark.drawn == "text" and typeface.shows(character):
        return Text(x, y, character, typeface.face(), size, marks.COLOURS[mark.colour])
    return Drawn(mark, x, y - 0.78 * size, size * 0.9)
