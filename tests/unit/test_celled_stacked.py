"""Tables with a line for each cell, the heads of which are in several rows, and those with a row per observation."""

from dagster_project.reading.model import Paragraph, Table
from dagster_project.reading.sources.text.blocks import read_pages

_BLANK = "\u00a0"


def _tables(*cells: str) -> list[list[tuple[str, ...]]]:
    """The tables of text with a cell per line and a blank line after each; an empty cell is a line of a blank."""
    pages = read_pages("".join(f"{cell or _BLANK}\n\n" for cell in cells))
    return [[row.texts for row in block.rows] for blocks, _ in pages for block in blocks if isinstance(block, Table)]


def _dropped(*cells: str) -> list[list[tuple[str, ...]]]:
    """The same of text that has dropped its empty cells."""
    return _tables(*filter(None, cells))


_LARGE = ("Avgifter", "1 200", "1 300", "Hyror", "300", "400", "Bidrag", "500", "600")
_PAIRS = ("Avgifter", "12", "13", "Hyror", "3", "4", "Bidrag", "5", "6")
_FOURS = ("Avgifter", "12", "13", "14", "15", "Hyror", "3", "4", "5", "6")
_TWO = ("Bad", "1", "2", "3", "Väg", "4", "5", "6")


def test_a_head_for_each_column_above_the_same_year():
    ((upper, lower, *_),) = _tables("Drift", "", "Taxor", "Löner", "Anslag", "Mnkr", "2025", "2025", "2025", *_TWO)
    assert (upper, lower) == (("", "Taxor", "Löner", "Anslag"), ("Mnkr", "2025", "2025", "2025"))
    ((upper, lower, *_),) = _tables("Drift i stort.", "Taxor", "Löner", "Anslag", "2025", "2025", "2025", *_TWO)
    assert (upper, lower) == (("", "Taxor", "Löner", "Anslag"), ("", "2025", "2025", "2025"))


def test_years_in_parentheses_are_of_the_heads_above():
    heads = ("", "Skatt", "Ändring i bidrag", "Andel", "", "(2018)", "(2017/2018)", "(2018)")
    ((upper, lower, *_),) = _tables("Utsikter", *heads, *_TWO)
    assert (upper, lower) == (heads[:4], heads[4:])


def test_rows_of_heads_that_leave_some_columns_empty():
    heads = (("Resultat", "Utfall", "Budget", "Avvikelse"), ("Mkr", "2019", "2019", ""), ("", "jan-aug", "", ""))
    ((*rows, _, _),) = _tables("5.2 Resultat", *heads[0], *heads[1], *heads[2], *_TWO)
    assert tuple(rows) == heads


def test_a_head_of_its_own_is_over_each_empty_cell():
    upper = ("Kommun", "Areal", "Folkmängd den 31 december", "Täthet")
    rows = ("Ån", "5", "7", "8", "1,2", "Ön", "6", "9", "4", "1,3")
    ((first, second, *_),) = _tables("14:1 Folk", *upper, "", "", "1995", "2000", "2000", *rows)
    assert first == ("Kommun", "Areal", "Folkmängd den 31 december", "", "Täthet")
    assert second == ("", "", "1995", "2000", "2000")


def test_a_rate_per_a_round_number_heads_a_column():
    heads = ("Landsting/Region", "Antal anställda", "Antal årsarbetare per 1000 inv.")
    ((header, *_),) = _tables("Antal 2019", *heads, "Norr", "6 515", "2,2", "Söder", "1 810", "4,0")
    assert header == heads


def test_a_kind_of_organization_over_labels():
    heads = ("Region", "Satsning, tusental kronor", "Satsning per invånare, kr")
    ((header, *_),) = _tables("Satsningar 2015", *heads, "Norra län", "802 292", "3 959", "Södra län", "288 828", "443")
    assert header == heads


def test_labels_that_count_on():
    text = ("Elever", "2008", "2009", "Förskola", "11", "12", "Årskurs 1", "248", "256", "2", "217", "235")
    ((_, *rows),) = _tables("Skolor.", *text, "3", "314", "213", "Totalt", "790", "716")
    assert [row[0] for row in rows] == ["Förskola", "Årskurs 1", "2", "3", "Totalt"]


