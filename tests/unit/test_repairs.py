"""Errors of the reading and their twins in the source: the first are repaired, the second are left to be alerted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dagster_project.reading.model import Cell, Document, Page, Place, Row, Table
from dagster_project.reading.records import AlternativeRecord
from dagster_project.reading.relations.discover import discover_relations
from dagster_project.reading.relations.repairs.choose import Repairs, check_sums, listed, repair_tables
from dagster_project.reading.sources.text.reader import document_of
from dagster_project.reading.tables.columns import ReportContext
from dagster_project.reading.tables.pages import read_joined_tables
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.terms import ColumnsFrom, EvidenceSource, Reader
from tests.tables import table

HEAD = "Verksamhet|Budget 2023|Utfall 2023\n"
REST = "Kultur|2 515|2 635\nGator|12 535|12 890\n"
TOTAL = "Summa|24 780|25 605\n"


def repaired(text: str, *, columns_from: ColumnsFrom = ColumnsFrom.POSITION) -> tuple[Repairs, TableMeaning]:
    """The repairs of one table, and the table with them."""
    repairs = repair_tables([table(text, columns_from=columns_from)])
    return repairs, repairs.tables[0]


def values(read: TableMeaning) -> dict[str, list[Decimal | None]]:
    """The values of every row by its label."""
    rows: dict[str, list[Decimal | None]] = {}
    for place in sorted(read.figures):
        figure = read.figures[place]
        rows.setdefault(figure.row_label, []).append(figure.value)
    return rows


MISREAD = {
    "the first digits are in the label": ("Skolskjuts 9|730|10 080\n", "joined", "Skolskjuts 9 | 730"),
    "the sign is in the label": ("Skolskjuts –|9 730|10 080\n", "minus", "Skolskjuts – | 9 730"),
    "the sign is in the cell before": ("Skolskjuts|9 730 -|10 080\n", "minus", "9 730 - | 10 080"),
    "the sign fills an empty cell": ("Skolskjuts|–|<10 080\n", "minus", "– | 10 080"),
    "a parenthesis is lost": ("Skolskjuts|9 730|(10 080\n", "minus", "(10 080"),
    "two numbers have run together": ("Skolskjuts|973 108|\n", "glued", "973 108"),
    "a number is beside its column": ("Skolskjuts||10 080\n", "moved", "10 080"),
}
TOTALS = {
    "the sign is in the label": "Summa|5 320|25 605\n",
    "the sign is in the cell before": "Summa|24 780|5 445\n",
    "the sign fills an empty cell": "Summa|15 050|5 445\n",
    "a parenthesis is lost": "Summa|24 780|5 445\n",
    "two numbers have run together": "Summa|16 023|15 633\n",
    "a number is beside its column": "Summa|25 130|15 525\n",
}


@pytest.mark.parametrize("name", MISREAD)
def test_an_error_of_the_reading_is_repaired_where_the_page_allows_it(name: str) -> None:
    line, kind, evidence = MISREAD[name]
    repairs, read = repaired(HEAD + line + REST + TOTALS.get(name, TOTAL))
    assert {(a.kind, a.evidence, a.is_chosen) for a in repairs.alternatives} == {(kind, evidence, True)}
    assert not check_sums(read).broken
    assert {f.repair for f in read.figures.values()} == {None, kind}


# The same errors where nothing on the page shows that the reading made them: a digit, a sign, a misplaced line.
SOURCE = {
    "a digit is lost": ("Skolskjuts|730|10 080\n", TOTAL),
    "a digit is lost beside a number in the label": ("Område 3|730|10 080\n", TOTAL),
    "a sign is lost": ("Skolskjuts|9 730|10 080\n", "Summa|5 320|25 605\n"),
    "a sign is lost beside a missing value": ("Skolskjuts|–|10 080\n", "Summa|15 050|5 445\n"),
    "a number is too long": ("Skolskjuts|973 108|10 080\n", "Summa|16 023|25 605\n"),
}


@pytest.mark.parametrize("name", SOURCE)
def test_an_error_of_the_source_is_left_unchanged(name: str) -> None:
    line, total = SOURCE[name]
    repairs, read = repaired(HEAD + line + REST + total)
    assert not [a for a in repairs.alternatives if a.is_chosen]
    assert len(check_sums(read).broken) == 1


def test_columns_with_drawn_edges_keep_their_numbers() -> None:
    line = MISREAD["a number is beside its column"][0]
    repairs, _ = repaired(HEAD + line + REST + "Summa|25 130|15 525\n", columns_from=ColumnsFrom.DRAWN)
    assert not repairs.alternatives


ALIGNED = """
Verksamhet              Budget 2023      Utfall 2023
{}
Kultur                        2 515            2 635
Gator                        12 535           12 890
{}
"""
IN_ALIGNED_TEXT = {
    "moved": (
        "Skolskjuts                   10 080",
        "Summa                        15 050           25 605",
        [None, Decimal(10080)],
    ),
    "glued": (
        "Skolskjuts                  973 108",
        "Summa                        16 023           15 633",
        [Decimal(973), Decimal(108)],
    ),
}


@pytest.mark.parametrize("kind", IN_ALIGNED_TEXT)
def test_columns_of_text_are_as_doubtful_as_those_of_a_page(kind: str) -> None:
    line, total, read_as = IN_ALIGNED_TEXT[kind]
    document = document_of(ALIGNED.format(line, total), "d", "d.txt")
    repairs = repair_tables(read_joined_tables(document, ReportContext(2023, False, None), check_sums).tables)
    assert {a.kind for a in repairs.alternatives if a.is_chosen} == {kind}
    assert values(repairs.tables[0])["Skolskjuts"] == read_as


def test_numbers_at_the_positions_of_their_columns_are_not_moved_together() -> None:
    text = """
                             Kommunen                  Koncernen
                          2022         2023         2022         2023
