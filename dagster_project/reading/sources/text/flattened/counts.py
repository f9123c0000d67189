"""The number of figures per row under each header of a flattened report, where digit groups can join."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dagster_project.reading.sources.text.flattened.labels import labels_alike
from dagster_project.reading.sources.text.tokens import Element, Header, Run, Text, Token

_NOTE = re.compile(r"[1-9]\d?")
_MOST = 0.7


@dataclass(frozen=True, slots=True)
class Counts:
    """The number of figures per row under each form of header, decided from all its tables in the report."""

    by_signature: dict[str, int]

    def of(self, header: Header | None) -> int | None:
        """The number of figures per row under the header; None where nothing shows it."""
        return self.by_signature.get(header.signature) if header else None


def decide_counts(parts: Iterable[Sequence[Element]]) -> Counts:
    """Decides, for each form of header, the number of figures per row.

    A header may lack columns ("2014 Målvärde" over four figures), and digit groups may join, so unambiguous runs of all
    tables with the header decide. Without those, the header's own columns do if the runs allow it, else the number that
    makes the figures most even.
    """
    runs_of: dict[str, list[_Seen]] = {}
    columns_of: dict[str, int] = {}
    noted: set[str] = set()
    for elements in parts:
        signature = ""
        words: list[Token] = []
        for element in elements:
            if isinstance(element, Header):
                signature = element.signature
                columns_of[signature] = len(element.columns)
                noted |= {signature} if element.note else set()
            elif isinstance(element, Text):
                words += element.tokens
            elif signature and element.length > 1:
                runs_of.setdefault(signature, []).append(_Seen(element, labels_alike(words)))
                words = []
    return Counts(
        {
            name: columns
            if name in noted and _fit_notes(columns, runs_of.get(name, []))
            else _count(columns, runs_of.get(name, []))
            for name, columns in columns_of.items()
        }
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A run under a header, and the number of labels with the same opening before it."""

    run: Run
    labels: int

    @property
    def exact(self) -> int | None:
        """The number of figures per row, where no groups can join."""
        if self.run.is_ambiguous:
            return None
        return self.run.length if self.run.length % self.labels else self.run.length // self.labels


def _fit_notes(columns: int, seen: Sequence[_Seen]) -> bool:
    """Whether most runs are as many figures as columns, some after the number of a note."""
    rests = [Run(one.run.tokens[1:]) if _NOTE.fullmatch(one.run.tokens[0].text) else one.run for one in seen]
    fitting = sum(bool(one.run.values(columns) or rest.values(columns)) for one, rest in zip(seen, rests, strict=True))
    return bool(seen) and fitting >= _MOST * len(seen)


def _count(columns: int, seen: Sequence[_Seen]) -> int:
    exact = [one.exact for one in seen if one.exact and one.exact >= columns]
    fits = bool(seen) and all(one.run.values(columns) for one in seen)
    if fits and (not exact or columns in exact):
        return columns
    if exact:
        return max(set(exact), key=lambda count: (sum(one % count == 0 for one in exact), count))
    fitting = [count for count in range(columns, 13) if seen and all(one.run.values(count) for one in seen)]
    return min(fitting, key=lambda count: sum(unevenness(one.run, count) for one in seen), default=columns)


def unevenness(run: Run, count: int) -> int:
    """How many characters the longest of `count` figures has more than the shortest."""
    lengths = [value.end - value.start for value in run.values(count) or ()]
    return max(lengths) - min(lengths) if lengths else 0
