"""Lists of texts: rows over page breaks, lost headers and columns, and remarks separated."""

from __future__ import annotations

import pytest

from dagster_project.reading.content.lists import read_assignments, read_contract_reviews, read_internal_controls
from dagster_project.reading.content.remarks import divide_running_text, read_evaluation_remarks
from dagster_project.reading.model import Block, Cell, Document, Heading, ListItem, Page, Paragraph, Place, Row, Table
from dagster_project.terms import ColumnsFrom, Reader

PLACE = Place(line=1)


def grid(*rows: tuple[str | Cell, ...]) -> Table:
    cells = [tuple(cell if isinstance(cell, Cell) else Cell(cell, PLACE) for cell in row) for row in rows]
    return Table(tuple(Row(row) for row in cells), PLACE, ColumnsFrom.SEPARATOR, False)


def document(*blocks: Block, reader: Reader = Reader.TABBED) -> Document:
    return Document("d", "report.txt", reader, (Page(1, blocks),))


def test_an_assignment_continues_under_a_repeated_header() -> None:
    header = ("Riktade uppdrag", "Status", "Kommentar")
    records = read_assignments(
        document(
            grid(
                header, ("Utred en ny förskola", "", "Arbetet pågår"), ("Ta fram en plan", "", "Klart i höst och re-")
            ),
            grid(header, ("", "", "dovisas sedan."), ("Sök utvecklingsmedel", "Pågår", "")),
        )
    )
    assert [(r.text, r.status_as_printed, r.comment) for r in records] == [
        ("Utred en ny förskola", None, "Arbetet pågår"),
        ("Ta fram en plan", None, "Klart i höst och redovisas sedan."),
        ("Sök utvecklingsmedel", "Pågår", None),
    ]


def test_assignments_that_are_titles() -> None:
    records = read_assignments(
        document(
            Heading("2 Uppdrag", 1, PLACE),
            Paragraph("Nämndens uppdrag är brett.", PLACE),
            Heading("4.1.1 Uppdrag: Testa mindre grupper.", 3, PLACE),
            Heading("Allmän beskrivning", 0, PLACE),
            Paragraph("Bakgrund.", PLACE),
            Heading("Planeringskommentar", 0, PLACE),
            Paragraph("Vi prövar i höst.", PLACE),
            Heading("5 Uppföljning direktiv", 1, PLACE),
            Heading("5.1 Direktiv praktikplatser", 2, PLACE),
            Paragraph("Kommentar Vi tog emot fyra. Mätning Status direktiv Delvis uppnått", PLACE),
            reader=Reader.FLAT,
        )
    )
    assert [(r.text, r.status_as_printed, r.comment) for r in records] == [
        ("4.1.1 Uppdrag: Testa mindre grupper.", None, "Vi prövar i höst."),
        ("5.1 Direktiv praktikplatser", "Delvis uppnått", "Vi tog emot fyra."),
    ]


def test_internal_controls_by_other_headers() -> None:
    records = read_internal_controls(
        document(
            grid(
                ("Identifierad risk", "Beskrivning", "Kontroll", "Bedömning", "Resultat", "Åtgärd"),
                ("Fel lön", "Risk för kostnad", "Stickprov", "", "Inga fel", "Ingen"),
            ),
            Heading("Bilaga", 1, PLACE),
            grid(("Process", "Kontrollmoment", "Riskvärde", "Resultat", "Åtgärd"), ("Lön", "Attest", "12", "Ok", "")),
        )
    )
    assert [(r.risk, r.description, r.control, r.assessment_as_printed, r.result, r.action) for r in records] == [
        ("Fel lön", "Risk för kostnad", "Stickprov", None, "Inga fel", "Ingen"),
        ("Attest", None, "Attest", "12", "Ok", None),
    ]


CONTRACT_HEADER = (
    "Berört avtal",
    "Vad har följts upp? T.ex. vilka mål, krav",
    "Har lev. uppfyllt väsentliga mål och krav? (Ja/Nej)",
    "Om Nej, vilka brister har iakttagits?",
    "Hur påverkar bristerna verksamheten?",
    "Vilka åtgärder har vidtagits med anledning av iakttagna brister?",
)


