"""Tables as the reader meant them: one page's grid joined with its continuations, and the words that stand around it.

Here belongs what is decided by neighbourhood (which blocks follow each other, which headings stand above); what the
cells of a table say is the next steps' work.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from dagster_project.reading.model import Cell, Document, Furniture, Heading, Mark, Page, Paragraph, Place, Row, Table
from dagster_project.reading.numbers import is_missing, parse_number
from dagster_project.reading.vocabulary.loader import vocabulary

# So many columns a table may show more on the next page, though it has no more.
_MOST_SPLIT = 1


@dataclass(slots=True)
class JoinedTable:
    """A table over all its pages. `rows` and `pages` run in parallel; repeated header rows are in neither.

    `section` are the headings above, outermost first; `lead` is the text printed directly before it ("Belopp i tkr",
    "Indikator: Nöjd med bemötandet"), '' if a heading or another table is nearer; `repeated` are the cells of headers
    printed again on later pages. `may_go_on` tells that it stands directly below a table with such columns, so that it
    may be the rest of that one.
    """

    number: int
    first: Table
    rows: list[Row]
    pages: list[Page]
    section: tuple[str, ...]
    lead: str
    repeated: list[Cell] = field(default_factory=list)
    may_go_on: bool = False


def join_tables(document: Document, continuing: Collection[Place] = ()) -> list[JoinedTable]:
    """All tables of a document in reading order, continuations joined.

    A table goes on from the one before when nothing but page furniture stands between them and it either repeats that
    table's header or has no header of its own, as when only the last row stands on the next page. Tables at the places
    `continuing` go on from the one before, whatever their first rows look like.
    """
    joined: list[JoinedTable] = []
    open_table: JoinedTable | None = None
    section: list[Heading] = []
    lead = ""
    contents = _Contents.of(document)
    for page, block in document.blocks:
        if isinstance(block, Furniture):
            continue
        if isinstance(block, Table):
            continuation = _continue(open_table, block, block.place in continuing) if open_table else None
            if open_table is not None and continuation is not None:
                body, repeated = continuation
                if body and _is_cut(open_table.rows[-1], body[0]):
                    open_table.rows[-1] = _made_whole(open_table.rows[-1], body[0])
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
                may_go_on=open_table is not None and _fit_columns(open_table, block) is not None,
            )
            joined.append(open_table)
            lead = ""
            continue
        if not isinstance(block, Mark):
            open_table = None
        if isinstance(block, Heading):
            heading = contents.levelled(block)
            section = [*_enclosing(section, heading), heading]
            lead = ""
        elif isinstance(block, Paragraph):
            lead = block.text
    return joined


@dataclass(frozen=True, slots=True)
class _Contents:
    """The entries of the table of contents, which tell chapters where headings are printed without level or number."""

    entries: frozenset[str]
    numbered: bool

    @classmethod
    def of(cls, document: Document) -> _Contents:
        entries = [
            re.sub(r"[\s.…]*\d*\s*$", "", block.text)
            for _, block in document.blocks
            if isinstance(block, Furniture) and block.kind == "toc"
        ]
        return cls(frozenset(_plain(entry) for entry in entries), any(entry[:1].isdigit() for entry in entries))

    def levelled(self, heading: Heading) -> Heading:
        """The heading with the level that the contents give it: an unnumbered entry is a chapter, and where chapters
        are unnumbered, a numbered heading that is no entry stands below one."""
        if not self.entries or self.numbered:
            return heading
        if _plain(heading.text) in self.entries:
            return replace(heading, level=heading.level or 1)
        return replace(heading, level=heading.level + 1) if heading.level else heading


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _enclosing(section: list[Heading], heading: Heading) -> Iterator[Heading]:
    """The open headings that a new one stands under; one without a level ends only others without a level."""
    for open_heading in section:
        if open_heading.level == 0 or (heading.level and open_heading.level >= heading.level):
            return
        yield open_heading


def _continue(table: JoinedTable, block: Table, goes_on: bool) -> tuple[list[Row], list[Cell]] | None:
    """The body rows and repeated header cells of `block` as a continuation of `table`, or None if it is none.

    `goes_on` says that it is one if its columns fit.
    """
    rows = _fit_columns(table, block)
    if rows is None:
        return None
    repeated = _repeated_header(table, rows)
    if repeated:
        return rows[repeated:], [cell for row in rows[:repeated] for cell in row.cells]
    if not goes_on and (
        not block.spans_known or block.header_rows or (looks_like_header(rows[0]) and not _is_group(rows))
    ):
        return None
    return rows, []


def _is_group(rows: Sequence[Row]) -> bool:
    """Whether the first row holds one text, where the next one's label stands: a group's heading behind row numbers."""
    filled = [index for index, text in enumerate(rows[0].texts) if text.strip()]
    label = rows[1].texts[filled[0]].strip() if len(rows) > 1 and len(filled) == 1 else ""
    return (
        bool(label)
        and parse_number(label) is None
        and any(holds_value(text) for text in rows[1].texts[filled[0] + 1 :])
    )


def _is_cut(row: Row, rest: Row) -> bool:
    """Whether a page break cut one row in two: its texts go on small, and its values stand in one part alone.

    Where the values stand in the middle of a long label, the label's first part has none or all of its rest is below.
    """
    label, *others = rest.texts
    printed = [text for text in rest.texts if text.strip()]
    has_values = any(holds_value(text) for text in others)
    if has_values:
        return label[:1].islower() and not any(text.strip() for text in row.texts[1:])
    unlabelled = not row.texts[0].strip() and label.strip() and not any(text.strip() for text in others)
    return bool(printed) and (unlabelled or all(text.strip()[:1].islower() for text in printed))


def _made_whole(row: Row, rest: Row) -> Row:
    cells = []
    for cell, below in zip(row.cells, rest.cells, strict=True):
        if cell.text.strip() and below.text.strip():
            cells.append(replace(cell, text=f"{cell.text} {below.text}"))
        else:
            cells.append(cell if cell.text.strip() or cell.symbols else below)
    return replace(row, cells=tuple(cells))


def _fit_columns(table: JoinedTable, block: Table) -> list[Row] | None:
    """The block's rows with as many cells as the table's: as they are, or placed by where the columns' contents stand.

    A last row alone on its page shows fewer columns than the table has, and their bounds elsewhere; or a number wider
    than those above it has made two of one.
    """
    width = len(table.rows[0].cells)
    if all(len(row.cells) == width for row in block.rows):
        return list(block.rows)
    if not table.first.columns or not block.columns or len(block.columns) > len(table.first.columns) + _MOST_SPLIT:
        return None
    contents = _contents([row for row in table.rows if any(holds_value(text) for text in row.texts[1:])] or table.rows)
    fitted = []
    for row, ours in zip_longest(block.rows, table.rows[: len(block.rows)]):
        filled = [cell for cell in row.cells if cell.text.strip() or cell.symbols]
        targets = _where_alike(row, ours) if ours is not None else []
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
    """The cell, no further in than it stands in its column: its own block may have had no other edge."""
    if column is None or cell.place.x0 is None:
        return cell
    return replace(cell, indent=min(cell.indent, max(0.0, cell.place.x0 - column[0])))


def _where_alike(row: Row, ours: Row) -> list[int]:
    """The columns of our row in which the texts of a row that prints the same begin; [] where it prints another.

    Headers of narrow columns above few rows may have been read as one cell.
    """
    starts: dict[int, int] = {}
    length = 0
    for index, text in enumerate(_bare(ours)):
        if text:
            starts[length] = index
        length += len(text)
    texts = [text for text in _bare(row) if text]
    begins = [sum(map(len, texts[:count])) for count in range(len(texts))]
    is_same = "".join(texts) == "".join(_bare(ours)) and all(begin in starts for begin in begins)
    return [starts[begin] for begin in begins] if is_same else []


def _contents(rows: Sequence[Row]) -> dict[int, tuple[float, float]]:
    """From where to where the cells of each column are printed, by column; those never filled are left out."""
    spans: dict[int, tuple[float, float]] = {}
    for row in rows:
        for index, cell in enumerate(row.cells):
            x0, x1 = cell.place.x0, cell.place.x1
            if x0 is not None and x1 is not None:
                left, right = spans.get(index, (x0, x1))
                spans[index] = min(left, x0), max(right, x1)
    return dict(sorted(spans.items()))


def _nearest(place: Place, columns: Mapping[int, tuple[float, float]]) -> int | None:
    """The column in which a cell stands: of those that it overlaps, the one with an edge or centre in line."""
    if place.x0 is None or place.x1 is None:
        return None
    left, right = place.x0, place.x1

    def apart(column: tuple[float, float]) -> float:
        return min(abs(left - column[0]), abs(right - column[1]), abs(left + right - sum(column)) / 2)

    over = [index for index, (x0, x1) in columns.items() if min(right, x1) > max(left, x0)]
    return min(over, key=lambda index: apart(columns[index]), default=None)


def _repeated_header(table: JoinedTable, rows: list[Row]) -> int:
    """How many of the first rows print the table's header again."""
    count = 0
    for ours, theirs in zip(table.rows, rows, strict=False):
        if "".join(_bare(ours)) != "".join(_bare(theirs)) or not looks_like_header(theirs):
            break
        count += 1
    is_part = count < min(len(rows), len(table.rows)) and looks_like_header(rows[count])
    return 0 if is_part and looks_like_header(table.rows[count]) else count


def _bare(row: Row) -> tuple[str, ...]:
    return tuple(re.sub(r"[\s\u00ad-]+", "", text).lower() for text in row.texts)


def looks_like_header(row: Row) -> bool:
    """Whether a row can only be a header: several words or years beside the first cell, and no other number."""
    others = [text for text in row.texts[1:] if text.strip()]
    if len(row.cells) == 1 or not others:
        return False
    return not any(holds_value(text) for text in others) and not all(is_missing(text) for text in others)


def holds_value(text: str) -> bool:
    """Whether a cell holds a number that is no year."""
    number = parse_number(text)
    return number is not None and not is_year(text)


def is_year(text: str) -> bool:
    """Whether a cell holds nothing but a year."""
    return re.fullmatch(r"\(?(19|20)\d\d\)?\*?", text.strip()) is not None


def lead_label(lead: str) -> str | None:
    """The row label that the line before a table gives ("Indikator: Nöjd med bemötandet"), without its word."""
    words = "|".join(vocabulary("table_words")["label_leads"])
    match = re.match(rf"(?:{words})\s*:\s*(.+)", lead, re.IGNORECASE)
    return match[1].strip() if match else None
