"""Print in pictures: seen, read at its place, or told as unread; photographs and logos cost a look."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import docx
import numpy as np
import pytest
from docx.shared import Pt
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from scipy import ndimage

from dagster_project.reading.model import Document, Table
from dagster_project.reading.read import read_content
from dagster_project.reading.sources.open import read_document
from dagster_project.reading.sources.pdf.scan import ocr
from dagster_project.reading.sources.pdf.scan.look import shows_print
from dagster_project.terms import TextSource

ROWS = [
    ["Tkr", "Utfall 2022", "Budget 2023"],
    ["Personal", "5 000", "5 200"],
    ["Lokaler", "1 250", "1 100"],
    ["Summa", "6 250", "6 300"],
]
# In points.
SIZE = (400.0, 110.0)


def table(scale: float = 4.0, colours: tuple[int, int] = (0, 255)) -> Image.Image:
    """A picture of a table without rules, in so many pixels per point."""
    picture = Image.new("L", (round(SIZE[0] * scale), round(SIZE[1] * scale)), colours[1])
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size=11 * scale)
    for y, row in enumerate(ROWS):
        for x, text in enumerate(row):
            pen.text(((8 + 130 * x) * scale, (8 + 25 * y) * scale), text, fill=colours[0], font=font)
    return picture


def photograph() -> Image.Image:
    """Soft shapes of all shades, as a landscape has."""
    noise = np.random.default_rng(7).normal(size=(400, 600))
    soft = ndimage.gaussian_filter(noise, 9)
    return Image.fromarray(np.uint8(255 * (soft - soft.min()) / (soft.max() - soft.min())))


def logo() -> Image.Image:
    picture = Image.new("L", (600, 300), 255)
    pen = ImageDraw.Draw(picture)
    for n in range(5):
        pen.ellipse((50 + 90 * n, 100, 110 + 90 * n, 160), fill=0)
    return picture


@pytest.mark.parametrize("colours", [(0, 255), (40, 200), (255, 30)])
def test_a_table_shows_print(colours: tuple[int, int]) -> None:
    assert shows_print(table(100 / 72, colours))


@pytest.mark.parametrize("picture", [photograph(), logo(), Image.new("L", (300, 300), 255), Image.new("L", (2, 90))])
def test_a_photograph_and_a_logo_show_none(picture: Image.Image) -> None:
    assert not shows_print(picture)


def tables(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row.cells] for row in block.rows]
        for _, block in document.blocks
        if isinstance(block, Table)
    ]


def in_pdf(path: Path, picture: Image.Image, pages: int = 1) -> Document:
    canvas = Canvas(str(path), pagesize=(595, 842))
    for _ in range(pages):
        canvas.drawString(60, 780, "Tabellen visar kostnaderna i tkr.")
        canvas.drawImage(ImageReader(picture), 60, 600, *SIZE)
        canvas.drawString(60, 560, "Kostnaderna uppgick till 6 250 tkr.")
        canvas.showPage()
    canvas.save()
    return read_document(path, "d", path.name)


def in_word(path: Path, data: bytes) -> Document:
    word = docx.Document()
    word.add_paragraph("Tabellen visar kostnaderna i tkr.")
    word.add_picture(BytesIO(data), Pt(SIZE[0]), Pt(SIZE[1]))
    word.add_paragraph("Kostnaderna uppgick till 6 250 tkr.")
    word.save(str(path))
    return read_document(path, "d", path.name)


def png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(not ocr.tesseract_version(), reason="Tesseract is not installed")
def test_a_table_in_a_picture_is_read_at_its_place(tmp_path: Path) -> None:
    document = in_pdf(tmp_path / "a.pdf", table())
    assert tables(document) == [ROWS]
    (picture,) = document.pages[0].pictures
    assert picture.text_source is TextSource.OCR
    reading = read_content(document)
    assert {figure.text_source for figure in reading.figures} == {TextSource.OCR}
    assert [record.text_source for record in reading.pictures] == [TextSource.OCR]
    assert reading.document.digits_read == reading.document.digits_independent


@pytest.mark.slow
@pytest.mark.skipif(not ocr.tesseract_version(), reason="Tesseract is not installed")
def test_a_table_in_a_picture_of_word_is_read(tmp_path: Path) -> None:
    document = in_word(tmp_path / "a.docx", png(table()))
    assert tables(document) == [ROWS]
    reading = read_content(document)
    assert {figure.text_source for figure in reading.figures} == {TextSource.OCR}
    assert reading.document.digits_read == reading.document.digits_independent


def test_without_tesseract_a_picture_with_print_is_told_as_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "tesseract_version", lambda: "")
    for document in (in_pdf(tmp_path / "a.pdf", table()), in_word(tmp_path / "a.docx", png(table()))):
        assert tables(document) == []
        (record,) = read_content(document).pictures
        assert record.text_source is TextSource.UNREAD


def test_nothing_is_said_of_photographs_and_of_what_every_page_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "tesseract_version", lambda: "")
    assert not in_pdf(tmp_path / "a.pdf", photograph()).pages[0].pictures
    assert not in_word(tmp_path / "a.docx", png(photograph())).pages[0].pictures
    assert not any(page.pictures for page in in_pdf(tmp_path / "b.pdf", table(), pages=3).pages)


def metafile(text: str) -> bytes:
    """An enhanced metafile with a line of text, as far as readers look."""
    letters = text.encode("utf-16-le")
    record = struct.pack("<II", 84, 76 + len(letters)) + bytes(36) + struct.pack("<II", len(text), 76) + bytes(24)
    header = struct.pack("<II", 1, 88) + bytes(32) + b" EMF" + bytes(44)
    return header + record + letters + struct.pack("<II", 14, 20) + bytes(12)


@pytest.mark.parametrize(("text", "count"), [("Summa 6 250", 1), ("Ankeborgs kommun", 0)])
def test_a_metafile_with_numbers_is_told_as_unread(text: str, count: int, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    in_word(path, png(table()))
    stand_in = docx.Document(str(path))
    (part,) = [rel.target_part for rel in stand_in.part.rels.values() if rel.reltype.endswith("/image")]
    part._blob = metafile(text)
    stand_in.save(str(path))
    assert len(read_document(path, "d", path.name).pages[0].pictures) == count
