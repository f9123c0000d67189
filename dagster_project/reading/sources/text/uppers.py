"""Heads over several columns: which of the columns below each is over, where text has lost their places.

Each is over columns whose heads differ, in the order printed. What may be divided in several ways is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from dagster_project.reading.sources.text.heads import runs
from dagster_project.reading.vocabulary.loader import load, matches, names_deviation, unbroken
from dagster_project.reading.vocabulary.schemas import Columns, FlatMarkers
from dagster_project.terms import Scenario

_FEWEST_TERMS = 2


def starts_of(uppers: Sequence[str], lowers: Sequence[str], sums: Sequence[range] = ()) -> list[int] | None:
    """The index of the first head below each of the upper heads; None where it is not certain.

    The columns of each of `sums` are below one head.
    """
    ways = ways_over(uppers, lowers, sums)
    if len(ways) > 1:
        ways = [way for way in ways if _keeps_terms(lowers, way)] or ways
    if len(ways) > 1:
        ways = _before_forecasts(uppers, lowers, ways)
    return ways[0] if len(ways) == 1 else None


def ways_over(uppers: Sequence[str], lowers: Sequence[str], sums: Sequence[range] = ()) -> list[list[int]]:
    """Each way in which the upper heads may be over the others: the index of the first below each."""
    count = len(uppers)
    if count == 1:
        return [[0]]
    if count >= len(lowers):
        return []
    repeated = list(runs(lowers))
    if repeated:
        return [repeated] if len(repeated) == count else []
    return [way for way in _ways(lowers, count) if not any(start in one[1:] for one in sums for start in way)]


def _ways(lowers: Sequence[str], count: int) -> list[list[int]]:
    """Where the parts may begin, in none of which a head is twice."""
    return [
        [0, *starts]
        for starts in combinations(range(1, len(lowers)), count - 1)
        if all(len(set(lowers[a:b])) == b - a for a, b in pairwise([0, *starts, len(lowers)]))
    ]


def _keeps_terms(lowers: Sequence[str], way: Sequence[int]) -> bool:
    """Whether each deviation has the two heads that it compares before it in its part, and each net its terms."""
    starts = {at: max(start for start in way if start <= at) for at in range(len(lowers))}
    deviations = (at for at, text in enumerate(lowers) if names_deviation(text))
    nets = (at for at in range(2, len(lowers)) if _are_terms(lowers[at - 2 : at], lowers[at]))
    return all(at - starts[at] >= _FEWEST_TERMS for at in (*deviations, *nets))


def _before_forecasts(uppers: Sequence[str], lowers: Sequence[str], ways: list[list[int]]) -> list[list[int]]:
    """The ways that divide a part of the year from the whole year, which alone has forecasts, before its forecast."""
    if len(uppers) != 2 or not _names_whole_year(uppers[1].split()) or _names_whole_year(uppers[0].split()):
        return []
    forecasts = [at for at, text in enumerate(lowers) if _names_forecast(text)]
    return [way for way in ways if forecasts[:1] == way[1:]]


def _names_whole_year(words: Sequence[str]) -> bool:
    """Whether some words have one for the whole year."""
    return any(unbroken(word).strip(":") in load(FlatMarkers).whole_years for word in words)


def _are_terms(texts: Sequence[str], net: str) -> bool:
    """Whether texts name income and cost, and another their net."""
    measures = load(Columns).measures
    are_both = all(any(matches(measures[name], text) for text in texts) for name in ("income", "cost"))
    return are_both and matches(measures["net"], net)


def _names_forecast(text: str) -> bool:
    """Whether a text has a word for a forecast."""
    forecasts = (patterns for name, patterns in load(Columns).scenarios if name is Scenario.FORECAST)
    return any(matches(patterns, unbroken(text)) for patterns in forecasts)
