"""What arithmetic and other places of a report say about figures, on tables small enough to be read at a glance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dagster_project.reading.meaning.evidence import Candidate
from dagster_project.reading.meaning.units import stated_units
from dagster_project.reading.model import Block, Cell, Document, Heading, Page, Paragraph, Place, Row, Table
from dagster_project.reading.records import ClaimRecord, FigureRecord, UnresolvedRecord
from dagster_project.reading.resolution.resolve import resolve_meaning
from dagster_project.reading.tables.columns import ReportContext
from dagster_project.reading.tables.figures import read_tables
from dagster_project.terms import ClaimKind, ColumnsFrom, Direction, EvidenceSource, Reader, Scenario, Unit

CONTEXT = ReportContext(year=2023, is_budget=False, report_type="Verksamhetsberättelse")
UNTIL_AUGUST = replace(CONTEXT, end_month=8, report_type="Delårsrapport")

Figures = list[FigureRecord]


def grid(text: str, first_line: int = 1) -> Table:
    rows = [
        Row(tuple(Cell(cell.strip(), Place(line=number, start=at)) for at, cell in enumerate(line.split("|"))))
        for number, line in enumerate(text.strip().splitlines(), start=first_line)
    ]
    return Table(tuple(rows), Place(line=first_line), ColumnsFrom.DRAWN, True)


def resolved(
    *blocks: Block, context: ReportContext = CONTEXT, claims: tuple[ClaimRecord, ...] = (), stated: Unit | None = None
) -> tuple[Figures, list[UnresolvedRecord]]:
    """All figures after resolution, and what stays open; `stated` is a unit on a line of its own."""
    tables = read_tables(Document("d", "report.txt", Reader.TABBED, (Page(1, blocks),)), context).tables
    lines = [Candidate(stated, EvidenceSource.ELSEWHERE, "Belopp i")] if stated else []
    unresolved = resolve_meaning(tables, lines, claims)
    return [figure for table in tables for figure in table.figures.values()], unresolved


def claim(quote: str, value: str, unit: Unit = Unit.MSEK, kind: ClaimKind = ClaimKind.LEVEL) -> ClaimRecord:
    return ClaimRecord(
        document_id="d",
        claim_id=quote,
        quote=quote,
        value=Decimal(value),
        value_as_printed=value.replace(".", ","),
        unit=unit,
        decimals=-int(Decimal(value).as_tuple().exponent),
        year=2023,
        kind=kind,
        direction=None,
        hedge=None,
        section="",
        half_unit=None,
        subject=None,
    )


def column(figures: Figures, label: str) -> list[FigureRecord]:
    return [figure for figure in figures if figure.column_label == label]


def row(figures: Figures, label: str) -> list[FigureRecord]:
    return [figure for figure in figures if figure.row_label == label]


# Arithmetic -----------------------------------------------------------------------------------------------------------

ROWS = [
    ("Personal", 1104, 1000),
    ("Lokaler", 455, 521),
    ("Material", 313, 237),
    ("Övrigt", 124, 176),
    ("Resor", 77, 91),
    ("Kurser", 1203, 1187),
]


def third_column(header: str, sign: int, rows: int = len(ROWS), slip: int = 0) -> Figures:
    """The figures of a column under a header, which is an outcome less a budget."""
    lines = [f"{label} | {of} | {less} | {sign * (of - less) + slip * n}" for n, (label, of, less) in enumerate(ROWS)]
    text = f"Tkr | Utfall 2023 | Budget 2023 | {header}\n" + "\n".join(lines[:rows])
    return column(resolved(Heading("Drift", 1, Place()), grid(text))[0], header)


@pytest.mark.parametrize("header", ["Jämförelse", "Saldo", "Återstår", ""])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_column_that_is_outcome_less_budget_is_a_deviation(header: str, sign: int) -> None:
    found = third_column(header, sign)
    assert {(f.scenario, f.scenario_source) for f in found} == {("deviation", "arithmetic")}
    assert {(f.of_scenario, f.against_scenario) for f in found} == {("actual", "budget")}


@pytest.mark.parametrize(("rows", "slip"), [(6, 13), (2, 0)], ids=["no difference", "too few rows to say"])
def test_a_column_that_is_not_surely_a_difference_is_no_deviation(rows: int, slip: int) -> None:
    assert {f.scenario for f in third_column("Jämförelse", 1, rows, slip)} == {"actual"}


def test_a_column_that_names_its_scenario_keeps_it() -> None:
    found = third_column("Prognos", 1)
    assert {(f.scenario, f.scenario_source) for f in found} == {("forecast", "column")}


SUM_OF_MONEY = """
 | Utfall 2023 | Budget 2023
