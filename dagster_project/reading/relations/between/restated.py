"""Figures of two tables that are one quantity printed twice.

Two tables are compared where rows have the same name and columns the same meaning, or where a total row with columns
for income, cost and net meets rows with these names. Most pairs must agree: tables of two boards have the same labels
too.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dagster_project.reading.intervals import Interval
from dagster_project.reading.records import FigureRecord
from dagster_project.reading.relations.amounts import additive_units, amount, money_units
from dagster_project.reading.relations.labels import concept, subject
from dagster_project.reading.relations.model import Relation, Term
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import Totals
from dagster_project.terms import Axis, Basis, DeviationSign, Form, RelationKind, Scenario, TermRole, TotalWord

_ASKED = 4.0
_FEWEST_CONCEPTS = 3
_CLOSE, _SAME_SIZE = Decimal("0.02"), Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Restatement:
    """A figure and another occurrence of the same quantity."""

    stated: FigureRecord
    other: FigureRecord
    basis: tuple[Basis, ...] = (Basis.LABEL, Basis.ARITHMETIC)

    @property
    def relation(self) -> Relation:
        """The two as a relation: equal."""
        stated, other = self.stated, self.other
        text = (
            f"{stated.row_label}, {stated.column_label} in '{stated.table_title}' = "
            f"{other.row_label}, {other.column_label} in '{other.table_title}'"
        )
        return Relation(
            RelationKind.CROSS_TABLE,
            Form.EQUAL,
            Axis.TABLES,
            self.basis,
            Term(TermRole.STATED, figure=stated),
            (Term(TermRole.OTHER, figure=other),),
            text,
        )


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    figure: FigureRecord
    amount: Interval
    header: tuple[str, ...]
    meaning: tuple[object, ...]


@dataclass(slots=True)
class _Pairs:
    agree: list[tuple[FigureRecord, FigureRecord]] = field(default_factory=list)
    differ: list[tuple[FigureRecord, FigureRecord]] = field(default_factory=list)
    surprise: float = 0.0


def find_restatements(grids: Sequence[Grid], supported: frozenset[str]) -> list[Restatement]:
    """The quantities printed twice; `supported` are the ids of the figures that are sums of other rows."""
    found: dict[frozenset[str], Restatement] = {}
    for first, second in [*_by_name(grids), *_by_concept(grids)]:
        stated, other = _order(first, second, supported)
        found.setdefault(frozenset((stated.figure_id, other.figure_id)), Restatement(stated, other))
    return list(found.values())


def share_deviation_signs(
    signs: Mapping[str, DeviationSign | None], restatements: Sequence[Restatement]
) -> dict[str, DeviationSign | None]:
    """The signs by table id; a table without a proven sign has that of a table that prints the same deviation."""
    shared = dict(signs)
    for restatement in restatements:
        pair = (restatement.stated, restatement.other)
        if all(figure.scenario == Scenario.DEVIATION for figure in pair):
            for one, other in (pair, pair[::-1]):
                shared[one.table_id] = shared.get(one.table_id) or shared.get(other.table_id)
    return shared


def _order(first: FigureRecord, second: FigureRecord, supported: frozenset[str]) -> tuple[FigureRecord, FigureRecord]:
    """The stated figure first: the one that is not a sum of rows, else the one printed later."""
    if (first.figure_id in supported) != (second.figure_id in supported):
        return (second, first) if first.figure_id in supported else (first, second)
    return (first, second) if first.table_number > second.table_number else (second, first)


def _by_name(grids: Sequence[Grid]) -> Iterator[tuple[FigureRecord, FigureRecord]]:
    named: dict[str, list[_Named]] = defaultdict(list)
    for grid in grids:
        for cell in _named_cells(grid):
            named[cell.name].append(cell)
    groups: dict[tuple[object, ...], _Pairs] = defaultdict(_Pairs)
    for cells in named.values():
        for first, second in _of_one_kind(cells):
            if _may_be_same(first.figure, second.figure):
                pair = first.figure, second.figure
                _add(groups[_group(first, second)], pair, first.amount, second.amount)
    for pairs in groups.values():
        if pairs.surprise >= _ASKED and len(pairs.agree) > 1 and len(pairs.agree) > 1.5 * len(pairs.differ):
            yield from pairs.agree
            yield from (pair for pair in pairs.differ if _is_within(*pair, _SAME_SIZE))


def _named_cells(grid: Grid) -> Iterator[_Named]:
    names = [subject(row.label) for row in grid.rows]
    often = Counter(names)
    header = tuple(column.label.lower() for column in grid.columns)
    for index, name in enumerate(names):
        if not name or often[name] > 1 or _is_generic(name):
            continue
        for number, column in enumerate(grid.columns):
            figure = grid.figure(index, number)
            if figure and figure.value is not None and figure.unit in additive_units():
                meaning = (column.label.lower(), figure.scenario, figure.year, column.scope)
                yield _Named(name, figure, amount(figure), header, meaning)


def _is_generic(name: str) -> bool:
    return len(name) < 3 or matches(load(Totals).generic_names, name)


def _group(first: _Named, second: _Named) -> tuple[object, ...]:
    """The key of the pairs that are decided together: their tables' headers, and their columns where these differ."""
    tables = (first.header, second.header)
    return tables if first.meaning == second.meaning else (*tables, first.meaning[0], second.meaning[0])


