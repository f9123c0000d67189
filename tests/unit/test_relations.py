"""Relations found in small tables: what adds up, what must not be added, and what a misprint does not hide."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.reading.relations.discover import discover_relations
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.terms import Axis
from tests.relations import in_column, relation, written
from tests.tables import table

THREE_LEVELS = """
Investeringar|Budget 2023|Bokslut 2023|Bokslut 2022
Nya områden|27 050|21 332|29 717
Mark|2 000|10 111|707
Exploatering|25 050|11 220|29 010
Norr|17 000|2 285|3 069
Söder|2 000|4 481|16 747
Övriga|6 050|4 454|9 194
Konst|0|0|0
Förnyelse|13 255|11 597|7 857
Inventarie|400|1 753|692
Fordon|12 855|9 844|7 165
Totala utgifter|40 305|32 929|37 574
"""


def test_three_levels_without_indents_are_summed_level_by_level() -> None:
    found = discover_relations([table(THREE_LEVELS)])
    assert written(found) == {
        f"{total}/{column}": in_column(column, *parts)
        for column in ("Budget 2023", "Bokslut 2023", "Bokslut 2022")
        for total, parts in {
            "Nya områden": ("Mark", "Exploatering"),
            "Exploatering": ("Norr", "Söder", "Övriga"),
            "Förnyelse": ("Inventarie", "Fordon"),
            "Totala utgifter": ("Nya områden", "Konst", "Förnyelse"),
        }.items()
    }
    roles = {figure_id.split("/")[1].split("#")[0]: role for figure_id, role in found.roles.items()}
    assert {roles["Nya områden"], roles["Exploatering"], roles["Förnyelse"]} == {"subtotal"}
    assert (roles["Totala utgifter"], roles["Konst"], roles["Norr"]) == ("total", "leaf", "leaf")


def test_a_sum_that_breaks_in_one_column_is_expected_there_too() -> None:
    found = discover_relations([table(THREE_LEVELS.replace("|9 844|", "|9 944|"))])
    assert relation(found, "Förnyelse/Bokslut 2023").expectation == "expected"


def test_costs_and_incomes_printed_without_signs() -> None:
    found = discover_relations(
        [
            table(
                """
                |Utfall 2023|Utfall 2022|Utfall 2021
Bidrag          |9,8|7,4|5,3
Övriga intäkter |61,3|65,6|58,8
S:a Intäkter    |71,1|73,0|64,1
Personal        |85,7|79,1|74,6
Omkostnader     |414,2|391,5|374,6
S:a Kostnad     |499,9|470,7|449,2
Nettokostnad    |428,8|397,6|385,1
Nettobudget     |441,1|420,1|408,9
Budgetdiff      |12,3|22,5|23,8
""".strip(),
                unit="MSEK",
            )
        ]
    )
    column = "Utfall 2023"
    assert written(found)[f"Nettokostnad/{column}"] == {f"S:a Kostnad/{column}", f"-S:a Intäkter/{column}"}
    assert written(found)[f"Budgetdiff/{column}"] == {f"Nettobudget/{column}", f"-Nettokostnad/{column}"}
    assert found.deviation_signs == {"t1": "budget_minus_actual"}


def test_memo_rows_are_never_added_and_a_memo_group_is_a_split_of_its_own() -> None:
    found = discover_relations(
        [
            table(
                """Ärenden|Antal 2023|Antal 2022
Klagomål|43|31
Beröm|9|12
Förslag|97|88
Totalt antal|149|131
Varav anonyma|33|20
Varav||
Norra området|100|80
Södra området|49|51
Summa|149|131
""",
                unit="count",
            )
        ]
    )
    assert written(found)["Totalt antal/Antal 2023"] == in_column("Antal 2023", "Klagomål", "Beröm", "Förslag")
    assert written(found)["Summa/Antal 2023"] == in_column("Antal 2023", "Norra området", "Södra området")
    roles = {figure_id.split("/")[1].split("#")[0]: role for figure_id, role in found.roles.items()}
    assert (roles["Varav anonyma"], roles["Norra området"], roles["Summa"]) == ("memo", "memo", "memo")


def test_a_total_below_a_memo_group_closes_it_only_if_it_is_its_sum() -> None:
    split = table(
        """Projekt|2023|2022
