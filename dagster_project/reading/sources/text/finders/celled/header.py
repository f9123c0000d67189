"""The header of a table with a line for each cell: the cells before its first row, as many as there are columns.

Words over the labels may be in its first or its last row, or over both; heads over several columns are in the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from dagster_project.reading.sources.text.finders.celled.cells import GridCell
from dagster_project.reading.sources.text.finders.celled.parts import Level, after, levels_over, may_be_titles
from dagster_project.reading.sources.text.finders.celled.stacked import in_levels, over_gaps, paired, stacked
from dagster_project.reading.sources.text.finders.celled.words import (
    differ,
    is_corner,
    is_date,
    is_sure,
    is_unit,
    is_year_of_head,
    may_be_corner,
    may_be_head,
    names_time,
    names_year,
)
from dagster_project.reading.sources.text.heads import is_entity, is_note, runs
from dagster_project.reading.sources.text.labels import is_total
from dagster_project.reading.sources.text.uppers import starts_of, ways_over
from dagster_project.reading.vocabulary.loader import names_scenario

Cells = Sequence[GridCell]

# Heads that only their number tells: how many there must be, and the most words of each.
_FEWEST_BOUNDED = 3
_FEWEST_UNITS = 2
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of a header, each with a cell per column, from the line with index `at` on."""

    at: int
    rows: tuple[tuple[GridCell, ...], ...]

    @property
    def texts(self) -> set[str]:
        """What is printed in the header, with "" where a column has no head of its own."""
        return {cell.text for row in self.rows for cell in row}


def header_of(before: Cells, width: int, leads: int, sums: Sequence[range] = ()) -> Header | None:
    """The header at the end of the cells before a table of `width` columns, `leads` of them before the figures.

    Each of `sums` are columns with figures of which one is the sum of the others.
    """
    ways = (
        *_over_units(before, width, leads, sums),
        *_above_corner(before, width - leads, leads),
        *_stacked(before, width, leads),
        *_of_all(before, width, leads, sums),
        *_of_figures(before, width, leads, sums),
        *_without_corner(before, width - leads, leads, sums),
    )
    return next((way for way in ways if not _leaves_corner(before, way, leads)), None)


def _leaves_corner(before: Cells, header: Header, leads: int) -> bool:
    """Whether the head of notes is over the labels, and the words for those are left before the header."""
    left = next((cell for cell in reversed(before) if cell.at < header.at and not cell.is_empty), None)
    notes = any(is_note(cell.text) for row in header.rows for cell in row[:leads])
    return notes and left is not None and is_corner(left)


def _over_units(before: Cells, width: int, leads: int, sums: Sequence[range]) -> Iterator[Header]:
    """The header whose last row is the same unit below each head, without the empty cells over the labels."""
    units = before[len(before) - (width - leads) :]
    if len(units) < max(_FEWEST_UNITS, width - leads) or not all(map(is_unit, units)):
        return
    over = header_of(before[: len(before) - len(units)], width, leads, sums)
    if over and len({cell.text for cell in units}) == 1:
        yield Header(over.at, (*over.rows, (*[GridCell(units[0].at)] * leads, *units)))


def _stacked(before: Cells, width: int, leads: int) -> Iterator[Header]:
    """The header in rows with empty cells for columns without a head."""
    for way in (stacked, over_gaps, in_levels, paired):
        rows = way(before, width, leads)
        if rows:
            yield Header(_line(rows[0]), rows)
            return


