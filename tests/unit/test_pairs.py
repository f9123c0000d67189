"""Heads that all are on two lines are cut together, and dashes before minus signs are missing values."""

import pytest

from dagster_project.reading.sources.text.finders.spaced.pairs import are_pairs, cut_pairs, text_of
from dagster_project.reading.sources.text.tokens import Run, elements_of, tokens_of
from tests.unit.test_spaced import _tables


def _heads(upper: str, lower: str, count: int) -> list[str]:
    pairs = cut_pairs(upper, lower, count) if are_pairs(upper, lower, count) else None
    return [text_of(*head) for head in pairs.heads] if pairs else []


@pytest.mark.parametrize(
    ("upper", "lower", "heads"),
    [
        (
            "Post Utfall Budget Avvik Årsprognos",
            "jan-maj 2021 jan-maj 2021 else 2021",
            ["Utfall jan-maj 2021", "Budget jan-maj 2021", "Avvikelse", "Årsprognos 2021"],
        ),
        (
            "Post Utfall Budget Utfall Budget",
            "september september per 30 september per 30 september",
            ["Utfall september", "Budget september", "Utfall per 30 september", "Budget per 30 september"],
        ),
        (
            "Nr Post Prognos Utfall Avvikelse Utfall",
            "helår 2017 jan – nov 2017 mot budget jan – nov 2016",
            ["Prognos helår 2017", "Utfall jan – nov 2017", "Avvikelse mot budget", "Utfall jan – nov 2016"],
        ),
        (
            "Nr Årsbudget Prognos Prognos Utfall",
            "2021 mars augusti 2021",
            ["Årsbudget 2021", "Prognos mars", "Prognos augusti", "Utfall 2021"],
        ),
        (
            "Verksamhet Not Budget Utfall Budget Budget",
            "januari augusti 2025 januari augusti 2025 avvikelse 2025",
            ["Budget januari augusti 2025", "Utfall januari augusti 2025", "Budgetavvikelse", "Budget 2025"],
        ),
        (
            "(tkr) Utfall Avvikelse Budget",
            "ack. 2020 mot budget 2020",
            ["Utfall ack. 2020", "Avvikelse mot budget", "Budget 2020"],
        ),
        (
            "Post Prognos Prognos Utfall",
            "april oktober helår 2013",
            ["Prognos april", "Prognos oktober", "Utfall helår 2013"],
        ),
        ("Post Utfall Budget", "milj kr helår milj kr", ["Utfall milj kr", "Budget helår milj kr"]),
        ("Budget Plan Plan", "2020 t€ 2021 t€ 2022 t€", ["Budget 2020 t€", "Plan 2021 t€", "Plan 2022 t€"]),
        (
            "Redovisat Budgetavvikelse Helårsprognos",
            "jan - apr 2025 kronor kronor 2025 kronor",
            ["Redovisat jan - apr 2025 kronor", "Budgetavvikelse kronor", "Helårsprognos 2025 kronor"],
        ),
        (
            "Redovisat Tilldelad Avvik Redovisat Prognos",
            "2023 ack. ram ack. 2023 else ack. 2022 2023",
            ["Redovisat 2023 ack.", "Tilldelad ram ack. 2023", "Avvikelse", "Redovisat ack. 2022", "Prognos 2023"],
        ),
        # The part of the year is rather of the outcome than of the budget alone.
        (
            "Post, MKR Utfall Budget Prognos Avvik",
            "2013 ack 2013 2013 else",
            ["Utfall 2013 ack", "Budget 2013", "Prognos 2013", "Avvikelse"],
        ),
        (
            "Ansvar Verksamhet Utfall Budget Utfall %",
            "2015 2015 2014 av budget",
            ["Utfall 2015", "Budget 2015", "Utfall 2014", "% av budget"],
        ),
        # A capital after each year but where the words above go on.
        (
            "(mnkr) Kommunen Kommunen Sammanställd Sammanställd",
            "Utfall 2021 2022 redovisning Utfall 2021 redovisning 2022",
            [
                "Kommunen Utfall 2021",
                "Kommunen 2022",
                "Sammanställd redovisning Utfall 2021",
                "Sammanställd redovisning 2022",
            ],
        ),
        # A share is of something.
        (
            "Post Not Årsbudget Utfall Budget Utfall",
            "2020 2020 avvikelse i % av budget",
            ["Årsbudget 2020", "Utfall 2020", "Budgetavvikelse", "Utfall i % av budget"],
        ),
    ],
)
def test_the_lower_line_goes_on_from_the_upper(upper: str, lower: str, heads: list[str]):
    assert _heads(upper, lower, len(heads)) == heads


def test_dates_that_may_be_cut_in_two_ways_are_no_heads():
    assert _heads("Post Budget Utfall Avvikelse", "2022 2021", 3) == []
    assert _heads("Ansvar Post Kommunen Koncernen", "2012 2011 2012 2011", 4) == []


def test_a_dash_before_a_minus_is_a_missing_value():
    raw = "- 375,5 – - 375,5"
    (run,) = elements_of(tokens_of(raw, 0, len(raw)))
    assert isinstance(run, Run)
    assert [raw[value.start : value.end].strip() for value in run.values(3) or []] == ["- 375,5", "–", "- 375,5"]


def test_digit_groups_in_parentheses_are_one_figure():
    text = "Mnkr Budget 2021 Utfall 2021\nVård (1 189) (9 701)\nSkola 388 412\nSumma (801) (9 289)"
    ((_, first, *_),) = _tables(text)
    assert first == ("Vård", "(1 189)", "(9 701)")


def test_a_unit_of_two_words_and_a_date_in_digits_are_parts_of_heads():
    units = "Post Kommunen 2013, miljoner kronor Koncernen 2013, miljoner kronor"
    rows = "\nMark 474 371\nHus 495 365\nLager 30 20"
    assert _tables(units + rows)[0][0] == ("Post", "Kommunen 2013, miljoner kronor", "Koncernen 2013, miljoner kronor")
    assert _tables("20120331 20111231" + rows)[0][0] == ("", "20120331", "20111231")


def test_a_part_of_the_year_after_its_year_is_no_head():
    text = "Post Utfall 2022 tertial 1 Tilldelad ram 2023\nSkola 304 281\nVård 32 29\nBad 47 50"
    assert _tables(text)[0][0] == ("Post", "Utfall 2022 tertial 1", "Tilldelad ram 2023")


def test_marks_alone_go_on_from_no_head():
    assert not _heads("Verksamhet Budget Utfall Avvikelse", "* - *", 3)


def test_a_head_between_that_of_notes_and_the_others_is_one_more():
    upper, lower = "Post Not Total Ack Kvar Utfall", "projektbudget utfall t.o.m. 2018 av budget 2018"
    assert _heads(upper, lower, 3) == []
    assert _heads(upper, lower, 4) == ["Total projektbudget", "Ack utfall t.o.m. 2018", "Kvar av budget", "Utfall 2018"]