VA|31 712|25 033
Gator|58 355|44 128
Summa|90 067|69 161
Varav||
  Norr|41 744|39 137
  Söder|48 323|30 024
Summa|90 067|69 161
"""
    )
    rows = [replace(row, is_memo=row.indent > 0) for row in split.rows]
    found = discover_relations([replace(split, rows=rows)])
    stated = {r.stated_figure_id: r.description for r in found.relations}
    assert stated["t1/Summa#8/2023"] == "Summa = sum of 2 rows in column 2023"
    assert [r.description for r in found.relations if r.stated_figure_id == "t1/Summa#4/2023"] == [
        "Summa = sum of 2 rows in column 2023",
        "Summa = Summa below it in column 2023",
    ]
    assert {role for figure_id, role in found.roles.items() if "Summa#8" in figure_id} == {"memo"}
    assert {role for figure_id, role in found.roles.items() if "Summa#4" in figure_id} == {"total"}


def test_total_first_and_running_results() -> None:
    first = table("Nämnd|Bokslut|Prognos\nÅrets resultat|66|-4\nService|38|7\nTeknik|-12|-33\nFinansiering|40|22\n")
    running = table(
        """Resultat|Budget 2024|Plan 2025|Plan 2026
Verksamhetens intäkter|177,3|163,5|168,9
varav engångspost|1,0|0,0|0,0
Personalkostnader|-690,2|-714,7|-758,5
Övriga kostnader|-300,0|-300,0|-300,0
Verksamhetens kostnader|-990,2|-1 014,7|-1 058,5
Avskrivningar|-19,7|-21,1|-24,4
Verksamhetens nettokostnader|-832,6|-872,3|-914,0
Skatteintäkter|660,6|699,2|735,1
Statsbidrag|186,0|181,2|180,2
Resultat före extraordinära poster|14,0|8,1|1,3
Extraordinära poster|0,0|0,0|0,0
Årets resultat|14,0|8,1|1,3
""",
        unit="MSEK",
        number=2,
    )
    rows = {k: v for k, v in written(discover_relations([first, running])).items() if k.endswith(("Bokslut", "2025"))}
    year = "Plan 2025"
    assert rows == {
        "Årets resultat/Bokslut": in_column("Bokslut", "Service", "Teknik", "Finansiering"),
        f"Verksamhetens kostnader/{year}": in_column(year, "Personalkostnader", "Övriga kostnader"),
        f"Verksamhetens nettokostnader/{year}": in_column(
            year, "Verksamhetens intäkter", "Verksamhetens kostnader", "Avskrivningar"
        ),
        f"Resultat före extraordinära poster/{year}": in_column(
            year, "Verksamhetens nettokostnader", "Skatteintäkter", "Statsbidrag"
        ),
        f"Årets resultat/{year}": in_column(year, "Resultat före extraordinära poster", "Extraordinära poster"),
    }


def test_varav_rows_that_are_the_whole_are_checked_but_stay_memo_rows() -> None:
    text = (
        "Personal|2021|2022|2023\nAnställda|3 107|3 182|3 259\nvarav kvinnor|2 401|2 468|2 503\nvarav män|706|714|756\n"
    )
    found = discover_relations([table(text, unit="count")])
    assert written(found)["Anställda/2022"] == in_column("2022", "varav kvinnor", "varav män")
    assert set(found.roles.values()) == {"leaf", "memo"}
    partial = discover_relations([table(text.replace("|706|714|756", "|6|14|56"), unit="count")])
    assert not partial.relations


def test_a_weak_sum_is_found_where_it_explains_a_total() -> None:
    found = discover_relations(
        [
            table(
                """Kassaflöde|2023|2022
