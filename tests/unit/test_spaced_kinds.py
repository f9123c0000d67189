"""Heads and figures of text that lost its columns: what the words, numbers and marks of a line are."""

from dagster_project.reading.model import Table
from dagster_project.reading.sources.text.blocks import read_pages


def _tables(text: str) -> list[list[tuple[str, ...]]]:
    pages = read_pages(text)
    return [[row.texts for row in block.rows] for blocks, _ in pages for block in blocks if isinstance(block, Table)]


def test_years_below_words_with_a_unit_over_labels_are_of_those_words():
    text = """Intäkter Kostnader Budget Resultat
Mnkr 2031 2031 2031 2031
Hamnnämnden 27,1 -53,9 25,7 -1,1
Fyrnämnden 66,5 -288,3 228,6 6,8"""
    assert _tables(text)[0][0] == ("Mnkr", "Intäkter 2031", "Kostnader 2031", "Budget 2031", "Resultat 2031")


def test_a_title_with_a_figure_is_no_row_of_the_table_below():
    text = """Hamnens rapport, riktpunkt 33,3%

Budget Periodutfall Prognos apr Avvikelse
HAMNNÄMNDEN
Kajer 62 700 21 810 70 543 -7 843
Fyrar 39 519 17 987 47 436 -7 917
Netto 23 181 3 823 23 107 74"""
    assert _tables(text)[0][:2] == [
        ("", "Budget", "Periodutfall", "Prognos apr", "Avvikelse"),
        ("HAMNNÄMNDEN", "", "", "", ""),
    ]


def test_a_small_word_that_ends_a_head_begins_none():
    text = """Belopp i mnkr
Budget
helår
Budget
ack
Utfall
ack
Utfall ack
föreg år
Kajer 92,5 77,1 89,6 86,9
Fyrar -301,0 -251,2 -261,2 -247,2
Netto -208,5 -174,1 -171,6 -160,3"""
    assert _tables(text)[0][0] == ("Belopp i mnkr", "Budget helår", "Budget ack", "Utfall ack", "Utfall ack föreg år")


def test_years_in_parentheses_below_heads_folded_over_lines():
    text = """Hamn-
avgift
Ändring i avgifter
och arrenden
Andel av
intäkter, procent
(2031) (2030/2031) (2031)
Norr
Fyrvik 21,5 -0,11 14,07
Kajberg 17 0,7 0,68
Sjöhamn 21,75 1,61 24,95"""
    assert _tables(text)[0][:2] == [
        ("", "Hamn-avgift (2031)", "Ändring i avgifter och arrenden (2030/2031)", "Andel av intäkter, procent (2031)"),
        ("Norr", "", "", ""),
    ]


def test_years_with_the_marks_of_footnotes_are_heads():
    text = """1990 1995² 2000² 2016
Ensegelbåtar 12 546 17 887 12 228 10 573
Roddbåtar 12 136 17 397 11 888 9 247
Samtliga 24 682 35 284 24 116 19 820"""
    assert _tables(text)[0][0] == ("", "1990", "1995²", "2000²", "2016")


def test_spans_of_ages_that_follow_each_other_are_heads():
    text = """Kommun/Region 0-15 16-24 25-64 65- Totalt
Fyrvik 415 196 512 555 1 678
Kajberg 382 172 452 612 1 618
Sjöhamn 537 279 611 742 2 169"""
    assert _tables(text)[0][:2] == [
        ("Kommun/Region", "0-15", "16-24", "25-64", "65-", "Totalt"),
        ("Fyrvik", "415", "196", "512", "555", "1 678"),
    ]


def test_a_span_of_the_years_after_it_is_over_labels():
    text = """Förändringar 2031–2033 2031 2032 2033
Löneökning 452 480 466
Fler båtar 89 102 99
Summa 541 582 565"""
    assert _tables(text)[0][0] == ("Förändringar 2031–2033", "2031", "2032", "2033")


