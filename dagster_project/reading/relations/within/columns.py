"""Which columns of a table follow from other columns, row by row: deviations, changes, nets, totals and shares.

All rows vote, totals too. Words of the header lower the number of votes that is asked for; without them a formula must
hold nearly everywhere. Of a formula that can be turned around (c = a - b, a = b + c) one form is kept.

Belongs here: formulas of columns. Sums of rows are in `row_sums`, the relations made of both in `table_relations`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, permutations, product

from dagster_project.reading.intervals import growth, ratio
from dagster_project.reading.relations.within.evidence import Support, is_slip_of_a_digit, is_slip_of_a_term
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.tables.resolved import ColumnMeaning
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import Totals
from dagster_project.terms import DeviationSign, Form, Scenario, Unit

_BUDGETS = (Scenario.BUDGET, Scenario.REVISED_BUDGET, Scenario.PLAN, Scenario.TARGET)
_OUTCOMES = (Scenario.ACTUAL, Scenario.FORECAST)
_SHARES = (Unit.PERCENT, Unit.PERCENTAGE_POINT)
_WIDEST_PAIRS = 16
_LONGEST_SIGNED_BLOCK = 5
# Digits of odds asked for: where header and columns agree on a formula, where the header names other columns, without.
_ASKED_WITH_HEADER, _ASKED_OF_OTHER_COLUMNS, _ASKED_WITHOUT = 0.3, 3.0, 6.0
_FEWEST_ROWS_WITHOUT_HEADER = 5
_HOLDS_A_BREAK = 9
_ROWS_TO_SEE = 12
_FEWEST_QUOTIENTS = 3
_HUNDRED = Decimal(100)
# A share, a growth, and a share of an amount without its sign: the percent of a deviation has the sign of that.
_QUOTIENTS = ((Form.RATIO, (100, 1)), (Form.GROWTH, (100, 1)), (Form.RATIO, (100, -1)))


class Result(StrEnum):
    """The kind of result that the header of a column names."""

    DEVIATION = "deviation"
    CHANGE = "change"
    REMAINING = "remaining"
    CLOSING = "closing"
    NET = "net"
    TOTAL = "total"
    PERCENT = "percent"


_COMPARISONS = (Result.DEVIATION, Result.CHANGE)
_LINEAR = (*_COMPARISONS, Result.REMAINING, Result.CLOSING, Result.NET, Result.TOTAL)


@dataclass(frozen=True, slots=True)
class ColumnFormula:
    """A column that follows from others, by index. `form` is sum, difference, ratio or growth.

    `parts` of a difference are minuend and subtrahend, of a ratio numerator and denominator, of a growth current and
    previous. `header` is the kind of result that the target's header names, None where there are only the figures.
    `flipped` rows hold with minuend and subtrahend exchanged: incomes in a table where a deviation above zero is always
    the better. `longer` rows have a total above the years shown: of a project begun earlier, say. A denominator of
    weight -1 is taken without its sign.
    """

    target: int
    parts: tuple[int, ...]
    weights: tuple[int, ...]
    form: Form
    header: Result | None
    support: Support
    flipped: tuple[int, ...] = ()
    longer: tuple[int, ...] = ()


def find_column_formulas(grid: Grid) -> list[ColumnFormula]:
    """The formulas among a table's columns, at most one per target column."""
    found: list[ColumnFormula] = []
    for formula in sorted(_simple(list(_linear(grid))), key=lambda f: _rank(grid, f), reverse=True):
        columns = {formula.target, *formula.parts}
        is_known = any(f.target == formula.target or columns == {f.target, *f.parts} for f in found)
        if not is_known and not _follows_from(formula, found):
            found.append(formula)
    return found + _quotients(grid, {f.target for f in found})


def deviation_sign(grid: Grid, formulas: Sequence[ColumnFormula]) -> DeviationSign | None:
    """The table's own convention for deviations, where its figures prove one and only one."""
    signs = set()
    for formula in formulas:
        if formula.form is not Form.DIFFERENCE or formula.header is not Result.DEVIATION:
            continue
        if formula.flipped:
            return None
        first, second = (grid.columns[part].scenario for part in formula.parts)
        if first in _BUDGETS and second in _OUTCOMES:
            signs.add(DeviationSign.BUDGET_MINUS_ACTUAL)
        if first in _OUTCOMES and second in (*_BUDGETS, Scenario.FORECAST) and first != second:
            signs.add(DeviationSign.ACTUAL_MINUS_BUDGET)
    return signs.pop() if len(signs) == 1 else None


