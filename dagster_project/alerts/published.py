"""Notices of a publication: its findings, missing expected reports, and lines of `accepted.csv` that match nothing.

Reads the published database and decides nothing: every field of a finding's notice is a column there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb

from dagster_project.alerts.notices import (
    ACCEPTED,
    ACCEPTED_UNMATCHED,
    COVERAGE,
    FINDINGS,
    LATE,
    MISSING,
    Cell,
    Notice,
    identity,
)
from dagster_project.alerts.texts import sentences, texts
from dagster_project.warehouse.folder import WarehouseFolder

# The columns are the fields of a notice.
FINDINGS_QUERY = """
select
    findings.finding_id as id,
    findings.short_id,
    findings.cause_id,
    findings.kind,
    findings.severity,
    findings.state,
    findings.rank,
    {'sv': findings.title_sv, 'en': findings.title} as title,
    {'sv': findings.detail_sum_sv, 'en': findings.detail_sum} as statement,
    {
        'sv': [findings.detail_hint_sv, findings.detail_doubt_sv],
        'en': [findings.detail_hint, findings.detail_doubt]
    } as detail,
    findings.quote,
    findings.computed,
    findings.difference,
    coalesce(
        findings.kind in ('cross_table', 'restated', 'claim_vs_table', 'claim_vs_claim')
        and findings.difference_in_last_digits <= 1, false
    ) as is_last_digit,
    findings.report_id,
    findings.document_id,
    findings.file_name,
    reports.municipality,
    reports.municipality_code,
    reports.organization_id,
    reports.board,
    reports.title as report_title,
    reports.year,
    findings.table_title,
    findings.row_label,
    findings.column_label,
    findings.page_number,
    findings.page_label,
    findings.line_number,
    findings.cell_page_number,
    findings.cell_line_number,
    findings.unit,
    findings.rounding,
    findings.believed,
    findings.resolution
from quality.findings as findings
left join marts.dim_report as reports on findings.report_id = reports.report_id
order by findings.rank, findings.finding_id
"""
# The figures of sums and differences that do not hold, the stated one first.
CELLS_QUERY = """
select
    evidence.finding_id,
    evidence.role,
    evidence.weight < 0 as is_subtracted,
    figures.row_label,
    figures.column_label,
    figures.value_as_printed as printed,
    figures.decimals,
    figures.page_number,
    figures.x0,
    figures.top,
    figures.x1,
    figures.bottom
from quality.finding_evidence as evidence
inner join marts.figures as figures on evidence.figure_id = figures.figure_id
where evidence.term_number is not null
order by evidence.finding_id, evidence.role != 'stated', evidence.term_number
"""


# The reports that people expect; a quarantined one has come.
EXPECTED_QUERY = """
select
    coverage.coverage_id,
    coverage.municipality_code,
    coverage.municipality,
    coverage.organization_id,
    coverage.board,
    coalesce(words.swedish, coverage.report_type) as report,
    coverage.period,
    coverage.due_on,
    coverage.status,
    coverage.file_name,
    coverage.received_at
from marts.coverage as coverage
left join seeds.swedish_words as words on coverage.report_type = words.code
where coverage.expected_by = 'declared' and coverage.status in ('missing', 'late')
order by coverage.municipality, coverage.board, coverage.period, coverage.coverage_id
"""


def findings(
    database: duckdb.DuckDBPyConnection, raw: Path, folder: WarehouseFolder, evidence_url: str | None
) -> list[Notice]:
    """One notice per finding, worst first."""
    cells: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in _rows(database, CELLS_QUERY):
        cells[row["finding_id"]].append(row)
    return [
        _finding(row, cells[row["id"]], evidence(row, raw, folder, evidence_url))
        for row in _rows(database, FINDINGS_QUERY)
    ]


def _rows(database: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = database.execute(query)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, values, strict=True)) for values in found.fetchall()]


def _finding(row: Mapping[str, Any], cells: Sequence[Mapping[str, Any]], shown_at: str | None) -> Notice:
    rounding: Decimal | None = row["rounding"]
    decimals = max((cell["decimals"] or 0 for cell in cells), default=0)
    rendered = {
        "statement": {language: text for language, text in row["statement"].items() if text},
        "detail": {language: tuple(filter(None, parts)) for language, parts in row["detail"].items()},
        "rounding": None if rounding is None else f"{rounding.normalize():f}",
        "computed": None if row["computed"] is None else f"{row['computed']:.{decimals}f}",
        "difference": None if row["difference"] is None else f"{row['difference']:.{decimals}f}",
    }
    return Notice(source=FINDINGS, evidence=shown_at, cells=_cells(cells), **{**row, **rendered})


def _cells(rows: Sequence[Mapping[str, Any]]) -> tuple[Cell, ...]:
    """The cells of a sum with the labels that tell them apart: those of their rows in a column, of columns in a row."""
    in_column = len({row["column_label"] for row in rows}) == 1
    in_row = len({row["row_label"] for row in rows}) == 1
    labels = ["row_label"] if in_column else ["column_label"] if in_row else ["row_label", "column_label"]
    return tuple(
        Cell(
            role=row["role"],
            label=", ".join(row[label] for label in labels if row[label]),
            printed=row["printed"] or "",
            is_subtracted=bool(row["is_subtracted"]),
            page_number=row["page_number"],
            box=None if row["x0"] is None else (row["x0"], row["top"], row["x1"], row["bottom"]),
        )
        for row in rows
    )


def evidence(row: Mapping[str, Any], raw: Path, folder: WarehouseFolder, url: str | None) -> str | None:
    """Where the page can be seen: the link of the settings, else the file in raw/ or the archive; None without both."""
    if url is not None:
        values = {"document_id": row["document_id"], "report_id": row["report_id"], "finding_id": row["id"]}
        values |= {"file_name": row["file_name"], "page": row["page_number"], "line": row["line_number"]}
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


def expected(database: duckdb.DuckDBPyConnection, known: Collection[str]) -> Iterator[Notice]:
    """One notice per report of `expected_reports.csv` that is missing, or came late without having been missed before.

    `known` are the ids of notices that were made earlier.
    """
    for row in _rows(database, EXPECTED_QUERY):
        missing = identity(MISSING, row["coverage_id"])
        is_late = row["status"] == "late"
        if is_late and missing in known:
            continue
        kind = LATE if is_late else MISSING
        report = ", ".join(filter(None, (row["municipality"], row["board"], row["report"], row["period"])))
        due = "" if row["due_on"] is None else row["due_on"].isoformat()
        received = "" if row["received_at"] is None else row["received_at"].date().isoformat()
        detail = f"{kind}.{'detail' if due else 'detail_without_date'}"
        yield Notice(
            id=identity(LATE, row["coverage_id"]) if is_late else missing,
            source=COVERAGE,
            cause_id=identity(kind, row["coverage_id"]),
            kind=kind,
            severity="info" if is_late else "warning",
            title=texts(f"{kind}.title", report=report),
            detail=sentences(detail, due=due, received=received),
            municipality=row["municipality"],
            municipality_code=row["municipality_code"],
            organization_id=row["organization_id"],
            board=row["board"],
            file_name=row["file_name"],
        )


def unmatched_accepted(database: duckdb.DuckDBPyConnection) -> Iterator[Notice]:
    """One notice per line of `accepted.csv` whose finding is not published, or is resolved."""
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
            detail=sentences(f"{name}.detail", **values),
            file_name="accepted.csv",
        )
