"""Names of organizations, recognized by their form: "Barn- och utbildningsnämnden", "Nämnden för arbete och välfärd".

Belongs here: which words of a text are such a name, and whether the text is about that organization. Which organization
it is (a misspelt or inflected name, the municipality of "Kommunen") is decided in SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Names, ReportTypes

_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}(?:{_LETTER}|-)*"
_LONGEST_LABEL = 8
_DEFINITE = ("en", "et", "n")


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text, without a genitive s; `before` is the word in front of it, lower case.

    `start` and `end` are characters of the text, the end exclusive.
    """

    name: str
    start: int
    end: int
    before: str

    @property
    def is_elsewhere(self) -> bool:
        """Whether a preposition makes it another party than the one that the text is about ("bidrag från nämnden")."""
        return self.before in load(Names).elsewhere_prepositions

    @property
    def is_council(self) -> bool:
        """Whether it is the council, which decides on the others' goals and budgets."""
        return self.name.lower().endswith("fullmäktige")


def names_in(text: str, is_line: bool = False) -> Iterator[Named]:
    """The names of organizations in a text; `is_line` for a title, heading or label.

    "Nämnden för digital service" ends with its line, in running text before the first word that may be no part of it.
    """
    patterns = _patterns()
    for match in (patterns.in_line if is_line else patterns.in_prose).finditer(text):
        name, end = match["name"], match.end()
        if match["with_for"]:
            whole = patterns.line_for.match(text, match.start()) if is_line else None
            name = _before_report_type(whole["name"]) if whole else name
            end = match.start() + len(name)
            if name.endswith("s") and re.match(rf"\s{_LETTER}", text[end:]):
                name = name[:-1]
        elif is_generic(name):
            continue
        else:
            name = re.sub(r"s\Z", "", name, flags=re.I)
        words = re.findall(r"[\w-]+", text[: match.start()])
        yield Named(name, match.start(), end, words[-1].lower() if words else "")


def is_generic(name: str) -> bool:
    """Whether a name names a kind of organization ("nämnden"), an authority of the state, or a task."""
    base = re.sub(r"s\Z", "", name.lower())
    return not load(Names).generic_organizations.isdisjoint({base, *(base.removesuffix(end) for end in _DEFINITE)})


def organization_label(label: str) -> str | None:
    """The organization that is all that a row label or column head names.

    "Summa Socialnämnden (75 %)" names Socialnämnden, "Bidrag till socialnämnden" another thing.
    """
    patterns = _patterns()
    name = patterns.around_name.sub("", patterns.before_name.sub("", label.strip(), count=1))
    words = name.lower().split()
    is_name = bool(words) and len(words) <= _LONGEST_LABEL and name[:1].isupper() and not is_generic(name)
    if not is_name or load(Names).elsewhere_prepositions.intersection(words):
        return None
    evident = patterns.with_for.match(name) is not None or patterns.label_ending.search(name.lower()) is not None
    return name if evident else None


def organization_of(heading: str) -> str | None:
    """The one organization that a title or heading is about, as printed; None without one, or with several.

    "Socialnämndens mål och mätetal" and "Driftsredovisning socialnämnden" are about Socialnämnden, "Bidrag till
    socialnämnden" is not. Of the council is only what is headed by its name alone.
    """
    named = [found for found in names_in(heading, is_line=True) if not found.is_elsewhere and _is_evident(found.name)]
    alone = re.sub(r"\A[\d.]+\s+", "", heading.strip()).lower()
    if any(found.is_council and found.name.lower() != alone for found in named):
        named = [found for found in named if not found.is_council]
    distinct = {found.name.lower(): found.name for found in named}
    return next(iter(distinct.values())) if len(distinct) == 1 else None


def is_addressee(text: str) -> bool:
    """Whether a line says to whom the report is sent ("Till kommunfullmäktige", "Kopia till: nämnden för teknik")."""
    return _patterns().addressee.match(text) is not None


def contact_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a text that say where to ask, write or call."""
    contact = _patterns().contact
    sentences = re.finditer(r"\S(?:.*?)(?:[.!?](?=\s+[A-ZÅÄÖ])|\Z)", text, re.S)
    return [sentence.span() for sentence in sentences if contact.search(sentence[0])]


def _is_evident(name: str) -> bool:
    """Whether a name in a heading is no activity: "Fastighetsförvaltning" is one, "Fastighetsförvaltningen" is not."""
    return not name.lower().endswith(load(Names).activities_when_indefinite)


def _before_report_type(name: str) -> str:
    """The name without the kind of report that is on the same line ("Nämnden för teknik Årsredovisning")."""
    kinds = tuple(word.lower() for kind in load(ReportTypes).types for word in kind.words)
    words = name.split(" ")
    end = next((at for at, word in enumerate(words) if at > 2 and word.lower().startswith(kinds)), len(words))
    return " ".join(words[:end]).rstrip(" ,")


@dataclass(frozen=True, slots=True)
class _Patterns:
    in_line: re.Pattern[str]
    in_prose: re.Pattern[str]
    with_for: re.Pattern[str]
    line_for: re.Pattern[str]
    label_ending: re.Pattern[str]
    before_name: re.Pattern[str]
    around_name: re.Pattern[str]
    addressee: re.Pattern[str]
    contact: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = load(Names)
    endings = "|".join(words.organization_endings)
    heads = "|".join(words.boards_with_for)
    adjectives = "|".join(words.board_adjectives)
    compound = rf"(?:{_LETTER}+-,? )*{_LETTER}+- (?:och|&|samt) "
    plain = rf"(?!{_LETTER}*(?i:{endings})\b)[A-ZÅÄÖ]{_LETTER}+ (?:och|&) (?=[a-zåäö])"
    with_for = rf"(?i:{heads}) för {_LETTER}+(?:, [a-zåäö]+)*(?: och (?![a-zåäö]*(?:{endings}))[a-zåäö]+)?"
    one = rf"(?i:(?:(?:{adjectives}) |{compound})?){_LETTER}*(?i:{endings})(?i:s?)"
    named = rf"(?<![\w-])(?P<name>(?P<with_for>{with_for})|"
    line_for = (
        rf"(?P<name>(?i:{heads}) för {_WORD}(?: {_WORD})*"
        rf"(?:(?:, [a-zåäö](?:{_LETTER}|-)*)+ (?:och|samt|&) {_WORD}(?: {_WORD})*)?)"
    )
    return _Patterns(
        in_line=re.compile(rf"{named}(?:{plain})?{one})(?!\w)"),
        in_prose=re.compile(rf"{named}{one})(?!\w)"),
        with_for=re.compile(rf"(?i:{heads}) för {_WORD}"),
        line_for=re.compile(line_for),
        label_ending=re.compile(rf"(?:{endings})\Z"),
        before_name=re.compile(rf"(?:(?:{'|'.join(words.before_names)})\s+)+", re.I),
        around_name=re.compile(rf"(?:{'|'.join(words.after_names)})+\Z"),
        addressee=re.compile(rf"\W*(?:{'|'.join(words.addressees)})(?:\s*:|\s+(?=\w)|\s*\Z)", re.I),
        contact=re.compile(rf"(?<!\w)(?:{'|'.join(words.contacts)})(?!\w)|\S@\S", re.I),
    )
