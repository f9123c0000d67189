"""From a test document to a file, without knowing its truth: PDF and Word by `lab/typeset`, HTML and text here.

The forms of text are those in which reports are found on the web:

- layout: columns at positions, heads centred over the columns they span
- cells: a cell per line, rows after each other
- rows: a row per line with single blanks; a head cell of several lines breaks the line
- tabs: a row per line with tabs
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from lab.printed import Block, Case, Cell, Heading, NewPage, PageStyle, Paragraph, Row, TableStyle
from lab.printed import Table as PrintedTable
from tests.real.document import Document, HeadCell, Line, Style, Table

# All files have the same name: it must not tell what they hold.
_NAME = "rapport"
_WIDEST_LABEL = 46


def typeset(document: Document, folder: Path) -> Path:
    """Write the document into `folder` and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    if document.form in ("pdf", "docx"):
        return _typeset_case(document, folder)
    suffix = ".html" if document.form == "html" else ".txt"
    path = folder / f"{_NAME}{suffix}"
    path.write_text(_TEXTS[document.form](document), encoding="utf-8")
    return path


def _typeset_case(document: Document, folder: Path) -> Path:
    from lab.typeset import typeset as typeset_case

    engine = "docx" if document.form == "docx" else document.style.engine
    case = Case(0, engine, document.slug, PageStyle(), tuple(_blocks(document)), ())
    made = typeset_case(case, folder)
    return made.rename(folder / f"{_NAME}{made.suffix}")


# PDF and Word


def _blocks(document: Document) -> Iterator[Block]:
    if document.style.landscape:
        yield NewPage("landscape")
    for block in document.blocks:
        if isinstance(block, Table):
            yield _printed(block, document.style)
        elif isinstance(block, tuple):
            yield Heading(1, block[1])
        else:
            yield Paragraph(block)


def _printed(table: Table, style: Style) -> PrintedTable:
    head = tuple(Row(tuple(_head_cell(cell) for cell in row), "header") for row in table.head)
    body = tuple(_printed_row(line) for line in table.printed if line is not None)
    rest = (1 - style.label_width) / table.columns
    return PrintedTable(
        title=table.title,
        rows=(*head, *body),
        align=("left", *["right"] * table.columns),
        widths=(style.label_width, *[rest] * table.columns),
        title_as="heading" if table.title else "none",
        style=TableStyle(
            rules=style.rules,
            shade=style.shade,
            header_align=style.header_align,
            padding=3.0,
            size=8.0 if table.columns < 8 else 7.0,
        ),
        notes=table.notes,
    )


def _head_cell(cell: HeadCell) -> Cell:
    return Cell(cell.text, span=cell.span, bold=True)


def _printed_row(line: Line) -> Row:
    bold = line.kind != "leaf"
    label = Cell(line.label, bold=bold, indent=line.depth if line.kind != "group" else 0)
    cells = (label, *(Cell(text, bold=bold) for text in line.cells))
    return Row(cells, line.kind)


# HTML


def _as_html(document: Document) -> str:
    body = "\n".join(_html_block(block) for block in document.blocks)
    return f'<!DOCTYPE html>\n<html lang="sv">\n<head><meta charset="utf-8"></head>\n<body>\n{body}\n</body>\n</html>\n'


def _html_block(block: str | tuple[str, str] | Table) -> str:
    if isinstance(block, str):
        return f"<p>{escape(block)}</p>"
    if isinstance(block, tuple):
        return f"<h1>{escape(block[1])}</h1>"
    head = "\n".join(_html_row("th", [(_broken(cell), cell.span) for cell in row]) for row in block.head)
    body = "\n".join(
        _html_row("td", [(escape(text), 1) for text in (line.label, *line.cells)]) for line in block.printed if line
    )
    title = f"<h2>{escape(block.title)}</h2>\n" if block.title else ""
    notes = "".join(f"\n<p>{escape(note)}</p>" for note in block.notes)
    return f"{title}<table>\n<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>{notes}"


def _html_row(tag: str, cells: list[tuple[str, int]]) -> str:
    made = "".join(f"<{tag}{_spanning(span)}>{text}</{tag}>" for text, span in cells)
    return f"<tr>{made}</tr>"


def _spanning(columns: int) -> str:
    return f' colspan="{columns}"' if columns > 1 else ""


def _broken(cell: HeadCell) -> str:
    return "<br>".join(escape(line) for line in cell.lines)


# Text


