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

from dagster_project.reading.relations.between.restated import concept
from dagster_project.reading.relations.within.evidence import Support
from dagster_project.reading.relations.within.gaps import is_near, is_short, is_slip, lacks_costs, names_group
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.relations.within.layout import (
    INDENT_STEP,
    TOTALS,
    group_starts,
    is_nested,
    layout_evidence,
    memo_splits,
    sequences,
    stands_out,
)

_LONGEST_RUN = 80
_LONGEST_SIGNED_RUN = 6
# Digits of odds asked for, by the best evidence that print gives.
_ASKED = {"label": 0.8, "hierarchy": 1.5, "style": 2.5, "": 5.0}
_ASKED_SIGNED = 1.0
_WEAK = 4.0
# ... and more for a run that begins or ends where print shows no boundary.
_UNBOUNDED = 1.0
# Digits of odds that leave no doubt where label or indent names the parts: where most columns break too, and where not.
_CERTAIN, _SURE = 3.0, 1.5
# How many times what is printed a missing line may be.
_MOST_MISSING = 2
_SIGNS_OF_TWO = ((1, 1), (1, -1), (-1, 1))


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
        """A total by its label, or a row by what is indented under it, where its figures alone are too few to tell."""
        for target in self.sequence:
            if target in self.targets:
                continue
            # A total may have become a part of another before its own parts were found.
            items = [row for row in self.sequence if row == target or row in self.items]
            found = []
            for parts, weights, basis in self._blocks(items, items.index(target)):
                support = self._support(target, parts, weights, stop=False)
                if support is not None and support.holds + support.breaks:
                    evidence = self._expected_by(items, target, parts, support, basis)
                    found += [RowSum(target, parts, weights, support, evidence)] if evidence else []
            if found:
                return [max(found, key=lambda row_sum: row_sum.support.score)]
        return []

    def _blocks(self, items: Sequence[int], position: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], str]]:
        """The rows that print gives a row as its parts, with their signs and what tells: those above a total, or below
        it, the two totals above a result, those indented under a row."""
        target = items[position]
        two_above = items[position - 2 : position] if position > 1 else []
        if self.grid.rows[target].total_word in TOTALS:
            above = self._block(items, position, -1)
            below = self._block(items, position, 1) if len(above) < 2 else ()
            of_group = tuple(part for part in above if part >= max(self.starts & set(above), default=0))
            if names_group(self.grid, target, of_group):
                above = of_group
            yield from ((parts, (1,) * len(parts), "label") for parts in (above, below) if parts)
            if above != of_group:
                yield of_group, (1,) * len(of_group), "group"
        else:
            above = self._block(items, position, -1)
            own = tuple(part for part in above if part > max(self.targets & set(above), default=-1))
            if own and (stands_out(self.grid, target, own) or concept(self.grid.rows[target].label)):
                yield own, (1,) * len(own), "style"
        if two_above and self.grid.is_result(target) and self.targets.issuperset(two_above):
            yield from ((tuple(two_above), weights, "result") for weights in _SIGNS_OF_TWO)
        if self.grid.is_result(target):
            running = self._running_from(items, position)
            yield running, (1,) * len(running), "running"
        nested = self._children(items, position)
        if len(nested) > 1:
            yield nested, (1,) * len(nested), "hierarchy"

    def _expected_by(
        self, items: Sequence[int], target: int, parts: Sequence[int], support: Support, basis: str
    ) -> tuple[str, ...]:
        """What speaks for a block as the parts of a row, () where too little does.

        A column that adds up is hardly chance, and then the others are expected to. A total that is near its rows in
        all columns is theirs, but one column can't outvote a misprint, unless that is a slip of sign or unit. And where
        print leaves no doubt which rows a total is of, it is of these though one of them is missing: then every column
        is short.
        """
        holds, breaks = len(support.holds), len(support.breaks)
        plain = self._is_plain(items, target, parts)
        sure = plain and bool(support.telling) and support.surprise >= _SURE
        if sure and (breaks <= holds + len(self.dependent) or (basis == "label" and support.surprise >= _CERTAIN)):
            if basis == "label" and breaks > holds and self._misses_a_line(target, parts, support, basis):
                return ("label", "structure")
            return ("hierarchy",) if basis == "hierarchy" else ("style",) if basis == "style" else ("label",)
        if basis == "label" and self._is_one_misprint(target, parts, support, plain):
            return ("label",)
        own = set(support.holds) - self.dependent
        known = sure or (plain and not own and (len(parts) > 1 or names_group(self.grid, target, parts)))
        named = (
            basis == "label"
            or (basis == "running" and self._has_running_results())
            or (basis == "hierarchy" and self._has_peers(target))
            or (basis == "style" and self._makes_result(items, target, parts))
        )
        if known and named and self._misses_a_line(target, parts, support, basis):
            return ("label" if basis == "running" else basis, "structure")
        return ()

    def _is_one_misprint(self, target: int, parts: Sequence[int], support: Support, plain: bool) -> bool:
        """Whether a total is near its rows in all columns, or off by a slip of sign or unit."""
        holds, breaks = len(support.holds), len(support.breaks)
        near = len(parts) > 1 and all(is_near(self.grid, target, parts, column) for column in support.breaks)
        tells = support.telling or (plain and names_group(self.grid, target, parts))
        if near and ((tells and holds >= breaks) or (holds + breaks == 1 and len(parts) > 2)):
            return True
        return plain and breaks > 0 and all(is_slip(self.grid, target, parts, column) for column in support.breaks)

    def _misses_a_line(self, target: int, parts: Sequence[int], support: Support, basis: str) -> bool:
        """Whether every column that says something of its own is short of a line; a result also by too much.

        The line may be the largest where words or the result below leave no doubt what the total is of.
        """
        own = set(support.breaks) - self.dependent - self.deviations
        is_sure = basis == "style" or names_group(self.grid, target, parts) or lacks_costs(self.grid, target, parts)
        times, either_way = math.inf if is_sure else _MOST_MISSING, basis == "running"
        return len(own) > 1 and all(
            is_short(self.grid, target, parts, column, times, either_way=either_way) for column in own
        )

    def _makes_result(self, items: Sequence[int], target: int, parts: Sequence[int]) -> bool:
        """Whether the result below is this row and the total before its parts, in every column: then what stands
        between the two is in this row."""
        position, first = items.index(target), items.index(parts[0])
        result = items[position + 1] if position + 1 < len(items) else None
        if result is None or not self.grid.is_result(result) or not first or items[first - 1] not in self.targets:
            return False
        pair = (items[first - 1], target)
        tried = [self._support(result, pair, weights, stop=False) for weights in _SIGNS_OF_TWO]
        return any(s and not s.breaks and len(s.holds) > 1 and s.surprise >= _CERTAIN for s in tried)

    def _has_peers(self, target: int) -> bool:
        """Whether another row printed like this one is the sum of what is indented under it, in every column."""
        rows, bold = self.grid.rows, self.grid.style(target)[0]
        return any(
            s.parts[0] > s.target
            and "hierarchy" in s.basis
            and not s.support.breaks
            and abs(rows[s.target].indent - rows[target].indent) < INDENT_STEP
            and self.grid.style(s.target)[0] == bold
            for s in self.sums
        )

    def _block(self, items: Sequence[int], position: int, step: int) -> tuple[int, ...]:
        """The rows from a total up (-1) or down (1) to the next total or end; up, over groups that have no total.

        A total that follows a total of other rows is one of totals, and of what stands between these.
        """
        found: list[int] = []
        units = self._units(items[position])
        following = items[position + 1 :] if step > 0 else items[:position][::-1]
        of_totals = bool(following) and following[0] in self.targets
        for item in following:
            row = self.grid.rows[item]
            if row.total_word and not (of_totals and item in self.targets and row.total_word in TOTALS):
                break
            if self._units(item) - units - {None} or (step > 0 and item in self.starts):
                break
            found.append(item)
        return tuple(sorted(found))

    def _running_from(self, items: Sequence[int], position: int) -> tuple[int, ...]:
        """The rows that a result goes on from: the result before it, and what stands between the two."""
        found: list[int] = []
        for item in reversed(items[:position]):
            found.append(item)
            if self._ends(item) or len(found) > _LONGEST_SIGNED_RUN:
                break
        return tuple(sorted(found))

    def _has_running_results(self) -> bool:
        """Whether another result of these rows was found to go on from the one before it, signs and all."""
        return any(
            self.grid.is_result(s.target) and "structure" not in s.basis and set(s.weights) == {1} for s in self.sums
        )

    def _children(self, items: Sequence[int], position: int) -> tuple[int, ...]:
        """The rows directly under a row by their indent or path, none deeper."""
        rows, target = self.grid.rows, items[position]
        found: list[int] = []
        for item in items[position + 1 :]:
            if not is_nested(rows[target], rows[item]):
                break
            found.append(item)
        return tuple(found)

    def _is_plain(self, items: Sequence[int], target: int, parts: Sequence[int]) -> bool:
        """Whether print sets the parts apart from other rows: one indent, no memo rows, an edge where they begin."""
        rows = self.grid.rows
        indents = [rows[part].indent for part in parts]
        level = max(indents) - min(indents) < INDENT_STEP
        memo = any(rows[part].is_memo for part in (target, *parts))
        named = not any(self.grid.is_unlabelled(part) for part in parts)
        if parts[0] > target:
            after = next(iter(items[items.index(parts[-1]) + 1 :]), None)
            edge = (
                after is None or is_nested(rows[target], rows[parts[-1]]) or after in self.starts or self._ends(after)
            )
        else:
            before = items[items.index(parts[0]) - 1] if parts[0] != items[0] else None
            edge = before is None or parts[0] in self.starts or self._ends(before) or self._ends(parts[0])
        return level and named and not memo and edge

    def _ends(self, row: int) -> bool:
        """Whether a row closes what stands above it."""
        return row in self.targets or self._is_total(row)

    def _units(self, row: int) -> set[str | None]:
        return {self.grid.units[row][column] for column in range(len(self.grid.columns))}
