"""Whether what was read about a figure is right, wrong or unstated, attribute by attribute.

Wrong is what is given and false and no prior; a null, or a false prior, is unstated: it misleads nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from lab.printed import Figure
from lab.read_figure import ReadFigure
from lab.tally import normal


class Verdict(StrEnum):
    """The verdict on one attribute of one figure."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSTATED = "unstated"


_SHARES = ("percent", "percentage_point")


def of_staging(figure: Figure, read: ReadFigure) -> dict[str, Verdict]:
    """The verdicts that a reading allows. An attribute that is not asked is left out."""
    return _verdicts(figure, read, _STAGED)


def of_marts(figure: Figure, read: ReadFigure) -> dict[str, Verdict]:
    """The verdicts that the marts allow; whether a total or its parts are primary is judged by `of_levels`."""
    return _verdicts(figure, read, {**_STAGED, **_BUILT})


def _verdicts(
    figure: Figure, read: ReadFigure, judges: Mapping[str, Callable[[Figure, ReadFigure], Verdict | None]]
) -> dict[str, Verdict]:
    found: dict[str, Verdict] = {}
    for name, judge in judges.items():
        verdict = judge(figure, read)
        if verdict is not None:
            found[name] = Verdict.UNSTATED if verdict == Verdict.WRONG and name in read.priors else verdict
    return found


def _compared(is_given: bool, is_right: bool) -> Verdict:
    return Verdict.RIGHT if is_right else Verdict.WRONG if is_given else Verdict.UNSTATED


def _unit(figure: Figure, read: ReadFigure) -> Verdict | None:
    wanted, given = figure.unit, read.unit
    if not wanted:
        return None
    if wanted == "?":
        return Verdict.RIGHT if not given or "unit" in read.priors else Verdict.WRONG
    if wanted.endswith("*"):
        return _compared(bool(given), given.startswith(wanted[:-1]))
    return _compared(bool(given), given == wanted or (given in _SHARES and wanted in _SHARES))


def _scenario(figure: Figure, read: ReadFigure) -> Verdict | None:
    given = "budget" if read.scenario == "revised_budget" else read.scenario
    return _compared(bool(given), given == figure.scenario) if figure.scenario else None


def _year(figure: Figure, read: ReadFigure) -> Verdict | None:
    if figure.year == -1:
        return _compared(True, read.year is None)
    return _compared(read.year is not None, read.year == figure.year) if figure.year else None


def _period(figure: Figure, read: ReadFigure) -> Verdict | None:
    """By its dates; without them by its type, of which only the whole year and a part of it are distinguished."""
    wanted = figure.meaning
    if not wanted.period_type:
        return None
    if wanted.period_type == "point_in_time":
        is_right = read.period_type == wanted.period_type and read.period_end in ("", wanted.period_end)
        return _compared(bool(read.period_type), is_right)
    if read.period_start or read.period_end:
        return _compared(True, (read.period_start, read.period_end) == (wanted.period_start, wanted.period_end))
    is_alike = (read.period_type == "year") == (wanted.period_type == "year")
    return _compared(bool(read.period_type), bool(read.period_type) and is_alike)


def _organization(figure: Figure, read: ReadFigure) -> Verdict | None:
    wanted = figure.meaning
    if wanted.organization_kind in ("", "-"):
        return None
    same_kind = read.organization_kind in wanted.organization_kind.split("|")
    # A group needs no name: a report has one.
    same_name = "group" in wanted.organization_kind or not wanted.organization
    same_name = same_name or plain_name(read.organization) == plain_name(wanted.organization)
    return _compared(bool(read.organization_kind), same_kind and same_name)


def _measure(figure: Figure, read: ReadFigure) -> Verdict | None:
    wanted = figure.meaning.measure
    return _compared(bool(read.measure), read.measure in wanted.split("|")) if wanted else None


def _primary(figure: Figure, read: ReadFigure) -> Verdict | None:
    wanted = figure.meaning.primary
    if wanted not in ("yes", "no"):
        return None
    return _compared(read.is_primary is not None, read.is_primary is (wanted == "yes"))


def plain_name(name: str) -> str:
    """A name without case, hyphens, genitive, definite ending and the words for a municipality."""
    text = " ".join(word for word in normal(name).replace("-", " ").split() if word not in ("kommun", "kommuns"))
    text = re.sub(r"s\b", "", text)
    return re.sub(r"(nämnd|styrelse|förvaltning|kontor|enhet|avdelning)(en|et|n)\b", r"\1", text).replace(" ", "")


_STAGED: Mapping[str, Callable[[Figure, ReadFigure], Verdict | None]] = {
    "unit": _unit,
    "scenario": _scenario,
    "year": _year,
    "period": _period,
}
_BUILT: Mapping[str, Callable[[Figure, ReadFigure], Verdict | None]] = {
    "organization": _organization,
    "measure": _measure,
    "primary": _primary,
}