Kassaflöde från verksamheten|92,3|72,6
Kassaflöde från investeringar|-95,9|-119,8
Nya lån|0,0|60,0
Amortering|-20,0|0,0
Kassaflöde från finansiering|-20,0|60,0
Årets kassaflöde|-23,6|12,8
""",
                unit="MSEK",
            )
        ]
    )
    assert written(found)["Kassaflöde från finansiering/2023"] == in_column("2023", "Nya lån", "Amortering")
    assert len(written(found)["Årets kassaflöde/2023"]) == 3


def test_a_total_that_nothing_adds_up_to_is_not_assessed() -> None:
    found = discover_relations([table("Nämnd|2023|2022\nSkola|500|400\nVård|300|250\nSumma|12 345|9 876\n")])
    assert {(r.expectation, r.stated_figure_id) for r in found.relations} == {
        ("not_assessed", "t1/Summa#4/2023"),
        ("not_assessed", "t1/Summa#4/2022"),
    }
    assert all(r.reason for r in found.relations)


def test_words_and_earlier_years_block_but_a_total_below_its_years_does_not() -> None:
    projects = table(
        """Projekt|Budget 2027|Plan 2028|Plan 2029|Total utgift
Badhus|1 000|500|0|1 500
Bibliotek|1 450|750|325|2 525
Bro|400|100|0|4 024
Buss|0|0|4 500|3 000
Konst|150|150|150|årligen
Lekplats|225|1 125|75|1 425
Summa investeringar|3 225|2 625|5 050|12 474
"""
    )
    found = discover_relations([projects])
    assert relation(found, "Bro/Total utgift").expectation == "blocked"
    assert relation(found, "Buss/Total utgift").expectation == "expected"
    by_axis = {r.axis: r for r in found.relations if r.stated_figure_id == "t1/Summa investeringar#8/Total utgift"}
    assert by_axis[Axis.ROWS].expectation == "blocked"
    assert "årligen" in (by_axis[Axis.ROWS].reason or "") and "Konst" in (by_axis[Axis.ROWS].reason or "")


@pytest.mark.parametrize(
    ("header", "lines", "sign"),
    [
        ("Budget 2023|Bokslut 2023|Avvikelse", ["100|90|-10", "250|275|25", "80|61|-19"], "actual_minus_budget"),
        ("Budget 2023|Bokslut 2023|Avvikelse", ["100|90|10", "250|275|-25", "80|61|19"], "budget_minus_actual"),
        ("Investeringsplan|Utfall|Budget-diff", ["7,8|6,7|1,1"], "budget_minus_actual"),
        ("Bokslut 2023|Bokslut 2022|Förändring", ["100|90|10", "250|275|-25", "80|61|19"], None),
    ],
)
def test_each_table_has_its_own_sign_of_deviations(header: str, lines: list[str], sign: str | None) -> None:
    text = f"Rad|{header}\n" + "\n".join(f"Rad {i}|{line}" for i, line in enumerate(lines))
    found = discover_relations([table(text)])
    assert found.deviation_signs == {"t1": sign}
    assert len(found.relations) == len(lines)


def test_incomes_may_deviate_with_the_other_sign_than_costs() -> None:
    found = discover_relations(
        [
            table(
                """Post|Budget|Utfall|Avvikelse
Intäkter|500|530|30
Personalkostnader|300|310|-10
Lokalkostnader|120|101|19
Övriga kostnader|95|104|-9
"""
            )
        ]
    )
    assert written(found)["Intäkter/Avvikelse"] == {"Intäkter/Utfall", "-Intäkter/Budget"}
    assert written(found)["Lokalkostnader/Avvikelse"] == {"Lokalkostnader/Budget", "-Lokalkostnader/Utfall"}


def test_shares_and_percentage_points_are_not_amounts() -> None:
    found = discover_relations(
        [
            table(
                """Område|Uppnått|Max|Procent %
Fråga 1|5|15|33
Fråga 2|11|20|55
Fråga 3|16|25|64
Fråga 4|4|20|30
Summa|36|80|45
""",
                unit="points",
            ),
            table(
                "Frånvaro|2022 %|2023 %|Differens %\nKvinnor|3,9|3,8|-0,1\nMän|2,7|3,6|0,8\nTotalt|3,4|3,7|0,3\n",
                number=2,
            ),
        ]
    )
    assert written(found)["Fråga 4/Procent %"] == {"Fråga 4/Uppnått", "Fråga 4/Max"}
    assert relation(found, "Fråga 4/Procent %").form == "ratio"
    assert written(found)["Män/Differens %"] == {"Män/2023 %", "-Män/2022 %"}
    assert not any(r.axis == "rows" and "%" in (r.stated_figure_id or "") for r in found.relations)


def test_the_same_quantity_in_two_tables() -> None:
    down = table(
        """|Utfall 2023|Utfall 2022
