"""Tables of Word documents: cells in the grid of their spans; header rows by repetition, shading or style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from docx.oxml.ns import qn

from dagster_project.reading.model import Cell, Place, Row, Symbol, Table
from dagster_project.reading.sources.docx.changes import content_of
from dagster_project.reading.sources.docx.styles import child, is_on, is_shaded, points, value
from dagster_project.reading.sources.docx.text import Text, TextReader
from dagster_project.reading.sources.spans import Flow, Spanning, grid, may_be_header, rows_parted_by_spans
from dagster_project.reading.sources.superscripts import superscripts_at_end
from dagster_project.terms import ColumnsFrom

# Column edges, in points, that differ by less are one: rows were drawn or dragged apart.
_SLIVER = 9.0
_SPACE = 0.28
_TAB = 20.0
_NO_BORDER = ("nil", "none")


@dataclass(slots=True)
class ReadTable:
    """A table, and the parts inside it that are not its text: tables in cells, text boxes, notes."""

    table: Table | None
    nested: list[Any] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    objects: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    """One row as written: its cells with their elements."""

    element: Any
    cells: list[tuple[Spanning, Any]]
    goes_on: set[int]


def rows_of(table: Any) -> list[Any]:
    """The visible rows of a w:tbl, with those in content controls."""
    rows = []
    for element in table:
        if element.tag == qn("w:tr"):
            properties = child(element, "w:trPr")
            if child(properties, "w:del") is None and not is_on(child(properties, "w:hidden")):
                rows.append(element)
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
            rows += rows_of(element)
    return rows


def cells_of(row: Any) -> list[Any]:
    """The cells of a w:tr that are not deleted, with those in content controls."""
    cells = []
    for element in row:
        if element.tag == qn("w:tc"):
            if child(element, "w:tcPr", "w:cellDel") is None:
                cells.append(element)
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            cells += cells_of(element)
    return cells


def read_table(element: Any, reader: TextReader, flow: Flow) -> ReadTable:
    """Reads a w:tbl, its cells placed by `flow`; `table` is None where no row has a cell."""
    read = ReadTable(None)
    lines = [_line(row, reader, read) for row in rows_of(element)]
    lines = [line for line in lines if line.cells]
    if not lines:
        return read
    widths = [points(column.get(qn("w:w"))) for column in element.iterfind(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")]
    placed = _without_slivers([[spanning for spanning, _ in line.cells] for line in lines], widths)
    cells = [flow.row(row) for row in grid(placed)]
    ruled = _ruled(lines)
    rows = tuple(Row(row, rule_above=above) for row, above in zip(cells, ruled, strict=True))
    first, last = cells[0][0].place, cells[0][-1].place
    place = Place(line=first.line, start=0, end=last.end)
    read.table = Table(
        rows,
        place,
        ColumnsFrom.DRAWN,
        spans_known=True,
        header_rows=_header_rows(element, lines, rows, reader),
    )
    return read


def _line(row: Any, reader: TextReader, read: ReadTable) -> _Line:
    before = value(row, "w:trPr", "w:gridBefore")
    column = int(before) if before and before.isdecimal() else 0
    line = _Line(row, [], set())
    for element in cells_of(row):
        span = value(element, "w:tcPr", "w:gridSpan")
        columns = max(int(span), 1) if span and span.isdecimal() else 1
        merge = child(element, "w:tcPr", "w:vMerge")
        goes_on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
        cell = _cell(element, reader, read)
        if goes_on:
            line.goes_on.add(len(line.cells))
        line.cells.append((Spanning(cell, column, columns), element))
        column += columns
    return line


def _cell(element: Any, reader: TextReader, read: ReadTable) -> Cell:
    parts: list[tuple[str, str, Text, Any]] = []
    for part in content_of(element):
        if part.tag == qn("w:tbl"):
            read.nested.append(part)
            continue
        text = reader.read(part)
        label = reader.label(part).removeprefix("•")
        kept, raised = superscripts_at_end([(run.text, run.raised) for run in text.runs], any_case=True)
        text.runs = text.runs[:kept]
        if text.text or text.marks or raised or label:
            parts.append((label, raised, text, part))
        read.boxes += text.boxes
        read.objects += text.objects
        read.notes += text.notes
    texts = [f"{label} {text.text}".strip() for label, _, text, _ in parts]
    printed = [(text, shown) for (_, _, text, _), shown in zip(parts, texts, strict=True) if shown]
    symbols = [
        Symbol(appearance.shape, appearance.colour, Place()) for _, _, text, _ in parts for _, appearance in text.marks
    ]
    return Cell(
        text=" ".join(filter(None, texts)),
        items=tuple(filter(None, texts)) if len(printed) > 1 else (),
        bold=bool(printed) and all(text.bold for text, _ in printed),
        italic=bool(printed) and all(text.italic for text, _ in printed),
        indent=_indent(parts[0][3], parts[0][2], reader) if parts else 0.0,
        superscripts=" ".join(filter(None, (raised for _, raised, _, _ in parts))),
        symbols=tuple(symbols),
    )


def _indent(paragraph: Any, text: Text, reader: TextReader) -> float:
    """The indent of a paragraph in points, by its style or by the spaces and tabs before its text."""
    indent = reader.styles.in_paragraph(paragraph, "w:ind")
    left = 0.0
    if indent is not None:
        left = points(indent.get(qn("w:left")) or indent.get(qn("w:start"))) + points(indent.get(qn("w:firstLine")))
        left -= points(indent.get(qn("w:hanging")))
    lead = text.raw[: len(text.raw) - len(text.raw.lstrip())]
    size = text.size or 10.0
    return round(left + sum(_TAB if c == "\t" else _SPACE * size for c in lead), 1)


def _without_slivers(rows: list[list[Spanning]], widths: Sequence[float]) -> list[list[Spanning]]:
    """The cells in a grid without the narrow columns that come from rows whose edges do not quite meet."""
    count = max(spanning.start + spanning.columns for row in rows for spanning in row)
    if len(widths) < count or min(widths) >= _SLIVER:
        return rows
    merged, left, at = [0], 0.0, 0.0
    for width in widths:
        at += width
        if at - left >= _SLIVER:
            merged.append(merged[-1] + 1)
            left = at
        else:
            merged.append(merged[-1])
    fitted = []
    for row in rows:
        line = []
        for one in row:
            start, end = merged[one.start], merged[one.start + one.columns]
            if end > start:
                line.append(replace(one, start=start, columns=end - start))
            elif one.cell.text or one.cell.symbols:
                return rows  # A narrow column with text is a column.
        fitted.append(line)
    return fitted


def _ruled(lines: Sequence[_Line]) -> list[bool]:
    """Which rows have a rule of their own above them; none where at least every second row has one."""
    above = []
    for at, line in enumerate(lines):
        own = _has_border(line, "w:top")
        of_previous = at > 0 and _has_border(lines[at - 1], "w:bottom")
        above.append(own or of_previous)
    return above if sum(above) * 2 <= len(lines) else [False] * len(lines)


def _has_border(line: _Line, side: str) -> bool:
    borders = [child(element, "w:tcPr", "w:tcBorders", side) for _, element in line.cells]
    drawn = [border for border in borders if border is not None and border.get(qn("w:val")) not in _NO_BORDER]
    return len(drawn) * 2 > len(line.cells)


def _header_rows(element: Any, lines: Sequence[_Line], rows: Sequence[Row], reader: TextReader) -> int | None:
    """The number of header rows that the formatting shows.

    They are rows repeated on each page, else those alone shaded at the top, else the first where the table's style
    distinguishes it; and all rows under cells over several columns.
    """
    repeated = len(list(takewhile(_is_repeated, lines)))
    shaded = 0
    if not repeated:
        fills = [_is_shaded_row(line) for line in lines]
        shaded = len(list(takewhile(bool, fills)))
        if shaded == len(lines):
            shaded = 0
    count = repeated or shaded
    count = len(list(takewhile(may_be_header, rows[:count])))
    if not count and _style_sets_apart(element, reader) and may_be_header(rows[0]):
        count = 1
    count = max(count, rows_parted_by_spans(rows))
    # A header cell that spans rows takes all of them into the header.
    while 0 < count < len(lines) and lines[count].goes_on and may_be_header(rows[count]):
        count += 1
    return count if 0 < count < len(lines) else None


def _is_repeated(line: _Line) -> bool:
    return is_on(child(line.element, "w:trPr", "w:tblHeader"))


def _is_shaded_row(line: _Line) -> bool:
    return all(is_shaded(child(element, "w:tcPr", "w:shd")) for _, element in line.cells)


def _style_sets_apart(element: Any, reader: TextReader) -> bool:
    appearance = child(element, "w:tblPr", "w:tblLook")
    if appearance is None:
        return False
    first = appearance.get(qn("w:firstRow"))
    if first is None:
        bits = appearance.get(qn("w:val"), "0")
        first = "1" if re.fullmatch(r"[0-9a-fA-F]+", bits) and int(bits, 16) & 0x20 else "0"
    return first in ("1", "true", "on") and reader.styles.table_is_headed(value(element, "w:tblPr", "w:tblStyle"))
