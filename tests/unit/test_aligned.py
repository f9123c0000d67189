"""Tables whose columns are aligned with spaces in plain text."""

from __future__ import annotations

from textwrap import dedent

import pytest

from dagster_project.reading.model import Table
from dagster_project.reading.sources.text.finders.aligned.tables import find
from dagster_project.reading.sources.text.line import Line
from dagster_project.reading.sources.text.reader import document_of
from dagster_project.reading.tables.columns import ReportContext
from dagster_project.reading.tables.figures import read_tables


def tables(text: str) -> list[Table]:
    lines = [Line(number, raw) for number, raw in enumerate(dedent(text).strip("\n").split("\n"), start=1)]
    return [found.item for found in find([lines])[0]]


def grids(text: str) -> list[list[tuple[str, ...]]]:
    return [[row.texts for row in table.rows] for table in tables(text)]


CASES = {
    "levels, group, wrapped label and missing values": (
        """
        Driftredovisning
        Verksamhet                        Kommunen                  Koncernen
                                    2023         2022         2023         2022
        Intäkter
          Avgifter och andra
          intäkter                 1 234        1 200            –        2 000
          Bidrag                     566          600         - 12        1 000
        Summa                      1 800        1 800         - 12        3 000
        """,
        [
            [
                ("Verksamhet", "Kommunen", "", "Koncernen", ""),
                ("", "2023", "2022", "2023", "2022"),
                ("Intäkter", "", "", "", ""),
                ("Avgifter och andra intäkter", "1 234", "1 200", "–", "2 000"),
                ("Bidrag", "566", "600", "- 12", "1 000"),
                ("Summa", "1 800", "1 800", "- 12", "3 000"),
            ]
        ],
    ),
    "headers that touch": (
        """
        (tkr)                Utfall 2013    Budget 2013Budgetavvikelse
        Kansliet                 – 4 823        – 4 799           – 24
        It-enheten               – 5 585        – 5 313          – 272
        """,
        [
            [
                ("(tkr)", "Utfall 2013", "Budget 2013", "Budgetavvikelse"),
                ("Kansliet", "– 4 823", "– 4 799", "– 24"),
                ("It-enheten", "– 5 585", "– 5 313", "– 272"),
            ]
        ],
    ),
    "empty cells keep their columns": (
        """
        Mått              2022      2023
        Andel nöjda                   71
        Antal möten         12
        Antal ärenden      120       118
        """,
        [
            [
                ("Mått", "2022", "2023"),
                ("Andel nöjda", "", "71"),
                ("Antal möten", "12", ""),
                ("Antal ärenden", "120", "118"),
            ]
        ],
    ),
    "two tables, text between": (
        """
        Mått              2022      2023
        Andel nöjda         70        71
        Antal möten         12        13

        Tabellen visar hur antalet möten har ändrats under året.

        Kostnad           2022      2023
        Lön                  7         8
        Hyra                 2         3
        """,
        [
            [("Mått", "2022", "2023"), ("Andel nöjda", "70", "71"), ("Antal möten", "12", "13")],
            [("Kostnad", "2022", "2023"), ("Lön", "7", "8"), ("Hyra", "2", "3")],
        ],
    ),
    "prose in two columns": (
        """
        Nämnden har arbetat med        Kostnaden för skolan ökade
        kvalitet under 2023 och        med 3 procent jämfört med
        med nya rutiner för stöd.      året innan, som väntat.
        """,
        [],
    ),
    "tabs are another reader's": ("Mått\t2022  5\nAndel\t70   5\n", []),
}


@pytest.mark.parametrize("name", CASES)
def test_tables_by_the_positions_of_their_columns(name: str) -> None:
    text, expected = CASES[name]
    assert grids(text) == expected


def test_header_indent_and_positions() -> None:
    text = CASES["levels, group, wrapped label and missing values"][0]
    (table,) = tables(text)
    assert table.header_rows == 2
    assert [row.cells[0].indent for row in table.rows[2:]] == [0, 10, 10, 0]
    lines = dedent(text).strip("\n").split("\n")
    for cell in table.rows[-1].cells:
        assert cell.place.line is not None
        assert lines[cell.place.line - 1][cell.place.start : cell.place.end] == cell.text


