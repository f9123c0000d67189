"""Goals in the shapes that reports print them, and texts that are not goals."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dagster_project.reading.content.goals import find_goals, read_goals
from dagster_project.reading.model import Block, Cell, Document, Heading, ListItem, Page, Paragraph, Place, Row, Table
from dagster_project.reading.records import GoalRecord
from dagster_project.reading.sources.text.reader import read_text
from dagster_project.terms import ColumnsFrom, Reader

PLACE = Place(line=1)


def grid(*rows: tuple[str, ...]) -> Table:
    return Table(
        tuple(Row(tuple(Cell(text, PLACE) for text in row)) for row in rows), PLACE, ColumnsFrom.SEPARATOR, False
    )


def heading(text: str, level: int = 0) -> Heading:
    return Heading(text, level, PLACE)


def document(*blocks: Block, reader: Reader = Reader.TABBED) -> Document:
    return Document("d", "report.txt", reader, (Page(1, blocks),))


def goals(*blocks: Block, reader: Reader = Reader.TABBED) -> list[GoalRecord]:
    return read_goals(document(*blocks, reader=reader))


def verdicts(*blocks: Block, reader: Reader = Reader.TABBED) -> dict[str, str | None]:
    found = find_goals(document(*blocks, reader=reader))
    return {goal.name: goal.verdict.sign.assessment if goal.verdict else None for goal in found}


GOAL_TABLE = grid(
    ("Inriktningsmål", "Förväntade resultat"),
    ("● Alla ska kunna påverka sina liv", "● Egenförsörjningen ska öka"),
    ("", "◆ Tilliten ska öka"),
    ("◆ Kommunen är klimatneutral", "● Utsläppen ska minska"),
)


def test_an_empty_first_cell_continues_the_goal_above() -> None:
    found = goals(GOAL_TABLE)
    assert [(g.goal_number, g.parent_goal_number, g.level, g.text) for g in found] == [
        (1, None, "council_goal", "Alla ska kunna påverka sina liv"),
        (2, 1, "expected_result", "Egenförsörjningen ska öka"),
        (3, 1, "expected_result", "Tilliten ska öka"),
        (4, None, "council_goal", "Kommunen är klimatneutral"),
        (5, 4, "expected_result", "Utsläppen ska minska"),
    ]
    assert list(verdicts(GOAL_TABLE).values()) == ["achieved", "achieved", "partly", "partly", "achieved"]


def test_a_goal_printed_again_as_a_heading_is_the_same_goal() -> None:
    assert len(goals(GOAL_TABLE, heading("3 Resultat", 1), heading("Tilliten ska öka"), Paragraph("Text.", PLACE))) == 5


def test_numbered_titles_belong_to_the_council_goal_above_them() -> None:
    blocks = (
        heading("Måluppföljning"),
        heading("1. Vår kommun växer genom att stärka företagen", 1),
        heading("Styrelsens mål 1 - Handläggningen ska bli kortare", 2),
        Paragraph("Bedömning:  Helt uppfyllt", PLACE),
        Paragraph("Koppling Agenda 2030: Mål 9, Hållbar industri, innovationer och infrastruktur", PLACE),
        Paragraph("Indikator: Nöjdkundindex", PLACE),
        grid(("Mål 2023", "Utfall 2023"), ("72", "73")),
        Paragraph("Kommentar: Målet är inte uppfyllt fullt ut överallt.", PLACE),
        heading("Styrelsens mål 2 - Dialogen ska bli bättre", 2),
        Paragraph("Bedömning:  Delvis uppfyllt", PLACE),
        Paragraph("Koppling Agenda 2030: -", PLACE),
    )
    found = goals(*blocks)
    assert [(g.level, g.number, g.parent_goal_number, g.agenda_2030) for g in found] == [
        ("council_goal", "1", None, None),
        ("board_goal", "1", 1, "Mål 9, Hållbar industri, innovationer och infrastruktur"),
        ("board_goal", "2", 1, None),
    ]
    assert list(verdicts(*blocks).values()) == [None, "achieved", "partly"]


def test_a_form_without_layout_is_read_by_its_labels_and_order() -> None:
    blocks = (
        heading("4 Uppföljning mål", 1),
        heading("4.1 Trygg by", 2),
        Paragraph("Kommunfullmäktiges formulering Andelen trygga ska öka Kommentar Vi har nått målet förr.", PLACE),
        Paragraph("Måluppfyllelse för året Mål Trygga byn Vi har inte nått målet men är på rätt väg", PLACE),
        heading("4.1.1 Ljusa gator", 3),
        Paragraph("Nämndens formulering Gatorna ska vara ljusa Mätning 12 13", PLACE),
        heading("6 Uppföljning inriktningar", 1),
        heading("6.1 Valfrihet", 2),
        Paragraph("Nämnderna ska verka för valfrihet. Det görs ofta.", PLACE),
    )
    found = goals(*blocks, reader=Reader.FLAT)
    assert [(g.level, g.parent_goal_number, g.text) for g in found] == [
        ("council_goal", None, "4.1 Trygg by: Andelen trygga ska öka"),
        ("board_goal", 1, "4.1.1 Ljusa gator: Gatorna ska vara ljusa"),
        ("strategic", None, "6.1 Valfrihet: Nämnderna ska verka för valfrihet"),
    ]
    assert list(verdicts(*blocks, reader=Reader.FLAT).values()) == ["on_track", None, None]


def test_a_form_whose_labels_are_headings_is_read_the_same_way() -> None:
    blocks = (
        heading("4 Uppföljning mål", 1),
        heading("4.1 Trygg by", 2),
        heading("Kommunfullmäktiges formulering"),
        Paragraph("Andelen trygga ska öka", PLACE),
        heading("Måluppfyllelse för året"),
        heading("Mål"),
        Paragraph("Trygg by Vi har nått målet", PLACE),
    )
    assert verdicts(*blocks, reader=Reader.FLAT) == {"Trygg by": "achieved"}


def test_chapters_of_a_plan_are_goals_without_verdict() -> None:
    found = goals(
        heading("4 Strategiska målsättningar", 1),
        heading("4.1 Hälsa och välbefinnande", 2),
        heading("Beskrivning"),
        Paragraph("Hälsa är viktig.", PLACE),
        heading("4.1.1 Uppdrag: Utredningen ska genomföras.", 3),
        heading("4.2 Ett samhälle", 2),
        heading("5 Ekonomi", 1),
        heading("5.1 Drift", 2),
    )
    assert [(g.level, g.text) for g in found] == [
        ("strategic", "4.1 Hälsa och välbefinnande"),
        ("strategic", "4.2 Ett samhälle"),
    ]


def test_group_rows_are_goals_and_the_rows_under_them_indicators() -> None:
    table = grid(
        ("Mål och mätetal", "Utfall 2016", "Målvärde 2016"),
        ("Fler ska vara nöjda", "", ""),
        ("Andel nöjda", "87 %", "Minst 88 %"),
    )
    assert [g.text for g in goals(table)] == ["Fler ska vara nöjda"]


def test_texts_that_are_not_goals() -> None:
    assert (
        goals(
            heading("Agenda 2030"),
            ListItem("Mål 16 - Fredliga och inkluderande samhällen", "-", PLACE),
            Paragraph("Mål 2023: 56", PLACE),
            grid(("Mål 2023", "Utfall 2023"), ("72", "Minst 73")),
            grid(("Mål", "2022", "2023"), ("Soliditet", "50 %", "51 %")),
            heading("3 Måluppföljning", 1),
            heading("3.1 Inledning", 2),
            Paragraph("Bedömning: Helt uppfyllt", PLACE),
            heading("3.2 Så följer vi upp", 2),
            Paragraph("Nämnden följer upp sina mål.", PLACE),
        )
        == []
    )


def test_a_form_set_as_a_table_and_a_list_under_a_chapter_of_goals() -> None:
    form = grid(
        ("Nämndmål 1", "Alla barn ska kunna läsa"), ("Bedömning", "Delvis uppfyllt"), ("Kommentar", "Vi läser.")
    )
    listed = (heading("3 Nämndens mål", 1), ListItem("Fler vuxna ska läsa böcker", "2.", PLACE))
    found = goals(form, *listed, heading("4 Annat", 1), ListItem("Vi ska bygga en skola", "•", PLACE))
    assert [(g.number, g.text) for g in found] == [
        ("1", "Alla barn ska kunna läsa"),
        ("2", "Fler vuxna ska läsa böcker"),
    ]
    assert verdicts(form) == {"Alla barn ska kunna läsa": "partly"}


def test_goals_that_differ_in_a_year_or_a_word_are_two() -> None:
    table = grid(
        ("Nämndmål", "Kommentar"),
        ("Fler ska trivas i årskurs 8", ""),
        ("Fler ska trivas i årskurs 9", ""),
        ("Fler flickor ska trivas i skolan", ""),
        ("Fler pojkar ska trivas i skolan", ""),
    )
    assert len(goals(table)) == 4


def test_a_mark_before_a_title_and_a_verdict_without_colon() -> None:
    blocks = (
        heading("2 Måluppföljning", 1),
        heading("◆ Mål 1: Alla barn ska kunna läsa", 2),
        heading("● Mål 2: Alla barn ska kunna räkna", 2),
        heading("2.1 Trygg by", 2),
        Paragraph("Måluppfyllelse Delvis uppnått", PLACE),
        heading("2.2 Öppen by", 2),
        Paragraph("Bedömning av läget är komplicerad", PLACE),
    )
    assert verdicts(*blocks) == {
        "Alla barn ska kunna läsa": "partly",
        "Alla barn ska kunna räkna": "achieved",
        "Trygg by": "partly",
    }


def test_chapters_without_numbers_are_goals_while_each_is_assessed() -> None:
    blocks = (
        heading("Måluppfyllelse", 1),
        heading("Trygg by", 2),
        Paragraph("Bedömning: Uppnått", PLACE),
        heading("Ekonomi", 1),
        Paragraph("Status: Ej uppnått", PLACE),
        heading("Uppföljning av mål"),
        heading("Öppen by"),
        Paragraph("Bedömning: Delvis uppnått", PLACE),
        heading("Personal"),
        Paragraph("Sjukfrånvaron är låg.", PLACE),
        heading("Lokaler"),
        Paragraph("Status: Delvis klar", PLACE),
    )
    assert verdicts(*blocks) == {"Trygg by": "achieved", "Öppen by": "partly"}


@pytest.mark.parametrize(
    ("prefix", "level", "expected"),
    [
        ("000", "council_goal", {"achieved": 4, "partly": 1}),
        ("000", "expected_result", {"achieved": 7, "partly": 3}),
        ("002", "board_goal", {"achieved": 4, "partly": 3}),
        ("003", "strategic", {None: 6}),
        ("004", "council_goal", {"achieved": 3, "on_track": 6, "not_achieved": 2}),
    ],
)
def test_the_verdicts_of_real_reports(shared: Path, prefix: str, level: str, expected: dict[str | None, int]) -> None:
    (path,) = (shared / "reports").glob(f"{prefix}_*.txt")
    found = [goal for goal in find_goals(read_text(path, prefix, path.name)) if goal.level == level]
    assert Counter(goal.verdict.sign.assessment if goal.verdict else None for goal in found) == expected
