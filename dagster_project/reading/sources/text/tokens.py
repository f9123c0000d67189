"""Words and numbers of text that has lost its columns: its tokens, and which are text, figures or a header.

Which label a run of figures belongs to is not decided here, but in `flattened` and `finders/spaced`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from dagster_project.reading.numbers import (
    APOSTROPHES,
    MINUS_SIGNS,
    SPACES,
    SYMBOL_CHARACTERS,
    YEAR,
    even_series,
    group_series,
    is_missing,
    spread,
)
from dagster_project.reading.sources.text.heads import date_pattern
from dagster_project.reading.vocabulary.loader import load, names_money
from dagster_project.reading.vocabulary.schemas import FlatMarkers, Months, Numbers, Words

_NUMBER = re.compile(rf"\(?[{MINUS_SIGNS}+±]?\d+(?:[.{APOSTROPHES}]\d{{3}})*(?:[.,]\d+)?[%‰]?\)?[*¹²³]?")
_ORDINAL = re.compile(r"\d{1,2}(?:\.\d{1,2})+")
# Units that are printed among figures and after the words of a column. `vocabulary/units.yml` has patterns of more
# units; as single words those would cut sentences.
_UNITS = ("tkr", "mnkr", "mkr", "kr", "kronor", "%", "‰", "st")
_UNIT_IN_HEADER = re.compile(rf"\(?(?:{'|'.join(_UNITS)})\)?", re.I)
_YEAR = re.compile(YEAR)
_GLUED_YEAR = rf"(?<!\S){YEAR}(?=[A-ZÅÄÖ][a-zåäö])"
# Behind a number: "377 kr/timme", "156 141 kr per år".
_DIVIDED = rf"(?i:(?:t?kr|kronor)(?:[{SPACES}]?/[{SPACES}]?|[{SPACES}]per[{SPACES}])[^\W\d]\w+)"
_DIVIDED_UNIT = rf"(?<=\d[{SPACES}]){_DIVIDED}"
_CONTINUES = re.compile(r"\d{3}(?:,\d+)?[%‰]?\)?")
# The digit groups of a negative number in parentheses ("(1 189)").
_OPENED = re.compile(r"\(?\d{1,3}")
_CLOSED = re.compile(r"\d{3}(?:,\d+)?\)")
_SENTENCE_END = re.compile(r"[.!?:;][\"”’)]*\Z")
LONGEST_RUN = 400
_MOST_CORNER_WORDS = 3
_MISSING_DOTS = ("..", "...")
_MOST_HEAD_WORDS = 3
_LONGEST_FIRST_LABEL = 15

TokenKind = Literal["word", "number", "unit", "sign", "dash", "symbol"]
"""What a token is; a sign is a minus or a missing value, a dash rather the latter, as other figures show."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word at characters [start, end)."""

    text: str
    start: int
    end: int
    kind: TokenKind

    @property
    def is_capital(self) -> bool:
        """Whether it begins as a label does."""
        return self.text.lstrip("\"”“'(<*")[:1].isupper()

    @property
    def names_amount(self) -> bool:
        """Whether it is a unit of money, divided or not ("kr/år")."""
        return self.kind == "unit" and names_money(re.split(rf"[/{SPACES}]", self.text)[0])

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends in a mark that may end a sentence."""
        return bool(_SENTENCE_END.search(self.text))


@dataclass(frozen=True, slots=True)
class Text:
    """Words between headers and runs of figures."""

    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One figure, or a dash for a missing one, at characters [start, end)."""

    start: int
    end: int


