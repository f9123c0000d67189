"""How an attribute of a figure is resolved: candidates with their evidence in, one value or a reason out.

The rule is the same for every attribute. Plain print decides, the nearest first; then arithmetic, then print that names
the attribute only in passing, then other places of the report, and a prior last. Arithmetic is as strong as plain
print: where the two disagree, the attribute is contradicted and has no value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from dagster_project.terms import EvidenceSource, UnresolvedReason

T = TypeVar("T")

_NEARNESS = {source: rank for rank, source in enumerate(EvidenceSource)}


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """A possible value of an attribute, with its source and the text or reason that suggests it.

    Print that is not plain names the value only in passing ("antal" inside the label of a row of money).
    """

    value: T
    source: EvidenceSource
    evidence: str
    is_plain: bool = True

    def __str__(self) -> str:
        return f"{self.value} ({self.source}: '{self.evidence}')"


@dataclass(frozen=True, slots=True)
class Resolution(Generic[T]):
    """The value of an attribute and its source, or the reason why it has none; `candidates` are best first."""

    value: T | None = None
    source: EvidenceSource | None = None
    reason: UnresolvedReason | None = None
    candidates: tuple[Candidate[T], ...] = ()


def resolve(candidates: Iterable[Candidate[T]]) -> Resolution[T]:
    """The best candidate, unless arithmetic contradicts plain print or itself."""
    ranked = tuple(sorted(candidates, key=_rank))
    if not ranked:
        return Resolution(reason=UnresolvedReason.UNSTATED)
    best = ranked[0]
    proven = [c.value for c in ranked if c.source is EvidenceSource.ARITHMETIC]
    is_strong = best.source is EvidenceSource.ARITHMETIC or (is_printed(best) and best.is_plain)
    if is_strong and any(value != best.value for value in proven):
        return Resolution(reason=UnresolvedReason.CONTRADICTED, candidates=ranked)
    return Resolution(best.value, best.source, None, ranked)


def is_printed(candidate: Candidate[T]) -> bool:
    """Whether the candidate is printed at the figure, not concluded."""
    return _NEARNESS[candidate.source] < _NEARNESS[EvidenceSource.ARITHMETIC]


def _rank(candidate: Candidate[T]) -> tuple[int, int]:
    """Plain print, arithmetic, print in passing, elsewhere, prior; nearer print first."""
    nearness = _NEARNESS[candidate.source]
    if is_printed(candidate):
        return (0 if candidate.is_plain else 2), nearness
    return {EvidenceSource.ARITHMETIC: 1, EvidenceSource.ELSEWHERE: 3, EvidenceSource.PRIOR: 4}[candidate.source], 0
