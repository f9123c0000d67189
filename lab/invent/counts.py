"""Tables of numbers other than money: staff, sick leave, volumes of activities."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from lab.features import Wish
from lab.invent.columns import ColumnMaker
from lab.invent.lines import TOTALS, leave_some_out, with_long_label
from lab.invent.sheet import Column, Line, Sheet, fill
from lab.invent.words import some, words


def headcount(rng: Random, wish: Wish, year: int, most: int) -> Sheet:
    """Employees by occupation, over years or by sex."""
    maker = ColumnMaker(rng, wish, year, costs_negative=True)
    if wish["header"] == "one_level" or most < 6:
        columns = maker.outcomes(2, bare=True)
        columns += [maker.change()] if most >= 3 and rng.random() < 0.6 else []
    else:
        columns = [column for y in maker.years(2) for column in _by_sex(y)]
    labels = with_long_label(rng, wish, some(rng, words("personnel_groups"), 4, 7), "personnel_long")
    lines = [Line(label, magnitude=Decimal(rng.randint(8, 900))) for label in labels]
    lines.append(Line(rng.choice(TOTALS), "total", parts=[(line, 1) for line in lines]))
    title = rng.choice(("Antal anställda per yrkesgrupp", "Antal månadsavlönade", "Antal anställda"))
    sheet = Sheet(title, "personnel", columns, lines, "count", 0)
    _leave_out(rng, wish, sheet)
    fill(sheet, rng)
    return sheet


def _by_sex(year: int) -> list[Column]:
    women, men = f"women{year}", f"men{year}"
    return [
        Column(women, (str(year), "Kvinnor"), "figure", "actual", year),
        Column(men, (str(year), "Män"), "figure", "actual", year),
        Column(f"all{year}", (str(year), "Totalt"), "figure", "actual", year, terms=((women, 1), (men, 1))),
    ]


def employment(rng: Random, wish: Wish, year: int, most: int) -> Sheet:
    """Forms of employment in employees and in full-time equivalents: the same labels under two groups."""
    maker = ColumnMaker(rng, wish, year, costs_negative=True)
    columns = maker.outcomes(2 if most < 4 else rng.choice((2, 3)), bare=rng.random() < 0.6)
    if most >= 4 and rng.random() < 0.5:
        columns.append(maker.change())
    lines: list[Line] = []
    step = 1 if "rows.indented" in wish else 0
    for name, unit, decimals in (("Antal anställda", "count", 0), ("Antal årsarbetare", "FTE", 1)):
        labels = some(rng, words("employment"), 2, 3)
        scale = Decimal(rng.randint(60, 1500))
        leaves = [Line(label, "leaf", (name,), step, magnitude=scale, unit=unit, decimals=decimals) for label in labels]
        lines += [Line(name, "group"), *leaves]
        if wish["structure"] == "several_subtotals":
            parts = [(leaf, 1) for leaf in leaves]
            label = f"Summa {name[0].lower()}{name[1:]}"
            lines.append(Line(label, "subtotal", parts=parts, unit=unit, decimals=decimals))
    sheet = Sheet(
        rng.choice(("Personalstruktur", "Anställningsformer", "Personalvolym")), "personnel", columns, lines, "count", 0
    )
    _leave_out(rng, wish, sheet)
    fill(sheet, rng)
    return sheet


def sick_leave(rng: Random, wish: Wish, year: int, most: int) -> Sheet:
    """Sick leave in percent, with % in the cells or stated once."""
    maker = ColumnMaker(rng, wish, year, costs_negative=True)
    columns = maker.outcomes(2 if most < 4 else rng.choice((2, 3, 4)), bare=rng.random() < 0.7)
    if most >= 3 and rng.random() < 0.6:
        columns.append(maker.change())
    labels = words("sick_leave_rows")
    lines = [
        Line(label, magnitude=Decimal(rng.randint(30, 110)) / 10, unit="percent")
        for label in [labels[0], *some(rng, labels[1:], 3, 6)]
    ]
    in_cells = rng.random() < 0.7
    title = "Sjukfrånvaro" if in_cells else "Sjukfrånvaro i procent av ordinarie arbetstid"
    sheet = Sheet(title, "sick_leave", columns, lines, "percent", 1, percent_in_cells=in_cells)
    _leave_out(rng, wish, sheet)
    fill(sheet, rng)
    return sheet


def volumes(rng: Random, wish: Wish, year: int, most: int) -> Sheet:
    """Volumes of activities, in numbers of different sizes."""
    maker = ColumnMaker(rng, wish, year, costs_negative=True)
    columns = maker.outcomes(min(most, rng.choice((2, 3))), bare=rng.random() < 0.5)
    if most > len(columns) and rng.random() < 0.6:
        budget = maker.budget_of(year)
        columns = [budget, *columns] if wish["budget"] == "before_outcome" else [*columns, budget]
    rows = some(rng, words("volumes"), 4, 7)
    if "rows.wrapped_label" in wish:
        rows += some(rng, words("volumes_long"), 1, 2)
    lines = [
        Line(label, magnitude=Decimal(rng.randint(low, high)), unit=unit, decimals=decimals)
        for label, unit, low, high, decimals in rows
    ]
    title = rng.choice(("Volymer", "Verksamhetsmått", "Prestationer och volymer"))
    sheet = Sheet(title, "volumes", columns, lines, "count", 0)
    _leave_out(rng, wish, sheet)
    fill(sheet, rng)
    return sheet


def _leave_out(rng: Random, wish: Wish, sheet: Sheet) -> None:
    if "cells.missing" in wish:
        leave_some_out(rng, sheet.lines, [column.key for column in sheet.figure_columns if not column.terms])
