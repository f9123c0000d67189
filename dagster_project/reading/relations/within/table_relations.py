"""The relations of one table, made of the sums of its rows and the formulas of its columns; and the role of each row.

Belongs here: what each column of a sum and each row of a formula is expected to obey, and what blocks it. How sums and
formulas are found is in `row_sums` and `columns`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.reading.numbers import MINUS_SIGNS
from dagster_project.reading.relations.model import Relation, Term
from dagster_project.reading.relations.within.columns import (
    ColumnFormula,
    Result,
    deviation_sign,
    find_column_formulas,
    formula_terms,
    header_result,
    quotient_is_given,
    quotient_weights,
)
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.relations.within.row_sums import find_row_sums
from dagster_project.reading.relations.within.sequence import RowSum, RowSums
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import Totals
from dagster_project.terms import (
    AggregationRole,
    Axis,
    Basis,
    DeviationSign,
    Expectation,
    Form,
    RelationKind,
    TermRole,
)

_KINDS_BY_FORM = {Form.RATIO: RelationKind.RATIO_PERCENT, Form.GROWTH: RelationKind.PERIOD_CHANGE}
_KINDS_BY_HEADER = {Result.CHANGE: RelationKind.DIFFERENCE, Result.CLOSING: RelationKind.ROLL_FORWARD}
_DASHES = (*MINUS_SIGNS, "—")
_ROLES = {
    Form.DIFFERENCE: (TermRole.MINUEND, TermRole.SUBTRAHEND),
    Form.RATIO: (TermRole.NUMERATOR, TermRole.DENOMINATOR),
    Form.GROWTH: (TermRole.CURRENT, TermRole.PREVIOUS),
}
_QUOTIENTS = (Form.RATIO, Form.GROWTH)


@dataclass(frozen=True, slots=True)
class TableRelations:
    """The sums and formulas found in one table, and the relations made of them."""

    grid: Grid
    formulas: list[ColumnFormula]
    sums: RowSums
    relations: list[Relation]

    @property
    def deviation_sign(self) -> DeviationSign | None:
        """The table's own sign convention for deviations in columns, else in rows; None where figures prove none."""
        return deviation_sign(self.grid, self.formulas) or _sign_of_rows(self.grid, self.sums)

    @property
    def roles(self) -> dict[str, AggregationRole]:
        """The role of every figure, by its id."""
        roles = row_roles(self.grid, self.sums)
        return {figure_id: role for row, role in enumerate(roles) for figure_id in _figure_ids(self.grid, row)}

    @property
    def totals(self) -> frozenset[str]:
        """The ids of the figures in rows that are sums of other rows."""
        return frozenset(i for row_sum in self.sums.sums for i in _figure_ids(self.grid, row_sum.target))


def _figure_ids(grid: Grid, row: int) -> list[str]:
    return [figure.figure_id for column in range(len(grid.columns)) if (figure := grid.figure(row, column))]


def find_in_table(grid: Grid) -> TableRelations:
    """The relations that one table states about itself: formulas of its columns, sums of its rows."""
    formulas = find_column_formulas(grid)
    dependent = frozenset(formula.target for formula in formulas)
    deviations = frozenset(c for c in range(len(grid.columns)) if header_result(grid, c) is Result.DEVIATION)
    sums = find_row_sums(grid, dependent, deviations)
    return TableRelations(grid, formulas, sums, [*_of_sums(grid, sums), *_of_formulas(grid, formulas)])


def row_roles(grid: Grid, sums: RowSums) -> list[AggregationRole]:
    """The role of every row of a grid.

    Rows after the last total that follow a "varav" row directly are memo rows too: they are details of the total. So is
    the total of memo rows.
    """
    of_memo = {s.target for s in sums.sums if all(grid.rows[part].is_memo for part in s.parts)}
    targets = {row_sum.target for row_sum in sums.sums}
    parts = {part for row_sum in sums.sums for part in row_sum.parts}
    last = max(targets | parts, default=-1)
    roles: list[AggregationRole] = []
    for index, row in enumerate(grid.rows):
        if row.is_memo or index in of_memo:
            role = AggregationRole.MEMO
        elif index in targets or index in sums.unexplained:
            role = AggregationRole.SUBTOTAL if index in parts else AggregationRole.TOTAL
        else:
            role = AggregationRole.MEMO if index > last and _follows_memo_of_total(roles) else AggregationRole.LEAF
        roles.append(role)
    return roles


