"""Heads of text in reading order, the numbers of rows, and figures among empty cells: each kind as a small text."""

from decimal import Decimal

from dagster_project.reading.model import Block, Paragraph, Table
from dagster_project.reading.sources.text.blocks import read_pages
from dagster_project.reading.sources.text.finders.spaced.sums import Way, solve
from dagster_project.reading.sources.text.heads import cut


def _blocks(text: str) -> list[Block]:
    return [block for blocks, _ in read_pages(text) for block in blocks]


def _tables(text: str) -> list[list[tuple[str, ...]]]:
    return [[row.texts for row in block.rows] for block in _blocks(text) if isinstance(block, Table)]


def _cells(*cells: str) -> str:
    """A cell per line, a blank line after each; an empty cell keeps a line of a no-break space."""
    return "".join(f"{cell or chr(160)}\n\n" for cell in cells)


def test_heads_broken_over_lines_among_heads_on_one_line():
    text = """Resultat

Belopp i tkr Not
BUDGET
2021
2021 2020
Intäkter 1 97 668 107 793 101 282
Kostnader 2 – 29 783 – 28 525 – 17 698
NETTO 67 885 79 268 83 584"""
    ((header, *rows),) = _tables(text)
    assert header == ("Belopp i tkr", "Not", "BUDGET 2021", "2021", "2020")
    assert rows == [
        ("Intäkter", "1", "97 668", "107 793", "101 282"),
        ("Kostnader", "2", "– 29 783", "– 28 525", "– 17 698"),
        ("NETTO", "", "67 885", "79 268", "83 584"),
    ]


def test_words_over_heads_that_come_again_on_lines_of_their_own():
    text = """(tkr) Kommunen Sammanställd redovisning
Utfall
2019-12-31
Utfall
2018-12-31
Utfall
2019-12-31
Utfall
2018-12-31
Intäkter Not 2 132 371 106 488 266 090 228 338
Avskrivningar Not 3 – 15 842 – 14 517 – 25 576 – 23 244
NETTO 116 529 91 971 240 514 205 094"""
    ((upper, header, first, *_, last),) = _tables(text)
    assert upper == ("", "", "Kommunen", "", "Sammanställd redovisning", "")
    assert header == ("(tkr)", "", *["Utfall 2019-12-31", "Utfall 2018-12-31"] * 2)
    assert first == ("Intäkter", "Not 2", "132 371", "106 488", "266 090", "228 338")
    assert last == ("NETTO", "", "116 529", "91 971", "240 514", "205 094")


def test_group_rows_with_empty_cells_do_not_part_rows_from_their_heads():
    text = "Balans\n\n" + _cells("mnkr", "", "Kommunen", "Koncernen", "", "Not", "2021", "2020", "2021", "2020")
    text += _cells("TILLGÅNGAR", "", "", "", "", "") + _cells("Mark", "12", "5,6", "5,9", "7,6", "7,9")
    text += _cells("Hus", "13", "6,6", "6,9", "8,6", "8,9") + _cells("Summa", "", "12,2", "12,8", "16,2", "16,8")
    ((upper, header, group, first, *_),) = _tables(text)
    assert upper[2:] == ("Kommunen", "", "Koncernen", "")
    assert header == ("mnkr", "Not", "2021", "2020", "2021", "2020")
    assert group[0] == "TILLGÅNGAR"
    assert first == ("Mark", "12", "5,6", "5,9", "7,6", "7,9")


def test_period_and_whole_year_over_heads_of_which_some_come_again():
    heads = ("Utfall", "Budget", "Avvikelse", "Utfall fg år", "Prognos", "Budget", "Avvikelse")
    text = "Drift\n\n" + _cells("Mnkr", "Period", "Helår", *heads)
    text += _cells("Skola", "25", "30", "-5", "31", "38", "39", "-1") + _cells(
        "Vård", "17", "23", "-6", "20", "22", "23", "-1"
    )
    ((upper, header, *_),) = _tables(text)
    assert header[1:] == heads
    assert upper == ("", "Period", "", "", "", "Helår", "", "")


