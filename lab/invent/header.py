"""The header rows: cells that span years or organizations, and columns with fewer levels beside them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from lab.invent.sheet import Column
from lab.printed import Cell, Row


def header_rows(rng: Random, columns: Sequence[Column], corner: str) -> list[Row]:
    """The header rows of these columns, with `corner` over the labels.

    Neighbours with the same outer levels share a spanning cell. In columns with fewer levels the header is at the top,
    at the bottom or spans the rows: one of these per table.
    """
    depth = max(len(column.levels) for column in columns)
    placement = rng.choice(("span", "top", "bottom"))
    rows: list[Row] = []
    for level in range(depth):
        cells: list[Cell] = []
        index = 0
        while index < len(columns):
            column = columns[index]
            levels = (corner,) if column.role == "label" else column.heads
            span = _span(columns, index, level) if column.role == "figure" else 1
            cell = _cell(levels, level, depth, placement, span)
            if cell is not None:
                cells.append(cell)
            index += span
        rows.append(Row(tuple(cells), "header"))
    return rows


def _span(columns: Sequence[Column], index: int, level: int) -> int:
    """How many columns share the cell at this level: those with the same levels down to it and more below."""
    levels = columns[index].heads
    if level >= len(levels) - 1:
        return 1
    end = index + 1
    while end < len(columns) and columns[end].role == "figure" and _shares(columns[end].heads, levels, level):
        end += 1
    return end - index


def _shares(other: tuple[str, ...], levels: tuple[str, ...], level: int) -> bool:
    return len(other) > level + 1 and other[: level + 1] == levels[: level + 1]


def _cell(levels: tuple[str, ...], level: int, depth: int, placement: str, span: int) -> Cell | None:
    """The cell of one column at one level; None where a cell above covers it."""
    outer, last = levels[:-1], levels[-1]
    if level < len(outer):
        return Cell(outer[level], span=span, bold=True)
    if placement == "span":
        return Cell(last, rows=depth - level, bold=True) if level == len(outer) else None
    place = depth - 1 if placement == "bottom" else len(outer)
    return Cell(last if level == place else "", bold=True)
