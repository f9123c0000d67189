"""The contents of a release as data: reports, quarantine, figures by domain, findings. `summary` prints them.

Reads the published database only and decides nothing: order and wording of findings come from `quality.findings`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, TypeVar

import duckdb

from dagster_project.state.outbox import Status
from dagster_project.warehouse.folder import WarehouseFolder

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """A current report; `share_read` is the share of its printed numbers that were read, 0 to 1."""

    file_name: str
    municipality: str | None
    board: str | None
    year: int | None
    pages: int | None
    share_read: Decimal | None
    is_partial: bool


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that could not be read, and why."""

    file_name: str
    reason: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class Domain:
    """Figures of one domain: with a printed value, printed as missing, and in how many reports."""

    domain: str
    printed: int
    missing: int
    reports: int


@dataclass(frozen=True, slots=True)
class Finding:
    """An open finding, in Swedish where it is worded in Swedish; pages and lines are counted from 1."""

    finding_id: str
    kind: str
    severity: str
    title: str
    detail: str | None
    file_name: str
    page_number: int | None
    page_label: str | None
    line_number: int | None
    table_title: str | None
    row_label: str | None


QUERIES: dict[type, str] = {
    Report: """
select file_name, municipality, board, year, pages, share_read, is_partial from marts.dim_report
order by coalesce(municipality, '?'), coalesce(board, '?'), coalesce(year::varchar, '?'), file_name
""",
    Quarantined: "select file_name, reason, detail from quality.quarantine order by file_name",
    Domain: """
select domain, count(*) filter (not is_missing), count(*) filter (is_missing), count(distinct report_id)
from marts.figures group by domain order by count(*) desc, domain
""",
    # Unreadable reports are listed as quarantined.
    Finding: """
select finding_id, kind, severity, coalesce(title_sv, title), coalesce(detail_sv, detail), file_name, page_number,
    page_label, line_number, table_title, row_label
from quality.findings where state = 'open' and kind <> 'unreadable_report'
order by case severity when 'error' then 0 when 'warning' then 1 else 2 end, rank nulls last, finding_id
""",
}


@dataclass(frozen=True, slots=True)
class Published:
    """The contents of a release."""

    release: str | None
    database: str
    reports: list[Report]
    quarantine: list[Quarantined]
    figures: list[Domain]
    findings: list[Finding]


def published(folder: WarehouseFolder) -> Published:
    """The contents of the current release. Raises WarehouseError where nothing is published."""
    with folder.connect_published() as connection:
        return Published(
            folder.release(),
            str(folder.database),
            _all(connection, Report),
            _all(connection, Quarantined),
            _all(connection, Domain),
            _all(connection, Finding),
        )


def as_document(contents: Published, alerts: Status) -> dict[str, Any]:
    """The document of `--json`."""
    counted = {name: getattr(alerts, name) for name in ("new", "resolved", "sent", "waiting", "problem")}
    return {**asdict(contents), "alerts": counted}


def _all(connection: duckdb.DuckDBPyConnection, kind: type[T]) -> list[T]:
    return [kind(*row) for row in connection.execute(QUERIES[kind]).fetchall()]