def _follows_memo_of_total(roles: Sequence[AggregationRole]) -> bool:
    """Whether the roles end with memo rows of a total or subtotal."""
    if not roles or roles[-1] is not AggregationRole.MEMO:
        return False
    last = next((role for role in reversed(roles) if role is not AggregationRole.MEMO), None)
    return last in (AggregationRole.TOTAL, AggregationRole.SUBTOTAL)


def _sign_of_rows(grid: Grid, sums: RowSums) -> DeviationSign | None:
    """The convention of a table whose deviations are rows (budget, net cost, budget deviation below each other)."""
    for row_sum in sums.sums:
        if not matches(load(Totals).deviation_rows, grid.rows[row_sum.target].label) or len(row_sum.parts) != 2:
            continue
        budgets = [w for p, w in zip(row_sum.parts, row_sum.weights, strict=True) if "budget" in grid.name(p).lower()]
        if len(budgets) == 1 and set(row_sum.weights) == {1, -1}:
            return DeviationSign.BUDGET_MINUS_ACTUAL if budgets[0] == 1 else DeviationSign.ACTUAL_MINUS_BUDGET
    return None


def _of_sums(grid: Grid, sums: RowSums) -> Iterator[Relation]:
    parts = {part for row_sum in sums.sums for part in row_sum.parts}
    # A cell left empty where a sum holds is zero, and so are cells like it in the sum's other columns and in the other
    # sums of the column.
    in_sum, in_column = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
    for row_sum in sums.sums:
        for column in row_sum.support.holds:
            texts = _without_value(grid, row_sum, column).values()
            in_sum[row_sum.target].update(texts)
            in_column[column].update(texts)
    for row_sum in (*sums.sums, *sums.splits):
        kind = RelationKind.SUBTOTAL if row_sum.target in parts else RelationKind.COLUMN_SUM
        for column in range(len(grid.columns)):
            zero = in_sum[row_sum.target] | in_column[column]
            relation = _of_sum(grid, row_sum, column, kind, zero)
            if relation:
                yield relation
    for row, reason in sums.unexplained.items():
        for column in range(len(grid.columns)):
            figure = grid.figure(row, column)
            if figure and figure.value is not None and grid.is_additive(row, column):
                yield Relation(
                    RelationKind.COLUMN_SUM,
                    Form.SUM,
                    Axis.ROWS,
                    (Basis.LABEL,),
                    Term(TermRole.STATED, figure=figure),
                    (),
                    f"{grid.name(row)} = sum of rows in column {grid.column_name(column)}",
                    Expectation.NOT_ASSESSED,
                    reason,
                )


def _of_sum(grid: Grid, row_sum: RowSum, column: int, kind: RelationKind, zero: Set[str]) -> Relation | None:
    stated = grid.figure(row_sum.target, column)
    if stated is None or stated.value is None or not grid.is_additive(row_sum.target, column):
        return None
    weights = (1,) * len(row_sum.parts) if column in row_sum.unsigned else row_sum.weights
    weighted = list(zip(row_sum.parts, weights, strict=True))
    terms = tuple(Term(TermRole.PART, Decimal(w), f) for part, w in weighted if (f := grid.figure(part, column)))
    reason = _obstacle(grid, row_sum, column, zero)
    if reason is None and not any(term.figure and term.figure.value is not None for term in terms):
        return None
    signs = "" if set(weights) == {1} else " with signs"
    rows = f"sum of {len(weighted)} rows{signs}" if len(weighted) > 1 else f"{grid.name(row_sum.parts[0])} below it"
    return Relation(
        kind,
        Form.SUM,
        Axis.ROWS,
        row_sum.basis,
        Term(TermRole.STATED, figure=stated),
        terms,
        f"{grid.name(row_sum.target)} = {rows} in column {grid.column_name(column)}",
        Expectation.BLOCKED if reason else Expectation.EXPECTED,
        reason,
    )


