"""Great Expectations in the asset graph: one asset check per rule, with its severity and outcome. No rules here.

A check is named `gx__<table>__<rule>`. Its metadata has `checked` and `unexpected`, numbers of rows, and `examples`, a
Markdown table of the first unexpected rows. None stops a run: they judge reports, and one odd report must not hold back
the others. A check that could not run fails its step, and with it the run.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from dagster_project.expectations.runner import CheckOutcome, run_suites
from dagster_project.expectations.suites import Suite, built_suites, staging_suites
from dagster_project.orchestration.previews import markdown
from dagster_project.orchestration.resources import Warehouse


def check_name(suite: Suite | CheckOutcome, rule: str) -> str:
    """The name of a rule's asset check."""
    return f"gx__{suite.table[1]}__{rule}"


def result(outcome: CheckOutcome) -> dg.AssetCheckResult:
    """An outcome as Dagster shows it: an error is a defect of the reading, everything else a warning."""
    examples = outcome.metadata["examples"]
    header = list(examples[0]) if examples else []
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey(list(outcome.table)),
        check_name=check_name(outcome, outcome.rule),
        passed=outcome.passed,
        severity=dg.AssetCheckSeverity.ERROR if outcome.severity == "error" else dg.AssetCheckSeverity.WARN,
        metadata={
            "checked": outcome.metadata["checked"],
            "unexpected": outcome.metadata["unexpected"],
            "severity": outcome.severity,
            "examples": dg.MetadataValue.md(markdown(header, [tuple(row.values()) for row in examples])),
        },
    )


def suite_checks(name: str, suites: Sequence[Suite], *, before_publication: bool = False) -> dg.AssetChecksDefinition:
    """All rules of some suites as one step, so that their pages are written together.

    `before_publication` makes downstream assets wait for the step, so that the published Data Docs contain its pages.
    It is Dagster's `blocking`, which stops a run only at a failure of error severity.
    """
    specs = [
        dg.AssetCheckSpec(
            name=check_name(suite, rule.name),
            asset=dg.AssetKey(list(suite.table)),
            blocking=before_publication,
            description=f"Great Expectations: {rule.name.replace('_', ' ')} ({rule.severity}).",
        )
        for suite in suites
        for rule in suite.rules
    ]

    @dg.multi_asset_check(name=name, specs=specs)
    def check(warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
        with warehouse.folder.connect() as database:
            outcomes = run_suites(database, warehouse.folder.built_data_docs, suites)
        for outcome in outcomes:
            yield result(outcome)

    return check


asset_checks = [
    suite_checks("staging_expectations", staging_suites()),
    suite_checks("built_expectations", built_suites(), before_publication=True),
]
