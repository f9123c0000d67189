"""Cells that the page allows to be read in another way.

A number may end elsewhere, a sign belong to another number, or a number be in another column.

Belongs here: the printed signs that make a cell doubtful, one function per kind. `choose` picks the better reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from dagster_project.reading.model import Cell
from dagster_project.reading.numbers import MINUS_SIGNS, SPACES
from dagster_project.reading.records import FigureRecord, TableRecord
from dagster_project.reading.relations.repairs.alternatives import Alternative, emptied, with_text, with_value
from dagster_project.reading.tables.resolved import ColumnMeaning, RowMeaning, TableMeaning
from dagster_project.terms import AlternativeKind, ColumnsFrom

_GROUP_TAIL = re.compile(rf"\d{{3}}(?:[{SPACES}]\d{{3}})*(?:,\d+)?%?")
_HEAD = re.compile(rf"(?:^|(?<=[{SPACES}]))[{MINUS_SIGNS}(]?(?:\d{{1,3}})(?:[{SPACES}]\d{{3}})*$")
_DASH_AT_END = re.compile(rf"(?:^|[\w{SPACES})])[{MINUS_SIGNS}—]$")
_DASH_AT_START = re.compile(rf"^[{MINUS_SIGNS}][{SPACES}]+(?=\d)")
_NEEDLESS_ZERO = re.compile(rf"[{MINUS_SIGNS}]?0\d")
# The most space between cells that belong together: in heights of a line on a page, and in characters in text.
_CLOSE = 0.6
_FEW_CHARACTERS = 2


@dataclass(frozen=True, slots=True)
class _Spot:
    """A cell of a figure row with its column and, where it holds or lacks a number, its figure."""

    row: RowMeaning
    column: ColumnMeaning
    cell: Cell
    figure: FigureRecord | None
    table: TableRecord

    @property
    def text(self) -> str:
        return self.cell.text.strip()


def joined_numbers(table: TableMeaning) -> Iterator[Alternative]:
    """Numbers whose first digits were read as the end of the label, or as a cell of their own: "Skola 9 | 420"."""
    for left, right in _neighbours(table):
        head = _HEAD.search(left.text)
        if not head or not _GROUP_TAIL.fullmatch(right.text):
            continue
        evidence, text = f"{left.text} | {right.text}", f"{head[0]} {right.text}"
        if left.figure is None and right.figure is not None:
            whole = with_text(right.figure, text)
            if whole and (left.column.role in ("label", "text", "identifier", "symbol")):
                label = left.text[: head.start()].strip()
                labels = {left.row.number: label} if left.column.role == "label" and label else {}
                yield Alternative(AlternativeKind.JOINED, evidence, (whole,), labels)
        elif left.figure is not None and right.figure is None:
            whole = with_text(left.figure, text)
            if whole and right.column.role in ("text", "symbol", "identifier"):
                yield Alternative(AlternativeKind.JOINED, evidence, (whole,))
        elif left.figure and right.figure and _is_doubtful_edge(left, right):
            for kept, other in ((right, left), (left, right)):
                whole = with_text(kept.figure, text) if kept.figure else None
                if whole and other.figure and (kept.column.label or not other.column.label):
                    yield Alternative(AlternativeKind.JOINED, evidence, (whole, emptied(other.figure)))


def glued_numbers(table: TableMeaning) -> Iterator[Alternative]:
    """Two numbers read as one where the cell beside is empty: "420 415 | "."""
    if not _has_doubtful_columns(table.record):
        return
    for left, right in _neighbours(table):
        if left.figure is None or right.figure is None or bool(left.text) == bool(right.text):
            continue
        text = left.text or right.text
        gaps = [match.start() for match in re.finditer(f"[{SPACES}]", text)]
        for gap in gaps:
            first, second = with_text(left.figure, text[:gap].strip()), with_text(right.figure, text[gap:].strip())
            if first and second and not _NEEDLESS_ZERO.match(text[gap:].strip()):
                yield Alternative(AlternativeKind.GLUED, text, (first, second))


def other_signs(table: TableMeaning) -> Iterator[Alternative]:
    """Numbers whose sign may belong to another one: one at the end of the cell before, half a pair of parentheses."""
    for left, right in _neighbours(table):
        figure = right.figure
        if figure is None or not right.text:
            continue
        evidence = f"{left.text} | {right.text}".strip(" |")
        if figure.value is not None and figure.value > 0 and _DASH_AT_END.search(left.text):
            negative = with_value(figure, -figure.value)
            if left.figure is None:
                label = left.text.rstrip(MINUS_SIGNS + "—").strip()
                labels = {left.row.number: label} if left.column.role == "label" and label else {}
                yield Alternative(AlternativeKind.MINUS, evidence, (negative,), labels)
            elif positive := with_text(left.figure, left.text[:-1].strip()):
                yield Alternative(AlternativeKind.MINUS, evidence, (positive, negative))
            elif _are_close(left, right):
                yield Alternative(AlternativeKind.MINUS, evidence, (negative,))
        detached = left.figure is not None and not left.text and _DASH_AT_START.match(right.text)
        if figure.value is not None and figure.value < 0 and detached:
            yield Alternative(AlternativeKind.MINUS, evidence, (with_value(figure, -figure.value),))
    yield from _other_parentheses(table)


def _other_parentheses(table: TableMeaning) -> Iterator[Alternative]:
    """Numbers with half a pair of parentheses, and with a pair that may mean negative or preliminary."""
    spots = [spot for line in _lines(table) for spot in line if spot.figure is not None]
    both_signs = any(
        spot.text[:1] in tuple(MINUS_SIGNS) for spot in spots if spot.figure and spot.figure.value is not None
    )
    for spot in spots:
        if spot.figure is None or not {"(", ")"} & set(spot.text):
            continue
        value = spot.figure.value
        if ("(" in spot.text) != (")" in spot.text):
            whole = with_text(spot.figure, f"({spot.text.strip('()')})")
            if whole:
                yield Alternative(AlternativeKind.MINUS, spot.text, (whole,))
        elif value is not None and (value > 0 or both_signs):
            yield Alternative(AlternativeKind.MINUS, spot.text, (with_value(spot.figure, -value),))


def moved_numbers(table: TableMeaning) -> Iterator[Alternative]:
    """Numbers beside an empty cell whose column is not sure: alone, or where counting made it, with all to that side.

    Several numbers that each are at the position of their column are not all of the next.
    """
    if not _has_doubtful_columns(table.record):
        return
    is_counted = table.record.columns_from is ColumnsFrom.COUNTING
    for line in _lines(table):
        spots = [spot for spot in line if spot.figure is not None]
        for index, gap in enumerate(spots):
            if gap.text or gap.figure is None:
                continue
            for step in (-1, 1):
                run = spots[index + step :: step] if step > 0 else spots[:index][::-1]
                filled = next((n for n, spot in enumerate(run) if not spot.text), len(run))
                for length in sorted({1, filled if is_counted else 1} & set(range(1, filled + 1))):
                    moved = _moved([gap, *run[:length]])
                    if moved:
                        yield Alternative(AlternativeKind.MOVED, " | ".join(spot.text for spot in run[:length]), moved)


def _has_doubtful_columns(table: TableRecord) -> bool:
    """Whether a column was found without an edge that is drawn or a separator between cells."""
    return table.columns_from in (ColumnsFrom.POSITION, ColumnsFrom.COUNTING)


def _moved(spots: list[_Spot]) -> tuple[FigureRecord, ...]:
    """Every number in the cell before its own, the last cell empty; () where a cell holds no number."""
    moved = []
    for target, source in pairwise(spots):
        figure = with_text(target.figure, source.text) if target.figure else None
        if figure is None:
            return ()
        moved.append(figure)
    last = spots[-1].figure
    return (*moved, emptied(last)) if last else ()


def _lines(table: TableMeaning) -> Iterator[list[_Spot]]:
    for row in table.figure_rows:
        yield [
            _Spot(row, column, cell, table.figures.get((row.number, column.number)), table.record)
            for column, cell in zip(table.columns, row.row.cells, strict=False)
        ]


def _neighbours(table: TableMeaning) -> Iterator[tuple[_Spot, _Spot]]:
    for line in _lines(table):
        yield from pairwise(line)


def _is_doubtful_edge(left: _Spot, right: _Spot) -> bool:
    """Whether two columns are hardly set apart: one header or none over a column, or little space between them."""
    unnamed = not left.column.label or not right.column.label or left.column.label == right.column.label
    return unnamed or _are_close(left, right)


def _are_close(left: _Spot, right: _Spot) -> bool:
    """Whether there is hardly any space between two cells; characters that separate columns in text are no space."""
    first, second = left.cell.place, right.cell.place
    if first.page != second.page or first.line != second.line:
        return False
    if first.x1 is not None and second.x0 is not None and first.bottom is not None and first.top is not None:
        return second.x0 - first.x1 < _CLOSE * (first.bottom - first.top)
    if first.end is not None and second.start is not None:
        return _has_doubtful_columns(left.table) and second.start - first.end < _FEW_CHARACTERS
    return False
