"""Which layers of the dbt project may read staging and state."""

from __future__ import annotations

from typing import Any

import pytest

from dagster_project.warehouse import dbt as models

# Schemas whose models call source(). The others read conformed models, which give every row its report.
READ_SOURCES = {"conformed"}


@pytest.fixture(scope="module")
def nodes() -> list[dict[str, Any]]:
    return [node for node in models.manifest()["nodes"].values() if node["resource_type"] == "model"]


def reads_source(node: dict[str, Any]) -> bool:
    return any(parent.startswith("source.") for parent in node["depends_on"]["nodes"])


def test_only_conformed_models_read_a_source(nodes: list[dict[str, Any]]) -> None:
    assert [node["name"] for node in nodes if node["schema"] not in READ_SOURCES and reads_source(node)] == []


def test_a_model_that_reads_a_source_is_detected(nodes: list[dict[str, Any]]) -> None:
    assert {"figure_scopes", "expected_reports"} <= {node["name"] for node in nodes if reads_source(node)}
    assert {"marts", "quality", "history"} <= {node["schema"] for node in nodes}
