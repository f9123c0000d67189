"""What a publication leaves in the state: every finding with its wording, and the report of each document."""

from __future__ import annotations

import sqlite3

import duckdb

from dagster_project.state import db, ledger


def persist(connection: sqlite3.Connection, database: duckdb.DuckDBPyConnection) -> None:
    """Write findings and reports of the working database to the state, and the state back into the working database.

    A release therefore contains its own state. `builds.end` commits: when no release is made, nothing is kept.
    """
    ledger.persist(connection, _reports(database))
    _persist_findings(connection, database)
    db.copy_own(database, connection)


def _persist_findings(connection: sqlite3.Connection, database: duckdb.DuckDBPyConnection) -> None:
    columns = list(db.STATE_TABLES["finding_history"])
    rows = database.execute(f"select {', '.join(f'{name}::varchar' for name in columns)} from quality.findings")
    connection.executemany(
        f"insert into finding_history ({', '.join(columns)}) values ({', '.join('?' for _ in columns)}) "
        f"on conflict do update set {', '.join(f'{name} = excluded.{name}' for name in columns)}",
        rows.fetchall(),
    )
    # Findings older than the columns of their wording can't be shown once they are gone.
    connection.execute("update finding_history set state = 'resolved' where kind is null")


def _reports(database: duckdb.DuckDBPyConnection) -> list[ledger.PublishedAs]:
    rows = database.execute(
        "select reports.document_id, reports.report_id, "
        "case when not reports.is_current then current_reports.document_id end from conformed.reports "
        "left join (select * from conformed.reports where is_current) as current_reports using (report_id)"
    ).fetchall()
    return [ledger.PublishedAs(*row) for row in rows]
