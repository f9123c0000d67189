"""A notice: what is told of one finding, failed run, failed check or useless line, in every language, with its place.

Turns notices into subjects of the outbox and back. Where they come from and who is told stands elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields

from dagster_project.state.outbox import Subject

FINDINGS = "findings"
ACCEPTED = "accepted"
CHECKS = "checks"
RUNS = "runs"
TEST = "test"

# The names of what a notice says of the report it is about, and of where in it.
PLACE = ("page_number", "page_label", "line_number", "table_title", "row_label", "column_label")
REPORT = (
    "report_id",
    "document_id",
    "file_name",
    "municipality",
    "municipality_code",
    "organization_id",
    "board",
    "report_title",
    "year",
)

# What is wrong with us and not with a report; of the kinds of findings it is those of what was not read.
RUN_FAILED = "run_failed"
CHECK_FAILED = "check_failed"
ACCEPTED_UNMATCHED = "accepted_unmatched"
NOT_READ = ("unreadable_report", "unread_numbers", "unread_pages")
OURS = (*NOT_READ, RUN_FAILED, CHECK_FAILED, ACCEPTED_UNMATCHED)
SOURCE_KINDS = (
    "column_sum",
    "row_formula",
    "subtotal",
    "difference",
    "ratio_percent",
    "period_change",
    "cross_table",
    "restated",
    "claim_vs_table",
    "claim_vs_claim",
    "count_of_items",
    "status_vs_target",
    "unit_slip",
    "year_slip",
    "missing_section",
    "roll_forward",
    "share_sum",
    "bounds",
    "cross_report",
    "official",
    "possible_revision",
)
KINDS = (*SOURCE_KINDS, *OURS)
SEVERITIES = ("warning", "info", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is told of one thing; texts by language.

    `rounding` is the most that rounding can explain of the difference, as a decimal text in `unit`; `evidence` a link
    or a file's address; `rank` orders, 1 first.
    """

    id: str
    source: str
    cause_id: str
    kind: str
    severity: str
    state: str = "open"
    rank: int = 0
    title: dict[str, str]
    detail: dict[str, str]
    report_id: str | None = None
    document_id: str | None = None
    file_name: str | None = None
    municipality: str | None = None
    municipality_code: str | None = None
    organization_id: str | None = None
    board: str | None = None
    report_title: str | None = None
    year: int | None = None
    table_title: str | None = None
    row_label: str | None = None
    column_label: str | None = None
    page_number: int | None = None
    page_label: str | None = None
    line_number: int | None = None
    unit: str | None = None
    rounding: str | None = None
    believed: str | None = None
    resolution: str | None = None
    evidence: str | None = None

    @property
    def group(self) -> str:
        """What it shares a message with: its report, or others of its source that have none."""
        return self.report_id or self.source

    def subject(self) -> Subject:
        """The notice as the outbox keeps it."""
        content = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return Subject(self.id, self.source, self.cause_id, self.group, self.severity, self.state, content)


def notice(content: str) -> Notice:
    """The notice of a subject's content, which an earlier version may have written with fields that are gone since."""
    known = {field.name for field in fields(Notice)}
    return Notice(**{name: value for name, value in json.loads(content).items() if name in known})


def identity(*parts: str) -> str:
    """An id made of what a notice is about."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]