S:a Intäkter|71,1|73,0
S:a Kostnad|499,9|470,6
Nettokostnad|428,8|397,6
Budgetdiff|12,3|22,5
""",
        unit="MSEK",
        title="Resultaträkning",
    )
    across = table(
        """Nivå|Intäkt|Kostnad|Netto|Budget-diff
Styrelsen|1,0|300,8|299,8|10,1
Skola|70,0|200,5|129,1|2,2
Summa|71,0|501,3|428,9|12,3
""",
        unit="MSEK",
        title="Anslag",
        number=2,
    )
    found = discover_relations([down, across])
    tables = [r for r in found.relations if r.axis == "tables"]
    assert written(replace(found, relations=tables)) == {
        "S:a Intäkter/Utfall 2023": {"Summa/Intäkt"},
        "S:a Kostnad/Utfall 2023": {"Summa/Kostnad"},
        "Summa/Netto": {"Nettokostnad/Utfall 2023"},
        "Budgetdiff/Utfall 2023": {"Summa/Budget-diff"},
    }


def test_two_boards_with_the_same_labels_are_not_one_quantity() -> None:
    text = "Post|Budget 2023|Bokslut 2023\nIntäkter|{}|{}\nPersonal|{}|{}\nLokaler|{}|{}\n"
    one = table(text.format(100, 90, 70, 60, 31, 37), title="Drift")
    other = table(text.format(212, 190, 170, 160, 31, 49), title="Exploatering", number=2)
    assert not [r for r in discover_relations([one, other]).relations if r.axis == "tables"]


def test_figures_without_relations_give_none() -> None:
    found = discover_relations(
        [
            table("Mått|2021|2022|2023\nNKI|72|71|73\nNMI|56|69|60\nHME|79|78|81\nNRI|61|64|66\n", unit="index"),
            table("Enhet|2021|2022\nNorr|12|14\nSöder|7|9\nÖster|19|23\nVäster|4|6\n", unit="count", number=2),
        ]
    )
    assert found.relations == []
    assert set(found.roles.values()) == {"leaf"}


def test_relation_ids_depend_on_the_figures_alone() -> None:
    first, second = (
        discover_relations([table(THREE_LEVELS), *more]) for more in ([], [table("A|2023\nB|1\n", number=2)])
    )
    assert {r.relation_id for r in first.relations} == {r.relation_id for r in second.relations}
    assert len({r.relation_id for r in first.relations}) == len(first.relations) == 12


@st.composite
def blocks(draw: st.DrawFn) -> list[list[list[int]]]:
    """Blocks of rows of figures, all with the same three to five columns."""
    columns = draw(st.integers(3, 5))
    row = st.lists(st.integers(1_001, 99_999), min_size=columns, max_size=columns)
    return draw(st.lists(st.lists(row, min_size=2, max_size=6), min_size=2, max_size=4))


@settings(max_examples=40, deadline=None)
@given(blocks(), st.integers(0, 4), st.sampled_from([-900, 90, 7_000]))
def test_every_total_of_every_table_is_found_also_with_one_misprint(
    drawn: list[list[list[int]]], misprinted: int, error: int
) -> None:
    lines, expected, totals = ["Rad|" + "|".join(f"Utfall {2019 + i}" for i in range(len(drawn[0][0])))], {}, []
    for number, rows in enumerate(drawn):
        lines += [f"Rad {number}.{i}|" + "|".join(map(str, row)) for i, row in enumerate(rows)]
        total = [sum(values) for values in zip(*rows, strict=True)]
        totals.append(total)
        lines.append(f"Summa {number}|" + "|".join(map(str, total)))
        expected[f"Summa {number}"] = {f"Rad {number}.{i}" for i in range(len(rows))}
    grand = [sum(values) for values in zip(*totals, strict=True)]
    grand[misprinted % len(grand)] += error
    lines.append("Totalt|" + "|".join(map(str, grand)))
    expected["Totalt"] = set(expected)
    found = discover_relations([table("\n".join(lines))])
    assert written(found) == {
        f"{stated}/Utfall {2019 + i}": in_column(f"Utfall {2019 + i}", *parts)
        for stated, parts in expected.items()
        for i in range(len(grand))
    }


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(1, 99_999), min_size=4, max_size=4), min_size=3, max_size=12))
def test_random_figures_give_no_relations(rows: list[list[int]]) -> None:
    text = "\n".join(["Rad|2020|2021|2022|2023", *(f"Rad {i}|" + "|".join(map(str, r)) for i, r in enumerate(rows))])
    assert [r for r in discover_relations([table(text)]).relations if r.expectation == "expected"] == []


def test_the_percent_of_a_deviation_has_the_sign_of_the_deviation() -> None:
    text = """Resultaträkning|Budget 2023|Utfall 2023|Avvikelse|Avvikelse %
