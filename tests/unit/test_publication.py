from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from dagster_project.warehouse import publication
from dagster_project.warehouse.folder import WarehouseFolder

NOW = datetime(2024, 1, 31, 12)


@pytest.fixture
def folder(tmp_path: Path) -> WarehouseFolder:
    folder = WarehouseFolder(tmp_path / "warehouse")
    with folder.connect() as connection:
        connection.execute("create schema marts; create schema staging; create table staging.t as select 1 as a")
        connection.execute("create table marts.t (a integer not null, b varchar); insert into marts.t values (1, 'x')")
        connection.execute("comment on table marts.t is 'It''s a table'; comment on column marts.t.b is 'Ål'")
        connection.execute("create view marts.v as select a + 1 as c from marts.t; comment on view marts.v is 'A view'")
    return folder


def published(folder: WarehouseFolder, query: str) -> list[tuple[object, ...]]:
    with folder.connect_published() as connection:
        return connection.execute(query).fetchall()


def test_a_release_has_tables_with_comments_parquet_and_data_docs(folder: WarehouseFolder) -> None:
    folder.built_data_docs.mkdir(parents=True)
    (folder.built_data_docs / "index.html").write_text("docs")
    publication.publish(folder, NOW)
    tables = "select schema_name, table_name, comment from duckdb_tables() order by 1, 2"
    assert published(folder, tables) == [
        ("marts", "t", "It's a table"),
        ("marts", "v", "A view"),
        ("staging", "t", None),
    ]
    assert published(folder, "select column_name, comment from duckdb_columns() where comment is not null") == [
        ("b", "Ål")
    ]
    assert published(folder, "from marts.v") == [(2,)]
    assert [path.name for path in sorted((folder.parquet / "marts").iterdir())] == ["t.parquet", "v.parquet"]
    assert not (folder.parquet / "staging").exists()
    assert (folder.data_docs / "index.html").read_text() == "docs"


def test_three_releases_are_kept_and_an_open_reader_keeps_its_own(folder: WarehouseFolder) -> None:
    publication.publish(folder, NOW)
    with folder.connect_published() as reader:
        for number in range(4):
            with folder.connect() as connection:
                connection.execute("insert into marts.t values (2, 'y')")
            latest = publication.publish(folder, NOW + timedelta(seconds=number // 2))
        assert reader.execute("select count(*) from marts.t").fetchall() == [(1,)]
    assert published(folder, "select count(*) from marts.t") == [(5,)]
    assert len(list(folder.releases.iterdir())) == publication.RELEASES_KEPT
    assert folder.current.resolve().name == latest


def test_a_release_that_fails_half_way_leaves_the_last_one(
    folder: WarehouseFolder,
) -> None:
    first = publication.publish(folder, NOW)
    with folder.connect() as connection:
        connection.execute("create view marts.broken as select error('planted')")
    with pytest.raises(duckdb.Error, match="planted"):
        publication.publish(folder, NOW)
    assert folder.current.resolve().name == first
    assert published(folder, "select count(*) from marts.t") == [(1,)]
    with folder.connect() as connection:
        connection.execute("drop view marts.broken")
    publication.publish(folder, NOW)
    assert not list(folder.releases.glob(".*")), "what a failed release left is cleared away"
