"""The words of labels and headers that relations depend on, by `vocabulary/totals.yml`.

Belongs here: looking a text up in that vocabulary. The words of sentences are in `prose/sentences.py`.
"""

from __future__ import annotations

import re

from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import Totals


def concept(label: str) -> str | None:
    """The quantity of an income statement that a row or column names: income, cost, net, budget or budget_deviation."""
    return next((name for name, words in load(Totals).concepts.items() if matches(words, label)), None)


def subject(label: str) -> str:
    """A label without its number and punctuation: "Område 2 Ledning" and "2. Ledning" are one subject."""
    bare = load(Totals).numbered_prefix.sub("", label.lower().strip())
    return " ".join(re.findall(r"\w+", bare))
