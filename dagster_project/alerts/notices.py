"""A notice: what an alert says of one finding, failed run, failed check or unmatched line, in every language.

Turns notices into subjects of the outbox and back, without knowing where they come from or who is notified.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from dagster_project.state.outbox import Subject

FINDINGS = "findings"
ACCEPTED = "accepted"
CHECKS = "checks"
RUNS = "runs"
DELIVERIES = "deliveries"
COVERAGE = "coverage"
TEST = "test"

# The fields of a notice that say which report it is about, and where in the report.
PLACE = (
    "page_number",
    "page_label",
    "line_number",
    "cell_page_number",
    "cell_line_number",
    "table_title",
    "row_label",
    "column_label",
)
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

# Kinds that are about our own side and not about a report; of the kinds of findings, those of what was not read.
RUN_FAILED = "run_failed"
CHECK_FAILED = "check_failed"
ACCEPTED_UNMATCHED = "accepted_unmatched"
UNDELIVERED = "undelivered"
MISSING, LATE = "missing_report", "late_report"
NOT_READ = ("unreadable_report", "unread_numbers", "unread_pages", "unread_pictures")
INTERNAL = (*NOT_READ, RUN_FAILED, CHECK_FAILED, ACCEPTED_UNMATCHED, UNDELIVERED)
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
    "unit_missing",
    "year_slip",
    "missing_section",
    "roll_forward",
    "share_sum",
    "bounds",
    "cross_report",
    "official",
    "possible_revision",
    "missing_report",
    "late_report",
)
KINDS = (*SOURCE_KINDS, *INTERNAL)
SEVERITIES = ("warning", "info", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A number of a table that shows a finding: its role in the sum, its label and the number as printed.

    `box` has the edges x0, top, x1 and bottom on its page (from 1) in points, None in text without pages.
    """

    role: str
    label: str
    printed: str
    is_subtracted: bool = False
    page_number: int | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What an alert says of one thing. `title`, `statement` and `detail` are by language.

    `statement` says what does not agree, `detail` lists the sentences that explain it. `short_id` is the id that people
    see. `quote` is the sentence of the report. `cells` are the figures of a sum, the stated one first; `computed` and
    `difference` are its decimal texts, with as many decimals as are shown. With `is_last_digit`, two prints of one
    figure differ by one unit of the last digit. `rounding` is the most that rounding explains of the difference, as
    decimal text in `unit`. `evidence` is a link or the URI of a file. `rank` orders notices, 1 first. Pages and lines
    are counted from 1.
    """

    id: str
    source: str
    cause_id: str
    kind: str
    severity: str
    state: str = "open"
    rank: int = 0
    title: dict[str, str]
    statement: dict[str, str] = field(default_factory=dict)
    detail: dict[str, tuple[str, ...]] = field(default_factory=dict)
    short_id: str | None = None
    quote: str | None = None
    cells: tuple[Cell, ...] = ()
    computed: str | None = None
    difference: str | None = None
    is_last_digit: bool = False
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
    cell_page_number: int | None = None
    cell_line_number: int | None = None
    unit: str | None = None
    rounding: str | None = None
    believed: str | None = None
    resolution: str | None = None
    evidence: str | None = None

    @property
    def group(self) -> str:
        """The group that shares a message: the report, or the source where there is none."""
        return self.report_id or self.source

    def detail_in(self, language: str) -> str:
        """The sentences in one language, joined by spaces, the statement first."""
        return " ".join(self.sentences_in(language))

    def sentences_in(self, language: str) -> tuple[str, ...]:
        """The sentences in one language, the statement first."""
        statement = self.statement.get(language)
        return (*((statement,) if statement else ()), *self.detail.get(language, ()))

    def subject(self) -> Subject:
        """The notice as the outbox stores it."""
        content = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return Subject(self.id, self.source, self.cause_id, self.group, self.severity, self.state, content)


def from_content(content: Mapping[str, Any]) -> Notice:
    """The notice of a subject's parsed content.

    An earlier version may have written it: with fields that are gone since, and with a detail as one text.
    """
    known = {field.name for field in fields(Notice)}
    values = {name: value for name, value in content.items() if name in known}
    detail = {language: [text] if isinstance(text, str) else text for language, text in content["detail"].items()}
    cells = tuple(Cell(**cell | {"box": cell["box"] and tuple(cell["box"])}) for cell in content.get("cells", ()))
    parts = {language: tuple(filter(None, sentences)) for language, sentences in detail.items()}
    return Notice(**values | {"detail": parts, "cells": cells})


def identity(*parts: str) -> str:
    """A stable id from the parts that say what a notice is about."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]
