"""Flattened text: labels and figures separated by grammar, in wordings that the real report does not have."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from dagster_project.reading.model import Block, Furniture, Heading, Paragraph, Table
from dagster_project.reading.sources.text.flattened.pages import read_flattened_pages
from dagster_project.reading.sources.text.reader import read_text
from dagster_project.terms import FurnitureKind


def blocks(text: str) -> list[Block]:
    """All blocks of a flattened text."""
    return [block for page in read_flattened_pages(text) for block in page.blocks]


def tables(text: str) -> list[list[tuple[str, ...]]]:
    """The texts of every table."""
    return [[row.texts for row in block.rows] for block in blocks(text) if isinstance(block, Table)]


def test_an_income_statement() -> None:
    """Header, then label and figures; the words before the header are a heading, those after the last row are prose."""
    text = (
        "Nämnden fick 12,3 mnkr över under 2023. Resultaträkning Mnkr Utfall 2023 Utfall 2022 Personal 85,7 79,1 "
        "Omkostnader 412,2 389,3 S:a kostnad 497,9 468,4 Kostnaderna ökade med 29,5 mnkr eller 6 procent."
    )
    assert tables(text) == [
        [
            ("Mnkr", "Utfall 2023", "Utfall 2022"),
            ("Personal", "85,7", "79,1"),
            ("Omkostnader", "412,2", "389,3"),
            ("S:a kostnad", "497,9", "468,4"),
        ]
    ]
    assert [b.text for b in blocks(text) if isinstance(b, Heading)] == ["Resultaträkning"]
    assert [b.text.split()[0] for b in blocks(text) if isinstance(b, Paragraph)] == ["Nämnden", "Kostnaderna"]


def test_a_personnel_table_with_ranges_groups_and_signs() -> None:
    """Ranges and numbers within labels, group rows, percent and minus; the columns run from older to newer."""
    text = (
        "Personalen beskrivs här. Belopp i tkr 2022 2023 Differens Antal anställda Tillsvidare 1 132 1 137 5 "
        "Visstid 12 4 -8 Antal årsarbetare Tillsvidare 924,1 933,9 9,8 Frånvaro <29 år 1,9% 3,2% 1,3% "
        "30–49 år 4,1 % 4,4 % 0,3 % 50 år> 2,7% 2,6% - 0,1% Frånvaron har ökat."
    )
    [table] = tables(text)
    assert table[1:] == [
        ("Antal anställda", "", "", ""),
        ("Tillsvidare", "1 132", "1 137", "5"),
        ("Visstid", "12", "4", "-8"),
        ("Antal årsarbetare", "", "", ""),
        ("Tillsvidare", "924,1", "933,9", "9,8"),
        ("Frånvaro <29 år", "1,9%", "3,2%", "1,3%"),
        ("30–49 år", "4,1 %", "4,4 %", "0,3 %"),
        ("50 år>", "2,7%", "2,6%", "- 0,1%"),
    ]


def test_columns_that_compare_others_and_a_column_of_notes() -> None:
    """ "Avv. Bokslut 2023/ Budget 2023" is one column; a note's number is not part of the figure after it."""
    text = (
        "Drift Belopp i tkr Budget 2023 Bokslut 2023 Avv. Bokslut 2023/ Budget 2023 Personal -200 934 -200 647 287 "
        "Hyror -7 431 -7 622 -191 Resultatet är bra. Not Bokslut 2022 Budget 2023 Intäkter 1 177,3 163,5 "
        "Kostnader 2 -1 058,5 -1 111,3 Netto -881,2 -947,8 Det är allt."
    )
    drift, result = tables(text)
    assert drift[0][1:] == ("Budget 2023", "Bokslut 2023", "Avv. Bokslut 2023/ Budget 2023")
    assert drift[1] == ("Personal", "-200 934", "-200 647", "287")
    assert result == [
        ("", "Not", "Bokslut 2022", "Budget 2023"),
        ("Intäkter", "1", "177,3", "163,5"),
        ("Kostnader", "2", "-1 058,5", "-1 111,3"),
        ("Netto", "", "-881,2", "-947,8"),
    ]


