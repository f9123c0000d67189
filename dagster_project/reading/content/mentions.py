"""The names in a report that may be its municipality or its board, with their position and frequency.

Belongs here: what looks like a name. SQL resolves it, even misspelt, to a municipality or organization of the seeds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dagster_project.reading.content.metadata import front_blocks
from dagster_project.reading.content.passages import Passage, passages
from dagster_project.reading.model import Document, Furniture, Place
from dagster_project.reading.records import NameMention
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Names
from dagster_project.terms import FurnitureKind, MentionKind, MentionPosition, PassageKind

_NAME = r"[A-ZÅÄÖ][\w-]+"
_FEWEST_PLAIN_MENTIONS = 3
_RUNNING = (PassageKind.PARAGRAPH, PassageKind.LIST_ITEM, PassageKind.CELL)
_OF_FURNITURE = {
    FurnitureKind.PAGE_HEADER: MentionPosition.PAGE_HEADER,
    FurnitureKind.PAGE_FOOTER: MentionPosition.PAGE_FOOTER,
    FurnitureKind.CONTENTS: MentionPosition.HEADING,
}
_GENITIVE = re.compile(r"s\Z", re.I)


@dataclass(frozen=True, slots=True)
class _Found:
    kind: MentionKind
    name: str
    position: MentionPosition
    place: Place


def name_mentions(document: Document) -> list[NameMention]:
    """One row per name and position, in the order of their first mention.

    Municipality names keep their genitive s ("Storstads"), which belongs to some names; organization names lose it. A
    plain capitalized word inside a sentence is a candidate from its third mention on.
    """
    front = {block.place for block in front_blocks(document)}
    kinds = {block.place: block.kind for _, block in document.blocks if isinstance(block, Furniture)}
    counted: dict[tuple[MentionKind, str, MentionPosition], list[_Found]] = {}
    plain: dict[str, list[_Found]] = {}
    for passage in passages(document):
        position = _position(passage, front, kinds)
        for found in _named(passage, position):
            counted.setdefault((found.kind, found.name.lower(), found.position), []).append(found)
        for found in _plain(passage, position):
            plain.setdefault(found.name, []).append(found)
    named = {found.name for group in counted.values() for found in group}
    for name, group in plain.items():
        if len(group) >= _FEWEST_PLAIN_MENTIONS or name in named:
            counted.setdefault((MentionKind.MUNICIPALITY, name.lower(), MentionPosition.BODY), []).extend(group)
    return [_record(document.document_id, group) for group in counted.values()]


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


def _named(passage: Passage, position: MentionPosition) -> Iterator[_Found]:
    """The names of an evident kind: beside "kommun" or "stad", in an address, ending in "nämnden"."""
    beside, address, organization = _patterns()
    for match in beside.finditer(passage.text):
        place = passage.place_of(*match.span())
        yield _Found(MentionKind.MUNICIPALITY, match["name"], position, place)
        last = match["name"].split()[-1]
        if last != match["name"]:
            yield _Found(MentionKind.MUNICIPALITY, last, position, place)
    for match in address.finditer(passage.text):
        yield _Found(MentionKind.MUNICIPALITY, match["name"], MentionPosition.URL, passage.place_of(*match.span()))
    for match in organization.finditer(passage.text):
        name = _GENITIVE.sub("", match["name"])
        if re.sub(r"(?:en|et|n)\Z", "", name.lower()) not in load(Names).generic_organizations:
            yield _Found(MentionKind.ORGANIZATION, name, position, passage.place_of(*match.span()))


def _plain(passage: Passage, position: MentionPosition) -> Iterator[_Found]:
    """Capitalized words inside sentences of running text."""
    if passage.kind not in _RUNNING or position is MentionPosition.FRONT_PAGE:
        return
    organization = _patterns()[2]
    for match in re.finditer(r"(?<=[a-zåäö,] )[A-ZÅÄÖ][a-zåäöé]{2,}(?:-[A-ZÅÄÖ][a-zåäöé]+)?(?![\w@.]\w)", passage.text):
        if not organization.fullmatch(match[0]):
            yield _Found(MentionKind.MUNICIPALITY, match[0], MentionPosition.BODY, passage.place_of(*match.span()))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = load(Names)
    municipality = "|".join(sorted(words.municipality_words, key=len, reverse=True))
    endings = "|".join(words.organization_endings)
    heads = "|".join(words.boards_with_for)
    beside = rf"(?P<name>{_NAME}(?: {_NAME})?) (?i:{municipality})\b"
    address = r"(?:www\.|@)(?P<name>[a-zåäö-]{2,})\.(?:se|nu|com)\b"
    compound = r"(?:[^\W\d_]+-,? )*[^\W\d_]+- (?:och|&|samt) "
    with_for = rf"(?:{heads}) för [a-zåäö]+(?:, [a-zåäö]+)*(?: och [a-zåäö]+)?"
    organization = rf"(?<![\w-])(?P<name>{with_for}|(?:{compound})?[^\W\d_]*(?:{endings})s?)(?!\w)"
    return re.compile(beside), re.compile(address), re.compile(organization, re.I)
