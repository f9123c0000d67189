"""One outside report: its front page, its sections with a table each, and the truth about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from lab.features import Wish
from lab.invent.full_sheet import FullSheet
from lab.invent.layout import LaidOut, Setting, lay_out_full
from lab.invent.outside import money, staff
from lab.invent.outside.axes import (
    OUTSIDE_ENGINES,
    REPORT_AXES,
    TABLE_AXES,
    choose,
    layout_wish,
    wish_for_outside,
)
from lab.invent.outside.heads import as_printed, on_two_lines
from lab.invent.outside.unit_place import Money, place_unit
from lab.invent.outside.world import MONTHS, World
from lab.invent.sheet import MONEY, Column, Sheet
from lab.invent.words import words
from lab.printed import Block, Case, Figure, Heading, PageStyle, Paragraph, Relation
from lab.typography import Typography

Inventor = Callable[[Random, World, Money, int, Wish], Sheet]

_TOPICS: tuple[tuple[str, Inventor, float], ...] = (
    ("economy", money.account, 24),
    ("economy", money.by_activity, 24),
    ("economy", money.changes, 7),
    ("activity", money.key_figures, 12),
    ("personnel", staff.sick_leave, 10),
    ("personnel", staff.staff, 10),
)
_MOST_COLUMNS = {"portrait": 7, "landscape": 9, "rotated": 9}
_ATTEMPTS = 8
# Features of layout that say nothing here: the other family grades them.
_NOT_SHOWN = ("minus.", "rules.", "page.", "years.", "budget.", "header.", "letters.")
# Forms of text in which an empty cell can't be seen.
_NO_EMPTY_CELLS = ("text_rows",)


@dataclass
class _Report:
    """A report under construction."""

    rng: Random
    world: World
    money: Money
    engine: str
    page: PageStyle
    typography: Typography
    blocks: list[Block] = field(default_factory=list)
    tables: list[LaidOut] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    places: list[str] = field(default_factory=list)


def invent_outside(seed: int, engine: str | None = None) -> Case:
    """The outside report of a seed, in the form given or else chosen by the seed."""
    chosen = engine or choose(Random(f"outside engine {seed}"), OUTSIDE_ENGINES)
    rng = Random(f"outside {seed}")
    wish = wish_for_outside(rng, REPORT_AXES)
    if wish["report"] == "year" and wish["dated"] == "decision":
        wish = wish.but({"dated": "title"})
    world = World.of(rng, wish)
    unit = Money.of(rng, wish["currency"] == "euro")
    missing = "hyphen" if chosen in _NO_EMPTY_CELLS and wish["missing"] == "empty" else wish["missing"]
    typography = Typography(wish["thousands"], wish["minus"], rng.choice(("attached", "detached")), missing)
    report = _Report(rng, world, unit, chosen, _page_style(rng, world), typography)
    topics = [topic for topic, _ in _topics(rng)]
    _front(report)
    plans = [wish_for_outside(rng, TABLE_AXES) for _ in topics]
    _state_unit(report, plans)
    for (section, inventor), plan in zip(topics, plans, strict=True):
        _add(report, section, inventor, plan)
    return _case(seed, report)


def _topics(rng: Random) -> list[tuple[tuple[str, Inventor], float]]:
    """One to three topics, money first."""
    count = rng.choice((1, 2, 2, 3))
    chosen = rng.choices(_TOPICS, [weight for *_, weight in _TOPICS], k=count)
    distinct = list({inventor: (section, inventor) for section, inventor, _ in chosen}.values())
    order = [inventor for _, inventor, _ in _TOPICS]
    return [(topic, 0.0) for topic in sorted(distinct, key=lambda topic: order.index(topic[1]))]


def _page_style(rng: Random, world: World) -> PageStyle:
    owner = world.board or world.municipality
    return PageStyle(
        font=rng.choice(("sans", "serif", "sans", "condensed")),
        size=rng.choice((9.0, 10.0, 11.0)),
        header=rng.choice(("", world.title, owner)) if world.wish["owner"] != "nobody" else "",
        footer=rng.choice(("", "{page} ({pages})", "{page}", "Sida {page}")),
    )


def _front(report: _Report) -> None:
    rng, world = report.rng, report.world
    municipality = world.municipality + ("" if world.municipality.endswith("s") else "s") + " kommun"
    lines = {"nobody": [], "municipality": [municipality]}.get(
        world.wish["owner"], rng.choice(([world.board, municipality], [f"{world.board}, {municipality}"]))
    )
    report.blocks += [Heading(1, world.title), *(Paragraph(line) for line in lines)]
    if world.wish["dated"] == "decision":
        day = world.decided
        text = rng.choice((day.isoformat(), f"{day.day} {MONTHS[day.month - 1]} {day.year}"))
        report.blocks.append(Paragraph(rng.choice((text, f"Datum: {text}", f"Beslutad {text}"))))


def _state_unit(report: _Report, plans: list[Wish]) -> None:
    """Print the unit for the whole report where a table needs it, and nowhere where one table prints none."""
    places = {plan["unit"] for plan in plans}
    if "nowhere" in places:
        plans[:] = [plan.but({"unit": "nowhere"}) for plan in plans]
    elif "prose" in places:
        report.blocks.append(report.money.statement(report.rng))
    report.blocks.append(Paragraph(" ".join(words("prose")[:2])))


def _add(report: _Report, section: str, inventor: Inventor, plan: Wish) -> None:
    """A section with its table, where the table fits."""
    rng = report.rng
    wish = layout_wish(rng, report.engine).but({"page": "portrait"})
    for _ in range(_ATTEMPTS):
        sheet = inventor(rng, report.world, report.money, rng.randint(4, _MOST_COLUMNS["portrait"]), wish)
        if sheet.title in report.titles or (plan["unit"] == "nowhere" and names_unit(sheet)):
            continue
        full, before = _full(report, sheet, section, plan)
        setting = Setting(len(report.tables), report.page, report.typography, "portrait", wish["break"] != "no")
        table = lay_out_full(rng, full, wish, setting)
        if table is None:
            continue
        if plan["unit"] == "elsewhere" and sheet.is_money:
            sentence = _sentence(report, table)
            if sentence is None:
                continue
            before.append(sentence)
        style = replace(table.table.style, vertical=plan["heads"])
        printed = replace(table.table, style=style)
        report.titles.add(sheet.title)
        report.blocks += [*before, printed]
        report.tables.append(replace(table, table=printed))
        return


def names_unit(sheet: Sheet) -> bool:
    """Whether rows of a table of other things are money and say so."""
    return not sheet.is_money and any(line.unit in MONEY for line in sheet.lines)


def _sentence(report: _Report, table: LaidOut) -> Paragraph | None:
    """A sentence that prints a total of the table with its unit."""
    outcomes = [f for f in table.figures if f.scenario == "actual" and f.value and f.year and f.role != "memo"]
    totals = [f for f in outcomes if f.role in ("total", "subtotal")]
    if not outcomes:
        return None
    return report.money.sentence(report.rng, report.rng.choice(totals or outcomes), report.typography)


def _full(report: _Report, sheet: Sheet, section: str, plan: Wish) -> tuple[FullSheet, list[Block]]:
    """The sheet with its unit, its columns beside the labels and its heads as printed; and the blocks before it."""
    rng = report.rng
    corner = rng.choice(
        {"personnel": ("", "Personal"), "sick_leave": ("",), "volumes": ("", "Nyckeltal")}.get(
            sheet.kind, ("", "Verksamhet", "Post")
        )
    )
    full = FullSheet(
        sheet,
        [Column("label", ("",), "label"), *sheet.columns],
        list(sheet.lines),
        sheet.title if rng.random() < 0.8 else "",
        rng.choice(("heading", "bold", "caption")),
        corner,
        percent_signs=rng.random() < 0.4,
    )
    before: list[Block] = [Heading(2, rng.choice(words("headings")[section]))]
    if sheet.is_money:
        place = "corner" if plan["unit"] == "column" and any(len(c.levels) > 1 for c in full.columns) else plan["unit"]
        heading = before[0]
        assert isinstance(heading, Heading)
        before = place_unit(rng, full, report.money, place, heading)
        if report.money.unit.endswith("EUR"):
            full.features.add("unit.euro")
        _minor(rng, full, plan["minor"])
    _print_heads(rng, full, plan["words"], report.engine)
    if plan["words"] != "plain" and any("\n" in head for column in full.columns for head in column.heads):
        full.features |= {f"heads.{plan['words']}", f"heads.{plan['heads']}"}
    if report.world.wish["dated"] != "title":
        full.features.add(f"year.{report.world.wish['dated']}")
    return full, before


def _print_heads(rng: Random, full: FullSheet, form: str, engine: str) -> None:
    """Break the lowest heads over lines. Without places, a line of heads tells its columns only if all have a part."""
    figures = [column for column in full.columns if column.role == "figure"]
    lowest = [column.levels[-1] for column in figures]
    if engine == "text_rows":
        printed = (on_two_lines(lowest) if form != "plain" else None) or lowest
    else:
        printed = [as_printed(rng, text, form) for text in lowest]
    heads = iter(printed)
    full.columns = [
        replace(column, printed=(*column.levels[:-1], next(heads))) if column.role == "figure" else column
        for column in full.columns
    ]


def _minor(rng: Random, full: FullSheet, kind: str) -> None:
    """Add a column of notes before the figures or of numbers before the labels."""
    lines = [line for line in full.lines if line.role == "leaf"]
    if kind == "notes":
        at = next(i for i, column in enumerate(full.columns) if column.role == "figure")
        full.columns.insert(at, Column("note", (rng.choice(("Not", "Not", "Noter")),), "identifier"))
        number = rng.randint(1, 9)
        for line in lines:
            if rng.random() < 0.75:
                line.texts["note"] = str(number) if rng.random() < 0.85 else f"{number}, {number + rng.randint(2, 9)}"
                number += 1
        full.features.add("column.notes")
    elif kind == "numbers":
        full.columns.insert(0, Column("code", (rng.choice(("Nr", "Konto", "Ansvar", "")),), "identifier"))
        start = rng.randint(10, 880) * 10
        for step, line in enumerate(lines):
            line.texts["code"] = str(start + 10 * step)
        full.features.add("column.numbers")


def _case(seed: int, report: _Report) -> Case:
    shared = {f"engine.{report.engine}", f"minus.{report.typography.minus}", f"owner.{report.world.wish['owner']}"}
    shared.add(f"report.{report.world.wish['report']}")

    def featured(figure: Figure) -> Figure:
        names = {name for name in figure.features if not name.startswith(_NOT_SHOWN)}
        return replace(figure, features=tuple(sorted(names | shared)))

    figures = tuple(featured(figure) for table in report.tables for figure in table.figures)
    relations: tuple[Relation, ...] = tuple(r for table in report.tables for r in table.relations)
    everything = shared.union(*(figure.features for figure in figures))
    return Case(
        seed=seed,
        engine=report.engine,
        title=report.world.title,
        page=report.page,
        blocks=tuple(report.blocks),
        figures=figures,
        relations=relations,
        features=tuple(sorted(everything)),
        table_features=tuple(
            tuple(sorted(name for name in table.features if not name.startswith(_NOT_SHOWN))) for table in report.tables
        ),
    )
