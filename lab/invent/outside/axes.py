"""The features of outside reports, and how a seed chooses among them. The weights are rough shares of real reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from lab.features import ENGINES, Wish, wish_for_table

OUTSIDE_ENGINES: Mapping[str, float] = {
    "typst": 9,
    "weasyprint": 9,
    "reportlab": 9,
    "docx": 10,
    "docx_pdf": 4,
    "html": 10,
    "text_layout": 14,
    "text_cells": 12,
    "text_rows": 12,
    "text_tabs": 6,
}
ALL_ENGINES: Sequence[str] = (*ENGINES, *(engine for engine in OUTSIDE_ENGINES if engine not in ENGINES))

REPORT_AXES: Mapping[str, Mapping[str, float]] = {
    "report": {"year": 42, "tertial": 28, "half_year": 8, "month": 22},
    "owner": {"board": 42, "board_for": 12, "municipality": 34, "nobody": 12},
    "dated": {"title": 72, "decision": 12, "heads": 16},
    "currency": {"krona": 94, "euro": 6},
    "minus": {"hyphen": 34, "minus": 18, "endash": 16, "detached": 12, "parentheses": 6, "accounting": 14},
    "thousands": {"space": 46, "nbsp": 24, "nnbsp": 8, "thin": 8, "none": 14},
    "missing": {"hyphen": 40, "endash": 30, "empty": 30},
}

TABLE_AXES: Mapping[str, Mapping[str, float]] = {
    "unit": {
        "corner": 24,
        "caption": 18,
        "lead": 9,
        "section": 8,
        "column": 7,
        "row": 4,
        "prose": 11,
        "elsewhere": 8,
        "nowhere": 11,
    },
    "words": {"plain": 46, "broken": 24, "hyphenated": 18, "cut": 12},
    "heads": {"top": 30, "middle": 36, "bottom": 34},
    "minor": {"plain": 60, "notes": 22, "numbers": 18},
}

# Features that the readers are graded by in outside reports. Each occurs in at least a hundredth of the seeds.
_GRADED = """
    unit.corner unit.caption unit.lead unit.section unit.column unit.row unit.prose unit.elsewhere unit.nowhere
    unit.euro unit.mixed_rows unit.per_unit unit.label_antal unit.percent_column unit.no_percent_sign
    period.named period.dash period.blank_dash period.word period.ack period.month period.year period.previous
    period.whole_year period.group period.until period.per_day period.date year.decision year.heads
    heads.group heads.broken heads.hyphenated heads.cut heads.middle heads.synonym heads.two_budgets heads.forecasts
    minus.accounting column.notes column.numbers
    organization.definite organization.indefinite organization.board organization.unit organization.activity
    organization.section organization.administration projects.accumulated projects.whole_time projects.year
    balances.value personnel.total personnel.part personnel.sexes
"""
GRADED: Sequence[str] = tuple(_GRADED.split())


def wish_for_outside(rng: Random, axes: Mapping[str, Mapping[str, float]]) -> Wish:
    """Choose an option of every axis."""
    return Wish({axis: choose(rng, weights) for axis, weights in axes.items()}, frozenset())


def choose(rng: Random, weights: Mapping[str, float]) -> str:
    """One of the options, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def layout_wish(rng: Random, engine: str) -> Wish:
    """The layout features of one table, of those of every invented table; pages break only where there are pages."""
    wish = wish_for_table(rng)
    has_pages = engine not in ("docx", "html", "text_cells", "text_rows", "text_tabs")
    return wish if has_pages else wish.but({"break": "no", "page": "portrait"})
