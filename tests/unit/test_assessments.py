"""The meaning of printed signs: words, characters, drawn marks, and the report's own legend over the vocabulary."""

from __future__ import annotations

import pytest

from dagster_project.reading.content.assessments import read_assessments
from dagster_project.reading.content.explanations import read_legend
from dagster_project.reading.content.goals import read_goals
from dagster_project.reading.content.legend import Legend, clause_of, verdict_of
from dagster_project.reading.model import (
    Block,
    Cell,
    Document,
    Heading,
    Mark,
    Page,
    Paragraph,
    Place,
    Row,
    Symbol,
    Table,
)
from dagster_project.reading.records import AssessmentRecord
from dagster_project.terms import ColumnsFrom, Reader

PLACE = Place(page=1)


def dot(colour: str, shape: str = "circle") -> Cell:
    return Cell("", PLACE, symbols=(Symbol(shape, colour, PLACE),))


def grid(*rows: tuple[str | Cell, ...], columns_from: ColumnsFrom = ColumnsFrom.SEPARATOR) -> Table:
    cells = [tuple(cell if isinstance(cell, Cell) else Cell(cell, PLACE) for cell in row) for row in rows]
    return Table(tuple(Row(row) for row in cells), PLACE, columns_from, columns_from is not ColumnsFrom.SEPARATOR)


def document(*blocks: Block, reader: Reader = Reader.TABBED) -> Document:
    return Document("d", "report", reader, (Page(1, blocks),))


def assessed(*blocks: Block, reader: Reader = Reader.TABBED) -> list[AssessmentRecord]:
    read = document(*blocks, reader=reader)
    return read_assessments(read, read_goals(read))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Helt uppfyllt", "achieved"),
        ("Vi har nått målet", "achieved"),
        ("Uppfyllelse 100 procent", "achieved"),
        ("Målet bedöms uppnås", "achieved"),
        ("I hög grad uppfyllt", "high_degree"),
        ("Delvis uppnått", "partly"),
        ("Uppfyllelse 91–99 procent", "partly"),
        ("Målet nås till viss del", "partly"),
        ("Vi har inte nått målet men är på rätt väg", "on_track"),
        ("Vi har inte nått målet", "not_achieved"),
        ("Ej uppfyllt", "not_achieved"),
        ("Målet uppnås inte", "not_achieved"),
        ("Uppfyllelse 90 procent eller lägre", "not_achieved"),
        ("Ej utvärderad", "not_evaluated"),
        ("Uppföljning är inte genomförd", "not_evaluated"),
        ("Pågår", None),
        ("Nöjda kunder", None),
    ],
)
def test_words_of_a_verdict(text: str, verdict: str | None) -> None:
    assert verdict_of(text) == verdict


def test_the_clause_of_a_verdict_is_cut_out_of_text_without_layout() -> None:
    assert clause_of("Mål Trygg by Vi har inte nått målet 4.5 Nästa mål") == "Vi har inte nått målet"
    assert clause_of("Status direktiv Delvis uppnått Nästa rubrik") == "Delvis uppnått"


def test_a_printed_legend_wins_over_the_vocabulary() -> None:
    red_is_fine = Symbol("circle", "red", PLACE)
    legend = read_legend(
        document(Mark(red_is_fine, "Helt uppfyllt", PLACE), Paragraph("◆ Uppnått ● Ej uppnått", PLACE))
    )
    assert legend.of_symbol(red_is_fine) == "achieved"
    assert (legend.of_character("◆"), legend.of_character("●")) == ("achieved", "not_achieved")


def test_one_marked_verdict_is_not_a_legend() -> None:
    legend = read_legend(document(Paragraph("◆ Helt uppfyllt", PLACE)))
    assert legend.of_character("◆") == "unknown"


def test_an_unexplained_mark_is_unknown_except_among_several_characters_without_colour() -> None:
    green = Symbol("circle", "green", PLACE)
    assert Legend().of_symbol(green) == "unknown"
    assert (Legend().of_character("●"), Legend().of_character("✔")) == ("unknown", "achieved")
    several = Paragraph("● Fler ska bo här", PLACE), Paragraph("◆ Fler ska arbeta här", PLACE)
    assert read_legend(document(*several)).of_character("●") == "achieved"
    assert read_legend(document(several[0])).of_character("●") == "unknown"
    coloured = read_legend(document(*several)).sign("●", [green])
    assert coloured is not None
    assert (coloured.assessment, coloured.as_printed) == ("unknown", "circle green ●")