Intäkter|59,1|48,6|-10,5|-17,8
Kostnader|-611,6|-583,6|28,0|4,6
Avskrivningar|-6,8|-9,5|-2,7|-39,7
Skatteintäkter|519,4|438,6|-80,8|-15,6
"""
    found = discover_relations([table(text, unit="MSEK")])
    for row, sign in {"Intäkter": "", "Kostnader": "-", "Avskrivningar": "-", "Skatteintäkter": ""}.items():
        assert written(found)[f"{row}/Avvikelse %"] == {f"{row}/Avvikelse", f"{sign}{row}/Budget 2023"}


def test_a_percent_is_of_the_column_that_gives_it_to_the_last_digit() -> None:
    text = """Verksamhet|Budget 2023|Utfall 2023|Avvikelse|Avvikelse %
Kostnader|3,8|3,0|0,8|-1,0
Personal|0,8|0,9|-0,1|-12,5
Material|7,0|7,3|-0,3|-4,3
Hyror|2,5|2,8|-0,3|-12,0
Konsulter|4,1|4,3|-0,2|-4,9
"""
    found = discover_relations([table(text, unit="MSEK")])
    assert written(found)["Kostnader/Avvikelse %"] == in_column("Avvikelse", "Kostnader") | {"Kostnader/Budget 2023"}


def test_a_formula_does_not_add_the_zero_of_another_formula() -> None:
    found = discover_relations(
        [
            table("""
Nämnd|Netto 2023|Budget 2023|Avvikelse 2023|Intäkter 2022|Kostnader 2022|Netto 2022
Bygg|-42|-39|-3|43|-82|-39
Teknik|-246|-240|-6|106|-342|-236
Avfall|2|1|1|192|-191|1
Skola|-762|-752|-10|1193|-1870|-677
Kultur|-442|-428|-14|102|-491|-389
Miljö|-20|-18|-2|10|-27|-17
Omsorg|-2486|-2451|-35|507|-2755|-2248
""")
        ]
    )
    lengths = {len(terms) for terms in written(found).values()}
    assert lengths == {2}


GROUP_OF_ONE = """
Driftredovisning|Intäkter|Kostnader|Budget|Avvikelse
Skola|100|-300|210|10
Omsorg|50|-260|200|-10
Summa skattefinansierat|150|-560|410|0
Vatten och avlopp|30|-30|0|0
Summa avgiftsfinansierat|30|-30|0|0
Summa skatte- och avgiftsfinansierat|180|-590|410|0
"""


def test_the_total_of_a_group_of_one_row_is_not_added_beside_it() -> None:
    found = written(discover_relations([table(GROUP_OF_ONE)]))
    for column in ("Intäkter", "Kostnader"):
        total = f"Summa skatte- och avgiftsfinansierat/{column}"
        assert found[total] == in_column(column, "Summa skattefinansierat", "Summa avgiftsfinansierat")
        assert found[f"Summa avgiftsfinansierat/{column}"] == in_column(column, "Vatten och avlopp")


def test_a_head_is_the_total_of_the_rows_below_it_as_others_printed_alike_are() -> None:
    heads = """Verksamhet|2017|2016
