"""The names in a report that may be its municipality or its board, with their position and frequency.

Belongs here: what looks like a name. SQL resolves it, even misspelt, to a municipality or organization of the seeds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from dagster_project.reading.content.metadata import front_blocks
from dagster_project.reading.content.passages import Passage, passages
from dagster_project.reading.model import Block, Document, Furniture, Heading, Paragraph, Place, Table
from dagster_project.reading.organizations import contact_spans, is_addressee, names_in
from dagster_project.reading.records import NameMention
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Names
from dagster_project.terms import FurnitureKind, MentionKind, MentionPosition, PassageKind

_NAME = r"[A-ZÅÄÖ][\w-]+"
_FEWEST_PLAIN_MENTIONS = 3
_MOST_BETWEEN = 2
_RUNNING = (PassageKind.PARAGRAPH, PassageKind.LIST_ITEM, PassageKind.CELL)
_OF_FURNITURE = {
    FurnitureKind.PAGE_HEADER: MentionPosition.PAGE_HEADER,
    FurnitureKind.PAGE_FOOTER: MentionPosition.PAGE_FOOTER,
    FurnitureKind.CONTENTS: MentionPosition.HEADING,
}
# Positions whose passages are lines: a name ends with its line there.
_LINES = (
    MentionPosition.FRONT_PAGE,
    MentionPosition.PAGE_HEADER,
    MentionPosition.PAGE_FOOTER,
    MentionPosition.HEADING,
)


@dataclass(frozen=True, slots=True)
class _Found:
    kind: MentionKind
    name: str
    position: MentionPosition
    place: Place


_Placed = tuple[Passage, MentionPosition]


def name_mentions(document: Document) -> list[NameMention]:
    """One row per name and position, in the order of their first mention.

    Municipality names keep their genitive s ("Storstads"), which belongs to some names; organization names lose it. A
    plain capitalized word inside a sentence is a candidate from its third mention on.
    """
    front = {block.place for block in front_blocks(document)} - _headings_of_tables(document)
    kinds = {block.place: block.kind for _, block in document.blocks if isinstance(block, Furniture)}
    counted: dict[tuple[MentionKind, str, MentionPosition], list[_Found]] = {}
    plain: dict[str, list[_Found]] = {}
    placed = [(passage, _position(passage, front, kinds)) for passage in passages(document)]
    for found in chain(_municipalities(placed), _organizations(placed)):
        counted.setdefault((found.kind, found.name.lower(), found.position), []).append(found)
    for passage, position in placed:
        for found in _plain(passage, position):
            plain.setdefault(found.name, []).append(found)
    named = {found.name for group in counted.values() for found in group}
    for name, group in plain.items():
        if len(group) >= _FEWEST_PLAIN_MENTIONS or name in named:
            counted.setdefault((MentionKind.MUNICIPALITY, name.lower(), MentionPosition.BODY), []).extend(group)
    return [_record(document.document_id, group) for group in counted.values()]


def _headings_of_tables(document: Document) -> set[Place]:
    """The places of headings over a table, with at most a title and a line between, which are of a chapter.

    The first heading may be the title of the report.
    """
    blocks = [block for _, block in document.blocks if not isinstance(block, Furniture)]
    headings = [at for at, block in enumerate(blocks) if isinstance(block, Heading)]
    first_sentence = next((at for at, block in enumerate(blocks) if _is_sentence(block)), len(blocks))
    return {
        blocks[at].place
        for at in headings[1:]
        if _is_over_table(blocks[at + 1 : at + 2 + _MOST_BETWEEN], in_text=at > first_sentence)
    }


def _is_over_table(following: Sequence[Block], *, in_text: bool) -> bool:
    """Whether a table follows. A heading after a sentence is the table's own, unless the text had begun before."""
    has_text = False
    for block in following:
        if isinstance(block, Table):
            return True
        if isinstance(block, Heading) and has_text and not in_text:
            return False
        has_text = has_text or _is_sentence(block)
    return False


