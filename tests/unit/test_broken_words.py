"""Words of headers that narrow cells break over lines."""

from __future__ import annotations

import pytest

from dagster_project.reading.vocabulary.broken import breaks_word, continues_word, join_lines


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Avvik", "else"], "Avvikelse"),
        (["Budgetav", "vikelse"], "Budgetavvikelse"),
        (["Bud", "getav", "vikelse"], "Budgetavvikelse"),
        (["Kostnade", "r"], "Kostnader"),
        (["Kommun", "bidrag 2)"], "Kommunbidrag 2)"),
        (["Lönekost", "nader 2021"], "Lönekostnader 2021"),
        (["Års-", "prog-", "nos"], "Årsprognos"),
        (["BOK-", "SLUT"], "BOKSLUT"),
        (["Förvaltningens avvik", "else mot", "budget"], "Förvaltningens avvikelse mot budget"),
        (["Bistånds-", "hushåll"], "Biståndshushåll"),
        (["Barn-", "och ungdom"], "Barn- och ungdom"),
        (["HR-", "stöd"], "HR- stöd"),
        # A range keeps its hyphen.
        (["Utfall jan-", "nov"], "Utfall jan-nov"),
        (["Budget januari-", "april 2023"], "Budget januari-april 2023"),
        # Each line is a word of its own.
        (["Utfall", "fg år"], "Utfall fg år"),
        (["Fg", "prognos"], "Fg prognos"),
        (["Budget", "kostnader"], "Budget kostnader"),
        (["Utfall", "Prognos"], "Utfall Prognos"),
        (["Budget", "2024"], "Budget 2024"),
        (["Kvinnor", "och", "män"], "Kvinnor och män"),
        (["", "Budget"], "Budget"),
        ([], ""),
    ],
)
def test_lines_of_a_cell_are_joined_where_one_word_goes_over_them(lines: list[str], text: str) -> None:
    assert join_lines(lines) == text


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [("Nettokost", "nad", True), ("Nettokostnad", "helår", False), ("2024", "nad", False), ("", "utfall", False)],
)
def test_a_text_that_ends_in_the_beginning_of_a_word(above: str, below: str, expected: bool) -> None:
    assert continues_word(above, below) is expected


@pytest.mark.parametrize(("below", "expected"), [("nov", False), ("uari 2023", True)])
def test_the_hyphen_between_two_months_breaks_no_word(below: str, expected: bool) -> None:
    assert breaks_word("Utfall jan-", below) is expected
