"""Tables with a line for each cell, the heads of which are in several rows, and those with a row per observation."""

from dagster_project.reading.model import Table
from dagster_project.reading.sources.text.blocks import read_pages

_BLANK = "\u00a0"


def _tables(*cells: str) -> list[list[tuple[str, ...]]]:
    """The tables of text with a cell per line and a blank line after each; an empty cell is a line of a blank."""
    pages = read_pages("".join(f"{cell or _BLANK}\n\n" for cell in cells))
    return [[row.texts for row in block.rows] for blocks, _ in pages for block in blocks if isinstance(block, Table)]


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
