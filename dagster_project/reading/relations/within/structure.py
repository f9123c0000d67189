"""Which rows a total is printed as the total of, where its figures alone are too few or too wrong to show it.

Belongs here: reading the structure of rows from total words, groups, style, indents and the results around a row, and
how much of it is needed to expect a sum that breaks. The search by arithmetic is in `row_sums`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from operator import or_

from dagster_project.reading.relations.labels import concept
from dagster_project.reading.relations.within.evidence import ColumnVotes, Support, is_near, is_short, is_slip
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.relations.within.heads import Heads, look_alike
from dagster_project.reading.relations.within.layout import INDENT_STEP, is_nested, stands_out
from dagster_project.reading.relations.within.sequence import RowSequence, RowSum
from dagster_project.terms import TOTALS, Basis

LONGEST_SIGNED_RUN = 6
"""The most rows that a result is a signed sum of."""
# Digits of odds that leave no doubt where label or indent names the parts: where most columns break too, and where not.
_CERTAIN, _SURE = 3.0, 1.5
# The most that a missing line may be, in multiples of the lines printed.
_MOST_MISSING = 2
_SIGNS_OF_TWO = ((1, 1), (1, -1), (-1, 1))


class _Block(Enum):
    """Why a block of other rows may be the parts of a row."""

    LABEL = auto()  # a total with the rows above or below it
    GROUP = auto()  # a total with the rows of the group above it
    STYLE = auto()  # a row that is set apart, or names a concept, with the rows above it
    RESULT = auto()  # a result of the two totals above it
    RUNNING = auto()  # a result that goes on from the result above it
    HIERARCHY = auto()  # a row with the rows indented under it
    HEAD = auto()  # a row with the rows below it, printed like other rows that are the sum of those below them


_Parts = tuple[int, ...]


class PrintedStructure:
    """The totals of one sequence of rows as labels and layout show them."""

    def __init__(self, sequence: RowSequence, votes: ColumnVotes) -> None:
        self.sequence = sequence
        self.votes = votes
        self.grid = sequence.grid

    def labelled_sums(self) -> list[RowSum]:
        """The best sum of the first row that labels and layout give its parts to; an empty list where there is none."""
        targets = self.sequence.targets
        for target in self.sequence.rows:
            if target in targets:
                continue
            # A total may have become a part of another before its own parts were found.
            items = [row for row in self.sequence.rows if row == target or row in self.sequence.items]
            found = []
            for parts, weights, block in self._blocks(items, items.index(target)):
                support = self.votes.support(target, parts, weights, stop=False)
                if support is not None and support.holds + support.breaks:
                    basis = self._basis(items, target, parts, support, block)
                    found += [RowSum(target, parts, weights, support, basis)] if basis else []
            if found:
                return [max(found, key=lambda s: (s.support.score, Basis.STRUCTURE in s.basis))]
        return []

    def headed_sums(self) -> list[RowSum]:
        """The sums of the first head that leaves no doubt which rows it is of, as other heads do."""
        items = self.sequence.items
        for target in items:
            parts = () if target in self.sequence.targets else Heads.like(self.sequence, target).rows_below(items)
            weights = (1,) * len(parts)
            support = self.votes.support(target, parts, weights, stop=False) if parts else None
            if support and self._is_certain_head(target, parts, support, self._is_plain(items, target, parts)):
                return [RowSum(target, parts, weights, support, (Basis.STYLE,))]
        return []

    def _blocks(self, items: Sequence[int], position: int) -> Iterator[tuple[_Parts, tuple[int, ...], _Block]]:
        """The blocks of rows that a row may be printed as the sum of, each with its signs and why."""
        target = items[position]
        two_above = items[position - 2 : position] if position > 1 else []
        if self.grid.rows[target].total_word in TOTALS:
            above = self._rows_of_total(items, position, -1)
            below = self._rows_of_total(items, position, 1) if self._may_be_below(target, above) else ()
            starts = self.sequence.starts
            of_group = tuple(part for part in above if part >= max(starts & set(above), default=0))
            if names_group(self.grid, target, of_group):
                above = of_group
            own = self._since_total_alike(target, above)
            yield from ((parts, (1,) * len(parts), _Block.LABEL) for parts in (own, above, below) if parts)
            if above != of_group:
                yield of_group, (1,) * len(of_group), _Block.GROUP
        else:
            above = self._rows_of_total(items, position, -1)
            own = tuple(part for part in above if part > max(self.sequence.targets & set(above), default=-1))
            if own and (stands_out(self.grid, target, own) or concept(self.grid.rows[target].label)):
                yield own, (1,) * len(own), _Block.STYLE
        if two_above and self.grid.is_result(target) and self.sequence.targets.issuperset(two_above):
            yield from ((tuple(two_above), weights, _Block.RESULT) for weights in _SIGNS_OF_TWO)
        if self.grid.is_result(target):
            running = self._rows_since_result(items, position)
            yield running, (1,) * len(running), _Block.RUNNING
        nested = self._rows_under(items, position)
        if len(nested) > 1:
            yield nested, (1,) * len(nested), _Block.HIERARCHY
        headed = Heads.like(self.sequence, target).rows_below(items)
        if headed:
            yield headed, (1,) * len(headed), _Block.HEAD

    def _may_be_below(self, target: int, above: Sequence[int]) -> bool:
        """Whether the rows of a total may be below it, as it has hardly any above; not if it is that one row again."""
        values = self.grid.values
        return len(above) < 2 and not any(
            values[target] == values[row] and any(value is not None for value in values[row]) for row in above
        )

    def _basis(
        self, items: Sequence[int], target: int, parts: Sequence[int], support: Support, block: _Block
    ) -> tuple[Basis, ...]:
        """The evidence for a block as the parts of a row, () where there is too little.

        A column that adds up is hardly chance, and then the others are expected to. A total that is near its rows in
        all columns is theirs, but one column cannot outvote a misprint unless it is a slip of sign or unit. And where
        the page leaves no doubt which rows a total is of, it is of these even if one of them is missing: then every
        column is short.
        """
        holds, breaks = len(support.holds), len(support.breaks)
        plain = self._is_plain(items, target, parts)
        if block is _Block.HEAD and self._is_certain_head(target, parts, support, plain):
            return (Basis.STYLE,)
        by_label = block is _Block.LABEL
        names_its_group = by_label and names_group(self.grid, target, parts)
        sure = plain and (bool(support.informative) or names_its_group) and support.surprise >= _SURE
        few_breaks = breaks <= holds + len(self.votes.dependent)
        if sure and (few_breaks or (by_label and support.surprise >= _CERTAIN)):
            is_short_of_line = self._breaks_mostly(support) and self._misses_a_line(
                items, target, parts, support, block
            )
            if is_short_of_line and self._is_named(items, target, parts, block):
                return (_BASIS.get(block, Basis.LABEL), Basis.STRUCTURE)
            return (_BASIS.get(block, Basis.LABEL),)
        if by_label and self._is_one_misprint(target, parts, support, plain):
            return (Basis.LABEL,)
        if by_label and plain and self._is_carried_over(target, parts, support):
            return (Basis.LABEL,)
        own = set(support.holds) - self.votes.dependent
        known = sure or (plain and (names_its_group or (not own and len(parts) > 1)))
        named = known and self._is_named(items, target, parts, block)
        if named and self._misses_a_line(items, target, parts, support, block):
            return (_BASIS.get(block, Basis.LABEL), Basis.STRUCTURE)
        return ()

    def _is_named(self, items: Sequence[int], target: int, parts: Sequence[int], block: _Block) -> bool:
        """Whether words, or other rows of the table, name the block as the parts of a row."""
        return (
            block is _Block.LABEL
            or (block is _Block.RUNNING and self._has_running_results())
            or (block is _Block.HIERARCHY and self._has_peers(target))
            or block is _Block.HEAD
            or (block is _Block.STYLE and (self._makes_result(items, target, parts) or self._ends_group(target, parts)))
        )

    def _is_one_misprint(self, target: int, parts: Sequence[int], support: Support, plain: bool) -> bool:
        """Whether a total is near its rows in all columns, or off by a slip of sign or unit."""
        holds, breaks = len(support.holds), len(support.breaks)
        near = len(parts) > 1 and all(is_near(self.grid, target, parts, column) for column in support.breaks)
        known = support.informative or (plain and names_group(self.grid, target, parts))
        if near and ((known and holds >= breaks) or (holds + breaks == 1 and len(parts) > 2)):
            return True
        return plain and breaks > 0 and all(is_slip(self.grid, target, parts, column) for column in support.breaks)

    def _is_carried_over(self, target: int, parts: Sequence[int], support: Support) -> bool:
        """Whether one column breaks, those that follow from it break by as much, and another adds up.

        So it is where a deviation was calculated from a wrong total: that both differ alike is hardly chance.
        """
        own = [column for column in support.breaks if column not in self.votes.dependent]
        gaps = {abs(self._gap(target, parts, column)) for column in support.breaks}
        adds_up = any(column not in self.votes.dependent for column in support.holds)
        return len(parts) > 1 and len(own) == 1 < len(support.breaks) and len(gaps) == 1 and adds_up

    def _gap(self, target: int, parts: Sequence[int], column: int) -> int:
        values = self.grid.values
        return (values[target][column] or 0) - sum(values[part][column] or 0 for part in parts)

    def _breaks_mostly(self, support: Support) -> bool:
        """Whether more of the independent columns break than hold."""
        return len(set(support.breaks) - self.votes.dependent) > len(set(support.holds) - self.votes.dependent)

    def _misses_a_line(
        self, items: Sequence[int], target: int, parts: Sequence[int], support: Support, block: _Block
    ) -> bool:
        """Whether every independent column that breaks is short of a line; that of a result may also be too large.

        The line may be the largest where words or the result below leave no doubt what the total is of.
        """
        own = set(support.breaks) - self.votes.dependent - self.votes.deviations
        is_sure = (
            block is _Block.STYLE
            or names_group(self.grid, target, parts)
            or lacks_costs(self.grid, target, parts)
            or (block is _Block.RUNNING and self._is_within_results(target, parts))
            or (parts[0] > target and self._adds_up_with_heads(target, parts))
            or (block is _Block.LABEL and self._makes_result(items, target, parts))
        )
        times, either_way = math.inf if is_sure else _MOST_MISSING, block is _Block.RUNNING
        short = [is_short(self.grid, target, parts, column, times, either_way=either_way) for column in own]
        # Where a part has no value, the sum of the others is no measure of the line.
        open_to_any = [
            any(self.grid.values[part][column] is None for part in parts)
            and is_short(self.grid, target, parts, column, math.inf, either_way=either_way)
            for column in own
        ]
        return len(own) > 1 and any(short) and all(map(or_, short, open_to_any))

    def _makes_result(self, items: Sequence[int], target: int, parts: Sequence[int]) -> bool:
        """Whether the result below is this row and the total before its parts, in every column: then all between the
        two is in this row."""
        position, first = items.index(target), items.index(parts[0])
        result = items[position + 1] if position + 1 < len(items) else None
        before = items[first - 1] if first else None
        if result is None or before is None:
            return False
        if not self.grid.is_result(result) or before not in self.sequence.targets:
            return False
        pair = (before, target)
        tried = [self.votes.support(result, pair, weights, stop=False) for weights in _SIGNS_OF_TWO]
        return any(s and not s.breaks and len(s.holds) > 1 and s.surprise >= _CERTAIN for s in tried)

    def _is_within_results(self, target: int, parts: Sequence[int]) -> bool:
        """Whether a result is a link of a chain of known results: then all since the link before it is its own.

        It goes on from the first row or from a known sum, and a known result goes on from it; or it is the last row and
        goes on from a result that itself goes on from a known sum.
        """
        sums, begins = self.sequence.sums, parts[0] in self.sequence.targets or parts[0] == self.sequence.rows[0]
        if target == self.sequence.rows[-1]:
            before = next((s for s in sums if s.target == parts[0] and not s.support.breaks), None)
            return before is not None and before.parts[0] in self.sequence.targets
        goes_on = (s for s in sums if s.parts[0] == target and self.grid.is_result(s.target))
        return begins and any(not s.support.breaks for s in goes_on)

    def _is_certain_head(self, target: int, parts: Sequence[int], support: Support, plain: bool) -> bool:
        """Whether a head is the total of the rows below it, even if a column breaks: another column says so, its break
        is a slip of sign or unit, or the heads add up with it.

        A head of a single row repeats it.
        """
        holds, breaks = len(support.holds), len(support.breaks)
        if not plain or (support.surprise >= _SURE and breaks <= holds):
            return plain
        is_slip_only = breaks > 0 and all(is_slip(self.grid, target, parts, column) for column in support.breaks)
        return len(parts) > 1 and breaks == 1 and (is_slip_only or self._adds_up_with_heads(target, parts))

    def _adds_up_with_heads(self, target: int, parts: Sequence[int]) -> bool:
        """Whether the next total or result is the sum or difference of the heads printed like a row and of that row, in
        every column: then the row is a head too."""
        heads = sorted({*(s.target for s in Heads.like(self.sequence, target).known), target})
        below = [row for row in self.sequence.rows if row > max(*parts, *heads) and self.sequence.is_total(row)]
        if len(heads) < 2 or not below:
            return False
        signs = _SIGNS_OF_TWO if len(heads) == 2 else ((1,) * len(heads),)
        tried = [self.votes.support(below[0], heads, weights, stop=False) for weights in signs]
        return any(s and s.holds and not s.breaks and s.surprise >= _SURE for s in tried)

    def _has_peers(self, target: int) -> bool:
        """Whether another row printed like this one is the sum of the rows indented under it, in every column."""
        rows, bold = self.grid.rows, self.grid.style(target)[0]
        return any(
            s.parts[0] > s.target
            and Basis.HIERARCHY in s.basis
            and not s.support.breaks
            and abs(rows[s.target].indent - rows[target].indent) < INDENT_STEP
            and self.grid.style(s.target)[0] == bold
            for s in self.sequence.sums
        )

    def _ends_group(self, target: int, parts: Sequence[int]) -> bool:
        """Whether a row set apart ends the one group of its parts, and a row printed like it is the sum of all rows of
        another group, in every column."""
        starts = self.sequence.starts
        is_one_group = starts.intersection(parts) == {parts[0]}
        return (is_one_group and stands_out(self.grid, target, parts)) and any(
            starts.intersection(s.parts) == {s.parts[0]}
            and s.parts[-1] < s.target
            and not s.support.breaks
            and look_alike(self.grid, s.target, target)
            for s in self.sequence.sums
        )

    def _has_running_results(self) -> bool:
        """Whether another result of these rows was found to go on from the one before it, with the signs printed."""
        return any(
            self.grid.is_result(s.target) and Basis.STRUCTURE not in s.basis and set(s.weights) == {1}
            for s in self.sequence.sums
        )

    def _rows_of_total(self, items: Sequence[int], position: int, step: int) -> _Parts:
        """The rows from a total up (-1) or down (1) to the next total or end; up, over groups that have no total.

        A total that follows a total of other rows is one of totals, and of the rows between these.
        """
        found: list[int] = []
        units = self._units(items[position])
        following = items[position + 1 :] if step > 0 else items[:position][::-1]
        of_totals = bool(following) and following[0] in self.sequence.targets
        for item in following:
            row = self.grid.rows[item]
            if row.total_word and not (of_totals and item in self.sequence.targets and row.total_word in TOTALS):
                break
            if self._units(item) - units - {None} or (step > 0 and item in self.sequence.starts):
                break
            found.append(item)
        return tuple(sorted(found))

    def _since_total_alike(self, target: int, above: _Parts) -> _Parts:
        """The rows of a total after the last sum among them, where that is printed like the total; () where none is."""
        last = max((s for s in self.sequence.sums if s.target in above), key=lambda s: s.target, default=None)
        if last is None or last.parts[-1] > last.target or not look_alike(self.grid, last.target, target):
            return ()
        return tuple(part for part in above if part > last.target)

    def _units(self, row: int) -> set[str | None]:
        return {self.grid.units[row][column] for column in range(len(self.grid.columns))}

    def _rows_since_result(self, items: Sequence[int], position: int) -> _Parts:
        """The rows that a result goes on from: the result before it, and the rows between the two."""
        found: list[int] = []
        for item in reversed(items[:position]):
            found.append(item)
            if self.sequence.ends(item) or len(found) > LONGEST_SIGNED_RUN:
                break
        return tuple(sorted(found))

    def _rows_under(self, items: Sequence[int], position: int) -> _Parts:
        """The unbroken run of rows below a row that are under it by their indent or path."""
        rows, target = self.grid.rows, items[position]
        found: list[int] = []
        for item in items[position + 1 :]:
            if not is_nested(rows[target], rows[item]):
                break
            found.append(item)
        return tuple(found)

    def _is_plain(self, items: Sequence[int], target: int, parts: Sequence[int]) -> bool:
        """Whether the parts are printed apart from other rows: one indent, no memo rows, an edge where they begin."""
        rows, starts, ends = self.grid.rows, self.sequence.starts, self.sequence.ends
        indents = [rows[part].indent for part in parts]
        level = max(indents) - min(indents) < INDENT_STEP
        memo = any(rows[part].is_memo for part in (target, *parts))
        named = not any(self.grid.is_unlabelled(part) for part in parts)
        if parts[0] > target:
            after = next(iter(items[items.index(parts[-1]) + 1 :]), None)
            nested = is_nested(rows[target], rows[parts[-1]])
            edge = after is None or nested or after in starts or ends(after)
            edge = edge or (after is not None and Heads.like(self.sequence, target).has_look(after))
        else:
            before = items[items.index(parts[0]) - 1] if parts[0] != items[0] else None
            edge = before is None or parts[0] in starts or ends(before) or ends(parts[0])
        return level and named and not memo and edge


_BASIS = {_Block.HIERARCHY: Basis.HIERARCHY, _Block.STYLE: Basis.STYLE, _Block.HEAD: Basis.STYLE}
"""The evidence that a block counts as, where it is not `label`."""


def names_group(grid: Grid, target: int, parts: Sequence[int]) -> bool:
    """Whether a total has the name of the group that its parts are printed under: "Summa gator" below "Gator"."""
    parents = {grid.rows[part].path[-2].lower() for part in parts if len(grid.rows[part].path) > 1}
    return len(parents) == 1 and grid.rows[target].label.lower().endswith(parents.pop())


def lacks_costs(grid: Grid, target: int, parts: Sequence[int]) -> bool:
    """Whether a net cost goes on from incomes, and no costs are printed that these are taken from."""
    concepts = {concept(grid.rows[part].label) for part in parts}
    is_net = concept(grid.rows[target].label) == "net"
    return is_net and "income" in concepts and "cost" not in concepts
