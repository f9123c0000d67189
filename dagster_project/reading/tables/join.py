"""Whole tables: the grid of one page joined with its continuations, and the words around it.

Belongs here: what follows from the order of blocks: which follow each other, and which headings are above. The cells
are read in the steps that follow.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile, zip_longest

from dagster_project.reading.meaning.units import is_unit_statement, money_unit_of, states_money
from dagster_project.reading.model import (
    Cell,
    Document,
    Furniture,
    Heading,
    Mark,
    Page,
    Paragraph,
    Place,
    Row,
    Table,
)
from dagster_project.reading.numbers import holds_value, is_day, is_missing, may_head_spans, parse_number
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import TableWords
from dagster_project.terms import ColumnsFrom, FurnitureKind

# How many columns more a table may seem to have on its next page.
_MOST_SPLIT = 1


@dataclass(slots=True)
class JoinedTable:
    """A table over all its pages. `rows` and `pages` run in parallel; repeated header rows are in neither.

    `section` are the headings above, outermost first; `lead` is the text directly before it ("Belopp i tkr",
    "Indikator: Nöjd med bemötandet"), '' if a heading or another table is nearer; `repeated` are the cells of headers
    printed again on later pages. `statements` are lines under the headings above that state only a unit, the nearest
    first. `may_go_on` if it is directly below a table with the same columns, and so may continue that one.
    """

    number: int
    first: Table
    rows: list[Row]
    pages: list[Page]
    section: tuple[str, ...]
    lead: str
    repeated: list[Cell] = field(default_factory=list)
    statements: tuple[str, ...] = ()
    may_go_on: bool = False


def join_tables(document: Document, continuing: Collection[Place] = ()) -> list[JoinedTable]:
    """All tables of a document in reading order, continuations joined.

    A table continues the one before if only page furniture, or the text directly before that table once more, is
    between them and it either repeats that table's header or has no header of its own, as when only the last row is on
    the next page. Tables at the places `continuing` continue the one before, whatever their first rows look like.
    """
    joined: list[JoinedTable] = []
    open_table: JoinedTable | None = None
    heads: tuple[JoinedTable, Heading] | None = None
    is_parted = False
    section: list[Heading] = []
    chapter: Heading | None = None
    titles = _titles(document)
    statements: list[tuple[list[Heading], str]] = []
    lead = ""
    contents = _Contents.of(document)
    for page, block in document.blocks:
        if isinstance(block, Furniture):
            is_parted = True
            continue
        is_statement = isinstance(block, Heading | Paragraph) and is_unit_statement(block.text)
        if isinstance(block, Table):
            goes_on = block.place in continuing
            if open_table is not None and (is_parted or page is not open_table.pages[-1]):
                goes_on = goes_on or _goes_on_in_text(open_table, block)
            is_parted = False
            above, heads = heads, None
            if above is not None and (rows := _below_heads(*above, block)):
                open_table, section = above[0], section[:-1]
                open_table.rows.extend(rows)
                open_table.pages.extend([page] * len(rows))
                continue
            continuation = _continue(open_table, block, goes_on) if open_table else None
            if open_table is not None and continuation is not None:
                body, repeated = continuation
                if body and _is_cut(open_table.rows[-1], body[0]):
                    open_table.rows[-1] = _rejoined(open_table.rows[-1], body[0])
                    body = body[1:]
                open_table.rows.extend(body)
                open_table.pages.extend([page] * len(body))
                open_table.repeated.extend(repeated)
                continue
            open_table = JoinedTable(
                len(joined) + 1,
                block,
                list(block.rows),
                [page] * len(block.rows),
                tuple(heading.text for heading in section),
                lead,
                statements=tuple(text for above, text in reversed(statements) if section[: len(above)] == above),
                may_go_on=open_table is not None and _fit_columns(open_table, block) is not None,
            )
            joined.append(open_table)
            lead = ""
            continue
        if open_table is not None and isinstance(block, Paragraph) and _is_lead_again(open_table, block, page):
            lead = block.text
            continue
        if not isinstance(block, Mark):
            heads = (open_table, block) if open_table is not None and isinstance(block, Heading) else None
            open_table = None
        if isinstance(block, Heading) and not (is_statement and money_unit_of(block.text)):
            heading = contents.levelled(block)
            is_title = heading.level == 0 and id(block) in titles
            enclosing = list(_enclosing(section, heading))
            if is_title and chapter is not None and not enclosing:
                enclosing = [chapter]
            elif not is_title:
                chapter = heading if heading.level == 0 else None
            section = [*enclosing, heading]
            statements = [(above, text) for above, text in statements if section[: len(above)] == above]
            lead = ""
        elif isinstance(block, Heading | Paragraph):
            lead = block.text
            if is_statement:
                statements.append((section, lead))
    return joined


@dataclass(frozen=True, slots=True)
class _Contents:
    """The entries of the table of contents, which show the chapters if headings have neither level nor number."""

    entries: frozenset[str]
    numbered: bool

    @classmethod
    def of(cls, document: Document) -> _Contents:
        entries = [
            re.sub(r"[\s.…]*\d*\s*$", "", block.text)
            for _, block in document.blocks
            if isinstance(block, Furniture) and block.kind is FurnitureKind.CONTENTS
        ]
        return cls(frozenset(_plain(entry) for entry in entries), any(entry[:1].isdigit() for entry in entries))

    def levelled(self, heading: Heading) -> Heading:
        """The heading with its level by the contents: an unnumbered entry is a chapter, and where chapters are
        unnumbered, a numbered heading that is not an entry is below one."""
        if not self.entries or self.numbered:
            return heading
        if _plain(heading.text) in self.entries:
            return replace(heading, level=heading.level or 1)
        return replace(heading, level=heading.level + 1) if heading.level else heading


def _titles(document: Document) -> frozenset[int]:
    """The headings directly before tables, by identity."""
    blocks = [block for _, block in document.blocks if not isinstance(block, Furniture | Mark)]
    return frozenset(id(a) for a, b in pairwise(blocks) if isinstance(a, Heading) and isinstance(b, Table))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _enclosing(section: list[Heading], heading: Heading) -> Iterator[Heading]:
    """The open headings over a new one; one without a level ends only others without a level."""
    for open_heading in section:
        if open_heading.level == 0 or (heading.level and open_heading.level >= heading.level):
            return
        yield open_heading


def _is_lead_again(table: JoinedTable, block: Paragraph, page: Page) -> bool:
    """Whether the text directly before a table is printed again on its next page, as part of its header is."""
    return bool(table.lead) and block.text == table.lead and page is not table.pages[-1]


def _below_heads(table: JoinedTable, heading: Heading, block: Table) -> list[Row]:
    """The rows below a table of heads only, the heading between them as the first group row; [] if they have others.

    Rules under the heads make a table of those, and the first group row in bold a heading.
    """
    are_heads = all(looks_like_header(row) for row in table.rows)
    if not are_heads or block.header_rows or looks_like_header(block.rows[0]):
        return []
    rows = _fit_columns(table, block) or []
    empty = [Cell()] * (len(table.rows[0].cells) - 1)
    return [Row((Cell(heading.text, heading.place), *empty)), *rows] if rows else []


def _continue(table: JoinedTable, block: Table, goes_on: bool) -> tuple[list[Row], list[Cell]] | None:
    """The body rows and repeated header cells of `block` if it continues `table`, else None.

    With `goes_on` it does if its columns fit.
    """
    rows = _fit_columns(table, block)
    if rows is None:
        return None
    table.rows[:], rows = _labels_below_heads(table.rows, rows)
    repeated = _repeated_header(table, rows)
    if repeated:
        return rows[repeated:], [cell for row in rows[:repeated] for cell in row.cells]
    if not goes_on and (not block.spans_known or block.header_rows or _has_header(rows)):
        return None
    return rows, []


def _has_header(rows: Sequence[Row]) -> bool:
    """Whether rows begin with a header, alone or below a title in the first cell."""
    titled = len(rows) > 1 and bool(rows[0].texts[0].strip()) and not any(text.strip() for text in rows[0].texts[1:])
    return (looks_like_header(rows[0]) and not _is_group(rows)) or (titled and looks_like_header(rows[1]))


def _goes_on_in_text(table: JoinedTable, block: Table) -> bool:
    """Whether a table in text goes on on the next page without a header: as many columns, in the same places.

    Only where positions made the columns do places count. Text shows no ends of tables otherwise, so that one without a
    header elsewhere is not the rest of the table before it.
    """
    if block.spans_known or table.first.spans_known or block.columns_from is not table.first.columns_from:
        return False
    if block.header_rows or (block.header_rows is None and looks_like_header(block.rows[0])):
        return False
    if len(block.rows[0].cells) != len(table.rows[0].cells):
        return False
    return block.columns_from is not ColumnsFrom.POSITION or _are_in_line(table.rows, block.rows)


def _are_in_line(rows: Sequence[Row], others: Sequence[Row]) -> bool:
    """Whether the figures of every column are under each other in lines of text."""
    own, other = _characters(rows), _characters(others)
    return all(
        column in own and start < own[column][1] and own[column][0] < end for column, (start, end) in other.items()
    )


def _characters(rows: Sequence[Row]) -> dict[int, tuple[int, int]]:
    """The first and last character of the figures of each column after the first, by column."""
    spans: dict[int, tuple[int, int]] = {}
    for row in rows:
        for column, cell in enumerate(row.cells):
            start, end = cell.place.start, cell.place.end
            if column and start is not None and end is not None and holds_value(cell.text):
                first, last = spans.get(column, (start, end))
                spans[column] = min(first, start), max(last, end)
    return spans


def _is_group(rows: Sequence[Row]) -> bool:
    """Whether the only text of the first row is over the label of the next: a group heading behind row numbers."""
    filled = [index for index, text in enumerate(rows[0].texts) if text.strip()]
    label = rows[1].texts[filled[0]].strip() if len(rows) > 1 and len(filled) == 1 else ""
    return (
        bool(label)
        and parse_number(label) is None
        and any(holds_value(text) for text in rows[1].texts[filled[0] + 1 :])
    )


def _is_cut(row: Row, rest: Row) -> bool:
    """Whether a page break cut one row in two: its texts go on in lower case, and its values are in one part alone.

    Where the values are level with the middle of a long label, its first part has no values or all its rest is below.
    """
    label, *others = rest.texts
    printed = [text for text in rest.texts if text.strip()]
    has_values = any(holds_value(text) for text in others)
    if has_values:
        return label[:1].islower() and not any(text.strip() for text in row.texts[1:])
    unlabelled = not row.texts[0].strip() and label.strip() and not any(text.strip() for text in others)
    return bool(printed) and (unlabelled or all(text.strip()[:1].islower() for text in printed))


def _rejoined(row: Row, rest: Row) -> Row:
    cells = []
    for cell, below in zip(row.cells, rest.cells, strict=True):
        if cell.text.strip() and below.text.strip():
            cells.append(replace(cell, text=f"{cell.text} {below.text}"))
        else:
            cells.append(cell if cell.text.strip() or cell.symbols else below)
    return replace(row, cells=tuple(cells))


def _fit_columns(table: JoinedTable, block: Table) -> list[Row] | None:
    """The rows of a block with as many cells as the table's: as they are, or placed by the extent of its columns.

    A last row alone on its page shows fewer columns than the table has, at other bounds; or a number wider than those
    above it has split a column.
    """
    width = len(table.rows[0].cells)
    if all(len(row.cells) == width for row in block.rows):
        return list(block.rows)
    if not table.first.columns or not block.columns or len(block.columns) > len(table.first.columns) + _MOST_SPLIT:
        return None
    contents = _contents([row for row in table.rows if any(holds_value(text) for text in row.texts[1:])] or table.rows)
    fitted = []
    for row, known in zip_longest(block.rows, table.rows[: len(block.rows)]):
        filled = [cell for cell in row.cells if cell.text.strip() or cell.symbols]
        targets = _columns_of_same_text(row, known) if known is not None else []
        if not targets:
            targets = [at for cell in filled if (at := _nearest(cell.place, contents)) is not None]
        if len(targets) != len(filled) or any(a >= b for a, b in pairwise(targets)):
            return None
        cells = [Cell()] * width
        for target, cell in zip(targets, filled, strict=True):
            cells[target] = _moved_in(cell, contents.get(target))
        fitted.append(replace(row, cells=tuple(cells)))
    return fitted


def _moved_in(cell: Cell, column: tuple[float, float] | None) -> Cell:
    """The cell, indented no further than it is in its column: its own block may have had no other edge."""
    if column is None or cell.place.x0 is None:
        return cell
    return replace(cell, indent=min(cell.indent, max(0.0, cell.place.x0 - column[0])))


def _columns_of_same_text(row: Row, known: Row) -> list[int]:
    """The columns of `known` in which the texts of a row with the same text begin; [] if it has another.

    Headers of narrow columns above few rows may have been read as one cell.
    """
    starts: dict[int, int] = {}
    length = 0
    for index, text in enumerate(_bare(known)):
        if text:
            starts[length] = index
        length += len(text)
    texts = [text for text in _bare(row) if text]
    begins = [sum(map(len, texts[:count])) for count in range(len(texts))]
    is_same = "".join(texts) == "".join(_bare(known)) and all(begin in starts for begin in begins)
    return [starts[begin] for begin in begins] if is_same else []


def _contents(rows: Sequence[Row]) -> dict[int, tuple[float, float]]:
    """The extent of the printed cells of each column, in points, by column; columns never filled are left out."""
    spans: dict[int, tuple[float, float]] = {}
    for row in rows:
        for index, cell in enumerate(row.cells):
            x0, x1 = cell.place.x0, cell.place.x1
            if x0 is not None and x1 is not None:
                left, right = spans.get(index, (x0, x1))
                spans[index] = min(left, x0), max(right, x1)
    return dict(sorted(spans.items()))


def _nearest(place: Place, columns: Mapping[int, tuple[float, float]]) -> int | None:
    """The column of a cell: of those that it overlaps, the one with an edge or centre in line."""
    if place.x0 is None or place.x1 is None:
        return None
    left, right = place.x0, place.x1

    def apart(column: tuple[float, float]) -> float:
        return min(abs(left - column[0]), abs(right - column[1]), abs(left + right - sum(column)) / 2)

    over = [index for index, (x0, x1) in columns.items() if min(right, x1) > max(left, x0)]
    return min(over, key=lambda index: apart(columns[index]), default=None)


def _repeated_header(table: JoinedTable, rows: list[Row]) -> int:
    """How many of the first rows repeat the table's header, line by line or broken into lines otherwise."""
    count = 0
    for known, row in zip(table.rows, rows, strict=False):
        if "".join(_bare(known)) != "".join(_bare(row)) or not looks_like_header(row):
            break
        count += 1
    is_part = count < min(len(rows), len(table.rows)) and looks_like_header(rows[count])
    if count and not (is_part and looks_like_header(table.rows[count])):
        return count
    own = _head(rows)
    return len(own) if own and _by_columns(_head(table.rows)) == _by_columns(own) else 0


