"""The cells of a row whose columns are no longer separated: its figures as a given number of columns.

A row with fewer figures than columns is read only where blanks show which cells are empty; else nothing tells which
columns its figures are of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from math import prod

from dagster_project.reading.model import Cell
from dagster_project.reading.numbers import MINUS_SIGNS, is_missing, spread
from dagster_project.reading.sources.text.finders.spaced.rows import (
    NOTE,
    Figures,
    SpacedRow,
    cell_in,
    fewest,
    place_in,
    whole_cell,
)
from dagster_project.reading.sources.text.finders.spaced.sums import placements
from dagster_project.reading.sources.text.labels import is_total, may_follow
from dagster_project.reading.sources.text.line import Line
from dagster_project.reading.sources.text.tokens import Run, Token, is_year

# The notes before the last, at the end of a label ("Mark, byggnader 12, 25 ...").
_NOTES_BEFORE = re.compile(r"(?<=\s)(?:not\.?\s*\Z|(?:not\.?\s)?(?:[1-9]\d?\s?,\s?)+\Z)", re.IGNORECASE)
# A word for notes that ends a label, before their numbers ("Avskrivningar Not 4 ...").
_LETTERED_NOTE = re.compile(r"\s[1-9]\d?[A-Da-d]\Z")
_NOTED_LABEL = re.compile(r"\snot\.?\Z", re.IGNORECASE)
_NOTE_FOR_SURE = re.compile(r"not .*|.*[,;].*", re.IGNORECASE)
_MOST_COLUMNS = 8
_MOST_WAYS = 200
_EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of a table's columns: their number, whether notes are before them, and the usual blank lines.

    `blanks` are the blank lines between two cells of a row, `blanks_after` those after the last, where each cell has a
    line of its own.
    """

    count: int
    has_notes: bool = False
    blanks: int | None = None
    blanks_after: int | None = None

    @property
    def width(self) -> int:
        """The number of cells after the label."""
        return self.count + self.has_notes


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row cut into cells: `cells` are as many as the table has columns, or none for a group row.

    `label_end` is the number of characters up to the end of the label on its last line, None where the label has lines
    of its own; `tail` are the words after the last cell.
    """

    row: SpacedRow
    label_end: int | None = None
    note: Cell = _EMPTY
    cells: tuple[Cell, ...] = ()
    tail: Cell = _EMPTY
    holds_figures: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to read a row: the one by its own print, None where that shows none, and all where there are several.

    It `is_uneven` where digit groups may as well be fewer figures.
    """

    plain: ReadRow | None
    every: tuple[ReadRow, ...] = ()
    is_uneven: bool = False


def usual_columns(rows: Sequence[SpacedRow], count: int, has_notes: bool) -> Columns:
    """The columns of a table, with the blank lines that its rows usually have between cells."""
    stacked = [row for row in rows if len(row.figures) > 1]
    between = Counter(blanks for row in stacked for blanks in row.blanks[1:-1])
    after = Counter(row.blanks[-1] for row in stacked)
    usual = between.most_common(1)[0][0] if between else None
    has_notes = has_notes or sum(bool(_NOTED_LABEL.search(row.text)) for row in rows if row.figures) > 1
    return Columns(count, has_notes, usual, after.most_common(1)[0][0] if after else None)


def read_row(row: SpacedRow, columns: Columns, last: int | None = None) -> ReadRow | None:
    """The row as the cells of the columns; None where its figures are not so many or nothing shows which are empty.

    `last` is the number of the last note above it.
    """
    if not row.figures:
        return ReadRow(row, note=whole_cell(row.note) if row.note else _EMPTY)
    if len(row.figures) > 1 or not _is_on_one_line(row):
        found = _stacked(row, columns)
        return found or (_on_one_line(row, columns, last) if len(row.figures) == 1 else None)
    return _on_one_line(row, columns, last)


def ways_to_read(row: SpacedRow, columns: Columns, last: int | None = None) -> Ways:
    """The ways to read a row whose print alone does not show its cells: with empty cells, or with or without a note.

    `last` is the number of the last note above it.
    """
    plain = read_row(row, columns, last)
    if not row.figures or columns.count > _MOST_COLUMNS:
        return Ways(plain)
    if plain is None:
        return Ways(None, tuple(_with_empty(row, columns)))
    others = [*_otherwise_noted(row, plain, columns), *_otherwise_cut(row, plain)]
    if _may_lack(row, plain, columns):
        is_note = may_follow(plain.cells[0].text, last)
        return Ways(None if is_note else plain, (plain, *others, *_with_empty(row, columns)))
    if _is_cut_evenly(plain, columns):
        return Ways(plain, (plain, *others)) if others else Ways(plain)
    return Ways(plain, (plain, *others, *_with_empty(row, columns)), is_uneven=True)


