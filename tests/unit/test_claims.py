"""Figures in prose: which numbers state something, with what unit, and what their sentence says about them."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.content.claims import stated_claims
from dagster_project.reading.content.references import references, years_in
from dagster_project.reading.content.statements import cell_runs, statements
from dagster_project.reading.model import Document, Heading, Page, Paragraph, Place
from dagster_project.reading.records import ClaimRecord
from dagster_project.terms import Reader


def claims(text: str, year: int | None = 2023) -> list[ClaimRecord]:
    place = Place(line=7, start=10, end=10 + len(text))
    blocks = (Heading("4 Ekonomi", 1, Place(line=5)), Paragraph(text, place))
    document = Document("d", "d.txt", Reader.TABBED, (Page(1, blocks),))
    return [claim.record for claim in stated_claims(document, year)]


def stated(text: str) -> list[tuple[str, str | None]]:
    return [(str(one.value), one.unit) for one in statements(text)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Beslut 2021-10-27, § 216, dnr KS 2022/100.", ["date", "law", "case"]),
        ("Den 16 mars enligt 4 kap. 3 § och SFS 2017:725.", ["date", "law", "law"]),
        ("Ring telefon 0501-12 34 56 eller se www.bua.se/2023.", ["contact", "contact"]),
        ("Se sidan 59, bilaga 3 och område 3 och 5.", ["number", "number", "number"]),
        ("Mål ett, två och tre följer Agenda 2030.", ["number", "name"]),
        ("Under 2023, perioden 2023-2027 och läsåret 2022/23.", ["year", "year", "year"]),
        ("Utfallet kommer v. 17 2024 för åldern 16–84 år på skala 1–6.", ["number", "name", "name"]),
        ("CO2 enligt FR2000 på 1990-talet, en 12-årig satsning.", ["name", "name", "name", "name"]),
        ("Öppet kl 8–16, 08.00–16.00 på Storgatan 12, 452 31 Bua.", ["number", "date", "contact", "contact"]),
        ("Elever i åk 7-9, 65 år och äldre, 80+ och 15-åringar.", ["number", "name", "name", "name"]),
        ("Totalt 2000 personer, 4 000 kr och 12,5 procent.", []),
    ],
)
def test_references_are_recognized_by_their_words_and_form(text: str, kinds: list[str]) -> None:
    assert [reference.kind for reference in references(text)] == kinds


def test_years_exclude_dates_unless_requested() -> None:
    text = "Beslut 2022-03-13 om budget 2021 med plan 2022–2023."
    assert [year for _, year in years_in(text)] == [2021, 2022, 2023]
    assert [year for _, year in years_in(text, in_dates=True)] == [2022, 2021, 2022, 2023]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ett överskott på 12,3 mnkr", [("12.3", "MSEK")]),
        ("en avvikelse om -614 tkr", [("-614", "TSEK")]),
        ("Andelen steg från 67,5 till 75,1 procent.", [("67.5", "percent"), ("75.1", "percent")]),
        ("från 9,2 procent i oktober 2021 till 7 i oktober 2023", [("9.2", "percent"), ("7", "percent")]),
        ("ökade med 0,3 procentenheter", [("0.3", "percentage_point")]),
        ("ca 40 miljoner kronor", [("40", "MSEK")]),
        ("Hyror blev 25200 tusen kr 2021", [("25200", "TSEK")]),
        ("Hyror blev 2,5 miljoner euro", [("2.5", "MEUR")]),
        ("en avvikelse på – 614 tkr, eller -5 %-enheter", [("-614", "TSEK"), ("-5", "percentage_point")]),
        ("15 kr per invånare", [("15", "SEK_per_capita")]),
        ("Två tredjedelar av 1 200 svarande", [("1200", "count")]),
        ("Två delar och hälften av resten", [("2", "count"), ("50", "percent")]),
        ("1,2 miljoner besökare", [("1200000.0", "count")]),
        ("700-800 bostäder per år", [("700", "count"), ("800", "count")]),
        ("24 av 30 klimatlöften", [("24", "count"), ("30", "count")]),
        ("181 kontroller varav 8 var underkända", [("181", "count"), ("8", "count")]),
        ("HME har gått från 78 till 79.", [("78", "index"), ("79", "index")]),
        ("det preliminära värdet (54)", [("54", None)]),
        ("Fyra mål nåddes och ett delvis.", [("4", "count"), ("1", "count")]),
        ("en praktikant och tre lärlingar", [("1", "count"), ("3", "count")]),
        ("7 fel, fördelat på 5 fel inom drift och 2 inom nät", [("7", "count"), ("5", "count"), ("2", "count")]),
        ("ett gott år med en ny chef", []),
        ("på den sexgradiga och den sex-gradiga skalan", []),
        ("Skolan gav 2,1 mnkr. Vuxna visar ett överskott på 2,8 och volymen föll.", [("2.1", "MSEK"), ("2.8", "MSEK")]),
        ("jämfört med år 2022", [("2022", "year")]),
        ("under 2022 och 2023 års arbete", []),
        ("1 891 264 1 874 711 1 944 883 1 980 000", []),
    ],
)
def test_statements_have_the_unit_that_the_words_give(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert stated(text) == expected


@pytest.mark.parametrize(
    ("text", "year", "kind", "direction", "hedge"),
    [
        ("Nämnden redovisade ett överskott på ca 12,3 mnkr.", None, "deviation", "surplus", "ca"),
        ("Kostnaden ökade med drygt 2,6 mnkr år 2023 jämfört med år 2022.", 2023, "change", "increase", "över"),
        ("Frånvaron ökade från 14,6 procent 2020.", 2020, "change", "increase", None),
        ("Lönerna avviker positivt mot budget, 1,7 mnkr.", None, "deviation", "surplus", None),
        ("Intäkterna uppgick under året till knappt 91,7 mnkr.", 2023, "level", None, "under"),
        ("Föregående år var 46 procent nöjda.", 2022, "share", None, None),
        ("Ett 40-tal personer intervjuades.", None, "count", None, "ca"),
    ],
)
def test_the_sentence_gives_year_kind_direction_and_hedge(
    text: str, year: int | None, kind: str, direction: str | None, hedge: str | None
) -> None:
    claim = claims(text)[0]
    assert (claim.year, claim.kind, claim.direction, claim.hedge) == (year, kind, direction, hedge)


def test_a_claim_has_its_place_section_precision_and_words() -> None:
    text = "Inledning utan tal. Skolan visade ett överskott på 2,2 mnkr mot budget. Sju mål nåddes."
    money, goals = claims(text)
    assert text[money.char_start - 10 : money.char_end - 10] == money.value_as_printed == "2,2 mnkr"  # type: ignore[operator]
    assert (money.line_number, money.section) == (7, "4 Ekonomi")
    assert money.quote == "Skolan visade ett överskott på 2,2 mnkr mot budget."
    assert (money.half_unit, goals.half_unit) == (Decimal("0.05"), Decimal(0))
    assert goals.subject == "mål nåddes"


def test_in_a_from_to_sentence_the_first_years_belong_to_the_first_figure() -> None:
    first, second = claims("Frånvaron ökade från 14,6 procent 2020 till 26,7 procent.")
    assert (first.year, second.year) == (2020, None)


@given(
    st.lists(st.sampled_from(["12,3 mnkr", "sju mål", "2023-01-02", "§ 4", "och", "år 2021", "5", "(69)", ".", "Vi"]))
)
def test_statements_never_overlap_each_other_or_references(words: list[str]) -> None:
    text = " ".join(words)
    spans = sorted(
        [(s.start, s.end) for s in statements(text) if s.unit != "year"] + [(r.start, r.end) for r in references(text)]
    )
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_runs_of_cells_are_found_inside_a_sentence() -> None:
    text = "Antal resor 45 43 42 i kommunen under två år med 3 bussar"
    assert [text[start:end] for start, end in cell_runs(text)] == ["45 43 42"]


def test_a_multiplied_count_keeps_its_printed_precision() -> None:
    (visits,) = statements("Museet hade 1,2 miljoner besökare.")
    assert (visits.value, visits.half_unit) == (Decimal(1200000), Decimal(50000))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Intäkterna uppgår till 256,4 (244,8) mnkr.", [("256.4", "MSEK", 2023), ("244.8", "MSEK", 2022)]),
        ("Resultatet uppgår till 5,1 mnkr (36 mnkr).", [("5.1", "MSEK", 2023), ("36", "MSEK", 2022)]),
        ("Ett överskott på 3,4 miljoner mot budget.", [("3.4", "MSEK", None)]),
        ("Filmen har setts av 3,4 miljoner.", [("3.4", None, None)]),
        ("Intäkterna blev 9,1 mnkr 2021 mot 8,6 mnkr året innan.", [("9.1", "MSEK", 2021), ("8.6", "MSEK", 2020)]),
        ("Resultatet på -5 mnkr gav inför årsrapport 2021 ett nytt beslut.", [("-5", "MSEK", None)]),
        ("Andelen var 9,2 procent i oktober 2021.", [("9.2", "percent", 2021)]),
        ("2027 1 000 tkr. 2028 500 tkr.", [("1000", "TSEK", 2027), ("500", "TSEK", 2028)]),
        ("1450 tkr 2027, 750 tkr 2028.", [("1450", "TSEK", 2027), ("750", "TSEK", 2028)]),
    ],
)
def test_units_and_years_stand_in_brackets_behind_and_before(
    text: str, expected: list[tuple[str, str | None, int | None]]
) -> None:
    assert [(str(claim.value), claim.unit, claim.year) for claim in claims(text)] == expected


def test_what_is_no_sentence_is_quoted_with_its_surroundings() -> None:
    first, *_ = claims("2027 1 000 tkr. 2028 500 tkr. Utgifterna uppgår till 5 000 tkr.")
    assert first.quote == "2027 1 000 tkr. 2028 500 tkr. Utgifterna uppgår till 5 000 tkr."
