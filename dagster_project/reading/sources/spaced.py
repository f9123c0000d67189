"""Tables in line-structured text that has no tabs: rows as lines, or every cell on a line of its own.

Text copied from a PDF or a web page loses what parted the columns: "Revision – 614 – 9 1,6 % – 620 6" is a label and
five figures, and a web page's table may come as its label and its figures one below the other. Here belongs how such
lines are found to be a table and cut into rows; how a run of digit groups is cut into figures is told in `flat_tokens`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dagster_project.reading.model import Cell, Place, Row, Table
from dagster_project.reading.sources.flat_tokens import Run, Text, Token, elements_of, is_year, phrases, tokens_of
from dagster_project.reading.sources.tabbed import Line
from dagster_project.reading.words import vocabulary

_FEWEST_ROWS = 3
_LONGEST_LABEL = 90
_LONGEST_HEADER = 240
_MOST_HEADER_LINES = 9
_SENTENCE_END = re.compile(r"[.!?:;,]\Z")
_GLUED = re.compile(r"(?<=[a-zåäö])(?=(?:19|20)\d\d\b)|(?<=\d)(?=[A-ZÅÄÖ][a-zåäö])")
_LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class SpacedTable:
    """A table found: the lines [start, end) of the page are its."""

    start: int
    end: int
    table: Table


@dataclass(frozen=True, slots=True)
class _Row:
    """A label and its figures; `lines` are its indices on the page. A group row has no figures."""

    lines: tuple[int, int]
    label: tuple[tuple[Line, int, int], ...]
    figures: tuple[tuple[Line, Run], ...]

    @property
    def exact(self) -> int | None:
        """How many figures it has, where that is certain: one line without groups that can join, or several lines."""
        if len(self.figures) > 1:
            return sum(_fewest(run) for _, run in self.figures)
        return None if self.figures[0][1].is_ambiguous else self.figures[0][1].length

    def values(self, count: int) -> list[Cell] | None:
        """Its figures as exactly so many cells, or None."""
        if len(self.figures) > 1 and self.exact != count:
            return None
        cells: list[Cell] = []
        for line, run in self.figures:
            values = run.values(count if len(self.figures) == 1 else _fewest(run))
            if values is None:
                return None
            cells += [_cell(line, value.start, value.end) for value in values]
        return cells

    @property
    def text(self) -> str:
        return " ".join(line.raw[start:end].strip() for line, start, end in self.label)


def find(lines: Sequence[Line]) -> list[SpacedTable]:
    """The tables among a page's lines, in order; lines with tabs or pipes are never theirs."""
    found: list[SpacedTable] = []
    at = 0
    while at < len(lines):
        table = _table_at(lines, at)
        if table is None:
            at += 1
            continue
        found.append(table)
        at = table.end
    return found


def _table_at(lines: Sequence[Line], at: int) -> SpacedTable | None:
    """The table whose first row with figures begins at a line, with the header that stands before it."""
    if _figures(lines[at]) is None and not _is_label(lines[at]):
        return None
    rows = _rows(lines, at)
    if not rows or not rows[0].figures:
        return None
    header, count = _header_and_count(lines, rows)
    if count is None or (header is None and count < 2):
        return None
    if header and header.group:
        rows = [header.group, *rows]
    rows = _trimmed(rows, count)
    if sum(bool(row.figures) for row in rows) < _FEWEST_ROWS:
        return None
    return _built(lines, header, rows, count)


def _header_and_count(lines: Sequence[Line], rows: Sequence[_Row]) -> tuple[_Header | None, int | None]:
    """The header and how many figures a row has: as many as the header has columns where the rows allow it."""
    full = [row for row in rows if row.figures]
    longest = max(row.exact or row.figures[0][1].length for row in full)
    fits = {count: sum(row.values(count) is not None for row in full) for count in range(1, longest + 1)}
    enough = [count for count, rows_fit in fits.items() if rows_fit >= max(_FEWEST_ROWS, 0.7 * len(full))]
    for count in sorted(enough, key=lambda count: (-fits[count], count)):
        header = _header(lines, rows[0].lines[0], count)
        if header:
            return header, count
    exact = Counter(row.exact for row in full if row.exact in enough)
    return None, max(exact, key=lambda count: (fits[count or 0], exact[count]), default=None)


