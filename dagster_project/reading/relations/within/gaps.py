"""By what a column does not add up: little, the slip of one cell, or a missing line; and what a total says it is of.

Only what one total and the rows taken for its parts tell, each by itself. Which rows those are is found in `sums.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.reading.relations.between.restated import concept
from dagster_project.reading.relations.within.grid import Grid

_MOST_RELATIVE_GAP = 10
# How many times the room for rounding a gap must be to be told from it.
_SLIP = 20


def is_near(grid: Grid, target: int, parts: Sequence[int], column: int) -> bool:
    """Whether a total differs from its rows by less than a tenth of itself."""
    stated = grid.values[target][column] or 0
    total = sum(grid.values[part][column] or 0 for part in parts)
    return abs(stated - total) * _MOST_RELATIVE_GAP < abs(stated)


def is_slip(grid: Grid, target: int, parts: Sequence[int], column: int) -> bool:
    """Whether one cell with the other sign, or in thousands, would make a column add up."""
    stated, half = grid.values[target][column] or 0, grid.halves[target][column]
    lines = [(-value, grid.halves[part][column]) for part in parts if (value := grid.values[part][column])]
    gap = stated + sum(line for line, _ in lines)
    width = half + sum(line_half for _, line_half in lines) or 1
    if len(lines) < 2 or abs(gap) <= _SLIP * width:
        return False
    return any(
        abs(gap - 2 * cell) < width
        or abs(gap + 999 * cell) < width + 1000 * cell_half
        or abs(1000 * gap - 999 * cell) < 1000 * width
        for cell, cell_half in ((stated, half), *lines)
    )


def is_short(grid: Grid, target: int, parts: Sequence[int], column: int, times: float, *, either_way: bool) -> bool:
    """Whether a total could hold one more line, of at most `times` what is printed: it is larger than its lines.

    `either_way` for a result, which the line may also have made smaller.
    """
    values = [value for part in parts if (value := grid.values[part][column])]
    gap = (grid.values[target][column] or 0) - sum(values)
    one_sign = min(values, default=0) >= 0 or max(values, default=0) <= 0
    most = times * sum(abs(value) for value in values)
    return abs(gap) <= most and (either_way or not one_sign or gap * sum(values) > 0)


def names_group(grid: Grid, target: int, parts: Sequence[int]) -> bool:
    """Whether a total has the name of the group that its parts stand under: "Summa gator" below "Gator"."""
    parents = {grid.rows[part].path[-2].lower() for part in parts if len(grid.rows[part].path) > 1}
    return len(parents) == 1 and grid.rows[target].label.lower().endswith(parents.pop())


def lacks_costs(grid: Grid, target: int, parts: Sequence[int]) -> bool:
    """Whether a net cost goes on from incomes, and no costs are printed that these are taken from."""
    concepts = {concept(grid.rows[part].label) for part in parts}
    is_net = concept(grid.rows[target].label) == "net"
    return is_net and "income" in concepts and "cost" not in concepts
