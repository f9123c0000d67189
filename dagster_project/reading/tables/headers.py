"""The header block: its rows, the header cells of each column, and the role of each column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

from dagster_project.reading.meaning.periods import printed_period
from dagster_project.reading.meaning.units import states_money
from dagster_project.reading.model import Cell, Row, Table
from dagster_project.reading.numbers import (
    are_values_below,
    holds_value,
    is_day,
    is_missing,
    is_range,
    is_year,
    may_head_spans,
    strip_marks,
)
from dagster_project.reading.tables.broken_dates import lines_of_dates
from dagster_project.reading.tables.header_words import column_meaning, is_identifier_word, is_year_word
from dagster_project.reading.tables.join import JoinedTable
from dagster_project.reading.tables.notation import is_compared, may_be_number
from dagster_project.reading.tables.resolved import ColumnMeaning
from dagster_project.reading.vocabulary.broken import continues_word, is_header_word, join_lines
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import TableWords
from dagster_project.terms import CellRole, ColumnsFrom

_MOST_HEADER_ROWS = 5
# A longer text over a column is the first answer of a form without a header.
_LONGEST_HEADER = 150
_QUESTION_NUMBER = re.compile(r"\d{1,3}(\.\d{1,2})*\.?")
# "3", "12, 25", "4–6": the notes of an account.
_NOTES = re.compile(r"(\d{1,2})(?:\s?[,;&–-]\s?\d{1,2})*")


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: the number of `rows` that belong to it, its title, and the meaning of its columns.

    `label_column` is the 0-based index of the column of labels, None without labels; `group_columns` are the text
    columns left of it whose cells span rows, `date_column` is one with the year of each row. `corner` is the text over
    the labels.
    """

    rows: int
    title: str
    columns: list[ColumnMeaning]
    label_column: int | None
    group_columns: tuple[int, ...]
    corner: str
    date_column: int | None = None


def resolve_header(table: JoinedTable) -> Header:
    """The header block of a joined table, with the meaning of every column."""
    count = _header_rows(table)
    title, title_rows = _title(table.rows[:count])
    levels = _levels(table.rows[title_rows:count], table.first) or [()] * len(table.rows[0].cells)
    body = table.rows[count:]
    contents = [_ColumnContent.of([row.cells[i] for row in body]) for i in range(len(table.rows[0].cells))]
    label_column = _label_column(contents, levels)
    roles = [_role(i, contents, levels, label_column) for i in range(len(contents))]
    groups = tuple(
        i
        for i, content in enumerate(contents)
        if label_column is not None
        and i < label_column
        and roles[i] is CellRole.TEXT
        and _spans_rows(content, len(body))
    )
    columns = [column_meaning(i + 1, roles[i], levels[i]) for i in range(len(contents))]
    corner = " ".join(levels[label_column]) if label_column is not None else ""
    dated = (i for i, content in enumerate(contents) if i != label_column and _dates_rows(content, levels[i]))
    return Header(count, title, columns, label_column, groups, corner, next(dated, None))


def _header_rows(table: JoinedTable) -> int:
    if table.first.header_rows is not None:
        return min(table.first.header_rows, len(table.rows))
    count = 0
    rows = table.rows[:_MOST_HEADER_ROWS]
    while count < len(rows):
        dates = lines_of_dates(rows[count:])
        if not dates and not _may_be_header(rows[count], rows[count - 1] if count else None):
            break
        count += max(dates, 1)
    while count > 1 and _is_label_only(table.rows[count - 1], table.rows[count:]):
        count -= 1
    if count == 1 and _is_label_only(table.rows[0], table.rows[1:]) and len(table.rows[0].cells) > 1:
        return 0
    return count if count < len(table.rows) else min(1, len(table.rows))


def _may_be_header(row: Row, above: Row | None) -> bool:
    first, *others = row.texts if len(row.cells) > 1 else ("", *row.texts)
    texts = [text for text in others if text.strip()]
    # The unit of the amounts may be over the labels, behind a column of codes.
    printed = [text for text in texts if not states_money(text)] or texts
    # Such digits could be an amount in another row.
    if _are_days(printed):
        return True
    if not may_head_spans(printed) or (not first.strip() and holds_value(first)):
        return False
    if printed and (all(map(is_missing, printed)) or any(map(is_compared, printed))):
        return False
    if above and first.strip() and _holds_ranges_below(above, row):
        return False
    dates = [_without_note(text) for text in printed]
    if above and first.strip() and any(is_year(text) for text in dates):
        return _is_upper_level(above, row) or _are_years_under(above, dates)
    return not (len(row.cells) == 1 and above is not None)


