"""Heads: rows that are the total of the rows below them, and are printed like other rows that are so.

Belongs here: the look by which heads and their rows are told apart, learned from sums that figures show. How much of a
head must add up is in `structure`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.relations.within.layout import INDENT_STEP
from dagster_project.reading.relations.within.sequence import RowSequence, RowSum


@dataclass(frozen=True, slots=True)
class Heads:
    """The sums of the rows below them that hold in every column and whose total is printed like one row, the target."""

    sequence: RowSequence
    target: int
    known: tuple[RowSum, ...]

    @classmethod
    def like(cls, sequence: RowSequence, target: int) -> Heads:
        """The heads that are printed like a row."""
        known = tuple(
            s
            for s in sequence.sums
            if s.parts[0] > s.target
            and set(s.weights) == {1}
            and not s.support.breaks
            and look_alike(sequence.grid, s.target, target)
        )
        return cls(sequence, target, known)

    def rows_below(self, items: Sequence[int]) -> tuple[int, ...]:
        """The rows of the target, if it is a head: those below it that look like the rows of the known heads.

        () where no head is known, and where heads look like their rows.
        """
        grid = self.sequence.grid
        parts = {part for s in self.known for part in s.parts}
        styles = {_style(grid, part) for part in parts}
        has_own_rule = not any(grid.rows[part].rule_above for part in parts)
        if not parts or (_style(grid, self.target) in styles and not (has_own_rule and self._has_rule)):
            return ()
        by_rule = _style(grid, self.target) in styles
        found: list[int] = []
        for item in items[items.index(self.target) + 1 :]:
            is_head = by_rule and grid.rows[item].rule_above
            if is_head or _style(grid, item) not in styles or self.sequence.is_total(item):
                break
            found.append(item)
        return tuple(found)

    def has_look(self, row: int) -> bool:
        """Whether another row is printed like the known heads."""
        return bool(self.known) and look_alike(self.sequence.grid, row, self.target)

    @property
    def _has_rule(self) -> bool:
        return self.sequence.grid.rows[self.target].rule_above


def look_alike(grid: Grid, row: int, other: int) -> bool:
    """Whether two rows have one indent, one style, and both or none a rule above."""
    return _style(grid, row) == _style(grid, other) and grid.rows[row].rule_above == grid.rows[other].rule_above


def _style(grid: Grid, row: int) -> tuple[int, bool, bool]:
    return (round(grid.rows[row].indent / INDENT_STEP), *grid.style(row))