DELVIS, EJ = Symbol("diamond", "yellow", PLACE), Symbol("circle", "red", PLACE)
LEGENDS: dict[str, tuple[Block, ...]] = {
    "marks in lines": (Mark(DELVIS, "Målet är delvis uppfyllt", PLACE), Mark(EJ, "Målet är ej uppfyllt", PLACE)),
    "a table": (grid((dot("yellow", "diamond"), "Delvis uppfyllt"), (dot("red"), "Ej uppfyllt")),),
    "a table with a header": (
        grid(("Symbol", "Betydelse"), (dot("yellow", "diamond"), "Delvis uppfyllt"), (dot("red"), "Ej uppfyllt")),
    ),
    "one row of a table": (grid((dot("yellow", "diamond"), "Delvis uppfyllt", dot("red"), "Ej uppfyllt")),),
    "one cell": (grid((Cell("Delvis uppfyllt Ej uppfyllt", PLACE, symbols=(DELVIS, EJ)), "")),),
    "words": (Paragraph("Gul = målet är delvis uppfyllt, röd = målet är ej uppfyllt.", PLACE),),
    "words of shapes": (Paragraph("Gul romb betyder delvis uppfyllt. Röd cirkel betyder ej uppfyllt.", PLACE),),
    "characters": (Paragraph("◆ Delvis uppfyllt   ● Ej uppfyllt", PLACE),),
    "characters in a table": (grid(("◆", "Delvis uppfyllt"), ("●", "Ej uppfyllt")),),
    "characters in lines": (Paragraph("◆ Delvis uppfyllt", PLACE), Paragraph("● Ej uppfyllt", PLACE)),
}


@pytest.mark.parametrize("blocks", LEGENDS.values(), ids=LEGENDS)
def test_a_legend_is_found_in_any_kind_of_block(blocks: tuple[Block, ...]) -> None:
    legend = read_legend(document(*blocks, reader=Reader.PDF))
    assert (legend.of_symbol(DELVIS), legend.of_symbol(EJ)) == ("partly", "not_achieved")


def test_a_status_beside_its_word_in_a_table_of_goals_is_not_a_legend() -> None:
    rows = ("Alla elever ska ha uppnått målen", dot("red"), "12 %"), ("Fler ska bo här", dot("green"), "15 %")
    legend = read_legend(document(grid(("Mål", "Status", "Utfall"), *rows), reader=Reader.PDF))
    assert legend.marks == {}


def test_a_triangle_is_a_direction_in_a_column_of_trends_and_a_status_elsewhere() -> None:
    (record,) = assessed(grid(("Mått", "Utfall 2023", "Trend"), ("Andel nöjda", "86 %", dot("green", "triangle_down"))))
    assert (record.assessment, record.trend, record.as_printed) == (None, "down", "triangle_down green")
    (record,) = assessed(grid(("Mått", "Utfall 2023", "Status"), ("Andel nöjda", "86 %", dot("green", "triangle"))))
    assert (record.assessment, record.trend, record.as_printed) == ("unknown", None, "triangle green")


def test_dots_in_a_column_are_verdicts_on_indicators_under_their_goal() -> None:
    marks = [
        ("green", "Uppfyllelse 100 procent"),
        ("yellow", "Uppfyllelse 91–99 procent"),
        ("grey", "Uppföljning är inte genomförd"),
    ]
    records = assessed(
        *(Mark(Symbol("circle", colour, PLACE), text, PLACE) for colour, text in marks),
        Heading("4.1 Nämndens mål och mätetal", 2, PLACE),
        grid(
            ("Mål och mätetal", "Utfall 2015", "Utfall 2016", "Målvärde 2016", "Uppfyllelse"),
            (Cell("Fler ska vara nöjda med servicen", PLACE, bold=True), "", "", "", ""),
            ("Andel nöjda", "86 %", "87 %", "Minst 88 %", dot("yellow")),
            ("Andel mycket nöjda", "-", "60 %", "Minst 60 %", dot("green")),
            ("Andel som klagar", "", "", "0", dot("grey")),
            columns_from=ColumnsFrom.DRAWN,
        ),
        reader=Reader.PDF,
    )
    assert [(r.row_label, r.assessment, r.as_printed) for r in records] == [
        ("Andel nöjda", "partly", "circle yellow"),
        ("Andel mycket nöjda", "achieved", "circle green"),
        ("Andel som klagar", "not_evaluated", "circle grey"),
    ]
    first = records[0]
    assert first.subject_type == "indicator"
    assert first.row_path == "Fler ska vara nöjda med servicen > Andel nöjda"
    assert (first.column_label, first.year, first.goal_number) == ("Uppfyllelse", 2016, 1)


def test_arrows_are_directions_in_a_value_cell_and_in_a_column_without_header() -> None:
    records = assessed(
        grid(("Mått", "Utfall 2023", "Utfall 2022"), ("Delaktighet", "→ 69 %", "69 %"), ("Examen", "↗ 75,1%", "74%")),
        Heading("Sjukfrånvaron ska minska", 2, PLACE),
        grid(("Mått", "", "Utfall 2023", "Utfall 2022"), ("Sjukfrånvaro", "↘", "9,3 %", "10,3%")),
    )
    assert [(r.row_label, r.trend, r.assessment, r.year) for r in records] == [
        ("Delaktighet", "unchanged", None, 2023),
        ("Examen", "up", None, 2023),
        ("Sjukfrånvaro", "down", None, 2023),
    ]


