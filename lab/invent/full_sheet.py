"""What surrounds the figures of a table: title, unit, columns beside the labels, row numbers, footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from lab.features import Wish
from lab.invent.sheet import MONEY, Column, Line, Sheet
from lab.invent.words import words

UNIT_WORDS = {
    "TSEK": ("tkr", "tkr", "tusen kronor", "tkr"),
    "MSEK": ("mnkr", "mkr", "miljoner kronor"),
    "SEK": ("kronor", "kr"),
}
_LABEL_HEADERS = {
    "operating": ("Verksamhet", "", "Post"),
    "statement": ("", "Belopp"),
    "investment": ("Projekt", "Investering", "Objekt"),
    "personnel": ("Yrkesgrupp", "", "Personal"),
    "sick_leave": ("", "Sjukfrånvaro"),
    "volumes": ("Mått", "Volym", ""),
    "indicators": ("Indikator", "Mått", "Nyckeltal"),
}
FOOTNOTES = ("1)", "*", "1", "2)")


@dataclass(slots=True)
class FullSheet:
    """A sheet with all columns and lines that are printed, and its unit in place.

    `states_unit`: the unit of money is printed; where not, the truth has `unstated`.
    `group_sizes` is the number of lines that a spanning label covers, by
    the first of them. `marked_line` or `marked_value` (line, key) has the footnote mark.
    """

    sheet: Sheet
    columns: list[Column]
    lines: list[Line]
    title: str
    title_as: str
    corner: str
    unit_word: str = ""
    states_unit: bool = True
    unstated: str = ""
    percent_signs: bool = False
    footnote: str = ""
    marked_line: Line | None = None
    marked_value: tuple[int, str] | None = None
    group_sizes: dict[int, int] = field(default_factory=dict)
    features: set[str] = field(default_factory=set)

    def prints_percent(self, line: Line, column: Column) -> bool:
        """Whether the cell shows a %."""
        if column.quotient:
            return self.percent_signs
        return self.sheet.percent_in_cells and self.sheet.unit_of(line, column) in ("percent", "percentage_point")

    def known_unit(self, line: Line, column: Column) -> str:
        """The unit that a reader can know; '' where the report prints none."""
        unit = self.sheet.unit_of(line, column)
        if self.sheet.kind == "sick_leave" and not (self.title or self.sheet.percent_in_cells):
            return ""
        return self.unstated if unit in MONEY and not self.states_unit else unit


def complete(rng: Random, sheet: Sheet, wish: Wish, report_unit: str, touching: bool) -> FullSheet:
    """Add what surrounds the figures. `report_unit` is the unit that the report states for all tables, if any."""
    label = Column("label", ("",), "label")
    # An inventor may have placed the label column between others.
    placed = list(sheet.columns) if any(c.role == "label" for c in sheet.columns) else [label, *sheet.columns]
    full = FullSheet(
        sheet,
        placed,
        list(sheet.lines),
        "" if touching else sheet.title,
        "none" if touching else rng.choice(("heading", "heading", "bold", "caption")),
        rng.choice(_LABEL_HEADERS[sheet.kind]),
        percent_signs=rng.random() < 0.5,
    )
    if sheet.is_money:
        _place_unit(rng, full, wish, report_unit)
    if sheet.kind != "indicators":
        _second_label(rng, full, wish)
    if "column.blank_header" in wish:
        _add_spacer(rng, full)
    if "cells.footnote" in wish:
        _mark(rng, full)
    full.features |= _structure(full)
    return full


def _place_unit(rng: Random, full: FullSheet, wish: Wish, report_unit: str) -> None:
    """Print the unit in the corner, the title or the column headers, or leave it out."""
    place = wish["unit"]
    word = rng.choice(UNIT_WORDS[full.sheet.unit])
    if place == "caption" and not full.title:
        place = "corner"
    if place == "column" and any(len(column.levels) > 1 for column in full.columns):
        place = "corner"
    if place == "report" and report_unit != full.sheet.unit:
        place = "none"
    full.unit_word = word
    if place == "corner":
        name = full.corner
        forms = [word[0].upper() + word[1:], f"({word})", f"Belopp i {word}"] + (
            [f"{name} ({word})", f"{name}, {word}"] if name else []
        )
        full.corner = rng.choice(forms)
    elif place == "caption":
        full.title += rng.choice((f" ({word})", f", {word}", f" – belopp i {word}"))
    elif place == "column":
        full.columns = [
            replace(column, levels=(f"{column.levels[0]} ({word})",))
            if column.role == "figure" and not column.quotient
            else column
            for column in full.columns
        ]
    full.states_unit, full.unstated = place != "none", "?"
    full.features.add(f"unit.{place}")


def _second_label(rng: Random, full: FullSheet, wish: Wish) -> None:
    """Add row numbers, project numbers, responsible persons, or a column of groups left of the labels."""
    lines = [line for line in full.lines if line.role == "leaf"]
    if "label_column.second" in wish:
        if wish["structure"] == "group" and _grouped_contiguously(full.lines) and rng.random() < 0.6:
            _group_column(full)
        elif rng.random() < 0.6:
            header = "Projektnr" if full.sheet.kind == "investment" else rng.choice(("Ansvar", "Konto", "Kod"))
            start = rng.randint(1000, 8800)
            _prepend(full, Column("code", (header,), "identifier"))
            for step, line in enumerate(lines):
                line.texts["code"] = str(start + step * rng.choice((1, 10, 15)))
        else:
            _prepend(full, Column("responsible", ("Ansvarig",), "text"))
            for line in lines:
                line.texts["responsible"] = rng.choice(words("responsible"))
        full.features.add("label_column.second")
    elif "rows.numbered" in wish:
        header = rng.choice(("", "Nr", "Rad"))
        _prepend(full, Column("number", (header,), "identifier"))
        stop = rng.choice(("", "."))
        for number, line in enumerate(lines, 1):
            line.texts["number"] = f"{number}{stop}"
        full.features |= {"rows.numbered"} | ({"column.blank_header"} if not header else set())


def _prepend(full: FullSheet, column: Column) -> None:
    full.columns.insert(0, column)


def _grouped_contiguously(lines: Sequence[Line]) -> bool:
    return any(line.role == "group" for line in lines) and all(line.role != "memo" for line in lines)


def _group_column(full: FullSheet) -> None:
    """Turn group rows into cells left of the labels that span the rows of their group."""
    kept: list[Line] = []
    for line in full.lines:
        if line.role == "group":
            continue
        line.indent = 0
        group = line.groups[0] if line.groups else ""
        if not group or not kept or kept[-1].groups != line.groups:
            line.texts["group"] = group
            if group:
                full.group_sizes[len(kept)] = sum(other.groups == line.groups for other in full.lines)
        kept.append(line)
    full.lines = kept
    _prepend(full, Column("group", ("Område",), "group"))


def _add_spacer(rng: Random, full: FullSheet) -> None:
    """Add an empty column without a header, between figures or after the labels."""
    figures = [i for i, column in enumerate(full.columns) if column.role == "figure"]
    edges = [i for i in figures[1:] if full.columns[i].levels[0] != full.columns[i - 1].levels[0]]
    full.columns.insert(rng.choice(edges or figures[:1]), Column("spacer", ("",), "spacer"))
    full.features.add("column.blank_header")


def _mark(rng: Random, full: FullSheet) -> None:
    """Put a footnote mark on a label or a value, and the note under the table."""
    full.footnote = rng.choice(FOOTNOTES)
    leaves = [index for index, line in enumerate(full.lines) if line.role == "leaf"]
    if not leaves:
        return
    index = rng.choice(leaves)
    drawn = [column.key for column in full.sheet.figure_columns]
    if rng.random() < 0.75:
        full.marked_line = full.lines[index]
    else:
        full.marked_value = (index, rng.choice(drawn))
    mark = full.footnote
    full.sheet.notes.append(f"{mark} {rng.choice(words('notes'))}")


def _structure(full: FullSheet) -> set[str]:
    """The features of the printed lines."""
    lines = full.lines
    found: set[str] = set()
    if any(line.indent for line in lines):
        found.add("rows.indented")
    if any(line.role == "group" for line in lines):
        found.add("rows.group")
    if sum(line.role == "subtotal" for line in lines) > 1:
        found.add("rows.several_subtotals")
    for index, line in enumerate(lines):
        if line.is_total and any(lines.index(part) > index for part, _ in line.parts):
            found.add("rows.totals_above")
    return found
