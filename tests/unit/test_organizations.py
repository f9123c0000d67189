"""Names of organizations by their form, and the organization that figures, goals and assessments concern."""

from __future__ import annotations

import pytest

from dagster_project.reading.content.mentions import name_mentions
from dagster_project.reading.content.whose import Whose
from dagster_project.reading.model import (
    Block,
    Cell,
    Document,
    Furniture,
    Heading,
    Page,
    Paragraph,
    Place,
    Row,
    Table,
)
from dagster_project.reading.organizations import is_addressee, names_in, organization_label, organization_of
from dagster_project.reading.records import AssessmentRecord, FigureRecord
from dagster_project.reading.tables.scopes import column_scope, scope_of, with_explained_columns
from dagster_project.terms import (
    AssessmentCode,
    ColumnsFrom,
    Domain,
    EvidenceSource,
    FurnitureKind,
    Reader,
    SubjectType,
)


def document(*blocks: Block) -> Document:
    return Document("d", "a.txt", Reader.FLAT, (Page(1, blocks),))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nämnden för Digital service, Storstad", ["Nämnden för Digital service"]),
        ("Nämnden för Digital services delårsrapport", ["Nämnden för Digital service"]),
        ("Nämnden för arbete, lärande och välfärd Årsredovisning 2023", ["Nämnden för arbete, lärande och välfärd"]),
        ("Utskottet för trygghet – bokslut", ["Utskottet för trygghet"]),
        ("Barn- och utbildningsnämndens mål", ["Barn- och utbildningsnämnden"]),
        ("Kultur och fritidsnämnden", ["Kultur och fritidsnämnden"]),
        ("Kommunstyrelsen och socialnämnden", ["Kommunstyrelsen", "socialnämnden"]),
        ("Tekniska nämnden", ["Tekniska nämnden"]),
        ("Stadsrevisionen sammanfattar granskningen", ["Stadsrevisionen"]),
        ("Nämnden och styrelsen", []),
        ("Socialstyrelsens regler", []),
    ],
)
def test_a_name_is_found_by_its_form(text: str, names: list[str]) -> None:
    assert [found.name for found in names_in(text, is_line=True)] == names


def test_in_running_text_a_name_with_for_ends_before_what_may_be_no_part_of_it() -> None:
    text = "Därför beslutade nämnden för trafik och socialnämnden att Liseberg och kulturnämnden ska svara."
    assert [found.name for found in names_in(text)] == ["nämnden för trafik", "socialnämnden", "kulturnämnden"]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Socialnämndens mål och mätetal", "Socialnämnden"),
        ("4.1 Driftsredovisning socialnämnden", "socialnämnden"),
        ("Bidrag till socialnämnden", None),
        ("Uppdrag från kommunfullmäktige", None),
        ("Kommunfullmäktiges mål", None),
        ("Kommunfullmäktige", "Kommunfullmäktige"),
        ("Socialnämnden och kulturnämnden", None),
        ("Fastighetsförvaltning", None),
        ("Fastighetsförvaltningen", "Fastighetsförvaltningen"),
    ],
)
def test_a_heading_is_about_the_one_organization_that_it_names(heading: str, name: str | None) -> None:
    assert organization_of(heading) == name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Socialnämnden", "Socialnämnden"),
        ("Summa Socialnämnden", "Socialnämnden"),
        ("Social resursnämnd, inkl pers ass", "Social resursnämnd"),
        ("Kommunstyrelsen (75 %)", "Kommunstyrelsen"),
        ("Kulturförvaltningen1", "Kulturförvaltningen"),
        ("Nämnden för teknik", "Nämnden för teknik"),
        ("Bidrag från kommunstyrelsen", None),
        ("Total förvaltning", None),
        ("Nämnden", None),
        ("Intäkter", None),
    ],
)
def test_a_label_is_a_name_without_what_is_printed_around_it(label: str, name: str | None) -> None:
    assert organization_label(label) == name


