"""Ties a claim to the figure that it restates, by weighed evidence: names, digits, year, scenario, section.

Every tie is a sum of named reasons, and stands only from `_SURE` on; a second row that is as good leaves the claim
untied. Digits alone never tie: a row must be named by the sentence, by what it is under, or by its own row.

Belongs here: claims that agree with a figure, at the precision of the sentence. What a disagreement looks like is in
`slips`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from dagster_project.reading.intervals import Interval
from dagster_project.reading.records import ClaimRecord, FigureRecord
from dagster_project.reading.relations.amounts import ZERO, factor, magnitude, money_units
from dagster_project.reading.relations.prose.context import ClaimContext
from dagster_project.reading.relations.prose.intent import Intent, intent_of
from dagster_project.reading.relations.prose.naming import (
    coverage,
    distance,
    is_general,
    same_word,
    words_of,
)
from dagster_project.reading.tables.resolved import RowMeaning, TableMeaning
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Prose
from dagster_project.terms import Scenario, TotalWord, Unit

# Weights of reasons. A name and three digits, or a name, two digits, year and section, are enough.
_LABEL_NEAR, _COUNTED, _LABEL, _LABEL_AFTER = 30, 28, 28, 22
_TITLE, _OWN_ROW, _TABLE_NAMED = 25, 28, 25
_PART, _EARLIER, _OWNER = 15, 15, 15
_BESIDE, _FIELD, _COLUMN, _YEAR, _SCENARIO, _SECTION, _ONLY = 15, 10, 8, 5, 5, 5, 5
_YEAR_OF_TITLE = 10
_MANY = -5
_OTHER_COLUMN = -6
_UNTOLD_YEAR = -5
_DIGITS = (0, 0, 5, 10, 15, 20)
_SURE = 35
_CLOSE = 3
_HALF = 0.5
_FEWEST_COLUMN_WORDS = 2
_SHORTEST_SHARED = 7
_LARGEST_HEDGED = 2


@dataclass(frozen=True, slots=True)
class Tie:
    """A figure that a claim restates; `reasons` with their weights, whose sum is `weight`.

    `against` is the figure that it is less, where the sentence states a difference that is printed nowhere.
    """

    context: ClaimContext
    figure: FigureRecord
    reasons: tuple[tuple[str, int], ...]
    against: FigureRecord | None = None

    @property
    def weight(self) -> int:
        """The sum of the reasons."""
        return sum(weight for _, weight in self.reasons)

    @property
    def confidence(self) -> Decimal:
        """How sure the tie is, 0 to 1, from how its weight did on sentences checked by hand."""
        return next(share for least, share in _CONFIDENCES if self.weight >= least)


_CONFIDENCES = ((50, Decimal("0.99")), (42, Decimal("0.97")), (_SURE, Decimal("0.92")), (-1000, Decimal("0.5")))


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure with its row and table."""

    figure: FigureRecord
    row: RowMeaning
    table: TableMeaning

    @property
    def label(self) -> str:
        """What a sentence may call the cell by."""
        return self.row.label


