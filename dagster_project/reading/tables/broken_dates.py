"""Dates over columns that narrow cells broke over lines ("31" over "december" over "2023")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from dagster_project.reading.model import Row
from dagster_project.reading.numbers import YEAR
from dagster_project.reading.tables.header_words import is_identifier_word
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Months

# Day, month and year.
_MOST_LINES = 3


def lines_of_dates(rows: Sequence[Row]) -> int:
    """How many of the first rows are the lines of dates over all columns, 0 where they are none.

    Only a corner and the head of a column of notes may stand beside the dates: a row with a label holds figures.
    """
    for count in range(2, min(_MOST_LINES, len(rows)) + 1):
        lines = [[text.strip() for text in row.texts] for row in rows[:count]]
        if any(line[0] for line in lines[1:]) or not any(text for text in lines[-1]):
            return 0
        columns = [" ".join(filter(None, parts)) for parts in zip(*(line[1:] for line in lines), strict=True)]
        heads = [text.lower() for text in columns if text and not is_identifier_word(text)]
        if heads and all(map(_date().fullmatch, heads)):
            return count
    return 0


@lru_cache(maxsize=1)
def _date() -> re.Pattern[str]:
    names = (name for forms in load(Months).months.values() for name in forms)
    months = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(rf"(?:den )?\d{{1,2}} (?:{months})\.? {YEAR}")
