"""Tables in text whose columns are no longer separated: rows as lines, or each cell on a line of its own.

Text copied from a PDF or a web page loses its separators: "Revision – 614 – 9 1,6 % – 620 6" is a label and five
figures, and a web page's table may have the label and figures of a row on consecutive lines. How a run of digit groups
is cut into figures is decided in `tokens`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dagster_project.reading.model import Cell, Row, Table
from dagster_project.reading.sources.text.finders.spaced.headers import MOST_GROUPS, SpacedHeader, header_before
from dagster_project.reading.sources.text.finders.spaced.rows import (
    SpacedRow,
    figures_in,
    is_label,
    place_in,
    rows_from,
)
from dagster_project.reading.sources.text.line import Line, Located
from dagster_project.terms import ColumnsFrom

_FEWEST_ROWS = 3


def find(lines: Sequence[Line]) -> list[Located[Table]]:
    """The tables whose columns are found by counting figures, in order; none has lines with tabs or pipes."""
    found: list[Located[Table]] = []
    at = 0
    while at < len(lines):
        table = _table_at(lines, at)
        if table is None:
            at += 1
            continue
        found.append(table)
        at = table.end
    return found


def _table_at(lines: Sequence[Line], at: int) -> Located[Table] | None:
    """The table whose first row with figures begins at a line, with the header before it."""
    if figures_in(lines[at]) is None and not is_label(lines[at]):
        return None
    rows = rows_from(lines, at)
    if not rows or not rows[0].figures:
        return None
    header, count = _header_and_count(lines, rows)
    if count is None or (header is None and count < 2):
        return None
    rows = _trimmed([*(header.groups if header else ()), *rows], count, _has_notes(header))
    if sum(bool(row.figures) for row in rows) < _FEWEST_ROWS:
        return None
    return _built(lines, header, rows, count)


def _header_and_count(lines: Sequence[Line], rows: Sequence[SpacedRow]) -> tuple[SpacedHeader | None, int | None]:
    """The header and the number of figures per row: the number of its columns, where the rows allow it."""
    full = [row for row in rows if row.figures]
    longest = max(row.exact or row.figures[0][1].length for row in full)
    headers = {count: header_before(lines, rows[0].lines[0], count) for count in range(1, longest + 1)}
    fits = {
        count: sum(row.noted(count, _has_notes(header)) is not None for row in full)
        for count, header in headers.items()
    }
    enough = [count for count, rows_fit in fits.items() if rows_fit >= max(_FEWEST_ROWS, 0.7 * len(full))]
    for count in sorted(enough, key=lambda count: (-fits[count], count)):
        if headers[count]:
            return headers[count], count
    exact = Counter(row.exact for row in full if row.exact in enough)
    return None, max(exact, key=lambda count: (fits[count or 0], exact[count]), default=None)


def _has_notes(header: SpacedHeader | None) -> bool:
    return header is not None and header.note is not None


def _trimmed(rows: list[SpacedRow], count: int, has_notes: bool) -> list[SpacedRow]:
    """The rows up to the last with figures, or to the first with too many, or to more than MOST_GROUPS group rows."""
    kept: list[SpacedRow] = []
    for at, row in enumerate(rows):
        if row.figures and row.noted(count, has_notes) is None and (row.exact or count + 1) > count:
            break
        if not any(following.figures for following in rows[at : at + MOST_GROUPS + 1]):
            break
        kept.append(row)
    while kept and not kept[-1].figures:
        kept.pop()
    return kept


def _built(lines: Sequence[Line], header: SpacedHeader | None, rows: Sequence[SpacedRow], count: int) -> Located[Table]:
    has_notes = _has_notes(header)
    printed = [Row(cells) for cells in _header_cells(lines, header)] if header else []
    for row in rows:
        printed.append(Row((_label_cell(row), *_figure_cells(row, count, has_notes))))
    start = header.start if header else rows[0].lines[0]
    first = lines[start]
    header_rows = len(printed) - len(rows) or None
    place = place_in(first, 0, len(first.raw))
    table = Table(tuple(printed), place, ColumnsFrom.COUNTING, spans_known=False, header_rows=header_rows)
    return Located(start, rows[-1].lines[1], table)


def _header_cells(lines: Sequence[Line], header: SpacedHeader) -> list[tuple[Cell, ...]]:
    """The rows of the header: cells over several columns first, if there are any, and then the columns."""
    notes = (header.note,) if header.note else ()
    lowest = (header.corner, *notes, *header.cells)
    if not header.uppers:
        return [lowest]
    empty = Cell(place=place_in(lines[header.start], 0, 0))
    uppers = dict(header.uppers)
    over = [uppers.get(column, empty) for column in range(len(header.cells))]
    return [(empty, *(empty for _ in notes), *over), lowest]


def _label_cell(row: SpacedRow) -> Cell:
    line, start, end = row.label[0]
    return Cell(text=row.text, place=place_in(line, start, end))


def _figure_cells(row: SpacedRow, count: int, has_notes: bool) -> list[Cell]:
    """The note of a row, where the table has notes, and its figures, one per column.

    A row with fewer figures has them in the first columns, as nothing shows which are missing.
    """
    line, _, end = row.label[-1]
    note: Cell | None = None
    cells: list[Cell] = []
    if row.figures:
        line = row.figures[-1][0]
        end = len(line.raw)
        note, cells = row.noted(count, has_notes) or (None, row.values(row.exact or 1) or [])
    empty = Cell(place=place_in(line, end, end))
    return [*([note or empty] if has_notes else []), *cells, *[empty] * (count - len(cells))]
