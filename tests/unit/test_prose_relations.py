"""Sentences against tables: claims that are confirmed, claims that are slips, and above all those to be left alone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.read import read_report
from dagster_project.reading.records import Reading
from dagster_project.reading.relations.prose.sentences import names_row, same_noun, subject_words
from dagster_project.reading.relations.prose.slips import Slip

TOWN = """Kulturnämnden
Årsredovisning 2024

1 Ekonomi

Driftredovisning

Belopp i tkr\tBudget 2024\tUtfall 2024\tAvvikelse mot budget\tUtfall 2023\tFörändring
Intäkter\t12 400\t12 918\t518\t11 020\t1 898
Personal\t-31 600\t-32 347\t-747\t-30 115\t-2 232
Lokalkostnader\t-8 250\t-8 104\t146\t-7 866\t-238
Bidrag till föreningar\t-4 100\t-4 962\t-862\t-4 640\t-322
Nettokostnad\t-31 550\t-32 495\t-945\t-31 601\t-894

Kommentar

{text}

2 Personal

Personalmått

Mått\t2024\t2023
Sjukfrånvaro, %\t6,4 %\t6,9 %
Personalomsättning, %\t9,5 %\t11,2 %
"""

BOOK = """Bua kommun
Verksamhetsberättelse 2024

1 Ärenden

Inkomna klagomål

Typ\tAntal 2024
Skriftliga klagomål\t31
Muntliga klagomål\t57
Summa klagomål\t88
Varav obesvarade\t12

