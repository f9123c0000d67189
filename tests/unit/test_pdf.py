"""The PDF reader: one small PDF for each way in which reports set tables, and files that are not a readable PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
import typst

from dagster_project.errors import UnreadableReport
from dagster_project.reading.model import Document, Furniture, Heading, ListItem, Mark, Page, Paragraph, Table
from dagster_project.reading.sources.open import read_document
from dagster_project.reading.sources.pdf.reader import read_pdf

PAGE = '#set page(width: 16cm, height: 20cm, margin: 2cm)\n#set text(size: 9pt, lang: "sv")\n'
ROWS = """
  [Förskola], [−1 204], [−1 198], [6],
  [Grundskola], [−3 310], [−3 402], [– 92],
  [Individ- och familjeomsorg], [1 087], [(1 120)], [–],
  [*Summa*], [*−3 427*], [*−3 480*], [],
"""
HEADER = "[Tkr], [Budget 2023], [Utfall 2023], [Avvikelse],"
GRID = [
    ("Tkr", "Budget 2023", "Utfall 2023", "Avvikelse"),
    ("Förskola", "−1 204", "−1 198", "6"),
    ("Grundskola", "−3 310", "−3 402", "– 92"),
    ("Individ- och familjeomsorg", "1 087", "(1 120)", "–"),
    ("Summa", "−3 427", "−3 480", ""),
]
COLUMNS = "columns: (1fr, auto, auto, auto), align: (left, right, right, right)"
# Each way to set the same table, as arguments of Typst's table and what is between its header and rows.
STYLES = {
    "ruled": (f"{COLUMNS}, stroke: 0.5pt", ""),
    "no rules": (f"{COLUMNS}, stroke: none", ""),
    "rules between rows": (f"{COLUMNS}, stroke: (x, y) => (top: 0.5pt, bottom: 0.5pt)", ""),
    "shaded header": (f"{COLUMNS}, stroke: none, fill: (x, y) => if y == 0 {{ silver }}", ""),
    "zebra": (f"{COLUMNS}, stroke: none, fill: (x, y) => if calc.odd(y) {{ luma(230) }}", ""),
    "rule under the header": (f"{COLUMNS}, stroke: none", "table.hline(),"),
    "centred": ("columns: (6cm, 2cm, 2cm, 2cm), align: (left, center, center, center), stroke: none", ""),
    "left": ("columns: (6cm, 2cm, 2cm, 2cm), stroke: none", ""),
    "headers left of the figures": (
        "columns: (4cm, 2.6cm, 2.6cm, 2.6cm), stroke: none, "
        "align: (x, y) => if x == 0 or y == 0 { left } else { right }",
        "",
    ),
    "tight columns": (f"{COLUMNS}, stroke: none, inset: (x: 2.6pt, y: 3pt)", ""),
}


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Document]:
    """Sets a Typst source and reads the PDF."""

    def reading(source: str) -> Document:
        return read_pdf(compiled(source, tmp_path / "report.pdf"), "report", "report.pdf")

    return reading


def compiled(source: str, pdf: Path) -> Path:
    typ = pdf.with_suffix(".typ")
    typ.write_text(PAGE + source, encoding="utf-8")
    typst.compile(str(typ), output=str(pdf))
    return pdf


def tables(document: Document) -> list[Table]:
    return [block for _, block in document.blocks if isinstance(block, Table)]


def the_table(document: Document) -> Table:
    found = tables(document)
    assert len(found) == 1
    return found[0]


def texts(table: Table) -> list[tuple[str, ...]]:
    return [tuple(text.replace("\u00a0", " ") for text in row.texts) for row in table.rows]


def digits_read(page: Page) -> int:
    """The decimal digits in the blocks of a page."""
    printed: list[str] = []
    for block in page.blocks:
        if isinstance(block, Table):
            printed += [cell.text + cell.superscripts for row in block.rows for cell in row.cells]
        elif isinstance(block, ListItem):
            printed.append(block.marker + block.text)
        elif not isinstance(block, Mark):
            printed.append(block.text)
    return sum(character.isdecimal() for text in printed for character in text)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "prose", ["", "Nämnden redovisar ett underskott för året, se tabellen nedan och bilaga 3.\n\n"]
)
def test_table_styles(style: str, prose: str, read: Callable[[str], Document]) -> None:
    arguments, between = STYLES[style]
    document = read(f"{prose}#table({arguments}, {HEADER}{between}{ROWS})")
    assert texts(the_table(document)) == GRID
    assert all(cell.bold for cell in the_table(document).rows[-1].cells[:3])
    assert digits_read(document.pages[0]) == document.pages[0].digits


@pytest.mark.parametrize("style", ["ruled", "no rules", "shaded header"])
def test_sideways_and_turned_pages_are_read_upright(style: str, tmp_path: Path) -> None:
    source = f"#rotate(-90deg, reflow: true)[#box(width: 14cm)[#table({STYLES[style][0]}, {HEADER}{ROWS})]]"
    sideways = compiled(source, tmp_path / "sideways.pdf")
    assert texts(the_table(read_pdf(sideways, "a", "sideways.pdf"))) == GRID
    file = pypdfium2.PdfDocument(sideways)
    file[0].set_rotation(90)
    file.save(tmp_path / "turned.pdf")
    file.close()
    turned = read_pdf(tmp_path / "turned.pdf", "b", "turned.pdf")
    assert texts(the_table(turned)) == GRID
    assert turned.pages[0].width and turned.pages[0].height and turned.pages[0].width > turned.pages[0].height


TWO_LEVELS = """
  [Mnkr], table.cell(colspan: 2)[Budget], table.cell(colspan: 2)[Utfall], [Avvikelse],
  [], [2022], [2023], [2022], [2023], [],
  [Skatteintäkter], [1 204,5], [1 260,1], [1 199,0], [1 262,7], [2,6],
  [Finansnetto], [−3,1], [−4,0], [−2,9], [−4,4], [−0,4],
