"""Chooses between the readings that a page allows: the one with which all sums of a table hold is better evidence.

Belongs here: the choice and its record. A table whose sums hold as it stands is left alone, and so is one where no
reading, or more than one, makes them hold: what is left is listed, and SQL believes what it will of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from dagster_project.reading.intervals import Interval, weighted_sum
from dagster_project.reading.records import AlternativeRecord, FigureRecord, RelationRecord, RelationTermRecord
from dagster_project.reading.relations.between.restated import find_restatements
from dagster_project.reading.relations.discover import Proposal, state_relations
from dagster_project.reading.relations.repairs.alternatives import Alternative, together
from dagster_project.reading.relations.repairs.cells import (
    glued_numbers,
    joined_numbers,
    moved_numbers,
    other_signs,
)
from dagster_project.reading.relations.repairs.rows import other_headers, other_units, rows_apart
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.relations.within.layout import INDENT_STEP
from dagster_project.reading.tables.resolved import TableMeaning

_IN_TABLE: tuple[Callable[[TableMeaning], Iterator[Alternative]], ...] = (
    joined_numbers,
    glued_numbers,
    other_signs,
    moved_numbers,
    rows_apart,
)
# What no sum inside a table can tell: these are held against other tables and the text.
_OF_OUTSIDE = ("unit", "header")
_OUTSIDE_TABLES = ("tables", "prose")
_LINEAR = ("sum", "difference")
# A table with more doubtful cells than this was misread as a whole.
_MOST = 60


@dataclass(slots=True)
class Repairs:
    """The tables as they are read in the end, and the other readings: those taken, and those still possible."""

    tables: list[TableMeaning] = field(default_factory=list)
    alternatives: list[AlternativeRecord] = field(default_factory=list)


@dataclass(slots=True)
class Standing:
    """The statements of a table as it is read: which hold and which break, and how many can't be told."""

    holding: list[Proposal] = field(default_factory=list)
    broken: list[Proposal] = field(default_factory=list)
    open: int = 0


def repair_tables(tables: Sequence[TableMeaning]) -> Repairs:
    """Takes, table by table, the one reading that makes all its sums hold."""
    repairs = Repairs()
    for table in tables:
        repairs.alternatives += _taken(table)
        found = [alternative for find in _IN_TABLE for alternative in find(table)]
        chosen, possible = _choose(table, found) if found else (None, [])
        repairs.tables.append(chosen.applied(table) if chosen else table)
        repairs.alternatives += chosen.records(is_chosen=True) if chosen else []
        repairs.alternatives += [record for a in possible for record in a.records(is_chosen=False)]
    _repair_units(repairs)
    for table in repairs.tables:
        repairs.alternatives += [record for a in other_headers(table) for record in a.records(is_chosen=False)]
    return repairs


def _repair_units(repairs: Repairs) -> None:
    """Takes another unit for a table that names none, where with it the table prints again what tables with a unit
    print, and without it nothing."""
    doubtful = {index: list(other_units(table)) for index, table in enumerate(repairs.tables)}
    sure = [Grid(table) for index, table in enumerate(repairs.tables) if not doubtful[index]]
    for index, alternatives in doubtful.items():
        table = repairs.tables[index]
        again = [a for a in alternatives if sure and _restates(a.applied(table), sure)]
        if len(again) == 1 and not _restates(table, sure):
            repairs.tables[index] = again[0].applied(table)
            repairs.alternatives += again[0].records(is_chosen=True)
        else:
            repairs.alternatives += [record for a in alternatives for record in a.records(is_chosen=False)]


def _restates(table: TableMeaning, others: Sequence[Grid]) -> bool:
    """Whether a table prints again what others print."""
    return any(
        table.record.table_id in (found.stated.table_id, found.other.table_id)
        for found in find_restatements([Grid(table), *others], frozenset())
    )


def _taken(table: TableMeaning) -> list[AlternativeRecord]:
    """What was chosen before: rows taken from the next page."""
    figures = tuple(figure for figure in table.figures.values() if figure.repair)
    return Alternative("next_page", figures[0].row_label, figures).records(is_chosen=True) if figures else []


