"""From a sheet to a printed table: header, rows, widths, style, page breaks, and the truth about every figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from lab.features import Wish
from lab.invent.columns import features_of
from lab.invent.full_sheet import FullSheet, complete
from lab.invent.header import header_rows
from lab.invent.measure import COLUMN_WIDTH, TEXT_WIDTH, cell_width, text_width
from lab.invent.sheet import Column, Line, Sheet
from lab.printed import Cell, Figure, PageStyle, Relation, Row, Table, TableStyle
from lab.typography import Typography

_RULES = {"header_shaded": "none"}
_SMALLEST = 6.5
_LEAST_LABEL = 62.0


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A printed table and the truth about it. `unit_word` is its unit of money as printed."""

    table: Table
    figures: tuple[Figure, ...]
    relations: tuple[Relation, ...]
    features: frozenset[str]
    unit_word: str = ""


@dataclass(slots=True)
class Setting:
    """Where a table is printed, and its `number` in the report. `orientation` is portrait, landscape or rotated."""

    number: int
    page: PageStyle
    typography: Typography
    orientation: str
    breaks: bool = True
    report_unit: str = ""


@dataclass(slots=True)
class _Grid:
    rows: list[Row] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    place: dict[tuple[int, str], tuple[int, int, int]] = field(default_factory=dict)
    features: set[str] = field(default_factory=set)


def lay_out(rng: Random, sheet: Sheet, wish: Wish, setting: Setting, touching: bool = False) -> LaidOut | None:
    """Print a sheet with the features of the wish; None where its numbers would wrap."""
    return lay_out_full(rng, complete(rng, sheet, wish, setting.report_unit, touching), wish, setting, touching)


def lay_out_full(rng: Random, full: FullSheet, wish: Wish, setting: Setting, touching: bool = False) -> LaidOut | None:
    """Print a sheet that has all that surrounds its figures; None where its numbers would wrap."""
    style = _style(rng, wish, touching)
    style_and_widths = _widths(full, style, setting, narrow_label="rows.wrapped_label" in wish)
    if style_and_widths is None:
        return None
    style, widths = style_and_widths
    header = header_rows(rng, full.columns, full.corner)
    grid = _Grid(rows=list(header))
    _body(rng, full, wish, setting, grid)
    grid.features |= {f"rules.{wish['rules']}", f"page.{setting.orientation}", *full.features}
    grid.features |= features_of(full.columns) | _wrapping(full, widths, style, setting, grid)
    breaks, repeats = _breaks(rng, wish, setting, full, grid)
    align = tuple(_alignment(rng, column) for column in full.columns)
    table = Table(
        title=full.title,
        rows=tuple(grid.rows),
        align=align,
        widths=tuple(widths),
        title_as=full.title_as,
        style=style,
        break_before=breaks,
        repeat_header=repeats,
        touches_previous=touching,
        notes=tuple(full.sheet.notes),
    )
    if touching:
        grid.features.add("tables.touching")
    shared = frozenset(grid.features)
    figures = tuple(replace(figure, features=tuple(sorted(shared.union(figure.features)))) for figure in grid.figures)
    return LaidOut(
        table, figures, tuple(_relations(full, grid, setting.typography.missing == "empty")), shared, full.unit_word
    )


def _style(rng: Random, wish: Wish, touching: bool) -> TableStyle:
    rules = wish["rules"]
    shades = {
        "header_shaded": ("header",),
        "none": ("none",),
        "grid": ("none", "header", "bands"),
        "totals": ("none", "totals"),
    }
    return TableStyle(
        rules=_RULES.get(rules, rules),
        shade=rng.choice(shades.get(rules, ("none", "none", "header"))),
        header_bold=touching or rng.random() < 0.75,
        header_align=rng.choice(("as_column", "as_column", "left", "center")),
        vertical=rng.choice(("top", "middle", "bottom")),
        padding=rng.choice((2.5, 3.0, 4.0, 5.0)),
        size=rng.choice((7.5, 8.0, 9.0, 9.5, 10.0)),
    )


def _alignment(rng: Random, column: Column) -> str:
    if column.role == "figure":
        return "right"
    return "center" if column.role == "mark" else "left"