def _with_empty(row: SpacedRow, columns: Columns) -> Iterator[ReadRow]:
    """The row with its figures in some of the columns."""
    for label_end, note, cells in _shorter(row, columns):
        if len(cells) < columns.count:
            for way in placements(cells, columns.count):
                yield ReadRow(row, label_end, note, way, holds_figures=True)


def _may_lack(row: SpacedRow, plain: ReadRow, columns: Columns) -> bool:
    """Whether the first figure of a full row may be its note, and one of its figures empty."""
    if not columns.has_notes or plain.note.text or not plain.cells or not all(cell.text for cell in plain.cells):
        return False
    is_note = NOTE.fullmatch(plain.cells[0].text)
    return columns.count > 1 and not row.empties and is_note is not None and not is_total(row.text)


def _otherwise_noted(row: SpacedRow, plain: ReadRow, columns: Columns) -> Iterator[ReadRow]:
    """The row with a note where it is read without one, or without where it is read with one that may be a figure."""
    figures = row.figures[0]
    if (
        len(row.figures) > 1
        or not columns.has_notes
        or row.note is not None
        or _NOTE_FOR_SURE.fullmatch(plain.note.text)
    ):
        return
    if plain.note.text:
        cells = _values(figures, figures.run.tokens, columns.count)
        if cells and _notes_start(figures.line, figures.label_end) == figures.label_end:
            yield ReadRow(row, figures.label_end, _EMPTY, tuple(cells), plain.tail, holds_figures=True)
        return
    noted = _noted(figures, figures.run.tokens, figures.label_end, columns.count)
    if noted:
        label_end, note, cells = noted
        yield ReadRow(row, label_end, note, tuple(cells), plain.tail, holds_figures=True)


def _otherwise_cut(row: SpacedRow, plain: ReadRow) -> Iterator[ReadRow]:
    """The row with its digit groups joined in other ways that are as even ("4 950 2" as "4 950 | 2" or "4 | 950 2")."""
    figures = row.figures[0]
    if len(row.figures) > 1 or not plain.cells or plain.cells[0].place.start != figures.run.tokens[0].start:
        return
    ways = [tuple(values) for values in figures.run.even_values(len(plain.cells))]
    for values in dict.fromkeys(ways):
        cells = tuple(cell_in(figures.line, value.start, value.end) for value in values)
        if cells != plain.cells:
            yield replace(plain, cells=cells)


def _is_cut_evenly(plain: ReadRow, columns: Columns) -> bool:
    """Whether no fewer figures are more even than those of a full row, and no dash before digits is a missing value."""
    if len(plain.row.figures) > 1:
        return True
    cells = [cell for cell in plain.cells if cell.text]
    if any(is_missing(cell.text) for cell in cells) and _may_be_minus(cells):
        return False
    figures = plain.row.figures[0]
    tokens = figures.run.tokens[1:] if plain.note.text and plain.note.place.start else figures.run.tokens
    others = (_values(figures, tokens, count) for count in range(1, columns.count))
    return not any(_spread(other) < _spread(cells) for other in others if other and len(other) > 1)


def _may_be_minus(cells: Sequence[Cell]) -> bool:
    """Whether a dash that is read as a missing value is before a figure without a sign."""
    return any(
        is_missing(before.text) and before.text.strip() in MINUS_SIGNS and after.text[:1].isdigit()
        for before, after in pairwise(cells)
    )


def _spread(cells: Sequence[Cell]) -> int:
    return spread(cell.text for cell in cells if not is_missing(cell.text))


def _shorter(row: SpacedRow, columns: Columns) -> Iterator[tuple[int | None, Cell, list[Cell]]]:
    """The ways to read a row as fewer figures than columns: the end of its label, its note and its figures."""
    if len(row.figures) > 1:
        cells = [cell for figures in row.figures for cell in _cells_of(figures) or []]
        if columns.has_notes and NOTE.fullmatch(cells[0].text):
            yield None, cells[0], cells[1:]
        yield None, whole_cell(row.note) if row.note else _EMPTY, cells
        return
    figures = row.figures[0]
    first, *others = figures.run.tokens
    for count in range(1, columns.count):
        if columns.has_notes and others and NOTE.fullmatch(first.text) and (rest := _values(figures, others, count)):
            yield figures.label_end, cell_in(figures.line, first.start, first.end), rest
        if plain := _values(figures, figures.run.tokens, count):
            yield figures.label_end, _EMPTY, plain


def _is_on_one_line(row: SpacedRow) -> bool:
    return row.figures[0].has_label or fewest(row.figures[0].run) > 1


