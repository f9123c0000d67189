"""Rows whose columns are no longer separated: a label and its figures on one line, or each cell on a line of its own.

Decides which lines are one row. How its figures are cut into columns is decided in `cells`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from dagster_project.reading.model import Cell, Place
from dagster_project.reading.numbers import MINUS_SIGNS, SPACES, is_day, is_missing
from dagster_project.reading.sources.text.finders.spaced.series import series_label_end
from dagster_project.reading.sources.text.heads import corner_words, is_date, is_known, is_part, is_phrase, words_of
from dagster_project.reading.sources.text.labels import LETTERS, ROW_CODE, may_label
from dagster_project.reading.sources.text.line import Line
from dagster_project.reading.sources.text.spans import series_of_spans
from dagster_project.reading.sources.text.tokens import Element, Run, Text, Token, elements_of, is_year, tokens_of
from dagster_project.reading.sources.text.values import is_unread_number

_LONGEST_LABEL = 120
_LONGEST_LINE = 240
_MOST_CUT_WORDS = 6
_MOST_WORDS_AFTER = 3
_FEWEST_DASHES = 2
# As many figures are of a table, after however long a label.
_FEWEST_FIGURES = 3
# The most blank lines between the cells of a row, where each has a line of its own.
_MOST_BLANK = 4
_SENTENCE_END = re.compile(r"[.!?:;,]\Z")
_LIST_OF_NOTES_END = re.compile(r"\s[1-9]\d?\s?,\s*\Z")
_SMALL = re.compile(r"\s*[a-zåäö(&]")
_FEWEST_SMALL = 5
# As many known heads with capitals, one of them over labels, are a header.
_FEWEST_HEADS = 3
_UNIT = rf"1[{SPACES}.]?000[{SPACES}]?(?:kr|kronor|sek|euro)\b"
_UNIT_OF_LABEL = re.compile(rf"[^\W\d_][,(]+ ?\(?(?P<unit>{_UNIT})\)? (?=[{re.escape(MINUS_SIGNS)}+\d])", re.I)
_UNIT_OVER_LABELS = re.compile(rf"[^\d{re.escape(MINUS_SIGNS)}]*?(?P<unit>{_UNIT})", re.I)
_CODE = re.compile(r"\(\d{3,7}\)")
_OPENED = re.compile(r"\(\d")
NOTE = re.compile(r"(?:not )?[1-9]\d?[a-d]?(?:(?:\s?[,;]\s[1-9]\d?)+|[,;][1-9]\d?(?:[,;]\s?[1-9]\d?)+)?", re.IGNORECASE)
"""Numbers of notes, alone or several ("12", "2, 3, 17", "Not 24"); two with only a comma between are a decimal."""
_NOTE_FOR_SURE = re.compile(r"not \d+.*|[1-9]\d?[a-d]|\d+\s?[,;]\s.*|\d+\s?[,;]\s?\d+\s?[,;].*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a line, after its first `label_end` characters and before those from index `tail` on.

    Both parts may be empty; before the figures is the label, after them are stray words.
    """

    line: Line
    run: Run
    label_end: int
    tail: int

    @property
    def has_label(self) -> bool:
        """Whether words are before the figures on the line."""
        return bool(self.line.raw[: self.label_end].strip())


@dataclass(frozen=True, slots=True)
class SpacedRow:
    """A label and its figures; `lines` are the first and end index of its lines. A group row has no figures.

    `note` is a line between them that can only hold note numbers. `empties` are empty cells that left a line with only
    a space: the number of figures before each. `blanks` are the blank lines before each line of figures, and after the
    last. `code` is a line before the label with only the number of the row.
    """

    lines: tuple[int, int]
    label: tuple[tuple[Line, int, int], ...]
    figures: tuple[Figures, ...]
    note: Line | None = None
    empties: tuple[int, ...] = ()
    blanks: tuple[int, ...] = ()
    code: Line | None = None

    def with_dashes(self) -> SpacedRow:
        """The row with its dashes apart from digits as missing values."""
        return replace(self, figures=tuple(replace(one, run=one.run.with_dashes()) for one in self.figures))

    @property
    def longest(self) -> int:
        """The most figures that it can be read as."""
        return max(self.fewest, self.figures[0].run.length)

    @property
    def exact(self) -> int | None:
        """The number of figures where it is certain: several lines, or one whose groups cannot join."""
        if len(self.figures) > 1:
            return self.fewest
        return None if self.figures[0].run.is_ambiguous else self.figures[0].run.length

    @property
    def fewest(self) -> int:
        """The fewest figures that it can be read as."""
        return sum(fewest(figures.run) for figures in self.figures)

    @property
    def text(self) -> str:
        """The label, its lines joined by a space."""
        return " ".join(line.raw[start:end].strip() for line, start, end in self.label)


