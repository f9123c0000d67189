"""Claims that name a figure and give its number wrongly: what the error looks like, as a hypothesis of its own.

A claim that disagrees with a cell is mostly about something else. So it is called a slip only where its row is named in
full, its words leave one cell of that row, and its digits are those of the cell but for an error that people make: two
digits turned, one digit changed, a unit of money a thousand times off, the number of the next column. Or where a field
of a form names the row and the sentence the column, so that nothing else can be meant.

Belongs here: the hypotheses. Claims that agree are in `ties`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from dagster_project.reading.records import ClaimRecord, FigureRecord
from dagster_project.reading.relations.amounts import ZERO, factor, money_units
from dagster_project.reading.relations.prose.context import ClaimContext
from dagster_project.reading.relations.prose.intent import Intent, intent_of
from dagster_project.reading.relations.prose.naming import coverage, is_general, label_parts, words_of
from dagster_project.reading.relations.prose.sentences import ClaimSentence, contains, names_row
from dagster_project.reading.relations.prose.ties import Cell, Ties, claimed, named_columns, printed_amount
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Prose
from dagster_project.terms import EvidenceSource, Scenario, Unit

_THOUSAND = Decimal(1000)
_FEWEST_TURNED = 3
_FEWEST_CHANGED = 4
_FEWEST_COPIED = 4
_FEWEST_SCALED = 2
_PRINTED = (EvidenceSource.CELL, EvidenceSource.COLUMN, EvidenceSource.ROW, EvidenceSource.GROUP_ROW)


class Slip(StrEnum):
    """What a claim that disagrees with its figure looks like; the last part of its relation's basis."""

    UNIT = "unit_slip"
    LAST_DIGIT = "last_digit"
    TURNED_DIGITS = "turned_digits"
    CHANGED_DIGIT = "changed_digit"
    COPIED_FROM_ROW = "copied_from_row"
    COPIED_FROM_COLUMN = "copied_from_column"
    GROWTH = "growth"
    NAMED_CELL = "named_cell"


@dataclass(frozen=True, slots=True)
class SlipOfCell:
    """A claim with the one figure that it names and disagrees with. `copied` is the cell whose number it gives."""

    context: ClaimContext
    figure: FigureRecord
    slip: Slip
    copied: FigureRecord | None = None

    @property
    def claim(self) -> ClaimRecord:
        """The sentence's own number, as read."""
        return self.context.claim.record


def find_slip(context: ClaimContext, ties: Ties) -> SlipOfCell | None:
    """The slip that a claim looks like, None where another quantity may be meant."""
    claim, intent = context.claim.record, intent_of(context, ties.year)
    if intent is None or claim.hedge or claim.half_unit is None or _is_of_a_part(context):
        return None
    in_form = _named_cell(context, ties)
    if in_form is not None:
        return SlipOfCell(context, in_form, Slip.NAMED_CELL)
    found = [
        slip
        for cells in _named_rows(context, ties)
        for cell in _meant(cells, claim, intent, ties.year)
        if (slip := _slip(context, intent, cell, cells, ties))
    ]
    amounts = {(slip.figure.value, slip.figure.unit, slip.slip) for slip in found}
    return found[0] if len(amounts) == 1 else None


def _is_of_a_part(context: ClaimContext) -> bool:
    """Whether the sentence says that it is about less than the row, or about a forecast."""
    words = load(Prose)
    return contains(words.parts, context.before) or contains(words.forecast, " ".join(context.head))


def _named_rows(context: ClaimContext, ties: Ties) -> Iterator[list[Cell]]:
    """The rows whose label the sentence has in full; of two labels the longer one."""
    named: list[list[Cell]] = []
    near = words_of(context.before)
    for cells in ties.by_row.values():
        label = cells[0].label
        if is_general(label) or cells[0].row.is_memo:
            continue
        texts = (near, context.head, context.whole)
        if label in context.around.titles or any(coverage(label, words) >= 1 for words in texts):
            named.append(cells)
    most = max((len(label_parts(cells[0].label)) for cells in named), default=0)
    yield from (cells for cells in named if len(label_parts(cells[0].label)) == most)


def _meant(cells: Sequence[Cell], claim: ClaimRecord, intent: Intent, year: int | None) -> list[Cell]:
    """The one cell of a row that the words leave open; none where they leave several."""
    scenarios = intent.scenarios or (Scenario.ACTUAL,)
    of_year = intent.year if intent.is_year_told else year
    alike = [cell for cell in cells if _comparable(claim, cell.figure) and cell.figure.scenario in scenarios]
    years = {cell.figure.year for cell in alike}
    if not intent.is_year_told and of_year not in years:
        # A table that ends before the report's year: the last one that it has.
        of_year = max((one for one in years if one is not None), default=None)
    found = [cell for cell in alike if cell.figure.year == of_year is not None]
    return found if len(found) == 1 and not intent.is_earlier else []