CENTRED = """
Mnkr
                      Utfall    Budget                Prognos    Utfall
Enhet                                    Skillnad
                        2021      2021                   okt       2020

Gator                  107,4     116,2        8,8      107,6     103,6
Parker                  59,8      75,2       15,4       63,4      56,6
Vatten                 176,6     213,2       36,6      193,8     129,2
"""


def test_a_head_between_the_lines_of_its_neighbours() -> None:
    ((header, *_),) = grids(CENTRED)
    assert header == ("Enhet", "Utfall 2021", "Budget 2021", "Skillnad", "Prognos okt", "Utfall 2020")


def test_a_head_above_the_lines_of_its_neighbours() -> None:
    text = """
                                         Skillnad
    Enhet             Utfall    Budget                Prognos
                        2021      2021                   okt
    Gator                7,4      16,2         8,8        7,6
    Parker              59,8      75,2        15,4       63,4
    """
    ((header, *_),) = grids(text)
    assert header == ("Enhet", "Utfall 2021", "Budget 2021", "Skillnad", "Prognos okt")


def test_words_over_several_columns_with_heads_below() -> None:
    text = """
                        Period 2021           Helår
    Enhet            Utfall    Budget    Prognos    Budget
                     jan-aug  jan-aug       2021      2021
    Gator                7,4      16,2         8,8        7,6
    Parker              59,8      75,2        15,4       63,4
    """
    ((upper, header, *_),) = grids(text)
    assert upper == ("", "Period 2021", "", "Helår", "")
    assert header == ("Enhet", "Utfall jan-aug", "Budget jan-aug", "Prognos 2021", "Budget 2021")


def test_a_word_cut_over_two_lines_is_whole() -> None:
    text = """
                     Budget    Budget
                       2021  avvikelse
    Gator                7,4      16,2
    Parker              59,8      75,2
    """
    ((header, *_),) = grids(text)
    assert header == ("", "Budget 2021", "Budgetavvikelse")


def test_rows_in_small_letters_keep_their_figures() -> None:
    text = """
    Mkr              Utfall    Budget
    Skulder            20,0      21,0
    varav lån          12,0      13,0
    övriga              8,0       8,0
    """
    ((_, *rows),) = grids(text)
    assert rows == [("Skulder", "20,0", "21,0"), ("varav lån", "12,0", "13,0"), ("övriga", "8,0", "8,0")]


def test_a_first_row_of_ranges_is_no_header() -> None:
    text = """
    Mått             Utfall    Budget
    Platser           12–13     14–15
    Hyra            1,234.5   1,345.6
    Lön               5 000     5 200
    """
    ((header, *rows),) = grids(text)
    assert header == ("Mått", "Utfall", "Budget")
    assert rows[0] == ("Platser", "12–13", "14–15")


FIRST = """Resultat, mnkr

                      Utfall    Budget   Avvikelse
Intäkter                21,9      22,3        -0,4
Hyror                    6,9       7,3        -0,4
Summa                   28,8      29,6        -0,8
"""
NEXT = """
Personal               -51,7     -53,1         1,4
Lokaler                -10,7     -11,4         0,7
"""


def figures(text: str) -> list[tuple[str, str, str]]:
    """The label, the header and the text of every figure, as the tables of a document are read."""
    document = document_of(text, "d", "d.txt")
    read = read_tables(document, ReportContext(None, False, None))
    return [
        (figure.row_label, figure.column_label, figure.value_as_printed)
        for table in read.tables
        for figure in table.figures.values()
    ]


@pytest.mark.parametrize(
    "parting",
    ["\f", "\nRapport 2021                              2 (2)\n", "\f\nRapport 2021                 Sida 2 av 2\n"],
    ids=["form feed", "furniture", "both"],
)
def test_a_table_goes_on_on_the_next_page_under_the_same_heads(parting: str) -> None:
    found = figures("Rapport 2021\n\n" + FIRST + parting + NEXT)
    assert ("Lokaler", "Avvikelse", "0,7") in found
    assert ("Personal", "Budget", "-53,1") in found
    assert len(found) == 15


