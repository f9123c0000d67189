"""Tables of staff of outside reports: sick leave without a percent sign, employees and full-time equivalents."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from lab.features import Wish
from lab.invent.lines import TOTALS
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
    meaning = Meaning(measure="sick_leave").over(employer(world))
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
    sheet = Sheet(title, "personnel", columns, lines, "count", 0, meaning=employer(world))
    fill(sheet, rng)
    return sheet


def headcount(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """Employees or full-time equivalents by group, often by sex too. The total or its occupations are primary."""
    is_full_time = rng.random() < 0.35
    is_by_employment = rng.random() < 0.4
    labels = some(rng, words("employment") if is_by_employment else words("personnel_groups"), 2, 6)
    lines = [Line(label, magnitude=Decimal(rng.randint(8, 900))) for label in labels]
    for line in lines:
        if is_full_time and line.label == "Timavlönade":
            line.meaning = Meaning(measure="FTE|hourly_paid_FTE")
    lines.append(Line(rng.choice(TOTALS), "total", parts=[(line, 1) for line in lines]))
    year = world.span.year
    columns = _by_sex(rng, year) if rng.random() < 0.55 else _years(rng, world, 2)
    word = (
        rng.choice(("Antal årsarbetare", "Årsarbetare"))
        if is_full_time
        else rng.choice(("Antal anställda", "Anställda"))
    )
    measure, unit = ("FTE", "FTE") if is_full_time else ("headcount", "count")
    # Employees of each kind of employment are a quantity of their own, as women and men are.
    primary = "" if is_by_employment else "one_level"
    title = word + rng.choice((f" {year}", "", " per grupp"))
    if "personnel.sexes" in columns[0].features and world.wish["dated"] == "heads":
        title = f"{word} {year}"
    return _counted(rng, title, columns, lines, unit, Meaning(measure=measure, primary=primary).over(employer(world)))


def per_administration(rng: Random, world: World, money: Money, most: int, wish: Wish) -> Sheet:
    """Employees by administration; the total is the municipality's."""
    lines: list[Line] = []
    for label in some(rng, words("administrations"), 3, 6):
        line = Line(label, magnitude=Decimal(rng.randint(20, 900)), features=("organization.administration",))
        line.meaning = Meaning(organization=label, organization_kind="administration|board|unit")
        lines.append(line)
    total = Line(rng.choice((*TOTALS, "Kommunen totalt")), "total", parts=[(line, 1) for line in lines])
    total.meaning = Meaning(organization=world.municipality, organization_kind="municipality")
    title = rng.choice(("Antal anställda per förvaltning", "Anställda per förvaltning", "Antal månadsavlönade"))
    return _counted(rng, title, _years(rng, world, 2), [*lines, total], "count", Meaning(measure="headcount"))


def employer(world: World) -> Meaning:
    """Whose employees: of a board's report, those of the board or its administration, whose name is not printed."""
    own = world.meaning
    return Meaning(organization_kind="board|administration") if own.organization_kind == "board" else own


def _counted(rng: Random, title: str, columns: list[Column], lines: list[Line], unit: str, meaning: Meaning) -> Sheet:
    for line in lines:
        line.features = (*line.features, "personnel.total" if line.role == "total" else "personnel.part")
    sheet = Sheet(title, "personnel", columns, lines, unit, 0, meaning=meaning)
    fill(sheet, rng)
    return sheet


def _by_sex(rng: Random, year: int) -> list[Column]:
    """Women, men and all, of one year."""
    head = (str(year),) if rng.random() < 0.5 else ()
    words_of_all = rng.choice(("Totalt", "Samtliga", "Alla", "Summa"))
    features = ("personnel.sexes",)
    women, men = (
        Column(key, (*head, text), "figure", "actual", year, features=features)
        for key, text in (("women", "Kvinnor"), ("men", "Män"))
    )
    both = Column(
        "all", (*head, words_of_all), "figure", "actual", year, terms=(("women", 1), ("men", 1)), features=features
    )
    return [women, men, both]


def _years(rng: Random, world: World, count: int) -> list[Column]:
    years = [world.span.year - back for back in range(count)]
    word = rng.choice(("", "", "Utfall ", "Bokslut ")) if not world.is_part else ""
    return [
        Column(f"year{y}", (f"{word}{y}",), "figure", "actual", y)
        for y in (years if rng.random() < 0.5 else years[::-1])
    ]
