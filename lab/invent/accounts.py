"""Tables of money: operating accounts by kind and by activity, income statements, investments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random

from lab.features import Wish
from lab.invent.columns import ColumnMaker
from lab.invent.lines import built, leave_some_out, with_long_label
from lab.invent.sheet import Column, Line, Sheet, fill
from lab.invent.words import some, words

# Unit, decimals shown, and the range of a leaf's magnitude as powers of ten.
MONEY = (("TSEK", 0, 2.3, 5.2), ("TSEK", 0, 1.6, 4.4), ("MSEK", 1, 0.3, 2.6), ("MSEK", 1, -0.2, 2.0))
MONEY_WIDE = (*MONEY, ("SEK", 0, 5.3, 7.4))


def operating_by_line(rng: Random, wish: Wish, year: int, most: int) -> Sheet:
    """Incomes and costs by kind, with their totals and the net cost."""
    costs_negative = rng.random() < 0.6
    unit, decimals, size = _money(rng, most)
    maker = ColumnMaker(rng, wish, year, costs_negative)
    columns = maker.accounts(most)
    if not costs_negative:
        # The deviation would have opposite signs for incomes and costs: real tables of this kind leave it out.
        columns = [column for column in columns if column.scenario != "deviation"]
    incomes = some(rng, words("incomes"), 2, 4)
    costs = with_long_label(rng, wish, some(rng, words("costs"), 3, 6), "costs_long")
    lines = _incomes_and_costs(rng, wish, incomes, costs, size, costs_negative)
    title = rng.choice(
        ("Driftredovisning", "Resultaträkning", "Ekonomiskt utfall", "Nämndens resultat", "Driftsammandrag")
    )
    return _filled(Sheet(title, "operating", columns, lines, unit, decimals), rng, wish)


def _incomes_and_costs(
    rng: Random, wish: Wish, incomes: Sequence[str], costs: Sequence[str], size: Callable[[], Decimal], negative: bool
) -> list[Line]:
    sign = -1 if negative else 1
    income_lines = [Line(label, magnitude=size()) for label in incomes]
    cost_lines = [Line(label, magnitude=sign * size() * 3) for label in costs]
    income = Line(rng.choice(("Summa intäkter", "Verksamhetens intäkter")), "subtotal")
    cost = Line(rng.choice(("Summa kostnader", "Verksamhetens kostnader")), "subtotal")
    income.parts = [(line, 1) for line in income_lines]
    cost.parts = [(line, 1) for line in cost_lines]
    net = Line(rng.choice(("Nettokostnad", "Nettokostnader", "Verksamhetens nettokostnad")), "total")
    net.parts = [(income, 1), (cost, 1)] if negative else [(cost, 1), (income, -1)]
    structure = wish["structure"]
    if structure == "totals_above":
        for total, parts in ((income, income_lines), (cost, cost_lines)):
            for line in parts:
                line.groups, line.indent = (total.label,), 1
        lines = [income, *income_lines, cost, *cost_lines, net]
    elif structure == "flat":
        lines = [*income_lines, income, *cost_lines, cost, net]
    else:
        step = 1 if "rows.indented" in wish else 0
        for name, parts in (("Intäkter", income_lines), ("Kostnader", cost_lines)):
            for line in parts:
                line.groups, line.indent = (name,), step
        lines = [Line("Intäkter", "group"), *income_lines, income, Line("Kostnader", "group"), *cost_lines, cost, net]
    if "rows.varav" in wish:
        parent = rng.choice(cost_lines)
        memo = Line(rng.choice(words("memos")), "memo", (*parent.groups, parent.label), parent.indent + 1)
        memo.magnitude = parent.magnitude * Decimal("0.4")
        lines.insert(lines.index(parent) + 1, memo)
    return lines


def operating_by_activity(rng: Random, wish: Wish, year: int, most: int) -> Sheet:
    """Net costs, or incomes and costs, by activity, often in groups."""
    costs_negative = rng.random() < 0.5
    unit, decimals, size = _money(rng, most)
    maker = ColumnMaker(rng, wish, year, costs_negative)
    columns = maker.accounts(most, measures=True)
    sign = -1 if costs_negative else 1
    lines = built(rng, wish, _activity_groups(rng, wish), lambda: sign * size(), "memos")
    for line in lines:
        if any(column.key.endswith("income") for column in columns) and line.role in ("leaf", "memo"):
            for scenario in ("actual", "budget"):
                income = abs(line.magnitude) * Decimal(str(round(rng.uniform(0.05, 0.5), 2)))
                line.values[f"{scenario}income"] = income.quantize(Decimal(1).scaleb(-decimals))
    titles = (
        "Driftredovisning per verksamhet",
        "Nettokostnad per verksamhet",
        "Utfall per område",
        "Verksamheternas ekonomi",
    )
    return _filled(Sheet(rng.choice(titles), "operating", columns, lines, unit, decimals), rng, wish)


def _activity_groups(rng: Random, wish: Wish) -> list[tuple[str, list[str]]]:
    groups = some(rng, words("activities"), 2, 3)
    small = [(name, some(rng, labels, 2, 4)) for name, labels in groups]
    if rng.random() < 0.35 and wish["structure"] != "flat":
        # The same labels in every group: only the path distinguishes the rows.
        common = some(rng, words("common_parts"), 2, 3)
        small = [(name, list(common)) for name, _ in small]
    name, labels = small[0]
    small[0] = (name, with_long_label(rng, wish, labels, "activities_long"))
    return small


def income_statement(rng: Random, wish: Wish, year: int, most: int) -> Sheet:
    """The income statement of the municipality, or of it and its group: each subtotal includes the previous one."""
    unit, decimals, size = _money(rng, most)
    columns = ColumnMaker(rng, wish, year, costs_negative=True).accounts(most)
    lines: list[Line] = []
    since: list[Line] = []
    for label, kind in words("income_statement"):
        if kind == "net":
            line = Line(label, "subtotal", parts=[(part, 1) for part in since])
            since = [line]
        else:
            scale = 8 if label in ("Verksamhetens kostnader", "Skatteintäkter") else 1
            line = Line(label, magnitude=size() * scale * (-1 if kind == "cost" else 1))
            since.append(line)
        lines.append(line)
    lines[-1].role = "total"
    titles = ("Resultaträkning för kommunen", "Resultaträkning kommun och koncern", "Resultaträkning i sammandrag")
    return _filled(Sheet(rng.choice(titles), "statement", columns, lines, unit, decimals), rng, wish)


def investments(rng: Random, wish: Wish, year: int, most: int) -> Sheet:
    """Projects with budget, outcome and remaining budget."""
    unit, decimals, size = _money(rng, most)
    wish = wish.but({"header": "one_level"})
    maker = ColumnMaker(rng, wish, year, costs_negative=False)
    columns = [*maker.ordered([maker.budget_of(year)], [maker.outcome_of(year)]), maker.deviation_of(year)]
    if most >= 6 and rng.random() < 0.6:
        spent = rng.choice(("Ackumulerat utfall", "Totalt förbrukat utfall"))
        columns += [
            Column("granted", (rng.choice(("Total projektbudget", "Total budget")),), "figure", "budget"),
            Column("spent", (spent,), "figure", "actual"),
            Column("left", ("Återstår",), "figure", "", terms=(("granted", 1), ("spent", -1))),
        ]
    labels = words("projects")
    chosen = some(rng, labels, 6, 10)
    names = some(rng, words("project_groups"), 2, 3)
    share = -(-len(chosen) // len(names))
    groups = [(name, chosen[i * share : (i + 1) * share]) for i, name in enumerate(names)]
    groups = [(name, part) for name, part in groups if part]
    groups[0] = (groups[0][0], with_long_label(rng, wish, groups[0][1], "projects_long"))
    lines = built(rng, wish, groups, size, "memos")
    title = rng.choice(("Investeringsredovisning", "Investeringar per projekt", "Investeringsuppföljning"))
    return _filled(Sheet(title, "investment", columns, lines, unit, decimals), rng, wish)


def _money(rng: Random, most: int) -> tuple[str, int, Callable[[], Decimal]]:
    """A unit of money, its decimals, and a function that draws magnitudes."""
    unit, decimals, low, high = rng.choice(MONEY_WIDE if 3 < most < 7 else MONEY)
    return unit, decimals, lambda: Decimal(str(round(10 ** rng.uniform(low, high), 2)))


def _filled(sheet: Sheet, rng: Random, wish: Wish) -> Sheet:
    if "cells.missing" in wish:
        drawn = [column.key for column in sheet.figure_columns if not column.terms and not column.quotient]
        leave_some_out(rng, sheet.lines, drawn)
    fill(sheet, rng, hidden_digits=1 if "sums.rounded" in wish and sheet.decimals else 0)
    return sheet
