"""The layout features that invented reports combine, and how a seed chooses among them.

An axis has one of its options; a toggle is on or off. A feature is named `axis.option`. The choice is a wish: the
inventor leaves out what a report or table can't have, and notes on each figure the features that it was printed with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

ENGINES = ("typst", "weasyprint", "reportlab", "docx", "docx_pdf")

# One option per report, by weight.
REPORT_AXES: Mapping[str, Mapping[str, float]] = {
    "page": {"one_column": 70, "two_columns": 30},
    "thousands": {"space": 22, "nbsp": 22, "nnbsp": 19, "thin": 19, "none": 18},
    "minus": {"hyphen": 20, "minus": 20, "endash": 20, "detached": 20, "parentheses": 20},
    "percent": {"attached": 50, "detached": 50},
    "missing": {"hyphen": 25, "endash": 25, "emdash": 25, "empty": 25},
    "letters": {"composed": 80, "decomposed": 20},
    "status": {"words": 22, "text_symbol": 26, "vector": 26, "image": 26},
    "legend": {"present": 50, "absent": 50},
    "goals": {"table": 34, "headings": 28, "list": 24, "no": 14},
}
REPORT_TOGGLES: Mapping[str, float] = {
    "font.spaced": 0.2,
    "font.ligatures": 0.4,
    "trend.arrow": 0.6,
    "tables.touching": 0.4,
    "tables.no_figures": 0.35,
}

# One option per table, by weight.
TABLE_AXES: Mapping[str, Mapping[str, float]] = {
    "rules": {"grid": 20, "horizontal": 18, "header_shaded": 18, "none": 18, "book": 13, "totals": 13},
    "page": {"portrait": 62, "landscape": 19, "rotated": 19},
    "header": {"one_level": 40, "two_levels": 30, "three_levels": 30},
    "unit": {"corner": 32, "caption": 28, "column": 10, "report": 8, "none": 22},
    "years": {"ascending": 50, "descending": 50},
    "budget": {"before_outcome": 50, "after_outcome": 50},
    "break": {"no": 34, "repeat": 22, "no_repeat": 22, "total_alone": 22},
    "structure": {"flat": 26, "group": 26, "totals_above": 24, "several_subtotals": 24},
}
TABLE_TOGGLES: Mapping[str, float] = {
    "header.wrapped": 0.25,
    "column.blank_header": 0.22,
    "rows.indented": 0.5,
    "rows.totals_bold": 0.65,
    "rows.varav": 0.3,
    "rows.wrapped_label": 0.35,
    "rows.numbered": 0.18,
    "label_column.second": 0.2,
    "cells.missing": 0.6,
    "cells.footnote": 0.3,
    "sums.rounded": 0.25,
}

# The features that the readers are graded by. Each occurs in at least a tenth of the seeds.
_GRADED = """
    rules.grid rules.horizontal rules.header_shaded rules.none rules.book rules.totals
    page.one_column page.two_columns page.portrait page.landscape page.rotated
    header.one_level header.two_levels header.three_levels header.wrapped
    unit.corner unit.caption unit.none years.ascending years.descending budget.before_outcome budget.after_outcome
    column.blank_header rows.indented rows.group rows.totals_bold rows.totals_above rows.several_subtotals rows.varav
    rows.wrapped_label rows.numbered label_column.second cells.empty cells.footnote
    break.repeat break.no_repeat break.total_alone tables.touching tables.no_figures
    thousands.space thousands.nbsp thousands.nnbsp thousands.thin thousands.none
    minus.hyphen minus.minus minus.endash minus.detached minus.parentheses percent.attached percent.detached
    missing.hyphen missing.endash missing.emdash missing.empty letters.composed letters.decomposed
    font.spaced font.ligatures status.words status.text_symbol status.vector status.image
    legend.present legend.absent
    trend.arrow goals.table goals.headings goals.list
    engine.typst engine.weasyprint engine.reportlab engine.docx engine.docx_pdf
"""
GRADED: Sequence[str] = tuple(_GRADED.split())


@dataclass(frozen=True, slots=True)
class Wish:
    """The option of each axis, and the toggles that are on."""

    options: Mapping[str, str]
    toggles: frozenset[str]

    def __getitem__(self, axis: str) -> str:
        return self.options[axis]

    def __contains__(self, toggle: str) -> bool:
        return toggle in self.toggles

    def but(self, options: Mapping[str, str] | None = None, without: Iterable[str] = ()) -> Wish:
        """A copy with other options and without some toggles."""
        return Wish({**self.options, **(options or {})}, self.toggles - set(without))


def wish_for_report(rng: Random) -> Wish:
    """Choose the features of a report."""
    return _wish(rng, REPORT_AXES, REPORT_TOGGLES)


def wish_for_table(rng: Random) -> Wish:
    """Choose the features of a table."""
    return _wish(rng, TABLE_AXES, TABLE_TOGGLES)


def _wish(rng: Random, axes: Mapping[str, Mapping[str, float]], toggles: Mapping[str, float]) -> Wish:
    options = {axis: rng.choices(list(weights), list(weights.values()))[0] for axis, weights in axes.items()}
    return Wish(options, frozenset(name for name, chance in toggles.items() if rng.random() < chance))
