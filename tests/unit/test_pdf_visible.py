"""Text that nobody sees on a PDF page is not read, and its digits are not missed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from dagster_project.reading.sources.pdf.backend import OpenPdf

SEEN = "Hamnen kostade 5 300 kr"
Draw = Callable[[Canvas], None]


def white(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.drawString(72, 600, "Utkast 150")


def painted_over(canvas: Canvas) -> None:
    canvas.drawString(72, 600, "Utkast 150")
    canvas.setFillGray(1)
    canvas.rect(70, 595, 200, 20, stroke=0, fill=1)


def outside_the_crop_box(canvas: Canvas) -> None:
    canvas.drawString(72, 820, "Utkast 150")
    canvas.setCropBox((0, 0, 595, 800))


def printed_again(canvas: Canvas) -> None:
    for shift in (0.35, 0.9):
        canvas.drawString(72 + shift, 700, SEEN)


@pytest.mark.parametrize("draw", [white, painted_over, outside_the_crop_box, printed_again])
def test_what_nobody_sees_is_not_read(draw: Draw, tmp_path: Path) -> None:
    assert read(draw, tmp_path) == (SEEN, 4)


def test_white_text_on_a_dark_cell_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.1)
        canvas.rect(70, 595, 200, 20, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(72, 600, "Utfall 2023")

    assert read(draw, tmp_path) == (f"{SEEN} Utfall 2023", 8)


def test_white_text_on_a_dark_curve_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.1)
        canvas.roundRect(60, 590, 220, 40, 12, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(72, 600, "Utfall 2023")

    assert read(draw, tmp_path) == (f"{SEEN} Utfall 2023", 8)


def test_letters_that_are_double_stay_so(tmp_path: Path) -> None:
    assert read(lambda canvas: canvas.drawString(72, 600, "illa 11 000"), tmp_path)[0] == f"{SEEN} illa 11 000"


def read(draw: Draw, folder: Path) -> tuple[str, int]:
    """The words of a page with a sentence and what `draw` adds, and its digits by the independent count."""
    canvas = Canvas(str(folder / "page.pdf"), pagesize=(595, 842))
    canvas.drawString(72, 700, SEEN)
    draw(canvas)
    canvas.save()
    with OpenPdf(folder / "page.pdf", "page.pdf") as pdf:
        (page,) = pdf.content().pages
    return " ".join(word.text for word in sorted(page.words, key=lambda word: (word.box.top, word.box.x0))), page.digits


def without_ink(canvas: Canvas) -> None:
    text = canvas.beginText(72, 600)
    text.setTextRenderMode(3)
    text.textOut("Utkast 150")
    canvas.drawText(text)


def test_text_without_ink_is_not_read(tmp_path: Path) -> None:
    assert read(without_ink, tmp_path) == (SEEN, 4)


OFF = "/OCProperties << /OCGs [5 0 R 6 0 R] /D << /OFF [6 0 R] >> >>"
BASE_OFF = "/OCProperties << /OCGs [5 0 R 6 0 R] /D << /BaseState /OFF /ON [5 0 R] >> >>"


@pytest.mark.parametrize("layers", [OFF, BASE_OFF])
@pytest.mark.parametrize(
    ("hidden", "also"),
    [
        ("/OC /B BDC BT /F 12 Tf 72 600 Td (Utkast 150) Tj ET EMC", ""),
        ("/OC /B BDC /P << /MCID 1 >> BDC BT /F 12 Tf 72 600 Td (Utkast 150) Tj ET EMC EMC", ""),
        ("/OC /C BDC BT /F 12 Tf 72 600 Td (Utkast 150) Tj ET EMC", ""),
        ("/X Do", "/OC 6 0 R"),
    ],
    ids=["layer", "part within a layer", "set of layers", "form"],
)
def test_text_in_a_layer_that_is_off_is_not_read(layers: str, hidden: str, also: str, tmp_path: Path) -> None:
    shown = f"/OC /A BDC BT /F 12 Tf 72 700 Td ({SEEN}) Tj ET EMC"
    path = tmp_path / "layers.pdf"
    path.write_bytes(layered(f"{shown} {hidden}", layers, also))
    with OpenPdf(path, path.name) as pdf:
        (page,) = pdf.content().pages
    assert (" ".join(word.text for word in page.words), page.digits) == (SEEN, 4)


def layered(content: str, layers: str, form: str) -> bytes:
    """A PDF with layers A (5) and B (6), the set C of B alone, and the form X with the draft."""
    draft = "BT /F 12 Tf 72 600 Td (Utkast 150) Tj ET"
    resources = (
        "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> "
        "/Properties << /A 5 0 R /B 6 0 R /C << /Type /OCMD /OCGs [6 0 R] >> >> /XObject << /X 7 0 R >> >>"
    )
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {layers} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {resources} >>",
        f"<< /Length {len(content)} >> stream\n{content}\nendstream",
        "<< /Type /OCG /Name (Slutlig) >>",
        "<< /Type /OCG /Name (Utkast) >>",
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] {form} /Resources {resources} /Length {len(draft)} >> "
        f"stream\n{draft}\nendstream",
    ]
    body, offsets = "%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode("latin-1")
