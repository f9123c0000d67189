"""Goals with indicators and verdicts: as a table, as headings each with an assessment, or as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from lab.features import Wish
from lab.invent.columns import ColumnMaker
from lab.invent.sheet import Column, Line, Sheet, fill
from lab.invent.words import some, words
from lab.printed import Assessment, Block, Bullets, Goal, Heading, Mark, MarkedLine, Paragraph

VERDICTS = ("achieved", "partly", "not_achieved")
_COLOURS = {"achieved": "green", "partly": "yellow", "not_achieved": "red"}
# Shapes of drawn marks: first distinguished by colour alone, then by shape too.
_SHAPES = (
    {"achieved": "circle", "partly": "circle", "not_achieved": "circle"},
    {"achieved": "circle", "partly": "diamond", "not_achieved": "triangle"},
    {"achieved": "circle", "partly": "triangle", "not_achieved": "square"},
)
_CHARACTERS = {"achieved": "●", "partly": "◆", "not_achieved": "▲"}
_ARROWS = {"up": ("↗", "arrow_up_right"), "unchanged": ("→", "arrow_right"), "down": ("↘", "arrow_down_right")}
_STRAIGHT = {"up": ("↑", "arrow_up"), "unchanged": ("→", "arrow_right"), "down": ("↓", "arrow_down")}


@dataclass(slots=True)
class Signs:
    """How one report prints verdicts and trends: words, text_symbol, vector or image (`drawn`), and its legend."""

    drawn: str
    legend: bool
    shapes: dict[str, str]
    arrows: dict[str, tuple[str, str]]
    words: dict[str, str]
    legend_words: dict[str, str]

    @classmethod
    def of(cls, rng: Random, wish: Wish) -> Signs:
        return cls(
            wish["status"],
            wish["legend"] == "present",
            rng.choice(_SHAPES),
            rng.choice((_ARROWS, _STRAIGHT)),
            {verdict: rng.choice(words("verdicts")[verdict]) for verdict in VERDICTS},
            {verdict: rng.choice(words("legend")[verdict]) for verdict in VERDICTS},
        )

    @property
    def features(self) -> tuple[str, ...]:
        legend = () if self.drawn == "words" else ("legend.present" if self.legend else "legend.absent",)
        return (f"status.{self.drawn}", *legend)

    def text(self, verdict: str) -> str:
        """The word or character of a verdict; '' where it is drawn."""
        return {"words": self.words[verdict], "text_symbol": _CHARACTERS[verdict]}.get(self.drawn, "")

    def mark(self, verdict: str) -> Mark | None:
        """The drawn mark of a verdict."""
        is_drawn = self.drawn in ("vector", "image")
        return Mark(self.shapes[verdict], _COLOURS[verdict], self.drawn) if is_drawn else None

    def trend(self, direction: str) -> tuple[str, Mark | None]:
        """An arrow, as a character or drawn like the verdicts."""
        character, shape = self.arrows[direction]
        if self.drawn in ("vector", "image"):
            return "", Mark(shape, "black", self.drawn)
        return character, None

    def legend_blocks(self) -> list[Block]:
        """The legend; empty where words are printed or the report has no legend."""
        if self.drawn == "words" or not self.legend:
            return []
        if self.drawn == "text_symbol":
            return [Paragraph("   ".join(f"{_CHARACTERS[v]} {self.legend_words[v]}" for v in VERDICTS), small=True)]
        return [MarkedLine("", mark, self.legend_words[v]) for v in VERDICTS if (mark := self.mark(v)) is not None]

    def truth(self, subject: str, verdict: str, trend: str, features: Sequence[str]) -> Assessment:
        """What a reader should find: an unexplained sign is unknown, with its shape and colour."""
        if self.drawn == "words" or self.legend or not verdict:
            return Assessment(subject, verdict, trend, features=tuple(features))
        mark = self.mark(verdict)
        shape, colour = (mark.shape, mark.colour) if mark else (_CHARACTERS[verdict], "")
        return Assessment(subject, "unknown", trend, shape, colour, tuple(features))


@dataclass(slots=True)
class GoalPart:
    """The goals of a report: blocks and sheets in printed order, and the truth about them."""

    items: list[Block | Sheet] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)


def goal_part(rng: Random, wish: Wish, table_wish: Wish, signs: Signs, year: int, most: int) -> GoalPart:
    """Two to four goals with indicators, verdicts and trends, in the form of the wish."""
    make = {"table": _as_table, "headings": _as_headings, "list": _as_list}[wish["goals"]]
    part = GoalPart(items=[*signs.legend_blocks()])
    make(rng, wish, table_wish, signs, year, most, part)
    return part


def _as_table(rng: Random, wish: Wish, table_wish: Wish, signs: Signs, year: int, most: int, part: GoalPart) -> None:
    """One table: a group row per goal, above its indicators with a verdict and a trend each."""
    names = some(rng, words("goals"), 2, 3)
    lines: list[Line] = []
    indicators = _indicators(rng, table_wish, sum(rng.randint(1, 3) for _ in names))
    share = -(-len(indicators) // len(names))
    for number, name in enumerate(names):
        mine = indicators[number * share : (number + 1) * share]
        if not mine:
            break
        part.goals.append(Goal(name, features=("goals.table",)))
        lines += [Line(name, "group"), *mine]
        for line in mine:
            line.groups = (name,)
    sheet = _sheet(rng, table_wish, year, most, lines, "Mål och indikatorer")
    _judge_rows(rng, wish, signs, sheet, part)
    sheet.corner = "Mål och indikatorer"
    part.items.append(sheet)


def _judge_rows(rng: Random, wish: Wish, signs: Signs, sheet: Sheet, part: GoalPart) -> None:
    """Add a column of verdicts, and perhaps one of trend arrows, to a sheet of indicators."""
    shows_trend = "trend.arrow" in wish
    sheet.columns.append(Column("status", (rng.choice(("Status", "Måluppfyllelse", "Bedömning")),), "mark"))
    if shows_trend:
        sheet.columns.append(Column("trend", ("Trend",), "mark"))
    for line in sheet.lines:
        if line.role == "group":
            continue
        verdict = rng.choice(VERDICTS)
        trend = rng.choice(("up", "unchanged", "down")) if shows_trend else ""
        _put(line, "status", signs.text(verdict), signs.mark(verdict))
        if trend:
            _put(line, "trend", *signs.trend(trend))
        features = ("goals.table", *signs.features, *(("trend.arrow",) if trend else ()))
        part.assessments.append(signs.truth(line.label, verdict, trend, features))


def _put(line: Line, key: str, text: str, mark: Mark | None) -> None:
    line.texts[key] = text
    if mark is not None:
        line.marks[key] = mark


def _as_headings(rng: Random, wish: Wish, table_wish: Wish, signs: Signs, year: int, most: int, part: GoalPart) -> None:
    """Per goal a heading, a line with the verdict, and perhaps a table of indicators."""
    label = rng.choice(words("verdict_labels"))
    lead = rng.choice(words("goal_leads"))
    for number, name in enumerate(some(rng, words("goals"), 2, 3), 1):
        part.items.append(Heading(3, f"{lead} {number}: {name}"))
        part.goals.append(Goal(name, str(number), ("goals.headings",)))
        verdict = rng.choice(VERDICTS)
        mark = signs.mark(verdict)
        if mark is None:
            part.items.append(Paragraph(f"{label}: {signs.text(verdict)}"))
        else:
            part.items.append(MarkedLine(f"{label}: ", mark))
        part.assessments.append(signs.truth(name, verdict, "", ("goals.headings", *signs.features)))
        part.items.append(Paragraph(rng.choice(words("prose"))))
        if number <= 2:
            lines = _indicators(rng, table_wish, rng.randint(2, 3))
            sheet = _sheet(rng, table_wish, year, most, lines, "")
            if "trend.arrow" in wish:
                _trends(rng, signs, sheet, part)
            part.items.append(sheet)


def _trends(rng: Random, signs: Signs, sheet: Sheet, part: GoalPart) -> None:
    """Add a column of arrows, sometimes without a header."""
    sheet.columns.append(Column("trend", (rng.choice(("Trend", "Trend", "")),), "mark"))
    for line in sheet.lines:
        trend = rng.choice(("up", "unchanged", "down"))
        _put(line, "trend", *signs.trend(trend))
        part.assessments.append(Assessment(line.label, "", trend, features=("goals.headings", "trend.arrow")))


def _as_list(rng: Random, wish: Wish, table_wish: Wish, signs: Signs, year: int, most: int, part: GoalPart) -> None:
    """A list of goals, with bullets or a mark before each, and a table of indicators after it."""
    names = some(rng, words("goals"), 3, 4)
    verdicts = [rng.choice(VERDICTS) for _ in names]
    part.items.append(Heading(3, "Nämndens mål"))
    features = ("goals.list", *signs.features)
    if signs.drawn in ("vector", "image"):
        for name, verdict in zip(names, verdicts, strict=True):
            mark = signs.mark(verdict)
            if mark is not None:
                part.items.append(MarkedLine("", mark, name))
    elif signs.drawn == "text_symbol":
        part.items += [Paragraph(f"{signs.text(v)} {name}") for name, v in zip(names, verdicts, strict=True)]
    else:
        part.items.append(Bullets(tuple(f"{name} – {signs.text(v)}" for name, v in zip(names, verdicts, strict=True))))
    part.goals += [Goal(name, features=("goals.list",)) for name in names]
    part.assessments += [signs.truth(n, v, "", features) for n, v in zip(names, verdicts, strict=True)]
    sheet = _sheet(
        rng, table_wish, year, most, _indicators(rng, table_wish, rng.randint(3, 4)), "Indikatorer till målen"
    )
    if "trend.arrow" in wish:
        _trends(rng, signs, sheet, part)
    part.items.append(sheet)


def _indicators(rng: Random, wish: Wish, count: int) -> list[Line]:
    rows = some(rng, words("indicators"), count, count)
    if "rows.wrapped_label" in wish:
        rows[rng.randrange(len(rows))] = rng.choice(words("indicators_long"))
    return [
        Line(label, magnitude=Decimal(str(rng.uniform(low, high * 0.8))), unit=unit, decimals=decimals)
        for label, unit, low, high, decimals in rows
    ]


def _sheet(rng: Random, wish: Wish, year: int, most: int, lines: list[Line], title: str) -> Sheet:
    maker = ColumnMaker(rng, wish, year, costs_negative=True)
    columns = maker.outcomes(2 if most < 5 else rng.choice((2, 3)), bare=rng.random() < 0.4)
    target = Column("target", (rng.choice((f"Mål {year}", f"Målvärde {year}", "Målvärde")),), "figure", "target", year)
    columns = [target, *columns] if wish["budget"] == "before_outcome" else [*columns, target]
    sheet = Sheet(title, "indicators", columns, lines, "", 0, percent_in_cells=rng.random() < 0.5)
    if "cells.missing" in wish:
        for line in some(rng, [line for line in lines if line.role == "leaf"], 1, 2):
            line.values[rng.choice(columns).key] = None
    fill(sheet, rng)
    return sheet
