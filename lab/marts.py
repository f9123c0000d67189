"""Judges what invented reports became in the marts: one run of the pipeline for a batch of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lab.attributes import of_marts
from lab.levels import of_levels
from lab.pipeline import built_database, run_pipeline, write_reports
from lab.printed import Case
from lab.read_figure import PRIOR, ReadFigure
from lab.run import Outcome
from lab.score import score_figures
from lab.tally import Score

_FACTS = ("fct_finance", "fct_investment", "fct_personnel", "fct_forecast")
_SOURCES = ("unit", "scenario", "year", "organization", "measure")


def judge_marts(cases: Sequence[Case], keep: Path | None) -> Iterator[Outcome]:
    """Run the pipeline on the cases and yield their outcomes. Reports that it lost have none of their figures."""
    context = nullcontext(str(keep)) if keep else TemporaryDirectory()
    with context as folder:
        by_file = write_reports(cases, Path(folder) / "raw")
        run_pipeline(Path(folder))
        database = built_database(Path(folder))
        read = figures_by_file(database) if database else {}
    for name, case in by_file.items():
        score = Score()
        score_figures(case, read.get(name, []), score, of_marts, of_levels)
        yield Outcome(case, score)


def figures_by_file(database: Path) -> dict[str, list[ReadFigure]]:
    """The figures of the marts with their organization and facts, by the name of their file."""
    import duckdb

    found: defaultdict[str, list[ReadFigure]] = defaultdict(list)
    with duckdb.connect(str(database), read_only=True) as connection:
        organizations = {row["organization_id"]: row for row in _rows(connection, "dim_organization")}
        facts = _facts(connection)
        tables: dict[Any, int] = {}
        for row in _rows(connection, "figures"):
            number = tables.setdefault((row["file_name"], row.get("table_id")), len(tables))
            fact = facts.get(row["figure_id"], {})
            organization = organizations.get(fact.get("organization_id") or row["organization_id"], {})
            found[Path(row["file_name"]).name].append(_figure(row, fact, organization, number))
    return found


def _facts(connection: Any) -> dict[str, dict[str, Any]]:
    """The facts of each figure. What one mart leaves null another may say."""
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for mart in _FACTS:
        for row in _rows(connection, mart):
            if row.get("figure_id"):
                found[row["figure_id"]] |= {name: value for name, value in row.items() if value is not None}
    return found


def _rows(connection: Any, mart: str) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(f"select * from marts.{mart}")
    names = [column[0] for column in cursor.description]
    for row in cursor.fetchall():
        yield dict(zip(names, row, strict=True))


def _figure(row: dict[str, Any], fact: dict[str, Any], organization: dict[str, Any], table: int) -> ReadFigure:
    """`fact` is the row in a fact table, empty where it is in none. A column that a mart lacks is not given."""
    value = row["value"]
    return ReadFigure(
        table_number=table,
        row_label=row["row_label"] or "",
        row_path=row["row_path"] or "",
        column_label=row["column_label"] or "",
        value=None if value is None else Decimal(value),
        is_missing=row["is_missing"],
        unit=row["unit"] or "",
        scenario=row["scenario"] or "",
        year=row["year"],
        period_start=str(row.get("period_start") or ""),
        period_end=str(row.get("period_end") or ""),
        period_type=row["period_type"] or "",
        organization=organization.get("name") or "",
        organization_kind=organization.get("kind") or "",
        measure=fact.get("measure") or "",
        is_primary=fact.get("is_primary"),
        priors=frozenset(name for name in _SOURCES if row.get(f"{name}_source") == PRIOR),
    )
