"""Rows whose columns are no longer separated: a label and its figures on one line, or each cell on a line of its own.

Decides which lines are one row, and how its digit groups are cut into a given number of figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dagster_project.reading.model import Cell, Place
from dagster_project.reading.numbers import is_missing
from dagster_project.reading.sources.text.line import Line
from dagster_project.reading.sources.text.tokens import Run, Text, elements_of, is_year, tokens_of

_LONGEST_LABEL = 90
_LONGEST_LINE = 240
_MOST_CUT_WORDS = 6
_SENTENCE_END = re.compile(r"[.!?:;,]\Z")
_LETTERS = re.compile(r"[^\W\d_]{2}")
# Numbers of notes, alone or several ("12", "2, 3, 17", "Not 24"); a list of them is not a figure.
_NOTE = re.compile(r"(?:not )?[1-9]\d?(?:\s?[,;]\s?[1-9]\d?)*", re.IGNORECASE)
_NOTE_FOR_SURE = re.compile(r"not \d+.*|\d+\s?[,;]\s.*|\d+\s?[,;]\s?\d+\s?[,;].*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SpacedRow:
    """A label and its figures; `lines` are the first and end index of its lines. A group row has no figures.

    `note` is a line between them that can only hold note numbers. `empties` are empty cells that left a line with only
    a space: the number of figures before each.
    """

    lines: tuple[int, int]
    label: tuple[tuple[Line, int, int], ...]
    figures: tuple[tuple[Line, Run], ...]
    note: Line | None = None
    empties: tuple[int, ...] = ()

    @property
    def exact(self) -> int | None:
        """The number of figures where it is certain: several lines, or one whose groups cannot join."""
        if len(self.figures) > 1:
            return sum(_fewest(run) for _, run in self.figures)
        return None if self.figures[0][1].is_ambiguous else self.figures[0][1].length

    def values(self, count: int) -> list[Cell] | None:
        """The figures as exactly `count` cells, or None."""
        if len(self.figures) > 1 and self.exact != count:
            return None
        cells: list[Cell] = []
        for line, run in self.figures:
            values = run.values(count if len(self.figures) == 1 else _fewest(run))
            if values is None:
                return None
            cells += [cell_in(line, value.start, value.end) for value in values]
        return cells

    def noted(self, count: int, has_notes: bool) -> tuple[Cell | None, list[Cell]] | None:
        """The number of the row's note, and its figures as exactly `count` cells; None where they are not so many.

        Where a table has notes, a small number before `count` figures is one, if the others are as even without it.
        """
        placed = self._placed(count, has_notes) if self.empties else None
        if placed:
            return placed
        plain = self.values(count)
        if self.note is not None:
            return (whole_cell(self.note), plain) if plain else None
        line, run = self.figures[0]
        if has_notes and len(self.figures) > 1 and _NOTE.fullmatch(line.raw.strip()):
            rest = replace(self, figures=self.figures[1:]).values(count)
            if rest:
                return whole_cell(line), rest
        first, *others = run.tokens
        if has_notes and len(self.figures) == 1 and others and _NOTE.fullmatch(first.text):
            rest = replace(self, figures=((line, Run(tuple(others))),)).values(count)
            if rest and not (plain and _unevenness(plain) < _unevenness(rest)):
                return cell_in(line, first.start, first.end), rest
        return (None, plain) if plain else None

    def _placed(self, count: int, has_notes: bool) -> tuple[Cell | None, list[Cell]] | None:
        """The note and the figures of a row with lines for its empty cells, if all cells are there."""
        cells = [whole_cell(line) for line, run in self.figures if _fewest(run) == 1]
        if len(cells) < len(self.figures):
            return None
        line = self.label[-1][0]
        empty = Cell(place=place_in(line, len(line.raw), len(line.raw)))
        for before in reversed(self.empties):
            cells.insert(before, empty)
        note = whole_cell(self.note) if self.note else None
        if note is None and len(cells) == count + 1 and (has_notes or not cells[0].text):
            note = cells.pop(0)
        if len(cells) != count or (note and note.text and not _NOTE.fullmatch(note.text)):
            return None
        return note, cells

    @property
    def text(self) -> str:
        """The label, its lines joined by a space."""
        return " ".join(line.raw[start:end].strip() for line, start, end in self.label)


def rows_from(lines: Sequence[Line], at: int) -> list[SpacedRow]:
    """The rows from a line on, as long as labels and figures alternate. A label may take two lines."""
    rows: list[SpacedRow] = []
    while at < len(lines):
        row = _row_at(lines, at)
        if row is None:
            break
        rows.append(row)
        at = row.lines[1]
        while at < len(lines) and lines[at].is_blank:
            at += 1
    return rows


def _row_at(lines: Sequence[Line], start: int) -> SpacedRow | None:
    label: list[tuple[Line, int, int]] = []
    figures: list[tuple[Line, Run]] = []
    note: Line | None = None
    empties: list[int] = []
    end = at = last = start
    while at < len(lines):
        line = lines[at]
        is_note = bool(label) and not figures and note is None and _is_note(line)
        run = None if line.is_blank or is_note else figures_in(line)
        if line.is_blank and line.raw.strip("\r\n"):
            last = at + 1
            empties.append(len(figures))
        elif line.is_blank:
            if at - max(last, end) >= 1:
                break
        elif is_note:
            note, end = line, at + 1
        elif run is not None and not run[0].strip():
            if not label:
                return None
            figures.append((line, run[1]))
            end = at + 1
        elif figures:
            break
        elif run is not None:
            if label and not _goes_on(label[-1][0], line):
                break
            label.append((line, 0, len(run[0].rstrip())))
            figures.append((line, run[1]))
            end = at + 1
        elif label and not (_goes_on(label[-1][0], line) and at == end):
            break
        elif not is_label(line) and not _is_cut_label(lines, at):
            return None
        else:
            label.append((line, 0, len(line.raw.rstrip())))
            end = at + 1
        at += 1
    is_stacked = label and all(line is not label[0][0] for line, _ in figures)
    kept = tuple(empties) if is_stacked else ()
    return SpacedRow((start, end), tuple(label), tuple(figures), note, kept) if label else None


def _is_note(line: Line) -> bool:
    """Whether a line holds only the numbers of several notes, or of one with the word for it."""
    text = line.raw.strip()
    return bool(_NOTE.fullmatch(text)) and bool(_NOTE_FOR_SURE.fullmatch(text))


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line continues the label of the line before: in lower case, or after a word broken off."""
    return bool(re.match(r"\s*[a-zåäö(&]", line.raw)) or before.raw.rstrip().endswith(("-", ",", " och", " &", "/"))