@pytest.mark.parametrize(
    "rest",
    [
        "Personal               -51,7     -53,1\nLokaler                -10,7     -11,4\n" * 2,
        "Personal   -51,7   -53,1   1,4\nLokaler   -10,7   -11,4   0,7\n" * 2,
    ],
    ids=["fewer columns", "other places"],
)
def test_a_table_of_other_columns_does_not_get_those_heads(rest: str) -> None:
    found = figures("Rapport 2021\n\n" + FIRST + "\f" + rest)
    assert not any(head for label, head, _ in found if label in ("Personal", "Lokaler"))


@pytest.mark.parametrize("head", ["", "                      Utfall    Budget   Avvikelse\n"], ids=["bare", "repeated"])
def test_a_total_alone_on_the_next_page_has_the_heads(head: str) -> None:
    found = figures("Rapport 2021\n\n" + FIRST + "\f" + head + "Netto                  -62,4     -64,5         2,1\n")
    assert ("Netto", "Avvikelse", "2,1") in found
    assert len(found) == 12


def test_a_group_at_the_end_of_a_page_has_the_rows_of_the_next() -> None:
    document = document_of(FIRST + "Stöd\n\f  Färdtjänst            -51,7     -53,1         1,4\n", "d", "d.txt")
    (table,) = read_tables(document, ReportContext(None, False, None)).tables
    paths = {figure.row_label: figure.row_path for figure in table.figures.values()}
    assert paths["Färdtjänst"].endswith("Stöd > Färdtjänst")


def test_a_number_before_the_labels_keeps_its_column_where_the_last_row_has_none() -> None:
    first = """
Projekt   Tkr                Utfall    Budget
5160      Mossvallen          2 812     3 138
5170      Solgården             305       299
5180      Strandvägen           521       421
"""
    found = figures("Rapport 2021\n\n" + first.lstrip() + "\f          Totalt              3 638     3 858\n")
    assert ("Totalt", "Budget", "3 858") in found


def test_a_table_goes_on_only_after_the_end_of_a_page() -> None:
    tables = [block for _, block in document_of(FIRST + "\n\n\n" + NEXT * 2, "d", "d.txt").blocks]
    assert sum(isinstance(block, Table) for block in tables) == 2
    assert not any(head for label, head, _ in figures(FIRST + "\n\n\n" + NEXT * 2) if label == "Lokaler")


def test_words_over_the_labels_between_the_lines_of_heads() -> None:
    text = """
                      Ursprunglig budget   Utfall    Kvar av
    Tkr
                                    2021     2021     budget
    Gator                           7,4      16,2        8,8
    Parker                         59,8      75,2       15,4
    """
    ((header, *_),) = grids(text)
    assert header == ("Tkr", "Ursprunglig budget 2021", "Utfall 2021", "Kvar av budget")


@pytest.mark.parametrize(
    "upper",
    [
        "                      Kommunen              Koncernen",
        "                          Kommunen                  Koncernen",
    ],
    ids=["in line with the first", "over the first"],
)
def test_words_over_heads_that_repeat(upper: str) -> None:
    text = f"""
{upper}
    Mkr             Not     2021      2020      2021      2020
    Gator             1      7,4      16,2       8,8      17,6
    Parker            2     59,8      75,2      15,4      63,4
    """
    ((header, *_),) = grids(text)
    assert [header[2], header[4]] == ["Kommunen", "Koncernen"]


def test_words_over_heads_that_repeat_beside_labels_with_numbers() -> None:
    text = """
                              Kommun             Koncern
    Nr    Post           2018      2019      2018      2019
    8060  Gator          17,4      16,2      18,8      17,6
    8070  Parker         59,8      75,2      15,4      63,4
          Summa          77,2      91,4      34,2      81,0
    """
    ((header, *_),) = grids(text)
    assert [header[2], header[4]] == ["Kommun", "Koncern"]
