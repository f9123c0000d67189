"""Tables without figures get their kind; tables of figures that resemble them stay tables of figures."""

from __future__ import annotations

import pytest

from dagster_project.reading.content.number_roles import number_records
from dagster_project.reading.meaning.evidence import Candidate
from dagster_project.reading.model import Block, Cell, Document, Heading, Page, Place, Row, Symbol, Table
from dagster_project.reading.tables.columns import ReportContext
from dagster_project.reading.tables.figures import ReadTables, read_tables
from dagster_project.terms import ColumnsFrom, EvidenceSource, Reader, Unit

MARKS = {"G": Symbol("circle", "green", Place(page=1)), "R": Symbol("circle", "red", Place(page=1))}


def table(text: str) -> Table:
    """A table from lines of cells separated by |; (G) and (R) are a green and a red dot."""
    rows = []
    for top, line in enumerate(text.strip().splitlines()):
        cells = []
        for left, cell in enumerate(line.split("|")):
            place = Place(page=1, x0=100 * left, top=12 * top, x1=100 * left + 90, bottom=12 * top + 10)
            marks = tuple(mark for key, mark in MARKS.items() if f"({key})" in cell)
            cells.append(Cell(cell.replace("(G)", "").replace("(R)", "").strip(), place, symbols=marks))
        rows.append(Row(tuple(cells)))
    return Table(tuple(rows), Place(page=1, x0=0, top=0, x1=500, bottom=12 * len(rows)), ColumnsFrom.DRAWN, True)


def read(title: str, text: str) -> tuple[ReadTables, Document]:
    blocks: list[Block] = [Heading(title, 1, Place(page=1))] if title else []
    pages = tuple(Page(number, tuple([*blocks, table(text)] if number == 1 else [])) for number in range(1, 21))
    document = Document("d", "report.pdf", Reader.PDF, pages)
    return read_tables(
        document, ReportContext(2023, False, Candidate(Unit.TSEK, EvidenceSource.REPORT, "tkr"))
    ), document


CASES = {
    "contents": (
        "Innehåll",
        "1 Inledning | 2\n2 Ekonomi | 3\n2.1 Drift | 3\n3 Personal | 7",
        "contents",
        "page_furniture",
    ),
    "contents by numbering": (
        "",
        "1 Inledning | 2\n2 Ekonomi | 3\n2.1 Drift | 3\n3 Personal | 7",
        "contents",
        "page_furniture",
    ),
    "contacts": (
        "Kontaktpersoner",
        "Namn | Roll | Telefon\nEva Ek | Ekonom | 0501-12 34 56\nPer Alm | Chef | 070-123 45 67",
        "contacts",
        "identifier",
    ),
    "addresses": (
        "Kontakt",
        "Växel | 0501-12 34 00\nE-post | namnd@storstad.se\nBesök | Torget, 542 30 Storstad",
        "contacts",
        "identifier",
    ),
    "calendar": (
        "Nämndens sammanträden",
        "Datum | Tid | Möte\n14 mars 2024 | 13.30 | Nämnd\n3 april 2024 | 08.00 | Beredning\n2 maj | 9.15 | Nämnd",
        "calendar",
        "reference",
    ),
    "weeks": (
        "Årshjul",
        "Månad | Vecka | Aktivitet\nMars | v. 11 | Bokslut\nApril | v. 15–16 | Budget\nMaj | v. 20 | Uppföljning",
        "calendar",
        "reference",
    ),
    "opening hours": ("Öppettider", "Dag | Tid\nMåndag–torsdag | 8–16.30\nFredag | 8–15", "opening_hours", "reference"),
    "versions": (
        "Versionshistorik",
        "Version | Datum | Ändring\n1.0 | 2023-01-12 | Första utgåva\n1.1 | 2023-03-02 | Ny bilaga",
        "versions",
        "identifier",
    ),
    "legend": ("", "(G) | Målet är uppfyllt till 100 procent\n(R) | Målet är ej uppfyllt", "legend", "label"),
}


@pytest.mark.parametrize(("title", "text", "kind", "role"), CASES.values(), ids=CASES)
def test_a_table_without_figures_has_its_kind(title: str, text: str, kind: str, role: str) -> None:
    found, document = read(title, text)
    assert found.tables == []
    assert [record.kind for record in found.others] == [kind]
    numbers = [number for number in number_records(document, found.cell_roles, []) if number.context != title]
    assert {number.role for number in numbers} == {role}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Resultaträkning", "Tkr | Utfall 2023 | Budget 2023\nIntäkter | 1 204 | 1 198\nKostnader | 3 310 | 3 402"),
        ("Innehåll och volymer", "Volym | Antal\nÅtervunnet glas | 12\nPapper | 45\nPlast | 17"),
        ("Antal anställda per månad", "Månad | Antal\nJanuari | 214\nFebruari | 215\nMars | 220"),
        ("Sammanträden", "Datum | Närvarande | Frånvarande\n14 mars 2024 | 13 | 2\n3 april 2024 | 15 | 0"),
        ("Telefoni", "Samtal per dag | 2022 | 2023\nVäxel | 120 | 140\nKontaktcenter | 0 | 310"),
        ("Mål", "Mått | Utfall | Status\nAndel nöjda | 86 | (G)\nAndel trygga | 71 | (R)"),
        ("Öppettider", "Enhet | Besök 8–16\nBibliotek | 14 500\nSimhall | 33 120"),
    ],
)
def test_a_table_of_figures_is_one_whatever_words_surround_it(title: str, text: str) -> None:
    found, _ = read(title, text)
    assert [meaning.record.kind for meaning in found.tables] == ["figures"]
    assert found.others == []


def test_a_table_of_words_is_text() -> None:
    found, _ = read("Uppdrag", "Uppdrag | Kommentar\nUtred en ny förskola | Arbetet pågår\nSe över avgifterna | Klart")
    assert (found.tables, [record.kind for record in found.others]) == ([], ["text"])
