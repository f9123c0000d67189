"""What is counted of readings: by kind and feature, with every miss told. How it is found out is the scorer's."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that went wrong: what it is, the truth (or '' for something that is not true), what was read, why."""

    kind: str
    wanted: str
    got: str
    reason: str
    features: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """Counts of one kind of thing: `wanted` and `found` of the truth, `given` and `right` of what was read."""

    wanted: int = 0
    found: int = 0
    placed: int = 0
    in_path: int = 0
    given: int = 0
    right: int = 0

    def add(self, other: Tally) -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0


@dataclass(slots=True)
class Score:
    """What one reading is worth: tallies by kind (figures, missing, assessments, goals) and feature.

    `tallies[kind][""]` is that of the whole report. `digits_lost` counts pages whose digits do not add up with those of
    an independent reader, or digits printed that were not read; `unread` numbers have a role but no meaning.
    """

    tallies: dict[str, defaultdict[str, Tally]] = field(
        default_factory=lambda: {kind: defaultdict(Tally) for kind in ("figures", "missing", "assessments", "goals")}
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
    """A text for comparison: one form of letters, spaces and dashes, no case."""
    composed = unicodedata.normalize("NFKC", text or "").replace("\u00ad", "").lower()
    dashed = re.sub("[\u2010-\u2015\u2212]", "-", composed)
    return re.sub(r"\s+", " ", dashed).strip(" .:*")
