"""How a sentence is tied to a cell: by a name, by digits, by what it stands under; and what looks like a slip."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.reading.read import read_report
from dagster_project.reading.records import FigureRecord, Reading
from dagster_project.reading.relations.prose.naming import coverage, is_title_of, same_word, words_of
from dagster_project.terms import Expectation

REPORT = """Teaternämnden
Årsredovisning 2024

1 Ekonomi

Resultaträkning

Belopp i tkr\tUtfall 2024\tBudget 2024\tUtfall 2023
Intäkter\t9 322\t9 214\t8 610
Personalkostnader\t-61 245\t-63 100\t-59 872
Kostnader för lokaler\t-18 406\t-18 000\t-17 955
Kommunbidrag\t75 885\t75 885\t70 117
Årets resultat\t5 556\t-1 000\t900

Kommentar

{text}

2 Personal

Antal anställda

Grupp\t2024\t2023
Skådespelare\t34\t31
Tekniker\t12\t14
Totalt antal anställda\t46\t45
"""

PLAN = """Teaternämnden
Investeringsbudget 2027

Investeringar

Projekt (tkr)\tBudget 2027\tPlan 2028\tTotal utgift
Ny scen\t1 450\t750\t2 200
Ljusanläggning\t400\t100\t3 000
Vagnar\t0\t900\t900

Beskrivningar

Projektnamn\tLjusanläggning
Investeringsutgift\t{text}
"""


def ties(tmp_path: Path, text: str, frame: str = REPORT) -> list[tuple[str, str | None, int | None, str]]:
    """Each claim with the row and value of its figure, and what it rests on; '' of one that is not tied."""
    path = tmp_path / "rapport.txt"
    path.write_text(frame.format(text=text), encoding="utf-8")
    reading = read_report(path, "d" * 64, path.name)
    return [(c.value_as_printed, *_tie(reading, c.claim_id)) for c in reading.claims if c.unit != "year"]


def _tie(reading: Reading, claim_id: str) -> tuple[str | None, int | None, str]:
    figures = {figure.figure_id: figure for figure in reading.figures}
    for relation in reading.relations:
        terms = [term for term in reading.relation_terms if term.relation_id == relation.relation_id]
        if relation.expectation == Expectation.EXPECTED and any(term.claim_id == claim_id for term in terms):
            figure: FigureRecord = next(figures[term.figure_id] for term in terms if term.figure_id)
            assert relation.confidence is not None
            return figure.row_label, int(figure.value or 0), relation.basis
    return None, None, ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nämnden har fått ett kommunbidrag om 75 885 tkr.", [("Kommunbidrag", 75885)]),
        ("Året slutade med ett resultat på 5,6 mnkr mot budgeterade -1 000 tkr.", [
            ("Årets resultat", 5556), ("Årets resultat", -1000)]),
        ("Kostnaderna för personal blev 61,2 mnkr (59,9 mnkr).", [
            ("Personalkostnader", -61245), ("Personalkostnader", -59872)]),
        ("Lokalkostnaderna uppgick till 18 406 tkr.", [("Kostnader för lokaler", -18406)]),
        ("Intäkterna har ökat från 8 610 tkr till 9 322 tkr.", [("Intäkter", 8610), ("Intäkter", 9322)]),
        ("Intäkterna blev 9 322 tkr jämfört med 8 610 tkr året innan.", [("Intäkter", 9322), ("Intäkter", 8610)]),
        ("Vid årets slut hade nämnden 46 medarbetare.", [("Totalt antal anställda", 46)]),
        # The difference of two cells is tied to the first of them.
        ("Personalkostnaderna avviker positivt från budget med 1,9 mnkr.", [("Personalkostnader", -61245)]),
    ],
)  # fmt: skip
def test_sentences_are_tied_to_what_they_restate(tmp_path: Path, text: str, expected: list[tuple[str, int]]) -> None:
    assert [(row, value) for _, row, value, _ in ties(tmp_path, text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Hyran för repetitionssalen är 1 000 tkr per år.",
        "Staden ger ett bidrag på 5 556 tkr till filmfestivalen.",
        "Vid premiären stod 46 personer i kö.",
        "Intäkterna väntas bli 9 800 tkr nästa år.",
        "Mallen anger t.ex.: Intäkter 9 322 tkr.",
    ],
)
def test_equal_digits_without_a_name_tie_nothing(tmp_path: Path, text: str) -> None:
    assert [row for _, row, _, _ in ties(tmp_path, text)] == [None]


@pytest.mark.parametrize(
    ("text", "row", "slip"),
    [
        ("Intäkterna uppgick till 9 232 tkr.", "Intäkter", "turned_digits"),
        ("Lokalkostnaderna blev 2024 sammanlagt 18 906 tkr.", "Kostnader för lokaler", "changed_digit"),
        ("Personalkostnaderna slutade på 61 245 mnkr.", "Personalkostnader", "unit_slip"),
        ("Intäkterna uppgick 2024 till 9 214 tkr.", "Intäkter", "copied_from_row"),
    ],
)
def test_slips_name_the_cell_that_is_meant(tmp_path: Path, text: str, row: str, slip: str) -> None:
    ((_, tied, _, basis),) = ties(tmp_path, text)
    assert (tied, basis.split("+")[-1]) == (row, slip)


def test_a_field_of_a_form_names_the_row_and_a_sentence_the_column(tmp_path: Path) -> None:
    text = "2027 400 tkr. 2028 100 tkr. Projektets totala utgifter uppgår till 4 000 tkr."
    found = [(row, value, basis.split("+")[-1]) for _, row, value, basis in ties(tmp_path, text, PLAN)]
    assert [row for row, _, _ in found] == ["Ljusanläggning"] * 3
    assert [value for _, value, _ in found] == [400, 100, 3000]
    assert found[-1][2] == "named_cell"


@pytest.mark.parametrize(
    ("label", "text", "share"),
    [
        ("Personalkostnader", "kostnaderna för personal uppgick till", 1),
        ("Kostnader personal", "personalkostnaderna uppgick till", 1),
        ("Övr. kostnader", "övriga kostnader blev", 1),
        ("Totalt antal anställda", "totalt 34 medarbetare", 1),
        ("Hållbart medarbetarengagemang (HME)", "värdet för HME", 0.5),
        ("Sjukfrånvaro, 30–49 år", "sjukfrånvaron 29 år och yngre", 1 / 3),
        ("Intäkter", "kostnaderna", 0),
    ],
)
def test_a_text_covers_a_share_of_a_label(label: str, text: str, share: float) -> None:
    assert coverage(label, words_of(text)) == pytest.approx(share)


def test_a_title_is_a_label_without_number_and_brackets() -> None:
    assert is_title_of("4 Digitalisering bibliotek (6290)", "Digitalisering av bibliotek")
    assert not is_title_of("Digitalisering av museum", "Digitalisering av bibliotek")
    assert same_word("förv.", "förvaltningen") and not same_word("förv.", "försäljning")


@pytest.mark.parametrize(("period", "slips"), [("2027-2028", 0), ("2029", 1), ("Åren 2028 till 2030", 0)])
def test_the_period_of_a_project_has_a_year_with_an_amount(tmp_path: Path, period: str, slips: int) -> None:
    path = tmp_path / "plan.txt"
    text = f"2027 400 tkr.\nProjektets genomförandeperiod\t{period}"
    path.write_text(PLAN.format(text=text), encoding="utf-8")
    reading = read_report(path, "d" * 64, path.name)
    assert sum(relation.kind == "year_slip" for relation in reading.relations) == slips
