"""How a table writes numbers: 1,234 is more than a thousand in English, and has three decimals in Swedish."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from dagster_project.reading.model import Row
from dagster_project.reading.numbers import SPACES, PrintedNumber, parse_number

_ENGLISH = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+\.\d+(?![\d.,])|(?<![\d.,])\d{1,3}(?:,\d{3}){2,}(?![\d.,])")
_SWEDISH = re.compile(rf"\d,\d{{1,2}}(?!\d)|(?<!\d)[1-9]\d{{0,2}}[{SPACES}]\d{{3}}(?!\d)")
_EITHER = re.compile(r"(?<![\d.,])\d{1,3},\d{3}(?![\d.,])")


def number_reader(rows: Sequence[Row]) -> Callable[[str], PrintedNumber | None]:
    """The function that reads the numbers of a table's cells.

    In a table with both notations a number that either allows is none.
    """
    texts = [text for row in rows for text in row.texts]
    if not any(map(_ENGLISH.search, texts)):
        return parse_number
    if any(map(_SWEDISH.search, texts)):
        return lambda text: None if _EITHER.search(text) else parse_number(text)
    return _parse_english


def _parse_english(text: str) -> PrintedNumber | None:
    number = parse_number(_EITHER.sub(lambda match: match[0].replace(",", ""), text))
    return number if number is None else replace(number, printed=text.strip())