Group = tuple[str, int, int]
"""Digits between blanks, with their sign, and the characters where they are."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive figures. Where digit groups could join, their number depends on the table."""

    tokens: tuple[Token, ...]

    @property
    def is_ambiguous(self) -> bool:
        """Whether two groups could be one number, or a dash could be a minus or a missing value."""
        printed = [t for t in self.tokens if t.kind != "symbol"]
        return any(t.kind in ("sign", "dash") for t in printed) or any(
            _CONTINUES.fullmatch(after.text) and re.fullmatch(rf"[{MINUS_SIGNS}+]?[1-9]\d{{0,2}}", before.text)
            for before, after in itertools.pairwise(printed)
        )

    @property
    def length(self) -> int:
        """The number of figures if no groups join."""
        return sum(t.kind in ("number", "sign", "dash") for t in self.tokens)

    @property
    def signs(self) -> int:
        """The number of figures if each sign apart from digits is one."""
        return self.length if any(t.kind in ("sign", "dash") for t in self.tokens) else 0

    def with_dashes(self) -> Run:
        """The run with its signs apart from digits as dashes, of missing values rather than minus signs."""
        return Run(tuple(replace(t, kind="dash") if t.kind == "sign" else t for t in self.tokens))

    def values(self, count: int) -> list[Value] | None:
        """The run as exactly `count` figures, or None. A sign is a minus if that fits, a dash a missing value.

        Where both fit, a minus that makes the figures less even is a missing value ("- 139 553 136 431" as three).
        """
        ways = [(groups, joined) for groups, joined in self._signed(count) if joined]
        if not ways:
            return None
        minus, *missing = ways
        joined = missing[0][1] if missing else []
        are_several = sum(any(map(str.isdigit, number)) for number in joined) > 1
        is_dash = are_several and not self._has_dashes and spread(joined) < spread(minus[1])
        return _spans(*(missing[0] if is_dash else minus))

    def even_values(self, count: int) -> Iterator[list[Value]]:
        """The run as `count` figures in all ways whose groups join as evenly, with signs all minus or all missing."""
        for groups, joined in self._signed(count):
            if joined:
                yield from (_spans(groups, way) for way in even_series([text for text, _, _ in groups], count))

    @property
    def _has_dashes(self) -> bool:
        return any(token.kind == "dash" for token in self.tokens)

    def _signed(self, count: int) -> Iterator[tuple[list[Group], list[str] | None]]:
        """The groups and the best way to join them, with signs as minus and as missing values, the likelier first."""
        for signed in (False, True) if self._has_dashes else (True, False):
            groups = _groups(self.tokens, signed)
            yield groups, group_series([text for text, _, _ in groups], count)


@dataclass(frozen=True, slots=True)
class Column:
    """One item of a header: its words, its year, or both."""

    words: str
    year: int | None
    start: int
    end: int

    @property
    def is_target(self) -> bool:
        """Whether its words name a target."""
        return self.words.lower() in _lowered(load(FlatMarkers).targets)


@dataclass(frozen=True, slots=True)
class Header:
    """A header: consecutive columns, the words over the labels before them, and a column of note numbers.

    Each of `uppers` is over equally many columns ("Kommunen Koncernen" before "2023 2022 2023 2022").
    """

    columns: tuple[Column, ...]
    tokens: tuple[Token, ...]
    corner: tuple[Token, ...] = ()
    note: Column | None = None
    uppers: tuple[Column, ...] = ()

    @property
    def signature(self) -> str:
        """The header with its years replaced: headers of one form have equally many figures per row."""
        columns = (*self.uppers, *self.columns)
        return " ".join(f"{column.words.lower()}{'#' if column.year else ''}" for column in columns)


Element = Text | Run | Header


def has_signs(runs: Iterable[Run]) -> bool:
    """Whether figures have a minus beside their digits, so that one apart from digits is rather a missing value."""
    return any(re.match(rf"[{MINUS_SIGNS}]\d", token.text) for run in runs for token in run.tokens)


@cache
def _lowered(words: Words) -> frozenset[str]:
    return frozenset(word.lower() for word in words)


@cache
def phrases(listed: Words) -> tuple[tuple[str, ...], ...]:
    """The phrases of a list of `FlatMarkers` as tuples of words, longest first."""
    split = [tuple(phrase.split()) for phrase in listed]
    return tuple(sorted(split, key=len, reverse=True))


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """The tokens of text[start:end]. A number with points before a capital is an ordinal ("1.2 Hur").

    A year without a space before the next column's word ("2013Avvikelse") is a token of its own.
    """
    found = [
        Token(match[0], match.start(), match.end(), _kind(match[0]))
        for match in re.compile(rf"{_GLUED_YEAR}|{_DIVIDED_UNIT}|[^\s{SPACES}]+").finditer(text, start, end)
    ]
    for at, (token, after) in enumerate(itertools.pairwise(found)):
        if _ORDINAL.fullmatch(token.text) and after.is_capital:
            found[at] = replace(token, kind="word")
        if _OPENED.fullmatch(token.text) and _CLOSED.fullmatch(after.text):
            found[at + 1] = replace(after, kind="number")
    return found


