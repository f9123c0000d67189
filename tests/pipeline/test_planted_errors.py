"""A planted error is found with its kind and place, and nothing else is; the clean twin has no findings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.pipeline.conftest import WholeRun
from tests.pipeline.planted import MISREAD, PLANTED, Planted
from tests.pipeline.planted_tables import TABLES

pytestmark = pytest.mark.slow

STATUSES = {"consistent", "unlikely", "inconsistent", "blocked", "not_assessed"}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_error_is_found_and_nothing_else(whole_run: WholeRun, name: str) -> None:
    rows = whole_run.pipeline.query(
        "select kind, row_label, column_label, stated, computed, difference, hint, severity "
        f"from quality.findings where file_name = '{name}.txt'"
    )
    hinted = {(finding.kind, finding.row, finding.column) for finding in PLANTED[name].findings if finding.hint}
    found = {(*row[:6], row[6] if row[:3] in hinted else None, row[7]) for row in rows}
    assert found == expected(PLANTED[name])
    assert len(rows) == len(found)


def expected(case: Planted) -> set[tuple[object, ...]]:
    """The findings of a case as rows of the query."""
    return {
        (f.kind, f.row, f.column, Decimal(f.stated), Decimal(f.computed), Decimal(f.difference), f.hint, f.severity)
        for f in case.findings
    }


@pytest.mark.parametrize("name", TABLES)
def test_clean_twin_has_no_findings(whole_run: WholeRun, name: str) -> None:
    findings = f"select kind, row_label, stated, computed from quality.findings where file_name = 'clean-{name}.txt'"
    assert whole_run.pipeline.query(findings) == []


@pytest.mark.parametrize("name", TABLES)
def test_clean_twin_is_judged(whole_run: WholeRun, name: str) -> None:
    statuses = (
        f"select status, count(*) from quality.fct_reconciliation where file_name = 'clean-{name}.txt' group by 1"
    )
    counts = dict(whole_run.pipeline.query(statuses))
    assert counts.keys() <= {"consistent", "blocked", "not_assessed"}
    assert counts["consistent"] >= 2


def test_errors_of_one_cause_are_one_cause(whole_run: WholeRun) -> None:
    causes = dict(
        whole_run.pipeline.query(
            "select split_part(file_name, '.', 1), count(distinct cause_id) from quality.findings "
            "where report_id is not null and file_name not like 'misread%' group by 1"
        )
    )
    assert causes == dict.fromkeys(PLANTED, 1)


@pytest.mark.parametrize("name", MISREAD)
def test_a_misreading_is_repaired_where_the_sums_hold_with_another_reading(whole_run: WholeRun, name: str) -> None:
    assert findings_of(whole_run, f"misread-{name}.txt") == []
    repaired = f"select repair, value from marts.figures where file_name = 'misread-{name}.txt' and repair is not null"
    assert whole_run.pipeline.query(repaired) == [(name, {"joined": Decimal(9420), "minus": Decimal(-3115)}[name])]


@pytest.mark.parametrize("name", MISREAD)
def test_a_misreading_beside_an_error_of_the_source_is_reported_as_a_misreading(whole_run: WholeRun, name: str) -> None:
    found = findings_of(whole_run, f"misread-wrong-{name}.txt")
    assert [row[:3] for row in found] == [
        ("Utfall 2021", "error", "reading_error"),
        ("Utfall 2023", "warning", "source_error"),
    ]
    assert " | " in found[0][3] and "vår läsning" in found[0][3]


def findings_of(whole_run: WholeRun, file_name: str) -> list[tuple[str, str, str, str]]:
    """Column, severity, belief and detail of a file's findings."""
    return whole_run.pipeline.query(
        "select column_label, severity, believed, detail_sv from quality.findings "
        f"where file_name = '{file_name}' order by 1"
    )


def test_statuses_are_closed_and_every_relation_has_one_row(whole_run: WholeRun) -> None:
    statuses = whole_run.pipeline.query("select distinct status from quality.fct_reconciliation")
    assert set(statuses) == STATUSES
    relations = whole_run.pipeline.query("select count(*) from quality.fct_reconciliation")
    assert relations == whole_run.pipeline.query("select count(*) from quality.relations")


