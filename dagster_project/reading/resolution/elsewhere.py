"""What other tables of a report say about a table of money without a unit: its only unit, or amounts printed again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from statistics import median

from dagster_project.reading.intervals import Interval
from dagster_project.reading.meaning.evidence import Candidate, is_printed
from dagster_project.reading.meaning.units import MONEY_DOMAINS, amounts
from dagster_project.reading.numbers import half_unit
from dagster_project.reading.records import ClaimRecord
from dagster_project.reading.relations.amounts import ZERO, magnitude
from dagster_project.reading.relations.between.restated import find_restatements
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.resolution.update import Cell, add_unit
from dagster_project.reading.tables.resolved import RowMeaning, TableMeaning
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import TableWords, Units
from dagster_project.terms import TOTALS, ClaimKind, Direction, EvidenceSource, Scenario, TotalWord, Unit

# Amounts of one report are hardly a hundred times apart.
_MOST_APART = 100
_SHORTEST_NAME = 3
# The places of the units of rows, and of those of columns.
_OF_PARTS = (EvidenceSource.ROW, EvidenceSource.COLUMN)
# Significant digits that an amount and one of a sentence share: so many may be by chance, more are hardly.
_FEWEST_DIGITS = 3
# Units of amounts that have decimals in all tables of a report or in none.
_WHOLE = (Unit.SEK, Unit.TSEK, Unit.EUR, Unit.TEUR)
# Letters that two forms or compounds of a word share: "Räddningstjänst" and "räddningsförbundets".
_BEGINNING = 8


def apply_elsewhere(
    tables: Sequence[TableMeaning], stated: Sequence[Candidate[Unit]], claims: Sequence[ClaimRecord]
) -> None:
    """Gives amounts without a unit that of the other tables: the only one, else the one with which amounts are equal.

    `stated` are the units on lines of their own; `claims` are the numbers of sentences, which count where no table has
    a unit.
    """
    printed = _printed_units(tables)
    printed.update(candidate.value for candidate in stated)
    in_prose = [claim for claim in claims if claim.unit in amounts() and claim.value]
    sure = [table for table in tables if not _unknown(table)]
    for table in tables:
        cells = _unknown(table)
        if not cells:
            continue
        found = _unit_of(table, cells, printed, sure) if printed else _unit_of_prose(table, cells, in_prose)
        if found:
            for cell in cells:
                add_unit(table, cell, found)


def _printed_units(tables: Sequence[TableMeaning]) -> Counter[Unit]:
    """The units of money that are printed in or at tables, with the number of tables."""
    found = Counter[Unit]()
    for table in tables:
        best = (next(iter(evidence.unit.candidates), None) for evidence in table.evidence.values())
        found.update({c.value for c in best if c and c.is_plain and is_printed(c) and c.value in amounts()})
    return found


def _unknown(table: TableMeaning) -> list[Cell]:
    """The amounts of a table that have no unit.

    Where a table has units of money row by row or column by column, beside other units, its others have none.
    """
    if table.record.domain not in MONEY_DOMAINS or any(_states_units(table, source) for source in _OF_PARTS):
        return []
    return [cell for cell, found in table.evidence.items() if found.unit.value is None and not found.unit.candidates]


def _states_units(table: TableMeaning, source: EvidenceSource) -> bool:
    stated = {f.unit for f in table.figures.values() if f.unit_source is source and f.value is not None}
    return len(stated) > 1 and not stated.isdisjoint(amounts())


def _unit_of(
    table: TableMeaning, cells: Sequence[Cell], printed: Counter[Unit], sure: Sequence[TableMeaning]
) -> Candidate[Unit] | None:
    if len(printed) == 1:
        (unit,) = printed
        is_finer = unit in _WHOLE and _has_decimals(table) and not any(_has_decimals(other, unit) for other in sure)
        return None if is_finer else Candidate(unit, EvidenceSource.ELSEWHERE, "the report's only unit of money")
    again = [unit for unit in printed if _restates(_in_unit(table, cells, unit), sure)]
    if len(again) == 1:
        return Candidate(again[0], EvidenceSource.ELSEWHERE, "amounts that another table prints")
    return None


def _has_decimals(table: TableMeaning, unit: Unit | None = None) -> bool:
    """Whether figures of a unit, or without one, have decimals."""
    return any(figure.decimals for figure in table.figures.values() if figure.unit is unit)


def _unit_of_prose(table: TableMeaning, cells: Sequence[Cell], claims: Sequence[ClaimRecord]) -> Candidate[Unit] | None:
    """The unit with which sentences print amounts of the table: of a row that they name, or equal in many digits.

    Else the only one of sentences, for amounts with decimals of the size of theirs: in another unit they would be a
    thousand times apart.
    """
    found = {unit: claim for claim in claims for unit in _units_that_agree(table, cells, claim)}
    found = found or _equal_in_digits(table, cells, claims)
    if len(found) == 1:
        ((unit, claim),) = found.items()
        return Candidate(unit, EvidenceSource.ELSEWHERE, claim.quote)
    units = {claim.unit for claim in claims if claim.unit}
    figures = [table.figures[cell] for cell in cells if table.figures[cell].value]
    if found or len(units) != 1 or not any(figure.decimals for figure in figures):
        return None
    size = median(abs(claim.value) for claim in claims if claim.value)
    values = median(abs(figure.value) for figure in figures if figure.value)
    if not size / _MOST_APART <= values <= size * _MOST_APART:
        return None
    return Candidate(units.pop(), EvidenceSource.ELSEWHERE, f"the only unit of sentences: '{claims[0].quote}'")


def _units_that_agree(table: TableMeaning, cells: Sequence[Cell], claim: ClaimRecord) -> list[Unit]:
    """The units with which a row that a sentence names has the amount of the sentence, as a figure or as a change.

    A row whose whole label the sentence prints comes before one that has a word of it.
    """
    for is_named in (_is_printed, _is_meant):
        rows = [row for row in table.figure_rows if is_named(row, claim.quote)]
        found = [unit for row in rows for unit in _units_meeting(_values(table, cells, row, claim.kind), claim)]
        if found:
            return found
    return list(_units_of_balance(table, cells, claim))


def _values(table: TableMeaning, cells: Sequence[Cell], row: RowMeaning, kind: ClaimKind) -> list[Interval]:
    """The amounts of a row, or the differences between them where a sentence tells a change."""
    figures = [f for cell in cells if cell[0] == row.number and (f := table.figures[cell]).value is not None]
    if kind is not ClaimKind.CHANGE:
        return [magnitude(f.value, f.half_unit, None) for f in figures]
    pairs = ((a.value or ZERO) - (b.value or ZERO) for a, b in combinations(figures, 2))
    return [magnitude(difference, figures[0].half_unit, None) for difference in pairs]


def _units_of_balance(table: TableMeaning, cells: Sequence[Cell], claim: ClaimRecord) -> Iterator[Unit]:
    """The units with which a surplus or deficit of a sentence is the deviation of the first total of the table."""
    if claim.kind is not ClaimKind.DEVIATION or claim.direction not in (Direction.SURPLUS, Direction.DEFICIT):
        return
    first = next((row.number for row in table.figure_rows if row.total_word), None)
    deviations = [table.figures[cell] for cell in cells if cell[0] == first]
    deviations = [f for f in deviations if f.value is not None and f.scenario is Scenario.DEVIATION]
    yield from _units_meeting([magnitude(f.value, f.half_unit, None) for f in deviations], claim)


def _units_meeting(values: Sequence[Interval], claim: ClaimRecord) -> list[Unit]:
    """The units of a sentence's currency in which one of some values, zero apart, is its amount."""
    currencies = (load(Units).money, load(Units).foreign_money)
    worth, own = next((units, unit) for units in currencies for unit in units if unit is claim.unit)
    factors = {unit: Decimal(value) for unit, value in worth.items()}
    stated = magnitude(claim.value, half_unit(claim.decimals or 0), None).times(factors[own])
    return [unit for unit in factors if any(v.times(factors[unit]).meets(stated) for v in values if v.middle)]


