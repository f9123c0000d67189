"""Every number of a document gets one role, and none is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.content.claims import CellRoles, stated_claims
from dagster_project.reading.content.number_roles import digits_by_page, number_records
from dagster_project.reading.model import (
    Cell,
    Document,
    Furniture,
    Heading,
    ListItem,
    Mark,
    Page,
    Paragraph,
    Place,
    Row,
    Symbol,
    Table,
)
from dagster_project.reading.records import ClaimRecord, NumberRecord
from dagster_project.reading.sources.text.reader import read_text
from dagster_project.terms import CellRole, ColumnsFrom, FurnitureKind, Reader


def claims_of(document: Document, year: int | None, cells: CellRoles | None = None) -> list[ClaimRecord]:
    return [claim.record for claim in stated_claims(document, year, cells)]


@dataclass(frozen=True)
class Role:
    role: CellRole
    figure_id: str | None = None


CELLS = {
    Place(line=5, start=0, end=5): Role(CellRole.LABEL),
    Place(line=5, start=6, end=13): Role(CellRole.FIGURE, "f1"),
    Place(line=4, start=6, end=17): Role(CellRole.HEADER),
    Place(line=6, start=6, end=40): Role(CellRole.TEXT),
}


def a_document() -> Document:
    def cell(text: str, line: int, start: int, end: int) -> Cell:
        return Cell(text, Place(line=line, start=start, end=end))

    table = Table(
        (
            Row((cell("", 4, 0, 0), cell("Utfall 2023", 4, 6, 17))),
            Row((cell("0-5 å", 5, 0, 5), cell("1 234,5", 5, 6, 13))),
            Row((cell("27 ärenden, klart 2024-06-30 se s. 4", 6, 6, 40), cell("99", 7, 0, 2))),
        ),
        Place(line=4),
        ColumnsFrom.SEPARATOR,
        False,
    )
    blocks = (
        Furniture("Innehåll 3", FurnitureKind.CONTENTS, Place(line=1)),
        Heading("2.1 Ekonomi 2023", 2, Place(line=2)),
        Paragraph("Överskottet blev 12,3 mnkr enligt § 216.", Place(line=3, start=0, end=40)),
        table,
        ListItem("Fem av 10 klara", "2.", Place(line=8)),
        Paragraph("Summa 12 345 678 90 12 11", Place(line=9)),
    )
    return Document("d", "d.txt", Reader.TABBED, (Page(1, blocks),))


def roles(document: Document) -> list[NumberRecord]:
    return number_records(document, CELLS, claims_of(document, 2023, CELLS))


def test_every_token_has_the_role_of_its_place() -> None:
    assert [(number.token, number.role) for number in roles(a_document())] == [
        ("3", "page_furniture"),
        ("2.1", "identifier"),
        ("2023", "reference"),
        ("12,3", "claim"),
        ("216", "reference"),
        ("2023", "header"),
        ("0", "label"),
        ("5", "label"),
        ("1", "figure"),
        ("234,5", "figure"),
        ("27", "claim"),
        ("2024", "reference"),
        ("06", "reference"),
        ("30", "reference"),
        ("4", "reference"),
        ("99", "unread"),
        ("2", "identifier"),
        ("10", "claim"),
        *((token, "unread") for token in ("12", "345", "678", "90", "12", "11")),
    ]


def test_figures_and_claims_are_joined_by_key_and_place() -> None:
    document = a_document()
    by_token = {number.token: number for number in roles(document)}
    claim = next(claim for claim in claims_of(document, 2023, CELLS) if claim.value_as_printed == "12,3 mnkr")
    assert by_token["12,3"].claim_id == claim.claim_id
    assert (by_token["12,3"].char_start, by_token["12,3"].char_end) == (17, 21)
    assert by_token["234,5"].figure_id == "f1"
    assert (by_token["234,5"].line_number, by_token["234,5"].char_start) == (5, 8)


def test_a_number_whose_claim_was_not_kept_is_unread() -> None:
    assert [n.role for n in number_records(a_document(), CELLS, []) if n.token == "12,3"] == ["unread"]


def test_the_words_beside_drawn_marks_are_counted_once_as_labels() -> None:
    mark = Mark(Symbol("circle", "green", Place(page=1)), "Uppfyllelse 100 procent", Place(page=1))
    legend = Paragraph("Uppfyllelse 100 procent Uppfyllelse 91–99 procent", Place(page=1))
    document = Document("d", "d.pdf", Reader.PDF, (Page(1, (mark, legend)),))
    numbers = number_records(document, {}, claims_of(document, None))
    assert [(number.token, number.role) for number in numbers] == [("100", "label"), ("91", "label"), ("99", "label")]


def test_inferred_header_cells_are_not_printed_numbers() -> None:
    row = Row((Cell("Mått", Place(page=1, start=0, end=4)), Cell("2015")))
    document = Document(
        "d", "d.txt", Reader.FLAT, (Page(1, (Table((row,), Place(page=1), ColumnsFrom.COUNTING, False, 1),)),)
    )
    assert number_records(document, {}, []) == []


@given(st.lists(st.text(alphabet="0123456789 ,.§%-–ab()/\n", max_size=30), max_size=6))
def test_no_digit_is_lost_and_no_key_repeats(texts: list[str]) -> None:
    blocks = tuple(Paragraph(text, Place(line=number)) for number, text in enumerate(texts))
    document = Document("d", "d.txt", Reader.TABBED, (Page(1, blocks),))
    numbers = number_records(document, {}, claims_of(document, None))
    assert digits_by_page(document, numbers).get(1, 0) == sum(len(re.findall(r"\d", text)) for text in texts)
    assert len({number.number_id for number in numbers}) == len(numbers)


@pytest.mark.parametrize("start", ["000", "001", "002", "003", "004", "sjobo"])
def test_real_text_reports_lose_no_digit(shared: Path, start: str) -> None:
    path = next((shared / "reports").glob(f"{start}*.txt"))
    document = read_text(path, "d", path.name)
    digits = digits_by_page(document, number_records(document, {}, []))
    assert {page.number: digits.get(page.number, 0) for page in document.pages} == {
        page.number: page.digits for page in document.pages
    }


def test_numbers_alone_in_a_paragraph_are_not_read() -> None:
    place = Place(line=1)
    blocks = tuple(Paragraph(text, place) for text in ("94 133", "-6 019", "Resultatet blev 94 133 tkr."))
    document = Document("d", "report.txt", Reader.TABBED, (Page(1, blocks),))
    claims = claims_of(document, 2023)
    roles = [(n.token, n.role) for n in number_records(document, {}, claims)]
    assert roles == [
        *(("94", "unread"), ("133", "unread"), ("6", "unread"), ("019", "unread")),
        *(("94", "claim"), ("133", "claim")),
    ]
