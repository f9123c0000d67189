"""The subject of a table, by the weight of the words in and around it."""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Domains
from dagster_project.terms import Domain

# Words over a table describe all of it, a row label one row, a chapter heading much besides.
_TITLE_WEIGHT = 2.0
_HEADER_WEIGHT = 1.5
_LABEL_WEIGHT = 1.0
_SECTION_WEIGHT = 0.5
_MOST_LABELS = 3.0


def domain_of(title: str, header: str, labels: Sequence[str], section: Sequence[str]) -> Domain:
    """The domain whose words weigh most; `other` without any.

    A word in labels counts by the share of rows that have it, so that a long table does not outweigh its title.
    """
    scores: dict[Domain, float] = {}
    for name, words in load(Domains).root.items():
        score = 0.0
        for pattern, weight in words.items():
            score += weight * _TITLE_WEIGHT * bool(pattern.search(title.lower()))
            score += weight * _HEADER_WEIGHT * bool(pattern.search(header.lower()))
            score += weight * _SECTION_WEIGHT * any(pattern.search(text.lower()) for text in section)
            if labels:
                share = sum(bool(pattern.search(label.lower())) for label in labels) / len(labels)
                score += weight * _LABEL_WEIGHT * min(_MOST_LABELS * share, 1.0)
        scores[name] = score
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > 0 else Domain.OTHER