FORM = (
    "1 Mål 1.1 Trygghet Nämndens formulering Fler ska vara trygga Kommentar Under 2017 svarade 83 procent av 700. "
    "{measure} 1.2 Miljö Kommentar Inget nytt."
)
COLUMNS = ("", "2015", "2016", "2017", "Målvärde 2017")


@pytest.mark.parametrize(
    ("measure", "rows"),
    [
        pytest.param(
            "Mätning 2015 Målvärde Andel trygga, max 100 poäng 45 43 42 49 Måluppfyllelse Mål Trygghet Vi nådde målet",
            [COLUMNS, ("Andel trygga, max 100 poäng", "45", "43", "42", "49")],
            id="header, label, figures",
        ),
        pytest.param(
            "Mätning Andel trygga 2015 Målvärde 45 % 43 % 42 % 49 % Andel nöjda 8 % 7 % - 1 % 9 % Frågan är ny.",
            [COLUMNS, ("Andel trygga", "45 %", "43 %", "42 %", "49 %"), ("Andel nöjda", "8 %", "7 %", "- 1 %", "9 %")],
            id="header after the first label, detached minus",
        ),
        pytest.param(
            "Mätning Andel trygga män Andel trygga kvinnor 2015 Målvärde 45 43 42 49 55 53 52 59 Status mål Uppnått",
            [COLUMNS, ("Andel trygga män", "45", "43", "42", "49"), ("Andel trygga kvinnor", "55", "53", "52", "59")],
            id="all labels, then all figures",
        ),
        pytest.param(
            "Mätning Andel trygga. Mäts i en enkät. Måluppfyllelse Mål Trygghet 2015 Målvärde 45 43 42 49 Nej",
            [COLUMNS, ("Andel trygga", "45", "43", "42", "49")],
            id="figures among the words of the status",
        ),
        pytest.param(
            "Mätning 2015 Målvärde Resor med tåg 1 891 264 1 874 711 1 944 883 1 980 000 Resor med buss 361 139 "
            "433 973 766 067 383 000 Antal hem 12 13 14 15",
            [
                COLUMNS,
                ("Resor med tåg", "1 891 264", "1 874 711", "1 944 883", "1 980 000"),
                ("Resor med buss", "361 139", "433 973", "766 067", "383 000"),
                ("Antal hem", "12", "13", "14", "15"),
            ],
            id="digit groups between columns",
        ),
    ],
)
def test_orders_of_labels_and_figures(measure: str, rows: list[tuple[str, ...]]) -> None:
    """A form's measures in every order; years that the text has lost are inferred and have no place."""
    text = FORM.format(measure=measure)
    assert tables(text) == [rows]
    [table] = [block for block in blocks(text) if isinstance(block, Table)]
    assert [cell.place.line for cell in table.rows[0].cells] == [None, 1, None, None, None]
    assert [b.text for b in blocks(text) if isinstance(b, Heading) and b.level] == [
        "1 Mål",
        "1.1 Trygghet",
        "1.2 Miljö",
    ]


def test_rows_shorter_than_the_header_leave_the_doubtful_column_unnamed() -> None:
    """Three figures under four columns: the last two are sure, the first is either of two years."""
    short = "Mätning Andel A Måluppfyllelse Mål Ett 2015 Målvärde 96 % 94 % 93 % Nått Kommentar Bra. "
    short = short.replace("Andel A", "Andel glada barn Andel glada vuxna").replace("93 %", "93 % 82 % 84 % 78 %")
    full = "Mätning 2015 Målvärde Andel B 45 43 42 49"
    first, _ = tables(f"{short} {full}")
    assert first[0] == ("", "", "2017", "Målvärde 2017")
    assert first[1][1:] == ("96 %", "94 %", "93 %")


def test_a_list_without_header() -> None:
    """Labels with one figure each, a number within a label, and a period over the column."""
    text = (
        "Kommunen svarar inom 10 dagar. Inkomna ärenden Fördelning av ärenden 2016-01-01--2016-12-31 Klagomål 43 "
        "Beröm 9 Förslag 97 Totalt 149 Varav obesvarade 10 dgr efter mottagande 10 Flest gäller trafiken, 33 procent."
    )
    assert tables(text) == [
        [
            ("", "Fördelning av ärenden 2016-01-01--2016-12-31"),
            ("Klagomål", "43"),
            ("Beröm", "9"),
            ("Förslag", "97"),
            ("Totalt", "149"),
            ("Varav obesvarade 10 dgr efter mottagande", "10"),
        ]
    ]
    assert Heading in {type(block) for block in blocks(text)}


