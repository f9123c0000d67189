"""The reading of each sample report, line by line, against its golden file in `tests/golden`.

A golden is rewritten only by `pytest tests/pipeline/test_golden.py --update-goldens`; a person then reads the diff.
Each figure has a line, so that a change in the reading shows as the figures it changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project.reading.read import read_report
from dagster_project.reading.records import FigureRecord, PlacedRecord, Reading, Record
from tests.conftest import ROOT, goldens_are_rewritten

GOLDEN = ROOT / "tests" / "golden"
SAMPLES = sorted(path for path in (ROOT / "raw").iterdir() if path.suffix in (".pdf", ".txt"))
LISTS = ("goals", "assessments", "assignments", "internal_controls", "contract_reviews", "evaluation_remarks")
# The file and places: places shift with every change of the typesetting.
NOT_SHOWN = {"document_id", "file_name", "table_id", *(field.name for field in fields(PlacedRecord))}
FIGURE_COLUMNS = "row_path column_label value unit scenario year half_unit aggregation_role".split()  # noqa: SIM905


def golden(reading: Reading) -> str:
    """A reading as text: the document, then its tables with one line per figure, relations, lists, claims and roles."""
    return "\n".join(
        [
            *_section("document", _records([reading.document])),
            *_tables(reading),
            *_section("relations", _relations(reading)),
            *(line for name in LISTS for line in _section(name, _records(getattr(reading, name)))),
            *_section("claims", _records(reading.claims)),
            *_section("numbers", (f"{role}\t{n}" for role, n in sorted(_roles(reading).items()))),
        ]
    )


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from (f"[{title}]", *lines, "")


def _roles(reading: Reading) -> Counter[str]:
    return Counter(number.role for number in reading.numbers)


def _tables(reading: Reading) -> Iterator[str]:
    for table in reading.tables:
        if table.kind != "figures":
            yield from _section(f"table {table.table_number}: {table.table_title} ({table.kind})", ())
            continue
        facts = (table.domain, table.unit_as_printed, table.columns_from, table.deviation_sign)
        figures = [figure for figure in reading.figures if figure.table_id == table.table_id]
        title = f"table {table.table_number}: {table.table_title} ({', '.join(map(_cell, facts))})"
        yield from _section(title, ("\t".join(FIGURE_COLUMNS), *map(_figure, figures)))


def _figure(figure: FigureRecord) -> str:
    return "\t".join(_cell(getattr(figure, column)) for column in FIGURE_COLUMNS)


def _relations(reading: Reading) -> Iterator[str]:
    figures = {figure.figure_id: figure for figure in reading.figures}
    for relation in reading.relations:
        terms = [term for term in reading.relation_terms if term.relation_id == relation.relation_id]
        written = (f"{term.role} {term.weight:+f} x {_printed(figures, term.figure_id)}" for term in terms)
        facts = (relation.kind, relation.form, relation.expectation, relation.reason, relation.basis)
        yield "\t".join([relation.description, *map(_cell, facts), *written])


def _printed(figures: dict[str, FigureRecord], figure_id: str | None) -> str:
    return _cell(figures[figure_id].value) if figure_id else "a claim"


def _records(records: Iterable[Record]) -> Iterator[str]:
    """A line of column names and one line per record, without the columns that are empty everywhere."""
    shown = list(records)
    names = [field.name for field in fields(shown[0]) if field.name not in NOT_SHOWN] if shown else []
    given = [name for name in names if any(getattr(record, name) is not None for record in shown)]
    # An id is a hash of places: it says nothing itself and changes with them.
    given = [name for name in given if not name.endswith("_id")]
    if given:
        yield "\t".join(given)
    yield from ("\t".join(_cell(getattr(record, name)) for name in given) for record in shown)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return " ".join(str(value).split())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_sample_is_read_as_before(sample: Path, update_goldens: bool) -> None:
    text = golden(read_report(sample, "document", sample.name))
    path = GOLDEN / f"{sample.stem}.tsv"
    if update_goldens:
        path.write_text(text, encoding="utf-8")
        pytest.skip(f"{path.name} was written, not compared")
    assert path.exists(), f"{path} is missing: read the sample with --update-goldens, then read the file"
    was, now = path.read_text(encoding="utf-8").splitlines(), text.splitlines()
    assert now == was, "\n".join(["the reading differs from the golden", *_difference(was, now)])


def _difference(was: list[str], now: list[str]) -> list[str]:
    gone, come = Counter(was) - Counter(now), Counter(now) - Counter(was)
    return [*(f"- {line}" for line in gone.elements()), *(f"+ {line}" for line in come.elements())]


def test_every_golden_has_its_sample() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == {path.stem for path in SAMPLES}


def test_a_changed_figure_changes_one_line(tmp_path: Path) -> None:
    sample = next(path for path in SAMPLES if path.suffix == ".txt")
    lines = sample.read_text(encoding="utf-8")
    changed = tmp_path / sample.name
    figures = read_report(sample, "document", sample.name).figures
    printed = next(f.value_as_printed for f in figures if f.value and lines.count(f.value_as_printed) == 1)
    changed.write_text(lines.replace(printed, printed[:-1] + str((int(printed[-1]) + 1) % 10)), encoding="utf-8")
    was, now = (golden(read_report(path, "document", sample.name)).splitlines() for path in (sample, changed))
    difference = _difference(was, now)
    assert 2 <= len(difference) <= 12
    assert difference[0][0] == "-" and difference[-1][0] == "+"


def test_goldens_are_never_rewritten_in_ci() -> None:
    assert goldens_are_rewritten(False, {}) is False
    assert goldens_are_rewritten(False, {"CI": "true"}) is False
    with pytest.raises(pytest.UsageError, match="by hand"):
        goldens_are_rewritten(True, {"CI": "true"})
    for name in ("Makefile", ".ci/run", "pyproject.toml"):
        assert "update-goldens" not in (ROOT / name).read_text(encoding="utf-8")
