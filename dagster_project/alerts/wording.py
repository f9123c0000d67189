"""Renders a message in words: subject, introduction, items with labelled lines. Plain text, which channels escape.

Knows no channel. The words are in `texts.yml`, those of a finding in `quality.findings`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dagster_project.alerts.messages import EVENTS, NEW, REOPENED, RESOLVED, Cause, Message
from dagster_project.alerts.notices import (
    ACCEPTED,
    CHECKS,
    COVERAGE,
    DELIVERIES,
    FINDINGS,
    INTERNAL,
    LATE,
    MISSING,
    NOT_READ,
    RUNS,
    TEST,
    Notice,
)
from dagster_project.alerts.places import in_unit, number, place, rounding, spot
from dagster_project.alerts.texts import text

UNREADABLE = "unreadable_report"
# The roles of the terms of a sum that is written out, and the most that are listed.
_TERMS = ("part", "minuend", "subtrahend")
_MOST_TERMS = 12
# Kinds that claim no contradiction, of which nothing is believed.
WITHOUT_BELIEF = (*INTERNAL, "possible_revision", "unit_missing", MISSING, LATE)


@dataclass(frozen=True, slots=True)
class SumLine:
    """A line of a sum that does not hold: `kind` is part, computed, stated or difference."""

    kind: str
    label: str
    number: str


@dataclass(frozen=True, slots=True)
class Item:
    """One cause in words: what does not agree, the sentence of the report, what explains it.

    `sum` writes the statement out as lines where it is a sum. `evidence` is a link or the URI of a file; `lines` are
    pairs of label and text. `lead` is the notice that is shown, `picture_text` what a picture of its cells shows.
    """

    severity: str
    event: str
    title: str
    quote: str
    statement: str
    comment: str
    lines: tuple[tuple[str, str], ...]
    evidence: str | None
    lead: Notice
    sum: tuple[SumLine, ...] = ()
    picture_text: str = ""

    @property
    def detail(self) -> str:
        """Statement and comment."""
        return " ".join(filter(None, (self.statement, self.comment)))

    @property
    def texts(self) -> list[str]:
        """The item line by line without its title, for chats; a link is shown apart."""
        labelled = [f"{label}: {value}" if label else value for label, value in self.lines if value != self.link]
        return [*([f"”{self.quote}”"] if self.quote else []), *([self.detail] if self.detail else []), *labelled]

    @property
    def link(self) -> str | None:
        """The evidence where it can be opened from anywhere, which the URI of a file can't."""
        return self.evidence if _is_link(self.evidence) else None


