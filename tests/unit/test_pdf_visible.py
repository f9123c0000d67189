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
