"""Layout that typesetters share: places of cells in the grid, pieces of a cut table, widths of columns."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lab.printed import Cell, PageStyle, Row, Table

# (text, size, bold) -> width in points
Measure = Callable[[str, float, bool], float]

# Backgrounds of header and total rows. Header text on the dark ones is white.
SHADES = ("#dfe8f0", "#eeeeee", "#cfe3d4", "#f6e3c5", "#d9d9d9", "#1f4e79", "#37603f")
BANDS = ("#f2f2f2", "#eef3f8")
_DARK = ("#1f4e79", "#37603f")

_LONG_WORD = re.compile(r"[^\W\d_]{4}")
_SMALLEST = 5.0
_NARROW = set("iljtfr.,:;'!|()[]-\u00a0 ")
_BROAD = set("mwMWÅÄÖABCDEGHKNOPQRSUVXYZ%—…@")
_FONT_WIDTH = {"condensed": 0.85, "wide": 1.2}


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with the row and column of its upper left corner in the grid."""

    cell: Cell
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """Font size, padding and column widths in points at which no number or word leaves its column."""

    size: float
    padding: float
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Turning:
    """How a program turns a wide page: its content on an upright page, the page by its /Rotate, or both.

    Both together cancel: the page appears wide, its text upright.
    """

    content: bool
    page: bool
    is_clockwise: bool

    @classmethod
    def of(cls, seed: int) -> Turning:
        rng = random.Random(f"{seed} turning")
        content, page = rng.choice(((True, False), (False, True), (True, True)))
        return cls(content, page, rng.random() < 0.5)

    @property
    def rotate(self) -> int:
        """The clockwise /Rotate of the page, against the direction in which its content is turned."""
        return 0 if not self.page else 270 if self.is_clockwise else 90


def shade(table: Table, row: Row, at: int, ground: str, band: str) -> str:
    """The background of a row at index `at` of its piece, or ''."""
    if table.style.shade in ("header", "bands") and row.role == "header":
        return ground
    if table.style.shade == "bands" and at % 2:
        return band
    is_sum = row.role in ("total", "subtotal")
    return ground if table.style.shade == "totals" and is_sum and ground not in _DARK else ""


def ink(ground: str) -> str:
    """The colour of text on a background."""
    return "#ffffff" if ground in _DARK else "#000000"


def is_number(text: str) -> bool:
    """Whether the text must stay on one line: it has digits and at most a short unit."""
    return "\n" not in text and any(ch.isdigit() for ch in text) and not _LONG_WORD.search(text) and len(text) <= 24