Taxor                    355,3        375,9
Bidrag                   209,8        233,3
Försäljning                1,7          2,0
Hyror                    160,4        171,1
Övrigt                   154,3         63,1
Summa intäkter             882          845        1 074        1 039
"""
    document = document_of(text, "d", "d.txt")
    repairs = repair_tables(read_joined_tables(document, ReportContext(2023, False, None), check_sums).tables)
    assert not [alternative for alternative in repairs.alternatives if alternative.is_chosen]


def test_a_repaired_label_loses_the_digits_of_the_number() -> None:
    _, read = repaired(HEAD + "Skolskjuts 9|730|10 080\n" + REST + TOTAL)
    assert values(read)["Skolskjuts"] == [Decimal(9730), Decimal(10080)]


def test_an_error_repaired_in_one_row_is_repaired_in_others() -> None:
    text = HEAD + "Skolskjuts 9|730|10 080\nSkola 12|535|12 890\nKultur|2 515|2 635\n" + TOTAL
    _, read = repaired(text)
    assert values(read)["Skolskjuts"][0] == Decimal(9730)
    assert values(read)["Skola"][0] == Decimal(12535)


def test_a_table_whose_sums_hold_is_left_alone_whatever_is_beside_its_numbers() -> None:
    repairs, read = repaired(HEAD + "Område 9|730|10 080\n" + REST + "Summa|15 780|25 605\n")
    assert not repairs.alternatives
    assert values(read)["Område 9"] == [Decimal(730), Decimal(10080)]


def test_two_readings_that_both_hold_are_listed_but_not_used() -> None:
    text = "Verksamhet|2022|2023\nSkolskjuts|9|<730\nKultur|2|<635\nSumma|12|<365\n"
    repairs, read = repaired(text)
    assert repairs.alternatives and not [a for a in repairs.alternatives if a.is_chosen]
    assert {f.repair for f in read.figures.values()} == {None}
    _, read = repaired(text.replace("2022", ""))
    assert values(read)["Summa"] == [None, Decimal(12365)]


ROWS = "Verksamhet|Budget 2023|Utfall 2023\nSkola|9 730|10 080\n{}vikarier|730|1 080\n" + REST + TOTAL


def test_a_distinct_row_without_a_total_word_is_not_a_part() -> None:
    repairs, read = repaired(ROWS.format("  "))
    assert {(a.kind, a.evidence, a.value) for a in repairs.alternatives} == {("not_a_part", "vikarier", None)}
    assert [row.label for row in read.rows if row.is_memo] == ["vikarier"]
    assert discover_relations([read]).roles["t1/vikarier#3/Utfall 2023"] == "memo"


def test_a_row_like_the_others_is_a_part() -> None:
    repairs, _ = repaired(ROWS.format(""))
    assert not repairs.alternatives


def bearing(tables: list[TableMeaning]) -> list[AlternativeRecord]:
    """The alternatives that are listed."""
    repairs = repair_tables(tables)
    found = discover_relations(repairs.tables)
    return listed(repairs.alternatives, found.relations, found.terms)


def test_an_inferred_unit_may_be_another_where_other_tables_are_near() -> None:
    text = "Verksamhet|Kostnader 2023|Intäkter 2023\nFritid|9 412|2 208\nGata|31 733|6 310\nVatten|27 902|24 815\n"
    named = table(text, unit_source=EvidenceSource.TABLE)
    inferred = table(text, number=2, unit_source=EvidenceSource.PRIOR)
    assert {(a.kind, a.unit) for a in bearing([named, inferred])} == {("unit", "MSEK"), ("unit", "SEK")}
    assert not bearing([named, table(text, number=2, unit_source=EvidenceSource.TABLE)])
    assert not bearing([inferred])


def on_two_pages(first: str, second: str) -> Document:
    """A table on each of two pages, whose first rows look like headers."""
    pages = []
    for number, text in enumerate((first, second), 1):
        rows = [
            Row(tuple(Cell(cell, Place(number, x0=60.0 * i, top=20.0 * j)) for i, cell in enumerate(line.split("|"))))
            for j, line in enumerate(text.strip().splitlines())
        ]
        columns = tuple((60.0 * i, 60.0 * i + 50) for i in range(len(rows[0].cells)))
        place = Place(number, x0=0.0, top=0.0, x1=200.0, bottom=20.0 * len(rows))
        pages.append(
            Page(number, (Table(tuple(rows), place, ColumnsFrom.DRAWN, True, header_rows=1, columns=columns),))
        )
    return Document("d", "d.pdf", Reader.PDF, tuple(pages))


def labels(first: str, second: str) -> list[list[str]]:
    """The row labels of every table that is read from two pages."""
    read = read_joined_tables(on_two_pages(first, second), ReportContext(2023, False, None), check_sums)
    return [[row.label for row in table.figure_rows] for table in read.tables]


FIRST_PAGE = HEAD + "Skolskjuts|9 730|10 080\nKultur|2 515|2 635\n"
WHOLE = ["Skolskjuts", "Kultur", "Gator", "Summa"]


def test_rows_of_the_next_page_are_taken_where_the_total_needs_them() -> None:
    assert labels(FIRST_PAGE, "Gator|12 535|12 890\n" + TOTAL) == [WHOLE]


def test_rows_of_the_next_page_are_taken_where_their_total_is_wrong_in_one_column() -> None:
    assert labels(FIRST_PAGE, "Gator|12 535|12 890\nSumma|24 780|25 905\n") == [WHOLE]


def test_a_separate_table_on_the_next_page_stays_separate() -> None:
    other = "Verksamhet|Budget 2024|Plan 2025\nBad|735|780\nBio|120|130\nSumma|855|910\n"
    assert labels(FIRST_PAGE, other) == [["Skolskjuts", "Kultur"], ["Bad", "Bio", "Summa"]]


def test_figures_taken_from_the_next_page_say_so() -> None:
    document = on_two_pages(FIRST_PAGE, "Gator|12 535|12 890\n" + TOTAL)
    (read,) = read_joined_tables(document, ReportContext(2023, False, None), check_sums).tables
    repairs = {figure.row_label: figure.repair for figure in read.figures.values()}
    assert repairs == dict.fromkeys(("Skolskjuts", "Kultur")) | dict.fromkeys(("Gator", "Summa"), "next_page")
    assert {a.kind for a in repair_tables([read]).alternatives if a.is_chosen} == {"next_page"}


def test_rows_printed_like_parts_that_add_up_are_not_set_apart() -> None:
    text = """Verksamhet|Budget 2023|Utfall 2023
Vård|4 834|5 790
  Rehabilitering|1 457|1 766
  Särskilt boende|1 185|1 183
Kultur|3 207|3 373
  Fritidsgårdar|1 732|1 771
  Föreningsstöd|1 475|1 602
Summa|8 041|9 163
"""
    repairs, read = repaired(text)
    assert repairs.alternatives == []
    assert not any(row.is_memo for row in read.rows)
