"""Tables of investments: projects over several years, and notes of fixed assets with opening and closing values."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from lab.features import Wish
from lab.invent.lines import built
from lab.invent.outside.money import finished, size_of
from lab.invent.outside.unit_place import Money
from lab.invent.outside.world import Span, World
from lab.invent.sheet import Column, Line, Sheet
from lab.invent.words import some, words
from lab.printed import UNASKED, Meaning


def projects(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """Projects with this year's budget and outcome beside amounts over their whole time, which belong to no year."""
    year = world.span.year
    budget = _of_year("budget", f"Budget {year}", "budget", Span(year))
    # In a report about a part of the year it is not said whether the outcome is the part's.
    span = None if world.is_part else Span(year)
    actual = _of_year("actual", f"{rng.choice(('Utfall', 'Utfall', 'Redovisat'))} {year}", "actual", span, year)
    left_of_year = replace(
        _of_year("deviation", "Avvikelse", "deviation", span, year), terms=(("budget", 1), ("actual", -1))
    )
    granted = rng.choice(
        ("Total projektbudget", "Totalbudget", f"Budget {year - 3}-{year + 1}", "Beslutad totalbudget")
    )
    spent = rng.choice(
        (f"Ack utfall t.o.m. {year}", f"Utfall {year - 3}-{year}", "Ackumulerat utfall", "Totalt utfall")
    )
    is_said = str(year) in spent or not world.is_part
    whole = [
        _whole_time("granted", granted, "budget", 0, "estimated_total|approved_total|approved", 3.0),
        _whole_time("spent", spent, "actual", -1 if is_said else 0, "accumulated", 2.0),
        replace(
            _whole_time("left", rng.choice(("Återstår", "Kvar av budget", "Återstående medel")), "", 0, "remaining"),
            terms=(("granted", 1), ("spent", -1)),
        ),
    ]
    this_year = [budget, actual, left_of_year]
    columns = [*whole, *this_year] if rng.random() < 0.5 else [*this_year, *whole]
    size = size_of(rng, money)
    chosen = some(rng, words("projects"), 5, 9)
    names = some(rng, words("project_groups"), 2, 2)
    half = (len(chosen) + 1) // 2
    lines = built(rng, wish, [(names[0], chosen[:half]), (names[1], chosen[half:])], size, "memos")
    title = rng.choice(("Investeringsredovisning", "Pågående investeringsprojekt", "Investeringar per projekt"))
    return replace(finished(rng, world, money, title, columns, lines), kind="investment")


def _of_year(key: str, text: str, scenario: str, span: Span | None, year: int = 0) -> Column:
    meaning = Meaning(measure="expenditure").over(span.meaning if span else UNASKED)
    year = span.year if span else year
    return Column(key, (text,), "figure", scenario, year, meaning=meaning, features=("projects.year",))


def _whole_time(key: str, text: str, scenario: str, year: int, measure: str, scale: float = 1.0) -> Column:
    feature = "projects.accumulated" if key == "spent" else "projects.whole_time"
    meaning = Meaning(measure=measure)
    return Column(key, (text,), "figure", scenario, year, meaning=meaning, scale=scale, features=(feature,))


def fixed_assets(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """A note of fixed assets: opening value, the year's investments, closing value. Balances are no expenditure."""
    size = size_of(rng, money, 3)
    opening = Line(
        rng.choice(("Ingående anskaffningsvärde", "Ingående värde", "Ingående bokfört värde")), magnitude=size() * 10
    )
    opening.meaning = Meaning(measure="opening")
    bought = Line(rng.choice(("Årets investeringar", "Årets anskaffning", "Nyinvesteringar")), magnitude=size())
    bought.meaning = Meaning(measure="expenditure")
    sold = Line(rng.choice(("Försäljning/utrangering", "Utrangeringar", "Försäljningar")), magnitude=-size() / 4)
    sold.meaning = Meaning(measure="disposal")
    worn = Line("Årets avskrivningar", magnitude=-size())
    closing = Line(rng.choice(("Utgående värde", "Utgående bokfört värde", "Bokfört värde")), "total")
    closing.meaning = Meaning(measure="closing")
    closing.parts = [(line, 1) for line in (opening, bought, sold, worn)]
    for line in (opening, closing):
        line.features = ("balances.value",)
    year = world.span.year
    columns = [
        Column(f"year{y}", (str(y),), "figure", "actual", y)
        for y in ((year, year - 1) if rng.random() < 0.6 else (year - 1, year))
    ]
    name = rng.choice(
        ("Maskiner och inventarier", "Mark och byggnader", "Materiella anläggningstillgångar", "Fastigheter")
    )
    title = name if rng.random() < 0.5 else f"Not {rng.randint(2, 24)} {name}"
    return replace(
        finished(rng, world, money, title, columns, [opening, bought, sold, worn, closing]), kind="investment"
    )