def _on_one_line(row: SpacedRow, columns: Columns, last: int | None) -> ReadRow | None:
    """The row of one line of figures: with its notes before them, or a year that ends its label."""
    figures = row.figures[0]
    tail = (
        cell_in(figures.line, figures.tail, len(figures.line.raw))
        if figures.line.raw[figures.tail :].strip()
        else _EMPTY
    )
    tokens = figures.run.tokens
    for label_end, rest in _labels(figures, tokens):
        found = _cut(row, figures, rest, label_end, columns, last)
        if found is not None:
            end, note, cells = found
            return ReadRow(row, end, note, tuple(cells), tail, bool(cells))
    return None


def _labels(figures: Figures, tokens: Sequence[Token]) -> Iterable[tuple[int, Sequence[Token]]]:
    """The end of the label and the figures after it: as they are, or with a year as the label's last word."""
    yield figures.label_end, tokens
    if figures.has_label and len(tokens) > 1 and is_year(tokens[0]):
        yield tokens[0].end, tokens[1:]


def _cut(
    row: SpacedRow, figures: Figures, tokens: Sequence[Token], label_end: int, columns: Columns, last: int | None
) -> tuple[int, Cell, list[Cell]] | None:
    """The end of the label, the note and the cells of figures on one line."""
    line, count = figures.line, columns.count
    plain = _values(figures, tokens, count)
    if row.note is not None:
        return (label_end, whole_cell(row.note), plain) if plain else None
    if columns.has_notes:
        placed = _by_spaces(figures, tokens, label_end, columns)
        noted = placed or _noted(figures, tokens, label_end, count)
        is_sure = placed or plain is None or (noted and noted[0] < label_end)
        if noted and (is_sure or _is_note(noted, row, plain or [], last)):
            return noted
    if plain:
        spaced = _by_spaces(figures, tokens, label_end, columns)
        if spaced and _spread(spaced[2]) < _spread(plain):
            return spaced
        lettered = _LETTERED_NOTE.search(line.raw, 0, label_end) if columns.has_notes else None
        if lettered:
            return lettered.start(), cell_in(line, lettered.start(), lettered.end()), plain
        return label_end, _EMPTY, plain
    placed = _by_spaces(figures, tokens, label_end, columns)
    if placed or not columns.has_notes or count < 2:
        return placed
    start = _notes_start(line, label_end)
    notes = line.raw[start : tokens[-1].end].strip()
    return (start, cell_in(line, start, tokens[-1].end), []) if NOTE.fullmatch(notes) and len(tokens) == 1 else None


def _noted(
    figures: Figures, tokens: Sequence[Token], label_end: int, count: int
) -> tuple[int, Cell, list[Cell]] | None:
    """The figures after a note: a small number before as many as there are columns."""
    first, *others = tokens
    if not others or not NOTE.fullmatch(first.text):
        return None
    start = _notes_start(figures.line, label_end)
    rest = _values(figures, others, count)
    begins = start if start < label_end else first.start
    return (start, cell_in(figures.line, begins, first.end), rest) if rest else None


def _is_note(noted: tuple[int, Cell, list[Cell]], row: SpacedRow, plain: Sequence[Cell], last: int | None) -> bool:
    """Whether digits that may be the first of a figure are a note: in the order of notes, and no total's.

    The figures are not more even with them.
    """
    _, note, rest = noted
    return may_follow(note.text, last) and not is_total(row.text) and _unevenness(plain) >= _unevenness(rest)


def _notes_start(line: Line, label_end: int) -> int:
    """Where the numbers of notes begin that are before the last of them, at the end of a label."""
    found = _NOTES_BEFORE.search(line.raw, 0, label_end)
    return found.start() if found else label_end


def _values(figures: Figures, tokens: Sequence[Token], count: int) -> list[Cell] | None:
    values = Run(tuple(tokens)).values(count) if tokens else None
    return [cell_in(figures.line, value.start, value.end) for value in values] if values else None


