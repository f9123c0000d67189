"""How strongly the figures of a table support a relation, and what its breaks look like.

Belongs here: weighing candidates by arithmetic. What labels and layout say is in `layout` and `structure`; whether a
relation holds in the end is judged in SQL. Numbers are whole numbers of the table's finest unit (see `Grid`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from dagster_project.reading.intervals import gap_of_sum, meets
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.terms import Status

# Digits of odds: at most so many from one place, and so many lost by one break.
_MOST_OF_A_PLACE = 4.0
_BREAK = 2.5
_MOST_RELATIVE_GAP = 10
# How many times the room for rounding a gap must be to be a slip of one cell: of many rows, and of two columns.
_SLIP, _SLIP_OF_TWO = 20, 5


@dataclass(slots=True)
class Support:
    """Places (columns of a sum, rows of a formula) where a candidate relation holds, breaks or is trivially true.

    `surprise` is the number of decimal digits of the odds against chance, added over the independent places.
    `informative` counts the places where at least two parts are not zero.
    """

    holds: list[int] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    trivial: list[int] = field(default_factory=list)
    surprise: float = 0.0
    informative: int = 0

    @property
    def score(self) -> float:
        """The surprise less what the breaks take from it."""
        return self.surprise - _BREAK * len(self.breaks)

    def add(self, place: int, stated: int, half: int, parts: Sequence[tuple[int, int]], *, counts: bool = True) -> None:
        """Adds one place: the stated value and its half unit, and the parts as (weighted value, half unit).

        A place that does not count adds no surprise.
        """
        values = [value for value, _ in parts if value]
        if not stated and not values:
            self.trivial.append(place)
            return
        gap = gap_of_sum(stated, half, parts)
        status = gap.status
        if status is Status.INCONSISTENT:
            self.breaks.append(place)
            return
        self.holds.append(place)
        if status is Status.UNLIKELY:
            return
        self.informative += len(values) >= 2
        if counts:
            grain = min(_grain(value) for value in (stated, *values) if value)
            resolution = max(2 * gap.largest_likely, grain, 1)
            spread = math.sqrt(sum(value * value for value in values))
            self.surprise += min(_MOST_OF_A_PLACE, max(0.0, math.log10(max(spread, 1) / resolution)))


def _grain(value: int) -> int:
    """The power of ten that a value is a multiple of: round numbers agree by chance more often."""
    grain = 1
    while value % (grain * 10) == 0:
        grain *= 10
    return grain


@dataclass(frozen=True, slots=True)
class ColumnVotes:
    """The columns of a table as voters on sums of its rows.

    `dependent` columns follow from others, so that their votes are not counted again. `deviations` are columns where
    better than budget may always be above zero, so that costs and incomes add up there without signs.
    """

    grid: Grid
    dependent: frozenset[int]
    deviations: frozenset[int]

    def support(self, target: int, parts: Sequence[int], weights: Sequence[int], *, stop: bool) -> Support | None:
        """The votes of the columns; None when cells of several units would be added, or (`stop`) two columns break."""
        support = Support()
        grid = self.grid
        for column in range(len(grid.columns)):
            stated = grid.values[target][column]
            if stated is None or not grid.is_additive(target, column):
                continue
            units = {grid.units[row][column] for row in (target, *parts)} - {None}
            if len(units) > 1 or not all(grid.is_additive(part, column) for part in parts):
                return None
            if any(grid.words(part, column) for part in parts):
                continue
            given = [
                (weight * value, grid.halves[part][column])
                for part, weight in zip(parts, weights, strict=True)
                if (value := grid.values[part][column]) is not None
            ]
            if not given:
                continue
            support.add(column, stated, grid.halves[target][column], given, counts=column not in self.dependent)
            if stop and len(support.breaks) > 1 and not support.holds:
                return None
        return support

    def can_vote(self, target: int, column: int) -> bool:
        """Whether a row has a figure in a column that can be a sum."""
        return self.grid.values[target][column] is not None and self.grid.is_additive(target, column)

    def unsigned(self, target: int, parts: Sequence[int], support: Support) -> frozenset[int]:
        """The deviation columns where a signed sum breaks and the same rows add up without signs."""
        found = set()
        for column in self.deviations & set(support.breaks):
            stated = self.grid.values[target][column]
            given = [
                (value, self.grid.halves[part][column])
                for part in parts
                if (value := self.grid.values[part][column]) is not None
            ]
            if stated is not None:
                gap = gap_of_sum(stated, self.grid.halves[target][column], given)
                if meets(gap.size, gap.room):
                    found.add(column)
        return frozenset(found)


def is_near(grid: Grid, target: int, parts: Sequence[int], column: int) -> bool:
    """Whether a total differs from its rows by less than a tenth of itself."""
    stated = grid.values[target][column] or 0
    total = sum(grid.values[part][column] or 0 for part in parts)
    return abs(stated - total) * _MOST_RELATIVE_GAP < abs(stated)


def is_slip(grid: Grid, target: int, parts: Sequence[int], column: int) -> bool:
    """Whether one cell with the other sign, or in thousands, would make a column add up."""
    stated, half = grid.values[target][column] or 0, grid.halves[target][column]
    lines = [(value, grid.halves[part][column]) for part in parts if (value := grid.values[part][column])]
    return len(lines) > 1 and is_slip_of_a_term(stated, half, lines, _SLIP)


def is_slip_of_a_term(stated: int, half: int, lines: Sequence[tuple[int, int]], least: int = _SLIP_OF_TWO) -> bool:
    """Whether one term with the other sign, or in thousands, would make a sum hold; `lines` as for `gap_of_sum`.

    The gap is at least `least` times the room for rounding.
    """
    gap = gap_of_sum(stated, half, lines)
    size, room = gap.size, gap.room or 1
    if abs(size) <= least * room:
        return False
    return any(
        meets(size - 2 * cell, room)
        or meets(size + 999 * cell, room + 1000 * cell_half)
        or meets(1000 * size - 999 * cell, 1000 * room)
        for cell, cell_half in ((stated, half), *((-value, line_half) for value, line_half in lines))
    )


def is_slip_of_a_digit(stated: int, half: int, lines: Sequence[tuple[int, int]]) -> bool:
    """Whether one other digit in one term would make a sum hold to the last digit: its gap then has one digit only."""
    size = abs(gap_of_sum(stated, half, lines).size)
    return bool(size) and size < 10 * _grain(size)


def is_short(grid: Grid, target: int, parts: Sequence[int], column: int, times: float, *, either_way: bool) -> bool:
    """Whether a total has room for one more line, of at most `times` the sum of its lines: it is larger than they are.

    `either_way` for a result, which the line may also have made smaller.
    """
    values = [value for part in parts if (value := grid.values[part][column])]
    gap = (grid.values[target][column] or 0) - sum(values)
    one_sign = min(values, default=0) >= 0 or max(values, default=0) <= 0
    most = times * sum(abs(value) for value in values)
    return abs(gap) <= most and (either_way or not one_sign or gap * sum(values) > 0)
