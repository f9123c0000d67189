"""Texts left of the labels that are of several rows: merged cells, whose text may be at the top, middle or bottom."""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.reading.sources.geometry import Box, around
from dagster_project.reading.sources.pdf.page import Word

_Words = list[list[list[Word]]]
"""A row's words by column, each column's by printed line."""


def lift_texts(rows: Sequence[_Words], labels: int, rules: Sequence[Box]) -> None:
    """Moves texts in the columns before that of the labels to the first row they are beside, in place.

    `rows` are those below the header; `labels` is the number of first columns up to that of the labels. Rules between
    labels that the column of the texts has not show the rows of one merged cell. Else, where the first row has no text,
    each stretch of rows in which no label comes twice has one.
    """
    for column in range(labels - 1):
        texts = [word.box for row in rows for line in row[column] for word in line]
        if not texts:
            continue
        areas = _drawn_areas(rows, labels - 1, around(texts).centre, rules)
        if len(areas) == len(rows):
            areas = _areas_by_labels(rows, labels - 1, [bool(row[column]) for row in rows])
        for first, end in areas:
            lines = [line for row in rows[first:end] for line in row[column]]
            for row in rows[first:end]:
                row[column] = []
            rows[first][column] = lines


def _drawn_areas(rows: Sequence[_Words], labels: int, x: float, rules: Sequence[Box]) -> list[tuple[int, int]]:
    """The ranges of rows between rules at an x position, where rules at the labels alone part rows of one range."""
    starts = [0]
    for index in range(1, len(rows)):
        above, below = (_box(row[labels]) for row in rows[index - 1 : index + 1])
        between = [rule for rule in rules if above and below and above.middle < rule.top < below.middle]
        at_labels = any(below and rule.x0 < below.x1 and rule.x1 > below.x0 for rule in between)
        if not at_labels or any(rule.x0 < x < rule.x1 for rule in between):
            starts.append(index)
    return list(zip(starts, [*starts[1:], len(rows)], strict=True))


def _areas_by_labels(rows: Sequence[_Words], labels: int, have_text: Sequence[bool]) -> list[tuple[int, int]]:
    """The ranges of rows in which no label comes twice, where each has one text and the first row has none; or []."""
    starts: list[int] = []
    seen: set[str] = set()
    for index, row in enumerate(rows):
        label = " ".join(word.text for line in row[labels] for word in line)
        if not starts or label in seen:
            starts.append(index)
            seen.clear()
        seen.add(label)
    areas = list(zip(starts, [*starts[1:], len(rows)], strict=True))
    have_one = all(sum(have_text[first:end]) == 1 for first, end in areas)
    return areas if len(areas) > 1 and have_one and not have_text[0] else []


def _box(lines: Sequence[Sequence[Word]]) -> Box | None:
    return around([word.box for line in lines for word in line]) if lines else None
