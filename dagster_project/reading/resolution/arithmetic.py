"""What the arithmetic of a table says about its figures: terms of a sum share their unit, a difference its scenarios.

Sums are searched without regard to units, so that a figure with a wrong unit is found as a term.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dagster_project.reading.meaning.evidence import Candidate, is_printed
from dagster_project.reading.relations.amounts import additive_units
from dagster_project.reading.relations.within.columns import ColumnFormula, Result, find_column_formulas, header_result
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.relations.within.row_sums import find_row_sums
from dagster_project.reading.relations.within.sequence import RowSum
from dagster_project.reading.resolution.update import Cell, add_period, add_scenario, add_unit
from dagster_project.reading.tables.resolved import ColumnMeaning, TableMeaning
from dagster_project.terms import Domain, EvidenceSource, Form, Scenario, Unit

_OUTCOMES = (Scenario.ACTUAL, Scenario.FORECAST)
_BUDGETS = (Scenario.BUDGET, Scenario.TARGET, Scenario.PLAN)
# Digits of odds that a sum must have to say what its terms are.
_ASKED = 3.0
_MOST_OTHERS = 0.34
_FEWEST_SHARES = 3


def apply_arithmetic(table: TableMeaning) -> None:
    """Adds what the sums and differences of a table say about units, scenarios and periods."""
    grid = Grid(_without_units(table))
    formulas = find_column_formulas(grid)
    _apply_differences(table, grid, formulas)
    if _has_doubtful_units(table):
        dependent = frozenset(formula.target for formula in formulas)
        deviations = frozenset(c for c in range(len(grid.columns)) if header_result(grid, c) is Result.DEVIATION)
        for row_sum in find_row_sums(grid, dependent, deviations).sums:
            _apply_sum(table, grid, row_sum)
            _apply_whole(table, grid, row_sum)


def _without_units(table: TableMeaning) -> TableMeaning:
    """The table with the units of cells and shares only."""
    figures = {
        cell: figure if _is_fixed(table, cell) else replace(figure, unit=None) for cell, figure in table.figures.items()
    }
    return TableMeaning(table.record, table.columns, table.rows, figures, table.evidence)


def _is_fixed(table: TableMeaning, cell: Cell) -> bool:
    """Whether a unit is printed beside the number, or is one that can't be added."""
    figure = table.figures[cell]
    return figure.unit_source is EvidenceSource.CELL or (
        figure.unit is not None and figure.unit not in additive_units()
    )


def _has_doubtful_units(table: TableMeaning) -> bool:
    """Whether figures have several units, or some none."""
    units = {figure.unit for figure in table.figures.values() if figure.value is not None}
    return len(units) > 1


def _apply_sum(table: TableMeaning, grid: Grid, row_sum: RowSum) -> None:
    """Gives the terms of a sum that holds the unit that most of them are printed with."""
    if row_sum.support.score < _ASKED:
        return
    for column in row_sum.support.holds:
        cells = list(_cells(grid, (row_sum.target, *row_sum.parts), column))
        printed = Counter(unit for cell in cells if (unit := _printed_unit(table, cell, is_plain=True)))
        printed = printed or Counter(unit for cell in cells if (unit := _printed_unit(table, cell, is_plain=False)))
        if not printed:
            continue
        (unit, votes), others = printed.most_common(1)[0], len(printed)
        if unit not in additive_units() or (others > 1 and votes < (1 - _MOST_OTHERS) * printed.total()):
            continue
        reason = f"terms of {grid.name(row_sum.target)}"
        for cell in cells:
            if table.figures[cell].unit is not unit and not _is_fixed(table, cell):
                add_unit(table, cell, Candidate(unit, EvidenceSource.ARITHMETIC, reason))


def _apply_whole(table: TableMeaning, grid: Grid, row_sum: RowSum) -> None:
    """Makes figures without a unit percent where they add up to a hundred, and decimals show that none is a count."""
    for column in row_sum.support.holds:
        cells = list(_cells(grid, (row_sum.target, *row_sum.parts), column))
        figures = [table.figures[cell] for cell in cells]
        values = [figure.value for figure in figures if figure.value is not None]
        are_shares = len(values) > _FEWEST_SHARES and min(values) >= 0 and max(values) == 100
        if are_shares and any(f.decimals for f in figures) and not any(f.unit for f in figures):
            reason = f"the terms of {grid.name(row_sum.target)} add up to 100"
            for cell in cells:
                add_unit(table, cell, Candidate(Unit.PERCENT, EvidenceSource.ARITHMETIC, reason))


def _cells(grid: Grid, rows: Sequence[int], column: int) -> Iterator[Cell]:
    """The cells of rows in one column that hold a value other than zero."""
    for row in rows:
        if grid.values[row][column]:
            yield grid.rows[row].number, grid.columns[column].number


def _printed_unit(table: TableMeaning, cell: Cell, *, is_plain: bool) -> Unit | None:
    """The unit of a figure that is printed, plainly or in passing."""
    best = next(iter(table.evidence[cell].unit.candidates), None)
    return best.value if best and best.is_plain is is_plain and is_printed(best) else None