class Ties:
    """Finds the ties of claims to the figures of a report's tables. `year` is the report's."""

    def __init__(self, tables: Sequence[TableMeaning], year: int | None, own_names: frozenset[str]) -> None:
        self.year = year
        self.own_names = own_names
        self.cells = list(_cells(tables))
        self.tables = {table.record.table_id: table for table in tables}
        self.by_row: Mapping[tuple[str, int], list[Cell]] = _by_row(self.cells)
        self._index = _Index(self.cells)

    def tie(self, context: ClaimContext) -> Tie | None:
        """The tie of a claim that agrees with one figure or the difference of two, None where none is sure."""
        claim = context.claim.record
        intent = intent_of(context, self.year)
        if intent is None:
            return None
        alike = [
            cell
            for cell in self._index.agreeing(claim)
            if intent.allows(cell.figure, self._beside(cell)) and not self._names_another_column(context, cell)
        ]
        labels = {cell.label for cell in alike}
        found = [self._weighed(context, intent, cell, len(labels)) for cell in alike]
        return _best(found) or self._difference(context, intent)

    def _is_beside(self, context: ClaimContext, cell: Cell) -> bool:
        """Whether another number of the sentence is printed in another cell of the row ("från 67,5 till 75,1")."""
        row = [other for other in self.by_row[cell.table.record.table_id, cell.row.number] if other is not cell]
        claim = context.claim.record
        return any(
            _family(other.unit) == _family(cell.figure.unit)
            and abs(other.value or ZERO) != abs(claim.value or ZERO)
            and significant(other) > 1
            and any(claimed(other).meets(printed_amount(beside.figure)) for beside in row)
            and not claimed(other).meets(printed_amount(cell.figure))
            for other in context.beside
        )

    def _beside(self, cell: Cell) -> list[FigureRecord]:
        return [other.figure for other in self.by_row[cell.table.record.table_id, cell.row.number]]

    def _names_another_column(self, context: ClaimContext, cell: Cell) -> bool:
        row = self.by_row[cell.table.record.table_id, cell.row.number]
        named = named_columns(context, row)
        return bool(named) and cell not in named

    def _weighed(self, context: ClaimContext, intent: Intent, cell: Cell, rivals: int) -> Tie:
        reasons = [
            self.name(context, cell),
            ("digits", _DIGITS[min(significant(context.claim.record), len(_DIGITS) - 1)]),
            *self._details(context, intent, cell),
        ]
        if significant(context.claim.record) > 1 and self._is_beside(context, cell):
            reasons.append(("beside", _BESIDE))
        if rivals == 1:
            reasons.append(("only", _ONLY))
        elif rivals > _LARGEST_HEDGED + 1:
            reasons.append(("many", _MANY))
        return Tie(context, cell.figure, tuple(reason for reason in reasons if reason[1]))

    def name(self, context: ClaimContext, cell: Cell) -> tuple[str, int]:
        """How a claim's surroundings name the row of a cell: the strongest reason, with its weight."""
        return max(self._names(context, cell), key=lambda reason: reason[1], default=("", 0))

    def _names(self, context: ClaimContext, cell: Cell) -> Iterator[tuple[str, int]]:
        label = cell.label
        if context.around.row == (cell.table.record.table_id, cell.row.number):
            yield "own_row", _OWN_ROW
        if label in context.around.titles:
            yield "title", _TITLE
        if is_general(label):
            yield self._name_of_total(context, cell)
            return
        near = words_of(context.before)
        for reason, words, weight in (
            ("label", near, _LABEL_NEAR),
            ("counted", (*near, *context.counted), _COUNTED),
            ("label", context.head, _LABEL),
            ("label", context.whole, _LABEL_AFTER),
            ("earlier", context.earlier, _EARLIER),
        ):
            if coverage(label, words) >= 1:
                yield reason, weight
                return
        if cell.row.total_word in (TotalWord.RESULT, TotalWord.NET) and self._speaks_of_owner(context):
            yield "owner", _OWNER
        if coverage(label, context.whole) >= _HALF:
            yield "part", _PART

    def _name_of_total(self, context: ClaimContext, cell: Cell) -> tuple[str, int]:
        """A total without a name of its own is named by its table or by its owner."""
        title = cell.table.record.table_title
        if title and not is_general(title) and coverage(title, context.whole) >= 1:
            return "table", _TABLE_NAMED
        return ("owner", _OWNER) if self._speaks_of_owner(context) else ("", 0)

    def _speaks_of_owner(self, context: ClaimContext) -> bool:
        owners = load(Prose).owners
        return any(word in owners or any(word.startswith(name) for name in self.own_names) for word in context.head)

    def _details(self, context: ClaimContext, intent: Intent, cell: Cell) -> Iterator[tuple[str, int]]:
        figure = cell.figure
        if intent.year is not None and intent.is_year_told:
            has_title = cell.label in context.around.titles
            told = _YEAR_OF_TITLE if has_title else _YEAR
            yield ("year", told if figure.year == intent.year else 0 if has_title else _UNTOLD_YEAR)
        elif intent.is_earlier:
            is_before = figure.year is None or self.year is None or figure.year == self.year - 1
            yield ("year_before", _YEAR) if is_before else ("other_year", _UNTOLD_YEAR)
        elif context.is_yearly:
            yield "yearly", _YEAR
        elif figure.year is not None and self.year is not None and figure.year != self.year:
            yield "other_year", _UNTOLD_YEAR
        if figure.scenario in intent.scenarios:
            yield "scenario", _SCENARIO
        section = context.claim.record.section
        if section and _chapter(section) == _chapter(cell.table.record.section):
            yield "section", _SECTION
        words = column_words(figure.column_label)
        if words:
            is_named = all(any(same_word(word, one) for one in context.whole) for word in words)
            row = self._beside(cell)
            is_one = sum(f.scenario == figure.scenario and f.year == figure.year for f in row) == 1
            yield ("column", _COLUMN) if is_named else ("other_column", 0 if is_one else _OTHER_COLUMN)
        if context.around.field and _share_a_noun(context.around.field, cell.table):
            yield "field", _FIELD

    def _difference(self, context: ClaimContext, intent: Intent) -> Tie | None:
        """The tie to an outcome and what it is compared with, where their difference is the claim."""
        if not (intent.is_deviation or intent.is_change):
            return None
        claim = context.claim.record
        found = []
        for row in self.by_row.values():
            reason = self.name(context, row[0]) if row[0].row.label else ("", 0)
            if reason[1] < _OWNER:
                continue
            for cell, other in _pairs(row, intent, self.year):
                if not _difference_agrees(claim, cell.figure, other.figure):
                    continue
                reasons = (
                    reason,
                    ("digits", _DIGITS[min(significant(claim), len(_DIGITS) - 1)]),
                    *self._details(context, intent, cell),
                )
                reasons = tuple(reason for reason in reasons if reason[1])
                found.append(Tie(context, cell.figure, reasons, other.figure))
        return _best(found)


