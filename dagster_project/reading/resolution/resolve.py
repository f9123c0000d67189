"""Resolves the meaning of figures by more than the print beside them, and lists the attributes that stay open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dagster_project.reading.meaning.evidence import Candidate, Resolution, T
from dagster_project.reading.records import ClaimRecord, FigureRecord, UnresolvedRecord
from dagster_project.reading.resolution.arithmetic import apply_arithmetic
from dagster_project.reading.resolution.elsewhere import apply_elsewhere
from dagster_project.reading.tables.resolved import TableMeaning
from dagster_project.terms import Attribute, Unit


def resolve_meaning(
    tables: Sequence[TableMeaning], stated: Sequence[Candidate[Unit]], claims: Sequence[ClaimRecord]
) -> list[UnresolvedRecord]:
    """Completes the figures of all tables in place, and gives the attributes that stay open.

    `stated` are the units of money on lines of their own, `claims` the numbers of sentences.
    """
    for table in tables:
        apply_arithmetic(table)
    apply_elsewhere(tables, stated, claims)
    return [record for table in tables for record in _open(table)]


def _open(table: TableMeaning) -> Iterator[UnresolvedRecord]:
    for cell, evidence in table.evidence.items():
        figure = table.figures[cell]
        if figure.value is None:
            continue
        if figure.unit is None:
            yield _record(figure, Attribute.UNIT, evidence.unit)
        if figure.scenario is None:
            yield _record(figure, Attribute.SCENARIO, evidence.scenario)
        if evidence.period.value is None:
            yield _record(figure, Attribute.YEAR, evidence.period)


def _record(figure: FigureRecord, attribute: Attribute, resolution: Resolution[T]) -> UnresolvedRecord:
    assert resolution.reason is not None
    return UnresolvedRecord(
        document_id=figure.document_id,
        figure_id=figure.figure_id,
        attribute=attribute,
        reason=resolution.reason,
        candidates="; ".join(map(str, resolution.candidates)),
    )