"""


@pytest.mark.parametrize(
    "rules", ["stroke: 0.5pt", "stroke: none", "stroke: none, fill: (x, y) => if y < 2 { silver }"]
)
@pytest.mark.parametrize("spanning", ["center", "left", "right"])
def test_header_over_several_columns(rules: str, spanning: str, read: Callable[[str], Document]) -> None:
    align = f"align: (x, y) => if x == 0 {{ left }} else if y == 0 {{ {spanning} }} else {{ right }}"
    table = the_table(read(f"#table(columns: (1fr, auto, auto, auto, auto, auto), {rules}, {align}, {TWO_LEVELS})"))
    assert texts(table)[:2] == [
        ("Mnkr", "Budget", "", "Utfall", "", "Avvikelse"),
        ("", "2022", "2023", "2022", "2023", ""),
    ]
    assert [cell.column_span for cell in table.rows[0].cells] == [1, 2, 1, 2, 1, 1]
    assert texts(table)[2] == ("Skatteintäkter", "1 204,5", "1 260,1", "1 199,0", "1 262,7", "2,6")


@pytest.mark.parametrize("side", ["top", "horizon", "bottom"])
def test_wrapped_labels_have_their_figures_on_any_line(side: str, read: Callable[[str], Document]) -> None:
    label = "Ersättning till enskilda utförare inom hemtjänst enligt lagen om valfrihetssystem"
    table = the_table(
        read(
            f"#set par(leading: 0.4em)\n#table(columns: (4cm, 2cm, 2cm), stroke: none, align: (x, y) => "
            f"(if x == 0 {{ left }} else {{ right }}) + {side}, [Verksamhet], [2022], [2023], "
            f"[Äldreomsorg], [12], [14], [{label}], [71 200], [69 800], [Färdtjänst], [3], [4])"
        )
    )
    assert texts(table) == [
        ("Verksamhet", "2022", "2023"),
        ("Äldreomsorg", "12", "14"),
        (label, "71 200", "69 800"),
        ("Färdtjänst", "3", "4"),
    ]


@pytest.mark.parametrize("typographic", ["true", "false"])
def test_groups_indents_totals_and_footnote_marks(typographic: str, read: Callable[[str], Document]) -> None:
    table = the_table(
        read(
            "#table(columns: (1fr, auto, auto), stroke: none, align: (left, right, right), [Tkr], [2022], [2023],"
            f"[*Barn och utbildning*], [], [], [#h(10pt)Förskola#super(typographic: {typographic})[1]], "
            "[12 000], [13 100], "
            "[#h(10pt)varav lokaler], [2 100], [2 200], table.hline(), [*Totalt*], [*12 000*], [*13 100*])"
        )
    )
    assert [row.cells[0].text for row in table.rows] == [
        "Tkr", "Barn och utbildning", "Förskola", "varav lokaler", "Totalt",
    ]  # fmt: skip
    assert [round(row.cells[0].indent) for row in table.rows] == [0, 0, 10, 10, 0]
    assert table.rows[2].cells[0].superscripts == "1"
    assert [row.rule_above for row in table.rows] == [False, False, False, False, True]


def test_comments_beside_the_figures(read: Callable[[str], Document]) -> None:
    table = the_table(
        read(
            "#set par(leading: 0.4em)\n#table(columns: (3cm, 2cm, 2cm, 1fr), stroke: none, align: (left, right, right, "
            "left), [Verksamhet], [Budget], [Utfall], [Kommentar], [Skola], [100], [120], [Fler elever än beräknat i "
            "de tre södra skolorna under hela hösten.], [Bibliotek], [30], [30], [Enligt plan.])"
        )
    )
    assert texts(table)[1:] == [
        ("Skola", "100", "120", "Fler elever än beräknat i de tre södra skolorna under hela hösten."),
        ("Bibliotek", "30", "30", "Enligt plan."),
    ]


def test_drawn_marks_keep_colour_and_shape(read: Callable[[str], Document]) -> None:
    mark = "#box(circle(radius: 4pt, fill: {}))"
    rows = f"[Trygghet], [71], [{mark.format('green')}], [Trivsel], [64], [{mark.format('red')}]"
    table = the_table(read(f"#table(columns: (1fr, 2cm, 2cm), stroke: 0.5pt, [Mål], [Utfall], [Status], {rows})"))
    symbols = [row.cells[2].symbols for row in table.rows]
    assert [[(s.shape, s.colour) for s in found] for found in symbols] == [
        [],
        [("circle", "green")],
        [("circle", "red")],
    ]


def test_a_file_is_opened_once_by_each_library(
    monkeypatch: pytest.MonkeyPatch, read: Callable[[str], Document]
) -> None:
    opened = []

    def counted(name: str, opening: Callable[..., object]) -> Callable[..., object]:
        def count(*given: object) -> object:
            opened.append(name)
            return opening(*given)

        return count

    monkeypatch.setattr(pypdfium2, "PdfDocument", counted("pypdfium2", pypdfium2.PdfDocument))
    monkeypatch.setattr(pdfplumber, "open", counted("pdfplumber", pdfplumber.open))
    document = read(f"{PAGE}#table({COLUMNS}, {HEADER} {ROWS})\n#circle(radius: 4pt, fill: green) Målet är uppfyllt.")
    assert any(isinstance(block, Mark) for _, block in document.blocks)
    assert sorted(opened) == ["pdfplumber", "pypdfium2"]


def test_tables_end_at_prose_and_at_other_tables(read: Callable[[str], Document]) -> None:
    rules = "stroke: (x, y) => (top: 0.5pt, bottom: 0.5pt)"
    document = read(
        f"== Nyckeltal\n#table(columns: (1fr, 2cm, 2cm), {rules}, [Andel], [2022], [2023], [Nöjda], [71], [73])\n"
        "Andelen nöjda ökade med två procentenheter jämfört med 2022, vilket är den högsta siffran hittills.\n"
        f"#table(columns: (1fr, 3cm), {rules}, [Antal], [2023], [Elever], [412], [Lärare], [38])"
    )
    assert [texts(table) for table in tables(document)] == [
        [("Andel", "2022", "2023"), ("Nöjda", "71", "73")],
        [("Antal", "2023"), ("Elever", "412"), ("Lärare", "38")],
    ]
    kinds = [type(block) for block in document.pages[0].blocks]
    assert kinds == [Heading, Table, Paragraph, Table]


def test_two_columns_of_text_are_read_one_after_the_other(read: Callable[[str], Document]) -> None:
    document = read(
        "#set page(columns: 2)\n#lorem(60)\n#colbreak()\n#lorem(40)\n\n"
        "#table(columns: (1fr, auto, auto), stroke: none, "
        "[Tkr], [2022], [2023], [Skola], [100], [120], [Vård], [7], [8])"
    )
    assert texts(the_table(document)) == [("Tkr", "2022", "2023"), ("Skola", "100", "120"), ("Vård", "7", "8")]
    paragraphs = [block.text for block in document.pages[0].blocks if isinstance(block, Paragraph)]
    assert paragraphs[0].startswith("Lorem ipsum") and len(paragraphs[0].split()) == 60


def test_page_headers_and_footers_are_furniture(read: Callable[[str], Document]) -> None:
    document = read(
        "#set page(header: [Årsredovisning 2023 #h(1fr) Socialnämnden], "
        "footer: context [Sida #counter(page).display()])\n"
        "Första sidan har text.\n#pagebreak()\nAndra sidan också."
    )
    for page in document.pages:
        furniture = [(block.kind, block.text) for block in page.blocks if isinstance(block, Furniture)]
        assert furniture == [
            ("page_header", "Årsredovisning 2023 Socialnämnden"),
            ("page_footer", f"Sida {page.number}"),
        ]
        assert page.label == str(page.number)


# A PDF whose security handler asks for a user password that is not the empty one.
LOCKED = b"""%%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>
endobj
4 0 obj
<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>
endobj
trailer
<< /Root 1 0 R /Encrypt 4 0 R /ID [<00> <00>] /Size 5 >>
startxref
0
%%%%EOF
""" % (b"11" * 32, b"22" * 32)


def test_a_title_that_the_page_header_repeats_is_no_furniture(read: Callable[[str], Document]) -> None:
    header = '#set page(paper: "a4", margin: 2cm, header: [Delårsrapport augusti 2024])\n'
    title = '#text(size: 18pt, weight: "bold")[Delårsrapport augusti 2024]\n\n'
    document = read(f"{header}{title}Hamnen har text.\n#pagebreak()\nFyren också.\n#pagebreak()\nOch kajen.")
    kept = [block.text for block in document.pages[0].blocks if isinstance(block, Heading | Paragraph)]
    assert kept == ["Delårsrapport augusti 2024", "Hamnen har text."]
    assert [sum(isinstance(block, Furniture) for block in page.blocks) for page in document.pages] == [1, 1, 1]


def damaged(folder: Path, name: str) -> bytes:
    """The bytes of a file that is not a readable PDF."""
    if name == "empty.pdf":
        return b""
    if name == "renamed.pdf":
        return "Detta är en textfil.\n".encode()
    if name == "locked.pdf":
        return LOCKED
    whole = compiled(f"#table({STYLES['ruled'][0]}, {HEADER}{ROWS})", folder / "whole.pdf").read_bytes()
    return whole[: len(whole) // 2]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty.pdf", "empty"),
        ("renamed.pdf", "wrong_format"),
        ("locked.pdf", "encrypted"),
        ("half.pdf", "truncated"),
    ],
)
def test_unreadable_files_name_the_reason_and_the_file(name: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(damaged(tmp_path, name))
    with pytest.raises(UnreadableReport) as raised:
        read_document(path, "report", name)
    assert raised.value.reason == reason
    assert name in raised.value.detail
