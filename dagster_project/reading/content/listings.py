"""Tables that are lists of texts: their columns found by the words of their headers, their rows over all pages.

Belongs here: how such a table continues: a repeated header, no header, a row continued under an empty cell, a column
lost. The rows are read in `lists`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dagster_project.reading.model import (
    Block,
    Cell,
    Document,
    Furniture,
    Heading,
    ListItem,
    Page,
    Paragraph,
    Row,
    Table,
)
from dagster_project.reading.vocabulary.schemas import ListWords

_MOST_HEADER_ROWS = 3
_LONGEST_HEADER = 120


@dataclass(frozen=True, slots=True)
class ListingRow:
    """One body row with the 0-based column of each role; `headed` if its own table has a header."""

    page: Page
    row: Row
    columns: Mapping[str, int]
    headed: bool

    def cell(self, role: str) -> Cell:
        """The cell in the column of a role, an empty one without such a column."""
        index = self.columns.get(role)
        return self.row.cells[index] if index is not None and index < len(self.row.cells) else Cell()

    def text(self, role: str) -> str:
        """The text in the column of a role, spaces collapsed, '' without any."""
        return " ".join(self.cell(role).text.split())


@dataclass(slots=True)
class Listing:
    """A list over all its tables. `section` is the heading over it, `headers` the printed header of each role."""

    section: str
    headers: dict[str, str]
    header_columns: dict[str, int]
    width: int
    rows: list[ListingRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ListingForm:
    """How a kind of list is recognised: a pattern per role, and sets of roles of which a header must have one.

    `answers` matches all printed cells of the column `answer_role`: it aligns a table without header that lost columns
    on its left.
    """

    columns: Mapping[str, re.Pattern[str]]
    required: Sequence[Sequence[str]]
    answer_role: str = ""
    answers: re.Pattern[str] | None = None

    @classmethod
    def of(cls, words: ListWords, answer_role: str = "", answers: re.Pattern[str] | None = None) -> ListingForm:
        """The form that a list of the vocabulary describes."""
        return cls(words.columns, words.required, answer_role, answers)


def read_listings(document: Document, form: ListingForm) -> list[Listing]:
    """All lists of one form, in reading order.

    A table with the header of the open list continues it; so does one without a header if only page furniture is
    between and its columns fit.
    """
    listings: list[Listing] = []
    current: Listing | None = None
    section = ""
    for page, block in document.blocks:
        if isinstance(block, Heading):
            section, current = block.text, None
        elif isinstance(block, Paragraph | ListItem) and len(block.text) > 1:
            current = None
        if not isinstance(block, Table):
            continue
        header = find_header(block, form)
        if header is not None:
            columns, first_body = header
            headers = _headers(block, columns, first_body)
            previous = listings[-1] if listings else None
            if previous is None or previous.section != section or previous.headers != headers:
                listings.append(Listing(section, headers, columns, len(block.rows[0].cells)))
            current = listings[-1]
            rows = block.rows[first_body:]
            current.rows += [ListingRow(page, row, columns, True) for row in rows if not _is_header(row, form)]
        elif current is not None:
            shifted = _continued_columns(block, current, form)
            if shifted is None:
                current = None
                continue
            current.rows += [ListingRow(page, row, shifted, False) for row in block.rows]
    return listings


def find_header(table: Table, form: ListingForm) -> tuple[dict[str, int], int] | None:
    """Each role's column and the first body row; None if the first rows of the table are not a header of the form."""
    for last in range(min(_MOST_HEADER_ROWS, len(table.rows))):
        for first in {last, 0} if table.header_rows is None or table.header_rows > last else {last}:
            columns = header_columns(joined_texts(table.rows[first : last + 1]), form)
            if columns:
                return columns, max(last + 1, table.header_rows or 0)
    return None


def header_columns(texts: Sequence[str], form: ListingForm) -> dict[str, int] | None:
    """Each role's column in a header row, None unless one required set of roles is there."""
    columns: dict[str, int] = {}
    for index, text in enumerate(texts):
        role = _role(text, form)
        if role and role not in columns:
            columns[role] = index
    return columns if any(all(role in columns for role in roles) for roles in form.required) else None


def _role(text: str, form: ListingForm) -> str | None:
    """The role whose word is first in a header; of several at the same place the longest."""
    bare = " ".join(text.split()).strip(" :*")
    if not bare or len(bare) > _LONGEST_HEADER:
        return None
    found = [
        (match.start(), match.start() - match.end(), role)
        for role, p in form.columns.items()
        if (match := p.search(bare))
    ]
    return min(found)[2] if found else None


def joined_texts(rows: Sequence[Row]) -> list[str]:
    """The texts of each column over several header rows, joined by spaces."""
    return [" ".join(part for row in rows if (part := row.cells[i].text.strip())) for i in range(len(rows[0].cells))]


def _headers(table: Table, columns: Mapping[str, int], first_body: int) -> dict[str, str]:
    return {role: joined_texts(table.rows[:first_body])[index] for role, index in columns.items()}


def _is_header(row: Row, form: ListingForm) -> bool:
    return header_columns(row.texts, form) is not None


def _continued_columns(table: Table, listing: Listing, form: ListingForm) -> dict[str, int] | None:
    """The columns of the roles in a table without header: those of the list, moved by columns lost on the left."""
    shift = 0
    answered = _answer_column(table, form.answers) if form.answers and form.answer_role in listing.headers else None
    if answered is not None:
        shift = listing.header_columns[form.answer_role] - answered
    elif len(table.rows[0].cells) != listing.width:
        return None
    return {role: index - shift for role, index in listing.header_columns.items() if index >= shift}


def _answer_column(table: Table, answers: re.Pattern[str]) -> int | None:
    for index in range(len(table.rows[0].cells)):
        printed = [text for row in table.rows if (text := " ".join(row.cells[index].text.split()))]
        if printed and all(answers.match(text) for text in printed):
            return index
    return None


def blocks_read(document: Document) -> Iterator[tuple[Page, Block]]:
    """The blocks of a document in reading order, without page furniture and table of contents."""
    for page, block in document.blocks:
        if not isinstance(block, Furniture):
            yield page, block
