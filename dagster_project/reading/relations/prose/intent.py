"""What a claim states by its own words: an outcome, a budget, a deviation, a change, and of which year.

Belongs here: the words up to the numbers beside a claim. Which row is meant is in `naming` and `ties`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.reading.records import FigureRecord
from dagster_project.reading.relations.prose.context import ClaimContext
from dagster_project.reading.relations.prose.naming import words_of
from dagster_project.reading.relations.prose.sentences import begins_with, contains
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Prose
from dagster_project.terms import Scenario, Unit

_BUDGETS = (Scenario.BUDGET, Scenario.REVISED_BUDGET, Scenario.PLAN)
_WORDS_BEFORE_AMOUNT = 4
_RESULT = "resultat"
# Right before a number, or parted from it by what is budgeted ("budgeterat negativt resultat om").
_BUDGETED = re.compile(r"\bbudgetera(?:d|de|t)(?: [^\W\d]+){0,3}\s*\Z")


@dataclass(frozen=True, slots=True)
class Intent:
    """What a claim states. `scenarios` are those that its words tell; empty where they tell none.

    `is_year_told` is whether its sentence tells the year; otherwise `year` is the report's. `is_earlier` is of what has
    changed ("från 78 till 79").
    """

    scenarios: tuple[Scenario, ...]
    is_deviation: bool
    is_change: bool
    is_forecast: bool
    year: int | None
    is_year_told: bool
    is_earlier: bool = False

    def allows(self, figure: FigureRecord, beside: Sequence[FigureRecord]) -> bool:
        """Whether the words leave open that a figure is meant; `beside` are the figures of its row."""
        if self.is_year_told and figure.year is not None and figure.year != self.year:
            return False
        scenario = figure.scenario
        if self.is_deviation:
            is_result = _RESULT in figure.row_label.lower() and scenario in (Scenario.ACTUAL, Scenario.FORECAST)
            return scenario is Scenario.DEVIATION or is_result
        if self.is_change:
            return scenario in self.scenarios
        if self.scenarios:
            return scenario in self.scenarios
        if scenario in (Scenario.DEVIATION, Scenario.CHANGE):
            return False
        if scenario in (None, Scenario.ACTUAL):
            return True
        if self.is_forecast and scenario is Scenario.FORECAST:
            return True
        # What a plan states without further words is the plan's: no outcome of the year stands beside it.
        return not any(f.scenario is Scenario.ACTUAL and f.year == figure.year for f in beside)


def intent_of(context: ClaimContext, report_year: int | None) -> Intent | None:
    """What a claim states; None of a year, an example, or a number without value or unit."""
    claim, words = context.claim.record, load(Prose)
    if claim.value is None or claim.unit in (None, Unit.YEAR) or not claim.value:
        return None
    text = context.claim.passage.text[: context.claim.statement.start].lower()
    if contains(words.examples, text):
        return None
    before, after = context.before, context.after
    last = words_of(before)[-_WORDS_BEFORE_AMOUNT:]
    is_budget = _BUDGETED.search(before) is not None
    if not contains(words.deviates, before):
        is_of = any(pattern.search(before) for pattern in words.budget_of)
        is_budget = is_budget or is_of or any(word.rstrip(".") in words.budgeted for word in last)
    by_amount = begins_with(words.differs_after, after)
    is_deviation = not is_budget and (contains(words.deviates, before) or (by_amount and "budget" in after))
    ends_in_to = any(before.rstrip().endswith(f" {word}") for word in words.to)
    is_earlier = re.search(r"\bfrån\s*\Z", before) is not None
    is_deviation = is_deviation and not is_earlier
    is_change = (
        not is_deviation and not is_earlier and ((contains(words.changes, before) and not ends_in_to) or by_amount)
    )
    scenarios: tuple[Scenario, ...] = ()
    if is_deviation:
        scenarios = (Scenario.DEVIATION,)
    elif is_change:
        scenarios = (Scenario.CHANGE,)
        if by_amount and not contains(words.previous_year, after) and not re.search(r"\b(?:år|\d{4})\b", after):
            # "2 mnkr lägre" without a year may be lower than the budget.
            scenarios = (Scenario.CHANGE, Scenario.DEVIATION)
    elif is_budget and not _is_named_so(context):
        scenarios = _BUDGETS
    elif any(word.rstrip(".") in words.aimed for word in last):
        scenarios = (Scenario.TARGET,)
    year, told = _year(context, report_year)
    # Of "5,2 (4,8) mnkr" the sentence may name no year; "Årets resultat har gått från" names it for what follows.
    is_named = year is not None and str(year) in context.claim.passage.text
    is_bracketed = before.rstrip().endswith("(")
    told = told and (is_named or not (is_bracketed or after.lstrip().startswith("(")))
    told = told and not (is_earlier and year == report_year)
    is_earlier = is_earlier or (is_bracketed and not told)
    return Intent(
        scenarios, is_deviation, is_change, contains(words.forecast, " ".join(context.head)), year, told, is_earlier
    )


def _is_named_so(context: ClaimContext) -> bool:
    """Whether the word for a budget is what the row is called ("ett kommunbidrag om 84 592 tkr")."""
    return any(word in ("kommunbidrag", "anslag") for word in words_of(context.before))


def _year(context: ClaimContext, report_year: int | None) -> tuple[int | None, bool]:
    """The year of a claim, and whether its words tell it."""
    year = context.claim.record.year
    return (report_year, False) if year is None else (year, True)
