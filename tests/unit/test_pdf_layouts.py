"""PDF pages typeset in the styles of reports, and the exact grids that reading must give."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from dagster_project.errors import UnreadableReport
from dagster_project.reading.model import Document, Furniture, Heading, Table
from dagster_project.reading.sources.geometry import Box
from dagster_project.reading.sources.open import read_document
from dagster_project.reading.sources.pdf.reader import read_pdf
from dagster_project.reading.sources.pdf.tables.columns import columns_by_edges
from dagster_project.reading.tables.columns import ReportContext
from dagster_project.reading.tables.figures import read_tables

PAGE = '#set page(paper: "a4", margin: 2cm)\n#set text(size: 10pt, lang: "sv")\n'
PROSE = "#lorem(60)\n\n"
BODY = """[Nämnd], [2023], [2022], [Avvikelse], [Kultur], [1 234], [– 614], [12,5 %],
[Fritid och en mycket lång benämning som bryts], [(73)], [−3], [0,1 %],
[*Summa*], [*1 161*], [*– 617*], [*12,6 %*]"""
GRID = [
    ("Nämnd", "2023", "2022", "Avvikelse"),
    ("Kultur", "1 234", "– 614", "12,5 %"),
    ("Fritid och en mycket lång benämning som bryts", "(73)", "−3", "0,1 %"),
    ("Summa", "1 161", "– 617", "12,6 %"),
]
STYLES = {
    "full grid": "align: (left, right, right, right)",
    "no rules": "stroke: none, align: (left, right, right, right)",
    "left-aligned figures": "stroke: none, align: left",
    "shaded header and horizontal rules": "align: (left, right, right, right), "
    "stroke: (x, y) => (bottom: .4pt + gray), "
    'fill: (x, y) => if y == 0 { rgb("#cfe2f3") }',
    "shaded rows": "stroke: none, align: (left, right, right, right), "
    'fill: (x, y) => if calc.odd(y) { rgb("#cfe2f3") } else { rgb("#eef5fb") }',
}
LEVELS = """[Tkr], table.cell(colspan: 2)[2023], table.cell(colspan: 2)[2022],
[], [Budget], [Utfall], [Budget], [Utfall], [*Nämnd A*], [], [], [], [],
[#h(8pt)Del ett], [1 000], [1 100], [900], [950], [#h(8pt)varav lön], [500], [], [400], [450]"""


def read(source: str, folder: Path) -> Document:
    path = folder / "report.pdf"
    path.write_bytes(typst.compile(source.encode()))
    return read_pdf(path, "id", path.name)


def tables(document: Document) -> list[Table]:
    return [block for _, block in document.blocks if isinstance(block, Table)]


def texts(table: Table) -> list[tuple[str, ...]]:
    return [row.texts for row in table.rows]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_grid_is_the_same_however_it_is_drawn(style: str, tmp_path: Path) -> None:
    columns = "columns: (4cm, 2cm, 2cm, 2.5cm)"
    (table,) = tables(read(f"{PAGE}{PROSE}#table({columns}, {style}, {BODY})\n{PROSE}", tmp_path))
    assert texts(table) == GRID
    assert [row.cells[0].bold for row in table.rows] == [False, False, False, True]


def test_a_wrapped_label_in_a_text_column_stays_out_of_the_figures(tmp_path: Path) -> None:
    table = f"#table(stroke: none, columns: (3cm, 1.2cm, 1.2cm, 1.6cm), align: (left, right, right, right), {BODY})\n"
    source = f"{PAGE}#set page(columns: 2)\n#set text(size: 9pt)\n{PROSE * 3}{table}{PROSE * 5}"
    assert texts(tables(read(source, tmp_path))[0]) == GRID


def test_running_text_in_two_columns_is_not_a_table(tmp_path: Path) -> None:
    prose = f"{PROSE}Under 2023 ökade 12 av 30 till 1 234 kronor. "
    assert tables(read(f"{PAGE}#set page(columns: 2)\n{prose * 9}", tmp_path)) == []


def test_lists_with_figures_are_not_tables(tmp_path: Path) -> None:
    items = "\n".join(f"- Antal {i} var 2023 {i}00 st" for i in range(5))
    assert tables(read(f"{PAGE}{items}\n\n{PROSE}", tmp_path)) == []


def test_digit_groups_stay_in_their_column_where_columns_nearly_touch(tmp_path: Path) -> None:
    rows = ", ".join(f"[Rad {name}], [{name} 891 264], [1 874 711], [1 944 883]" for name in "123")
    layout = (
        "stroke: none, inset: (x: 2pt, y: 2pt), columns: (5cm, auto, auto, auto), align: (left, right, right, right)"
    )
    source = f"{PAGE}{PROSE}#set text(size: 8pt)\n#table({layout}, [Tkr], [2021], [2022], [2023], {rows})\n{PROSE}"
    (table,) = tables(read(source, tmp_path))
    assert texts(table)[1:] == [(f"Rad {n}", f"{n} 891 264", "1 874 711", "1 944 883") for n in "123"]


@pytest.mark.parametrize("stroke", ["0.5pt", "none"])
def test_a_header_over_several_columns_spans_them(stroke: str, tmp_path: Path) -> None:
    align = "(x, y) => if x == 0 { left } else if y == 0 { center } else { right }"
    layout = f"stroke: {stroke}, columns: (4cm, 2cm, 2cm, 2cm, 2cm), align: {align}"
    (table,) = tables(read(f"{PAGE}{PROSE}#table({layout}, {LEVELS})\n{PROSE}", tmp_path))
    assert [(cell.text, cell.column_span) for cell in table.rows[0].cells] == [
        ("Tkr", 1), ("2023", 2), ("", 1), ("2022", 2), ("", 1),
    ]  # fmt: skip
    assert [cell.column_span for cell in table.rows[1].cells] == [1, 1, 1, 1, 1]
    assert texts(table)[2] == ("Nämnd A", "", "", "", "")
    assert [row.cells[0].indent > 4 for row in table.rows[2:]] == [False, True, True]


def test_a_table_over_three_pages_loses_neither_rows_nor_its_repeated_header(tmp_path: Path) -> None:
    rows = ", ".join(f"[Enhet nummer {i}], [{i * 37 + 1000}], [{i * 11}]" for i in range(110))
    header = "table.header([Enhet], [2023], [2022])"
    footer = "#set page(footer: context [Nämnden #h(1fr) Sida #counter(page).display() av 3])\n"
    layout = "stroke: none, columns: (6cm, 2cm, 2cm), align: (left, right, right)"
    document = read(f"{PAGE}{footer}#table({layout}, {header}, {rows})", tmp_path)
    read_rows = [row for table in tables(document) for row in texts(table)]
    assert read_rows.count(("Enhet", "2023", "2022")) == 3
    assert [row[0] for row in read_rows if row[0] != "Enhet"] == [f"Enhet nummer {i}" for i in range(110)]
    assert [page.label for page in document.pages] == ["1", "2", "3"]
    assert [sum(isinstance(block, Furniture) for block in page.blocks) for page in document.pages] == [1, 1, 1]


def test_a_group_at_the_end_of_a_page_below_few_rows_is_of_the_table(tmp_path: Path) -> None:
    layout = "stroke: none, inset: 8pt, columns: (6cm, 2cm, 2cm), align: (left, right, right)"
    first = "[Post], [Utfall 2023], [Budget 2023], [*Hamnar*], [], [], [Kajer], [135], [98], [Fyrar], [409], [405]"
    below = "[Lotsar], [381], [383], [Bojar], [145], [171]"
    document = read(
        f"{PAGE}#table({layout}, {first}, [*Farleder*], [], [])\n#pagebreak()\n#table({layout}, {below})", tmp_path
    )
    (found,) = read_tables(document, ReportContext(2023, False)).tables
    assert [row.path for row in found.figure_rows][2:] == [("Farleder", "Lotsar"), ("Farleder", "Bojar")]


def test_a_bold_row_alone_is_under_heads_of_which_one_is_longer(tmp_path: Path) -> None:
    layout = "stroke: none, columns: (6cm, 1.8cm, 1.8cm, 1.8cm), align: (left, right, right, right)"
    heads = "[*Post*], [*Utfall\\ mars*], [*Budget\\ mars\\ 2018*], [*Avvikelse*]"
    rows = "[*Kommunen totalt*], [*-37 096*], [*-35 712*], [*-1 384*]"
    (table,) = tables(read(f"{PAGE}#table({layout}, {heads}, {rows})\n{PROSE}", tmp_path))
    assert texts(table)[0] == ("Post", "Utfall mars", "Budget mars 2018", "Avvikelse")


def test_lines_level_with_each_other_are_of_one_row(tmp_path: Path) -> None:
    layout = "stroke: (y: .4pt), columns: (3cm, 2cm, 2cm), align: (left, right + horizon, right + horizon)"
    document = read(f"{PAGE}#table({layout}, [Genomsnittligt meritvärde], [185,7], [227,7])\n{PROSE}", tmp_path)
    assert [texts(table) for table in tables(document)] == [[("Genomsnittligt meritvärde", "185,7", "227,7")]]


def test_bold_years_below_a_total_alone_on_its_page_begin_a_table(tmp_path: Path) -> None:
    layout = "stroke: none, columns: (6cm, 1.8cm, 1.8cm, 1.8cm), align: (left, right, right, right)"
    total = f"#table({layout}, [*Total*], [*3 295*], [*3 298*], [*–3*])"
    rows = "[*Personal*], [*2034*], [*2033*], [Kockar], [263], [278], [Lärare], [648], [818]"
    years = f"#table({layout.replace('(6cm, 1.8cm, ', '(7.8cm, ', 1)}, {rows})"
    found = tables(read(f"{PAGE}{total}#v(-8pt)\n{years}\n{PROSE}", tmp_path))
    assert [texts(table)[0] for table in found] == [("Total", "3 295", "3 298", "–3"), ("Personal", "2034", "2033")]


def test_a_cell_beside_several_rows_is_whole_where_rules_part_those(tmp_path: Path) -> None:
    layout = "stroke: 0.5pt, columns: (2.4cm, 3.5cm, 1.5cm, 1.5cm)"
    first = "table.cell(rowspan: 2)[Antal anställda], [Styrmän], [792], [653], [Lotsar], [846], [704]"
    rows = f"{first}, table.cell(rowspan: 2)[Antal årsarbetare], [Styrmän], [842], [759], [Lotsar], [736], [876]"
    (table,) = tables(read(f"{PAGE}{PROSE}#table({layout}, [], [Grupp], [2010], [2009], {rows})\n{PROSE}", tmp_path))
    assert [row[:2] for row in texts(table)[1:]] == [
        ("Antal anställda", "Styrmän"),
        ("", "Lotsar"),
        ("Antal årsarbetare", "Styrmän"),
        ("", "Lotsar"),
    ]


def test_a_rule_over_a_wrapped_label_ends_no_table(tmp_path: Path) -> None:
    layout = "stroke: none, column-gutter: 4pt, columns: (3cm, 2cm, 2cm), align: right + bottom"
    rule = "table.hline(start: 0, end: 1), table.hline(start: 1, end: 2), table.hline(start: 2, end: 3)"
    first = f"[Avgifter], [63], [77], [Löner], [143], [147], {rule}, [Verksamhetens nettokostnader], [80], [70]"
    rows = f"{first}, [Skatter], [16], [13], {rule}, [Resultat], [64], [57]"
    (table,) = tables(read(f"{PAGE}{PROSE}#table({layout}, [], [Budget], [Utfall], {rows})\n{PROSE}", tmp_path))
    labels = ["Avgifter", "Löner", "Verksamhetens nettokostnader", "Skatter", "Resultat"]
    assert [row[0] for row in texts(table)[1:]] == labels


def test_the_mark_of_a_note_in_spaced_letters_is_whole(tmp_path: Path) -> None:
    mark = "#super(typographic: false, size: 5pt)[2#h(1.2pt))]"
    rows = f"[Avgifter], [63], [14{mark}], [Löner], [143], [147]"
    layout = "stroke: none, columns: (4cm, 2cm, 2cm), align: (left, right, right)"
    (table,) = tables(read(f"{PAGE}{PROSE}#table({layout}, [], [Budget], [Utfall], {rows})\n{PROSE}", tmp_path))
    assert [(cell.text, cell.superscripts) for cell in table.rows[1].cells][2] == ("14", "2)")


def test_an_only_row_is_under_heads_that_are_not_over_its_figures(tmp_path: Path) -> None:
    align = "align: (x, y) => if x == 0 { left } else if y == 0 { center } else { right }"
    layout = f"stroke: none, columns: (6cm, 1.8cm, 1.8cm, 1.8cm), {align}"
    heads = "[*Indikator*], [*Bokslut\\ 2020*], [*Bokslut\\ 2021*], [*Målvärde*]"
    (table,) = tables(read(f"{PAGE}{PROSE}#table({layout}, {heads}, [Nöjda], [73], [-], [53])\n{PROSE}", tmp_path))
    assert texts(table)[1] == ("Nöjda", "73", "-", "53")


def test_drawn_marks_are_symbols_of_their_cell(tmp_path: Path) -> None:
    rows = """[Nöjdhet], [69 %], [#circle(radius: 3pt, fill: green)],
    [Trygghet], [71 %], [#polygon(fill: red, (0pt, 6pt), (3pt, 0pt), (6pt, 6pt))],
    [Hälsa], [5], [#rect(width: 6pt, height: 6pt, fill: yellow, stroke: none)]"""
    layout = "stroke: (x, y) => (bottom: .4pt), columns: (5cm, 2cm, 2cm), align: (left, right, center)"
    (table,) = tables(read(f"{PAGE}#table({layout}, [Mål], [2023], [Status], {rows})\n{PROSE}", tmp_path))
    marks = [[(s.shape, s.colour) for s in row.cells[2].symbols] for row in table.rows]
    assert marks == [[], [("circle", "green")], [("triangle", "red")], [("square", "yellow")]]


def test_footnote_marks_are_not_digits_of_the_number(tmp_path: Path) -> None:
    mark = "#super(typographic: false)"
    rows = f"[Skatt{mark}[1]], [4 983{mark}[2]], [12], [Bidrag], [1 000], [14]"
    layout = "stroke: none, columns: (5cm, 2cm, 2cm), align: (left, right, right)"
    (table,) = tables(read(f"{PAGE}{PROSE}#table({layout}, [Tkr], [2023], [2022], {rows})\n{PROSE}", tmp_path))
    assert [(cell.text, cell.superscripts) for cell in table.rows[1].cells] == [
        ("Skatt", "1"),
        ("4 983", "2"),
        ("12", ""),
    ]


def test_figures_of_a_table_smaller_than_the_text_are_not_footnote_marks(tmp_path: Path) -> None:
    layout = "stroke: none, columns: (4cm, 2cm, 2cm), align: (left, right, right)"
    rows = ", ".join(
        f"[Nämnd {name}], [{value}], [–{value + 1}]" for name, value in zip("ABC", (67, 9, 176), strict=True)
    )
    table = f"#table({layout}, [Mkr], [Bokslut], [Avvikelse], {rows})"
    source = f"{PAGE}{PROSE * 3}#[#set text(size: 7pt)\n{table}]\n{PROSE * 3}"
    (found,) = tables(read(source, tmp_path))
    assert texts(found)[1:] == [("Nämnd A", "67", "–68"), ("Nämnd B", "9", "–10"), ("Nämnd C", "176", "–177")]


def test_every_digit_of_the_page_is_in_a_block(tmp_path: Path) -> None:
    document = read(f"{PAGE}{PROSE}#table(columns: 4, {BODY})\nDnr 2016/289, den 16 mars.", tmp_path)
    (table,) = tables(document)
    rest = [block.text for _, block in document.blocks if not isinstance(block, Table | Furniture)]
    printed = "".join([*rest, *(text for row in texts(table) for text in row)])
    assert sum(character.isdecimal() for character in printed) == document.pages[0].digits


@pytest.mark.parametrize(
    ("keep", "reason"),
    [
        (lambda data: b"", "empty"),
        (lambda data: data[: len(data) // 2], "truncated"),
        (lambda data: b"text", "wrong_format"),
    ],
    ids=["empty", "cut off", "no PDF"],
)
def test_a_damaged_file_says_what_is_wrong(keep: object, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    assert callable(keep)
    path.write_bytes(keep(typst.compile(f"{PAGE}{PROSE}".encode())))
    with pytest.raises(UnreadableReport) as raised:
        read_document(path, "id", path.name)
    assert raised.value.reason == reason
    assert "report.pdf" in raised.value.detail


def test_a_report_of_images_only_asks_for_the_original(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(typst.compile(f"{PAGE}#rect(width: 5cm, height: 5cm, fill: gray)".encode()))
    with pytest.raises(UnreadableReport, match=r"no_text.*OCR"):
        read_document(path, "id", path.name)


def test_tables_close_below_each_other_are_separate(tmp_path: Path) -> None:
    def table(name: str, first: int) -> str:
        return (
            "#table(columns: (5cm, 2cm, 2cm), stroke: none, align: (left, right, right), "
            f"[*{name}*], [*Uppnått*], [*Max*], [Fråga ett], [{first}], [15], [Fråga två], [{first + 1}], [20])\n"
        )

    found = tables(read(f"{PAGE}{table('Demokrati', 5)}{table('Styrning', 7)}", tmp_path))
    assert [texts(one)[0][0] for one in found] == ["Demokrati", "Styrning"]
    assert texts(found[1])[1:] == [("Fråga ett", "7", "15"), ("Fråga två", "8", "20")]


WRAPPED = """[Mått], [2023], [2022], [Andel elever som är behöriga till gymnasiet], [71,2], [69,8],
[Antal platser i förskolan och fritidshemmet], [812], [799], [Utlån], [45], [51],"""


@pytest.mark.parametrize("placed", ["top", "horizon", "bottom"])
def test_values_beside_a_label_that_wraps_as_closely_as_rows(placed: str, tmp_path: Path) -> None:
    align = f"(x, y) => {{ if x == 0 {{ left }} else {{ right + {placed} }} }}"
    layout = f"stroke: none, inset: (y: 1.5pt), columns: (3.2cm, 2cm, 2cm), align: {align}"
    (table,) = tables(read(f"{PAGE}#set par(leading: 3pt)\n{PROSE}#table({layout}, {WRAPPED})", tmp_path))
    assert texts(table)[1:] == [
        ("Andel elever som är behöriga till gymnasiet", "71,2", "69,8"),
        ("Antal platser i förskolan och fritidshemmet", "812", "799"),
        ("Utlån", "45", "51"),
    ]


def test_tables_that_touch_are_two(tmp_path: Path) -> None:
    first = "[*Post*], [*2023*], [*2022*], [Hyror], [1,2], [1,4], [Avgifter], [3,1], [2,9], [*Summa*], [*4,3*], [*4,3*]"
    second = "[*Belopp i tkr*], [*2023*], [*Utfall*], [Lön], [120], [140], [Resor], [31], [29]"
    layout = "align: (left, right, right), stroke: none"
    one = f"#table(columns: (5cm, 2cm, 2cm), {layout}, {first})"
    other = f"#table(columns: (4cm, 3cm, 3cm), {layout}, {second})"
    found = tables(read(f"{PAGE}{PROSE}#set block(spacing: 1pt)\n{one}\n{other}", tmp_path))
    assert [texts(table)[0] for table in found] == [("Post", "2023", "2022"), ("Belopp i tkr", "2023", "Utfall")]
    assert [len(table.rows) for table in found] == [4, 3]


def test_the_last_rule_of_a_table_above_shows_no_columns() -> None:
    cells = ((50, 200), (200, 280), (280, 350))
    own = [Box(x0, y, x1, y) for y in (100.5, 130, 160) for x0, x1 in cells]
    above = [Box(x0, 98.9, x1, 98.9) for x0, x1 in ((50, 240), (240, 350))]
    columns = columns_by_edges(Box(50, 99.5, 350, 160), [], [*above, *own], [])
    assert [(column.x0, column.x1) for column in columns] == list(cells)


NARROW = """[Tkr], table.cell(colspan: 2, align: center)[KOMMUNEN],
table.cell(colspan: 2, align: center)[Samlad verksamhet],
[], [Kost-\\ nader], [Netto], [Kost-\\ nader], [Netto],
[Nämnd Ek/\\ Lund], [18@306], [12@401], [9@115], [8@002], [Nämnd B], [412], [97], [1~204], [-15]"""
NARROW_COLUMNS = "columns: (4cm, 1.4cm, 1.4cm, 1.4cm, 1.4cm), align: (left, right, right, right, right)"
NARROW_ROWS = [
    ("", "Kostnader", "Netto", "Kostnader", "Netto"),
    ("Nämnd Ek/Lund", "18 306", "12 401", "9 115", "8 002"),
    ("Nämnd B", "412", "97", "1 204", "−15"),
]


@pytest.mark.parametrize("rules", ["", ", stroke: none"])
def test_headers_broken_by_hyphens_and_words_over_two_columns(rules: str, tmp_path: Path) -> None:
    source = f"#table({NARROW_COLUMNS}{rules}, {NARROW.replace('@', '~')})"
    (table,) = tables(read(f"{PAGE}{PROSE}{source}\n{PROSE}", tmp_path))
    over = [(cell.text, cell.column_span) for cell in table.rows[0].cells if cell.text]
    assert over == [("Tkr", 1), ("KOMMUNEN", 2), ("Samlad verksamhet", 2)]
    assert [tuple(text.replace("\u00a0", " ") for text in row) for row in texts(table)[1:]] == NARROW_ROWS


def test_numbers_broken_in_drawn_cells_are_joined(tmp_path: Path) -> None:
    source = f"#table({NARROW_COLUMNS}, {NARROW.replace('@', chr(92) + ' ')})"
    (table,) = tables(read(f"{PAGE}{PROSE}{source}\n{PROSE}", tmp_path))
    assert [tuple(text.replace("\u00a0", " ") for text in row) for row in texts(table)[1:]] == NARROW_ROWS


def test_numbers_broken_around_their_label_are_joined(tmp_path: Path) -> None:
    columns = "columns: (4cm, 1.4cm, 1.4cm), align: (left + horizon, right + horizon, right + horizon), stroke: none"
    cells = "[], [2023], [2022], [Nämnd A], [96], [87], [Nämnd B], [18\\ 306], [802], [Nämnd C], [412], [377]"
    (table,) = tables(read(f"{PAGE}{PROSE}#table({columns}, {cells})\n{PROSE}", tmp_path))
    assert texts(table)[1:] == [("Nämnd A", "96", "87"), ("Nämnd B", "18 306", "802"), ("Nämnd C", "412", "377")]


def test_the_last_line_of_a_title_may_end_in_a_full_stop(tmp_path: Path) -> None:
    title = "#text(weight: 700)[Kostnader för hamnar och fyrar 2031. Kronor per\\ invånare.]"
    document = read(f"{PAGE}{PROSE}\n\n{title}\n\n{PROSE}", tmp_path)
    headings = [block.text for _, block in document.blocks if isinstance(block, Heading)]
    assert headings == ["Kostnader för hamnar och fyrar 2031. Kronor per invånare."]


def upper_heads(source: str, folder: Path) -> list[tuple[str, int]]:
    """The texts in the first row of the one table that Typst makes of a source, and the columns that each is over."""
    (table,) = tables(read(f"{PAGE}{PROSE}{source}\n{PROSE}", folder))
    return [(cell.text, cell.column_span) for cell in table.rows[0].cells if cell.text]


def test_a_heading_over_two_columns_is_wrapped(tmp_path: Path) -> None:
    columns = "columns: (4cm, 1.4cm, 1.4cm, 1.4cm, 1.4cm), stroke: none, align: (left, right, right, right, right)"
    over = "table.cell(colspan: 2, align: center + bottom)"
    cells = f"[Tkr], {over}[Kommunen], {over}[Sammanställd\\ redovisning], [], [2023], [2022], [2023], [2022]"
    cells += ", [Mark], [96], [87], [102], [98], [Maskiner], [412], [377], [440], [401]"
    printed = upper_heads(f"#table({columns}, {cells})", tmp_path)
    assert printed == [("Tkr", 1), ("Kommunen", 2), ("Sammanställd redovisning", 2)]


def test_numbers_with_room_beside_each_other_are_two_rows(tmp_path: Path) -> None:
    columns = "columns: (6cm, 4cm, 4cm), align: (left, right, right), stroke: none"
    rules = (
        "table.hline(), [Lotsar], [634], [753], [Fyrvaktare], [931], [753], table.hline(), [Summa], [1 565], [1 506]"
    )
    (table,) = tables(
        read(f"{PAGE}{PROSE}#table({columns}, [], [2013], [2014], {rules}, table.hline())\n{PROSE}", tmp_path)
    )
    assert [row[0] for row in texts(table)[1:]] == ["Lotsar", "Fyrvaktare", "Summa"]


def test_a_bullet_before_a_label_is_no_list(tmp_path: Path) -> None:
    rows = "[• Utsättningar], [72], [59], [• Kontroller], [157], [106]"
    source = f"#table(columns: 3, [Mått], [2023], [2024], {rows})"
    document = read(f"{PAGE}{PROSE}{source}\n{PROSE}", tmp_path)
    (found,) = read_tables(document, ReportContext(2024, False)).tables
    assert {row.label for row in found.figure_rows} == {"• Utsättningar", "• Kontroller"}


def test_dates_that_narrow_cells_broke_over_lines_are_heads(tmp_path: Path) -> None:
    columns = "columns: (6cm, 2cm, 2cm), align: (left, right, right), stroke: none"
    dates = "[(tkr)], [31\\ december\\ 2023], [30\\ november\\ 2024]"
    rows = "[Kajer], [1 886,8], [1 580,6], [Fyrar], [4 590,5], [4 100,0], [Summa], [6 477,3], [5 680,6]"
    (table,) = tables(read(f"{PAGE}{PROSE}#table({columns}, {dates}, {rows})\n{PROSE}", tmp_path))
    assert texts(table)[0] == ("(tkr)", "31 december 2023", "30 november 2024")


def test_dates_broken_after_their_day_are_heads_beside_whole_ones(tmp_path: Path) -> None:
    columns = "columns: (6cm, 2.3cm, 2.3cm, 2.3cm, 2.3cm), align: right + bottom, stroke: none"
    over = "[], table.cell(colspan: 2, align: center)[Kommunen], table.cell(colspan: 2, align: center)[Koncernen]"
    pair = "[28 februari\\ 2024], [31\\ december\\ 2023]"
    rows = (
        "[Kajer], [186], [158], [206], [179], [Fyrar], [459], [410], [511], [498], [Summa], [645], [568], [717], [677]"
    )
    (table,) = tables(read(f"{PAGE}{PROSE}#table({columns}, {over}, [], {pair}, {pair}, {rows})\n{PROSE}", tmp_path))
    assert texts(table)[1] == ("", *("28 februari 2024", "31 december 2023") * 2)


def test_a_rule_below_two_heads_shows_the_columns_of_neither(tmp_path: Path) -> None:
    over = "[], [], table.cell(colspan: 3)[2024], table.cell(colspan: 3)[2023], table.hline(start: 2)"
    heads = "[Kod], [Grupp], [Kvinnor], [Män], [Totalt], [Kvinnor], [Män], [Totalt], table.hline()"
    rows = "[12], [Lotsar], [1], [2], [3], [4], [5], [9], [13], [Styrmän], [7], [8], [15], [9], [9], [18]"
    columns = "columns: (1cm, 3cm, 1.8cm, 1.8cm, 1.8cm, 1.8cm, 1.8cm, 1.8cm), align: center, stroke: none"
    assert upper_heads(f"#table({columns}, {over}, {heads}, {rows})", tmp_path) == [("2024", 3), ("2023", 3)]


def test_years_after_their_word_begin_a_next_table(tmp_path: Path) -> None:
    columns = "columns: (6cm, 3cm, 3cm), align: (left, right, right), stroke: none"
    first = f"#table({columns}, [Mått], [Hamnen 2024], [Riket 2024], [Drift], [494], [539], [Netto], [470], [520])"
    second = f"#table({columns}, [Besök], [År 2023], [År 2024], [Antal besök], [190], [177], [Antal båtar], [15], [13])"
    found = tables(read(f"{PAGE}{PROSE}{first}\n{second}\n{PROSE}", tmp_path))
    assert [texts(table)[0] for table in found] == [
        ("Mått", "Hamnen 2024", "Riket 2024"),
        ("Besök", "År 2023", "År 2024"),
    ]


def test_heads_over_one_and_over_several_columns_share_them_out(tmp_path: Path) -> None:
    columns = "columns: (6cm, 1.8cm, 1.8cm, 2cm, 1.9cm), align: right, stroke: none"
    over = "[], table.cell(colspan: 3, align: left)[Jan–apr], [Helår]"
    rows = (
        "[Kajer], [0,3], [0,2], [0,1], [0,8], [Fyrar], [1,3], [1,2], [0,1], [3,8], [Summa], [1,6], [1,4], [0,2], [4,6]"
    )
    source = f"#table({columns}, {over}, [(tkr)], [Utfall], [Budget], [Avvikelse], [Prognos], {rows})"
    assert upper_heads(source, tmp_path) == [("Jan–apr", 3), ("Helår", 1)]


def test_a_minus_under_a_head_of_several_columns_is_the_sign_of_its_number(tmp_path: Path) -> None:
    columns = "columns: (5cm, 2cm, 2cm, 2.6cm, 2cm), align: right, stroke: none"
    over = "[], table.cell(colspan: 3, align: center)[Januari till juli], [Helår]"
    minus = "[− #h(1fr) 485]"
    rows = f"[Kaj], [13], [139], [126], [184], [Fyrar], [437], [952], {minus}, [163], [Bojar], [5], [490], {minus}, [9]"
    source = f"#table({columns}, {over}, [Post], [Utfall], [Budget], [Avvik.], [Prognos], {rows})"
    (table,) = tables(read(f"{PAGE}{PROSE}{source}\n{PROSE}", tmp_path))
    assert [row[3] for row in texts(table)[2:]] == ["126", "− 485", "− 485"]


def test_dates_of_heads_that_are_cut_into_many_lines_are_no_rows(tmp_path: Path) -> None:
    columns = "columns: (6cm, 2cm, 2cm, 2cm), align: right, stroke: none"
    heads = "[Post], [Ram\\ helår\\ 2021], [Utfall\\ per 31\\ augusti\\ 2021], [Ram per\\ 31\\ augusti\\ 2021]"
    rows = "[Kajer], [198], [139], [175], [Fyrar], [36 901], [27 826], [25 963], [Summa], [37 099], [27 965], [26 138]"
    (table,) = tables(read(f"{PAGE}{PROSE}#table({columns}, {heads}, {rows})\n{PROSE}", tmp_path))
    assert texts(table)[0] == ("Post", "Ram helår 2021", "Utfall per 31 augusti 2021", "Ram per 31 augusti 2021")


def test_parts_of_the_year_are_above_heads_of_several_lines(tmp_path: Path) -> None:
    columns = "columns: (5cm, 1.8cm, 1.8cm, 2cm, 1.9cm, 1.9cm), align: right, stroke: none"
    over = "[], table.cell(colspan: 4, align: center)[Perioden], [Helår 2021]"
    heads = "[Post], [Utfall], [Budget], [Avvikelse], [Utfall\\ fg. år], [Prognos]"
    rows = (
        "[Kajer], [3], [2], [1], [4], [8], [Fyrar], [13], [12], [1], [11], [38], [Summa], [16], [14], [2], [15], [46]"
    )
    source = f"#table({columns}, {over}, {heads}, {rows})"
    assert upper_heads(source, tmp_path) == [("Perioden", 4), ("Helår 2021", 1)]


def test_dates_close_beside_each_other_are_each_of_a_column(tmp_path: Path) -> None:
    columns = "columns: (6cm, 2.1cm, 2.1cm, 2.1cm, 2.1cm), inset: (x: 1.5pt, y: 4pt), align: right, stroke: none"
    over = "[], table.cell(colspan: 2)[KOMMUN], table.cell(colspan: 2)[KONCERN]"
    dates = "[Mkr], [2017-12-31], [2018-08-31], [2017-12-31], [2018-08-31]"
    rows = "[Mark], [78,6], [71,2], [99,1], [98,4], [Skog], [8,6], [7,2], [9,1], [9,4]"
    (table,) = tables(read(f"{PAGE}{PROSE}#table({columns}, {over}, {dates}, {rows})\n{PROSE}", tmp_path))
    assert texts(table)[1][1:] == ("2017-12-31", "2018-08-31", "2017-12-31", "2018-08-31")