def _is_sentence(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.text.rstrip().endswith(".")


def _record(document_id: str, group: list[_Found]) -> NameMention:
    first = group[0]
    return NameMention(
        document_id=document_id,
        kind=first.kind,
        name_as_printed=first.name,
        position=first.position,
        mentions=len(group),
        page_number=first.place.page,
        line_number=first.place.line,
    )


def _position(passage: Passage, front: set[Place], kinds: dict[Place, FurnitureKind]) -> MentionPosition:
    if passage.kind is PassageKind.FURNITURE:
        return _OF_FURNITURE[kinds[passage.place]]
    if passage.place in front and passage.kind in (PassageKind.HEADING, PassageKind.PARAGRAPH, PassageKind.LIST_ITEM):
        return MentionPosition.FRONT_PAGE
    return MentionPosition.HEADING if passage.kind is PassageKind.HEADING else MentionPosition.BODY


def _municipalities(placed: Sequence[_Placed]) -> Iterator[_Found]:
    """Names beside "kommun" or "stad", or in an address."""
    beside, address = _patterns()
    for passage, position in placed:
        for match in beside.finditer(passage.text):
            place = passage.place_of(*match.span())
            yield _Found(MentionKind.MUNICIPALITY, match["name"], position, place)
            last = match["name"].split()[-1]
            if last != match["name"]:
                yield _Found(MentionKind.MUNICIPALITY, last, position, place)
        for match in address.finditer(passage.text):
            place = passage.place_of(*match.span())
            yield _Found(MentionKind.MUNICIPALITY, match["name"], MentionPosition.URL, place)


def _organizations(placed: Sequence[_Placed]) -> Iterator[_Found]:
    """Names of boards and offices, those in running text that a line prints in full ("Nämnden för Digital service")
    as there. Where to ask or write, who decides, and to whom the report is sent name nobody."""
    whole: set[str] = set()
    follows_addressee = False
    for lines in (True, False):
        for passage, position in placed:
            if (position in _LINES) is not lines:
                continue
            addressed, follows_addressee = follows_addressee, lines and is_addressee(passage.text.strip() + ":")
            if lines and (addressed or is_addressee(passage.text)):
                continue
            contacts = contact_spans(passage.text)
            for named in names_in(passage.text, is_line=lines):
                decides = lines and (named.is_elsewhere and (named.is_council or named.before != "av"))
                if decides or any(start <= named.start < end for start, end in contacts):
                    continue
                name = named.name
                if lines:
                    whole.add(name)
                else:
                    rest = passage.text[named.start :].lower()
                    name = max((full for full in whole if rest.startswith(full.lower())), key=len, default=name)
                yield _Found(
                    MentionKind.ORGANIZATION, name, position, passage.place_of(named.start, named.start + len(name))
                )


def _plain(passage: Passage, position: MentionPosition) -> Iterator[_Found]:
    """Capitalized words inside sentences of running text."""
    if passage.kind not in _RUNNING or position is MentionPosition.FRONT_PAGE:
        return
    for match in re.finditer(r"(?<=[a-zåäö,] )[A-ZÅÄÖ][a-zåäöé]{2,}(?:-[A-ZÅÄÖ][a-zåäöé]+)?(?![\w@.]\w)", passage.text):
        if not any(named.start == 0 for named in names_in(match[0])):
            yield _Found(MentionKind.MUNICIPALITY, match[0], MentionPosition.BODY, passage.place_of(*match.span()))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    municipality = "|".join(sorted(load(Names).municipality_words, key=len, reverse=True))
    beside = rf"(?P<name>{_NAME}(?: {_NAME})?) (?i:{municipality})\b"
    return re.compile(beside), re.compile(r"(?:www\.|@)(?P<name>[a-zåäö-]{2,})\.(?:se|nu|com)\b")