def test_no_word_for_a_part_of_the_year_is_moved_among_heads():
    text = "Resultat\n\n" + _cells("Period", "Helår", "Utfall", "Ram", "Avvikelse", "Prognos", "Ram")
    text += _cells("Skola", "304", "244", "60", "239", "346", "370") + _cells(
        "Vård", "446", "368", "78", "473", "750", "638"
    )
    assert all("Helår" not in row for table in _tables(text) for row in table)


def test_a_label_with_a_colon_and_labels_after_dashes_are_rows():
    text = """Budgetförslag 2019 Prognos 2020 Prognos 2021
Kommunfullmäktige 2 819 2 524 2 524
Kommunstyrelse:
- Förvaltningen 118 214 116 865 115 682
Byggnadsnämnd 202 203 204"""
    ((_, *rows),) = _tables(text)
    assert [row[0] for row in rows] == ["Kommunfullmäktige", "Kommunstyrelse:", "- Förvaltningen", "Byggnadsnämnd"]


def test_a_table_of_one_row_under_sure_heads():
    text = "Statistik Bokslut 2022 Bokslut 2023 Bokslut 2024\nAntal besökare\nMuseet 62 225 60 000 56 945"
    assert _tables(text) == [
        [
            ("Statistik", "Bokslut 2022", "Bokslut 2023", "Bokslut 2024"),
            ("Antal besökare", "", "", ""),
            ("Museet", "62 225", "60 000", "56 945"),
        ]
    ]


def test_figures_of_rows_with_empty_cells_are_placed_by_the_sum():
    text = """Tkr Kommunen 2019 Kommunen 2018 Koncernen 2019 Koncernen 2018
Intäkter 2 362 701 2 274 727 913 026 874 912
Avgår:
Interna poster -1 576 719 -1 515 578
Externa intäkter 785 982 759 149 913 026 874 912"""
    ((_, *rows),) = _tables(text)
    assert ("Interna poster", "-1 576 719", "-1 515 578", "", "") in rows


def test_a_row_that_no_sum_places_is_not_read():
    text = """Tkr Budget 2019 Utfall 2019 Avvikelse
Skola 120 130 -11
Vård 20 10
Kultur 30 31 -2"""
    (table,) = _tables(text)
    assert [row[0] for row in table] == ["Tkr", "Skola", "Kultur"]
    assert [block.text for block in _blocks(text) if isinstance(block, Paragraph)] == ["Vård", "20 10"]


def test_the_first_digits_of_a_full_row_are_a_note_where_the_sum_says_so():
    text = """Mnkr Not Budget 2014 Utfall 2013 Utfall 2014
Skola 9 600 612 640
Inkomster 22 112 33
Summa 600 724 673"""
    ((_, *rows),) = _tables(text)
    assert ("Inkomster", "22", "", "112", "33") in rows


def test_numbers_of_rows_are_a_column_of_their_own():
    text = """Belopp i tkr Utfall 2011 Utfall 2012 Budget 2013
Utbildning
8190 Svenska för invandrare 950 943 1 284
8200 Statsbidrag 241 275 272
8210 Elevhälsa 257 230 265
Summa utbildning 1 448 1 448 1 821"""
    ((header, _, first, *_, last),) = _tables(text)
    assert header == ("", "Belopp i tkr", "Utfall 2011", "Utfall 2012", "Budget 2013")
    assert first == ("8190", "Svenska för invandrare", "950", "943", "1 284")
    assert last == ("", "Summa utbildning", "1 448", "1 448", "1 821")


