"""Plants one error in a correct report, and notes whether it can be proved.

The figures of the case follow the changed text; the relations stay and break. An error can be proved (`disjoint`)
where the intervals of at least one relation no longer meet, no empty cell may hold the difference, and another row
confirms a formula of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from lab.printed import Block, Case, Figure, Plant, Relation, Row, Table
from lab.typography import MINUS, MISSING, PERCENT, THOUSANDS, Typography

Place = tuple[int, int, int]

_COUNTED = ("count", "points", "years")
_MONEY = ("TSEK", "MSEK", "SEK")


def plant(case: Case, rng: Random) -> Case | None:
    """The case with one error of a random kind; None where it has nothing to check."""
    kinds: list[Callable[[Case, Random], Case | None]] = [_digit, _dropped_row, _stale_total, _sign, _unit]
    rng.shuffle(kinds)
    for make in kinds:
        planted = make(case, rng)
        if planted is not None:
            return planted
    return None


def _digit(case: Case, rng: Random) -> Case | None:
    """A wrong digit."""
    figure = _chosen(case, rng, lambda figure: abs(Decimal(figure.value)) >= 10)
    if figure is None:
        return None
    positions = [i for i, character in enumerate(figure.value) if character.isdigit()]
    position = rng.choice(positions)
    digits = [d for d in "123456789" if d != figure.value[position]]
    value = figure.value[:position] + rng.choice(digits) + figure.value[position + 1 :]
    return _changed(case, "digit", figure, Decimal(value))


def _sign(case: Case, rng: Random) -> Case | None:
    """A minus is lost or gained."""
    figure = _chosen(case, rng, lambda figure: Decimal(figure.value) != 0)
    return _changed(case, "sign", figure, -Decimal(figure.value)) if figure else None


def _stale_total(case: Case, rng: Random) -> Case | None:
    """A total that was not updated when one of its parts changed."""
    stated = {relation.stated for relation in case.relations if relation.kind == "column_sum"}
    figure = _chosen(case, rng, lambda figure: _place(figure) in stated and Decimal(figure.value) != 0)
    if figure is None:
        return None
    value = Decimal(figure.value)
    last = Decimal(1).scaleb(_exponent(value))
    change = max((abs(value) * Decimal(rng.randint(2, 20)) / 100).quantize(last, ROUND_HALF_UP), 5 * last)
    return _changed(case, "stale_total", figure, value + rng.choice((-1, 1)) * change)


def _unit(case: Case, rng: Random) -> Case | None:
    """A value in another unit: millions among thousands, or thousands among millions."""

    def slips(figure: Figure) -> bool:
        is_large = abs(Decimal(figure.value)) >= 1000
        return figure.unit in _MONEY and (is_large or (figure.unit == "MSEK" and Decimal(figure.value) != 0))

    figure = _chosen(case, rng, slips)
    if figure is None:
        return None
    value = Decimal(figure.value)
    if figure.unit == "MSEK":
        return _changed(case, "unit", figure, (value * 1000).quantize(Decimal(1)))
    return _changed(case, "unit", figure, (value / 1000).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _dropped_row(case: Case, rng: Random) -> Case | None:
    """A row is missing that a total includes."""
    spanned = {number for number, table in enumerate(case.tables) if _spans_rows(table)}
    sums = [r for r in case.relations if r.kind == "column_sum" and r.stated[0] not in spanned and len(r.parts) > 2]
    stated = {relation.stated for relation in case.relations}
    rows = [(r, part) for r in sums for part in r.parts if part not in stated and _value_at(case, part) != 0]
    if not rows:
        return None
    relation, part = rng.choice(rows)
    table, row, _ = part
    before = next(f for f in case.figures if _place(f) == part).value

    def moved(place: Place) -> Place:
        return (place[0], place[1] - 1, place[2]) if place[0] == table and place[1] > row else place

    kept = [r for r in case.relations if r.stated[:2] != (table, row)]
    relations = tuple(
        Relation(
            r.kind,
            moved(r.stated),
            tuple(moved(p) for p in r.parts if p[:2] != (table, row)),
            tuple(w for p, w in zip(r.parts, r.weights, strict=True) if p[:2] != (table, row)),
            r.has_empty,
        )
        for r in kept
    )
    figures = tuple(
        replace(figure, row=moved(_place(figure))[1])
        for figure in case.figures
        if (figure.table, figure.row) != (table, row)
    )
    dropped = replace(
        case,
        blocks=_with_table(case.blocks, table, lambda printed: _without_row(printed, row)),
        relations=relations,
        figures=figures,
    )
    return _planted(dropped, "dropped_row", moved(relation.stated), before, "")


def _without_row(table: Table, row: int) -> Table:
    breaks = tuple(dict.fromkeys(b - 1 if b > row else b for b in table.break_before))
    rows = (*table.rows[:row], *table.rows[row + 1 :])
    return replace(table, rows=rows, break_before=tuple(b for b in breaks if table.header_rows < b < len(rows)))


def _spans_rows(table: Table) -> bool:
    return any(cell.rows > 1 for row in table.rows if row.role != "header" for cell in row.cells)


# Choosing and changing cells


def _chosen(case: Case, rng: Random, fits: Callable[[Figure], bool]) -> Figure | None:
    """A random figure with a value that is part of a relation and fits."""
    related = {place for relation in case.relations for place in (relation.stated, *relation.parts)}
    found = [figure for figure in case.figures if figure.value and _place(figure) in related and fits(figure)]
    return rng.choice(found) if found else None


def _changed(case: Case, kind: str, figure: Figure, value: Decimal) -> Case | None:
    """The case with another value printed in a figure's cell."""
    place = _place(figure)
    text = format(value, "f")
    typography = _typography(case)
    percent = any(feature.startswith("percent.") for feature in figure.features)
    changed = replace(
        case,
        blocks=_with_table(case.blocks, place[0], lambda t: _reprinted(t, place, typography.number(value, percent))),
        figures=tuple(replace(f, value=text) if _place(f) == place else f for f in case.figures),
    )
    return _planted(changed, kind, place, figure.value, text)


