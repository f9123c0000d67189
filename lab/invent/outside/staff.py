"""Tables of staff of outside reports: sick leave without a percent sign, employees and full-time equivalents."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from lab.features import Wish
from lab.invent.outside.unit_place import Money
from lab.invent.outside.world import World
from lab.invent.sheet import Column, Line, Sheet, fill
from lab.invent.words import some, words
from lab.printed import Meaning


def sick_leave(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """Sick leave by sex and age; often no % anywhere, only the word that defines the rate."""
    columns = _years(rng, world, min(most, rng.choice((2, 3))))
    signs = rng.random() < 0.4
    labels = some(rng, words("sick_leave_rates"), 3, 6)
    feature = () if signs else ("unit.no_percent_sign",)
    lines = [Line(label, magnitude=Decimal(rng.randint(25, 110)) / 10, features=feature) for label in labels]
    title = rng.choice(("Sjukfrånvaro", "Personal", "Sjukfrånvaro per grupp", "Personalnyckeltal"))
    meaning = Meaning(measure="sick_leave").over(world.meaning)
    sheet = Sheet(title, "sick_leave", columns, lines, "percent", 1, percent_in_cells=signs, meaning=meaning)
    fill(sheet, rng)
    return sheet


def staff(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """Employees, full-time equivalents and sick leave in one table, with the unit in the row or in no word at all."""
    columns = _years(rng, world, min(most, rng.choice((2, 3, 5))))
    lines: list[Line] = []
    for label, unit, low, high, decimals, measure in some(rng, words("staff_rows"), 4, 7):
        line = Line(label, magnitude=Decimal(str(rng.uniform(low, high))), unit=unit, decimals=decimals)
        line.meaning = Meaning(measure=measure)
        has_word = any(part in label.lower() for part in ("antal", "%", "procent", "årsarbet"))
        line.features = ("unit.mixed_rows", *(() if has_word else ("unit.no_percent_sign",)))
        lines.append(line)
    title = rng.choice(("Personal", "Personalnyckeltal", "Personaluppgifter", "Medarbetare"))
    sheet = Sheet(title, "personnel", columns, lines, "count", 0, meaning=world.meaning)
    fill(sheet, rng)
    return sheet


def _years(rng: Random, world: World, count: int) -> list[Column]:
    years = [world.span.year - back for back in range(count)]
    word = rng.choice(("", "", "Utfall ", "Bokslut ")) if not world.is_part else ""
    return [
        Column(f"year{y}", (f"{word}{y}",), "figure", "actual", y)
        for y in (years if rng.random() < 0.5 else years[::-1])
    ]
