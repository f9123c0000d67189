"""Heads of text that lost the separators of its columns: cut by what their shape, their blanks and figures show."""

from dagster_project.reading.model import Table
from dagster_project.reading.sources.text.blocks import read_pages


def _tables(text: str) -> list[list[tuple[str, ...]]]:
    pages = read_pages(text)
    return [[row.texts for row in block.rows] for blocks, _ in pages for block in blocks if isinstance(block, Table)]


def test_single_letters_below_each_of_several_heads():
    text = """Belopp i mnkr Utfall 2019 Budget 2019
U=Utgifter I=Inkomster U I U I
Hamnnämnden -219 1 -505 8
Kajer -51 4 -212 12
Farleder -11 2 -27 3"""
    assert _tables(text)[0][:3] == [
        ("", "Utfall 2019", "", "Budget 2019", ""),
        ("U=Utgifter I=Inkomster", "U", "I", "U", "I"),
        ("Hamnnämnden", "-219", "1", "-505", "8"),
    ]


def test_a_head_of_notes_for_each_entity():
    text = """Löpande priser, mkr KOMMUNEN KONCERNEN
Not 2018 2017 Not 2018 2017
Hamnens intäkter 1 421,3 469,1 1 566,5 596,9
Hamnens kostnader 2 -628,5 -616,0 2 -712,9 -707,6
Avskrivningar  -39,3 -38,2  -77,5 -74,5"""
    assert _tables(text) == [
        [
            ("", "", "KOMMUNEN", "", "", "KONCERNEN", ""),
            ("Löpande priser, mkr", "Not", "2018", "2017", "Not", "2018", "2017"),
            ("Hamnens intäkter", "1", "421,3", "469,1", "1", "566,5", "596,9"),
            ("Hamnens kostnader", "2", "-628,5", "-616,0", "2", "-712,9", "-707,6"),
            ("Avskrivningar", "", "-39,3", "-38,2", "", "-77,5", "-74,5"),
        ]
    ]


def test_a_comparison_of_two_named_scenarios_is_one_head():
    text = """Tkr Utfall 2013 Budget 2013 Avvikelse Budget-Utfall
Hamnens intäkter 93 712 85 611 8 101
Hamnens kostnader -615 649 -600 875 -14 774
Avskrivningar -9 054 -10 160 1 106"""
    assert _tables(text)[0][0] == ("Tkr", "Utfall 2013", "Budget 2013", "Avvikelse Budget-Utfall")


def test_words_up_to_a_unit_in_parentheses_are_over_labels():
    text = """Beslutad ram (tkr) Bokslut 2021 Prognos 2022 Budget 2023
Intäkter 190 057 56 048 56 470
Kostnader -544 534 -413 927 -409 198
Netto -354 477 -357 879 -352 728"""
    assert _tables(text)[0][0] == ("Beslutad ram (tkr)", "Bokslut 2021", "Prognos 2022", "Budget 2023")


def test_periods_from_day_to_day_are_heads():
    text = """BELOPP I TKR 2021-01-01 - 2021-12-31 2020-01-01 - 2020-12-31
Rörelsens intäkter
Nettoomsättning 562 541 454 409
Övriga intäkter 21 453 15 563
Summa intäkter 583 994 469 972"""
    assert _tables(text)[0][0] == ("BELOPP I TKR", "2021-01-01 - 2021-12-31", "2020-01-01 - 2020-12-31")


def test_blanks_tell_which_figure_is_missing_where_groups_may_be_cut_otherwise():
    text = """Belopp Mål 2017 2016 2015 2014
Omsättning, kkr  573 189 538 906 499 631 453 685
Balansomslutning, kkr  768 632 566 220 401 063 309 903
Soliditet, % 20,0 27,5 27,4 25,8 20,9"""
    assert _tables(text) == [
        [
            ("Belopp", "Mål", "2017", "2016", "2015", "2014"),
            ("Omsättning, kkr", "", "573 189", "538 906", "499 631", "453 685"),
            ("Balansomslutning, kkr", "", "768 632", "566 220", "401 063", "309 903"),
            ("Soliditet, %", "20,0", "27,5", "27,4", "25,8", "20,9"),
        ]
    ]


def test_notes_are_no_part_of_a_head():
    text = """Fördelning av hamnens budget Not Bokslut 2021 Bokslut 2022 Plan 2024
Verksamhetens intäkter  1 868 1 929 1 913
Statsbidrag 1 1 009 1 954 1 980
Finansiella intäkter 2 1 189 1 206 1 171"""
    assert _tables(text)[0][:2] == [
        ("Fördelning av hamnens budget", "Not", "Bokslut 2021", "Bokslut 2022", "Plan 2024"),
        ("Verksamhetens intäkter", "", "1 868", "1 929", "1 913"),
    ]


def test_a_title_in_capitals_below_years_is_a_group_row():
    text = """Belopp i KKR Not 2019 2018
RÖRELSENS INTÄKTER
Nettoomsättning 3 586 551 572 644
Anslutningar 4 13 731 17 062
Summa  600 282 589 706"""
    assert _tables(text)[0][:3] == [
        ("Belopp i KKR", "Not", "2019", "2018"),
        ("RÖRELSENS INTÄKTER", "", "", ""),
        ("Nettoomsättning", "3", "586 551", "572 644"),
    ]


def test_several_group_rows_below_dates():
    text = """mkr 2017-12-31 2016-12-31
TILLGÅNGAR
Anläggningstillgångar
Kajer och farleder
Mark 521,2 507,7
Kranar 30,7 25,9
Summa 551,9 533,6"""
    assert _tables(text)[0][:5] == [
        ("mkr", "2017-12-31", "2016-12-31"),
        ("TILLGÅNGAR", "", ""),
        ("Anläggningstillgångar", "", ""),
        ("Kajer och farleder", "", ""),
        ("Mark", "521,2", "507,7"),
    ]