{text}
"""


def outcomes(tmp_path: Path, text: str, frame: str = TOWN) -> list[tuple[str, str, str]]:
    """The relations of a text with the tables: value as printed, kind, and confirmed, open or the slip."""
    path = tmp_path / "rapport.txt"
    path.write_text(frame.format(text=text), encoding="utf-8")
    reading = read_report(path, "d" * 64, path.name)
    return [_outcome(reading, relation.relation_id) for relation in reading.relations if relation.axis == "prose"]


def _outcome(reading: Reading, relation_id: str) -> tuple[str, str, str]:
    relation = next(r for r in reading.relations if r.relation_id == relation_id)
    claim_ids = {t.claim_id for t in reading.relation_terms if t.relation_id == relation_id}
    claim = next(c for c in reading.claims if c.claim_id in claim_ids)
    last = relation.basis.split("+")[-1]
    slip = last if last in [*Slip, "aim"] else None
    return (claim.value_as_printed, relation.kind, slip or ("open" if relation.reason else "confirmed"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lokalkostnaderna uppgick till 8,1 mnkr.", [("8,1 mnkr", "claim_vs_table", "confirmed")]),
        ("Bidragen till föreningar blev 5,0 mnkr.", [("5,0 mnkr", "claim_vs_table", "confirmed")]),
        ("Intäkterna har ökat med 1,9 mnkr jämfört med 2023.", [
            ("1,9 mnkr", "claim_vs_table", "confirmed"), ("2023", "year_slip", "confirmed")]),
        ("Nettokostnaden ökade med 2,8 procent jämfört med föregående år.", [
            ("2,8 procent", "period_change", "confirmed")]),
        ("Lokalkostnaderna understiger budget med 0,1 mnkr.", [("0,1 mnkr", "claim_vs_table", "confirmed")]),
        ("Nämndens sjukfrånvaro är 6,4 procent.", [("6,4 procent", "claim_vs_table", "confirmed")]),
        ("Kulturnämndens sjukfrånvaro är 6,4 procent.", [("6,4 procent", "claim_vs_table", "confirmed")]),
    ],
)  # fmt: skip
def test_true_sentences_are_confirmed(tmp_path: Path, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert outcomes(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("text", "value", "slip"),
    [
        ("Intäkterna blev 12,9 mnkr, vilket avviker positivt från budget med 0,52 tkr.", "0,52 tkr", "unit_slip"),
        ("Lokalkostnaderna uppgår till 8 104 mnkr.", "8 104 mnkr", "unit_slip"),
        ("Personalomsättningen var 9,6 procent.", "9,6 procent", "last_digit"),
        ("Nettokostnaden ökade med ca 4,1 procent jämfört med 2023.", "4,1 procent", "growth"),
        ("Bidrag till föreningar blev 0,9 mnkr, ett underskott på 0,9 mnkr.", "0,9 mnkr", "copied_from_row"),
    ],
)  # fmt: skip
def test_slips_are_recognized(tmp_path: Path, text: str, value: str, slip: str) -> None:
    assert (value, slip) in {(v, s) for v, _, s in outcomes(tmp_path, text)}


@pytest.mark.parametrize(
    "text",
    [
        # Of a unit, a part, a forecast, another year, or of the rest when something is taken out.
        "Bibliotekets personalkostnader uppgick till 9,4 mnkr.",
        "Bibliotekets intäkter redovisas till 2,4 mnkr.",
        "Intäkterna prognostiserades i delårsrapporten till 12,1 mnkr.",
        "Intäkterna 2023 uppgick till 11,0 mnkr, varav bidrag från staten 1,1 mnkr.",
        "Exklusive biblioteket har intäkterna minskat. Intäkterna har ökat med 0,5 mnkr jämfört med 2023.",
        "Jämförelsen är rensad från engångsposter. Nettokostnaden ökade med 1,1 procent jämfört med 2023.",
        "Intäkterna väntas 2025 öka med 0,3 mnkr jämfört med 2024.",
        "Intäkterna har ökat med 0,4 mnkr jämfört med 2024 års budget.",
        "Personalomsättningen har minskat från 11,2 till 9,5 procent.",
        "Sjukfrånvaron har sjunkit från 6,5 till 6,4 procent.",
        "Kvinnornas sjukfrånvaro är 6,5 procent och männens 5,9 procent.",
        "Sjukfrånvaron i kommunen var 6,3 procent.",
        "Intäkterna avviker positivt från budget med ca 0,6 mnkr.",
        "Intäkterna avviker positivt från prognos med 0,52 tkr.",
        "Lokalkostnaderna uppgick till 7,9 mnkr.",
        "Sjukfrånvaron var 6,5 procent i december.",
        "Personalomsättningen var 9,6 procent bland vikarier.",
        "Bland annat har lokalkostnaderna ökat med 0,2 mnkr på museet.",
        "Hyreskostnader till följd av valet 2018 ingår. Lokalkostnaderna blev 8,1 mnkr, delvis på grund av valet 2018.",
    ],
)
def test_a_claim_that_may_be_of_another_quantity_is_left_alone(tmp_path: Path, text: str) -> None:
    assert {outcome for _, _, outcome in outcomes(tmp_path, text)} <= {"open", "confirmed"}


def test_a_growth_is_not_judged_under_the_heading_of_a_unit(tmp_path: Path) -> None:
    sentence = "Nettokostnaden ökade med 4,1 procent jämfört med 2023."
    assert ("4,1 procent", "period_change", "growth") in outcomes(tmp_path, sentence)
    assert ("4,1 procent", "period_change", "open") in outcomes(tmp_path, f"Biblioteket\n\n{sentence}")


@pytest.mark.parametrize(
    ("before", "outcome"),
    [
        ("Jämförelsen är rensad från engångsposter.\n\nArbetet har följt planen.", "open"),
        ("Jämförelsen är rensad från engångsposter.\n\n## Översikt", "growth"),
    ],
)
def test_what_a_section_excludes_holds_to_its_end(tmp_path: Path, before: str, outcome: str) -> None:
    found = outcomes(tmp_path, f"{before}\n\nNettokostnaden ökade med 4,1 procent jämfört med 2023.")
    assert ("4,1 procent", "period_change", outcome) in found


def test_a_table_with_a_misread_unit_makes_no_slips(tmp_path: Path) -> None:
    text = "Intäkterna blev 12,9 tkr. Lokalkostnaderna blev 8,1 tkr. Bidrag till föreningar blev 5,0 tkr."
    assert {outcome for _, _, outcome in outcomes(tmp_path, text)} == {"open"}


def test_the_comparison_must_be_with_a_year_before_the_report(tmp_path: Path) -> None:
    outcomes(tmp_path, "Intäkterna har ökat med 1,9 mnkr jämfört med år 2025.")
    path = tmp_path / "rapport.txt"
    reading = read_report(path, "d" * 64, path.name)
    (slip,) = [r for r in reading.relations if r.kind == "year_slip"]
    limit = next(t for t in reading.relation_terms if t.relation_id == slip.relation_id and t.role == "limit")
    assert (slip.form, limit.value, limit.unit) == ("bound", Decimal(2023), "year")


def test_a_plan_aims_at_its_own_year_or_a_later_one(tmp_path: Path) -> None:
    plan = """Kulturnämnden\nVerksamhetsplan 2024\n\nBudget\n\nTkr\tBudget 2024\tUtfall 2022\nIntäkter\t12 400\t11 900