def _are_days(printed: Sequence[str]) -> bool:
    """Whether texts are days, maybe beside the word for notes ("Not | 141231 | 150831")."""
    heads = [text for text in printed if not is_identifier_word(text)]
    return bool(heads) and all(map(is_day, heads))


def _holds_ranges_below(above: Row, row: Row) -> bool:
    """Whether a row has ranges instead of figures ("12–13 | 14–15"), each below a head of its own.

    Where heads span columns or are the same, the ranges may be ages that divide them.
    """
    ranges = [i for i, text in enumerate(row.texts) if i and is_range(text)]
    heads = [above.cells[i] for i in ranges]
    if not ranges or not all(head.text.strip() and head.column_span == 1 for head in heads):
        return False
    return are_values_below([head.text for head in heads], [row.texts[i] for i in ranges])


def _is_upper_level(row: Row, below: Row) -> bool:
    """Whether a header row is a level above the row below: its corner is empty, and a cell of it spans columns or
    names a scenario over the years below ("Budget | Bokslut" over "2023 | 2022")."""
    if row.cells[0].text.strip():
        return False
    dated = [upper.text for upper, lower in zip(row.cells, below.cells, strict=True) if is_year(lower.text)]
    return any(cell.column_span > 1 for cell in row.cells) or not any(printed_period(text).years for text in dated)


def _are_years_under(above: Row, printed: Sequence[str]) -> bool:
    """Whether cells are years, the same below each of the heads above that span columns, and maybe a word for notes
    ("Koncernen | Moderbolaget" over "Rörelsen | Not | 2023 | 2022 | 2023 | 2022")."""
    years = [text for text in printed if is_year(text)]
    words = [text for text in printed if not is_year(text)]
    spans = [cell.column_span for cell in above.cells if cell.column_span > 1]
    width = len(years) // max(len(spans), 1)
    repeats = len(spans) > 1 and years == years[:width] * len(spans)
    return repeats and all(is_identifier_word(word) for word in words)


def _without_note(text: str) -> str:
    """A head without the word for notes, which over a column without any seems to be of the year beside it."""
    word, _, rest = text.partition(" ")
    return rest if is_year(rest) and is_identifier_word(word) else text


def _is_label_only(row: Row, below: Sequence[Row]) -> bool:
    """Whether the only text of a row is a label: it is in the first column, or over words and not over values."""
    printed = [index for index, text in enumerate(row.texts) if text.strip()]
    if len(printed) != 1:
        return False
    texts = [text for other in below if (text := other.texts[printed[0]].strip())]
    return printed[0] == 0 or (bool(texts) and not any(holds_value(text) or is_missing(text) for text in texts))


def _title(header: Sequence[Row]) -> tuple[str, int]:
    """The text of a first row that spans the table, and how many rows it takes (0 or 1).

    A cell over all columns but the first is the outermost level of their headers.
    """
    if len(header) < 2:
        return "", 0
    printed = [cell for cell in header[0].cells if cell.text.strip()]
    spans = len(printed) == 1 and printed[0] is header[0].cells[0]
    return (printed[0].text.strip(), 1) if spans else ("", 0)


def _levels(header: Sequence[Row], table: Table) -> list[tuple[str, ...]]:
    """Every column's header cells, outermost first.

    A spanning cell counts for every column it spans. Where spans are not known, an empty cell over a printed one takes
    the cell to its left, so that `2021 | | 2022` over `Prognos | Budget | Budget` gives two columns for 2021.
    Where only position separates rows, lines of one cell may have come apart: they are one level.
    """
    if not header:
        return []
    width = len(header[0].cells)
    lines_are_apart = table.spans_known and table.columns_from is ColumnsFrom.POSITION
    levels: list[list[str]] = [[] for _ in range(width)]
    dates = {at for start in range(len(header)) for at in range(start + 1, start + lines_of_dates(header[start:]))}
    for index, row in enumerate(header):
        last_text = ""
        span_end = 0
        for column, cell in enumerate(row.cells):
            text = cell.text.strip()
            if text:
                last_text, span_end = text, column + cell.column_span
            elif column < span_end:
                text = last_text
            elif not table.spans_known and column > 0 and index < len(header) - 1:
                below = any(lower.cells[column].text.strip() for lower in header[index + 1 :])
                text = last_text if below and row.cells[0].text.strip() != last_text else ""
            wraps = lines_are_apart and index > 0 and _goes_on(header[index - 1], row, column)
            wraps = wraps or (index in dates and cell.text.strip() != "" and header[index - 1].cells[column].text != "")
            if text and levels[column] and (wraps or _ends_word(levels[column][-1], text)):
                levels[column][-1] = join_lines([levels[column][-1], text])
            elif text and text not in levels[column]:
                levels[column].append(text)
    return [tuple(level) for level in levels]


