"""The body rows: their kinds, their labels, and the printed hierarchy above each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.reading.model import Cell, Row
from dagster_project.reading.numbers import is_missing
from dagster_project.reading.tables.headers import Header
from dagster_project.reading.tables.join import JoinedTable, lead_label
from dagster_project.reading.tables.notation import may_be_number
from dagster_project.reading.tables.resolved import RowMeaning
from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import TableWords
from dagster_project.terms import CellRole, RowKind, TotalWord

_FOOTNOTE_MARK = re.compile(r"\s*(\(?\d\)+|\*+|[¹²³⁴⁵⁶⁷⁸⁹]+)$")
_INDENT_STEP = 2.0


def resolve_rows(table: JoinedTable, header: Header) -> list[RowMeaning]:
    """The rows below the header, with label, kind and printed path."""
    figure_columns = [column.number - 1 for column in header.columns if column.holds_figures]
    raw = [
        _RawRow.of(index + 1, row, header, figure_columns)
        for index, row in enumerate(table.rows)
        if index >= header.rows
    ]
    last_figures = max((i for i, row in enumerate(raw) if row.has_figures), default=-1)
    hierarchy = _Hierarchy()
    meanings: list[RowMeaning] = []
    for index, row in enumerate(raw):
        kind = row.kind(before_figures=index < last_figures)
        label = row.label
        if kind is RowKind.FIGURES and not label:
            label = _unlabelled(table, header, row.label_cell)
        if kind is RowKind.FIGURES and is_footnote(label) and meanings and meanings[-1].kind is RowKind.GROUP:
            label = meanings[-1].label
            hierarchy.drop_group()
        if kind is RowKind.FOOTNOTE:
            hierarchy.close_groups()
        label, _ = split_footnote(label)
        path, under_memo = (
            hierarchy.place(label, kind, row) if kind in (RowKind.FIGURES, RowKind.GROUP) else ((label,), False)
        )
        meanings.append(
            RowMeaning(
                number=row.number,
                kind=kind,
                label=label,
                path=path,
                row=row.row,
                label_cell=row.label_cell,
                bold=row.label_cell.bold,
                italic=row.label_cell.italic,
                indent=row.label_cell.indent,
                rule_above=row.row.rule_above,
                total_word=total_word(label),
                is_memo=under_memo or is_memo(label),
                identifier=row.identifier,
                date=row.row.cells[header.date_column].text.strip() if header.date_column is not None else "",
            )
        )
    return meanings


def explained_labels(rows: Sequence[RowMeaning]) -> dict[str, str]:
    """The footnotes between the rows, by the label with their mark: "Övertid*" by "*omräknat till heltid" below it."""
    marked: dict[str, str] = {}
    found: dict[str, str] = {}
    for row in rows:
        text = row.label_cell.text.strip()
        if row.kind is RowKind.FOOTNOTE:
            named = [label for label, mark in marked.items() if text.startswith(mark)]
            found.update((label, marked.pop(label) and text) for label in named)
        else:
            label, mark = split_footnote(text)
            marked.update({label: mark} if mark else {})
    return found


def split_footnote(label: str) -> tuple[str, str | None]:
    """A label divided from its footnote mark ("Personalomsättning*", "Antal arbetstillfällen 1)"), None without one."""
    match = _FOOTNOTE_MARK.search(label)
    closes_words = match is not None and label[: match.start()].count("(") > label[: match.start()].count(")")
    if match and match.start() > 0 and not closes_words:
        return label[: match.start()].rstrip(), match[1]
    return label, None


def total_word(label: str) -> TotalWord | None:
    """The kind of total that a label names, None for other labels."""
    lowered = label.lower().strip()
    return next((name for name, patterns in load(TableWords).totals.items() if matches(patterns, lowered)), None)


def is_memo(label: str) -> bool:
    """Whether the figures of a row are part of a row above, by its label ("varav", "därav")."""
    return matches(load(TableWords).memo, label.lower().strip())


def is_breakdown(label: str) -> bool:
    """Whether a group row names what the figures above it are divided by ("Ålder"), not what is measured."""
    return matches(load(TableWords).breakdowns, label.lower().strip())


def is_footnote(label: str) -> bool:
    """Whether a label is the text of a footnote."""
    return matches(load(TableWords).footnotes, label.lower())


def _unlabelled(table: JoinedTable, header: Header, label_cell: Cell) -> str:
    """The label of a row that prints none.

    It is in the line before the table ("Indikator: ..."), in a header whose identifier cell numbers the whole table
    ("1." over 1.1, 1.2, ...; its total row has no label), or in the nearest heading if the table has no label column or
    the label lists what that heading covers.
    """
    named = lead_label(table.lead)
    if named and header.label_column is None:
        return named
    identifiers = [column for column in header.columns if column.role is CellRole.IDENTIFIER]
    if header.label_column is not None and any(re.fullmatch(r"\d+\.?", column.label) for column in identifiers):
        return header.columns[header.label_column].label
    if (header.label_column is None or _is_list(label_cell)) and table.section:
        return table.section[-1]
    return ""


@dataclass(frozen=True, slots=True)
class _RawRow:
    number: int
    row: Row
    label_cell: Cell
    label: str
    groups: tuple[str, ...]
    identifier: str | None
    figure_cells: tuple[Cell, ...]
    other_text: bool

    @classmethod
    def of(cls, number: int, row: Row, header: Header, figure_columns: list[int]) -> _RawRow:
        label_index = _label_index(row, header)
        label_cell = row.cells[label_index] if label_index is not None else Cell()
        identifiers = [column.number - 1 for column in header.columns if column.role is CellRole.IDENTIFIER]
        texts = [column.number - 1 for column in header.columns if column.role in (CellRole.TEXT, CellRole.SYMBOL)]
        identifier = next((row.cells[i].text.strip() for i in identifiers if row.cells[i].text.strip()), None)
        return cls(
            number=number,
            row=row,
            label_cell=label_cell,
            label="" if _is_list(label_cell) else _label(label_cell, identifier),
            groups=tuple(row.cells[i].text.strip() for i in header.group_columns if i != label_index),
            identifier=identifier,
            figure_cells=tuple(row.cells[i] for i in figure_columns),
            other_text=any(row.cells[i].text.strip() or row.cells[i].symbols for i in texts if i != label_index),
        )

    @property
    def has_figures(self) -> bool:
        return any(cell.text.strip() for cell in self.figure_cells)

    def kind(self, *, before_figures: bool) -> RowKind:
        if self.has_figures:
            values = any(may_be_number(c.text) or is_missing(c.text) for c in self.figure_cells if c.text.strip())
            return RowKind.FIGURES if values else RowKind.TEXT
        if is_footnote(self.label):
            return RowKind.FOOTNOTE
        if self.label and before_figures and not self.other_text:
            return RowKind.GROUP
        return RowKind.FIGURES if self.label and self.other_text and before_figures else RowKind.TEXT


def _label_index(row: Row, header: Header) -> int | None:
    """The index of the cell with a row's label: in the label column, or to its left and spanning it."""
    index = header.label_column
    if index is None or row.cells[index].text.strip():
        return index
    spanning = (i for i, cell in enumerate(row.cells[:index]) if cell.text.strip() and i + cell.column_span > index)
    return next(spanning, index)


