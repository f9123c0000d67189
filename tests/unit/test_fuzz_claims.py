"""Sentences of invented reports: what they tell is printed, and a slip is one that can be proved."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from lab.invent import invent
from lab.printed import Paragraph
from lab.told import definite, with_told


def test_told_numbers_are_in_their_sentences_and_tables_stay() -> None:
    for seed in range(1, 30):
        plain = invent(seed, "text_tabs")
        case, told = with_told(plain, Random(f"told {seed}"))
        text = " ".join(block.text for block in case.blocks if isinstance(block, Paragraph))
        assert case.tables == plain.tables and case.figures == plain.figures
        assert all(one.text in text and one.number in one.text for one in told)


def test_slips_change_the_number_and_leave_the_figure() -> None:
    slips = [
        one
        for seed in range(1, 60)
        for one in with_told(invent(seed, "text_tabs"), Random(f"told {seed}"))[1]
        if one.slip and one.figure
    ]
    assert {one.slip for one in slips} >= {"turned", "digit", "thousand"}
    for one in slips:
        digits = "".join(c for c in one.number if c.isdecimal())
        meant = "".join(c for c in one.figure.value if c.isdecimal()) if one.figure else ""
        assert one.slip == "thousand" or digits != meant
        assert one.figure and Decimal(one.figure.value)


def test_labels_take_the_definite_form_where_it_is_certain() -> None:
    assert definite("Personalkostnader") == "Personalkostnaderna"
    assert definite("Bidrag från staten") == "Bidragen från staten"
    assert definite("Köp av tjänster") == "Köp av tjänster"
