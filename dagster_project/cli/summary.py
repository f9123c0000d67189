"""One screen about a release: reports, quarantine, figures by domain, and findings. Layout only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Decimal

from rich.console import Group, RenderableType
from rich.text import Text

from dagster_project.cli.published import Domain, Finding, Published, Quarantined, Report, Totals
from dagster_project.cli.screen import Clamped, Columns, indented, more, plain, printable
from dagster_project.state.outbox import Status

FINDINGS_SHOWN = 15
REPORTS_SHOWN = 20
DETAIL_LINES = 3
LEFTOVERS_SHOWN = 5
SEVERITIES = {"error": "red", "warning": "yellow", "info": "cyan"}


def summary(contents: Published) -> Group:
    """The screen as something that rich can print."""
    sections = [
        _section(f"Reports read: {len(contents.reports)}", _reports(contents.reports, contents.totals)),
        _section(f"Figures: {sum(domain.printed for domain in contents.figures)}", _domains(contents.figures)),
        _section(_findings_title(contents.findings), _findings(contents.findings)),
    ]
    if contents.quarantine:
        sections.insert(1, _section(f"Quarantined: {len(contents.quarantine)}", _quarantine(contents.quarantine)))
    return Group(*(part for section in sections for part in (*section, Text(""))))


def alerts_line(alerts: Status) -> str:
    """The alerts of the publications in one line, and below it why some of them were not sent."""
    line = (
        f"Alerts: {alerts.new} new, {alerts.resolved} resolved; {alerts.sent} messages sent, {alerts.waiting} waiting"
    )
    return printable(line + (f"\n  {alerts.problem}" if alerts.problem else ""))


def leftovers_line(names: Sequence[str]) -> str:
    """The files that programs left beside the reports, in one line."""
    shown = ", ".join(names[:LEFTOVERS_SHOWN]) + (", …" if len(names) > LEFTOVERS_SHOWN else "")
    return printable(f"Passed over: {len(names)} files that programs leave, no reports ({shown})")


def _section(title: str, lines: Iterator[RenderableType]) -> list[RenderableType]:
    return [Text(title, style="bold"), *(indented(line) for line in lines)]


def _reports(reports: Sequence[Report], totals: Totals) -> Iterator[RenderableType]:
    header = ("municipality", "board", "year", "pages", "read", "resolved", "file")
    rows = [
        (
            report.municipality or "?",
            report.board or "?",
            "?" if report.year is None else str(report.year),
            report.pages,
            _percent(report.share_read),
            _percent(report.share_resolved),
            report.file_name,
        )
        for report in reports[:REPORTS_SHOWN]
    ]
    yield Columns(header, rows)
    yield from more(len(reports) - REPORTS_SHOWN, "marts.dim_report")
    yield from _shares(totals)
    partial = [report for report in reports if report.partial_reasons]
    for report in partial[:REPORTS_SHOWN]:
        reasons = (report.partial_reasons or "").replace("_", " ")
        yield Clamped(plain(f"partial: {report.file_name}: {reasons}", "yellow"), DETAIL_LINES)
    yield from more(len(partial) - REPORTS_SHOWN, "marts.dim_report")


def _shares(totals: Totals) -> Iterator[RenderableType]:
    """What the two shares mean, with their values over all reports."""
    if totals.figures + totals.unread:
        read = _percent(Decimal(totals.figures) / (totals.figures + totals.unread))
        unread = f"; {totals.unread} are in quality.unread_numbers" if totals.unread else ""
        yield Clamped(plain(f"read: {read} of the numbers in tables became figures{unread}"), DETAIL_LINES)
    if totals.figures:
        resolved = _percent(Decimal(totals.resolved) / totals.figures)
        rest = totals.figures - totals.resolved
        open_ones = f"; {rest} are assumed (is_inferred) or left open (quality.unresolved)" if rest else ""
        text = f"resolved: {resolved} of the figures have unit, scenario and period from the report itself{open_ones}"
        yield Clamped(plain(text), DETAIL_LINES)


def _percent(share: Decimal | None) -> str:
    """Rounded down, so that only a whole share is shown as 100.0 %."""
    return "-" if share is None else f"{(share * 100).quantize(Decimal('0.1'), ROUND_DOWN)} %"


def _quarantine(files: Sequence[Quarantined]) -> Iterator[RenderableType]:
    for file in files[:REPORTS_SHOWN]:
        yield Clamped(plain(f"{file.file_name}: {file.reason}. {file.detail or ''}"), DETAIL_LINES)
    yield from more(len(files) - REPORTS_SHOWN, "quality.quarantine")


def _domains(domains: Sequence[Domain]) -> Iterator[RenderableType]:
    rows = [(domain.domain, domain.printed, domain.missing, domain.reports) for domain in domains]
    yield Columns(("domain", "printed", "missing", "reports"), rows)


def _findings_title(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    described = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity])
    return f"Findings: {len(findings)}" + (f" ({described})" if described else "")


def _findings(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    for finding in findings[:FINDINGS_SHOWN]:
        title = plain(finding.severity, SEVERITIES.get(finding.severity, ""))
        yield Clamped(Text.assemble(plain(finding.short_id, "dim"), " ", title, ": ", plain(finding.title)))
        if finding.detail:
            # The sum matters most: it gets the lines it needs, within reason.
            yield indented(Clamped(plain(finding.detail), DETAIL_LINES), 4)
        yield indented(Clamped(plain(_place(finding), "dim")), 4)
    yield from more(len(findings) - FINDINGS_SHOWN, "quality.findings")


def _place(finding: Finding) -> str:
    parts = [finding.file_name]
    if finding.page_number is not None:
        label = f" (printed {finding.page_label})" if finding.page_label else ""
        parts.append(f"page {finding.page_number}{label}")
    if finding.line_number is not None:
        parts.append(f"line {finding.line_number}")
    parts += [text for text in (finding.table_title, finding.row_label) if text]
    return ", ".join(parts)
