"""What the words over a column say: scenario, measure, unit, year, period. They are in `vocabulary/columns.yml`."""

from __future__ import annotations

import re
from functools import cache
from re import Pattern

from dagster_project.reading.tables.resolved import ColumnMeaning
from dagster_project.reading.tables.units import unit_of
from dagster_project.reading.vocabulary.loader import unbroken, vocabulary

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*/\s*(\d\d)(?!\d))?(?!\d)")
_BEFORE_YEAR = re.compile(r"\b(före|innan|tidigare än|t\.?o\.?m\.?)\s+(?:19|20)\d\d")


def column_meaning(number: int, role: str, levels: tuple[str, ...]) -> ColumnMeaning:
    """Reads a column's header cells; a column that holds no figures gets no meaning beyond its role."""
    if role != "figure":
        return ColumnMeaning(number, role, levels)
    text = unbroken(" ".join(levels))
    scenario = scenario_of(text)
    years = years_in(text)
    of_scenario, against_scenario = _compared(text, scenario)
    return ColumnMeaning(
        number=number,
        role=role,
        levels=levels,
        scenario="budget" if scenario == "revised_budget" else scenario,
        of_scenario=of_scenario,
        against_scenario=against_scenario,
        budget_version="revised" if scenario == "revised_budget" else "unspecified" if scenario == "budget" else None,
        measure=_measure(text),
        unit=unit_of(text, header=True),
        year=max(years) if years and not _BEFORE_YEAR.search(text) else None,
        compared_year=min(years) if len(set(years)) > 1 else None,
        period_type=_period_type(text),
        is_preliminary=_found("preliminary", text),
    )


def is_identifier_word(header: str) -> bool:
    """Whether a header names a column of row, project, account or note numbers."""
    return _found("identifiers", header.strip().lower())


def is_year_word(header: str) -> bool:
    """Whether a header is empty or says that years stand below it."""
    return not header.strip() or _found("year_headers", header.strip().lower())


def scenario_of(text: str) -> str | None:
    """The scenario that the words of a header name, None when they name none."""
    return next((name for name, patterns in _scenarios("scenarios") if _any(patterns, text)), None)


def row_scenario_of(label: str) -> str | None:
    """The scenario of a row whose label is itself one ("Nettobudget", "Bokslut 2023")."""
    return next((name for name, patterns in _scenarios("row_scenarios") if _any(patterns, label.lower())), None)


def years_in(text: str) -> list[int]:
    """The years in a text, in printed order; `2022/23` is both."""
    years = []
    for match in _YEAR.finditer(text):
        years.append(int(match[1]))
        if match[2]:
            years.append(int(match[1][:2] + match[2]))
    return years


def _compared(text: str, scenario: str | None) -> tuple[str | None, str | None]:
    """What a change or deviation is of and against; None where the header leaves it to the other columns."""
    if scenario == "change":
        return "actual", "actual"
    if scenario != "deviation":
        return None, None
    named = [
        (match.start(), name)
        for name, patterns in _patterns("against").items()
        for pattern in patterns
        for match in pattern.finditer(text)
    ]
    named.sort()
    names = [name for _, name in named]
    if not names:
        return None, None
    return (names[0], names[-1]) if names[0] != names[-1] else (None, names[-1])


def _measure(text: str) -> str | None:
    measures = _patterns("measures")
    return next((name for name in vocabulary("columns")["measure_order"] if _any(measures[name], text)), None)


def _period_type(text: str) -> str | None:
    return next((name for name, patterns in _patterns("periods").items() if _any(patterns, text)), None)


def _found(key: str, text: str) -> bool:
    return any(re.search(pattern, text) for pattern in vocabulary("columns")[key])


def _any(patterns: list[Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


@cache
def _scenarios(key: str) -> list[tuple[str, list[Pattern[str]]]]:
    return [(name, [re.compile(word) for word in words]) for name, words in vocabulary("columns")[key]]


@cache
def _patterns(key: str) -> dict[str, list[Pattern[str]]]:
    return {name: [re.compile(word) for word in words] for name, words in vocabulary("columns")[key].items()}
