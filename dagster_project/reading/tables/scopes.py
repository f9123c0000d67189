"""The organization that a figure concerns, as the nearest words print it; SQL decides which organization that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from dagster_project.reading.model import Document, ListItem, Paragraph
from dagster_project.reading.organizations import organization_label, organization_of
from dagster_project.reading.records import FigureRecord
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Names, Scopes
from dagster_project.terms import Domain, EvidenceSource

_FEWEST_EXPLAINED = 3
_EXPLANATION = re.compile(r"(?<!\w)(?P<short>[A-ZÅÄÖ][\w/]{0,7}) ?= ?(?P<name>[A-ZÅÄÖ][\w -]*?)(?=\s*[,.;)]|\s*\Z)")
# Domains whose tables are of the municipality or the group when their heading says so; goals "for the municipality" are
# those of the board that reports on them.
_DOMAINS_OF_ENTITIES = (Domain.FINANCE, Domain.FORECAST, Domain.INVESTMENT, Domain.PERSONNEL)


class Scope(NamedTuple):
    """The words that name an organization (None where only the report does), and where they are printed."""

    as_printed: str | None
    source: EvidenceSource


def scope_of(
    column: str | None, path: Sequence[str], title: str, section: Sequence[str], domain: Domain | None = None
) -> Scope:
    """The nearest name: of the column, the row, its group rows, the table's title, the headings above.

    `column` is what `column_scope` found. `path` is the row's printed hierarchy, the row itself last.
    """
    if column:
        return Scope(column, EvidenceSource.COLUMN)
    of_entities = domain in _DOMAINS_OF_ENTITIES
    for above, label in enumerate(reversed(path)):
        named = organization_label(label) or (_entity_of(label) if of_entities else None)
        if named:
            return Scope(named, EvidenceSource.GROUP_ROW if above else EvidenceSource.ROW)
    for heading, source in _headings(title, section):
        named = organization_of(heading) or (_entity_of(heading) if of_entities else None)
        if named:
            return Scope(named, source)
    return Scope(None, EvidenceSource.REPORT)


def column_scope(levels: Iterable[str]) -> str | None:
    """The organization of a column, innermost head first: "Kommun 2016", "Koncernen > 2016", "Socialnämnden"."""
    heads = tuple(levels)
    named = _entity_in(" ".join(heads))
    if named:
        return named
    for level in reversed(heads):
        name = organization_label(re.sub(r"[\s\d,.–-]+\Z", "", level))
        if name:
            return name
    return None


def _headings(title: str, section: Sequence[str]) -> Iterable[tuple[str, EvidenceSource]]:
    yield title, EvidenceSource.CAPTION
    for heading in reversed(section):
        yield heading, EvidenceSource.SECTION


def _is_entity(label: str) -> bool:
    """Whether a label is a word for the municipality or the group and nothing else."""
    return any(pattern.fullmatch(label.strip().lower()) for pattern in load(Scopes).entities.values())


def _entity_of(heading: str) -> str | None:
    """The entity of a heading that names one and nothing else, or a statement of one ("Resultaträkning koncernen")."""
    heading = re.sub(r"\A[\d.]+\s+", "", heading)
    named = _entity_in(re.sub(r"(?<=en)s\b", "", heading))
    of_one = named and (_is_entity(heading) or load(Scopes).statements.search(heading.lower()))
    return named if of_one else None


def _entity_in(text: str) -> str | None:
    """The municipality or the group in a text; None where both are named, or another thing is in one ("i kommunen").

    "Storstads kommun" keeps the name, which may be another municipality's.
    """
    found = [
        (name, match) for name, pattern in load(Scopes).entities.items() for match in pattern.finditer(text.lower())
    ]
    if len({name for name, _ in found}) != 1:
        return None
    name, match = found[0]
    words = text[: match.start()].split()
    if words and words[-1].lower() in load(Names).elsewhere_prepositions:
        return None
    of_a_name = match[0] in ("kommun", "stad") and words and re.fullmatch(r"[A-ZÅÄÖ][a-zåäö]+", words[-1])
    return f"{words[-1]} {match[0]}" if of_a_name and name == "Kommunen" else name


def with_explained_columns(document: Document, figures: Sequence[FigureRecord]) -> list[FigureRecord]:
    """The figures, with the names of columns whose heads are abbreviations that the text explains.

    "STO = Storstad, LIL = Lillby" beside a table with at least three such columns says whose they are; one such
    abbreviation may be of anything.
    """
    names = _explained(document)
    columns: dict[str, dict[int, str]] = {}
    for figure in figures:
        name = next((names[level] for level in reversed(figure.column_label.split(" > ")) if level in names), None)
        if name:
            columns.setdefault(figure.table_id, {})[figure.column_number] = name
    entities = {table: named for table, named in columns.items() if len(set(named.values())) >= _FEWEST_EXPLAINED}
    return [
        replace(figure, scope_as_printed=name, scope_source=EvidenceSource.COLUMN)
        if (name := entities.get(figure.table_id, {}).get(figure.column_number))
        else figure
        for figure in figures
    ]


def _explained(document: Document) -> dict[str, str]:
    """The abbreviations that paragraphs explain by "=", with their meanings."""
    texts = [block.text for _, block in document.blocks if isinstance(block, Paragraph | ListItem)]
    return {match["short"]: match["name"].strip() for text in texts for match in _EXPLANATION.finditer(text)}