def listed(
    alternatives: Sequence[AlternativeRecord],
    relations: Sequence[RelationRecord],
    terms: Sequence[RelationTermRecord],
) -> list[AlternativeRecord]:
    """The alternatives that bear on a relation: those taken, and those of a figure that stands in one."""
    outside = {relation.relation_id for relation in relations if relation.axis in _OUTSIDE_TABLES}
    related = {term.figure_id for term in terms}
    related_outside = {term.figure_id for term in terms if term.relation_id in outside}
    bearing = {
        a.alternative_id
        for a in alternatives
        if a.is_chosen or a.figure_id in (related_outside if a.kind in _OF_OUTSIDE else related)
    }
    return [alternative for alternative in alternatives if alternative.alternative_id in bearing]


def _choose(table: TableMeaning, found: list[Alternative]) -> tuple[Alternative | None, list[Alternative]]:
    """The alternative that closes the table, and those that stay possible."""
    before = standing(table)
    if not before.broken and not before.open:
        return None, []
    found = [alternative for alternative in found if not _is_contradicted(alternative, table, before.holding)]
    several = [together(alike[0].kind, alike) for alike in _alike(found) if len(alike) > 1]
    tried = [a for a in (*found, *several) if before.open or _bears_on(a, before.broken)][:_MOST]
    closing = [a for a in tried if _closes(before, standing(a.applied(table)))]
    values = {tuple(sorted((f.figure_id, str(f.value)) for f in a.figures)) for a in closing}
    return (closing[0], []) if len(values) == 1 else (None, found)


def _is_contradicted(alternative: Alternative, table: TableMeaning, holding: Sequence[Proposal]) -> bool:
    """Whether rows that would be no parts are printed like others, which do add up to the row they stand under."""
    styles = {row.number: (round(row.indent / INDENT_STEP), row.italic) for row in table.figure_rows}
    parts = {styles[f.row_number] for p in holding if "hierarchy" in p.basis for _, _, f in p.terms}
    return bool(alternative.memo_rows) and {styles[row] for row in alternative.memo_rows} <= parts


def _alike(found: Sequence[Alternative]) -> list[list[Alternative]]:
    """The alternatives that change the same columns in the same way, and those of one kind."""
    groups: dict[tuple[object, ...], list[Alternative]] = defaultdict(list)
    for alternative in found:
        groups[(alternative.kind,)].append(alternative)
        groups[(alternative.kind, *(figure.column_number for figure in alternative.figures))].append(alternative)
    return list(groups.values())


def _bears_on(alternative: Alternative, broken: Sequence[Proposal]) -> bool:
    """Whether a figure that would change stands in a statement that breaks."""
    changed = {figure.figure_id for figure in alternative.figures}
    return any(
        figure.figure_id in changed
        for proposal in broken
        for figure in (proposal.stated, *(figure for _, _, figure in proposal.terms))
    )


def _closes(before: Standing, after: Standing) -> bool:
    told = len(before.broken) + before.open > after.open
    return not after.broken and after.open <= before.open and told and len(after.holding) > len(before.holding)


def standing(table: TableMeaning) -> Standing:
    """What a table's own statements say of it as it is read. Quotients are too weak to choose by: they count for
    nothing."""
    found = Standing()
    for proposal in state_relations(Grid(table)).proposals:
        if proposal.expectation != "expected":
            found.open += 1
        elif proposal.form in _LINEAR and proposal.stated.value is not None:
            parts = [(weight, _interval(figure)) for _, weight, figure in proposal.terms if figure.value is not None]
            if _interval(proposal.stated).meets(weighted_sum(parts)):
                found.holding.append(proposal)
            else:
                found.broken.append(proposal)
    return found


def _interval(figure: FigureRecord) -> Interval:
    assert figure.value is not None
    return Interval.around(figure.value, figure.half_unit or type(figure.value)(0))
