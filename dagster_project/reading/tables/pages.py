"""Reads the tables of a document, and joins those that a page break split in two where sums hold only with both.

Belongs here: which tables are tried as one. Continuations that headers and rows show are joined in `join`. The caller
decides which sums hold, so that reading tables does not depend on relations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from dagster_project.reading.model import Document, Place
from dagster_project.reading.tables.columns import ReportContext
from dagster_project.reading.tables.figures import ReadTables, read_tables
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.terms import TOTALS, AlternativeKind

_MOST = 10


class SumCheck(Protocol):
    """The sums of one table: how many break, and how many are open (a part is in words, or no parts were found)."""

    @property
    def breaks(self) -> int:
        """The number of sums that do not hold."""
        ...

    @property
    def open(self) -> int:
        """The number of totals that cannot be judged."""
        ...

    def holds_across(self, row_number: int) -> int:
        """The number of sums that hold and have rows both up to a row (counted from 1) and below it."""
        ...


_Checker = Callable[[TableMeaning], SumCheck]


def read_joined_tables(document: Document, context: ReportContext, check: _Checker) -> ReadTables:
    """Reads every table of a document, as one table those whose sums hold only together."""
    read = read_tables(document, context)
    joined: list[Place] = []
    tried: list[Place] = []
    while len(tried) < _MOST:
        doubtful = (p for n, p in read.may_go_on.items() if p not in tried and _is_doubtful(read, n, check))
        place = next(doubtful, None)
        if place is None:
            break
        tried.append(place)
        number = next(number for number, at in read.may_go_on.items() if at == place)
        trial = read_tables(document, context, [*joined, place])
        whole = _table(trial, number - 1)
        parts = [table for n in (number - 1, number) if (table := _table(read, n))]
        if whole is not None and parts and _is_better(whole, parts, check):
            joined.append(place)
            _mark(whole, _last_row(parts[0]))
            read = trial
    return read


def _table(read: ReadTables, number: int) -> TableMeaning | None:
    return next((table for table in read.tables if table.record.table_number == number), None)


def _is_doubtful(read: ReadTables, number: int, check: _Checker) -> bool:
    """Whether a table or the one before it has a sum that does not hold, or a total of no rows."""
    parts = [table for n in (number - 1, number) if (table := _table(read, n))]
    total = any(row.total_word in TOTALS for row in parts[-1].figure_rows[:2]) if parts else False
    return total or any(found.breaks or found.open for found in map(check, parts))


def _is_better(whole: TableMeaning, parts: Sequence[TableMeaning], check: _Checker) -> bool:
    """Whether more sums hold with rows of both tables than new ones break: the source may have an error there too."""
    now, before = check(whole), [check(part) for part in parts]
    breaks = now.breaks - sum(found.breaks for found in before)
    across = now.holds_across(_last_row(parts[0]))
    return across >= max(breaks, 1) and now.open <= sum(found.open for found in before)


def _last_row(table: TableMeaning) -> int:
    return max(row.number for row in table.rows)


def _mark(whole: TableMeaning, boundary: int) -> None:
    """Marks the figures that were taken from the next page as such."""
    for place, figure in whole.figures.items():
        if figure.row_number > boundary:
            whole.figures[place] = replace(figure, repair=AlternativeKind.NEXT_PAGE)
