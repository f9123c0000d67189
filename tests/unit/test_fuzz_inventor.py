"""Invented reports: every feature occurs, printed figures add up, and planted errors break the relations they name."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from lab.features import GRADED
from lab.invent import invent
from lab.plant import is_disjoint, plant
from lab.printed import Case, Table
from lab.saved import load, save, without_block
from lab.typography import Typography

SEEDS = range(300)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [invent(seed) for seed in SEEDS]


def grid(table: Table) -> dict[tuple[int, int], str]:
    """The text of every cell by row and column of the grid."""
    texts: dict[tuple[int, int], str] = {}
    taken: set[tuple[int, int]] = set()
    for row, printed in enumerate(table.rows):
        column = 0
        for cell in printed.cells:
            while (row, column) in taken:
                column += 1
            texts[row, column] = cell.text
            taken |= {(row + r, column + c) for r in range(cell.rows) for c in range(cell.span)}
            column += cell.span
    assert len({column for _, column in taken}) * len(table.rows) == len(taken), f"a hole in {table.title!r}"
    return texts


def test_every_feature_occurs_in_a_tenth_of_the_seeds(cases: list[Case]) -> None:
    occurs = Counter(feature for case in cases for feature in case.features)
    assert {feature: occurs[feature] for feature in GRADED if occurs[feature] < len(SEEDS) / 10} == {}


def test_every_figure_is_in_the_cell_that_it_names(cases: list[Case]) -> None:
    for case in cases:
        grids = [grid(table) for table in case.tables]
        assert len(case.table_features) == len(grids)
        for figure in case.figures:
            text = grids[figure.table][figure.row, figure.column]
            digits = "".join(character for character in text if character.isdigit())
            assert digits == figure.value.replace(".", "").replace("-", ""), (case.seed, figure)


def test_every_sum_holds_as_printed(cases: list[Case]) -> None:
    for case in cases:
        assert [relation for relation in case.relations if is_disjoint(case, relation)] == [], case.seed


def test_widths_fit_the_page(cases: list[Case]) -> None:
    for case in cases:
        for table in case.tables:
            assert sum(table.widths) <= 1, (case.seed, table.title)
            assert len(table.widths) == len(table.align)


def test_rows_of_one_table_have_different_paths_and_some_share_a_label(cases: list[Case]) -> None:
    shared = 0
    for case in cases:
        for number in range(len(case.tables)):
            rows = {(f.row, f.row_path) for f in case.figures if f.table == number}
            paths = Counter(path for _, path in rows)
            assert max(paths.values(), default=1) == 1, (case.seed, paths.most_common(1))
            shared += len({path[-1] for path in paths}) < len(paths)
    assert shared > len(cases) / 20


def test_the_same_seed_gives_the_same_report() -> None:
    assert invent(7) == invent(7)
    assert invent(7, "typst").blocks == invent(7, "weasyprint").blocks


def test_a_case_survives_being_saved(tmp_path: Path, cases: list[Case]) -> None:
    for case in cases[:20]:
        planted = plant(case, Random(case.seed)) or case
        assert load(save(planted, tmp_path)) == planted


def test_a_table_left_out_takes_its_truth_with_it(cases: list[Case]) -> None:
    case = next(case for case in cases if len(case.tables) > 2)
    index = next(i for i, block in enumerate(case.blocks) if isinstance(block, Table))
    smaller = without_block(case, index)
    assert len(smaller.tables) == len(case.tables) - 1
    assert {figure.table for figure in smaller.figures} == {f.table - 1 for f in case.figures if f.table}
    assert all(relation.stated[0] < len(smaller.tables) for relation in smaller.relations)


def test_a_planted_error_breaks_a_sum_of_its_cell(cases: list[Case]) -> None:
    kinds: Counter[str] = Counter()
    for case in cases[:120]:
        planted = plant(case, Random(case.seed))
        if planted is None or planted.plant is None:
            continue
        error = planted.plant
        kinds[error.kind] += 1
        broken = [r for r in planted.relations if is_disjoint(planted, r)]
        assert bool(broken) == error.disjoint
        if error.disjoint:
            assert any(error.cell in (r.stated, *r.parts) for r in broken), (case.seed, error)
        if error.kind != "dropped_row":
            text = grid(planted.tables[error.cell[0]])[error.cell[1:]]
            assert [c for c in text if c.isdigit()] == [c for c in error.after if c.isdigit()]
    assert set(kinds) == {"digit", "sign", "unit", "stale_total", "dropped_row"}


def test_a_formula_is_proof_where_another_row_confirms_it(cases: list[Case]) -> None:
    case = next(case for case in cases if any(r.kind == "row_formula" for r in case.relations))
    formula = next(r for r in case.relations if r.kind == "row_formula")
    stated = next(f for f in case.figures if (f.table, f.row, f.column) == formula.stated)
    wrong = replace(stated, value=str(Decimal(stated.value) * 3 + 7))
    changed = replace(case, figures=tuple(wrong if f is stated else f for f in case.figures))
    assert is_disjoint(changed, formula)
    assert not is_disjoint(replace(changed, relations=(formula,)), formula)


def test_an_empty_cell_may_hold_what_a_total_has_more(cases: list[Case]) -> None:
    """Unless another sum with an empty cell holds, which shows that empty cells are zero."""
    several = 0
    for case in cases:
        for relation in (r for r in case.relations if r.has_empty and r.kind == "column_sum"):
            parts = [f for f in case.figures if (f.table, f.row, f.column) in relation.parts]
            stated = next(f for f in case.figures if (f.table, f.row, f.column) == relation.stated)
            if len({f.value.startswith("-") for f in (*parts, stated)}) > 1 or set(relation.weights) != {1}:
                continue
            larger = replace(stated, value=str(Decimal(stated.value) * 3))
            changed = replace(case, figures=tuple(larger if f is stated else f for f in case.figures))
            near = [
                r
                for r in case.relations
                if r.has_empty
                and r.stated != relation.stated
                and r.kind == "column_sum"
                and r.stated[0] == relation.stated[0]
                and (r.stated[1] == relation.stated[1] or r.stated[2] == relation.stated[2])
            ]
            if not near:
                several += 1
                assert not is_disjoint(changed, relation), case.seed
            assert is_disjoint(changed, replace(relation, has_empty=False)), case.seed
    assert several


@pytest.mark.parametrize(
    ("change", "value", "percent", "text"),
    [
        ({"thousands": "nnbsp"}, "1234567", False, "1\u202f234\u202f567"),
        ({"thousands": "none", "minus": "minus"}, "-1234.5", False, "\u22121234,5"),
        ({"minus": "parentheses", "percent": "attached"}, "-4.2", True, "(4,2%)"),
        ({"minus": "detached"}, "-999", False, "-\u00a0999"),
        ({"percent": "detached"}, "0.0", True, "0,0\u00a0%"),
    ],
)
def test_numbers_as_printed(change: dict[str, str], value: str, percent: bool, text: str) -> None:
    assert replace(Typography(), **change).number(Decimal(value), percent) == text
