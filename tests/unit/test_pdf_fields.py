"""What form fields and notes show is text of the page."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from dagster_project.reading.model import Table
from dagster_project.reading.sources.pdf.backend import OpenPdf
from dagster_project.reading.sources.pdf.reader import read_pdf


def test_the_values_of_fields_are_the_cells_of_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    for x, text in ((60, "Tkr"), (270, "Utfall"), (370, "Budget")):
        canvas.drawString(x, 700, text)
    for y, label, values in ((680, "Lokaler", ("5 000", "5 200")), (660, "Personal", ("1 000", "1 100"))):
        canvas.drawString(60, y, label)
        for x, value in zip((250, 350), values, strict=True):
            canvas.acroForm.textfield(name=f"{x}{y}", value=value, x=x, y=y - 3, width=60, height=15, fontSize=10)
    canvas.save()
    (page,) = read_pdf(path, "d", path.name).pages
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Tkr", "Utfall", "Budget"],
        ["Lokaler", "5 000", "5 200"],
        ["Personal", "1 000", "1 100"],
    ]
    assert page.digits == 16


def test_a_note_written_on_the_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawString(60, 700, "Hamnen kostade 5 300 kr.")
    canvas.freeTextAnnotation("Bron kostade 150 kr.", DA="/Helv 12 Tf 0 g", Rect=[60, 600, 400, 630])
    canvas.save()
    with OpenPdf(path, path.name) as pdf:
        (page,) = pdf.content().pages
    assert " ".join(word.text for word in page.words) == "Hamnen kostade 5 300 kr. Bron kostade 150 kr."
    assert page.digits == 7
