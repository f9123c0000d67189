"""Titles of reports without what is around them on the page."""

from __future__ import annotations

import pytest

from dagster_project.reading.content.titles import tidy


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Verksamhetsplan med bud- get 2022", "Verksamhetsplan med budget 2022"),
        ("In document Delårsrapport januari-april 2018 (Page 44-72) 44", "Delårsrapport januari-april 2018"),
        ("Årsredovisning 2016 – sammanställning Sida 1 av 5", "Årsredovisning 2016 – sammanställning"),
        ("Drift- och investeringsbudget 2020, sid 3 (12)", "Drift- och investeringsbudget 2020"),
        ("Granskning av verksamhetsåret 2022 ankeborg.se", "Granskning av verksamhetsåret 2022"),
        ("SaM- ● Årsrapport 2024", "Årsrapport 2024"),
        ("Barn- och ungdomsnämndens bokslut", "Barn- och ungdomsnämndens bokslut"),
        ("Bokslut & plan | 2020 – 2022", "Bokslut & plan | 2020 – 2022"),
        ("Sidan 4", "Sidan 4"),
    ],
)
def test_a_title_is_what_people_would_write(printed: str, title: str) -> None:
    assert tidy(printed) == title