def test_a_row_per_observation_has_its_year():
    heads = ("Mätområde", "Datum", "Värde (%)")
    rows = [(name, year, f"{at}8,0") for name in ("Ån", "Ön") for at, year in enumerate(("2000", "2001", "2002"), 1)]
    assert _tables("Barn", *heads, *(cell for row in rows for cell in row)) == [[heads, *rows]]
    numbered = [(str(at), *row) for at, row in enumerate(rows)]
    assert _tables("Barn", "Rad-id", *heads, *(c for row in numbered for c in row)) == [[("Rad-id", *heads), *numbered]]
    unheaded = _tables("Barn", "Mätområde", "Mängd", "Värde", *(cell for row in rows for cell in row))
    assert all(row[0] != "Mätområde" for table in unheaded for row in table)


_YEARS = ("2020", "2021", "2020", "2021")
_FOUR = ("Bad", "1", "2", "3", "4", "Väg", "5", "6", "7", "8")


def test_any_words_are_over_labels_where_the_cell_below_is_empty():
    ((upper, lower, *_),) = _tables("Personal.", "NYCKELTAL", "KOMMUNEN", "KONCERNEN", "", *_YEARS, *_FOUR)
    assert upper == ("", "KOMMUNEN", "", "KONCERNEN", "")
    assert lower == ("NYCKELTAL", *_YEARS)


def test_years_that_come_again_are_no_header_without_heads_above():
    found = _tables("Personer efter regi.", "därav", "Andel hos andra, %", *_YEARS, *_FOUR)
    assert not [row for table in found for row in table if row[1:] == _YEARS]


def test_heads_over_gaps_on_three_levels():
    upper = ("Ort", "Folk", "Flyttningar")
    middle = ("", "", "In", "Ut mot")
    lower = ("", "", "", "Länet", "Riket")
    ((first, second, third, *_),) = _tables("14:2 Folk", *upper, *middle, *lower, "Ån", *"5678", "Ön", *"6789")
    assert first == ("Ort", "Folk", "Flyttningar", "", "")
    assert (second, third) == (("", "", "In", "Ut mot", ""), lower)


def test_heads_that_come_again_under_those_of_each_level():
    lowest = ("", "Män", "Kvinnor", "Alla", "Män", "Kvinnor", "Män", "Kvinnor")
    rows = ("0-4", *"1234567", "5-9", *"2345678", "10-w", *"3456789")
    upper = ("Ålder", "Antal", "Andel (%)", "", "Folk", "I arbete", "I arbete")
    ((first, second, third, *body),) = _tables("Folk i arbete", *upper, *lowest, *rows)
    assert first == ("Ålder", "Antal", "", "", "", "", "Andel (%)", "")
    assert (second, third) == (("", "Folk", "", "", "I arbete", "", "I arbete", ""), lowest)
    assert [row[0] for row in body] == ["0-4", "5-9", "10-w"]


def test_rows_that_lack_cells_are_unread_and_the_others_keep_their_heads():
    text = "Kassaflöde|Tkr|2031|2030|Resultat|12|13|Avskrivning|3|4|Poster|Försäljning|7|Köp|-5|-6|Summa|17|11"
    pages = read_pages(text.replace("|", "\n\n"))
    blocks = [block for page, _ in pages for block in page]
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert [row.texts[0] for row in table.rows] == ["Tkr", "Resultat", "Avskrivning", "Köp", "Summa"]
    unread = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert unread[-2:] == ["Försäljning", "7"]


def test_a_table_with_notes_in_some_rows_is_no_table_that_lacks_cells():
    rows = ("Intäkter", "1", "12", "13", "Kostnader", "2", "-3", "-4", "Netto", "9", "9", "Skatt", "3", "5", "6")
    ((header, *body),) = _dropped("Resultat", "Tkr", "Not", "2031", "2030", *rows)
    assert header == ("Tkr", "Not", "2031", "2030")
    assert body[2] == ("Netto", "", "9", "9")


def test_words_over_labels_and_notes_below_the_heads():
    ((header, *_),) = _dropped("Resultat", "2031-12-31", "2030-12-31", "BELOPP I TKR", "Not", "Intäkter", *_LARGE)
    assert header == ("BELOPP I TKR", "2031-12-31", "2030-12-31")


def test_notes_over_labels():
    ((upper, lower, *_),) = _tables("Noter", "Not", "Kommunen", "Koncernen", "", *("2031", "2030") * 2, *_FOURS)
    assert (upper, lower) == (("", "Kommunen", "", "Koncernen", ""), ("Not", "2031", "2030", "2031", "2030"))


