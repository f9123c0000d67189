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
        ("Belopp i mnkr", "Utfall 2019", "", "Budget 2019", ""),
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


def test_years_and_spans_that_follow_each_other_are_labels():
    text = """Antal % av folkmängden
jan 2016 jan 2017 jan 2016 jan 2017
Män
65-69 662 623 3,2 3,0
70-74 1 104 1 203 6,2 6,5
75- 1 248 1 290 12,2 11,7"""
    assert _tables(text) == [
        [
            ("", "Antal", "", "% av folkmängden", ""),
            ("", "jan 2016", "jan 2017", "jan 2016", "jan 2017"),
            ("Män", "", "", "", ""),
            ("65-69", "662", "623", "3,2", "3,0"),
            ("70-74", "1 104", "1 203", "6,2", "6,5"),
            ("75-", "1 248", "1 290", "12,2", "11,7"),
        ]
    ]


def test_numbers_that_do_not_follow_each_other_are_no_labels():
    text = """Hamnar i länet

2018 6,71 5,50 6,41
2011 6,27 5,70 6,51
2016 6,70 5,50 6,57"""
    assert _tables(text) == []


def test_equal_heads_folded_over_lines():
    text = """(tkr)
Utfall
2013
Förändring
2012/2013
Förändring
2012/2013
Budget-
avvikelse
Tillsyn 1 646 76 1,7 % 291
Parker 8 311 5 108 38,1 % 3 282
Växel 8 372 4 569 120,1 % 12 673"""
    assert _tables(text)[0][:2] == [
        ("(tkr)", "Utfall 2013", "Förändring 2012/2013", "Förändring 2012/2013", "Budgetavvikelse"),
        ("Tillsyn", "1 646", "76", "1,7 %", "291"),
    ]


def test_folded_heads_of_unknown_words_above_a_group_row():
    text = """Bad
1-2 år hel
Bad
3-5 år del
Sim-
skola
Klass 7-9
Avgifter
Bassäng 108 119 54 059 39 460 59 080
Omklädning 3 361 1 681 1 191 5 100
Summa 111 480 55 740 40 651 64 180"""
    assert _tables(text) == [
        [
            ("", "Bad 1-2 år hel", "Bad 3-5 år del", "Sim-skola", "Klass 7-9"),
            ("Avgifter", "", "", "", ""),
            ("Bassäng", "108 119", "54 059", "39 460", "59 080"),
            ("Omklädning", "3 361", "1 681", "1 191", "5 100"),
            ("Summa", "111 480", "55 740", "40 651", "64 180"),
        ]
    ]


def test_heads_beside_and_below_each_other_after_words_for_labels():
    text = """Belopp i mnkr Utfall Budget Avvikelse
Prognos
aug
Utfall fg
år
Intäkter 420,1 434,1 -14,0 442,7 341,8
Kostnader -451,4 -472,3 20,9 -467,1 -373,6
Resultat -31,3 -38,2 6,9 -24,4 -31,8"""
    assert _tables(text)[0][0] == (*("Belopp i mnkr", "Utfall", "Budget", "Avvikelse", "Prognos aug", "Utfall fg år"),)


def test_a_deviation_is_under_the_same_words_as_what_it_compares():
    text = """Investeringar (mnkr) Utgifter sedan projektets start Varav årets investeringar
Hamnnämnden
Total
projektbudget
Ack.
Utfall
Avvikelse Budget 2025
Utfall
2025
Budget-
avvikelse
Pågående projekt
Nya kajer 4,827 4,812 0,015 0,709 0,694 0,015
Ombyggnad Lotsen 2,575 2,340 0,235 0,388 0,153 0,235"""
    assert _tables(text)[0][:2] == [
        ("Investeringar (mnkr)", "Utgifter sedan projektets start", "", "", "Varav årets investeringar", "", ""),
        (
            *("Hamnnämnden", "Total projektbudget", "Ack. Utfall", "Avvikelse"),
            *("Budget 2025", "Utfall 2025", "Budgetavvikelse"),
        ),
    ]


def test_a_net_is_under_the_same_words_as_its_terms():
    text = """Driftbudget

Bokslut
2017
Budget
2018
Budget
2019
Nettokostnad Nettokostnad Intäkter Kostnader Nettokostnad
Hamnkontor 54 388 59 895 25 612 96 601 70 989
Lotsar 8 462 17 101 25 156 47 581 22 425
Summa 62 850 76 996 50 768 144 182 93 414"""
    assert _tables(text)[0][:2] == [
        ("", "Bokslut 2017", "Budget 2018", "Budget 2019", "", ""),
        ("", "Nettokostnad", "Nettokostnad", "Intäkter", "Kostnader", "Nettokostnad"),
    ]