def header_result(grid: Grid, column: int) -> Result | None:
    """The kind of result that a column's header names, percent excepted."""
    meaning = grid.columns[column]
    if meaning.scenario in (Scenario.DEVIATION, Scenario.CHANGE):
        return Result(meaning.scenario)
    words = load(Totals).derived_columns
    return next((kind for kind in _LINEAR if matches(words[kind], meaning.label)), None)


def _simple(formulas: Sequence[ColumnFormula]) -> list[ColumnFormula]:
    """The formulas without those that only add zero to another: "net = budget + deviation + income + cost - net" of two
    years holds wherever "net = budget + deviation" does."""
    columns = {frozenset((formula.target, *formula.parts)) for formula in formulas}
    return [formula for formula in formulas if not any(other <= set(formula.parts) for other in columns)]


def _linear(grid: Grid) -> Iterator[ColumnFormula]:
    kinds = [header_result(grid, column) for column in range(len(grid.columns))]
    for target, kind in enumerate(kinds):
        for parts, weights in _hypotheses(grid, target, kind):
            formula = _linear_formula(grid, target, parts, weights, kind)
            if formula is not None:
                yield formula


def _hypotheses(grid: Grid, target: int, kind: Result | None) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    others = [column for column in range(len(grid.columns)) if column != target and _has_numbers(grid, column)]
    if len(others) <= _WIDEST_PAIRS:
        if kind is not Result.TOTAL:
            for pair in permutations(others, 2):
                yield pair, (1, -1)
        if kind not in _COMPARISONS:
            for pair in combinations(others, 2):
                yield pair, (1, 1)
    if kind in _COMPARISONS:
        return
    for block in _blocks(grid, target):
        yield block, (1,) * len(block)
        if kind in (Result.NET, Result.CLOSING, Result.REMAINING) and len(block) <= _LONGEST_SIGNED_BLOCK:
            for weights in product((1, -1), repeat=len(block)):
                if -1 in weights and 1 in weights:
                    yield block, weights


def _blocks(grid: Grid, target: int) -> Iterator[tuple[int, ...]]:
    """The unbroken blocks of three or more columns that end before a column or begin after it."""
    for start in range(target - 2):
        yield tuple(range(start, target))
    for end in range(target + 3, len(grid.columns)):
        yield tuple(range(target + 1, end + 1))


def _has_numbers(grid: Grid, column: int) -> bool:
    return any(line[column] is not None for line in grid.values)


def _linear_formula(
    grid: Grid, target: int, parts: tuple[int, ...], weights: tuple[int, ...], kind: Result | None
) -> ColumnFormula | None:
    """The formula if enough rows hold."""
    support, opposite = Support(), Support()
    for row in range(len(grid.rows)):
        terms = formula_terms(grid, row, target, parts, weights)
        stated = grid.values[row][target]
        if terms is None or stated is None:
            continue
        support.add(row, stated, grid.halves[row][target], terms)
        opposite.add(row, -stated, grid.halves[row][target], terms)
        if _is_hopeless(support, opposite, len(grid.rows), kind):
            return None
    flipped = _flipped(grid, support, opposite) if kind is Result.DEVIATION else ()
    longer = _longer(grid, target, parts, support)
    support.breaks = [row for row in support.breaks if row not in (*flipped, *longer)]
    form = Form.DIFFERENCE if weights == (1, -1) else Form.SUM
    formula = ColumnFormula(target, parts, weights, form, kind, support, flipped, longer)
    return formula if _is_supported(grid, formula) else None


def _is_supported(grid: Grid, formula: ColumnFormula) -> bool:
    """Whether a clear majority of rows hold and not by chance: by the header's words, else by figures alone."""
    support, columns = formula.support, len(grid.columns)
    holds, breaks = len(support.holds), len(support.breaks)
    if not support.informative:
        return False
    if formula.header is None:
        informative = support.informative >= _FEWEST_ROWS_WITHOUT_HEADER and support.surprise >= _ASKED_WITHOUT
        return informative and holds >= _HOLDS_A_BREAK * breaks
    asked = _ASKED_WITH_HEADER if _is_natural(grid, formula) else _ASKED_OF_OTHER_COLUMNS
    asked += math.log10(columns - 1) if columns > 3 else 0
    if len(formula.parts) == 2 and holds == breaks == 1 and _is_natural(grid, formula):
        breaks = sum(not _is_slip(grid, formula, row) for row in support.breaks)
    return support.surprise >= asked and (holds >= 2 * breaks if len(formula.parts) == 2 else holds > breaks)


