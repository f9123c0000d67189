"""The columns of a row with empty cells, where sums show them: added to the row before, it gives the row after."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from dagster_project.reading.numbers import parse_number


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