def _body(rng: Random, full: FullSheet, wish: Wish, setting: Setting, grid: _Grid) -> None:
    bold_totals = "rows.totals_bold" in wish
    group_spans = rng.random() < 0.4
    marked_value = full.marked_value
    for index, line in enumerate(full.lines):
        row_index = len(grid.rows)
        bold = line.role == "group" or (bold_totals and line.is_total)
        cells: list[Cell] = []
        for column_index, column in enumerate(full.columns):
            if column.role == "figure" and line.role != "group":
                cell = _figure_cell(full, line, column, setting.typography, bold)
                own = _own_features(full, line, column, setting.typography)
                if marked_value == (index, column.key) and cell.text:
                    cell = replace(cell, superscript=full.footnote)
                    own = (*own, "cells.footnote")
                cells.append(cell)
                grid.place[index, column.key] = (setting.number, row_index, column_index)
                grid.figures.append(_figure(full, line, column, grid.place[index, column.key], own))
            elif column.role == "label":
                mark = full.footnote if line is full.marked_line else ""
                cells.append(Cell(line.label, bold=bold, indent=line.indent, superscript=mark))
            elif column.role == "mark" and column.key in line.marks:
                cells.append(Cell(mark=line.marks[column.key]))
            elif column.role == "group" and line.texts.get(column.key) is None and line.groups:
                continue
            else:
                rows = full.group_sizes.get(index, 1) if column.role == "group" else 1
                cells.append(Cell(line.texts.get(column.key) or "", bold=bold and column.role != "text", rows=rows))
        if line.role == "group" and group_spans and full.columns[0].role == "label":
            cells = [replace(cells[0], span=len(full.columns))]
        rule = line.role in ("total", "subtotal") and rng.random() < 0.8
        grid.rows.append(Row(tuple(cells), line.role, rule_above=rule))
    if bold_totals and any(line.is_total for line in full.lines):
        grid.features.add("rows.totals_bold")


def _figure_cell(full: FullSheet, line: Line, column: Column, typography: Typography, bold: bool) -> Cell:
    value = full.sheet.printed(line, column)
    if value is None:
        return Cell(typography.absent(), bold=bold)
    edge, text = typography.parted(value, full.prints_percent(line, column))
    return Cell(text, bold=bold, edge=edge)


def _own_features(full: FullSheet, line: Line, column: Column, typography: Typography) -> tuple[str, ...]:
    found = list(typography.features(full.sheet.printed(line, column), full.prints_percent(line, column)))
    if line.role == "memo":
        found.append("rows.varav")
    if line is full.marked_line:
        found.append("cells.footnote")
    return (*found, *line.features, *column.features)


def _figure(full: FullSheet, line: Line, column: Column, place: tuple[int, int, int], own: tuple[str, ...]) -> Figure:
    value = full.sheet.printed(line, column)
    table, row, grid_column = place
    meaning = line.meaning.over(column.meaning).over(full.sheet.meaning)
    if column.quotient or column.meaning.measure == "budget_change":
        # A share of an income, or what its budget was changed by, is no income.
        meaning = replace(meaning, measure=column.meaning.measure, primary="")
    return Figure(
        table=table,
        row=row,
        column=grid_column,
        row_path=line.path,
        column_label=column.levels,
        value="" if value is None else format(value, "f"),
        unit=full.known_unit(line, column),
        scenario=column.scenario,
        year=column.year,
        features=own,
        meaning=meaning,
        role=line.role,
    )


def _widths(
    full: FullSheet, style: TableStyle, setting: Setting, narrow_label: bool
) -> tuple[TableStyle, list[float]] | None:
    """The style, in smaller type where the width demands it, and each column's share of the width."""
    room = COLUMN_WIDTH if setting.page.columns == 2 else TEXT_WIDTH[setting.orientation]
    size = style.size
    while size >= _SMALLEST:
        needs = [_need(full, column, size, style.padding, setting) for column in full.columns]
        labels = [line.label for line in full.lines]
        label_index = next(i for i, column in enumerate(full.columns) if column.role == "label")
        longest = (
            max(text_width(line.label, size, setting.page) + 8 * line.indent + 6 for line in full.lines)
            + 2 * style.padding
        )
        least = max(_LEAST_LABEL, cell_width((), [*labels, full.corner], size, style.padding, setting.page) + 16)
        left = room - sum(needs)
        if left >= least and (narrow_label or left >= min(longest, 150.0)):
            wanted = max(least, min(longest * 0.62 if narrow_label else longest, left))
            spare = (left - wanted) * 0.5
            figures = [i for i, column in enumerate(full.columns) if column.role == "figure"]
            needs[label_index] = wanted + spare * 0.4
            for i in figures:
                needs[i] += spare * 0.6 / len(figures)
            return replace(style, size=size), [int(10_000 * need / room) / 10_000 for need in needs]
        size -= 0.5
    return None


