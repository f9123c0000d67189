"""Which rows of a table are sums of other rows.

The rows are read like a sentence: a row and an unbroken run of rows directly above or below it that add up to it become
one item, innermost first, until nothing more adds up. So parts of a subtotal are never added twice, and a list of three
levels needs no indents. All columns vote; label, hierarchy and style lower the number of votes that is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from dagster_project.reading.relations.evidence import Support
from dagster_project.reading.relations.grid import Grid
from dagster_project.reading.relations.hierarchy import (
    TOTALS,
    group_starts,
    is_nested,
    layout_evidence,
    memo_splits,
    sequences,
)

_LONGEST_RUN = 80
_LONGEST_SIGNED_RUN = 6
# Digits of odds asked for, by the best evidence that print gives.
_ASKED = {"label": 0.8, "hierarchy": 1.5, "style": 2.5, "": 5.0}
_ASKED_SIGNED = 1.0
_WEAK = 4.0
# ... and more for a run that begins or ends where print shows no boundary.
_UNBOUNDED = 1.0
_MOST_RELATIVE_GAP = 10


@dataclass(frozen=True, slots=True)
class RowSum:
    """A row that is the weighted sum of other rows, by index; `support` is over the columns where it can be tried.

    In the columns of `unsigned` the parts add up without their weights.
    """

    target: int
    parts: tuple[int, ...]
    weights: tuple[int, ...]
    support: Support
    basis: tuple[str, ...]
    unsigned: frozenset[int] = frozenset()


@dataclass(slots=True)
class RowSums:
    """The sums of a table, and the total rows that no rows were found to add up to, with the reason.

    `splits` are rows whose "varav" rows add up to them, or are printed again as the total of these: stated sums too,
    though nothing is made of their parts.
    """

    sums: list[RowSum] = field(default_factory=list)
    splits: list[RowSum] = field(default_factory=list)
    unexplained: dict[int, str] = field(default_factory=dict)


def find_row_sums(grid: Grid, dependent: frozenset[int], deviations: frozenset[int]) -> RowSums:
    """The sums among a table's rows.

    `dependent` columns follow from others, so what they say is not counted again. `deviations` are columns where better
    than budget may always be above zero, so that costs and incomes add up there without signs.
    """
    found = RowSums()

    def closes(run: Sequence[int], total: int) -> bool:
        return _Reader(grid, [*run, total], dependent, deviations).closes()

    for sequence in sequences(grid, closes):
        reader = _Reader(grid, sequence, dependent, deviations)
        reader.read()
        found.sums.extend(reader.sums)
        found.unexplained.update(reader.unexplained)
    for whole, parts in [*memo_splits(grid), *_split_again(grid, found.sums)]:
        split = _Reader(grid, [whole, *parts], dependent, deviations).split()
        found.splits.extend([split] if split else [])
    return found


def _split_again(grid: Grid, sums: Sequence[RowSum]) -> list[tuple[int, list[int]]]:
    """The totals that the total of a memo group may repeat, each with that: the nearest one above the group."""
    found = []
    for row_sum in sums:
        above = [s.target for s in sums if s.target < row_sum.parts[0] and not grid.rows[s.parts[0]].is_memo]
        if above and grid.rows[row_sum.parts[0]].is_memo:
            found.append((max(above), [row_sum.target]))
    return found


def _is_inside(inner: RowSum, outer: RowSum) -> bool:
    """Whether a sum must be collapsed before another: its total, or all it adds up, is added up there."""
    adds_total = inner.target in outer.parts and outer.target not in inner.parts
    return adds_total or set(inner.parts) < set(outer.parts)


class _Running:
    """The sum of a growing run of rows in every column, beside the row that it may add up to."""

    def __init__(self, grid: Grid, target: int) -> None:
        self.grid = grid
        self.stated = grid.values[target]
        self.totals = [0] * len(grid.columns)
        self.widths = list(grid.halves[target])

    def add(self, row: int) -> None:
        """Adds a row; an empty cell adds nothing."""
        for column, value in enumerate(self.grid.values[row]):
            if value is not None:
                self.totals[column] += value
                self.widths[column] += self.grid.halves[row][column]

    def meets(self, column: int) -> bool:
        """Whether the sum and the row's own figure may be one number."""
        stated = self.stated[column]
        return stated is not None and abs(stated - self.totals[column]) < max(self.widths[column], 1)

    def meets_somewhere(self) -> bool:
        """Whether they may be one number, not zero, in some column."""
        return any(self.stated[column] and self.meets(column) for column in range(len(self.stated)))


