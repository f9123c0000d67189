"""Numbers of tables that no rule reads are unread in every format, and only those."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest
import typst

from dagster_project.reading.read import read_report
from dagster_project.reading.records import Reading
from dagster_project.terms import NumberRole, Unit

Rows = Sequence[Sequence[str]]
HEAD = ("Tkr", "Utfall 2021", "Budget 2022", "Utfall 2022")
ROWS = (
    ("Löner", "4 000", "4 200", "4 300"),
    ("Hyror", "1 000", "1 100", "1 200"),
    ("Summa", "5 000", "5 300", "5 500"),
)
PAGE = '#set page(paper: "a4", margin: 2cm)\n#set text(size: 9pt, hyphenate: false)\n#lorem(40)\n\n'


def pdf(folder: Path, rows: Rows, stroke: str) -> Path:
    cells = ", ".join(f"[{cell}]" for row in rows for cell in row)
    columns = ", ".join(["4cm", *["2.4cm"] * (len(rows[0]) - 1)])
    layout = f"columns: ({columns}), stroke: {stroke}, align: (x, y) => if x == 0 {{ left }} else {{ right }}"
    path = folder / "rapport.pdf"
    path.write_bytes(typst.compile(f"{PAGE}#table({layout}, {cells})\n#lorem(30)".encode()))
    return path


def ruled(folder: Path, rows: Rows) -> Path:
    return pdf(folder, rows, "0.5pt")


def unruled(folder: Path, rows: Rows) -> Path:
    return pdf(folder, rows, "none")


def html(folder: Path, rows: Rows) -> Path:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    path = folder / "rapport.html"
    path.write_text(f"<html><body><h1>Ekonomi</h1><table>{lines}</table></body></html>", encoding="utf-8")
    return path


def word(folder: Path, rows: Rows) -> Path:
    document = docx.Document()
    document.add_heading("Ekonomi", 1)
    table = document.add_table(len(rows), len(rows[0]))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    path = folder / "rapport.docx"
    document.save(str(path))
    return path


def text(folder: Path, lines: Sequence[str]) -> Path:
    path = folder / "rapport.txt"
    path.write_text("\n".join(["Ekonomi", "", *lines, "", "Text efter tabellen."]), encoding="utf-8")
    return path


def aligned(folder: Path, rows: Rows) -> Path:
    widths = [max(map(len, column)) + 4 for column in zip(*rows, strict=True)]
    return text(
        folder,
        [row[0].ljust(widths[0]) + "".join(map(str.rjust, row[1:], widths[1:])) for row in rows],
    )


def spaced(folder: Path, rows: Rows) -> Path:
    return text(folder, [" ".join(row) for row in rows])


def tabbed(folder: Path, rows: Rows) -> Path:
    return text(folder, ["\t".join(row) for row in rows])


def celled(folder: Path, rows: Rows) -> Path:
    return text(folder, [cell for row in rows for cell in row])


FORMATS = [ruled, unruled, html, word]
ALL_FORMATS = [*FORMATS, aligned, spaced, tabbed, celled]
Written = Callable[[Path, Rows], Path]


def read(path: Path) -> Reading:
    return read_report(path, "d", path.name)


def tokens(reading: Reading, role: NumberRole) -> list[str]:
    return [number.token for number in reading.numbers if number.role is role]


@pytest.mark.parametrize("cells", [("12–13", "14–15", "15–16"), ("24 av 30", "–", "26 av 30"), ("ca 5–6 %", "7", "8")])
@pytest.mark.parametrize("written", FORMATS)
def test_a_first_row_of_ranges_is_no_header(written: Written, cells: tuple[str, ...], tmp_path: Path) -> None:
    reading = read(written(tmp_path, [HEAD, ("Elever per klass", *cells), *ROWS]))
    assert {figure.column_label for figure in reading.figures} == set(HEAD[1:])
    values = [figure.value_as_printed for figure in reading.figures if figure.row_label != "Elever per klass"]
    assert values == [cell for row in ROWS for cell in row[1:]]
    assert tokens(reading, NumberRole.UNREAD) == [
        digits for cell in cells if len(parts := "".join(c if c.isdigit() else " " for c in cell).split()) > 1
        for digits in parts
    ]  # fmt: skip
    assert reading.document.share_read is not None
    assert reading.document.share_read < 1


@pytest.mark.parametrize("at", [0, 2])
@pytest.mark.parametrize(
    ("cells", "values", "unit"),
    [
        (("3,2 ‰", "3,4 ‰", "3‰"), ("3.2", "3.4", "3"), Unit.PER_1000),
        (("1,234.5", "1,345.6", "(456.7)"), ("1234.5", "1345.6", "-456.7"), Unit.COUNT),
        (("(1,234.5)", "1,345.6", "-1,456.7"), ("-1234.5", "1345.6", "-1456.7"), Unit.COUNT),
        (("1'234", "1’345", "-1'456"), ("1234", "1345", "-1456"), Unit.COUNT),
        (("1'234.50", "1'345'000", "(1'456)"), ("1234.50", "1345000", "-1456"), Unit.COUNT),
    ],
)
@pytest.mark.parametrize("written", ALL_FORMATS)
def test_foreign_numbers_and_per_mille_are_figures_in_every_row(
    written: Written, cells: tuple[str, ...], values: tuple[str, ...], unit: Unit, at: int, tmp_path: Path
) -> None:
    rows = [HEAD, *ROWS[:at], ("Antal platser", *cells), *ROWS[at:]]
    reading = read(written(tmp_path, rows))
    assert [figure.column_label for figure in reading.figures[:3]] == list(HEAD[1:])
    own = [figure for figure in reading.figures if figure.row_label == "Antal platser"]
    assert [(str(figure.value), figure.unit) for figure in own] == [(value, unit) for value in values]
    others = [figure.value_as_printed for figure in reading.figures if figure.row_label != "Antal platser"]
    assert others == [cell for row in ROWS for cell in row[1:]]
    assert not tokens(reading, NumberRole.UNREAD)


@pytest.mark.parametrize("at", [0, 2])
@pytest.mark.parametrize(
    "cells",
    [
        ("5-7", "6-8", "7-9"),
        ("5–7 %", "6–8 %", "7–9 %"),
        ("0,5–0,7 ‰", "0,6–0,8 ‰", "0,7–0,9 ‰"),
        ("5 – 7", "6 till 8", "ca 7–9"),
        ("1 000–1 200 kr", "1 100–1 300 kr", "1 200–1 400 kr"),
    ],
)
@pytest.mark.parametrize("written", [*FORMATS, aligned, tabbed, celled])
def test_ranges_are_unread_in_every_row(written: Written, cells: tuple[str, ...], at: int, tmp_path: Path) -> None:
    rows = [HEAD, *ROWS[:at], ("Antal platser", *cells), *ROWS[at:]]
    reading = read(written(tmp_path, rows))
    assert [figure.column_label for figure in reading.figures[:3]] == list(HEAD[1:])
    assert [figure.value_as_printed for figure in reading.figures] == [cell for row in ROWS for cell in row[1:]]
    digits = "".join(tokens(reading, NumberRole.UNREAD))
    assert re.sub(r"\D", "", digits) == re.sub(r"\D", "", "".join(cells))


@pytest.mark.parametrize(
    "cells",
    [
        ("5-7", "6-8", "7-9"),
        ("5–7 %", "6–8 %", "7–9 %"),
        ("3,2 procent", "3,4 procent", "3 procent"),
        ("ca 5", "ca 6–7 %", "minst 8"),
        ("24 av 30", "25 av 30", "26 till 30"),
    ],
)
def test_what_a_row_of_words_and_blanks_hides_is_unread(cells: tuple[str, ...], tmp_path: Path) -> None:
    """Where blanks alone part cells, their words make them one with the label."""
    reading = read(spaced(tmp_path, [HEAD, ("Antal platser", *cells), *ROWS]))
    assert [figure.value_as_printed for figure in reading.figures] == [cell for row in ROWS for cell in row[1:]]
    assert re.sub(r"\D", "", "".join(tokens(reading, NumberRole.UNREAD))) == re.sub(r"\D", "", "".join(cells))


@pytest.mark.parametrize("written", ALL_FORMATS)
def test_three_decimals_are_swedish_unless_the_table_is_english(written: Written, tmp_path: Path) -> None:
    reading = read(written(tmp_path, [HEAD, ("Index", "1,234", "1,345", "1,456"), *ROWS]))
    assert [str(figure.value) for figure in reading.figures[:3]] == ["1.234", "1.345", "1.456"]


@pytest.mark.parametrize("cells", [("5-7", "6-8", "7-9", "8-10"), ("5–7 %", "6–8 %", "7–9 %", "8–10 %")])
@pytest.mark.parametrize("written", [*FORMATS, aligned, tabbed, celled])
def test_a_first_row_of_ranges_under_two_rows_of_heads_is_none_of_them(
    written: Written, cells: tuple[str, ...], tmp_path: Path
) -> None:
    heads = [("Tkr", "2021", "2021", "2022", "2022"), ("", "Utfall", "Budget", "Utfall", "Budget")]
    rows = [("Löner", "4 000", "4 200", "4 300", "4 400"), ("Hyror", "1 000", "1 100", "1 200", "1 300")]
    reading = read(written(tmp_path, [*heads, ("Antal platser", *cells), *rows]))
    assert [figure.column_label.split()[-1] for figure in reading.figures[:4]] == list(heads[1][1:])
    assert [figure.value_as_printed for figure in reading.figures] == [cell for row in rows for cell in row[1:]]
    assert len(tokens(reading, NumberRole.UNREAD)) == 8


@pytest.mark.parametrize("written", [html, word, tabbed])
def test_ages_that_come_again_below_heads_are_a_header(written: Written, tmp_path: Path) -> None:
    heads = [("", "Kvinnor", "Män", "Kvinnor", "Män"), ("Ålder", "0–29", "0–29", "30–49", "30–49")]
    rows = [("Bofasta", "12", "13", "14", "15"), ("Övriga", "2", "3", "4", "5")]
    reading = read(written(tmp_path, [*heads, *rows]))
    assert [figure.value_as_printed for figure in reading.figures] == [cell for row in rows for cell in row[1:]]
    assert not tokens(reading, NumberRole.UNREAD)


@pytest.mark.parametrize("written", FORMATS)
def test_ages_over_figures_are_a_header(written: Written, tmp_path: Path) -> None:
    reading = read(
        written(tmp_path, [("Ålder", "0–29", "30–49", "50–69"), ("Kvinnor", "12", "13", "14"), ("Män", "2", "3", "4")])
    )
    assert [figure.column_label for figure in reading.figures[:3]] == ["0–29", "30–49", "50–69"]
    assert not tokens(reading, NumberRole.UNREAD)


@pytest.mark.parametrize("written", FORMATS)
def test_a_table_in_english_is_read_as_such(written: Written, tmp_path: Path) -> None:
    rows = [("SEK thousand", "Utfall 2021", "Utfall 2022"), ("Sales", "1,234.5", "1,345"), ("Costs", "567.8", "2,001")]
    reading = read(written(tmp_path, rows))
    assert [str(figure.value) for figure in reading.figures] == ["1234.5", "1345", "567.8", "2001"]
    assert [figure.value_as_printed for figure in reading.figures] == ["1,234.5", "1,345", "567.8", "2,001"]


def test_what_both_notations_allow_is_unread_in_a_table_with_both(tmp_path: Path) -> None:
    rows = [("Tkr", "Utfall 2021", "Utfall 2022"), ("Sales", "1,234.5", "1,345"), ("Costs", "5 000", "5 200")]
    reading = read(html(tmp_path, rows))
    assert [figure.value_as_printed for figure in reading.figures if figure.value is None] == ["1,345"]
    assert tokens(reading, NumberRole.UNREAD) == ["1,345"]


@pytest.mark.parametrize("head", ["Not", "Noter", ""])
@pytest.mark.parametrize("written", FORMATS)
def test_numbers_of_notes_are_identifiers(written: Written, head: str, tmp_path: Path) -> None:
    rows = [
        ("Mnkr", head, "2022", "2021"),
        ("Mark", "12, 25", "7,2", "8,1"),
        ("Maskiner", "13", "2,0", "2,5"),
        ("Lager", "14–15", "1,1", "0,9"),
        ("Summa", "", "10,3", "11,5"),
    ]
    reading = read(written(tmp_path, rows))
    assert tokens(reading, NumberRole.IDENTIFIER) == ["12", "25", "13", "14", "15"]
    assert [figure.value_as_printed for figure in reading.figures] == [cell for row in rows[1:] for cell in row[2:]]


@pytest.mark.parametrize("written", FORMATS)
def test_blank_cells_do_not_end_a_table(written: Written, tmp_path: Path) -> None:
    rows = [HEAD, ("Skola", "10", "", ""), ("", "", "", ""), ("Kultur", "", "7", ""), ("Teknik", "", "", ""), *ROWS]
    reading = read(written(tmp_path, rows))
    values = [figure.value_as_printed for figure in reading.figures if figure.value is not None]
    assert values == ["10", "7", *(cell for row in ROWS for cell in row[1:])]
    assert {figure.table_number for figure in reading.figures} == {1}


@pytest.mark.parametrize("tag", ["h2", "h3"])
def test_a_row_that_became_a_heading_is_unread(tag: str, tmp_path: Path) -> None:
    path = tmp_path / "rapport.html"
    headings = ["Ekonomi 2022", "2.1 Mål", "Finansnämnd – 12,04 +3,31 osv", "Åren 2021 – 2023", "Drift 1 200 3 400 5"]
    body = "".join(f"<{tag}>{text}</{tag}><p>Om detta.</p>" for text in headings)
    path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    assert tokens(read(path), NumberRole.UNREAD) == ["12,04", "3,31", "1", "200", "3", "400", "5"]


def test_years_beside_words_are_no_figures(tmp_path: Path) -> None:
    rows = [
        ("Projekt", "Färdigt", "Utgift 2022"),
        ("Simhall", "2024", "1 200"),
        ("Torg", "oklart", "300"),
        ("Skola", "2026", "2 000"),
    ]
    reading = read(html(tmp_path, rows))
    assert [figure.value_as_printed for figure in reading.figures] == ["1 200", "300", "2 000"]
    assert tokens(reading, NumberRole.REFERENCE) == ["2024", "2026"]
