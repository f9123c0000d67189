"""Reports that are revised, overridden, extracted and withdrawn, with the real reader and models; then a rebuild."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dagster_project.warehouse.folder import WarehouseFolder, sha256
from tests.pipeline.conftest import Pipeline, once
from tests.pipeline.planted import PLANTED, TAB, report
from tests.pipeline.planted_tables import TABLES

Rows = dict[str, Counter[tuple[Any, ...]]]

WRONG = PLANTED["column_sum"]
REVISED = WRONG.clean.replace(f"Kultur{TAB}2 470{TAB}2 515{TAB}2 635", f"Kultur{TAB}2 470{TAB}2 515{TAB}2 735").replace(
    f"28 130{TAB}29 055", f"28 130{TAB}29 155"
)
WHOLE = TABLES["investments"] + TABLES["nets"]
UNKNOWN = "Okänd"


@dataclass(frozen=True)
class Story:
    """A warehouse after some reports arrived, after they were revised (`before`), and after a rebuild (`rebuilt`)."""

    pipeline: Pipeline
    finding_id: str
    report_id: str
    before: Rows
    rebuilt: Rows
    exit_codes: tuple[int, ...]


def tertial(month: str) -> str:
    return report("Ale", TABLES["activities"]).replace(
        "Verksamhetsberättelse 2023", f"Delårsrapport januari-{month} 2023"
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return once(tmp_path_factory, "story", build)


def build(root: Path) -> Story:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        return _build(Pipeline(root / "raw", WarehouseFolder(root / "warehouse")))


def _build(pipeline: Pipeline) -> Story:
    pipeline.put("annual.txt", report("Ale", WRONG.changed + WHOLE))
    pipeline.put("april.txt", tertial("april"))
    pipeline.put("unnamed.txt", report(UNKNOWN, WRONG.changed))
    withdrawn = pipeline.put("withdrawn.txt", report("Lerum", WRONG.changed))
    codes = [pipeline.run()]
    ((finding_id, report_id),) = pipeline.query(
        "select finding_id, report_id from quality.findings where file_name = 'unnamed.txt' and kind = 'column_sum'"
    )

    pipeline.put("annual, revised.txt", report("Ale", REVISED + WHOLE))
    pipeline.put("annual, extract.txt", report("Ale", TABLES["activities"]))
    pipeline.put("august.txt", tertial("augusti"))
    withdrawn.unlink()
    pipeline.folder.accepted.write_text(f"finding_id,accepted_by,reason,accepted_on\n{finding_id},Åsa,known,\n")
    pipeline.folder.report_overrides.write_text(
        "file_name,field,value,overridden_by,reason\nunnamed.txt,municipality,Ale,Åsa,the letter says so\n"
        "unnamed.txt,board,Socialnämnden,Åsa,the letter says so\n"
    )
    pipeline.folder.expected_reports.write_text(
        "municipality,board,report_type,period,due_on\n"
        "Ale,Kommunstyrelsen,delårsrapport,2023-04,2001-06-01\nAle,Kommunstyrelsen,delårsrapport,2024-04,2001-06-01\n"
    )
    codes.append(pipeline.run())
    before = rows_of(pipeline.folder)
    codes.append(pipeline.run(is_rebuild=True))
    return Story(pipeline, finding_id, report_id, before, rows_of(pipeline.folder), tuple(codes))


def rows_of(folder: WarehouseFolder) -> Rows:
    """The rows of every table that analysts read, without times."""
    with folder.connect_published() as connection:
        columns: dict[str, list[str]] = {}
        for schema, table, column in connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where schema_name in ('marts', 'quality', 'history') and not suffix(column_name, '_at') order by all"
        ).fetchall():
            columns.setdefault(f"{schema}.{table}", []).append(f'"{column}"')
        return {
            table: Counter(connection.execute(f"select {', '.join(names)} from {table}").fetchall())
            for table, names in columns.items()
        }


def test_a_rebuild_gives_the_same_rows(story: Story) -> None:
    assert story.exit_codes == (0, 0, 0)
    assert story.before.keys() == story.rebuilt.keys()
    assert [table for table in story.before if story.before[table] != story.rebuilt[table]] == []
    assert story.before["history.figure_changes"], "there is something to compare"
    assert set(story.pipeline.query("select attempts from state.ledger")) == {2}


def test_the_revised_report_is_the_current_revision(story: Story) -> None:
    assert story.pipeline.query(
        "select file_name, revision, is_current from history.dim_report where municipality = 'Ale' "
        "and report_type = 'annual_report' and board = 'Kommunstyrelsen' order by report_id = (select report_id "
        "from marts.dim_report where file_name = 'annual, revised.txt') desc, revision"
    ) == [("annual.txt", 1, False), ("annual, revised.txt", 2, True), ("annual, extract.txt", 1, True)]
    assert story.pipeline.query(
        "select split_part(row_path, ' > ', -1) as row, column_label, earlier_as_printed, later_as_printed, change "
        "from history.figure_changes order by row"
    ) == [
        ("Kultur", "Utfall 2023", "2 635", "2 735", "changed"),
        ("Summa", "Utfall 2023", "29 455", "29 155", "changed"),
    ]
    assert story.pipeline.query(
        "select state, resolution, stated, computed, resolved_at is not null from quality.findings "
        "where file_name = 'annual.txt'"
    ) == [("resolved", "revised", 29455, 29055, True)]


def test_a_tertial_does_not_replace_another(story: Story) -> None:
    assert story.pipeline.query(
        "select file_name, period from marts.dim_report where period like '%-%' order by 2"
    ) == [
        ("april.txt", "2023-04"),
        ("august.txt", "2023-08"),
    ]


def test_an_extract_stays_beside_the_whole_and_the_pair_is_reported(story: Story) -> None:
    ((severity, title),) = story.pipeline.query(
        "select severity, title_sv from quality.findings where kind = 'possible_revision'"
    )
    assert severity == "info"
    assert title == "Två rapporter med samma namn: annual, extract.txt och annual, revised.txt"


def test_an_override_changes_neither_the_id_of_a_report_nor_its_findings(story: Story) -> None:
    assert story.pipeline.query(
        "select report_id, municipality, board from marts.dim_report where file_name = 'unnamed.txt'"
    ) == [(story.report_id, "Ale", "Socialnämnden")]
    assert story.pipeline.query("select finding_id, state from quality.findings where file_name = 'unnamed.txt'") == [
        (story.finding_id, "accepted")
    ]


def test_a_withdrawn_report_leaves_the_marts_and_stays_in_history(story: Story) -> None:
    pipeline = story.pipeline
    removed = "file_name = 'withdrawn.txt'"
    for table in ("marts.dim_report", "marts.figures", "quality.fct_reconciliation", "marts.fct_finance"):
        assert pipeline.query(f"select count(*) from {table} where {removed}") == [0], table
    ((document_id, figures),) = pipeline.query(
        f"select document_id, count(*) from history.figures where {removed} group by all"
    )
    assert figures > 10
    assert sha256(pipeline.folder.archived(document_id)) == document_id
    assert pipeline.query(f"select status from state.ledger where {removed}") == ["removed"]
    assert pipeline.query(f"select state, resolution from quality.findings where {removed}") == [
        ("resolved", "withdrawn")
    ]


def test_coverage_shows_late_and_missing_reports(story: Story) -> None:
    assert story.pipeline.query(
        "select period, status, file_name from marts.coverage where expected_by = 'declared' order by 1"
    ) == [("2023-04", "late", "april.txt"), ("2024-04", "missing", None)]
