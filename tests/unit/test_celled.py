"""Tables with a line for each cell: read by their grid where blank lines tell which cells are empty."""

from dagster_project.reading.model import Heading, Paragraph, Table
from dagster_project.reading.sources.text.blocks import read_pages


def _tables(text: str) -> list[list[tuple[str, ...]]]:
    pages = read_pages(text)
    return [[row.texts for row in block.rows] for blocks, _ in pages for block in blocks if isinstance(block, Table)]


def _cells(*cells: str) -> str:
    """A cell per line, a blank line after each; an empty cell is two more blank lines."""
    return "".join(f"{cell}\n\n" for cell in cells)


def test_codes_that_totals_lack():
    text = _cells("Drift", "Konto", "Verksamhet", "Utfall mars 2021", "Budget mars 2021")
    text += _cells("3010", "Avgifter", "4,0", "3,5", "3020", "Hyror", "1,0", "1,5", "", "Summa intäkter", "5,0", "5,0")
    ((header, *rows),) = _tables(text + _cells("4010", "Löner", "-7,0", "-6,0", "", "Nettokostnad", "-2,0", "-1,0"))
    assert header == ("Konto", "Verksamhet", "Utfall mars 2021", "Budget mars 2021")
    assert rows[2:4] == [("", "Summa intäkter", "5,0", "5,0"), ("4010", "Löner", "-7,0", "-6,0")]


def test_years_before_the_code_of_the_first_row_are_heads():
    text = _cells("Drift", "Ansvar", "Post, 1 000 kr", "2016", "2017")
    text += _cells("5320", "Hamnnämnden", "-146", "-152", "5330", "Fyrnämnden", "-182", "-207", "", "Totalt", "-328")
    ((header, *rows),) = _tables(text + _cells("-359"))
    assert header == ("Ansvar", "Post, 1 000 kr", "2016", "2017")
    assert rows[0] == ("5320", "Hamnnämnden", "-146", "-152")


def test_part_of_the_year_beside_the_whole_year_before_its_forecast():
    heads = ("Utfall", "Budget", "Avvikelse", "Prognos")
    rows = _cells("Skola", "25", "30", "-5", "38", "Vård", "17", "23", "-6", "22")
    expected = [("", "Perioden", "", "", "Helår"), ("Post", *heads)]
    assert _tables(_cells("Post", "Perioden", "Helår", *heads) + rows)[0][:2] == expected
    assert _tables(_cells("", "Perioden", "Helår", "Post", *heads) + rows)[0][:2] == expected
    assert _tables(_cells("Post", "Perioden", "Helår", "", *heads) + rows)[0][:2] == expected


def test_heads_with_numbers_and_years_are_no_rows():
    text = _cells("Drift", "Post", "Kommunen", "Koncernen", "2023", "Utfall 2024", "2023", "Utfall 2024")
    ((upper, header, *_),) = _tables(text + _cells("Intäkter", "1", "2", "3", "4", "Kostnader", "5", "6", "7", "8"))
    assert upper == ("", "Kommunen", "", "Koncernen", "")
    assert header == ("Post", "2023", "Utfall 2024", "2023", "Utfall 2024")
    forecasts = _cells("", "Årsbudget", "Prognos delår 1", "Prognos delår 2")
    ((header, *_),) = _tables(forecasts + _cells("Skola", "1", "2", "3", "S:a", "4", "5", "6"))
    assert header == ("", "Årsbudget", "Prognos delår 1", "Prognos delår 2")


def test_a_group_row_of_one_cell_is_no_head():
    text = _cells("Mnkr", "2022", "2021", "Intäkter", "Skatt", "7,0", "6,0", "Bidrag", "1,0", "1,5")
    ((header, *rows),) = _tables(text + _cells("Kostnader", "Löner", "-5,0", "-4,5", "Hyror", "-1,0", "-1,0"))
    assert header == ("Mnkr", "2022", "2021")
    assert [row[0] for row in rows] == ["Intäkter", "Skatt", "Bidrag", "Kostnader", "Löner", "Hyror"]


def test_a_row_that_has_lost_an_empty_cell_is_not_read_by_the_grid():
    """Nothing tells which figure the second row lacks: no figure comes under the head of another column."""
    text = _cells("Mnkr", "Budget 2021", "Utfall 2021", "Bad", "4,0", "5,0", "Väg", "2,0", "Hus", "1,0", "3,0")
    cells = {row[1:] for table in _tables(text) for row in table}
    assert ("2,0", "Hus") not in cells
    assert ("2,0", "") not in cells


