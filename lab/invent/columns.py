"""The figure columns of a table: scenarios, years and header levels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random

from lab.features import Wish
from lab.invent.sheet import Column

OUTCOME = ("Utfall", "Bokslut", "Redovisat", "Utfall")
BUDGET = ("Budget", "Budget", "Årsbudget")
DEVIATION = ("Avvikelse", "Budgetavvikelse", "Avvikelse mot budget", "Diff")
DEVIATION_LONG = ("Avvikelse mot årsbudget", "Budgetavvikelse helår", "Avvikelse mot beslutad budget")
CHANGE = ("Förändring", "Differens", "Förändring mellan åren")


class ColumnMaker:
    """Makes the columns of one table, in the words and order of its wish."""

    def __init__(self, rng: Random, wish: Wish, year: int, costs_negative: bool) -> None:
        self.rng = rng
        self.wish = wish
        self.year = year
        self.costs_negative = costs_negative
        self.outcome = rng.choice(OUTCOME)
        self.budget = rng.choice(BUDGET)
        wrapped = "header.wrapped" in wish
        self.deviation_word = rng.choice(DEVIATION_LONG if wrapped else DEVIATION)
        self.change_word = rng.choice(CHANGE)

    def years(self, count: int) -> list[int]:
        """The last `count` years up to the report's, in the table's order."""
        years = [self.year - back for back in reversed(range(count))]
        return years if self.wish["years"] == "ascending" else years[::-1]

    def ordered(self, budgets: Sequence[Column], outcomes: Sequence[Column]) -> list[Column]:
        """Budgets and outcomes in the table's order."""
        first, second = (budgets, outcomes) if self.wish["budget"] == "before_outcome" else (outcomes, budgets)
        return [*first, *second]

    def outcome_of(self, year: int, levels: tuple[str, ...] | None = None, prefix: str = "") -> Column:
        return Column(f"{prefix}actual{year}", levels or (f"{self.outcome} {year}",), "figure", "actual", year)

    def budget_of(self, year: int, levels: tuple[str, ...] | None = None, prefix: str = "") -> Column:
        return Column(f"{prefix}budget{year}", levels or (f"{self.budget} {year}",), "figure", "budget", year)

    def deviation_of(self, year: int, levels: tuple[str, ...] | None = None, prefix: str = "") -> Column:
        """Outcome less budget where costs are negative, else budget less outcome: a surplus is positive."""
        sign = 1 if self.costs_negative else -1
        terms = ((f"{prefix}actual{year}", sign), (f"{prefix}budget{year}", -sign))
        levels = levels or (self.deviation_word,)
        return Column(f"{prefix}deviation{year}", levels, "figure", "deviation", year, terms=terms)

    def change(self, levels: tuple[str, ...] | None = None, prefix: str = "") -> Column:
        terms = ((f"{prefix}actual{self.year}", 1), (f"{prefix}actual{self.year - 1}", -1))
        return Column(f"{prefix}change", levels or (self.change_word,), "figure", "change", self.year, terms=terms)

    def accounts(self, most: int, measures: bool = False) -> list[Column]:
        """At most `most` columns of an account. Only with `measures` may they be incomes, costs and net."""
        if self.wish["header"] == "one_level":
            return self._one_level(most)
        if self.wish["header"] == "three_levels" and most > 3:
            return self._three_levels(most)
        return self._two_levels(most, measures)

    def outcomes(self, count: int, bare: bool) -> list[Column]:
        """Outcomes of `count` years, headed by the year alone (`bare`) or a word and the year."""
        return [self.outcome_of(year, (str(year),) if bare else None) for year in self.years(count)]

    def _one_level(self, most: int) -> list[Column]:
        year = self.year
        wrapped = "header.wrapped" in self.wish
        budget = self.budget_of(year, (f"{self.budget} {year} inklusive tilläggsanslag",) if wrapped else None)
        form = self.rng.choice(("budget", "budget", "years", "change"))
        if form == "budget":
            count = 1 if most < 4 else self.rng.choice((1, 2, 2))
            columns = [*self.ordered([budget], self.outcomes(count, bare=False)), self.deviation_of(year)]
            if most >= 6 and self.rng.random() < 0.5:
                columns.append(self._deviation_percent())
            return columns
        columns = self.outcomes(min(most, 2 if form == "change" else self.rng.choice((2, 3, 5))), form == "years")
        return [*columns, self.change()] if form == "change" and most >= 3 else columns

    def _deviation_percent(self) -> Column:
        quotient = (f"deviation{self.year}", f"budget{self.year}")
        levels = (f"{self.deviation_word} %",)
        return Column("share", levels, "figure", "deviation", self.year, quotient=quotient, unit="percent")

    def _two_levels(self, most: int, measures: bool) -> list[Column]:
        year = self.year
        forms = ["outcome_years"]
        if most >= 4:
            forms += ["scenario_over_year", "organization", "organization"]
        if most >= 6:
            forms += ["year_over_scenario", "organization_budget", *(("measures", "measures") if measures else ())]
        form = self.rng.choice(forms)
        if form == "outcome_years":
            columns = [self.outcome_of(y, (self.outcome, str(y))) for y in self.years(2)]
            return [*columns, self.change()] if most >= 3 else columns
        if form == "scenario_over_year":
            budgets = [self.budget_of(y, (self.budget, str(y))) for y in self.years(2)]
            outcomes = [self.outcome_of(y, (self.outcome, str(y))) for y in self.years(2)]
            columns = self.ordered(budgets, outcomes)
            return [*columns, self.deviation_of(year)] if most >= 5 else columns
        if form == "year_over_scenario":
            return [column for y in self.years(2) for column in self._triple((str(y),), y)]
        if form == "organization":
            return [
                self.outcome_of(y, (name, str(y)), name) for name in ("Kommunen", "Koncernen") for y in self.years(2)
            ]
        if form == "organization_budget":
            return [c for name in ("Kommunen", "Koncernen") for c in self._triple((name,), year, name)]
        return self.measures()

    def measures(self) -> list[Column]:
        """Incomes, costs and net, each as budget and outcome."""
        columns: list[Column] = []
        weight = 1 if self.costs_negative else -1
        net = "Netto" if self.costs_negative else "Nettokostnad"
        words = ((self.budget, "budget"), (self.outcome, "actual"))
        for word, scenario in words if self.wish["budget"] == "before_outcome" else words[::-1]:
            income, cost = f"{scenario}income", f"{scenario}cost"
            columns += [
                Column(income, (word, "Intäkter"), "figure", scenario, self.year),
                Column(cost, (word, "Kostnader"), "figure", scenario, self.year),
                Column(
                    f"{scenario}net",
                    (word, net),
                    "figure",
                    scenario,
                    self.year,
                    terms=((income, weight), (cost, 1)),
                ),
            ]
        return columns

    def _three_levels(self, most: int) -> list[Column]:
        columns: list[Column] = []
        # Two budgets only where they have room.
        form = self.rng.choice(("years", "scenarios")) if most >= 8 else "years" if most >= 6 else "short"
        for name in ("Kommunen", "Koncernen"):
            if form == "short":
                columns += [self.outcome_of(y, (name, self.outcome, str(y)), name) for y in self.years(2)]
            elif form == "years":
                outcomes = [self.outcome_of(y, (name, self.outcome, str(y)), name) for y in self.years(2)]
                budgets = [self.budget_of(self.year, (name, self.budget, str(self.year)), name)]
                columns += self.ordered(budgets, outcomes)
            else:
                columns += [column for y in self.years(2) for column in self._pair((name, str(y)), y, name)]
        return columns

    def _pair(self, above: tuple[str, ...], year: int, prefix: str = "") -> list[Column]:
        budget = self.budget_of(year, (*above, self.budget), prefix)
        outcome = self.outcome_of(year, (*above, self.outcome), prefix)
        return self.ordered([budget], [outcome])

    def _triple(self, above: tuple[str, ...], year: int, prefix: str = "") -> list[Column]:
        deviation = self.deviation_of(year, (*above, "Avvikelse"), prefix)
        return [*self._pair(above, year, prefix), deviation]


def features_of(columns: Iterable[Column]) -> set[str]:
    """The features of these columns: years, budgets and levels."""
    columns = [column for column in columns if column.role == "figure"]
    found = {("header.one_level", "header.two_levels", "header.three_levels")[max(len(c.levels) for c in columns) - 1]}
    years = [column.year for column in columns if column.scenario == "actual" and column.year]
    for earlier, later in pairwise(years):
        if earlier != later:
            found.add("years.ascending" if earlier < later else "years.descending")
            break
    scenarios = [column.scenario for column in columns]
    if "budget" in scenarios and "actual" in scenarios:
        before = scenarios.index("budget") < scenarios.index("actual")
        found.add("budget.before_outcome" if before else "budget.after_outcome")
    return found
