"""Notices of a publication: its findings, and the lines of `accepted.csv` that match none of them.

Reads the published database; decides nothing about what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb

from dagster_project.alerts.notices import ACCEPTED, ACCEPTED_UNMATCHED, FINDINGS, PLACE, REPORT, Notice, identity
from dagster_project.alerts.texts import texts
from dagster_project.warehouse.folder import WarehouseFolder

# Rounding is told of sums and differences alone: of other relations it is no amount to hold the difference against.
FINDINGS_QUERY = """
select
    findings.*,
    case
        when checks.form in ('sum', 'difference') and checks.status = 'inconsistent' and not findings.is_rounding
            then checks.half_width
    end as rounding,
    coalesce(reports.document_id, quarantine.document_id) as current_document_id,
    reports.municipality,
    reports.municipality_code,
    reports.organization_id,
    reports.board,
    reports.title as report_title,
    reports.year
from quality.findings as findings
left join quality.fct_reconciliation as checks on findings.reconciliation_id = checks.reconciliation_id
left join marts.dim_report as reports on findings.report_id = reports.report_id
left join quality.quarantine as quarantine
    on findings.kind = 'unreadable_report' and findings.file_name = quarantine.file_name
order by findings.rank nulls last, findings.finding_id
"""


def findings(
    database: duckdb.DuckDBPyConnection, raw: Path, folder: WarehouseFolder, evidence_url: str | None
) -> list[Notice]:
    """A notice a finding, worst first."""
    found = database.execute(FINDINGS_QUERY)
    names = [column[0] for column in found.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    for row in rows:
        # What is resolved has the document that it was found in.
        row["document_id"] = row.get("document_id") or row["current_document_id"]
    return [_finding(row, evidence(row, raw, folder, evidence_url)) for row in rows]


def _finding(row: Mapping[str, Any], shown_at: str | None) -> Notice:
    rounding: Decimal | None = row["rounding"]
    return Notice(
        id=row["finding_id"],
        source=FINDINGS,
        cause_id=row["cause_id"],
        kind=row["kind"],
        severity=row["severity"],
        state=row["state"],
        rank=row["rank"] or 0,
        title={"sv": row["title_sv"] or row["title"], "en": row["title"] or row["title_sv"]},
        detail={"sv": row["detail_sv"] or row["detail"] or "", "en": row["detail"] or row["detail_sv"] or ""},
        rounding=f"{rounding.normalize():f}" if rounding else None,
        evidence=shown_at,
        resolution=row.get("resolution"),
        **{name: row[name] for name in AS_THEY_ARE},
    )


AS_THEY_ARE = (*REPORT, *PLACE, "unit", "believed")


def evidence(row: Mapping[str, Any], raw: Path, folder: WarehouseFolder, url: str | None) -> str | None:
    """Where the page can be looked at: the link of the settings, or the file itself, in the archive when it is gone."""
    if url is not None:
        values = {name: row[name] for name in ("document_id", "report_id", "finding_id", "file_name")}
        values |= {"page": row["page_number"], "line": row["line_number"]}
        return url.format(
            **{name: quote(str("" if value is None else value), safe="/") for name, value in values.items()}
        )
    for path in (raw / row["file_name"], folder.archived(row["document_id"] or "")):
        if path.is_file():
            page = row["page_number"]
            return path.resolve().as_uri() + (
                f"#page={page}" if page and row["file_name"].lower().endswith(".pdf") else ""
            )
    return None


def unmatched_accepted(database: duckdb.DuckDBPyConnection) -> Iterator[Notice]:
    """A notice a line of `accepted.csv` whose finding is not, or no longer, among those that are published."""
    states = dict(database.execute("select finding_id, state from quality.findings").fetchall())
    lines = database.execute("select finding_id, accepted_by, reason from state.accepted order by all").fetchall()
    for finding_id, accepted_by, reason in lines:
        found = states.get(finding_id)
        if found in ("open", "accepted"):
            continue
        name = "accepted_resolved" if found else "accepted_unknown"
        values = {"finding_id": finding_id, "accepted_by": accepted_by, "reason": reason}
        yield Notice(
            id=identity(ACCEPTED_UNMATCHED, finding_id),
            source=ACCEPTED,
            cause_id=identity(ACCEPTED_UNMATCHED, finding_id),
            kind=ACCEPTED_UNMATCHED,
            severity="warning",
            title=texts(f"{name}.title", **values),
            detail=texts(f"{name}.detail", **values),
            file_name="accepted.csv",
        )
