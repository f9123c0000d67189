"""Tables of text that lost what parted its columns: found, cut into figures, and not found in prose."""

import pytest

from dagster_project.reading.model import Table
from dagster_project.reading.sources import lines


def _tables(text: str) -> list[list[tuple[str, ...]]]:
    pages = lines.read_pages(text)
    return [[row.texts for row in block.rows] for blocks, _ in pages for block in blocks if isinstance(block, Table)]


def test_rows_as_lines_with_minus_signs_that_stand_apart():
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
def test_lines_that_end_in_numbers_are_no_table(text):
    assert _tables(text) == []
