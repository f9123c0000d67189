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


def _counted(lines: Sequence[Line]) -> list[Located[Table]]:
    """The tables whose rows differ in their number of cells: where those have no header, regular rows among them."""
    found = spaced.find(lines)
    for table in celled.find(lines, may_lack=True):
        met = [other for other in found if table.start < other.end and other.start < table.end]
        if table.unread and not any(other.item.header_rows for other in met):
            found = [*(other for other in found if other not in met), table]
    return sorted(found, key=lambda table: table.start)


# Of tables without tabs, pipes or tags, that are not aligned; they are searched for on a whole page.
WITHOUT_MARKS: tuple[Finder, ...] = (celled.find, _counted)


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
