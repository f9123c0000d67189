"""Rows and columns that the page allows to be read in another way.

A row may be a part of a sum or not, a table in another unit, a column under another of two headers.

Belongs here: the printed signs that make a row, unit or header doubtful, one function per kind. Cells are in `cells`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dagster_project.reading.relations.repairs.alternatives import Alternative, with_value
from dagster_project.reading.relations.within.layout import INDENT_STEP
from dagster_project.reading.tables.resolved import RowMeaning, TableMeaning
from dagster_project.terms import AlternativeKind, EvidenceSource, Unit

_INFERRED = (EvidenceSource.PRIOR, EvidenceSource.REPORT)
_OTHER_UNITS = {Unit.TSEK: (Unit.MSEK, Unit.SEK), Unit.MSEK: (Unit.TSEK,), Unit.SEK: (Unit.TSEK,)}


def rows_apart(table: TableMeaning) -> Iterator[Alternative]:
    """Rows printed as details of the row above, without a word that says so: further in, or in italics."""
    above = None
    for row in table.figure_rows:
        if above is not None and above.number == row.number - 1 and _is_set_apart(row, above):
            run = [row.number]
            for other in table.figure_rows:
                alike = other.indent == row.indent and other.italic == row.italic and not other.total_word
                if other.number == run[-1] + 1 and alike:
                    run.append(other.number)
            figures = tuple(f for f in table.figures.values() if f.row_number in run and f.value is not None)
            yield Alternative(AlternativeKind.NOT_A_PART, row.label, figures, memo_rows=frozenset(run))
        above = row


def _is_set_apart(row: RowMeaning, above: RowMeaning) -> bool:
    """Whether a row is printed further in, or in italics, under one that is a part itself."""
    further_in = row.indent > above.indent + INDENT_STEP
    only_italic = row.italic and not above.italic
    words = row.total_word or above.total_word or row.is_memo or above.is_memo
    return (further_in or only_italic) and not words


def other_units(table: TableMeaning) -> Iterator[Alternative]:
    """The whole table in another unit of money, where no text at the table names its unit."""
    figures = [f for f in table.figures.values() if f.value is not None and f.unit_source in _INFERRED]
    named = any(f.unit in _OTHER_UNITS and f.unit_source not in _INFERRED for f in table.figures.values())
    if not figures or named or figures[0].unit not in _OTHER_UNITS:
        return
    for unit in _OTHER_UNITS[figures[0].unit]:
        changed = tuple(replace(figure, unit=unit) for figure in figures if figure.unit == figures[0].unit)
        yield Alternative(AlternativeKind.UNIT, table.record.table_title, changed)


def other_headers(table: TableMeaning) -> Iterator[Alternative]:
    """The figure of another column of the row, where the header of one of the two leaves its name or year open."""
    for row in table.figure_rows:
        figures = [f for c in table.figure_columns if (f := table.figures.get((row.number, c.number)))]
        doubtful = [
            f for f in figures if f.value is not None and (not f.column_label or f.year_source is EvidenceSource.REPORT)
        ]
        for figure in doubtful:
            for other in figures:
                if other is not figure and other.value is not None and other.unit == figure.unit:
                    evidence = " | ".join(f.column_label or "–" for f in (figure, other))
                    yield Alternative(AlternativeKind.HEADER, evidence, (with_value(figure, other.value),))
