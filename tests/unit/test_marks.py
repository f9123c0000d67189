"""Status dots and arrows: their appearance, however they are drawn, and things drawn that are not marks."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import typst
from PIL import Image, ImageDraw

from dagster_project.reading.sources.marks.glyphs import composed, printed_as
from dagster_project.reading.sources.pdf.backend import OpenPdf

GREEN, RED, YELLOW = 'rgb("#4c9a2a")', 'rgb("#c8102e")', 'rgb("#f2c200")'
TICK = "curve.move((0pt,5pt)), curve.line((3pt,8pt)), curve.line((8pt,0pt))"
POINTS = ((0, 30), (30, 10), (60, 25))
DIAMOND = "(4pt,0pt), (8pt,4pt), (4pt,8pt), (0pt,4pt)"
ARROW = "(0pt,3pt),(8pt,3pt),(8pt,0pt),(14pt,5pt),(8pt,10pt),(8pt,7pt),(0pt,7pt)"


def line(start: str, end: str, colour: str = "black") -> str:
    return f"line(start: ({start}), end: ({end}), stroke: 1.2pt + {colour})"


def seen(tmp_path: Path, *drawn: str, files: dict[str, bytes] | None = None) -> list[tuple[str, str]]:
    """The shapes and colours found on a page where things are drawn over each other."""
    body = "\n".join(f"#place(dx: 40pt, dy: 40pt, {one})" for one in drawn)
    (tmp_path / "page.typ").write_text(f"#set page(width: 200pt, height: 200pt, margin: 0pt)\n{body}", "utf-8")
    for name, content in (files or {}).items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "page.pdf").write_bytes(typst.compile(str(tmp_path / "page.typ")))
    with OpenPdf(tmp_path / "page.pdf", "page.pdf") as pdf:
        symbols = pdf.content().pages[0].symbols
    return [(symbol.shape, symbol.colour) for symbol in symbols]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ([f"circle(radius: 4pt, fill: {GREEN})"], ("circle", "green")),
        ([f"circle(radius: 4pt, fill: {YELLOW}, stroke: 1pt + black)"], ("circle", "yellow")),
        ([f"circle(radius: 4pt, stroke: 1.5pt + {RED})"], ("ring", "red")),
        ([f"polygon(fill: {RED}, {DIAMOND})"], ("diamond", "red")),
        ([f"rect(width: 8pt, height: 8pt, fill: {GREEN})"], ("square", "green")),
        ([f"polygon(fill: {RED}, (4pt,0pt), (8pt,8pt), (0pt,8pt))"], ("triangle", "red")),
        ([f"polygon(fill: {RED}, (4pt,8pt), (8pt,0pt), (0pt,0pt))"], ("triangle_down", "red")),
        ([f"polygon(fill: {GREEN}, {ARROW})"], ("arrow_right", "green")),
        ([f"rotate(-45deg, polygon(fill: black, {ARROW}))"], ("arrow_up_right", "black")),
        ([f"rotate(45deg, polygon(fill: black, {ARROW}))"], ("arrow_down_right", "black")),
        # A shaft and a head drawn separately, and an arrow of three strokes.
        ([line("0pt,3.5pt", "10pt,3.5pt"), "polygon(fill: black, (10pt,0pt), (16pt,3.5pt), (10pt,7pt))"],
         ("arrow_right", "black")),
        ([line("5pt,12pt", "5pt,0pt"), line("5pt,0pt", "1pt,4pt"), line("5pt,0pt", "9pt,4pt")], ("arrow_up", "black")),
        # Between the rules of a low row.
        (["line(start: (-20pt, -1pt), length: 40pt)", f"polygon(fill: {RED}, {DIAMOND})",
          "line(start: (-20pt, 9pt), length: 40pt)"], ("diamond", "red")),
        # A shadow under a dot.
        (["move(dx: 1.5pt, dy: 1.5pt, circle(radius: 5pt, fill: luma(170)))", f"circle(radius: 5pt, fill: {GREEN})"],
         ("circle", "green")),
        ([line("0pt,0pt", "0pt,12pt"), f"polygon(fill: {RED}, (0pt,0pt), (9pt,0pt), (9pt,6pt), (0pt,6pt))"],
         ("other", "red")),
        ([f"text(fill: {GREEN}, size: 10pt)[●]"], ("circle", "green")),
        ([f"text(fill: {RED}, size: 10pt)[◆]"], ("diamond", "red")),
        ([f"text(fill: {RED}, size: 10pt)[▼]"], ("triangle_down", "red")),
    ],
)  # fmt: skip
def test_a_mark_has_its_appearance_however_it_is_drawn(
    tmp_path: Path, drawn: list[str], expected: tuple[str, str]
) -> None:
    assert seen(tmp_path, "text(size: 5pt)[Mål]", *(f"pad(left: 20pt, {one})" for one in drawn)) == [expected]


def test_an_arrow_in_a_dot_is_a_dot_and_an_arrow(tmp_path: Path) -> None:
    arrow = "(5pt,0pt),(10pt,5pt),(6.5pt,5pt),(6.5pt,10pt),(3.5pt,10pt),(3.5pt,5pt),(0pt,5pt)"
    drawn = f"circle(radius: 7pt, fill: {GREEN})", f"move(dx: 2pt, dy: 2pt, polygon(fill: white, {arrow}))"
    assert seen(tmp_path, "move(dx: 40pt)[Mål]", *drawn) == [("circle", "green"), ("arrow_up", "green")]


@pytest.mark.parametrize("shape", ["circle", "arrow_down"])
def test_a_small_picture_is_a_mark(tmp_path: Path, shape: str) -> None:
    image = Image.new("RGB", (48, 48), "white")
    pen = ImageDraw.Draw(image)
    if shape == "circle":
        pen.ellipse((2, 2, 46, 46), fill="#c8102e")
    else:
        pen.polygon(((16, 2), (32, 2), (32, 24), (46, 24), (24, 46), (2, 24), (16, 24)), fill="#c8102e")
    file = io.BytesIO()
    image.save(file, "PNG")
    found = seen(tmp_path, "move(dx: 40pt)[Mål]", 'image("mark.png", width: 9pt)', files={"mark.png": file.getvalue()})
    assert found == [(shape, "red")]


@pytest.mark.parametrize(
    "drawn",
    [
        ["move(dy: 3pt, circle(radius: 1.7pt, fill: black))", "move(dx: 10pt)[En punkt i en lista]"],
        ["rect(width: 8pt, height: 8pt, stroke: 0.7pt)", "move(dx: 12pt)[En ruta att kryssa]"],
        [f"curve(stroke: 1.5pt, {TICK})", "move(dx: 20pt)[Ja]"],
        ["table(columns: (12pt, 12pt), rows: (12pt, 12pt), fill: luma(220), stroke: none, [], [], [], [])", "[Tabell]"],
        ["curve(stroke: 1pt, curve.move((0pt,30pt)), curve.line((30pt,10pt)), curve.line((60pt,25pt)))",
         *(f"move(dx: {x - 3}pt, dy: {y - 3}pt, circle(radius: 3pt, fill: blue))" for x, y in POINTS),
         "move(dy: 50pt)[Diagram]"],
        ["text(size: 10pt)[● Svart tecken]"],
    ],
    ids=["bullet", "box to tick", "tick", "shaded cells", "chart", "black character"],
)  # fmt: skip
def test_drawings_that_are_not_marks(tmp_path: Path, drawn: list[str]) -> None:
    assert seen(tmp_path, *drawn) == []


@pytest.mark.parametrize(
    ("text", "font", "expected"),
    [
        ("l", "ABCDEF+Wingdings-Regular", "●"),
        ("\uf06c", "ABCDEF+Wingdings", "●"),
        ("(cid:233)", "Wingdings", "↑"),
        ("\uf0f1", "Unknown", "↑"),
        ("\uf0b7", "SymbolMT", "•"),
        ("n", "Webdings", "●"),
        ("s", "ZapfDingbats", "▲"),
        ("fi", "Symbol", "→"),
        ("l", "Arial", "l"),
    ],
)
def test_letters_of_symbol_fonts_are_read_by_their_appearance(text: str, font: str, expected: str) -> None:
    assert printed_as(text, font) == expected


def test_accents_printed_separately_are_joined_to_their_letters() -> None:
    def chars(*letters: tuple[str, float, float]) -> list[dict[str, object]]:
        return [{"text": text, "x0": x0, "x1": x1} for text, x0, x1 in letters]

    combining = composed(chars(("f", 0, 3), ("o", 3, 8), ("\u0308", 8, 8), ("r", 8, 12)))
    free = composed(chars(("\u02da", 1, 4), ("a", 0, 5), ("r", 5, 8)))
    assert "".join(str(char["text"]) for char in combining) == "för"
    assert "".join(str(char["text"]) for char in free) == "år"
    assert composed(chars(("\u00b4", 0, 3), ("a", 9, 12)))[0]["text"] == "\u00b4"
