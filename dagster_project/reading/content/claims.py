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
from dagster_project.reading.vocabulary.schemas import Claims, Months, References
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
_FEWEST_WORDS_OF_SENTENCE = 3
_BETWEEN = 30
# "mot budgeterade -1 000 tkr": the budget itself.
_BUDGETED = (
    r"\b(?:mot|jämfört med|än|från) (?:(?:den|det|de) )?(?:budgeterade?|budgeterat|budgetens)(?: (?:på|om))?\s\Z"
)
_SPAN = r"\d{4}\s?[-\u2013/]\s?\d{2,4}"


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """A claim with the passage and the statement it was read from."""

    record: ClaimRecord
    passage: Passage
    statement: Statement


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a statement.

    `previous_end` is the character where the statement before it in its passage ends, 0 without one; `bracketed` is the
    statement that it is set after in brackets, `year` the year that stands alone in the cell before, and `has_earlier`
    whether the figure of the year before is set after it in brackets. `next_start` is the character where the statement
    after it starts.
    """

    previous_end: int = 0
    bracketed: Statement | None = None
    year: int | None = None
    has_earlier: bool = False
    next_start: int | None = None


def stated_claims(document: Document, year: int | None, cells: CellRoles | None = None) -> list[StatedClaim]:
    """The claims of paragraphs, list items and text cells in reading order.

    `year` is the report's, from which "föregående år" counts.
    """
    found = []
    before: Passage | None = None
    for passage in passages(document):
        if is_prose(passage, cells or {}):
            year_before = _year_alone(before)
            read = [
                one
                for one in statements(passage.text)
                if not any(one.start < end and start < one.end for start, end in passage.notes)
            ]
            for at, statement in enumerate(read):
                around = _around(passage, read, at, year_before)
                record = _claim(document.document_id, passage, statement, year, around)
                found.append(StatedClaim(record, passage, statement))
        before = passage
    return found


def _year_alone(before: Passage | None) -> int | None:
    """The year that a cell consists of: in a form, of the amount in the next."""
    is_year = before is not None and before.kind is PassageKind.CELL and re.fullmatch(r"(?:19|20)\d\d:?", before.text)
    return int(before.text[:4]) if before and is_year else None


def _around(passage: Passage, read: Sequence[Statement], at: int, year: int | None) -> Around:
    is_alone = passage.kind is PassageKind.CELL and _is_fragment(passage.text)
    previous = read[at - 1] if at else None
    is_bracketed = previous is not None and _is_in_brackets(passage.text, previous, read[at])
    return Around(
        previous.end if previous else 0,
        previous if is_bracketed else None,
        year if is_alone else None,
        at + 1 < len(read) and _is_in_brackets(passage.text, read[at], read[at + 1]),
        read[at + 1].start if at + 1 < len(read) else None,
    )


def _is_in_brackets(text: str, first: Statement, second: Statement) -> bool:
    """Whether a figure stands in brackets right after another of its unit: that of the year before."""
    opens = re.fullmatch(r"\s?\(", text[first.end : second.start])
    return bool(opens) and text[second.end :].startswith(")") and first.unit == second.unit != Unit.YEAR


def _is_fragment(text: str) -> bool:
    """Whether a text is an amount with its unit or year, and no sentence ("2027 1 000 tkr")."""
    return len(re.findall(r"[^\W\d_]{3,}", text)) < _FEWEST_WORDS_OF_SENTENCE


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


def _claim(document_id: str, passage: Passage, statement: Statement, year: int | None, around: Around) -> ClaimRecord:
    text, start, end = passage.text, statement.start, statement.end
    first, last = sentence(text, start, end)
    begins, ends = clause(text, start, end)
    kind = _kind_by_words_between(text, begins, ends, around, statement)
    kind = kind or _kind(statement, text[begins:ends].lower())
    if kind is None:
        # A clause that is only the figure ("avviker positivt, 1,7 mnkr") has the kind of its sentence.
        begins, ends = first, last
        kind = _kind(statement, text[first:last].lower())
    return ClaimRecord(
        document_id=document_id,
        claim_id=claim_id(document_id, passage, statement),
        section=passage.section,
        quote=f"{around.year} " * (around.year is not None) + _quote(text, statement, first, last),
        value_as_printed=statement.printed,
        value=statement.value,
        unit=statement.unit,
        decimals=statement.decimals,
        half_unit=statement.half_unit,
        year=_year(statement, text, first, last, year, around),
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
    """The sentence, or of a long one the part between commas around the figure, always verbatim.

    What is no sentence is quoted with what stands around it in its passage, or with the year in the cell before.
    """
    if _is_fragment(text[first:last]):
        first, last = max(0, statement.start - _LONGEST_QUOTE // 2), min(len(text), statement.end + _LONGEST_QUOTE // 2)
        first = text.rfind(" ", 0, first) + 1 if first else 0
        last = text.rfind(" ", 0, last) if last < len(text) else last
        return text[first:last].strip()
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


def _named_year(text: str, start: int, end: int, first: int, last: int) -> int | None:
    """The year that a sentence text[first:last] names for its figure text[start:end], None without one.

    One before it counts from anywhere, the nearest first, one after it only right behind it: a year further on belongs
    to a reason ("gav inför 2021"). A span of years names none, nor does one that is compared with.
    """
    compared = "|".join(load(References).compared_years)
    # In "från 14,6 procent 2020 till 26,7" the year belongs to the first figure alone.
    target = re.search(r"\bfrån\b(?=[^.]*\btill\s\Z)", text[first:start])
    skipped = range(first + target.start(), start) if target else range(0)
    after = end + _reach(text[end:last])
    years = [
        (position - end if position >= end else start - position, year)
        for position, year in years_in(text[:last], in_dates=True)
        if first <= position < after and position not in skipped and not _is_of_span(text, position)
        if not re.search(rf"\b(?:{compared})(?: år)?\s\Z", text[first:position], re.I)
    ]
    return min(years)[1] if years else None


def _is_of_span(text: str, position: int) -> bool:
    around = text[max(0, position - 7) : position + 11]
    return re.search(_SPAN, around) is not None


def _year(
    statement: Statement, text: str, first: int, last: int, report_year: int | None, around: Around
) -> int | None:
    """The year that the sentence names for the figure, else by its words; in brackets after another the one before."""
    if statement.unit == Unit.YEAR:
        return int(statement.value)
    if around.bracketed:
        year = _year(around.bracketed, text, first, last, report_year, Around()) or report_year
        return year - 1 if year is not None else None
    start, end = statement.start, statement.end
    behind = text[end:last][: _reach(text[end:last])].lower()
    named = _named_year(text, start, end, first, last)
    if any(word in behind for word in load(Claims).relative_years[-1]):
        # "243 tkr året innan" is of the year before the one that the sentence names.
        year = named or report_year
        return year - 1 if year is not None else None
    near = max(first, around.previous_end)
    step = _relative_year(text[near:start])
    if step is not None and _named_year(text, start, end, first, end) is None:
        named = None
    elif named is None:
        _, clause_end = clause(text, start, end)
        until = min(last, clause_end, last if around.next_start is None else around.next_start)
        step = _relative_year(text[near:start] + text[end:until])
    if named is not None or around.year is not None:
        return around.year if named is None else named
    step = 0 if step is None and around.has_earlier else step
    return report_year + step if report_year and step is not None else None


def _reach(after: str) -> int:
    """How much of a text after a figure is right behind it: up to three words that lead to a year, and the year."""
    months = [month for names in load(Months).months.values() for month in names]
    leads = "|".join(map(re.escape, sorted([*load(References).year_leads, *months], key=len, reverse=True)))
    match = re.match(rf"(?:[\s)]*(?:{leads})\b){{0,3}}[\s)]*(?:\d{{4}}(?!\d|,\d))?", after, re.I)
    return match.end() if match else 0


def _relative_year(near: str) -> int | None:
    """The year that words tell relative to the report's; what is compared with ("än föregående år") is another."""
    for step, phrases in load(Claims).relative_years.items():
        compared = "|".join(load(References).compared_years)
        pattern = rf"(?<!\w)(?P<than>(?:{compared}|från|sedan|än)\s)?(?:{'|'.join(map(re.escape, phrases))})"
        if any(not match["than"] for match in re.finditer(pattern, near, re.I)):
            return step
    return None


def _kind_by_words_between(text: str, begins: int, ends: int, around: Around, statement: Statement) -> ClaimKind | None:
    """The kind by the words between two figures of a clause ("ökat med 5,1 procent och uppgår till 201,1")."""
    if around.bracketed:
        between = text[begins : around.bracketed.start].lower()
        return ClaimKind.LEVEL if _is_level(between[-_BETWEEN:]) else None
    between = text[max(begins, around.previous_end) : statement.start].lower()
    budget = re.search(_BUDGETED, between)
    is_level = around.previous_end > begins and _is_level(between)
    has_kind_of_unit = statement.unit in (Unit.YEAR, Unit.PERCENT, Unit.COUNT)
    return ClaimKind.LEVEL if not has_kind_of_unit and (budget or is_level) else None


def _is_level(between: str) -> bool:
    kinds = load(Claims).kinds
    says_more = any(word in between for kind in (ClaimKind.DEVIATION, ClaimKind.CHANGE) for word in kinds[kind])
    return not says_more and any(word in between for word in kinds[ClaimKind.LEVEL] if len(word.strip()) > 3)


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