def _is_slip(grid: Grid, formula: ColumnFormula, row: int) -> bool:
    """Whether one cell with another sign, unit or digit would make a row hold."""
    terms = formula_terms(grid, row, formula.target, formula.parts, formula.weights)
    stated, half = grid.values[row][formula.target], grid.halves[row][formula.target]
    if terms is None or stated is None:
        return False
    return is_slip_of_a_term(stated, half, terms) or is_slip_of_a_digit(stated, half, terms)


def _is_hopeless(support: Support, opposite: Support, rows: int, kind: Result | None) -> bool:
    """Whether so many of the rows seen break that the rest cannot make up for it."""
    if kind is None:
        return _HOLDS_A_BREAK * len(support.breaks) > rows
    seen = len(support.holds) + len(support.breaks)
    return seen > _ROWS_TO_SEE and 4 * (len(support.holds) + len(opposite.holds)) < seen


def _flipped(grid: Grid, support: Support, opposite: Support) -> tuple[int, ...]:
    """The rows whose deviation has the other sign by convention: incomes, or several rows that agree on it."""
    rows = [row for row in opposite.holds if row in support.breaks]
    if len(rows) < 2:
        rows = [row for row in rows if matches(load(Totals).income_rows, grid.rows[row].label)]
    return tuple(rows) if len(rows) < len(support.holds) else ()


def _longer(grid: Grid, target: int, parts: Sequence[int], support: Support) -> tuple[int, ...]:
    """The rows whose total may hold years that the table does not show: they are fewer than those that add up.

    Where the table has the status of its projects, only those under way may have begun earlier, and total rows.
    """
    years = {grid.columns[part].year for part in parts} - {None}
    if (
        len(years) < 2
        or grid.columns[target].year in years
        or not matches(load(Totals).lifetime_totals, grid.columns[target].label)
    ):
        return ()
    ongoing = {row for row in range(len(grid.rows)) if grid.status_is_ongoing(row)}
    rows = [
        row
        for row in support.breaks
        if abs(grid.values[row][target] or 0) > abs(sum(grid.values[row][part] or 0 for part in parts))
        and (not ongoing or row in ongoing or grid.rows[row].total_word)
    ]
    return tuple(rows) if len(rows) < len(support.holds) else ()


def formula_terms(
    grid: Grid, row: int, target: int, parts: Sequence[int], weights: Sequence[int]
) -> list[tuple[int, int]] | None:
    """The weighted values and half units of a row's parts; None where the row can't be tried.

    An empty part of a block of columns adds nothing; of two columns both must be given. Units must be one, but the
    difference of percents is in percentage points.
    """
    if grid.values[row][target] is None or any(grid.words(row, part) for part in parts):
        return None
    given = [(part, weight) for part, weight in zip(parts, weights, strict=True) if grid.values[row][part] is not None]
    if not given or (len(parts) == 2 and len(given) < 2):
        return None
    units = {_kind_of_unit(grid.units[row][column]) for column in (target, *(part for part, _ in given))} - {None}
    if len(units) > 1 or (len(parts) > 2 and not grid.is_additive(row, target)):
        return None
    if weights == (1, 1) and not grid.is_additive(row, target):
        return None
    return [(weight * (grid.values[row][part] or 0), grid.halves[row][part]) for part, weight in given]


def _kind_of_unit(unit: Unit | None) -> Unit | None:
    return Unit.PERCENT if unit in _SHARES else unit


def _rank(grid: Grid, formula: ColumnFormula) -> tuple[bool, float, bool, bool, float, int]:
    """Header words first, then the share of rows that hold, then plausible columns, the latest years, odds, and the
    rightmost."""
    support = formula.support
    share = len(support.holds) / (len(support.holds) + len(support.breaks))
    is_natural, is_latest = _is_natural(grid, formula), _is_of_latest_year(grid, formula)
    return (formula.header is not None, round(share, 1), is_natural, is_latest, support.surprise, formula.target)


def _is_of_latest_year(grid: Grid, formula: ColumnFormula) -> bool:
    """Whether a change is that of the latest year of its scenario, as one that names no years mostly is."""
    if formula.header is not Result.CHANGE:
        return False
    first = grid.columns[formula.parts[0]]
    years = [column.year for column in grid.columns if column.scenario == first.scenario and column.year]
    return first.year == max(years, default=None)


