"""Who reports, about which period, and how the report names both."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from random import Random

from lab.features import Wish
from lab.invent.words import words
from lab.printed import Meaning

MONTHS = tuple(words("months"))
ABBREVIATED = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sept", "okt", "nov", "dec")
SHORT = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


# The months that a kind of report may end with.
_LAST_MONTHS = {"year": (12,), "tertial": (4, 8, 8), "half_year": (6,), "month": (2, 3, 5, 7, 9, 10, 11, 11)}


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months of one year."""

    year: int
    first: int = 1
    last: int = 12

    @property
    def meaning(self) -> Meaning:
        start, end = date(self.year, self.first, 1), date(self.year, self.last, monthrange(self.year, self.last)[1])
        months = self.last - self.first + 1
        kind = {1: "month", 3: "quarter", 4: "tertial", 6: "half_year", 12: "year"}.get(months, "year_to_date")
        return Meaning(period_start=start.isoformat(), period_end=end.isoformat(), period_type=kind)

    def back(self, years: int = 1) -> Span:
        return Span(self.year - years, self.first, self.last)

    @property
    def share(self) -> float:
        """Of the year."""
        return (self.last - self.first + 1) / 12


def at(day: date) -> Meaning:
    """A point in time."""
    return Meaning(period_end=day.isoformat(), period_type="point_in_time")


@dataclass(frozen=True, slots=True)
class World:
    """The frame of a report. `span` is what it reports on; `owner` is the organization its own figures concern."""

    wish: Wish
    municipality: str
    board: str
    span: Span
    title: str
    decided: date

    @classmethod
    def of(cls, rng: Random, wish: Wish) -> World:
        year = rng.randint(2012, 2025)
        last = rng.choice(_LAST_MONTHS[wish["report"]])
        span = Span(year, 1, last)
        names = {"board": words("boards"), "board_for": [f"Nämnden för {name}" for name in words("board_subjects")]}
        board = rng.choice(names.get(wish["owner"], [""]))
        months_later = rng.choice((1, 1, 2, 3))
        month = span.last + months_later
        decided = date(year + (month > 12), month - 12 * (month > 12), rng.randint(3, 27))
        return cls(wish, rng.choice(words("real_municipalities")), board, span, _title(rng, wish, span), decided)

    @property
    def is_part(self) -> bool:
        """Whether the report is about a part of the year."""
        return self.span.last < 12

    @property
    def meaning(self) -> Meaning:
        """The organization of the report's own figures."""
        if self.board:
            return Meaning(organization=self.board, organization_kind="board")
        if self.wish["owner"] == "municipality":
            return Meaning(organization=self.municipality, organization_kind="municipality")
        return Meaning(organization="-", organization_kind="-")


def _title(rng: Random, wish: Wish, span: Span) -> str:
    """The title; without a year where the year is to be found elsewhere."""
    month, year = MONTHS[span.last - 1], span.year
    tail = f" {year}" if wish["dated"] == "title" else ""
    if span.last == 12:
        return rng.choice(("Årsredovisning", "Verksamhetsberättelse", "Årsbokslut", "Bokslut", "Årsrapport")) + tail
    if wish["report"] == "month":
        return rng.choice(("Månadsrapport", "Månadsuppföljning", "Ekonomisk uppföljning")) + f" {month}{tail}"
    until = f"januari{rng.choice(('-', '–', ' - '))}{month}"
    forms = [f"Delårsrapport {until}{tail}", f"Delårsrapport {month}{tail}", f"Delårsrapport per {month}{tail}"]
    if span.last in (4, 8):
        forms += [f"Tertialrapport {span.last // 4}{tail}", f"Tertialuppföljning {span.last // 4}{tail}"]
    if span.last == 6:
        forms.append(f"Halvårsrapport{tail}")
    return rng.choice(forms)
