"""Whether the primary figures of a column are its total or its leaves, never both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from lab.attributes import Verdict
from lab.printed import Figure
from lab.read_figure import ReadFigure


def of_levels(read_of: Mapping[int, tuple[Figure, ReadFigure]]) -> dict[int, Verdict]:
    """The verdict on `primary` of each figure whose column has one primary level, by the number of the figure.

    All figures of a column get the same: right where exactly the totals or exactly the leaves are primary.
    """
    columns: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number, (figure, _) in read_of.items():
        if figure.meaning.primary == "one_level":
            columns[figure.table, figure.column].append(number)
    found: dict[int, Verdict] = {}
    for numbers in columns.values():
        verdict = _of_column([read_of[number] for number in numbers])
        found |= dict.fromkeys(numbers, verdict)
    return found


def _of_column(figures: list[tuple[Figure, ReadFigure]]) -> Verdict:
    if any(read.is_primary is None for _, read in figures):
        return Verdict.UNSTATED
    roles = {figure.role for figure, _ in figures if figure.role in ("total", "leaf")}
    primary = [figure.role for figure, read in figures if read.is_primary]
    is_one_level = any(set(primary) == {role} and _count(figures, role) == len(primary) for role in roles)
    return Verdict.RIGHT if is_one_level else Verdict.WRONG


def _count(figures: list[tuple[Figure, ReadFigure]], role: str) -> int:
    return sum(figure.role == role for figure, _ in figures)
