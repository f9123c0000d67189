"""Tables in text whose columns are no longer separated: rows as lines, or each cell on a line of its own.

Text copied from a PDF or a web page loses its separators: "Revision – 614 – 9 1,6 % – 620 6" is a label and five
figures, and a web page's table may have the label and figures of a row on consecutive lines. How a run of digit groups
is cut into figures is decided in `tokens`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dagster_project.reading.model import Cell, Row, Table
from dagster_project.reading.numbers import parse_number
from dagster_project.reading.sources.text.finders.spaced.cells import (
    Columns,
    ReadRow,
    Ways,
    read_row,
    usual_columns,
    ways_to_read,
)
from dagster_project.reading.sources.text.finders.spaced.headers import (
    MOST_GROUPS,
    SpacedHeader,
    header_before,
    heads_one,
)
from dagster_project.reading.sources.text.finders.spaced.order import Cells
from dagster_project.reading.sources.text.finders.spaced.rows import (
    SpacedRow,
    figures_at,
    is_label,
    place_in,
    rows_from,
    whole_cell,
    with_codes,
)
from dagster_project.reading.sources.text.finders.spaced.sums import Way, solve, values_of
from dagster_project.reading.sources.text.heads import is_part
from dagster_project.reading.sources.text.labels import ROW_CODE
from dagster_project.reading.sources.text.line import Line, Located
from dagster_project.reading.sources.text.sums import sums_beside
from dagster_project.reading.sources.text.tokens import has_signs
from dagster_project.reading.vocabulary.loader import names_money
from dagster_project.terms import ColumnsFrom

_FEWEST_ROWS = 3
_FEWEST_UNDER_HEADS = 2
_MOST_COLUMNS = 16
# The most consecutive rows within a table that are not read.
_MOST_UNREAD = 5
_UNIT_REACH = 3
_ENOUGH_FILLED = 0.7


@dataclass(frozen=True, slots=True)
class _Found:
    """A table with `columns`: the rows that are read, and those among them that are not."""

    columns: Columns
    header: SpacedHeader | None
    rows: tuple[ReadRow, ...]
    unread: tuple[SpacedRow, ...]

    @property
    def filled(self) -> int:
        """The number of rows with figures."""
        return sum(row.holds_figures for row in self.rows)


def find(lines: Sequence[Line]) -> list[Located[Table]]:
    """The tables whose columns are found by counting figures, in order; none has lines with tabs or pipes."""
    found: list[Located[Table]] = []
    at = 0
    while at < len(lines):
        table = _table_at(lines, at, found[-1].end if found else 0)
        if table is None:
            at += 1
            continue
        found.append(table)
        at = table.end
    return found


def _table_at(lines: Sequence[Line], at: int, after: int) -> Located[Table] | None:
    """The table whose first row with figures begins at a line, with the header before it but after line `after`."""
    if figures_at(lines, at) is None and not is_label(lines[at]):
        return None
    rows = rows_from(lines, at)
    if not rows or not rows[0].figures:
        return None
    rows = with_codes(lines, rows)
    if has_signs(figures.run for row in rows for figures in row.figures):
        rows = [row.with_dashes() for row in rows]
    found = _best(lines, rows, after)
    if found and found.header is None and any(row is rows[0] for row in found.unread):
        return None  # A title with a figure: the table begins after it, with its header.
    return _built(lines, found) if found else None


def _best(lines: Sequence[Line], rows: Sequence[SpacedRow], after: int) -> _Found | None:
    """The table with the number of columns that most rows have: that of a header if there is one, else of the rows."""
    full = [row for row in rows if row.figures]
    counts = range(1, min(_MOST_COLUMNS, max(row.longest for row in full)) + 1)
    tables = [_with_columns(lines, rows, count, after) for count in counts]
    exact = Counter(row.exact for row in full if row.exact)
    at_least = Counter(row.fewest for row in full).most_common(1)[0][0]
    needed = [table for table in tables if table.columns.count == at_least and full[0] not in table.unread]
    headed = [
        table
        for table in tables
        if table.header
        and table.filled >= _fewest(table)
        and table.filled > len(table.unread)
        and (table.header.is_sure or exact[table.columns.count] or table in needed)
    ]
    of_amounts = _with_each_unit([table for table in tables if table.header and table.filled >= _fewest(table)], full)
    if of_amounts:
        return of_amounts
    if headed:
        most = max(table.filled for table in headed)
        fullest = [table for table in headed if table.filled >= _ENOUGH_FILLED * most]
        return min(fullest, key=lambda table: (_left(table), -table.filled, not _adds_up(table), table.columns.count))
    bare = [
        table
        for table in tables
        if table.filled >= _FEWEST_ROWS and (table.columns.count == 1 or exact[table.columns.count])
    ] or _only_that_fits(tables, len(full))
    best = max(bare, key=lambda table: (table.filled, exact[table.columns.count]), default=None)
    if best is None or (best.columns.count == 1 and not _lists_amounts(lines, best)):
        return None
    return best


def _with_each_unit(tables: Sequence[_Found], full: Sequence[SpacedRow]) -> _Found | None:
    """The table whose rows have a unit of money behind each figure ("Vatten 1 985 kr/år"), if all first rows do."""
    runs = [[figures.run for figures in row.figures] for row in full]
    units = [sum(t.names_amount for run in each for t in run.tokens) for each in runs]
    table = next((table for table in tables if table.columns.count == units[0]), None)
    if table is None:
        return None
    ends = all(each[-1].tokens[-1].names_amount for each in runs[: table.filled])
    return table if ends and set(units[: table.filled]) == {units[0]} else None


def _only_that_fits(tables: Sequence[_Found], full: int) -> list[_Found]:
    """The table with the only number of columns, several, that all rows can be read as."""
    fitting = [table for table in tables if table.filled == full >= _FEWEST_ROWS and not table.unread]
    return fitting if len(fitting) == 1 and fitting[0].columns.count > 1 else []


def _adds_up(table: _Found) -> bool:
    """Whether a column is the sum of those beside it in every row, which shows how figures are cut."""
    return bool(sums_beside([cell.text for cell in row.cells] for row in table.rows if row.holds_figures))


def _left(table: _Found) -> int:
    """The words over labels that may head columns, which tell that there are more columns."""
    return table.header.left if table.header else 0


def _with_columns(lines: Sequence[Line], rows: Sequence[SpacedRow], count: int, after: int) -> _Found:
    """The rows as a table of `count` columns, up to where they are no longer of it."""
    header = header_before(lines, rows[0].lines[0], count, _cells(rows))
    if header is not None and header.start < after:
        header = None
    columns = usual_columns(rows, count, header is not None and header.note is not None)
    read = _read(columns, [*(header.groups if header else ()), *rows], header is not None)
    firsts = len(header.groups) if header else 0
    kept: list[tuple[SpacedRow, ReadRow | None]] = []
    for at, (row, cells) in enumerate(read):
        following = [one for _, one in read[at : max(at + MOST_GROUPS, firsts) + 1]]
        if cells is None and all(one is None or not one.holds_figures for _, one in read[at : at + _MOST_UNREAD]):
            break
        if not row.figures and not any(one is None or one.holds_figures for one in following):
            break
        if count == 1 and at >= firsts and not row.figures and heads_one(lines[row.lines[0]]):
            break
        kept.append((row, cells))
    while kept and (kept[-1][1] is None or not kept[-1][0].figures):
        kept.pop()
    return _Found(
        columns,
        header,
        tuple(cells for _, cells in kept if cells is not None),
        tuple(row for row, cells in kept if cells is None),
    )


def _cells(rows: Sequence[SpacedRow]) -> Cells:
    """Where the cells of most rows are."""
    stacked = [row for row in rows if len(row.figures) > 1]
    if len(stacked) * 2 <= sum(bool(row.figures) for row in rows):
        return "beside"
    return "parted" if sum(min(row.blanks[1:-1]) > 0 for row in stacked) * 2 > len(stacked) else "below"


def _read(columns: Columns, rows: Sequence[SpacedRow], has_header: bool) -> list[tuple[SpacedRow, ReadRow | None]]:
    """Each row with its cells, None where it is not read; a note is after the last one in order."""
    last: int | None = None
    ways: list[Ways] = []
    for row in rows:
        ways.append(ways_to_read(row, columns, last) if has_header else Ways(read_row(row, columns, last)))
        plain = ways[-1].plain
        if plain and plain.note.text.isdigit():
            last = int(plain.note.text)
    chosen = _by_sums(rows, ways)
    lacks_cells = any(way.plain is None and row.figures for row, way in zip(rows, ways, strict=True))
    read: list[tuple[SpacedRow, ReadRow | None]] = []
    for at, (row, way) in enumerate(zip(rows, ways, strict=True)):
        is_doubtful = way.is_uneven and lacks_cells
        read.append((row, chosen.get(at, None if is_doubtful else way.plain)))
    return read


def _by_sums(rows: Sequence[SpacedRow], ways: Sequence[Ways]) -> dict[int, ReadRow]:
    """The rows that may be read in several ways, by their index, each in the way with which sums hold."""
    values: dict[int, list[Way]] = {}
    for at, way in enumerate(ways):
        each = way.every or ((way.plain,) if way.plain and way.plain.holds_figures else ())
        known = [(number, values_of(one.cells)) for number, one in enumerate(each)]
        if known and all(value is not None for _, value in known):
            values[at] = [Way(number, value) for number, value in known if value is not None]
    open_rows = {at for at in values if ways[at].every}
    if not open_rows:
        return {}
    terms = [at for at in values if at in open_rows or not is_part(rows[at].text)]
    found: dict[int, int] = {}
    for takes_plain in (False, True):
        sure = {at: values[at][0].values for at in values if at not in open_rows}
        sure |= {at: values[at][number].values for at, number in found.items()}
        if takes_plain:
            sure |= {at: values[at][0].values for at in open_rows - set(found) if ways[at].plain}
        unknown = {at: values[at] for at in open_rows if at not in sure}
        found |= solve(sure, unknown, terms)
    return {at: ways[at].every[number] for at, number in found.items()}


def _fewest(table: _Found) -> int:
    """The fewest rows of a table under its header: fewer under several heads, or where all heads are sure."""
    is_wide = table.columns.count > _FEWEST_UNDER_HEADS
    if table.header and table.header.all_sure:
        return 1 if is_wide else _FEWEST_UNDER_HEADS
    return _FEWEST_UNDER_HEADS if is_wide else _FEWEST_ROWS


def _lists_amounts(lines: Sequence[Line], table: _Found) -> bool:
    """Whether labels with one number each are a list of amounts: a unit of money is above, or most show it."""
    first = table.rows[0].row.lines[0]
    above = [line.raw for line in lines[:first] if not line.is_blank][-_UNIT_REACH:]
    numbers = [parse_number(row.cells[0].text) for row in table.rows if row.cells]
    amounts = [
        number for number in numbers if number and (number.decimals or number.unit or abs(number.value) >= 10**4)
    ]
    is_numbered = len(numbers) > 2 * len(amounts)
    return not is_numbered and (any(map(names_money, above)) or len(amounts) == len(numbers))


def _built(lines: Sequence[Line], found: _Found) -> Located[Table]:
    header, columns = found.header, found.columns
    has_tail = any(row.tail.text for row in found.rows)
    printed = [Row(cells) for cells in _header_cells(lines, header, columns.has_notes, has_tail)] if header else []
    header_rows = len(printed)
    labels = [_label_cell(row) for row in found.rows]
    codes = [_code_cell(row, label) for row, label in zip(found.rows, labels, strict=True)]
    filled = [bool(code.text) for code, row in zip(codes, found.rows, strict=True) if row.holds_figures]
    has_codes = sum(filled) * 2 > len(filled) and sum(filled) > 1
    if has_codes:
        printed = [Row((replace(row.cells[0], text="", column_span=1), *row.cells)) for row in printed]
    for row, code, label in zip(found.rows, codes, labels, strict=True):
        beside = (code, _after_code(label, code)) if has_codes else (label,)
        printed.append(Row((*beside, *_other_cells(row, columns, has_tail))))
    start = header.start if header else found.rows[0].row.lines[0]
    first = lines[start]
    place = place_in(first, 0, len(first.raw))
    table = Table(tuple(printed), place, ColumnsFrom.COUNTING, spans_known=False, header_rows=header_rows)
    unread = tuple(line for row in found.unread for line in lines[slice(*row.lines)] if not line.is_blank)
    over = tuple(lines[number] for number in (header.unread if header else ()))
    return Located(start, found.rows[-1].row.lines[1], table, (*over, *unread))


def _header_cells(
    lines: Sequence[Line], header: SpacedHeader, has_notes: bool, has_tail: bool
) -> list[tuple[Cell, ...]]:
    """The rows of the header: cells over several columns first, if there are any, and then the columns."""
    empty = Cell(place=place_in(lines[header.start], 0, 0))
    notes = (header.note or empty,) if has_notes else ()
    tail = (empty,) if has_tail else ()
    lowest = (header.corner, *notes, *header.cells, *tail)
    if not header.uppers:
        return [lowest]
    uppers = dict(header.uppers)
    over = [uppers.get(column, empty) for column in range(len(header.cells))]
    return [(header.over or empty, *(empty for _ in notes), *over, *tail), lowest]


def _label_cell(row: ReadRow) -> Cell:
    *lines, (last, start, end) = row.row.label
    end = end if row.label_end is None or row.row.figures[0].line != last else row.label_end
    parts = [line.raw[first:until].strip() for line, first, until in [*lines, (last, start, end)]]
    line, first, until = row.row.label[0] if lines else (last, start, end)
    return Cell(text=" ".join(parts), place=place_in(line, first, until))


def _code_cell(row: ReadRow, label: Cell) -> Cell:
    """The number of a row: on a line before its label, or the first of its words."""
    if row.row.code is not None:
        return whole_cell(row.row.code)
    start = label.place.start or 0
    first, _, rest = label.text.partition(" ")
    if not ROW_CODE.fullmatch(first) or not rest[:1].isupper():
        return Cell(place=replace(label.place, end=start))
    return Cell(text=first, place=replace(label.place, end=start + len(first)))


def _after_code(label: Cell, code: Cell) -> Cell:
    """The label without a code that is its first word."""
    if code.place.line != label.place.line or not code.text:
        return label
    text = label.text[len(code.text) :].lstrip()
    return replace(label, text=text, place=replace(label.place, start=(code.place.end or 0) + 1))


def _other_cells(row: ReadRow, columns: Columns, has_tail: bool) -> list[Cell]:
    """The note of a row, where the table has notes, its figures, and the words after them, where some row has any."""
    line, _, end = row.row.label[-1]
    if row.row.figures:
        line = row.row.figures[-1].line
        end = len(line.raw)
    empty = Cell(place=place_in(line, end, end))
    cells = [*([row.note] if columns.has_notes else []), *row.cells]
    cells += [empty] * (columns.width - len(cells))
    return [cell if cell.text else empty for cell in [*cells, *([row.tail] if has_tail else [])]]
