"""Minus signs at the left edge of their cells, and dashes that are missing values."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from dagster_project.reading.read import read_content
from dagster_project.reading.sources.pdf.reader import read_pdf

PAGE = '#set page(paper: "a4", margin: 2cm)\n#set text(size: 9pt)\n#lorem(40)\n\n'
HEADS = ("Tkr", "Utfall", "Budget", "Avvikelse")
WIDTHS = "(4cm, 2.5cm, 2.5cm, 2.5cm)"
RIGHT, LEFT = "if y == 0 { right } else { right }", "if y == 0 { left } else { right }"
LAYOUTS = [
    ("stroke: none", RIGHT),
    ("stroke: none", LEFT),
    ("stroke: 0.5pt", RIGHT),
    ("stroke: (x, y) => (bottom: .4pt)", RIGHT),
    ("stroke: none, fill: (x, y) => if calc.odd(y) { silver } else { white }", LEFT),
]


def values(
    folder: Path, rows: str, layout: tuple[str, str], widths: str = WIDTHS, heads: tuple[str, ...] = HEADS
) -> list[str]:
    """The values read from a table, or "missing"; its columns have the given heads."""
    stroke, align = layout
    table = f"columns: {widths}, {stroke}, align: (x, y) => if x == 0 {{ left }} else {{ {align} }}"
    path = folder / "rapport.pdf"
    path.write_bytes(
        typst.compile(f"{PAGE}#table({table}, {', '.join(f'[{head}]' for head in heads)}, {rows})\n#lorem(30)".encode())
    )
    figures = read_content(read_pdf(path, "id", path.name)).figures
    assert [figure.column_label for figure in figures[:3]] == [*heads[1:]]
    return [str(figure.value) if figure.value is not None else "missing" for figure in figures]


def signed(*cells: str) -> str:
    """A row whose negative numbers have their sign at the left edge."""
    label, *numbers = cells
    spread = [f"[\\-#h(1fr){number[1:]}]" if number.startswith("-") else f"[{number}]" for number in numbers]
    return ", ".join([f"[{label}]", *spread])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_sign_at_the_edge_of_its_cell_belongs_to_the_number(layout: tuple[str, str], tmp_path: Path) -> None:
    rows = [
        ("Gator", "5 000", "5 300", "-300"),
        ("Parker", "-4 100", "-3 900", "-200"),
        ("Hus", "1 000", "-1 200", "2"),
    ]
    printed = ", ".join(signed(*row) for row in rows)
    read = values(tmp_path, printed, layout)
    assert read == [cell.replace(" ", "") for row in rows for cell in row[1:]]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_column_of_negative_numbers_alone(layout: tuple[str, str], tmp_path: Path) -> None:
    rows = [("Gator", "-5 000", "-5 300", "300"), ("Parker", "-4 100", "-3 900", "200")]
    printed = ", ".join(signed(*row) for row in rows)
    assert values(tmp_path, printed, layout) == ["-5000", "-5300", "300", "-4100", "-3900", "200"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_dash_where_numbers_are_is_a_missing_value(layout: tuple[str, str], tmp_path: Path) -> None:
    rows = "[Gator], [5 000], [–], [300], [Parker], [–], [3 900], [200], [Hus], [10], [20], [–]"
    read = values(tmp_path, rows, layout)
    assert read == ["5000", "missing", "300", "missing", "3900", "200", "10", "20", "missing"]


def test_a_column_of_dashes_under_a_head_of_its_own_is_missing(tmp_path: Path) -> None:
    rows = "[Gator], [–], [5 000], [300], [Parker], [–], [3 900], [200]"
    read = values(tmp_path, rows, ("stroke: none", RIGHT))
    assert read == ["missing", "5000", "300", "missing", "3900", "200"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_missing_value_in_a_column_of_detached_signs(layout: tuple[str, str], tmp_path: Path) -> None:
    rows = [("Gator", "-5 000", "-5 300", "300"), ("Parker", "-", "-3 900", "200"), ("Hus", "-70", "-20", "5")]
    printed = ", ".join(signed(*row).replace(r"\-#h(1fr),", "-,").replace(r"\-#h(1fr)]", "-]") for row in rows)
    read = values(tmp_path, printed, layout)
    assert read == ["-5000", "-5300", "300", "missing", "-3900", "200", "-70", "-20", "5"]


def test_heads_as_wide_as_their_cells_are_over_signs_and_digits(tmp_path: Path) -> None:
    heads = ("Tkr", "Nettokostnad 2023", "Utfall 2022", "Avvikelse")
    rows = [("Gator", "-5 000", "-5 300", "300"), ("Parker", "-4 100", "-3 900", "-200")]
    printed = ", ".join(signed(*row) for row in rows)
    read = values(tmp_path, printed, ("stroke: none", RIGHT), "(4cm, 2.1cm, 2.1cm, 2.1cm)", heads)
    assert read == ["-5000", "-5300", "300", "-4100", "-3900", "-200"]


def test_a_dash_right_of_a_head_in_the_middle_is_missing(tmp_path: Path) -> None:
    rows = "[Gator], [73], [–], [53], [Parker], [21], [–], [67]"
    read = values(tmp_path, rows, ("stroke: none", "if y == 0 { center } else { right }"))
    assert read == ["73", "missing", "53", "21", "missing", "67"]