def _ends_word(above: str, text: str) -> bool:
    """Whether a header cell is only the end of a word that the cell above begins ("Nettokost" over "nad")."""
    return not is_header_word(text) and continues_word(above, text)


def _goes_on(above: Row, row: Row, column: int) -> bool:
    """Whether a header cell continues the one above it, where no rules divide rows: no cell spans columns there."""
    return bool(above.cells[column].text.strip()) and all(cell.column_span == 1 for cell in (*above.cells, *row.cells))


@dataclass(frozen=True, slots=True)
class _ColumnContent:
    """Counts of the kinds of body cells in one column; `length` is the mean length of texts, in characters.

    `counts_up` if all printed cells are numbers of notes, in ascending order.
    """

    values: int
    years: int
    numbered: int
    words: int
    symbols: int
    missing: int
    empty: int
    length: float
    counts_up: bool

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> _ColumnContent:
        values = years = numbered = words = symbols = missing = empty = 0
        lengths = [0.0]
        for cell in cells:
            bare = strip_marks(cell.text)
            if not bare and (cell.symbols or cell.text.strip()):
                symbols += 1
            elif not cell.text.strip():
                empty += 1
            elif may_be_number(cell.text):
                values += 1
                years += is_year(cell.text)
                numbered += _QUESTION_NUMBER.fullmatch(bare) is not None
            elif is_missing(cell.text):
                missing += 1
            elif _QUESTION_NUMBER.fullmatch(bare) or _NOTES.fullmatch(bare):
                numbered += 1
            else:
                words += 1
                lengths.append(float(len(bare)))
        notes = [_NOTES.fullmatch(cell.text.strip()) for cell in cells if cell.text.strip()]
        numbers = [int(match[1]) for match in notes if match]
        counts_up = len(notes) == len(numbers) > 1 and all(a < b for a, b in pairwise(numbers))
        return cls(values, years, numbered, words, symbols, missing, empty, mean(lengths[1:] or lengths), counts_up)

    @property
    def is_blank(self) -> bool:
        return not (self.values or self.numbered or self.words or self.symbols or self.missing)


def _spans_rows(content: _ColumnContent, rows: int) -> bool:
    """Whether the cells of a text column apply to several rows, as a goal to its indicators: many are empty."""
    return content.words > 0 and content.length > 3 and content.empty >= 0.3 * rows


def _label_column(contents: Sequence[_ColumnContent], levels: Sequence[tuple[str, ...]]) -> int | None:
    """The column that labels the rows.

    Of the text columns left of the figures the one whose header names measures ("Indikator"), else the one with fewest
    empty cells whose header is not of a column beside labels ("Ansvarig").
    """
    first_figure = next(
        (
            i
            for i, c in enumerate(contents)
            if _is_figures(c)
            and not _names_rows(contents, levels, i)
            and not _dates_rows(c, levels[i])
            and not (i == 0 and _are_ages(c, levels))
        ),
        None,
    )
    left = range(len(contents) if first_figure is None else first_figure)
    texts = [i for i in left if contents[i].words and contents[i].words >= contents[i].values]
    # Short texts are marks beside longer ones, and alone labels, as the letters of parties.
    texts = [i for i in texts if contents[i].length > 2] or texts[:1]
    if not texts:
        return 0 if _are_years(contents, levels) or _are_ages(contents[0], levels) else None
    words = load(TableWords)
    named = [i for i in texts if levels and matches(words.label_headers, " ".join(levels[i]))]
    if named:
        return named[-1]
    texts = [i for i in texts if not levels or not matches(words.beside_label_headers, " ".join(levels[i]))] or texts
    fewest = min(contents[i].empty for i in texts)
    return max((i for i in texts if contents[i].empty <= fewest + 1), key=lambda i: (contents[i].length, -i))


