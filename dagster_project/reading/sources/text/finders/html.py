"""HTML tables in a text of another kind: from `<table>` to `</table>`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from dagster_project.reading.model import Cell, Place, Row, Table
from dagster_project.reading.sources.spans import Spanning, grid, placed_by_spans
from dagster_project.reading.sources.text.line import Line, Located
from dagster_project.reading.sources.text.markup import cell
from dagster_project.terms import ColumnsFrom

_OPEN = re.compile(r"\s*<table\b[^<>]*>", re.I)
_MOST_SPANNED = 1000  # the HTML standard's limit for columns
_CLOSE = re.compile(r"</table\s*>", re.I)


def begins(line: Line) -> bool:
    """Whether a table begins on the line."""
    return bool(_OPEN.match(line.raw))


def length(lines: Sequence[Line]) -> int:
    """The number of lines that the table at their beginning takes; all of them if it is never closed."""
    return next((at + 1 for at, line in enumerate(lines) if _CLOSE.search(line.raw)), len(lines))


def find(lines: Sequence[Line]) -> list[Located[Table]]:
    """The tables between tags. Tables within one pair of tags have the same lines."""
    found: list[Located[Table]] = []
    at = 0
    while at < len(lines):
        end = at + 1
        if begins(lines[at]):
            end = at + length(lines[at:])
            found += [Located(at, end, table) for table in _read(lines[at:end])]
        at = end
    return found


def _read(lines: Sequence[Line]) -> list[Table]:
    """The tables in the lines. A cell that spans others is followed by empty cells."""
    parser = _Rows(lines)
    parser.feed("\n".join(line.raw for line in lines))
    parser.close()
    return [table for table in map(_table, parser.tables) if table]


@dataclass(slots=True)
class _Tables:
    rows: list[list[Spanning]] = field(default_factory=list)
    header_rows: int = 0
    caption: str = ""


class _Rows(HTMLParser):
    """Collects cells. The source between the tags of a cell is cut out and cleaned as markup."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = lines
        self.tables: list[_Tables] = []
        self._open: tuple[str, int, int, int, int] | None = None
        self._all_headers = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append(_Tables())
        elif tag == "tr" and self.tables:
            self._close_cell()
            self.tables[-1].rows.append([])
            self._all_headers = True
        elif tag in ("td", "th", "caption") and self.tables:
            self._close_cell()
            line, column = self.getpos()
            columns, rows = (_span(dict(attrs).get(name)) for name in ("colspan", "rowspan"))
            text = self.get_starttag_text() or ""
            self._open = (tag, columns, rows, line, column + len(text))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "caption", "table"):
            self._close_cell()
        if tag == "tr" and self.tables and self.tables[-1].rows:
            table = self.tables[-1]
            if self._all_headers and table.rows[-1] and table.header_rows == len(table.rows) - 1:
                table.header_rows += 1

    def _close_cell(self) -> None:
        if not self._open:
            return
        tag, columns, rows, line, column = self._open
        self._open = None
        end_line, end_column = self.getpos()
        found = self._cut(line, column, end_line, end_column)
        table = self.tables[-1]
        if tag == "caption":
            table.caption = found.text
            return
        self._all_headers &= tag == "th"
        if not table.rows:
            table.rows.append([])
        printed = Cell(found.text, found.place, found.items, tag == "th" or found.bold, found.italic)
        table.rows[-1].append(Spanning(printed, 0, columns, rows))

    def _cut(self, line: int, column: int, end_line: int, end_column: int) -> Cell:
        if line == end_line:
            source = self._lines[line - 1]
            return cell(source.raw[column:end_column], source.number, source.start + column, source.page)
        parts = [self._lines[line - 1].raw[column:]]
        parts += [one.raw for one in self._lines[line : end_line - 1]] + [self._lines[end_line - 1].raw[:end_column]]
        first = next((n for n, part in enumerate(parts) if part.strip()), 0)
        source = self._lines[line - 1 + first]
        start = column if first == 0 else 0
        found = cell(" ".join(parts[first:]), source.number, source.start + start, source.page)
        end = min(found.place.end or 0, source.start + len(source.raw))
        place = Place(page=source.page, line=source.number, start=found.place.start, end=end)
        return Cell(found.text, place, found.items, found.bold, found.italic)


def _span(written: str | None) -> int:
    return min(max(int(written), 1), _MOST_SPANNED) if written and re.fullmatch(r"\d{1,6}", written) else 1


def _table(found: _Tables) -> Table | None:
    rows = [row for row in found.rows if row]
    if not rows:
        return None
    lines = [tuple(_placed(row)) for row in grid(placed_by_spans(rows))]
    # Converters of reports to such text write a spanning header as one cell and empty ones, as in other text.
    return Table(
        tuple(map(Row, lines)), lines[0][0].place, ColumnsFrom.DRAWN, False, found.header_rows or None, found.caption
    )


def _placed(row: Sequence[Cell]) -> Iterator[Cell]:
    """The cells of a row; an empty cell that a span leaves has the place of the cell before it."""
    place = next(one.place for one in row if one.place != Place())
    for one in row:
        place = place if one.place == Place() else one.place
        yield replace(one, place=place)