def rows_from(lines: Sequence[Line], at: int) -> list[SpacedRow]:
    """The rows from a line on, as long as labels and figures alternate. A label may take two lines.

    Where most labels begin in lower case, that does not tell that a line goes on from the one above.
    """
    rows = _rows_from(lines, at, small_goes_on=True)
    small = [row.label[-1] for row in rows if row.figures and _SMALL.match(row.label[-1][0].raw)]
    is_small = len(small) > sum(bool(row.figures) for row in rows) / 2 and len(small) >= _FEWEST_SMALL
    return _rows_from(lines, at, small_goes_on=False) if is_small else rows


def _rows_from(lines: Sequence[Line], at: int, small_goes_on: bool) -> list[SpacedRow]:
    rows: list[SpacedRow] = []
    while at < len(lines):
        row = _row_at(lines, at, small_goes_on)
        if row is None:
            break
        rows.append(row)
        at = row.lines[1]
        while at < len(lines) and lines[at].is_blank:
            at += 1
    return rows


def with_codes(lines: Sequence[Line], rows: Sequence[SpacedRow]) -> list[SpacedRow]:
    """The rows with the codes before their labels, where each cell has a line: each is then read after the row before.

    A code is above the first label, and those that follow are in order.
    """
    every = rows
    if len(rows) > 1 and len(rows[0].figures) == 1 and len(rows[1].figures) > 1:
        rows = rows[1:]  # The last head and the code below it.
    first = next((n for n in range(rows[0].lines[0] - 1, -1, -1) if not lines[n].is_blank), None)
    if first is None or not ROW_CODE.fullmatch(lines[first].raw.strip()):
        return list(every)
    found: list[SpacedRow] = [replace(rows[0], code=lines[first], lines=(first, rows[0].lines[1]))]
    last = int(lines[first].raw)
    for row in rows[1:]:
        before = found[-1].figures[-1] if found[-1].figures else None
        text = before.line.raw.strip() if before and not before.has_label else ""
        if before and ROW_CODE.fullmatch(text) and int(text) > last:
            last = int(text)
            found[-1] = replace(found[-1], figures=found[-1].figures[:-1], blanks=found[-1].blanks[:-1])
            row = replace(row, code=before.line)
        found.append(row)
    coded = sum(row.code is not None for row in found)
    return found if coded * 2 > len(found) and coded > 1 else list(every)


def _row_at(lines: Sequence[Line], start: int, small_goes_on: bool) -> SpacedRow | None:
    row = SpacedRow((start, start), (), ())
    at = start
    blank = 0
    while at < len(lines):
        line = lines[at]
        if line.is_blank:
            if line.raw.strip("\r\n"):
                row = replace(row, empties=(*row.empties, len(row.figures)))
            else:
                blank += 1
            at += 1
            continue
        longer = _with_line(row, lines, at, blank, small_goes_on)
        if longer is None:
            return None
        if longer is row:
            break
        row, blank = longer, 0
        at += 1
    is_stacked = all(figures.line != row.label[0][0] for figures in row.figures)
    row = replace(row, blanks=(*row.blanks, blank), empties=row.empties if is_stacked else ())
    return row if row.label else None