def _planted(case: Case, kind: str, cell: Place, before: str, after: str) -> Case:
    """The case with its plant, and whether that breaks relations."""
    broken = [relation for relation in case.relations if is_disjoint(case, relation)]
    touching = [r for r in broken if cell == r.stated or cell in r.parts]
    kinds = {relation.kind for relation in touching}
    return replace(case, plant=Plant(kind, cell, before, after, bool(broken), {"column_sum", "row_formula"} <= kinds))


def is_disjoint(case: Case, relation: Relation) -> bool:
    """Whether the interval of the stated value and that of its parts do not meet. Touching ends do not meet.

    An empty cell that may hold the difference leaves a relation open, and so does a formula that no other row confirms.
    """
    gap, reach = _gap(case, relation)
    if (not gap or abs(gap) < reach) or (relation.kind == "row_formula" and not _is_confirmed(case, relation)):
        return False
    return not relation.has_empty or not _may_be_unprinted(case, relation, gap)


def _is_confirmed(case: Case, formula: Relation) -> bool:
    """Whether another row of the table shows that its columns follow from each other so, with amounts not all zero."""

    def columns(relation: Relation) -> tuple[int, ...]:
        return tuple(place[2] for place in (relation.stated, *relation.parts))

    for other in case.relations:
        is_alike = other.kind == formula.kind and other.stated[0] == formula.stated[0]
        if other is not formula and is_alike and columns(other) == columns(formula):
            size, reach = _gap(case, other)
            if (not size or abs(size) < reach) and any(_value_at(case, part) for part in other.parts):
                return True
    return False


def _gap(case: Case, relation: Relation) -> tuple[Decimal, Decimal]:
    """The stated value less its parts, and the sum of their half units."""
    values = [_value_at(case, place) for place in relation.parts]
    gap = _value_at(case, relation.stated) - sum(w * v for w, v in zip(relation.weights, values, strict=True))
    halves = [_half(case, place) * abs(weight) for place, weight in zip(relation.parts, relation.weights, strict=True)]
    return gap, _half(case, relation.stated) + sum(halves, Decimal(0))


def _may_be_unprinted(case: Case, relation: Relation, gap: Decimal) -> bool:
    """Whether an empty cell may hold a difference: no sum of its row or column shows that empty cells are zero, and the
    amount would not be the only one with its sign."""
    table, row, column = relation.stated
    for other in case.relations:
        other_table, other_row, other_column = other.stated
        is_near = other_table == table and (other_row == row or other_column == column)
        if other is not relation and other.kind == "column_sum" and other.has_empty and is_near:
            size, reach = _gap(case, other)
            if not size or abs(size) < reach:
                return False
    signed = [w * _value_at(case, p) for p, w in zip(relation.parts, relation.weights, strict=True)]
    return min(signed) < 0 < max(signed) or gap * sum(signed) >= 0


def _half(case: Case, place: Place) -> Decimal:
    figure = _figures(case)[place]
    exponent = _exponent(Decimal(figure.value))
    return Decimal(0) if figure.unit in _COUNTED and exponent == 0 else Decimal(5).scaleb(exponent - 1)


def _value_at(case: Case, place: Place) -> Decimal:
    return Decimal(_figures(case)[place].value or 0)


def _figures(case: Case) -> Mapping[Place, Figure]:
    return {_place(figure): figure for figure in case.figures}


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _place(figure: Figure) -> Place:
    return (figure.table, figure.row, figure.column)


def _typography(case: Case) -> Typography:
    """How the report prints its numbers, from its features; a default where a feature is absent."""

    def choice(axis: str, options: Mapping[str, str], usual: str) -> str:
        return next((option for option in options if f"{axis}.{option}" in case.features), usual)

    return Typography(
        choice("thousands", THOUSANDS, "space"),
        choice("minus", MINUS, "hyphen"),
        choice("percent", PERCENT, "detached"),
        choice("missing", MISSING, "endash"),
    )


def _with_table(blocks: Sequence[Block], number: int, change: Callable[[Table], Table]) -> tuple[Block, ...]:
    tables = [index for index, block in enumerate(blocks) if isinstance(block, Table)]
    return tuple(
        change(block) if isinstance(block, Table) and index == tables[number] else block
        for index, block in enumerate(blocks)
    )


def _reprinted(table: Table, place: Place, text: str) -> Table:
    """The table with another text in the cell at a place of the grid."""
    _, row, column = place
    rows = list(table.rows)
    covered = _covered(table, row)
    at = 0
    cells = list(rows[row].cells)
    for index, cell in enumerate(cells):
        while at in covered:
            at += 1
        if at == column:
            cells[index] = replace(cell, text=text)
            rows[row] = Row(tuple(cells), rows[row].role, rows[row].rule_above)
            return replace(table, rows=tuple(rows))
        at += cell.span
    raise LookupError(f"table {table.title!r} has no cell in row {row}, column {column}")


def _covered(table: Table, row: int) -> set[int]:
    """The columns of a row that are covered by cells spanning down from rows above."""
    reach: dict[int, int] = {}
    for index, printed in enumerate(table.rows[: row + 1]):
        taken = {column for column, last in reach.items() if last >= index}
        if index == row:
            return taken
        at = 0
        for cell in printed.cells:
            while at in taken:
                at += 1
            for column in range(at, at + cell.span):
                if cell.rows > 1:
                    reach[column] = index + cell.rows - 1
            at += cell.span
    return set()
