"""A relation: a stated number, and the terms that it must agree with. One shape and one id, wherever it is found.

Belongs here: the shape, its id, and the staging records made from it. Relations are found in `within`, `between`
and `prose`, and judged in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from dagster_project.reading.identity import short_hash
from dagster_project.reading.records import ClaimRecord, FigureRecord, RelationRecord, RelationTermRecord
from dagster_project.terms import Axis, Expectation, Form, RelationKind, TermRole, Unit

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Term:
    """One of a figure, a claim, and a number that is not printed (`value` in `unit`), with its role and weight."""

    role: TermRole
    weight: Decimal = ONE
    figure: FigureRecord | None = None
    claim: ClaimRecord | None = None
    value: Decimal | None = None
    unit: Unit | None = None

    @property
    def figure_id(self) -> str | None:
        """The key of the printed figure, if the term is one."""
        return self.figure.figure_id if self.figure else None

    @property
    def claim_id(self) -> str | None:
        """The key of the sentence's claim, if the term is one."""
        return self.claim.claim_id if self.claim else None


@dataclass(frozen=True, slots=True)
class Relation:
    """A `stated` term and the other `terms`, which combine by `form`.

    `basis` is the evidence. `printed_beside` is the figure beside a stated number that is not printed itself.
    A relation that is not `expected` to hold has a `reason`. `confidence` is of the tie of a sentence, 0 to 1.
    """

    kind: RelationKind
    form: Form
    axis: Axis
    basis: tuple[str, ...]
    stated: Term
    terms: tuple[Term, ...]
    description: str
    expectation: Expectation = Expectation.EXPECTED
    reason: str | None = None
    printed_beside: FigureRecord | None = None
    confidence: Decimal | None = None

    @property
    def figures(self) -> tuple[FigureRecord, ...]:
        """The figures among the terms, the stated one first."""
        return tuple(term.figure for term in (self.stated, *self.terms) if term.figure is not None)

    @property
    def stated_figure(self) -> FigureRecord | None:
        """The stated figure, or the one beside a stated number that is not printed; None where a claim is stated."""
        return self.stated.figure or self.printed_beside

    @property
    def relation_id(self) -> str:
        """A hash of the relation's terms: the same whatever else was read in the report.

        Among figures the order of the terms does not count; in prose it does, and so do their roles.
        """
        beside = self.stated_figure.figure_id if self.stated_figure else ""
        if self.axis is Axis.PROSE:
            terms = [f"{t.role}:{t.figure_id or t.claim_id or t.value}" for t in (self.stated, *self.terms)]
            return short_hash(self._source.document_id, self.kind, self.form, *terms, beside)
        tables = sorted({figure.table_id for figure in self.figures})
        return short_hash(*tables, self.kind, beside, *sorted(term.figure_id or "" for term in self.terms))

    @property
    def _source(self) -> FigureRecord | ClaimRecord:
        source = self.stated_figure or self.stated.claim
        assert source is not None
        return source

    def records(self) -> tuple[RelationRecord, list[RelationTermRecord]]:
        """The row of `staging.relations`, and those of `staging.relation_terms`, the stated term first."""
        document_id, relation_id, stated = self._source.document_id, self.relation_id, self.stated_figure
        table = stated or next(iter(self.figures), None)
        relation = RelationRecord(
            document_id=document_id,
            relation_id=relation_id,
            kind=self.kind,
            form=self.form,
            axis=self.axis,
            expectation=self.expectation,
            reason=self.reason,
            basis="+".join(self.basis),
            stated_figure_id=stated.figure_id if stated else None,
            table_id=table.table_id if table else None,
            description=self.description,
            confidence=self.confidence,
        )
        terms = [
            RelationTermRecord(
                document_id=document_id,
                relation_id=relation_id,
                term_number=number,
                role=term.role,
                weight=term.weight,
                figure_id=term.figure_id,
                claim_id=term.claim_id,
                value=term.value,
                unit=term.unit,
            )
            for number, term in enumerate((self.stated, *self.terms))
        ]
        return relation, terms


@dataclass(slots=True)
class RelationRecords:
    """The rows of `staging.relations` and `staging.relation_terms`."""

    relations: list[RelationRecord] = field(default_factory=list)
    terms: list[RelationTermRecord] = field(default_factory=list)

    def add(self, found: Iterable[Relation]) -> None:
        """Adds the rows of relations, in their order."""
        for one in found:
            relation, terms = one.records()
            self.relations.append(relation)
            self.terms.extend(terms)