def test_a_kind_of_rows_is_over_their_labels():
    text = """Region Kostnad, tkr Kostnad per invånare, kr
Norra kusten 373,5 2 545
Södra kusten 402,1 3 959
Västra kusten 288,0 4 543"""
    assert _tables(text)[0][0] == ("Region", "Kostnad, tkr", "Kostnad per invånare, kr")


def test_words_with_a_unit_after_a_comma_are_over_labels():
    text = """Budgetavvikelser, miljoner kronor Budget Avvikelse Procent
Hamnnämnden 400,2 19,1 4,8%
Fyrnämnden 451,7 -22,2 -4,9%
Summa 851,9 -3,1 -0,4%"""
    assert _tables(text)[0][0] == ("Budgetavvikelser, miljoner kronor", "Budget", "Avvikelse", "Procent")


def test_a_number_that_others_are_divided_by_is_a_word_of_a_head():
    text = """Hamnområde Antal anställda Antal båtar Antal båtar per 1000 inv.
Norra 515 71 2,2
Södra 810 26 4,0
Västra 284 11 3,0"""
    assert _tables(text)[0][0] == ("Hamnområde", "Antal anställda", "Antal båtar", "Antal båtar per 1000 inv.")


def test_two_dots_are_a_missing_figure_and_no_sign():
    text = """Båtar
1990 1995 2000
Kommunala .. 7 157 6 874
Fristående .. 532 879
Totalt 8 104 7 689 7 753"""
    assert _tables(text)[0][1] == ("Kommunala", "..", "7 157", "6 874")


def test_a_sentence_between_blank_lines_is_no_header():
    text = """Hamnarnas investeringar

Här redovisas Investeringar per hamn.

Fyrvik 12 838 5 545
Kajberg 1 292 3 959
Sjöhamn 1 828 4 543"""
    assert not any("per hamn" in cell for table in _tables(text) for row in table for cell in row)


def test_words_over_some_of_the_parts_of_a_header_are_of_no_column():
    text = """Båtar i hamn

Alla båtar därav
Andel segelbåtar, % Andel roddbåtar, %
jan 2031 jan 2032 jan 2031 jan 2032 jan 2031 jan 2032
Norra 583 670 11,6 9,5 46,6 46,1
Södra 130 145 11,9 11,5 51,2 49,7
Västra 938 957 16,8 17,3 45,5 40,8"""
    blocks = [block for blocks, _ in read_pages(text) for block in blocks]
    table = next(block for block in blocks if isinstance(block, Table))
    assert table.rows[0].texts == ("", *("jan 2031", "jan 2032") * 3)
    assert table.place.line == 4


def test_one_column_headed_by_its_unit_ends_where_the_next_head_begins():
    text = """Kostnader för hamnar 2031

Kommun Kronor per invånare
Fyrvik 1 805
Kajberg 842
Sjöhamn 1 374

Källa Andel i procent
Avgifter 62
Bidrag 26
Skatt 12"""
    assert [table[0] for table in _tables(text)] == [("Kommun", "Kronor per invånare"), ("Källa", "Andel i procent")]


def test_a_unit_behind_each_figure_shows_the_number_of_columns():
    text = """Fast avgift Kostnad
Vatten 1 985 kr/år
Vatten, 1 person 2 480 kr/år
Vatten och avlopp 3 120 kr/år"""
    assert [row[-1] for row in _tables(text)[0]] == ["Kostnad", "1 985 kr/år", "2 480 kr/år", "3 120 kr/år"]


def test_a_dash_that_makes_figures_uneven_as_a_minus_is_a_missing_value():
    text = """Kostnader, kr 2031 2032 2033 2034
Fyrvik 129 335 141 704 139 553 136 431
Kajberg 141 704 - 139 553 147 890"""
    assert _tables(text)[0][2] == ("Kajberg", "141 704", "-", "139 553", "147 890")


