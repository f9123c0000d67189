"""The contents of a release as data: reports, quarantine, figures by domain, findings. `summary` prints them.

Reads the published database only and decides nothing: order and wording of findings come from `quality.findings`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, TypeVar

import duckdb

from dagster_project.state.outbox import Status
from dagster_project.warehouse.folder import WarehouseFolder

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """A current report; both shares are 0 to 1.

    `share_read` is of the numbers in its tables, `share_resolved` of the figures whose unit, scenario and period the
    report itself gives. `partial_reasons` are codes, joined by ', '.
    """

    file_name: str
    municipality: str | None
    board: str | None
    year: int | None
    pages: int | None
    share_read: Decimal | None
    share_resolved: Decimal | None
    partial_reasons: str | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Over all current reports: figures with a value, how many of them are resolved, and numbers that were not read."""

    figures: int
    resolved: int
    unread: int


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
    short_id: str
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
select file_name, municipality, board, year, pages, share_read, share_resolved, partial_reasons
from marts.dim_report
order by coalesce(municipality, '?'), coalesce(board, '?'), coalesce(year::varchar, '?'), file_name
""",
    Totals: """
with counted as (select report_id, count(*) as figures from marts.figures where value is not null group by report_id)
select
    coalesce(sum(figures), 0)::bigint,
    coalesce(sum(round(figures * share_resolved)), 0)::bigint,
    (select count(*) from quality.unread_numbers)
from counted inner join marts.dim_report using (report_id)
""",
    Quarantined: "select file_name, reason, detail from quality.quarantine order by file_name",
    Domain: """
select domain, count(*) filter (not is_missing), count(*) filter (is_missing), count(distinct report_id)
from marts.figures group by domain order by count(*) desc, domain
""",
    # Unreadable reports are listed as quarantined.
    Finding: """
select finding_id, short_id, kind, severity, coalesce(title_sv, title), coalesce(detail_sv, detail), file_name,
    page_number, page_label, line_number, table_title, row_label
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
    totals: Totals
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
            _all(connection, Totals)[0],
            _all(connection, Quarantined),
            _all(connection, Domain),
            _all(connection, Finding),
        )


def as_document(contents: Published, alerts: Status, leftovers: Sequence[str] | None) -> dict[str, Any]:
    """The document of `--json`; `leftovers` are the files that were passed over, None where they are not known."""
    counted = {name: getattr(alerts, name) for name in ("new", "resolved", "sent", "waiting", "problem")}
    return {**asdict(contents), "alerts": counted, "passed_over": leftovers}


def _all(connection: duckdb.DuckDBPyConnection, kind: type[T]) -> list[T]:
    return [kind(*row) for row in connection.execute(QUERIES[kind]).fetchall()]
