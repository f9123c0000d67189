"""Finds what the text of a report says about its figures: the order of the searches and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.reading.content.claims import ToldClaim
from dagster_project.reading.model import Document
from dagster_project.reading.records import NameMention
from dagster_project.reading.relations.prose.counts import find_list_counts, find_shares
from dagster_project.reading.relations.prose.links import link_claims
from dagster_project.reading.relations.prose.terms import ProseDiscovery
from dagster_project.reading.relations.prose.years import find_aimed_years, find_compared_years
from dagster_project.reading.tables.resolved import TableMeaning

_OWN_POSITIONS = ("front_page", "page_header", "page_footer")


def discover_prose(
    document: Document,
    told: Sequence[ToldClaim],
    tables: Sequence[TableMeaning],
    report_year: int | None,
    mentions: Sequence[NameMention],
) -> ProseDiscovery:
    """The relations between sentences and figures; `mentions` tell whose report it is."""
    found = ProseDiscovery()
    found.add(link_claims(document, told, tables, report_year, own_names(mentions)))
    found.add(find_shares(told, tables))
    found.add(find_list_counts(document.document_id, tables))
    found.add(find_compared_years(told, tables, report_year))
    found.add(find_aimed_years(told, tables, report_year))
    return found


def own_names(mentions: Sequence[NameMention]) -> frozenset[str]:
    """The organizations that the report's own pages are headed with."""
    return frozenset(
        mention.name_as_printed
        for mention in mentions
        if mention.kind == "organization" and mention.position in _OWN_POSITIONS
    )
