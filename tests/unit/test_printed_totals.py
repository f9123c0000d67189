"""Totals whose parts few figures show: labels, groups and the rows around them say which they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dagster_project.reading.relations.discover import discover_relations
from tests.relations import in_column, relation, written
from tests.tables import table

GROUPED = """Verksamhet|2023|2022
Teknik||
Gator|4 120|4 385
Parker|1 980|2 240
Vatten|3 310|3 405
{teknik}
Skola||
Förskola|9 420|9 730
Grundskola|12 310|12 535
{skola}
"""


def test_a_total_whose_line_is_not_printed_is_expected_by_the_name_of_its_group() -> None:
    text = GROUPED.format(teknik="Summa teknik|9 410|10 030", skola="Summa skola|24 200|24 780")
    found = discover_relations([table(text)])
    assert relation(found, "Summa skola/2023").basis == "label+structure"
    assert written(found)["Summa skola/2023"] == in_column("2023", "Förskola", "Grundskola")
    assert relation(found, "Summa teknik/2023").basis == "label+arithmetic"


def test_a_total_of_groups_without_totals_is_of_all_their_rows() -> None:
    text = GROUPED.replace("{teknik}\n", "").format(skola="Totalt|31 140|32 595")
    found = discover_relations([table(text)])
    assert written(found)["Totalt/2022"] == in_column("2022", "Gator", "Parker", "Vatten", "Förskola", "Grundskola")
    assert relation(found, "Totalt/2023").basis == "label"


def test_a_total_that_may_be_of_other_rows_than_those_printed_is_not_assessed() -> None:
    text = "Verksamhet|2023|2022\nGator|4 120|4 385\nParker|1 980|2 240\nTotalt|94 110|98 350\n"
    found = discover_relations([table(text)])
    assert {r.expectation for r in found.relations} == {"not_assessed"}


@pytest.mark.parametrize("total", ["Summa|-9 410|10 030", "Summa|9 410 000|10 030", "Summa|9,4|10 030"])
def test_a_slip_of_sign_or_unit_does_not_hide_the_parts_of_a_total(total: str) -> None:
    text = f"Verksamhet|2023|2022\nGator|4 120|4 385\nParker|1 980|2 240\nVatten|3 310|3 405\n{total}\n"
    found = discover_relations([table(text)])
    assert written(found)["Summa/2023"] == in_column("2023", "Gator", "Parker", "Vatten")


def test_a_result_continues_from_the_one_before_it_where_others_do() -> None:
    text = """Resultaträkning|2023|2022
Verksamhetens intäkter|65,0|67,3
Verksamhetens kostnader|-242,2|-217,7
Avskrivningar|-32,2|-36,8
Verksamhetens nettokostnader|-209,4|-187,2
Skatteintäkter|180,4|176,2
Verksamhetens resultat|9,4|17,3
Finansiella intäkter|9,8|8,7
Finansiella kostnader|-92,5|-77,4
Årets resultat|-73,3|-51,4
"""
    found = discover_relations([table(text, unit="MSEK")])
    parts = in_column("2023", "Verksamhetens nettokostnader", "Skatteintäkter")
    assert written(found)["Verksamhetens resultat/2023"] == parts
    assert relation(found, "Verksamhetens resultat/2022").basis == "label+structure"


def test_a_row_short_of_its_lines_is_found_by_rows_printed_alike_that_are_not() -> None:
    text = """Verksamhet|2023|2022
**Vård|4 834|5 790
  Rehabilitering|1 457|1 766
  Särskilt boende|1 185|1 183
**Kultur|3 207|3 373
{lines}
Summa|8 041|9 163
"""
    found = discover_relations([table(text.format(lines="  Fritidsgårdar|1 732|1 771\n  Föreningsstöd|1 475|1 602"))])
    assert relation(found, "Vård/2023").basis == "hierarchy+structure"
    assert written(found)["Vård/2022"] == in_column("2022", "Rehabilitering", "Särskilt boende")
    assert "Vård/2023" not in written(discover_relations([table(text.replace("{lines}\n", ""))]))


def test_a_net_cost_of_incomes_without_costs_misses_them() -> None:
    text = """Resultaträkning|2023|2022
