"""Typesets a case with reportlab, every stroke in its absolute position, as in the most difficult of real PDFs.

This module decides where strokes are; `pen` how they are written into the file.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from lab.printed import Block, Bullets, Case, Heading, MarkedLine, NewPage, Paragraph, Table
from lab.typeset import layout
from lab.typeset.faces import Typeface, typeface
from lab.typeset.pen import Pen, Producer, Stroke, Text
from lab.typeset.ruled import LEADING, Grid, Template, placed_mark, wrapped

_UPRIGHT = (595.276, 841.89)
_GUTTER = 20.0
_SCALES = {1: 1.8, 2: 1.4, 3: 1.2}


def typeset(case: Case, path: Path) -> None:
    """Write the case as a PDF.

    Raises:
        CannotTypesetError: no installed font shows some character of the case.
    """
    rng = random.Random(f"{case.seed} reportlab")
    letters, producer = typeface(case, rng), Producer.of(rng)
    sheets = _Flow(case, letters, producer, rng).sheets()
    canvas = Canvas(str(path), invariant=1, pageCompression=1)
    canvas.setTitle(case.title)
    for sheet in sheets:
        width, height = sheet.size
        canvas.setPageSize((width, height))
        canvas.setPageRotation(0)
        if sheet.kind == "rotated":
            _turn(canvas, width, height, layout.Turning.of(case.seed))
        pen = Pen(canvas, height, letters, producer, rng)
        for stroke in sheet.strokes:
            pen.draw(stroke)
        canvas.showPage()
    canvas.save()


def _turn(canvas: Canvas, width: float, height: float, turning: layout.Turning) -> None:
    """Turn a wide page."""
    canvas.setPageRotation(turning.rotate)
    # For a page turned by /Rotate the canvas takes the size as it appears.
    canvas.setPageSize((width, height) if turning.content and turning.page else (height, width))
    if turning.content:
        canvas.translate(*((0, width) if turning.is_clockwise else (height, 0)))
        canvas.rotate(-90 if turning.is_clockwise else 90)


@dataclass(slots=True)
class _Sheet:
    kind: str
    strokes: list[Stroke] = field(default_factory=list)

    @property
    def size(self) -> tuple[float, float]:
        return _UPRIGHT if self.kind == "portrait" else (_UPRIGHT[1], _UPRIGHT[0])


class _Flow:
    """Fills sheets with the blocks of the case, from top to bottom and column by column."""

    def __init__(self, case: Case, letters: Typeface, producer: Producer, rng: random.Random) -> None:
        self._case = case
        self._page = case.page
        self._letters = letters
        self._margin = rng.choice((50.0, 57.0, 68.0))
        self._justified = rng.random() < 0.3
        self._running_at = rng.choice((0.0, 0.0, 0.5, 1.0))
        self._bullet = rng.choice("•–")
        self._template = Template(
            shade=rng.choice(layout.SHADES),
            band=rng.choice(layout.BANDS),
            span_align=rng.choice(("center", "center", "left")),
            header_vertical=rng.choice(("bottom", "bottom", "top", "middle")),
            producer=producer,
        )
        self._level = 1
        self._sheets = [_Sheet("portrait")]
        self._column = 0
        self._y = self._margin

    def sheets(self) -> list[_Sheet]:
        """The pages of the case, with running header and footer."""
        for block in self._case.blocks:
            self._block(block)
        for number, sheet in enumerate(self._sheets, start=1):
            self._running(sheet, number)
        return self._sheets

    @property
    def _sheet(self) -> _Sheet:
        return self._sheets[-1]

    @property
    def _columns(self) -> int:
        """Wide pages are for wide tables, so they have one column."""
        return self._page.columns if self._sheet.kind == "portrait" else 1

    @property
    def _width(self) -> float:
        return (self._sheet.size[0] - 2 * self._margin - _GUTTER * (self._columns - 1)) / self._columns

    @property
    def _left(self) -> float:
        return self._margin + self._column * (self._width + _GUTTER)

    @property
    def _bottom(self) -> float:
        return self._sheet.size[1] - self._margin

    def _new_page(self, kind: str = "") -> None:
        """Begin a page. An empty page gets the kind instead."""
        kind = kind or self._sheet.kind
        if self._sheet.strokes:
            self._sheets.append(_Sheet(kind))
        self._sheet.kind = kind
        self._column, self._y = 0, self._margin

    def _need(self, height: float) -> None:
        """Go to the next column or page if `height` points don't fit, unless this one is empty."""
        if self._y + height <= self._bottom or self._y <= self._margin:
            return
        if self._column + 1 < self._columns:
            self._column, self._y = self._column + 1, self._margin
        else:
            self._new_page()

    def _skip(self, space: float) -> None:
        if self._y > self._margin:
            self._y += space

    def _block(self, block: Block) -> None:
        size = self._page.size
        match block:
            case Heading(level, text):
                self._level = level
                self._heading(text, level)
            case Paragraph(text, bold, small):
                self._paragraph(text, size * (0.85 if small else 1), bold)
                self._skip(size * 0.6)
            case Bullets(items):
                for item in items:
                    self._paragraph(item, size, hang=self._bullet)
                self._skip(size * 0.6)
            case MarkedLine():
                self._marked(block)
            case NewPage(kind):
                self._new_page(kind)
            case Table():
                self._table(block)

    def _heading(self, text: str, level: int) -> None:
        size = self._page.size * _SCALES.get(level, 1.05)
        self._skip(size * 0.6)
        self._need(size * 2 + self._page.size * 4)
        self._paragraph(text, size, bold=True, ragged=True)
        self._skip(size * 0.3)

    def _paragraph(self, text: str, size: float, bold: bool = False, hang: str = "", ragged: bool = False) -> None:
        indent = size * 1.3 if hang else 0.0
        lines = wrapped(text, self._width - indent, size, bold, self._letters)
        for at, line in enumerate(lines):
            self._need(size * LEADING)
            baseline = self._y + size
            if hang and at == 0:
                self._draw(self._left, baseline, hang, size)
            is_last = at == len(lines) - 1
            if self._justified and not ragged and not is_last:
                self._justify(line, self._left + indent, baseline, size, bold, self._width - indent)
            else:
                self._draw(self._left + indent, baseline, line, size, bold)
            self._y += size * LEADING

    def _justify(self, line: str, x: float, y: float, size: float, bold: bool, width: float) -> None:
        words = line.split(" ")
        spare = width - sum(self._letters.measure(word, size, bold) for word in words)
        for word in words:
            self._draw(x, y, word, size, bold)
            x += self._letters.measure(word, size, bold) + spare / max(1, len(words) - 1)

    def _draw(self, x: float, y: float, text: str, size: float, bold: bool = False) -> None:
        if text:
            self._sheet.strokes.append(Text(x, y, text, self._letters.face(bold), size))

    def _marked(self, line: MarkedLine) -> None:
        size = self._page.size
        self._skip(size * 0.3)
        self._need(size * LEADING)
        x, y = self._left, self._y + size
        if line.before:
            self._draw(x, y, line.before, size)
            x += self._letters.measure(line.before + " ", size)
        self._sheet.strokes.append(placed_mark(line.mark, x, y, size, self._letters))
        self._draw(x + 1.3 * size, y, line.after, size)
        self._y += size * 1.6

    def _table(self, table: Table) -> None:
        fitted = layout.fit(table, self._width, self._letters.measure)
        grids = [Grid(table, rows, fitted, self._letters, self._template) for rows in layout.pieces(table)]
        size = self._page.size
        self._skip(1.5 if table.touches_previous else size)
        # A table isn't broken if a page can hold it.
        whole = sum(grids[0].heights) + (size * 4 if table.title else 0.0)
        self._need(whole if whole < self._bottom - self._margin else size * 10)
        self._title(table)
        for at, grid in enumerate(grids):
            if at:
                self._new_page()
            self._rows(table, grid)
        self._skip(size * 0.3 if table.notes else 0.0)
        for note in table.notes:
            self._paragraph(note, fitted.size * 0.9, ragged=True)
        self._skip(size * 0.8 if table.notes else 0.0)

    def _rows(self, table: Table, grid: Grid) -> None:
        """Draw the rows that fit, and the rest on the next pages."""
        start = 0
        top = self._y
        for tied in layout.tied_rows(grid.rows):
            if self._y + sum(grid.heights[r] for r in tied) > self._bottom and tied.start > max(
                start, grid.header_rows
            ):
                self._sheet.strokes += grid.strokes(range(start, tied.start), self._left, top)
                self._need(self._bottom)
                if table.repeat_header and grid.header_rows:
                    self._put(grid, range(grid.header_rows))
                start, top = tied.start, self._y
            self._y += sum(grid.heights[r] for r in tied)
        self._sheet.strokes += grid.strokes(range(start, len(grid.heights)), self._left, top)

    def _put(self, grid: Grid, rows: range) -> None:
        self._sheet.strokes += grid.strokes(rows, self._left, self._y)
        self._y += sum(grid.heights[r] for r in rows)

    def _title(self, table: Table) -> None:
        if not table.title or table.title_as == "none":
            return
        if table.title_as == "heading":
            self._heading(table.title, self._level + 1)
        else:
            is_bold = table.title_as == "bold"
            self._paragraph(table.title, self._page.size * (1.0 if is_bold else 0.85), bold=is_bold, ragged=True)
            self._skip(4.0)

    def _running(self, sheet: _Sheet, number: int) -> None:
        """Draw header and footer, inside the margins."""
        for text, y in ((self._page.header, self._margin * 0.6), (self._page.footer, sheet.size[1] - 26.0)):
            if text:
                filled = text.replace("{pages}", str(len(self._sheets))).replace("{page}", str(number))
                spare = sheet.size[0] - 2 * self._margin - self._letters.measure(filled, 8.0)
                x = self._margin + self._running_at * max(0.0, spare)
                sheet.strokes.append(Text(x, y, filled, self._letters.face(), 8.0))
