"""A relation by itself: its kind, its id, and the records it becomes."""

from __future__ import annotations

import csv
from decimal import Decimal

from dagster_project.reading.relations.model import Relation, Term
from dagster_project.terms import Axis, Form, RelationKind, TermRole, Unit
from tests.conftest import ROOT
from tests.tables import table


def test_every_kind_of_relation_has_a_title() -> None:
    with (ROOT / "dbt" / "seeds" / "finding_texts.csv").open(encoding="utf-8") as file:
        texts = {row["text_id"] for row in csv.DictReader(file)}
    assert {f"title.{kind}" for kind in RelationKind} <= texts


def test_the_order_of_terms_is_part_of_an_id_in_prose_alone() -> None:
    first, second, stated = (Term(TermRole.PART, figure=f) for f in table("A|B\nX|1\nY|2\nZ|3\n").figures.values())

    def ids(axis: Axis, *terms: Term) -> str:
        relation = Relation(RelationKind.COLUMN_SUM, Form.SUM, axis, (), stated, terms, "")
        return relation.relation_id

    assert ids(Axis.ROWS, first, second) == ids(Axis.ROWS, second, first) != ids(Axis.ROWS, first)
    assert ids(Axis.PROSE, first, second) != ids(Axis.PROSE, second, first)


def test_a_relation_has_the_document_and_table_of_its_first_figure() -> None:
    (figure,) = table("A|B\nX|1\n").figures.values()
    counted = Term(TermRole.STATED, value=Decimal(3), unit=Unit.COUNT)
    one = Relation(RelationKind.COUNT_OF_ITEMS, Form.COUNT, Axis.PROSE, (), counted, (), "", printed_beside=figure)
    record, terms = one.records()
    assert (record.document_id, record.table_id, record.stated_figure_id) == ("d", "t1", figure.figure_id)
    assert [(t.role, t.figure_id, t.value, t.relation_id) for t in terms] == [
        (TermRole.STATED, None, Decimal(3), record.relation_id)
    ]