class _Index:
    """The figures of a report by their amounts, for those that agree with a claim."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._groups: list[tuple[str, Decimal, list[Decimal], list[Cell]]] = []
        key = _family_and_room
        for (family, room), group in groupby(sorted(cells, key=key), key=key):
            ordered = sorted(group, key=_middle)
            self._groups.append((family, room, [_middle(cell) for cell in ordered], ordered))

    def agreeing(self, claim: ClaimRecord) -> list[Cell]:
        """The cells that agree with a claim."""
        interval, family = claimed(claim), _family(claim.unit)
        found = []
        for other, room, middles, cells in self._groups:
            if other == family:
                first = bisect_left(middles, interval.low - room)
                last = bisect_right(middles, interval.high + room)
                found += [cell for cell in cells[first:last] if interval.meets(printed_amount(cell.figure))]
        return found


def claimed(claim: ClaimRecord) -> Interval:
    """The interval of a claim without its sign, in SEK where it is money; a hedge ("ca") doubles its half unit."""
    return magnitude(claim.value, (claim.half_unit or ZERO) * (2 if claim.hedge else 1), claim.unit)


def printed_amount(figure: FigureRecord) -> Interval:
    """The interval of a figure without its sign, in SEK where it is money."""
    return magnitude(figure.value, figure.half_unit, figure.unit)


def significant(claim: ClaimRecord) -> int:
    """How many digits of a claim say something: without the zeros before, and those after of a round number."""
    digits = str(abs(claim.value or ZERO)).replace(".", "").lstrip("0")
    is_scale = claim.unit in (Unit.PERCENT, Unit.INDEX)
    return len(digits if claim.decimals or is_scale else digits.rstrip("0"))


def named_columns(context: ClaimContext, row: Sequence[Cell]) -> list[Cell]:
    """The cells of a row whose column the words before a claim name in full, by two words or more ("Total utgift")."""
    near = words_of(context.before)
    found = []
    for cell in row:
        words = column_words(cell.figure.column_label)
        if len(words) >= _FEWEST_COLUMN_WORDS and all(any(same_word(word, one) for one in near) for word in words):
            found.append(cell)
    return found


def column_words(label: str) -> tuple[str, ...]:
    """The words of a column's head that tell neither its scenario nor its period."""
    known = load(Prose).column_words
    words = (word.rstrip(".") for word in words_of(label) if not word.isdigit())
    return tuple(word for word in words if not all(part in known for part in word.split("-")))


