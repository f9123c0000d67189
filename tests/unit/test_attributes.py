"""The texts at and around a figure that say its unit, scenario and period, on small tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dagster_project.reading.meaning.evidence import Candidate
from dagster_project.reading.model import Block, Cell, Document, Heading, Page, Paragraph, Place, Row, Table
from dagster_project.reading.records import FigureRecord
from dagster_project.reading.tables.columns import ReportContext
from dagster_project.reading.tables.figures import read_tables
from dagster_project.reading.tables.header_words import column_meaning
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.terms import CellRole, ColumnsFrom, EvidenceSource, Reader, Unit

YEAR = ReportContext(year=2023, is_budget=False, report_type="Verksamhetsberättelse")
PART = replace(YEAR, end_month=8, report_type="Delårsrapport")
BUDGET = replace(YEAR, is_budget=True, report_type="Budget")
IN_TSEK = replace(YEAR, unit=Candidate(Unit.TSEK, EvidenceSource.REPORT, "Alla belopp i tkr"))


def read(text: str, *before: Block, context: ReportContext = YEAR) -> TableMeaning:
    """The only table of a report, from lines of cells separated by '|'."""
    rows = [
        Row(tuple(Cell(cell.strip(), Place(line=number, start=at)) for at, cell in enumerate(line.split("|"))))
        for number, line in enumerate(text.strip().splitlines(), start=10)
    ]
    table = Table(tuple(rows), Place(line=10), ColumnsFrom.DRAWN, True)
    document = Document("d", "report.txt", Reader.TABBED, (Page(1, (*before, table)),))
    (found,) = read_tables(document, context).tables
    return found


def heading(text: str, level: int = 1) -> Heading:
    return Heading(text, level, Place())


def line(text: str) -> Paragraph:
    return Paragraph(text, Place())


def by_column(table: TableMeaning) -> dict[str, FigureRecord]:
    """The figures of the first row by the labels of their columns."""
    row = table.figure_rows[0].number
    return {figure.column_label: figure for (number, _), figure in table.figures.items() if number == row}


# Units ----------------------------------------------------------------------------------------------------------------

MONEY = "{corner} | Utfall 2023 | Budget 2023\n{row} | 12 | 13\nLokaler | 7 | 8"


@pytest.mark.parametrize(
    ("corner", "row", "before", "context", "unit", "source"),
    [
        ("Tkr", "Hyror", (heading("Drift, mnkr"),), YEAR, "TSEK", "table"),
        ("", "Hyror", (heading("Drift, mnkr"),), YEAR, "MSEK", "caption"),
        ("", "Hyror", (heading("Ekonomi, mnkr"), heading("Drift", 2)), YEAR, "MSEK", "section"),
        ("", "Hyror", (heading("Drift"), line("Belopp i tkr")), YEAR, "TSEK", "table"),
        ("", "Hyror", (heading("Drift"),), IN_TSEK, "TSEK", "report"),
        ("Mnkr", "Hyror", (heading("Drift"),), IN_TSEK, "MSEK", "table"),
        ("Tkr", "Hyror, kr", (heading("Drift"),), YEAR, "SEK", "row"),
        ("Tkr", "Kostnad kr/elev", (heading("Drift"),), YEAR, "SEK_per_pupil", "row"),
        ("Tkr", "Kostnad per elev", (heading("Drift"),), YEAR, "TSEK_per_unit", "table"),
        ("Tkr", "Kostnad per nämnd", (heading("Drift"),), YEAR, "TSEK", "table"),
        ("Kr", "Hyror", (heading("Kostnad per invånare"),), YEAR, "SEK_per_capita", "table"),
        ("Tkr", "Förbrukning i kWh av el", (heading("Drift"),), YEAR, "kWh", "row"),
        ("Tkr", "Ersättning efter antal besök", (heading("Drift"),), YEAR, "TSEK", "table"),
        ("Tkr", "Antal besök", (heading("Drift"),), YEAR, "count", "row"),
        ("Tkr", "Antal anställda motsv. heltidsanställningar", (heading("Drift"),), YEAR, "FTE", "row"),
        ("Skatt till kommunen (%)", "Kommunen", (heading("Drift"),), IN_TSEK, "percent", "table"),
        ("Tkr", "Minoritetens andel", (heading("Drift"),), YEAR, "TSEK", "table"),
        ("TEUR", "Hyror", (heading("Drift"),), YEAR, "TEUR", "table"),
        ("€ '000", "Hyror", (heading("Drift"),), YEAR, "TEUR", "table"),
        ("1\u00a0000 €", "Hyror", (heading("Drift"),), YEAR, "TEUR", "table"),
        ("Euro (1 000)", "Hyror", (heading("Drift"),), YEAR, "TEUR", "table"),
        ("", "Hyror", (heading("Drift"),), YEAR, None, None),
    ],
)
def test_the_nearest_plain_text_states_the_unit_of_money(
    corner: str, row: str, before: tuple[Block, ...], context: ReportContext, unit: str | None, source: str | None
) -> None:
    figure = by_column(read(MONEY.format(corner=corner, row=row), *before, context=context))["Utfall 2023"]
    assert (figure.unit, figure.unit_source) == (unit, source)


@pytest.mark.parametrize(
    ("header", "value", "unit", "source"),
    [
        ("Antal 2023", "12", "count", "column"),
        ("Andel 2023", "12", "percent", "column"),
        ("2023", "12 %", "percent", "cell"),
        ("2023", "12", "count", "row"),
        ("2023", "12,5", None, None),
    ],
)
def test_columns_and_cells_state_units_of_people(header: str, value: str, unit: str | None, source: str | None) -> None:
    table = read(
        f" | {header.replace('2023', '2022')} | {header}\nTillsvidareanställda | {value} | {value}", heading("Personal")
    )
    figure = by_column(table)[header]
    assert (figure.unit, figure.unit_source) == (unit, source)


def test_people_among_rows_of_counts_are_counted_by_prior() -> None:
    rows = " | 2022 | 2023\nBarn i förskola | 72 | 75\nLån, antal | 9 | 8\nHemtjänst, antal personer | 5 | 4"
    found = {figure.row_label: figure for figure in read(rows, heading("Kostnader i korthet")).figures.values()}
    assert {label: (figure.unit, figure.unit_source) for label, figure in found.items()} == {
        "Barn i förskola": ("count", "prior"),
        "Lån, antal": ("count", "row"),
        "Hemtjänst, antal personer": ("count", "row"),
    }


@pytest.mark.parametrize(
    ("row", "cell", "unit"),
    [
        ("En portion per dag", "586 kr/månad", "SEK"),
        ("Plats på korttidsboende", "114 kr/dag", "SEK_per_day"),
        ("Personal (antal årsarbetare totalt)", "114", "FTE"),
        ("Medelantal anställda", "114", "count"),
    ],
)
def test_what_a_row_of_a_table_of_money_is_in(row: str, cell: str, unit: str) -> None:
    figure = by_column(read(f"Tkr | 2022 | 2023\n{row} | {cell} | {cell}\nHyror | 12 | 13", heading("Drift")))["2023"]
    assert figure.unit == unit


def test_an_index_with_its_base_year_is_the_unit_of_a_table_of_money() -> None:
    table = read(" | 2022 | 2023\nNorra | 100 | 112\nÖstra | 100 | 98", heading("Kostnader. Index år 2022=100"))
    assert by_column(table)["2023"].unit == "index"


def test_a_number_before_that_of_the_year_before_is_the_cells() -> None:
    table = read(" | Anställda | Heltid, % (2022 inom parentes)\nNorra | 598 | 83 (82)\nÖstra | 157 | 84 (85,5)")
    figure = by_column(table)["Heltid, % (2022 inom parentes)"]
    assert figure.value == 83
    assert (figure.year, figure.value_as_printed) == (2023, "83 (82)")


def test_amounts_with_a_colon_beside_one_that_is_no_time() -> None:
    table = read(" | 2022 | 2023\nUtdebitering | 32:03 | 31:73\nvarav kommunen | 21:56 | 21:26")
    assert [str(figure.value) for figure in table.figures.values()] == ["32.03", "31.73", "21.56", "21.26"]


def test_a_number_of_times_has_no_unit_in_a_table_of_money() -> None:
    figures = read("Tkr | 2022 | 2023\nRäntetäckning, ggr | 8,3 | 9\nRäntor | 12 | 13", heading("Drift")).figures
    assert {(figure.row_label, figure.unit) for figure in figures.values()} == {
        ("Räntetäckning, ggr", None),
        ("Räntor", "TSEK"),
    }


def test_a_group_named_by_a_part_is_no_share_of_a_table_of_money() -> None:
    table = read("Tkr | 2022 | 2023\nVarav ägd andel | |\nHamnbolaget | 595 | 595", heading("Tillgångar"))
    assert by_column(table)["2023"].unit == "TSEK"


def test_a_part_of_an_amount_is_no_share() -> None:
    table = read("Tkr | 2022 | 2023\nAndel i bolagens resultat | -1 562 | 2 646\nHyror | 12 | 13", heading("Resultat"))
    assert by_column(table)["2023"].unit == "TSEK"


def test_an_index_with_its_base_over_a_column_is_a_unit() -> None:
    table = read("Mnkr | Skattekraft | Index riket=100\nNorra | 827 | 102\nÖstra | 429 | 87", heading("Skatter"))
    assert by_column(table)["Index riket=100"].unit == "index"


def test_the_year_behind_a_number_is_that_of_the_figure() -> None:
    table = read("Nyckeltal | Fyrvik 2023 | Riket 2023\nEffektivitet | 74 (2022) | 51 (2022)\nKvalitet | 67 | 55")
    found = {(figure.row_label, figure.year, figure.year_source) for figure in table.figures.values()}
    assert found == {("Effektivitet", 2022, "cell"), ("Kvalitet", 2023, "column")}


def test_a_column_of_the_latest_outcomes_dates_its_rows() -> None:
    table = read("Mått | Senaste utfall | Fyrvik | Riket\nSvar, % | 2023 | 76 | 86\nBemötande, % | 2020 | 93 | 87")
    assert {(figure.row_label, figure.year) for figure in table.figures.values()} == {
        ("Svar, %", 2023),
        ("Bemötande, %", 2020),
    }


def test_a_frame_with_what_changes_it_is_a_budget() -> None:
    figures = by_column(read("Ram 2024 | Ram inkl förändringar | Ramförändring\nSkola | 120 | 3\nVård | 90 | 1"))
    assert figures["Ram inkl förändringar"].scenario == "budget"


def test_ends_of_several_years_are_those_years() -> None:
    figures = by_column(read("Tkr | 2015-12 | 2011-12 | 2010-12\nIntäkter | 7 | 8 | 9\nRäntor | 1 | 2 | 3"))
    assert {label: (f.year, f.period_type) for label, f in figures.items()} == {
        "2015-12": (2015, "year"),
        "2011-12": (2011, "year"),
        "2010-12": (2010, "year"),
    }


def test_counts_of_an_unknown_subject_are_a_prior_unless_it_may_be_money() -> None:
    rows = " | 2022 | 2023\nInpendling | 204 | 212\nUtpendling | 142 | 148"
    figure = by_column(read(rows, heading("Pendling")))["2023"]
    assert (figure.unit, figure.unit_source) == ("count", "prior")
    assert by_column(read(rows, heading("Pendlingens intäkter")))["2023"].unit is None


@pytest.mark.parametrize(("cell", "value"), [("(100 kr)", 100), ("(100)", -100)])
def test_prices_in_parentheses_are_positive(cell: str, value: int) -> None:
    figures = by_column(read(f" | Vuxna | Barn\nHall | {cell} | {cell}", heading("Avgifter")))
    assert figures["Barn"].value == value


def test_a_subject_gives_a_unit_by_prior_which_says_so() -> None:
    figure = by_column(read(" | 2022 | 2023\nUndersköterskor | 12 | 14", heading("Personal")))["2023"]
    assert (figure.unit, figure.unit_source) == ("count", "prior")


@pytest.mark.parametrize("corner", ["", "Antal årsarbetare"])
def test_a_rate_by_definition_is_in_percent_whatever_the_table_counts(corner: str) -> None:
    figure = by_column(read(f"{corner} | 2022 | 2023\nSjukfrånvaro | 5,4 | 6,1", heading("Personal")))["2023"]
    assert (figure.unit, figure.unit_source) == ("percent", "prior")


def test_a_unit_holds_for_its_group_of_rows() -> None:
    table = read(
        "Tkr | 2022 | 2023\nHyror | 12 | 13\nÅrsarbetare | |\nKvinnor | 4 | 5", heading("Personal"), context=YEAR
    )
    units = {figure.row_label: (figure.unit, figure.unit_source) for figure in table.figures.values()}
    assert units == {"Hyror": ("TSEK", "table"), "Kvinnor": ("FTE", "group_row")}


def test_a_rate_by_definition_over_a_column_is_in_percent_in_a_table_of_money() -> None:
    figures = by_column(read("Mnkr | Eget kapital | Soliditet\nHamn | 827 | 55\nEnergi | 429 | 51", heading("Drift")))
    assert (figures["Soliditet"].unit, figures["Soliditet"].unit_source) == ("percent", "prior")
    assert figures["Eget kapital"].unit == "MSEK"


def test_a_percent_sign_beside_every_number_of_a_column_is_that_columns_alone() -> None:
    table = read("Yrke | Lön | Andel män\nLärare | 25 269 | 23 %\nKockar | 27 049 | 15 %", heading("Personal"))
    assert by_column(table)["Lön"].unit != "percent"


def test_a_title_that_begins_with_the_population_counts_it() -> None:
    table = read("Ort | 0-15 | 16-64 | 65-\nBjur | 415 | 196 | 94\nDor | 382 | 172 | 95", heading("Folkmängd 2022"))
    assert {f.unit for f in by_column(table).values()} == {"count"}
    assert list(by_column(table)) == ["0-15", "16-64", "65-"]


def test_rows_in_small_letters_below_thereof_divide_the_row_above_in_its_unit() -> None:
    table = read(
        " | 2022 | 2023\nBidrag (tkr) | 90 | 80\ndärav | |\nlöpande | 50 | 40\növrigt | 40 | 40\nHushåll | 70 | 60",
        heading("Verksamhet"),
    )
    units = {figure.row_label: (figure.unit, figure.row_path) for figure in table.figures.values()}
    assert units["löpande"] == ("TSEK", "Verksamhet > Bidrag (tkr) > därav > löpande")
    assert units["övrigt"] == ("TSEK", "Verksamhet > Bidrag (tkr) > därav > övrigt")
    assert units["Hushåll"][0] != "TSEK"


def test_a_group_row_names_people_that_are_counted_below_it() -> None:
    table = read(" | 2022 | 2023\nTillsvidareanställda | |\ntotalt | 70 | 60", heading("Personal"))
    assert {(f.unit, f.unit_source) for f in by_column(table).values()} == {("count", "group_row")}


@pytest.mark.parametrize(
    ("title", "head", "unit", "source"),
    [
        ("Elever i grundskolan", "2023", "count", "caption"),
        ("Hushåll med ekonomiskt bistånd", "2023", "count", "caption"),
        ("Drift", "Brukare 2023", "count", "column"),
        ("Kostnad per elev", "2023", None, None),
        ("Drift av förskolan för barn", "2023", None, None),
        ("Barn- och utbildningsnämnden", "Budget", None, None),
    ],
)
def test_people_that_a_title_or_head_begins_with_are_counted(
    title: str, head: str, unit: str | None, source: str | None
) -> None:
    figure = by_column(read(f" | {head} | 2022\nNorra | 124 | 118\nÖstra | 90 | 91", heading(title)))[head]
    assert (figure.unit, figure.unit_source) == (unit, source)


def test_a_title_that_names_a_count_and_a_share_states_the_counts_beside_shares() -> None:
    title = heading("Antal anställda samt andel heltid")
    table = read(" | Kvinnor | Män | Andel heltid, %\nSkola | 230 | 71 | 82,5\nOmsorg | 310 | 40 | 61,2", title)
    found = {label: (figure.unit, figure.unit_source) for label, figure in by_column(table).items()}
    assert found.pop("Andel heltid, %") == ("percent", "column")
    assert set(found.values()) == {("count", "caption")}
    unsaid = read(" | Kvinnor | Män\nSkola | 230 | 71\nOmsorg | 310 | 40", title)
    assert {figure.unit_source for figure in by_column(unsaid).values()} <= {"prior", None}


def test_money_beside_every_number_of_a_column_is_that_columns_alone() -> None:
    table = read(" | Bidrag 2023 | Fördelning\nNorra | 12 tkr | 10,4\nÖstra | 103 tkr | 89,6", heading("Ägare"))
    assert {label: figure.unit for label, figure in by_column(table).items()} == {
        "Bidrag 2023": "TSEK",
        "Fördelning": None,
    }


@pytest.mark.parametrize(
    ("row", "cells", "unit"),
    [
        ("Intäkter", "7,8 % | 6,0 %", "percent"),
        ("Sjukfrånvaro", "0,8 % | 0,5 %", "percentage_point"),
    ],
)
def test_the_change_of_an_amount_is_in_percent_and_that_of_a_share_in_points(row: str, cells: str, unit: str) -> None:
    head = "Mått | Förändring mot föregående år | Förändring mot 2020"
    assert {f.unit for f in by_column(read(f"{head}\n{row} | {cells}\nHyror | 1,2 % | 1,1 %")).values()} == {unit}


def test_a_compound_of_index_names_its_unit_in_a_table_of_money() -> None:
    table = read("Tkr | 2022 | 2023\nNöjd medborgar-index bibliotek | 63 | 59\nHyror | 12 | 13", heading("Drift"))
    assert {f.unit for f in by_column(table).values()} == {"index"}


# Scenarios ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "title", "context", "expected"),
    [
        ("Utfall | Budget", "Drift", YEAR, [("actual", "column"), ("budget", "column")]),
        ("Ram | Redovisat", "Drift", YEAR, [("budget", "column"), ("actual", "column")]),
        ("2022 | 2024", "Drift", YEAR, [("actual", "column"), ("plan", "prior")]),
        ("2022 | 2024", "Drift", BUDGET, [("actual", "column"), ("plan", "report")]),
        ("Utfall 2023 | Bäst", "Drift", YEAR, [("actual", "column"), ("benchmark", "column")]),
        ("Medel | Sämst", "Drift", YEAR, [("benchmark", "column"), ("benchmark", "column")]),
        ("Medel | Utfall", "Drift", YEAR, [("actual", "prior"), ("actual", "column")]),
        ("Utfall | Kvar", "Drift", YEAR, [("actual", "column"), ("actual", "prior")]),
        ("Utfall | Budgetav vikelse", "Drift", YEAR, [("actual", "column"), ("deviation", "column")]),
        ("Kvinnor | Män", "Drift", YEAR, [("actual", "report"), ("actual", "report")]),
        ("Kvinnor | Män", "Drift", BUDGET, [("budget", "report"), ("budget", "report")]),
        ("Kvinnor | Män", "Drift", replace(YEAR, report_type=None), [("actual", "prior"), ("actual", "prior")]),
        ("Kvinnor | Män", "Driftbudget", YEAR, [("budget", "caption"), ("budget", "caption")]),
        ("Kvinnor | Män", "Budgetuppföljning", YEAR, [("actual", "report"), ("actual", "report")]),
        ("Uppföljning 1 | Delårsrapp april", "Prognos budgetavvikelser", YEAR, [("deviation", "caption")] * 2),
        ("Intäkter | Resultat", "Budgeten är nämndens egen.", YEAR, [("actual", "report"), ("actual", "report")]),
        ("Intäkter | Budget", "Driftbudget", YEAR, [("actual", "report"), ("budget", "column")]),
        ("Avvikelse | Procent", "Drift", YEAR, [("deviation", "column"), ("deviation", "prior")]),
        (" | Genomsnitt i riket", "Drift", YEAR, [("actual", "report"), ("benchmark", "column")]),
        ("Utfall | Avvikelse", "Prognosavvikelser", YEAR, [("actual", "column"), ("deviation", "column")]),
        ("Ändring av bidrag | Utfall", "Drift", YEAR, [("change", "column"), ("actual", "column")]),
        (" | ", "Drift", YEAR, [(None, None), (None, None)]),
        (" | ", "Driftbudget", YEAR, [(None, None), (None, None)]),
    ],
)
def test_the_nearest_words_name_the_scenario(
    header: str, title: str, context: ReportContext, expected: list[tuple[str | None, str | None]]
) -> None:
    table = read(f"Tkr | {header}\nHyror | 12 | 13\nLokaler | 7 | 8", heading(title), context=context)
    found = [figure for (row, _), figure in table.figures.items() if row == table.figure_rows[0].number]
    assert [(figure.scenario, figure.scenario_source) for figure in found] == expected


def test_a_row_named_for_a_scenario_has_it_under_an_outcome_but_not_under_a_deviation() -> None:
    table = read("Tkr | Utfall | Avvikelse\nNettobudget | 12 | 13\nHyror | 7 | 8", heading("Drift"))
    assert [(f.scenario, f.scenario_source) for f in by_column(table).values()] == [
        ("budget", "row"),
        ("deviation", "column"),
    ]


def test_a_row_of_deviations_deviates_under_a_budget_too() -> None:
    table = read("Tkr | Budget | Utfall\nBudgetavvikelse | 0 | 13\nHyror | 7 | 8", heading("Drift"))
    assert {figure.scenario for figure in by_column(table).values()} == {"deviation"}


@pytest.mark.parametrize("label", ["Förändring, %", "Procentuell förändring", "Förändring jämfört med 2022 (%)"])
def test_the_change_of_a_budget_is_a_change_in_a_row_or_below_a_group_row(label: str) -> None:
    grouped = read(
        f"Tkr | Utfall 2022 | Budget 2023\nHyror | 12 | 13\nLokaler | 7 | 8\n{label} | |\nIntäkter | 2,4 | 3,1"
    )
    last = grouped.figure_rows[-1].number
    assert {figure.scenario for (number, _), figure in grouped.figures.items() if number == last} == {"change"}
    alone = read(f"Tkr | Utfall 2022 | Budget 2023\n{label} | 2,4 | 3,1\nHyror | 12 | 13")
    assert {figure.scenario for figure in by_column(alone).values()} == {"change"}


def test_an_item_of_a_cash_flow_statement_that_is_a_change_is_an_outcome() -> None:
    table = read("Tkr | Utfall 2023 | Budget 2023\nFörändring av kortfristiga fordringar | 12 | 13\nLokaler | 7 | 8")
    assert [figure.scenario for figure in by_column(table).values()] == ["actual", "budget"]


@pytest.mark.parametrize(
    ("header", "of", "against"),
    [
        ("Utfall | Budget | Avvikelse", "actual", "budget"),
        ("Prognos | Budget | Avvikelse", "forecast", "budget"),
        ("Utfall | Prognos | Avvikelse", "actual", "forecast"),
        ("Utfall | Budget | Avvikelse budget - utfall", "actual", "budget"),
        ("Utfall 2023 | Utfall 2022 | Avvikelse", "actual", "actual"),
    ],
)
def test_a_deviation_is_of_what_its_neighbours_are(header: str, of: str, against: str) -> None:
    table = read(f"Tkr | {header}\nHyror | 12 | 13 | 1", heading("Drift"))
    difference = list(by_column(table).values())[-1]
    assert (difference.of_scenario, difference.against_scenario) == (of, against)
    assert difference.scenario == ("change" if of == against else "deviation")


# Periods --------------------------------------------------------------------------------------------------------------

WHOLE_YEAR = ("2023-01-01", "2023-12-31", "year")
UNTIL_AUGUST = ("2023-01-01", "2023-08-31", "year_to_date")


def period(figure: FigureRecord) -> tuple[str | None, str | None, str | None]:
    return figure.period_start, figure.period_end, figure.period_type


@pytest.mark.parametrize(
    ("header", "context", "year", "expected", "source"),
    [
        ("Utfall 2022", YEAR, 2022, ("2022-01-01", "2022-12-31", "year"), "column"),
        ("Utfall", YEAR, 2023, WHOLE_YEAR, "report"),
        ("Utfall", PART, 2023, UNTIL_AUGUST, "report"),
        ("Utfall period", PART, 2023, UNTIL_AUGUST, "report"),
        ("Utfall jan-apr", PART, 2023, ("2023-01-01", "2023-04-30", "tertial"), "report"),
        ("Utfall jan–aug 2022", PART, 2022, ("2022-01-01", "2022-08-31", "year_to_date"), "column"),
        ("Utfall fg år", YEAR, 2022, ("2022-01-01", "2022-12-31", "year"), "column"),
        ("Utfall 2022", PART, 2022, ("2022-01-01", "2022-12-31", "year"), "column"),
        ("Budget", PART, 2023, WHOLE_YEAR, "report"),
        ("Helårsprognos", PART, 2023, WHOLE_YEAR, "report"),
        ("Prognos augusti", PART, 2023, WHOLE_YEAR, "report"),
        ("Utfall 2016–2019", YEAR, None, ("2016-01-01", "2019-12-31", None), "column"),
        ("Utgifter före 2022", YEAR, None, (None, "2021-12-31", None), "column"),
        ("Ack. t.o.m. 2022", YEAR, None, (None, "2022-12-31", None), "column"),
    ],
)
def test_the_header_names_the_period_or_leaves_it_to_the_report(
    header: str, context: ReportContext, year: int | None, expected: tuple[str | None, ...], source: str
) -> None:
    figure = by_column(read(f"Tkr | {header}\nHyror | 12\nLokaler | 7", heading("Drift"), context=context))[header]
    assert (figure.year, period(figure), figure.year_source) == (year, expected, source)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Balansräkning", ("2022-12-31", "2022-12-31", "point_in_time")),
        ("Resultaträkning", ("2022-01-01", "2022-12-31", "year")),
        ("Investeringar", ("2022-01-01", "2022-12-31", "year")),
    ],
)
@pytest.mark.parametrize("header", ["2022-12-31", "31.12.2022", "31/12 2022"])
def test_a_date_ends_a_flow_and_is_the_day_of_a_balance(
    title: str, header: str, expected: tuple[str | None, ...]
) -> None:
    figure = by_column(read(f"Tkr | {header} | Not\nKassa | 12 |\nBank | 7 |", heading(title)))[header]
    assert (figure.year, period(figure)) == (2022, expected)


@pytest.mark.parametrize("header", ["2022-12-31", "Utfall 2022-12-31"])
def test_rows_of_a_balance_sheet_say_that_a_date_is_a_day(header: str) -> None:
    rows = "Mark och byggnader | 12 | 11\nSumma tillgångar | 19 | 18"
    figure = by_column(read(f"Tkr | {header} | 2021-12-31\n{rows}", heading("Ekonomiskt utfall")))[header]
    assert period(figure) == ("2022-12-31", "2022-12-31", "point_in_time")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Utfall januari–april", ("2023-01-01", "2023-04-30", "tertial")),
        ("Utfall 2021", ("2021-01-01", "2021-12-31", "year")),
        ("Utfall 2021 och 2022", WHOLE_YEAR),
    ],
)
def test_a_title_dates_outcomes_where_the_header_does_not(title: str, expected: tuple[str | None, ...]) -> None:
    figures = by_column(read("Tkr | Utfall\nHyror | 12\nLokaler | 7", heading(title)))
    assert period(figures["Utfall"]) == expected


def test_an_interim_report_without_a_month_leaves_the_end_of_its_outcomes_open() -> None:
    table = read(
        "Tkr | Utfall 2023 | Budget 2023\nHyror | 12 | 30", context=replace(PART, end_month=None, kind_is_of_part=True)
    )
    periods = {label: (f.period_type, f.period_start, f.period_end) for label, f in by_column(table).items()}
    assert periods["Utfall 2023"] == ("year_to_date", "2023-01-01", None)
    assert periods["Budget 2023"] == ("year", "2023-01-01", "2023-12-31")


def test_a_title_does_not_say_the_part_of_the_year_of_a_budget() -> None:
    figures = by_column(read("Tkr | Utfall | Budget\nHyror | 12 | 13", heading("Ekonomi januari–april")))
    assert [period(figures[name]) for name in ("Utfall", "Budget")] == [
        ("2023-01-01", "2023-04-30", "tertial"),
        WHOLE_YEAR,
    ]


def test_the_year_up_to_the_report_is_that_of_the_whole_year_beside_it() -> None:
    columns = "Post | Anslag perioden | Utfall perioden | Anslag 2020\nHyror | 12 | 13 | 36"
    context = ReportContext(year=None, is_budget=False, end_month=4)
    assert {figure.year for figure in by_column(read(columns, context=context)).values()} == {2020}
    other = by_column(read("Post | Budget | Utfall | Budget 2020\nHyror | 12 | 13 | 36", context=context))
    assert other["Budget"].year is None


def test_a_sentence_with_an_amount_of_its_own_does_not_date_the_table_below() -> None:
    table = read("Tkr | Utfall | Budget\nHyror | 12 | 13", line("Hyrorna uppgick till 3,5 mnkr 2021."))
    assert {(f.year, f.unit) for f in by_column(table).values()} == {(2023, "TSEK")}
    dated = read("Tkr | Utfall | Budget\nHyror | 12 | 13", line("Hyrorna under 2021."))
    assert {f.year for f in by_column(dated).values()} == {2021}


def test_columns_without_heads_are_of_no_year_but_a_row_may_name_its_own() -> None:
    table = read(" | |\nHyror | 12 | 13\nUtfall 2021 | 7 | 8", heading("Drift 2020"))
    years = {figure.row_label: (figure.year, figure.year_source) for figure in table.figures.values()}
    assert years == {"Hyror": (None, None), "Utfall 2021": (2021, "row")}


def test_the_year_before_under_a_head_with_a_year_is_that_before_the_head() -> None:
    column = column_meaning(2, CellRole.FIGURE, ("Utfall 2021", "Fg år"))
    assert column.year == 2020


def test_a_column_of_years_dates_its_rows() -> None:
    table = read(
        "Område | Datum | Värde (stycken)\nKvinnor | 2019 | 144\nKvinnor | 2020 | 279\nMän | 2019 | 961",
        heading("Invånare"),
    )
    assert [f"{figure.year}: {figure.value}" for figure in table.figures.values()] == [
        "2019: 144",
        "2020: 279",
        "2019: 961",
    ]
    assert {figure.year_source for figure in table.figures.values()} == {"row"}


@pytest.mark.parametrize(("corner", "year"), [("", 2020), ("Tkr", 2023)])
def test_the_year_that_ends_the_name_of_a_key_figure_is_its_own(corner: str, year: int) -> None:
    table = read(f"{corner} | Ort | Riket\nMedelpris villa 2020 | 3 550 | 3 267\nHyra | 12 | 13", heading("Allmänt"))
    assert {figure.year for figure in by_column(table).values()} == {year}


def test_heads_of_years_below_two_entities_are_a_header_though_the_labels_have_one() -> None:
    spans = (Cell("(tkr)"), Cell(), Cell("Koncernen", column_span=2), Cell(), Cell("Bolaget", column_span=2), Cell())
    below = (
        "Rörelsen | Not | 2023 | 2022 | 2023 | 2022",
        "Hyror | 3 | 12 | 13 | 14 | 15",
        "Lokaler | 4 | 7 | 8 | 9 | 6",
    )
    rows = [Row(spans), *(Row(tuple(Cell(text.strip()) for text in line.split("|"))) for line in below)]
    document = Document(
        "d", "report.txt", Reader.TABBED, (Page(1, (Table(tuple(rows), Place(), ColumnsFrom.DRAWN, True),)),)
    )
    (table,) = read_tables(document, YEAR).tables
    assert [figure.year for figure in by_column(table).values()] == [2023, 2022, 2023, 2022]


def test_counts_beside_their_share_and_hours_of_any_kind() -> None:
    table = read("| Antal (andel) lotsar | Andel lotsar\nTeam Norra | 16 | 53\nAntal övertidstimmar | 44 | ")
    units = [figure.unit for figure in table.figures.values() if figure.value]
    assert units == [Unit.COUNT, Unit.PERCENT, Unit.HOURS]


def test_a_title_of_measures_counts_no_people() -> None:
    table = read("| 2023\nLotsarnas uppfattning | 75", line("Invånare - Mål och mätetal"))
    assert [figure.unit_source for figure in table.figures.values()] != [EvidenceSource.CAPTION]


def test_a_change_from_the_forecast_before_is_that_of_a_forecast() -> None:
    table = read(
        "Mkr | Prognos 2023 | Budget 2023 | Diff mot fg prognos | Bokslut 2022\nLotsar | 9,0 | 8,0 | -0,2 | 7,0"
    )
    assert [figure.year for figure in table.figures.values()] == [2023, 2023, 2023, 2022]


def test_a_line_that_states_people_alone_is_nearer_than_the_money_of_the_report() -> None:
    table = read(
        "Grupp | 2023\nLotsar | 72", line("Alla belopp anges i mnkr."), heading("Personal"), line("Antal årsarbetare")
    )
    assert [figure.unit for figure in table.figures.values()] == [Unit.FTE]


@pytest.mark.parametrize(("row", "unit"), [("Visstidsanställda", Unit.COUNT), ("Lönekostnad visstid", Unit.TSEK)])
def test_the_money_of_a_chapter_is_not_that_of_people(row: str, unit: Unit) -> None:
    table = read(f"Personal | Kvinnor | Män\n{row} | 441 | 405", line("Belopp i tkr"), heading("Anställda", 2))
    assert {figure.unit for figure in table.figures.values()} == {unit}