def test_rows_under_a_header_of_unknown_words() -> None:
    """Equally long rows are a table without header; words before the first label remain in the text."""
    text = (
        "Här följer beloppen. Ingående värde Utgående värde Maskiner 6 569 1 019 7 588 Mark och hus 363 31 94 "
        "Fordon (75%) 12 13 25 Inventarier 7,5 8,5 16,0 Beloppen är avrundade."
    )
    assert tables(text) == [
        [
            ("Maskiner", "6 569", "1 019", "7 588"),
            ("Mark och hus", "363", "31", "94"),
            ("Fordon (75%)", "12", "13", "25"),
            ("Inventarier", "7,5", "8,5", "16,0"),
        ]
    ]
    assert "Ingående värde Utgående värde" in "".join(b.text for b in blocks(text) if isinstance(b, Paragraph))


@pytest.mark.parametrize(
    "prose",
    [
        "Av ungdomarna använder 83 procent kortet 4-5 dagar i veckan medan 43 procent använder det minst 3 dagar.",
        "Under 2017 byggs 700-800 bostäder och åren 2018 2019 planeras 3500-4000 till, mot 30 föregående år.",
        "Budget 2018 motsvarar cirka 40 miljoner kronor. Plan 2019 och 2020 är 41 och 42 miljoner.",
        "Kungsvägen 12 Storgatan 14 och Torget 3 byggs om. Utfallet 2023 blev 12 Resultatet 2022 var 13.",
    ],
)
def test_prose_is_not_a_table(prose: str) -> None:
    """Numbers in sentences stay in their paragraph."""
    assert tables(f"Inledning om året. {prose} {prose} Slut.") == []


def test_furniture_and_contents_of_flattened_pages() -> None:
    """Recurring words at the ends of pages are furniture with a page number; the contents list names headings."""
    contents = "Innehåll 1 Året... 2 2 Ekonomi... 3 2.1 Drift... 3"
    bodies = [
        contents,
        "1 Året Det var ett bra år med 3 möten.",
        "2 Ekonomi Läget är gott. 2.1 Drift Allt fungerar.",
        "Driften fortsätter som förut.",
    ]
    text = "\n".join(f"Nämndens rapport {body} Rapport 2016 Sid {n} (4)" for n, body in enumerate(bodies, 1))
    pages = read_flattened_pages(text)
    assert [page.label for page in pages] == ["1", "2", "3", "4"]
    assert [b.text for page in pages for b in page.blocks if isinstance(b, Heading)] == [
        "1 Året",
        "2 Ekonomi",
        "2.1 Drift",
    ]
    assert [b.kind for b in pages[0].blocks if isinstance(b, Furniture)].count(FurnitureKind.CONTENTS) == 4
    assert [b.text for b in pages[3].blocks if isinstance(b, Paragraph)] == ["Driften fortsätter som förut."]


def test_the_real_flattened_report(shared: Path) -> None:
    """All its figures, each with the right label, column and line, and no other."""
    [path] = (shared / "reports").glob("004*")
    found = {
        (_words(row.cells[0].text), _words(head.text), cell.text, cell.place.line)
        for _, block in read_text(path, "id", path.name).blocks
        if isinstance(block, Table)
        for row in block.rows[1:]
        for head, cell in zip(block.rows[0].cells[1:], row.cells[1:], strict=True)
    }
    with (shared / "truth" / "kungsbacka-2016-ks" / "facts.csv").open(encoding="utf-8") as file:
        facts = list(csv.DictReader(file))
    true = {(_words(f["row_label"]), f["value_as_printed"], int(f["line_no"])) for f in facts}
    assert {(label, value, line) for label, _, value, line in found} == true
    targets = {value for _, head, value, _ in found if head == "målvärde 2016"}
    assert targets == {f["value_as_printed"] for f in facts if f["scenario"] == "target"}
    assert len(found) == len(facts)


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", text).lower().strip()


