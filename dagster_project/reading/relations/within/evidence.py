"""How strongly figures speak for a relation: in how many places it holds, and how unlikely that is by chance.

Belongs here: weighing candidates against each other. Whether a relation holds in the end is for SQL to say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

_MOST_A_PLACE = 4.0
_BREAK = 2.5


@dataclass(slots=True)
class Support:
    """Places (columns of a sum, rows of a formula) where a candidate relation holds, breaks or says nothing.

    `surprise` is the number of decimal digits of the odds against chance, added over the independent places.
    `telling` counts the places where at least two parts are not zero.
    """

    holds: list[int] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    trivial: list[int] = field(default_factory=list)
    surprise: float = 0.0
    telling: int = 0

    @property
    def score(self) -> float:
        """Surprise less what the breaks speak against it."""
        return self.surprise - _BREAK * len(self.breaks)

    def add(self, place: int, stated: int, half: int, parts: Sequence[tuple[int, int]], *, counts: bool = True) -> None:
        """Adds one place: the stated value, and the parts as (weighted value, half unit)."""
        values = [value for value, _ in parts if value]
        if not stated and not values:
            self.trivial.append(place)
            return
        gap = abs(stated - sum(values))
        width = half + sum(h for _, h in parts)
        if gap and gap >= width:
            self.breaks.append(place)
            return
        self.holds.append(place)
        squares = half * half + sum(h * h for _, h in parts)
        if gap * gap > 3 * squares and gap:
            return
        self.telling += len(values) >= 2
        if counts:
            grain = min(_grain(value) for value in (stated, *values) if value)
            resolution = max(2 * math.sqrt(3 * squares), grain, 1)
            spread = math.sqrt(sum(value * value for value in values))
            self.surprise += min(_MOST_A_PLACE, max(0.0, math.log10(max(spread, 1) / resolution)))


def _grain(value: int) -> int:
    """The power of ten that a value is a multiple of: round numbers agree by chance more often."""
    grain = 1
    while value % (grain * 10) == 0:
        grain *= 10
    return grain
