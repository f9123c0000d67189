"""Headers of several rows in which empty cells are kept: each has a cell for every column, or a gap shows its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from dagster_project.reading.sources.text.finders.celled.cells import GridCell
from dagster_project.reading.sources.text.finders.celled.words import (
    differ,
    is_corner,
    is_date,
    is_head,
    is_sure,
    is_year_of_head,
    may_be_corner,
    may_be_head,
    names_time,
    names_year,
)
from dagster_project.reading.sources.text.heads import is_entity, runs
from dagster_project.reading.vocabulary.loader import names_scenario

Cells = Sequence[GridCell]
Rows = tuple[tuple[GridCell, ...], ...]

_MOST_ROWS = 3
_FEWEST_HEADS = 2
# Of fewer rows of heads other signs tell more.
_FEWEST_LEVELS = 2


def stacked(before: Cells, width: int, leads: int) -> Rows | None:
    """The rows with a cell for every column, the upper of which has heads for all that the lower ones leave open."""
    rows = list(_full_rows(before, width, leads))
    if len(rows) < 2 or width - leads < _FEWEST_HEADS:
        return None
    top, *lower = [row[leads:] for row in rows]
    is_needed = all(_are_of_uppers(heads) for heads in lower)
    is_known = any(is_date(cell) or is_sure(cell) or is_year_of_head(cell) for heads in lower for cell in heads)
    over_dates = any(names_year(cell) for cell in top) and any(is_date(cell) for heads in lower for cell in heads)
    return tuple(map(tuple, rows)) if is_needed and is_known and not over_dates else None


def _full_rows(before: Cells, width: int, leads: int) -> Iterator[Cells]:
    """The rows at the end of cells from the one with a head for every column on, the upper first."""
    for count in range(2, _MOST_ROWS + 1):
        rows = [before[len(before) - width * n : len(before) - width * (n - 1)] for n in range(count, 0, -1)]
        if len(before) < width * count or not all(_may_be_row(row, leads) for row in rows):
            return
        if all(cell.lines for cell in rows[0][leads:]):
            corners = [row[:leads] for row in rows]
            if all(sum(not _is_open(row[at]) for row in corners) <= 1 for at in range(leads)):
                yield from rows
            return


def _is_open(cell: GridCell) -> bool:
    return cell.is_empty or is_corner(cell)


def _may_be_row(row: Cells, leads: int) -> bool:
    """Whether cells may be a row of a header: heads, maybe empty ones, beside words over labels."""
    heads = row[leads:]
    are_heads = all(may_be_head(cell) and not is_corner(cell) and not cell.is_gap for cell in heads)
    return are_heads and _are_beside(row[:leads]) and any(cell.lines for cell in heads)


def _are_beside(corner: Cells) -> bool:
    """Whether cells may be over labels: that all cells are kept tells it of words that could head a column too."""
    return all(may_be_corner(cell) or (may_be_head(cell) and not is_head(cell)) for cell in corner)


def _are_of_uppers(heads: Cells) -> bool:
    """Whether heads need others over them: some are empty, or all are dates of which some come again."""
    are_empty = any(cell.is_empty for cell in heads)
    are_dates = all(is_date(cell) or is_year_of_head(cell) for cell in heads)
    return are_empty or (are_dates and not differ(heads))


def paired(before: Cells, width: int, leads: int) -> Rows | None:
    """The two rows of which each date in the lower has a head of its own above, where no cell is over the labels."""
    count = width - leads
    lower, upper = before[-count:], before[len(before) - 2 * count : len(before) - count]
    texts = [cell.text for cell in lower]
    if len(before) < 2 * count or count < _FEWEST_HEADS or not _are_of_uppers(lower) or not all(texts):
        return None
    # Dates that come again in the same order are of fewer heads.
    again = list(runs(texts))
    are_alone = len(again) in (0, count) or len(set(texts[: again[1]])) < again[1]
    are_heads = all(cell.lines and may_be_head(cell) and not is_corner(cell) for cell in upper)
    if not are_alone or not are_heads or any(map(names_year, upper)) or not differ(upper):
        return None
    blank = (GridCell(upper[0].at),) * leads
    return (*blank, *upper), (*blank, *lower)


def over_gaps(before: Cells, width: int, leads: int) -> Rows | None:
    """The rows of which the lowest has empty cells: over each is a head of its own, over those between one.

    The row above may have empty cells itself, and then another row above it.
    """
    heads = before[-width:][leads:]
    if not any(cell.is_empty for cell in heads):
        return None
    return _upwards(before, width, leads, lambda row: any(cell.is_empty for cell in row[leads:]))


def in_levels(before: Cells, width: int, leads: int) -> Rows | None:
    """The rows of which the lowest has heads that come again: each time they begin is under one head above them.

    Only the first row has words over the labels, and the others a kept empty cell.
    """
    texts = [cell.text for cell in before[-width:][leads:]]
    if len(set(texts)) == len(texts):
        return None
    rows = _upwards(before, width, leads, lambda row: all(cell.is_empty for cell in row[:leads]))
    return rows if rows and len(rows) > _FEWEST_LEVELS and not _are_titles(rows[0], rows[-1], leads) else None


def _are_titles(row: Cells, lowest: Cells, leads: int) -> bool:
    """Whether a row is a heading and a title: no words for labels, and over all columns one that is no date and tells
    nothing that the lowest heads lack ("Nämnden" and "Resultat" over "Utfall | Budget")."""
    printed = [cell for cell in row[leads:] if not cell.is_empty]
    beside = [cell for cell in row[:leads] if not cell.is_empty]
    is_one = len(printed) == 1 and not names_time(printed[0]) and not is_entity(printed[0].text)
    names_all = any(names_scenario(cell.text) for cell in lowest[leads:])
    return is_one and names_all and bool(beside) and not any(map(is_corner, beside))


def _upwards(before: Cells, width: int, leads: int, has_above: Callable[[Cells], bool]) -> Rows | None:
    """The rows from the lowest up: a row that has another above it stands under as many heads as it begins parts."""
    row: Cells = before[-width:]
    above, columns = before[: len(before) - width], list(range(width - leads))
    rows = [tuple(row)]
    if len(row) < width or all(cell.is_empty for cell in row[leads:]):
        return None
    while has_above(row):
        if len(rows) > _MOST_ROWS or not _are_row(row[:leads], row[leads:]):
            return None
        starts = _starts(row[leads:])
        columns = [columns[start] for start in starts]
        if len(above) < leads + len(starts):
            return None
        row = above[len(above) - leads - len(starts) :]
        above = above[: len(above) - len(row)]
        over = [GridCell(row[0].at)] * (width - leads)
        for column, cell in zip(columns, row[leads:], strict=True):
            over[column] = cell
        rows.append((*row[:leads], *over))
        if all(cell.is_empty for cell in row[leads:]):
            return None
    beside = row[:leads]
    if not _are_beside(beside) or not any(cell.lines for cell in beside) or not _are_row((), row[leads:]):
        return None
    return tuple(reversed(rows))


def _are_row(corner: Cells, heads: Cells) -> bool:
    """Whether cells may be a row of heads beside no words over the labels, which are in the first row."""
    are_heads = all(may_be_head(cell) and not is_corner(cell) for cell in heads)
    return are_heads and all(cell.is_empty or is_corner(cell) for cell in corner)


def _starts(heads: Cells) -> list[int]:
    """The indices of the columns where a head above begins: each empty one, and where heads begin or come again."""
    found: list[int] = []
    for is_empty, part in groupby(range(len(heads)), key=lambda at: heads[at].is_empty):
        columns = list(part)
        found += columns if is_empty else [columns[at] for at in _begins([heads[column].text for column in columns])]
    return found


def _begins(texts: Sequence[str]) -> list[int]:
    """Where heads beside each other begin again: with the first, or with one that is there before."""
    repeated = list(runs(texts))
    if repeated:
        return repeated
    starts = [0]
    for at, text in enumerate(texts):
        if text in texts[starts[-1] : at]:
            starts.append(at)
    return starts