def _obstacle(grid: Grid, row_sum: RowSum, column: int, zero: Set[str]) -> str | None:
    """Why a column of a sum cannot be judged: a part is in words, or is empty in a column that does not add up and may
    not be zero. Empty cells printed like one of `zero` are zero."""
    for part in row_sum.parts:
        words = grid.words(part, column)
        if words:
            return f"'{grid.name(part)}' says '{words}' in column {grid.column_name(column)}"
    unknown = [part for part, text in _without_value(grid, row_sum, column).items() if text not in zero]
    if unknown and column in row_sum.support.breaks and _may_close(grid, row_sum, column):
        return f"'{grid.name(unknown[0])}' is empty in column {grid.column_name(column)}"
    return None


def _without_value(grid: Grid, row_sum: RowSum, column: int) -> dict[int, str]:
    """The printed text of the cells of a column that have no value and are not plainly zero, by row.

    A dash is zero, by the signs of Swedish official statistics ("–" nothing to report, ".." not known).
    """
    found = {}
    for part in row_sum.parts:
        figure = grid.figure(part, column)
        text = figure.value_as_printed.strip() if figure else ""
        if grid.values[part][column] is None and text not in _DASHES:
            found[part] = text
    return found


def _may_close(grid: Grid, row_sum: RowSum, column: int) -> bool:
    """Whether an amount that was not printed could make a column add up: not where it would be the only one with its
    sign."""
    given = [
        weight * value
        for part, weight in zip(row_sum.parts, row_sum.weights, strict=True)
        if (value := grid.values[part][column])
    ]
    lacking = (grid.values[row_sum.target][column] or 0) - sum(given)
    return min(given, default=0) < 0 < max(given, default=0) or lacking * sum(given) >= 0


def _of_formulas(grid: Grid, formulas: Sequence[ColumnFormula]) -> Iterator[Relation]:
    for formula in formulas:
        for row in range(len(grid.rows)):
            relation = _of_formula(grid, formula, row)
            if relation:
                yield relation


def _of_formula(grid: Grid, formula: ColumnFormula, row: int) -> Relation | None:
    stated = grid.figure(row, formula.target)
    if stated is None or stated.value is None:
        return None
    reason = None
    is_quotient = formula.form in _QUOTIENTS
    in_words = next((part for part in formula.parts if grid.words(row, part)), None)
    if in_words is not None:
        reason = f"column {grid.column_name(in_words)} says '{grid.words(row, in_words)}'"
    elif is_quotient:
        if not quotient_is_given(grid, row, formula.target, formula.parts):
            return None
    elif formula_terms(grid, row, formula.target, formula.parts, formula.weights) is None:
        return None
    elif row in formula.longer:
        reason = "the total of a project may hold years that the table does not show"
    parts = formula.parts[::-1] if row in formula.flipped else formula.parts
    weights = quotient_weights(grid, row, parts, formula.weights) if is_quotient else formula.weights
    roles = _ROLES.get(formula.form, (TermRole.PART,) * len(parts))
    terms = tuple(
        Term(role, Decimal(weight), figure)
        for role, part, weight in zip(roles, parts, weights, strict=True)
        if (figure := grid.figure(row, part)) is not None
    )
    names = [grid.column_name(part) for part in parts]
    by_header = _KINDS_BY_HEADER.get(formula.header) if formula.header else None
    return Relation(
        _KINDS_BY_FORM.get(formula.form) or by_header or RelationKind.ROW_FORMULA,
        formula.form,
        Axis.COLUMNS,
        (Basis.LABEL, Basis.ARITHMETIC) if formula.header else (Basis.ARITHMETIC,),
        Term(TermRole.STATED, figure=stated),
        terms,
        f"{grid.column_name(formula.target)} = {_written(formula, names)} in row {grid.name(row)}",
        Expectation.BLOCKED if reason else Expectation.EXPECTED,
        reason,
    )


def _written(formula: ColumnFormula, names: Sequence[str]) -> str:
    if formula.form is Form.RATIO:
        return f"100 x {names[0]} / {names[1]}"
    if formula.form is Form.GROWTH:
        return f"growth of {names[0]} from {names[1]} in percent"
    if len(names) > 3 and set(formula.weights) == {1}:
        return f"sum of {len(names)} columns from {names[0]} to {names[-1]}"
    signed = "".join(f" {'+' if w > 0 else '-'} {name}" for name, w in zip(names, formula.weights, strict=True))
    return signed.removeprefix(" + ").strip()
