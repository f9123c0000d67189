"""Tables of money of outside reports: accounts by kind and by activity, changes, key figures of mixed units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random

from lab.features import Wish
from lab.invent.lines import TOTALS, built, leave_some_out
from lab.invent.outside.periods import PeriodColumns
from lab.invent.outside.staff import employer
from lab.invent.outside.unit_place import Money
from lab.invent.outside.world import Span, World
from lab.invent.sheet import Column, Line, Sheet, fill
from lab.invent.words import some, words
from lab.printed import Meaning

# Of a row that names no organization, though its table is about several.
NOBODY = Meaning(organization="-", organization_kind="-")


def size_of(rng: Random, money: Money, factor: float = 1.0) -> Callable[[], Decimal]:
    """A function that draws magnitudes of amounts."""
    return lambda: Decimal(str(round(factor * 10 ** rng.uniform(money.low, money.high), 2)))


def account(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """Incomes and costs by kind, with totals and the net cost or result."""
    negative = rng.random() < 0.75
    columns = PeriodColumns(rng, world, negative).columns(most)
    if not negative:
        columns = [column for column in columns if column.scenario != "deviation"]
    title = rng.choice(("Resultaträkning", "Driftredovisning", "Ekonomiskt utfall", "Resultat", "Ekonomi i sammandrag"))
    return finished(rng, world, money, title, columns, account_lines(rng, money, negative))


def account_lines(rng: Random, money: Money, negative: bool) -> list[Line]:
    """Incomes and costs by kind, with their totals and the net cost."""
    size, sign = size_of(rng, money), -1 if negative else 1
    incomes = [Line(label, magnitude=size()) for label in some(rng, words("incomes"), 2, 3)]
    costs = [Line(label, magnitude=sign * size() * 3) for label in some(rng, words("costs"), 3, 6)]
    income = Line(rng.choice(("Summa intäkter", "Verksamhetens intäkter")), "subtotal", parts=[(i, 1) for i in incomes])
    cost = Line(rng.choice(("Summa kostnader", "Verksamhetens kostnader")), "subtotal", parts=[(c, 1) for c in costs])
    net = Line(rng.choice(("Nettokostnad", "Nettokostnader", "Verksamhetens nettokostnad")), "total")
    net.parts = [(income, 1), (cost, 1)] if negative else [(cost, 1), (income, -1)]
    for line, measure in ((income, "income"), (cost, "cost"), (net, "net_cost")):
        line.meaning = Meaning(measure=measure, primary="yes")
    return [*incomes, income, *costs, cost, net]


def by_activity(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """Net costs by activity. Some labels count something ("Ökat antal elever"), and are money all the same."""
    negative = rng.random() < 0.6
    columns = PeriodColumns(rng, world, negative).columns(most)
    groups = some(rng, words("activities"), 2, 3)
    chosen = [(name, some(rng, labels, 2, 4)) for name, labels in groups]
    if rng.random() < 0.35:
        name, labels = chosen[0]
        chosen[0] = (name, [*labels, *some(rng, words("labels_with_antal"), 1, 2)])
    size, sign = size_of(rng, money), -1 if negative else 1
    lines = built(rng, wish, chosen, lambda: sign * size(), "memos")
    for line in lines:
        if line.label in words("labels_with_antal"):
            line.features = ("unit.label_antal",)
        is_part = line.role == "leaf" and not line.features
        if is_part or (line.role == "subtotal" and line.label in dict(groups)):
            line.meaning = Meaning(organization=line.label, organization_kind="unit|administration")
            line.features = ("organization.activity",)
        elif line.role != "total":
            line.meaning = NOBODY
    title = rng.choice(
        ("Nettokostnad per verksamhet", "Driftredovisning per verksamhet", "Verksamheternas nettokostnader")
    )
    return finished(rng, world, money, title, columns, lines)


def changes(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """A list of changes of the budget over years to come; their labels name what is counted, not how it is measured."""
    year = world.span.year + 1
    columns = [
        Column(f"plan{y}", (f"{word} {y}",), "figure", scenario, y, meaning=Span(y).meaning, features=("period.year",))
        for y, word, scenario in ((year, "Budget", "budget"), (year + 1, "Plan", "plan"), (year + 2, "Plan", "plan"))
    ]
    size = size_of(rng, money, 0.2)
    labels = some(rng, words("labels_with_antal"), 2, 4) + some(rng, words("budget_changes"), 3, 5)
    rng.shuffle(labels)
    lines = [Line(label, magnitude=rng.choice((1, 1, -1)) * size()) for label in labels]
    for line in lines:
        if line.label in words("labels_with_antal"):
            line.features = ("unit.label_antal",)
    lines.append(Line(rng.choice(TOTALS), "total", parts=[(line, 1) for line in lines]))
    return finished(
        rng,
        world,
        money,
        rng.choice(("Budgetförändringar", "Förändringar av ram", "Tillkommande kostnader")),
        columns,
        lines,
    )


def key_figures(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """Key figures of different units over years; each row names its own unit."""
    count = min(most, rng.choice((2, 3, 5)))
    years = [world.span.year - back for back in range(count)]
    years = years if rng.random() < 0.5 else years[::-1]
    columns = [Column(f"year{y}", (str(y),), "figure", "actual", y, features=("unit.mixed_rows",)) for y in years]
    lines: list[Line] = []
    for label, unit, low, high, decimals in some(rng, words("mixed_rows"), 5, 8):
        text = label.replace("{word}", money.word)
        line = Line(text, magnitude=Decimal(str(rng.uniform(low, high))), unit=unit or money.unit, decimals=decimals)
        if not unit:
            line.magnitude = size_of(rng, money)()
            line.decimals = money.decimals
        if unit == "FTE":
            line.meaning = Meaning(measure="FTE").over(employer(world))
        if unit.startswith("SEK_per"):
            line.features = ("unit.per_unit",)
        lines.append(line)
    title = rng.choice(("Nyckeltal", "Fem år i sammandrag", "Ekonomiska nyckeltal", "Verksamhetens nyckeltal"))
    sheet = Sheet(title, "volumes", columns, lines, "count", 0, meaning=world.meaning)
    fill(sheet, rng)
    return sheet


def finished(
    rng: Random, world: World, money: Money, title: str, columns: list[Column], lines: Sequence[Line]
) -> Sheet:
    """A sheet of money with its values."""
    sheet = Sheet(title, "operating", columns, list(lines), money.unit, money.decimals, meaning=world.meaning)
    if rng.random() < 0.3:
        drawn = [column.key for column in sheet.figure_columns if not column.terms and not column.quotient]
        leave_some_out(rng, sheet.lines, drawn)
    fill(sheet, rng)
    return sheet
