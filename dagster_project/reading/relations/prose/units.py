"""Gives a number without a unit word the unit of the row that its sentence names and that has the number.

"Delaktighetsindex är detsamma (69)" prints no unit; the row Delaktighetsindex has 69 %. Amounts of money are left
alone: a sentence that does not say kronor may mean anything.

Belongs here: units of claims that a table tells. Units that words tell are read in `content/statements.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dagster_project.reading.content.claims import StatedClaim
from dagster_project.reading.records import ClaimRecord, FigureRecord
from dagster_project.reading.relations.amounts import ZERO, money_units
from dagster_project.reading.relations.prose.naming import coverage, is_general, words_of
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.terms import Unit

_FEWEST_DIGITS = 2
_HALF = 0.5
# Units that a word for the measure told, not one beside the number.
_GUESSED = (None, Unit.INDEX)


def with_units_of_rows(claims: Sequence[StatedClaim], tables: Sequence[TableMeaning]) -> list[StatedClaim]:
    """The claims; those whose unit no word beside them tells have that of their row, if it is the only one."""
    figures = [f for table in tables for f in table.figures.values() if f.unit and f.unit not in money_units()]
    return [_settled(claim, figures) if _is_untold(claim.record) else claim for claim in claims]


def _is_untold(claim: ClaimRecord) -> bool:
    has_digits = sum(c.isdecimal() for c in claim.value_as_printed) >= _FEWEST_DIGITS
    is_bare = not any(c.isalpha() or c in "%‰" for c in claim.value_as_printed)
    return claim.unit in _GUESSED and has_digits and is_bare and bool(claim.value)


def _settled(claim: StatedClaim, figures: Sequence[FigureRecord]) -> StatedClaim:
    record, text = claim.record, words_of(claim.record.quote)
    alike = [f for f in figures if abs(f.value or ZERO) == abs(record.value or ZERO)]
    units = {f.unit for f in alike if not is_general(f.row_label) and coverage(f.row_label, text) >= _HALF}
    unit = units.pop() if len(units) == 1 else record.unit
    return replace(claim, record=replace(record, unit=unit)) if unit is not record.unit else claim