**Kultur|77,3|78,6
Tjänster|0,6|0,8
Personal|1,3|1,6
Lokaler|75,4|76,2
**Omsorg|-39,1|36,6
Inköp|18,1|16,6
Löner|18,5|17,8
Hyror|2,5|2,2
Summa|116,4|115,2
"""
    found = written(discover_relations([table(heads, unit="MSEK")]))
    assert found["Omsorg/2017"] == in_column("2017", "Inköp", "Löner", "Hyror")
    assert found["Summa/2017"] == in_column("2017", "Kultur", "Omsorg")
    unlike = heads.replace("**", "")
    assert "Omsorg/2017" not in written(discover_relations([table(unlike, unit="MSEK")]))


def test_a_head_of_one_row_repeats_it() -> None:
    found = written(
        discover_relations(
            [
                table(
                    """Projekt|Utfall|Budget
**Fastigheter|118 603|1 611
Bryggor|1 021|804
Cykelväg|117 582|807
**System|18 791|14 486
Utegym|18 791|14 486
Summa|137 394|16 097
"""
                )
            ]
        )
    )
    assert found["System/Utfall"] == in_column("Utfall", "Utegym")
    assert found["Summa/Utfall"] == in_column("Utfall", "Fastigheter", "System")


def test_a_head_may_lack_its_largest_row_where_the_net_adds_up_with_it() -> None:
    accounts = """Ekonomi|Utfall 2019|Budget 2019
**Summa intäkter|5 411|18 570
Avgifter|2 411|6 838
Båtplatser|3 000|11 732
**Summa kostnader|122 286|114 103
Konsulter|35 168|29 688
Fordon|2 155|3 006
**Nettokostnader|116 875|95 533
"""
    found = discover_relations([table(accounts)])
    column = "Utfall 2019"
    assert written(found)[f"Summa kostnader/{column}"] == in_column(column, "Konsulter", "Fordon")
    assert "structure" in relation(found, f"Summa kostnader/{column}").basis
    other = discover_relations([table(accounts.replace("116 875|95 533", "230 111|90 001"))])
    assert f"Summa kostnader/{column}" not in written(other)


def test_a_result_between_known_results_may_lack_its_largest_row() -> None:
    found = discover_relations(
        [
            table(
                """Resultaträkning|Utfall 2019|Utfall 2020
Verksamhetens intäkter|4 117|3 304
Verksamhetens kostnader|-4 366|-3 097
Avskrivningar|-632|-692
Verksamhetens nettokostnader|-881|-485
Generella statsbidrag|4 194|3 959
Verksamhetens resultat|160 943|189 789
Finansiella intäkter|26 986|26 219
Finansiella kostnader|-8 246|-7 870
Årets resultat|179 683|208 138
"""
            )
        ]
    )
    column = "Utfall 2019"
    assert written(found)[f"Verksamhetens resultat/{column}"] == in_column(
        column, "Verksamhetens nettokostnader", "Generella statsbidrag"
    )


def test_the_last_result_of_a_chain_may_lack_its_largest_row() -> None:
    chain = """Resultaträkning|2012|2011
Verksamhetens intäkter|4,1|4,3
Verksamhetens kostnader|-16,4|-21,7
Verksamhetens nettokostnader|-12,3|-17,4
Skatteintäkter|38,9|10,9
Verksamhetens resultat|26,6|-6,5
Finansiella kostnader|-1,0|-0,9
Årets resultat|88,4|67,4
"""
    found = written(discover_relations([table(chain, unit="MSEK")]))
    assert found["Årets resultat/2012"] == in_column("2012", "Verksamhetens resultat", "Finansiella kostnader")


def test_a_slip_of_sign_or_digit_does_not_outvote_the_row_that_holds() -> None:
    change = """Anställda|2016|2017|Förändring
Tillsvidare|591|-730|139
Visstid|637|758|121
"""
    found = written(discover_relations([table(change, unit="count")]))
    assert found["Tillsvidare/Förändring"] == {"Tillsvidare/2017", "-Tillsvidare/2016"}
    digit = change.replace("-730", "1 730")
    assert "Tillsvidare/Förändring" in written(discover_relations([table(digit, unit="count")]))
    last = change.replace("-730", "733")
    assert "Tillsvidare/Förändring" in written(discover_relations([table(last, unit="count")]))
    two = change + "Timmar|700|823|223\nVikarier|18|40|22\n"
    assert "Tillsvidare/Förändring" not in written(discover_relations([table(two, unit="count")]))
    other = change.replace("-730", "844")
    assert "Tillsvidare/Förändring" not in written(discover_relations([table(other, unit="count")]))


def test_a_head_that_breaks_is_found_before_signs_are_tried() -> None:
    found = written(
        discover_relations(
            [
                table(
                    """Verksamhet|Bokslut 2014|Budget 2014
