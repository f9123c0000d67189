"""What the words of a cell may be: a head of columns, a group of rows, or words over the labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.reading.numbers import SPACES, YEAR
from dagster_project.reading.sources.text.finders.celled.cells import GridCell
from dagster_project.reading.sources.text.heads import Word, corner_words, is_dated, is_known, is_note, is_phrase
from dagster_project.reading.vocabulary.loader import names_money, names_scenario

_LONGEST = 60
_MOST_WORDS = 8
# An abbreviation ends a head as a full stop ends a sentence ("Tilldelad ram ack.").
_MOST_SHORT_WORDS = 4
_MOST_WORDS_BEFORE_COLON = 2
_GROUP = re.compile(r"\d{1,2}[-–](?:\d{1,2})?")
_OTHER_YEAR = re.compile(rf"\({YEAR}(?:[/–-]{YEAR})?\)?")
_BASE = re.compile(rf"1(?:[{SPACES}]?000)+|100")


def is_sure(cell: GridCell) -> bool:
    """Whether words can only head a column: a few with a scenario, a date or another word of the vocabulary."""
    words = cell.words
    if cell.is_empty or not may_be_head(cell) or is_corner(cell) or is_note(cell.text):
        return False
    return words[0].names_time or is_known(words, 0) or any(word.names_time for word in words)


def is_head(cell: GridCell) -> bool:
    """Whether words can only head a column, and not a group of rows ("Intäkter")."""
    return names_scenario(cell.text) or names_time(cell)


def names_time(cell: GridCell) -> bool:
    """Whether a cell has a year, a date or a part of a year."""
    return any(word.names_time for word in cell.words)


def names_year(cell: GridCell) -> bool:
    """Whether a cell has a year or several, so that no other year is below it as one of its columns."""
    return any(word.kind == "year" for word in cell.words)


def is_date(cell: GridCell) -> bool:
    """Whether a cell is a year or a date alone."""
    return bool(cell.words) and is_dated(cell.words)


def differ(cells: Sequence[GridCell]) -> bool:
    """Whether no two cells have the same text."""
    return len({cell.text for cell in cells}) == len(cells)


def is_unit(cell: GridCell) -> bool:
    """Whether a cell is a unit alone."""
    return bool(cell.words) and all(word.kind == "unit" for word in cell.words)


def may_be_head(cell: GridCell) -> bool:
    """Whether a cell may head a column: empty, or a few words without a figure."""
    if cell.is_empty:
        return True
    is_short = 0 < len(cell.words) <= _MOST_WORDS and len(cell.text) <= _LONGEST
    has_figure = any(word.kind == "value" and not _may_be_of_head(cell.words, at) for at, word in enumerate(cell.words))
    is_rate = any(_is_base(cell.words, at) for at in range(len(cell.words)))
    is_sentence = cell.text.endswith(".") and len(cell.words) > _MOST_SHORT_WORDS and not is_rate
    # Heads of a few words may have a colon ("Summa (mnkr):").
    goes_on = cell.text.endswith((",", ";")) or (cell.text.endswith(":") and len(cell.words) > _MOST_WORDS_BEFORE_COLON)
    return is_short and not has_figure and not is_sentence and not goes_on


def _may_be_of_head(words: Sequence[Word], at: int) -> bool:
    """Whether a number is of a head: ages or school years ("18-24 år"), "(2021 i parentes)", a day, or "per 1000"."""
    number = words[at].text
    is_day = number.rstrip(".").isdigit() and any(word.kind == "period" for word in words[at + 1 : at + 2])
    is_apart = _GROUP.fullmatch(number) is not None or _OTHER_YEAR.fullmatch(number) is not None
    return is_apart or is_day or _is_base(words, at)


def _is_base(words: Sequence[Word], at: int) -> bool:
    """Whether a number is what a rate counts per ("per 1000 inv.")."""
    follows_per = at > 0 and words[at - 1].text.lower() == "per"
    return follows_per and _BASE.fullmatch(words[at].text) is not None


def is_year_of_head(cell: GridCell) -> bool:
    """Whether a cell has only years in parentheses, which are of the head above."""
    return bool(cell.words) and all(_OTHER_YEAR.fullmatch(word.text) for word in cell.words)


def may_be_corner(cell: GridCell) -> bool:
    """Whether a cell may be over labels: empty, or words that need not head a column."""
    if cell.is_empty or is_corner(cell):
        return True
    return may_be_head(cell) and not is_phrase(cell.text) and not is_sure(cell)


def is_corner(cell: GridCell) -> bool:
    """Whether words are over labels: a phrase of the vocabulary, or a unit of money alone or in parentheses."""
    words = cell.words
    size = corner_words(words)
    return not cell.is_empty and ((bool(size) and size == len(words)) or names_money(cell.text))
