"""The worked questions, and the answers and output in the README, against a warehouse made of the sample reports."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from dagster_project.cli.queries import QUERIES, ask
from scripts.readme_results import BLOCK, DOCUMENTS, LEFT_OUT, excerpt, with_results
from tests.pipeline.conftest import SampleWarehouse, WholeRun

NAMES = sorted(path.stem for path in QUERIES.glob("*.sql"))

pytestmark = pytest.mark.slow


def rows(warehouse: SampleWarehouse, name: str, *columns: str) -> list[tuple[Any, ...]]:
    """The chosen columns of a query's rows."""
    with warehouse.folder.connect_published() as connection:
        relation = connection.sql((QUERIES / f"{name}.sql").read_text(encoding="utf-8"))
        return relation.select(*columns).fetchall()


@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_an_answer(sample_warehouse: SampleWarehouse, name: str) -> None:
    with sample_warehouse.folder.connect_published() as connection:
        answer = ask(connection, name)
    assert answer.header
    assert answer.rows


def test_net_cost_is_in_kronor_with_conformed_sign(sample_warehouse: SampleWarehouse) -> None:
    found = rows(sample_warehouse, "net_cost_against_budget", "municipality", "year", "actual_sek", "deviation_sek")
    assert ("Vänersborg", 2023, Decimal(-428_800_000), Decimal(12_300_000)) in found
    assert ("Alingsås", 2023, Decimal(-108_920_000), Decimal(147_000)) in found


def test_totals_that_do_not_add_up_are_those_printed_so(sample_warehouse: SampleWarehouse) -> None:
    found = rows(sample_warehouse, "totals_that_do_not_add_up", "stated", "computed", "printed_lines")
    assert (Decimal("501.3"), Decimal("499.9"), "10,8 + 192,8 + 46,4 + 211,7 + 38,2") in found
    assert {stated - computed for stated, computed, _ in found} == {Decimal(1), Decimal("1.4"), Decimal(620)}


def test_sick_leave_is_that_of_the_group(sample_warehouse: SampleWarehouse) -> None:
    found = rows(sample_warehouse, "sick_leave_by_group", "organization", "employees", "this_year")
    assert ("Kommunstyrelsen", "all", Decimal("3.7")) in found
    assert ("Kommunstyrelseförvaltningen", "all", Decimal("4.9")) in found
    assert ("Vänersborg", "all", Decimal("9.3")) in found


def test_the_documents_show_what_the_commands_print(sample_warehouse: SampleWarehouse) -> None:
    texts = [document.read_text(encoding="utf-8") for document in DOCUMENTS]
    for text in texts:
        assert text == with_results(text, sample_warehouse.folder), "run `make run`, then `make readme`"
    assert sorted({name for text in texts for name in BLOCK.findall(text)}) == ["", *NAMES]
    shown = [line for line in excerpt(sample_warehouse.folder).splitlines() if line != LEFT_OUT]
    assert set(shown) <= set(sample_warehouse.printed.splitlines())


def test_unreadable_files_are_listed_with_the_reason(whole_run: WholeRun) -> None:
    with whole_run.pipeline.folder.connect_published() as connection:
        relation = connection.sql((QUERIES / "what_was_not_read.sql").read_text(encoding="utf-8"))
        found = relation.filter("quarantined_because is not null").select("file_name, printed_numbers").fetchall()
        quarantined = connection.execute("select file_name from quality.quarantine").fetchall()
    assert quarantined
    assert sorted(found) == sorted((name, None) for (name,) in quarantined)
