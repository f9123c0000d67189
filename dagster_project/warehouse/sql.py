"""What several places do with a database of the warehouse: a transaction, a text as a literal, a comment.

No table and no path is known here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection | sqlite3.Connection, begin: str = "begin") -> Iterator[None]:
    """All of it or nothing; and many small statements in one are many times faster, for the disk is waited for once."""
    connection.execute(begin)
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def literal(text: str) -> str:
    """The text as SQL writes it, where no parameter may stand."""
    return "'" + text.replace("'", "''") + "'"


def comment(connection: duckdb.DuckDBPyConnection, what: str, text: str) -> None:
    """Describe a table or a column: `what` is its kind and its quoted name."""
    connection.execute(f"comment on {what} is {literal(text)}")
