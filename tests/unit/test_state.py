from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from dagster_project.warehouse import ledger, state
from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder, sha256

NOW = datetime(2024, 1, 31, 12)
VERSION = "v1"


@pytest.fixture
def folder(tmp_path: Path) -> WarehouseFolder:
    return WarehouseFolder(tmp_path / "warehouse")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "raw"
    path.mkdir()
    return path


@pytest.fixture
def connection(folder: WarehouseFolder) -> Iterator[sqlite3.Connection]:
    with state.connect(folder) as connection:
        yield connection


def see(connection: sqlite3.Connection, raw: Path) -> list[ledger.RawFile]:
    files = ledger.scan(raw, connection)
    ledger.register(connection, files, NOW)
    return files


def pending(connection: sqlite3.Connection, staged: set[str], version: str = VERSION) -> list[str]:
    return [entry.file_name for entry in ledger.pending(connection, staged, version)]


def test_a_file_is_pending_until_it_is_staged_and_again_when_it_is_not(
    connection: sqlite3.Connection, raw: Path
) -> None:
    (raw / "a.txt").write_text("one")
    (raw / ".hidden").write_text("no report")
    see(connection, raw)
    assert pending(connection, set()) == ["a.txt"]
    document_id = sha256(raw / "a.txt")
    ledger.record(connection, ledger.Outcome(document_id), VERSION, NOW)
    assert pending(connection, {document_id}) == []
    assert pending(connection, set()) == ["a.txt"], "staging was lost"
    assert pending(connection, {document_id}, "v2") == ["a.txt"], "the reading has changed"


def test_a_quarantined_file_is_not_tried_again_until_it_changes(connection: sqlite3.Connection, raw: Path) -> None:
    (raw / "a.txt").write_text("bad")
    see(connection, raw)
    ledger.record(connection, ledger.Outcome(sha256(raw / "a.txt"), "empty", "Nothing in it."), VERSION, NOW)
    see(connection, raw)
    assert pending(connection, set()) == []
    (raw / "a.txt").write_text("good now")
    see(connection, raw)
    assert pending(connection, set()) == ["a.txt"]
    assert connection.execute("select count(*) from ledger").fetchone() == (1,)


def test_unchanged_files_are_not_hashed_again(
    connection: sqlite3.Connection, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "a.txt").write_text("one")
    files = see(connection, raw)
    monkeypatch.setattr(ledger, "sha256", None)
    assert ledger.scan(raw, connection) == files


def test_asking_for_a_document_that_is_unknown_says_so(connection: sqlite3.Connection, raw: Path) -> None:
    (raw / "a.txt").write_text("one")
    see(connection, raw)
    document_id = sha256(raw / "a.txt")
    assert [entry.document_id for entry in ledger.entries(connection, [document_id[:8]])] == [document_id]
    with pytest.raises(LookupError, match="000000"):
        ledger.entries(connection, [document_id, "000000"])


def test_builds_know_what_was_published(connection: sqlite3.Connection, folder: WarehouseFolder, raw: Path) -> None:
    (raw / "a.txt").write_text("one")
    inputs = state.inputs(folder, see(connection, raw), VERSION)
    state.begin_build(connection, inputs, NOW)
    assert not state.is_published(connection, inputs)
    state.end_build(connection, "r1", NOW)
    assert state.is_published(connection, inputs)
    folder.accepted.write_text("finding_id,accepted_by,reason,accepted_on\n")
    changed = state.inputs(folder, see(connection, raw), VERSION)
    assert not state.is_published(connection, changed)
    state.begin_build(connection, changed, NOW + timedelta(seconds=1))
    assert state.latest_build(connection) == (changed, NOW + timedelta(seconds=1))
    state.end_build(connection, "r2", NOW)
    assert state.is_published(connection, changed)
    assert not state.is_published(connection, inputs), "going back to older inputs is news too"


def test_findings_keep_their_first_day_and_are_resolved_when_gone(connection: sqlite3.Connection) -> None:
    later = NOW + timedelta(days=1)
    state.record_findings(connection, [state.Finding("a", "1", "open"), state.Finding("b", "1", "open")], NOW)
    state.record_findings(connection, [state.Finding("a", "2", "accepted")], later)
    assert connection.execute("select * from finding_history order by 1").fetchall() == [
        ("a", "2", "accepted", NOW.isoformat(), later.isoformat()),
        ("b", "1", "resolved", NOW.isoformat(), NOW.isoformat()),
    ]


def test_state_is_copied_with_its_types(connection: sqlite3.Connection, folder: WarehouseFolder, raw: Path) -> None:
    (raw / "a.txt").write_text("one")
    see(connection, raw)
    ledger.record(connection, ledger.Outcome(sha256(raw / "a.txt")), VERSION, NOW)
    folder.accepted.write_bytes("\ufefffinding_id;accepted_by;reason;accepted_on\nf1;Åsa;känd;2024-01-31\n".encode())
    with duckdb.connect() as database:
        for _ in range(2):
            rows = state.copy_to(database, connection, folder)
        assert rows == {"ledger": 1, "finding_history": 0, "accepted": 1, "report_overrides": 0}
        found = database.execute("select status, attempts, first_seen_at, size_bytes from state.ledger").fetchall()
        assert found == [("staged", 1, NOW, 3)]
        assert database.execute("select accepted_by, year(accepted_on) from state.accepted").fetchall() == [
            ("Åsa", 2024)
        ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("finding;who\n", "line 1 has the columns finding, who; expected the columns finding_id"),
        ("finding_id,accepted_by,reason,accepted_on\nf1,Åsa,känd\n", "line 2 has 3 values"),
        ("finding_id,accepted_by,reason,accepted_on\n\n,Åsa,känd,\n", "line 3 has no finding_id"),
        ("finding_id,accepted_by,reason,accepted_on\nf1,Åsa,känd,31/1 2024\n", "line 2: accepted_on is '31/1 2024'"),
        ("", "line 1 has the columns of nothing"),
    ],
)
def test_a_malformed_csv_is_a_clear_error(folder: WarehouseFolder, text: str, message: str) -> None:
    folder.root.mkdir()
    folder.accepted.write_text(text, encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"accepted\.csv") as error:
        state.people_rows(folder.accepted, "accepted")
    assert message in str(error.value)


def test_the_archive_keeps_only_the_bytes_it_was_promised(folder: WarehouseFolder, raw: Path) -> None:
    path = raw / "a.txt"
    path.write_text("one")
    document_id = sha256(path)
    path.write_text("changed meanwhile")
    assert not folder.archive(document_id, path)
    assert not folder.archived(document_id).exists()
    path.write_text("one")
    assert folder.archive(document_id, path)
    assert folder.archived(document_id).read_text() == "one"
