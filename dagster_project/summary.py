"""One screen about what was published: reports, quarantine, figures by domain, and the findings.

Reads the published database only and decides nothing: order and wording of findings come from `quality.findings`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import shorten, wrap
from typing import Any

from dagster_project.state import outbox
from dagster_project.warehouse.folder import WarehouseFolder

FINDINGS_SHOWN = 15
REPORTS_SHOWN = 20
DETAIL_LINES = 3
WIDTH = 120

REPORTS = """
select file_name, coalesce(municipality, '?'), coalesce(board, '?'), coalesce(year::varchar, '?'), pages,
    coalesce(format('{:.1f} %', share_read * 100), '-') || case when is_partial then ' partial' else '' end
from marts.dim_report order by 2, 3, 4, 1
"""
QUARANTINE = "select file_name, reason, detail from quality.quarantine order by 1"
DOMAINS = """
select domain, count(*), count(*) filter (not is_missing), count(distinct report_id) from marts.figures
group by 1 order by 2 desc, 1
"""
FINDINGS = """
select severity, coalesce(title_sv, title), coalesce(detail_sv, detail), file_name, page_number, page_label,
    line_number, table_title, row_label
from quality.findings where state = 'open' and kind <> 'unreadable_report' -- these are listed as quarantined
order by case severity when 'error' then 0 when 'warning' then 1 else 2 end, rank nulls last, finding_id
"""


def summary(folder: WarehouseFolder) -> str:
    """The screen, as text."""
    with folder.connect_published() as connection:
        reports, quarantine, domains, findings = (
            connection.execute(query).fetchall() for query in (REPORTS, QUARANTINE, DOMAINS, FINDINGS)
        )
    parts = [
        _section(f"Reports read: {len(reports)}", _reports(reports)),
        _section(f"Quarantined: {len(quarantine)}", _quarantine(quarantine)) if quarantine else "",
        _section(f"Figures: {sum(row[2] for row in domains)}", _domains(domains)),
        _section(_findings_title(findings), _findings(findings)),
    ]
    return printable("\n\n".join(part for part in parts if part))


def printable(text: str) -> str:
    """The text without what a terminal takes for commands: a file's name or a label may hold anything."""
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "\ufffd", text)


def told_alerts(alerts: outbox.Status) -> str:
    """What was told of the publications, in one line, and why some of it was not."""
    told = (
        f"Alerts: {alerts.new} new, {alerts.resolved} resolved; {alerts.sent} messages sent, {alerts.waiting} waiting"
    )
    return printable(told + (f"\n  {alerts.problem}" if alerts.problem else ""))


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *(f"  {line}" for line in lines)])


def _reports(rows: Sequence[Sequence[Any]]) -> list[str]:
    header = ("municipality", "board", "year", "pages", "numbers read", "file")
    shown = [(municipality, board, year, pages, share, name) for name, municipality, board, year, pages, share in rows]
    return _columns([header, *shown[:REPORTS_SHOWN]]) + _more(len(rows) - REPORTS_SHOWN, "marts.dim_report")


def _quarantine(rows: Sequence[Sequence[Any]]) -> list[str]:
    lines = [shorten(f"{name}: {reason}. {detail or ''}", WIDTH, placeholder=" …") for name, reason, detail in rows]
    return lines[:REPORTS_SHOWN] + _more(len(rows) - REPORTS_SHOWN, "quality.quarantine")


def _domains(rows: Sequence[Sequence[Any]]) -> list[str]:
    header = ("domain", "printed", "missing", "reports")
    return _columns([header, *((domain, n, total - n, reports) for domain, total, n, reports in rows)])


def _findings_title(rows: Sequence[Sequence[Any]]) -> str:
    counts = {severity: sum(row[0] == severity for row in rows) for severity in ("error", "warning", "info")}
    described = ", ".join(f"{n} {severity}" for severity, n in counts.items() if n)
    return f"Findings: {len(rows)}" + (f" ({described})" if described else "")


def _findings(rows: Sequence[Sequence[Any]]) -> list[str]:
    lines = []
    for severity, title, detail, *place in rows[:FINDINGS_SHOWN]:
        lines.append(shorten(f"{severity}: {title}", WIDTH, placeholder=" …"))
        # The sum is what the reader came for: it gets the lines it needs, within reason.
        lines += ["    " + line for line in wrap(detail or "", WIDTH, max_lines=DETAIL_LINES, placeholder=" …")]
        lines.append("    " + shorten(_place(*place), WIDTH, placeholder=" …"))
    return lines + _more(len(rows) - FINDINGS_SHOWN, "quality.findings")


def _place(
    file_name: str,
    page_number: int | None,
    page_label: str | None,
    line_number: int | None,
    table_title: str | None,
    row_label: str | None,
) -> str:
    parts = [file_name]
    if page_number is not None:
        parts.append(f"page {page_number}" + (f" (printed {page_label})" if page_label else ""))
    if line_number is not None:
        parts.append(f"line {line_number}")
    parts += [text for text in (table_title, row_label) if text]
    return ", ".join(parts)


def _columns(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Rows as aligned columns, numbers to the right, no column wider than a third of the screen but the last."""
    texts = [[_cut(str(value)) for value in row[:-1]] + [str(row[-1])] for row in rows]
    widths = [max(len(text[column]) for text in texts) for column in range(len(texts[0]))]
    numeric = [all(isinstance(row[column], int) for row in rows[1:]) for column in range(len(texts[0]))]
    return [
        "  ".join(
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in texts
    ]


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH // 3 else text[: WIDTH // 3 - 1] + "…"


def _more(left: int, table: str) -> list[str]:
    return [f"… and {left} more in {table}"] if left > 0 else []
