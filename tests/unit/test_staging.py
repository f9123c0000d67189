from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, cast

import duckdb
import pytest

from dagster_project.reading.records import RECORD_TYPES, FigureRecord, Reading
from dagster_project.warehouse import staging
from tests.readings import a_reading


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        staging.create(connection)
        yield connection


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    (number,) = connection.execute(f'select count(*) from staging."{table}"').fetchone() or (0,)
    return int(number)


def test_every_record_type_has_a_list_in_the_reading() -> None:
    assert {field.name for field in fields(Reading)} - {"document"} | {"documents"} == {t.TABLE for t in RECORD_TYPES}


def test_columns_follow_the_annotations() -> None:
    described = staging.columns(FigureRecord)
    assert described["document_id"] == ("VARCHAR", False)
    assert described["row_number"] == ("BIGINT", False)
    assert described["value"] == ("DECIMAL(28,6)", True)
    assert described["x0"] == ("DOUBLE", True)
    assert described["is_missing"] == ("BOOLEAN", False)


def test_values_survive_exactly(connection: duckdb.DuckDBPyConnection) -> None:
    values = [Decimal("1234567890123456789012.345678"), Decimal("-0.1"), None, Decimal("1E+3")]
    staging.load(connection, a_reading(values=values))
    loaded = connection.execute("select value from staging.figures order by row_number").fetchall()
    assert [row[0] for row in loaded] == values


def test_loading_again_replaces_and_leaves_nothing_behind(connection: duckdb.DuckDBPyConnection) -> None:
    staging.load(connection, a_reading("one", values=[Decimal(1), Decimal(2)]))
    staging.load(connection, a_reading("two", values=[Decimal(3)]))
    staging.load(connection, a_reading("one", values=[]))
    assert count(connection, "figures") == 1
    assert staging.document_ids(connection) == {"one", "two"}
    staging.remove(connection, "two")
    assert count(connection, "figures") == 0
    assert staging.document_ids(connection) == {"one"}


class Recorded:
    """A connection that keeps the statements it is given."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.statements: list[str] = []

    def execute(self, statement: str, parameters: Any = None) -> duckdb.DuckDBPyConnection:
        self.statements.append(statement)
        return self.connection.execute(statement, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


def test_nothing_is_deleted_of_a_document_that_was_never_staged(connection: duckdb.DuckDBPyConnection) -> None:
    recorded = Recorded(connection)
    staging.load(cast(duckdb.DuckDBPyConnection, recorded), a_reading("one", values=[Decimal(1)]))
    staging.remove(cast(duckdb.DuckDBPyConnection, recorded), "two")
    assert [statement for statement in recorded.statements if statement.startswith("delete")] == []
    staging.remove(cast(duckdb.DuckDBPyConnection, recorded), "one")
    assert len([statement for statement in recorded.statements if statement.startswith("delete")]) == len(RECORD_TYPES)


def test_a_failing_load_changes_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    staging.load(connection, a_reading("one", values=[Decimal(1)]))
    broken = a_reading("one", values=[Decimal(2)])
    broken.figures[0] = replace(broken.figures[0], row_label=None)  # type: ignore[arg-type]
    with pytest.raises(duckdb.ConstraintException):
        staging.load(connection, broken)
    assert connection.execute("select value from staging.figures").fetchall() == [(Decimal(1),)]


def test_tables_of_an_older_contract_are_rebuilt_empty(connection: duckdb.DuckDBPyConnection) -> None:
    staging.load(connection, a_reading("one", values=[Decimal(1)]))
    connection.execute("alter table staging.goals drop column name")
    staging.create(connection)
    assert staging.document_ids(connection) == set()
    staging.load(connection, a_reading("one", values=[Decimal(1)]))
    staging.create(connection)
    assert staging.document_ids(connection) == {"one"}