@pytest.mark.parametrize(
    ("levels", "scope"),
    [
        (("Kommunen", "2016"), "Kommunen"),
        (("Kommun 2023",), "Kommunen"),
        (("KONCERN", "12/31/2021"), "Koncernen"),
        (("2021", "Kommunala koncernen"), "Koncernen"),
        (("Sammanställd redovisning",), "Koncernen"),
        (("Storstads kommun 2016",), "Storstads kommun"),
        (("Socialnämnden 2023",), "Socialnämnden"),
        (("Kommun", "bidrag 2)"), None),
        (("Kommun- bidrag",), None),
        (("Kommun och koncern",), None),
        (("Antal i kommunen",), None),
        (("Utfall",), None),
    ],
)
def test_a_column_is_of_the_entity_that_its_head_names(levels: tuple[str, ...], scope: str | None) -> None:
    assert column_scope(levels) == scope


@pytest.mark.parametrize(
    ("column", "path", "title", "section", "scope"),
    [
        ("Koncernen", ["Socialnämnden"], "", [], ("Koncernen", EvidenceSource.COLUMN)),
        (None, ["Socialnämnden", "Kulturnämnden"], "Valnämnden", [], ("Kulturnämnden", EvidenceSource.ROW)),
        (None, ["Socialnämnden", "Hemtjänst"], "Valnämnden", [], ("Socialnämnden", EvidenceSource.GROUP_ROW)),
        (None, ["Summa kostnader kommunen"], "Valnämnden", [], ("Kommunen", EvidenceSource.ROW)),
        (None, ["Intäkter"], "Valnämndens drift", ["Socialnämnden"], ("Valnämnden", EvidenceSource.CAPTION)),
        (None, ["Intäkter"], "Drift", ["Kulturnämnden", "Ekonomi"], ("Kulturnämnden", EvidenceSource.SECTION)),
        (None, ["Intäkter"], "Resultaträkning koncernen", [], ("Koncernen", EvidenceSource.CAPTION)),
        (None, ["Intäkter"], "5 Koncernen", [], ("Koncernen", EvidenceSource.CAPTION)),
        (None, ["Intäkter"], "Så här styrs kommunen", [], (None, EvidenceSource.REPORT)),
        (None, ["Intäkter"], "Resultaträkning, kommun och koncern", [], (None, EvidenceSource.REPORT)),
    ],
)
def test_the_nearest_name_decides(
    column: str | None, path: list[str], title: str, section: list[str], scope: tuple[str | None, EvidenceSource]
) -> None:
    assert scope_of(column, path, title, section, Domain.FINANCE) == scope


def test_goals_for_the_municipality_are_those_of_the_report() -> None:
    assert scope_of(None, ["Andel"], "Kommunens resultat", [], Domain.GOALS).as_printed is None


def test_addressees_contacts_and_deciders_name_nobody() -> None:
    assert is_addressee("Till kommunfullmäktige") and is_addressee("Kopia till: nämnden för teknik")
    assert not is_addressee("Tillväxtnämnden")
    blocks: list[Block] = [
        Heading("Revisionsrapport 2023", 1, Place(line=1)),
        Paragraph("Till", Place(line=2)),
        Paragraph("Nämnden för teknik", Place(line=3)),
        Paragraph("Antagen av kommunfullmäktige", Place(line=4)),
        Heading("1 Inledning", 1, Place(line=5)),
        Paragraph("Året var bra. Frågor om rapporten besvaras av ekonomikontoret, telefon 1.", Place(line=6)),
        Furniture("Läsekontoret, Box 12, 123 45 Storstad", FurnitureKind.PAGE_FOOTER, Place(line=7)),
    ]
    assert [mention for mention in name_mentions(document(*blocks)) if mention.kind == "organization"] == []


