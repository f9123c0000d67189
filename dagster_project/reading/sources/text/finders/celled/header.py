"""The header of a table with a line for each cell: the cells before its first row, as many as there are columns.

Words over the labels may be in its first or its last row, or over both; heads over several columns are in the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from dagster_project.reading.sources.text.finders.celled.cells import GridCell
from dagster_project.reading.sources.text.heads import corner_words, is_dated, is_known, is_note, is_phrase
from dagster_project.reading.sources.text.uppers import starts_of
from dagster_project.reading.vocabulary.loader import names_money, names_scenario

_LONGEST = 60
_MOST_WORDS = 8
# An abbreviation ends a head as a full stop ends a sentence ("Tilldelad ram ack.").
_MOST_SHORT_WORDS = 4

Cells = Sequence[GridCell]


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of a header, each with a cell per column, from the line with index `at` on."""

    at: int
    rows: tuple[tuple[GridCell, ...], ...]

    @property
    def texts(self) -> set[str]:
        """What is printed in the header, with "" where a column has no head of its own."""
        return {cell.text for row in self.rows for cell in row}


def header_of(before: Cells, width: int, leads: int) -> Header | None:
    """The header at the end of the cells before a table of `width` columns, `leads` of them before the figures."""
    ways = (*_of_all(before, width, leads), *_of_figures(before, width, leads))
    return next(iter(ways), None)


def _of_all(before: Cells, width: int, leads: int) -> Iterator[Header]:
    """The header whose last row has a cell for every column; heads over several may be above."""
    lowest = before[-width:]
    corner, heads = lowest[:leads], lowest[leads:]
    if len(lowest) < width or not all(map(_may_be_head, heads)):
        return
    over_years = all(map(_is_date, heads))
    if not all(_may_be_corner(cell) or (over_years and _names_year(cell)) for cell in corner):
        return
    are_empty = all(cell.is_empty for cell in corner)
    noted = 1 if heads[0].is_empty or is_note(heads[0].text) else 0
    if any(cell.is_empty for cell in heads[noted:]):
        return
    above = before[:-width]
    uppers = _uppers(above)
    beside = above[: len(above) - len(uppers)][-leads - noted :]
    comes_again = len({cell.text for cell in heads}) < len(heads)
    if uppers and comes_again and not are_empty:
        beside = [GridCell(uppers[0].at)] * (leads + noted)
    if uppers and len(beside) == leads + noted and _are_beside(beside, lowest, leads):
        header = _levels(beside, uppers, lowest)
        if header:
            yield header
            return
    if not heads[0].is_empty:
        yield Header(_line(lowest), (tuple(lowest),))


def _are_beside(beside: Cells, lowest: Cells, leads: int) -> bool:
    """Whether cells are beside heads over several: over each cell without a head of its own, and empty over others."""
    for at, (upper, lower) in enumerate(zip(beside, lowest, strict=False)):
        is_head = _is_corner(upper) if at < leads else is_note(upper.text)
        may_be_empty = at < leads or not lower.is_empty
        if not (may_be_empty if upper.is_empty else lower.is_empty and is_head):
            return False
    return True


def _of_figures(before: Cells, width: int, leads: int) -> Iterator[Header]:
    """The header in two rows, the second without a cell over the labels."""
    for noted in (0, 1):
        heads = before[len(before) - (width - leads - noted) :]
        above = before[: len(before) - len(heads)]
        uppers = _uppers(above)
        beside = above[: len(above) - len(uppers)][-leads - noted :]
        if not uppers or len(beside) < leads + noted or not heads or not all(map(_is_sure, heads)):
            continue
        if noted and not is_note(beside[-1].text):
            continue
        if not all(cell.is_empty or _is_corner(cell) or leads > 1 for cell in beside[:leads]):
            continue
        lowest = [*[GridCell(heads[0].at)] * (leads + noted), *heads]
        if header := _levels(beside, uppers, lowest):
            yield header
            return


def _levels(beside: Cells, uppers: Cells, lowest: Cells) -> Header | None:
    """The header of two rows, the upper heads over the lower ones that they are of."""
    leads = len(beside)
    lower = lowest[leads:]
    corner = [under if over.is_empty else over for over, under in zip(beside, lowest, strict=False)]
    starts = starts_of([cell.text for cell in uppers], [cell.text for cell in lower])
    if starts is None or (any(map(_names_year, uppers)) and any(map(_is_date, lower))):
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
    return list(reversed(list(takewhile(_is_sure, reversed(above)))))


def _is_sure(cell: GridCell) -> bool:
    """Whether words can only head a column: a few with a scenario, a date or another word of the vocabulary."""
    words = cell.words
    if cell.is_empty or not _may_be_head(cell) or _is_corner(cell) or is_note(cell.text):
        return False
    return words[0].names_time or is_known(words, 0) or any(word.names_time for word in words)


def is_head(cell: GridCell) -> bool:
    """Whether words can only head a column, and not a group of rows ("Intäkter")."""
    return names_scenario(cell.text) or any(word.names_time for word in cell.words)


def _names_year(cell: GridCell) -> bool:
    """Whether a cell has a year or several, so that no other year is below it as one of its columns."""
    return any(word.kind == "year" for word in cell.words)


def _is_date(cell: GridCell) -> bool:
    return bool(cell.words) and is_dated(cell.words)


def _may_be_head(cell: GridCell) -> bool:
    """Whether a cell may head a column: empty, or a few words without a figure."""
    if cell.is_empty:
        return True
    is_short = 0 < len(cell.words) <= _MOST_WORDS and len(cell.text) <= _LONGEST
    has_figure = any(word.kind == "value" for word in cell.words)
    is_sentence = cell.text.endswith(".") and len(cell.words) > _MOST_SHORT_WORDS
    return is_short and not has_figure and not is_sentence and not cell.text.endswith((",", ":", ";"))


def _may_be_corner(cell: GridCell) -> bool:
    """Whether a cell may be over labels: empty, or words that need not head a column."""
    if cell.is_empty or _is_corner(cell):
        return True
    return _may_be_head(cell) and not is_phrase(cell.text) and not _is_sure(cell)


def _is_corner(cell: GridCell) -> bool:
    """Whether words are over labels: a phrase of the vocabulary, or a unit of money alone or in parentheses."""
    words = cell.words
    size = corner_words(words)
    return not cell.is_empty and ((bool(size) and size == len(words)) or names_money(cell.text))
