"""Word documents: their visible text, tables in their grids, marks, and files that are not Word documents."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from PIL import Image, ImageDraw

from dagster_project.errors import UnreadableReport
from dagster_project.reading.model import Block, Document, Furniture, Heading, ListItem, Mark, Paragraph, Table
from dagster_project.reading.read import read_content
from dagster_project.reading.sources.open import read_document

Build = Callable[[Any], None]


def written(build: Build) -> bytes:
    """The bytes of a document that `build` writes into."""
    document = docx.Document()
    build(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def read(tmp_path: Path, build: Build) -> Document:
    path = tmp_path / "rapport.docx"
    path.write_bytes(written(build))
    return read_document(path, "id", path.name)


def blocks(document: Document) -> list[Block]:
    return [block for _, block in document.blocks]


def body(xml: str) -> Build:
    """Writes these paragraphs and tables."""

    def build(document: Any) -> None:
        holder = parse_xml(f"<w:body {nsdecls('w', 'wp', 'a')}>{xml}</w:body>")
        for element in list(holder):
            document.element.body.insert(len(document.element.body) - 1, element)

    return build


def p(*runs: str) -> str:
    return "<w:p>" + "".join(run if run.startswith("<") else f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def only_table(document: Document) -> Table:
    (table,) = [block for block in blocks(document) if isinstance(block, Table)]
    return table


def digits(document: Document) -> tuple[int, int]:
    """The digits that have a role in the reading, and those that the file prints by another reader's count."""
    record = read_content(document).document
    return record.digits_read, record.digits_independent


