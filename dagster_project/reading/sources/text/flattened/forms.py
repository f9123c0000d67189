"""The table under a form's field for measures, whose figures may be among the words of the fields after it."""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.reading.sources.text.flattened.counts import Counts
from dagster_project.reading.sources.text.flattened.labels import ends_row, label_and_note, labels_alike, split_labels
from dagster_project.reading.sources.text.flattened.tables import FlattenedRow, FlattenedTable
from dagster_project.reading.sources.text.tokens import Element, Header, Run, Text, Token


def measure_table(
    before: Sequence[Element], after: Sequence[Sequence[Element]], counts: Counts, known: frozenset[str]
) -> tuple[FlattenedTable, list[list[Token]]] | None:
    """The table under a field for measures, and the words that remain under each of the fields after it.

    `before` are the elements up to the next field, with all labels. Figures and their header may be among the words of
    the fields after it (`after`). `known` are openings of labels elsewhere in the report.
    """
    header = next((e for part in [before, *after] for e in part if isinstance(e, Header)), None)
    table = FlattenedTable([], header)
    pending: list[Token] = []
    for number, element in enumerate(before):
        following = before[number + 1] if number + 1 < len(before) else None
        if isinstance(element, Text):
            if element.tokens[0].is_capital and ends_row(pending):
                table.rows.append(FlattenedRow.short(pending))
                pending.clear()
            pending += element.tokens
        elif isinstance(element, Header) and isinstance(following, Text) and pending:
            table.notes.append(tuple(pending))
            pending.clear()
        elif isinstance(element, Run) and not _assign(table, pending, element, counts, known):
            pending += element.tokens
    left: list[list[Token]] = []
    for part in after:
        left.append([])
        for element in part:
            taken = isinstance(element, Run) and pending and _assign(table, pending, element, counts, known)
            if not taken and not isinstance(element, Header):
                left[-1] += element.tokens
    if not any(row.values for row in table.rows):
        return None
    while not table.rows[-1].values:
        table.notes.insert(0, table.rows.pop().label)
    if pending:
        table.notes.append(tuple(pending))
    return table, left


def _assign(table: FlattenedTable, pending: list[Token], run: Run, counts: Counts, known: frozenset[str]) -> bool:
    """Gives the run to the pending labels and clears those. False if the run is not a row of the table."""
    count = counts.of(table.header)
    if count is None and (run.is_ambiguous or run.length < 2):
        return False
    width = count or run.length
    labels = _labels_for(pending, run, width, known)
    if not labels:
        return False
    values = run.values(len(labels) * width) or run.values(run.length) or []
    size = len(values) // len(labels)
    for number, label in enumerate(labels):
        name, note = label_and_note(label)
        table.rows.append(FlattenedRow(name, tuple(values[number * size : (number + 1) * size])))
        if note:
            table.notes.append(note)
    pending.clear()
    return True


def _labels_for(pending: Sequence[Token], run: Run, width: int, known: frozenset[str]) -> list[tuple[Token, ...]]:
    """The labels that share the run: one for a row, several where all labels come before all figures."""
    if run.values(width) and (run.length == width or run.is_ambiguous):
        return [tuple(pending)]
    for rows in range(2, run.length // width + 1):
        if run.values(rows * width) and (run.length == rows * width or run.is_ambiguous):
            return split_labels(pending, rows, known)
    alike = labels_alike(pending)
    if alike > 1 and not run.is_ambiguous and run.length % alike == 0 and 2 <= run.length // alike < width:
        return split_labels(pending, alike, known)
    return []
