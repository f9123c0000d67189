"""Tables of text that lost the separators of its columns: found, cut into figures, and not found in prose."""

import pytest

from dagster_project.reading.model import Block, Heading, Paragraph, Table
from dagster_project.reading.sources.text.blocks import read_pages


def _tables(text: str) -> list[list[tuple[str, ...]]]:
    pages = read_pages(text)
    return [[row.texts for row in block.rows] for blocks, _ in pages for block in blocks if isinstance(block, Table)]


def test_rows_as_lines_with_detached_minus_signs():
    text = """Driftredovisning

(tkr) Utfall2013 Förändring 2012/2013 Förändring 2012/2013 Budget 2013 Budget-avvikelse
Tillsyn – 4 646 – 76 1,7 % – 4 937 291
Parker – 8 311 5 108 – 38,1 % – 11 593 3 282
Bidrag 521 366 14 595 2,9 % 522 597 – 1 231
Växel 8 372 4 569 120,1 % – 4 301 12 673"""
    assert _tables(text) == [
        [
            ("(tkr)", "Utfall2013", "Förändring 2012/2013", "Förändring 2012/2013", "Budget 2013", "Budget-avvikelse"),
            ("Tillsyn", "– 4 646", "– 76", "1,7 %", "– 4 937", "291"),
            ("Parker", "– 8 311", "5 108", "– 38,1 %", "– 11 593", "3 282"),
            ("Bidrag", "521 366", "14 595", "2,9 %", "522 597", "– 1 231"),
            ("Växel", "8 372", "4 569", "120,1 %", "– 4 301", "12 673"),
        ]
    ]


def test_cells_below_each_other_some_of_them_side_by_side():
    text = """mnkr Intäkter 2020Intäkter 2021Budget 2021
Hamnen

1,9

2,1

-7,8

Färjan

0,0

 0,4  -1,9
Kajer och bryggor

12,5

18,3 -84,4"""
    assert _tables(text) == [
        [
            ("mnkr", "Intäkter 2020", "Intäkter 2021", "Budget 2021"),
            ("Hamnen", "1,9", "2,1", "-7,8"),
            ("Färjan", "0,0", "0,4", "-1,9"),
            ("Kajer och bryggor", "12,5", "18,3", "-84,4"),
        ]
    ]


def test_wrapped_labels_group_rows_and_rows_without_figures():
    text = """Belopp i tkr Budget Utfall Avvikelse
Vård
Ersättning till enskilda utförare
inom hemtjänst 1 200 1 180 20
Boenden 900 950 -50
Skola
Måltider 310 300 10
Summa 2 410 2 430 -20

Nämnden redovisar ett underskott."""
    assert _tables(text) == [
        [
            ("Belopp i tkr", "Budget", "Utfall", "Avvikelse"),
            ("Vård", "", "", ""),
            ("Ersättning till enskilda utförare inom hemtjänst", "1 200", "1 180", "20"),
            ("Boenden", "900", "950", "-50"),
            ("Skola", "", "", ""),
            ("Måltider", "310", "300", "10"),
            ("Summa", "2 410", "2 430", "-20"),
        ]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Nämnden hade 14 möten 2021\nBeslut fattades i 312 ärenden\noch 4 motioner besvarades under 2021",
        "Telefon 0321-123 45\nBesök Storgatan 12\nPost 441 81",
        "Inledning 3\nEkonomi 7\nPersonal 12\nFramtiden 15",
    ],
    ids=["prose", "contact", "contents"],
)
def test_lines_that_end_in_numbers_are_not_a_table(text):
    assert _tables(text) == []


STACKED = """
Resultaträkning

Kommunen

Samlad redovisning

Belopp, mkr

Not

2023

2022

2023

2022

DEN LÖPANDE VERKSAMHETEN

Intäkter

1

1 136,0

1 214,5

2 633,0

2 697,1

Kostnader

2, 3

-5 200,0

-5 005,5

-6 185,2

-6 160,0

Nettokostnad

\x20

-4 064,0

-3 791,0

-3 552,2

-3 462,9

Skatt

8

-

-

-40,1

\x20
"""