SEEN = [
    (
        p("<w:ins><w:r><w:t>Nya 12</w:t></w:r></w:ins>", "<w:del><w:r><w:delText>gamla 34</w:delText></w:r></w:del>"),
        "Nya 12",
    ),
    (p("Synligt 1", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>dolt 2</w:t></w:r>"), "Synligt 1"),
    (p("<w:moveFrom><w:r><w:t>Flyttat 9</w:t></w:r></w:moveFrom>", "Kvar 8"), "Kvar 8"),
    (
        p(
            "Summa ",
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(A1)</w:instrText></w:r>'
            '<w:r><w:t>777</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>345</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            " tkr",
        ),
        "Summa 345 tkr",
    ),
    (p("Netto", "<w:r><w:tab/><w:t>12</w:t><w:br/><w:noBreakHyphen/><w:t>5</w:t></w:r>"), "Netto 12 -5"),
    (p('<w:hyperlink w:anchor="x"><w:r><w:t>Länk 7</w:t></w:r></w:hyperlink>', " mer"), "Länk 7 mer"),
    (p("Yta 20 m", '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'), "Yta 20 m2"),
    (p("Ma\u030alva\u0308rde"), "Målvärde"),
    (p("Netto 20", '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'), "Netto 20\u200a2"),
    (p('<w:r><w:sym w:font="Wingdings" w:char="F06C"/></w:r>', " Uppfyllt 3"), "● Uppfyllt 3"),
    (
        p(
            '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x=12</m:t></m:r>'
            "</m:oMath>",
            " enligt modellen",
        ),
        "x=12 enligt modellen",
    ),
]


@pytest.mark.parametrize(("xml", "text"), SEEN)
def test_the_visible_text_of_a_paragraph(tmp_path: Path, xml: str, text: str) -> None:
    """Inserted text, results of fields and raised units are; deleted, hidden and moved text is not."""
    document = read(tmp_path, body(xml))
    (found,) = blocks(document)
    assert isinstance(found, Paragraph | ListItem)
    assert found.text == text
    assert digits(document)[0] == digits(document)[1] == sum(c.isdecimal() for c in text)


def test_text_that_a_style_hides_is_not_seen(tmp_path: Path) -> None:
    def build(document: Any) -> None:
        hidden = document.styles.add_style("Dold", WD_STYLE_TYPE.CHARACTER)
        hidden.font.hidden = True
        based = document.styles.add_style("Dold även", WD_STYLE_TYPE.CHARACTER)
        based.base_style = hidden
        paragraph = document.add_paragraph("Synligt 1 ")
        paragraph.add_run("dolt 2", style="Dold")
        paragraph.add_run("dolt 3", style="Dold även")

    document = read(tmp_path, build)
    assert [block.text for block in blocks(document) if isinstance(block, Paragraph)] == ["Synligt 1"]
    assert digits(document) == (1, 1)


def marked(mark: str, *runs: str, style: str = "") -> str:
    """A paragraph whose mark is inserted, deleted or moved."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f'<w:pPr>{named}<w:rPr><w:{mark} w:id="1" w:author="a"/></w:rPr></w:pPr>'
    return p(properties, *runs)


def texts_of(document: Document) -> list[str]:
    return [block.text for block in blocks(document) if not isinstance(block, Table)]


@pytest.mark.parametrize("mark", ["del", "moveFrom"])
def test_a_paragraph_whose_mark_is_gone_goes_on_in_the_next(tmp_path: Path, mark: str) -> None:
    xml = marked(mark, "Kostnaden ") + marked(mark, "uppgick till ") + "<w:proofErr/>" + p("5 300 tkr.") + p("Nästa 1.")
    document = read(tmp_path, body(xml))
    assert texts_of(document) == ["Kostnaden uppgick till 5 300 tkr.", "Nästa 1."]
    assert digits(document) == (5, 5)


@pytest.mark.parametrize("mark", ["ins", "moveTo"])
def test_an_inserted_paragraph_mark_parts_paragraphs(tmp_path: Path, mark: str) -> None:
    assert texts_of(read(tmp_path, body(marked(mark, "Första 1.") + p("Andra 2.")))) == ["Första 1.", "Andra 2."]


def test_paragraph_marks_are_gone_in_cells_and_text_boxes_and_end_there(tmp_path: Path) -> None:
    def cell(*paragraphs: str) -> str:
        return f"<w:tc>{''.join(paragraphs)}</w:tc>"

    drawn = f"<w:drawing><w:txbxContent>{marked('del', 'I ruta ')}{p('nummer 7.')}</w:txbxContent></w:drawing>"
    rows = [
        tr(cell(p("Tkr")), cell(p("Utfall 2023"))),
        tr(cell(marked("del", "Löner och "), p("arvoden")), cell(marked("del", "5 "), marked("del", "300"))),
        tr(cell(p("Hyror")), cell(p("100"))),
    ]
    xml = marked("del", "Före tabellen 1.") + tbl(*rows) + p("Efter.", f"<w:r>{drawn}</w:r>")
    document = read(tmp_path, body(xml))
    assert texts_of(document) == ["Före tabellen 1.", "Efter.", "I ruta nummer 7."]
    table = only_table(document)
    assert [row.texts for row in table.rows[1:]] == [("Löner och arvoden", "5 300"), ("Hyror", "100")]
    assert not any(cell.items for row in table.rows for cell in row.cells)
    assert digits(document)[0] == digits(document)[1]


def test_joined_paragraphs_have_the_style_of_the_last_with_text(tmp_path: Path) -> None:
    """So has the style that hides text, and the count of digits apart from the reading follows."""

    def build(document: Any) -> None:
        document.styles.add_style("Dold", WD_STYLE_TYPE.PARAGRAPH).font.hidden = True
        deleted = "<w:del><w:r><w:delText>Struket 9</w:delText></w:r></w:del>"
        body(
            marked("del", "Ekonomi 1", style="Heading1")
            + p(deleted)
            + marked("del", "Dolt 2", style="Dold")
            + p(" blev synligt 3.")
            + marked("del", "Synligt 4")
            + p('<w:pPr><w:pStyle w:val="Dold"/></w:pPr>', " blev dolt 5")
        )(document)

    document = read(tmp_path, build)
    assert [(type(block), block.text) for block in blocks(document) if not isinstance(block, Table)] == [
        (Heading, "Ekonomi 1"),
        (Paragraph, "Dolt 2 blev synligt 3."),
    ]
    assert digits(document) == (3, 3)


def test_what_is_in_a_hidden_paragraph_or_run_is_hidden_behind_a_text_box_too(tmp_path: Path) -> None:
    def build(document: Any) -> None:
        document.styles.add_style("Dold", WD_STYLE_TYPE.PARAGRAPH).font.hidden = True
        box = f"<w:drawing><w:txbxContent>{p('I rutan 88')}</w:txbxContent></w:drawing>"
        hidden = '<w:pPr><w:pStyle w:val="Dold"/></w:pPr>'
        former = "<w:pPr><w:pPrChange><w:pPr><w:pStyle w:val='Dold'/></w:pPr></w:pPrChange></w:pPr>"
        body(
            p(hidden, f"<w:r>{box}</w:r>", " dolt 12")
            + p("Före", f"<w:r><w:rPr><w:vanish/></w:rPr>{box}</w:r>", " efter 3")
            + p(former, "Synligt 4")
        )(document)

    document = read(tmp_path, build)
    assert texts_of(document) == ["Före efter 3", "Synligt 4"]
    assert digits(document) == (2, 2)


def test_structure_comes_from_styles_and_numbering(tmp_path: Path) -> None:
    def build(document: Any) -> None:
        document.add_heading("Årsredovisning 2023", 0)
        document.add_heading("Ekonomi", 1)
        document.add_paragraph("Nämnden fick 12 mnkr mer.")
        document.add_paragraph("Första målet", style="List Bullet")
        document.add_paragraph("Ett", style="List Number")
        document.add_paragraph("Två", style="List Number")
        document.add_paragraph().add_run("Personalkostnader").bold = True
        document.add_paragraph("– eget streck")
        document.sections[0].footer.paragraphs[0].text = "Sida 1"

    kinds = [
        (type(block).__name__, block.text, getattr(block, "level", getattr(block, "marker", "")))
        for block in blocks(read(tmp_path, build))
        if not isinstance(block, Table)
    ]
    assert kinds == [
        ("Heading", "Årsredovisning 2023", 1),
        ("Heading", "Ekonomi", 1),
        ("Paragraph", "Nämnden fick 12 mnkr mer.", ""),
        ("ListItem", "Första målet", "•"),
        ("ListItem", "Ett", "1."),
        ("ListItem", "Två", "2."),
        ("Heading", "Personalkostnader", 2),
        ("ListItem", "eget streck", "–"),
        ("Furniture", "Sida 1", ""),
    ]


def test_generated_numbers_are_counted_once(tmp_path: Path) -> None:
    """They are in no text of the file, so both counts have them from the reader."""

    def build(document: Any) -> None:
        for text in ("Ett mål", "Ett annat", "Ett tredje"):
            document.add_paragraph(text, style="List Number")

    assert digits(read(tmp_path, build)) == (3, 3)


def test_cells_are_in_the_grid_of_their_spans(tmp_path: Path) -> None:
    span, down, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = only_table(
        read(
            tmp_path,
            body(
                tbl(
                    tr(tc("Tkr", down), tc("Utfall", span), properties="<w:tblHeader/>"),
                    tr(tc("", on), tc("2022"), tc("2023"), properties="<w:tblHeader/>"),
                    tr(tc("Netto"), tc("1"), tc("2")),
                    tr(tc("Vård", '<w:gridSpan w:val="3"/>')),
                    tr(tc("Borttagen"), tc("8"), tc("9"), properties='<w:del w:id="1" w:author="a"/>'),
                    tr(tc("Skola"), tc("3"), properties='<w:gridAfter w:val="1"/>'),
                )
            ),
        )
    )
    assert [row.texts for row in table.rows] == [
        ("Tkr", "Utfall", ""),
        ("", "2022", "2023"),
        ("Netto", "1", "2"),
        ("Vård", "", ""),
        ("Skola", "3", ""),
    ]
    assert [cell.column_span for cell in table.rows[0].cells] == [1, 2, 1]
    assert table.header_rows == 2
    places = [cell.place for row in table.rows for cell in row.cells]
    assert len(set(places)) == len(places)


def test_columns_whose_edges_nearly_meet_are_one(tmp_path: Path) -> None:
    """A border that was dragged by hand leaves a narrow grid column between rows."""
    rows = (
        tr(tc("Tkr"), tc("2022"), tc("2023", '<w:gridSpan w:val="2"/>')),
        tr(tc("Netto"), tc("1", '<w:gridSpan w:val="2"/>'), tc("2")),
    )
    table = only_table(read(tmp_path, body(tbl(*rows, widths=(3000, 1000, 60, 1000)))))
    assert [row.texts for row in table.rows] == [("Tkr", "2022", "2023"), ("Netto", "1", "2")]


@pytest.mark.parametrize(("heads", "expected"), [(("20230831", "20221231"), 2), (("20230831", "514"), 1)])
def test_days_in_digits_under_a_repeated_row_of_spans_are_heads(
    tmp_path: Path, heads: tuple[str, str], expected: int
) -> None:
    rows = (
        tr(tc(""), tc("Kommunen", '<w:gridSpan w:val="2"/>'), properties="<w:tblHeader/>"),
        tr(tc(""), *map(tc, heads)),
        tr(tc("Mark"), tc("5"), tc("6")),
    )
    assert only_table(read(tmp_path, body(tbl(*rows)))).header_rows == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ('<w:shd w:val="clear" w:fill="D9E2F3"/>', "", 1),
        ('<w:shd w:val="clear" w:fill="D9E2F3"/>', '<w:shd w:val="clear" w:fill="D9E2F3"/>', 1),
        ('<w:shd w:val="clear" w:fill="auto"/>', "", None),
    ],
)
def test_shading_shows_the_header(tmp_path: Path, first: str, second: str, expected: int | None) -> None:
    """Only rows without figures, for a total may be shaded too."""
    table = tbl(
        tr(tc("Tkr", first), tc("Utfall", first)), tr(tc("Summa", second), tc("5", second)), tr(tc("A"), tc("5"))
    )
    assert only_table(read(tmp_path, body(table))).header_rows == expected


def test_emphasis_in_a_cell(tmp_path: Path) -> None:
    """Indents, bold type and raised marks are kept apart from the text; so are rules of single rows."""

    def build(document: Any) -> None:
        table = document.add_table(4, 2)
        for row, (label, value) in zip(
            table.rows, [("Kostnader", ""), ("Lön", "7"), ("Hyra", "2"), ("Summa", "9")], strict=True
        ):
            row.cells[0].text, row.cells[1].text = label, value
        table.rows[1].cells[0].paragraphs[0].paragraph_format.left_indent = Pt(12)
        table.rows[2].cells[0].paragraphs[0].runs[0].text = "    Hyra"
        table.rows[2].cells[0].paragraphs[0].add_run("1)").font.superscript = True
        for cell in table.rows[3].cells:
            cell.paragraphs[0].runs[0].bold = True
            border = f'<w:tcBorders {nsdecls("w")}><w:top w:val="single" w:sz="4"/></w:tcBorders>'
            cell._tc.get_or_add_tcPr().append(parse_xml(border))

    table = only_table(read(tmp_path, build))
    labels = [row.cells[0] for row in table.rows]
    assert [cell.indent > 8 for cell in labels] == [False, True, True, False]
    assert [cell.bold for cell in labels] == [False, False, False, True]
    assert [(cell.text, cell.superscripts) for cell in labels][2] == ("Hyra", "1)")
    assert [row.rule_above for row in table.rows] == [False, False, False, True]


def test_tables_and_boxes_inside_others_are_read_after_them(tmp_path: Path) -> None:
    """A frame of one cell is only a frame; a text box's text is counted once although it is written twice."""
    inner = tbl(tr(tc("Inre"), tc("4")), tr(tc("Rad"), tc("5")))
    outer = f"<w:tr><w:tc><w:tcPr/>{p('Text i ram 6')}{inner}{p()}</w:tc></w:tr>"
    content = f"<w:txbxContent>{p('Ruta 88')}</w:txbxContent>"
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps"><w:drawing>{content}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    document = read(tmp_path, body(tbl(outer) + p("Före ", f"<w:r>{box}</w:r>")))
    texts = [block.text if not isinstance(block, Table) else block.rows[0].texts for block in blocks(document)]
    assert texts == ["Text i ram 6", ("Inre", "4"), "Före", "Ruta 88"]
    assert digits(document) == (5, 5)


def test_tabs_between_paragraphs_make_a_table(tmp_path: Path) -> None:
    lines = ("Tkr\t2022\t\t2023", "Netto\t1 200\t1 300", "Brutto\t5\t6")
    xml = "".join(
        "<w:p>" + "<w:r><w:tab/></w:r>".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in line.split("\t")) + "</w:p>"
        for line in lines
    )
    table = only_table(read(tmp_path, body(xml)))
    assert [row.texts for row in table.rows] == [
        ("Tkr", "2022", "2023"),
        ("Netto", "1 200", "1 300"),
        ("Brutto", "5", "6"),
    ]


def picture(colour: str) -> io.BytesIO:
    image = Image.new("RGBA", (40, 40), (255, 255, 255, 0))
    ImageDraw.Draw(image).ellipse((2, 2, 38, 38), fill=colour)
    file = io.BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    return file


def test_marks_are_pictures_shapes_and_coloured_characters(tmp_path: Path) -> None:
    uri = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    shape = (
        f'<w:drawing {nsdecls("w", "wp", "a")} xmlns:wps="{uri}"><wp:inline><wp:extent cx="101600" cy="101600"/>'
        f'<a:graphic><a:graphicData uri="{uri}"><wps:wsp><wps:spPr><a:xfrm rot="2700000"/><a:prstGeom prst="upArrow"/>'
        '<a:solidFill><a:srgbClr val="C8102E"/></a:solidFill></wps:spPr></wps:wsp></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )

    def build(document: Any) -> None:
        table = document.add_table(1, 4)
        cells = table.rows[0].cells
        cells[0].paragraphs[0].add_run().add_picture(picture("#4c9a2a"), Pt(9))
        cells[1].paragraphs[0].add_run()._r.append(parse_xml(shape))
        run = cells[2].paragraphs[0].add_run("◆")
        run.font.color.rgb = RGBColor(0xF2, 0xC2, 0x00)
        cells[3].text = "Mål 1"
        cells[3].paragraphs[0].add_run().add_picture(picture("#4c9a2a"), Pt(200))
        paragraph = document.add_paragraph()
        paragraph.add_run().add_picture(picture("#c8102e"), Pt(9))
        paragraph.add_run(" Ej uppfyllt")

    document = read(tmp_path, build)
    cells = only_table(document).rows[0].cells
    assert [[(s.shape, s.colour) for s in cell.symbols] for cell in cells] == [
        [("circle", "green")],
        [("arrow_up_right", "red")],
        [("diamond", "yellow")],
        [],
    ]
    assert cells[2].text == "◆"
    (mark,) = [block for block in blocks(document) if isinstance(block, Mark)]
    assert (mark.symbol.colour, mark.text) == ("red", "Ej uppfyllt")


def test_figures_of_a_document(tmp_path: Path) -> None:
    """From the file to figures, over a table that goes on after a page break, with its caption."""

    def build(document: Any) -> None:
        document.add_heading("Verksamhetsberättelse 2023", 1)
        document.add_paragraph("Driftredovisning, tkr", style="Caption")
        first, second = document.add_table(3, 3), None
        rows = [
            ("Verksamhet", "Utfall 2023", "Budget 2023"),
            ("Intäkter", "1 200", "1 100"),
            ("Kostnader", "-900", "-800"),
        ]
        for row, texts in zip(first.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        second = document.add_table(1, 3)
        for cell, text in zip(second.rows[0].cells, ("Resultat", "300", "300"), strict=True):
            cell.text = text

    reading = read_content(read(tmp_path, build))
    found = {(f.row_label, f.column_label): (f.value, f.unit, f.scenario, f.year) for f in reading.figures}
    assert len(found) == 6
    assert found["Resultat", "Budget 2023"] == (Decimal(300), "TSEK", "budget", 2023)
    assert {table.table_title for table in reading.tables} == {"Driftredovisning, tkr"}


def rezipped(change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """A document whose parts are changed: None leaves one out."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written(lambda document: document.add_paragraph("Kostnader 12")))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return file.getvalue()


def a_part(name: str, data: bytes) -> Callable[[str, bytes], bytes]:
    return lambda other, old: data if other == name else old


DOCUMENT = "word/document.xml"
BOMB = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut off": (lambda: written(lambda d: d.add_paragraph("Text 1"))[:3000], "truncated"),
    "no text": (lambda: written(lambda d: None), "no_text"),
    "entities": (lambda: rezipped(a_part(DOCUMENT, BOMB)), "wrong_format"),
    "broken xml": (lambda: rezipped(a_part(DOCUMENT, b"<w:document><w:body>")), "truncated"),
    "no document": (lambda: rezipped(lambda name, old: None if name == DOCUMENT else old), "wrong_format"),
    "no types": (lambda: rezipped(lambda name, old: None if name == "[Content_Types].xml" else old), "truncated"),
    "bomb": (lambda: rezipped(lambda name, old: old, {"word/x.xml": bytes(200 * 1024**2)}), "too_large"),
    "spreadsheet": (
        lambda: rezipped(lambda n, old: None if n == DOCUMENT else old, {"xl/workbook.xml": b""}),
        "wrong_format",
    ),
    "old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "wrong_format"),
    "locked": (lambda: b"\xd0\xcf\x11\xe0" + bytes(900) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_files_that_are_not_word_documents(tmp_path: Path, name: str) -> None:
    make, reason = HOSTILE[name]
    path = tmp_path / "rapport.docx"
    path.write_bytes(make())
    with pytest.raises(UnreadableReport) as raised:
        read_document(path, "id", path.name)
    assert raised.value.reason == reason
    assert "rapport.docx" in raised.value.detail
    assert "; " in raised.value.detail or ": " in raised.value.detail


def test_a_picture_that_claims_to_be_huge_is_not_a_mark(tmp_path: Path) -> None:
    """Its header is believed only as far as to leave it alone."""
    data = bytearray(picture("#4c9a2a").getvalue())
    data[16:24] = struct.pack(">II", 60000, 60000)
    small = picture("#4c9a2a")

    def build(document: Any) -> None:
        document.add_paragraph("Bedömning").add_run().add_picture(small, Pt(9))

    with zipfile.ZipFile(io.BytesIO(written(build))) as old:
        names = [name for name in old.namelist() if name.startswith("word/media/")]
        parts = {name: old.read(name) for name in old.namelist()} | {names[0]: bytes(data)}
    path = tmp_path / "rapport.docx"
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    marks = [block for block in blocks(read_document(path, "id", path.name)) if isinstance(block, Mark)]
    assert [(mark.symbol.shape, mark.symbol.colour) for mark in marks] in ([], [("other", "other")])


def test_headers_and_footers_are_furniture(tmp_path: Path) -> None:
    """Those of a first page only where the section has one."""

    def build(document: Any) -> None:
        document.add_paragraph("Text")
        section = document.sections[0]
        section.header.paragraphs[0].text = "Sala kommun 2023"
        section.first_page_header.paragraphs[0].text = "Visas inte 4"

    document = read(tmp_path, build)
    assert [b.text for b in blocks(document) if isinstance(b, Furniture)] == ["Sala kommun 2023"]
    assert digits(document) == (4, 4)
    assert isinstance(blocks(document)[1], Paragraph)
    assert not any(isinstance(block, Heading) for block in blocks(document))