def _with_line(row: SpacedRow, lines: Sequence[Line], at: int, blank: int, small_goes_on: bool) -> SpacedRow | None:
    """The row with a line more; itself where the line begins another row, None where it is not of a table."""
    line = lines[at]
    if row.label and not row.figures and row.note is None and _is_note(line):
        return replace(row, note=line, lines=(row.lines[0], at + 1))
    figures = figures_at(lines, at)
    if figures is not None and not figures.has_label:
        if not row.label:
            return None
        if blank > _MOST_BLANK:
            return row
        return replace(row, figures=(*row.figures, figures), blanks=(*row.blanks, blank), lines=(row.lines[0], at + 1))
    if row.figures or (row.label and (blank or not _goes_on(row.label[-1][0], line, small_goes_on))):
        return row
    if figures is not None:
        label = (*row.label, (line, 0, figures.label_end))
        return replace(row, label=label, figures=(figures,), blanks=(0,), lines=(row.lines[0], at + 1))
    if (not is_label(line) and not _is_cut_label(lines, at)) or may_be_heads(line):
        return None
    return replace(row, label=(*row.label, (line, 0, len(line.raw.rstrip()))), lines=(row.lines[0], at + 1))


def _is_note(line: Line) -> bool:
    """Whether a line holds only the numbers of several notes, or of one with the word for it."""
    text = line.raw.strip()
    return bool(NOTE.fullmatch(text)) and bool(_NOTE_FOR_SURE.fullmatch(text))


def _goes_on(before: Line, line: Line, small_goes_on: bool) -> bool:
    """Whether a line continues the label of the line before: in lower case, or after a word broken off.

    The heads of columns have no rest, and a part of the row above ("varav personal") is no rest of a label.
    """
    words = words_of(before.raw)
    if is_part(line.raw) or is_phrase(before.raw.strip()) or any(word.kind == "year" for word in words[-1:]):
        return False
    continues = small_goes_on and bool(_SMALL.match(line.raw))
    return continues or before.raw.rstrip().endswith(("-", ",", " och", " &", "/"))


def figures_at(lines: Sequence[Line], at: int) -> Figures | None:
    """The figures at the end of a line, those after a label that is a number in a series included."""
    end = series_label_end(lines, at)
    if end is None:
        return figures_in(lines[at])
    line = lines[at]
    tokens = _with_unread(tokens_of(line.raw, end, len(line.raw)))
    are_figures = all(token.kind in ("number", "unit", "sign") for token in tokens)
    return Figures(line, Run(tuple(tokens)), end, len(line.raw)) if are_figures else figures_in(line)


@lru_cache(maxsize=4096)
def figures_in(line: Line) -> Figures | None:
    """The figures at the end of a line, with at most a few words after several; None for a line that ends otherwise.

    A line with only a dash holds one missing figure.
    """
    raw = line.raw
    if is_missing(raw) and raw.strip():
        return Figures(line, Run(tuple(tokens_of(raw, 0, len(raw)))), 0, len(raw))
    if "\t" in raw or "|" in raw or len(raw) > _LONGEST_LINE:
        return None
    tokens = _with_units(_with_codes(tokens_of(raw, 0, len(raw))), raw)
    elements = _missing(tokens) or elements_of(_with_unread(tokens))
    tail = len(raw)
    if len(elements) > 1 and isinstance(after := elements[-1], Text) and isinstance(run := elements[-2], Run):
        if len(after.tokens) > _MOST_WORDS_AFTER or after.tokens[-1].ends_sentence or fewest(run) < 2:
            return None
        tail = after.tokens[0].start
        elements.pop()
    if not elements or not isinstance(run := elements[-1], Run):
        return None
    before = raw[: run.tokens[0].start].rstrip()
    is_alone = len(elements) > 2 and fewest(run) < 2 and not run.tokens[-1].names_amount
    if is_alone or any(not isinstance(element, Text | Run) for element in elements):
        return None
    is_sentence = _SENTENCE_END.search(before) and not _LIST_OF_NOTES_END.search(before)
    if before.strip() and (not LETTERS.search(before) or is_sentence):
        return None
    longest = _LONGEST_LABEL if max(fewest(run), run.signs) < _FEWEST_FIGURES else _LONGEST_LINE
    is_series = len(elements) > 1 and bool(series_of_spans([token.text for token in run.tokens]))
    if len(before) > longest or _are_dates(run) or is_series:
        return None
    return Figures(line, run, len(before), tail)


def _are_dates(run: Run) -> bool:
    """Whether all figures are years or dates; one day of six digits alone may be an amount, several hardly are."""
    texts = [token.text for token in run.tokens if token.kind == "number"]
    return all(map(is_date, texts)) or (len(texts) > 1 and all(is_date(text) or is_day(text) for text in texts))


