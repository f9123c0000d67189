"""The header of a table whose columns are no longer separated: on one line, or one column per line.

Which rows follow it is decided in `rows`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dagster_project.reading.model import Cell
from dagster_project.reading.numbers import YEAR
from dagster_project.reading.sources.text.finders.spaced.rows import SpacedRow, cell_in, is_label, place_in, whole_cell
from dagster_project.reading.sources.text.line import Line
from dagster_project.reading.sources.text.tokens import Token, is_year, phrases, tokens_of
from dagster_project.reading.vocabulary.loader import load, names_money, unbroken
from dagster_project.reading.vocabulary.schemas import FlatMarkers

_LONGEST_HEADER = 240
_MOST_HEADER_LINES = 9
# The most consecutive group rows.
MOST_GROUPS = 2
_GLUED = re.compile(rf"(?<=[a-zåäö])(?={YEAR}\b)|(?<=\d)(?=[A-ZÅÄÖ][a-zåäö])")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class SpacedHeader:
    """A header: the index of its first line, its corner, a cell per column, and group rows between it and the rows.

    `note` heads the column of note numbers before the figures. Each of `uppers` is (column, cell): a cell over the
    columns from that one up to the next upper's.
    """

    start: int
    corner: Cell
    cells: tuple[Cell, ...]
    note: Cell | None = None
    groups: tuple[SpacedRow, ...] = ()
    uppers: tuple[tuple[int, Cell], ...] = ()


def header_before(lines: Sequence[Line], first: int, count: int) -> SpacedHeader | None:
    """The header before line `first`, on one line or with one column per line; None where neither fits."""
    groups: list[SpacedRow] = []
    at = _before(lines, first)
    while at is not None:
        header = _header_at(lines, at, count)
        if header:
            return _with_uppers(lines, replace(header, groups=tuple(groups)))
        if len(groups) == MOST_GROUPS or not is_label(lines[at]):
            return None
        groups.insert(0, SpacedRow((at, at + 1), ((lines[at], 0, len(lines[at].raw.rstrip())),), ()))
        at = _before(lines, at)
    return None


def _with_uppers(lines: Sequence[Line], header: SpacedHeader) -> SpacedHeader:
    """The header with the words over its columns, where those repeat: "Kommunen | Koncernen" over "2023 | 2022" twice.

    The last of the words may be over fewer columns.
    """
    texts = [unbroken(cell.text) for cell in header.cells]
    starts = [at for at, text in enumerate(texts) if text == texts[0]]
    times = len(starts)
    if times < 2 or any(texts[a:b] != texts[: b - a] for a, b in pairwise([*starts, len(texts)])):
        return header
    above: list[int] = []
    at = _before(lines, header.start)
    while at is not None and len(above) < times and (is_label(lines[at]) or _is_bare_year(lines[at])):
        one = _cells_of(lines[at], times) if not above else None
        if one and not one[0].text:
            return replace(header, start=at, uppers=tuple(zip(starts, one[1], strict=True)))
        above.insert(0, at)
        at = _before(lines, at)
    if len(above) < times or any(len(lines[number].raw.split()) > 3 for number in above):
        return header
    uppers = tuple((start, whole_cell(lines[number])) for start, number in zip(starts, above, strict=True))
    if at is not None and not header.corner.text and _is_corner(lines[at]):
        return replace(header, start=at, corner=whole_cell(lines[at]), uppers=uppers)
    return replace(header, start=above[0], uppers=uppers)


def _is_bare_year(line: Line) -> bool:
    tokens = _unglued(line)
    return len(tokens) == 1 and is_year(tokens[0])


def _before(lines: Sequence[Line], at: int) -> int | None:
    return next((number for number in range(at - 1, -1, -1) if not lines[number].is_blank), None)


def _header_at(lines: Sequence[Line], at: int, count: int) -> SpacedHeader | None:
    noted = _cells_of(lines[at], count + 1)
    if noted and _heads_notes(noted[1][0].text):
        return SpacedHeader(at, noted[0], noted[1][1:], noted[1][0])
    one = _cells_of(lines[at], count)
    if one and not _heads_notes(one[1][0].text):
        return SpacedHeader(at, *one)
    return _stacked(lines, at, count)


def _heads_notes(text: str) -> bool:
    return any(text.lower() == " ".join(phrase).lower() for phrase in phrases(load(FlatMarkers).note_columns))


def _cells_of(line: Line, count: int) -> tuple[Cell, tuple[Cell, ...]] | None:
    """A header line as its corner and its columns, which begin at a known word, else at a capital or a year."""
    if len(line.raw) > _LONGEST_HEADER or "\t" in line.raw:
        return None
    tokens = [token for token in _unglued(line) if token.text]
    corner_end = next((len(p) for p in phrases(load(FlatMarkers).corners) if _begins(tokens, p)), 0)
    starts = [at for at in range(corner_end, len(tokens)) if _opens(tokens, at)]
    if len(starts) > count:
        known = [at for at in starts if is_year(tokens[at]) or _known(tokens, at)]
        starts = known if len(known) == count else starts[-count:] if not corner_end else []
    if len(starts) != count or (count == 1 and not _known(tokens, starts[0])):
        return None
    ends = [*starts[1:], len(tokens)]
    cells = tuple(cell_in(line, tokens[a].start, tokens[b - 1].end) for a, b in zip(starts, ends, strict=True))
    corner = (
        cell_in(line, tokens[0].start, tokens[starts[0] - 1].end) if starts[0] else Cell(place=place_in(line, 0, 0))
    )
    return corner, cells


def _unglued(line: Line) -> list[Token]:
    """The tokens of a line; a year without spaces around it is a token of its own ("Utfall2013", "2020Kostnader")."""
    cuts = [0, *(match.start() for match in _GLUED.finditer(line.raw)), len(line.raw)]
    return [token for start, end in pairwise(cuts) for token in tokens_of(line.raw, start, end)]


def _begins(tokens: Sequence[Token], words: Sequence[str]) -> bool:
    return [unbroken(token.text) for token in tokens[: len(words)]] == [unbroken(word) for word in words]


def _opens(tokens: Sequence[Token], at: int) -> bool:
    """Whether a column may begin here: at a capital, or at a year that follows no word but that of notes."""
    token = tokens[at]
    if is_year(token):
        before = tokens[at - 1]
        return at == 0 or before.kind == "number" or is_year(before) or _heads_notes(before.text)
    joined = at and tokens[at - 1].text.lower() in load(FlatMarkers).joiners
    return token.kind == "word" and token.is_capital and not joined


def _known(tokens: Sequence[Token], at: int) -> bool:
    return any(_begins(tokens[at:], phrase) for phrase in phrases(load(FlatMarkers).columns))


def _stacked(lines: Sequence[Line], last: int, count: int) -> SpacedHeader | None:
    """A header with one column per line, blank lines between. Further lines head the notes and the labels."""
    found: list[int] = []
    at = last
    while at >= 0 and len(found) <= count and last - at <= 2 * _MOST_HEADER_LINES:
        if not lines[at].is_blank:
            tokens = _unglued(lines[at])
            if len(lines[at].raw.strip()) > 40 or not tokens or not _heads_column(tokens):
                break
            # A year beyond the number of columns is over several of them.
            if len(found) == count and is_year(tokens[0]):
                break
            found.insert(0, at)
        at -= 1
    if not found or count < 2:
        return None
    first = whole_cell(lines[found[0]])
    note = first if _heads_notes(first.text) else None
    is_corner = not note and len(found) == count + 1 and all(_is_bare_year(lines[n]) for n in found[1:])
    columns = found[1:] if note or is_corner else found
    if len(columns) != count:
        return None
    cells = tuple(whole_cell(lines[n]) for n in columns)
    if is_corner:
        return SpacedHeader(found[0], first, cells)
    corner_at = next((n for n in range(found[0] - 1, max(found[0] - 3, -1), -1) if not lines[n].is_blank), None)
    if corner_at is not None and _is_corner(lines[corner_at]):
        return SpacedHeader(corner_at, whole_cell(lines[corner_at]), cells, note)
    return SpacedHeader(found[0], Cell(place=place_in(lines[found[0]], 0, 0)), cells, note)


def _is_corner(line: Line) -> bool:
    """Whether a line heads the labels: a word for them, or a few words with a unit of money ("Belopp, mkr")."""
    tokens = _unglued(line)
    if any(_begins(tokens, phrase) and len(tokens) == len(phrase) for phrase in phrases(load(FlatMarkers).corners)):
        return True
    return len(tokens) < 4 and names_money(line.raw)


def _heads_column(tokens: Sequence[Token]) -> bool:
    """Whether words head a column: they begin with a known word or a year, or a few end with one ("Koncernen 2023")."""
    is_dated = len(tokens) < 4 and (is_year(tokens[-1]) or _DATE.fullmatch(tokens[-1].text) is not None)
    return _known(tokens, 0) or is_year(tokens[0]) or is_dated