class _Reader:
    """Reads one sequence of rows; `items` are the rows that are not yet part of another."""

    def __init__(
        self, grid: Grid, sequence: Sequence[int], dependent: frozenset[int], deviations: frozenset[int]
    ) -> None:
        self.grid = grid
        self.sequence = sequence
        self.items = list(sequence)
        self.dependent = dependent
        self.deviations = deviations
        self.starts = group_starts(grid) | {sequence[0]} if sequence else frozenset()
        self.sums: list[RowSum] = []
        self.unexplained: dict[int, str] = {}
        self.targets: set[int] = set()

    def read(self) -> None:
        """Collapses sums until none is left: plain ones first, then those with signs, then totals by label alone.

        A sum of totals that are themselves unexplained waits for theirs.
        """
        while (
            self._collapse(self._ready(self._plain_candidates()))
            or self._collapse(self._ready(self._signed_candidates()))
            or self._collapse(self._plain_candidates())
            or self._collapse(self._signed_candidates())
            or self._collapse(self._implied_candidates())
            or self._collapse(self._labelled_candidates())
        ):
            pass
        for row in self.sequence:
            if self._is_unexplained(row):
                self.unexplained[row] = "no rows of the table were found that add up to this total"

    def _ready(self, candidates: list[RowSum]) -> list[RowSum]:
        return [c for c in candidates if not any(p not in self.targets and self._is_total(p) for p in c.parts)]

    def closes(self) -> bool:
        """Whether the last row is the sum of all others."""
        *parts, total = self.items
        return self._candidate(total, tuple(parts), (1,) * len(parts), 1) is not None

    def split(self) -> RowSum | None:
        """The first row as the sum of all others, if figures alone say so: "varav" rows need not be the whole."""
        whole, *parts = self.items
        support = self._support(whole, parts, (1,) * len(parts), stop=True)
        if support is None or support.score < _ASKED[""] or len(support.holds) <= 2 * len(support.breaks):
            return None
        return RowSum(whole, tuple(parts), (1,) * len(parts), support, ("arithmetic",))

    def _is_unexplained(self, row: int) -> bool:
        if row in self.targets or self.grid.rows[row].total_word not in TOTALS or len(self.sequence) < 2:
            return False
        return any(self._votes(row, column) for column in range(len(self.grid.columns)))

    def _collapse(self, candidates: list[RowSum]) -> bool:
        """Accepts the innermost of the candidates, best first; False when there is none."""
        free = [c for c in candidates if not any(_is_inside(other, c) for other in candidates)]
        used: set[int] = set()
        for candidate in sorted(free or candidates[:1], key=self._rank, reverse=True):
            rows = {candidate.target, *candidate.parts}
            if rows & used:
                continue
            used |= rows
            self.sums.append(candidate)
            self.targets.add(candidate.target)
            self.items = [item for item in self.items if item not in candidate.parts]
        return bool(used)

    def _rank(self, candidate: RowSum) -> tuple[bool, bool, bool, float]:
        above = candidate.parts[0] < candidate.target
        return "label" in candidate.basis, "hierarchy" in candidate.basis, above, candidate.support.score

    def _implied_candidates(self) -> list[RowSum]:
        """A sum that would be too weak alone, where with it a total is explained that is not explained without."""
        missing = [row for row in self.items if row not in self.targets and self._is_total(row)]
        if not missing:
            return []
        weak = sorted(self._plain_candidates(discount=_WEAK), key=lambda c: c.support.score, reverse=True)
        items = self.items
        for candidate in weak:
            self.items = [item for item in items if item not in candidate.parts]
            self.targets.add(candidate.target)
            explained = [c for c in self._plain_candidates() if c.target in missing and candidate.target in c.parts]
            self.items = items
            self.targets.discard(candidate.target)
            if explained:
                return [candidate]
        return []

    def _is_total(self, row: int) -> bool:
        return self.grid.rows[row].total_word in TOTALS or self.grid.is_result(row)

    def _plain_candidates(self, discount: float = 0.0) -> list[RowSum]:
        """The best sum of every row that is not one yet; `discount` lowers the odds that are asked for."""
        found = []
        for position, target in enumerate(self.items):
            if target in self.targets:
                continue
            tried = [
                candidate
                for parts in self._runs(position)
                if (candidate := self._candidate(target, parts, (1,) * len(parts), len(self.items), discount))
            ]
            if tried:
                found.append(self._preferred(tried))
        return found

    def _signed_candidates(self) -> list[RowSum]:
        """Results whose parts are printed without signs: a net cost is costs less income, both positive."""
        found = []
        for position, target in enumerate(self.items):
            if target in self.targets or not self.grid.is_result(target):
                continue
            tried = []
            for length in range(2, min(_LONGEST_SIGNED_RUN, position) + 1):
                parts = tuple(self.items[position - length : position])
                for weights in product((1, -1), repeat=length):
                    if -1 in weights and (c := self._candidate(target, parts, weights, 2**length)):
                        tried.append(c)
            if tried:
                found.append(max(tried, key=lambda c: (c.support.score, -len(c.parts))))
        return found

    def _runs(self, position: int) -> Iterator[tuple[int, ...]]:
        """The unbroken runs of items directly above and below an item that add up to it in some column."""
        target = self.items[position]
        above = _Running(self.grid, target)
        for start in range(position - 1, max(-1, position - 1 - _LONGEST_RUN), -1):
            above.add(self.items[start])
            is_long = position - start > 1 or (start == 0 and self.grid.rows[target].total_word in TOTALS)
            if is_long and above.meets_somewhere():
                yield tuple(self.items[start:position])
        below = _Running(self.grid, target)
        for end in range(position + 1, min(len(self.items), position + 1 + _LONGEST_RUN)):
            part = self.items[end]
            nested = is_nested(self.grid.rows[target], self.grid.rows[part])
            if self.grid.is_result(part) and not nested:
                return
            below.add(part)
            if (end > position + 1 or nested) and below.meets_somewhere():
                yield tuple(self.items[position + 1 : end + 1])

    def _candidate(
        self, target: int, parts: tuple[int, ...], weights: tuple[int, ...], tried: int, discount: float = 0.0
    ) -> RowSum | None:
        """The sum if enough speaks for it."""
        rows = self.grid.rows
        leaves = [part for part in parts if part not in self.targets]
        basis = layout_evidence(self.grid, target, parts, leaves)
        if not basis and any(rows[part].total_word for part in leaves):
            return None
        support = self._support(target, parts, weights, stop=not basis)
        if support is None or not support.holds:
            return None
        asked = min(_ASKED[name] for name in (*basis, ""))
        asked += math.log10(tried) * (1 if not basis else 0.5 if len(basis) < 2 else 0)
        asked += 0 if self._is_bounded(target, parts) else _UNBOUNDED
        signed = -1 in weights
        unsigned = self._unsigned(target, parts, support) if signed else frozenset()
        support.breaks = [column for column in support.breaks if column not in unsigned]
        agreed = basis or discount
        tolerated = len(support.holds) > len(support.breaks) * (1 if agreed else 2)
        if signed:
            asked = _ASKED_SIGNED + math.log10(tried)
            tolerated = len(support.holds) > len(support.breaks) and (len(parts) == 2 or not support.breaks)
        if not tolerated or support.score < asked - discount or (not support.telling and "label" not in basis):
            return None
        return RowSum(target, parts, weights, support, (*basis, "arithmetic"), unsigned)

    def _is_bounded(self, target: int, parts: Sequence[int]) -> bool:
        """Whether a run ends where print shows a boundary: a total, a group, or the end of the rows."""
        first, last = self.items.index(parts[0]), self.items.index(parts[-1])
        if parts[0] < target:
            before = self.items[first - 1] if first else None
            starts = parts[0] in self.starts or parts[0] in self.targets or self._is_total(parts[0])
            return before is None or starts or before in self.targets or self._is_total(before)
        after = self.items[last + 1] if last + 1 < len(self.items) else None
        return after is None or after in self.starts or after in self.targets or self._is_total(after)

    def _support(self, target: int, parts: Sequence[int], weights: Sequence[int], *, stop: bool) -> Support | None:
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

    def _unsigned(self, target: int, parts: Sequence[int], support: Support) -> frozenset[int]:
        """The deviation columns where a signed sum breaks and the same rows add up without signs."""
        found = set()
        for column in self.deviations & set(support.breaks):
            running = _Running(self.grid, target)
            for part in parts:
                running.add(part)
            if running.meets(column):
                found.add(column)
        return frozenset(found)

    def _votes(self, target: int, column: int) -> bool:
        return self.grid.values[target][column] is not None and self.grid.is_additive(target, column)

    def _preferred(self, candidates: list[RowSum]) -> RowSum:
        """The best of the candidates for one row; among equals the one whose run is bounded by what print shows."""
        best = max(c.support.score + 3 * ("hierarchy" in c.basis) for c in candidates)
        equals = [c for c in candidates if c.support.score + 3 * ("hierarchy" in c.basis) > best - 1]
        return max(equals, key=self._boundedness)

    def _boundedness(self, candidate: RowSum) -> tuple[bool, bool, bool, int]:
        inner = candidate.parts[1:]
        crosses = any(self.grid.rows[part].total_word and part not in self.targets for part in inner)
        above = candidate.parts[0] < candidate.target
        length = len(candidate.parts) if above or "hierarchy" in candidate.basis else -len(candidate.parts)
        starts = candidate.parts[0] in self.starts or self.grid.rows[candidate.parts[0]].total_word is not None
        return above or "hierarchy" in candidate.basis, not crosses, starts, length

    def _labelled_candidates(self) -> list[RowSum]:
        """A total by its label alone: the rows since the total, group or beginning above it.

        One column can't outvote a misprint; a total that is off by more than a tenth is not of these rows.
        """
        for position, target in enumerate(self.items):
            if target in self.targets or self.grid.rows[target].total_word not in TOTALS:
                continue
            parts = self._block_above(position)
            support = self._support(target, parts, (1,) * len(parts), stop=False) if len(parts) > 1 else None
            if support is None or not all(self._is_near(target, parts, column) for column in support.breaks):
                continue
            holds, breaks = len(support.holds), len(support.breaks)
            one_column = holds + breaks == 1 and len(parts) > 2
            if (support.telling and holds >= breaks) or one_column:
                return [RowSum(target, parts, (1,) * len(parts), support, ("label",))]
        return []

    def _block_above(self, position: int) -> tuple[int, ...]:
        start, units = position, self._units(self.items[position])
        while start > 0 and not self.grid.rows[self.items[start - 1]].total_word:
            if self._units(self.items[start - 1]) - units:
                break
            start -= 1
            if self.items[start] in self.starts:
                break
        return tuple(self.items[start:position])

    def _units(self, row: int) -> set[str | None]:
        return {self.grid.units[row][column] for column in range(len(self.grid.columns))}

    def _is_near(self, target: int, parts: Sequence[int], column: int) -> bool:
        stated = self.grid.values[target][column] or 0
        total = sum(self.grid.values[part][column] or 0 for part in parts)
        return abs(stated - total) * _MOST_RELATIVE_GAP < abs(stated)