def _equal_in_digits(
    table: TableMeaning, cells: Sequence[Cell], claims: Sequence[ClaimRecord]
) -> dict[Unit, ClaimRecord]:
    """The units with which one sentence prints an amount of the table in many digits, or two sentences in fewer."""
    found: dict[Unit, ClaimRecord] = {}
    digits = Counter[Unit]()
    for claim in claims:
        for unit in _units_of_equals(table, cells, claim) if _digits(claim) >= _FEWEST_DIGITS else ():
            found[unit] = claim
            digits[unit] += _digits(claim)
    return {unit: claim for unit, claim in found.items() if digits[unit] > _FEWEST_DIGITS}


def _digits(claim: ClaimRecord) -> int:
    """The number of significant digits of a number; the zeros that end a whole one may be rounded."""
    digits = str(abs(claim.value or ZERO)).replace(".", "").lstrip("0")
    return len(digits if claim.decimals else digits.rstrip("0"))


def _units_of_equals(table: TableMeaning, cells: Sequence[Cell], claim: ClaimRecord) -> list[Unit]:
    """The units with which an amount of the table is the one of a sentence."""
    figures = [figure for cell in cells if (figure := table.figures[cell]).value]
    return _units_meeting([magnitude(figure.value, figure.half_unit, None) for figure in figures], claim)


def _is_printed(row: RowMeaning, quote: str) -> bool:
    """Whether a sentence prints the label of a row."""
    return len(row.label) > _SHORTEST_NAME and row.label.lower() in quote.lower()


def _is_meant(row: RowMeaning, quote: str) -> bool:
    """Whether a sentence has a long word that begins like one of a row's label, or names a total as such ("Sammanlagt
    uppgick beloppet till")."""
    if row.total_word in TOTALS and matches(load(TableWords).totals[TotalWord.TOTAL], quote.strip().lower()):
        return True
    beginnings = {word[:_BEGINNING] for word in re.findall(r"\w+", row.label.lower()) if len(word) >= _BEGINNING}
    return any(word[:_BEGINNING] in beginnings for word in re.findall(r"\w+", quote.lower()))


def _in_unit(table: TableMeaning, cells: Sequence[Cell], unit: Unit) -> TableMeaning:
    figures = {**table.figures, **{cell: replace(table.figures[cell], unit=unit) for cell in cells}}
    return TableMeaning(table.record, table.columns, table.rows, figures, table.evidence)


def _restates(table: TableMeaning, others: Sequence[TableMeaning]) -> bool:
    """Whether a table repeats figures of others."""
    grids = [Grid(table), *(Grid(other) for other in others)]
    return any(
        table.record.table_id in (found.stated.table_id, found.other.table_id)
        for found in find_restatements(grids, frozenset())
    )