**Verksamhetens intäkter|7 184|13 181
  Bygglov|–|-5 334
  Hyror|7 184|7 847
**Verksamhetens kostnader|-705 276|-804 964
  Skjutsar|-19 206|-19 148
  Bidrag|-686 070|-785 816
**Nettokostnad|-698 092|-791 783
"""
                )
            ]
        )
    )
    assert found["Verksamhetens intäkter/Budget 2014"] == in_column("Budget 2014", "Bygglov", "Hyror")
    assert found["Nettokostnad/Budget 2014"] == in_column(
        "Budget 2014", "Verksamhetens intäkter", "Verksamhetens kostnader"
    )


def test_a_row_that_ends_its_group_may_lack_a_line_as_another_ends_a_whole_group() -> None:
    groups = """Drift|2020|2019
Intäkter||
Taxor|497|506
Avgifter|3 234|3 314
**Verksamhetens intäkter|6 033|6 462
Kostnader||
Kläder|-154 128|-151 049
Konsulter|-301 851|-357 746
**Verksamhetens kostnader|-455 979|-508 795
**Verksamhetens nettokostnad|-449 946|-502 333
"""
    found = discover_relations([table(groups)])
    assert written(found)["Verksamhetens intäkter/2020"] == in_column("2020", "Taxor", "Avgifter")
    assert "structure" in relation(found, "Verksamhetens intäkter/2020").basis
    parted = groups.replace("Avgifter|", "Varor||\nAvgifter|")
    for other in (groups.replace("**Verksamhetens kostnader", "Verksamhetens kostnader"), parted):
        assert "Verksamhetens intäkter/2020" not in written(discover_relations([table(other)]))


def test_a_total_of_rows_below_a_sum_that_is_printed_like_it_does_not_add_that_sum() -> None:
    statement = """Resultaträkning|2014|2015
Avgifter|2 478|2 482
Fordringar|1 501|121
**Verksamhetens intäkter|3 979|2 603
Konsulter|-15 825|-12 068
Stöd|-31 655|33 524
**Summa kostnader|-47 480|-45 592
**Nettokostnad|-43 501|-42 989
"""
    found = written(discover_relations([table(statement)]))
    assert found["Summa kostnader/2015"] == in_column("2015", "Konsulter", "Stöd")
    assert found["Nettokostnad/2015"] == in_column("2015", "Verksamhetens intäkter", "Summa kostnader")


def test_a_slip_of_a_small_share_does_not_outvote_the_row_that_holds() -> None:
    shares = """Sjukfrånvaro|Andel % 2019|Andel % 2020|Förändring %
Total|8,0|6,8|1,2
30-49 år|3,2|3,7|0,5
"""
    found = written(discover_relations([table(shares)]))
    assert found["Total/Förändring %"] == {"Total/Andel % 2020", "-Total/Andel % 2019"}


def test_a_line_that_is_missing_may_be_of_any_size_where_others_have_no_value() -> None:
    staff = """Anställda|2024|2023
Chefer|654|-
Brandmän|336|-
Kuratorer|242|338
Summa|1 915|1 221
"""
    found = discover_relations([table(staff, unit="count")])
    assert written(found)["Summa/2023"] == in_column("2023", "Chefer", "Brandmän", "Kuratorer")
    full = staff.replace("654|-", "654|1").replace("336|-", "336|1")
    assert "Summa/2023" not in written(discover_relations([table(full, unit="count")]))


def under_groups(text: str, unit: str) -> TableMeaning:
    """A table whose rows have the group row above them in their path."""
    made, group = table(text, unit=unit), ""
    rows = []
    for row in made.rows:
        group = row.label if row.kind == "group" else group
        rows.append(row if row.kind == "group" else replace(row, path=(group, row.label)))
    return replace(made, rows=rows)


def test_a_total_that_names_its_group_is_of_it_though_one_column_has_a_single_row() -> None:
    staff = """Anställda|2020|2021
