"""Figures stated in prose, each with its sentence, so that SQL can compare it with the tables.

Belongs here: what a sentence says about its figure: year, kind, direction, hedge, subject. `statements` finds the
figures and their units. Whether a claim holds is decided in SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from dagster_project.reading.content.passages import Passage, passages
from dagster_project.reading.content.references import years_in
from dagster_project.reading.content.statements import Statement, clause, is_tabular, sentence, statements
from dagster_project.reading.identity import short_hash
from dagster_project.reading.model import Document, Place
from dagster_project.reading.records import ClaimRecord, place_columns
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Claims, References
from dagster_project.terms import CellRole, ClaimKind, Direction, PassageKind, Unit


class ReadCell(Protocol):
    """The outcome of reading a table cell."""

    @property
    def role(self) -> CellRole:
        """The role of the numbers inside the cell."""

    @property
    def figure_id(self) -> str | None:
        """The identifier of the figure that the cell is, else None."""


CellRoles = Mapping[Place, ReadCell]

_LONGEST_QUOTE = 240
_FEWEST_WORDS_OF_PROSE = 6
_SUBJECT_WORDS = 8


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """A claim with the passage and the statement it was read from."""

    record: ClaimRecord
    passage: Passage
    statement: Statement


def stated_claims(document: Document, year: int | None, cells: CellRoles | None = None) -> list[StatedClaim]:
    """The claims of paragraphs, list items and text cells in reading order.

    `year` is the report's, from which "föregående år" counts.
    """
    return [
        StatedClaim(_claim(document.document_id, passage, statement, year), passage, statement)
        for passage in passages(document)
        if is_prose(passage, cells or {})
        for statement in statements(passage.text)
        if not any(statement.start < end and start < statement.end for start, end in passage.notes)
    ]


def is_prose(passage: Passage, cells: CellRoles) -> bool:
    """Whether a passage is made of sentences.

    A cell is if it was read as text, or not read and long. A number alone in a paragraph, as where a table has lost its
    form, is not.
    """
    words = len(re.findall(r"[^\W\d_]{2,}", passage.text))
    if passage.kind is PassageKind.CELL:
        cell = cells.get(passage.place)
        return words >= _FEWEST_WORDS_OF_PROSE if cell is None else cell.role is CellRole.TEXT and words > 0
    return passage.kind in (PassageKind.PARAGRAPH, PassageKind.LIST_ITEM) and words > 0 and not is_tabular(passage.text)


def claim_id(document_id: str, passage: Passage, statement: Statement) -> str:
    """The identifier of the claim that a statement of a passage makes."""
    return short_hash(document_id, "claim", passage.number, statement.start)


def _claim(document_id: str, passage: Passage, statement: Statement, year: int | None) -> ClaimRecord:
    text, start, end = passage.text, statement.start, statement.end
    first, last = sentence(text, start, end)
    begins, ends = clause(text, start, end)
    kind = _kind(statement, text[begins:ends].lower())
    if kind is None:
        # A clause that is only the figure ("avviker positivt, 1,7 mnkr") has the kind of its sentence.
        begins, ends = first, last
        kind = _kind(statement, text[first:last].lower())
    return ClaimRecord(
        document_id=document_id,
        claim_id=claim_id(document_id, passage, statement),
        section=passage.section,
        quote=_quote(text, statement, first, last),
        value_as_printed=statement.printed,
        value=statement.value,
        unit=statement.unit,
        decimals=statement.decimals,
        half_unit=statement.half_unit,
        year=_year(statement, text, first, last, year),
        kind=kind or ClaimKind.UNKNOWN,
        direction=_direction(text[begins:start], text[end:ends]),
        hedge=_hedge(text[first:start], text[end:last]),
        subject=_subject(statement, text[first:start], text[end:last]),
        **_columns(passage, statement),
    )


def _columns(passage: Passage, statement: Statement) -> dict[str, Any]:
    place = passage.place_of(statement.start, statement.end)
    return place_columns(place, passage.page.label)


def _quote(text: str, statement: Statement, first: int, last: int) -> str:
    """The sentence, or of a long one the part between commas around the figure, always verbatim."""
    if last - first > _LONGEST_QUOTE:
        stops = [match.end() for match in re.finditer(r"[,;:]\s", text[first:last])]
        first, last = (
            first + max((stop for stop in stops if first + stop <= statement.start), default=0),
            first + min((stop for stop in stops if first + stop - 2 >= statement.end), default=last - first),
        )
    if last - first > _LONGEST_QUOTE:
        first, last = max(first, statement.start - _LONGEST_QUOTE // 2), min(last, statement.end + _LONGEST_QUOTE // 2)
        first = text.rfind(" ", 0, first) + 1 if first else 0
    return text[first:last].strip()


def _year(statement: Statement, text: str, first: int, last: int, report_year: int | None) -> int | None:
    """The year nearest to the figure in its sentence, else by its words; never one that it is compared with."""
    if statement.unit == Unit.YEAR:
        return int(statement.value)
    compared = "|".join(load(References).compared_years)
    # In "från 14,6 procent 2020 till 26,7" the year belongs to the first figure alone.
    target = re.search(r"\bfrån\b(?=[^.]*\btill\s\Z)", text[first : statement.start])
    skipped = range(first + target.start(), statement.start) if target else range(0)
    years = [
        (position - statement.end if position >= statement.end else statement.start - position, year)
        for position, year in years_in(text[:last], in_dates=True)
        if position >= first and position not in skipped
        if not re.search(rf"\b(?:{compared})(?: år)?\s\Z", text[first:position], re.I)
    ]
    if years:
        return min(years)[1]
    words = text[first:last].lower()
    steps = (step for step, phrases in load(Claims).relative_years.items() if any(p in words for p in phrases))
    step = next(steps, None)
    return report_year + step if report_year and step is not None else None


def _kind(statement: Statement, words: str) -> ClaimKind | None:
    if statement.unit == Unit.YEAR:
        return ClaimKind.YEAR
    kinds = load(Claims).kinds
    for kind in (ClaimKind.DEVIATION, ClaimKind.CHANGE):
        if any(word in words for word in kinds[kind]):
            return kind
    if statement.unit in (Unit.PERCENT, Unit.COUNT):
        return ClaimKind.SHARE if statement.unit == Unit.PERCENT else ClaimKind.COUNT
    return ClaimKind.LEVEL if any(word in words for word in kinds[ClaimKind.LEVEL]) else None


def _direction(before: str, after: str) -> Direction | None:
    """The direction whose word is nearest to the figure; of words equally near the longer decides."""
    found: list[tuple[int, int, Direction]] = []
    for name, pattern in _directions():
        found += [(len(before) - match.end(), -len(match[0]), name) for match in pattern.finditer(before)]
        found += [(match.start(), -len(match[0]), name) for match in pattern.finditer(after)]
    return min(found)[2] if found else None


def _hedge(before: str, after: str) -> str | None:
    if after.startswith("-tal"):
        return "ca"
    for name, pattern in _hedges():
        if re.search(rf"(?:{pattern.pattern})\s+[(]?\Z", before, re.I):
            return name
    return None


def _subject(statement: Statement, before: str, after: str) -> str | None:
    """The words for the counted things, else the words of the sentence before the figure."""
    stops = load(Claims).stop_words
    if statement.unit == Unit.COUNT:
        counted = list(_until(re.findall(r"[^\W\d_][\w-]*|[.,;:()]", after), stops))
        if counted:
            return " ".join(counted)
    words = [word for word in re.findall(r"[^\W\d_][\w-]+", before) if word.lower() not in stops]
    return " ".join(words[-_SUBJECT_WORDS:]) or None


def _until(words: Sequence[str], stops: frozenset[str]) -> Iterator[str]:
    for word in words[:_SUBJECT_WORDS]:
        if word.lower() in stops or not word[0].isalpha():
            return
        yield word


@cache
def _directions() -> tuple[tuple[Direction, re.Pattern[str]], ...]:
    return tuple((direction, _any_of(words)) for direction, words in load(Claims).directions.items())


@cache
def _hedges() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((hedge, _any_of(words)) for hedge, words in load(Claims).hedges.items())


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Words as one pattern, the longest first."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?!\w)", re.I)
