"""The vocabulary: every file has a model and fits it, and a mistake in a file is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from dagster_project.reading.vocabulary import loader, schemas
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Assessments, Claims, Columns, File, Lists, Numbers, Units
from dagster_project.terms import AssessmentCode, Scenario, Unit

MODELS = sorted(
    (
        model
        for model in vars(schemas).values()
        if isinstance(model, type) and issubclass(model, File) and "FILE" in vars(model)
    ),
    key=lambda model: model.FILE,
)


def test_every_file_has_one_model() -> None:
    assert [model.FILE for model in MODELS] == sorted(path.stem for path in loader.FOLDER.glob("*.yml"))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.FILE)
def test_every_file_fits_its_model(model: type[File]) -> None:
    assert load(model) is load(model)


def test_codes_and_patterns_are_typed_and_keep_their_order() -> None:
    # The first patterns of a budget are those of a frame with its changes, which name both.
    order = [scenario for scenario, _ in load(Columns).scenarios]
    last_budget = len(order) - 1 - order[::-1].index(Scenario.BUDGET)
    assert order.index(Scenario.BUDGET) < order.index(Scenario.CHANGE) < order.index(Scenario.DEVIATION) < last_budget
    assert load(Assessments).verdicts[AssessmentCode.PARTLY].search("Delvis uppfyllt")
    assert load(Claims).relative_years[-1][0] == "föregående år"
    assert load(Units).money[Unit.TSEK] == 1000
    assert load(Lists).contract_reviews.answers.match("Delvis")
    assert next(iter(load(Units).units))[0] == "per_1000"


@pytest.mark.parametrize(
    ("model", "path", "value", "complaint"),
    [
        (Columns, ("scenarios", 0, 0), "förändring", "Input should be 'actual'"),
        (Columns, ("scenarios", 0, 1, 0), "(förändr", "'(förändr' is not a regular expression"),
        (Columns, ("measure_order",), ["net"], "measure_order must name every measure once"),
        (Columns, ("synonyms",), ["net"], "Extra inputs are not permitted"),
        (Units, ("counted", 0), "pieces", "Input should be 'SEK'"),
        (Numbers, ("missing", 0), False, "should be a valid string"),
        (Numbers, ("operators", "at_lest"), ["minst"], "Input should be 'at_least'"),
        (Claims, ("count_words", "två"), "many", "should be a valid integer"),
        (Lists, ("assignments", "required", 0), ["owner"], "required roles without a column: ['owner']"),
    ],
)
def test_a_mistake_is_named_with_its_file(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    model: type[File],
    path: tuple[str | int, ...],
    value: object,
    complaint: str,
) -> None:
    changed = yaml.safe_load((loader.FOLDER / f"{model.FILE}.yml").read_text(encoding="utf-8"))
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    (tmp_path / f"{model.FILE}.yml").write_text(yaml.safe_dump(changed, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr(loader, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=rf"(?s)vocabulary/{model.FILE}\.yml: .*{re.escape(complaint)}"):
        loader._loaded.__wrapped__(model)
