"""Renders a message in words: subject, introduction, items with labelled lines. Plain text, which channels escape.

Knows no channel. The words are in `texts.yml`, those of a finding in `quality.findings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dagster_project.alerts.messages import EVENTS, NEW, REOPENED, RESOLVED, Cause, Message
from dagster_project.alerts.notices import (
    ACCEPTED,
    CHECKS,
    DELIVERIES,
    FINDINGS,
    INTERNAL,
    NOT_READ,
    RUNS,
    TEST,
    Notice,
)
from dagster_project.alerts.texts import has_text, text

UNREADABLE = "unreadable_report"
# Kinds that claim no contradiction, of which nothing is believed.
WITHOUT_BELIEF = (*INTERNAL, "possible_revision", "unit_missing")


@dataclass(frozen=True, slots=True)
class Item:
    """One cause in words. `evidence` is a link or the URI of a file; `lines` are pairs of label and text."""

    severity: str
    event: str
    title: str
    detail: str
    lines: tuple[tuple[str, str], ...]
    evidence: str | None

    @property
    def is_link(self) -> bool:
        """Whether the evidence can be opened from anywhere, which the URI of a file can't."""
        return self.evidence is not None and self.evidence.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Section:
    """Items under one heading; `more` counts those left out, empty where there are none."""

    heading: str
    items: tuple[Item, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A whole message in words."""

    language: str
    subject: str
    intro: str
    sections: tuple[Section, ...]
    footer: str


def render(message: Message, language: str, most: int = 50) -> Rendered:
    """The message in a language, with at most the first `most` items of each section."""
    sections = []
    for event in EVENTS:
        if causes := message.of(event):
            more = text("more", language, count=len(causes) - most) if len(causes) > most else ""
            items = tuple(_item(cause, language) for cause in causes[:most])
            sections.append(Section(text(f"heading.{event}", language), items, more))
    is_internal = message.kinds <= {*INTERNAL, TEST}
    footer = text("footer.internal" if is_internal else "footer", language, id=message.id)
    return Rendered(language, subject(message, language), _intro(message, language), tuple(sections), footer)


def subject(message: Message, language: str) -> str:
    """The subject line: the report, and the number of items of each sort."""
    counts = ", ".join(_counts(message, language))
    names = {report_name(cause.lead) for cause in message.causes if cause.lead.report_id}
    if message.is_digest:
        return text("subject.digest", language, counts=counts)
    if len(names) == 1:
        return text("subject.report", language, report=names.pop(), counts=counts)
    if len(names) > 1:
        return text("subject.reports", language, counts=counts, reports=len(names))
    return text("subject.findings", language, counts=counts)


def _counts(message: Message, language: str) -> list[str]:
    found = []
    opened, resolved = message.of(NEW, REOPENED), message.of(RESOLVED)
    if unreadable := [cause for cause in opened if cause.lead.kind == UNREADABLE]:
        found.append(text("count.unreadable_report", language, count=len(unreadable)))
    if any(cause.lead.kind in NOT_READ and cause.lead.kind != UNREADABLE for cause in opened):
        found.append(text("count.unread", language))
    for source in (ACCEPTED, CHECKS, DELIVERIES):
        if causes := [cause for cause in opened if cause.lead.source == source]:
            found.append(text(f"count.{source}", language, count=len(causes)))
    if any(cause.lead.source == TEST for cause in opened):
        found.append(text("count.test", language))
    if any(cause.lead.source == RUNS for cause in opened):
        found.append(text("count.runs", language))
    if count := sum(cause.lead.source == FINDINGS and cause.lead.kind not in NOT_READ for cause in opened):
        found.append(text("count.open", language, count=count))
    if resolved and all(cause.lead.source == RUNS for cause in resolved):
        found.append(text("count.runs_resolved", language))
    elif resolved:
        found.append(text("count.resolved", language, count=len(resolved)))
    return found


def _intro(message: Message, language: str) -> str:
    if message.is_digest:
        return text("intro.digest", language)
    opened = message.of(NEW, REOPENED)
    if not opened or any(cause.lead.source == TEST for cause in opened):
        return ""
    is_internal = all(cause.lead.kind in INTERNAL or cause.lead.severity == "error" for cause in opened)
    return text("intro.internal" if is_internal else "intro.report", language)


def report_name(notice: Notice) -> str:
    """The report as people call it: municipality, board and title, or its file."""
    title = notice.report_title or notice.file_name or ""
    if notice.report_title and notice.year and str(notice.year) not in title:
        title = f"{title} {notice.year}"
    around = [name for name in (notice.municipality, notice.board) if name and name.casefold() not in title.casefold()]
    return ", ".join([*around, *([title] if title else [])])


def one_line(value: str) -> str:
    """Text without line breaks and control characters, for places that take one line only."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _item(cause: Cause, language: str) -> Item:
    lead = cause.lead
    lines = [(text("label.place", language), place(lead, language))]
    if cause.event == RESOLVED:
        lines.append((text("label.id", language), lead.id))
        detail, evidence = _resolution(lead, language), None
    else:
        if lead.rounding:
            lines.append((text("label.rounding", language), rounding(lead, language)))
        if lead.believed and lead.kind not in WITHOUT_BELIEF:
            lines.append((text("label.believed", language), text(f"believed.{lead.believed}", language)))
        lines += [(text("label.same_cause", language), _also(other, lead, language)) for other in cause.notices[1:]]
        if lead.evidence:
            lines.append((text("label.evidence", language), lead.evidence))
        lines.append((text("label.id", language), ", ".join(notice.id for notice in cause.notices)))
        detail, evidence = lead.detail_in(language), lead.evidence
    shown = tuple((label, value) for label, value in lines if value)
    return Item(lead.severity, cause.event, lead.title[language], detail, shown, evidence)


def _also(other: Notice, lead: Notice, language: str) -> str:
    """Another notice of the cause, without the sentences that its lead shows already."""
    parts = [f"{other.title[language]}."]
    parts += [sentence for sentence in other.detail[language] if sentence not in lead.detail[language]]
    if other.page_number != lead.page_number and other.page_number is not None:
        parts.append(text("place.page", language, page=other.page_number).capitalize() + ".")
    return " ".join(parts)


def _resolution(notice: Notice, language: str) -> str:
    by_source = {CHECKS: "passed", RUNS: "published", ACCEPTED: "gone", DELIVERIES: "accepts"}
    fallback = "read" if notice.kind == UNREADABLE else by_source.get(notice.source, "gone")
    return text(f"resolution.{notice.resolution or fallback}", language)


def rounding(notice: Notice, language: str) -> str:
    """The most that rounding explains of the difference, in words: `0,3 mnkr`."""
    number = f"{Decimal(notice.rounding or 0):,f}".translate(
        {ord(","): " ", ord("."): "," if language == "sv" else "."}
    )
    unit = text(f"unit.{notice.unit}", language) if has_text(f"unit.{notice.unit}") else ""
    return text("rounding", language, rounding=number, unit=unit)


def place(notice: Notice, language: str) -> str:
    """The place in words: file, page, line, table, row and column."""
    parts = [text("place.file", language, file=notice.file_name)] if notice.file_name else []
    if notice.page_number is not None:
        is_as_counted = notice.page_label in (None, "", str(notice.page_number))
        name = "place.page" if is_as_counted else "place.page_printed"
        parts.append(text(name, language, page=notice.page_number, label=notice.page_label))
    if notice.line_number is not None:
        parts.append(text("place.line", language, line=notice.line_number))
    if notice.table_title:
        parts.append(text("place.table", language, table=notice.table_title))
    if notice.row_label:
        parts.append(text("place.row", language, row=notice.row_label))
    if notice.column_label:
        parts.append(text("place.column", language, column=notice.column_label))
    return ", ".join(parts)
