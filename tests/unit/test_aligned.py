"""Tables whose columns are aligned with spaces in plain text."""

from __future__ import annotations

from textwrap import dedent

import pytest

from dagster_project.reading.model import Table
from dagster_project.reading.sources.text.finders.aligned import find
from dagster_project.reading.sources.text.line import Line


def tables(text: str) -> list[Table]:
    lines = [Line(number, raw) for number, raw in enumerate(dedent(text).strip("\n").split("\n"), start=1)]
    return [found.item for found in find(lines)]


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