def test_several_years_over_labels_are_over_no_year():
    text = _cells("Kulturnämnden (tkr)", "Förändringar 2023–2025", "2023", "2024", "2025")
    ((header, *_),) = _tables(
        text + _cells("Löneökning", "452", "480", "466", "Ram 2023–2025", "14 396", "14 978", "15 543")
    )
    assert header == ("Förändringar 2023–2025", "2023", "2024", "2025")


def test_empty_cells_over_figures_are_no_header():
    text = _cells("Drift", "", "", "Bad", "4,0", "5,0", "Väg", "2,0", "3,0", "Hus", "1,0", "3,0")
    assert all("Drift" not in row[1:] for table in _tables(text) for row in table)


def test_a_date_alone_is_no_heading_and_an_abbreviation_ends_a_head():
    text = "Ekonomisk uppföljning\n\n26 september 2021\n\n" + _cells("Post", "Utfall ack.", "Tilldelad ram ack.")
    ((blocks, _),) = read_pages(text + _cells("Bad", "4,0", "5,0", "Hus", "1,0", "3,0"))
    assert [type(block) for block in blocks] == [Heading, Paragraph, Table]
    assert isinstance(blocks[-1], Table)
    assert blocks[-1].rows[0].texts == ("Post", "Utfall ack.", "Tilldelad ram ack.")


_BLANK = "\u00a0"


def test_heads_of_age_groups_and_of_years_that_the_line_cuts():
    text = _cells("Elever", _BLANK, "Barn", "6-9 år", "Period 2019-\n2022")
    ((header, *_),) = _tables(text + _cells("Norr", "4", "5", "7", "Söder", "2", "3", "6"))
    assert header == ("", "Barn", "6-9 år", "Period 2019-2022")


def test_unknown_heads_over_heads_that_repeat_with_their_notes():
    heads = ("Not", "2017", "2016")
    text = _cells("Bad", "Löpande pris, mkr", "STADEN", "BOLAGEN", _BLANK, *heads, *heads)
    ((upper, header, *rows),) = _tables(
        text + _cells("Avgifter", "1", "2,0", "3,0", "1", "5,0", "6,0", "Hyror", "2", "2,0", "3,0", "2", "5,0", "6,0")
    )
    assert upper == ("", "STADEN", "", "", "BOLAGEN", "", "")
    assert header == ("Löpande pris, mkr", *heads, *heads)
    assert rows[0] == ("Avgifter", "1", "2,0", "3,0", "1", "5,0", "6,0")


def test_a_head_is_over_the_parts_without_one_of_their_own_and_over_those_together_that_have_one():
    months = ("jan 2015", "jan 2016")
    uppers = _cells(_BLANK, "Boende netto", "därav", _BLANK, _BLANK, "Andel kort", "Andel lång")
    text = _cells("Boende") + uppers + _cells(_BLANK, *months, *months, *months)
    ((first, second, header, *_),) = _tables(
        text + _cells("Norr", "1", "2", "3,5", "4,5", "5,5", "6,5", "Söder", "1", "2", "3,5", "4,5", "5,5", "6,5")
    )
    assert first == ("", "Boende netto", "", "därav", "", "", "")
    assert second == ("", "", "", "Andel kort", "", "Andel lång", "")
    assert header == ("", *months, *months, *months)


_SUMS = _cells("Bad", "10", "7", "3", "5", "1", "4", "Hus", "20", "9", "11", "8", "6", "2")


def test_the_columns_of_a_sum_are_under_one_head():
    heads = ("Hela kalkylen", "Förbrukat", "Rest", "Årets ram", "Årets utfall", "Kvar")
    over = ("Projekt (mnkr)", "Sedan starten", "Varav i år")
    ((upper, header, *_),) = _tables(_cells("Investeringar", *over, "Fritid", *heads) + _SUMS)
    assert upper == ("Projekt (mnkr)", "Sedan starten", "", "", "Varav i år", "", "")
    assert header == ("Fritid", *heads)