@dataclass(frozen=True, slots=True)
class Section:
    """Items under one heading; `more` counts those left out, empty where there are none."""

    heading: str
    items: tuple[Item, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A whole message in words; `notes` are pairs of label and text that hold for every item."""

    language: str
    subject: str
    intro: str
    sections: tuple[Section, ...]
    notes: tuple[tuple[str, str], ...]
    footer: str

    @property
    def ending(self) -> str:
        """What holds for every item and what the message is, line by line."""
        return "\n".join([*(f"{label}: {value}" for label, value in self.notes), self.footer])

    @property
    def open_evidence(self) -> str:
        """The text of a link to evidence."""
        return text("open_evidence", self.language)


def render(message: Message, language: str, most: int = 50) -> Rendered:
    """The message in a language, with at most the first `most` items of each section."""
    notes = _notes(message, language)
    sections = []
    for event in EVENTS:
        causes = message.of(event)
        clear, last_digits = [c for c in causes if not _is_last_digit(c)], [c for c in causes if _is_last_digit(c)]
        for name, section in ((event, clear), ("last_digit", last_digits)):
            if section:
                sections.append(_section(name, section, language, most, notes))
    is_internal = message.kinds <= {*INTERNAL, TEST}
    footer = text("footer.internal" if is_internal else "footer", language, id=message.id[:8])
    return Rendered(
        language, subject(message, language), _intro(message, language), tuple(sections), tuple(notes.items()), footer
    )


def _section(name: str, causes: Sequence[Cause], language: str, most: int, notes: Mapping[str, str]) -> Section:
    heading = text(f"heading.{name}", language)
    if name == "last_digit":
        return Section(heading, (_last_digits(causes, language, most, notes),), "")
    more = text("more", language, count=len(causes) - most) if len(causes) > most else ""
    return Section(heading, tuple(_item(cause, language, notes) for cause in causes[:most]), more)


def _is_last_digit(cause: Cause) -> bool:
    """Whether a cause that is news is two prints that differ by one unit of the last digit, and nothing more."""
    return cause.event != RESOLVED and all(notice.is_last_digit for notice in cause.notices)


def _notes(message: Message, language: str) -> dict[str, str]:
    """What is the same in every item, by its label: said once, at the end."""
    leads = [cause.lead for cause in message.causes if cause.event != RESOLVED]
    same = {
        "file": {cause.lead.file_name or "" for cause in message.causes},
        "believed": {belief for lead in leads if (belief := _belief(lead, language))},
        "evidence": {(lead.evidence or "").partition("#")[0] for lead in leads if not _is_link(lead.evidence)},
    }
    if {cause.lead.source for cause in message.causes} != {FINDINGS}:
        del same["file"]
    said = {name: found.pop() for name, found in same.items() if len(found) == 1}
    return {text(f"label.{name}", language): value for name, value in said.items() if value}


def _belief(notice: Notice, language: str) -> str:
    is_said = notice.believed and notice.kind not in WITHOUT_BELIEF
    return text(f"believed.{notice.believed}", language) if is_said else ""


def _is_link(evidence: str | None) -> bool:
    return evidence is not None and evidence.startswith(("http://", "https://"))


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
    for source in (COVERAGE, ACCEPTED, CHECKS, DELIVERIES):
        if causes := [cause for cause in opened if cause.lead.source == source]:
            found.append(text(f"count.{source}", language, count=len(causes)))
    if any(cause.lead.source == TEST for cause in opened):
        found.append(text("count.test", language))
    if any(cause.lead.source == RUNS for cause in opened):
        found.append(text("count.runs", language))
    is_last = [_is_last_digit(c) for c in opened if c.lead.source == FINDINGS and c.lead.kind not in NOT_READ]
    # All that differ in their last digit are one item.
    if count := is_last.count(False) + any(is_last):
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
    if all(cause.lead.source in (TEST, COVERAGE) for cause in opened):
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


def _item(cause: Cause, language: str, notes: Mapping[str, str]) -> Item:
    lead = cause.lead
    where = text("label.place", language), place(lead, language, text("label.file", language) not in notes)
    if cause.event == RESOLVED:
        lines = [where, (text("label.id", language), _id(lead))]
        return _shown(cause, language, _resolution(lead, language), "", lines, None)
    lines = [where]
    if lead.rounding:
        lines.append((text("label.rounding", language), rounding(lead, language)))
    lines.append((text("label.believed", language), _belief(lead, language)))
    lines += [(text("label.same_cause", language), _also(other, lead, language)) for other in cause.notices[1:]]
    lines.append((text("label.evidence", language), lead.evidence or ""))
    lines.append((text("label.id", language), ", ".join(map(_id, cause.notices))))
    own = [(label, value) for label, value in lines if label not in notes]
    statement, comment = lead.statement.get(language, ""), " ".join(lead.detail.get(language, ()))
    return _shown(cause, language, statement, comment, own, lead.evidence)


def _shown(
    cause: Cause, language: str, statement: str, comment: str, lines: Sequence[tuple[str, str]], evidence: str | None
) -> Item:
    lead = cause.lead
    is_open = cause.event != RESOLVED
    return Item(
        severity=lead.severity,
        event=cause.event,
        title=lead.title[language],
        quote=lead.quote or "" if is_open else "",
        statement=statement,
        comment=comment,
        lines=tuple((label, value) for label, value in lines if value),
        evidence=evidence,
        lead=lead,
        sum=tuple(_sum_lines(lead, language)) if is_open else (),
        picture_text=text("picture", language, page=lead.page_number, title=lead.title[language]),
    )


def _last_digits(causes: Sequence[Cause], language: str, most: int, notes: Mapping[str, str]) -> Item:
    """One item for all prints that differ by one unit of their last digit."""
    notices = [notice for cause in causes for notice in cause.notices]
    is_file_named = text("label.file", language) not in notes
    lines = [(spot(notice, language, is_file_named), _in_short(notice, language)) for notice in notices[:most]]
    if len(notices) > most:
        lines.append(("", text("more", language, count=len(notices) - most)))
    lines.append((text("label.id", language), ", ".join(map(_id, notices[:most]))))
    return Item(
        severity="info",
        event=causes[0].event,
        title=text("last_digit.title", language, count=len(notices)),
        quote="",
        statement=text("last_digit.detail", language),
        comment="",
        lines=tuple(lines),
        evidence=None,
        lead=notices[0],
    )


def _in_short(notice: Notice, language: str) -> str:
    """A notice in one line: the sentence, or the labels, before what does not agree."""
    labels = ", ".join(filter(None, (notice.row_label, notice.column_label)))
    about = f"”{notice.quote}”" if notice.quote else f"{labels}."
    return " ".join([about, *notice.sentences_in(language)])


def _sum_lines(notice: Notice, language: str) -> Iterator[SumLine]:
    """The sum written out: its terms, their sum, the printed value and the difference."""
    terms = [cell for cell in notice.cells if cell.role in _TERMS]
    stated = [cell for cell in notice.cells if cell.role == "stated"]
    if not terms or len(stated) != 1 or notice.computed is None or notice.difference is None or notice.quote:
        return
    for cell in terms[:_MOST_TERMS]:
        label = text("sum.subtracted", language, label=cell.label) if cell.is_subtracted else cell.label
        yield SumLine("part", label, cell.printed)
    if len(terms) > _MOST_TERMS:
        yield SumLine("part", text("sum.more", language, count=len(terms) - _MOST_TERMS), "…")
    yield SumLine("computed", text("sum.computed", language), number(notice.computed, language))
    yield SumLine("stated", text("sum.stated", language, label=stated[0].label), stated[0].printed)
    yield SumLine("difference", _difference_label(notice, language), number(notice.difference, language))


def _difference_label(notice: Notice, language: str) -> str:
    unit = in_unit("", notice, language).strip()
    name = "sum.difference" if unit else "sum.difference_without_unit"
    return text(name, language, unit=unit)


def _id(notice: Notice) -> str:
    return notice.short_id or notice.id


def _also(other: Notice, lead: Notice, language: str) -> str:
    """Another notice of the cause, without the sentences that its lead shows already."""
    parts = [f"{other.title[language]}."]
    said = lead.sentences_in(language)
    parts += [sentence for sentence in other.sentences_in(language) if sentence not in said]
    if other.page_number != lead.page_number and other.page_number is not None:
        parts.append(text("place.page", language, page=other.page_number).capitalize() + ".")
    return " ".join(parts)


def _resolution(notice: Notice, language: str) -> str:
    by_source = {CHECKS: "passed", RUNS: "published", ACCEPTED: "gone", DELIVERIES: "accepts", COVERAGE: "arrived"}
    fallback = "read" if notice.kind == UNREADABLE else by_source.get(notice.source, "gone")
    return text(f"resolution.{notice.resolution or fallback}", language)