def _of_one_kind(cells: Sequence[_Named]) -> Iterator[tuple[_Named, _Named]]:
    """The pairs of cells with one kind of unit, scenario and year, in the order of the cells.

    A long report has many tables of the same rows, so that trying all pairs takes long.
    """
    later: dict[tuple[object, ...], deque[_Named]] = defaultdict(deque)
    for cell in cells:
        later[_kind(cell.figure)].append(cell)
    for cell in cells:
        following = later[_kind(cell.figure)]
        following.popleft()
        for other in following:
            yield cell, other


def _kind(figure: FigureRecord) -> tuple[object, ...]:
    return None if figure.unit in money_units() else figure.unit, figure.scenario, figure.year


def _may_be_same(first: FigureRecord, second: FigureRecord) -> bool:
    """Whether two figures of one kind are of two tables and of one scope."""
    same_scope = first.scope_as_printed == second.scope_as_printed or "report" in (
        first.scope_source,
        second.scope_source,
    )
    return first.table_id != second.table_id and same_scope


def _are_money(first: FigureRecord, second: FigureRecord) -> bool:
    return first.unit in money_units() and second.unit in money_units()


def _add(pairs: _Pairs, pair: tuple[FigureRecord, FigureRecord], a: Interval, b: Interval) -> None:
    """Adds a pair of figures with their amounts."""
    if not a.middle and not b.middle:
        return
    if a.meets(b):
        pairs.agree.append(pair)
        step = max(a.half_width, b.half_width) * 2 or Decimal(1)
        pairs.surprise += max(0.0, min(3.0, math.log10(max(Decimal(1), abs(a.middle) / step))))
    else:
        pairs.differ.append(pair)


def _is_within(first: FigureRecord, second: FigureRecord, share: Decimal) -> bool:
    a, b = amount(first).middle, amount(second).middle
    return abs(a - b) <= share * max(abs(a), abs(b))


def _by_concept(grids: Sequence[Grid]) -> Iterator[tuple[FigureRecord, FigureRecord]]:
    """Total rows with one column per concept against tables with one row per concept: all are close, and some equal."""
    across = [
        (grid, row) for grid in grids for row in range(len(grid.rows)) if grid.rows[row].total_word == TotalWord.TOTAL
    ]
    down = [grid for grid in grids if sum(concept(row.label) is not None for row in grid.rows) >= _FEWEST_CONCEPTS]
    for (wide, row), tall in ((a, b) for a in across for b in down if a[0] is not b):
        pairs = _Pairs()
        for first in _concept_cells(wide, row):
            for second in _concept_rows(tall, concept(wide.columns[first[1]].label)):
                if _may_be_total(first[0], second):
                    _add(pairs, (first[0], second), amount(first[0]), amount(second))
        everything = pairs.agree + pairs.differ
        enough = len(everything) >= _FEWEST_CONCEPTS and pairs.surprise >= 1
        if enough and all(_is_within(a, b, _CLOSE) for a, b in everything):
            yield from everything


def _concept_cells(grid: Grid, row: int) -> Iterator[tuple[FigureRecord, int]]:
    for column in range(len(grid.columns)):
        figure = grid.figure(row, column)
        if figure and figure.value is not None and concept(grid.columns[column].label):
            yield figure, column


def _concept_rows(grid: Grid, wanted: str | None) -> Iterator[FigureRecord]:
    for row, meaning in enumerate(grid.rows):
        if concept(meaning.label) == wanted:
            yield from (f for c in range(len(grid.columns)) if (f := grid.figure(row, c)) and f.value is not None)


def _may_be_total(first: FigureRecord, second: FigureRecord) -> bool:
    deviations = Scenario.DEVIATION in (first.scenario, second.scenario)
    return _are_money(first, second) and first.year == second.year and (deviations or first.scenario == second.scenario)
