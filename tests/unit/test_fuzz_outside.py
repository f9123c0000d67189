"""Invented reports as outside: every feature occurs, the truth agrees with the print, and text keeps its form."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.invent import invented
from lab.invent.outside import invent_outside
from lab.invent.outside.axes import ALL_ENGINES, GRADED
from lab.invent.outside.heads import as_printed, on_two_lines
from lab.invent.outside.report import with_one_primary
from lab.invent.outside.unit_place import Money
from lab.invent.outside.world import Span
from lab.plant import is_disjoint
from lab.printed import Case, Cell, Figure, Heading, Meaning, Paragraph, Row, Table, TableStyle
from lab.typeset import available
from lab.typeset.text import text_of
from lab.typography import Typography
from tests.unit.test_fuzz_inventor import grid

SEEDS = range(300)
_MONEY_WORD = re.compile(r"\b(tkr|kkr|mn?kr|kronor|sek|mdkr|euro|eur|meur)\b|\bkr\b|€", re.IGNORECASE)
_HEADS = ["Budgetavvikelse", "Utfall jan - apr 2023", "Årsbudget", "Budget 2023", "Fg prognos"]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [invent_outside(seed) for seed in SEEDS]


def texts(case: Case) -> str:
    """All that the report prints."""
    found: list[str] = []
    for block in case.blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(block.text)
        elif isinstance(block, Table):
            found += [block.title, *block.notes, *(cell.whole for row in block.rows for cell in row.cells)]
    return "\n".join(found)


def test_every_feature_occurs_in_a_hundredth_of_the_seeds(cases: list[Case]) -> None:
    occurs = Counter(feature for case in cases for feature in case.features)
    assert {feature: occurs[feature] for feature in GRADED if occurs[feature] < len(SEEDS) / 100} == {}


def test_the_same_seed_gives_the_same_report() -> None:
    assert [invent_outside(seed) for seed in range(5)] == [invent_outside(seed) for seed in range(5)]
    assert invented(3, family="both") == invented(3, family="both")


def test_every_figure_is_in_the_cell_that_it_names(cases: list[Case]) -> None:
    for case in cases:
        grids = [grid(table) for table in case.tables]
        for figure in case.figures:
            text = grids[figure.table][figure.row, figure.column]
            digits = "".join(character for character in text if character.isdigit())
            assert digits == figure.value.replace(".", "").replace("-", ""), (case.seed, figure)


def test_every_sum_holds_as_printed(cases: list[Case]) -> None:
    for case in cases:
        assert [relation for relation in case.relations if is_disjoint(case, relation)] == [], case.seed


def test_a_unit_that_is_nowhere_is_in_no_text(cases: list[Case]) -> None:
    nowhere = [case for case in cases if any(figure.unit == "?" for figure in case.figures)]
    assert len(nowhere) > len(cases) / 20
    for case in nowhere:
        # Money per person has another unit; only the unit of amounts is missing.
        printed = re.sub(r"kr ?(/|per )\w+", "", texts(case))
        assert _MONEY_WORD.search(printed) is None, (case.seed, _MONEY_WORD.search(printed))


def test_a_period_has_the_dates_and_the_year_of_its_figure(cases: list[Case]) -> None:
    kinds: Counter[str] = Counter()
    for case in cases:
        for figure in case.figures:
            meaning = figure.meaning
            if not meaning.period_type:
                continue
            kinds[meaning.period_type] += 1
            assert date.fromisoformat(meaning.period_end).year == figure.year, (case.seed, figure)
            assert meaning.period_type == "point_in_time" or meaning.period_start <= meaning.period_end
    assert set(kinds) == {"year", "half_year", "tertial", "quarter", "month", "year_to_date", "point_in_time"}


def test_a_year_that_is_asked_is_printed_or_follows_from_one_that_is(cases: list[Case]) -> None:
    for case in cases:
        years = {int(year) for year in re.findall(r"\d{4}", texts(case))} | {
            2000 + int(day[:2]) for day in re.findall(r"\b\d{6}\b", texts(case))
        }
        for figure in case.figures:
            # The year before or after one that is printed is known by words ("fg år").
            assert figure.year <= 0 or {figure.year - 1, figure.year, figure.year + 1} & years, (case.seed, figure)


def test_a_year_that_is_printed_nowhere_follows_from_the_decision(cases: list[Case]) -> None:
    dated = [case for case in cases if "year.decision" in case.features]
    assert len(dated) > 10
    assert all(not re.search(r"\d{4}", case.title) for case in dated)


@pytest.mark.parametrize(
    ("span", "kind", "end"),
    [
        (Span(2024, 1, 4), "tertial", "2024-04-30"),
        (Span(2024, 2, 2), "month", "2024-02-29"),
        (Span(2023), "year", "2023-12-31"),
        (Span(2023, 1, 8), "year_to_date", "2023-08-31"),
    ],
)
def test_spans(span: Span, kind: str, end: str) -> None:
    assert (span.meaning.period_type, span.meaning.period_end) == (kind, end)
    assert span.back().meaning.period_end[:4] == str(span.year - 1)


@given(st.sampled_from(_HEADS), st.sampled_from(["plain", "broken", "hyphenated", "cut"]), st.integers())
def test_a_head_keeps_its_letters_when_it_is_broken(text: str, form: str, seed: int) -> None:
    printed = as_printed(Random(seed), text, form)
    assert re.sub(r"[-\s]", "", printed) == re.sub(r"[-\s]", "", text)
    assert form != "plain" or printed == text


def test_heads_without_places_are_all_on_two_lines_or_none() -> None:
    assert on_two_lines(["Budget 2023", "Budgetavvikelse", "Utfall jan - apr"]) == [
        "Budget\n2023",
        "Budget\navvikelse",
        "Utfall\njan - apr",
    ]
    assert on_two_lines(["Budget 2023", "Utfall"]) is None


def test_every_form_is_written(cases: list[Case]) -> None:
    assert {"html", "text_layout", "text_cells", "text_rows", "text_tabs"} <= available() & set(ALL_ENGINES)
    assert len({case.engine for case in cases}) >= 8


def table(**style: str) -> Table:
    """Two columns under one head, one of them on two lines; a row with a gap and an accounting minus."""
    rows = (
        Row((Cell("Tkr", rows=1), Cell("Period", span=2)), "header"),
        Row((Cell(""), Cell("Utfall"), Cell("Avvik\nelse")), "header"),
        Row((Cell("Hyror"), Cell("1 234"), Cell("300", edge="-"))),
        Row((Cell("Avgifter"), Cell(""), Cell("12"))),
    )
    return Table("", rows, ("left", "right", "right"), (0.4, 0.2, 0.2), style=TableStyle(**style))  # type: ignore[arg-type]


def case_of(printed: Table, engine: str) -> Case:
    from dataclasses import replace

    return replace(invent_outside(1), engine=engine, blocks=(printed,), figures=())


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        (
            "text_layout",
            "Tkr            Period\n"
            "                    Avvik\n"
            "           Utfall\n"
            "                     else\n"
            "Hyror       1 234   - 300\n"
            "Avgifter               12\n",
        ),
        ("text_rows", "Tkr Period\nUtfall Avvik\nelse\nHyror 1 234 - 300\nAvgifter 12\n"),
        ("text_tabs", "Tkr\tPeriod\t\n\tUtfall\tAvvik else\nHyror\t1 234\t- 300\nAvgifter\t\t12\n"),
        (
            "text_cells",
            "Tkr\n\nPeriod\n\n\n\nUtfall\n\nAvvik\nelse\n\nHyror\n\n1 234\n\n- 300\n\nAvgifter\n\n\n\n12\n",
        ),
    ],
)
def test_a_table_as_text(engine: str, expected: str) -> None:
    assert text_of(case_of(table(vertical="middle"), engine)) == expected


def net_cost(
    table: int, label: str, owner: tuple[str, str] = ("", "-"), measure: str = "", primary: str = ""
) -> Figure:
    name, kind = owner
    told = Meaning(organization=name, organization_kind=kind, measure=measure, primary=primary)
    return Figure(table, 1, 1, (label,), ("Utfall 2023",), "5", "TSEK", "actual", 2023, role="total", meaning=told)


def test_a_quantity_that_two_tables_print_is_primary_in_neither() -> None:
    account = net_cost(0, "Nettokostnad", measure="net_cost", primary="yes")
    of_activities = net_cost(1, "Summa verksamheter")
    of_a_board = net_cost(1, "Miljönämnden", ("Miljönämnden", "board"))
    assert with_one_primary([account, of_activities])[0].meaning.primary == ""
    assert with_one_primary([account, of_a_board])[0].meaning.primary == "yes"


def test_sentences_have_the_unit_in_words() -> None:
    money = Money("TSEK", "1 000 kr", 0, 1.0, 2.0)
    figure = replace(net_cost(0, "Nettokostnad"), value="250")
    assert "250 tkr" in money.sentence(Random(1), figure, Typography("space", "hyphen", "attached", "hyphen")).text