def _labels_below_heads(first: Sequence[Row], second: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of two pages, the first line of a label moved down where it was read as part of the header of one page.

    The header of the other page, which is printed alike but for that text, shows it; the label goes on in lower case.
    """
    tables = list(first), list(second)
    for number in range(1, min(len(first), len(second)) - 1):
        if not (looks_like_header(first[number]) and looks_like_header(second[number])):
            continue
        own, other = _bare(first[number]), _bare(second[number])
        apart = [column for column, (one, two) in enumerate(zip(own, other, strict=True)) if one != two]
        if len(apart) != 1 or bool(own[apart[0]]) == bool(other[apart[0]]):
            continue
        rows = tables[0] if own[apart[0]] else tables[1]
        line, below = rows[number].cells[apart[0]], rows[number + 1].cells[apart[0]]
        if below.text[:1].islower() and not looks_like_header(rows[number + 1]):
            rows[number] = _with_cell(rows[number], apart[0], Cell())
            rows[number + 1] = _with_cell(rows[number + 1], apart[0], replace(below, text=f"{line.text} {below.text}"))
    return tables


def _with_cell(row: Row, column: int, cell: Cell) -> Row:
    return replace(row, cells=(*row.cells[:column], cell, *row.cells[column + 1 :]))


def _head(rows: Sequence[Row]) -> list[Row]:
    return list(takewhile(looks_like_header, rows))


def _by_columns(rows: Sequence[Row]) -> tuple[str, ...]:
    """The texts of each column over several rows."""
    return tuple("".join(column) for column in zip(*map(_bare, rows), strict=True))


def _bare(row: Row) -> tuple[str, ...]:
    return tuple(re.sub(r"[\s\u00ad-]+", "", text).lower() for text in row.texts)


def looks_like_header(row: Row) -> bool:
    """Whether a row can only be a header: several words, years or days beside the first cell, and no other number.

    The unit of the amounts ("1 000 kr") is no number, as in a corner that is not the first cell.
    """
    printed = [text for text in row.texts[1:] if text.strip()]
    others = [text for text in printed if not states_money(text)] or printed
    if len(others) > 1 and all(map(is_day, others)):
        return True
    if len(row.cells) == 1 or not others:
        return False
    return may_head_spans(others) and not all(is_missing(text) for text in others)


def lead_label(lead: str) -> str | None:
    """The row label in the line before a table ("Indikator: Nöjd med bemötandet"), without its first word."""
    words = "|".join(load(TableWords).label_leads)
    match = re.match(rf"(?:{words})\s*:\s*(.+)", lead, re.IGNORECASE)
    return match[1].strip() if match else None
