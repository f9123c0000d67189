"""Which figures of two tables are one quantity printed twice.

Two tables are compared where rows have the same name and columns the same meaning, or where a total row with columns
for income, cost and net meets rows with these names. Most pairs must agree: tables of two boards have the same labels
too.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from dagster_project.reading.intervals import Interval
from dagster_project.reading.records import FigureRecord
from dagster_project.reading.relations.within.grid import Grid, additive_units, matches
from dagster_project.reading.vocabulary.loader import vocabulary

_ASKED = 4.0
_FEWEST_CONCEPTS = 3
_CLOSE, _SAME_SIZE = Decimal("0.02"), Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Restatement:
    """A figure and another print of the same quantity."""

    stated: FigureRecord
    other: FigureRecord
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    figure: FigureRecord
    header: tuple[str, ...]
    meaning: tuple[object, ...]


@dataclass(slots=True)
class _Pairs:
    agree: list[tuple[FigureRecord, FigureRecord]] = field(default_factory=list)
    differ: list[tuple[FigureRecord, FigureRecord]] = field(default_factory=list)
    surprise: float = 0.0


def find_restatements(grids: Sequence[Grid], supported: frozenset[str]) -> list[Restatement]:
    """The quantities printed twice. `supported` are the ids of figures that are sums of their rows."""
    found: dict[frozenset[str], Restatement] = {}
    for first, second, basis in [*_by_name(grids), *_by_concept(grids)]:
        stated, other = _order(first, second, supported)
        found.setdefault(frozenset((stated.figure_id, other.figure_id)), Restatement(stated, other, basis))
    return list(found.values())


def _order(first: FigureRecord, second: FigureRecord, supported: frozenset[str]) -> tuple[FigureRecord, FigureRecord]:
    """The stated figure first: the one that no sum supports, else the one printed later."""
    if (first.figure_id in supported) != (second.figure_id in supported):
        return (second, first) if first.figure_id in supported else (first, second)
    return (first, second) if first.table_number > second.table_number else (second, first)


def _by_name(grids: Sequence[Grid]) -> Iterator[tuple[FigureRecord, FigureRecord, tuple[str, ...]]]:
    named: dict[str, list[_Named]] = defaultdict(list)
    for grid in grids:
        for cell in _named_cells(grid):
            named[cell.name].append(cell)
    groups: dict[tuple[object, ...], _Pairs] = defaultdict(_Pairs)
    for cells in named.values():
        for first, second in combinations(cells, 2):
            if _may_be_same(first.figure, second.figure):
                _add(groups[_group(first, second)], first.figure, second.figure)
    for pairs in groups.values():
        if pairs.surprise >= _ASKED and len(pairs.agree) > 1 and len(pairs.agree) > 1.5 * len(pairs.differ):
            for a, b in pairs.agree + [pair for pair in pairs.differ if _is_within(*pair, _SAME_SIZE)]:
                yield a, b, ("label", "arithmetic")


def _named_cells(grid: Grid) -> Iterator[_Named]:
    names = [subject(row.label) for row in grid.rows]
    often = Counter(names)
    header = tuple(column.label.lower() for column in grid.columns)
    for index, name in enumerate(names):
        if not name or often[name] > 1 or _is_generic(name):
            continue
        for number, column in enumerate(grid.columns):
            figure = grid.figure(index, number)
            if figure and figure.value is not None:
                meaning = (column.label.lower(), figure.scenario, figure.year, column.scope)
                yield _Named(name, figure, header, meaning)


def subject(label: str) -> str:
    """What a label names, without its number and punctuation: "Område 2 Ledning" and "2. Ledning" are one subject."""
    bare = re.sub(vocabulary("totals")["numbered_prefix"], "", label.lower().strip())
    return " ".join(re.findall(r"\w+", bare))


def _is_generic(name: str) -> bool:
    return len(name) < 3 or matches("generic_names", name)


def _group(first: _Named, second: _Named) -> tuple[object, ...]:
    """Pairs that are decided together: of tables with these headers, and columns that mean the same or these two."""
    tables = (first.header, second.header)
    return tables if first.meaning == second.meaning else (*tables, first.meaning[0], second.meaning[0])


def _may_be_same(first: FigureRecord, second: FigureRecord) -> bool:
    """Whether no print tells two figures of two tables apart: one kind of unit, scenario, year and scope."""
    if first.table_id == second.table_id or _factor(first.unit) is None or _factor(second.unit) is None:
        return False
    if (_money(first.unit) or first.unit) != (_money(second.unit) or second.unit):
        return False
    same_scope = first.scope_as_printed == second.scope_as_printed or "report" in (
        first.scope_source,
        second.scope_source,
    )
    return first.scenario == second.scenario and first.year == second.year and same_scope


def _money(unit: str | None) -> str | None:
    return "money" if unit in vocabulary("units")["money"] else None


def _factor(unit: str | None) -> Decimal | None:
    if unit not in additive_units():
        return None
    return Decimal(vocabulary("units")["money"].get(unit, 1))


def _interval(figure: FigureRecord) -> Interval:
    factor = _factor(figure.unit) or Decimal(1)
    return Interval.around(figure.value or Decimal(0), figure.half_unit or Decimal(0)).times(factor)


def _add(pairs: _Pairs, first: FigureRecord, second: FigureRecord) -> None:
    a, b = _interval(first), _interval(second)
    if not a.middle and not b.middle:
        return
    if a.meets(b):
        pairs.agree.append((first, second))
        step = max(a.half_width, b.half_width) * 2 or Decimal(1)
        pairs.surprise += max(0.0, min(3.0, math.log10(max(Decimal(1), abs(a.middle) / step))))
    else:
        pairs.differ.append((first, second))


def _is_within(first: FigureRecord, second: FigureRecord, share: Decimal) -> bool:
    a, b = _interval(first).middle, _interval(second).middle
    return abs(a - b) <= share * max(abs(a), abs(b))


def _by_concept(grids: Sequence[Grid]) -> Iterator[tuple[FigureRecord, FigureRecord, tuple[str, ...]]]:
    """Total rows with a column a concept against tables with a row a concept, where all are close and one is equal."""
    across = [(grid, row) for grid in grids for row in range(len(grid.rows)) if grid.rows[row].total_word == "total"]
    down = [grid for grid in grids if sum(concept(row.label) is not None for row in grid.rows) >= _FEWEST_CONCEPTS]
    for (wide, row), tall in ((a, b) for a in across for b in down if a[0] is not b):
        pairs = _Pairs()
        for first in _concept_cells(wide, row):
            for second in _concept_rows(tall, concept(wide.columns[first[1]].label)):
                if _may_be_total(first[0], second):
                    _add(pairs, first[0], second)
        everything = pairs.agree + pairs.differ
        enough = len(everything) >= _FEWEST_CONCEPTS and pairs.surprise >= 1
        if enough and all(_is_within(a, b, _CLOSE) for a, b in everything):
            for a, b in everything:
                yield a, b, ("label", "arithmetic")


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
    same_unit = _money(first.unit) is not None and _money(second.unit) is not None
    deviations = {figure.scenario for figure in (first, second)} & {"deviation"}
    return same_unit and first.year == second.year and (bool(deviations) or first.scenario == second.scenario)


def concept(label: str) -> str | None:
    """Which quantity of an income statement a row or column names: income, cost, net, budget or budget_deviation."""
    names = vocabulary("totals")["concepts"]
    return next((name for name in names if matches(f"concepts.{name}", label)), None)
