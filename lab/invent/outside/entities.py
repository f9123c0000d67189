"""Tables that concern several organizations: municipality beside group, a row per board, a section per board."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from lab.features import Wish
from lab.invent.lines import TOTALS
from lab.invent.outside.money import account_lines, finished, size_of
from lab.invent.outside.periods import PeriodColumns
from lab.invent.outside.unit_place import Money
from lab.invent.outside.world import ABBREVIATED, MONTHS, Span, World, at
from lab.invent.sheet import Column, Line, Sheet
from lab.invent.words import some, words
from lab.printed import UNASKED, Meaning

# The municipality and its group side by side, in definite and indefinite form.
_PAIRS = (
    ("Kommunen", "Koncernen"),
    ("Kommunen", "Koncernen"),
    ("Kommun", "Koncern"),
    ("Kommunen", "Kommunkoncernen"),
    ("KOMMUNEN", "KONCERNEN"),
    ("KOMMUN", "KONCERN"),
    ("Kommunen", "Sammanställd redovisning"),
)


@dataclass(frozen=True, slots=True)
class _Point:
    """A year or a day at the head of a column. `is_day`: a balance at that day."""

    text: str
    year: int
    meaning: Meaning
    features: tuple[str, ...]


def statement(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """The income statement of municipality and group over two years."""
    columns = _side_by_side(rng, world, [_year(rng, world, back) for back in (0, 1)])
    size = size_of(rng, money, 20)
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
        measure = {"net": "net_cost" if "nettokostnad" in label else "result"}.get(kind, kind)
        line.meaning = Meaning(measure=measure, primary="yes")
        lines.append(line)
    lines[-1].role = "total"
    return finished(rng, world, money, rng.choice(("Resultaträkning", "Resultaträkningar", "Resultat")), columns, lines)


def balance(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """A balance sheet, headed by years or by days."""
    days = rng.random() < 0.6
    form = rng.choice(_DAYS)
    points = [_day(form, world, back) if days else _year(rng, world, back, is_balance=True) for back in (0, 1)]
    columns = _side_by_side(rng, world, points)
    size = size_of(rng, money, 20)
    grown = rng.random() < 0.5
    lines: list[Line] = []
    totals: list[Line] = []
    for side, final in (
        ("assets", "Summa tillgångar"),
        ("liabilities", "Summa eget kapital, avsättningar och skulder"),
    ):
        sums: list[Line] = []
        for group, parts in words("balance_sheet")[side]:
            step = 1 if "rows.indented" in wish else 0
            leaves = [
                Line(part, "leaf", (group,) if grown else (), step if grown else 0, magnitude=size()) for part in parts
            ]
            label = f"Summa {group[0].lower()}{group[1:]}"
            total = Line(label, "subtotal", parts=[(leaf, 1) for leaf in leaves])
            lines += [*([Line(group, "group")] if grown else []), *leaves, total]
            sums.append(total)
        totals.append(Line(final, "total", parts=[(line, 1) for line in sums]))
        lines.append(totals[-1])
    # Both sides are equal: the last liability is what is left.
    rest = next(line for line in reversed(lines) if line.role == "leaf")
    totals[1].parts, rest.parts = [(totals[0], 1)], []
    sums_of_side = [line for line in lines[lines.index(totals[0]) + 1 :] if line.role == "subtotal"]
    last = sums_of_side[-1]
    last.parts = [(totals[0], 1), *((line, -1) for line in sums_of_side[:-1])]
    rest.parts = [(last, 1), *((line, -1) for line in _leaves_before(lines, rest))]
    # The year's result is the same in a balance sheet as in the income statement.
    for line in lines:
        line.meaning = Meaning(measure="result|balance" if line.label == "Årets resultat" else "balance")
    sheet = finished(
        rng,
        world,
        money,
        rng.choice(("Balansräkning", "Balansräkningar", "Balansräkning i sammandrag")),
        columns,
        lines,
    )
    rest.parts, last.parts = [], [(line, 1) for line in [*_leaves_before(lines, rest), rest]]
    totals[1].parts = [(line, 1) for line in sums_of_side]
    return sheet


def _leaves_before(lines: Sequence[Line], rest: Line) -> list[Line]:
    """The other leaves of the same subtotal."""
    found: list[Line] = []
    for line in reversed(lines[: lines.index(rest)]):
        if line.role != "leaf":
            break
        found.insert(0, line)
    return found


def per_board(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """A row per board and a total, which is the municipality's."""
    negative = rng.random() < 0.6
    columns = PeriodColumns(rng, world, negative).columns(most)
    size, sign = size_of(rng, money, 5), -1 if negative else 1
    indefinite = rng.random() < 0.4
    names = some(rng, words("boards"), 4, 7)
    if rng.random() < 0.5:
        names += [f"Nämnden för {name}" for name in some(rng, words("board_subjects"), 1, 2)]
    lines = [_board_line(name, indefinite, sign * size()) for name in names]
    total = Line(rng.choice((*TOTALS, "Summa nämnder", "Nämnderna totalt", "Kommunen totalt")), "total")
    total.parts = [(line, 1) for line in lines]
    total.meaning = Meaning(organization=world.municipality, organization_kind="municipality")
    title = rng.choice(
        ("Nettokostnad per nämnd", "Driftredovisning per nämnd", "Nämndernas utfall", "Nämndernas resultat")
    )
    sheet = finished(rng, world, money, title, columns, [*lines, total])
    if title.startswith("Nettokostnad"):
        sheet.meaning = Meaning(measure="net_cost").over(sheet.meaning)
    return sheet


