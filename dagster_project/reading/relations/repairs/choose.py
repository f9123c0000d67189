"""Chooses between the readings that a page allows: the one with which all sums of a table hold is better evidence.

Belongs here: the choice and its record. A table whose sums all hold is left alone, and so is one where no reading, or
more than one, makes them hold: the other readings are then listed, and SQL weighs them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from dagster_project.reading.intervals import gap_of_sum
from dagster_project.reading.records import AlternativeRecord, RelationRecord, RelationTermRecord
from dagster_project.reading.relations.amounts import ZERO
from dagster_project.reading.relations.between.restated import find_restatements
from dagster_project.reading.relations.model import Relation
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
from dagster_project.reading.relations.within.table_relations import find_in_table
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.terms import AlternativeKind, Axis, Basis, Expectation, Form, Status

_IN_TABLE: tuple[Callable[[TableMeaning], Iterator[Alternative]], ...] = (
    joined_numbers,
    glued_numbers,
    other_signs,
    moved_numbers,
    rows_apart,
)
# Kinds that no sum inside a table depends on: these are compared with other tables and the text.
_BEYOND_TABLE = (AlternativeKind.UNIT, AlternativeKind.HEADER)
_AXES_BEYOND_TABLE = (Axis.TABLES, Axis.PROSE)
_LINEAR = (Form.SUM, Form.DIFFERENCE)
# A table with more doubtful cells than this was misread as a whole.
_MOST = 60


@dataclass(slots=True)
class Repairs:
    """The tables as finally read, and the records of the other readings: those taken, and those still possible."""

    tables: list[TableMeaning] = field(default_factory=list)
    alternatives: list[AlternativeRecord] = field(default_factory=list)


@dataclass(slots=True)
class SumCheck:
    """The relations of a table as read: those that hold, those that break, and how many cannot be judged."""

    holding: list[Relation] = field(default_factory=list)
    broken: list[Relation] = field(default_factory=list)
    open: int = 0

    @property
    def breaks(self) -> int:
        """How many relations break."""
        return len(self.broken)

    def holds_across(self, row_number: int) -> int:
        """The number of relations that hold and have rows both up to a row (counted from 1) and below it."""
        rows = [[figure.row_number for figure in relation.figures] for relation in self.holding]
        return sum(min(numbers) <= row_number < max(numbers) for numbers in rows)


def repair_tables(tables: Sequence[TableMeaning]) -> Repairs:
    """Takes, table by table, the one reading with which all its sums hold."""
    repairs = Repairs()
    for table in tables:
        repairs.alternatives += _taken_before(table)
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
    """Takes another unit for a table that names none, where only with it the table repeats figures of tables with a
    unit."""
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
    """Whether a table repeats figures of others."""
    return any(
        table.record.table_id in (found.stated.table_id, found.other.table_id)
        for found in find_restatements([Grid(table), *others], frozenset())
    )


def _taken_before(table: TableMeaning) -> list[AlternativeRecord]:
    """The records of rows that were taken from the next page when the tables were read."""
    figures = tuple(figure for figure in table.figures.values() if figure.repair)
    if not figures:
        return []
    return Alternative(AlternativeKind.NEXT_PAGE, figures[0].row_label, figures).records(is_chosen=True)


def listed(
    alternatives: Sequence[AlternativeRecord],
    relations: Sequence[RelationRecord],
    terms: Sequence[RelationTermRecord],
) -> list[AlternativeRecord]:
    """The alternatives that bear on a relation: those taken, and those of a figure that is a term of one."""
    beyond = {relation.relation_id for relation in relations if relation.axis in _AXES_BEYOND_TABLE}
    related = {term.figure_id for term in terms}
    related_beyond = {term.figure_id for term in terms if term.relation_id in beyond}
    bearing = {
        a.alternative_id
        for a in alternatives
        if a.is_chosen or a.figure_id in (related_beyond if a.kind in _BEYOND_TABLE else related)
    }
    return [alternative for alternative in alternatives if alternative.alternative_id in bearing]


def _choose(table: TableMeaning, found: list[Alternative]) -> tuple[Alternative | None, list[Alternative]]:
    """The alternative that closes the table, and those that stay possible."""
    before = check_sums(table)
    if not before.broken and not before.open:
        return None, []
    found = [alternative for alternative in found if not _is_contradicted(alternative, table, before.holding)]
    several = [together(alike[0].kind, alike) for alike in _alike(found) if len(alike) > 1]
    tried = [a for a in (*found, *several) if before.open or _bears_on(a, before.broken)][:_MOST]
    closing = [a for a in tried if _closes(before, check_sums(a.applied(table)))]
    values = {tuple(sorted((f.figure_id, str(f.value)) for f in a.figures)) for a in closing}
    return (closing[0], []) if len(values) == 1 else (None, found)


def _is_contradicted(alternative: Alternative, table: TableMeaning, holding: Sequence[Relation]) -> bool:
    """Whether rows that would not be parts are printed like others that do add up to the row they are under."""
    styles = {row.number: (round(row.indent / INDENT_STEP), row.italic) for row in table.figure_rows}
    nested = [relation for relation in holding if Basis.HIERARCHY in relation.basis]
    parts = {styles[term.figure.row_number] for relation in nested for term in relation.terms if term.figure}
    return bool(alternative.memo_rows) and {styles[row] for row in alternative.memo_rows} <= parts


def _alike(found: Sequence[Alternative]) -> list[list[Alternative]]:
    """The alternatives that change the same columns in the same way, and those of one kind."""
    groups: dict[tuple[object, ...], list[Alternative]] = defaultdict(list)
    for alternative in found:
        groups[(alternative.kind,)].append(alternative)
        groups[(alternative.kind, *(figure.column_number for figure in alternative.figures))].append(alternative)
    return list(groups.values())


def _bears_on(alternative: Alternative, broken: Sequence[Relation]) -> bool:
    """Whether a figure that would change is a term of a relation that breaks."""
    changed = {figure.figure_id for figure in alternative.figures}
    return any(figure.figure_id in changed for relation in broken for figure in relation.figures)


def _closes(before: SumCheck, after: SumCheck) -> bool:
    fewer_doubts = before.breaks + before.open > after.open
    more_holds = len(after.holding) > len(before.holding)
    return not after.broken and after.open <= before.open and fewer_doubts and more_holds


def check_sums(table: TableMeaning) -> SumCheck:
    """Which sums and differences that a table states about itself hold as it is read.

    Quotients are too weak to choose by and are left out.
    """
    found = SumCheck()
    for relation in find_in_table(Grid(table)).relations:
        stated = relation.stated.figure
        if relation.expectation is not Expectation.EXPECTED:
            found.open += 1
        elif relation.form in _LINEAR and stated is not None and stated.value is not None:
            lines = [
                (term.weight * term.figure.value, abs(term.weight) * (term.figure.half_unit or ZERO))
                for term in relation.terms
                if term.figure is not None and term.figure.value is not None
            ]
            gap = gap_of_sum(stated.value, stated.half_unit or ZERO, lines)
            (found.broken if gap.status is Status.INCONSISTENT else found.holding).append(relation)
    return found