def is_year(token: Token) -> bool:
    """Whether the token is a year."""
    return bool(_YEAR.fullmatch(token.text))


def _kind(word: str) -> TokenKind:
    is_footnote = word.endswith(")") and not word.startswith("(")
    if _NUMBER.fullmatch(word) and not is_footnote:
        return "number"
    if word.lower() in _UNITS or re.fullmatch(_DIVIDED, word):
        return "unit"
    if all(c in SYMBOL_CHARACTERS for c in word):
        return "symbol"
    return "sign" if len(word) <= 3 and is_missing(word) and word.strip("*") else "word"


def elements_of(tokens: Sequence[Token]) -> list[Element]:
    """The tokens as headers, runs of figures, and the text between them."""
    elements: list[Element] = []
    words: list[Token] = []
    at = 0
    while at < len(tokens):
        found = _header_at(tokens, at, words) or _run_at(tokens, at)
        if found is None:
            words.append(tokens[at])
            at += 1
            continue
        if isinstance(found, Header) and found.corner:
            del words[-len(found.corner) :]
        if words:
            elements.append(Text(tuple(words)))
            words = []
        elements.append(found)
        at += len(found.tokens)
    if words:
        elements.append(Text(tuple(words)))
    return elements


def _run_at(tokens: Sequence[Token], at: int) -> Run | None:
    """The longest run of figures from `at`; it begins with a figure, a sign or a symbol, and has a figure."""
    end = at
    while end < len(tokens) and end - at < LONGEST_RUN:
        words = _words_of_value(tokens, end) if end > at else 0
        if not words and tokens[end].kind not in ("number", "unit", "sign", "symbol"):
            break
        end += max(1, words)
    if at >= len(tokens) or tokens[at].kind == "unit":
        return None
    while end > at and tokens[end - 1].kind == "symbol":
        end -= 1
    run = [replace(token, kind="symbol") if token.kind == "word" else token for token in tokens[at:end]]
    return Run(tuple(run)) if any(token.kind == "number" for token in run) else None


def _words_of_value(tokens: Sequence[Token], at: int) -> int:
    """How many words at `at` belong to the figure after them ("Minst 72,3", "Högst index 41")."""
    size = 1 if tokens[at].text.lower() in _operators() and tokens[at].is_capital else 0
    if size and at + 1 < len(tokens) and tokens[at + 1].text.lower() in load(Numbers).fillers:
        size = 2
    return size if at + size < len(tokens) and tokens[at + size].kind == "number" else 0


@cache
def _period() -> re.Pattern[str]:
    """A month or a span of months, however shortened ("jan-aug", "Sept."), or the whole year."""
    shortest = "|".join(min(names, key=len) for names in load(Months).months.values())
    month = rf"(?:{shortest})[a-zåäö]*\.?"
    return re.compile(rf"{month}(?:\s?[-–]\s?{month})?|helår", re.I)


@cache
def _operators() -> frozenset[str]:
    return frozenset(word for words in load(Numbers).operators.values() for word in words)