@dataclass(frozen=True, slots=True)
class _Difference:
    """Three columns of which one is the difference of the others, by whatever formula it was found."""

    result: ColumnMeaning
    terms: tuple[ColumnMeaning, ColumnMeaning]


def _differences(grid: Grid, formula: ColumnFormula) -> Iterator[_Difference]:
    """The ways to read a formula as a difference: c = a - b also says b = a - c, and a = b + c says both.

    What remains of a year's budget is its deviation.
    """
    if len(formula.parts) != 2 or formula.header not in (None, Result.DEVIATION, Result.REMAINING):
        return
    target, first, second = (grid.columns[i] for i in (formula.target, *formula.parts))
    if formula.form is Form.DIFFERENCE:
        yield _Difference(target, (first, second))
        if formula.header is None:
            yield _Difference(second, (first, target))
    elif formula.form is Form.SUM and set(formula.weights) == {1}:
        yield _Difference(first, (target, second))
        yield _Difference(second, (target, first))


def _apply_differences(table: TableMeaning, grid: Grid, formulas: Sequence[ColumnFormula]) -> None:
    for formula in formulas:
        if formula.form is Form.GROWTH:
            _name_growth(table, grid, formula)
        for difference in _differences(grid, formula):
            _name_difference(table, difference)
            _name_budget(table, difference)
            _share_period(table, difference)


def _name_difference(table: TableMeaning, difference: _Difference) -> None:
    """Makes a column that is outcome less budget, or the reverse, a deviation if its header names no scenario."""
    result = difference.result
    scenarios = [column.scenario for column in difference.terms if column.names_scenario]
    of = next((s for s in scenarios if s in _OUTCOMES), None)
    against = next((s for s in scenarios if s in _BUDGETS), None)
    remains_of_project = table.record.domain is Domain.INVESTMENT and result.measure == "remaining"
    if of is None or against is None or result.names_scenario or remains_of_project:
        return
    names = " and ".join(column.label for column in difference.terms)
    candidate = Candidate(Scenario.DEVIATION, EvidenceSource.ARITHMETIC, f"the difference of {names}")
    for cell in _cells_of(table, result):
        add_scenario(table, cell, candidate, (of, against))
    named = replace(
        result,
        scenario=Scenario.DEVIATION,
        scenario_source=EvidenceSource.ARITHMETIC,
        of_scenario=of,
        against_scenario=against,
    )
    table.columns = [named if column.number == result.number else column for column in table.columns]


def _name_growth(table: TableMeaning, grid: Grid, formula: ColumnFormula) -> None:
    """Makes a column that is the growth from one column to another a change, if its header names no scenario ("%")."""
    result, later, earlier = (grid.columns[i] for i in (formula.target, *formula.parts))
    if result.names_scenario or not earlier.year or not later.year or later.year <= earlier.year:
        return
    reason = f"the growth from {earlier.label} to {later.label}"
    for cell in _cells_of(table, result):
        candidate = Candidate(Scenario.CHANGE, EvidenceSource.ARITHMETIC, reason)
        add_scenario(table, cell, candidate, (later.scenario, earlier.scenario))


def _name_budget(table: TableMeaning, difference: _Difference) -> None:
    """Makes the column that a deviation of an outcome is from a budget, if its header names no scenario ("Totalt")."""
    if difference.result.scenario is not Scenario.DEVIATION or not difference.result.names_scenario:
        return
    outcome = next((c for c in difference.terms if c.names_scenario and c.scenario in _OUTCOMES), None)
    other = next((c for c in difference.terms if c is not outcome), None)
    if outcome is None or other is None or other.names_scenario or other.period.years:
        return
    reason = f"{difference.result.label} is the difference of {outcome.label} and {other.label}"
    for cell in _cells_of(table, other):
        add_scenario(table, cell, Candidate(Scenario.BUDGET, EvidenceSource.ARITHMETIC, reason))


def _cells_of(table: TableMeaning, column: ColumnMeaning) -> list[Cell]:
    return [cell for cell in table.figures if cell[1] == column.number]


def _share_period(table: TableMeaning, difference: _Difference) -> None:
    """Gives a budget without a printed part of the year the period of the outcome that it is compared with.

    Investments are followed up against the budget of the whole year.
    """
    if table.record.domain is Domain.INVESTMENT:
        return
    outcome = next((column for column in difference.terms if column.scenario is Scenario.ACTUAL), None)
    budget = next((column for column in difference.terms if column.scenario in _BUDGETS), None)
    if outcome is None or budget is None or budget.period.part is not None:
        return
    for cell in _cells_of(table, budget):
        of = table.evidence.get((cell[0], outcome.number))
        period = of.period.value if of else None
        own = table.evidence[cell].period.value
        if period and own and period.year == own.year and period != own:
            reason = f"{budget.label} is compared with {outcome.label}"
            add_period(table, cell, Candidate(period, EvidenceSource.ARITHMETIC, reason))
