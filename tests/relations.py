"""Relations in a form that tests compare."""

from __future__ import annotations

from decimal import Decimal

from dagster_project.reading.records import RelationRecord
from dagster_project.reading.relations.discover import Discovery


def written(found: Discovery, *expectations: str) -> dict[str, set[str]]:
    """'row/column' of every stated figure to the 'row/column' of its terms, with a minus before a negative."""
    terms: dict[str, list[tuple[Decimal, str, str]]] = {}
    for term in found.terms:
        terms.setdefault(term.relation_id, []).append((term.weight, term.role, short(term.figure_id or "")))
    return {
        short(relation.stated_figure_id or ""): {
            ("-" if weight < 0 else "") + name for weight, role, name in terms[relation.relation_id] if role != "stated"
        }
        for relation in found.relations
        if relation.expectation in (expectations or ("expected",))
    }


def short(figure_id: str) -> str:
    _, row, column = figure_id.split("/", 2)
    return f"{row.split('#')[0]}/{column}"


def relation(found: Discovery, stated: str) -> RelationRecord:
    """The one relation of a stated figure."""
    matching = [r for r in found.relations if short(r.stated_figure_id or "") == stated]
    assert len(matching) == 1, [r.description for r in matching]
    return matching[0]


def in_column(column: str, *rows: str) -> set[str]:
    return {f"{row}/{column}" for row in rows}