ENTITIES = (
    "4 Ekonomi Läget är gott. 4.1 Resultat Belopp, mkr NOT Kommunen Kommunkoncernen 2021 2020 2021 2020 "
    "Intäkter 1 1 010,5 1 020,5 2 030,5 2 040,5 Kostnader 2 -1 000,5 -1 010,0 -2 000,5 -2 010,0 "
    "Resultat före skatt 10,0 10,5 30,0 30,5 {tax} Årets resultat 10,0 10,5 {result} Jämförelsetalen har inte ändrats."
)


def test_entities_over_years_that_repeat_and_notes() -> None:
    """The years under each entity; a tax of the group alone is in its columns, as sums show."""
    [table] = tables(ENTITIES.format(tax="Skatt 8 -4,0 -3,5", result="26,0 27,0"))
    assert table[:2] == [
        ("", "", "Kommunen", "", "Kommunkoncernen", ""),
        ("Belopp, mkr", "NOT", "2021", "2020", "2021", "2020"),
    ]
    assert table[2] == ("Intäkter", "1", "1 010,5", "1 020,5", "2 030,5", "2 040,5")
    assert table[5] == ("Skatt", "8", "", "", "-4,0", "-3,5")


def test_figures_whose_columns_nothing_shows_are_of_no_row() -> None:
    """They are a paragraph of their own, neither words of a label nor figures of the first columns."""
    text = ENTITIES.format(tax="Skatt 8 -4,0 -3,5", result="25,0 25,5")
    [table] = tables(text)
    assert table[5] == ("Skatt", "", "", "", "", "")
    assert "8 -4,0 -3,5" in [block.text for block in blocks(text) if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    "dates", ["31 dec 2021 31 dec 2020", "12/31/2021 12/31/2020", "31.12.2021 31.12.2020", "2021-12-31 2020-12-31"]
)
def test_dates_as_heads(dates: str) -> None:
    """However the date is written, it heads a column."""
    text = f"Läget är gott. Tillgångar Tkr {dates} Mark 1 250 1 240 Skog 300 200 Summa 1 550 1 440 Det var allt."
    [table] = tables(text)
    assert [len(row) for row in table] == [3] * 4
    assert table[0][1:] == (dates[: len(dates) // 2], dates[len(dates) // 2 + 1 :])


def test_one_entity_over_all_years() -> None:
    """Its years are not its own: both columns are under it."""
    [table] = tables("Läget är gott. Mkr Kommunen 2021 2020 Mark 12,0 14,0 Skog 3,0 2,0 Summa 15,0 16,0 Det var allt.")
    assert table[:2] == [("", "Kommunen", ""), ("Mkr", "2021", "2020")]


def test_heads_that_the_vocabulary_lacks_before_years() -> None:
    """Words before a year are its head, and no other years are made of it; a title before them is not a head."""
    heads = "Bokfört värde 2021 Förändring Bokfört värde 2022"
    text = f"Läget är gott. Drift 2022 (tkr) {heads} Hus 381 -167 214 Väg 59 -34 25 Bro 77 434 511 Det var allt."
    [table] = tables(text)
    assert table[0][1:] == ("Bokfört värde 2021", "Förändring", "Bokfört värde 2022")
    assert table[1] == ("Hus", "381", "-167", "214")


def test_notes_are_in_order() -> None:
    """The first digits of a total are no note, nor are digits far from the note before."""
    text = (
        "Läget är gott. Mkr Not 2021-12-31 2020-12-31 Mark 1 1 541,8 1 281,7 Hus 2, 4 145,1 762,2 "
        "Skog 41 377,9 91 611,9 Väg 5 160,8 127,1 Summa 6 567,5 9 719,0 Det var allt."
    )
    [table] = tables(text)
    assert [row[1:] for row in table[1:]] == [
        ("1", "1 541,8", "1 281,7"),
        ("2, 4", "145,1", "762,2"),
        ("", "41 377,9", "91 611,9"),
        ("5", "160,8", "127,1"),
        ("", "6 567,5", "9 719,0"),
    ]