def _need(full: FullSheet, column: Column, size: float, padding: float, setting: Setting) -> float:
    if column.role == "label":
        return 0.0
    if column.role == "spacer":
        return 2 * padding + 6
    if column.role == "mark":
        texts = [line.texts.get(column.key) or "" for line in full.lines]
        return cell_width((), [*texts, *column.heads], size, padding, setting.page) + 8
    if column.role in ("text", "group"):
        texts = [line.texts.get(column.key) or "" for line in full.lines]
        return max(cell_width((), [*texts, *column.heads], size, padding, setting.page), 64.0)
    if column.role == "identifier":
        texts = [line.texts.get(column.key) or "" for line in full.lines]
        return cell_width(texts, column.heads, size, padding, setting.page)
    texts = [
        _figure_cell(full, line, column, setting.typography, bold=True).whole
        + (full.footnote if full.marked_value == (index, column.key) else "")
        for index, line in enumerate(full.lines)
        if line.role != "group"
    ]
    return cell_width(texts, column.heads[-1:], size, padding, setting.page)


def _wrapping(full: FullSheet, widths: Sequence[float], style: TableStyle, setting: Setting, grid: _Grid) -> set[str]:
    """Find labels and headers on several lines. Labels are noted on their figures, headers returned as features."""
    room = COLUMN_WIDTH if setting.page.columns == 2 else TEXT_WIDTH[setting.orientation]
    label_index = next(i for i, column in enumerate(full.columns) if column.role == "label")
    inside = widths[label_index] * room - 2 * style.padding
    wrapped = {
        line.path
        for line in full.lines
        if text_width(line.label, style.size, setting.page) / 1.1 > inside - 8 * line.indent
    }
    grid.figures[:] = [
        replace(figure, features=(*figure.features, "rows.wrapped_label")) if figure.row_path in wrapped else figure
        for figure in grid.figures
    ]
    headers = [
        text_width(column.levels[-1], style.size, setting.page) / 1.1 > width * room - 2 * style.padding
        for column, width in zip(full.columns, widths, strict=True)
        if column.role == "figure"
    ]
    return {"header.wrapped"} if any(headers) else set()


def _breaks(rng: Random, wish: Wish, setting: Setting, full: FullSheet, grid: _Grid) -> tuple[tuple[int, ...], bool]:
    """The rows at which a page begins, and whether the header is repeated there; noted on the figures after them."""
    header = sum(row.role == "header" for row in grid.rows)
    body = len(grid.rows) - header
    if not setting.breaks or wish["break"] == "no" or body < 5 or full.group_sizes:
        return (), False
    if wish["break"] == "total_alone":
        if grid.rows[-1].role not in ("total", "subtotal"):
            return (), False
        breaks, repeats, name = [len(grid.rows) - 1], rng.random() < 0.5, "break.total_alone"
    else:
        breaks = [rng.randint(header + 2, len(grid.rows) - 2)]
        if len(grid.rows) - breaks[0] > 6 and rng.random() < 0.35:
            breaks.append(rng.randint(breaks[0] + 2, len(grid.rows) - 2))
        repeats, name = wish["break"] == "repeat", f"break.{wish['break']}"
    names = {name, "break.repeat" if repeats else "break.no_repeat"}
    grid.figures[:] = [
        replace(figure, features=(*figure.features, *sorted(names))) if figure.row >= breaks[0] else figure
        for figure in grid.figures
    ]
    return tuple(breaks), repeats


def _relations(full: FullSheet, grid: _Grid, prints_empty: bool) -> list[Relation]:
    """The sums down columns and formulas along rows, between cells printed with a value.

    `prints_empty`: a cell without a value is empty.
    """
    found: list[Relation] = []
    index_of = {id(line): index for index, line in enumerate(full.lines)}

    def cell(index: int, key: str) -> tuple[int, int, int] | None:
        column = next(column for column in full.columns if column.key == key)
        printed = full.sheet.printed(full.lines[index], column) is not None
        return grid.place.get((index, key)) if printed else None

    def add(
        kind: str, stated: tuple[int, int, int] | None, parts: list[tuple[tuple[int, int, int] | None, int]]
    ) -> None:
        known = [(part, weight) for part, weight in parts if part is not None]
        if stated is not None and known:
            has_empty = prints_empty and len(known) < len(parts)
            found.append(Relation(kind, stated, tuple(p for p, _ in known), tuple(w for _, w in known), has_empty))

    for index, line in enumerate(full.lines):
        for column in full.columns:
            if column.role != "figure" or line.role == "group":
                continue
            if line.is_total and not column.quotient:
                parts = [(cell(index_of[id(part)], column.key), weight) for part, weight in line.parts]
                add("column_sum", cell(index, column.key), parts)
            if column.terms:
                add(
                    "row_formula", cell(index, column.key), [(cell(index, key), weight) for key, weight in column.terms]
                )
    return found