def test_capitals_of_a_group_row_are_no_heads_below_years():
    text = """Belopp i tkr Not 2033 2032 2031
DEN LÖPANDE VERKSAMHETEN
Årets resultat 8 12 043 6 113 13 119
Avskrivningar 9 15 897 13 462 14 037
Förändring av lager 10 -40 841 921"""
    assert _tables(text)[0][:2] == [
        ("Belopp i tkr", "Not", "2033", "2032", "2031"),
        ("DEN LÖPANDE VERKSAMHETEN", "", "", "", ""),
    ]


def test_a_line_of_periods_below_names():
    text = """Fyrviks stad Sammanställd redovisning
jan-aug 2031 jan-aug 2031
LÖPANDE VERKSAMHET
Årets resultat 438 575
Avskrivningar 520 837
Summa 958 1 412"""
    assert _tables(text)[0][0] == ("", "Fyrviks stad jan-aug 2031", "Sammanställd redovisning jan-aug 2031")


def test_unknown_heads_of_as_many_figures_as_the_rows_need():
    text = """Bidrag Årsbelopp Per månad
Grundbelopp 41 606 3 467
Lokaler 13 727 1 144
Måltider 12 242 1 020"""
    assert _tables(text)[0][:2] == [("Bidrag", "Årsbelopp", "Per månad"), ("Grundbelopp", "41 606", "3 467")]


def test_small_words_that_each_end_in_a_unit_are_heads():
    text = """Verksamhet miljoner kronor andel i %
Hamnar 72 1 %
Fyrar 341 5 %
Kajer 335 5 %"""
    assert _tables(text)[0][0] == ("Verksamhet", "miljoner kronor", "andel i %")


def test_blanks_for_empty_cells_that_make_figures_even():
    text = """Tkr 2031 2032 2033 2034 2035
Resultat 8 960 6 877 7 617 9 507 5 507
Återställt   3 674 9 395 28 838
Invånare 6 715 6 884 6 836 6 807 6 805"""
    assert _tables(text)[0][2] == ("Återställt", "", "", "3 674", "9 395", "28 838")


def test_the_same_lines_are_read_the_same_again():
    text = """Tkr Not 2024 2023
Anläggningar 8, 17 551 520
Maskiner 9 633 745
Kajer 10 425 223
Summa 1 609 1 488"""
    first, again = _tables(text), _tables(text)
    assert first[0][1] == ("Anläggningar", "8, 17", "551", "520")
    assert again == first


def test_a_unit_with_a_number_before_years_alone_is_over_the_labels():
    text = """Kommunen Koncernen
1 000 kr 2034 2033 2034 2033
Hamnar 520 911 683 132 661 221 664 293
Farleder 658 745 705 559 686 956 717 250
Fyrar 7 082 6 839 7 068 6 109"""
    assert _tables(text)[0][:3] == [
        ("", "Kommunen", "", "Koncernen", ""),
        ("1 000 kr", "2034", "2033", "2034", "2033"),
        ("Hamnar", "520 911", "683 132", "661 221", "664 293"),
    ]


def test_several_days_of_six_digits_are_heads_of_a_table_of_their_own():
    text = """Projekt Budget Prognos Prognos Utfall Avvikelse
2036 mars augusti 2036 2036
Hamnar 260707 238666 274522 231471 -29236
Farleder 3640468 3769746 2871160 3250604 -389864
Fyrar 3901175 4008412 3145682 3482075 -419100


Balansräkning

Post Not Kommun Kommun Koncern Koncern
361231 351231 361231 351231
Tillgångar
Kranar 8, 15 79910767 78205790 82072883 86847300
Fartyg 9 5936741 6245296 5518630 5244846
Pråmar 10 97779498 97497360 10085997 10637142"""
    first, second = _tables(text)
    assert (first[-1][0], second[0]) == (
        "Fyrar",
        ("Post", "Not", "Kommun 361231", "Kommun 351231", "Koncern 361231", "Koncern 351231"),
    )