def test_a_status_column_beside_indicators_is_about_the_indicators() -> None:
    records = assessed(
        grid(
            ("Nämndmål", "Indikator", "Målvärde 2023", "Utfall 2023", "Status"),
            ("Alla elever ska lyckas", "Andel behöriga", "90 %", "88 %", "Delvis uppnått"),
            ("", "Meritvärde", "230", "231", "Uppnått"),
        )
    )
    assert [(r.subject_type, r.row_path, r.assessment, r.goal_number) for r in records] == [
        ("indicator", "Alla elever ska lyckas > Andel behöriga", "partly", 1),
        ("indicator", "Alla elever ska lyckas > Meritvärde", "achieved", 1),
    ]


def test_one_status_for_a_goal_with_several_indicators_is_about_the_goal() -> None:
    records = assessed(
        grid(
            ("Mål", "Indikatorer", "Måluppfyllelse"),
            ("Alla elever ska lyckas", "Andel behöriga", "Delvis"),
            ("", "Meritvärde", ""),
        )
    )
    assert [(r.subject_type, r.row_label, r.assessment) for r in records] == [
        ("goal", "Alla elever ska lyckas", "partly")
    ]


def test_the_status_of_a_project_is_not_a_verdict_on_a_goal() -> None:
    assert assessed(grid(("Projekt", "Budget 2023", "Status"), ("Ny skola", "1 000", "Klar"))) == []


def test_an_unread_status_is_kept_as_unknown() -> None:
    (record,) = assessed(grid(("Uppdrag", "Status", "Kommentar"), ("Utred en ny förskola", "Pågår", "Arbetet fortgår")))
    assert (record.subject_type, record.assessment, record.as_printed) == ("assignment", "unknown", "Pågår")


def test_a_bold_row_with_nothing_but_a_mark_is_an_assessed_goal() -> None:
    records = assessed(
        Paragraph("Grön: uppfyllt. Gul: delvis uppfyllt. Röd: ej uppfyllt.", PLACE),
        Heading("Kommunfullmäktiges mål och indikatorer", 1, PLACE),
        grid(
            ("Mål och indikatorer", "Utfall 2016", "Målvärde 2016", "Status"),
            (Cell("Fler ska vara nöjda", PLACE, bold=True), "", "", dot("red")),
            ("Andel nöjda", "↗ 87 %", "88 %", dot("yellow")),
            columns_from=ColumnsFrom.DRAWN,
        ),
        reader=Reader.PDF,
    )
    assert [(r.subject_type, r.row_label, r.column_label, r.assessment, r.trend) for r in records] == [
        ("goal", "Fler ska vara nöjda", "Status", "not_achieved", None),
        ("indicator", "Andel nöjda", "Status", "partly", "up"),
    ]


def test_arrows_beside_a_verdict_on_the_goal_are_about_the_indicators() -> None:
    records = assessed(
        grid(
            ("Mål", "Indikatorer", "Utfall 2023", "Måluppfyllelse"),
            ("Alla elever ska lyckas", "Andel behöriga", "↗ 88 %", "Delvis"),
            ("", "Meritvärde", "↘ 230", ""),
        )
    )
    assert [(r.subject_type, r.row_label, r.assessment, r.trend) for r in records] == [
        ("goal", "Alla elever ska lyckas", "partly", None),
        ("indicator", "Andel behöriga", None, "up"),
        ("indicator", "Meritvärde", None, "down"),
    ]


FACES = grid(
    ("Delmål", "Utfall 2023", "Uppfyllt"),
    ("Kortare köer", "86", "😒"),
    ("Nöjda besökare", "88", "😊"),
    ("Lägre frånvaro", "7,1", "😐"),
)


def test_faces_are_verdicts() -> None:
    assert [(a.row_label, a.assessment) for a in assessed(FACES)] == [
        ("Kortare köer", "not_achieved"),
        ("Nöjda besökare", "achieved"),
        ("Lägre frånvaro", "partly"),
    ]


def test_a_legend_of_long_lines_wins_over_what_faces_usually_mean() -> None:
    lines = (
        "😊= Delmålet bedöms vara uppfyllt vid årets slut enligt den senaste uppföljningen",
        "😐= Delmålet är inte utvärderat, eftersom undersökningen görs först under nästa år",
        "😒= Delmålet bedöms inte bli uppfyllt, trots de åtgärder som har vidtagits under året",
    )
    verdicts = [a.assessment for a in assessed(*(Paragraph(line, PLACE) for line in lines), FACES)]
    assert verdicts == ["not_achieved", "achieved", "not_evaluated"]
