"""The header cells over the figures of flattened text, with the years that the text has lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.reading.sources.text.tokens import Column, Header


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A header cell: its text, or its column where it is printed. An inferred cell has no column."""

    text: str
    column: Column | None = None


def header_cells(header: Header, full: int, width: int) -> list[HeaderCell]:
    """The cells over `width` figures per row, with the columns that the text has lost; whole rows have `full`.

    One printed year before fewer words than figures is the first of consecutive outcome years; a target is for the
    last. Rows shorter than `full` do not show which of the first columns they lack: their first cell is empty. Over
    more figures than columns, all cells are empty.
    """
    complete = _completed(header.columns, full)
    if width < len(complete):
        return [HeaderCell(""), *complete[len(complete) - width + 1 :]]
    return complete if width == len(complete) else [HeaderCell("")] * width


def _completed(columns: Sequence[Column], width: int) -> list[HeaderCell]:
    """The columns, with the years that are missing between a single printed year at their start and their words."""
    first, *worded = columns
    is_bare_year = first.year is not None and not first.words and first.end - first.start == len(str(first.year))
    are_undated = all(column.words and not column.year for column in worded)
    is_form = are_undated and any(column.is_target for column in worded)
    if not is_bare_year or first.year is None or not is_form or width < len(columns):
        return [HeaderCell("", column) for column in columns]
    years = [first.year + number for number in range(width - len(worded))]
    outcomes = [HeaderCell("", first), *(HeaderCell(str(year)) for year in years[1:])]
    return outcomes + [
        HeaderCell(f"{column.words} {years[-1]}") if column.is_target and not column.year else HeaderCell("", column)
        for column in worded
    ]
