"""Heads over several columns in rows of cells, whatever their words: beside them is a cell over the labels.

Which columns each is over follows from heads below that repeat, or from columns that are sums of those beside them: the
columns of a sum are of one part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.reading.sources.text.finders.celled.cells import GridCell
from dagster_project.reading.sources.text.finders.celled.words import (
    differ,
    is_corner,
    is_date,
    may_be_head,
    names_time,
    names_year,
)
from dagster_project.reading.sources.text.heads import is_entity
from dagster_project.reading.sources.text.uppers import starts_of
from dagster_project.reading.vocabulary.loader import names_scenario

Cells = Sequence[GridCell]


@dataclass(frozen=True, slots=True)
class Level:
    """A row of heads over several columns: the cells beside it, and its heads with the index of the first column."""

    beside: tuple[GridCell, ...]
    heads: tuple[tuple[int, GridCell], ...]

    @property
    def size(self) -> int:
        """The number of its cells."""
        return len(self.beside) + len(self.heads)

    @property
    def segments(self) -> list[int]:
        """Where the heads above it begin, if one is over each empty cell and over all heads between those."""
        empty = [cell.is_empty for _, cell in self.heads]
        starts = [start for start, _ in self.heads]
        return [start for at, start in enumerate(starts) if at == 0 or empty[at] or empty[at - 1]]

    def spread(self, columns: int) -> list[GridCell]:
        """The cells of each column, empty ones after the first of a part."""
        cells = [GridCell(self.heads[0][1].at)] * columns
        for start, cell in self.heads:
            cells[start] = cell
        return [*self.beside, *cells]


def levels_over(above: Cells, lowest: Cells, leads: int, sums: Sequence[range]) -> list[Level]:
    """The rows of heads over those of the columns, at the end of cells, the upper first; none where it is uncertain."""
    heads = lowest[leads:]
    found = [_over(above, heads, leads, count, sums) for count in range(1, len(heads))]
    sure = [level for level in found if level]
    if len(sure) != 1:
        return []
    levels = sure
    rest = above[: -levels[0].size]
    while upper := _over_level(rest, levels[0], leads):
        levels = [upper, *levels]
        rest = rest[: -upper.size]
    # An empty cell over columns is under a head of its own.
    return [] if any(cell.is_empty for _, cell in levels[0].heads) else levels


def _over(above: Cells, heads: Cells, leads: int, count: int, sums: Sequence[range]) -> Level | None:
    """The last `count` cells over the heads of columns."""
    beside, uppers = above[-count - leads : -count], above[-count:]
    if len(beside) < leads or not all(cell.is_empty or (is_corner(cell) and count > 1) for cell in beside):
        return None
    if not _are_heads(uppers) or (any(map(names_year, uppers)) and any(map(is_date, heads))):
        return None
    if all(cell.is_empty for cell in beside) and may_be_titles(uppers, heads):
        return None
    starts = starts_of([cell.text for cell in uppers], [cell.text for cell in heads], sums)
    return Level(tuple(beside), tuple(zip(starts, uppers, strict=True))) if starts else None


def may_be_titles(uppers: Cells, heads: Cells) -> bool:
    """Whether words over columns tell nothing that the heads lack: "Nämnden" and "Resultat" over "Utfall | Budget"."""
    are_needed = all(is_entity(cell.text) or names_time(cell) for cell in uppers)
    return not are_needed and differ(heads) and any(names_scenario(cell.text) for cell in heads)


def _over_level(above: Cells, level: Level, leads: int) -> Level | None:
    """The last cells over a row of heads: one over each of its parts, or one over all where no part is empty."""
    starts = level.segments
    beside, uppers = above[-len(starts) - leads : -len(starts)], above[-len(starts) :]
    if len(beside) < leads or not all(cell.is_empty for cell in beside) or not _are_heads(uppers):
        return None
    return Level(tuple(beside), tuple(zip(starts, uppers, strict=True)))


def _are_heads(cells: Cells) -> bool:
    may_be = all(may_be_head(cell) and not is_corner(cell) for cell in cells)
    return may_be and not all(cell.is_empty for cell in cells)


def after(sums: Sequence[range], columns: int) -> list[range]:
    """The same columns, counted from after the first `columns`."""
    return [range(one.start - columns, one.stop - columns) for one in sums if one.start >= columns]
