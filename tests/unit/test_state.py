from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from unicodedata import normalize

import duckdb
import pytest

from dagster_project.state import builds, curated, ledger, migrations
from dagster_project.state import db as state
from dagster_project.terms import Reason
from dagster_project.warehouse.folder import WarehouseError, WarehouseFolder, sha256
from tests.conftest import ROOT

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


def see(connection: sqlite3.Connection, raw: Path, now: datetime = NOW) -> list[ledger.RawFile]:
    files = ledger.scan(raw, connection)
    ledger.register(connection, files, now)
    return files


def pending(connection: sqlite3.Connection, staged: set[str], version: str = VERSION) -> list[str]:
    return [entry.file_name for entry in ledger.pending(connection, staged, version)]


def statuses(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("select file_name, status from ledger order by 1, 2").fetchall()


def test_a_file_is_pending_until_it_is_staged_and_again_when_it_is_not(
    connection: sqlite3.Connection, raw: Path
) -> None:
    (raw / "a.txt").write_text("one")
    (raw / ".hidden").write_text("no report")
    see(connection, raw)
    assert pending(connection, set()) == ["a.txt"]
    document_id = sha256(raw / "a.txt")
    ledger.record(connection, ledger.Outcome(document_id), VERSION, "run", NOW)
    assert pending(connection, {document_id}) == []
    assert pending(connection, set()) == ["a.txt"], "staging was lost"
    assert pending(connection, {document_id}, "v2") == ["a.txt"], "the reading has changed"


def test_a_quarantined_file_is_not_tried_again_until_it_changes(connection: sqlite3.Connection, raw: Path) -> None:
    (raw / "a.txt").write_text("bad")
    see(connection, raw)
    ledger.record(connection, ledger.Outcome(sha256(raw / "a.txt"), Reason.EMPTY, "Empty."), VERSION, "run", NOW)
    see(connection, raw)
    assert pending(connection, set()) == []
    (raw / "a.txt").write_text("good now")
    see(connection, raw)
    assert pending(connection, set()) == ["a.txt"]
    assert statuses(connection) == [("a.txt", "arrived"), ("a.txt", "removed")], "what it held before is remembered"


def test_unchanged_files_are_not_hashed_again(
    connection: sqlite3.Connection, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "a.txt").write_text("one")
    files = see(connection, raw)
    monkeypatch.setattr(ledger, "sha256", None)
    assert ledger.scan(raw, connection) == files


def test_a_request_for_an_unknown_document_says_so(connection: sqlite3.Connection, raw: Path) -> None:
    (raw / "a.txt").write_text("one")
    see(connection, raw)
    document_id = sha256(raw / "a.txt")
    assert [entry.document_id for entry in ledger.entries(connection, [document_id[:8]])] == [document_id]
    with pytest.raises(LookupError, match="000000"):
        ledger.entries(connection, [document_id, "000000"])


def test_builds_record_whether_they_were_published(
    connection: sqlite3.Connection, folder: WarehouseFolder, raw: Path
) -> None:
    (raw / "a.txt").write_text("one")
    inputs = builds.inputs(folder, see(connection, raw), VERSION, "p1")
    builds.begin(connection, inputs, NOW)
    assert not builds.is_published(connection, inputs)
    builds.end(connection, "r0", NOW, is_whole=False)
    assert not builds.is_published(connection, inputs), "more is to be read"
    builds.end(connection, "r1", NOW)
    assert builds.is_published(connection, inputs)
    assert not builds.is_published(connection, builds.inputs(folder, see(connection, raw), VERSION, "p2"))
    folder.accepted.write_text("finding_id,accepted_by,reason,accepted_on\n")
    changed = builds.inputs(folder, see(connection, raw), VERSION, "p1")
    assert not builds.is_published(connection, changed)
    builds.begin(connection, changed, NOW + timedelta(seconds=1))
    assert builds.latest(connection) == (changed, NOW + timedelta(seconds=1))
    builds.end(connection, "r2", NOW)
    assert builds.is_published(connection, changed)
    assert not builds.is_published(connection, inputs), "going back to older inputs is news too"


def test_a_document_is_tracked_under_all_its_names(connection: sqlite3.Connection, raw: Path) -> None:
    (raw / "a.txt").write_text("one")
    (raw / "b.txt").write_text("one")
    see(connection, raw)
    document_id = sha256(raw / "a.txt")
    ledger.record(connection, ledger.Outcome(document_id), VERSION, "run", NOW)
    assert connection.execute("select file_name, copies, status, last_run_id from ledger").fetchall() == [
        ("a.txt", 2, "read", "run")
    ]
    (raw / "a.txt").unlink()
    (raw / "b.txt").rename(raw / "c.txt")
    see(connection, raw)
    assert statuses(connection) == [("c.txt", "read")]
    assert pending(connection, {document_id}) == []
    assert ledger.names(connection) == {name: {document_id} for name in ("a.txt", "b.txt", "c.txt")}

    later = NOW + timedelta(days=1)
    (raw / "c.txt").unlink()
    see(connection, raw, later)
    assert statuses(connection) == [("c.txt", "removed")]
    assert connection.execute("select removed_at from ledger").fetchall() == [(later.isoformat(),)]
    assert pending(connection, set()) == ["c.txt"], "its bytes are in the archive"
    (raw / "d.txt").write_text("one")
    see(connection, raw)
    assert statuses(connection) == [("d.txt", "read")]


def test_a_new_reading_version_reads_missing_documents_at_once_and_the_rest_in_batches(
    connection: sqlite3.Connection, raw: Path
) -> None:
    for name in ("a.txt", "b.txt", "c.txt", "new.txt"):
        (raw / name).write_text(name)
    see(connection, raw)
    staged = {sha256(raw / name) for name in ("a.txt", "b.txt", "c.txt")}
    for document_id in staged:
        ledger.record(connection, ledger.Outcome(document_id), VERSION, "run", NOW)
    assert ledger.left_to_read(connection, VERSION) == 1
    waiting = ledger.pending(connection, staged, "v2")
    assert [entry.file_name for entry in ledger.batch(waiting, 2)] == ["new.txt", "a.txt", "b.txt"]
    assert ledger.left_to_read(connection, "v2") == 4
    waiting = ledger.pending(connection, set(), "v2")
    assert len(ledger.batch(waiting, 2)) == 4, "nothing is staged: a publication would lack what is left"


FIRST_SCHEMA = """
create table ledger (
    file_name text not null, document_id text not null, size_bytes integer not null, modified_ns integer not null,
    status text not null, reason text, detail text, first_seen_at text not null, last_read_at text,
    attempts integer not null default 0, reading_version text, in_raw integer not null default 1,
    accepted integer not null default 0, primary key (file_name, document_id)
);
create table finding_history (
    finding_id text primary key, values_hash text not null, state text not null, first_seen_at text not null,
    last_seen_at text not null
);
create table builds (inputs text primary key, started_at text not null, published_at text, release text);
insert into ledger values
    ('a.txt', 'aaa', 1, 2, 'staged', null, null, '2024-01-01', '2024-01-02', 3, 'v1', 1, 1),
    ('copy.txt', 'aaa', 1, 2, 'staged', null, null, '2024-01-03', '2024-01-02', 3, 'v1', 1, 1),
    ('bad.txt', 'bbb', 1, 2, 'quarantined', 'empty', 'Nothing.', '2024-01-01', '2024-01-02', 1, 'v1', 1, 0),
    ('gone.txt', 'ccc', 1, 2, 'staged', null, null, '2024-01-01', '2024-01-02', 1, 'v1', 0, 1),
    ('new.txt', 'ddd', 1, 2, 'pending', null, null, '2024-01-01', null, 0, null, 1, 0);
insert into finding_history values ('f', 'h', 'open', '2024-01-01', '2024-01-02');
"""


def test_state_of_the_first_schema_is_brought_up_to_date(folder: WarehouseFolder) -> None:
    folder.root.mkdir()
    with closing(sqlite3.connect(folder.state_database)) as old:
        old.executescript(FIRST_SCHEMA)
    for _ in range(2):
        with state.connect(folder) as connection:
            assert connection.execute(
                "select file_name, document_id, status, attempts, first_seen_at, copies, is_archived from ledger "
                "order by 1"
            ).fetchall() == [
                ("a.txt", "aaa", "read", 3, "2024-01-01", 2, 1),
                ("bad.txt", "bbb", "quarantined", 1, "2024-01-01", 1, 0),
                ("gone.txt", "ccc", "removed", 1, "2024-01-01", 0, 1),
                ("new.txt", "ddd", "arrived", 0, "2024-01-01", 1, 0),
            ]
            assert pending(connection, {"aaa", "ccc"}, "v1") == ["new.txt"]
            assert connection.execute("select state, first_seen_at, kind from finding_history").fetchall() == [
                ("open", "2024-01-01", None)
            ]


def test_state_of_a_newer_program_is_refused(folder: WarehouseFolder) -> None:
    with state.connect(folder) as connection:
        connection.execute("pragma user_version = 1000")
    with pytest.raises(WarehouseError, match=r"newer version .*schema 1000.*Update the program"), state.connect(folder):
        pass


def test_the_steps_are_numbered_without_gaps() -> None:
    assert [int(step.name[:4]) for step in migrations.STEPS] == list(range(1, len(migrations.STEPS) + 1))


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    folder: WarehouseFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with state.connect(folder) as connection:
        (before,) = connection.execute("pragma user_version").fetchone()
    broken = tmp_path / "9999_broken.sql"
    broken.write_text("create table half (a);\ncreate nonsense;\n", encoding="utf-8")
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, broken))
    with pytest.raises(sqlite3.OperationalError), state.connect(folder):
        pass
    monkeypatch.undo()
    with state.connect(folder) as connection:
        assert connection.execute("pragma user_version").fetchone() == (before,)
        assert connection.execute("select name from sqlite_master where name = 'half'").fetchall() == []