Verksamhetens intäkter|65,0|67,3
Avskrivningar|-32,2|-36,8
Verksamhetens nettokostnader|-209,4|-187,2
Skatteintäkter|180,4|176,2
Bidrag|38,4|28,3
Verksamhetens resultat|9,4|17,3
"""
    found = discover_relations([table(text, unit="MSEK")])
    parts = in_column("2023", "Verksamhetens intäkter", "Avskrivningar")
    assert written(found)["Verksamhetens nettokostnader/2023"] == parts
    assert relation(found, "Verksamhetens nettokostnader/2022").basis == "label+structure"


@pytest.mark.parametrize(("net", "is_found"), [("-5 561|-5 517", True), ("-5 561|-5 917", False)])
def test_the_result_below_shows_the_parts_of_a_row_though_most_are_not_printed(net: str, is_found: bool) -> None:
    text = f"""Resultat|2023|2022
Avgifter|440|430
Hyror|3 780|3 160
Summa intäkter|4 220|3 590
Licenser|-178|-175
Transporter|-227|-266
Verksamhetens kostnader|-9 781|-9 107
Verksamhetens nettokostnad|{net}
"""
    stated = written(discover_relations([table(text)]))
    parts = stated.get("Verksamhetens kostnader/2023")
    assert parts == (in_column("2023", "Licenser", "Transporter") if is_found else None)


def test_one_column_that_adds_up_shows_the_parts_of_a_total() -> None:
    text = """Verksamhet|2023|2022
Bibliotek|22,2|22,8
Simhallar|24,9|29,4
Förskola|1,1|1,0
Naturskola|2,8|
Öppen förskola|23,7|27,2
Gymnasieskola|0,7|
S:a|75,4|117,7
"""
    found = discover_relations([table(text, unit="MSEK")])
    assert relation(found, "S:a/2023").expectation == "expected"


def test_a_near_total_with_the_name_of_its_group_is_the_total_of_it() -> None:
    text = """Personal|2023|2022
Antal årsarbetare||
Fasta|1 148|
Visstid|1 152|1 161
Summa antal årsarbetare|2 531|1 161
"""
    read = table(text, unit="FTE")
    read = replace(read, rows=[replace(row, path=("Antal årsarbetare", row.label)) for row in read.rows])
    assert written(discover_relations([read]))["Summa antal årsarbetare/2023"] == in_column("2023", "Fasta", "Visstid")


@pytest.mark.parametrize("empty", ["", ".."])
def test_an_empty_cell_like_those_of_a_sum_of_the_column_that_holds_is_zero(empty: str) -> None:
    text = f"""Personal|2022|2023
Visstid|1 419|1 196
Tillsvidare|1 354|{empty}
Summa anställda|2 773|1 296
Timavlönade|526|
Fasta|411|961
Summa årsarbetare|937|961
"""
    found = discover_relations([table(text, unit="count")])
    expected = "blocked" if empty else "expected"
    assert relation(found, "Summa anställda/2023").expectation == expected


@pytest.mark.parametrize(("deviation", "is_expected"), [("-900", True), ("-700", False)])
def test_a_wrong_total_from_which_the_deviation_was_calculated_is_expected(deviation: str, is_expected: bool) -> None:
    text = "Tkr|Budget 2023|Utfall 2023|Avvikelse\nPersonal|5 000|5 300|-300\nLokaler|1 000|1 200|-200\n"
    found = discover_relations([table(f"{text}Summa kostnader|6 000|6 900|{deviation}\n")])
    assert ("Summa kostnader/Utfall 2023" in written(found)) is is_expected


def test_a_total_that_repeats_its_only_row_is_of_no_rows_below() -> None:
    text = "Mnkr|2025|2024\nInventarier|0|0\nSumma anläggningar|0|0\nFordringar|24,5|25,5\nBank|181,0|124,8\n"
    found = discover_relations([table(f"{text}Summa omsättning|205,5|150,3\nSumma tillgångar|205,5|150,3\n")])
    assert written(found).get("Summa anläggningar/2025") != in_column("2025", "Summa omsättning", "Summa tillgångar")