def test_heads_that_no_sum_divides_are_under_none():
    heads = ("Hela kalkylen", "Förbrukat", "Rest", "Årets ram", "Årets utfall", "Kvar")
    over = ("Projekt (mnkr)", "Sedan starten", "Varav i år")
    ((header, *_),) = _tables(_cells("Investeringar", *over, "Fritid", *heads) + _SUMS.replace("\n11\n", "\n14\n"))
    assert header == ("Fritid", *heads)


def test_sure_heads_below_a_title_where_the_empty_corner_is_dropped():
    title = "Befolkning och ekonomi i siffror, med alla de enheter som kommunen äger"
    ((header, *rows),) = _tables(_cells("Ekonomi", title, "2020", "2021", "Skatt", "4", "5", "Bidrag", "2", "3"))
    assert header == ("", "2020", "2021")
    assert rows[-1] == ("Bidrag", "2", "3")


def test_sure_heads_over_others_below_a_title_that_can_be_over_none():
    heads = ("Nettokostnad", "Nettokostnad", "Intäkter", "Kostnader", "Nettokostnad")
    over = ("Bokslut 2017", "Budget 2018", "Budget 2019")
    rows = _cells("Bad", "9", "8", "2", "9", "7", "Hus", "5", "7", "3", "9", "6", "Väg", "1", "2", "1", "3", "2")
    ((upper, header, *_),) = _tables(_cells("Driftbudget", *over, *heads) + rows)
    assert upper == ("", "Bokslut 2017", "Budget 2018", "Budget 2019", "", "")
    assert header == ("", *heads)


def test_years_label_rows_under_unknown_heads():
    text = _cells("Sjuktal", _BLANK, "BJU", "BÅS", "HBG", "2018", "6,7", "5,5", "6,4", "2017", "6,2", "5,7", "6,5")
    ((header, *rows),) = _tables(text + _cells("2016", "6,1", "5,0", "6,0"))
    assert header == ("", "BJU", "BÅS", "HBG")
    assert rows == [("2018", "6,7", "5,5", "6,4"), ("2017", "6,2", "5,7", "6,5"), ("2016", "6,1", "5,0", "6,0")]


def test_groups_of_ages_label_rows_below_a_row_of_a_group():
    text = _cells("Vård", _BLANK, "jan 2016", "jan 2017", "Man", _BLANK, _BLANK, "65-69", "662", "623")
    ((header, *rows),) = _tables(text + _cells("70-89", "1 104", "1 203", "90-", "40", "41", "Summa", "1 806", "1 867"))
    assert header == ("", "jan 2016", "jan 2017")
    assert [row[0] for row in rows] == ["Man", "65-69", "70-89", "90-", "Summa"]


def test_negative_figures_are_no_groups_of_ages():
    text = _cells("Mnkr", "Utfall 2014", "Budget 2014", "Avvikelse", "Bad", "-72", "-94", "22", "Hus", "-2", "-1", "-1")
    ((_, *rows),) = _tables(text)
    assert rows == [("Bad", "-72", "-94", "22"), ("Hus", "-2", "-1", "-1")]


def test_columns_of_words_before_and_between_figures():
    text = _cells("Skola", "Mått", "Enhet", _BLANK, "Utfall 2018", "Utfall 2017", "Jämförelse", "Riket 2018")
    text += _cells("Hur nöjda är eleverna?", "andel", "Upp", "61", "59", "Sämsta gruppen", "70")
    text += _cells("Kostnad per elev", "kr/elev", "Ned", "101", "99", "Bästa gruppen", "110")
    ((header, *rows),) = _tables(text + _cells("Elever", "antal", "Ingen", "7", "8", "Bästa gruppen", "9"))
    assert header == ("Mått", "Enhet", "", "Utfall 2018", "Utfall 2017", "Jämförelse", "Riket 2018")
    assert rows[0] == ("Hur nöjda är eleverna?", "andel", "Upp", "61", "59", "Sämsta gruppen", "70")
    assert len(rows) == 3


def test_a_group_row_below_heads_that_all_have_a_year_is_no_head():
    text = _cells("Räntor", "1 000 €", "Utfall 2020", "Budget 2021", "Budget 2022", "Inkomster")
    ((header, *rows),) = _tables(text + _cells("Lån", "4", "5", "6", "Krediter", "1", "2", "3"))
    assert header == ("1 000 €", "Utfall 2020", "Budget 2021", "Budget 2022")
    assert rows[0] == ("Inkomster", "", "", "")


