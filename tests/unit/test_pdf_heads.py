"""Column heads of PDF tables: words on several lines of a cell, centred over columns, and over several of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from dagster_project.reading.read import read_content
from dagster_project.reading.sources.pdf.reader import read_pdf

PAGE = '#set page(paper: "a4", margin: 2cm)\n#set text(size: 9pt, lang: "sv", hyphenate: false)\n'
PROSE = "#lorem(40)\n\n"
COLUMNS = "columns: (2.6cm, 1.5cm, 1.5cm, 1.5cm, 1.5cm, 1.6cm, 1.6cm, 1.5cm)"
ROWS = """[Intäkter], [12,6], [14,7], [2,1], [11,3], [53,3], [46,8], [6,5],
[Kostnader], [21,5], [19,1], [2,4], [18,1], [80,7], [79,1], [1,6],
[Resultat], [8,9], [4,4], [4,5], [6,8], [27,4], [32,3], [4,9]"""
TWO_LINES = """[Mnkr], table.cell(colspan: 4)[Delår], table.cell(colspan: 3)[Helår],
[], [Utfall], [Budget], [Avvik\\ else], [Utfall\\ fg år], [Prog\\ nos], [Fg\\ prognos], [Budgetav\\ vikelse]"""
LABELS = [
    "Delår > Utfall",
    "Delår > Budget",
    "Delår > Avvikelse",
    "Delår > Utfall fg år",
    "Helår > Prognos",
    "Helår > Fg prognos",
    "Helår > Budgetavvikelse",
]
OVER_ROWS = """table.cell(rowspan: 2)[Mnkr], table.cell(colspan: 3)[Delår], table.cell(rowspan: 2)[Utfall\\ fg år],
table.cell(colspan: 2)[Helår], table.cell(rowspan: 2)[Avvik\\ else],
[Utfall], [Budget], [Avvik\\ else], [Prog\\ nos], [Fg\\ prognos]"""
LABELS_OVER_ROWS = [
    "Delår > Utfall",
    "Delår > Budget",
    "Delår > Avvikelse",
    "Utfall fg år",
    "Helår > Prognos",
    "Helår > Fg prognos",
    "Avvikelse",
]
RULED, UNRULED = "stroke: 0.5pt", "stroke: none"
SHADED = "stroke: none, fill: (x, y) => if y <= 1 { silver } else { white }"
MIDDLE = "align: (x, y) => if x == 0 { left } else if y <= 1 { center + horizon } else { right }"
BOTTOM = "align: (x, y) => if x == 0 { left } else { right + bottom }"


def column_labels(source: str, folder: Path) -> list[str]:
    path = folder / "report.pdf"
    path.write_bytes(typst.compile(f"{PAGE}{PROSE}{source}\n{PROSE}".encode()))
    figures = read_content(read_pdf(path, "id", path.name)).figures
    assert [figure.value_as_printed for figure in figures[:7]] == ["12,6", "14,7", "2,1", "11,3", "53,3", "46,8", "6,5"]
    assert len(figures) == 21
    return [figure.column_label for figure in figures[:7]]


@pytest.mark.parametrize(
    "layout",
    [
        f"{RULED}, {MIDDLE}",
        f"{RULED}, {BOTTOM}",
        f"{RULED}, align: left",
        f"{UNRULED}, {MIDDLE}",
        f"{SHADED}, {MIDDLE}",
    ],
)
def test_heads_on_two_lines_of_their_cells_are_one_level(layout: str, tmp_path: Path) -> None:
    assert column_labels(f"#table({COLUMNS}, {layout}, {TWO_LINES}, {ROWS})", tmp_path) == LABELS


@pytest.mark.parametrize("layout", [f"{RULED}, {MIDDLE}", f"{RULED}, align: left", f"{SHADED}, {MIDDLE}"])
def test_heads_beside_two_levels_go_over_both(layout: str, tmp_path: Path) -> None:
    assert column_labels(f"#table({COLUMNS}, {layout}, {OVER_ROWS}, {ROWS})", tmp_path) == LABELS_OVER_ROWS


@pytest.mark.parametrize("cell", ['rgb("#dddddd")', "none"])
def test_fills_behind_paragraphs_are_no_rules_between_lines(cell: str, tmp_path: Path) -> None:
    paragraph = '#let p(line) = block(width: 100%, inset: (y: 1pt), fill: rgb("#e5e5e5"), spacing: 0pt, line)\n'
    heads = "[#p[Avvik]#p[else]], [#p[Utfall]#p[fg år]], [#p[Prognos]], [#p[Fg]#p[prognos]], [#p[Budgetav]#p[vikelse]]"
    header = f"""[#p[Mnkr]], table.cell(colspan: 4)[#p[Delår]], table.cell(colspan: 3)[#p[Helår]],
    [], [#p[Utfall]], [#p[Budget]], {heads}"""
    layout = f"{COLUMNS}, {RULED}, {MIDDLE}, fill: (x, y) => if y <= 1 {{ {cell} }} else {{ white }}"
    assert column_labels(f"{paragraph}#table({layout}, {header}, {ROWS})", tmp_path) == LABELS


NUMBERS_RIGHT = "align: (x, y) => if x == 0 {{ left }} else if y < {lines} {{ {heads} }} else {{ right }}"


def first_labels(folder: Path, columns: str, style: str, heads: str, rows: str) -> list[str]:
    """The column labels of the figures of a table's two rows, which are alike."""
    path = folder / "report.pdf"
    path.write_bytes(typst.compile(f"{PAGE}{PROSE}#table(columns: {columns}, {style}, {heads}, {rows})".encode()))
    labels = [figure.column_label for figure in read_content(read_pdf(path, "id", path.name)).figures]
    half = len(labels) // 2
    assert labels[:half] == labels[half:]
    return labels[:half]


def test_heads_centred_over_the_gap_between_short_years_span_both(tmp_path: Path) -> None:
    style = f"{UNRULED}, {NUMBERS_RIGHT.format(lines=2, heads='center')}"
    heads = """[], [], table.cell(colspan: 2)[Kommunen], table.cell(colspan: 2)[Kommunala koncernen],
    [Tkr], [Not], [2018], [2019], [2018], [2019]"""
    rows = "[Räntor], [1], [1 792], [1 504], [2 355], [2 220], [Hyror], [2, 3], [792], [504], [355], [220]"
    labels = ["Kommunen > 2018", "Kommunen > 2019", "Kommunala koncernen > 2018", "Kommunala koncernen > 2019"]
    assert first_labels(tmp_path, "(4cm, 2cm, 2.8cm, 2.8cm, 2.8cm, 2.8cm)", style, heads, rows) == labels


def test_a_period_over_two_columns_is_not_cut_between_its_words(tmp_path: Path) -> None:
    striped = "stroke: none, fill: (x, y) => if calc.even(y) { silver } else { white }"
    style = f"{striped}, {NUMBERS_RIGHT.format(lines=1, heads='center')}"
    heads = """[Tkr], table.cell(colspan: 2)[Helår 2025], table.cell(colspan: 2)[Jan–aug 2025],
    [], [Prognos], [Budget], [Utfall], [Budget]"""
    rows = "[Räntor], [1 792], [1 504], [2 355], [2 220], [Hyror], [792], [504], [355], [220]"
    labels = ["Helår 2025 > Prognos", "Helår 2025 > Budget", "Jan–aug 2025 > Utfall", "Jan–aug 2025 > Budget"]
    assert first_labels(tmp_path, "(4cm, 2.2cm, 2.2cm, 2.2cm, 2.2cm)", style, heads, rows) == labels


def test_heads_that_leave_their_cells_and_touch_are_parted(tmp_path: Path) -> None:
    style = f"{RULED}, inset: (x: 2pt, y: 3pt), {NUMBERS_RIGHT.format(lines=1, heads='left')}"
    heads = "[Tkr], box(width: 0pt)[#box[Kommunbidrag]], [Helårsprognos], [Utfall]"
    rows = "[Räntor], [1 792], [1 504], [2 355], [Hyror], [792], [504], [355]"
    labels = ["Kommunbidrag", "Helårsprognos", "Utfall"]
    assert first_labels(tmp_path, "(4cm, 2cm, 2cm, 2cm)", style, heads, rows) == labels
