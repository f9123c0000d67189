"""From grid to figures, on tables small enough to be read at a glance."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from dagster_project.reading.meaning.units import is_unit_statement, named_unit, unit_of
from dagster_project.reading.model import Block, Cell, Document, Heading, Page, Paragraph, Place, Row, Table
from dagster_project.reading.records import FigureRecord
from dagster_project.reading.tables.columns import ReportContext
from dagster_project.reading.tables.domains import domain_of
from dagster_project.reading.tables.figures import read_tables
from dagster_project.reading.tables.header_words import column_meaning
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.terms import CellRole, ColumnsFrom, EvidenceSource, Reader

CONTEXT = ReportContext(year=2023, is_budget=False, unit=None)


def grid(text: str, first_line: int = 1, columns_from: ColumnsFrom = ColumnsFrom.SEPARATOR) -> Table:
    """A table from lines of cells separated by '|', each cell with a place of its own."""
    rows = []
    for number, line in enumerate(text.strip().splitlines(), start=first_line):
        cells = [
            Cell(cell.strip(), Place(line=number, start=at, end=at + 1)) for at, cell in enumerate(line.split("|"))
        ]
        rows.append(Row(tuple(cells)))
    return Table(tuple(rows), Place(line=first_line), columns_from, columns_from is not ColumnsFrom.SEPARATOR)


def read(*blocks: Block, context: ReportContext = CONTEXT) -> list[TableMeaning]:
    document = Document("d", "report.txt", Reader.TABBED, (Page(1, blocks),))
    return read_tables(document, context).tables


def figures(text: str, *before: Block) -> dict[tuple[str, str], FigureRecord]:
    (table,) = read(*before, grid(text))
    return {(figure.row_label, figure.column_label): figure for figure in table.figures.values()}


def unit_of_row(label: str, *, of_money: bool = False) -> str | None:
    found = named_unit(label, EvidenceSource.ROW, of_money=of_money)
    return found.value if found else None


@pytest.mark.parametrize(
    ("header", "scenario", "of", "against", "year", "compared"),
    [
        ("Utfall 2023", "actual", None, None, 2023, None),
        ("Budget 2016", "budget", None, None, 2016, None),
        ("Plan 2018", "plan", None, None, 2018, None),
        ("Helårsprognos", "forecast", None, None, None, None),
        ("Målvärde 2016", "target", None, None, 2016, None),
        ("Avv. Bokslut 2023/ Budget 2023", "deviation", "actual", "budget", 2023, None),
        ("Diff. Bokslut 2023/ Bokslut 2022", "change", "actual", "actual", 2023, 2022),
        ("Förändring 2012/2013", "change", "actual", "actual", 2013, 2012),
        ("Avvikelse Budget-Utfall", "deviation", "actual", "budget", None, None),
        ("Avvikelse budget/prognos", "deviation", "forecast", "budget", None, None),
        ("Budget-diff", "deviation", None, "budget", None, None),
        ("Beslutade investeringar före 2013", "budget", None, None, None, None),
        ("2023", None, None, None, 2023, None),
    ],
)
def test_the_words_of_a_column_give_scenario_and_year(
    header: str, scenario: str | None, of: str | None, against: str | None, year: int | None, compared: int | None
) -> None:
    meaning = column_meaning(2, CellRole.FIGURE, (header,))
    assert (meaning.scenario, meaning.of_scenario, meaning.against_scenario) == (scenario, of, against)
    assert meaning.year == year
    assert compared is None or min(meaning.period.years) == compared


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Belopp i tkr", "TSEK"),
        ("Mnkr", "MSEK"),
        ("(mkr)", "MSEK"),
        ("Nystartade företag, antal/1 000 inv", "per_1000"),
        ("Delaktighetsindex, andel (%) av maxpoäng", "percent"),
        ("Företagsklimat enl. ÖJ (Insikt) - Totalt, NKI", "index"),
        ("Antal årsarbetare", "FTE"),
        ("Räddningstjänst", None),
    ],
)
def test_words_name_units(text: str, unit: str | None) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Långtidsfrånvaro mer än 60 dagar", None),
        ("Andel som väntat mer än 60 dagar", "percent"),
        ("Hemlöshet (75 %)", None),
        ("Väntetid, dagar", "days"),
        ("Kostnad 2023 tkr", "TSEK"),
        ("Belopp i 1 000 kr", "TSEK"),
        ("Vårdtillfällen per 1 000 inv", "per_1000"),
    ],
)
def test_a_limit_in_a_label_is_not_a_unit(label: str, unit: str | None) -> None:
    assert unit_of_row(label) == unit


def test_a_year_over_empty_cells_heads_missing_figures_but_a_word_does_not() -> None:
    found = figures("Mått | 2022 | 2023 | Kommentar\nNöjda | 7 | |\nTrygga | 8 | |")
    assert {header for _, header in found} == {"2022", "2023"}
    assert found["Nöjda", "2023"].is_missing


def test_somebodys_share_of_money_is_an_amount() -> None:
    assert unit_of_row("Minoritetens andel", of_money=True) is None
    assert unit_of_row("Kvinnors andel") == "percent"
    assert unit_of_row("Kommunens andel, %", of_money=True) == "percent"


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Belopp i tkr", True), ("(Alla belopp i 1 000 kr)", True), ("Ekonomiskt utfall, tkr", False)],
)
def test_a_line_that_only_states_a_unit(line: str, expected: bool) -> None:
    assert is_unit_statement(line) is expected


@pytest.mark.parametrize(
    ("header", "years"),
    [
        ("Utfall 2023 | Utfall 2022 | Budget 2023 | Avvikelse", [2023]),
        ("Budget 2022 | Utfall 2021 | Utfall 2022 | Avvikelse", [2022]),
        ("Budget 2023 | Budget 2022 | Utfall 2023 | Utfall 2022 | Diff", [2023]),
        ("Utfall 2022 | Budget 2022 | Avvikelse | Utfall 2023 | Budget 2023 | Avvikelse", [2022, 2023]),
        ("Bokslut 2022 | Budget 2023 | Prognos 2023 | Avvikelse | Avvikelse %", [2023, 2023]),
        ("Bokslut 2021 | Bokslut 2020 | Bokslut 2019 | Förändring", [2021]),
        ("Bokslut 2020 | Bokslut 2021 | Diff", [2021]),
    ],
)
def test_a_difference_without_a_year_has_the_year_of_the_compared_columns(header: str, years: list[int]) -> None:
    values = " | ".join(str(100 + i) for i in range(header.count("|") + 1))
    (table,) = read(grid(f"Tkr | {header}\nPersonalkostnader | {values}"))
    assert [c.year for c in table.figure_columns if c.scenario in ("deviation", "change")] == years


def test_a_deviation_is_of_the_outcome_beside_it_though_a_forecast_names_its_year() -> None:
    header = "Prognos 2023 | Budget 2023 | Budget perioden | Utfall perioden | Avvikelse"
    context = replace(CONTEXT, end_month=8, report_type="Delårsrapport")
    (table,) = read(grid(f"Tkr | {header}\nSkola | 30 | 33 | 20 | 19 | 1"), context=context)
    (deviation,) = [f for f in table.figures.values() if f.scenario == "deviation"]
    assert (deviation.of_scenario, deviation.period_end) == ("actual", "2023-08-31")


@pytest.mark.parametrize(
    ("text", "columns_from", "labels", "rows"),
    [
        # Years under their words, beside the header of the labels.
        (
            " | Budget | Bokslut\nVerksamhet | 2023 | 2022\nSkola | 10 | 11",
            ColumnsFrom.DRAWN,
            ["Budget > 2023", "Bokslut > 2022"],
            1,
        ),
        # Values that look like years under a header that has them already.
        (" | 2022 | 2023\nInvånare | 2012 | 2013", ColumnsFrom.DRAWN, ["2022", "2023"], 1),
        # A header cell in two lines without rules to show it.
        (
            "Tkr | Utfall | Avvikelse\n | 2023 | mot budget\nSkola | 10 | 11",
            ColumnsFrom.POSITION,
            ["Utfall 2023", "Avvikelse mot budget"],
            1,
        ),
        # Days on lines, of which the parts alone look like figures; the notes have a head of their own.
        (
            "Tkr | Not | 31 december | 31\n |  | 2023 | december\n |  |  | 2022\nMark | 4 | 10 | 11\nHus | 5 | 12 | 13",
            ColumnsFrom.DRAWN,
            ["31 december 2023", "31 december 2022"],
            2,
        ),
        # A group row is in the label column, which is not the first.
        (
            "Konto | Post | Utfall | Budget\n | Intäkter | |\n7383 | Hyror | 10 | 11",
            ColumnsFrom.DRAWN,
            ["Utfall", "Budget"],
            1,
        ),
        (
            " | Intäkter | |\n7383 | Hyror och arrenden | 10 | 11\n7384 | Avgifter | 12 | 13",
            ColumnsFrom.DRAWN,
            ["", ""],
            2,
        ),
    ],
)
def test_where_the_header_ends(text: str, columns_from: ColumnsFrom, labels: list[str], rows: int) -> None:
    (table,) = read(grid(text, columns_from=columns_from))
    assert [column.label for column in table.figure_columns] == labels
    assert len(table.figure_rows) == rows


def spanning(*rows: tuple[tuple[str, int], ...]) -> Table:
    """A ruled table of cells with their spans."""
    made = []
    for line, row in enumerate(rows, start=1):
        cells: list[Cell] = []
        for text, span in row:
            cells.append(Cell(text, Place(line=line, start=len(cells), end=len(cells) + 1), column_span=span))
            cells += [Cell()] * (span - 1)
        made.append(Row(tuple(cells)))
    return Table(tuple(made), Place(line=1), ColumnsFrom.DRAWN, True)


def test_a_cell_over_all_figures_is_a_level_and_not_a_title() -> None:
    header = ((("", 1), ("Budget", 2)), (("Tkr", 1), ("2022", 1), ("2021", 1)))
    (table,) = read(spanning(*header, (("Hyror", 1), ("10", 1), ("11", 1))))
    assert [(c.label, c.scenario, c.year) for c in table.figure_columns] == [
        ("Budget > 2022", "budget", 2022),
        ("Budget > 2021", "budget", 2021),
    ]


def test_labels_that_span_columns_are_labels_and_blank_columns_hold_nothing() -> None:
    rows = (
        (("Konto", 1), ("", 1), ("", 1), ("2022", 1), ("2023", 1), ("Förändring", 2)),
        (("61", 1), ("Total frånvaro", 2), ("8", 1), ("9", 1), ("", 1), ("1", 1)),
        (("62", 1), ("", 1), ("Frånvaro bland kvinnor", 1), ("5", 1), ("7", 1), ("", 1), ("2", 1)),
        (("63", 1), ("", 1), ("Frånvaro bland män", 1), ("4", 1), ("7", 1), ("", 1), ("3", 1)),
    )
    (table,) = read(spanning(*rows))
    assert [row.label for row in table.figure_rows] == [
        "Total frånvaro",
        "Frånvaro bland kvinnor",
        "Frånvaro bland män",
    ]
    assert [column.number for column in table.figure_columns] == [4, 5, 7]
    assert {f.year for f in table.figures.values() if f.scenario == "change"} == {2023}


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Sjukfrånvaro i procent av arbetad tid", "Sjukfrånvaro i procent av arbetad tid"),
        ("Belopp i tkr", "Personal"),
        ("Tabellen visar frånvaron under året.", "Personal"),
    ],
)
def test_a_short_line_over_a_table_is_its_title(line: str, title: str) -> None:
    (table,) = read(Heading("Personal", 1, Place()), Paragraph(line, Place()), grid("Mått | 2023\nFrånvaro | 7,1"))
    assert table.record.table_title == title


def test_a_title_on_a_line_of_its_own_counts_full_time_equivalents_but_states_no_share() -> None:
    def units(line: str) -> set[str | None]:
        (table,) = read(Paragraph(line, Place()), grid(" | Kvinnor | Män\nTillsvidareanställda | 20 | 10"))
        return {figure.unit for figure in table.figures.values()}

    assert units("Årsarbetare 2023") == {"FTE"}
    assert units("Andelen heltid %") == {"count"}


def test_a_header_that_lost_its_spans_gives_every_column_its_year() -> None:
    found = figures("Områden | 2021 | | 2022\n | Prognos | Budget | Budget\nLedning | 7 828 | 16 828 | 15 428")
    assert {(f.scenario, f.year, f.value) for f in found.values()} == {
        ("forecast", 2021, Decimal(7828)),
        ("budget", 2021, Decimal(16828)),
        ("budget", 2022, Decimal(15428)),
    }


def test_rows_without_labels_are_labelled_by_the_line_before() -> None:
    found = figures(
        "Mål 2023 | Utfall 2023 | Utfall 2022\n72 | (73) | -", Paragraph("Indikator: Nöjda företag, NKI", Place())
    )
    assert {label for label, _ in found} == {"Nöjda företag, NKI"}
    assert found["Nöjda företag, NKI", "Utfall 2023"].is_preliminary
    assert found["Nöjda företag, NKI", "Utfall 2023"].value == 73
    assert found["Nöjda företag, NKI", "Utfall 2022"].is_missing


def test_parentheses_are_negative_in_accounts() -> None:
    found = figures("Tkr | Utfall 2023 | Utfall 2022\nPersonalkostnader | (5 595) | (5 486)")
    assert [f.value for f in found.values()] == [Decimal(-5595), Decimal(-5486)]


def test_a_repeated_header_continues_the_table_and_another_does_not() -> None:
    first, again = grid("Mått | 2023\nA | 1"), grid("Mått | 2023\nB | 2", first_line=5)
    assert len(read(first, again)) == 1
    assert len(read(first, Heading("Nytt avsnitt", 1, Place()), again)) == 2


def test_the_line_before_a_table_may_be_printed_again_on_its_next_page() -> None:
    def pages(line: str) -> list[TableMeaning]:
        first, again = grid("Tkr | 2022 | 2023\nA | 1 | 2"), grid("Tkr | 2022 | 2023\nB | 3 | 4", first_line=5)
        pages = Page(1, (Paragraph("Utfall", Place()), first)), Page(2, (Paragraph(line, Place()), again))
        return read_tables(Document("d", "report.txt", Reader.TABBED, pages), CONTEXT).tables

    assert len(pages("Utfall")) == 1
    assert len(pages("Prognos")) == 2


def test_a_table_that_begins_with_a_title_and_heads_does_not_continue_the_one_above() -> None:
    first = grid("Tkr | Utfall | Budget\nHyror | 11 | 12")
    second = grid("Helår | | \nTkr | Prognos | Budget\nHyror | 13 | 14", first_line=5)
    tables = read(first, second)
    assert [[column.label for column in table.figure_columns] for table in tables] == [
        ["Utfall", "Budget"],
        ["Prognos", "Budget"],
    ]


def test_a_heading_between_heads_and_rows_is_their_first_group_row() -> None:
    heads = grid("Ort | Skatt 2018 | Andel 2018")
    (table,) = read(heads, Heading("Nyland", 2, Place()), grid("Ekenäs | 21,5 | 4,2\nHangö | 17 | 3,1", first_line=5))
    assert {figure.row_path for figure in table.figures.values()} == {"Nyland > Ekenäs", "Nyland > Hangö"}
    assert {figure.column_label for figure in table.figures.values()} == {"Skatt 2018", "Andel 2018"}


def test_a_repeated_header_may_be_on_fewer_lines() -> None:
    first = grid(
        "Tkr | Budget | Avv. bokslut\n | 2023 | mot budget\nHyror | 11 | 12\nEl | 13 | 14",
        columns_from=ColumnsFrom.POSITION,
    )
    again = grid(
        "Tkr | Budget 2023 | Avv. bokslut mot budget\nVatten | 15 | 16\nSophämtning | 17 | 18", 9, ColumnsFrom.DRAWN
    )
    other = grid(
        "Tkr | Budget 2023 | Avv. bokslut mot prognos\nVatten | 15 | 16\nSophämtning | 17 | 18", 9, ColumnsFrom.DRAWN
    )
    (table,) = read(first, again)
    assert [row.label for row in table.figure_rows] == ["Hyror", "El", "Vatten", "Sophämtning"]
    assert len(read(first, other)) == 2


def test_the_last_row_alone_on_the_next_page_belongs_to_the_table() -> None:
    first = grid("Tkr | Budget 2023 | Utfall 2023\nA | 10 | 20\nB | 1 | 2", columns_from=ColumnsFrom.DRAWN)
    last = grid("Summa | 11 | 22", first_line=9, columns_from=ColumnsFrom.DRAWN)
    (table,) = read(first, last)
    assert [row.label for row in table.figure_rows] == ["A", "B", "Summa"]


def placed(page: int, columns: str, *lines: str) -> Table:
    """A table of a PDF page whose cells are placed as in their lines, ten points per character; `|` ends columns."""
    bounds = [0, *(at for at, mark in enumerate(columns) if mark == "|")]
    rows = []
    for line in lines:
        spans = [(start, line[start:end].strip()) for start, end in pairwise(bounds)]
        starts = [line.index(text, start) if text else start for start, text in spans]
        rows.append(
            Row(
                tuple(
                    Cell(text, Place(page=page, x0=10.0 * at, x1=10.0 * (at + len(text)))) if text else Cell()
                    for at, (_, text) in zip(starts, spans, strict=True)
                )
            )
        )
    edges = tuple((10.0 * start, 10.0 * end) for start, end in pairwise(bounds))
    return Table(tuple(rows), Place(page=page), ColumnsFrom.POSITION, True, columns=edges)


def test_a_table_continues_with_other_columns_where_its_words_are_in_the_same_places() -> None:
    first = placed(
        1,
        "     |               |       |       |",
        "Kod   Yrkesgrupp        2022    2023 ",
        "3457  Sjuksköterskor      84     102 ",
        "3458  Administratörer    923      17 ",
    )
    fewer = placed(
        2,
        "                     |       |       |",
        "Kod   Yrkesgrupp        2022    2023 ",
        "      S:a              1 007     119 ",
    )
    more = placed(
        2,
        "     |               |       |   |   |",
        "      S:a              1 007      119",
    )
    for last in (fewer, more):
        (table,) = read(first, last)
        assert [row.label for row in table.figure_rows] == ["Sjuksköterskor", "Administratörer", "S:a"]
        assert table.figure_rows[-1].path == ("S:a",)
        assert [str(f.value) for place, f in sorted(table.figures.items()) if place[0] == table.rows[-1].number] == [
            "1007",
            "119",
        ]


def test_a_label_cut_by_a_page_break_is_joined() -> None:
    first = grid("Mått | 2022 | 2023\nElever med examen, | 70 | 75", columns_from=ColumnsFrom.DRAWN)
    rest = grid(
        "Mått | 2022 | 2023\nhemkommun | | \nAntal elever | 8 | 9", first_line=9, columns_from=ColumnsFrom.DRAWN
    )
    (table,) = read(first, rest)
    assert [row.label for row in table.figure_rows] == ["Elever med examen, hemkommun", "Antal elever"]


def test_the_header_printed_again_shows_that_the_first_line_of_a_label_is_not_header() -> None:
    clean = "Mkr | Kommunen | Koncernen\n | 2021 | 2022\nIshallar | 16 | 17"
    mixed = "Mkr | Kommunen | Koncernen\nHjälp i hemmet för | 2021 | 2022\npersoner över 65 år | 18 | 19"
    for first, again in ((clean, mixed), (mixed, clean)):
        (table,) = read(grid(first), grid(again, first_line=9))
        assert {row.label for row in table.figure_rows} == {"Ishallar", "Hjälp i hemmet för personer över 65 år"}


def test_group_rows_head_the_rows_below_and_footnotes_end_them() -> None:
    (table,) = read(
        grid(
            "Personal | 2022 | 2023\nAntal årsarbetare | |\nTillsvidareanställda | 124,1 | 133,9\n"
            "Utförd tid av timavlönade* | |\n*omräknat till heltidsarbetare | 0,9 | 0,5\n"
            "Personalomsättning | 13,0% | 9,1%"
        )
    )
    paths = [row.path for row in table.figure_rows]
    assert paths == [
        ("Antal årsarbetare", "Tillsvidareanställda"),
        ("Utförd tid av timavlönade",),
        ("Personalomsättning",),
    ]
    assert table.figures[3, 2].unit == "FTE"
    assert table.figures[6, 2].unit == "percent"


def test_an_indented_memo_row_is_under_its_row_once() -> None:
    parent, memo = Cell("Livsmedel", Place(line=2)), Cell("varav frukt", Place(line=3), indent=12)
    rows = [Row((cell, Cell("10", Place(line=4 + i)))) for i, cell in enumerate((parent, memo))]
    (table,) = read(Table((Row((Cell("Tkr"), Cell("2023"))), *rows), Place(line=1), ColumnsFrom.DRAWN, True))
    assert [row.path for row in table.figure_rows] == [("Livsmedel",), ("Livsmedel", "varav frukt")]


def test_memo_rows_are_under_the_row_they_are_part_of() -> None:
    (table,) = read(grid("Antal | 2023\nSynpunkter | 149\nVarav anonyma | 33"))
    assert table.rows[1].is_memo
    assert table.rows[1].path == ("Synpunkter", "Varav anonyma")


def test_money_in_the_corner_beats_a_word_that_counts() -> None:
    found = figures("Belopp i tkr | Budget 2023 | Bokslut 2023\nKöp av tjänster | -44 617 | -50 641")
    assert {f.unit for f in found.values()} == {"TSEK"}
    assert {f.half_unit for f in found.values()} == {Decimal("0.5")}


def test_a_bare_integer_among_decimals_has_their_precision_and_people_are_exact() -> None:
    found = figures(
        "Mått | 2014 | 2015 | 2016 | Målvärde\nMedarbetarenkät | 7,3 | 7,3 | 7 | 7,5\nAntal anställda | 8 | 15 | 7 | 9"
    )
    assert found["Medarbetarenkät", "2016"].half_unit == Decimal("0.05")
    assert found["Antal anställda", "2016"].half_unit == 0


def test_a_difference_of_shares_is_in_percentage_points() -> None:
    found = figures("Sjukfrånvaro | 2022 | 2023 | Differens\nTotalt | 3,4% | 3,7% | 0,3%")
    assert found["Totalt", "Differens"].unit == "percentage_point"
    assert found["Totalt", "Differens"].scenario == "change"


def test_a_row_labelled_by_a_scenario_has_it() -> None:
    found = figures("Mnkr | Utfall 2023\nNettokostnad | 428,8\nNettobudget | 441,1\nBudgetdiff | 12,3")
    assert [f.scenario for f in found.values()] == ["actual", "budget", "deviation"]


def test_words_in_a_figure_column_are_kept_without_a_value() -> None:
    found = figures(
        "Projekt (tkr) | Budget 2027 | Plan 2028 | Total utgift\n"
        "Bibliotek | 150 | 150 | årligen\nBuss | 0 | 3 000 | 3 000"
    )
    figure = found["Bibliotek", "Total utgift"]
    assert (figure.value, figure.is_missing, figure.value_as_printed) == (None, False, "årligen")


def test_numbering_belongs_to_the_label_and_numbers_the_whole_table() -> None:
    found = figures("1. | Demokrati | Uppnått | Max\n1.1 | Finns en plan? | 5 | 15\n | | 5 | 15")
    assert {label for label, _ in found} == {"1.1 Finns en plan?", "Demokrati"}


@pytest.mark.parametrize(
    ("title", "header", "labels", "domain"),
    [
        ("Resultaträkning", "Mnkr Utfall 2023", ["Intäkter", "Kostnader"], "finance"),
        ("Investeringar", "Belopp i tkr Budget 2023", ["Inventarier"], "investment"),
        (
            "Materiella anläggningstillgångar (tkr)",
            "2022 2023",
            ["Ingående bokfört värde", "Försäljningar", "Årets avskrivningar", "Utgående bokfört värde"],
            "investment",
        ),
        ("Personalstatistik", "2022 2023", ["Tillsvidareanställda"], "personnel"),
        ("Sammanställning av verksamheter", "Utfall Årsbudget Resultat", ["Tillväxtenheten"], "finance"),
        ("Sjukfrånvaron ska minska", "Mått Utfall år 2023", ["Nöjd medborgarindex"], "goals"),
        ("Prognossäkerhet", "Avstämningstillfälle Prognos Avvikelse från bokslut", ["Delårsbokslut"], "forecast"),
    ],
)
def test_words_give_the_domain(title: str, header: str, labels: list[str], domain: str) -> None:
    assert domain_of(title, header, labels, []) == domain


def test_years_label_rows_where_no_words_do() -> None:
    read = figures("|ALFA|BETA|GAMMA\n2018|6,71|5,50|6,41\n2017|6,27|5,70|6,51\n2016|6,70|5,50|6,57")
    assert len(read) == 9
    assert read["2017", "BETA"].value == Decimal("5.70")
    assert {label: read[label, "ALFA"].year for label in ("2018", "2017", "2016")} == {
        "2018": 2018,
        "2017": 2017,
        "2016": 2016,
    }


def test_years_over_years_are_not_labels() -> None:
    read = figures("Kommunen||\n|2022|2023\nFolkmängd|18 402|18 511")
    assert ("Folkmängd", "2023") in read


def test_notes_are_not_figures_though_a_group_seems_to_head_them() -> None:
    read = figures("|Kommunen|Kommunen|Kommunen\n|Not|2023|2022\nIntäkter|1|805|733\nKostnader|2|-4 412|-4 203")
    assert {column for _, column in read} == {"Kommunen > 2023", "Kommunen > 2022"}


def test_percent_in_the_corner_is_the_unit_of_figures_about_money() -> None:
    read = figures(
        "Procent|2022|2023\nSkatteintäkternas utveckling|4,1|3,6\nNettokostnadernas utveckling|3,7|4,2\n"
        "Finansiella nettotillgångar (mnkr)|-5 367|-6 074"
    )
    assert read["Skatteintäkternas utveckling", "2023"].unit == "percent"
    assert read["Finansiella nettotillgångar (mnkr)", "2023"].unit == "MSEK"


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Soliditet", "percent"),
        ("Kommunal skattesats", "percent"),
        ("Soliditet, mnkr", "MSEK"),
        ("Folkmängd 31/12", "count"),
        ("Självfinansieringsgrad, antal gånger", "count"),
        ("Skatteintäkter", None),
    ],
)
def test_some_measures_have_their_unit_by_name(label: str, unit: str | None) -> None:
    (figure,) = figures(f"Ekonomi|2023\n{label}|4").values()
    assert figure.unit == unit


def test_a_word_broken_in_a_narrow_header_is_understood() -> None:
    assert column_meaning(2, CellRole.FIGURE, ("Av-vikelse",)).scenario == "deviation"
    assert column_meaning(2, CellRole.FIGURE, ("Kost-nader",)).measure == "cost"


def test_counts_of_a_table_are_not_shares_whatever_its_rows_are_named() -> None:
    rows = "Personal|2022|2023\nSysselsättningsgrad heltid|412|431\nSysselsättningsgrad deltid|97|88"
    (table,) = read(Heading("Antal anställda", 1, Place(line=1)), grid(rows, first_line=2))
    assert {figure.unit for figure in table.figures.values()} == {"count"}


def test_a_footnote_to_a_group_row_says_its_unit() -> None:
    found = figures(
        "Personal|2022|2023\nMertid och övertid*||\nMertid|0,3|0,2\nÖvertid|0,5|0,4\n*omräknat till årsarbetare||\n"
        "Personalomsättning|13,0%|9,1%"
    )
    assert (found["Övertid", "2023"].unit, found["Övertid", "2023"].unit_source) == ("FTE", "group_row")
    assert found["Personalomsättning", "2023"].unit == "percent"


def test_groups_of_ages_and_letters_of_parties_label_rows() -> None:
    ages = figures(
        " | Män | Kvinnor\n0-4 | 92 | 96\n5-9 | 100 | 107\n10-14 | 105 | 110", Heading("Folkmängd 2023", 1, Place())
    )
    assert ("5-9", "Kvinnor") in ages
    letters = figures("Parti | Partistöd 2022 | Partistöd 2023\nS | 230 | 227\nKD | 52 | 53\nV | 52 | 53")
    assert letters["KD", "Partistöd 2023"].value == 53