def _names_rows(contents: Sequence[_ColumnContent], levels: Sequence[tuple[str, ...]], column: int) -> bool:
    """Whether a column of numbers numbers the rows: by its header, or because no words are to its left and words to
    its right ("1.1 | Finns en strategi? | 5 | 15")."""
    if _is_identifier(levels[column]):
        return True
    following = contents[column + 1] if column + 1 < len(contents) else None
    unlabelled = not any(content.words for content in contents[:column])
    return unlabelled and following is not None and following.words > following.values and following.length > 2


def _are_years(contents: Sequence[_ColumnContent], levels: Sequence[Sequence[str]]) -> bool:
    """Whether the first column of a table without words is years, under no header or the word for them, which label
    the rows ("2018 | 6,71 | 5,50" under the names of municipalities)."""
    first, *others = contents
    return (
        bool(others)
        and first.years > 1
        and first.years == first.values
        and not first.missing
        and is_year_word(" ".join(levels[0]))
        and all(levels[i] for i in range(1, len(contents)) if _is_figures(contents[i]))
    )


def _are_ages(first: _ColumnContent, levels: Sequence[Sequence[str]]) -> bool:
    """Whether the first column of a table is groups of ages ("0-4"), which may be the numbers of notes elsewhere."""
    return first.numbered > first.values + first.words and not _is_identifier(levels[0])


def _dates_rows(content: _ColumnContent, levels: Sequence[str]) -> bool:
    """Whether a column has the year of each row ("Område | Datum | Värde"), as in tables with a row per observation."""
    header = " ".join(levels)
    return bool(header) and is_year_word(header) and 1 < content.years == content.values and not content.words


def _is_identifier(levels: Sequence[str]) -> bool:
    """Whether a header names a column of row or note numbers, as a whole or by its last level: without rules, a header
    over the figures ("Kommunen") may seem to extend over the notes beside them."""
    return is_identifier_word(" ".join(levels)) or (bool(levels) and is_identifier_word(levels[-1]))


def _is_figures(content: _ColumnContent) -> bool:
    return content.values > 0 and content.values >= content.words


def _numbers_notes(
    column: int, contents: Sequence[_ColumnContent], levels: Sequence[tuple[str, ...]], label_column: int | None
) -> bool:
    """Whether a column beside the labels has the numbers of notes: it alone has no head, and it counts up."""
    others = [i for i, content in enumerate(contents) if _is_figures(content) and i != column]
    beside = label_column is not None and column == label_column + 1
    return (
        beside and contents[column].counts_up and not levels[column] and bool(others) and all(levels[i] for i in others)
    )


def _are_dates(content: _ColumnContent, column: int, levels: tuple[str, ...]) -> bool:
    """Whether all numbers of a column are years, of several rows or beside words, and its head names neither scenario
    nor unit ("Färdigt")."""
    meaning = column_meaning(column + 1, CellRole.FIGURE, levels)
    is_named = meaning.scenario or meaning.year or meaning.unit
    are_years = content.years == content.values and (content.words > 0 or content.years > 2)
    return bool(levels) and are_years and not is_named


def _role(
    column: int, contents: Sequence[_ColumnContent], levels: Sequence[tuple[str, ...]], label_column: int | None
) -> CellRole:
    content = contents[column]
    header = " ".join(levels[column])
    if column == label_column:
        return CellRole.LABEL
    if _dates_rows(content, levels[column]):
        return CellRole.TEXT
    if _numbers_notes(column, contents, levels, label_column):
        return CellRole.IDENTIFIER
    if _is_identifier(levels[column]) and content.words <= content.numbered + content.values:
        return CellRole.IDENTIFIER
    left_of_label = label_column is not None and column < label_column
    if left_of_label:
        return CellRole.IDENTIFIER if content.numbered + content.values > content.words else CellRole.TEXT
    if content.symbols and content.symbols >= content.values:
        return CellRole.SYMBOL
    if _is_figures(content) and len(header) <= _LONGEST_HEADER:
        return CellRole.TEXT if _are_dates(content, column, levels[column]) else CellRole.FIGURE
    if content.words or len(header) > _LONGEST_HEADER:
        return CellRole.TEXT
    if content.is_blank and levels[column] in (*levels[max(column - 1, 0) : column], *levels[column + 1 : column + 2]):
        return CellRole.TEXT
    meaning = column_meaning(column + 1, CellRole.FIGURE, levels[column])
    return CellRole.FIGURE if meaning.scenario or meaning.year else CellRole.TEXT