@pytest.mark.parametrize("name", ["clean-words", "words"])
def test_a_term_in_words_blocks_its_column_and_no_other(whole_run: WholeRun, name: str) -> None:
    rows = whole_run.pipeline.query(
        "select column_label, status = 'blocked', contains(coalesce(reason, ''), 'årligen') "
        f"from quality.fct_reconciliation where file_name = '{name}.txt' order by 1"
    )
    assert rows == [("Budget 2023", False, False), ("Plan 2024", True, True), ("Utfall 2022", False, False)]


def test_rounding_inside_the_interval_is_consistent(whole_run: WholeRun) -> None:
    differences = whole_run.pipeline.query(
        "select difference::double, status from quality.fct_reconciliation "
        "where file_name = 'clean-rounded.txt' and difference <> 0"
    )
    assert differences == [(0.1, "consistent")]


@pytest.mark.parametrize("name", ["budget_minus_actual", "actual_minus_budget"])
def test_each_table_keeps_its_own_sign_of_deviations(whole_run: WholeRun, name: str) -> None:
    conventions = "select deviation_sign from staging.tables inner join marts.dim_report using (document_id) where"
    assert whole_run.pipeline.query(f"{conventions} file_name = 'clean-{name}.txt'") == [name]


def test_memo_rows_are_memo_and_levels_are_distinguished(whole_run: WholeRun) -> None:
    roles = (
        "select distinct row_label, aggregation_role from marts.figures "
        "where file_name = '{}' and aggregation_role <> 'leaf' order by 1"
    )
    assert whole_run.pipeline.query(roles.format("clean-memos.txt")) == [
        ("Summa kostnader", "total"),
        ("varav vikarier", "memo"),
    ]
    assert whole_run.pipeline.query(roles.format("clean-investments.txt")) == [
        ("Summa fastigheter", "subtotal"),
        ("Summa gator", "subtotal"),
        ("Summa investeringar", "total"),
        ("Summa parker", "subtotal"),
    ]


@pytest.mark.parametrize(
    ("scenario", "year", "net"), [("actual", 2022, "204.5"), ("budget", 2023, "210.1"), ("actual", 2023, "213.3")]
)
def test_primary_leaves_sum_to_the_printed_net(whole_run: WholeRun, scenario: str, year: int, net: str) -> None:
    """Each amount counts once: the report has totals, memo rows, the money by activity and a repeated table too."""
    where = f"file_name = 'clean-statement.txt' and scenario = '{scenario}' and year = {year}"
    leaves = "select sum(amount_sek) from marts.fct_finance where is_primary and aggregation_role = 'leaf' and "
    assert whole_run.pipeline.query(leaves + where) == [-Decimal(net) * 1_000_000]
    prints = f"select organization_id, is_primary from marts.fct_finance where line_item = 'net_cost' and {where}"
    rows = whole_run.pipeline.query(
        f"select count(*), count(*) filter (is_primary) from ({prints}) group by organization_id"
    )
    assert {primary for _, primary in rows} == {1}
    assert max(printed for printed, _ in rows) >= 2, "the net is printed more than once, or the test proves nothing"


def test_primary_leaf_investments_sum_to_the_printed_total(whole_run: WholeRun) -> None:
    leaves = (
        "select scenario, year, sum(amount_sek) from marts.fct_investment where is_primary and "
        "aggregation_role = 'leaf' and file_name = 'clean-investments.txt' group by all order by 1, 2"
    )
    assert whole_run.pipeline.query(leaves) == [
        ("actual", 2022, 13_760_000),
        ("actual", 2023, 14_935_000),
        ("budget", 2023, 15_180_000),
    ]


def test_every_finding_writes_out_its_sum(whole_run: WholeRun) -> None:
    details = dict(
        whole_run.pipeline.query(
            "select split_part(file_name, '.', 1), detail_sv from quality.findings where kind = 'column_sum'"
        )
    )
    assert "6 655 + 10 080 + 12 890 + 2 635 - 3 205 = 29 055, tryckt 29 455, skillnad 400 tkr" in details["column_sum"]
    assert "23,1 + 13,9 + 5,8 = 42,8, tryckt 43,3, skillnad 0,5 mnkr" in details["beyond_rounding"]
