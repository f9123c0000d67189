"""Tables with a line for each cell, where the cells are so regular that their number tells the columns.

Every row has as many cells: maybe its code, its label, and figures or empty cells. Where that does not hold from the
first row to the last, as in text that has dropped its empty cells, the table is left to `spaced`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from dagster_project.reading.model import Row, Table
from dagster_project.reading.sources.text.finders.celled.body import Body, body_from, longer
from dagster_project.reading.sources.text.finders.celled.cells import GridCell, stretches
from dagster_project.reading.sources.text.finders.celled.header import Header, header_of
from dagster_project.reading.sources.text.finders.celled.words import differ, is_date, is_head, names_time
from dagster_project.reading.sources.text.finders.spaced.rows import NOTE, place_in
from dagster_project.reading.sources.text.heads import is_note
from dagster_project.reading.sources.text.labels import is_total
from dagster_project.reading.sources.text.line import Line, Located
from dagster_project.reading.sources.text.sums import sums_beside
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import Columns
from dagster_project.terms import ColumnsFrom

_MOST_GROUPS = 2
# Below heads that are dates.
_MOST_FIRST_GROUPS = 4
_LIST_OF_NOTES = re.compile(r"[1-9]\d?(?:,[1-9]\d?)+")


def find(lines: Sequence[Line], *, may_lack: bool = False) -> list[Located[Table]]:
    """The tables with a line for each cell whose header is certain too.

    If rows between others `may_lack` cells, those are left unread. They are of no table with numbers of notes, which
    only some rows have.
    """
    found: list[Located[Table]] = []
    for cells in stretches(lines):
        at = 0
        while body := body_from(cells, at, may_lack=may_lack):
            table = _headed(lines, cells, body, at)
            if table and not any(table.start < other.end and other.start < table.end for other in found):
                found.append(table)
            at = longer(cells, body).end if table else body.end
    return sorted(found, key=lambda table: table.start)


def _headed(lines: Sequence[Line], cells: Sequence[GridCell], body: Body, after: int) -> Located[Table] | None:
    """The table under the header before it, but after cell `after`; group rows may be between.

    Heads that are dates come before nearer words, which may be group rows.
    """
    found = list(_headers(cells, body, after))
    best = next(((first, header) for first, header in found if _has_dates(header, body)), next(iter(found), None))
    if best is None:
        return None
    first, header = best
    # What heads columns too is no group row: a part of the header is left.
    is_whole = not any(cells[at].text in header.texts for at in range(first, body.start))
    is_table = is_whole and (not body.shape.dated or _heads_years(header, body.shape.leads))
    # Rows without notes lack no cell: such a table is left to `spaced`.
    has_notes = any(is_note(cell.text) for row in header.rows for cell in row)
    whole = longer(cells, body)
    is_table = is_table and not (whole.short and has_notes)
    return _built(lines, cells, replace(whole, start=first), header) if is_table else None


def _headers(cells: Sequence[GridCell], body: Body, after: int) -> Iterator[tuple[int, Header]]:
    """The headers with fewer and fewer cells before the rows, each with the first cell after it.

    A few more group rows may be below heads that are dates.
    """
    sums = sums_beside([cell.text for cell in row[body.shape.leads :]] for row in body.rows(cells))
    stands_out = _stands_out(cells[after : body.start], body.shape.width - body.shape.leads)
    nearest = (1, 0, 2) if stands_out else range(_MOST_GROUPS + 1)
    for groups in (*nearest, *range(_MOST_GROUPS + 1, _MOST_FIRST_GROUPS + 1)):
        first = body.start - groups
        if first < after or (groups and not _may_be_group(cells[first])):
            return
        header = header_of(cells[after:first], body.shape.width, body.shape.leads, sums)
        fits = header and _fits(replace(body, start=first).rows(cells), header, body.shape.leads)
        if header and fits and (groups <= _MOST_GROUPS or _has_dates(header, body)):
            yield first, header


def _may_be_group(cell: GridCell) -> bool:
    """Whether a cell may be a group row over the first rows; a total is of rows before it, and so a head here."""
    return cell.is_label and not is_head(cell) and not is_total(cell.text)


def _has_dates(header: Header, body: Body) -> bool:
    """Whether the heads of all columns with figures are different dates, in one of its rows."""
    rows = ([cell for cell in row[body.shape.leads :] if not is_note(cell.text)] for row in header.rows)
    return any(all(map(is_date, heads)) and differ(heads) for heads in rows)


def _stands_out(before: Sequence[GridCell], heads: int) -> bool:
    """Whether the last cell is a group row below heads of as many columns as there are: all but it name a time."""
    dated = [names_time(cell) for cell in before[-heads - 1 :]]
    return heads > 1 and dated == [True] * heads + [False]


def _heads_years(header: Header, leads: int) -> bool:
    """Whether the column of years beside the labels has a head for those."""
    return matches(load(Columns).year_headers, header.rows[-1][leads - 1].text)


def _fits(rows: Iterator[Sequence[GridCell]], header: Header, leads: int) -> bool:
    """Whether all cells are numbers of notes below each head for those."""
    noted = [at for at, cell in enumerate(header.rows[-1]) if at >= leads and is_note(cell.text)]
    return all(row[at].is_empty or _is_note(row[at].text) for row in rows for at in noted)


def _is_note(text: str) -> bool:
    """Whether a text below a head for notes is numbers of those: two in order with a comma between are no decimal."""
    numbers = [int(number) for number in text.split(",")] if _LIST_OF_NOTES.fullmatch(text) else []
    are_in_order = bool(numbers) and all(a < b for a, b in pairwise(numbers))
    return are_in_order or NOTE.fullmatch(text) is not None


def _built(lines: Sequence[Line], cells: Sequence[GridCell], body: Body, header: Header) -> Located[Table]:
    first = lines[header.at]
    printed = [Row(tuple(cell.cell(first) for cell in row)) for row in header.rows]
    for row in body.rows(cells):
        last = next(cell for cell in reversed(row) if not cell.is_empty).lines[-1]
        printed.append(Row(tuple(cell.cell(last) for cell in row)))
    end = next(cell for cell in reversed(cells[: body.end]) if not cell.is_empty)
    unread = tuple(line for row in body.short for at in row for line in cells[at].lines)
    table = Table(
        tuple(printed),
        place_in(first, 0, len(first.raw)),
        ColumnsFrom.COUNTING,
        spans_known=False,
        header_rows=len(header.rows),
    )
    return Located(header.at, end.at + len(end.lines), table, unread)
