"""The metadata that a report states, and the names in it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dagster_project.reading.content.mentions import name_mentions
from dagster_project.reading.content.metadata import Metadata, find_report_type, read_metadata
from dagster_project.reading.model import Block, Cell, Document, Furniture, Heading, Page, Paragraph, Place, Row, Table
from dagster_project.reading.sources.text.reader import read_text
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import ReportTypes
from dagster_project.terms import ColumnsFrom, FurnitureKind, Reader


def report(*pages: list[Block], properties: tuple[tuple[str, str], ...] = (), file_name: str = "x.pdf") -> Document:
    return Document(
        "d",
        file_name,
        Reader.PDF,
        tuple(Page(number, tuple(blocks)) for number, blocks in enumerate(pages, start=1)),
        properties=properties,
    )


def lines(*texts: str, page: int = 1) -> list[Block]:
    return [Paragraph(text, Place(page=page, line=number)) for number, text in enumerate(texts, start=1)]


def header(*texts: str) -> Table:
    return Table((Row(tuple(Cell(text) for text in texts)),), Place(), ColumnsFrom.DRAWN, True, header_rows=1)


@pytest.mark.parametrize(
    ("front", "title", "report_type", "year", "month"),
    [
        (["Backa kommun", "Årsredovisning 2013", "Kommunstyrelsen"], "Årsredovisning 2013", "Årsredovisning", 2013, 12),
        (
            ["Årsredovisning 2021 – drift", "per nämnd", "Kommunstyrelsen"],
            "Årsredovisning 2021 – drift per nämnd",
            "Årsredovisning",
            2021,
            12,
        ),
        (["Årsredovisning 2015 –", "Prognos"], "Årsredovisning 2015 – Prognos", "Årsredovisning", 2015, 12),
        (
            ["Verksamhetsplan med bud- get 2022"],
            "Verksamhetsplan med budget 2022",
            "Verksamhetsplan med budget",
            2022,
            12,
        ),
        (["Årsredovisning i siffror 2010–2023"], "Årsredovisning i siffror 2010–2023", "Årsredovisning", 2023, 12),
        (["Uppföljning 4", "Rapporten gäller januari till oktober 2020."], None, "Uppföljning", 2020, 10),
        (["2020 års bokslut i korthet"], "2020 års bokslut i korthet", "bokslut", 2020, 12),
        (["Verksamhetsplan 2023–2025"], "Verksamhetsplan 2023–2025", "Verksamhetsplan", 2023, 12),
        (["Budget 2016 med plan 2017–2018"], "Budget 2016 med plan 2017–2018", "Budget", 2016, 12),
        (
            ["Budgetskrivelse", "för investeringar", "2027-2031"],
            "Budgetskrivelse för investeringar 2027-2031",
            "Budgetskrivelse för investeringar",
            2027,
            12,
        ),
        (["Delårsrapport", "januari–augusti 2023"], "Delårsrapport januari–augusti 2023", "Delårsrapport", 2023, 8),
        (["Tertialrapport 1 2024"], "Tertialrapport 1 2024", "Tertialrapport", 2024, 4),
        (["Delårsrapport", "Januari – augusti 2023"], "Delårsrapport Januari – augusti 2023", "Delårsrapport", 2023, 8),
        (["Månadsuppföljning november 2012"], "Månadsuppföljning november 2012", "Månadsuppföljning", 2012, 11),
        (["Uppföljning per 31 oktober 2020"], "Uppföljning per 31 oktober 2020", "Uppföljning", 2020, 10),
        (["2010", "Å R S R E D O V I S N I N G"], "2010 Å R S R E D O V I S N I N G", "ÅRSREDOVISNING", 2010, 12),
        (["Dnr KS 2014/144.04 Årsredovisning 2013"], "Årsredovisning 2013", "Årsredovisning", 2013, 12),
        (
            ["Delårsrapport", "2021-01-01 – 2021-08-31"],
            "Delårsrapport 2021-01-01 – 2021-08-31",
            "Delårsrapport",
            2021,
            8,
        ),
        (["Bokslut för nämnden", "Perioden 2019"], "Bokslut för nämnden Perioden 2019", "Bokslut", 2019, 12),
        (["Vision 2030", "Årsbokslut 2022"], "Årsbokslut 2022", "Årsbokslut", 2022, 12),
        (
            ["Uppföljning av målen", "Dokumenttyp: Verksamhetsberättelse", "År 2019"],
            None,
            "Verksamhetsberättelse",
            2019,
            12,
        ),
    ],
)
def test_title_type_year_and_period_come_from_the_front_page(
    front: list[str], title: str | None, report_type: str, year: int, month: int
) -> None:
    found = read_metadata(report(lines(*front)))
    if title:
        assert found.title == title
        assert found.report_type_as_printed == report_type
    assert (found.year, found.period_end_month) == (year, month)


def test_decision_dates_case_numbers_and_status_are_distinguished_from_the_year() -> None:
    front = lines("Årsredovisning", "Årsredovisning. Dnr KS 2022/100. Beslutad 2022-03-13.", "Datum: 2022-03-20")
    found = read_metadata(
        report(front, [Furniture("Årsredovisning 2021 Sida 2", FurnitureKind.PAGE_FOOTER, Place(page=2))])
    )
    assert found == Metadata(
        "Årsredovisning", "Årsredovisning", 2021, "footer", 12, "Beslutad 2022-03-13", "KS 2022/100"
    )


def test_a_day_on_a_line_of_its_own_is_when_a_report_was_written() -> None:
    front = lines("Månadsrapport november", "Miljönämnden", "14 februari 2021")
    found = read_metadata(report([*front, header("Mnkr", "Utfall november", "Budget november")]))
    assert (found.title, found.year, found.year_source) == ("Månadsrapport november", 2020, "date")
    ended = read_metadata(report(lines("Delårsrapport", "31 augusti 2021")))
    assert (ended.title, ended.year) == ("Delårsrapport 31 augusti 2021", 2021)


@pytest.mark.parametrize(
    ("title", "headers", "year", "source"),
    [
        ("Årsredovisning", [("Utfall 2015", "Utfall 2016", "Budget 2017")], 2016, "table_headers"),
        ("Budget", [("Bokslut 2014", "Budget 2016", "Plan 2017")], 2016, "table_headers"),
        ("Årsredovisning", [("2012", "2013"), ("2013", "2014"), ("Utfall 2014",)], 2014, "table_headers"),
        ("Tertialrapport 2", [("Budget 2016", "Prognos 2016", "Utfall period")], 2016, "table_headers"),
        ("Årsredovisning", [("Kostnad", "Intäkt")], None, "none"),
        ("Antal anställda 2014 och 2015", [("2014", "2015")], 2015, "title"),
        ("Budget 2015 och 2016", [("2015", "2016")], 2015, "title"),
    ],
)
def test_without_a_printed_year_the_table_headers_decide(
    title: str, headers: list[tuple[str, ...]], year: int | None, source: str
) -> None:
    tables: list[Block] = [header(*texts) for texts in headers]
    found = read_metadata(report([*lines(title), *tables], file_name="arsredovisning-1999.pdf"))
    assert (found.year, found.year_source) == (year, source)


@pytest.mark.parametrize(
    ("sentences", "year"),
    [
        ("Vi redovisar januari–augusti 2021. Utfallet till och med augusti är lägre.", 2021),
        ("Vi redovisar januari–augusti 2021. Det var mer i januari–augusti 2020.", None),
        ("Målet ska vara nått 2030.", None),
    ],
)
def test_the_only_year_of_the_periods_in_a_report_is_its_year(sentences: str, year: int | None) -> None:
    table = header("Kostnad", "Intäkt")
    found = read_metadata(report([*lines("Läget i nämnden"), table, *lines(sentences)]))
    assert (found.year, found.year_source) == (year, "text" if year else "none")


def test_the_properties_are_used_last_and_never_where_they_are_a_file_name() -> None:
    empty: list[Block] = [Table((), Place(), ColumnsFrom.DRAWN, True)]
    titled = read_metadata(report(empty, properties=(("Title", "Årsbokslut 2020 för nämnden"),)))
    assert (titled.title, titled.year, titled.year_source) == ("Årsbokslut 2020 för nämnden", 2020, "properties")
    untitled = read_metadata(report(empty, properties=(("Title", "bokslut 2020.docx"),)))
    assert untitled == Metadata(None, None, None, "none", None, None, None)


def test_a_report_that_begins_with_a_long_paragraph_is_named_by_its_first_line() -> None:
    text = "NÄMNDEN Årsredovisning 2016 " + "Året har varit bra. " * 30
    paragraph = Paragraph(text, Place(line=1), ((0, Place(line=1)), (28, Place(line=2))))
    assert read_metadata(report([paragraph])).title == "NÄMNDEN Årsredovisning 2016"


def test_of_two_kinds_of_report_the_longest_word_at_the_earliest_place_wins() -> None:
    assert find_report_type("Budgetskrivelse och budget 2027") == ("Budgetskrivelse", 12)
    assert find_report_type("Ledningens arbetssätt") is None


def test_every_word_for_a_kind_of_report_has_a_meaning_in_the_seed() -> None:
    with (Path(__file__).parents[2] / "dbt/seeds/report_types.csv").open(encoding="utf-8") as seed:
        aliases = {row["alias"] for row in csv.DictReader(seed)}
    words = [word for kind in load(ReportTypes).types for word in kind.words]
    assert [word for word in words if not any(alias in word for alias in aliases)] == []


def test_names_keep_their_position_count_and_misspelling() -> None:
    front = lines("ANALYS AV BAKABERG KOMMUN", "Kultur- och fritidsnämnden")
    sentence = "I år har Bakaberg vuxit och Bakabergs kommun byggt, sade nämnden till kommunstyrelsens förvaltning."
    body = lines(*[sentence] * 3, page=2)
    heading = Heading("1 Nämnden för arbete och välfärd", 1, Place(page=2, line=9))
    found: dict[tuple[str, str, str], int] = {
        (row.kind, row.name_as_printed, row.position): row.mentions
        for row in name_mentions(report(front, [heading, *body]))
    }
    assert found[("municipality", "BAKABERG", "front_page")] == 1
    assert found[("organization", "Kultur- och fritidsnämnden", "front_page")] == 1
    assert found[("municipality", "Bakaberg", "body")] == 3
    assert found[("municipality", "Bakabergs", "body")] >= 3
    assert found[("organization", "kommunstyrelsen", "body")] == 3
    assert found[("organization", "Nämnden för arbete och välfärd", "heading")] == 1
    assert not any(name in ("nämnden", "förvaltning") for _, name, _ in found)


@pytest.mark.parametrize(
    ("between", "position"),
    [
        (["Året har präglats av höga priser."], "front_page"),
        (["Belopp i tkr"], "heading"),
    ],
)
def test_a_board_over_sentences_is_the_reports_and_over_a_table_a_chapters(between: list[str], position: str) -> None:
    blocks: list[Block] = [
        Heading("Delårsrapport 2023", 0, Place(line=1)),
        Heading("Miljönämnden, Storstads kommun", 0, Place(line=2)),
        *lines(*between),
        Heading("Ekonomi", 0, Place(line=9)),
        header("Post", "Utfall", "Budget"),
    ]
    found = {row.name_as_printed: row.position for row in name_mentions(report(blocks))}
    assert found["Miljönämnden"] == position


@pytest.mark.parametrize(
    ("start", "year", "report_type"),
    [
        ("000", 2023, "Verksamhetsberättelse"),
        ("001", 2018, "KOMMUNKOMPASSEN"),
        ("002", 2023, "Årsbokslut"),
        ("003", 2022, "Verksamhetsplan med budget"),
        ("004", 2016, "Årsredovisning"),
        ("sjobo", 2016, "Budget"),
    ],
)
def test_real_text_reports_have_their_year_and_kind(shared: Path, start: str, year: int, report_type: str) -> None:
    path = next((shared / "reports").glob(f"{start}*.txt"))
    found = read_metadata(read_text(path, "d", "report.txt"))
    assert (found.year, found.report_type_as_printed) == (year, report_type)
