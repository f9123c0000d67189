"""What sums show of columns: those of a row with empty cells, and those of a sum and its terms.

A row with empty cells, added to the row before, gives the row after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations

from dagster_project.reading.numbers import PrintedNumber, parse_number

_FEWEST_SUMS = 2
# A sum and its two terms.
_OF_SUM = 3


def columns_by_sum(before: Sequence[str], figures: Sequence[str], after: Sequence[str]) -> tuple[int, ...] | None:
    """The indices of the columns of the figures, if the sum holds in every column with them and with no others."""
    first, own, last = (_values(texts) for texts in (before, figures, after))
    if first is None or own is None or last is None or not len(own) < len(first) == len(last):
        return None
    found = [
        columns
        for columns in combinations(range(len(first)), len(own))
        if _adds_up(first, dict(zip(columns, own, strict=True)), last)
    ]
    return found[0] if len(found) == 1 else None


def _adds_up(first: Sequence[Decimal], own: dict[int, Decimal], last: Sequence[Decimal]) -> bool:
    return all(first[column] + own.get(column, 0) == last[column] for column in range(len(first)))


def _values(texts: Sequence[str]) -> list[Decimal] | None:
    numbers = [parse_number(text) for text in texts]
    values = [number.value for number in numbers if number is not None]
    return values if values and len(values) == len(numbers) else None


def sums_beside(rows: Iterable[Sequence[str]]) -> list[range]:
    """The columns, each time three beside each other, of which one is the sum of the others in every row."""
    values = [[parse_number(text) for text in row] for row in rows]
    width = min(map(len, values), default=0)
    return [
        range(start, start + _OF_SUM)
        for start in range(width - _OF_SUM + 1)
        if _hold([numbers[start : start + _OF_SUM] for numbers in values])
    ]


def _hold(rows: Sequence[Sequence[PrintedNumber | None]]) -> bool:
    """Whether the same one of three numbers is the sum of the others in all rows that have them.

    It is exactly that in some, and but for rounding in the others.
    """
    full = [[number for number in row if number] for row in rows]
    full = [row for row in full if len(row) == _OF_SUM]
    for signs in ((1, -1, -1), (1, -1, 1), (1, 1, -1), (1, 1, 1)):
        exact = [row for row in full if all(number.value for number in row) and not _gap(row, signs)]
        rounded = all(_gap(row, signs) < sum(number.half_unit for number in row) for row in full)
        if len(exact) >= _FEWEST_SUMS and rounded:
            return True
    return False


def _gap(row: Sequence[PrintedNumber], signs: Sequence[int]) -> Decimal:
    return abs(sum((sign * number.value for sign, number in zip(signs, row, strict=True)), Decimal(0)))