def _rows(lines: Sequence[Line], at: int) -> list[_Row]:
    """Rows from a line on, as long as labels and figures take turns; a label may take two lines."""
    rows: list[_Row] = []
    while at < len(lines):
        row = _row_at(lines, at)
        if row is None:
            break
        rows.append(row)
        at = row.lines[1]
        while at < len(lines) and lines[at].is_blank:
            at += 1
    return rows


def _row_at(lines: Sequence[Line], start: int) -> _Row | None:
    label: list[tuple[Line, int, int]] = []
    figures: list[tuple[Line, Run]] = []
    end = at = start
    while at < len(lines):
        line = lines[at]
        run = None if line.is_blank else _figures(line)
        if line.is_blank:
            if at - end >= 1:
                break
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
        elif not _is_label(line):
            return None
        else:
            label.append((line, 0, len(line.raw.rstrip())))
            end = at + 1
        at += 1
    return _Row((start, end), tuple(label), tuple(figures)) if label else None


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line goes on with the label of the line before: it begins in lower case, or that was broken."""
    return bool(re.match(r"\s*[a-zåäö(&]", line.raw)) or before.raw.rstrip().endswith(("-", ",", " och", " &", "/"))


def _figures(line: Line) -> tuple[str, Run] | None:
    """What stands before the figures at a line's end, and the figures; None for a line that ends otherwise."""
    if "\t" in line.raw or "|" in line.raw or len(line.raw) > _LONGEST_HEADER:
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


def _is_label(line: Line) -> bool:
    text = line.raw.strip()
    return (
        0 < len(text) <= _LONGEST_LABEL
        and "\t" not in text
        and not text.startswith(("#", "|", "<", "•"))
        and bool(_LETTERS.search(text))
        and not _SENTENCE_END.search(text)
    )


def _fewest(run: Run) -> int:
    """The fewest figures a run can be read as."""
    return next(count for count in range(1, run.length + 1) if run.values(count))


def _trimmed(rows: list[_Row], count: int) -> list[_Row]:
    """The rows up to the last that has figures, cut at the first two in a row that do not fit the count."""
    kept: list[_Row] = []
    for row, after in pairwise([*rows, None]):
        assert row is not None
        if row.figures and row.values(count) is None and (row.exact or count + 1) > count:
            break
        if not row.figures and (after is None or not after.figures):
            break
        kept.append(row)
    while kept and not kept[-1].figures:
        kept.pop()
    return kept


@dataclass(frozen=True, slots=True)
class _Header:
    """The header: where its lines begin, its corner, one cell a column, and a group row between it and the rows."""

    start: int
    corner: Cell
    cells: tuple[Cell, ...]
    group: _Row | None = None


def _header(lines: Sequence[Line], first: int, count: int) -> _Header | None:
    """The header before the line `first`: on one line, or one column a line; None where neither fits."""
    at = _before(lines, first)
    if at is None:
        return None
    header = _header_at(lines, at, count)
    above = _before(lines, at)
    if header is None and above is not None and _is_label(lines[at]):
        header = _header_at(lines, above, count)
        group = _Row((at, at + 1), ((lines[at], 0, len(lines[at].raw.rstrip())),), ())
        return replace(header, group=group) if header else None
    return header


def _before(lines: Sequence[Line], at: int) -> int | None:
    return next((number for number in range(at - 1, -1, -1) if not lines[number].is_blank), None)


def _header_at(lines: Sequence[Line], at: int, count: int) -> _Header | None:
    one = _cells_of(lines[at], count)
    return _Header(at, *one) if one else _stacked(lines, at, count)


def _cells_of(line: Line, count: int) -> tuple[Cell, tuple[Cell, ...]] | None:
    """A header line as its corner and its columns: they begin at a known word, else at a capital or a year."""
    if len(line.raw) > _LONGEST_HEADER or "\t" in line.raw:
        return None
    tokens = [token for token in _unglued(line) if token.text]
    corner_end = next((len(p) for p in phrases("corners") if _begins(tokens, p)), 0)
    starts = [at for at in range(corner_end, len(tokens)) if _opens(tokens, at)]
    if len(starts) > count:
        known = [at for at in starts if is_year(tokens[at]) or _known(tokens, at)]
        starts = known if len(known) == count else starts[-count:] if not corner_end else []
    if len(starts) != count or (count == 1 and not _known(tokens, starts[0])):
        return None
    ends = [*starts[1:], len(tokens)]
    cells = tuple(_cell(line, tokens[a].start, tokens[b - 1].end) for a, b in zip(starts, ends, strict=True))
    corner = _cell(line, tokens[0].start, tokens[starts[0] - 1].end) if starts[0] else Cell(place=_place(line, 0, 0))
    return corner, cells


