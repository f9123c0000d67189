"""A missing expected report is alerted once, its arrival once; a late one never missing is in the digest."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.alerts import Warehouse

EXPECTED = {
    "coverage_id": "k1",
    "municipality_code": "0001",
    "municipality": "Ankeborg",
    "organization_id": "o1",
    "board": "Barnnämnden",
    "report_type": "annual_report",
    "period": "2023",
    "expected_by": "declared",
    "due_on": date(2024, 3, 31),
    "status": "missing",
}


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    monkeypatch.delenv("BOKSLUT_ALERTS", raising=False)
    return Warehouse(tmp_path)


def told(warehouse: Warehouse, *coverage: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Type of message, event, title and detail of what a publication with this coverage sends."""
    path = warehouse.folder.root / "alerts.jsonl"
    path.unlink(missing_ok=True)
    warehouse.publish(coverage=coverage)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [
        (message["type"], cause["event"], found["title"], found["detail"])
        for message in map(json.loads, lines)
        for cause in message["data"]["causes"]
        for found in cause["findings"]
    ]


def test_a_missing_report_is_told_once_and_that_it_came(warehouse: Warehouse) -> None:
    ((kind, event, title, detail),) = told(warehouse, EXPECTED)
    assert (kind, event) == ("bokslut.alert", "open")
    assert title == "Rapporten har inte kommit in: Ankeborg, Barnnämnden, Årsredovisning, 2023"
    assert detail.startswith("Den väntades senast 2024-03-31.")
    assert told(warehouse, EXPECTED) == []
    came = EXPECTED | {"status": "late", "received_at": datetime(2024, 5, 2)}
    ((_, event, _, _),) = told(warehouse, came)
    assert event == "resolved"
    assert told(warehouse, came) == [], "its lateness is known"


def test_a_report_that_came_late_is_in_the_digest_once(warehouse: Warehouse) -> None:
    came = EXPECTED | {"status": "late", "received_at": datetime(2024, 5, 2)}
    ((kind, _, title, detail),) = told(warehouse, came)
    assert kind == "bokslut.digest"
    assert title.startswith("Rapporten kom sent: Ankeborg")
    assert detail == "Den väntades senast 2024-03-31 och kom 2024-05-02."
    assert told(warehouse, came) == []


@pytest.mark.parametrize("changes", [{"status": "awaited"}, {"status": "quarantined"}, {"expected_by": "series"}])
def test_what_is_not_yet_due_or_only_guessed_is_not_told(warehouse: Warehouse, changes: dict[str, Any]) -> None:
    assert told(warehouse, EXPECTED | changes) == []


def test_many_missing_reports_are_one_message(warehouse: Warehouse) -> None:
    missing = [EXPECTED | {"coverage_id": f"k{n}", "board": f"Nämnd {n}"} for n in range(30)]
    warehouse.publish(coverage=missing)
    (line,) = (warehouse.folder.root / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    message = json.loads(line)["data"]
    assert len(message["causes"]) == 30
    assert message["subject"] == "Bokslut: 30 väntade rapporter"
