"""The seeds agree with each other: words are unique and lower case, codes exist, the statement is a tree."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from dagster_project.terms import Unit

SEEDS = Path(__file__).parents[2] / "dbt" / "seeds"
UNIQUE = {
    "municipalities": ["municipality_code"],
    "organizations": ["alias", "match"],
    "line_items": ["line_item"],
    "line_item_aliases": ["alias"],
    "label_prefixes": ["prefix"],
    "calculations": ["child"],
    "activities": ["alias"],
    "indicators": ["indicator_id"],
    "indicator_aliases": ["alias", "indicator_id"],
    "units": ["unit"],
    "personnel_measures": ["alias"],
    "personnel_groups": ["dimension", "alias"],
    "personnel_group_patterns": ["dimension", "pattern"],
    "personnel_units": ["measure"],
    "plain_header_words": ["word"],
    "header_occasions": ["word"],
    "budget_versions": ["word"],
    "swedish_words": ["code"],
    "investment_measures": ["alias"],
    "project_statuses": ["alias"],
    "report_types": ["alias"],
    "document_statuses": ["alias"],
    "contract_answers": ["alias"],
    "assignment_statuses": ["alias"],
    "title_measures": ["alias"],
    "finding_texts": ["text_id"],
}
CODES = [
    ("line_item_aliases", "line_item", "line_items", "line_item"),
    ("calculations", "parent", "line_items", "line_item"),
    ("calculations", "child", "line_items", "line_item"),
    ("indicator_aliases", "indicator_id", "indicators", "indicator_id"),
]


def rows(seed: str) -> list[dict[str, str]]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def normalized(label: str) -> str:
    """A label as the macro `normalized_label` normalizes it."""
    label = re.sub("[\u2010-\u2015\u2212]", "-", label.lower().replace("\u00ad", ""))
    label = re.sub(r"\s+", " ", re.sub(r"\s*&\s*", " och ", label))
    return re.sub(r"[\s:.*]+$|\s+\d\)$", "", label).strip()


def test_every_seed_has_a_key_here_and_a_description() -> None:
    assert {path.stem for path in SEEDS.glob("*.csv")} == set(UNIQUE)
    assert {path.stem for path in SEEDS.glob("*.yml")} == set(UNIQUE)


def test_every_code_of_a_fact_has_a_swedish_word() -> None:
    marts = SEEDS.parent / "models" / "marts"
    viewed = ("finance", "investment", "personnel", "indicator", "goal", "claim")
    vocabularies = [
        test["vocabularies"]["arguments"]["allowed"]
        for path in [marts / f"fct_{name}.yml" for name in viewed]
        for test in yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0].get("data_tests", [])
        if "vocabularies" in test
    ]
    not_viewed = {"sign_convention"}
    codes = {
        code
        for allowed in vocabularies
        for column, words in allowed.items()
        for code in words
        if column not in not_viewed
    }
    codes |= {row["measure"] for row in rows("personnel_measures")} | {row["unit"] for row in rows("units")}
    codes |= {row["account_group"] for row in rows("line_items")} | {row["report_type"] for row in rows("report_types")}
    assert sorted(codes - {row["code"] for row in rows("swedish_words")}) == []


def test_every_unit_is_one_that_the_reader_knows() -> None:
    assert {row["unit"] for row in rows("units")} <= set(Unit)


@pytest.mark.parametrize("seed", UNIQUE)
def test_columns_are_described(seed: str) -> None:
    described = yaml.safe_load((SEEDS / f"{seed}.yml").read_text(encoding="utf-8"))["seeds"][0]
    assert described["description"].startswith("One row")
    assert [column["name"] for column in described["columns"]] == list(rows(seed)[0])
    assert all(column["description"] for column in described["columns"])


@pytest.mark.parametrize("seed", UNIQUE)
def test_keys_are_unique(seed: str) -> None:
    keys = Counter(tuple(row[column] for column in UNIQUE[seed]) for row in rows(seed))
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("seed", [seed for seed, key in UNIQUE.items() if "alias" in key])
def test_aliases_have_the_form_in_which_labels_are_compared(seed: str) -> None:
    kept = {"-"}  # a dash is itself an answer in a contract review
    measures = {row["measure"] for row in rows("personnel_measures")}
    wrong = [alias for row in rows(seed) if (alias := row["alias"]) not in kept and normalized(alias) != alias]
    assert [alias for alias in wrong if alias not in measures] == []


@pytest.mark.parametrize(("seed", "column", "other", "key"), CODES)
def test_codes_exist(seed: str, column: str, other: str, key: str) -> None:
    assert {row[column] for row in rows(seed)} <= {row[key] for row in rows(other)}


def test_the_statement_is_a_tree() -> None:
    parent = {row["child"]: row["parent"] for row in rows("calculations")}
    for line_item in parent:
        path = [line_item]
        while path[-1] in parent:
            assert parent[path[-1]] not in path, f"{line_item} is part of itself: {path}"
            path.append(parent[path[-1]])


def test_costs_lower_the_result_and_incomes_raise_it() -> None:
    signs = {"cost": "-1", "net_cost": "-1", "income": "1", "contribution": "1"}
    assert [
        row["line_item"]
        for row in rows("line_items")
        if signs.get(row["measure"], row["natural_sign"]) != row["natural_sign"]
    ] == []


def test_a_label_means_one_indicator_per_year() -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in rows("indicator_aliases"):
        spans.setdefault(row["alias"], []).append((int(row["from_year"] or 0), int(row["to_year"] or 9999)))
    for alias, years in spans.items():
        ordered = sorted(years)
        assert all(before[1] < after[0] for before, after in pairwise(ordered)), alias


def test_a_closed_series_takes_no_later_years() -> None:
    closing = {row["indicator_id"]: row["closing_year"] for row in rows("indicators")}
    assert [
        row["alias"] for row in rows("indicator_aliases") if closing[row["indicator_id"]] not in ("", row["to_year"])
    ] == []


def test_money_has_a_factor_and_nothing_else_has() -> None:
    assert [row["unit"] for row in rows("units") if (row["kind"] == "money") != bool(row["sek_factor"])] == []


def test_municipality_codes_are_four_digits_of_text() -> None:
    municipalities = rows("municipalities")
    assert all(re.fullmatch(r"\d{4}", row["municipality_code"]) for row in municipalities)
    assert sum(row["kind"] == "municipality" for row in municipalities) == 290
