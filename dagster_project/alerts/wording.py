"""A message in words: subject, introduction, items with labelled lines. Plain text, to be escaped by whoever sends it.

Knows no channel; the words themselves are in `texts.yml`, and of a finding in `quality.findings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dagster_project.alerts.messages import NEW, REOPENED, RESOLVED, Cause, Message
from dagster_project.alerts.notices import ACCEPTED, CHECKS, FINDINGS, NOT_READ, OURS, RUNS, TEST, Notice
from dagster_project.alerts.texts import has_text, text

UNREADABLE = "unreadable_report"
# Nothing is contradicted here, so that there is nothing to believe of it.
WITHOUT_BELIEF = (*OURS, "possible_revision")


@dataclass(frozen=True, slots=True)
class Item:
    """One cause in words. `evidence` is a link, or a file's address; `lines` are pairs of label and text."""

    severity: str
    event: str
    title: str
    detail: str
    lines: tuple[tuple[str, str], ...]
    evidence: str | None

    @property
    def is_link(self) -> bool:
        """Whether the evidence can be opened from anywhere; addresses of files can't."""
        return self.evidence is not None and self.evidence.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Section:
    """Items under one heading; `more` tells of those left out, empty where there are none."""

    heading: str
    items: tuple[Item, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole message in words."""

    language: str
    subject: str
    intro: str
    sections: tuple[Section, ...]
    footer: str


def letter(message: Message, language: str, most: int = 50) -> Letter:
    """The message in a language, with the `most` first items of each section."""
    sections = []
    for event in (NEW, REOPENED, RESOLVED):
        if causes := message.of(event):
            more = text("more", language, count=len(causes) - most) if len(causes) > most else ""
            items = tuple(_item(cause, language) for cause in causes[:most])
            sections.append(Section(text(f"heading.{event}", language), items, more))
    is_ours = message.kinds <= {*OURS, TEST}
    footer = text("footer.ours" if is_ours else "footer", language, id=message.id)
    return Letter(language, subject(message, language), _intro(message, language), tuple(sections), footer)


def subject(message: Message, language: str) -> str:
    """The subject line: the report and how much there is of what."""
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
    for source in (ACCEPTED, CHECKS):
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
    is_ours = all(cause.lead.kind in OURS or cause.lead.severity == "error" for cause in opened)
    return text("intro.ours" if is_ours else "intro.report", language)


def report_name(told: Notice) -> str:
    """What people call the report: municipality, board and title, or its file."""
    title = told.report_title or told.file_name or ""
    if told.report_title and told.year and str(told.year) not in title:
        title = f"{title} {told.year}"
    board = None if told.board and told.board.casefold() in title.casefold() else told.board
    municipality = None if told.municipality and told.municipality.casefold() in title.casefold() else told.municipality
    return ", ".join(part for part in (municipality, board, title) if part)


def one_line(said: str) -> str:
    """Text without line breaks or control characters, for places that take one line only."""
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())


def _item(cause: Cause, language: str) -> Item:
    told = cause.lead
    if cause.event == RESOLVED:
        lines = [(text("label.place", language), place(told, language)), (text("label.id", language), told.id)]
        return Item(told.severity, cause.event, told.title[language], _resolution(told, language), _said(lines), None)
    lines = [(text("label.place", language), place(told, language))]
    if told.rounding:
        lines.append((text("label.rounding", language), rounding(told, language)))
    if told.believed and told.kind not in WITHOUT_BELIEF:
        lines.append((text("label.believed", language), text(f"believed.{told.believed}", language)))
    lines += [(text("label.same_cause", language), _also(other, told, language)) for other in cause.notices[1:]]
    if told.evidence:
        lines.append((text("label.evidence", language), told.evidence))
    lines.append((text("label.id", language), ", ".join(other.id for other in cause.notices)))
    return Item(told.severity, cause.event, told.title[language], told.detail[language], _said(lines), told.evidence)


def _also(other: Notice, lead: Notice, language: str) -> str:
    """What else follows from the cause, without the sentences that its lead has said already."""
    said = set(_sentences(lead.detail[language]))
    fresh = [sentence for sentence in _sentences(other.detail[language]) if sentence not in said]
    if other.page_number != lead.page_number and other.page_number is not None:
        fresh.append(text("place.page", language, page=other.page_number).capitalize())
    return ". ".join([other.title[language], *fresh]) + "."


def _sentences(detail: str) -> list[str]:
    return [sentence.removesuffix(".") for sentence in detail.split(". ") if sentence]


def _said(lines: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, said) for label, said in lines if said)


def _resolution(told: Notice, language: str) -> str:
    by_source = {CHECKS: "passed", RUNS: "published", ACCEPTED: "gone"}
    fallback = "read" if told.kind == UNREADABLE else by_source.get(told.source, "gone")
    return text(f"resolution.{told.resolution or fallback}", language)


def rounding(told: Notice, language: str) -> str:
    """The most that rounding explains of the difference, as `0,3 mnkr`."""
    number = f"{Decimal(told.rounding or 0):,f}".translate({ord(","): " ", ord("."): "," if language == "sv" else "."})
    unit = text(f"unit.{told.unit}", language) if has_text(f"unit.{told.unit}") else ""
    return text("rounding", language, rounding=number, unit=unit)


def place(told: Notice, language: str) -> str:
    """Where it stands: file, page, table, row and column."""
    parts = [text("place.file", language, file=told.file_name)] if told.file_name else []
    if told.page_number is not None:
        name = "place.page_printed" if told.page_label and told.page_label != str(told.page_number) else "place.page"
        parts.append(text(name, language, page=told.page_number, label=told.page_label))
    if told.line_number is not None:
        parts.append(text("place.line", language, line=told.line_number))
    if told.table_title:
        parts.append(text("place.table", language, table=told.table_title))
    if told.row_label:
        parts.append(text("place.row", language, row=told.row_label))
    if told.column_label:
        parts.append(text("place.column", language, column=told.column_label))
    return ", ".join(parts)
