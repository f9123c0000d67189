"""Reports that are copied, renamed, corrected, removed and put back, and of the findings in them."""

from __future__ import annotations

import os
from typing import Any

import pytest

from dagster_project.cli import run
from dagster_project.reading.records import RECORD_TYPES
from dagster_project.state import builds
from dagster_project.warehouse import staging
from dagster_project.warehouse.folder import sha256
from tests.pipeline.conftest import Pipeline

STATUSES = "select file_name, status, copies, attempts from state.ledger order by 1, 2"
FINDINGS = "select finding_id, state, resolution, detail_sv from quality.findings order by 1"
SEEN = "select finding_id, first_seen_at from quality.findings order by 1"


def test_reports_are_added_corrected_removed_and_put_back(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    corrected = pipeline.put("a.txt", "figures 1 -2")
    copy = pipeline.put("copy of a.txt", "figures 1 -2")
    withdrawn = pipeline.put("sub/b.txt", "figures -5 3")
    bad = pipeline.put("bad.txt", "encrypted")
    assert pipeline.run() == 0
    assert pipeline.query(STATUSES) == [
        ("a.txt", "read", 2, 1),
        ("bad.txt", "quarantined", 1, 1),
        ("sub/b.txt", "read", 1, 1),
    ]
    assert pipeline.query(FINDINGS) == [("Rad 0 sub/b", "open", None, "-5"), ("Rad 1 a", "open", None, "-2")]
    assert pipeline.query("select count(*) filter (last_run_id is null) from state.ledger") == [0]
    first_seen = pipeline.query(SEEN)
    old, gone = sha256(corrected), sha256(withdrawn)

    corrected.write_text("figures 1 2", encoding="utf-8")
    for path in (copy, withdrawn, bad):
        path.unlink()
    assert pipeline.run() == 0
    assert pipeline.query(STATUSES) == [
        ("a.txt", "read", 1, 1),
        ("a.txt", "superseded", 0, 1),
        ("bad.txt", "removed", 0, 1),
        ("sub/b.txt", "removed", 0, 1),
    ]
    assert pipeline.query("select superseded_by from state.ledger where superseded_by is not null") == [
        sha256(corrected)
    ]
    assert pipeline.query(FINDINGS) == [
        ("Rad 0 sub/b", "resolved", "withdrawn", "-5"),
        ("Rad 1 a", "resolved", "revised", "-2"),
    ]
    assert pipeline.query("select file_name from marts.dim_report") == ["a.txt"]
    assert pipeline.query("select count(*) from quality.quarantine") == [0]
    assert set(pipeline.query("select document_id from staging.documents")) == {old, gone, sha256(corrected)}
    assert pipeline.folder.archived(gone).read_text() == "figures -5 3"
    assert "Findings: 0" in capsys.readouterr().out

    pipeline.put("b is back.txt", "figures -5 3")
    os.utime(corrected)
    assert pipeline.run() == 0
    assert "nothing new to read" in capsys.readouterr().err, "neither the touched file nor the one that came back"
    assert pipeline.query("select file_name, status from state.ledger where in_raw order by 1") == [
        ("a.txt", "read"),
        ("b is back.txt", "read"),
    ]
    assert pipeline.query(FINDINGS) == [
        ("Rad 0 sub/b", "open", None, "-5"),
        ("Rad 1 a", "resolved", "revised", "-2"),
    ]
    assert pipeline.query(SEEN) == first_seen
    assert pipeline.query("select count(*) from quality.quarantine") == [0]


def test_a_new_reading_version_replaces_the_old_in_batches(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        pipeline.put(f"{number}.txt", f"figures {number}")
    assert pipeline.run() == 0
    monkeypatch.setattr(run.RereadRequest, "config", lambda _: {"most_outdated": 2})
    monkeypatch.setattr("dagster_project.reading.pool.LIBRARY_VERSION", "new")
    published = []
    end = builds.end

    def ended(*arguments: Any, is_whole: bool) -> None:
        end(*arguments, is_whole=is_whole)
        published.append((is_whole, pipeline.query("select value::int from marts.figures order by 1")))

    monkeypatch.setattr(builds, "end", ended)
    assert pipeline.run() == 0
    assert published == [(False, [0, 1, 2]), (True, [0, 1, 2])], "two runs, and nothing is missing after the first"
    assert pipeline.query("select distinct attempts from state.ledger") == [2]

    # What the new reading stages has other columns: nothing of the old can stay, so nothing is left for later.
    monkeypatch.setattr("dagster_project.reading.pool.LIBRARY_VERSION", "newer")
    with pipeline.folder.connect() as database:
        database.execute(f"alter table {staging.table_name(RECORD_TYPES[0])} add column another integer")
    published.clear()
    assert pipeline.run() == 0
    assert published == [(True, [0, 1, 2])]
