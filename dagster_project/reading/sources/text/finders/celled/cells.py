"""Text with a line for each cell: its cells in order, with those that are empty.

Blank lines part the cells, and one or two more stand for each empty one; or every line is a cell, and none is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from dagster_project.reading.model import Cell
from dagster_project.reading.numbers import is_missing, is_range, parse_number
from dagster_project.reading.sources.text.finders.spaced.rows import NOTE, place_in, whole_cell
from dagster_project.reading.sources.text.heads import Word, words_of
from dagster_project.reading.sources.text.labels import LETTERS, may_label
from dagster_project.reading.sources.text.line import Line
from dagster_project.reading.sources.text.values import has_earlier, is_counted, is_unread_number
from dagster_project.reading.vocabulary.broken import join_lines

_MOST_LINES = 8
LONGEST_LABEL = 250


@dataclass(frozen=True)
class GridCell:
    """A cell: its lines, none where it is empty, and the index of the first line or of the next cell's.

    It `is_gap` where blank lines are between cells that do not tell how many cells are empty.
    """

    at: int
    lines: tuple[Line, ...] = ()
    is_gap: bool = False

    @cached_property
    def text(self) -> str:
        """The text, its lines joined."""
        return join_lines([line.raw.strip() for line in self.lines]) if self.lines else ""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """What of a head each part of the text is: a capital word, a date, a unit."""
        return tuple(words_of(self.text))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is printed in it."""
        return not self.lines and not self.is_gap

    @cached_property
    def is_figure(self) -> bool:
        """Whether it has a figure, a mark for a missing one, or the numbers of notes."""
        if len(self.lines) != 1:
            return False
        is_number = parse_number(self.text) is not None or NOTE.fullmatch(self.text) is not None
        is_unread = is_unread_number(self.text) or is_range(self.text) or has_earlier(self.text)
        return is_number or is_missing(self.text) or is_unread

    @cached_property
    def is_value(self) -> bool:
        """Whether it has a figure, or one and a word for what it counts, which labels have too ("110 heltid")."""
        return self.is_figure or is_counted(self.text)

    @property
    def is_year(self) -> bool:
        """Whether it has only a year, which may head a column."""
        return len(self.words) == 1 and self.words[0].kind == "year"

    @cached_property
    def is_label(self) -> bool:
        """Whether it may label a row."""
        may_be = 0 < len(self.lines) <= _MOST_LINES and not self.is_figure and bool(LETTERS.search(self.text))
        return may_be and may_label(self.lines[-1].raw, LONGEST_LABEL) and not self.text.endswith(",")

    def cell(self, line: Line) -> Cell:
        """The cell of the model; an empty one is placed at the end of `line`."""
        if not self.lines:
            return Cell(place=place_in(line, len(line.raw), len(line.raw)))
        first = whole_cell(self.lines[0])
        return Cell(text=self.text, place=first.place)


def stretches(lines: Sequence[Line]) -> Iterator[list[GridCell]]:
    """The cells of lines in each way that blank lines may part them, the most usual first."""
    for lines_of_empty in (2, 1):
        yield list(_parted(lines, lines_of_empty))
    yield from _unparted(lines)


def _parted(lines: Sequence[Line], lines_of_empty: int) -> Iterator[GridCell]:
    """The cells, where a blank line parts them and some more are an empty one; a line with only a blank is one too."""
    blank = 1
    at = 0
    while at < len(lines):
        if not lines[at].raw.strip("\r\n"):
            blank += 1
            at += 1
            continue
        empty, rest = divmod(max(blank - 1, 0), lines_of_empty)
        yield from (GridCell(at, is_gap=bool(rest)) for _ in range(empty + bool(rest)))
        end = next((n for n in range(at, len(lines)) if lines[n].is_blank), len(lines))
        yield GridCell(at, tuple(lines[at:end]))
        at, blank = max(end, at + 1), 0


def _unparted(lines: Sequence[Line]) -> Iterator[list[GridCell]]:
    """The lines between two blank ones, each of them a cell."""
    found: list[GridCell] = []
    for at, line in enumerate(lines):
        if line.is_blank:
            yield found
            found = []
        else:
            found.append(GridCell(at, (line,)))
    yield found
