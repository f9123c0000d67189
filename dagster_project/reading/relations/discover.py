"""Finds what the figures of a report must obey, and hands it over as relations with their terms.

Python only proposes: whether a relation holds is judged in SQL. What a row is in its table (leaf, subtotal, total,
memo) follows from the sums found here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal

from dagster_project.reading.identity import short_hash
from dagster_project.reading.numbers import MINUS_SIGNS
from dagster_project.reading.records import FigureRecord, RelationRecord, RelationTermRecord
from dagster_project.reading.relations.between.restated import Restatement, find_restatements
from dagster_project.reading.relations.within.columns import (
    ColumnFormula,
    deviation_sign,
    find_column_formulas,
    formula_terms,
    header_kind,
    quotient_is_given,
    quotient_weights,
)
from dagster_project.reading.relations.within.grid import Grid, matches
from dagster_project.reading.relations.within.row_sums import RowSum, RowSums, find_row_sums
from dagster_project.reading.tables.resolved import TableMeaning

_KINDS_BY_HEADER = {"change": "difference", "closing": "roll_forward"}
_DASHES = (*MINUS_SIGNS, "—")
_ROLES = {
    "difference": ("minuend", "subtrahend"),
    "ratio": ("numerator", "denominator"),
    "growth": ("current", "previous"),
}


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the tables of a report were found to state about themselves.

    `roles` by figure id, `deviation_signs` by table id, `parents` from (table id, row number) to the row number of the
    total that the row is a part of.
    """

    relations: list[RelationRecord] = field(default_factory=list)
    terms: list[RelationTermRecord] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    deviation_signs: dict[str, str | None] = field(default_factory=dict)
    parents: dict[tuple[str, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One relation before it has an id: a stated figure and the terms (role, weight, figure) it must agree with."""

    kind: str
    form: str
    axis: str
    basis: str
    stated: FigureRecord
    terms: tuple[tuple[str, Decimal, FigureRecord], ...]
    description: str
    expectation: str = "expected"
    reason: str | None = None

    @property
    def relation_id(self) -> str:
        """The same for the same figures, whatever else was read in the report."""
        parts = sorted(figure.figure_id for _, _, figure in self.terms)
        tables = sorted({self.stated.table_id, *(figure.table_id for _, _, figure in self.terms)})
        return short_hash(*tables, self.kind, self.stated.figure_id, *parts)


@dataclass(frozen=True, slots=True)
class Stated:
    """What one table was found to state about itself."""

    grid: Grid
    formulas: list[ColumnFormula]
    sums: RowSums
    proposals: list[Proposal]


def discover_relations(tables: list[TableMeaning]) -> Discovery:
    """The relations among the figures of a report: sums of rows, formulas of columns, quantities printed twice."""
    found = Discovery()
    states = [state_relations(Grid(table)) for table in tables]
    proposals: list[Proposal] = []
    supported: set[str] = set()
    for stated in states:
        grid, sums = stated.grid, stated.sums
        table_id = grid.table.record.table_id
        found.deviation_signs[table_id] = deviation_sign(grid, stated.formulas) or _sign_of_rows(grid, sums)
        roles = row_roles(grid, sums)
        targets = {row_sum.target for row_sum in sums.sums}
        for row, role in enumerate(roles):
            figures = [f for column in range(len(grid.columns)) if (f := grid.figure(row, column))]
            found.roles.update({figure.figure_id: role for figure in figures})
            supported.update(figure.figure_id for figure in figures if row in targets)
        for row_sum in sums.sums:
            for part in row_sum.parts:
                found.parents[(table_id, grid.rows[part].number)] = grid.rows[row_sum.target].number
        proposals += stated.proposals
    restatements = find_restatements([stated.grid for stated in states], frozenset(supported))
    _share_signs(found.deviation_signs, restatements)
    proposals += [_restatement_proposal(restatement) for restatement in restatements]
    for proposal in {proposal.relation_id: proposal for proposal in proposals}.values():
        found.relations.append(_relation(proposal))
        found.terms.extend(_terms(proposal))
    return found


def state_relations(grid: Grid) -> Stated:
    """What one table states about itself: formulas of its columns, sums of its rows."""
    formulas = find_column_formulas(grid)
    sums = find_row_sums(grid, *_bound_columns(grid, formulas))
    return Stated(grid, formulas, sums, [*_sum_proposals(grid, sums), *_formula_proposals(grid, formulas)])


def _bound_columns(grid: Grid, formulas: Sequence[ColumnFormula]) -> tuple[frozenset[int], frozenset[int]]:
    """The columns that follow from others, and those that are deviations."""
    dependent = frozenset(formula.target for formula in formulas)
    return dependent, frozenset(c for c in range(len(grid.columns)) if header_kind(grid, c) == "deviation")


def row_roles(grid: Grid, sums: RowSums) -> list[str]:
    """leaf, subtotal, total or memo for every row of a grid.

    Rows after the last total that follow a "varav" row directly are memo rows too: they tell more about the total. So
    is the total of memo rows.
    """
    of_memo = {s.target for s in sums.sums if all(grid.rows[part].is_memo for part in s.parts)}
    targets = {row_sum.target for row_sum in sums.sums}
    parts = {part for row_sum in sums.sums for part in row_sum.parts}
    roles: list[str] = []
    for index, row in enumerate(grid.rows):
        if row.is_memo or index in of_memo:
            role = "memo"
        elif index in targets or index in sums.unexplained:
            role = "subtotal" if index in parts else "total"
        else:
            role = "leaf"
        after_memo = role == "leaf" and _before_memo(roles) in ("total", "subtotal")
        if after_memo and not any(later in targets | parts for later in range(index, len(grid.rows))):
            role = "memo"
        roles.append(role)
    return roles


def _before_memo(roles: Sequence[str]) -> str:
    """The last role before the memo rows that the roles end with, '' where they end with none."""
    if not roles or roles[-1] != "memo":
        return ""
    return next((role for role in reversed(roles) if role != "memo"), "")


def _sign_of_rows(grid: Grid, sums: RowSums) -> str | None:
    """The convention of a table whose deviations are rows (budget, net cost, budget deviation below each other)."""
    for row_sum in sums.sums:
        if not matches("deviation_rows", grid.rows[row_sum.target].label) or len(row_sum.parts) != 2:
            continue
        budgets = [w for p, w in zip(row_sum.parts, row_sum.weights, strict=True) if "budget" in grid.name(p).lower()]
        if len(budgets) == 1 and set(row_sum.weights) == {1, -1}:
            return "budget_minus_actual" if budgets[0] == 1 else "actual_minus_budget"
    return None


def _share_signs(signs: dict[str, str | None], restatements: Sequence[Restatement]) -> None:
    """Gives a table without a proven sign of deviations that of a table which prints the same deviation."""
    for restatement in restatements:
        pair = (restatement.stated, restatement.other)
        if all(figure.scenario == "deviation" for figure in pair):
            for one, other in (pair, pair[::-1]):
                signs[one.table_id] = signs.get(one.table_id) or signs.get(other.table_id)


def _sum_proposals(grid: Grid, sums: RowSums) -> Iterator[Proposal]:
    parts = {part for row_sum in sums.sums for part in row_sum.parts}
    # What is left empty where a sum holds is nothing, in its other columns and in the other sums of the column.
    in_sum, in_column = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
    for row_sum in sums.sums:
        for column in row_sum.support.holds:
            texts = _gaps(grid, row_sum, column).values()
            in_sum[row_sum.target].update(texts)
            in_column[column].update(texts)
    for row_sum in (*sums.sums, *sums.splits):
        kind = "subtotal" if row_sum.target in parts else "column_sum"
        for column in range(len(grid.columns)):
            nothing = in_sum[row_sum.target] | in_column[column]
            proposal = _sum_proposal(grid, row_sum, column, kind, nothing)
            if proposal:
                yield proposal
    for row, reason in sums.unexplained.items():
        for column in range(len(grid.columns)):
            figure = grid.figure(row, column)
            if figure and figure.value is not None and grid.is_additive(row, column):
                text = f"{grid.name(row)} = sum of rows in column {grid.column_name(column)}"
                yield Proposal("column_sum", "sum", "rows", "label", figure, (), text, "not_assessed", reason)


def _sum_proposal(grid: Grid, row_sum: RowSum, column: int, kind: str, nothing: Set[str]) -> Proposal | None:
    stated = grid.figure(row_sum.target, column)
    if stated is None or stated.value is None or not grid.is_additive(row_sum.target, column):
        return None
    weights = (1,) * len(row_sum.parts) if column in row_sum.unsigned else row_sum.weights
    weighted = list(zip(row_sum.parts, weights, strict=True))
    terms = tuple(("part", Decimal(w), f) for part, w in weighted if (f := grid.figure(part, column)))
    expectation, reason = _expectation(grid, row_sum, column, nothing)
    if not any(figure.value is not None for _, _, figure in terms) and expectation == "expected":
        return None
    signs = "" if set(weights) == {1} else " with signs"
    rows = f"sum of {len(weighted)} rows{signs}" if len(weighted) > 1 else f"{grid.name(row_sum.parts[0])} below it"
    text = f"{grid.name(row_sum.target)} = {rows} in column {grid.column_name(column)}"
    return Proposal(kind, "sum", "rows", "+".join(row_sum.basis), stated, terms, text, expectation, reason)


def _expectation(grid: Grid, row_sum: RowSum, column: int, nothing: Set[str]) -> tuple[str, str | None]:
    """Blocked where a part is in words, or is empty in a column that does not add up and empty parts are not zero, as
    those printed like one of `nothing` are."""
    for part in row_sum.parts:
        words = grid.words(part, column)
        if words:
            return "blocked", f"'{grid.name(part)}' says '{words}' in column {grid.column_name(column)}"
    gaps = _gaps(grid, row_sum, column)
    unknown = [part for part, text in gaps.items() if text not in nothing]
    if unknown and column in row_sum.support.breaks and _may_close(grid, row_sum, column):
        return "blocked", f"'{grid.name(unknown[0])}' is empty in column {grid.column_name(column)}"
    return "expected", None


def _gaps(grid: Grid, row_sum: RowSum, column: int) -> dict[int, str]:
    """What is printed in the cells of a column that have no value and are not plainly nothing, by row.

    A dash is, by the signs of Swedish official statistics ("–" nothing to report, ".." not known).
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


def _formula_proposals(grid: Grid, formulas: Sequence[ColumnFormula]) -> Iterator[Proposal]:
    for formula in formulas:
        for row in range(len(grid.rows)):
            proposal = _formula_proposal(grid, formula, row)
            if proposal:
                yield proposal


def _formula_proposal(grid: Grid, formula: ColumnFormula, row: int) -> Proposal | None:
    stated = grid.figure(row, formula.target)
    if stated is None or stated.value is None:
        return None
    expectation, reason = "expected", None
    worded = next((part for part in formula.parts if grid.words(row, part)), None)
    if worded is not None:
        expectation, reason = "blocked", f"column {grid.column_name(worded)} says '{grid.words(row, worded)}'"
    elif formula.form in ("ratio", "growth"):
        if not quotient_is_given(grid, row, formula.target, formula.parts):
            return None
    elif formula_terms(grid, row, formula.target, formula.parts, formula.weights) is None:
        return None
    elif row in formula.longer:
        expectation, reason = "blocked", "the total of a project may hold years that the table does not show"
    parts = formula.parts[::-1] if row in formula.flipped else formula.parts
    is_quotient = formula.form in ("ratio", "growth")
    weights = quotient_weights(grid, row, parts, formula.weights) if is_quotient else formula.weights
    terms = []
    for place, (part, weight) in enumerate(zip(parts, weights, strict=True)):
        figure = grid.figure(row, part)
        role = _ROLES[formula.form][place] if formula.form in _ROLES else "part"
        if figure is not None:
            terms.append((role, Decimal(weight), figure))
    kind = {"ratio": "ratio_percent", "growth": "period_change"}.get(formula.form) or _KINDS_BY_HEADER.get(
        formula.header or "", "row_formula"
    )
    names = [grid.column_name(part) for part in parts]
    text = f"{grid.column_name(formula.target)} = {_written(formula, names)} in row {grid.name(row)}"
    basis = "label+arithmetic" if formula.header else "arithmetic"
    return Proposal(kind, formula.form, "columns", basis, stated, tuple(terms), text, expectation, reason)


def _written(formula: ColumnFormula, names: Sequence[str]) -> str:
    if formula.form == "ratio":
        return f"100 x {names[0]} / {names[1]}"
    if formula.form == "growth":
        return f"growth of {names[0]} from {names[1]} in percent"
    if len(names) > 3 and set(formula.weights) == {1}:
        return f"sum of {len(names)} columns from {names[0]} to {names[-1]}"
    signed = "".join(f" {'+' if w > 0 else '-'} {name}" for name, w in zip(names, formula.weights, strict=True))
    return signed.removeprefix(" + ").strip()


def _restatement_proposal(restatement: Restatement) -> Proposal:
    stated, other = restatement.stated, restatement.other
    text = (
        f"{stated.row_label}, {stated.column_label} in '{stated.table_title}' = "
        f"{other.row_label}, {other.column_label} in '{other.table_title}'"
    )
    terms = (("other", Decimal(1), other),)
    return Proposal("cross_table", "equal", "tables", "+".join(restatement.basis), stated, terms, text)


def _relation(proposal: Proposal) -> RelationRecord:
    return RelationRecord(
        document_id=proposal.stated.document_id,
        relation_id=proposal.relation_id,
        kind=proposal.kind,
        form=proposal.form,
        axis=proposal.axis,
        expectation=proposal.expectation,
        reason=proposal.reason,
        basis=proposal.basis,
        stated_figure_id=proposal.stated.figure_id,
        table_id=proposal.stated.table_id,
        description=proposal.description,
    )


def _terms(proposal: Proposal) -> Iterator[RelationTermRecord]:
    for number, (role, weight, figure) in enumerate((("stated", Decimal(1), proposal.stated), *proposal.terms)):
        yield RelationTermRecord(
            document_id=proposal.stated.document_id,
            relation_id=proposal.relation_id,
            term_number=number,
            role=role,
            weight=weight,
            figure_id=figure.figure_id,
        )