Kostnader\t-31 600\t-30 100\n\nMål\n\n{text}\n"""
    text = "Ett program för läsning tas fram under 2023. Alla bibliotek ska vara öppna senast år 2026."
    assert outcomes(tmp_path, text, plan) == [("2023", "year_slip", "aim"), ("2026", "year_slip", "aim")]
    assert outcomes(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi svarar fort, men 12 procent av klagomålen är obesvarade.", ["ratio_percent"]),
        ("Vi svarar fort, men 14 procent av klagomålen är obesvarade.", ["ratio_percent"]),
        ("Vi svarar fort, men 30 procent av klagomålen är obesvarade.", []),
        ("Vi svarar fort, men 12 procent av klagomålen är gamla.", []),
    ],
)
def test_a_share_is_compared_with_the_counts_it_is_of(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert [kind for _, kind, _ in outcomes(tmp_path, text, BOOK)] == expected


AREAS = ("Stöd", "Styrning", "Ledning", "Kvalitet", "Miljö")


def evaluation(items: tuple[int, ...]) -> str:
    """An evaluation that lists each area's topics beside its points, and gives each area a table of two questions."""
    boxes = "".join(
        f"### Område {number} {area}\n\nRubriker\tPoäng\n<ul>{'<li>• Ett ämne</li>' * count}</ul>\t{number + 3}\n\n"
        for number, (area, count) in enumerate(zip(AREAS, items, strict=True), 1)
    )
    tables = "".join(
        f"<b>{number}.</b>\t<b>{area}</b>\t<b>Uppnått</b>\t<b>Max</b>\n{number}.1\tFinns en plan?\t{number}\t10\n"
        f"{number}.2\tFöljs den upp?\t3\t10\n\t\t<b>{number + 3}</b>\t<b>20</b>\n\n"
        for number, area in enumerate(AREAS, 1)
    )
    return f"# Utvärdering 2024\n\n## 1. Områden\n\n{boxes}## 2. Översikt\n\n{tables}"


@pytest.mark.parametrize(
    ("items", "stated"),
    [((2, 2, 3, 2, 2), [2, 2, 3, 2, 2]), ((3, 3, 3, 2, 2), []), ((2, 2, 2, 2, 2), [2, 2, 2, 2, 2])],
)
def test_lists_are_counted_where_most_have_one_item_per_row(
    tmp_path: Path, items: tuple[int, ...], stated: list[int]
) -> None:
    path = tmp_path / "utvardering.txt"
    path.write_text(evaluation(items), encoding="utf-8")
    reading = read_report(path, "d" * 64, path.name)
    counts = {r.relation_id for r in reading.relations if r.kind == "count_of_items"}
    terms = [t for t in reading.relation_terms if t.relation_id in counts]
    assert [t.value for t in terms if t.role == "stated"] == stated
    assert len([t for t in terms if t.role == "part"]) == 2 * len(stated)


@pytest.mark.parametrize(
    ("subject", "label", "is_named"),
    [
        ("Kostnader för köp av tjänster", "Köp av tjänster", True),
        ("Utgifterna för reinvesteringar", "Reinvestering", True),
        ("Verksamhetens intäkter", "S:a Intäkter", True),
        ("Vuxenutbildningen", "Vuxenutbildning", True),
        ("Gymnasieverksamheten", "Gymnasieverksamhet", True),
        ("Övriga kostnader", "Kostnader", False),
        ("Bibliotekens kostnader", "Kostnader", False),
        ("Verksamhetens kostnader", "Verksamhetens intäkter", False),
        ("Sjukfrånvaron för kvinnor", "Sjukfrånvaro (%)", False),
        ("Personalens utbildning", "Personal", False),
    ],
)
def test_a_subject_names_a_row_by_all_its_specific_words(subject: str, label: str, is_named: bool) -> None:
    words = subject_words(f"{subject.lower()} uppgick till ")
    assert names_row(words, label) == is_named


@given(st.text("abcdeåäö", min_size=1, max_size=12), st.text("abcdeåäö", min_size=1, max_size=12))
def test_being_one_noun_is_mutual(first: str, second: str) -> None:
    assert same_noun(first, first)
    assert same_noun(first, second) == same_noun(second, first)