def _as_text(table_lines: Callable[[Table, Style], Iterator[str]]) -> Callable[[Document], str]:
    def text(document: Document) -> str:
        lines: list[str] = []
        for block in document.blocks:
            if isinstance(block, Table):
                lines += [
                    *([block.title, ""] if block.title else []),
                    *table_lines(block, document.style),
                    *block.notes,
                ]
            else:
                lines.append(block[1] if isinstance(block, tuple) else block)
            lines.append("")
        return "\n".join(lines).rstrip() + "\n"

    return text


def _cell_lines(table: Table, style: Style) -> Iterator[str]:
    """A cell per line with an empty line between, as a web page's text; blank cells are kept as a line of a blank."""
    rows = [[cell.lines for cell in row] for row in table.head]
    rows += [[(text,) for text in (line.label, *line.cells)] for line in table.printed if line is not None]
    for row in rows:
        for lines in row:
            if any(lines) or style.blanks == "kept":
                yield from lines if any(lines) else ("\u00a0",)
                yield ""


def _row_lines(table: Table, style: Style) -> Iterator[str]:
    for row in table.head:
        yield from _head_lines([cell.lines for cell in row if cell.text])
    for line in table.printed:
        if line is None:
            yield " " if style.blanks == "kept" else ""
            continue
        cells = (line.label, *line.cells)
        yield " ".join(cell for cell in cells if cell) if style.blanks == "dropped" else " ".join(cells).rstrip()


def _head_lines(cells: list[tuple[str, ...]]) -> Iterator[str]:
    """Cells of one line beside each other; a cell of several lines has these for itself."""
    beside: list[str] = []
    for lines in cells:
        if len(lines) == 1:
            beside.append(lines[0])
            continue
        yield from [" ".join(beside)] if beside else []
        beside = []
        yield from lines
    yield from [" ".join(beside)] if beside else []


def _tab_lines(table: Table, _: Style) -> Iterator[str]:
    for row in table.head:
        yield "\t".join("\t".join([cell.text, *[""] * (cell.span - 1)]) for cell in row)
    for line in table.printed:
        yield "\t".join((line.label, *line.cells)) if line is not None else ""


def _layout_lines(table: Table, _: Style) -> Iterator[str]:
    """Columns at positions: labels left, figures right, a head that spans columns centred over them."""
    label_width = min(
        max((len(line.label) + 2 * line.depth for line in table.printed if line), default=0), _WIDEST_LABEL
    )
    widths = [_width(table, column) for column in range(1, table.columns + 1)]
    ends = [label_width + sum(widths[: i + 1]) + 3 * (i + 1) for i in range(len(widths))]
    for row in table.head:
        for level in range(max(len(cell.lines) for cell in row)):
            yield _layout_head(row, level, label_width, ends)
    for line in table.printed:
        if line is None:
            yield ""
            continue
        label = "  " * line.depth * (line.kind != "group") + line.label
        # A long label takes a line of its own before the one with the figures.
        if len(label) > label_width:
            cut = label.rfind(" ", 0, label_width)
            yield label[:cut]
            label = label[cut + 1 :]
        yield _at(label, [(text, end) for text, end in zip(line.cells, ends, strict=True) if text])


def _width(table: Table, column: int) -> int:
    texts = [line.cells[column - 1] for line in table.printed if line]
    for row in table.head:
        at = 0
        for cell in row:
            if at <= column < at + cell.span:
                texts += [text[: -(-len(text) // cell.span)] for text in cell.lines]
            at += cell.span
    return max(len(text) for text in texts)


def _layout_head(row: tuple[HeadCell, ...], level: int, label_width: int, ends: list[int]) -> str:
    placed, at, label = [], 0, ""
    for cell in row:
        text = cell.lines[level] if level < len(cell.lines) else ""
        if at == 0:
            label = text
        elif text:
            start = (label_width if at == 1 else ends[at - 2]) + 3
            end = ends[at + cell.span - 2]
            placed.append((text, end - (end - start - len(text)) // 2 if cell.span > 1 else end))
        at += cell.span
    return _at(label, placed)


def _at(label: str, placed: list[tuple[str, int]]) -> str:
    line = label
    for text, end in placed:
        line = line.ljust(max(end - len(text), len(line) + 2 if line else 0)) + text
    return line.rstrip()


_TEXTS: dict[str, Callable[[Document], str]] = {
    "html": _as_html,
    "layout": _as_text(_layout_lines),
    "cells": _as_text(_cell_lines),
    "rows": _as_text(_row_lines),
    "tabs": _as_text(_tab_lines),
}
