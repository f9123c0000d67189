"""What several modules do with a database of the warehouse: a transaction, a text literal, a comment.

No table and no path is known here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection | sqlite3.Connection, begin: str = "begin") -> Iterator[None]:
    """Commit everything or, after an error, nothing; `begin` is the statement that opens the transaction.

    Many small statements in one transaction are many times faster, because the disk is waited for once.
    """
    connection.execute(begin)
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def literal(text: str) -> str:
    """The text as an SQL literal, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def comment(connection: duckdb.DuckDBPyConnection, target: str, text: str) -> None:
    """Describe a table or a column; `target` is its kind and its quoted name, as in `table "marts"."figures"`."""
    connection.execute(f"comment on {target} is {literal(text)}")