def test_a_file_name_is_the_same_in_composed_and_decomposed_letters(connection: sqlite3.Connection, raw: Path) -> None:
    (raw / normalize("NFD", "årsrapport.txt")).write_text("one")
    see(connection, raw)
    assert len(ledger.entries(connection, [normalize("NFC", "årsrapport.txt")])) == 1


def test_overrides_name_reports_by_file_or_id_and_the_last_line_wins(
    connection: sqlite3.Connection, folder: WarehouseFolder, raw: Path
) -> None:
    (raw / "a.txt").write_text("one")
    see(connection, raw)
    first = sha256(raw / "a.txt")
    (raw / "a.txt").write_text("two")
    see(connection, raw)
    second = sha256(raw / "a.txt")
    folder.report_overrides.write_text(
        "file_name;field;value;overridden_by;reason\n"
        "a.txt;year;2022;Åsa;not printed\n"
        f"{second[:8]};year;2023;Åsa;not printed\n"
        "b.txt;year;2023;Åsa;misspelt\n"
    )
    rows, unknown = curated.report_overrides(connection, folder)
    assert {row[:3] for row in rows} == {(first, "year", "2022"), (second, "year", "2023")}
    assert unknown == ["b.txt"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a.txt,colour,red,Åsa,x", "line 2: there is no field 'colour'; write one of municipality,"),
        ("a.txt,year,MMXXIII,Åsa,x", "line 2: year is 'MMXXIII'; write a whole number"),
    ],
)
def test_an_impossible_override_is_a_clear_error(folder: WarehouseFolder, line: str, message: str) -> None:
    folder.root.mkdir()
    folder.report_overrides.write_text(f"document_id,field,value,overridden_by,reason\n{line}\n", encoding="utf-8")
    with pytest.raises(WarehouseError) as error:
        curated.curated_rows(folder.report_overrides, "report_overrides")
    assert message in str(error.value)


def test_state_is_copied_with_its_types(connection: sqlite3.Connection, folder: WarehouseFolder, raw: Path) -> None:
    (raw / "a.txt").write_text("one")
    see(connection, raw)
    ledger.record(connection, ledger.Outcome(sha256(raw / "a.txt")), VERSION, "run", NOW)
    folder.accepted.write_bytes("\ufefffinding_id;accepted_by;reason;accepted_on\nf1;Åsa;känd;2024-01-31\n".encode())
    with duckdb.connect() as database:
        for _ in range(2):
            rows = state.copy_to(database, connection, folder)
        assert rows == {table: int(table in ("ledger", "accepted")) for table in state.STATE_TABLES}
        found = database.execute("select status, attempts, first_seen_at, size_bytes from state.ledger").fetchall()
        assert found == [("read", 1, NOW, 3)]
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
        curated.curated_rows(folder.accepted, "accepted")
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


def test_every_reason_not_to_read_a_file_is_told_in_swedish() -> None:
    with (ROOT / "dbt" / "seeds" / "finding_texts.csv").open(encoding="utf-8") as file:
        texts = {row["text_id"]: row["sv"] for row in csv.DictReader(file)}
    for reason in Reason:
        assert "{file}" in texts[f"unreadable.{reason}"]
