"""What a line of a table is by itself: a row with figures, years, the rest of a wrapped text, an item of a list."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from dagster_project.reading.numbers import YEAR, is_bare_year, is_date_with_unit, is_day, is_range
from dagster_project.reading.sources.patterns import CELL_BULLETS
from dagster_project.reading.sources.pdf.lines import Line, Segment
from dagster_project.reading.sources.pdf.tables.columns import is_value
from dagster_project.reading.vocabulary.loader import load, names_money, shape_characters
from dagster_project.reading.vocabulary.schemas import Months

_LAST_DAY, _BEFORE_DATE = re.compile(r"2[89]|3[01]"), re.compile(r"\bper(?: \d\d)?\Z", re.I)
_SMALL_BEGINNINGS = "(&/"


def is_data(line: Line) -> bool:
    """Whether a line is a row with figures: values set off from the text on their left, or values alone."""
    values = [is_value(segment.text) for segment in line.segments]
    if len(values) < 2 or is_contents(line):
        return False
    return any(values[1:]) and (not all(values[:1]) or all(values) or any(not value for value in values))


def has_ranges(line: Line) -> bool:
    """Whether a line is a label with ranges instead of figures ("12–13", "24 av 30")."""
    label, *cells = [segment.text for segment in line.segments]
    ranges = any(map(is_range, cells))
    return ranges and not is_value(label) and all(is_range(text) or is_value(text) for text in cells)


def is_contents(line: Line) -> bool:
    """Whether dots lead to a page number, as in a table of contents."""
    return "...." in line.text or ". . . ." in line.text


def is_year_line(line: Line) -> bool:
    """Whether all values of a line are years, as in a header; a dash after one leads to a year on the next line.

    The corner may be the unit ("1 000 kr"), or each year have one ("2023 tkr"). So may be days in digits ("20181231 |
    20171231"), and the last days of months beside other parts of dates ("per 31 | 31" over "augusti | augusti").
    """
    heads = line.segments[1:] if names_money(line.segments[0].text) else line.segments
    values = [segment.text for segment in heads if is_value(segment.text)]
    are_years = all(is_bare_year(text.rstrip("-–")) or is_date_with_unit(text) for text in values)
    are_dates = len(values) > 1 and all(map(is_day, values))
    others = [segment.text for segment in line.segments[1:] if not is_value(segment.text)]
    beside_dates = any(is_part_of_date(text) or _BEFORE_DATE.search(text) for text in others)
    are_days = beside_dates and all(_LAST_DAY.fullmatch(text) for text in values)
    return bool(values) and (are_years or are_dates or are_days)


def is_part_of_date(text: str) -> bool:
    """Whether a text is a day, a month or a year, or several of those ("31", "31 dec", "juni 2015")."""
    return _part_of_date().fullmatch(text.lower()) is not None


@cache
def _part_of_date() -> re.Pattern[str]:
    names = sorted((name for forms in load(Months).months.values() for name in forms), key=len, reverse=True)
    return re.compile(rf"(?:(?:[0-3]?\d|{'|'.join(names)}\.?|{YEAR})(?: |\Z))+")


def goes_on_small(line: Line | Segment) -> bool:
    """Whether a line or a segment begins as the rest of a sentence does, not as a label of its own."""
    return line.text[:1].islower() or line.text[:1] in _SMALL_BEGINNINGS


def is_listed(line: Line) -> bool:
    """Whether a line begins an item of a bulleted list."""
    return line.text[:1] in CELL_BULLETS


def is_legend(line: Line) -> bool:
    """Whether a line explains several marks, each followed by words ("● Målet är uppfyllt ◆ Delvis uppfyllt")."""
    words = line.words
    explained = [a for a, b in pairwise(words) if a.text in shape_characters() and b.text[:1].isalpha()]
    return words[0].text in shape_characters() and len({word.text for word in explained}) > 1
