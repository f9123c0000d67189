"""The rows that may still be added to each other while sums among them are found.

Belongs here: the sums found so far, and simple queries of the rows that are left. `row_sums` searches for rows that add
up; `structure` has what labels and layout say about a total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dagster_project.reading.relations.within.evidence import Support
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.relations.within.layout import group_starts
from dagster_project.terms import TOTALS, Basis


@dataclass(frozen=True, slots=True)
class RowSum:
    """A row that is the weighted sum of other rows, by index; `support` is over the columns where it can be tried.

    In the columns of `unsigned` the parts add up without their weights.
    """

    target: int
    parts: tuple[int, ...]
    weights: tuple[int, ...]
    support: Support
    basis: tuple[Basis, ...]
    unsigned: frozenset[int] = frozenset()


@dataclass(slots=True)
class RowSums:
    """The sums of a table, and the reason for each total row that no rows were found to add up to.

    `splits` are rows whose "varav" rows add up to them, or are printed again as the total of these: stated sums too,
    though their parts stay memo rows.
    """

    sums: list[RowSum] = field(default_factory=list)
    splits: list[RowSum] = field(default_factory=list)
    unexplained: dict[int, str] = field(default_factory=dict)


class RowSequence:
    """The `rows` of one sequence, and the `items` among them that are not yet part of another row.

    `targets` are the rows that are sums, `starts` those that begin a group.
    """

    def __init__(self, grid: Grid, rows: Sequence[int]) -> None:
        self.grid = grid
        self.rows = rows
        self.items = list(rows)
        self.starts = group_starts(grid) | {rows[0]} if rows else frozenset()
        self.sums: list[RowSum] = []
        self.targets: set[int] = set()

    def fold(self, row_sum: RowSum) -> None:
        """Accepts a sum: its parts are items no longer."""
        self.sums.append(row_sum)
        self.targets.add(row_sum.target)
        self.items = [item for item in self.items if item not in row_sum.parts]

    def is_total(self, row: int) -> bool:
        """Whether the label of a row says that it is a total or a result."""
        return self.grid.rows[row].total_word in TOTALS or self.grid.is_result(row)

    def ends(self, row: int) -> bool:
        """Whether a row closes what is above it: a sum, a total or a result."""
        return row in self.targets or self.is_total(row)

    def is_bounded(self, target: int, parts: Sequence[int]) -> bool:
        """Whether a run of items ends at a printed boundary: a total, a group, or the end of the rows."""
        first, last = self.items.index(parts[0]), self.items.index(parts[-1])
        if parts[0] < target:
            before = self.items[first - 1] if first else None
            return before is None or parts[0] in self.starts or self.ends(parts[0]) or self.ends(before)
        after = self.items[last + 1] if last + 1 < len(self.items) else None
        return after is None or after in self.starts or self.ends(after)