def test_every_cell_on_a_line_of_its_own():
    (table,) = _tables(STACKED)
    assert table == [
        ("", "", "Kommunen", "", "Samlad redovisning", ""),
        ("Belopp, mkr", "Not", "2023", "2022", "2023", "2022"),
        ("DEN LÖPANDE VERKSAMHETEN", "", "", "", "", ""),
        ("Intäkter", "1", "1 136,0", "1 214,5", "2 633,0", "2 697,1"),
        ("Kostnader", "2, 3", "-5 200,0", "-5 005,5", "-6 185,2", "-6 160,0"),
        ("Nettokostnad", "", "-4 064,0", "-3 791,0", "-3 552,2", "-3 462,9"),
        ("Skatt", "8", "-", "-", "-40,1", ""),
    ]


def test_years_over_columns_of_which_the_last_has_fewer():
    cells = ["Mkr", "2023", "2022", "Kost-nader", "Netto", "Av-vikelse", "Kost-nader", "Netto"]
    for label, *figures in (
        ("Bygg", -90, -42, -3, -82, -39),
        ("Skola", -2030, -762, -10, -1870, -677),
        ("Bad", -32, -20, -2, -27, -17),
    ):
        cells += [label, *map(str, figures)]
    (table,) = _tables("\n\n".join(cells))
    assert table[:3] == [
        ("", "2023", "", "", "2022", ""),
        ("Mkr", "Kost-nader", "Netto", "Av-vikelse", "Kost-nader", "Netto"),
        ("Bygg", "-90", "-42", "-3", "-82", "-39"),
    ]


def test_notes_before_figures_on_one_line():
    text = (
        "Belopp i mnkr Not 2022 2023\nIntäkter 1 10 932 11 397\nKostnader 12 -39 658 -41 140\n"
        "Nettokostnad -28 726 -29 743\nAvskrivningar 4 -1 490 -1 639\n"
    )
    (table,) = _tables(text)
    assert table == [
        ("Belopp i mnkr", "Not", "2022", "2023"),
        ("Intäkter", "1", "10 932", "11 397"),
        ("Kostnader", "12", "-39 658", "-41 140"),
        ("Nettokostnad", "", "-28 726", "-29 743"),
        ("Avskrivningar", "4", "-1 490", "-1 639"),
    ]


def test_a_code_with_a_needless_zero_is_not_a_figure():
    assert _tables("Telefon\n0500\n\n1 200\n\n071\n\nFax\n0500\n\n071\n\n100\n") == []


def _blocks(text: str) -> list[Block]:
    return [block for blocks, _ in read_pages(text) for block in blocks]


def test_heads_over_two_lines_with_a_part_of_the_year_beside_the_year():
    text = """
Verksamhet Bokslut Budget Utfall Utfall Prognos Budget

mkr 2020 2021 jan-aug 2021 jan-aug 2020 2021 avvikelse

Gator 9,1 9,4 6,2 6,0 9,2 0,2

Vatten 12,0 12,5 8,1 7,9 12,9 -0,4
"""
    ((header, *rows),) = _tables(text)
    assert header == (
        "Verksamhet mkr",
        "Bokslut 2020",
        "Budget 2021",
        "Utfall jan-aug 2021",
        "Utfall jan-aug 2020",
        "Prognos 2021",
        "Budgetavvikelse",
    )
    assert rows == [
        ("Gator", "9,1", "9,4", "6,2", "6,0", "9,2", "0,2"),
        ("Vatten", "12,0", "12,5", "8,1", "7,9", "12,9", "-0,4"),
    ]


def test_heads_over_three_lines():
    text = """Mnkr Budget Utfall Avvikelse
helår jan-apr jan-apr
2022 2022 2022
Skola 100,0 31,0 2,0
Vård 80,0 27,5 -1,0"""
    ((header, *_),) = _tables(text)
    assert header == ("Mnkr", "Budget helår 2022", "Utfall jan-apr 2022", "Avvikelse jan-apr 2022")


def test_a_lower_line_that_cannot_be_cut_leaves_the_table_without_a_header():
    """Two dates under three heads: nothing shows which head has none, and none is shifted."""
    text = """Mnkr Budget Utfall Avvikelse
2022 2021
Skola 100,0 31,0 2,0
Vård 80,0 27,5 -1,0
Park 8,0 7,5 -1,0"""
    ((first, *_),) = _tables(text)
    assert first == ("Skola", "100,0", "31,0", "2,0")


