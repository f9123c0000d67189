"""Which rows of a table are sums of other rows: the search by arithmetic.

The rows are read like a sentence: a row and an unbroken run of rows directly above or below it that add up to it become
one item, innermost first, until nothing more adds up. So parts of a subtotal are never added twice, and a list of three
levels needs no indents. All columns vote; label, hierarchy and style lower the number of votes that is asked for. Where
the figures are too few or too wrong, `structure` decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product

from dagster_project.reading.intervals import meets
from dagster_project.reading.relations.within.evidence import ColumnVotes
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.relations.within.layout import is_nested, layout_evidence, memo_splits, sequences
from dagster_project.reading.relations.within.sequence import RowSequence, RowSum, RowSums
from dagster_project.reading.relations.within.structure import LONGEST_SIGNED_RUN, PrintedStructure
from dagster_project.terms import TOTALS, Basis

_LONGEST_RUN = 80
# Digits of odds asked for, by the best printed evidence, and without any.
_ASKED = {Basis.LABEL: 0.8, Basis.HIERARCHY: 1.5, Basis.STYLE: 2.5}
_ASKED_OF_FIGURES = 5.0
_ASKED_SIGNED = 1.0
_WEAK = 4.0
# ... and more for a run that begins or ends where no boundary is printed.
_UNBOUNDED = 1.0
# Digits of odds that hierarchy is worth between two sums of one row.
_NESTED = 3


def find_row_sums(grid: Grid, dependent: frozenset[int], deviations: frozenset[int]) -> RowSums:
    """The sums among a table's rows; for `dependent` and `deviations` see `ColumnVotes`."""
    found = RowSums()
    votes = ColumnVotes(grid, dependent, deviations)

    def closes(run: Sequence[int], total: int) -> bool:
        return _Search(RowSequence(grid, [*run, total]), votes).closes()

    for rows in sequences(grid, closes):
        search = _Search(RowSequence(grid, rows), votes)
        search.run()
        found.sums.extend(search.sequence.sums)
        found.unexplained.update(search.unexplained())
    for whole, parts in [*memo_splits(grid), *_split_again(grid, found.sums)]:
        split = _split(votes, whole, tuple(parts))
        found.splits.extend([split] if split else [])
    return found


def _split(votes: ColumnVotes, whole: int, parts: tuple[int, ...]) -> RowSum | None:
    """A row as the sum of others, if figures alone say so: "varav" rows need not be the whole."""
    weights = (1,) * len(parts)
    support = votes.support(whole, parts, weights, stop=True)
    if support is None or support.score < _ASKED_OF_FIGURES or len(support.holds) <= 2 * len(support.breaks):
        return None
    return RowSum(whole, parts, weights, support, (Basis.ARITHMETIC,))


def _split_again(grid: Grid, sums: Sequence[RowSum]) -> list[tuple[int, list[int]]]:
    """The totals that the total of a memo group may repeat, each with that: the nearest one above the group."""
    found = []
    for row_sum in sums:
        above = [s.target for s in sums if s.target < row_sum.parts[0] and not grid.rows[s.parts[0]].is_memo]
        if above and grid.rows[row_sum.parts[0]].is_memo:
            found.append((max(above), [row_sum.target]))
    return found


def _is_printed(row_sum: RowSum) -> bool:
    """Whether words or layout show a sum, not figures alone."""
    return row_sum.basis != (Basis.ARITHMETIC,)


def _is_inside(inner: RowSum, outer: RowSum) -> bool:
    """Whether a sum must be folded before another: its total, or all of its parts, are added up there."""
    adds_total = inner.target in outer.parts and outer.target not in inner.parts
    return adds_total or set(inner.parts) < set(outer.parts)


class _RunningSum:
    """The sum of a growing run of rows in every column, beside the row that it may add up to."""

    def __init__(self, grid: Grid, target: int) -> None:
        self.grid = grid
        self.stated = grid.values[target]
        self.totals = [0] * len(grid.columns)
        self.rooms = list(grid.halves[target])

    def add(self, row: int) -> None:
        """Adds a row; an empty cell adds nothing."""
        for column, value in enumerate(self.grid.values[row]):
            if value is not None:
                self.totals[column] += value
                self.rooms[column] += self.grid.halves[row][column]

    def meets_somewhere(self) -> bool:
        """Whether the sum and the row's own figure may be one number, not zero, in some column."""
        lines = zip(self.stated, self.totals, self.rooms, strict=True)
        return any(stated and meets(stated - total, room) for stated, total, room in lines)


