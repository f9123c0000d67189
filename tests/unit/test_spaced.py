"""Tables of text that lost the separators of its columns: found, cut into figures, and not found in prose."""

import pytest

from dagster_project.reading.model import Table
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