@pytest.mark.parametrize(
    ("dates", "printed"),
    [
        ("6/30/2023 6/30/2022 6/30/2023 6/30/2022", ["6/30/2023", "6/30/2022"]),
        ("2023-06-30 2022-06-30 2023-06-30 2022-06-30", ["2023-06-30", "2022-06-30"]),
        ("30.6.2023 30.6.2022 30.6.2023 30.6.2022", ["30.6.2023", "30.6.2022"]),
        ("30 juni 2023 30 juni 2022 30 juni 2023 30 juni 2022", ["30 juni 2023", "30 juni 2022"]),
        ("30/6 2023 30/6 2022 30/6 2023 30/6 2022", ["30/6 2023", "30/6 2022"]),
    ],
)
def test_dates_as_heads_under_glued_words(dates: str, printed: list[str]):
    text = f"""TillgångarTkr KOMMUNEN KONCERNEN
Not {dates}
Mark 3 1 250 300 1 240 200 2 250 400 2 140 100
Skog   300 200 100 150 400 250 300 350
Fordringar 14 15 900 16 800 17 700 18 600
Summa   1 566 400 1 357 150 2 668 350 2 458 900"""
    ((upper, header, *rows),) = _tables(text)
    assert upper == ("", "", "KOMMUNEN", "", "KONCERNEN", "")
    assert header == ("Tillgångar Tkr", "Not", *printed, *printed)
    assert rows == [
        ("Mark", "3", "1 250 300", "1 240 200", "2 250 400", "2 140 100"),
        ("Skog", "", "300 200", "100 150", "400 250", "300 350"),
        ("Fordringar", "14", "15 900", "16 800", "17 700", "18 600"),
        ("Summa", "", "1 566 400", "1 357 150", "2 668 350", "2 458 900"),
    ]


def test_several_notes_a_year_in_a_label_a_note_alone_and_a_total_below_its_label():
    text = """Mkr Not Kommun 2020 Kommun 2021 Koncern 2020 Koncern 2021
SKULDER
Avsättningar 4 58,2 57,1 1 258,2 1 327,0
varav intjänade före 1998 35,3 38,3 235,3 238,3
Lån 5, 16 1 070,4 1 122,4 2 082,5 2 121,6
Eget kapital
9
SUMMA SKULDER
1 128,6 1 179,5 3 340,7 3 448,6"""
    ((header, *rows),) = _tables(text)
    assert header == ("Mkr", "Not", "Kommun 2020", "Kommun 2021", "Koncern 2020", "Koncern 2021")
    assert rows == [
        ("SKULDER", "", "", "", "", ""),
        ("Avsättningar", "4", "58,2", "57,1", "1 258,2", "1 327,0"),
        ("varav intjänade före 1998", "", "35,3", "38,3", "235,3", "238,3"),
        ("Lån", "5, 16", "1 070,4", "1 122,4", "2 082,5", "2 121,6"),
        ("Eget kapital", "9", "", "", "", ""),
        ("SUMMA SKULDER", "", "1 128,6", "1 179,5", "3 340,7", "3 448,6"),
    ]


def test_a_year_on_the_line_below_its_word():
    cells = ["Mkr", "Ursprunglig\nbudget\n2021", "Tilläggs-\nbudget", "Utfall\n2021", "Avvikelse", "Byggnader"]
    text = "\n\n".join([*cells, "4,1", "0,4", "4,0", "0,5", "Mark", "1,1", "0,0", "1,3", "-0,2"])
    ((header, *rows),) = _tables(text)
    assert header == ("Mkr", "Ursprunglig budget 2021", "Tilläggsbudget", "Utfall 2021", "Avvikelse")
    assert rows == [("Byggnader", "4,1", "0,4", "4,0", "0,5"), ("Mark", "1,1", "0,0", "1,3", "-0,2")]


def test_a_year_on_a_line_of_its_own_in_text_without_blank_lines():
    text = "Budget\n2021\nUtfall\n2021\nAvvikelse\nMark\n1,1\n1,3\n-0,2\nHus\n4,1\n4,0\n0,1\nVäg\n2,0\n2,5\n-0,5"
    ((header, *rows),) = _tables(text)
    assert header == ("", "Budget 2021", "Utfall 2021", "Avvikelse")
    assert rows[2] == ("Väg", "2,0", "2,5", "-0,5")


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        (["1,0", "", "2,0", "3,0"], ("Skog", "1,0", "", "2,0", "3,0")),
        (["", "1,0", "2,0", "3,0"], ("Skog", "", "1,0", "2,0", "3,0")),
        (["1,0", "2,0", "3,0", ""], ("Skog", "1,0", "2,0", "3,0", "")),
    ],
)
def test_further_blank_lines_for_an_empty_cell(cells: list[str], row: tuple[str, ...]):
    head = ["Mkr", "Kommunen", "Koncernen", "2021", "2020", "2021", "2020"]
    full = ["Mark", "5,0", "6,0", "7,0", "8,0"]
    text = "\n\n".join([*head, *full, *["Hus", *full[1:]], "Skog"]) + "\n\n"
    text += "".join(f"{cell}\n\n" if cell else "\n" for cell in cells) + "\n\n".join(["Väg", *full[1:]])
    ((*_, skog, last),) = _tables(text)
    assert skog == row
    assert last == ("Väg", "5,0", "6,0", "7,0", "8,0")


