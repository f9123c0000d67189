"""The published accuracy: shares of printed figures, totals only of held-out documents, and every block of the text."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

import pytest

from lab.tally import Score as InventedScore
from lab.tally import Tally
from tests.accuracy import (
    BLOCK,
    DOCUMENT,
    FEW,
    Counts,
    blocks,
    kinds,
    not_read,
    of_invented,
    of_real,
    table,
    with_blocks,
)
from tests.real.score import Score as RealScore

GOOD = Counts(printed=200, found=199, right=190, wrong=1, unstated=8)
WEAK = Counts(printed=40, found=30, right=10, wrong=15, unstated=5)
FEW_FIGURES = Counts(printed=FEW - 1, found=0, right=0, wrong=0, unstated=0)


def real_score() -> RealScore:
    counts = Counter({field.name: getattr(WEAK, field.name) for field in fields(Counts)}) + Counter(prior=2, placed=3)
    score = RealScore()
    for group in ("all", "form pdf", "domain finance", "document kommun-drift-2020"):
        score.counts[group] = counts
    score.misses.append("kommun-drift-2020: not found: Skola | Utfall | 5")
    return score


def test_the_totals_of_real_tables_name_no_document() -> None:
    groups = of_real(real_score())
    assert groups == {"all": WEAK, "form pdf": WEAK, "domain finance": WEAK}
    text = "\n".join(blocks(groups, groups, {"all": GOOD}, {"held_out": 1, "open": 1, "invented": 1}).values())
    assert "kommun-drift" not in text and "Skola" not in text


def test_invented_figures_are_counted_by_feature_and_attribute() -> None:
    score = InventedScore()
    score.count("figures", ("engine.docx",), wanted=5, strict=2, wrong=1, unstated=1)
    score.count("unit", ("engine.docx",), wanted=4, strict=3, unstated=1)
    expected = Counts(printed=5, found=4, right=2, wrong=1, unstated=1)
    assert of_invented(score) == {
        "all": expected,
        "engine.docx": expected,
        "attribute unit": Counts(printed=4, found=4, right=3, wrong=0, unstated=1),
    }
    assert Tally(wanted=5, strict=2, wrong=1, unstated=1).met == 4


def test_a_table_shows_shares_of_the_printed_figures() -> None:
    assert table("format", [("pdf", GOOD), ("html", Counts(0, 0, 0, 0, 0))]).splitlines() == [
        "| format | figures | found | right | wrong | unstated |",
        "|---|--:|--:|--:|--:|--:|",
        "| pdf | 200 | 99.5 % | 95.0 % | 0.5 % | 4.0 % |",
        "| html | 0 | - | - | - | - |",
    ]


def test_the_weakest_kinds_come_first_and_engines_are_formats() -> None:
    groups = {"all": GOOD, "engine.docx": WEAK, "unit.prose": WEAK, "unit.corner": GOOD, "minus.hyphen": FEW_FIGURES}
    assert [name for name, _ in kinds(groups)] == ["unit.prose", "unit.corner"]


def test_what_is_not_read_is_below_nine_tenths() -> None:
    real = {"all": GOOD, "form pdf": GOOD, "form html": WEAK, "form docx": FEW_FIGURES}
    made = {"all": GOOD, "unit.prose": WEAK, "unit.corner": GOOD}
    assert not_read(real, made) == "- invented, `unit.prose`: 25.0 % right\n- set aside, form html: 25.0 % right\n"
    assert not_read({"all": GOOD}, {"all": GOOD}) == "- none below 90 %\n"


def test_only_the_blocks_change_and_measuring_again_changes_nothing() -> None:
    text = "Prose.\n\n<!-- measured: kinds -->\nold\n<!-- end -->\n\nMore prose.\n"
    once = with_blocks(text, {"kinds": "| new |\n"})
    assert once == "Prose.\n\n<!-- measured: kinds -->\n\n| new |\n\n<!-- end -->\n\nMore prose.\n"
    assert with_blocks(once, {"kinds": "| new |\n"}) == once
    with pytest.raises(KeyError):
        with_blocks(text, {})


def test_the_document_has_a_block_for_everything_measured() -> None:
    measured = blocks({"all": GOOD}, {"all": GOOD}, {"all": GOOD}, {"held_out": 1, "open": 1, "invented": 1})
    named = [block[1] for block in BLOCK.finditer(DOCUMENT.read_text(encoding="utf-8"))]
    assert sorted(named) == sorted(measured)
