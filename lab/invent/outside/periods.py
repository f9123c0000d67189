"""The columns of a table of money: scenarios, and the part of the year that each is about, as real heads print them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from lab.invent.outside.world import ABBREVIATED, MONTHS, SHORT, Span, World
from lab.invent.sheet import Column
from lab.printed import UNASKED, Meaning

_OUTCOME = ("Utfall", "Utfall", "Utfall", "Redovisat", "Bokslut")
_DEVIATION = ("Avvikelse", "Avvikelse", "Budgetavvikelse", "Avvikelse mot budget", "Avv", "Diff", "Budgetavvikelse")
_SYNONYMS = ("Ram", "Anslag", "Internbudget", "Budgetram", "Nettobudget", "Tilldelad ram")
_YEAR_BEFORE = ("fg år", "föreg år", "föregående år", "förra året", "fg. år")
_SAME_PART_BEFORE = (
    "motsv period fg år",
    "motsvarande period föregående år",
    "samma period föregående år",
    "samma period fg år",
    "motsv. period föreg. år",
)


_DASHES = (
    ("-", "dash"),
    ("-", "dash"),
    ("-", "dash"),
    ("–", "en_dash"),
    ("–", "en_dash"),
    (" - ", "blank_dash"),
    (" – ", "blank_dash"),
    (" ", "no_dash"),
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words for a part of the year, and their feature. `fits_year`: a year may follow."""

    text: str
    features: tuple[str, ...]
    fits_year: bool = True


def phrase_of(rng: Random, span: Span) -> Phrase:
    """Words for the months from January to the end of the span."""
    last = span.last - 1
    dash, feature = rng.choice(_DASHES)
    first, month = rng.choice((("jan", SHORT[last]), ("jan", ABBREVIATED[last]), ("januari", MONTHS[last])))
    named = Phrase(f"{first}{dash}{month}", ("period.named", f"period.{feature}"))
    options: list[tuple[Phrase, int]] = [
        (named, 50),
        (Phrase(rng.choice(("perioden", "period")), ("period.word",), False), 18 if span.last in (4, 6, 8) else 0),
        (Phrase(rng.choice(("ack", "ackumulerat", "ack.")), ("period.ack",)), 12),
        (Phrase(f"ack {SHORT[last]}", ("period.ack",)), 8),
        (Phrase(f"{rng.choice(('t.o.m.', 'tom', 't o m'))} {ABBREVIATED[last]}", ("period.until",)), 7),
        (Phrase(rng.choice(("T1", "tertial 1")), ("period.tertial",)), 10 if span.last == 4 else 0),
        (Phrase("halvår 1", ("period.half_year",)), 10 if span.last == 6 else 0),
        (Phrase(f"per {span.meaning.period_end[-2:]} {MONTHS[last]}", ("period.per_day",)), 7),
    ]
    return rng.choices([phrase for phrase, _ in options], [weight for _, weight in options])[0]


