"""The cost of a whole dbt build by the number of reports held: `make bench-scale`. Nothing is asserted.

An archive of any size is made from the staged documents of a warehouse: copies of them under other municipalities and
years. A tenth of the labels of their rows are words of the copy's own, since the words of an archive grow with it.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.reading.records import RECORD_TYPES, Record
from dagster_project.state.db import STATE_TABLES
from dagster_project.warehouse import dbt as models
from dagster_project.warehouse import staging
from dagster_project.warehouse.folder import WarehouseFolder
from dagster_project.warehouse.sql import literal
from tests.conftest import ROOT

SIZES = (12, 120, 1200, 5000, 10000)
RUN_AT = datetime(2026, 11, 22)
SHOWN = 25
# So many copies are inserted at once, so that memory stays small.
_COPIES_AT_ONCE = 100
_KEYLESS_JOINS = {"BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN", "CROSS_PRODUCT", "PIECEWISE_MERGE_JOIN"}
# Written with letters alone: a number would be taken for an account or a year.
_WORD = "translate(cast(copies.copy as varchar), '0123456789', 'bdfgklmnrt')"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a build cost: seconds of the clock and of the processor, peak memory in MB, seconds by model."""

    wall: float
    processor: float
    megabytes: float
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Work:
    """What a model does, by DuckDB's profile of its query.

    `scanned` are the rows that it reads from tables, `handled` those that its operators give and the pairs of rows that
    joins without a key compare, `rows` those of its result. `seconds` are of the processor.
    """

    scanned: int
    handled: int
    rows: int
    seconds: float


def main() -> None:
    """Measure each size in a process of its own and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description="Cost of a build by reports held.")
    parser.add_argument(
        "--warehouse", type=Path, default=ROOT / "warehouse", help="the folder whose reports are copied"
    )
    parser.add_argument("--reports", type=int, nargs="+", default=SIZES)
    parser.add_argument("--folder", type=Path, help="where the archives are made and kept")
    parser.add_argument("--profile", action="store_true", help="also the work of each model")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for reports in options.reports:
            folder = WarehouseFolder((options.folder or Path(temporary)) / str(reports))
            figures = grow(WarehouseFolder(options.warehouse).working_database, folder, reports)
            show(reports, figures, measured(folder))
            if options.profile:
                show_work(profile(folder))


def grow(source: Path, folder: WarehouseFolder, reports: int) -> int:
    """Fill the working database of an empty folder with copies of the documents staged in another; its figures."""
    folder.prepare()
    folder.remove_working_database()
    with duckdb.connect(str(folder.working_database)) as connection:
        connection.execute(f"attach {literal(str(source))} as source (read_only)")
        staging.create(connection)
        copies = _plan(connection, reports)
        for first in range(0, copies, _COPIES_AT_ONCE):
            for record_type in RECORD_TYPES:
                _copy(connection, record_type, first)
        _copy_state(connection)
        (figures,) = connection.execute("select count(*) from staging.figures").fetchone() or (0,)
    return int(figures)


def _plan(connection: duckdb.DuckDBPyConnection, reports: int) -> int:
    """Make the table of copies: for each document and copy its municipality and by how many years it is later."""
    with (ROOT / "dbt" / "seeds" / "municipalities.csv").open(encoding="utf-8", newline="") as seed:
        names = [row["municipality"] for row in csv.DictReader(seed) if row["kind"] == "municipality"]
    connection.execute(
        "create temp table copies as with documents as ("
        "    select document_id, row_number() over (order by document_id) - 1 as place, count(*) over () as documents"
        "    from source.staging.documents"
        ") select document_id, copy, place, (?::varchar[])[1 + copy % ?] as municipality, copy // ? as years "
        "from documents cross join range(?) as numbers (copy) where copy * documents + place < ?",
        [names, len(names), len(names), reports, reports],
    )
    (copies,) = connection.execute("select 1 + max(copy) from copies").fetchone() or (0,)
    return int(copies)


def _copy(connection: duckdb.DuckDBPyConnection, record_type: type[Record], first: int) -> None:
    table = staging.table_name(record_type)
    names = list(staging.columns(record_type))
    values = ", ".join(_value(record_type.TABLE, name) for name in names)
    connection.execute(
        f"insert into {table} ({', '.join(names)}) select {values} from source.{table} as records "
        "inner join copies on records.document_id = copies.document_id "
        f"where copies.copy >= {first} and copies.copy < {first + _COPIES_AT_ONCE} "
        "order by copies.copy, copies.place, records.rowid"
    )


def _value(table: str, name: str) -> str:
    column = f"records.{name}"
    if name.endswith("_id"):
        return _copied_id(column)
    match table, name:
        case "documents", "file_name":
            return f"copies.copy || '/' || {column}"
        case "name_mentions", "name_as_printed":
            return f"case when records.kind = 'municipality' then copies.municipality else {column} end"
        case _, "year":
            return f"{column} + copies.years"
        case (("claims" | "relation_terms"), "value"):
            return f"{column} + case when records.unit = 'year' then copies.years else 0 end"
        case "figures", ("period_start" | "period_end"):
            return f"(cast(left({column}, 4) as integer) + copies.years) || substr({column}, 5)"
        case "figures", ("row_label" | "row_path"):
            has_own_word = "records.aggregation_role = 'leaf' and hash(records.row_label) % 10 = 0"
            return f"{column} || case when {has_own_word} then ' ' || {_WORD} else '' end"
        case _:
            return column


def _copied_id(column: str) -> str:
    return f"left(sha256({column} || '#' || copies.copy), length({column}))"


def _copy_state(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema state")
    for table, described in STATE_TABLES.items():
        columns = ", ".join(f'"{name}" {kind}' for name, kind in described.items())
        connection.execute(f"create table state.{table} ({columns})")
    connection.execute(
        "insert into state.ledger select records.* replace "
        f"({_copied_id('records.document_id')} as document_id, copies.copy || '/' || records.file_name as file_name, "
        "null as report_id, null as superseded_by) "
        "from source.state.ledger as records inner join copies on records.document_id = copies.document_id"
    )


def measured(folder: WarehouseFolder) -> Cost:
    """Build the models of a folder in a process of its own."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_build, args=(folder, sending))
    process.start()
    sending.close()
    cost: Cost = receiving.recv()
    process.join()
    return cost