def test_words_that_date_a_table_over_labels_of_heads_without_dates():
    ((header, *_),) = _dropped("Bidrag", "Grundbelopp 2031", "Egen regi", "Enskild regi", *_PAIRS)
    assert header == ("Grundbelopp 2031", "Egen regi", "Enskild regi")


def test_heads_with_colons():
    ((header, *_),) = _dropped("Intäkter", "Källa:", "Summa (mnkr):", "Andel (%):", *_PAIRS)
    assert header == ("Källa:", "Summa (mnkr):", "Andel (%):")


def test_a_year_printed_twice_by_mistake():
    ((header, *_),) = _dropped("Bostäder", "Ort", "2031", "2032", "2033", "2033", *_FOURS)
    assert header == ("Ort", "2031", "2032", "2033", "2033")


def test_a_number_after_a_group_of_ages_labels_the_next():
    rows = ("0-5", "76", "73", "6", "13", "14", "7-9", "40", "41", "10-12", "41", "40", "13-w", "99", "98")
    ((header, *body),) = _dropped("Folkmängd", "Ålder", "2031", "2032", *rows)
    assert (header, [row[0] for row in body]) == (("Ålder", "2031", "2032"), ["0-5", "6", "7-9", "10-12", "13-w"])


def test_a_column_without_head_beside_notes():
    rows = ("Intäkter", "1", "", "1 200", "1 300", "Kostnader", "2", "", "-300", "-400")
    ((header, *_),) = _tables("Räkenskaper", "Tkr", "Not", "", "Utfall 2031", "Budget 2031", *rows)
    assert header == ("Tkr", "Not", "", "Utfall 2031", "Budget 2031")


def test_labels_that_are_long_or_end_in_an_abbreviation():
    long = "Andel vårdnadshavare " + "med barn i förskola " * 6 + "som är nöjda, procent"
    ((_, *body),) = _dropped("Nyckeltal", "2031", "2032", long, "97", "98", "Årets förändr. inkl. lönesk.", "25", "23")
    assert [row[0] for row in body] == [long, "Årets förändr. inkl. lönesk."]


def test_the_head_of_notes_is_beside_the_words_over_labels():
    head = ("Post", "Noter", "T o m aug", "Helår", "", "", "Utfall", "Budget", "Avvikelse", "Prognos")
    rows = ("Avgifter", "2", "0,8", "0,7", "0,1", "1,1", "Hyror", "3", "37,0", "34,4", "2,6", "71,7")
    assert _tables(*head, *rows, "Summa", "", "37,8", "35,1", "2,7", "72,8")[0][:2] == [
        ("", "", "T o m aug", "", "", "Helår"),
        ("Post", "Noter", "Utfall", "Budget", "Avvikelse", "Prognos"),
    ]


def test_dates_of_six_digits_are_of_heads():
    head = ("", "Kommunen 211231", "Kommunen 201231", "Koncernen 211231", "Koncernen 201231")
    rows = ("Mark", "7 883", "8 001", "8 042", "5 844", "Maskiner", "12 679", "12 867", "15 056", "14 737")
    assert _tables(*head, *rows)[0][0] == head


def test_a_total_is_the_last_head_and_no_group_below_heads():
    head = ("Personal", "2022", "Kvinnor", "Män", "Summa")
    rows = ("Lotsar", "359", "408", "767", "Styrmän", "734", "882", "1 616", "Summa", "1 093", "1 290", "2 383")
    assert _tables("Årsarbetare", *head, *rows)[0][:3] == [
        ("", "2022", "", ""),
        ("Personal", "Kvinnor", "Män", "Summa"),
        ("Lotsar", "359", "408", "767"),
    ]


def test_a_heading_and_a_title_are_no_heads_over_all_columns():
    upper = ("", "Ackumulerat", "Helåret")
    lower = ("", "Utfall", "Budget", "Avvikelse", "Prognos", "Budget", "Avvikelse")
    rows = ("Bad", *"123456", "Väg", *"234567", "Skog", *"345678")
    ((first, second, *_),) = _tables("Ekonomi", "", "Utfall per nämnd", "", *upper, *lower, *rows)
    assert (first, second) == (("", "Ackumulerat", "", "", "Helåret", "", ""), lower)
