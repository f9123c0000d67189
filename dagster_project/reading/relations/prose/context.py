"""What stands around a claim: its words up to the numbers beside it, and the heading, field or row that it is under.

Belongs here: the surroundings of a claim in reading order. How they name a row is in `naming`, which figure is meant in
`ties`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dagster_project.reading.content.claims import StatedClaim
from dagster_project.reading.content.passages import Passage, passages
from dagster_project.reading.content.statements import sentence
from dagster_project.reading.model import Document, Place
from dagster_project.reading.records import ClaimRecord
from dagster_project.reading.relations.prose.naming import is_title_of, words_of
from dagster_project.reading.relations.prose.sentences import contains
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Prose
from dagster_project.terms import PassageKind

_MOST_WORDS_OF_A_TITLE = 12
_WORDS_AFTER = 4
_LONGEST_LABEL = 200
_AFTER_HEADING = re.compile(r"\s*[:\u2013\u2014-]\s|\s+(?:[A-ZÅÄÖ][a-zåäö]|\d)")

RowKey = tuple[str, int]
"""A table's id and the number of a row in it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a passage is under.

    `titles` are labels of rows that a heading, or a field of a form, has over the passage; `field` is the short text
    right before it; `row` is the row of figures whose cell it is.
    """

    titles: frozenset[str] = frozenset()
    field: str = ""
    row: RowKey | None = None


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """The words around a claim, lower case.

    `before` and `after` reach to the numbers beside it in its sentence; `head` is the sentence up to it, `whole` the
    sentence, `earlier` the sentence before. `counted` are the words right after it. `beside` are the other
    claims of the sentence.
    """

    claim: StatedClaim
    before: str
    after: str
    head: tuple[str, ...]
    whole: tuple[str, ...]
    earlier: tuple[str, ...]
    counted: tuple[str, ...]
    around: Surroundings = field(default_factory=Surroundings)
    beside: tuple[ClaimRecord, ...] = ()

    @property
    def sentence(self) -> tuple[int, int]:
        """The same for all claims of one sentence."""
        statement, passage = self.claim.statement, self.claim.passage
        return passage.number, sentence(passage.text, statement.start, statement.end)[0]

    @property
    def is_yearly(self) -> bool:
        """Whether the claim is of every year alike."""
        return contains(load(Prose).yearly, self.before) or contains(load(Prose).yearly, " ".join(self.counted))


def contexts(document: Document, claims: Sequence[StatedClaim], tables: Sequence[TableMeaning]) -> list[ClaimContext]:
    """The contexts of claims, in their order."""
    around = surroundings(document, tables)
    found = []
    for at, claim in enumerate(claims):
        previous = claims[at - 1] if at else None
        following = claims[at + 1] if at + 1 < len(claims) else None
        found.append(_context(claim, previous, following, around.get(claim.passage.number, Surroundings())))
    sentences: dict[tuple[int, int], list[ClaimRecord]] = defaultdict(list)
    for one in found:
        sentences[one.sentence].append(one.claim.record)
    return [
        replace(one, beside=tuple(c for c in sentences[one.sentence] if c is not one.claim.record)) for one in found
    ]


def _context(
    claim: StatedClaim, previous: StatedClaim | None, following: StatedClaim | None, around: Surroundings
) -> ClaimContext:
    text, start, end = claim.passage.text.lower(), claim.statement.start, claim.statement.end
    first, last = sentence(claim.passage.text, start, end)
    begins, ends = first, last
    if previous and previous.passage.number == claim.passage.number:
        begins = max(first, min(previous.statement.end, start))
    if following and following.passage.number == claim.passage.number:
        ends = min(last, max(following.statement.start, end))
    earlier = sentence(claim.passage.text, first - 2, first - 2) if first > 2 else (0, 0)
    return ClaimContext(
        claim,
        text[begins:start],
        text[end:ends],
        words_of(text[first:start]),
        words_of(text[first:last]),
        words_of(text[earlier[0] : min(earlier[1], first)]),
        words_of(text[end:last])[:_WORDS_AFTER],
        around,
    )


def surroundings(document: Document, tables: Sequence[TableMeaning]) -> Mapping[int, Surroundings]:
    """The surroundings of all passages by their number."""
    rows = dict(_rows(tables))
    labels = _labels_by_first_word(tables)
    found: dict[int, Surroundings] = {}
    title: frozenset[str] = frozenset()
    opener = before = ""
    for passage in passages(document):
        if passage.kind is PassageKind.FURNITURE:
            continue
        row = rows.get(passage.place) if passage.kind is PassageKind.CELL else None
        headings = frozenset(label for part in passage.section.split(" > ") for label in _titles(part, labels))
        run_in = frozenset(_run_in(passage, labels)) if row is None else frozenset()
        found[passage.number] = Surroundings(run_in or title | headings, before, row)
        if passage.kind is PassageKind.HEADING or (before and before == opener):
            # A form that begins again has another title, whether or not a row is named so.
            title, opener = frozenset(), ""
        is_short = len(words_of(passage.text)) <= _MOST_WORDS_OF_A_TITLE
        if row is None and is_short and passage.kind is not PassageKind.HEADING:
            named = _titles(passage.text, labels)
            if named:
                title, opener = named, before
        before = passage.text.strip() if is_short else ""
    return found


def _rows(tables: Sequence[TableMeaning]) -> Iterator[tuple[Place, RowKey]]:
    for table in tables:
        for row in table.figure_rows:
            for cell in row.row.cells:
                if cell.place != Place():
                    yield cell.place, (table.record.table_id, row.number)


def _labels_by_first_word(tables: Sequence[TableMeaning]) -> Mapping[str, set[str]]:
    """The labels of rows by the beginning of their first word, so that a long report is searched once."""
    labels: dict[str, set[str]] = {}
    for table in tables:
        for row in table.figure_rows:
            for word in words_of(row.label)[:1]:
                labels.setdefault(word[:3], set()).add(row.label)
    return labels


def _titles(text: str, labels: Mapping[str, set[str]]) -> frozenset[str]:
    first = next(iter(words_of(text)), "")
    return frozenset(label for label in labels.get(first[:3], ()) if is_title_of(text, label))


def _run_in(passage: Passage, labels: Mapping[str, set[str]]) -> Iterator[str]:
    """The labels that a text begins with as with a heading: "Bokbuss År 2029 4 500 tkr", "Intäkter: 5,2 mnkr"."""
    first = next(iter(words_of(passage.text[:_LONGEST_LABEL])), "")
    for label in labels.get(first[:3], ()):
        if passage.text.startswith(label) and _AFTER_HEADING.match(passage.text, len(label)):
            yield label