def units_of_boards(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """Boards with their activities below them, and a total."""
    negative = rng.random() < 0.6
    columns = PeriodColumns(rng, world, negative).columns(most)
    size, sign = size_of(rng, money), -1 if negative else 1
    total = Line(rng.choice(TOTALS), "total")
    total.meaning = Meaning(organization=world.municipality, organization_kind="municipality")
    lines: list[Line] = []
    for name, (_, activities) in zip(
        some(rng, words("boards"), 2, 3), some(rng, words("activities"), 3, 3), strict=False
    ):
        board = _board_line(name, False, Decimal(0))
        board.role = "subtotal"
        for label in some(rng, activities, 2, 3):
            part = Line(label, "leaf", (name,), 1, magnitude=sign * size(), features=("organization.unit",))
            part.meaning = Meaning(organization=label, organization_kind="unit|administration")
            board.parts.append((part, 1))
        lines += [board, *(part for part, _ in board.parts)]
        total.parts.append((board, 1))
    title = rng.choice(("Nämnder och verksamheter", "Driftredovisning per nämnd och verksamhet", "Utfall per nämnd"))
    return finished(rng, world, money, title, columns, [*lines, total])


def board_section(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """The account of one board in the municipality's report, under a heading with the board's name."""
    negative = rng.random() < 0.75
    name = rng.choice(words("boards"))
    columns = PeriodColumns(rng, world, negative).columns(most)
    columns = columns if negative else [column for column in columns if column.scenario != "deviation"]
    title = rng.choice(("Resultat", "Ekonomi", "Ekonomiskt utfall", "Drift"))
    sheet = finished(rng, world, money, title, columns, account_lines(rng, money, negative))
    sheet.meaning = Meaning(organization=name, organization_kind="board")
    sheet.section = name
    for line in sheet.lines:
        line.features = (*line.features, "organization.section")
    return sheet


def _board_line(name: str, indefinite: bool, magnitude: Decimal) -> Line:
    """A row with the name of a board, in indefinite form if it has one."""
    label = name
    if indefinite and name.endswith(("nämnden", "styrelsen")):
        label = name.removesuffix("en") if name.endswith("nämnden") else name.removesuffix("n")
    line = Line(label, magnitude=magnitude, features=("organization.board",))
    line.meaning = Meaning(organization=name, organization_kind="board")
    return line


def _side_by_side(rng: Random, world: World, points: Sequence[_Point]) -> list[Column]:
    """Columns for municipality and group, in two levels of heads or in one."""
    points = points if rng.random() < 0.6 else points[::-1]
    names = rng.choice(_PAIRS)
    owners = (
        Meaning(
            organization=world.municipality if world.wish["owner"] != "nobody" else "", organization_kind="municipality"
        ),
        Meaning(organization_kind="group"),
    )
    flat = rng.random() < 0.35
    form = "organization.indefinite" if names[0].lower() == "kommun" else "organization.definite"
    columns = []
    for name, owner in zip(names, owners, strict=True):
        for point in points:
            levels = (f"{name} {point.text}",) if flat else (name, point.text)
            features = (form, *point.features)
            key = f"{owner.organization_kind}{point.text}"
            meaning = point.meaning.over(owner)
            columns.append(Column(key, levels, "figure", "actual", point.year, meaning=meaning, features=features))
    return columns


def _year(rng: Random, world: World, back: int, is_balance: bool = False) -> _Point:
    year = world.span.year - back
    text = f"{'Utfall ' if rng.random() < 0.15 else ''}{year}"
    if is_balance:
        return _Point(str(year), year, UNASKED, ())
    # In a report about a part of the year it is not said whether a bare year is its part or the whole.
    return _Point(text, year, UNASKED if world.is_part else Span(year).meaning, ("period.year",))


_DAYS: tuple[Callable[[date], str], ...] = (
    lambda day: day.isoformat(),
    lambda day: day.isoformat(),
    lambda day: f"{day.day} {ABBREVIATED[day.month - 1]} {day.year}",
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{day.month}/{day.day}/{day.year}",
    lambda day: f"{day.year % 100:02}{day.month:02}{day.day:02}",
    lambda day: f"{day.year}{day.month:02}{day.day:02}",
)


def _day(form: Callable[[date], str], world: World, back: int) -> _Point:
    """The end of the report's span, or the end of the year before."""
    day = date(world.span.year - 1, 12, 31) if back else date.fromisoformat(world.span.meaning.period_end)
    text = form(day)
    is_us = "/" in text
    return _Point(text, day.year, at(day), ("period.date", *(("period.us_date",) if is_us else ())))
