"""Web pages: what a browser shows of them, tables by their spans, and pages that are named as something else."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from dagster_project.errors import UnreadableReport
from dagster_project.reading.model import Block, Document, Furniture, Heading, ListItem, Mark, Paragraph, Table
from dagster_project.reading.read import read_content
from dagster_project.reading.sources.html.reader import is_page
from dagster_project.reading.sources.open import read_document
from dagster_project.terms import Reader
from lab.printed import Mark as Drawn
from lab.typeset.marks import raster


def read(tmp_path: Path, inner: str, encoding: str = "utf-8", name: str = "rapport.html") -> Document:
    path = tmp_path / name
    path.write_bytes(f"<!DOCTYPE html><html><head><title>Bokslut 2023</title></head>{inner}</html>".encode(encoding))
    return read_document(path, "id", path.name)


def blocks(document: Document) -> list[Block]:
    return [block for _, block in document.blocks]


def texts_by_kind(document: Document) -> list[tuple[str, str]]:
    """The kinds and texts of all blocks that are not tables."""
    return [(type(block).__name__, block.text) for block in blocks(document) if not isinstance(block, Table)]


def only_table(document: Document) -> Table:
    (table,) = [block for block in blocks(document) if isinstance(block, Table)]
    return table


def digits(document: Document) -> tuple[int, int]:
    record = read_content(document).document
    return record.digits_read, record.digits_independent


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<p>Ett<p>Två", [("Paragraph", "Ett"), ("Paragraph", "Två")]),
        ("<p>1&nbsp;234&#160;tkr <b>mer</b>\n än</p>", [("Paragraph", "1\xa0234\xa0tkr mer än")]),
        ("Löst <i>text</i><h2>Mål  3</h2>", [("Paragraph", "Löst text"), ("Heading", "Mål 3")]),
        ("<p>Rad<br>bruten<br><br>Nytt stycke</p>", [("Paragraph", "Rad bruten"), ("Paragraph", "Nytt stycke")]),
        ("<ul><li>Ett<li><p>Två</p></ul>", [("ListItem", "Ett"), ("ListItem", "Två")]),
        ("<p>• Ett med punkt</p>", [("ListItem", "Ett med punkt")]),
        ("<h1>Mål</h1><p><strong>Ekonomi</strong></p>", [("Heading", "Mål"), ("Heading", "Ekonomi")]),
        ("<header>Sala kommun</header><p>Text</p>", [("Furniture", "Sala kommun"), ("Paragraph", "Text")]),
        ("<main><header><h1>Mål</h1></header></main>", [("Heading", "Mål")]),
        ("<p>Netto 12<sup>3</sup></p>", [("Paragraph", "Netto 12\u200a3")]),
        ("<a href=x><div>Block i länk</div></a>", [("Paragraph", "Block i länk")]),
        ("<table><tr><td>En ruta 5</table>", [("Paragraph", "En ruta 5")]),
    ],
)
def test_blocks(tmp_path: Path, inner: str, expected: list[tuple[str, str]]) -> None:
    document = read(tmp_path, f"<body>{inner}</body>")
    assert texts_by_kind(document) == expected
    assert digits(document)[0] == digits(document)[1]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var a = 12;</script>",
        "<style>p {margin: 12px}</style>",
        "<nav><ul><li>Sida 12</li></ul></nav>",
        "<div style='color:red; DISPLAY : none'><p>12</p></div>",
        "<p hidden>12</p>",
        "<!-- 12 -->",
        "<select><option>12</option></select>",
        "<noscript>12</noscript>",
        "<p>a<span style='visibility:hidden'>12</span></p>",
    ],
)
def test_what_is_not_shown_is_not_read(tmp_path: Path, hidden: str) -> None:
    document = read(tmp_path, f"<body>{hidden}<p>Synligt 3</p></body>")
    assert texts_by_kind(document)[-1] == ("Paragraph", "Synligt 3")
    assert digits(document) == (1, 1)


def test_tables_by_spans_and_headers(tmp_path: Path) -> None:
    """Spanned cells are empty, figures are never copied into them; hidden rows are left out."""
    table = only_table(
        read(
            tmp_path,
            "<body><table><caption>Drift, tkr</caption><thead><tr><th rowspan=2>Enhet<th colspan=2>Utfall"
            "<tr><th>2022<th>2023<tbody><tr><td rowspan='2'>Skola<td>1<td>2<tr><td>3<td>4<tr hidden><td>x<td>9<td>9"
            "<tr><th scope=row>&nbsp;&nbsp;Vård<sup>1</sup><td colspan=9>–</table></body>",
        )
    )
    assert [row.texts for row in table.rows] == [
        ("Enhet", "Utfall", ""),
        ("", "2022", "2023"),
        ("Skola", "1", "2"),
        ("", "3", "4"),
        ("Vård", "–", ""),
    ]
    assert (table.header_rows, table.caption) == (2, "Drift, tkr")
    assert [cell.column_span for cell in table.rows[0].cells] == [1, 2, 1]
    label = table.rows[4].cells[0]
    assert (label.superscripts, label.bold, label.indent > 4) == ("1", True, True)
    places = [cell.place for row in table.rows for cell in row.cells]
    assert len(set(places)) == len(places)


def test_tables_for_the_layout_hold_blocks(tmp_path: Path) -> None:
    inner = "<table><tr><td>Mål<td>Utfall<tr><td>A<td>5</table>"
    document = read(
        tmp_path, f"<body><table><tr><td><h2>Rubrik</h2><p>Text 1</p></td><td>{inner}</td></tr></table></body>"
    )
    assert texts_by_kind(document) == [("Heading", "Rubrik"), ("Paragraph", "Text 1")]
    assert [row.texts for row in only_table(document).rows] == [("Mål", "Utfall"), ("A", "5")]


def test_marks_in_colour_and_as_pictures(tmp_path: Path) -> None:
    data = base64.b64encode(raster(Drawn("circle", "red"))).decode()
    document = read(
        tmp_path,
        "<body><table><tr><td>Mål<td>Status<td>Trend<tr><td>A<td><span style='color:#4c9a2a'>●</span>"
        f"<td><img src='data:image/png;base64,{data}'><tr><td>B<td><img src=gul.png width=12 height=12><td>-</table>"
        "<p><font color='#f2c200'>▲</font> Delvis</p></body>",
    )
    found = [[(s.shape, s.colour) for cell in row.cells for s in cell.symbols] for row in only_table(document).rows]
    assert found == [[], [("circle", "green"), ("circle", "red")], [("other", "other")]]
    (mark,) = [block for block in blocks(document) if isinstance(block, Mark)]
    assert (mark.symbol.shape, mark.symbol.colour) == ("triangle", "yellow")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_gives_the_same_document(tmp_path: Path, encoding: str) -> None:
    inner = "<body><h1>Årsbokslut – för nämnden</h1><p>Nöjd 5 %</p></body>"
    assert read(tmp_path, inner, encoding) == read(tmp_path, inner)


def test_figures_of_a_page(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "<body><h1>Verksamhetsberättelse 2023</h1><h2>Drift, tkr</h2><table><tr><th>Enhet<th>Utfall 2023<th>Budget 2023"
        "<tr><td>Skola<td>1&nbsp;200<td>1 100<tr><td>Vård<td>300<td>−200</table></body>",
    )
    reading = read_content(document)
    assert [(f.row_label, f.scenario, str(f.value), f.unit) for f in reading.figures] == [
        ("Skola", "actual", "1200", "TSEK"),
        ("Skola", "budget", "1100", "TSEK"),
        ("Vård", "actual", "300", "TSEK"),
        ("Vård", "budget", "-200", "TSEK"),
    ]
    assert reading.document.reader is Reader.HTML


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!doctype html><html>", True),
        ("\n<?xml version='1.0'?>\n<!-- a --><html lang=sv>", True),
        ("<29 år\t5\n", False),
        ("# Rubrik\n<table><tr><td>5</td></tr></table>", False),
    ],
)
def test_only_a_whole_page_is_one(text: str, expected: bool) -> None:
    assert is_page(text) is expected


@pytest.mark.parametrize(
    ("name", "inner", "reason", "words"),
    [
        ("rapport.pdf", "<body><h1>404 Sidan finns inte</h1></body>", "wrong_format", "get the report again"),
        (
            "rapport.html",
            "<body><div id=app></div><script>render()</script></body>",
            "no_text",
            "print the page as PDF",
        ),
    ],
)
def test_pages_that_are_not_reports(tmp_path: Path, name: str, inner: str, reason: str, words: str) -> None:
    with pytest.raises(UnreadableReport) as raised:
        read(tmp_path, inner, name=name)
    assert raised.value.reason == reason
    assert name in raised.value.detail
    assert words in raised.value.detail


def test_deep_and_wide_pages_are_read_in_time(tmp_path: Path) -> None:
    """Thousands of elements inside each other, and spans far beyond the table."""
    deep = "<div><b>" * 3000 + "djupt 1" + "</b></div>" * 3000
    wide = "<table>" + "<tr><td colspan=1000 rowspan=60000>a<td>5" * 300 + "</table>"
    document = read(tmp_path, f"<body><p>Först</p>{deep}{wide}</body>")
    assert texts_by_kind(document)[0] == ("Paragraph", "Först")
    assert {type(block) for block in blocks(document)} <= {Paragraph, Heading, Table, ListItem, Furniture}


def test_a_page_that_a_browser_saved_as_one_file_is_read(tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><h1>Årsredovisning 2023</h1></body></html>"
    encoded = base64.encodebytes(page.encode()).decode()
    path = tmp_path / "sida.mhtml"
    path.write_text(
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.se/\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; boundary="---b"\n\n-----b\nContent-Type: text/html\n'
        f"Content-Transfer-Encoding: base64\n\n{encoded}\n-----b--\n",
        encoding="utf-8",
    )
    document = read_document(path, "d", path.name)
    assert [block.text for _, block in document.blocks if isinstance(block, Heading)] == ["Årsredovisning 2023"]


def test_words_and_ranges_that_a_break_parts_in_a_cell_are_whole(tmp_path: Path) -> None:
    heads = "<tr><th>Post</th><th>Års-<br>prognos</th><th>Utfall jan-<br>apr</th><th>Budget<br>2023</th></tr>"
    rows = "<tr><td>Barn-<br>och ungdom</td><td>12</td><td>14</td><td>15</td></tr>"
    table = only_table(read(tmp_path, f"<table>{heads}{rows}</table>"))
    assert table.rows[0].texts == ("Post", "Årsprognos", "Utfall jan-apr", "Budget 2023")
    assert table.rows[1].texts[0] == "Barn- och ungdom"