def _of_all(before: Cells, width: int, leads: int, sums: Sequence[range]) -> Iterator[Header]:
    """The header whose last row has a cell for every column; heads over several may be above."""
    lowest = before[-width:]
    corner, heads = lowest[:leads], lowest[leads:]
    if len(lowest) < width or not all(map(may_be_head, heads)):
        return
    over_years = all(map(is_date, heads))
    if not (
        all(may_be_corner(cell) or (over_years and (names_year(cell) or is_unit(cell))) for cell in corner)
        or _names_labels(corner, heads, before[: len(before) - width])
        or _dates_all(corner, heads)
    ):
        return
    are_empty = all(cell.is_empty for cell in corner)
    noted = 1 if heads[0].is_empty or is_note(heads[0].text) else 0
    printed = [cell for cell in heads[noted:] if not cell.is_empty]
    # A column without head or figures may be beside heads that surely are, which none above can be over.
    leaves_open = len(printed) < len(heads) - noted and not (_are_all(printed) and not _uppers(before[:-width]))
    if leaves_open or any(map(is_year_of_head, heads)):
        return
    above = before[:-width]
    uppers = _uppers(above)
    beside = above[: len(above) - len(uppers)][-leads - noted :]
    comes_again = not differ(heads)
    if uppers and comes_again and not are_empty:
        beside = [GridCell(uppers[0].at)] * (leads + noted)
    if uppers and len(beside) == leads + noted and _are_beside(beside, lowest, leads):
        header = _levels(beside, uppers, lowest, after(sums, noted))
        if header:
            yield header
            return
    if heads[0].is_empty:
        return
    if over := levels_over(above, lowest, leads, sums):
        yield _under(over, lowest, leads)
    # Without the heads above them, nothing tells dates that come again in the same order apart.
    if not (over_years and any(runs([cell.text for cell in heads]))):
        yield Header(_line(lowest), (tuple(lowest),))


def _are_all(heads: Cells) -> bool:
    """Whether heads are sure and differ, as those of all columns do."""
    return len(heads) > 1 and all(map(is_sure, heads)) and differ(heads)


def _names_labels(corner: Cells, heads: Cells, above: Cells) -> bool:
    """Whether a kind of organization is over the labels ("Region"), as the heads differ and none is above."""
    names = len(corner) == 1 and is_entity(corner[0].text)
    are_whole = differ(heads) and not any(cell.is_empty for cell in heads)
    is_lower = any(is_sure(cell) and not names_time(cell) for cell in above[-1:])
    return names and are_whole and not is_lower and not all(map(is_sure, heads))


def _dates_all(corner: Cells, heads: Cells) -> bool:
    """Whether words with a year are over the labels and date the table ("Grundbelopp 2024"), as no head has a date."""
    are_dated = all(names_year(cell) and not is_date(cell) and not names_scenario(cell.text) for cell in corner)
    return are_dated and not any(map(names_time, heads)) and differ(heads)


def _under(levels: Sequence[Level], lowest: Cells, leads: int) -> Header:
    """The header of rows of heads over several columns and the heads of the columns."""
    first, *rest = levels
    # Words over labels are in one row only where nothing is below them.
    if not rest and all(cell.is_empty for cell in lowest[:leads]):
        lowest = [*first.beside, *lowest[leads:]]
        first = replace(first, beside=(GridCell(first.heads[0][1].at),) * leads)
    rows = [level.spread(len(lowest) - leads) for level in (first, *rest)]
    return Header(_line([*levels[0].beside, *rows[0]]), (*map(tuple, rows), tuple(lowest)))


def _are_beside(beside: Cells, lowest: Cells, leads: int) -> bool:
    """Whether cells are beside heads over several: over each cell without a head of its own, and empty over others."""
    for at, (upper, lower) in enumerate(zip(beside, lowest, strict=False)):
        is_head = is_note(upper.text) or (at < leads and may_be_corner(upper))
        may_be_empty = at < leads or not lower.is_empty
        if not (may_be_empty if upper.is_empty else lower.is_empty and is_head):
            return False
    return True