def _is_list(cell: Cell) -> bool:
    """Whether a label cell is a list of what its figure covers, not a name."""
    return len(cell.items) > 1


def _label(cell: Cell, identifier: str | None) -> str:
    """The label with the numbering before it ("1.1 Finns en strategi?"); a project number is not part of it."""
    label = re.sub(r"\s+", " ", cell.text).strip()
    numbered = label and identifier and re.fullmatch(r"\d{1,2}(\.\d{1,2})+\.?", identifier)
    return f"{identifier} {label}" if numbered else label


class _Hierarchy:
    """The labels over the next row: rows less indented, and group rows above."""

    def __init__(self) -> None:
        self._open: list[tuple[float, str, bool, bool]] = []
        self._groups: tuple[str, ...] = ()
        self._indented_under_group = False
        self._last: str | None = None
        self._ends_by_capital = False

    def drop_group(self) -> None:
        """Removes the innermost open row, which was the first line of the row that follows."""
        if self._open:
            self._open.pop()

    def close_groups(self) -> None:
        """Ends the open groups, as a footnote is printed below the rows that it is about."""
        self._open = [entry for entry in self._open if not entry[2]]

    def place(self, label: str, kind: RowKind, row: _RawRow) -> tuple[tuple[str, ...], bool]:
        """The path of a row, and whether it is in a memo group; the row is then open for those below."""
        indent = row.label_cell.indent
        while self._open and not self._holds(self._open[-1], indent, kind, label):
            self._open.pop()
        if kind is RowKind.FIGURES and label[:1].islower():
            self._divide_row_above()
        if self._open and indent > self._open[-1][0] + _INDENT_STEP and self._open[-1][2]:
            self._indented_under_group = True
        if row.groups and any(row.groups):
            self._groups = tuple(new or old for new, old in _zip_longest(row.groups, self._groups))
        parents = tuple(entry[1] for entry in self._open)
        under_memo = any(entry[3] for entry in self._open)
        is_part = is_memo(label) and kind is RowKind.FIGURES and self._last and self._last not in parents[-1:]
        memo_parent = (self._last,) if is_part else ()
        self._open.append((indent, label, kind is RowKind.GROUP, kind is RowKind.GROUP and is_memo(label)))
        if kind is RowKind.GROUP:
            self._indented_under_group = self._ends_by_capital = False
        elif not is_memo(label):
            self._last = label
        return (*self._groups, *parents, *memo_parent, label), under_memo

    def _divide_row_above(self) -> None:
        """Puts a memo group under the row above it, where the rows of the group go on in small letters."""
        is_begun = bool(self._open) and self._open[-1][3] and not self._ends_by_capital
        if is_begun and self._last and self._last not in [entry[1] for entry in self._open]:
            indent, label, _, _ = self._open[-1]
            self._open[-1:] = [(indent, self._last, True, True), (indent, label, True, True)]
            self._ends_by_capital = True

    def _holds(self, entry: tuple[float, str, bool, bool], indent: float, kind: RowKind, label: str) -> bool:
        """Whether an open row contains one with this indent: it is less indented, or it is a group row that ends at
        the next group row and not by indents.

        A breakdown ("Kön") goes on with what the group above measures. A memo group with rows in small letters ends at
        a capital.
        """
        entry_indent, entry_label, is_group, is_memo_group = entry
        if is_memo_group and self._ends_by_capital and label[:1].isupper():
            return False
        if indent > entry_indent + _INDENT_STEP:
            return True
        same = abs(indent - entry_indent) <= _INDENT_STEP
        begins = kind is RowKind.GROUP and not (is_breakdown(label) and not is_breakdown(entry_label))
        return is_group and same and not begins and not self._indented_under_group


def _zip_longest(new: tuple[str, ...], old: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(text, old[i] if i < len(old) else "") for i, text in enumerate(new)]
