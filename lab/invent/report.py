"""One invented report: front page, sections with tables and prose, goals, and the truth about them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from random import Random
from typing import Any, TypeVar, cast

from lab.features import ENGINES, Wish, wish_for_report, wish_for_table
from lab.invent import accounts, counts, goals, others, prose
from lab.invent.layout import LaidOut, Setting, lay_out
from lab.invent.sheet import MONEY, Sheet
from lab.invent.words import some, words
from lab.printed import (
    Assessment,
    Block,
    Case,
    Figure,
    Goal,
    Heading,
    NewPage,
    PageStyle,
    Paragraph,
    Relation,
)
from lab.typography import Typography

Inventor = Callable[[Random, Wish, int, int], Sheet]

_T = TypeVar("_T")

# Section of the report, and the function that invents a table for it.
_TOPICS: tuple[tuple[str, Inventor], ...] = (
    ("economy", accounts.operating_by_line),
    ("economy", accounts.operating_by_activity),
    ("economy", accounts.operating_by_activity),
    ("economy", accounts.income_statement),
    ("investments", accounts.investments),
    ("personnel", counts.headcount),
    ("personnel", counts.employment),
    ("personnel", counts.sick_leave),
    ("activity", counts.volumes),
)
# The most figure columns of a table, by where it is printed.
_MOST_COLUMNS = {"portrait": 6, "landscape": 12, "rotated": 12, "column": 3}
_ATTEMPTS = 12


@dataclass
class _Report:
    """A report under construction."""

    rng: Random
    wish: Wish
    year: int
    page: PageStyle
    typography: Typography
    report_unit: str
    breaks: bool
    blocks: list[Block] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    table_features: list[tuple[str, ...]] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    orientation: str = "portrait"

    def turn(self, orientation: str) -> None:
        """Continue on a page of this kind, a new one if the kind changes."""
        if orientation != self.orientation:
            self.blocks.append(NewPage(orientation))
            self.orientation = orientation

    def add(self, table: LaidOut) -> None:
        self.blocks.append(table.table)
        self.figures += table.figures
        self.relations += table.relations
        self.table_features.append(tuple(sorted(table.features)))


def invent(seed: int, engine: str | None = None) -> Case:
    """The report of a seed, for the engine given or else chosen by the seed."""
    chosen = Random(f"engine {seed}").choice(ENGINES)
    rng = Random(f"report {seed}")
    wish = wish_for_report(rng)
    year = rng.randint(2010, 2024)
    board, municipality = rng.choice(words("boards")), _genitive(rng.choice(words("municipalities"))) + " kommun"
    kind = rng.choice(words("report_types"))
    report = _Report(
        rng,
        wish,
        year,
        _page_style(rng, wish, f"{board}, {municipality}"),
        Typography(wish["thousands"], wish["minus"], wish["percent"], wish["missing"]),
        rng.choice(("TSEK", "MSEK")) if rng.random() < 0.3 else "",
        # A Word file has no fixed pages to break a table over.
        breaks=(engine or chosen) != "docx",
    )
    _front(report, kind, board, municipality)
    _tables(report)
    if wish["goals"] != "no":
        _goals(report)
    if "tables.no_figures" in wish:
        _others(report)
    case = Case(
        seed=seed,
        engine=engine or chosen,
        title=f"{kind} {year}",
        page=report.page,
        blocks=tuple(report.blocks),
        figures=tuple(report.figures),
        assessments=tuple(report.assessments),
        goals=tuple(report.goals),
        relations=tuple(report.relations),
        table_features=tuple(report.table_features),
    )
    return _finished(case, report)


def _genitive(name: str) -> str:
    return name if name.endswith("s") else f"{name}s"


def _page_style(rng: Random, wish: Wish, owner: str) -> PageStyle:
    footers = ("", "Sida {page} av {pages}", "{page} ({pages})", "{page}")
    return PageStyle(
        columns=2 if wish["page"] == "two_columns" else 1,
        font=rng.choice(("sans", "sans", "serif", "condensed", "wide")),
        size=rng.choice((9.0, 10.0, 11.0)),
        header=owner if rng.random() < 0.5 else "",
        footer=rng.choice(footers),
        spacing=rng.choice((0.3, 0.5, 0.8)) if "font.spaced" in wish else 0.0,
        ligatures="font.ligatures" in wish,
    )


def _front(report: _Report, kind: str, board: str, municipality: str) -> None:
    rng, year = report.rng, report.year
    report.blocks += [
        Heading(1, f"{kind} {year}"),
        Paragraph(board, bold=True),
        Paragraph(municipality),
        Paragraph(f"Dnr {rng.choice(('KS', 'NN', 'FN'))} {year + 1}/{rng.randint(10, 999)}"),
    ]
    if rng.random() < 0.5:
        report.blocks.append(NewPage())
    report.blocks += [Heading(2, "Inledning"), prose.paragraph(rng, year, 3)]
    if report.report_unit:
        word = {"TSEK": "tkr", "MSEK": "mnkr"}[report.report_unit]
        report.blocks.append(Paragraph(f"Samtliga belopp anges i {word} om inget annat sägs."))


def _tables(report: _Report) -> None:
    """Add one to three sections with a table each; a second table may touch the first."""
    rng = report.rng
    topics = some(rng, _TOPICS, 1, 3)
    order = list(words("headings"))
    topics.sort(key=lambda topic: order.index(topic[0]))
    for section, inventor in topics:
        wish = wish_for_table(rng)
        report.turn("portrait")
        report.blocks += [Heading(2, rng.choice(words("headings")[section])), prose.paragraph(rng, report.year)]
        table = _add_table(report, inventor, wish)
        if table is None:
            continue
        claim = prose.claim(rng, table.figures, table.unit_word if _is_money(table) else "", report.typography)
        if "tables.touching" in report.wish and not table.table.notes:
            second = _add_table(report, inventor, wish.but({"break": "no"}), touching=True)
            claim = None if second else claim
        if claim is not None:
            report.blocks.append(claim)


def _is_money(table: LaidOut) -> bool:
    return any(figure.unit in ("TSEK", "MSEK", "SEK") for figure in table.figures)


def _add_table(report: _Report, inventor: Inventor, wish: Wish, touching: bool = False) -> LaidOut | None:
    """Invent a table and print it on a page of the wished kind, or else a wider one, where it fits."""
    rng = report.rng
    narrow = report.page.columns == 2
    orientations = [wish["page"]] if not touching else [report.orientation]
    if narrow:
        orientations = ["portrait"]
    elif orientations == ["portrait"] and not touching:
        orientations = ["portrait", "landscape"]
    for orientation in orientations:
        most = _MOST_COLUMNS["column" if narrow else orientation]
        for _ in range(_ATTEMPTS):
            sheet = inventor(rng, wish, report.year, most)
            if sheet.title in report.titles and not touching:
                continue
            table = lay_out(rng, sheet, wish, _setting(report, orientation), touching)
            if table is not None:
                report.titles.add(sheet.title)
                report.turn(orientation)
                report.add(table)
                return table
    return None


def _setting(report: _Report, orientation: str) -> Setting:
    number = len(report.table_features)
    breaks = report.breaks and orientation != "rotated"
    return Setting(number, report.page, report.typography, orientation, breaks, report.report_unit)


def _goals(report: _Report) -> None:
    rng = report.rng
    report.turn("portrait")
    report.blocks.append(Heading(2, rng.choice(words("headings")["goals"])))
    signs = goals.Signs.of(rng, report.wish)
    narrow = report.page.columns == 2
    most = _MOST_COLUMNS["column" if narrow else "portrait"]
    for _ in range(_ATTEMPTS):
        table_wish = wish_for_table(rng).but({"header": "one_level", "page": "portrait"})
        part = goals.goal_part(rng, report.wish, table_wish, signs, report.year, most)
        done = _laid_out(report, part, table_wish)
        if done is not None:
            for item in done:
                if isinstance(item, LaidOut):
                    report.add(item)
                else:
                    report.blocks.append(item)
            report.goals += part.goals
            report.assessments += part.assessments
            return


def _laid_out(report: _Report, part: goals.GoalPart, wish: Wish) -> list[Block | LaidOut] | None:
    """The part with its sheets laid out; None where one does not fit."""
    done: list[Block | LaidOut] = []
    setting = _setting(report, "portrait")
    for item in part.items:
        if not isinstance(item, Sheet):
            done.append(item)
            continue
        table = lay_out(report.rng, item, wish, setting)
        if table is None:
            return None
        setting = replace(setting, number=setting.number + 1)
        done.append(table)
    return done


def _others(report: _Report) -> None:
    report.turn("portrait")
    headings = [block.text for block in report.blocks if isinstance(block, Heading) and block.level == 2]
    report.blocks.append(Heading(2, report.rng.choice(words("headings")["others"])))
    make_list = report.rng.random() < 0.4
    table = others.contents(report.rng, headings) if make_list else others.any_of(report.rng, report.year)
    report.blocks.append(table)
    report.table_features.append(("tables.no_figures",))


def _finished(case: Case, report: _Report) -> Case:
    """The case with the features of the whole report, noted on it and on all of its truth."""
    shared = {f"engine.{case.engine}", f"letters.{report.wish['letters']}"}
    shared.add("page.two_columns" if case.page.columns == 2 else "page.one_column")
    if case.page.spacing:
        shared.add("font.spaced")
    text = " ".join([label for figure in case.figures for label in figure.row_path] + _texts(case.blocks))
    if case.page.ligatures and any(pair in text for pair in ("fi", "fl", "ff")):
        shared.add("font.ligatures")
    figures = tuple(_featured(figure, shared) for figure in _unit_asked(case.figures, bool(report.report_unit)))
    assessments = tuple(_featured(one, shared) for one in case.assessments)
    stated = tuple(_featured(goal, shared) for goal in case.goals)
    everything = set(shared)
    for item in (*figures, *assessments, *stated):
        everything.update(item.features)
    for names in case.table_features:
        everything.update(names)
    blocks = case.blocks
    if report.wish["letters"] == "decomposed":
        blocks = tuple(_decomposed(block) for block in blocks)
    return replace(
        case,
        blocks=blocks,
        figures=figures,
        assessments=assessments,
        goals=stated,
        features=tuple(sorted(everything)),
    )


def _unit_asked(figures: tuple[Figure, ...], is_stated: bool) -> tuple[Figure, ...]:
    """The figures; a unit that its table does not print is not asked where the report prints one elsewhere.

    The tables of these reports have units of their own, so what another prints says nothing.
    """
    if not is_stated and not any(figure.unit in MONEY for figure in figures):
        return figures
    return tuple(replace(figure, unit="") if figure.unit == "?" else figure for figure in figures)


def _texts(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Heading | Paragraph)]


def _featured(item: Any, shared: set[str]) -> Any:
    return replace(item, features=tuple(sorted(shared.union(item.features))))


def _decomposed(value: _T) -> _T:
    """A copy with all letters decomposed: Å as A and a combining ring."""
    result: Any = value
    if isinstance(value, str):
        result = unicodedata.normalize("NFD", value)
    elif isinstance(value, tuple):
        result = tuple(_decomposed(item) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        result = replace(value, **{f.name: _decomposed(getattr(value, f.name)) for f in fields(value)})
    return cast(_T, result)
