"""Unreadable files are quarantined with a reason that a person understands; all others are read."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from dagster_project.cli.screen import printable
from dagster_project.errors import UnreadableReport
from dagster_project.orchestration.previews import markdown
from dagster_project.reading.limits import MOST_SHAPES
from dagster_project.reading.read import read_report
from dagster_project.state import db as state
from dagster_project.state import ledger
from dagster_project.state.migrations import migrate
from dagster_project.warehouse.folder import sha256
from dagster_project.warehouse.raw_folder import listing
from tests.pipeline import hostile, planted
from tests.pipeline.conftest import WholeRun
from tests.pipeline.planted_tables import TABLES

UNREADABLE = hostile.unreadable()
NOBODY = 65534


@pytest.fixture(scope="module")
def specials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = tmp_path_factory.mktemp("specials")
    hostile.write(raw)
    return raw


@pytest.mark.parametrize(("name", "reason"), [(name, reason) for name, (reason, _) in UNREADABLE.items()])
def test_an_unreadable_file_is_refused_with_its_reason(tmp_path: Path, name: str, reason: str) -> None:
    path = tmp_path / "file"
    path = path.with_suffix(Path(name).suffix)
    path.write_bytes(UNREADABLE[name][1])
    with pytest.raises(UnreadableReport) as caught:
        read_report(path, "id", name)
    assert caught.value.reason == reason
    assert name in caught.value.detail
    assert any(separator in caught.value.detail for separator in ("; ", ": send")), "a hint follows the error"


def test_only_the_text_of_a_map_is_read(tmp_path: Path) -> None:
    shapes = "".join(f"{i % 590} {i % 830} 5 5 re f\n" for i in range(MOST_SHAPES + 1))
    path = tmp_path / "map.pdf"
    path.write_bytes(hostile.sheet("BT /F 10 Tf 50 800 Td (Kostnader uppgick till 12 345 tkr.) Tj ET\n" + shapes))
    assert [number.token for number in read_report(path, "id", path.name).numbers] == ["12", "345"]


@pytest.mark.slow
def test_each_bad_file_is_quarantined_and_nothing_else(whole_run: WholeRun) -> None:
    assert whole_run.exit_code == 0
    rows = whole_run.pipeline.query("select file_name, reason from quality.quarantine")
    refused = {name: reason for name, (reason, _) in UNREADABLE.items()}
    assert dict(rows) == refused | dict.fromkeys(hostile.SPECIALS, "not_a_file")
    undated = whole_run.pipeline.query("select count(*) from quality.quarantine where first_seen_at is null")
    assert undated == [0]


@pytest.mark.slow
def test_every_other_file_is_a_report(whole_run: WholeRun) -> None:
    read = set(whole_run.pipeline.query("select file_name from marts.dim_report"))
    assert read == set(whole_run.before) - set(UNREADABLE) - {hostile.SAME_BYTES[1], *hostile.SPECIALS}
    planted_files = len(TABLES) + len(planted.PLANTED) + 2 * len(planted.MISREAD)
    assert len(read) == len(hostile.ODD_BUT_READABLE) - 1 + planted_files


@pytest.mark.slow
def test_a_file_that_is_not_read_counts_as_no_report(whole_run: WholeRun) -> None:
    counted = "select file_name, status, reports from marts.coverage where file_name in ('brev.eml', 'kalkyl.txt')"
    assert sorted(whole_run.pipeline.query(counted)) == [
        ("brev.eml", "quarantined", 0),
        ("kalkyl.txt", "quarantined", 0),
    ]


@pytest.mark.slow
def test_raw_files_are_untouched(whole_run: WholeRun) -> None:
    assert whole_run.after == whole_run.before


@pytest.mark.slow
def test_same_bytes_are_one_report_under_both_names(whole_run: WholeRun) -> None:
    report = "select document_id from marts.dim_report where municipality = 'Övertorneå'"
    (document_id,) = whole_run.pipeline.query(report)
    assert whole_run.pipeline.query(f"select copies from state.ledger where document_id = '{document_id}'") == [2]
    with state.connect(whole_run.pipeline.folder) as connection:
        held = connection.execute("select file_name from files where document_id = ? order by 1", [document_id])
        assert [name for (name,) in held] == sorted(hostile.SAME_BYTES)


@pytest.mark.slow
def test_a_report_without_figures_is_a_report(whole_run: WholeRun) -> None:
    report = "select municipality, board, year, is_partial from marts.dim_report where file_name = 'utan siffror.txt'"
    assert whole_run.pipeline.query(report) == [("Arvidsjaur", "Kommunstyrelsen", 2023, False)]
    figures = "select count(*) from marts.figures where file_name = 'utan siffror.txt'"
    assert whole_run.pipeline.query(figures) == [0]
    findings = "select kind from quality.findings where file_name = 'utan siffror.txt'"
    assert whole_run.pipeline.query(findings) == []


@pytest.mark.slow
def test_the_engineer_is_notified_once_of_each_file(whole_run: WholeRun) -> None:
    notified = "select file_name, severity from quality.findings where kind = 'unreadable_report'"
    assert sorted(whole_run.pipeline.query(notified)) == sorted(
        (file, "error") for file in (*UNREADABLE, *hostile.SPECIALS)
    )


@pytest.mark.slow
def test_printed_markup_and_formulas_stay_text(whole_run: WholeRun) -> None:
    labels = whole_run.pipeline.query("select distinct row_label from marts.figures where file_name like '=cmd%'")
    assert set(labels) == set(hostile.ATTACKS)
    pages = [path.read_text(encoding="utf-8") for path in whole_run.pipeline.folder.data_docs.rglob("*.html")]
    assert pages and not any("<svg onload" in page for page in pages)


def test_html_and_markdown_in_cells_stay_text() -> None:
    shown = markdown(["a"], [("<svg onload=alert(1)>|[link](javascript:alert(1))\n`code`",)])
    assert shown.splitlines()[2] == ("| &lt;svg onload=alert(1)&gt;\\|\\[link\\](javascript:alert(1)) \\`code\\` |")


def test_scripts_and_attachments_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "scripts.pdf"
    path.write_bytes(hostile.with_scripts())
    assert [number.token for number in read_report(path, "id", path.name).numbers] == ["2023", "12", "345"]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", hostile.SPECIALS)
def test_a_special_file_is_never_opened(specials: Path, name: str) -> None:
    (seen,) = [seen for seen in listing(specials) if seen.file_name == name]
    assert not seen.is_plain
    with pytest.raises(UnreadableReport) as caught:
        read_report(specials / name, "id", name)
    assert caught.value.reason == "not_a_file"


def test_an_undecodable_name_is_reported_with_its_bytes(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe5d.txt"))).write_text("x")
    assert [seen.file_name for seen in listing(tmp_path)] == ["b\\xe5d.txt"]
    with pytest.raises(UnreadableReport) as caught:
        read_report(tmp_path / "b\\xe5d.txt", "id", "b\\xe5d.txt")
    assert (caught.value.reason, "rename it" in caught.value.detail) == ("unreachable", True)


def test_terminals_get_no_control_characters() -> None:
    assert printable("a\x1b[2Jb\nc\x9b1m") == "a\ufffd[2Jb\nc\ufffd1m"


@contextmanager
def without_privileges() -> Iterator[None]:
    """Without the permissions of root, which may open any file."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def test_a_file_without_read_permission_is_quarantined_until_it_has_it() -> None:
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(":memory:")) as connection:
        raw = Path(folder)
        raw.chmod(0o755)
        closed = raw / "closed.txt"
        closed.write_text(hostile.ODD_BUT_READABLE["första.txt"], encoding="utf-8")
        closed.chmod(0)
        migrate(connection, Path(":memory:"))
        with without_privileges():
            (file,) = ledger.scan(raw, connection)
            with pytest.raises(UnreadableReport) as caught:
                read_report(closed, file.document_id, file.file_name)
        assert caught.value.reason == "no_permission"
        assert "closed.txt may not be opened" in caught.value.detail
        ledger.register(connection, [file], state.utc_now())
        outcome = ledger.Outcome(file.document_id, caught.value.reason, caught.value.detail)
        ledger.record(connection, outcome, "version", None, state.utc_now())
        with without_privileges():
            assert ledger.scan(raw, connection) == [file]
        assert ledger.pending(connection, set(), "version") == []
        closed.chmod(0o644)
        ledger.register(connection, ledger.scan(raw, connection), state.utc_now())
        (pending,) = ledger.pending(connection, set(), "version")
        assert pending.document_id == sha256(closed)