def _slip(context: ClaimContext, intent: Intent, cell: Cell, row: Sequence[Cell], ties: Ties) -> SlipOfCell | None:
    claim, figure = context.claim.record, cell.figure
    if not figure.value or not _comparable(claim, figure) or claimed(claim).meets(printed_amount(figure)):
        return None
    if _is_thousand_off(claim, figure):
        return SlipOfCell(context, figure, Slip.UNIT)
    digits, printed = _digits(claim), _digits_at(figure, claim)
    if printed is not None and len(digits) == len(printed):
        places = [at for at, (one, other) in enumerate(zip(digits, printed, strict=True)) if one != other]
        if len(digits) >= _FEWEST_TURNED and _are_turned(digits, printed, places):
            return SlipOfCell(context, figure, Slip.TURNED_DIGITS)
        if len(digits) >= _FEWEST_CHANGED and len(places) == 1:
            return SlipOfCell(context, figure, Slip.CHANGED_DIGIT)
    if len(digits.rstrip("0")) >= _FEWEST_COPIED - 1 and len(digits) >= _FEWEST_COPIED:
        return _copied(context, intent, cell, row, ties)
    return None


def _copied(context: ClaimContext, intent: Intent, cell: Cell, row: Sequence[Cell], ties: Ties) -> SlipOfCell | None:
    """The slip of a sentence about nothing but the row, which gives the number of the cell beside, above or below."""
    figure, sentence = cell.figure, ClaimSentence(context.claim)
    if not names_row(sentence.subject, cell.label, ties.own_names) or not _is_printed_there(figure):
        return None
    if not (intent.is_year_told or intent.scenarios):
        return None
    claim = context.claim.record
    beside = [one.figure for one in row if one is not cell and _is_same_print(claim, one.figure)]
    if beside:
        return SlipOfCell(context, figure, Slip.COPIED_FROM_ROW, beside[0])
    above = [
        one.figure
        for one in ties.cells
        if one.table is cell.table
        and one.figure.column_number == figure.column_number
        and one is not cell
        and _is_same_print(claim, one.figure)
    ]
    return SlipOfCell(context, figure, Slip.COPIED_FROM_COLUMN, above[0]) if above else None


def _named_cell(context: ClaimContext, ties: Ties) -> FigureRecord | None:
    """The figure of a form's row whose column the sentence names: "Projektets totala utgifter uppgår till"."""
    rows = (cells for cells in ties.by_row.values() if cells[0].label in context.around.titles)
    found = [cell.figure for cells in rows for cell in named_columns(context, cells) if cell.figure.value]
    return found[0] if len(found) == 1 and _comparable(context.claim.record, found[0]) else None


def _is_printed_there(figure: FigureRecord) -> bool:
    """Whether the figure's own column or row prints its scenario and year."""
    return figure.scenario_source in _PRINTED and figure.year_source in _PRINTED


def _is_same_print(claim: ClaimRecord, figure: FigureRecord) -> bool:
    same = abs(claim.value or ZERO) * factor(claim.unit) == abs(figure.value or ZERO) * factor(figure.unit)
    return same and _comparable(claim, figure)


def _comparable(claim: ClaimRecord, figure: FigureRecord) -> bool:
    both_money = claim.unit in money_units() and figure.unit in money_units()
    return both_money or claim.unit == figure.unit


def _is_thousand_off(claim: ClaimRecord, figure: FigureRecord) -> bool:
    if claim.unit not in money_units() or len(_digits(claim).strip("0")) < _FEWEST_SCALED:
        return False
    return any(claimed(claim).times(by).meets(printed_amount(figure)) for by in (_THOUSAND, 1 / _THOUSAND))


def _are_turned(digits: str, printed: str, places: Sequence[int]) -> bool:
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    return digits[places[0]] == printed[places[1]] and digits[places[1]] == printed[places[0]]


def _digits(claim: ClaimRecord) -> str:
    return f"{abs(claim.value or ZERO):.{claim.decimals or 0}f}".replace(".", "").lstrip("0")


def _digits_at(figure: FigureRecord, claim: ClaimRecord) -> str | None:
    """The digits of a figure at a claim's precision; None where it is printed less finely."""
    step = Decimal(1).scaleb(-(claim.decimals or 0))
    unit = claim.unit or Unit.COUNT
    if (figure.half_unit or ZERO) * 2 * factor(figure.unit) > step * factor(unit):
        return None
    value = abs(figure.value or ZERO) * factor(figure.unit) / factor(unit)
    return f"{value.quantize(step, ROUND_HALF_UP):f}".replace(".", "").lstrip("0")
