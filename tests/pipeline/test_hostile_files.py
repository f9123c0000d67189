"""Files that can't be read are quarantined with a reason a person understands; the others are read all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dagster_project.reading.errors import UnreadableReport
from dagster_project.reading.read import read_report
from tests.pipeline import hostile, planted
from tests.pipeline.conftest import WholeRun

slow = pytest.mark.slow
shared_run = pytest.mark.xdist_group("whole_run")
UNREADABLE = hostile.unreadable()


@pytest.mark.parametrize(("name", "reason"), [(name, reason) for name, (reason, _) in UNREADABLE.items()])
def test_reading_refuses_it_and_says_why(tmp_path: Path, name: str, reason: str) -> None:
    path = tmp_path / "file"
    path = path.with_suffix(Path(name).suffix)
    path.write_bytes(UNREADABLE[name][1])
    with pytest.raises(UnreadableReport) as caught:
        read_report(path, "id", name)
    assert caught.value.reason == reason
    assert name in caught.value.detail
    assert any(separator in caught.value.detail for separator in ("; ", ": send")), "a remedy follows what is wrong"


@slow
@shared_run
def test_each_bad_file_is_quarantined_and_nothing_else(whole_run: WholeRun) -> None:
    assert whole_run.exit_code == 0
    rows = whole_run.pipeline.query("select file_name, reason from quality.quarantine")
    assert dict(rows) == {name: reason for name, (reason, _) in UNREADABLE.items()}
    undated = whole_run.pipeline.query("select count(*) from quality.quarantine where first_seen_at is null")
    assert undated == [0]


@slow
@shared_run
def test_every_other_file_is_a_report(whole_run: WholeRun) -> None:
    read = set(whole_run.pipeline.query("select file_name from marts.dim_report"))
    assert read == set(whole_run.before) - set(UNREADABLE) - {hostile.SAME_BYTES[1]}
    assert len(read) == len(hostile.ODD_BUT_READABLE) - 1 + len(planted.TABLES) + len(planted.PLANTED)


@slow
@shared_run
def test_raw_files_are_untouched(whole_run: WholeRun) -> None:
    assert whole_run.after == whole_run.before


@slow
@shared_run
def test_same_bytes_are_one_report_under_both_names(whole_run: WholeRun) -> None:
    names = "select file_name from state.ledger where document_id = (select document_id from marts.dim_report"
    assert sorted(whole_run.pipeline.query(f"{names} where municipality = 'Övertorneå') order by 1")) == sorted(
        hostile.SAME_BYTES
    )


@slow
@shared_run
def test_a_report_without_figures_is_a_report(whole_run: WholeRun) -> None:
    report = "select municipality, board, year, is_partial from marts.dim_report where file_name = 'utan siffror.txt'"
    assert whole_run.pipeline.query(report) == [("Arvidsjaur", "Kommunstyrelsen", 2023, False)]
    figures = "select count(*) from marts.figures where file_name = 'utan siffror.txt'"
    assert whole_run.pipeline.query(figures) == [0]
    findings = "select kind from quality.findings where file_name = 'utan siffror.txt'"
    assert whole_run.pipeline.query(findings) == []


@slow
@shared_run
def test_the_engineer_is_told_once_of_each_file(whole_run: WholeRun) -> None:
    told = "select file_name, severity from quality.findings where kind = 'unreadable_report'"
    assert sorted(whole_run.pipeline.query(told)) == sorted((file, "error") for file in UNREADABLE)


def test_a_file_that_may_not_be_opened_is_named(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text(hostile.ODD_BUT_READABLE["första.txt"], encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root may open every file")
    with pytest.raises(UnreadableReport) as caught:
        read_report(path, "id", "closed.txt")
    assert "closed.txt" in caught.value.detail
