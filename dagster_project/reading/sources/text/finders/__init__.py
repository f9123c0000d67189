"""The table finders of text, in order: each searches the lines that the finders before it left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from dagster_project.reading.model import Table
from dagster_project.reading.sources.text.finders import html, separated
from dagster_project.reading.sources.text.finders.celled import grid as celled
from dagster_project.reading.sources.text.finders.spaced import tables as spaced
from dagster_project.reading.sources.text.line import Line, Located, outside

Finder = Callable[[Sequence[Line]], list[Located[Table]]]

# Of tables without tabs, pipes or tags, that are not aligned; they are searched for on a whole page.
WITHOUT_MARKS: tuple[Finder, ...] = (celled.find, spaced.find)


def with_marks(trailing_cells_kept: bool) -> tuple[Finder, ...]:
    """The finders of tables with such marks; a line with marks may also be a heading or an entry of a contents list.

    `trailing_cells_kept` is whether lines of the file end with tabs: then no row has lost its empty cells.
    """
    return html.find, partial(separated.find, trailing_cells_kept=trailing_cells_kept)


def find_tables(
    lines: Sequence[Line], finders: Iterable[Finder], known: Sequence[Located[Table]] = ()
) -> list[Located[Table]]:
    """The tables among the lines, in reading order, beside those that are known."""
    found = list(known)
    for find in finders:
        for gap in outside(lines, found):
            found = [*found, *(table.moved(gap.start) for table in find(lines[gap.start : gap.stop]))]
        found.sort(key=lambda table: table.start)
    return found