def test_months_are_not_below_a_head_of_the_whole_year():
    text = """Budgetram Redovisat Redovisat Helårsbudget Helårsprognos
jan – aug 2035 jan – aug 2035 2034 jan – aug 2035 2035
Hamnar 2,7 2,0 2,2 3,2 3,0
Farleder 6,4 6,4 5,3 8,0 10,4
Fyrar 9,1 8,4 7,5 11,2 13,4"""
    assert _tables(text)[0][0] == (
        "",
        "Budgetram jan – aug 2035",
        "Redovisat jan – aug 2035",
        "Redovisat 2034 jan – aug",
        "Helårsbudget 2035",
        "Helårsprognos 2035",
    )


def test_days_over_months_with_their_years_are_of_the_heads():
    text = """KOMMUN KONCERN
31 31 31 31
aug 2012 dec 2011 aug 2012 dec 2011
Lager 17 598 18 196 21 314 19 230
Fordringar 47 210 42 823 34 662 43 222
Kassa 260 543 248 275 257 854 206 324"""
    dates = ("31 aug 2012", "31 dec 2011")
    assert _tables(text)[0][:2] == [("", "KOMMUN", "", "KONCERN", ""), ("", *dates, *dates)]


def test_heads_of_columns_end_the_table_above():
    text = """Post Utfall 2024 Budget 2024 Avvikelse
Lokaler –6 321 –6 469 148
Städning –1 808 –1 133 –675
Summa –8 129 –7 602 –527

Ekonomisk uppföljning

Post Utfall helår fg. år Budget Utfall Avv
Förskola 16 370 12 352 17 350 –4 998
Fritid 1 605 1 488 1 754 –266
Summa 17 975 13 840 19 104 –5 264"""
    first, second = _tables(text)
    assert first[-1][0] == "Summa"
    assert second[0] == ("Post", "Utfall helår fg. år", "Budget", "Utfall", "Avv")


def test_the_whole_year_beside_the_part_up_to_the_report():
    text = """Verksamhet Noter Ackumulerat Helår 2025
Redovisat Tilldelad ram Redovisat fg. år Prognos
Försäljning 66 68 52 80
Läromedel 7 6090 5984 5680 9829
Städning 9 13488 12932 17101 25700"""
    assert _tables(text)[0][0] == ("", "", "Ackumulerat", "", "", "Helår 2025")
    assert _tables(text)[0][3] == ("Läromedel", "7", "6090", "5984", "5680", "9829")


def test_a_year_beside_a_word_over_labels_is_over_all_heads():
    text = """Årsarbetare 2019

Personal 2019
Kvinnor Män Summa
Tekniker 169 184 353
Chefer 705 744 1 449
Socialsekreterare 506 437 943"""
    assert _tables(text)[0][:2] == [("Personal", "2019", "", ""), ("", "Kvinnor", "Män", "Summa")]


def test_figures_that_may_be_cut_in_two_ways_as_even_are_cut_as_sums_hold():
    text = """Post Utfall Budget Avvikelse Bokslut Prognos Årsbudget
Hyror 668 712 −44 799 1 725 1 804
Måltider 181 133 48 151 297 324
Summa 849 845 4 950 2 022 2 128"""
    assert _tables(text)[0][-1] == ("Summa", "849", "845", "4", "950", "2 022", "2 128")


def test_a_number_in_parentheses_beside_others_is_no_code():
    text = """Ansvar Utfall Budget Prognos Avvikelse
Licenser (629) (1 640) (1 766) (126)
Larm (158) (435) (395) 40
Summa kostnader (787) (2 075) (2 161) (86)"""
    assert _tables(text)[0][-1] == ("Summa kostnader", "(787)", "(2 075)", "(2 161)", "(86)")