def _with_codes(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, a code before words or in parentheses after them as a word ("8190 Skola", "Bad (6014) 4,8 4,7").

    Beside other figures in parentheses it is a figure too ("Kostnader (787) (2 075)").
    """
    codes = [at for at, token in enumerate(tokens) if at and _CODE.fullmatch(token.text)]
    opened = sum(_OPENED.match(token.text) is not None for token in tokens)
    is_code = len(codes) == opened == 1 and all(token.kind == "word" for token in tokens[: codes[0]])
    if len(tokens) > 1 and ROW_CODE.fullmatch(tokens[0].text) and tokens[1].is_capital and not is_year(tokens[0]):
        codes, is_code = [0], True
    return [replace(token, kind="word") if is_code and at == codes[0] else token for at, token in enumerate(tokens)]


def _with_units(tokens: Sequence[Token], raw: str) -> list[Token]:
    """The tokens, those of a unit with a number that ends a label as words ("Nettokostnad, 1 000 kr 1 842 2 493").

    Before dates alone it is over the labels ("1 000 kr 2024 2023").
    """
    unit = _UNIT_OF_LABEL.search(raw) or _over_labels(tokens, raw)
    if unit is None:
        return list(tokens)
    start, end = unit.span("unit")
    return [replace(token, kind="word") if start <= token.start < end else token for token in tokens]


def _over_labels(tokens: Sequence[Token], raw: str) -> re.Match[str] | None:
    """A unit with a number that is before dates alone, which head columns."""
    unit = _UNIT_OVER_LABELS.match(raw)
    after = [token for token in tokens if unit and token.start >= unit.end()]
    return unit if after and all(is_date(token.text) for token in after) else None


def _missing(tokens: Sequence[Token]) -> list[Element]:
    """The words and dashes of a line that ends in several of those: all its figures are missing."""
    dashes = len(list(takewhile(lambda token: token.kind == "sign", reversed(tokens))))
    words, rest = tokens[: len(tokens) - dashes], tokens[len(tokens) - dashes :]
    if dashes < _FEWEST_DASHES or any(token.kind == "number" for token in words):
        return []
    return [*([Text(tuple(words))] if words else []), Run(tuple(rest))]


def _with_unread(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, ranges and foreign numbers as numbers: they are cells, though not read; dates are not."""
    return [
        replace(token, kind="number") if token.kind == "word" and is_unread_number(token.text) else token
        for token in tokens
    ]


def is_label(line: Line) -> bool:
    """Whether a line may label figures or head columns: a few words that neither end a sentence nor go on."""
    return may_label(line.raw, _LONGEST_LABEL) and not line.raw.rstrip().endswith(",")


def may_be_heads(line: Line) -> bool:
    """Whether a line has several dates, parts of years or heads of columns, and so is no label."""
    words = words_of(line.raw)
    heads = sum(word.kind == "capital" and is_known(words, at) for at, word in enumerate(words))
    return sum(word.names_time for word in words) > 1 or heads + bool(corner_words(words)) >= _FEWEST_HEADS


def _is_cut_label(lines: Sequence[Line], at: int) -> bool:
    """Whether a few words with a full stop label the figures on the lines below ("Stöd, funktionsneds.")."""
    text, below = lines[at].raw.strip(), next((n for n in range(at + 1, len(lines)) if not lines[n].is_blank), None)
    figures = figures_in(lines[below]) if below is not None else None
    is_short = len(text.split()) < _MOST_CUT_WORDS and text.endswith(".") and bool(LETTERS.search(text))
    return is_short and figures is not None and not figures.has_label


def fewest(run: Run) -> int:
    """The fewest figures a run can be read as; 0 where it is a code with a needless zero ("0202")."""
    return next((count for count in range(1, run.length + 1) if run.values(count)), 0)


def cell_in(line: Line, start: int, end: int) -> Cell:
    """The cell with the characters [start, end) of a line."""
    return Cell(text=line.raw[start:end].strip(), place=place_in(line, start, end))


def whole_cell(line: Line) -> Cell:
    """A line as one cell, as where every cell has a line of its own."""
    return cell_in(line, 0, len(line.raw))


def place_in(line: Line, start: int, end: int) -> Place:
    """The place of the characters [start, end) of `line.raw`, which may begin inside its line."""
    return Place(page=line.page, line=line.number, start=line.start + start, end=line.start + end)
