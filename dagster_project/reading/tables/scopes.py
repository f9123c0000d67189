"""The organization that a figure concerns, as printed; SQL decides which organization that is."""

from __future__ import annotations

import re
from functools import lru_cache
from re import Pattern

from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Scopes

_LONGEST_LABEL = 8


def organization_label(label: str) -> bool:
    """Whether a row label is the name of an organization and nothing else ("Barn- och utbildningsnämnd")."""
    words = label.split()
    return 0 < len(words) <= _LONGEST_LABEL and label[:1].isupper() and _ending().search(label.lower()) is not None


def organization_in(text: str) -> str | None:
    """The organization that a heading or caption names ("Socialnämndens mål och mätetal" names Socialnämnden)."""
    match = _named().search(text)
    return match[0].strip() if match else None


def column_scope(label: str) -> str | None:
    """The entity of a column in a table of entities side by side ("Kommunen 2016", "Koncernen 2016"), else None."""
    return next((name for name, pattern in load(Scopes).columns.items() if pattern.search(label.lower())), None)


@lru_cache(maxsize=1)
def _ending() -> Pattern[str]:
    endings = "|".join(load(Scopes).endings)
    return re.compile(rf"(?:{endings})(?: \([a-zåäö]+\))?$")


@lru_cache(maxsize=1)
def _named() -> Pattern[str]:
    endings = "|".join(load(Scopes).endings)
    return re.compile(rf"[A-ZÅÄÖ][\wåäö-]*(?:-? (?:och|&) [\wåäö-]+)?(?:(?<=\w)|\s)(?:{endings})s?\b")
