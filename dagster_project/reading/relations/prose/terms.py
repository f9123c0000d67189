"""Relations that sentences take part in, built from terms that are claims, figures or bare numbers.

Belongs here: the shape alone. What is related to what is found in the other `prose_*` modules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dagster_project.reading.identity import short_hash
from dagster_project.reading.records import ClaimRecord, FigureRecord, RelationRecord, RelationTermRecord

ProseRelation = tuple[RelationRecord, list[RelationTermRecord]]


@dataclass(frozen=True, slots=True)
class ProseDiscovery:
    """The relations between sentences and figures, in the same shape as those among figures."""

    relations: list[RelationRecord] = field(default_factory=list)
    terms: list[RelationTermRecord] = field(default_factory=list)

    def add(self, found: Iterable[ProseRelation]) -> None:
        """Adds relations with their terms."""
        for relation, terms in found:
            self.relations.append(relation)
            self.terms.extend(terms)


@dataclass(frozen=True, slots=True)
class Term:
    """A term before its relation has an id: one of a claim, a figure and a bare number."""

    role: str
    weight: Decimal
    figure_id: str | None = None
    claim_id: str | None = None
    value: Decimal | None = None
    unit: str | None = None


def stated_claim(claim: ClaimRecord) -> Term:
    """The claim as what is stated."""
    return Term("stated", Decimal(1), claim_id=claim.claim_id)


def term(role: str, weight: Decimal, figure: FigureRecord) -> Term:
    """A figure as a term."""
    return Term(role, weight, figure_id=figure.figure_id)


def prose_relation(
    kind: str,
    form: str,
    basis: str,
    description: str,
    terms: Sequence[Term],
    *,
    document_id: str,
    table_id: str | None,
    reason: str | None = None,
    stated_figure_id: str | None = None,
) -> ProseRelation:
    """A relation with its terms; one with a `reason` is not assessed."""
    parts = [kind, form, *(f"{t.role}:{t.figure_id or t.claim_id or t.value}" for t in terms)]
    relation_id = short_hash(document_id, *parts, stated_figure_id or "")
    relation = RelationRecord(
        document_id=document_id,
        relation_id=relation_id,
        kind=kind,
        form=form,
        axis="prose",
        expectation="not_assessed" if reason else "expected",
        reason=reason,
        basis=basis,
        stated_figure_id=stated_figure_id,
        table_id=table_id,
        description=description,
    )
    records = [
        RelationTermRecord(
            document_id=document_id,
            relation_id=relation_id,
            term_number=number,
            role=t.role,
            weight=t.weight,
            figure_id=t.figure_id,
            claim_id=t.claim_id,
            value=t.value,
            unit=t.unit,
        )
        for number, t in enumerate(terms)
    ]
    return relation, records