def _is_natural(grid: Grid, formula: ColumnFormula) -> bool:
    """Whether the scenarios and years of the parts are what the header of the target asks for."""
    if formula.form is not Form.DIFFERENCE:
        return formula.header in (None, Result.NET, Result.TOTAL, Result.CLOSING)
    first, second = (grid.columns[part] for part in formula.parts)
    if formula.header is Result.DEVIATION:
        return first.scenario != second.scenario and _is_one_year(first, second)
    if formula.header is Result.CHANGE:
        return first.scenario == second.scenario and (first.year or 0) > (second.year or 0)
    return formula.header in (Result.NET, Result.REMAINING)


def _is_one_year(first: ColumnMeaning, second: ColumnMeaning) -> bool:
    return first.year is None or second.year is None or first.year == second.year


def _follows_from(formula: ColumnFormula, found: Sequence[ColumnFormula]) -> bool:
    """Whether a formula without header words only repeats found ones: all its columns but one are bound together."""
    if formula.header:
        return False
    columns = {formula.target, *formula.parts}
    return any(len(columns & {f.target, *f.parts}) >= 2 for f in found)


def _quotients(grid: Grid, taken: set[int]) -> list[ColumnFormula]:
    """Columns in percent that are the share or the growth of two other columns."""
    found = []
    numeric = [c for c in range(len(grid.columns)) if _has_numbers(grid, c)]
    for target in numeric:
        if target in taken or not _is_percent(grid, target):
            continue
        named = matches(load(Totals).quotient_columns, grid.columns[target].label)
        tried = [
            formula
            for pair in permutations([c for c in numeric if c != target and not _is_percent(grid, c)], 2)
            for form, weights in _QUOTIENTS
            if (formula := _quotient(grid, target, pair, form, weights, named)) is not None
        ]
        if tried:
            found.append(max(tried, key=lambda f: f.support.score))
    return found


def _is_percent(grid: Grid, column: int) -> bool:
    units = [grid.units[row][column] for row in range(len(grid.rows)) if grid.values[row][column] is not None]
    return sum(unit in _SHARES for unit in units) * 2 > len(units)


def _quotient(
    grid: Grid, target: int, pair: tuple[int, int], form: Form, weights: tuple[int, int], named: bool
) -> ColumnFormula | None:
    """The formula if enough rows hold; those that hold to the last digit, though all are rounded, count double."""
    support = Support()
    for row in range(len(grid.rows)):
        if not quotient_is_given(grid, row, target, pair):
            continue
        first, second = (grid.interval(row, part) for part in pair)
        second = second.times(Decimal(quotient_weights(grid, row, pair, weights)[1]))
        computed = (ratio if form is Form.RATIO else growth)(first, second, _HUNDRED)
        if computed is None:
            continue
        stated = grid.interval(row, target)
        informative = first.middle not in (0, second.middle)
        (support.holds if stated.meets(computed) else support.breaks).append(row)
        if stated.meets(computed) and informative:
            nominal = _HUNDRED * first.middle / second.middle - (0 if form is Form.RATIO else _HUNDRED)
            support.informative += 1
            support.surprise += 1.0 if abs(nominal - stated.middle) <= stated.half_width else 0.5
    holds, breaks = len(support.holds), len(support.breaks)
    fewest = _FEWEST_QUOTIENTS if named else 2 * _FEWEST_QUOTIENTS
    if support.informative < fewest or holds < 3 * breaks:
        return None
    return ColumnFormula(target, pair, weights, form, Result.PERCENT if named else None, support)


def quotient_weights(grid: Grid, row: int, pair: Sequence[int], weights: Sequence[int]) -> tuple[int, int]:
    """The weights of a quotient in one row: -1 turns a negative denominator that is taken without its sign."""
    is_turned = weights[1] < 0 and (grid.values[row][pair[1]] or 0) < 0
    return weights[0], -1 if is_turned else 1


def quotient_is_given(grid: Grid, row: int, target: int, pair: Sequence[int]) -> bool:
    """Whether a row has a percent and two figures of one additive unit to take the quotient of."""
    if any(grid.values[row][column] is None for column in (target, *pair)):
        return False
    units = {grid.units[row][part] for part in pair}
    return grid.units[row][target] in _SHARES and len(units) == 1 and all(grid.is_additive(row, part) for part in pair)