def test_further_blanks_for_an_empty_cell_of_a_line():
    text = "Mkr Budget Utfall Avvikelse\nMark 5,0 6,0 1,0\nSkog 2,0  2,0\nVäg   1,0 1,0\nSumma 7,0 7,0 0,0"
    ((_, *rows),) = _tables(text)
    assert rows[1:3] == [("Skog", "2,0", "", "2,0"), ("Väg", "", "1,0", "1,0")]


def test_a_row_with_fewer_figures_is_unread_where_nothing_shows_which_are_missing():
    text = "Mkr Budget Utfall Avvikelse\nMark 5,0 6,0 1,0\nSkatt 2,0 3,0\nHus 1,0 1,0 0,0\nVäg 1,0 1,0 0,0"
    ((_, *rows),) = _tables(text)
    assert [row[0] for row in rows] == ["Mark", "Hus", "Väg"]
    assert [block.text for block in _blocks(text) if isinstance(block, Paragraph)] == ["Skatt", "2,0 3,0"]


def test_words_after_the_last_cell_are_a_column_of_words():
    text = "Mkr Budget Utfall\nMark 5,0 6,0\nHus 1,0 – 1,5 preliminärt\nVäg 1,0 1,0"
    assert _tables(text) == [
        [
            ("Mkr", "Budget", "Utfall", ""),
            ("Mark", "5,0", "6,0", ""),
            ("Hus", "1,0", "– 1,5", "preliminärt"),
            ("Väg", "1,0", "1,0", ""),
        ]
    ]


def test_a_first_row_of_ranges_is_no_header():
    text = (
        "Tkr Budget Utfall\nPlatser 12–13 14–15\nHyra 1,234.5 1,345.6\nLön 5 000 5 200\nEl 100 110\nSumma 5 100 5 310"
    )
    ((header, *rows),) = _tables(text)
    assert header == ("Tkr", "Budget", "Utfall")
    assert rows[:3] == [("Platser", "12–13", "14–15"), ("Hyra", "1,234.5", "1,345.6"), ("Lön", "5 000", "5 200")]


def test_labels_with_one_amount_each_under_a_unit():
    text = "Årets utfall (tkr)\n\nBudgetram 162 606\nHyror 9 591\nPersonal 147 648\nBudgetavvikelse * 5 367"
    assert _tables(text) == [
        [
            ("Budgetram", "162 606"),
            ("Hyror", "9 591"),
            ("Personal", "147 648"),
            ("Budgetavvikelse *", "5 367"),
        ]
    ]


def test_rows_without_heads_where_only_one_number_of_columns_fits_all():
    text = "Nämnder\n\nSkola 24,1 55,8 – 48,0 31,9\nVård 12,2 37,6 24,2 25,6\nKultur 6,2 2,9 – 6,3 2,8"
    assert _tables(text) == [
        [
            ("Skola", "24,1", "55,8", "– 48,0", "31,9"),
            ("Vård", "12,2", "37,6", "24,2", "25,6"),
            ("Kultur", "6,2", "2,9", "– 6,3", "2,8"),
        ]
    ]


def test_amounts_with_their_unit_and_what_divides_it():
    rows = "Omsorg 377 kr/timme 388 kr/timme\nAvlösning 284 kr/timme 293 kr/timme\nLarm 274 kr/timme 282 kr/timme"
    text = f"Taxa Kommunal Privat\n{rows}"
    assert _tables(text)[0][-1] == ("Larm", "274 kr/timme", "282 kr/timme")
    listed = "Skatten går till\n\nVård 22 068 kronor\nSkola 17 234 kronor\nFörskola 9 200 kronor"
    assert _tables(listed)[0][0] == ("Vård", "22 068 kronor")