def test_headings_that_a_blank_line_parts_from_heads_are_over_no_columns():
    text = """Ekonomiskt utfall

Resultat

Not Utfall 2016 jan-jun (kr) Budget 2016 (kr) Prognos 2016 (kr) Prognosavvikelse (kr)
Intäkter 3 58957 84523 88519 3996
Kostnader 4 -6408781 -13618473 -11940281 1678192
Netto -6349824 -13533950 -11851762 1682188"""
    assert _tables(text)[0][0] == (
        "",
        "Not",
        "Utfall 2016 jan-jun (kr)",
        "Budget 2016 (kr)",
        "Prognos 2016 (kr)",
        "Prognosavvikelse (kr)",
    )


def test_labels_in_small_letters_do_not_go_on_from_each_other():
    text = """Personal 2020-12-31 2021-12-31
Anställda personer
alla anställda utom timavlönade
totalt 1 956 2 008
andel kvinnor, % 78,4 78,2
Omräknat till heltider
inklusive vikarier 1 886 1 942
omräknat per månad 69 71
timavlönade 136 140"""
    assert [row[0] for row in _tables(text)[0]] == [
        *("Personal", "Anställda personer", "alla anställda utom timavlönade", "totalt", "andel kvinnor, %"),
        *("Omräknat till heltider", "inklusive vikarier", "omräknat per månad", "timavlönade"),
    ]


def test_a_long_label_of_several_figures_is_one():
    label = (
        "Besökare som har svarat på alla frågor om hamnen och dess service, gästbryggor, el, vatten och avfall,"
        " och som vill komma igen, andel (%)"
    )
    text = f"""Mått Utfall 2018 Utfall 2017 Utfall 2016
Gästnätter 92 93 91
{label} 81% 75% 79%
Båtplatser 84 82 82"""
    assert [row[0] for row in _tables(text)[0]] == ["Mått", "Gästnätter", label, "Båtplatser"]


def test_the_title_of_a_note_is_over_its_labels():
    text = """Not 1 Hamnens intäkter, mnkr 2012 2011
Taxor och avgifter 29,8 28,8
Hyror och arrenden 35,9 36,4
Summa 65,7 65,2"""
    assert _tables(text)[0][0] == ("Not 1 Hamnens intäkter, mnkr", "2012", "2011")


def test_a_table_does_not_go_on_below_the_heads_of_another():
    text = """Hamnen

2017-12-31 2018-12-31 2019-12-31
Anställda 1 252 1 290 1 330
Omräknat till heltider 1 202 1 248 1 243

ANTAL ANSTÄLLDA PER AVDELNING

Avdelning Kvinnor Män
Andel som arbetar heltid
(2018 inom parentes)
Kajer 430 109 81
Lotsar 100 56 83"""
    assert [row[0] for row in _tables(text)[0]] == ["", "Anställda", "Omräknat till heltider"]


def test_months_that_have_lost_the_dash_between_them():
    text = """Budget januari september Utfall januari september Årsbudget
Hamnnämnden -502 -481 -819
Fyrnämnden -62 -70 -110
Summa -564 -551 -929"""
    assert _tables(text)[0][0] == ("", "Budget januari september", "Utfall januari september", "Årsbudget")


def test_school_years_of_two_digits_are_heads():
    text = """Andel behöriga lotsar

21/22 22/23 23/24
Hamnens lotsar 51% 55% 54%
Riket 41% 41% 42%"""
    assert _tables(text)[0][0] == ("", "21/22", "22/23", "23/24")


def test_the_first_head_may_be_behind_words_over_the_labels():
    text = """Belopp i tkr Budget 2026
Prognos helår
2026
Avv. prognos/
budget 2026
Inkomster
- Avgifter hamn 5 134 5 290 155
- Avgifter farled 11 191 6 415 -4 777
Totala inkomster 16 326 11 704 -4 621"""
    assert _tables(text)[0][0] == ("Belopp i tkr", "Budget 2026", "Prognos helår 2026", "Avv. prognos/ budget 2026")


def test_words_between_years_and_heads_that_repeat_below_them_are_over_the_labels():
    text = """2017 2018
Samtal i stödprogrammet Svea Hamn
Antal
ärenden
Procent
Antal
ärenden
Procent
Arbete 12 35 9 38
Privat 18 53 15 62
Totalt 34 100 24 100"""
    assert _tables(text)[0][:3] == [
        ("", "2017", "", "2018", ""),
        ("Samtal i stödprogrammet Svea Hamn", "Antal ärenden", "Procent", "Antal ärenden", "Procent"),
        ("Arbete", "12", "35", "9", "38"),
    ]


def test_sums_tell_how_figures_without_separators_are_cut():
    text = """2016
Kvinnor Män Samtliga
Lotsar 88 89 177
Styrmän 465 442 907
Totalt 553 531 1 084"""
    assert _tables(text)[0][1:3] == [("Lotsar", "88", "89", "177"), ("Styrmän", "465", "442", "907")]


def test_a_unit_with_a_number_ends_a_label():
    text = """Nyckeltal 2011 2012 2013
Nettokostnad, 1 000 kr 1 842 2 493 2 095
Kostnad per lots, kr 51 203 49 287 46 507
Antal lotsar 210 203 164"""
    assert _tables(text)[0][1] == ("Nettokostnad, 1 000 kr", "1 842", "2 493", "2 095")
