"""Invents reports: a seed number determines a `Case` completely."""

from random import Random

from lab.features import ENGINES
from lab.invent.outside import invent_outside
from lab.invent.report import invent
from lab.printed import Case

FAMILIES = ("annual", "outside", "both")
# The share of reports that are as outside.
_OUTSIDE = 0.6


def invented(seed: int, engine: str | None = None, family: str = "both") -> Case:
    """The report of a seed: an annual report with all layouts of PDF and Word, or one as outside."""
    if family == "both":
        family = "outside" if Random(f"family {seed}").random() < _OUTSIDE else "annual"
    if family == "outside" or (engine and engine not in ENGINES):
        return invent_outside(seed, engine)
    return invent(seed, engine)


__all__ = ["FAMILIES", "invent", "invent_outside", "invented"]