def _build(folder: WarehouseFolder, sending: Any) -> None:
    # Parsing the project is not part of a build.
    models.manifest()
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    results = models.build(folder, RUN_AT)
    after = resource.getrusage(resource.RUSAGE_SELF)
    sending.send(
        Cost(
            wall=time.perf_counter() - began,
            processor=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            megabytes=after.ru_maxrss / 1024,
            seconds={result.unique_id: result.seconds for result in results},
        )
    )


def profile(folder: WarehouseFolder) -> dict[str, Work]:
    """The work of each model of a built folder, by its schema and name, from DuckDB's own profile of its query."""
    queries = compiled(folder)
    work = {}
    with duckdb.connect(str(folder.working_database), read_only=True) as connection:
        connection.execute("set enable_profiling = 'no_output'")
        for name, query in queries.items():
            connection.execute(f"create or replace temp table profiled as {query}").fetchall()
            measured_by = json.loads(connection.get_profiling_information(format="json"))
            (rows,) = connection.execute("select count(*) from profiled").fetchone() or (0,)
            work[name] = Work(
                scanned=measured_by["cumulative_rows_scanned"],
                handled=sum(_handled(operator) for operator in measured_by["children"]),
                rows=rows,
                seconds=measured_by["cpu_time"],
            )
    return work


def _handled(operator: dict[str, Any]) -> int:
    children = operator["children"]
    given = int(operator["operator_cardinality"])
    if operator["operator_type"] in _KEYLESS_JOINS:
        left, right = (int(child["operator_cardinality"]) for child in children)
        given += left * right
    return given + sum(_handled(child) for child in children)


def compiled(folder: WarehouseFolder) -> dict[str, str]:
    """The query of each model of a built folder, by its schema and name, as a full build runs it."""
    os.environ |= {"BOKSLUT_DATABASE": str(folder.working_database), "DO_NOT_TRACK": "1"}
    outcome = models.invoke(
        [
            *("compile", "--full-refresh", "--vars", json.dumps({"run_at": RUN_AT.isoformat(sep=" ")})),
            *("--project-dir", str(models.DBT_PROJECT), "--profiles-dir", str(models.DBT_PROJECT)),
            *("--target-path", str(folder.dbt_target), "--log-path", str(folder.dbt_target)),
            *("--log-level", "none", "--quiet", "--no-write-json"),
        ]
    )
    assert outcome.exception is None, outcome.exception
    return {
        f"{one.node.schema}.{one.node.name}": one.node.compiled_code
        for one in outcome.result
        if one.node.resource_type == "model"
    }


def show(reports: int, figures: int, cost: Cost) -> None:
    """Print the cost of a build, and its dearest models and tests."""
    print(
        f"{reports:,} reports, {figures:,} figures: {cost.wall:.1f} s, processor {cost.processor:.1f} s, "
        f"{cost.processor / reports * 1000:.1f} ms a report, {cost.megabytes:,.0f} MB"
    )
    dearest = sorted(cost.seconds.items(), key=lambda named: -named[1])[:SHOWN]
    print("  " + ", ".join(f"{name.split('.')[2]} {seconds:.1f}" for name, seconds in dearest), flush=True)


def show_work(work: dict[str, Work]) -> None:
    """Print the work of each model, most seconds first."""
    print(f"  {'model':<44}{'seconds':>9}{'scanned':>13}{'handled':>13}{'rows':>11}")
    for name, done in sorted(work.items(), key=lambda named: -named[1].seconds):
        print(f"  {name:<44}{done.seconds:>9.2f}{done.scanned:>13,}{done.handled:>13,}{done.rows:>11,}", flush=True)


if __name__ == "__main__":
    main()
