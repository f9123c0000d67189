"""Reports as plain text whose columns are kept at positions: what its figures mean."""

from __future__ import annotations

from dagster_project.reading.read import read_content
from dagster_project.reading.records import FigureRecord, Reading
from dagster_project.reading.sources.text.reader import document_of
from dagster_project.terms import NumberRole, Scenario, Unit


def reading(text: str) -> Reading:
    return read_content(document_of(text, "d", "rapport.txt"))


def figures(text: str) -> dict[tuple[str, str], FigureRecord]:
    """The figures of a report by label and column."""
    return {(figure.row_label, figure.column_label): figure for figure in reading(text).figures}


RESULT = """
                   Utfall    Budget
Avgifter             38,4      36,1
Bidrag               12,7      11,9
"""


def test_a_heading_directly_below_another_is_under_it() -> None:
    found = figures(f"Årsbokslut 2021\n\nText om året.\n\nGatukontorets ekonomi, mnkr\n\nDriftredovisning\n{RESULT}")
    assert found["Avgifter", "Utfall"].unit is Unit.MSEK


def test_a_sentence_with_the_unit_between_two_headings_holds_below_both() -> None:
    unit = "Tabellen visar belopp i mnkr."
    found = figures(f"Årsbokslut 2021\n\nText om året.\n\nGatukontorets ekonomi\n\n{unit}\n\nDrift\n{RESULT}")
    assert found["Avgifter", "Utfall"].unit is Unit.MSEK


def test_a_heading_after_text_ends_the_one_before() -> None:
    found = figures(
        f"Årsbokslut 2021\n\nEkonomi, mnkr\n\nText om året.\n\nDriftredovisning\n\nText om driften.\n{RESULT}"
    )
    assert found["Avgifter", "Utfall"].unit is None


def test_a_line_with_a_unit_alone_does_not_end_its_section() -> None:
    found = reading(f"Delårsrapport augusti 2021\n\nText.\n\nInvesteringar\n\nBelopp i tkr\n{RESULT}")
    (table,) = found.tables
    assert table.table_title == "Investeringar"
    assert {figure.unit for figure in found.figures} == {Unit.TSEK}


def test_the_day_of_a_report_does_not_end_its_front_page() -> None:
    front = "Delårsrapport augusti\n\nHedeviks kommun\n\n14 september 2021\n\nText om året."
    assert reading(f"{front}\n\nUtfall\n{RESULT}").document.year == 2021


def test_words_in_line_with_the_middle_one_of_their_columns_are_over_all() -> None:
    text = """Delårsrapport juni 2021

Driftredovisning

                               Perioden                     Helår
Post          Utfall   Budget   Avvikelse   Utfall fg år   Prognos
Avgifter        38,4     36,1         2,3           35,0      70,2
Bidrag          12,7     11,9         0,8           12,1      24,4
"""
    columns = {column for _, column in figures(text)}
    assert "Perioden > Utfall fg år" in columns
    assert "Helår > Prognos" in columns
    assert figures(text)["Bidrag", "Perioden > Utfall fg år"].year == 2020


def test_the_last_line_of_a_cut_head_is_no_group_of_rows() -> None:
    text = """Årsbokslut 2021

Driftredovisning

                              Utfall
Post        Utfall   Avvik      före
                      else gående år
Avgifter      38,4     2,3      35,0
Bidrag        12,7     0,8      12,1
"""
    found = figures(text)
    assert set(found) == {
        (label, head) for label in ("Avgifter", "Bidrag") for head in ("Utfall", "Avvikelse", "Utfall föregående år")
    }
    assert found["Bidrag", "Utfall föregående år"].year == 2020


def test_a_blank_line_within_cut_heads() -> None:
    text = """Årsbokslut 2021

Driftredovisning

             Beslutad budget    Utfall     Budget-

                        2021      2021   avvikelse
Avgifter                36,1      38,4         2,3
Bidrag                  11,9      12,7         0,8
"""
    found = figures(text)
    assert found["Bidrag", "Beslutad budget 2021"].scenario is Scenario.BUDGET
    assert found["Bidrag", "Budgetavvikelse"].scenario is Scenario.DEVIATION


def test_heads_cut_over_many_lines_beside_numbers_of_rows() -> None:
    text = """Årsbokslut 2021

Balansräkning

Nr     Post                    Kommunen  Sammanställd
                       31 december 2021   redovisning
                                                   31
                                             december
                                                2021,
                                                 mnkr
       Tillgångar
7010     Mark                      38,4          36,1
7020     Maskiner                  12,7          11,9
"""
    columns = {column for _, column in figures(text)}
    assert columns == {"Kommunen 31 december 2021", "Sammanställd redovisning 31 december 2021, mnkr"}


def test_days_in_digits_are_heads() -> None:
    text = """Delårsrapport mars 2021

Balansräkning, mnkr

                    Kommun               Koncern
Post           20201231   20210331   20201231   20210331
Mark               38,4       36,1       48,2       47,0
Maskiner           12,7       11,9       22,7       21,4
"""
    found = figures(text)
    assert {column for _, column in found} >= {"Kommun > 20201231", "Koncern > 20210331"}
    assert found["Mark", "Kommun > 20201231"].year == 2020


