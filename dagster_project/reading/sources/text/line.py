"""A line of a text report, and an item found in consecutive lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

Found = TypeVar("Found")
Spot = tuple[int, int]
"""The number of a line and the character where its part on one page begins."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line or, where a form feed cuts it, its part on one page.

    `number` is 1-based over `text.split("\\n")`; `start` is the character of the line where the part begins.
    """

    number: int
    raw: str
    start: int = 0
    page: int | None = None

    @property
    def spot(self) -> Spot:
        """What tells it from all other lines."""
        return self.number, self.start

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed on it."""
        return not self.raw.strip()


@dataclass(frozen=True, slots=True)
class Located(Generic[Found]):
    """An item, such as a table, and where it was found: in the lines of a sequence with index `start` to `end` - 1.

    `unread` are lines among those that are not in the item, as nothing shows what they are of it.
    """

    start: int
    end: int
    item: Found
    unread: tuple[Line, ...] = ()

    def moved(self, lines: int) -> Located[Found]:
        """The same, in a sequence that has `lines` more lines before it."""
        return replace(self, start=self.start + lines, end=self.end + lines)


def outside(lines: Sequence[Line], found: Sequence[Located[Found]]) -> list[range]:
    """The indices of the lines before, between and after the items found, one range per gap."""
    starts, ends = [0, *(one.end for one in found)], [*(one.start for one in found), len(lines)]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]