def _by_spaces(
    figures: Figures, tokens: Sequence[Token], label_end: int, columns: Columns
) -> tuple[int, Cell, list[Cell]] | None:
    """The cells of a line where more spaces than one show the empty cells: one or two further spaces for each.

    Of both the one that makes the figures more even.
    """
    raw = figures.line.raw
    chunks: list[list[Token]] = [[]]
    wider = [max(tokens[0].start - label_end - 1, 0)]
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is not None and token.start - before.end > 1:
            wider.append(token.start - before.end - 1)
            chunks.append([])
        chunks[-1].append(token)
    wider.append(len(raw) - max(tokens[-1].end, len(raw.rstrip())))
    found: list[tuple[int, Cell, list[Cell]]] = []
    for spaces in (2, 1):
        empty = [number // spaces for number in wider]
        if not sum(empty) or any(number % spaces for number in wider):
            continue
        filled = columns.width - sum(empty)
        counts = _counts(chunks, filled) if filled > 0 else None
        if counts is None:
            continue
        parts = [_values(figures, chunk, number) for chunk, number in zip(chunks, counts, strict=True)]
        placed = all(parts) and _placed(figures, [part or [] for part in parts], empty, label_end, columns)
        if placed:
            found.append(placed)
    return min(found, key=lambda way: _spread(way[2]), default=None)


def _counts(chunks: Sequence[Sequence[Token]], filled: int) -> tuple[int, ...] | None:
    """The only way to read chunks of figures as so many in all."""
    runs = [Run(tuple(chunk)) for chunk in chunks]
    each = [[count for count in range(1, run.length + 1) if run.values(count)] for run in runs]
    if prod(map(len, each)) > _MOST_WAYS:
        return None
    found = [counts for counts in product(*each) if sum(counts) == filled]
    return found[0] if len(found) == 1 else None


def _placed(
    figures: Figures, parts: Sequence[Sequence[Cell]], empty: Sequence[int], label_end: int, columns: Columns
) -> tuple[int, Cell, list[Cell]] | None:
    end = len(figures.line.raw.rstrip())
    blank = Cell(place=place_in(figures.line, end, end))
    cells = [blank] * empty[0]
    for part, number in zip(parts, empty[1:], strict=True):
        cells += [*part, *[blank] * number]
    if not columns.has_notes:
        return label_end, _EMPTY, cells
    note, *rest = cells
    return (label_end, note if note.text else _EMPTY, rest) if not note.text or NOTE.fullmatch(note.text) else None


def _unevenness(cells: Sequence[Cell]) -> int:
    lengths = [len(cell.text.split()) for cell in cells]
    return max(lengths) - min(lengths)


def _stacked(row: SpacedRow, columns: Columns) -> ReadRow | None:
    """The row with a line for each cell, or a few side by side; blank lines show which cells are empty."""
    parts = [_cells_of(figures) for figures in row.figures]
    if any(part is None for part in parts):
        return None
    known = [part or [] for part in parts]
    wanted = columns.count if row.note else columns.width
    found = sum(map(len, known))
    if found == 1 and columns.has_notes and columns.count > 1 and NOTE.fullmatch(known[0][0].text) and not row.empties:
        return ReadRow(row, None, known[0][0])
    all_cells = [cell for part in known for cell in part]
    lacks_note = columns.has_notes and not row.note and found == columns.count and not row.empties
    if lacks_note and not NOTE.fullmatch(all_cells[0].text):
        cells: list[Cell] | None = [_EMPTY, *all_cells]
    else:
        cells = _filled(row, known, wanted - found, columns) or ([_EMPTY, *all_cells] if lacks_note else None)
    if cells is None:
        return None
    note = whole_cell(row.note) if row.note else cells.pop(0) if columns.has_notes else _EMPTY
    if note.text and not NOTE.fullmatch(note.text):
        return None
    return ReadRow(row, None, note, tuple(cells), holds_figures=True)


def _cells_of(figures: Figures) -> list[Cell] | None:
    return _values(figures, figures.run.tokens, fewest(figures.run))


def _filled(row: SpacedRow, parts: Sequence[list[Cell]], missing: int, columns: Columns) -> list[Cell] | None:
    """The cells with `missing` empty ones among them, where lines with spaces or further blank lines show those."""
    if missing < 0:
        return None
    empty = _empties(row, missing, columns) if missing else [0] * (len(parts) + 1)
    if empty is None:
        return None
    line = row.figures[-1].line
    blank = Cell(place=place_in(line, len(line.raw), len(line.raw)))
    cells = [blank] * empty[0]
    for part, number in zip(parts, empty[1:], strict=True):
        cells += [*part, *[blank] * number]
    return cells


def _empties(row: SpacedRow, missing: int, columns: Columns) -> list[int] | None:
    """How many cells are empty before each line of figures and after the last; None where nothing shows it."""
    kept = Counter(row.empties)
    if sum(kept.values()) == missing:
        return [kept[number] for number in range(len(row.figures) + 1)]
    if columns.blanks is None or columns.blanks_after is None:
        return None
    usual = [columns.blanks] * len(row.figures) + [columns.blanks_after]
    more = [max(own - other, 0) for own, other in zip(row.blanks, usual, strict=True)]
    if sum(map(bool, more)) == 1:
        return [missing if number else 0 for number in more]
    for lines in (columns.blanks + 1, 1):
        if sum(more) == missing * lines and not any(number % lines for number in more):
            return [number // lines for number in more]
    return None