def test_contract_reviews_over_tables_that_lost_header_and_column() -> None:
    records = read_contract_reviews(
        document(
            grid(
                CONTRACT_HEADER,
                ("Städning med Rent AB", "Städkontroller", "Ja", "", "", ""),
                ("", "Avvikelser", "Ja med anmärkning", "Tre av tio", "", "Följs upp"),
            ),
            grid(
                ("från verksamheten", "", "enheter.", "", "varje månad."),
                ("Anbudspriser följs", "Ja", "", "", ""),
                ("Underleverantörer", "Ej aktuellt", "", "", ""),
            ),
            grid(("Kostenheten", "Matråd", "Delvis", "Två möten saknas", "", "")),
            grid(CONTRACT_HEADER, ("Måltider med Mat AB", "Matsedel", "Nej", "Saknas", "", "")),
        )
    )
    assert [(r.contract, r.followed_up, r.fulfilled_as_printed, r.deficiency, r.action) for r in records] == [
        ("Städning med Rent AB", "Städkontroller", "Ja", None, None),
        (
            "Städning med Rent AB",
            "Avvikelser från verksamheten",
            "Ja med anmärkning",
            "Tre av tio enheter.",
            "Följs upp varje månad.",
        ),
        ("Städning med Rent AB", "Anbudspriser följs", "Ja", None, None),
        ("Städning med Rent AB", "Underleverantörer", "Ej aktuellt", None, None),
        ("Städning med Rent AB", "Matråd", "Delvis", "Två möten saknas", None),
        ("Måltider med Mat AB", "Matsedel", "Nej", "Saknas", None),
    ]


def test_remarks_as_paragraphs_rows_and_list_items() -> None:
    header = ("Styrkor", "Förbättringsmöjligheter")
    records = read_evaluation_remarks(
        document(
            Heading("Område 1 Demokrati", 2, PLACE),
            grid(header, (Cell("A B", PLACE, items=("A", "B")), Cell("C", PLACE, items=("C",)))),
            Heading("Område 2: Ledarskap", 4, PLACE),
            grid(header, ("Tydlig ordning", "Mer systematik"), ("Chefsdagar", "")),
            Heading("Område 3 Service", 2, PLACE),
            Heading("Styrkor", 3, PLACE),
            ListItem("God dialog", "-", PLACE),
            Heading("Utvecklingsområden", 3, PLACE),
            ListItem("Fler mått", "-", PLACE),
        )
    )
    assert [(r.area, r.kind, r.text) for r in records] == [
        ("Demokrati", "strength", "A"),
        ("Demokrati", "strength", "B"),
        ("Demokrati", "improvement", "C"),
        ("Ledarskap", "strength", "Tydlig ordning"),
        ("Ledarskap", "strength", "Chefsdagar"),
        ("Ledarskap", "improvement", "Mer systematik"),
        ("Service", "strength", "God dialog"),
        ("Service", "improvement", "Fler mått"),
    ]


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("Tydlig policy som är styrande Satsning på ledare", ["Tydlig policy som är styrande", "Satsning på ledare"]),
        ("Samverkan med Högskolan Väst Omfattande analys", ["Samverkan med Högskolan Väst", "Omfattande analys"]),
        ("Skärp MRP utifrån målen Enkäter", ["Skärp MRP utifrån målen", "Enkäter"]),
        ("Utmärkelsen ”Hållbart liv” Arbete med mål", ["Utmärkelsen ”Hållbart liv”", "Arbete med mål"]),
        ("En enda styrka", ["En enda styrka"]),
    ],
)
def test_running_text_is_divided_at_the_capitals_that_begin_a_remark(text: str, remarks: list[str]) -> None:
    assert divide_running_text(text, frozenset({"omfattande", "satsning", "arbete"})) == remarks
