"""Tables with a line for each cell, where the cells are so regular that their number tells the columns.

Every row has as many cells: maybe its code, its label, and figures or empty cells. Where that does not hold from the
first row to the last, as in text that has dropped its empty cells, the table is left to `spaced`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dagster_project.reading.model import Row, Table
from dagster_project.reading.sources.text.finders.celled.cells import GridCell, stretches
from dagster_project.reading.sources.text.finders.celled.header import Header, header_of
from dagster_project.reading.sources.text.finders.celled.parts import sums_beside
from dagster_project.reading.sources.text.finders.celled.words import is_head
from dagster_project.reading.sources.text.finders.spaced.rows import NOTE, place_in
from dagster_project.reading.sources.text.heads import is_note
from dagster_project.reading.sources.text.labels import ROW_CODE
from dagster_project.reading.sources.text.line import Line, Located
from dagster_project.terms import ColumnsFrom

_FEWEST_ROWS = 2
_MOST_COLUMNS = 18
_MOST_GROUPS = 2


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a table: the cells from index `start` up to `end`, `width` in each row, maybe with a code first."""

    start: int
    end: int
    width: int
    has_codes: bool

    @property
    def leads(self) -> int:
        """The number of cells before the figures: the label, and the code."""
        return 1 + self.has_codes

    def rows(self, cells: Sequence[GridCell]) -> Iterator[Sequence[GridCell]]:
        """The cells of each row, with the empty ones that a group row and the end of the last row may lack."""
        at = self.start
        while at < self.end:
            is_group = _is_group(cells, at, self.width, self.has_codes)
            row = list(cells[at : min(at + (1 if is_group else self.width), self.end)])
            empty = GridCell(row[0].at)
            before = [empty] * (is_group and self.has_codes)
            yield [*before, *row, *[empty] * (self.width - len(before) - len(row))]
            at += 1 if is_group else self.width


def find(lines: Sequence[Line]) -> list[Located[Table]]:
    """The tables with a line for each cell whose header is certain too."""
    found: list[Located[Table]] = []
    for cells in stretches(lines):
        at = 0
        while body := _body_from(cells, at):
            table = _headed(lines, cells, body, at)
            if table and not any(table.start < other.end and other.start < table.end for other in found):
                found.append(table)
            at = body.end
    return sorted(found, key=lambda table: table.start)


def _headed(lines: Sequence[Line], cells: Sequence[GridCell], body: Body, after: int) -> Located[Table] | None:
    """The table under the header before it, but after cell `after`; group rows may be between."""
    sums = sums_beside(body.rows(cells), body.leads)
    for groups in range(_MOST_GROUPS + 1):
        first = body.start - groups
        if groups and not (cells[first].is_label and not is_head(cells[first])):
            return None
        header = header_of(cells[after:first], body.width, body.leads, sums)
        if header:
            # What heads columns too is no group row: a part of the header is left.
            is_whole = not any(cells[at].text in header.texts for at in range(first, body.start))
            table = replace(body, start=first)
            is_table = is_whole and _fits(table.rows(cells), header, body.leads)
            return _built(lines, cells, table, header) if is_table else None
    return None


def _fits(rows: Iterator[Sequence[GridCell]], header: Header, leads: int) -> bool:
    """Whether all cells are numbers of notes below a head for those."""
    if not is_note(header.rows[-1][leads].text):
        return True
    return all(row[leads].is_empty or NOTE.fullmatch(row[leads].text) for row in rows)


def _body_from(cells: Sequence[GridCell], at: int) -> Body | None:
    """The next rows that are as regular as a table's, from a cell on."""
    while at + 1 < len(cells):
        following = cells[at + 1]
        if cells[at].is_label and (following.is_figure or following.is_empty):
            body = _body_at(cells, at)
            if body:
                return body
        at += 1
    return None


def _body_at(cells: Sequence[GridCell], label: int) -> Body | None:
    """The rows of which the first has its label at an index."""
    after = next((n for n in range(label + 1, min(label + _MOST_COLUMNS, len(cells))) if cells[n].is_label), None)
    if after is None or after - label < 2 or _are_years(cells[label + 1 : after]):
        return None
    width = after - label
    coded, plain = _with_codes(cells, label, width), _rows(cells, label, width, has_codes=False)
    return coded or plain


def _are_years(cells: Sequence[GridCell]) -> bool:
    """Whether cells after a label are years, which head columns."""
    printed = [cell for cell in cells if not cell.is_empty]
    return bool(printed) and all(cell.is_year for cell in printed)


def _with_codes(cells: Sequence[GridCell], label: int, width: int) -> Body | None:
    """The rows with a code before each label but some, in ascending order."""
    body = _rows(cells, label - 1, width, has_codes=True) if label and width > 2 else None
    if body is None:
        return None
    codes = [row[0].text for row in body.rows(cells)]
    numbers = [int(code) for code in codes if code]
    return body if len(numbers) > 1 and all(a < b for a, b in pairwise(numbers)) else None


def _rows(cells: Sequence[GridCell], start: int, width: int, has_codes: bool) -> Body | None:
    end, full = start, 0
    while True:
        if _is_row(cells[end : end + width], width, has_codes):
            full += any(cell.is_figure and not cell.is_year for cell in cells[end + 1 : end + width])
            end += width
        elif full and _is_group(cells, end, width, has_codes):
            end += 1
        else:
            break
    if full < _FEWEST_ROWS or _goes_on(cells, end):
        return None
    return Body(start, min(end, len(cells)), width, has_codes)


def _is_group(cells: Sequence[GridCell], at: int, width: int, has_codes: bool) -> bool:
    """Whether a cell is a group row of its own, before a row with figures."""
    if not cells[at : at + 1] or not cells[at].is_label or is_head(cells[at]):
        return False
    following = cells[at + 1 : at + 1 + width]
    is_row = _is_row(following, width, has_codes) and any(cell.is_figure for cell in following[1 + has_codes :])
    return is_row or _is_group(cells, at + 1, width, has_codes)


def _is_row(cells: Sequence[GridCell], width: int, has_codes: bool) -> bool:
    """Whether cells are a row; the last of a stretch may lack empty cells at its end."""
    if len(cells) < min(width, 2 + has_codes):
        return False
    if has_codes and not (cells[0].is_empty or ROW_CODE.fullmatch(cells[0].text)):
        return False
    figures = cells[has_codes + 1 :]
    are_heads = sum(cell.is_year for cell in figures) > 1 and _are_years(figures)
    return cells[has_codes].is_label and not are_heads and all(cell.is_empty or cell.is_figure for cell in figures)


def _goes_on(cells: Sequence[GridCell], end: int) -> bool:
    """Whether a figure of another row follows: not all rows are alike."""
    following = [cell for cell in cells[end:] if cell.lines]
    return any(cell.is_figure and not cell.is_year for cell in following[:2])


def _built(lines: Sequence[Line], cells: Sequence[GridCell], body: Body, header: Header) -> Located[Table]:
    first = lines[header.at]
    printed = [Row(tuple(cell.cell(first) for cell in row)) for row in header.rows]
    for row in body.rows(cells):
        last = next(cell for cell in reversed(row) if not cell.is_empty).lines[-1]
        printed.append(Row(tuple(cell.cell(last) for cell in row)))
    end = next(cell for cell in reversed(cells[: body.end]) if not cell.is_empty)
    table = Table(
        tuple(printed),
        place_in(first, 0, len(first.raw)),
        ColumnsFrom.COUNTING,
        spans_known=False,
        header_rows=len(header.rows),
    )
    return Located(header.at, end.at + len(end.lines), table)
