"""Rows with empty cells that nothing on the page shows: the columns of their figures by the sums that then hold.

A column is the sum of the rows above it up to the total before, or of the rows below it; a column may also be the
difference of two others in every row. Figures are placed only where exactly one way fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations, product

from dagster_project.reading.model import Cell
from dagster_project.reading.numbers import is_missing, parse_number

Values = tuple[Decimal, ...]
"""The figures of a row, one per column; an empty cell is 0."""

_FARTHEST = 14
_MOST_WAYS = 600
_FEWEST_DIFFERENCES = 3
_FEWEST_TERMS = 2


@dataclass(frozen=True, slots=True)
class Way:
    """A way to place the figures of a row in the columns: its number among the ways of the row, and the values."""

    number: int
    values: Values


def values_of(cells: Sequence[Cell]) -> Values | None:
    """The values of cells; None where one is neither a number nor empty."""
    values = []
    for cell in cells:
        number = parse_number(cell.text)
        if number is None and cell.text.strip() and not is_missing(cell.text):
            return None
        values.append(number.value if number else Decimal())
    return tuple(values)


def placements(cells: Sequence[Cell], count: int) -> Iterator[tuple[Cell, ...]]:
    """The ways to put cells into `count` columns in their order, empty cells between them."""
    for columns in combinations(range(count), len(cells)):
        filled = dict(zip(columns, cells, strict=True))
        yield tuple(filled.get(column, Cell()) for column in range(count))


def solve(known: Mapping[int, Values], unknown: Mapping[int, Sequence[Way]], rows: Sequence[int]) -> dict[int, int]:
    """The number of the way of each unknown row that sums show. `rows` are the indices of rows that may be terms."""
    sure = dict(known)
    open_rows = dict(unknown)
    found: dict[int, int] = {}
    differences = _differences(list(known.values()))
    while True:
        placed = {row: way for row in open_rows if (way := _only_way(row, sure, open_rows, rows, differences))}
        if not placed:
            return found
        for row, way in placed.items():
            found[row] = way.number
            sure[row] = way.values
            del open_rows[row]


def _only_way(
    row: int,
    sure: Mapping[int, Values],
    unknown: Mapping[int, Sequence[Way]],
    rows: Sequence[int],
    differences: Sequence[tuple[int, int, int]],
) -> Way | None:
    fitting = {way.number: way for way in _by_sums(row, sure, unknown, rows)}
    if not fitting and differences:
        fitting = {way.number: way for way in unknown[row] if _holds(way.values, differences)}
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _by_sums(
    row: int, sure: Mapping[int, Values], unknown: Mapping[int, Sequence[Way]], rows: Sequence[int]
) -> Iterator[Way]:
    """The ways of a row with which some sum that it is in holds in every column, of the shortest such sums."""
    for terms, total in _sums_with(row, rows):
        ways = [_ways(one, sure, unknown) for one in (*terms, total)]
        size = 1
        for way in ways:
            size *= len(way)
        if not 0 < size <= _MOST_WAYS:
            continue
        at = (*terms, total).index(row)
        fitting = [chosen for chosen in product(*ways) if _adds_up([way.values for way in chosen])]
        if fitting:
            yield from (chosen[at] for chosen in fitting)
            return


def _sums_with(row: int, rows: Sequence[int]) -> Iterator[tuple[tuple[int, ...], int]]:
    """The sums that a row may be a term or the total of, the shortest first: terms, and the row of their total."""
    at = rows.index(row)
    spans = [
        (first, last)
        for first in range(max(0, at - _FARTHEST), at + 1)
        for last in range(max(at, first + _FEWEST_TERMS), min(len(rows), at + _FARTHEST))
    ]
    for first, last in sorted(spans, key=lambda span: span[1] - span[0]):
        yield tuple(rows[first:last]), rows[last]
        yield tuple(rows[first + 1 : last + 1]), rows[first]


def _ways(row: int, sure: Mapping[int, Values], unknown: Mapping[int, Sequence[Way]]) -> Sequence[Way]:
    return [Way(-1, sure[row])] if row in sure else unknown.get(row, ())


def _adds_up(values: Sequence[Values]) -> bool:
    """Whether the last values are the sums of those before, in every column and not only of zeros."""
    *terms, total = values
    return any(total) and all(sum(column) == whole for *column, whole in zip(*terms, total, strict=True))


def _differences(rows: Sequence[Values]) -> list[tuple[int, int, int]]:
    """The columns (a, b, c) with a = b - c in every row that has figures there."""
    if not rows:
        return []
    found = []
    for a, b, c in permutations(range(len(rows[0])), 3):
        full = [values for values in rows if values[b] and values[c]]
        if len(full) >= _FEWEST_DIFFERENCES and all(values[a] == values[b] - values[c] for values in rows):
            found.append((a, b, c))
    return found


def _holds(values: Values, differences: Sequence[tuple[int, int, int]]) -> bool:
    touched = [(a, b, c) for a, b, c in differences if values[a] or values[b] or values[c]]
    return bool(touched) and all(values[a] == values[b] - values[c] for a, b, c in touched)
