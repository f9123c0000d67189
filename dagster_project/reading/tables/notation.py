"""How a table writes numbers: 1,234 is more than a thousand in English, and has three decimals in Swedish."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from dagster_project.reading.model import Row
from dagster_project.reading.numbers import SPACES, PrintedNumber, kronor_and_ore, parse_number

_ENGLISH = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+\.\d+(?![\d.,])|(?<![\d.,])\d{1,3}(?:,\d{3}){2,}(?![\d.,])")
_SWEDISH = re.compile(rf"\d,\d{{1,2}}(?!\d)|(?<!\d)[1-9]\d{{0,2}}[{SPACES}]\d{{3}}(?!\d)")
_EITHER = re.compile(r"(?<![\d.,])\d{1,3},\d{3}(?![\d.,])")
# A number with another one in parentheses.
_COMPARED = re.compile(rf"([^()]*\d[^()]*?)[{SPACES}]*\(([^()\w]*\d[\d,. ]*%?)\)")
_FEWEST_COMPARED = 2


def number_reader(rows: Sequence[Row]) -> Callable[[str], PrintedNumber | None]:
    """The function that reads the numbers of a table's cells.

    In a table with both notations a number that either allows is none. Where several cells have another number in
    parentheses, as that of the year before ("83 (84)"), the one before it is the cell's. Beside an amount with a colon
    that is no time of day ("31:73") all are amounts ("21:56").
    """
    texts = [text for row in rows for text in row.texts]
    read = _reader_of_notation(texts)
    if any(kronor_and_ore(text) and parse_number(text) for text in texts):
        return lambda text: kronor_and_ore(text) or read(text)
    compares = sum(is_compared(text) for text in texts) >= _FEWEST_COMPARED
    return _first_of_two(read) if compares else read


def may_be_number(text: str) -> bool:
    """Whether a cell holds a number in the notation of some table, alone or before one in parentheses."""
    return any((parse_number(text), kronor_and_ore(text), is_compared(text)))


def is_compared(text: str) -> bool:
    """Whether a cell holds a number and another one in parentheses after it ("83 (84)")."""
    match = _COMPARED.fullmatch(text.strip())
    return match is not None and all(parse_number(part) for part in match.groups())


def _first_of_two(read: Callable[[str], PrintedNumber | None]) -> Callable[[str], PrintedNumber | None]:
    def first(text: str) -> PrintedNumber | None:
        number = read(text)
        match = _COMPARED.fullmatch(text.strip()) if number is None else None
        before = read(match[1]) if match else None
        return replace(before, printed=text.strip()) if before else number

    return first


def _reader_of_notation(texts: Sequence[str]) -> Callable[[str], PrintedNumber | None]:
    if not any(map(_ENGLISH.search, texts)):
        return parse_number
    if any(map(_SWEDISH.search, texts)):
        return lambda text: None if _EITHER.search(text) else parse_number(text)
    return _parse_english


def _parse_english(text: str) -> PrintedNumber | None:
    number = parse_number(_EITHER.sub(lambda match: match[0].replace(",", ""), text))
    return number if number is None else replace(number, printed=text.strip())