def _of_figures(before: Cells, width: int, leads: int, sums: Sequence[range]) -> Iterator[Header]:
    """The header in two rows, the second without a cell over the labels."""
    for noted in (0, 1):
        heads = before[len(before) - (width - leads - noted) :]
        above = before[: len(before) - len(heads)]
        uppers = _uppers(above)
        beside = above[: len(above) - len(uppers)][-leads - noted :]
        are_heads = any(map(is_sure, heads)) and all(is_sure(cell) or is_total(cell.text) for cell in heads)
        if not uppers or len(beside) < leads + noted or not are_heads:
            continue
        if noted and not is_note(beside[-1].text):
            continue
        # Beside a year over all heads any words are over the labels: nothing else can be.
        is_dated = len(uppers) == 1 and is_date(uppers[0])
        if not all(
            cell.is_empty or is_corner(cell) or leads > 1 or (is_dated and may_be_corner(cell))
            for cell in beside[:leads]
        ):
            continue
        lowest = [*[GridCell(heads[0].at)] * (leads + noted), *heads]
        if header := _levels(beside, uppers, lowest, after(sums, noted)):
            yield header
            return


def _without_corner(before: Cells, count: int, leads: int, sums: Sequence[range]) -> Iterator[Header]:
    """The header of heads that their words or their number show, where text has dropped the empty cells over labels."""
    heads = before[-count:]
    if len(heads) < count or not (all(map(is_sure, heads)) or _are_bounded(before, count)):
        return
    corner = [GridCell(heads[0].at)] * leads
    uppers = _fitting(_uppers(before[:-count]), heads, sums)
    if not uppers:
        if not any(runs([cell.text for cell in heads])) or not all(map(is_date, heads)):
            yield Header(_line(heads), ((*corner, *heads),))
    elif header := _levels([GridCell(uppers[0].at)] * leads, uppers, [*corner, *heads], sums):
        yield header


def _above_corner(before: Cells, count: int, leads: int) -> Iterator[Header]:
    """The header of heads over a row that has only words over labels, and maybe the head of notes that no row has."""
    noted = len(before) > 1 and is_note(before[-1].text)
    corner, above = before[-1 - noted :][:1], before[: -1 - noted]
    heads = above[-count:]
    if leads == 1 and count > 1 and len(heads) == count and all(map(is_corner, corner)) and all(map(is_sure, heads)):
        yield Header(_line(heads), ((*corner, *heads),))


def _are_bounded(before: Cells, count: int) -> bool:
    """Whether as many cells as there are columns of figures are short words below something that can be no head."""
    heads, above = before[-count:], before[: len(before) - count][-1:]
    are_heads = all(cell.lines and may_be_head(cell) and len(cell.words) <= _MOST_WORDS for cell in heads)
    return count >= _FEWEST_BOUNDED and are_heads and bool(above) and not (may_be_head(above[0]) or is_corner(above[0]))


def _fitting(uppers: Cells, heads: Cells, sums: Sequence[range]) -> Cells:
    """The cells without those first ones that can be over no columns, as a title is none of the heads."""
    texts = [cell.text for cell in heads]
    return next(
        (uppers[at:] for at in range(len(uppers)) if ways_over([cell.text for cell in uppers[at:]], texts, sums)), ()
    )


def _levels(beside: Cells, uppers: Cells, lowest: Cells, sums: Sequence[range]) -> Header | None:
    """The header of two rows, the upper heads over the lower ones that they are of."""
    leads = len(beside)
    lower = lowest[leads:]
    if len(uppers) == 1 and may_be_titles(uppers, lower):
        return None
    corner = [under if over.is_empty else over for over, under in zip(beside, lowest, strict=False)]
    starts = starts_of([cell.text for cell in uppers], [cell.text for cell in lower], sums)
    if starts is None or (any(map(names_year, uppers)) and any(map(is_date, lower))):
        return None
    over = [GridCell(uppers[0].at)] * len(lower)
    for start, cell in zip(starts, uppers, strict=True):
        over[start] = cell
    blank = [GridCell(uppers[0].at)] * leads
    return Header(_line([*beside, *uppers]), ((*blank, *over), (*corner, *lower)))


def _line(cells: Cells) -> int:
    """The first line with words."""
    return next(cell.at for cell in cells if not cell.is_empty)


def _uppers(above: Cells) -> list[GridCell]:
    """The cells at the end that can only be heads."""
    return list(reversed(list(takewhile(is_sure, reversed(above)))))