Antal anställda||
Tillsvidare|–|696
Visstid|628|834
**Summa antal anställda|628|2 435
Antal årsarbetare||
Timavlönade|–|846
Tillsvidare|1 194|1 043
**Summa antal årsarbetare|1 194|1 889
"""
    found = written(discover_relations([under_groups(staff, "count")]))
    assert found["Summa antal anställda/2021"] == in_column("2021", "Tillsvidare", "Visstid")
    assert "Summa antal anställda/2021" not in written(discover_relations([table(staff, unit="count")]))


def test_a_total_that_names_its_group_may_lack_a_line_that_one_column_has_no_value_of() -> None:
    areas = """Område|2021|2022|2023
Kultur||
Material|49|40|35
Tjänster|36|47|52
**Summa kultur|2 282|1 854|87
Teknik||
Material|68|79|70
Tjänster|214|66|219
**Summa teknik|282|145|289
"""
    areas = areas.replace("||\n", "|||\n")
    found = written(discover_relations([under_groups(areas, "TSEK")]))
    assert found["Summa kultur/2021"] == in_column("2021", "Material", "Tjänster")


def test_a_total_does_not_take_the_rows_of_a_head_that_is_wrong_in_one_column() -> None:
    accounts = """Ekonomi|2011|2010
**Summa intäkter|198,4|166,3
  Ersättning|201,7|148,1
  Måltider|18,7|18,2
**Summa kostnader|-1 449,6|-1 394,4
  Material|-1 050,5|-921,7
  Platser|-399,1|-472,7
**Nettokostnader|-1 229,2|-1 228,1
"""
    found = written(discover_relations([table(accounts, unit="MSEK")]))
    assert found["Summa intäkter/2011"] == in_column("2011", "Ersättning", "Måltider")
    assert found["Nettokostnader/2011"] == in_column("2011", "Summa intäkter", "Summa kostnader")


def test_a_total_between_another_and_their_net_may_lack_its_largest_row() -> None:
    accounts = """Drift|2015|2014
Hyror|301|318
Skogsråvara|139 827|159 916
**Summa intäkter|140 128|160 234
Stöd|-28 160|-32 218
IT|–|-10 858
**Summa kostnader|-301 667|-311 879
**Nettokostnad|-161 539|-151 645
"""
    found = written(discover_relations([table(accounts)]))
    assert found["Summa kostnader/2014"] == in_column("2014", "Stöd", "IT")


def test_a_line_that_is_missing_in_most_columns_is_missing_though_one_adds_up() -> None:
    results = """Resultaträkning|Budget 2013|Utfall 2012|Utfall 2013|Avvikelse
Verksamhetens kostnader|-312,4|-290,1|-365,7|-53,3
Avskrivningar|-24,3|-29,4|-22,8|1,5
Verksamhetens nettokostnader|-273,6|-319,5|-325,4|-51,8
Skatteintäkter|591,2|568,3|453,4|-137,8
Verksamhetens resultat|317,6|248,8|128,0|-189,6
Finansiella kostnader|-77,1|-79,2|-58,3|18,8
Årets resultat|240,5|169,6|69,7|-170,8
"""
    found = discover_relations([table(results, unit="MSEK")])
    assert "structure" in relation(found, "Verksamhetens nettokostnader/Utfall 2013").basis


def test_a_change_that_names_no_years_is_that_of_the_latest() -> None:
    shares = """Sjukfrånvaro|Andel % 2007|Andel % 2008|Andel % 2009|Andel % 2010|Förändring %
Total|8,2|7,6|6,9|6,3|-0,6
Män|9,1|7,5|9,5|-7,8|-1,7
30-49 år|4,0|3,9|3,1|3,1|0,0
Kvinnor|6,8|7,4|5,3|6,8|1,5
"""
    found = written(discover_relations([table(shares)]))
    assert found["Män/Förändring %"] == {"Män/Andel % 2010", "-Män/Andel % 2009"}
