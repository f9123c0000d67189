"""The kind of a table: figures, or contents, contacts, a calendar and the like, whose numbers are not figures.

Kinds are distinguished by the content of the cells, which the words around them must confirm. A table holds figures
unless nearly all its numbers are dates, hours, telephone numbers or pages. Figures are read in `figures`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from dagster_project.reading.model import Row
from dagster_project.reading.numbers import YEAR, parse_number
from dagster_project.reading.tables.headers import Header
from dagster_project.reading.tables.join import JoinedTable
from dagster_project.reading.vocabulary.loader import load, shape_characters
from dagster_project.reading.vocabulary.schemas import Months, TableKinds
from dagster_project.terms import CellRole, TableKind

ROLES = {
    TableKind.CONTENTS: CellRole.PAGE_FURNITURE,
    TableKind.CONTACTS: CellRole.IDENTIFIER,
    TableKind.VERSIONS: CellRole.IDENTIFIER,
    TableKind.CALENDAR: CellRole.REFERENCE,
    TableKind.OPENING_HOURS: CellRole.REFERENCE,
    TableKind.SIGNATURES: CellRole.REFERENCE,
    TableKind.LEGEND: CellRole.LABEL,
}
"""The role of every number in a table of each kind without figures."""

_MOST_OTHER_NUMBERS = 0.1
_MOST_ROWS_OF_A_LEGEND = 12
_LONGEST_EXPLANATION = 60
_PHONE = re.compile(r"(?:\+46|\(0\d|\b0\d)[\d\s()/–-]{5,16}\d\b")
_ADDRESS = re.compile(r"\S+@\S+\.\w+|\bwww\.\S+|\bhttps?://\S+|\b\d{3} \d\d(?=\s[A-ZÅÄÖ])")
_TIME = re.compile(
    r"\b(?:kl\.?\s*)?\d{1,2}[.:]\d\d\b(?:\s*[–-]\s*\d{1,2}(?:[.:]\d\d)?)?|\b(?:kl\.?\s*)\d{1,2}\b|\b\d{1,2}\s?[–-]\s?\d{1,2}\b"
)
_VERSION = re.compile(r"\b(?:v(?:ersion)?\.?\s*)?\d{1,2}\.\d{1,2}(?:\.\d{1,2})?\b", re.IGNORECASE)
_NUMBERING = re.compile(r"^\s*(?:bilaga\s+)?\d{1,2}(?:\.\d{1,2})*[.:)]?\s+(?=[A-ZÅÄÖ])", re.IGNORECASE)


def kind_of(table: JoinedTable, header: Header, pages: int) -> TableKind:
    """The kind of a table by its cells and the words around it.

    `pages` is the number of pages of the report, which no entry of its contents can exceed; 0 without pages.
    """
    rows = [row for row in table.rows if any(cell.text.strip() or cell.symbols for cell in row.cells)]
    if _is_legend(rows):
        return TableKind.LEGEND
    words = " ".join([table.first.caption, header.title, table.lead, *table.section[-1:]]).lower()
    body = rows[header.rows :] or rows
    if _is_contents(body, words, _header_texts(table, header), pages):
        return TableKind.CONTENTS
    found = next((kind for kind in _tests() if _is_of(kind, body, words, _header_texts(table, header))), None)
    if found:
        return found
    return TableKind.FIGURES if any(column.holds_figures for column in header.columns) else TableKind.TEXT


def _header_texts(table: JoinedTable, header: Header) -> list[str]:
    """The texts of the header, or of the first row where none was found."""
    return [text.lower().strip(" :") for row in table.rows[: max(header.rows, 1)] for text in row.texts if text.strip()]


def _is_of(kind: TableKind, body: Sequence[Row], words: str, headers: Sequence[str]) -> bool:
    """Whether most rows have the marks of the kind, hardly any number is another, and words around it agree."""
    text = [" ".join(part for part in row.texts if part.strip()) for row in body]
    patterns = _tests()[kind]
    known = [any(pattern.search(line) for pattern in patterns) for line in text]
    others = sum(_has_other_number(row, patterns) for row in body)
    if not body or 2 * sum(known) < len(body) or others > _MOST_OTHER_NUMBERS * len(body):
        return False
    named = load(TableKinds).kinds[kind]
    matching = sum(named.headers.fullmatch(header) is not None for header in headers)
    return matching >= 2 or (named.titles.search(words) is not None) or (kind is TableKind.CONTACTS and len(body) > 1)


def _has_other_number(row: Row, patterns: Sequence[re.Pattern[str]]) -> bool:
    """Whether a cell of a row is a number that no pattern explains; a year alone is part of a date."""
    for text in row.texts:
        left = text
        for pattern in (*patterns, _NUMBERING):
            left = pattern.sub(" ", left)
        number = parse_number(left) if any(c.isdecimal() for c in left) else None
        if number is not None and not re.fullmatch(rf"\D*{YEAR}\D*", left):
            return True
    return False


@lru_cache(maxsize=1)
def _tests() -> dict[TableKind, tuple[re.Pattern[str], ...]]:
    """Patterns in the cells of each kind, the narrowest kinds first."""
    date = _date()
    weekday = re.compile(rf"\b(?:{load(TableKinds).weekdays})\b", re.IGNORECASE)
    week = re.compile(r"\b(?:vecka|v\.?)\s?\d{1,2}(?:\s?[–-]\s?\d{1,2})?\b", re.IGNORECASE)
    return {
        TableKind.CONTACTS: (_PHONE, _ADDRESS),
        TableKind.SIGNATURES: (re.compile(r"_{4,}|\.{8,}"),),
        TableKind.VERSIONS: (_VERSION, date),
        TableKind.OPENING_HOURS: (_TIME, weekday),
        TableKind.CALENDAR: (date, week, _TIME, weekday),
    }


def _date() -> re.Pattern[str]:
    """14 mars 2024, 14 mars, den 3–4 maj, mars 2024, mars, 2024-03-14, 14/3, 240314."""
    months = "|".join(word for words in load(Months).months.values() for word in words)
    month = rf"(?:{months})\b\.?"
    return re.compile(
        rf"\b(?:\d{{1,2}}(?:\s?[–-]\s?\d{{1,2}})?\s+)?{month}(?:\s+{YEAR})?"
        rf"|\b{YEAR}-\d\d(?:-\d\d)?\b|\b\d{{1,2}}/\d{{1,2}}(?:[ -](?:(?:19|20)?\d\d))?\b|\b\d{{6}}\b(?=\s*$)",
        re.IGNORECASE,
    )


def _is_contents(body: Sequence[Row], words: str, headers: Sequence[str], pages: int) -> bool:
    """Whether the last cell of each row is a page number, in ascending order, and no other cell is a number.

    Words around it must confirm that, or numbered headings whose pages all exist in the report.
    """
    entries = [(row, [text.strip() for text in row.texts if text.strip()]) for row in body]
    with_pages = [texts for _, texts in entries if len(texts) > 1 and re.fullmatch(r"\d{1,3}", texts[-1])]
    named = load(TableKinds).kinds[TableKind.CONTENTS]
    is_named = named.titles.search(words) or any(named.headers.fullmatch(text) for text in headers)
    if len(with_pages) < (2 if is_named else 3) or len(with_pages) < 0.8 * len(entries):
        return False
    numbers = [int(texts[-1]) for texts in with_pages]
    titles = [_NUMBERING.sub("", " ".join(texts[:-1]) + " ") for texts in with_pages]
    if any(a > b for a, b in pairwise(numbers)) or any(parse_number(title) for title in titles):
        return False
    if any(parse_number(text) for texts in with_pages for text in texts[1:-1]):
        return False
    numbered = sum(bool(_NUMBERING.match(" ".join(texts))) for texts in with_pages)
    return bool(is_named) or (2 * numbered >= len(with_pages) and 0 < numbers[-1] <= pages)


def _is_legend(rows: Sequence[Row]) -> bool:
    """Whether every row has marks with short texts that explain them, and no values."""
    if not 0 < len(rows) <= _MOST_ROWS_OF_A_LEGEND:
        return False
    marks = {mark for row in rows for mark in _marks(row)}
    texts = [text.strip() for row in rows for text in row.texts if _words(text)]
    explains = sum(bool(list(_marks(row))) and any(_words(text) for text in row.texts) for row in rows)
    short = all(len(text) <= _LONGEST_EXPLANATION for text in texts)
    values = [text for row in rows for text in row.texts if parse_number(text)]
    return (
        len(marks) > 1 and explains >= len(rows) - 1 and short and not values and len(texts) <= len(rows) + len(marks)
    )


def _marks(row: Row) -> Iterator[str]:
    """The drawn marks of a row by shape and colour, and its status characters."""
    for cell in row.cells:
        yield from (f"{symbol.shape} {symbol.colour}" for symbol in cell.symbols)
        yield from (c for c in cell.text if c in shape_characters())


def _words(text: str) -> bool:
    return re.search(r"[^\W\d_]{2}", text) is not None
