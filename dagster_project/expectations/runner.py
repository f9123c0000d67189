"""Runs the Great Expectations suites on a warehouse and has their pages written. Knows nothing of Dagster.

Great Expectations takes seconds to import, so it is imported where it is used. Batches are pandas frames: it has no
working DuckDB engine.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.expectations import pages
from dagster_project.expectations.suites import Rule, Suite

EXAMPLES = 20
SEVERITIES = {"critical": "error", "warning": "warning", "info": "info"}


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """The outcome of one rule on one table.

    `severity` is error (a defect of the reading, report scope), warning or info (about the source). `metadata` has
    `checked` and `unexpected`, numbers of rows, and `examples`, the first unexpected rows by the suite's `named_by`.
    """

    table: tuple[str, str]
    rule: str
    passed: bool
    severity: str
    metadata: dict[str, Any] = field(default_factory=dict)


def run_suites(
    connection: duckdb.DuckDBPyConnection, data_docs_folder: Path, suites: Sequence[Suite]
) -> list[CheckOutcome]:
    """Evaluate the suites; write a page per suite into the folder, and the index of all pages that are there.

    A query that fails raises duckdb.Error: a check that could not run is a defect, not a passed check.
    """
    # It is read when Great Expectations is imported.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    # One asset for the frames of all suites: each further one would have the whole context written out again.
    asset = context.data_sources.add_pandas("warehouse").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all rows of a suite")
    data_docs_folder.mkdir(parents=True, exist_ok=True)

    outcomes: list[CheckOutcome] = []
    for suite in suites:
        frame = connection.execute(suite.sql).df()
        expectations = gx.ExpectationSuite(suite.name, expectations=[_expectation(rule) for rule in suite.rules])
        validated: Any = batch.get_batch({"dataframe": frame}).validate(
            expectations,
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": list(suite.named_by)},
        )
        results = {result.expectation_config.meta["rule"]: result for result in validated.results}
        sections = [_section(suite, rule, results[rule.name]) for rule in suite.rules]
        pages.write_suite(data_docs_folder, suite.name, ".".join(suite.table), sections)
        outcomes += [_outcome(suite, section) for section in sections]
    pages.write_index(data_docs_folder)
    return outcomes


def _expectation(rule: Rule) -> Any:
    import great_expectations.expectations as gxe

    return getattr(gxe, rule.expectation)(**rule.arguments, severity=rule.severity, meta={"rule": rule.name})


def _section(suite: Suite, rule: Rule, result: Any) -> pages.Section:
    found = result.result
    if result.exception_info.get("raised_exception", False):
        raise RuntimeError(f"rule {rule.name} on {'.'.join(suite.table)}: {result.exception_info}")
    rows = found.get("unexpected_index_list") or []
    return pages.Section(
        rule=rule.name,
        expectation=f"{rule.expectation}({', '.join(f'{key}={value!r}' for key, value in rule.arguments.items())})",
        passed=bool(result.success),
        severity=SEVERITIES[rule.severity],
        checked=int(found.get("element_count") or 0),
        unexpected=int(found.get("unexpected_count") or 0),
        rows=[{name: _plain(value) for name, value in row.items()} for row in rows],
    )


def _plain(value: Any) -> str | None:
    text = str(value)
    return None if text in ("nan", "None", "<NA>", "NaT") else text.removesuffix(".0")


def _outcome(suite: Suite, section: pages.Section) -> CheckOutcome:
    return CheckOutcome(
        table=suite.table,
        rule=section.rule,
        passed=section.passed,
        severity=section.severity,
        metadata={
            "checked": section.checked,
            "unexpected": section.unexpected,
            "examples": section.rows[:EXAMPLES],
        },
    )