def _header_at(tokens: Sequence[Token], at: int, before: Sequence[Token]) -> Header | None:
    columns: list[Column] = []
    end = at
    while column := _column_at(tokens, end):
        columns.append(column[0])
        end = column[1]
    columns, note = _without_note(columns)
    run = _run_at(tokens, end)
    if len(columns) > 2 and run and _is_label(columns[-1]) and _fits(run, _levels(columns[:-1])[1], note):
        end -= len(columns.pop().words.split())
    uppers, columns = _levels(columns)
    if len(columns) < 2 or not _is_header(columns[: len(columns) // max(len(uppers), 1)]):
        return None
    is_doubtful = not uppers and not _is_known(columns[0])
    if is_doubtful and (columns[0].words and not any(column.year and column.words for column in columns[1:])):
        return None  # A label before the header of a form: "Andel nöjda 2015 Målvärde".
    if is_doubtful and _lacks_first(tokens, end, columns, note):
        return None
    end += _phrase_at(tokens, end, load(FlatMarkers).columns_without_figures)
    return Header(tuple(columns), tuple(tokens[at:end]), _corner(before), note, tuple(uppers))


def _fits(run: Run, columns: Sequence[Column], note: Column | None) -> bool:
    """Whether figures may be of these columns, maybe after the number of a note."""
    rests = [run, Run(run.tokens[1:])] if note else [run]
    return any(rest.values(len(columns)) for rest in rests if rest.tokens)


def _is_known(column: Column) -> bool:
    """Whether a column begins with a phrase of the vocabulary."""
    markers = load(FlatMarkers)
    words = column.words.lower()
    return any(words.startswith(phrase) for phrase in _lowered((*markers.columns, *markers.entities)))


def _lacks_first(tokens: Sequence[Token], end: int, columns: Sequence[Column], note: Column | None) -> bool:
    """Whether the first figures after a header are too few for it: its first column is then of the title before it."""
    runs = (_run_at(tokens, at) for at in range(end, min(end + _LONGEST_FIRST_LABEL, len(tokens))))
    run = next((run for run in runs if run and run.length > 1), None)
    return run is not None and not _fits(run, columns, note) and _fits(run, columns[1:], note)


def _without_note(columns: Sequence[Column]) -> tuple[list[Column], Column | None]:
    """The columns of figures, and the one with the numbers of notes, which is among the first."""
    note = next(
        (column for column in columns if column.words.lower() in _lowered(load(FlatMarkers).note_columns)), None
    )
    return [column for column in columns if column is not note], note


def _levels(columns: list[Column]) -> tuple[list[Column], list[Column]]:
    """The words that each are over as many of the columns after them, which repeat below each, and those columns."""
    entities = _lowered(load(FlatMarkers).entities)
    named = list(itertools.takewhile(lambda column: column.year is None and column.words.lower() in entities, columns))
    worded = list(itertools.takewhile(lambda column: column.year is None and column.words, columns))
    for uppers in (named, worded):
        below = [(column.words.lower(), column.year) for column in columns[len(uppers) :]]
        width = len(below) // max(len(uppers), 1)
        repeats = width > 1 and below == below[:width] * len(uppers)
        if repeats and (len(uppers) > 1 or (uppers and uppers is named)):
            return uppers, columns[len(uppers) :]
    return [], columns


def _is_label(column: Column) -> bool:
    """Whether the last column of a header, with figures right after it, may be the label of the first row."""
    markers = load(FlatMarkers)
    return column.year is None and column.words.lower() in _lowered((*markers.columns_or_labels, *markers.entities))


def _is_header(columns: Sequence[Column]) -> bool:
    """Whether years in a row follow each other or have words, and no column is repeated."""
    years = [column.year for column in columns if not column.words and column.year]
    if any(abs(a - b) > 2 for a, b in itertools.pairwise(years)):
        return False
    return len({(column.words.lower(), column.year, column.end - column.start) for column in columns}) == len(columns)


def _column_at(tokens: Sequence[Token], at: int) -> tuple[Column, int] | None:
    """The column that begins at `at`, and where the next begins."""
    if at >= len(tokens):
        return None
    year, end = _year_at(tokens, at)
    if year:
        return Column("", year, tokens[at].start, tokens[end - 1].end), end
    markers = load(FlatMarkers)
    if not tokens[at].is_capital:
        return None
    size = _phrase_at(tokens, at, (*markers.columns, *markers.entities))
    if not size:
        return _dated_column_at(tokens, at)
    if tokens[at].text.lower() in _lowered(markers.note_columns):
        return _column(tokens, at, at + size, at + size, None), at + size
    end = _comparison_end(tokens, at, at + size)
    if end > at + size:
        return _column(tokens, at, end, end, None), end
    while end < len(tokens) and (_period().fullmatch(tokens[end].text) or _UNIT_IN_HEADER.fullmatch(tokens[end].text)):
        end += 1
    year, after = _year_at(tokens, end)
    if year and _year_at(tokens, after)[0] and _phrase_at(tokens, at, markers.entities) == size:
        year, after = None, end  # The entity is over several years.
    while after < len(tokens) and _UNIT_IN_HEADER.fullmatch(tokens[after].text):
        after += 1
    return _column(tokens, at, end, after, year), after


def _dated_column_at(tokens: Sequence[Token], at: int) -> tuple[Column, int] | None:
    """A column of words that the vocabulary lacks, which a year ends ("Ingående balans 2021")."""
    for end in range(at + 1, min(at + _MOST_HEAD_WORDS, len(tokens) - 1) + 1):
        before = tokens[end - 1]
        if before.kind != "word" or before.ends_sentence or (end - 1 > at and before.is_capital):
            return None
        year, after = _year_at(tokens, end)
        if year and before.text.lower() not in load(FlatMarkers).joiners:
            return _column(tokens, at, end, after, year), after
    return None


def _column(tokens: Sequence[Token], at: int, words_end: int, end: int, year: int | None) -> Column:
    return Column(" ".join(token.text for token in tokens[at:words_end]), year, tokens[at].start, tokens[end - 1].end)


def _phrase_at(tokens: Sequence[Token], at: int, listed: Words) -> int:
    """How many tokens the longest of the listed phrases takes at `at`; 0 for none."""
    for phrase in phrases(listed):
        if [token.text.lower() for token in tokens[at : at + len(phrase)]] == [word.lower() for word in phrase]:
            return len(phrase)
    return 0


def _comparison_end(tokens: Sequence[Token], at: int, end: int) -> int:
    """Where a column that compares ends: after "från bokslut", or after two columns with a slash between."""
    if tokens[at].text.lower() not in _lowered(load(FlatMarkers).comparisons):
        return end
    connector = _phrase_at(tokens, end, load(FlatMarkers).compared_by)
    first = _operand_end(tokens, end + connector)
    if connector or first == end:
        return first if first > end + connector else end
    slash = tokens[first - 1].text.endswith("/") or (first < len(tokens) and tokens[first].text == "/")
    second = _operand_end(tokens, first + (first < len(tokens) and tokens[first].text == "/"))
    return second if slash and second > first else end


def _operand_end(tokens: Sequence[Token], at: int) -> int:
    """Where a compared column ends ("Bokslut 2023/", "budget"); `at` if none begins there."""
    end = at + _phrase_at(tokens, at, load(FlatMarkers).columns)
    if end < len(tokens) and _YEAR.fullmatch(tokens[end].text.rstrip("/")):
        end += 1
    return end


def _year_at(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """The year at `at` ("2023", "år 2023", "2023-08-31", "31 aug 2023") and the index of the token after it."""
    word = at + 1 if at + 1 < len(tokens) and tokens[at].text == "år" else at
    for size in (3, 2, 1):
        text = " ".join(token.text for token in tokens[word : word + size])
        if len(tokens) >= word + size and date_pattern().fullmatch(text):
            years = re.findall(YEAR, text)
            return int(years[0]), word + size
    return None, at


def _corner(before: Sequence[Token]) -> tuple[Token, ...]:
    """The words just before a header that head the labels ("Mnkr", "Belopp i tkr", "Text, mkr")."""
    corners = load(FlatMarkers).corners
    listed = (len(phrase) for phrase in phrases(corners) if _phrase_at(before, len(before) - len(phrase), corners))
    size = next((size for size in listed if 0 < size <= len(before)), 0)
    if before and _UNIT_IN_HEADER.fullmatch(before[-1].text):
        words = list(itertools.takewhile(lambda token: token.kind == "word", reversed(before[:-1])))
        start = next((at for at, token in enumerate(words[:_MOST_CORNER_WORDS], 1) if token.is_capital), 0)
        size = max(size, start + 1 if start and words[0].text.endswith((",", ":")) else 0)
    return tuple(before[-size:]) if size else ()


def _groups(tokens: Sequence[Token], signed: bool) -> list[Group]:
    """Digit groups with their place, sign and unit glued to them: a group with a unit ends its number."""
    groups: list[Group] = []
    prefix, start = "", None
    for token in tokens:
        is_sign = token.kind in ("sign", "dash") and token.text not in _MISSING_DOTS
        if token.kind == "unit" and groups:
            text, first, _ = groups[-1]
            groups[-1] = (f"{text}%", first, token.end)
        elif token.kind == "symbol" or (is_sign and signed):
            if prefix and start is not None and token.kind != "symbol":
                groups.append((prefix, start, start + 1))  # A dash before a minus is a missing value.
                start = None
            prefix, start = ("-" if token.kind in ("sign", "dash") else prefix), token.start if start is None else start
        else:
            groups.append((prefix + token.text.rstrip("*¹²³"), token.start if start is None else start, token.end))
            prefix, start = "", None
    return groups if start is None else [*groups, (prefix, start, tokens[-1].end)]


def _spans(groups: Sequence[Group], joined: Sequence[str]) -> list[Value]:
    """The place of each joined number."""
    values, at = [], 0
    for number in joined:
        size = number.count(" ") + 1
        values.append(Value(groups[at][1], groups[at + size - 1][2]))
        at += size
    return values