def test_days_of_six_digits_and_sizes_of_units_are_heads() -> None:
    rows = "Mark                   38,4            36,1\nMaskiner               12,7            11,9\n"
    days = figures(f"Bokslut 2021\n\nBalansräkning\n\nPost                 201231          211231\n{rows}")
    assert {column for _, column in days} == {"201231", "211231"}
    head = "                     Utfall    Budget 2021,\nPost         2021, 1 000 kr        1 000 kr\n"
    sizes = figures(f"Bokslut 2021\n\nDriftredovisning\n\n{head}{rows}")
    assert {column for _, column in sizes} == {"Utfall 2021, 1 000 kr", "Budget 2021, 1 000 kr"}
    assert {figure.unit for figure in sizes.values()} == {Unit.TSEK}


def test_days_beside_the_word_for_notes_are_heads() -> None:
    rows = "Mark\t1\t384\t361\t482\t470\nMaskiner\t\t127\t119\t227\t214\n"
    heads = "\t\tKommunen\t\tKoncernen\t\nPost\tNot\t211231\t210831\t211231\t210831\n"
    found = figures(f"Bokslut 2021\n\nBalansräkning, mnkr\n\n{heads}{rows}")
    assert ("Mark", "Kommunen > 211231") in found
    assert ("Mark", "Koncernen > 210831") in found


def test_a_total_on_the_next_page_has_no_note() -> None:
    front = "Bokslut 2021\n\nPost       Not    Utfall    Budget\n"
    rows = "Avgifter     5      38,4      36,1\nBidrag       6      12,7      11,9\n"
    assert ("Summa", "Budget") in figures(f"{front}{rows}\fSumma               51,1      48,0\n")


def test_a_header_of_days_is_printed_again_on_the_next_page() -> None:
    header = "Post           20201231   20210331\n"
    rows = "Mark               38,4       36,1\nMaskiner           12,7       11,9\n"
    front = "Delårsrapport mars 2021\n\nBalansräkning, mnkr\n\n"
    found = reading(f"{front}{header}{rows}\f{header}Summa              51,1       48,0\n")
    assert len(found.tables) == 1
    assert len(found.figures) == 6


def test_the_number_at_the_end_of_a_cut_head_is_no_row() -> None:
    text = """Årsbokslut 2021

Driftredovisning

Post          Budget    Prognos   Prognos delår    Utfall
                        delår 1               2
Avgifter        36,1       38,0            38,2      38,4
Bidrag          11,9       12,0            12,5      12,7
"""
    assert {column for _, column in figures(text)} == {"Budget", "Prognos delår 1", "Prognos delår 2", "Utfall"}


def test_columns_that_no_row_has_both_of_are_two_under_two_heads() -> None:
    text = """Årsbokslut 2021

Fastigheter, tkr

Post                          2021    2020
Ingående värde                       1 651
Årets anskaffning            2 525
\f
Årets avskrivning             -264    -304
Bokfört värde                2 261   1 347
"""
    found = figures(text)
    assert found["Årets anskaffning", "2021"].year == 2021
    assert found["Bokfört värde", "2020"].year == 2020


def test_a_sentence_with_an_amount_says_nothing_of_the_table_below() -> None:
    sentence = "Bidragen uppgick till 11,9 mnkr 2020."
    found = figures(f"Årsbokslut 2021\n\nText om året.\n\nDriftredovisning, tkr\n\n{sentence}\n{RESULT}")
    assert {(figure.unit, figure.year) for figure in found.values()} == {(Unit.TSEK, 2021)}


def test_rows_of_changes_have_changes_of_budgets_too() -> None:
    text = f"Budget 2022\n\nDriftbudget, mnkr\n{RESULT}Förändring, %\nAvgifter              2,4       0,9\n"
    changes = [figure for figure in reading(text).figures if figure.unit is Unit.PERCENT]
    assert [figure.scenario for figure in changes] == [Scenario.CHANGE] * 2


def test_groups_with_blank_lines_between_a_header_and_its_first_row() -> None:
    text = """Årsbokslut 2021

                                Kommunen        Sammanställd
                                                 redovisning
Belopp i mnkr         Not     2020    2021     2020     2021
TILLGÅNGAR

ANLÄGGNINGSTILLGÅNGAR
Mark                    3     38,4    36,1     48,2     47,0
Maskiner                4     12,7    11,9     22,7     21,4
Summa                         51,1    48,0     70,9     68,4
"""
    found = figures(text)
    assert len(found) == 12
    assert found["Mark", "Sammanställd redovisning > 2021"].unit is Unit.MSEK


def test_the_number_of_a_tertial_is_not_unread() -> None:
    numbers = reading(f"Tertialrapport 2 2021\n\nText om året.\n\nUtfall\n{RESULT}").numbers
    assert not [number for number in numbers if number.role is NumberRole.UNREAD]


def test_heads_over_runs_of_years_leave_the_first_run_to_the_line_above() -> None:
    text = """Årsbokslut 2021

Brukare inom omsorgen

                      Antal brukare                    varav
                                        Andel kvinnor, %   Andel över 80, %
                     2019  2020  2021   2019  2020  2021   2019  2020  2021
Norra                 583   670   652   51,6  49,5  48,7   46,6  46,1  46,3
Södra                 130   145   152   51,9  51,5  51,5   51,2  49,7  47,7
"""
    labels = [figure.column_label for figure in reading(text).figures[:9]]
    assert labels == [f"{head} > {year}" for head in HEADS_OVER_RUNS for year in (2019, 2020, 2021)]


HEADS_OVER_RUNS = ("Antal brukare", "varav > Andel kvinnor, %", "varav > Andel över 80, %")
