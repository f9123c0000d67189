"""The lines of a table in text that keeps places, as `pdftotext -layout` writes it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from lab.printed import Row, Table
from lab.typeset.layout import Placed, placed

_GAP = 3
_LABEL = 44


def layout_lines(table: Table, rows: Sequence[Row]) -> list[str]:
    """The table's lines: labels at the left, numbers at the right edge of their column, heads over them."""
    cells = placed(rows)
    # All pages of a table keep the places of its columns.
    starts, widths = _columns(table, placed(table.rows))
    lines: list[str] = []
    for number in range(len(rows)):
        own = [item for item in cells if item.row == number]
        lines += _row_lines(table, rows[number], own, starts, widths)
    return lines


def _columns(table: Table, cells: Sequence[Placed]) -> tuple[list[int], list[int]]:
    """The first character and the width of each column."""
    widths = [0] * len(table.widths)
    for item in cells:
        if item.cell.span == 1:
            widths[item.column] = max(widths[item.column], *map(len, _texts(table, item)))
    for item in cells:
        if item.cell.span > 1:
            covered = range(item.column, item.column + item.cell.span)
            lacking = len(item.cell.text) + 1 - sum(widths[c] for c in covered) - _GAP * (item.cell.span - 1)
            for c in covered:
                widths[c] += max(0, -(-lacking // item.cell.span))
    starts = [sum(width + _GAP for width in widths[:column]) for column in range(len(widths))]
    return starts, widths


def _texts(table: Table, item: Placed) -> list[str]:
    """The lines of one cell. Labels wrap."""
    text = item.cell.whole + item.cell.superscript
    if table.align[item.column] == "left" and "\n" not in text:
        indent = "  " * item.cell.indent
        return [indent + line for line in textwrap.wrap(text, _LABEL) or [""]]
    return text.split("\n")


def _row_lines(
    table: Table, row: Row, cells: Sequence[Placed], starts: Sequence[int], widths: Sequence[int]
) -> list[str]:
    """The lines of one row. Cells with fewer lines than others are at the top, middle or bottom.

    A middle line may fall between two lines of the other cells, and then has a line of its own.
    """
    texts = [_texts(table, item) for item in cells]
    most = max(map(len, texts), default=0)
    slots: dict[int, list[tuple[int, str]]] = {}
    for item, lines in zip(cells, texts, strict=True):
        first, last = item.column, item.column + item.cell.span - 1
        width = starts[last] + widths[last] - starts[first]
        down = {"top": 0, "middle": most - len(lines), "bottom": 2 * (most - len(lines))}[table.style.vertical]
        for number, line in enumerate(lines):
            if item.cell.edge and number == 0:
                line = item.cell.edge + item.cell.text.rjust(width - len(item.cell.edge))
            slots.setdefault(2 * number + down, []).append((starts[first], _aligned(table, row, item, line, width)))
    return [_joined(slots[slot]) for slot in sorted(slots)]


def _aligned(table: Table, row: Row, item: Placed, line: str, width: int) -> str:
    align = table.align[item.column]
    if row.role == "header" and item.column and align == "right":
        is_centred = item.cell.span > 1 or table.style.header_align == "center"
        align = "center" if is_centred else "left" if table.style.header_align == "left" else align
    return {"left": line, "right": line.rjust(width), "center": line.center(width)}[align]


def _joined(parts: Sequence[tuple[int, str]]) -> str:
    line = ""
    for start, text in sorted(parts):
        line = line.ljust(start) + text
    return line.rstrip()
