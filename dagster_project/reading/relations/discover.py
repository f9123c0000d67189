"""Finds what the figures and sentences of a report must obey: the order of the searches and nothing else.

Python only proposes: whether a relation holds is judged in SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dagster_project.reading.content.claims import StatedClaim
from dagster_project.reading.model import Document
from dagster_project.reading.records import NameMention
from dagster_project.reading.relations.between.restated import find_restatements, share_deviation_signs
from dagster_project.reading.relations.model import RelationRecords
from dagster_project.reading.relations.prose.counts import find_list_counts, find_shares
from dagster_project.reading.relations.prose.links import link_claims
from dagster_project.reading.relations.prose.years import (
    find_aimed_years,
    find_compared_years,
    find_periods_of_projects,
)
from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.relations.within.table_relations import find_in_table
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.terms import AggregationRole, DeviationSign

_OWN_POSITIONS = ("front_page", "page_header", "page_footer")


@dataclass(slots=True)
class Discovery(RelationRecords):
    """The relations among the figures of a report, and what follows from them.

    `roles` is by figure id, `deviation_signs` by table id.
    """

    roles: Mapping[str, AggregationRole] = field(default_factory=dict)
    deviation_signs: Mapping[str, DeviationSign | None] = field(default_factory=dict)


def discover_relations(tables: Sequence[TableMeaning]) -> Discovery:
    """The relations among the figures of a report: sums of rows, formulas of columns, quantities printed twice."""
    found = [find_in_table(Grid(table)) for table in tables]
    totals = frozenset(figure_id for one in found for figure_id in one.totals)
    restatements = find_restatements([one.grid for one in found], totals)
    signs = {one.grid.table.record.table_id: one.deviation_sign for one in found}
    discovery = Discovery(
        roles={figure_id: role for one in found for figure_id, role in one.roles.items()},
        deviation_signs=share_deviation_signs(signs, restatements),
    )
    relations = [relation for one in found for relation in one.relations]
    relations += [restatement.relation for restatement in restatements]
    discovery.add({relation.relation_id: relation for relation in relations}.values())
    return discovery


def discover_prose(
    document: Document,
    claims: Sequence[StatedClaim],
    tables: Sequence[TableMeaning],
    report_year: int | None,
    mentions: Sequence[NameMention],
) -> RelationRecords:
    """The relations between sentences and figures; `mentions` are the names by which the report's owner is known."""
    found = RelationRecords()
    found.add(link_claims(document, claims, tables, report_year, _own_names(mentions)))
    found.add(find_shares(claims, tables))
    found.add(find_list_counts(tables))
    found.add(find_compared_years(claims, tables, report_year))
    found.add(find_aimed_years(claims, tables, report_year))
    found.add(find_periods_of_projects(document, tables))
    return found


def _own_names(mentions: Sequence[NameMention]) -> frozenset[str]:
    """The organizations that the front page and the page headers and footers name."""
    return frozenset(
        mention.name_as_printed
        for mention in mentions
        if mention.kind == "organization" and mention.position in _OWN_POSITIONS
    )
