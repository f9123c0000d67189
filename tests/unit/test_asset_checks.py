"""How outcomes of the suites look in the asset graph."""

from __future__ import annotations

import dagster as dg
import pytest

from dagster_project.expectations.runner import CheckOutcome
from dagster_project.orchestration.checks.expectations import asset_checks, result


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ("error", dg.AssetCheckSeverity.ERROR),
        ("warning", dg.AssetCheckSeverity.WARN),
        ("info", dg.AssetCheckSeverity.WARN),
    ],
)
def test_an_outcome_keeps_its_severity_and_its_rows(severity: str, expected: dg.AssetCheckSeverity) -> None:
    found = result(
        CheckOutcome(
            ("staging", "figures"),
            "half_unit_is_known",
            False,
            severity,
            {"checked": 9, "unexpected": 1, "examples": [{"file_name": "a.pdf", "row_label": "Summa"}]},
        )
    )
    assert (found.passed, found.severity) == (False, expected)
    assert found.asset_key == dg.AssetKey(["staging", "figures"])
    assert found.check_name == "gx__figures__half_unit_is_known"
    assert found.metadata["unexpected"].value == 1
    assert "| a.pdf | Summa |" in str(found.metadata["examples"].value)


def test_what_can_fail_with_an_error_blocks_nothing() -> None:
    """One odd report never holds back the others: only checks that can at most warn may be waited for."""
    for definition in asset_checks:
        for spec in definition.check_specs:
            assert not (spec.blocking and "(critical)" in (spec.description or ""))


def test_check_names_are_unique() -> None:
    keys = [spec.key for definition in asset_checks for spec in definition.check_specs]
    assert len(keys) == len(set(keys))