def test_a_heading_over_the_first_table_is_of_a_chapter() -> None:
    title, table = (
        Heading("Uppföljning av mål", 1, Place(line=1)),
        Table((), Place(line=9), ColumnsFrom.SEPARATOR, True),
    )
    chapter = Heading("Socialnämndens mål", 2, Place(line=2))
    unit, account = Paragraph("Belopp i tkr", Place(line=3)), Heading("Resultat", 3, Place(line=4))
    text = Paragraph("Året var bra.", Place(line=5))
    for between in ([], [unit], [account, unit]):
        assert [found.position for found in name_mentions(document(title, chapter, *between, table))] == ["heading"]
    begun = document(title, text, chapter, text, account, table)
    assert [found.position for found in name_mentions(begun)] == ["heading"]
    far = document(title, chapter, unit, account, text, table)
    assert [found.position for found in name_mentions(far)] == ["front_page"]
    assert [mention.position for mention in name_mentions(document(chapter, table))] == ["front_page"]


def test_a_name_in_running_text_is_the_longer_one_that_a_line_prints() -> None:
    blocks: list[Block] = [
        Heading("Nämnden för Digital service", 1, Place(line=1)),
        Heading("1 Inledning", 1, Place(line=2)),
        Paragraph("I år har nämnden för Digital service beslutat mer.", Place(line=3)),
    ]
    names = {mention.name_as_printed for mention in name_mentions(document(*blocks))}
    assert names == {"Nämnden för Digital service"}


def assessment(label: str, line: int, column: str = "Status") -> AssessmentRecord:
    return AssessmentRecord(
        document_id="d",
        assessment_number=1,
        subject_type=SubjectType.INDICATOR,
        subject=label,
        goal_number=None,
        table_id=None,
        row_label=label,
        row_path=label,
        column_label=column,
        year=None,
        scenario=None,
        assessment=AssessmentCode.ACHIEVED,
        trend=None,
        as_printed="●",
        line_number=line,
    )


def test_an_assessment_follows_its_column_and_the_heading_above() -> None:
    def table(line: int, text: str) -> Table:
        return Table((Row((Cell(text, Place(line=line)),)),), Place(line=line), ColumnsFrom.SEPARATOR, True)

    whose = Whose(
        document(
            Heading("Socialnämndens mål", 1, Place(line=1)),
            table(2, "Trygga barn"),
            Heading("Kulturnämndens mål", 1, Place(line=4)),
            table(5, "Fler lån"),
        )
    )
    records = [assessment("Trygga barn", 2), assessment("Fler lån", 5), assessment("Fler lån", 5, "Valnämnden")]
    assert [(record.scope_as_printed, record.scope_source) for record in whose.scoped(records)] == [
        ("Socialnämnden", EvidenceSource.SECTION),
        ("Kulturnämnden", EvidenceSource.SECTION),
        ("Valnämnden", EvidenceSource.COLUMN),
    ]


def figure(number: int, head: str) -> FigureRecord:
    return FigureRecord(
        document_id="d",
        figure_id=str(number),
        table_id="t",
        table_number=1,
        row_number=2,
        column_number=number,
        domain=Domain.PERSONNEL,
        table_title="",
        section="",
        row_label="2018",
        row_path="2018",
        column_label=head,
        measure=None,
        scenario=None,
        year=None,
        year_source=None,
        period_type=None,
        value=None,
        unit=None,
        unit_source=None,
        decimals=None,
        half_unit=None,
        value_as_printed="",
        is_missing=True,
    )


@pytest.mark.parametrize(
    ("heads", "scopes"),
    [
        (["HBG", "LKA", "ÅST", "Alla"], ["Helsingborg", "Landskrona", "Åstorp", None]),
        (["HBG", "Utfall", "Budget", "Alla"], [None, None, None, None]),
    ],
)
def test_abbreviated_columns_are_whose_the_text_says(heads: list[str], scopes: list[str | None]) -> None:
    text = "Förkortningar: HBG = Helsingborg, LKA = Landskrona, ÅST = Åstorp."
    figures = [figure(number, head) for number, head in enumerate(heads, 1)]
    found = with_explained_columns(document(Paragraph(text, Place(line=1))), figures)
    assert [item.scope_as_printed for item in found] == scopes
