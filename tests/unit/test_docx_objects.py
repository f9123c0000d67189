"""Charts and workbooks in Word documents hold their numbers as data."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from dagster_project.reading.model import Table
from dagster_project.reading.read import read_content
from dagster_project.reading.sources.docx.workbook import rows_of_workbook
from dagster_project.reading.sources.open import read_document

CHART = """<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart>
<c:title><c:tx><c:rich><a:p><a:r><a:t>Nettokostnad, tkr</a:t></a:r></a:p></c:rich></c:tx></c:title>
<c:plotArea><c:barChart>{series}</c:barChart></c:plotArea></c:chart></c:chartSpace>"""
SERIES = """<c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>
<c:cat><c:strRef><c:strCache>{categories}</c:strCache></c:strRef></c:cat>
<c:val><c:numRef><c:numCache>{values}</c:numCache></c:numRef></c:val></c:ser>"""
GRAPHIC = """<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:drawing>
<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">
<wp:extent cx="3000000" cy="2000000"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">
<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{id}"/>
</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"""
OBJECT = """<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:object>
<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
 Type="Embed" ProgID="Excel.Sheet.12" r:id="{id}"/></w:object></w:r></w:p>"""


def points(texts: list[str]) -> str:
    return "".join(f'<c:pt idx="{at}"><c:v>{text}</c:v></c:pt>' for at, text in enumerate(texts))


def saved(path: Path, name: str, kind: str, relation: str, blob: bytes, paragraph: str) -> Any:
    """A document with one part of its own and the paragraph that refers to it, read."""
    word = docx.Document()
    word.add_paragraph("Diagrammet visar kostnaderna.")
    part = Part(PackURI.from_rel_ref("/", name), kind, blob, word.part.package)
    identifier = word.part.relate_to(part, relation)
    word.element.body.insert(1, parse_xml(paragraph.format(id=identifier)))
    word.save(str(path))
    return read_document(path, "d", path.name)


def rows_of(document: Any) -> list[list[str]]:
    (table,) = [block for _, block in document.blocks if isinstance(block, Table)]
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_series_of_a_chart_are_columns(tmp_path: Path) -> None:
    categories = points(["Skola", "Omsorg"])
    series = [("Budget 2023", ["5000", "1200.5"]), ("Utfall 2023", ["5100.0000000001", "1300"])]
    written = "".join(SERIES.format(name=name, categories=categories, values=points(values)) for name, values in series)
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    document = saved(
        tmp_path / "a.docx",
        "word/charts/chart1.xml",
        kind,
        RELATIONSHIP_TYPE.CHART,
        CHART.format(series=written).encode(),
        GRAPHIC,
    )
    assert rows_of(document) == [
        ["", "Budget 2023", "Utfall 2023"],
        ["Skola", "5000", "5100"],
        ["Omsorg", "1200,5", "1300"],
    ]
    reading = read_content(document)
    assert {figure.table_title for figure in reading.figures} == {"Nettokostnad, tkr"}
    assert {(f.row_label, f.scenario, f.year, f.unit) for f in reading.figures} >= {("Skola", "budget", 2023, "TSEK")}
    assert reading.document.digits_read == reading.document.digits_independent


def workbook(shown: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Tkr", "Utfall 2023", None, "Andel"])
    sheet.append(["Skola", 5000.4, None, 0.8064])
    sheet.append([])
    sheet.append(["Omsorg", -1200, None, 0.1936])
    sheet["F9"] = "Arbetsanteckning 17"
    for row in (2, 4):
        sheet.cell(row, 2).number_format = "#,##0"
        sheet.cell(row, 4).number_format = "0.0%"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_its_formats_show_it(tmp_path: Path) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    document = saved(
        tmp_path / "a.docx", "word/embeddings/book.xlsx", kind, RELATIONSHIP_TYPE.PACKAGE, workbook(), OBJECT
    )
    assert rows_of(document)[:3] == [
        ["Tkr", "Utfall 2023", "Andel", ""],
        ["Skola", "5 000", "80,6 %", ""],
        ["Omsorg", "-1 200", "19,4 %", ""],
    ]
    reading = read_content(document)
    assert reading.document.digits_read == reading.document.digits_independent


@pytest.mark.parametrize("blob", [b"PK\x03\x04 cut off", b"", workbook()[:500]])
def test_what_is_no_workbook_has_no_rows(blob: bytes) -> None:
    assert rows_of_workbook(blob) == []