def placed(rows: Sequence[Row]) -> list[Placed]:
    """The cells of the rows with their places in the grid."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for r, row in enumerate(rows):
        c = 0
        for cell in row.cells:
            while (r, c) in taken:
                c += 1
            cells.append(Placed(cell, r, c))
            taken.update((r + i, c + j) for i in range(cell.rows) for j in range(cell.span))
            c += cell.span
    return cells


def pieces(table: Table) -> list[tuple[Row, ...]]:
    """The rows of the table, cut where a new page begins, with the header rows on each piece if they are repeated.

    A cell that spans a cut is printed in the first piece and is empty in the next.
    """
    starts = (0, *sorted({at for at in table.break_before if 0 < at < len(table.rows)}), len(table.rows))
    header = table.rows[: table.header_rows]
    cut = []
    for start, end in pairwise(starts):
        rows = _cut(table.rows, start, end)
        cut.append(header + rows if start and table.repeat_header else rows)
    return cut


def _cut(rows: Sequence[Row], start: int, end: int) -> tuple[Row, ...]:
    cells: list[list[tuple[int, Cell]]] = [[] for _ in range(start, end)]
    for item in placed(rows):
        top, bottom = max(item.row, start), min(item.row + item.cell.rows, end)
        if top >= bottom:
            continue
        whole = item.cell if item.row >= start else Cell(span=item.cell.span)
        cells[top - start].append((item.column, replace(whole, rows=bottom - top)))
    return tuple(
        replace(row, cells=tuple(cell for _, cell in sorted(line, key=lambda pair: pair[0])))
        for row, line in zip(rows[start:end], cells, strict=True)
    )


def tied_rows(rows: Sequence[Row]) -> Iterator[range]:
    """Runs of rows that no page break may divide, because cells span them."""
    start = end = 0
    reach = [0] * len(rows)
    for item in placed(rows):
        reach[item.row] = max(reach[item.row], item.row + item.cell.rows)
    for r in range(len(rows)):
        if r and r >= end:
            yield range(start, r)
            start = r
        end = max(end, reach[r])
    if rows:
        yield range(start, len(rows))


def fit(table: Table, width: float, measure: Measure) -> Fitted:
    """Columns of the table in `width` points: their shares, widened where a number or a word needs it.

    Label columns give way, as in a word processor. Where they can't, the type gets smaller.
    """
    size, padding = table.style.size, table.style.padding
    while True:
        given = [share * width for share in table.widths]
        needed = _needed(table, size, padding, measure)
        total = min(width, max(sum(given), sum(needed)))
        if sum(needed) <= total or size <= _SMALLEST:
            return Fitted(size, padding, _shared(given, needed, total))
        size, padding = size - 0.5, max(1.0, padding - 0.5)


def _needed(table: Table, size: float, padding: float, measure: Measure) -> list[float]:
    needed = [2 * padding + size] * len(table.widths)
    for item in placed(table.rows):
        cell = item.cell
        bold = cell.bold or (table.style.header_bold and table.rows[item.row].role == "header")
        words = [cell.whole] if is_number(cell.text) else re.split(r"[ \n]", cell.text)
        widest = max(measure(word, size, bold) for word in words)
        widest += 8 * cell.indent + (size * 1.3 if cell.mark else 0) + 0.4 * size * len(cell.superscript)
        columns = range(item.column, item.column + cell.span)
        lacking = widest + 2 * padding + 0.5 - sum(needed[c] for c in columns)
        for c in columns:
            needed[c] += max(0.0, lacking) / cell.span
    return needed


def _shared(given: Sequence[float], needed: Sequence[float], total: float) -> tuple[float, ...]:
    widths = [max(pair) for pair in zip(given, needed, strict=True)]
    slack = [wide - need for wide, need in zip(widths, needed, strict=True)]
    over = sum(widths) - total
    if over > 0 and sum(slack) > 0:
        part = min(1.0, over / sum(slack))
        widths = [wide - spare * part for wide, spare in zip(widths, slack, strict=True)]
    return tuple(widths)


def estimate(page: PageStyle) -> Measure:
    """A measure for engines that don't report text width: generous advances of a common sans serif."""

    def measure(text: str, size: float, bold: bool) -> float:
        ems = sum(0.33 if ch in _NARROW else 0.8 if ch in _BROAD else 0.58 for ch in text)
        return ems * size * (1.06 if bold else 1.0) * _FONT_WIDTH.get(page.font, 1.0) + page.spacing * len(text)

    return measure


def height(rows: Sequence[Row], fitted: Fitted, measure: Measure) -> float:
    """Approximate height of the rows in points, with labels wrapped."""
    lines = [1] * len(rows)
    for item in placed(rows):
        room = (
            sum(fitted.widths[item.column : item.column + item.cell.span]) - 2 * fitted.padding - 8 * item.cell.indent
        )
        wide = measure(item.cell.text, fitted.size, item.cell.bold) * 1.15
        wanted = 1 if is_number(item.cell.text) else int(wide / max(room, 1)) + 1 + item.cell.text.count("\n")
        if item.cell.rows == 1:
            lines[item.row] = max(lines[item.row], wanted)
    return sum(count * fitted.size * 1.25 + 2 * line_padding(fitted.padding) for count in lines)


def line_padding(padding: float) -> float:
    """Space in points above and below the text of a cell: less than beside it, as in most templates."""
    return max(1.5, padding * 0.6)