def figures_in(line: Line) -> tuple[str, Run] | None:
    """The text before the figures at the end of a line, and the figures; None for a line that ends otherwise.

    A line with only a dash holds one missing figure.
    """
    if is_missing(line.raw) and line.raw.strip():
        return "", Run(tuple(tokens_of(line.raw, 0, len(line.raw))))
    if "\t" in line.raw or "|" in line.raw or len(line.raw) > _LONGEST_LINE:
        return None
    elements = elements_of(tokens_of(line.raw, 0, len(line.raw)))
    if not elements or not isinstance(elements[-1], Run):
        return None
    run = elements[-1]
    before = line.raw[: run.tokens[0].start]
    if any(not isinstance(element, Text) for element in elements[:-1]):
        return None
    if before.strip() and (not _LETTERS.search(before) or _SENTENCE_END.search(before.strip())):
        return None
    if len(before) > _LONGEST_LABEL or all(is_year(token) for token in run.tokens if token.kind == "number"):
        return None
    return before, run


def is_label(line: Line) -> bool:
    """Whether a line may label figures or head columns: a few words that do not end a sentence."""
    text = line.raw.strip()
    return (
        0 < len(text) <= _LONGEST_LABEL
        and "\t" not in text
        and not text.startswith(("#", "|", "<", "•"))
        and bool(_LETTERS.search(text))
        and not _SENTENCE_END.search(text)
    )


def _is_cut_label(lines: Sequence[Line], at: int) -> bool:
    """Whether a few words with a full stop label the figures on the lines below ("Stöd, funktionsneds.")."""
    text, below = lines[at].raw.strip(), next((n for n in range(at + 1, len(lines)) if not lines[n].is_blank), None)
    figures = figures_in(lines[below]) if below is not None else None
    is_short = len(text.split()) < _MOST_CUT_WORDS and text.endswith(".") and bool(_LETTERS.search(text))
    return is_short and figures is not None and not figures[0].strip()


def _fewest(run: Run) -> int:
    """The fewest figures a run can be read as; 0 where it is a code with a needless zero ("0202")."""
    return next((count for count in range(1, run.length + 1) if run.values(count)), 0)


def _unevenness(cells: Sequence[Cell]) -> int:
    lengths = [len(cell.text.split()) for cell in cells]
    return max(lengths) - min(lengths)


def cell_in(line: Line, start: int, end: int) -> Cell:
    """The cell with the characters [start, end) of a line."""
    return Cell(text=line.raw[start:end].strip(), place=place_in(line, start, end))


def whole_cell(line: Line) -> Cell:
    """A line as one cell, as where every cell has a line of its own."""
    return cell_in(line, 0, len(line.raw))


def place_in(line: Line, start: int, end: int) -> Place:
    """The place of the characters [start, end) of `line.raw`, which may begin inside its line."""
    return Place(page=line.page, line=line.number, start=line.start + start, end=line.start + end)
