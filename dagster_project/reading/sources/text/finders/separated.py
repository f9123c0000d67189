"""Tables with separators: rows of cells between tabs, and Markdown tables between pipes.

Decides which lines make one table, and gives its rows equally many cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from dagster_project.reading.model import Cell, Place, Row, Table
from dagster_project.reading.numbers import parse_number
from dagster_project.reading.sources.text.line import Line, Located
from dagster_project.reading.sources.text.markup import cell
from dagster_project.terms import ColumnsFrom

# A row that has lost its empty cells is at most this many characters long, and so many may follow each other.
_LONGEST_LABEL = 60
_MOST_LABELS = 3
_WORD = re.compile(r"[^\W\d_]{3}")
_PIPE_ROW = re.compile(r"\s*\|.*\|\s*\Z")
_PIPE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*\Z")


def is_row(line: Line) -> bool:
    """Whether the line has cells between tabs."""
    return "\t" in line.raw.rstrip("\r\n ") and not line.is_blank


def find(lines: Sequence[Line], *, trailing_cells_kept: bool = False) -> list[Located[Table]]:
    """The tables whose cells are separated by tabs or pipes."""
    found: list[Located[Table]] = []
    at = 0
    while at < len(lines):
        if is_pipe_line(lines[at]):
            end = _pipes_end(lines, at)
            table = pipe_table(lines[at:end])
            found += [Located(at, end, table)] if table else []
        elif _is_table_row(lines[at]):
            end = _rows_end(lines, at, trailing_cells_kept)
            for table in tab_tables(lines[at:end], trailing_cells_kept):
                found.append(Located(at, at + len(table.rows), table))
                at += len(table.rows)
        else:
            end = at + 1
        at = end
    return found


def tab_tables(lines: Sequence[Line], trailing_cells_kept: bool) -> Iterator[Table]:
    """The tables of consecutive lines, each of which is one row.

    A table ends where the number of cells changes for good. In a file that never ends a line with a tab
    (`trailing_cells_kept` false) a shorter row has lost its last, empty cells and belongs to its table.
    """
    rows = [_split(line) for line in lines]
    for group in _same_tables(rows, trailing_cells_kept):
        yield _table(group)


def is_item(line: Line) -> bool:
    """Whether the line is a bullet or number, a tab and one text: a list item or numbered heading, not a row."""
    cells = line.raw.strip().split("\t")
    return (
        len(cells) == 2
        and bool(re.fullmatch(r"[-–•·▪]|\d{1,2}[.)]|\d{1,2}(\.\d{1,2})+", cells[0]))
        and (bool(_WORD.search(cells[1])) and not re.search(r"\d\s*%?\Z", cells[1]))
    )


def pipe_table(lines: Sequence[Line]) -> Table | None:
    """The Markdown table that the lines form, or None. The rows above its rule of dashes are its header."""
    ruled = [number for number, line in enumerate(lines) if _PIPE_RULE.match(line.raw) and "|" in line.raw]
    bodies = [line for number, line in enumerate(lines) if number not in ruled]
    if len(bodies) < (1 if ruled else 2) or not all("|" in line.raw for line in bodies):
        return None
    if not ruled and not all(_PIPE_ROW.match(line.raw) for line in bodies):
        return None
    rows = [_split_pipes(line) for line in bodies]
    header_rows = ruled[0] if ruled and any(c.text for c in rows[0]) else None
    return _table(rows, header_rows or None)


def is_pipe_line(line: Line) -> bool:
    """Whether the line is a row or the rule of a Markdown table."""
    return bool(_PIPE_ROW.match(line.raw)) or ("|" in line.raw and bool(_PIPE_RULE.match(line.raw)))


def _pipes_end(lines: Sequence[Line], start: int) -> int:
    return next((at for at in range(start, len(lines)) if not is_pipe_line(lines[at])), len(lines))


def _rows_end(lines: Sequence[Line], start: int, trailing_cells_kept: bool) -> int:
    """The end of the rows that begin at a line.

    Lines of one cell ("TILLGÅNGAR", "Anläggningstillgångar") are rows that have lost their empty cells.
    """
    end = at = start
    while at < len(lines) and at - end <= _MOST_LABELS:
        if _is_table_row(lines[at]):
            end = at + 1
        elif trailing_cells_kept or not _may_be_label(lines[at]):
            break
        at += 1
    return end


def _may_be_label(line: Line) -> bool:
    return not line.is_blank and not is_pipe_line(line) and len(line.raw) <= _LONGEST_LABEL


def _is_table_row(line: Line) -> bool:
    return is_row(line) and not is_item(line) and not is_pipe_line(line)


def _split(line: Line) -> list[Cell]:
    cells, at = [], 0
    for text in line.raw.rstrip("\r").split("\t"):
        cells.append(cell(text, line.number, line.start + at, line.page))
        at += len(text) + 1
    return cells


def _split_pipes(line: Line) -> list[Cell]:
    raw = line.raw.rstrip()
    start = raw.index("|") + 1 if raw.lstrip().startswith("|") else 0
    end = len(raw) - 1 if raw.endswith("|") and not raw.endswith("\\|") else len(raw)
    cells, at = [], start
    for text in re.split(r"(?<!\\)\|", raw[start:end]):
        cells.append(cell(text, line.number, line.start + at, line.page))
        at += len(text) + 1
    return cells


def _same_tables(rows: list[list[Cell]], trailing_cells_kept: bool) -> Iterator[list[list[Cell]]]:
    """The rows cut where at least two consecutive rows have another number of cells than those before them."""
    table: list[list[Cell]] = []
    agreeing = 0
    for width, group in groupby(rows, key=len):
        members = list(group)
        wider = width > max((len(row) for row in table), default=width)
        header_like = not any(parse_number(one.text) for one in members[0])
        cut = agreeing and len(members) > 1 and (trailing_cells_kept or (wider and header_like))
        if cut:
            yield table
            table, agreeing = [], 0
        table += members
        agreeing = max(agreeing, len(members) if len(members) > 1 else 0)
    if table:
        yield table


def _table(rows: list[list[Cell]], header_rows: int | None = None) -> Table:
    width = max(len(row) for row in rows)
    padded = [_padded(row, width, is_header=number == 0, rows=rows) for number, row in enumerate(rows)]
    first, last = padded[0][0].place, padded[-1][-1].place
    return Table(
        rows=tuple(Row(tuple(row)) for row in padded),
        place=Place(page=first.page, line=first.line, start=first.start, end=_end(rows[0]) or last.end),
        columns_from=ColumnsFrom.SEPARATOR,
        spans_known=False,
        header_rows=header_rows,
    )


def _end(row: list[Cell]) -> int | None:
    return row[-1].place.end


def _padded(row: list[Cell], width: int, is_header: bool, rows: list[list[Cell]]) -> list[Cell]:
    """The row with empty cells added: at its end, but before a header that lacks only its corner."""
    missing = width - len(row)
    if not missing:
        return row
    body = [other for other in rows[1:] if len(other) == width]
    is_packed = is_header and missing == 1 and all(one.text for one in row)
    lacks_corner = is_packed and body and all(parse_number(other[-1].text) for other in body)
    edge = row[0].place.start if lacks_corner else row[-1].place.end
    empty = Cell(place=Place(page=row[0].place.page, line=row[0].place.line, start=edge, end=edge))
    return [empty, *row] if lacks_corner else [*row, *[empty] * missing]
