"""Tables of web pages: cells in the grid of their spans, header rows by `<thead>` or `<th>`."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import Any

from dagster_project.reading.model import Cell, Place, Row, Symbol, Table
from dagster_project.reading.sources.html.inline import Inline, TextRun, is_hidden, read_inline
from dagster_project.reading.sources.spans import (
    Flow,
    Spanning,
    grid,
    may_be_header,
    placed_by_spans,
    rows_parted_by_spans,
)
from dagster_project.reading.sources.superscripts import superscripts_at_end
from dagster_project.reading.vocabulary.broken import breaks_range, breaks_word
from dagster_project.terms import ColumnsFrom

_MOST_COLUMNS = 1000  # the HTML standard's limit of a span
_MOST_ROWS = 65534
_LENGTH = re.compile(r"(?:^|;)\s*(?:padding-left|margin-left|text-indent)\s*:\s*([\d.]+)(px|pt|em|rem)", re.I)
_POINTS = {"px": 0.75, "pt": 1.0, "em": 10.0, "rem": 10.0}
_HARD_SPACE = 2.8


def read_table(element: Any, flow: Flow) -> Table | None:
    """The table of a `<table>` that contains no other; None where it shows nothing."""
    rows = [row for row in element.iter("tr") if not is_hidden(row) and not _is_in_hidden(row, element)]
    cells = [[cell for cell in row if cell.tag in ("td", "th") and not is_hidden(cell)] for row in rows]
    kept = [(row, line) for row, line in zip(rows, cells, strict=True) if line]
    if not kept:
        return None
    placed = placed_by_spans([[_spanning(cell, len(kept) - at) for cell in line] for at, (_, line) in enumerate(kept)])
    lines = [flow.row(row) for row in grid(placed)]
    if not any(cell.text or cell.symbols for line in lines for cell in line):
        return None
    heads = len(list(takewhile(lambda one: _is_header(*one), kept)))
    caption = next((read_inline(child).text for child in element if child.tag == "caption"), "")
    place = Place(line=lines[0][0].place.line, start=0, end=lines[0][-1].place.end)
    printed = tuple(map(Row, lines))
    heads = len(list(takewhile(may_be_header, printed[:heads])))
    heads = max(heads, rows_parted_by_spans(printed))
    header_rows = heads if 0 < heads < len(lines) else None
    return Table(printed, place, ColumnsFrom.DRAWN, True, header_rows, caption)


def _is_in_hidden(row: Any, table: Any) -> bool:
    for ancestor in row.iterancestors():
        if ancestor is table:
            return False
        if is_hidden(ancestor):
            return True
    return False


def _is_header(row: Any, cells: list[Any]) -> bool:
    return row.getparent().tag == "thead" or all(cell.tag == "th" for cell in cells)


def _spanning(element: Any, rows_left: int) -> Spanning:
    columns = _number(element.get("colspan"), _MOST_COLUMNS)
    rows = element.get("rowspan")
    # A row span of 0 reaches to the end of the table.
    return Spanning(_cell(element), 0, columns, rows_left if rows == "0" else min(_number(rows, _MOST_ROWS), rows_left))


def _number(written: str | None, most: int) -> int:
    text = (written or "").strip()
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 8 else 1


def _cell(element: Any) -> Cell:
    inline = read_inline(element)
    lead = inline.raw[: len(inline.raw) - len(inline.raw.lstrip(" \xa0\n"))].count("\xa0")
    kept, raised = superscripts_at_end([(run.text, run.raised) for run in inline.runs], any_case=False)
    inline.runs = inline.runs[:kept]
    items = [read_inline(part).text for part in element.iter("p", "li") if not is_hidden(part)]
    return Cell(
        text=_whole(inline),
        items=tuple(filter(None, items)),
        bold=inline.bold,
        italic=inline.italic,
        indent=round(_indent(element) + lead * _HARD_SPACE, 1),
        superscripts=raised,
        symbols=tuple(_symbols(inline)),
    )


def _whole(inline: Inline) -> str:
    """The text of a cell, in which a word or range that a break parts after its hyphen is whole ("Års-<br>prognos")."""
    text = ""
    for line in inline.raw.split("\n"):
        before, after = text.rstrip(), line.lstrip()
        if breaks_word(before, after):
            text = before[:-1] + after
        else:
            text = before + after if breaks_range(before, after) else f"{text}\n{line}"
    return replace(inline, runs=[TextRun(text)]).text


def _symbols(inline: Inline) -> list[Symbol]:
    return [Symbol(appearance.shape, appearance.colour, Place()) for _, appearance in inline.marks]


def _indent(element: Any) -> float:
    """The space before a cell's text in points, by its style or that of the element around the text."""
    inner = [element, *(child for child in element if child.tag in ("p", "span", "div"))][:2]
    found = [match for part in inner if (match := _LENGTH.search(part.get("style", "")))]
    return sum(float(match[1]) * _POINTS[match[2].lower()] for match in found if match[1].count(".") < 2)
