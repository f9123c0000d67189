"""The words of labels and headers that relations depend on, by `vocabulary/totals.yml`.

Belongs here: looking a text up in that vocabulary. The words of sentences are in `prose/sentences.py`.
"""

from __future__ import annotations

import re
from functools import cache
from re import Pattern

from dagster_project.reading.vocabulary.loader import vocabulary


@cache
def _patterns(key: str) -> tuple[Pattern[str], ...]:
    words = vocabulary("totals")
    for part in key.split("."):
        words = words[part]
    return tuple(re.compile(pattern) for pattern in words)


def matches(key: str, text: str) -> bool:
    """Whether a text has one of the words under a key of `vocabulary/totals.yml` ("derived_columns.net")."""
    lowered = text.lower().strip()
    return any(pattern.search(lowered) for pattern in _patterns(key))


def concept(label: str) -> str | None:
    """The quantity of an income statement that a row or column names: income, cost, net, budget or budget_deviation."""
    names = vocabulary("totals")["concepts"]
    return next((name for name in names if matches(f"concepts.{name}", label)), None)


def subject(label: str) -> str:
    """A label without its number and punctuation: "Område 2 Ledning" and "2. Ledning" are one subject."""
    bare = re.sub(vocabulary("totals")["numbered_prefix"], "", label.lower().strip())
    return " ".join(re.findall(r"\w+", bare))
