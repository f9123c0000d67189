"""The Great Expectations suites as data: which rows are checked, and what is expected of them.

Staging is checked against what a report can plausibly contain: ranges, units, years, the share of numbers read.
Reconciliation and the share of figures resolved are SQL's; their suites only list the rows that do not hold and the
reports that leave much to assume. Keys and accepted values are dbt tests.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from dagster_project.terms import Form, NumberRole
from dagster_project.warehouse.dbt import OWN_PROJECT


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation by its class name in `great_expectations.expectations`.

    `severity` is that of Great Expectations: critical for a defect of the reading (report scope: it blocks nothing),
    warning or info for an oddity of the source.
    """

    name: str
    severity: str
    expectation: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Suite:
    """The rules on one selection of one table. `named_by` are the columns that identify a row to the reader."""

    name: str
    table: tuple[str, str]
    sql: str
    named_by: tuple[str, ...]
    rules: tuple[Rule, ...]


def _between(name: str, column: str, low: float | None, high: float | None, severity: str = "critical") -> Rule:
    arguments = {"column": column, "min_value": low, "max_value": high}
    return Rule(name, severity, "ExpectColumnValuesToBeBetween", arguments)


def _in_set(name: str, column: str, values: list[Any], severity: str = "critical") -> Rule:
    return Rule(name, severity, "ExpectColumnValuesToBeInSet", {"column": column, "value_set": values})


def _given(name: str, column: str) -> Rule:
    return Rule(name, "critical", "ExpectColumnValuesToNotBeNull", {"column": column})


# A report that gives the unit, scenario and period of fewer of its figures leaves much to assume.
SHARE_RESOLVED_FLOOR = 0.9