class _Search:
    """Folds the rows of one sequence into sums."""

    def __init__(self, sequence: RowSequence, votes: ColumnVotes) -> None:
        self.sequence = sequence
        self.votes = votes
        self.grid = sequence.grid
        self.structure = PrintedStructure(sequence, votes)

    def run(self) -> None:
        """Folds sums until none is left: plain ones first, then those with signs, then totals by label alone.

        A sum of totals that are themselves unexplained waits for theirs.
        """
        while (
            self._fold(self._plain_or_headed())
            or self._fold(self._ready(self._signed_candidates()))
            or self._fold(self._plain_candidates())
            or self._fold(self._signed_candidates())
            or self._fold(self._implied_candidates())
            or self._fold(self.structure.labelled_sums())
        ):
            pass

    def _ready(self, candidates: list[RowSum]) -> list[RowSum]:
        known, is_total = self.sequence.targets, self.sequence.is_total
        return [c for c in candidates if not any(p not in known and is_total(p) for p in c.parts)]

    def _plain_or_headed(self) -> list[RowSum]:
        """The plain sums, else that of a head printed like others, whose rows no other total takes from it."""
        plain, headed = self._ready(self._plain_candidates()), self.structure.headed_sums()
        for head in headed:
            rows = {head.target, *head.parts}
            inner = [c for c in plain if c.target in head.parts and _is_printed(c)]
            plain = [c for c in plain if c in inner or rows.isdisjoint((c.target, *c.parts))]
        return plain or headed

    def closes(self) -> bool:
        """Whether the last row is the sum of all others."""
        *parts, total = self.sequence.items
        return self._candidate(total, tuple(parts), (1,) * len(parts), 1) is not None

    def unexplained(self) -> dict[int, str]:
        """The reason for each total row that is not a sum."""
        reason = "no rows of the table were found that add up to this total"
        return {row: reason for row in self.sequence.rows if self._is_unexplained(row)}

    def _is_unexplained(self, row: int) -> bool:
        is_total = self.grid.rows[row].total_word in TOTALS and row not in self.sequence.targets
        if not is_total or len(self.sequence.rows) < 2:
            return False
        return any(self.votes.can_vote(row, column) for column in range(len(self.grid.columns)))

    def _fold(self, candidates: list[RowSum]) -> bool:
        """Accepts the innermost of the candidates, best first; False when there is none.

        Those that only figures show wait for those that are printed as sums: these may show more.
        """
        free = [c for c in candidates if not any(_is_inside(other, c) for other in candidates)]
        used: set[int] = set()
        for candidate in sorted(list(filter(_is_printed, free)) or free or candidates[:1], key=_rank, reverse=True):
            rows = {candidate.target, *candidate.parts}
            if rows & used:
                continue
            used |= rows
            self.sequence.fold(candidate)
        return bool(used)

    def _implied_candidates(self) -> list[RowSum]:
        """A sum that would be too weak alone, where with it a total is explained that is not explained without."""
        sequence = self.sequence
        missing = [row for row in sequence.items if row not in sequence.targets and sequence.is_total(row)]
        if not missing:
            return []
        weak = sorted(self._plain_candidates(discount=_WEAK), key=lambda c: c.support.score, reverse=True)
        items = sequence.items
        for candidate in weak:
            sequence.items = [item for item in items if item not in candidate.parts]
            sequence.targets.add(candidate.target)
            explained = [c for c in self._plain_candidates() if c.target in missing and candidate.target in c.parts]
            sequence.items = items
            sequence.targets.discard(candidate.target)
            if explained:
                return [candidate]
        return []

    def _plain_candidates(self, discount: float = 0.0) -> list[RowSum]:
        """The best sum of every row that is not one yet; `discount` lowers the odds that are asked for."""
        found = []
        for position, target in enumerate(self.sequence.items):
            if target in self.sequence.targets:
                continue
            tried = [
                candidate
                for parts in self._runs(position)
                if (candidate := self._candidate(target, parts, (1,) * len(parts), len(self.sequence.items), discount))
            ]
            if tried:
                found.append(self._preferred(tried))
        return found

    def _signed_candidates(self) -> list[RowSum]:
        """Results whose parts are printed without signs: a net cost is costs less income, both positive."""
        found = []
        for position, target in enumerate(self.sequence.items):
            if target in self.sequence.targets or not self.grid.is_result(target):
                continue
            tried = []
            for length in range(2, min(LONGEST_SIGNED_RUN, position) + 1):
                parts = tuple(self.sequence.items[position - length : position])
                for weights in product((1, -1), repeat=length):
                    if -1 in weights and (c := self._candidate(target, parts, weights, 2**length)):
                        tried.append(c)
            if tried:
                found.append(max(tried, key=lambda c: (c.support.score, -len(c.parts))))
        return found

    def _runs(self, position: int) -> Iterator[tuple[int, ...]]:
        """The unbroken runs of items directly above and below an item that add up to it in some column."""
        target = self.sequence.items[position]
        above = _RunningSum(self.grid, target)
        for start in range(position - 1, max(-1, position - 1 - _LONGEST_RUN), -1):
            above.add(self.sequence.items[start])
            if (position - start > 1 or self._is_total_of_one(start, target)) and above.meets_somewhere():
                yield tuple(self.sequence.items[start:position])
        below = _RunningSum(self.grid, target)
        for end in range(position + 1, min(len(self.sequence.items), position + 1 + _LONGEST_RUN)):
            part = self.sequence.items[end]
            nested = is_nested(self.grid.rows[target], self.grid.rows[part])
            if self.grid.is_result(part) and not nested:
                return
            below.add(part)
            if (end > position + 1 or nested) and below.meets_somewhere():
                yield tuple(self.sequence.items[position + 1 : end + 1])

    def _is_total_of_one(self, position: int, target: int) -> bool:
        """Whether a total may be of the one item above it: the first one, or the first one after another total."""
        words = [self.grid.rows[row].total_word for row in self.sequence.items[:position][-1:]]
        return self.grid.rows[target].total_word in TOTALS and all(word in TOTALS for word in words)

    def _candidate(
        self, target: int, parts: tuple[int, ...], weights: tuple[int, ...], tried: int, discount: float = 0.0
    ) -> RowSum | None:
        """A sum of these parts if there is enough evidence for it; `tried` is the number of sums it is chosen from."""
        rows = self.grid.rows
        leaves = [part for part in parts if part not in self.sequence.targets]
        basis = layout_evidence(self.grid, target, parts, leaves)
        if not basis and any(rows[part].total_word for part in leaves):
            return None
        support = self.votes.support(target, parts, weights, stop=not basis)
        if support is None or not support.holds:
            return None
        asked = min((_ASKED[name] for name in basis), default=_ASKED_OF_FIGURES)
        asked += math.log10(tried) * (1 if not basis else 0.5 if len(basis) < 2 else 0)
        asked += 0 if self.sequence.is_bounded(target, parts) else _UNBOUNDED
        signed = -1 in weights
        unsigned = self.votes.unsigned(target, parts, support) if signed else frozenset()
        support.breaks = [column for column in support.breaks if column not in unsigned]
        agreed = basis or discount
        tolerated = len(support.holds) > len(support.breaks) * (1 if agreed else 2)
        if signed:
            asked = _ASKED_SIGNED + math.log10(tried)
            tolerated = len(support.holds) > len(support.breaks) and (len(parts) == 2 or not support.breaks)
        if not tolerated or support.score < asked - discount or (not support.informative and Basis.LABEL not in basis):
            return None
        return RowSum(target, parts, weights, support, (*basis, Basis.ARITHMETIC), unsigned)

    def _preferred(self, candidates: list[RowSum]) -> RowSum:
        """The best of the candidates for one row; among equals the one whose run has printed boundaries."""
        scores = [c.support.score + _NESTED * (Basis.HIERARCHY in c.basis) for c in candidates]
        best = max(scores)
        equals = [c for c, score in zip(candidates, scores, strict=True) if score > best - 1]
        return max(equals, key=self._boundedness)

    def _boundedness(self, candidate: RowSum) -> tuple[bool, bool, bool, int]:
        rows, targets = self.grid.rows, self.sequence.targets
        crosses = any(rows[part].total_word and part not in targets for part in candidate.parts[1:])
        expected_here = candidate.parts[0] < candidate.target or Basis.HIERARCHY in candidate.basis
        length = len(candidate.parts) if expected_here else -len(candidate.parts)
        starts = candidate.parts[0] in self.sequence.starts or rows[candidate.parts[0]].total_word is not None
        return expected_here, not crosses, starts, length


def _rank(candidate: RowSum) -> tuple[bool, bool, bool, float]:
    above = candidate.parts[0] < candidate.target
    return Basis.LABEL in candidate.basis, Basis.HIERARCHY in candidate.basis, above, candidate.support.score
