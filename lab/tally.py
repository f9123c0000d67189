"""Counts of what was read, by kind and feature, and the list of misses. The scorer fills them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

KINDS = ("figures", "missing", "assessments", "goals")
# What is judged about each figure. The last three only in the marts.
ATTRIBUTES = ("unit", "scenario", "year", "period", "organization", "measure", "primary")


@dataclass(frozen=True, slots=True)
class Miss:
    """One error: its kind, the printed text ('' for a false reading), the text read ('' for nothing), and why."""

    kind: str
    wanted: str
    got: str
    reason: str
    features: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """Counts of one kind of thing.

    Of the printed ones (`wanted`): `found`, `placed` (found with the right column header) and `in_path` (found with the
    right labels above the row), `strict` (found, and its period and whatever else the truth asks is right), `wrong` (a
    thing asked is given and false) or else `unstated` (one is not given). Of those read (`given`): `right`.
    """

    wanted: int = 0
    found: int = 0
    placed: int = 0
    in_path: int = 0
    strict: int = 0
    wrong: int = 0
    unstated: int = 0
    given: int = 0
    right: int = 0

    def add(self, other: Tally) -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def met(self) -> int:
        """Printed ones that were read with the right value and label."""
        return self.strict + self.wrong + self.unstated

    def share(self, count: int) -> float:
        """A count as a share of the printed ones."""
        return count / self.wanted if self.wanted else 1.0

    @property
    def accuracy(self) -> float:
        return self.share(self.strict)

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0


@dataclass(slots=True)
class Score:
    """The score of one or more readings: tallies by kind (figures, missing, assessments, goals, attributes of
    figures) and feature.

    `tallies[kind][""]` covers all features. `digits_lost` counts pages with another number of digits than an
    independent reader finds, plus reports with fewer digits read than printed. `unread` counts numbers with that role.
    """

    tallies: dict[str, defaultdict[str, Tally]] = field(
        default_factory=lambda: {kind: defaultdict(Tally) for kind in (*KINDS, *ATTRIBUTES)}
    )
    misses: list[Miss] = field(default_factory=list)
    numbers: int = 0
    unread: int = 0
    digits_lost: int = 0

    def add(self, other: Score) -> None:
        for kind, tallies in other.tallies.items():
            for feature, tally in tallies.items():
                self.tallies[kind][feature].add(tally)
        self.misses += other.misses
        self.numbers += other.numbers
        self.unread += other.unread
        self.digits_lost += other.digits_lost

    def count(self, kind: str, features: Iterable[str], **counts: int) -> None:
        for feature in ("", *features):
            self.tallies[kind][feature].add(Tally(**counts))


def normal(text: str | None) -> str:
    """Text in a form for comparison: composed lower-case letters, plain spaces and hyphens."""
    composed = unicodedata.normalize("NFKC", text or "").replace("\u00ad", "").lower()
    dashed = re.sub("[\u2010-\u2015\u2212]", "-", composed)
    return re.sub(r"\s+", " ", dashed).strip(" .:*")