Hyror (tkr) | 1 204 | 1 190
Lokaler för ett antal förskolor | 2 317 | 2 404
Städning (tkr) | 871 | 902
{} | {} | {}
Summa (tkr) | 4 948 | 5 051
"""


@pytest.mark.parametrize("label", ["Antal besök i simhallen", "Antal", "Övrigt, antal"])
def test_a_row_named_for_a_count_but_added_to_money_is_contradicted(label: str) -> None:
    figures, unresolved = resolved(Heading("Drift", 1, Place()), grid(SUM_OF_MONEY.format(label, 556, 555)))
    counted = row(figures, label)
    assert {f.unit for f in counted} == {None}
    found = [u for u in unresolved if u.figure_id == counted[0].figure_id]
    assert [(u.attribute, u.reason) for u in found] == [("unit", "contradicted")]
    assert "count" in found[0].candidates and "TSEK" in found[0].candidates and label in found[0].candidates


def test_a_row_that_names_a_count_in_passing_is_money_where_it_is_added_to_money() -> None:
    label = "Ersättning efter antal besök"
    figures, unresolved = resolved(Heading("Drift", 1, Place()), grid(SUM_OF_MONEY.format(label, 556, 555)))
    for figure in (*row(figures, label), *row(figures, "Lokaler för ett antal förskolor")):
        assert (figure.unit, figure.unit_source, figure.half_unit) == ("TSEK", "arithmetic", Decimal("0.5"))
    assert unresolved == []


def test_a_row_beside_a_sum_of_money_keeps_its_count() -> None:
    figures, unresolved = resolved(
        Heading("Drift", 1, Place()),
        grid(
            "Tkr | Utfall 2023 | Budget 2023\nHyror | 1 204 | 1 190\nLokaler | 2 317 | 2 404\nStädning | 871 | 902\n"
            "Summa | 4 392 | 4 496\nAntal besök | 5 213 | 4 877"
        ),
    )
    assert {f.unit for f in row(figures, "Antal besök")} == {"count"}
    assert row(figures, "Summa")[0].unit == "TSEK"
    assert unresolved == []


def test_a_column_that_is_the_growth_between_years_is_a_change() -> None:
    rows = "Besök | 80 | 100 | 25\nLån | 50 | 60 | 20\nKurser | 40 | 30 | -25\nTimmar | 200 | 230 | 15"
    figures, _ = resolved(Heading("Bibliotek", 1, Place()), grid(f"Tal | 2022 | 2023 | %\n{rows}"))
    assert {figure.scenario for figure in column(figures, "%")} == {Scenario.CHANGE}


def test_the_column_that_a_deviation_of_an_outcome_is_from_is_a_budget() -> None:
    rows = "Inkomster | 21 | 2 | 23 | 35 | 12\nHyror | 95 | 14 | 109 | 150 | 41\nLokaler | 90 | 14 | 104 | 103 | -1"
    head = "Tkr | Anslag | Ändring | Totalt | Utfall | Avvikelse"
    figures, _ = resolved(Heading("Investeringar", 1, Place()), grid(f"{head}\n{rows}"))
    assert {(f.scenario, f.scenario_source) for f in column(figures, "Totalt")} == {("budget", "arithmetic")}


@pytest.mark.parametrize(("direction", "unit"), [(Direction.DEFICIT, "TSEK"), (None, None)])
def test_a_deficit_in_a_sentence_tells_the_unit_of_the_total_deviation(
    direction: Direction | None, unit: str | None
) -> None:
    stated = claim("ett underskott på 7,8 mnkr", "7.8", kind=ClaimKind.DEVIATION)
    rows = (
        "Skola | 900 100 | 902 200 | -2 100\nVård | 100 000 | 105 743 | -5 743\nSumma | 1 000 100 | 1 007 943 | -7 843"
    )
    figures, _ = resolved(
        Heading("Resultaträkning", 1, Place()),
        grid(f" | Budget | Prognos | Avvikelse\n{rows}"),
        claims=(replace(stated, direction=direction),),
    )
    assert {f.unit for f in column(figures, "Avvikelse")} == {unit}


@pytest.mark.parametrize(("last", "unit"), [("26,86", "percent"), ("27,86", None)])
def test_figures_with_decimals_that_add_up_to_a_hundred_are_shares(last: str, unit: str | None) -> None:
    shares = ("10,44", "8,23", "18,47", "14,27", "8,07", "13,66")
    rows = "".join(f"Ort {number} | {1_000 + number} tkr | {share}\n" for number, share in enumerate(shares))
    text = f"Ort | Bidrag | Fördelning\n{rows}Storstad | 2 000 tkr | {last}\nTotalt | 8 015 tkr | 100,00"
    figures, _ = resolved(Heading("Bidrag", 1, Place()), grid(text))
    assert {f.unit for f in column(figures, "Fördelning")} == {unit}


COMPARED = """
Tkr | Budget{} | Utfall{} | Avvikelse
Personal | 100 | 110 | -10
Lokaler | 52 | 45 | 7
Material | 23 | 31 | -8
Övrigt | 17 | 12 | 5
"""


@pytest.mark.parametrize("head", ["", " period"])
def test_a_budget_compared_with_a_periods_outcome_is_for_that_period(head: str) -> None:
    figures, _ = resolved(Heading("Resultaträkning", 1, Place()), grid(COMPARED.format("", head)), context=UNTIL_AUGUST)
    for figure in figures:
        assert (figure.year, figure.period_start, figure.period_end) == (2023, "2023-01-01", "2023-08-31")
    assert {f.year_source for f in column(figures, "Budget")} == {"arithmetic"}


def test_a_budget_of_the_year_stays_so_though_it_is_compared_with_a_period() -> None:
    figures, _ = resolved(
        Heading("Resultaträkning", 1, Place()), grid(COMPARED.format(" helår", " period")), context=UNTIL_AUGUST
    )
    assert {f.period_end for f in column(figures, "Budget helår")} == {str(date(2023, 12, 31))}


# Elsewhere ------------------------------------------------------------------------------------------------------------

WITHOUT = " | Utfall 2023 | Budget 2023\nHyror | {} | {}\nLokaler | {} | {}\nKapitalkostnader | {} | {}"
IN_TSEK = grid(f"Tkr{WITHOUT}".format(1204, 1190, 2317, 2404, 871, 902), first_line=10)
IN_MSEK = grid("Mnkr | Utfall 2022 | Budget 2022\nSkatter | 41,7 | 40,2\nBidrag | 12,6 | 11,9", first_line=30)


def test_the_only_unit_of_money_of_a_report_is_that_of_its_amounts() -> None:
    figures, unresolved = resolved(
        Heading("Drift", 1, Place()),
        grid(WITHOUT.format(13, 12, 23, 24, 7, 9)),
        Heading("Skatter", 1, Place()),
        IN_MSEK,
    )
    assert {(f.unit, f.unit_source) for f in column(figures, "Utfall 2023")} == {("MSEK", "elsewhere")}
    assert unresolved == []


def test_decimals_are_not_of_the_only_unit_where_its_amounts_are_whole() -> None:
    whole = "Belopp i tkr | Utfall 2023 | Budget 2023\nHamnar | 102946 | 101282\nFarleder | 14991 | 14879"
    finer = "Verksamhet | Utfall 2023 | Budget 2023\nHamnar | 36,18 | 36,02\nFarleder | 29,43 | 29,30"
    figures, _ = resolved(grid(whole), grid(finer, 20))
    assert [figure.unit for figure in figures if figure.decimals] == [None] * 4


def test_a_line_of_its_own_states_the_only_unit() -> None:
    table = grid(WITHOUT.format(13, 12, 23, 24, 7, 9))
    figures, _ = resolved(Heading("Drift", 1, Place()), table, stated=Unit.TSEK)
    assert {(f.unit, f.unit_source) for f in figures} == {("TSEK", "elsewhere")}


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        ((1204, 1190, 2317, 2404, 871, 902), "TSEK"),
        ((1300, 1190, 2400, 2404, 971, 900), None),
    ],
    ids=["printed again", "others"],
)
def test_of_several_units_amounts_printed_again_decide(values: tuple[int, ...], unit: str | None) -> None:
    figures, unresolved = resolved(
        *(Heading("Drift", 1, Place()), grid(WITHOUT.format(*values))),
        *(Heading("Drift per post", 1, Place()), IN_TSEK, Heading("Skatter", 1, Place()), IN_MSEK),
    )
    open_figures = {u.figure_id for u in unresolved if (u.attribute, u.reason) == ("unit", "unstated")}
    first = [f for f in figures if f.unit is None]
    assert len(open_figures) == len(first) == (0 if unit else 6)
    assert {f.unit for f in figures} == {unit, "TSEK", "MSEK"}


def test_the_only_unit_of_a_report_is_not_that_of_columns_beside_others_with_units_of_their_own() -> None:
    table = grid("Kommun | Ärenden | Bidrag (tkr) | Bidrag per ärende (kr)\nFyrvik | 713 | 24914 | 34942")
    figures, _ = resolved(Heading("Bidrag 2023", 1, Place()), table)
    units = {figure.column_label: figure.unit for figure in figures}
    assert (units["Ärenden"], units["Bidrag (tkr)"]) == (None, "TSEK")


@pytest.mark.parametrize(
    ("sentence", "unit"),
    [
        ("Analysen är uppställd i tusentals kronor, TKR.", Unit.TSEK),
        ("Resultatbudget i miljoner kronor.", Unit.MSEK),
        ("Skulden var 3 miljoner kronor.", None),
        ("Kommunen har lånat tusentals kronor.", None),
    ],
)
def test_a_short_sentence_without_a_number_states_the_unit_of_amounts(sentence: str, unit: Unit | None) -> None:
    document = Document("d", "report.txt", Reader.TABBED, (Page(1, (Paragraph(sentence, Place()),)),))
    assert [candidate.value for candidate in stated_units(document)] == ([unit] if unit else [])


def test_without_a_unit_anywhere_there_is_none() -> None:
    figures, unresolved = resolved(Heading("Drift", 1, Place()), grid(WITHOUT.format(13, 12, 23, 24, 7, 9)))
    assert {f.unit for f in figures} == {None}
    assert {(u.attribute, u.reason) for u in unresolved} == {("unit", "unstated")}
    assert len(unresolved) == len(figures)


IN_PROSE = grid(f"{WITHOUT.format('13 204', '12 190', '23 317', '24 404', '7 871', '9 902')}\nSumma | 44 392 | 46 496")


@pytest.mark.parametrize(
    ("claims", "unit"),
    [
        # A sentence names a row and prints its amount.
        ((claim("Hyror kostade 13,2 mnkr", "13.2"),), "TSEK"),
        ((claim("Hyror kostade 13 204 kronor", "13204", Unit.SEK),), "SEK"),
        # In another currency.
        ((claim("Hyror kostade 13 204 euro", "13204", Unit.EUR),), "EUR"),
        ((claim("Hyror kostade 13,2 miljoner euro", "13.2", Unit.MEUR),), "TEUR"),
        # A word that begins like one of the row's.
        ((claim("Kapitalkostnaderna blev 7,9 mnkr", "7.9"),), "TSEK"),
        # A total as such, not only by the label of its row.
        ((claim("Sammanlagt uppgick beloppet till 44,4 mnkr", "44.4"),), "TSEK"),
        # The change of the row.
        ((claim("Hyror avvek med 1,0 mnkr", "1.0", kind=ClaimKind.CHANGE),), "TSEK"),
        # Another amount, or another name.
        ((claim("Hyror kostade 14,6 mnkr", "14.6"),), None),
        ((claim("Resor kostade 13,2 mnkr", "13.2"),), None),
        # Two sentences that say different units.
        ((claim("Hyror 13,2 mnkr", "13.2"), claim("Lokaler 23 317 kronor", "23317", Unit.SEK)), None),
    ],
    ids=lambda value: " + ".join(c.quote for c in value) if isinstance(value, tuple) else str(value),
)
def test_sentences_that_name_a_row_say_the_unit_of_its_amounts(
    claims: tuple[ClaimRecord, ...], unit: str | None
) -> None:
    figures, unresolved = resolved(Heading("Drift", 1, Place()), IN_PROSE, claims=claims)
    assert {(f.unit, f.unit_source) for f in figures} == {(unit, "elsewhere" if unit else None)}
    assert bool(unresolved) is (unit is None)


def test_a_row_whose_whole_label_a_sentence_prints_comes_before_one_that_has_a_word_of_it() -> None:
    claims = (claim("Hyror utan kapitalkostnaden blev 13,2 mnkr", "13.2"),)
    table = grid(WITHOUT.format("13 204", "12 190", "23 317", "24 404", "13", "12"))
    figures, _ = resolved(Heading("Drift", 1, Place()), table, claims=claims)
    assert {f.unit for f in figures} == {"TSEK"}


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        (("13,2", "12,1", "23,3", "24,4", "7,8", "9,9"), "MSEK"),
        (("13204,5", "12190,1", "23317,0", "24404,4", "7871,2", "9902,8"), None),
        ((13, 12, 23, 24, 7, 9), None),
    ],
    ids=["of the size of sentences", "a thousand times larger", "without decimals"],
)
def test_the_only_unit_of_sentences_is_that_of_decimals_of_their_size(
    values: tuple[object, ...], unit: str | None
) -> None:
    claims = (claim("Resor kostade 5,1 mnkr", "5.1"), claim("Kurser kostade 31,4 mnkr", "31.4"))
    figures, _ = resolved(Heading("Drift", 1, Place()), grid(WITHOUT.format(*values)), claims=claims)
    assert {f.unit for f in figures} == {unit}


def test_sentences_do_not_count_where_a_table_prints_its_unit() -> None:
    claims = (claim("Hyror kostade 13,2 mnkr", "13.2"),)
    figures, _ = resolved(
        *(Heading("Drift", 1, Place()), IN_PROSE, Heading("Skatter", 1, Place()), IN_MSEK), claims=claims
    )
    assert {f.unit for f in column(figures, "Utfall 2023")} == {"MSEK"}


def test_people_get_no_unit_of_money() -> None:
    figures, _ = resolved(
        Heading("Personal", 1, Place()),
        grid(" | 2023 | 2022\nTillsvidareanställda | 13 | 12\nVisstidsanställda | 4 | 6"),
        *(Heading("Skatter", 1, Place()), IN_MSEK),
    )
    assert {f.unit for f in column(figures, "2023")} == {"count"}


def test_every_open_attribute_of_a_number_is_listed_and_no_other() -> None:
    figures, unresolved = resolved(
        Paragraph("Text.", Place()), grid(" | |\nHyror | 1 204 | 1 190\nLokaler | 2 317 | -\nResor | 31 | 42")
    )
    listed = {(u.figure_id, u.attribute) for u in unresolved}
    expected = set()
    for figure in figures:
        given = {"unit": figure.unit, "scenario": figure.scenario, "year": figure.year}
        expected |= {(figure.figure_id, name) for name, value in given.items() if value is None and figure.value}
    assert listed == expected != set()


def test_an_abbreviation_in_a_statement_of_a_unit_ends_no_sentence() -> None:
    document = Document("d", "report.txt", Reader.TABBED, (Page(1, (Paragraph("Belopp i milj. kr", Place()),)),))
    assert [candidate.value for candidate in stated_units(document)] == [Unit.MSEK]