@cache
def share_read_floor() -> float:
    """The least share of a report's numbers that must be read, a variable of the dbt project."""
    project = yaml.safe_load((OWN_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    return float(project["vars"]["share_read_floor"])


@cache
def units() -> list[str]:
    """The codes of units, from the seed."""
    with (OWN_PROJECT / "seeds" / "units.csv").open(encoding="utf-8", newline="") as file:
        return [row["unit"] for row in csv.DictReader(file)]


# Figures with the columns that a reader needs to find them in the report.
_FIGURES = """
select
    documents.file_name, figures.page_number, figures.line_number, figures.table_title, figures.row_label,
    figures.column_label, figures.value_as_printed, figures.value::double as value, figures.unit,
    figures.half_unit::double as half_unit, figures.decimals, figures.year,
    figures.year - documents.year as years_from_report, figures.is_missing
from staging.figures as figures
inner join staging.documents as documents on figures.document_id = documents.document_id
"""
_FIGURE_NAMES = ("file_name", "page_number", "line_number", "row_label", "column_label", "value_as_printed")

# Figures x what they mean. A value has its source, and a null is listed among the unresolved; nothing is both.
_ATTRIBUTES = """
with attributes as (
    select figure_id, 'unit' as attribute, unit as given, unit_source as source from staging.figures
    union all
    select figure_id, 'scenario', scenario, scenario_source from staging.figures
    union all
    select figure_id, 'year', coalesce(year::varchar, period_start, period_end), year_source
    from staging.figures
)
select
    documents.file_name, figures.page_number, figures.line_number, figures.row_label, figures.column_label,
    figures.value_as_printed, attributes.attribute, attributes.given, attributes.source, unresolved.reason,
    case
        when attributes.given is not null and attributes.source is not null and unresolved.reason is null then 'given'
        when attributes.given is null and unresolved.reason is not null then 'unresolved'
        else 'unexplained'
    end as state
from attributes
inner join staging.figures as figures on attributes.figure_id = figures.figure_id
inner join staging.documents as documents on figures.document_id = documents.document_id
left join staging.unresolved as unresolved
    on attributes.figure_id = unresolved.figure_id and attributes.attribute = unresolved.attribute
where figures.value is not null
"""


def staging_suites() -> list[Suite]:
    """The suites on staging, evaluated before any model is built."""
    return [
        Suite(
            "documents",
            ("staging", "documents"),
            "select file_name, pages, year, figures, unread, share_read::double as share_read from staging.documents",
            ("file_name",),
            (
                _between("share_read_is_above_the_floor", "share_read", share_read_floor(), 1),
                # Municipalities in their present form exist since 1971; plans concern a few years ahead.
                _between("year_is_plausible", "year", 1971, 2100),
                _between("has_a_page", "pages", 1, None),
            ),
        ),
        Suite(
            "pages",
            ("staging", "pages"),
            "select documents.file_name, pages.page_number, pages.digits_read, pages.digits_independent "
            "from staging.pages as pages "
            "inner join staging.documents as documents on pages.document_id = documents.document_id",
            ("file_name", "page_number"),
            (
                Rule(
                    "digits_agree_with_the_independent_reader",
                    "critical",
                    "ExpectColumnPairValuesToBeEqual",
                    {"column_A": "digits_read", "column_B": "digits_independent"},
                ),
            ),
        ),
        Suite(
            "figures",
            ("staging", "figures"),
            _FIGURES + "where figures.value is not null",
            _FIGURE_NAMES,
            (
                _in_set("unit_is_in_the_vocabulary", "unit", units()),
                _given("half_unit_is_known", "half_unit"),
                _between("half_unit_is_not_negative", "half_unit", 0, None),
                _between("decimals_are_plausible", "decimals", 0, 5),
                _between("value_is_plausible", "value", -1e12, 1e12),
                _between("year_is_near_that_of_the_report", "years_from_report", -40, 40),
                _in_set("a_value_is_not_missing", "is_missing", [False]),
            ),
        ),
        Suite(
            "percentages",
            ("staging", "figures"),
            _FIGURES + "where figures.value is not null and figures.unit = 'percent'",
            _FIGURE_NAMES,
            (_between("percentage_is_plausible", "value", -1000, 1000, "warning"),),
        ),
        Suite(
            "figures_without_value",
            ("staging", "figures"),
            _FIGURES + "where figures.value is null and not figures.is_missing",
            _FIGURE_NAMES,
            (
                Rule(
                    "no_value_is_missing_or_in_words",
                    "critical",
                    "ExpectColumnValuesToMatchRegex",
                    {"column": "value_as_printed", "regex": r"[^\W\d_]"},
                ),
            ),
        ),
        Suite(
            "attributes",
            ("staging", "unresolved"),
            _ATTRIBUTES,
            (*_FIGURE_NAMES, "attribute", "given", "source", "reason"),
            (_in_set("a_figure_has_an_attribute_with_its_source_or_says_why_not", "state", ["given", "unresolved"]),),
        ),
        Suite(
            "numbers",
            ("staging", "numbers"),
            "select documents.file_name, numbers.page_number, numbers.line_number, numbers.token, numbers.role, "
            "numbers.context, numbers.digits from staging.numbers as numbers "
            "inner join staging.documents as documents on numbers.document_id = documents.document_id",
            ("file_name", "page_number", "line_number", "token", "context"),
            (
                _in_set("role_is_in_the_vocabulary", "role", [role.value for role in NumberRole]),
                _between("a_number_has_digits", "digits", 1, 40),
            ),
        ),
        Suite(
            "relations",
            ("staging", "relations"),
            "select documents.file_name, relations.kind, relations.form, relations.description, "
            "count(terms.role) filter (where terms.role = 'stated') as stated_terms, "
            "count(terms.role) filter (where terms.role <> 'stated') as other_terms "
            "from staging.relations as relations "
            "inner join staging.documents as documents on relations.document_id = documents.document_id "
            "left join staging.relation_terms as terms on relations.relation_id = terms.relation_id "
            "where relations.expectation = 'expected' "
            "group by relations.relation_id, file_name, kind, form, description",
            ("file_name", "kind", "description"),
            (
                _in_set("form_is_in_the_vocabulary", "form", [form.value for form in Form]),
                _between("a_relation_states_one_result", "stated_terms", 1, 1),
                _between("a_relation_has_terms", "other_terms", 1, None),
            ),
        ),
    ]


def built_suites() -> list[Suite]:
    """The suites on reports and reconciliations, evaluated after the models are built."""
    return [
        Suite(
            "reports",
            ("marts", "dim_report"),
            "select file_name, municipality, year, share_read::double as share_read, "
            "share_resolved::double as share_resolved, partial_reasons from marts.dim_report order by file_name",
            ("file_name", "share_read", "share_resolved", "partial_reasons"),
            (_between("share_resolved_is_above_the_floor", "share_resolved", SHARE_RESOLVED_FLOOR, 1, "info"),),
        ),
        Suite(
            "reconciliation",
            ("quality", "fct_reconciliation"),
            "select file_name, page_number, line_number, table_title, row_label, column_label, kind, status, "
            "rtrim(rtrim(stated_value::varchar, '0'), '.') as stated, "
            "rtrim(rtrim(computed_value::varchar, '0'), '.') as computed, "
            "rtrim(rtrim(difference::varchar, '0'), '.') as difference, unit "
            "from quality.fct_reconciliation where status in ('consistent', 'unlikely', 'inconsistent') "
            "order by file_name, page_number, line_number",
            (
                "file_name",
                "page_number",
                "line_number",
                "table_title",
                "row_label",
                "column_label",
                "kind",
                "stated",
                "computed",
                "difference",
                "unit",
            ),
            (
                Rule(
                    "every_relation_holds",
                    "warning",
                    "ExpectColumnValuesToNotBeInSet",
                    {"column": "status", "value_set": ["inconsistent"]},
                ),
                Rule(
                    "no_difference_is_improbable",
                    "info",
                    "ExpectColumnValuesToNotBeInSet",
                    {"column": "status", "value_set": ["unlikely"]},
                ),
            ),
        ),
    ]