def _cells(tables: Sequence[TableMeaning]) -> Iterator[Cell]:
    for table in tables:
        for row in table.figure_rows:
            for column in table.figure_columns:
                figure = table.figures.get((row.number, column.number))
                if figure is not None and figure.value is not None and figure.half_unit is not None and figure.unit:
                    yield Cell(figure, row, table)


def _by_row(cells: Sequence[Cell]) -> Mapping[tuple[str, int], list[Cell]]:
    rows: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        rows[cell.table.record.table_id, cell.row.number].append(cell)
    return rows


def _best(found: Sequence[Tie]) -> Tie | None:
    """The tie with the most evidence; None where it is not sure, or another row or amount is nearly as good."""
    if not found:
        return None
    best = max(found, key=_preference)
    if best.weight < _SURE or not any(name in _NAMES for name, _ in best.reasons):
        return None
    for other in found:
        if other.weight > best.weight - _CLOSE and not _is_same(best, other):
            return None
    return best


_NAMES = ("label", "counted", "title", "own_row", "table", "part", "earlier", "owner", "beside")


def _preference(tie: Tie) -> tuple[int, int, int, int]:
    """Evidence first; then the nearer name, the outcome before what it is compared with, the first in print."""
    figure = tie.figure
    return (
        tie.weight,
        -distance(figure.row_label, tie.context.head),
        figure.scenario is Scenario.ACTUAL,
        -figure.table_number,
    )


def _is_same(one: Tie, other: Tie) -> bool:
    """Whether two ties say the same: one row, or rows of one name in two tables, or a farther name of one amount."""
    if words_of(one.figure.row_label) == words_of(other.figure.row_label):
        return True
    head = one.context.head
    return distance(one.figure.row_label, head) < distance(other.figure.row_label, head)


def _pairs(row: Sequence[Cell], intent: Intent, year: int | None) -> Iterator[tuple[Cell, Cell]]:
    """The figures of a row whose difference a sentence may state: outcome less budget, or less the year before."""
    now = intent.year or year
    for cell in row:
        one = cell.figure
        if one.scenario not in (Scenario.ACTUAL, Scenario.FORECAST) or one.year is None or one.year != now:
            continue
        for other in row:
            two = other.figure
            if two.unit != one.unit:
                continue
            is_budget = two.scenario in (Scenario.BUDGET, Scenario.REVISED_BUDGET) and two.year == one.year
            is_before = two.scenario is one.scenario and two.year == one.year - 1
            if (intent.is_deviation and is_budget) or (intent.is_change and is_before):
                yield cell, other


def _difference_agrees(claim: ClaimRecord, one: FigureRecord, other: FigureRecord) -> bool:
    difference = (one.value or ZERO) - (other.value or ZERO)
    room = (one.half_unit or ZERO) + (other.half_unit or ZERO)
    return bool(difference) and claimed(claim).meets(magnitude(difference, room, one.unit))


def _share_a_noun(text: str, table: TableMeaning) -> bool:
    """Whether the name of a field and a table's title or first head begin alike ("Investeringsutgift")."""
    heads = [table.record.table_title, table.record.section.split(" > ")[-1]]
    heads += [column.label for column in table.columns if not column.holds_figures]
    others = {word for head in heads for word in words_of(head)}
    return any(
        word[:_SHORTEST_SHARED] == other[:_SHORTEST_SHARED]
        for word in words_of(text)
        if len(word) >= _SHORTEST_SHARED
        for other in others
    )


def _family(unit: Unit | None) -> str:
    return "money" if unit in money_units() else str(unit)


def _family_and_room(cell: Cell) -> tuple[str, Decimal]:
    figure = cell.figure
    return _family(figure.unit), (figure.half_unit or ZERO) * factor(figure.unit)


def _middle(cell: Cell) -> Decimal:
    return abs(cell.figure.value or ZERO) * factor(cell.figure.unit)


def _chapter(section: str) -> str:
    return section.split(" > ")[0]
