"""Typesetters print all of a case: every text, and every digit as often as the case has it, on the right pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest

from lab.printed import (
    Bullets,
    Case,
    Cell,
    Heading,
    Mark,
    MarkedLine,
    NewPage,
    PageStyle,
    Paragraph,
    Row,
    Table,
    TableStyle,
)
from lab.typeset import CannotTypesetError, available, layout, marks, typeset

_ENGINES = sorted(available() & {"typst", "reportlab"})
_LONG = "Ersättning till enskilda utförare inom hemtjänst och särskilt boende enligt lagen om valfrihet"
_PROSE = "Nämnden fick fler besök än 2022 och budgeten på 128,4 mnkr höll inte. " * 3


def _table(style: TableStyle) -> Table:
    rows = (
        Row((Cell("Belopp i tkr", rows=2), Cell("Kommunen", span=2), Cell("Status", rows=2)), "header"),
        Row((Cell("Utfall 2023"), Cell("Budget 2024")), "header"),
        Row((Cell("Barn och unga", bold=True, span=4),), "group"),
        Row((Cell("Skola", indent=1, superscript="1"), Cell("12\u202f345,5"), Cell("−1\u00a0234"), _dot("vector"))),
        Row((Cell(_LONG, indent=2), Cell("1 234 567"), Cell("–"), _dot("image", "Nej"))),
        Row((Cell("A\u030aldre, o\u0308vrigt", italic=True), Cell("98\u2009765"), Cell("(45)"), _dot("text")), "memo"),
        Row((Cell("Summa", bold=True), Cell("1 345 678", bold=True), Cell("- 9", bold=True), Cell()), "total", True),
    )
    align, notes = ("left", "right", "right", "center"), ("1) Inklusive öppen förskola 17.",)
    return Table("Drift per nämnd", rows, align, (0.4, 0.2, 0.2, 0.15), style=style, notes=notes)


def _dot(drawn: str, text: str = "") -> Cell:
    return Cell(text, mark=Mark("circle", "green", drawn))


def _case(engine: str, seed: int, page: PageStyle, style: TableStyle) -> Case:
    small = Table("", (Row((Cell("Nyckeltal"), Cell("2022"))),), ("left", "right"), (0.5, 0.3), title_as="none")
    table = _table(style)
    blocks = (
        Heading(1, "Årsberättelse för miljönämnden"),
        Paragraph(_PROSE),
        Paragraph("Viktigast 3 av 4.", bold=True),
        table,
        MarkedLine("Bedömning:", Mark("arrow_down_right", "red")),
        MarkedLine("", Mark("triangle", "yellow", "text"), "Delvis uppfyllt 50"),
        Bullets(("Fler än 12 platser", "Kortare köer")),
        small,
        replace(small, touches_previous=True),
        NewPage("landscape"),
        replace(table, title="Investeringar", title_as="caption"),
        NewPage("rotated"),
        replace(table, title="Personal", title_as="bold"),
        NewPage("portrait"),
        replace(table, break_before=(4, 6), repeat_header=True),
        Paragraph(_PROSE, small=True),
    )
    return Case(seed, engine, "Årsberättelse", page, blocks, ())


_STYLES = [
    (PageStyle(header="Miljönämnden", footer="Sida {page} ({pages})"), TableStyle()),
    (
        PageStyle(columns=2, font="condensed", size=9, spacing=0.3, footer="{page}"),
        TableStyle("horizontal", "header", size=8),
    ),
    (PageStyle(font="serif", ligatures=False), TableStyle("book", "totals", header_align="center", vertical="middle")),
    (PageStyle(font="wide", header="{page}"), TableStyle("totals", "bands", header_bold=False, vertical="bottom")),
]


def _printed(case: Case) -> Iterator[str]:
    for block in case.blocks:
        match block:
            case Heading(_, text) | Paragraph(text):
                yield text
            case Bullets(items):
                yield from items
            case MarkedLine(before, _, after):
                yield from (before, after)
            case Table():
                yield block.title
                yield from block.notes
                for rows in layout.pieces(block):
                    yield from (text for row in rows for cell in row.cells for text in (cell.text, cell.superscript))


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("engine", _ENGINES)
@pytest.mark.parametrize("at", range(len(_STYLES)))
def test_everything_is_printed(engine: str, at: int, tmp_path: Path) -> None:
    case = _case(engine, at, *_STYLES[at])
    path = typeset(case, tmp_path)
    with pypdfium2.PdfDocument(path) as document:
        pages = len(document)
        sizes = [(page.get_size(), page.get_rotation()) for page in document]
        read = "".join(_squeezed(page.get_textpage().get_text_range()) for page in document)
    running = [case.page.header, case.page.footer]
    filled = [
        line.replace("{pages}", str(pages)).replace("{page}", str(number))
        for line in running
        for number in range(1, pages + 1)
    ]
    printed = [_squeezed(text) for text in [*_printed(case), *filled]]
    assert [text for text in printed if layout.is_number(text) and text not in read] == []
    assert [w for text in _printed(case) for w in text.split() if _squeezed(w) not in read] == []
    assert Counter(filter(str.isdigit, read)) == Counter(ch for text in printed for ch in text if ch.isdigit())

    # Portrait, landscape, rotated, then a table over three pages.
    assert pages == 6
    shapes = ["wide" if width > height else "upright" for (width, height), _ in sizes]
    assert shapes[:2] + shapes[3:] == ["upright", "wide", "upright", "upright", "upright"]
    assert [rotation for at, (_, rotation) in enumerate(sizes) if at != 2] == [0] * 5


@pytest.mark.parametrize("engine", _ENGINES)
def test_rotated_pages_are_turned_in_every_way(engine: str, tmp_path: Path) -> None:
    ways = set()
    for seed in range(20):
        case = _case(engine, seed, *_STYLES[0])
        case = replace(case, blocks=(NewPage("rotated"), Paragraph("Liggande text")))
        with pdfplumber.open(typeset(case, tmp_path)) as document:
            (page,) = document.pages
            ways.add((page.rotation, page.width > page.height, all(ch["upright"] for ch in page.chars)))
            assert all(ch["x0"] > 0 and ch["x1"] < page.width for ch in page.chars)
            assert all(ch["top"] > 0 and ch["bottom"] < page.height for ch in page.chars)
    # (/Rotate, appears wide, text appears upright): content turned, page turned, both.
    assert ways == {
        (0, False, False),
        (90, False, False),
        (270, False, False),
        (90, True, True),
        (270, True, True),
    }


@pytest.mark.parametrize("engine", _ENGINES)
def test_nothing_overlaps(engine: str, tmp_path: Path) -> None:
    """Numbers and labels too long for their columns: columns give way, the type gets smaller."""
    cells = (Cell(_LONG), *(Cell("123 456 789,5") for _ in range(6)))
    table = Table("", (Row(cells), Row(cells)), ("left", *("right",) * 6), (0.7, *(0.05,) * 6), "none")
    case = replace(_case(engine, 3, *_STYLES[0]), blocks=(table,))
    with pdfplumber.open(typeset(case, tmp_path)) as document:
        words = document.pages[0].extract_words(use_text_flow=False, x_tolerance=1, keep_blank_chars=True)
        squeezed = "".join(word["text"] for word in words).replace(" ", "")
    assert squeezed.count("123456789,5") == 12


def test_the_same_case_gives_the_same_text(tmp_path: Path) -> None:
    for engine in _ENGINES:
        case = _case(engine, 5, *_STYLES[1])
        texts = []
        for folder in ("once", "again"):
            with pypdfium2.PdfDocument(typeset(case, tmp_path / folder)) as document:
                texts.append([page.get_textpage().get_text_range() for page in document])
        assert texts[0] == texts[1]


def test_a_table_is_cut_with_its_spanning_cells() -> None:
    rows = (
        Row((Cell("Rubrik"), Cell("2023")), "header"),
        Row((Cell("Skola", rows=3), Cell("1"))),
        Row((Cell("2"),)),
        Row((Cell("3"),)),
    )
    table = Table("", rows, ("left", "right"), (0.5, 0.5), break_before=(2,), repeat_header=True)
    first, second = layout.pieces(table)
    assert [[(cell.text, cell.rows) for cell in row.cells] for row in first] == [
        [("Rubrik", 1), ("2023", 1)],
        [("Skola", 1), ("1", 1)],
    ]
    assert [[(cell.text, cell.rows) for cell in row.cells] for row in second] == [
        [("Rubrik", 1), ("2023", 1)],
        [("", 2), ("2", 1)],
        [("3", 1)],
    ]


def test_rows_held_together_by_spanning_cells() -> None:
    rows = (Row((Cell("a", rows=2), Cell("1"))), Row((Cell("2"),)), Row((Cell("b"), Cell("3"))))
    assert list(layout.tied_rows(rows)) == [range(0, 2), range(2, 3)]


@pytest.mark.parametrize("text", ["12 345", "−1,5 %", "(45)", "3 tkr", "2022-12-31"])
def test_numbers_stay_on_a_line(text: str) -> None:
    assert layout.is_number(text)


@pytest.mark.parametrize("text", ["Bokslut 2023", "", "–", "Fler än 12 platser"])
def test_labels_may_wrap(text: str) -> None:
    assert not layout.is_number(text)


def test_marks_have_a_picture_a_character_and_an_outline() -> None:
    for shape in marks.CHARACTERS:
        assert marks.raster(Mark(shape, "green")).startswith(b"\x89PNG")
        assert shape == "circle" or len(marks.outline(shape) or ()) >= 3


def test_an_engine_that_is_not_installed_is_named(tmp_path: Path) -> None:
    case = replace(_case("typst", 1, *_STYLES[0]), engine="kalligraf")
    with pytest.raises(CannotTypesetError, match="kalligraf"):
        typeset(case, tmp_path)