def _unglued(line: Line) -> list[Token]:
    """The line's words, a year glued to the words around it made a word of its own ("Utfall2013", "2020Kostnader")."""
    cuts = [0, *(match.start() for match in _GLUED.finditer(line.raw)), len(line.raw)]
    return [token for start, end in pairwise(cuts) for token in tokens_of(line.raw, start, end)]


def _begins(tokens: Sequence[Token], words: Sequence[str]) -> bool:
    return [token.text.lower() for token in tokens[: len(words)]] == [word.lower() for word in words]


def _opens(tokens: Sequence[Token], at: int) -> bool:
    """Whether a column may begin here: at a capital, or at a year that no word stands before."""
    token = tokens[at]
    if is_year(token):
        return at == 0 or tokens[at - 1].kind == "number" or is_year(tokens[at - 1])
    joined = at and tokens[at - 1].text.lower() in vocabulary("flat_markers")["joiners"]
    return token.kind == "word" and token.is_capital and not joined


def _known(tokens: Sequence[Token], at: int) -> bool:
    return any(_begins(tokens[at:], phrase) for phrase in phrases("columns"))


def _stacked(lines: Sequence[Line], last: int, count: int) -> _Header | None:
    """A header with one column a line, blank lines between; a line more is the corner."""
    found: list[int] = []
    at = last
    while at >= 0 and len(found) <= count and last - at <= 2 * _MOST_HEADER_LINES:
        if not lines[at].is_blank:
            tokens = _unglued(lines[at])
            if len(lines[at].raw.strip()) > 40 or not tokens or not (_known(tokens, 0) or is_year(tokens[0])):
                break
            found.insert(0, at)
        at -= 1
    if len(found) != count or count < 2:
        return None
    corner_at = next((n for n in range(found[0] - 1, max(found[0] - 3, -1), -1) if not lines[n].is_blank), None)
    cells = tuple(_whole(lines[n]) for n in found)
    if corner_at is not None and any(
        _begins(_unglued(lines[corner_at]), p) and len(_unglued(lines[corner_at])) == len(p) for p in phrases("corners")
    ):
        return _Header(corner_at, _whole(lines[corner_at]), cells)
    return _Header(found[0], Cell(place=_place(lines[found[0]], 0, 0)), cells)


def _built(lines: Sequence[Line], header: _Header | None, rows: Sequence[_Row], count: int) -> SpacedTable:
    printed = [Row((header.corner, *header.cells))] if header else []
    for row in rows:
        printed.append(Row((_label_cell(row), *_figure_cells(row, count))))
    start = header.start if header else rows[0].lines[0]
    first = lines[start]
    table = Table(tuple(printed), _place(first, 0, len(first.raw)), "flat", header_rows=1 if header else None)
    return SpacedTable(start, rows[-1].lines[1], table)


def _label_cell(row: _Row) -> Cell:
    line, start, end = row.label[0]
    return Cell(text=row.text, place=_place(line, start, end))


def _figure_cells(row: _Row, count: int) -> list[Cell]:
    """The row's figures, one a column; a row with fewer has them from the left, as nothing tells where they stood."""
    line, _, end = row.label[-1]
    cells = []
    if row.figures:
        line = row.figures[-1][0]
        end = len(line.raw)
        cells = row.values(count) or row.values(row.exact or 1) or []
    return [*cells, *[Cell(place=_place(line, end, end))] * (count - len(cells))]


def _cell(line: Line, start: int, end: int) -> Cell:
    return Cell(text=line.raw[start:end].strip(), place=_place(line, start, end))


def _whole(line: Line) -> Cell:
    return _cell(line, 0, len(line.raw))


def _place(line: Line, start: int, end: int) -> Place:
    return Place(page=line.page, line=line.number, start=line.start + start, end=line.start + end)