def test_several_tables_with_their_heads_in_one_run_of_lines():
    heads = ["Utfall 2018", "Budget 2019", "Utfall 2019"]
    drift = ["Drift, mkr", *heads, "Skola", "1,0", "2,0", "3,0", "Vård", "4,0", "5,0", "6,0"]
    investment = ["Investering, mkr", *heads, "Väg", "7,0", "8,0", "9,0", "Bro", "1,5", "2,5", "3,5"]
    text = "\n".join([*drift, *investment])
    first, second = _tables(text)
    assert first[0] == ("Drift, mkr", *heads)
    assert second == [("Investering, mkr", *heads), ("Väg", "7,0", "8,0", "9,0"), ("Bro", "1,5", "2,5", "3,5")]


def test_a_row_outside_tables_is_no_heading():
    blocks = _blocks("Ekonomi\n\nMark 5,0 6,0\n\nNämnden har ett överskott.")
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["Ekonomi"]
    assert [block.text for block in blocks if isinstance(block, Paragraph)][:2] == ["Mark", "5,0 6,0"]


def test_sums_show_the_columns_of_a_row_with_empty_cells():
    """Taxes of the group only: the result before them is that after them for the municipality."""
    text = """Mkr Not Kommunen 2021 Kommunen 2020 Koncernen 2021 Koncernen 2020
Intäkter 1 10,0 11,0 30,0 40,0
Resultat före skatt 6,0 7,5 9,0 8,0
Skatt 8 -1,5 -0,5
Årets resultat 6,0 7,5 7,5 7,5"""
    ((_, *rows),) = _tables(text)
    assert rows[2] == ("Skatt", "8", "", "", "-1,5", "-0,5")


def test_digits_before_figures_are_notes_only_in_their_order():
    """51 is no note after 3, and totals have none: they are the first digits of the figure."""
    text = """Mkr Not Budget 2021 Utfall 2021
Mark 1 -40 663,4 -99 990,5
Hus 2, 4 97 167,0 79 041,5
Skog 51 234,5 10 802,1
Väg 3 64 553,9 60 802,1
Summa 4 343,5 75 760,9"""
    ((_, *rows),) = _tables(text)
    assert [row[1] for row in rows] == ["1", "2, 4", "", "3", ""]
    assert rows[2][2:] == ("51 234,5", "10 802,1")
    assert rows[4][2:] == ("4 343,5", "75 760,9")


def test_a_decimal_is_no_list_of_notes():
    head = ["Mkr", "Not", "2021", "2020"]
    text = (
        "\n\n".join([*head, "Mark", "1", "5,0", "6,0", "Hus", "2", "5,5", "6,5", "Summa", "12,5", "13,5"]) + "\n\n\n\n"
    )
    ((_, *rows),) = _tables(text + "Nämnden har ett överskott mot budget.")
    assert rows[-1] == ("Summa", "", "12,5", "13,5")


def test_lines_of_heads_between_blank_lines_are_not_one_head():
    text = "Rapport 2021\n\nNämnden för kultur\n\nDrift\n\nUtfall 2021\nUtfall 2020\nBudget 2021\n\n"
    text += "\n".join(["Mark", "1,0", "2,0", "3,0", "Hus", "1,5", "2,5", "3,5"])
    ((header, *_),) = _tables(text)
    assert header == ("", "Utfall 2021", "Utfall 2020", "Budget 2021")


def test_the_whole_header_is_the_one_that_leaves_no_head_over_the_labels():
    """Digits could also be three figures, of the last three heads."""
    text = "(tkr) Budget 2021 Utfall 2021 Utfall 2020 Prognos 2021\nMark 1 996 801 807 502\nHus 2 130 285 457 561"
    ((header, *rows),) = _tables(text + "\nVäg 3 640 687 274 687")
    assert header[1:] == ("Budget 2021", "Utfall 2021", "Utfall 2020", "Prognos 2021")
    assert rows[0][0] == "Mark"


def test_a_part_of_the_row_above_is_a_row_of_its_own():
    text = "Mkr Budget Utfall\nKostnader\nvarav personal 5,0 6,0\nHus 1,0 1,5\nVäg 1,0 1,0"
    ((_, *rows),) = _tables(text)
    assert rows[:2] == [("Kostnader", "", ""), ("varav personal", "5,0", "6,0")]


def test_a_dash_is_a_missing_value_where_a_minus_is_beside_its_digits():
    text = "Mkr Budget Utfall Avvikelse\nMark - 5,0 -5,0\nHus 1 234 - 12,0\nVäg 3,0 1,0 2,0"
    ((_, *rows),) = _tables(text)
    assert rows[:2] == [("Mark", "-", "5,0", "-5,0"), ("Hus", "1 234", "-", "12,0")]
