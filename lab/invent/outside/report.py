"""One outside report: its front page, its sections with a table each, and the truth about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from lab.features import Wish
from lab.invent.full_sheet import FullSheet
from lab.invent.layout import LaidOut, Setting, lay_out_full
from lab.invent.outside import assets, entities, money, staff
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
from lab.invent.words import some, words
from lab.printed import Block, Case, Figure, Heading, PageStyle, Paragraph, Relation
from lab.typography import Typography

Inventor = Callable[[Random, World, Money, int, Wish], Sheet]

_EVERY_OWNER = ("board", "board_for", "municipality", "nobody")
_WHOLE = ("municipality", "nobody")
# Section, inventor, weight, and whose reports have such a table.
_TOPICS: tuple[tuple[str, Inventor, float, tuple[str, ...]], ...] = (
    ("economy", money.account, 30, _EVERY_OWNER),
    ("economy", money.by_activity, 28, _EVERY_OWNER),
    ("economy", entities.per_board, 26, _WHOLE[:1]),
    ("economy", entities.units_of_boards, 9, _WHOLE[:1]),
    ("economy", entities.statement, 16, _WHOLE),
    ("economy", entities.balance, 16, _WHOLE),
    ("economy", entities.board_section, 18, _WHOLE[:1]),
    ("economy", money.changes, 6, _EVERY_OWNER),
    ("investments", assets.projects, 9, _EVERY_OWNER),
    ("investments", assets.fixed_assets, 8, _WHOLE),
    ("activity", money.key_figures, 9, _EVERY_OWNER),
    ("personnel", staff.sick_leave, 7, _EVERY_OWNER),
    ("personnel", staff.staff, 7, _EVERY_OWNER),
    ("personnel", staff.headcount, 8, _EVERY_OWNER),
    ("personnel", staff.per_administration, 8, _WHOLE[:1]),
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
    topics = _topics(rng, wish["owner"])
    _front(report)
    plans = [wish_for_outside(rng, TABLE_AXES) for _ in topics]
    _state_unit(report, plans)
    for (section, inventor), plan in zip(topics, plans, strict=True):
        _add(report, section, inventor, plan)
    return _case(seed, report)


def _topics(rng: Random, owner: str) -> list[tuple[str, Inventor]]:
    """One to three topics, in the order of a report."""
    possible = [topic for topic in _TOPICS if owner in topic[3]]
    chosen = rng.choices(possible, [weight for _, _, weight, _ in possible], k=rng.choice((1, 2, 2, 3)))
    return [(section, inventor) for section, inventor, *_ in _TOPICS if inventor in [topic[1] for topic in chosen]]


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
    name = world.municipality
    municipality = f"{name} kommun" if name.endswith(("s", "a", "o", "e", "ö")) else f"{name}s kommun"
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
    report.blocks.append(Paragraph(" ".join(some(report.rng, words("prose"), 1, 3))))


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
        sentence = _sentence(report, table) if plan["unit"] == "elsewhere" and sheet.is_money else None
        if plan["unit"] == "elsewhere" and sheet.is_money and sentence is None:
            continue
        style = replace(table.table.style, vertical=plan["heads"])
        printed = replace(table.table, style=style)
        report.titles.add(sheet.title)
        told = [sentence] if sentence else []
        report.blocks += [*before, *told, printed] if rng.random() < 0.5 else [*before, printed, *told]
        report.tables.append(replace(table, table=printed))
        return


def names_unit(sheet: Sheet) -> bool:
    """Whether rows of a table of other things are money and say so."""
    return not sheet.is_money and any(line.unit in MONEY for line in sheet.lines)


def _sentence(report: _Report, table: LaidOut) -> Paragraph | None:
    """A sentence that prints a total of the table with its unit."""
    outcomes = [f for f in table.figures if f.scenario == "actual" and f.value and f.year > 0 and f.role != "memo"]
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
        # A title that alone names the measure is always printed.
        sheet.title if rng.random() < 0.8 or sheet.meaning.measure else "",
        rng.choice(("heading", "bold", "caption")),
        corner,
        percent_signs=rng.random() < 0.4,
    )
    before: list[Block] = [Heading(2, sheet.section or _heading(rng, section, report.world))]
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


def _heading(rng: Random, section: str, world: World) -> str:
    """The heading of a section; only a board's report speaks of the board."""
    headings = words("headings")[section]
    chosen: str = rng.choice(headings if world.board else [text for text in headings if "ämnden" not in text])
    return chosen


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
        names = (
            ("Projektnr", "Proj.nr", "Projekt") if full.sheet.kind == "investment" else ("Nr", "Konto", "Ansvar", "")
        )
        full.columns.insert(0, Column("code", (rng.choice(names),), "identifier"))
        start = rng.randint(10, 880) * 10
        for step, line in enumerate(lines):
            line.texts["code"] = str(start + 10 * step)
        full.features.add("column.numbers")


def with_one_primary(figures: list[Figure]) -> tuple[Figure, ...]:
    """The figures; what two tables print of one organization is asked of neither. Its report's own may be unnamed."""
    tables: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for figure in figures:
        for quantity in _quantities(figure):
            tables[quantity].add(figure.table)
    return tuple(
        replace(figure, meaning=replace(figure.meaning, primary=""))
        if figure.meaning.primary != "no" and any(len(tables[quantity]) > 1 for quantity in _quantities(figure))
        else figure
        for figure in figures
    )


def _quantities(figure: Figure) -> list[tuple[str, ...]]:
    """What a figure tells of which organization: the amounts of an account share that, the total of its net costs by
    activity or board is the account's net cost too."""
    meaning = figure.meaning
    own = meaning.organization_kind in ("-", "municipality")
    owner = ("", "") if own else (meaning.organization_kind, meaning.organization)
    measure = "net_cost" if figure.role == "total" and not meaning.measure else meaning.measure
    told: list[tuple[str, ...]] = [(*owner, measure, str(figure.year))]
    return [(*owner, "account"), *told] if meaning.primary == "yes" else told


def _case(seed: int, report: _Report) -> Case:
    shared = {f"engine.{report.engine}", f"minus.{report.typography.minus}", f"owner.{report.world.wish['owner']}"}
    shared.add(f"report.{report.world.wish['report']}")

    def featured(figure: Figure) -> Figure:
        names = {name for name in figure.features if not name.startswith(_NOT_SHOWN)}
        return replace(figure, features=tuple(sorted(names | shared)))

    figures = with_one_primary([featured(figure) for table in report.tables for figure in table.figures])
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
