"""Boxes on a page and their arithmetic, in PDF points from the top left corner of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.reading.model import Place

POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """The distance between its left and right edges."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """The distance between its upper and lower edges."""
        return self.bottom - self.top

    @property
    def centre(self) -> float:
        """The x midway between its left and right edges."""
        return (self.x0 + self.x1) / 2

    @property
    def middle(self) -> float:
        """The distance of its centre from the top of the page."""
        return (self.top + self.bottom) / 2


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around boxes; at least one is needed."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


def overlap(a: Box, b: Box) -> float:
    """How far the x ranges of two boxes overlap; the negative of the gap between them where they don't."""
    return min(a.x1, b.x1) - max(a.x0, b.x0)


def intersect(a: Box, b: Box) -> bool:
    """Whether two boxes have more than an edge in common."""
    return overlap(a, b) > 0 and min(a.bottom, b.bottom) > max(a.top, b.top)


def lies_in(box: Box, other: Box, slack: float) -> bool:
    """Whether a box lies in another, or sticks out of it by at most `slack` on each side."""
    return (
        box.x0 >= other.x0 - slack
        and box.x1 <= other.x1 + slack
        and box.top >= other.top - slack
        and box.bottom <= other.bottom + slack
    )


def place_of(box: Box, page: int) -> Place:
    """The place of a box on a page, counted from 1."""
    return Place(page=page, x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom)


def box_of(place: Place) -> Box:
    """The box of a place on a page. Raises ValueError for a place without a box."""
    if place.x0 is None or place.top is None or place.x1 is None or place.bottom is None:
        raise ValueError(f"{place} has no box")
    return Box(place.x0, place.top, place.x1, place.bottom)