class PeriodColumns:
    """Makes the columns of one table in the words that it uses throughout."""

    def __init__(self, rng: Random, world: World, negative: bool, owner: Meaning = UNASKED, prefix: str = "") -> None:
        self.rng, self.world, self.negative, self.owner, self.prefix = rng, world, negative, owner, prefix
        self.outcome = rng.choice(_OUTCOME[:4] if world.is_part else _OUTCOME)
        self.synonym = rng.random() < 0.22
        words = _SYNONYMS if negative else (*_SYNONYMS, "Kommunbidrag", "Kommunbidrag")
        self.budget = rng.choice(words) if self.synonym else "Budget"
        self.deviation = rng.choice(_DEVIATION)
        dated = world.wish["dated"]
        self.years = dated == "heads" or (dated == "title" and rng.random() < 0.65)
        self.phrase = phrase_of(rng, world.span)

    # Single columns

    def _column(
        self, key: str, text: str, scenario: str, span: Span | None, year: int, features: Sequence[str] = ()
    ) -> Column:
        meaning = span.meaning if span else UNASKED
        scale = span.share if span else 1.0
        extra = ("heads.synonym",) if self.synonym and scenario == "budget" else ()
        return Column(
            f"{self.prefix}{key}",
            (text,),
            "figure",
            scenario,
            year,
            meaning=meaning.over(self.owner),
            scale=scale,
            features=(*features, *extra),
        )

    def _dated(self, text: str, year: int, fits: bool = True) -> str:
        return f"{text} {year}" if self.years and fits else text

    def part(self, scenario: str, back: int = 0) -> Column:
        """Outcome or budget of the report's part of the year, or of the same part of the year before."""
        span, phrase = self.world.span.back(back), self.phrase
        word = self.outcome if scenario == "actual" else self.budget
        features = phrase.features
        if back and (not self.years or not phrase.fits_year or self.rng.random() < 0.3):
            before = self.rng.choice(_SAME_PART_BEFORE)
            return self._column("part_before", f"{word} {before}", scenario, span, span.year, ("period.previous",))
        text = self._dated(f"{word} {phrase.text}", span.year, phrase.fits_year)
        if phrase.fits_year and self.years and self.rng.random() < 0.15:
            text = f"{word} {span.year} {phrase.text}"
        return self._column("part_before" if back else f"part_{scenario}", text, scenario, span, span.year, features)

    def whole(self, scenario: str, back: int = 0) -> Column:
        """Outcome, budget or forecast of the whole year."""
        span = Span(self.world.span.year - back)
        if scenario == "actual" and back and (not self.years or self.rng.random() < 0.3):
            text = f"{self.rng.choice(('Bokslut', 'Utfall helår', 'Bokslut'))} {self.rng.choice(_YEAR_BEFORE)}"
            return self._column("whole_before", text, scenario, span, span.year, ("period.previous",))
        texts = {
            "actual": ("Bokslut", "Utfall helår") if self.world.is_part else (self.outcome,),
            "budget": ("Årsbudget", "Helårsbudget", f"{self.budget} helår", f"{self.budget} helår"),
            "forecast": ("Årsprognos", "Helårsprognos", "Prognos helår", "Prognos"),
        }[scenario]
        text = self.rng.choice(texts) if self.world.is_part or scenario == "forecast" else texts[0]
        if scenario == "budget" and (self.years or not self.world.is_part) and self.rng.random() < 0.6:
            text = self.budget
        is_plain = text in ("Prognos", self.budget, "Bokslut")
        dated = self._dated(text, span.year)
        known = span if not (is_plain and dated == text and self.world.is_part) else None
        feature = "period.whole_year" if known and self.world.is_part else "period.year" if known else "period.none"
        key = f"whole_{scenario}" if not back else "whole_before"
        return self._column(key, dated, scenario, known, span.year, (feature,))

    def month(self, scenario: str) -> Column:
        """Outcome or budget of the last month alone."""
        span = replace(self.world.span, first=self.world.span.last)
        word = self.outcome if scenario == "actual" else self.budget
        name = self.rng.choice((MONTHS[span.last - 1], MONTHS[span.last - 1], SHORT[span.last - 1]))
        text = self._dated(f"{word} {name}", span.year)
        return self._column(f"month_{scenario}", text, scenario, span, span.year, ("period.month",))

    def difference(self, actual: Column, budget: Column, words: Sequence[str] = ()) -> Column:
        """The deviation of one column from another, of the same period."""
        sign = 1 if self.negative else -1
        key = f"{actual.key}-{budget.key}"
        return Column(
            key,
            (self.rng.choice(words) if words else self.deviation,),
            "figure",
            "deviation",
            actual.year,
            terms=((actual.key, sign), (budget.key, -sign)),
            meaning=actual.meaning if actual.meaning.period_end == budget.meaning.period_end else self.owner,
            features=("heads.deviation",),
        )

    # Whole heads

    def columns(self, most: int) -> list[Column]:
        """The columns of a table in one of the layouts of this kind of report."""
        if not self.world.is_part:
            forms: list[Callable[[int], list[Column]]] = [
                self._year,
                self._year,
                self._budgets,
                self._forecasts,
                self._years,
            ]
        elif self.world.wish["report"] == "month":
            forms = [self._month, self._month, self._flat, self._groups]
        else:
            forms = [self._flat, self._flat, self._groups, self._groups, self._short]
        columns = self.rng.choice(forms)(most)
        return columns if len(columns) <= most else columns[:most]

    def _year(self, most: int) -> list[Column]:
        budget, actual = self.whole("budget"), self.whole("actual")
        pair = [budget, actual] if self.rng.random() < 0.5 else [actual, budget]
        columns = [*pair, self.difference(actual, budget)]
        if most > 3 and self.rng.random() < 0.7:
            before = self.whole("actual", back=1)
            columns = [before, *columns] if self.rng.random() < 0.5 else [*columns, before]
        if most > 4 and self.rng.random() < 0.35:
            columns.append(self.percent(actual, budget))
        return columns

    def _years(self, most: int) -> list[Column]:
        """Outcomes of years, headed by a word and the year or the year alone."""
        count = min(most, self.rng.choice((2, 3, 5)))
        bare = self.rng.random() < 0.5
        years = [self.world.span.year - back for back in range(count)]
        return [
            self._column(f"year{y}", str(y) if bare else f"{self.outcome} {y}", "actual", Span(y), y, ("period.year",))
            for y in (years if self.rng.random() < 0.6 else years[::-1])
        ]

    def _budgets(self, most: int) -> list[Column]:
        """The budget as first decided, as revised, and often what was added between."""
        year, rng = self.world.span.year, self.rng
        first = rng.choice(
            ("Urspr. budget", "Urspr budget", "Ursprunglig budget", "Beslutad budget", "Kommunfullmäktiges budget")
        )
        last = rng.choice(
            ("Rev. budget", "Reviderad budget", "Justerad budget", "Budget inkl tilläggsbudget", "Aktuell budget")
        )
        base = self.whole("budget")

        def made(key: str, text: str, primary: str) -> Column:
            own = replace(base.meaning, primary=primary)
            features = ("heads.two_budgets", "period.year")
            return replace(
                base, key=self.prefix + key, levels=(self._dated(text, year),), meaning=own, features=features
            )

        original, revised = made("original", first, "no"), made("revised", last, "")
        actual = self.whole("actual")
        columns = [original, revised, actual, self.difference(actual, revised)]
        if most > 4 and rng.random() < 0.5:
            added = replace(
                made("added", rng.choice(("Tilläggsbudget", "Ombudgetering", "Tilläggsanslag")), ""), scale=0.08
            )
            revised = replace(revised, terms=((original.key, 1), (added.key, 1)))
            own = replace(added.meaning, measure="budget_change")
            columns[1:2] = [replace(added, scenario="", meaning=own), revised]
        return columns

    def _forecasts(self, most: int) -> list[Column]:
        """Several forecasts of the year; the last is in force."""
        rng, year = self.rng, self.world.span.year
        names = rng.choice(
            (("mars", "augusti"), ("T1", "T2"), ("april", "oktober"), ("delår 1", "delår 2"), ("mar", "okt"))
        )
        forecasts = [
            replace(
                self._column(f"forecast{n}", f"Prognos {name}", "forecast", Span(year), year, ("heads.forecasts",)),
                meaning=replace(Span(year).meaning, primary=primary).over(self.owner),
            )
            for n, (name, primary) in enumerate(zip(names, ("no", ""), strict=True))
        ]
        budget, actual = self.whole("budget"), self.whole("actual")
        return [budget, *forecasts, actual, self.difference(actual, budget)][: max(most, 4)]

    def _flat(self, most: int) -> list[Column]:
        """Part of the year beside the whole year, each named in its head."""
        actual, budget = self.part("actual"), self.part("budget")
        pair = [actual, budget] if self.rng.random() < 0.6 else [budget, actual]
        part = [*pair, self.difference(actual, budget)]
        if most > 4:
            part.append(self.part("actual", back=1))
        whole_budget, forecast = self.whole("budget"), self.whole("forecast")
        year = [whole_budget, forecast] if self.rng.random() < 0.5 else [forecast, whole_budget]
        if most > 5 and self.rng.random() < 0.6:
            words = ("Prognosavvikelse", "Avvikelse prognos", "Avvikelse helår", "Avvikelse prognos - budget")
            year.append(self.difference(forecast, whole_budget, words))
        return [*part, *year] if self.rng.random() < 0.65 else [*year, *part]

    def _short(self, most: int) -> list[Column]:
        forecast, budget = self.whole("forecast"), self.whole("budget")
        columns = [self.part("actual"), budget, forecast]
        return [*columns, self.difference(forecast, budget, ("Avvikelse", "Prognosavvikelse", "Avvikelse prognos"))]

    def _groups(self, most: int) -> list[Column]:
        """Part of the year and whole year as group heads over scenarios."""
        rng = self.rng
        part_head = rng.choice(
            ("Period", "Perioden", self._dated(self.phrase.text, self.world.span.year, self.phrase.fits_year))
        )
        year_head = rng.choice(("Helår", "Helår", "Helåret", self._dated("Helår", self.world.span.year)))
        if self.world.wish["dated"] == "heads":
            year_head = self._dated("Helår", self.world.span.year)
        if self.world.wish["report"] == "month":
            part_head = rng.choice(("Ackumulerat", self.phrase.text.capitalize()))
        before = rng.choice(_YEAR_BEFORE)

        def under(group: str, column: Column, text: str, feature: str) -> Column:
            features = ("heads.group", feature)
            return replace(column, levels=(group[0].upper() + group[1:], text), features=features)

        actual, budget = self.part("actual"), self.part("budget")
        part = [
            under(part_head, actual, self.outcome, "period.group"),
            under(part_head, budget, self.budget, "period.group"),
        ]
        part.append(
            replace(
                under(part_head, self.difference(actual, budget), "Avvikelse", "period.group"), meaning=actual.meaning
            )
        )
        if most > 4:
            past = self.part("actual", back=1)
            part.append(under(part_head, past, f"{self.outcome} {before}", "period.previous"))
        span = Span(self.world.span.year)

        def of_year(key: str, scenario: str, text: str, back: int = 0) -> Column:
            column = self._column(key, text, scenario, span.back(back), span.year - back)
            return under(year_head, column, text, "period.previous" if back else "period.whole_year")

        forecast, whole = of_year("forecast", "forecast", "Prognos"), of_year("budget", "budget", self.budget)
        year = [forecast, whole]
        if most > 6:
            year.append(under(year_head, self.difference(forecast, whole), "Avvikelse", "period.whole_year"))
        if most > 7 and rng.random() < 0.6:
            year.append(of_year("before", "actual", f"Bokslut {before}", 1))
        return [*part, *year]

    def _month(self, most: int) -> list[Column]:
        """The month alone beside the year so far."""
        ack = Phrase(self.rng.choice(("ack", "ackumulerat", "ack.")), ("period.ack",))
        self.phrase = ack if self.phrase.features == ("period.word",) else self.phrase
        actual, budget = self.month("actual"), self.month("budget")
        so_far, so_far_budget = self.part("actual"), self.part("budget")
        columns = [actual, budget, so_far, so_far_budget, self.difference(so_far, so_far_budget)]
        return [*columns, self.whole("budget")] if most > 5 else columns

    def percent(self, part: Column, whole: Column) -> Column:
        """A column of percentages."""
        text = self.rng.choice(("Förbrukat %", "Utfall i % av budget", "Utfall %", "Andel av budget, %", "% av budget"))
        return Column(
            f"{self.prefix}percent",
            (text,),
            "figure",
            "",
            0,
            quotient=(part.key, whole.key),
            unit="percent",
            features=("unit.percent_column",),
        )