def test_unknown_heads_below_a_sentence_are_as_many_as_the_columns():
    heads = ("BJU", "BÅS", "HBG")
    rows = _cells("2018", "6,7", "5,5", "6,4", "2017", "6,2", "5,7", "6,5", "2016", "6,1", "5,0", "6,0")
    ((header, *_),) = _tables(_cells("Sjuktal", "Talen räknas enligt lag i hela länet.", *heads) + rows)
    assert header == ("", *heads)


def test_values_with_a_word_and_with_that_of_another_year():
    text = _cells("Personal", "Grupp", "Timmar", "Heltid, %\n(2021 inom parentes)")
    ((header, *rows),) = _tables(text + _cells("Skola", "110 timmar", "85,5 (83)", "Vård", "103 timmar", "77 (75)"))
    assert header == ("Grupp", "Timmar", "Heltid, % (2021 inom parentes)")
    assert rows == [("Skola", "110 timmar", "85,5 (83)"), ("Vård", "103 timmar", "77 (75)")]


def test_several_notes_with_commas_are_below_their_head():
    text = _cells("Resultat", "Belopp i kr", "Not", "2019", "2018", "Intäkter", "3,5", "586", "572")
    ((header, *rows),) = _tables(text + _cells("Avgifter", "4", "13", "17", "Kostnader", "6,7", "-131", "-122"))
    assert header == ("Belopp i kr", "Not", "2019", "2018")
    assert rows[-1] == ("Kostnader", "6,7", "-131", "-122")


def test_titles_above_heads_that_all_differ_are_over_none_of_them():
    text = _cells("Hamnnämnden", "Resultat", "(milj kr)", "Utfall jan-apr", "Helårsbudget", "Prognos", "Avvikelse")
    text = "Inledning\n\n\n\n" + text + _cells("Kajer", "14", "42", "52", "10", "Fyrar", "435", "1 453", "1 482", "29")
    ((header, *rows),) = _tables(text + _cells("Lotsar", "72", "258", "179", "-79"))
    assert header == ("(milj kr)", "Utfall jan-apr", "Helårsbudget", "Prognos", "Avvikelse")
    assert rows[0] == ("Kajer", "14", "42", "52", "10")


def test_the_same_unit_below_each_date_has_no_cell_over_the_labels():
    text = _cells("Nyckeltal", "2023", "2022", "%", "%", "Svea Hamn AB", "Soliditet", "9,5", "7,4", "Avkastning", "5,3")
    text += _cells("4,0", "Svea Färjor AB", "Soliditet", "27,1", "28,3", "Avkastning", "8,1", "8,8")
    text += _cells("Svea Lots AB", "Soliditet", "14,7", "11,1", "Avkastning", "9,0", "6,6")
    ((dates, units, *rows),) = _tables(text)
    assert (dates, units) == (("Nyckeltal", "2023", "2022"), ("", "%", "%"))
    assert rows[:2] == [("Svea Hamn AB", "", ""), ("Soliditet", "9,5", "7,4")]


def test_figures_are_not_below_the_head_of_notes():
    text = _cells("BALANSRÄKNING", "KSEK", "Not", "2023", "2022", "TILLGÅNGAR", "Fordringar")
    text += _cells("Fordringar hos ägare", "11", "12 444", "36 027", "Övriga fordringar", "1 286", "316")
    text += _cells("Upplupna intäkter", "12", "32 060", "33 996", "SUMMA FORDRINGAR", "45 790", "70 339")
    ((header, *rows),) = _tables(text + _cells("Kassa", "13", "20 372", "9 800", "SUMMA", "66 162", "80 139"))
    assert header == ("KSEK", "Not", "2023", "2022")
    assert rows[2:4] == [("Fordringar hos ägare", "11", "12 444", "36 027"), ("Övriga fordringar", "", "1 286", "316")]


def test_a_title_is_no_head_over_all_columns_where_the_corner_is_empty():
    text = _cells("Ekonomi i mnkr", "Ekonomiskt utfall", "", "Redovisat 2025", "Årsbudget 2025", "Avvikelse")
    text += _cells(
        "Avgifter", "340,0", "345,7", "-5,7", "Hyror", "14,0", "12,5", "1,5", "Summa", "354,0", "358,2", "-4,2"
    )
    assert _tables(text)[0][0] == ("", "Redovisat 2025", "Årsbudget 2025", "Avvikelse")