def test_numbers_of_rows_on_lines_before_their_labels():
    text = "Nämnder\n\n" + _cells("Ansvar", "Verksamhet", "Budget 2013", "Utfall 2013", "Avvikelse")
    text += _cells("2700", "Omsorg", "14 158", "13 003", "1 155") + _cells("2710", "Kultur", "134", "162", "-28")
    text += _cells("2720", "Social", "1 751", "1 663", "88")
    ((_, *rows),) = _tables(text)
    assert rows[0] == ("2700", "Omsorg", "14 158", "13 003", "1 155")
    assert rows[-1] == ("2720", "Social", "1 751", "1 663", "88")


def test_a_code_in_parentheses_belongs_to_the_label():
    text = "mnkr Budget 2025 Utfall 2025 Avvikelse\nBad (6014) 4,827 4,812 0,015\nBana (6151) 2,400 0,010 2,390"
    ((_, first, _),) = _tables(text)
    assert first == ("Bad (6014)", "4,827", "4,812", "0,015")


def test_narrow_spaces_within_aligned_cells_do_not_part_them():
    lines = ["Tkr                2021       2020", "Intäkter        97\u202f668   107\u00a0793"]
    text = "\n".join([*lines, "Kostnader      101\u202f282    16\u00a0965"])
    ((_, first, _),) = _tables(text)
    assert first == ("Intäkter", "97\u202f668", "107\u00a0793")


def test_minus_signs_at_the_left_of_aligned_columns():
    text = """Post                       Utfall               Budget
                             2021                 2021
Avgifter               21 315               22 385
Fordon      -          17 399   -           12 816
Kapital     -           5 713   -            6 248"""
    ((_, _, fordon, *_),) = _tables(text)
    assert [" ".join(cell.split()) for cell in fordon] == ["Fordon", "- 17 399", "- 12 816"]


def test_a_dash_in_a_column_of_figures_is_missing():
    text = """Tkr          2021   2020
Avgifter       21     22
Fordon          -     12
Kapital         5      -"""
    ((_, _, fordon, kapital),) = _tables(text)
    assert fordon == ("Fordon", "-", "12")
    assert kapital == ("Kapital", "5", "-")


def test_numbers_before_labels_of_aligned_rows():
    text = """Nr     Projekt          Budget   Utfall
4190   System              718      448
4200   Reservkraft          20       15
       Inventarier
4210   Möbler              135      108"""
    ((_, first, _, group, _),) = _tables(text)
    assert first == ("4190", "System", "718", "448")
    assert group == ("", "Inventarier", "", "")


def test_a_line_of_the_text_with_a_number_far_to_its_right_is_a_running_line():
    text = """Skolnämnden

Tkr                      2021   2020
Avgifter                   21     22
Fordon                     11     12

Skolnämnden                                       2
Tkr                      2021   2020
Kapital                     5      6
Summa                      37     40"""
    assert all(row[0] != "Skolnämnden" for table in _tables(text) for row in table)


def test_heads_are_all_of_their_line():
    found = cut("Antal medarbetare 2010 2011 % förändring", 3)
    assert found and [" ".join(word.text for word in head) for head in found.columns] == [
        "2010",
        "2011",
        "% förändring",
    ]
    assert cut("Utfall 2018 Utfall % 2019 Överskott 2019", 2) is None
    assert cut("Inkomster, 1 000 euro Utfall 2018 Utfall % 2019 Överskott 2019", 3) is not None


def test_sums_choose_only_the_one_way_that_fits():
    known = {0: (Decimal(10), Decimal(20)), 2: (Decimal(15), Decimal(20))}
    ways = [Way(0, (Decimal(5), Decimal(0))), Way(1, (Decimal(0), Decimal(5)))]
    assert solve(known, {1: ways}, [0, 1, 2]) == {1: 0}
    assert solve({0: (Decimal(10), Decimal(20))}, {1: ways}, [0, 1]) == {}


def test_a_word_within_a_known_head_begins_none():
    found = cut("Totalt Ack. Utfall Avvikelse Budget 2025", 4)
    assert found and [" ".join(word.text for word in head) for head in found.columns][1] == "Ack. Utfall"
