"""Prose around the tables: sentences that agree with the figures, and dates, laws and case numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from lab.invent.words import some, words
from lab.printed import Figure, Paragraph
from lab.typography import Typography


def paragraph(rng: Random, year: int, sentences: int = 2) -> Paragraph:
    """A paragraph without figures that sometimes names a date, a law or a case number."""
    chosen = some(rng, words("prose"), sentences, sentences)
    if rng.random() < 0.4:
        chosen.insert(1, reference(rng, year))
    return Paragraph(" ".join(chosen))


def reference(rng: Random, year: int) -> str:
    """A sentence with a date, a law or a case number in it."""
    text: str = rng.choice(words("references"))
    return text.format(
        day=rng.randint(1, 28),
        month=rng.choice(words("months")),
        year=year,
        board=rng.choice(("KS", "BUN", "SN", "TN")),
        number=rng.randint(10, 900),
    )


def claim(rng: Random, figures: Sequence[Figure], unit_word: str, typography: Typography) -> Paragraph | None:
    """A sentence that states an outcome as its table prints it; None where no row qualifies.

    A row qualifies if its label is unique in the table, and the table states its unit and has no spanning headers.
    """
    outcomes = [f for f in figures if f.scenario == "actual" and f.value and f.unit in ("TSEK", "MSEK", "SEK")]
    paths = {f.row_path for f in figures}
    unique = {label for label in (path[-1] for path in paths) if sum(path[-1] == label for path in paths) == 1}
    candidates = [
        f
        for f in outcomes
        if f.year
        and Decimal(f.value) > 0
        and len(f.column_label) == 1
        and len(f.row_path) == 1
        and f.row_path[-1] in unique
    ]
    if not candidates or not unit_word:
        return None
    figure = rng.choice(candidates)
    value = typography.number(Decimal(figure.value))
    label = figure.row_path[-1]
    return Paragraph(f"Posten {label} uppgick till {value}\u00a0{unit_word} {figure.year}.")
