"""Which rows of a table the page puts together: by total words, style, indents, groups and "varav" rows.

Belongs here: evidence from labels and layout alone. Whether figures agree with it is for `evidence`; which rows a total
is of, where both count, is for `structure`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dagster_project.reading.relations.within.grid import Grid
from dagster_project.reading.tables.resolved import RowMeaning
from dagster_project.terms import TOTALS, Basis

INDENT_STEP = 2.0
"""PDF points that a label is indented at least, to be one level deeper."""


def sequences(grid: Grid, closes: Callable[[Sequence[int], int], bool]) -> list[list[int]]:
    """The rows that may be added to each other, in printed order.

    One list has the main rows; each unbroken run of memo rows under a memo group ("Varav" over a second split of the
    same total) has its own.
    A total directly below such a run belongs to the run where it `closes` it, else to the main rows.
    """
    main: list[int] = []
    runs: list[list[int]] = []
    for index, row in enumerate(grid.rows):
        follows = bool(runs) and runs[-1][-1] == index - 1 and not _group_between(grid, index - 1, index)
        if not row.is_memo:
            is_close = follows and row.total_word in TOTALS and _group_between(grid, runs[-1][0] - 1, runs[-1][0])
            (runs[-1] if is_close and closes(runs[-1], index) else main).append(index)
        elif follows:
            runs[-1].append(index)
        else:
            runs.append([index])
    return [main, *(run for run in runs if len(run) > 1)]


def memo_splits(grid: Grid) -> list[tuple[int, list[int]]]:
    """Each row with two or more memo rows directly below it, and these ("varav kvinnor", "varav män")."""
    found: list[tuple[int, list[int]]] = []
    for index, row in enumerate(grid.rows):
        if not row.is_memo or index == 0 or _group_between(grid, index - 1, index):
            continue
        if not grid.rows[index - 1].is_memo:
            found.append((index - 1, [index]))
        elif found and found[-1][1][-1] == index - 1:
            found[-1][1].append(index)
    return [(whole, parts) for whole, parts in found if len(parts) > 1]


def group_starts(grid: Grid) -> frozenset[int]:
    """The first row under each group row, and the first of all."""
    return frozenset(i for i in range(len(grid.rows)) if i == 0 or _group_between(grid, i - 1, i))


def _group_between(grid: Grid, upper: int, lower: int) -> bool:
    first, last = grid.rows[upper].number, grid.rows[lower].number
    return any(row.kind == "group" and first < row.number < last for row in grid.table.rows)


def is_nested(parent: RowMeaning, child: RowMeaning) -> bool:
    """Whether a row is printed under another: by its path or by its indent."""
    under = len(child.path) > len(parent.path) and child.path[: len(parent.path)] == parent.path
    return under or child.indent > parent.indent + INDENT_STEP


def stands_out(grid: Grid, row: int, others: Sequence[int]) -> bool:
    """Whether a row is set apart from others: bold, italic, under a rule, or without a label below labelled rows."""
    bold, italic = grid.style(row)
    styles = [grid.style(other) for other in others]
    return any(
        (
            bold and not any(other_bold for other_bold, _ in styles),
            italic and not any(other_italic for _, other_italic in styles),
            grid.rows[row].rule_above and not any(grid.rows[other].rule_above for other in others[1:]),
            grid.is_unlabelled(row) and row > max(others) and not any(grid.is_unlabelled(other) for other in others),
        )
    )


def layout_evidence(grid: Grid, target: int, parts: Sequence[int], leaves: Sequence[int]) -> tuple[Basis, ...]:
    """The printed evidence that a row is the sum of others: label, hierarchy, style.

    `leaves` are the parts that are not sums themselves; the style of subtotals is no evidence.
    """
    row = grid.rows[target]
    found = []
    if row.total_word or grid.is_result(target):
        found.append(Basis.LABEL)
    if all(is_nested(row, grid.rows[part]) for part in parts):
        found.append(Basis.HIERARCHY)
    if leaves and stands_out(grid, target, leaves):
        found.append(Basis.STYLE)
    return tuple(found)
