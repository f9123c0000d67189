"""Every expectation against the error it is for: a sound warehouse passes, a planted error fails exactly its rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dagster_project.expectations import pages
from dagster_project.expectations.runner import CheckOutcome, run_suites
from dagster_project.expectations.suites import Suite, built_suites, share_read_floor, staging_suites
from dagster_project.reading.records import (
    DocumentRecord,
    FigureRecord,
    NumberRecord,
    PageRecord,
    Reading,
    RelationRecord,
    RelationTermRecord,
)
from dagster_project.terms import (
    Axis,
    Domain,
    EvidenceSource,
    Expectation,
    Form,
    NumberRole,
    PeriodType,
    Reader,
    RelationKind,
    Scenario,
    TermRole,
    Unit,
)
from dagster_project.warehouse import staging

DOCUMENT = "d1"


def figure(figure_id: str, column: int, value: Decimal | None, unit: str, printed: str, **others) -> FigureRecord:
    return FigureRecord(
        document_id=DOCUMENT,
        figure_id=figure_id,
        table_id="t1",
        table_number=1,
        row_number=1,
        column_number=column,
        domain=Domain.FINANCE,
        table_title="Resultaträkning",
        section="Ekonomi",
        row_label="Summa intäkter",
        row_path="Summa intäkter",
        column_label="Utfall 2023",
        measure=None,
        scenario=Scenario.ACTUAL,
        scenario_source=EvidenceSource.COLUMN,
        year=2023,
        year_source=EvidenceSource.COLUMN,
        period_type=PeriodType.YEAR,
        value=value,
        unit=Unit(unit),
        unit_source=EvidenceSource.COLUMN,
        decimals=1,
        half_unit=None if value is None else Decimal("0.05"),
        value_as_printed=printed,
        page_number=3,
        **({"is_missing": False} | others),
    )


READING = Reading(
    document=DocumentRecord(
        document_id=DOCUMENT,
        file_name="styrelsen.pdf",
        reader=Reader.PDF,
        producer=None,
        pages=4,
        title="Årsredovisning 2023",
        report_type_as_printed="Årsredovisning",
        year=2023,
        year_source="title",
        period_end_month=12,
        document_status_as_printed=None,
        case_number=None,
        figures=4,
        unread=0,
        share_read=Decimal("1"),
        digits_read=9,
        digits_independent=9,
    ),
    pages=[
        PageRecord(
            document_id=DOCUMENT,
            page_number=3,
            page_label="3",
            width=None,
            height=None,
            digits_read=9,
            digits_independent=9,
        )
    ],
    figures=[
        figure("f1", 1, Decimal("71.1"), "MSEK", "71,1"),
        figure("f2", 2, Decimal("4.9"), "percent", "4,9 %"),
        figure("f3", 3, None, "MSEK", "—", is_missing=True),
        figure("f4", 4, None, "MSEK", "löpande"),
    ],
    relations=[
        RelationRecord(
            document_id=DOCUMENT,
            relation_id="r1",
            kind=RelationKind.COLUMN_SUM,
            form=Form.SUM,
            axis=Axis.ROWS,
            expectation=Expectation.EXPECTED,
            reason=None,
            basis="label",
            stated_figure_id="f1",
            table_id="t1",
            description="",
        )
    ],
    relation_terms=[
        RelationTermRecord(
            document_id=DOCUMENT, relation_id="r1", term_number=n, role=role, weight=Decimal(1), figure_id="f1"
        )
        for n, role in enumerate((TermRole.STATED, TermRole.PART))
    ],
    numbers=[
        NumberRecord(
            document_id=DOCUMENT,
            number_id="n1",
            token="71,1",
            digits=3,
            role=NumberRole.FIGURE,
            context="Summa intäkter 71,1",
            figure_id="f1",
        )
    ],
)


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    staging.create(connection)
    staging.load(connection, READING)
    connection.execute("create schema quality")
    connection.execute(
        "create table quality.fct_reconciliation as select 'styrelsen.pdf' as file_name, 3 as page_number, "
        "null::bigint as line_number, 'Resultaträkning' as table_title, 'Summa intäkter' as row_label, "
        "'Utfall 2023' as column_label, 'column_sum' as kind, 'consistent' as status, "
        "71.1::decimal(38, 6) as stated_value, 71.1::decimal(38, 6) as computed_value, "
        "0::decimal(38, 6) as difference, 'MSEK' as unit"
    )
    connection.execute("create schema marts")
    connection.execute(
        "create table marts.dim_report as select 'styrelsen.pdf' as file_name, 'Ankeborg' as municipality, "
        "2023 as year, 1::decimal(9, 6) as share_read, 0.95::decimal(9, 6) as share_resolved, "
        "null::varchar as partial_reasons"
    )
    yield connection
    connection.close()


def failed(outcomes: list[CheckOutcome]) -> dict[str, str]:
    return {outcome.rule: outcome.severity for outcome in outcomes if not outcome.passed}


def all_suites() -> list[Suite]:
    return staging_suites() + built_suites()


def test_a_sound_warehouse_passes_every_rule(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    outcomes = run_suites(database, tmp_path, all_suites())
    assert failed(outcomes) == {}
    assert [outcome.rule for outcome in outcomes] == [rule.name for suite in all_suites() for rule in suite.rules]
    # A rule that looks at nothing can't fail.
    assert all(outcome.metadata["checked"] for outcome in outcomes)


PLANTED = [
    ("update staging.documents set share_read = 0.5", {"share_read_is_above_the_floor": "error"}),
    (
        "update staging.documents set year = 2203",
        {"year_is_plausible": "error", "year_is_near_that_of_the_report": "error"},
    ),
    ("update staging.documents set pages = 0", {"has_a_page": "error"}),
    ("update staging.pages set digits_read = 8", {"digits_agree_with_the_independent_reader": "error"}),
    ("update staging.figures set unit = 'tkr' where figure_id = 'f1'", {"unit_is_in_the_vocabulary": "error"}),
    ("update staging.figures set half_unit = null where figure_id = 'f1'", {"half_unit_is_known": "error"}),
    ("update staging.figures set half_unit = -0.05 where figure_id = 'f1'", {"half_unit_is_not_negative": "error"}),
    ("update staging.figures set decimals = 9 where figure_id = 'f1'", {"decimals_are_plausible": "error"}),
    ("update staging.figures set value = 4e15 where figure_id = 'f1'", {"value_is_plausible": "error"}),
    ("update staging.figures set year = 1913 where figure_id = 'f1'", {"year_is_near_that_of_the_report": "error"}),
    ("update staging.figures set is_missing = true where figure_id = 'f1'", {"a_value_is_not_missing": "error"}),
    ("update staging.figures set value = 4900 where figure_id = 'f2'", {"percentage_is_plausible": "warning"}),
    (
        "update staging.figures set is_missing = false where figure_id = 'f3'",
        {"no_value_is_missing_or_in_words": "error"},
    ),
    (
        "update staging.figures set unit_source = null where figure_id = 'f1'",
        {"a_figure_has_an_attribute_with_its_source_or_says_why_not": "error"},
    ),
    (
        "update staging.figures set scenario = null, scenario_source = null where figure_id = 'f1'",
        {"a_figure_has_an_attribute_with_its_source_or_says_why_not": "error"},
    ),
    (
        "insert into staging.unresolved values ('d1', 'f1', 'year', 'contradicted', '')",
        {"a_figure_has_an_attribute_with_its_source_or_says_why_not": "error"},
    ),
    ("update staging.numbers set role = 'guess'", {"role_is_in_the_vocabulary": "error"}),
    ("update staging.numbers set digits = 0", {"a_number_has_digits": "error"}),
    ("update staging.relations set form = 'product'", {"form_is_in_the_vocabulary": "error"}),
    ("delete from staging.relation_terms where role = 'stated'", {"a_relation_states_one_result": "error"}),
    ("delete from staging.relation_terms where role = 'part'", {"a_relation_has_terms": "error"}),
    ("update marts.dim_report set share_resolved = 0.5", {"share_resolved_is_above_the_floor": "info"}),
    ("update quality.fct_reconciliation set status = 'inconsistent'", {"every_relation_holds": "warning"}),
    ("update quality.fct_reconciliation set status = 'unlikely'", {"no_difference_is_improbable": "info"}),
]


@pytest.mark.parametrize(("error", "expected"), PLANTED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_planted_error_fails_its_rule_and_no_other(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, error: str, expected: dict[str, str]
) -> None:
    database.execute(error)
    suites = [suite for suite in all_suites() if {rule.name for rule in suite.rules} & set(expected)]
    outcomes = run_suites(database, tmp_path, suites)
    assert failed(outcomes) == expected
    for outcome in outcomes:
        if not outcome.passed:
            assert outcome.metadata["unexpected"] > 0
            assert outcome.metadata["examples"][0]["file_name"] == "styrelsen.pdf"


def test_every_rule_has_a_planted_error() -> None:
    planted = {rule for _, expected in PLANTED for rule in expected}
    assert planted == {rule.name for suite in all_suites() for rule in suite.rules}


def test_a_query_that_cannot_run_is_not_a_passed_check(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    database.execute("drop table staging.numbers")
    with pytest.raises(duckdb.Error):
        run_suites(database, tmp_path, staging_suites())


def test_data_docs_are_readable_without_network(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    database.execute("update quality.fct_reconciliation set status = 'inconsistent', difference = 1")
    run_suites(database, tmp_path, staging_suites()[:1])
    run_suites(database, tmp_path, built_suites())
    pages = {page.name: page.read_text(encoding="utf-8") for page in tmp_path.glob("*.html")}
    assert set(pages) == {"index.html", "documents.html", "reports.html", "reconciliation.html"}
    for page in pages.values():
        assert "http" not in page and "<script" not in page
        assert "<style>" in page
    assert "Summa intäkter" in pages["reconciliation.html"]
    assert 'href="documents.html"' in pages["index.html"] and 'href="reconciliation.html"' in pages["index.html"]


def test_a_page_shows_every_rule_and_the_unexpected_rows_as_text(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE_ROWS", 2)
    database.execute(
        "insert into quality.fct_reconciliation select f.* replace ('inconsistent' as status, "
        "'<b>Summa</b> & ' || n as row_label, 1 as difference) from quality.fct_reconciliation as f, range(3) as t(n)"
    )
    (suite,) = [suite for suite in built_suites() if suite.name == "reconciliation"]
    run_suites(database, tmp_path, [suite])
    page = (tmp_path / "reconciliation.html").read_text(encoding="utf-8")
    for rule in suite.rules:
        assert rule.name.replace("_", " ") in page
        assert rule.expectation in page
    assert "&lt;b&gt;Summa&lt;/b&gt; &amp; 0" in page and "<b>" not in page
    assert "&amp; 2" not in page and "<p>1 more.</p>" in page
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'href="reconciliation.html#every_relation_holds"' in index, "to the rows of a rule that failed"
    assert 'href="reconciliation.html"' in index
    assert index.count("passed</span>") == index.count("failed</span>") == 1


def test_the_floor_is_that_of_the_models() -> None:
    assert 0.5 < share_read_floor() <= 1
