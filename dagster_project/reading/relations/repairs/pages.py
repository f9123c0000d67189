"""Puts together tables that a page break took apart and that were read as two, where sums hold with them as one only.

Belongs here: which tables are tried as one. How a table goes on is told in `tables/join`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dagster_project.reading.model import Document, Place
from dagster_project.reading.relations.discover import Proposal
from dagster_project.reading.relations.repairs.choose import standing
from dagster_project.reading.relations.within.layout import TOTALS
from dagster_project.reading.tables.figures import ReadTables, ReportContext, read_tables
from dagster_project.reading.tables.resolved import TableMeaning

_MOST = 10


def read_joined_tables(document: Document, context: ReportContext) -> ReadTables:
    """Reads every table of a document, those that only hold together as one."""
    read = read_tables(document, context)
    joined: list[Place] = []
    tried: list[Place] = []
    while len(tried) < _MOST:
        place = next((p for n, p in read.may_go_on.items() if p not in tried and _is_doubtful(read, n)), None)
        if place is None:
            break
        tried.append(place)
        number = next(number for number, at in read.may_go_on.items() if at == place)
        trial = read_tables(document, context, [*joined, place])
        whole = _table(trial, number - 1)
        parts = [table for n in (number - 1, number) if (table := _table(read, n))]
        if whole is not None and parts and _is_better(whole, parts):
            joined.append(place)
            read = _marked(trial, whole, _last_row(parts[0]))
    return read


def _table(read: ReadTables, number: int) -> TableMeaning | None:
    return next((table for table in read.tables if table.record.table_number == number), None)


def _is_doubtful(read: ReadTables, number: int) -> bool:
    """Whether a table or the one before it has a sum that does not hold, or a total of no rows."""
    parts = [table for n in (number - 1, number) if (table := _table(read, n))]
    total = any(row.total_word in TOTALS for row in parts[-1].figure_rows[:2]) if parts else False
    return total or any(stands.broken or stands.open for stands in map(standing, parts))


def _is_better(whole: TableMeaning, parts: Sequence[TableMeaning]) -> bool:
    """Whether a sum holds that has rows of both tables, and no more breaks anew than that: an error of the source may
    stand there too."""
    boundary, now = _last_row(parts[0]), standing(whole)
    before = [standing(part) for part in parts]
    over = sum(_spans(proposal, boundary) for proposal in now.holding)
    broken = len(now.broken) - sum(len(part.broken) for part in before)
    return over >= max(broken, 1) and now.open <= sum(part.open for part in before)


def _spans(proposal: Proposal, boundary: int) -> bool:
    rows = [proposal.stated.row_number, *(figure.row_number for _, _, figure in proposal.terms)]
    return min(rows) <= boundary < max(rows)


def _last_row(table: TableMeaning) -> int:
    return max(row.number for row in table.rows)


def _marked(read: ReadTables, whole: TableMeaning, boundary: int) -> ReadTables:
    """The tables, the figures that were taken from the next page marked as such."""
    for place, figure in whole.figures.items():
        if figure.row_number > boundary:
            whole.figures[place] = replace(figure, repair="next_page")
    return read
