"""Which lines of a PDF page are rows of a table: labels over several lines, groups, and rows at the ends of pages."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from dagster_project.reading.model import Document, Paragraph, Table
from dagster_project.reading.sources.pdf.reader import read_pdf
from dagster_project.reading.tables.columns import ReportContext
from dagster_project.reading.tables.figures import read_tables

PAGE = '#set page(paper: "a4", margin: 2cm)\n#set text(size: 10pt, lang: "sv")\n'
PROSE = "#lorem(60)\n\n"
THREE = "columns: (3.2cm, 2cm, 2cm), align: (left + horizon, right + horizon, right + horizon)"


def read(source: str, folder: Path) -> Document:
    path = folder / "report.pdf"
    path.write_bytes(typst.compile(source.encode()))
    return read_pdf(path, "id", path.name)


def texts(document: Document) -> list[list[tuple[str, ...]]]:
    return [[row.texts for row in block.rows] for _, block in document.blocks if isinstance(block, Table)]


def test_a_group_over_a_row_with_its_figures_beside_a_label_of_two_lines(tmp_path: Path) -> None:
    heads = "[*Mått*], [*2021*], [*2022*], table.cell(colspan: 3)[*Fler ska gå från bistånd till egen försörjning*]"
    rows = "[Andel nöjda brukare i hemtjänsten], [66], [79], [Feriejobb], [170], [164]"
    again = "table.cell(colspan: 3)[*Biologisk mångfald ska stärkas i tätorter*], [Bostäder], [11], [12]"
    (table,) = texts(read(f"{PAGE}#table(stroke: none, {THREE}, {heads}, {rows}, {again})\n{PROSE}", tmp_path))
    assert [row[0] for row in table] == [
        "Mått", "Fler ska gå från bistånd till egen försörjning", "Andel nöjda brukare i hemtjänsten", "Feriejobb",
        "Biologisk mångfald ska stärkas i tätorter", "Bostäder",
    ]  # fmt: skip


def test_rows_of_three_digits_in_narrow_columns_are_two(tmp_path: Path) -> None:
    layout = "columns: (4cm, 1cm, 1cm), align: (left, right, right), stroke: none"
    heads = "table.hline(), [*Personal*], [*Män*], [*Alla*], table.hline()"
    (table,) = texts(
        read(f"{PAGE}#table({layout}, {heads}, [Brandmän], [210], [394], [Lärare], [207], [409])\n{PROSE}", tmp_path)
    )
    assert table[1:] == [("Brandmän", "210", "394"), ("Lärare", "207", "409")]


def test_a_label_behind_row_numbers_ends_in_a_number_with_a_word(tmp_path: Path) -> None:
    layout = "columns: (1cm, 3.2cm, 2cm, 2cm), align: (left, left, right, right), stroke: none"
    heads = "table.hline(), [*Rad*], [*Verksamhet*], [*2019*], [*2020*], table.hline()"
    rows = "[1.], [Drift av gator], [3,2], [3,3], [2.], [Hemtjänst för alla över 65 år], [53,1], [54,1], table.hline()"
    (table,) = texts(read(f"{PAGE}#table({layout}, {heads}, {rows})\n{PROSE}", tmp_path))
    assert table[-1] == ("2.", "Hemtjänst för alla över 65 år", "53,1", "54,1")


@pytest.mark.parametrize("end", ["9", "60 dagar"])
def test_the_last_label_of_a_table_ends_in_a_number(end: str, tmp_path: Path) -> None:
    layout = "columns: (3.2cm, 2cm, 2cm), align: (left, right, right), stroke: none"
    rows = f"[*Mått*], [*2021*], [*2022*], [Nya bostäder], [75], [74], [Meritvärde i årskurs \\ {end}], [226], [179]"
    (table,) = texts(read(f"{PAGE}#table({layout}, {rows})\n{PROSE}", tmp_path))
    assert table[-1] == (f"Meritvärde i årskurs {end}", "226", "179")


def test_a_group_at_the_end_of_a_page_is_under_a_ruled_total(tmp_path: Path) -> None:
    layout = "columns: (6cm, 2cm, 2cm), align: (left, right, right), stroke: none, inset: (y: 5pt)"
    heads = "table.hline(), [*Projekt*], [*2021*], [*2022*], table.hline()"
    rows = "[Ny brandbil], [97], [104], [Ny lekplats], [45], [35], table.hline(), [*Summa maskiner*], [*142*], [*139*]"
    (table,) = texts(
        read(f"{PAGE}{PROSE}#table({layout}, {heads}, {rows}, [*Fastigheter*], [], [], table.hline())", tmp_path)
    )
    assert [row[0] for row in table][-2:] == ["Summa maskiner", "Fastigheter"]


def test_a_row_alone_at_the_top_of_a_page_has_its_figures_beside_two_lines(tmp_path: Path) -> None:
    first = "[*Frånvaro*], [*2021*], [*2022*], [Alla], [7,3 %], [6,7 %], [Män], [4,5 %], [5,0 %]"
    last = "[Långtidssjuka mer än 60 dagar], [8,1 %], [-]"
    document = read(
        f"{PAGE}#table(stroke: none, {THREE}, {first})\n#pagebreak()\n#table(stroke: none, {THREE}, {last})", tmp_path
    )
    (found,) = read_tables(document, ReportContext(2022, False)).tables
    assert [row.label for row in found.figure_rows] == ["Alla", "Män", "Långtidssjuka mer än 60 dagar"]


def test_a_bold_row_under_a_filled_header_is_of_its_table(tmp_path: Path) -> None:
    layout = (
        "columns: (5cm, 2.5cm, 2.5cm, 3cm), align: (x, y) => if x == 0 { left + horizon } else if y == 0 "
        '{ left + horizon } else { right }, stroke: none, fill: (x, y) => if y == 0 { rgb("#cfe2f3") }'
    )
    heads = "[*Verksamhet*], [*Bokslut 2023*], [*Bokslut 2022*], [*Förändring mellan åren*]"
    rows = "[*Nettokostnad*], [*52 787*], [*47 040*], [*5 747*]"
    (table,) = texts(read(f"{PAGE}#table({layout}, {heads}, {rows})\n#v(1cm)\n{PROSE}", tmp_path))
    assert table == [
        ("Verksamhet", "Bokslut 2023", "Bokslut 2022", "Förändring mellan åren"),
        ("Nettokostnad", "52 787", "47 040", "5 747"),
    ]


def test_the_number_of_a_tertial_under_its_word_is_no_figure(tmp_path: Path) -> None:
    layout = (
        "columns: (4cm, 1.2cm, 1.8cm, 1.8cm, 1.8cm), stroke: none, "
        "align: (x, y) => if y == 0 { center + horizon } else if x < 2 { left } else { right }"
    )
    heads = "[*Verksamhet*], [*Noter*], [*Utfall tertial 1*], [*Års-budget*], [*Helårs-prognos*]"
    rows = "[Bidrag], [], [3 884], [11 292], [13 266], [Avgifter], [5], [524], [1 748], [1 587]"
    (table,) = texts(read(f"{PAGE}{PROSE}#table({layout}, {heads}, {rows})\n{PROSE}", tmp_path))
    assert table[0] == ("Verksamhet", "Noter", "Utfall tertial 1", "Årsbudget", "Helårsprognos")


def test_a_name_beside_several_rows_goes_on_beside_the_second(tmp_path: Path) -> None:
    layout = "columns: (2.2cm, 4cm, 2cm, 2cm), align: (left, left, right, right), stroke: none, inset: (y: 1.4pt)"
    heads = "[*Område*], [*Personal*], [*2021*], [*2020*], [Antal anställda], [Timavlönade], [692], [765]"
    rows = "table.cell(rowspan: 3)[Antal årsarbetare], [Fasta], [351,1], [207,9], [Vikarier], [279,9], [538,7], "
    rest = "[Timavlönade], [12,5], [13,5]"
    (table,) = texts(read(f"{PAGE}#table({layout}, {heads}, {rows} {rest})\n{PROSE}", tmp_path))
    assert [row[:2] for row in table[-3:]] == [("Antal årsarbetare", "Fasta"), ("", "Vikarier"), ("", "Timavlönade")]


def test_the_number_of_the_only_page_is_no_text(tmp_path: Path) -> None:
    document = read(f"{PAGE}#set page(footer: align(center)[1 (1)])\n{PROSE}", tmp_path)
    assert [block.text for _, block in document.blocks if isinstance(block, Paragraph)] != []
    assert not any(block.text == "1 (1)" for _, block in document.blocks if isinstance(block, Paragraph))


def test_a_merged_cell_has_its_text_at_the_bottom(tmp_path: Path) -> None:
    layout = "columns: (3.5cm, 4cm, 2cm, 2cm), align: (left + bottom, left, right, right)"
    heads = "[*Område*], [*Personal*], [*2021*], [*2020*]"
    first = "table.cell(rowspan: 2)[Antal anställda], [Fasta], [692], [765], [Vikarier], [27], [53]"
    second = "table.cell(rowspan: 2)[Antal årsarbetare], [Fasta], [351,1], [207,9], [Vikarier], [12,5], [13,5]"
    (table,) = texts(read(f"{PAGE}#table({layout}, {heads}, {first}, {second})\n{PROSE}", tmp_path))
    assert [row[:2] for row in table[1:]] == [
        ("Antal anställda", "Fasta"), ("", "Vikarier"), ("Antal årsarbetare", "Fasta"), ("", "Vikarier"),
    ]  # fmt: skip


def test_labels_that_come_again_show_the_rows_of_a_text_at_the_bottom(tmp_path: Path) -> None:
    layout = "columns: (3.5cm, 4cm, 2cm, 2cm), align: (left, left, right, right), stroke: none"
    heads = "[*Område*], [*Personal*], [*2021*], [*2020*]"
    first = "[], [Fasta], [692], [765], [Antal anställda], [Vikarier], [27], [53]"
    second = "[], [Fasta], [351,1], [207,9], [Antal årsarbetare], [Vikarier], [12,5], [13,5]"
    (table,) = texts(read(f"{PAGE}#table({layout}, {heads}, {first}, {second})\n{PROSE}", tmp_path))
    assert [row[:2] for row in table[1:]] == [
        ("Antal anställda", "Fasta"), ("", "Vikarier"), ("Antal årsarbetare", "Fasta"), ("", "Vikarier"),
    ]  # fmt: skip


def test_years_with_their_unit_are_heads(tmp_path: Path) -> None:
    layout = "columns: (5cm, 2cm, 2cm), align: (left, right, right), stroke: none"
    heads = "[*Verksamhet*], [*Utfall okt\\ 2020 mkr*], [*Budget okt\\ 2020 mkr*]"
    (table,) = texts(read(f"{PAGE}#table({layout}, {heads}, [Bidrag], [1,1], [1,2])\n#v(1cm)\n{PROSE}", tmp_path))
    assert table[0] == ("Verksamhet", "Utfall okt 2020 mkr", "Budget okt 2020 mkr")


def test_the_unit_beside_years_is_no_figure(tmp_path: Path) -> None:
    layout = "columns: (2cm, 5cm, 2cm, 2cm), align: (left, left, right, right), stroke: none"
    heads = "table.header([], [*1 000 kr*], [*2018*], [*2019*])"
    first = "[8400], [Intäkter], [26], [29], [8410], [Kostnader], [-923], [-739]"
    last = "[8420], [Lokaler], [6], [7]"
    document = read(
        f"{PAGE}#table({layout}, {heads}, {first})\n#pagebreak()\n#table({layout}, {heads}, {last})",
        tmp_path,
    )
    (found,) = read_tables(document, ReportContext(2019, False)).tables
    assert [row.label for row in found.figure_rows] == ["Intäkter", "Kostnader", "Lokaler"]


def test_a_bold_total_is_alone_under_a_header_of_many_lines(tmp_path: Path) -> None:
    layout = (
        "columns: (5cm, 2cm, 1.6cm, 2cm), stroke: none, "
        "align: (x, y) => if y == 0 { center + horizon } else if x == 0 { left } else { right }"
    )
    heads = "[*Projekt*], [*Budget\\ 2017-2021\\ (kkr)*], [*Utfall\\ t.o.m.\\ 2020\\ (kkr)*], [*Återstår\\ (kkr)*]"
    total = "[*Summa totalt*], [*523 820*], [*403 954*], [*119 866*]"
    (table,) = texts(read(f"{PAGE}#table({layout}, {heads}, {total})\n#v(1cm)\n{PROSE}", tmp_path))
    assert table[-1] == ("Summa totalt", "523 820", "403 954", "119 866")


def test_a_group_behind_codes_at_the_end_of_a_page_is_of_the_table(tmp_path: Path) -> None:
    layout = "columns: (1.6cm, 6cm, 2cm, 2cm), align: (left, left, right, right), stroke: none"
    first = (
        "[*Konto*], [*Post*], [*2017*], [*2016*], [7540], [Årets resultat], [91], [92], [7550], [Övrigt], [153], [180]"
    )
    rows = "[], [*Avsättningar*], [], []"
    below = "[7560], [Pensioner], [736], [751], [7570], [Andra], [17], [16]"
    document = read(f"{PAGE}#table({layout}, {first}, {rows})\n#pagebreak()\n#table({layout}, {below})", tmp_path)
    (found,) = read_tables(document, ReportContext(2017, False)).tables
    assert [row.path for row in found.figure_rows][2:] == [("Avsättningar", "Pensioner"), ("Avsättningar", "Andra")]


def test_one_head_is_on_two_lines_over_rows_whose_labels_all_wrap(tmp_path: Path) -> None:
    heads = "[*Mått*], align(left)[*Målvärde 2014*], [*2014*]"
    layout = "columns: (3.2cm, 1.9cm, 2cm), align: (left + horizon, right + horizon, right + bottom)"
    rows = "[Andel nöjda brukare i hemtjänsten], [72%], [87%], [Andel ekologiska livsmedel i skolan], [45%], [44%]"
    (table,) = texts(read(f"{PAGE}#table(stroke: none, {layout}, {heads}, {rows})\n{PROSE}", tmp_path))
    assert table[0] == ("Mått", "Målvärde 2014", "2014")


def test_days_in_digits_are_heads_below_the_names_of_organizations(tmp_path: Path) -> None:
    layout = "columns: (5cm, 2cm, 2cm, 2cm, 2cm), align: (left, right, right, right, right), stroke: none"
    names = "[], table.cell(colspan: 2)[*Kommunen*], table.cell(colspan: 2)[*Koncernen*]"
    days = "[*Post*], [*20121130*], [*20111231*], [*20121130*], [*20111231*]"
    rows = "[Materiella], [2 400], [2 706], [2 418], [2 730], [Finansiella], [12], [13], [14], [15]"
    document = read(f"{PAGE}#table({layout}, {names}, {days}, {rows})\n{PROSE}", tmp_path)
    (found,) = read_tables(document, ReportContext(2012, False)).tables
    assert [row.label for row in found.figure_rows] == ["Materiella", "Finansiella"]


@pytest.mark.parametrize(("head", "expected"), [("Redovisat per 31 maj 2025", 1), ("2025 tkr", 1)])
def test_a_date_of_a_head_in_a_narrow_cell_is_no_figure(head: str, expected: int, tmp_path: Path) -> None:
    lines = head.replace(" per 31 maj ", "\\ per\\ 31\\ maj\\ ")
    layout = "columns: (5cm, 1.6cm, 1.6cm), stroke: none, align: (left, right, right)"
    heads = f"[*Verksamhet*], [*{lines}*], [*{head.replace('2025', '2024')}*]"
    document = read(f"{PAGE}#table({layout}, {heads}, [Bidrag], [12], [13])\n#v(1cm)\n{PROSE}", tmp_path)
    (found,) = read_tables(document, ReportContext(2025, False)).tables
    assert len(found.figure_rows) == expected


def test_a_row_over_the_first_rule_is_no_header(tmp_path: Path) -> None:
    layout = "columns: (5cm, 2cm, 2cm), align: (left, right, right), stroke: none"
    heads = "[*Post*], [*Utfall\\ 2019*], [*Budget\\ 2019*]"
    rows = "[Livsmedel], [-45], [-41], table.hline(), [*Summa kostnader*], [*-607*], [*-277*], table.hline()"
    last = "[*Nettokostnad*], [*-811*], [*-891*]"
    (table,) = texts(read(f"{PAGE}#table({layout}, {heads}, {rows}, {last})\n#v(1cm)\n{PROSE}", tmp_path))
    assert [row[0] for row in table] == ["Post", "Livsmedel", "Summa kostnader", "Nettokostnad"]
