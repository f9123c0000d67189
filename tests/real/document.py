"""A test document as data: `table.yaml` of one folder, read and checked.

Only what is printed and what a controller says that it means. How it becomes a file is in `typesetting.py`, how the
meaning becomes one row per figure in `facts.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent
SETS = ("open", "held_out")

_SPACES = {"space": " ", "nbsp": "\u00a0", "narrow": "\u202f", "thin": "\u2009"}

Form = Literal["pdf", "docx", "html", "layout", "cells", "rows", "tabs"]
FORMS: tuple[Form, ...] = get_args(Form)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Meaning(Strict):
    """What a figure means. A column, a row or a cell states what differs from its table.

    `unit` and `scenario` are codes of the warehouse; `|` separates readings that are all right, `?` is a unit that the
    document does not print. `year` is a year, `none` where the figure covers several or no year, or '' where the truth
    does not say. `organization` is kind and name. `period` is two ISO dates, or one of a balance.
    """

    domain: str | None = None
    unit: str | None = None
    scenario: str | None = None
    year: str | None = None
    measure: str | None = None
    organization: tuple[str, str] | None = None
    period: tuple[str, ...] | None = None
    period_type: str | None = None
    value: str | None = None

    def with_(self, other: Meaning) -> Meaning:
        return self.model_copy(update=other.model_dump(exclude_none=True))


class TableMeaning(Meaning):
    """The meaning of a table: `columns` are the printed ones after the label, null where they hold no figures.

    `rows` and `cells` are what differs there, by the row's label, or `label#2` for its second occurrence; the column of
    a cell is counted from 1 after the label. `groups` are what differs in the rows below a group row.
    """

    columns: tuple[Meaning | None, ...]
    groups: dict[str, Meaning] = {}
    rows: dict[str, Meaning] = {}
    cells: dict[str, dict[int, Meaning]] = {}


class RawTable(Strict):
    title: str = ""
    head: str
    rows: str
    notes: tuple[str, ...] = ()
    meaning: TableMeaning
    sums: tuple[str, ...] = ()


class RawBlock(Strict):
    heading: str | None = None
    text: str | None = None
    table: RawTable | None = None


class Style(Strict):
    """How the document is typeset: see `typesetting.py` for what each form uses."""

    engine: Literal["typst", "reportlab", "weasyprint"] = "typst"
    rules: str = "horizontal"
    header_align: str = "as_column"
    shade: str = "none"
    landscape: bool = False
    blanks: Literal["kept", "dropped"] = "kept"
    label_width: float = 0.36
    thousands: Literal["space", "nbsp", "narrow", "thin"] = "space"


class Source(Strict):
    """Where the figures come from: organization, document, and its publisher or archive in general words."""

    organization: str
    document: str


class RawDocument(Strict):
    source: Source
    form: Form
    style: Style = Style()
    blocks: tuple[RawBlock, ...]


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the head, with the columns it covers; `lines` are printed below each other."""

    lines: tuple[str, ...]
    span: int

    @property
    def text(self) -> str:
        """The cell on one line, a word that was cut by a hyphen joined again."""
        joined = "\n".join(self.lines)
        return re.sub(r"\s*\n\s*", " ", re.sub(r"(?<=[^\W\d])-\n(?=[a-zåäö])", "", joined)).strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row: its label and one text per column. `kind` is group, total or leaf; `depth` the indent.

    A group row without any text ends the groups above it and is not printed.
    """

    label: str
    cells: tuple[str, ...]
    kind: str
    depth: int

    @property
    def is_printed(self) -> bool:
        return bool(self.label or any(self.cells))


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    head: tuple[tuple[HeadCell, ...], ...]
    lines: tuple[Line | None, ...]
    notes: tuple[str, ...]
    meaning: TableMeaning
    sums: tuple[str, ...]

    @property
    def columns(self) -> int:
        return len(self.meaning.columns)

    @property
    def printed(self) -> tuple[Line | None, ...]:
        """The printed rows; None is an empty line between them."""
        return tuple(line for line in self.lines if line is None or line.is_printed)

    def column_label(self, column: int) -> str:
        """The head's levels over a column, counted from 1 after the label, joined by ' > '."""
        levels = []
        for row in self.head:
            at = 0
            for cell in row:
                if at <= column < at + cell.span and cell.text:
                    levels.append(cell.text)
                at += cell.span
        return " > ".join(levels)


@dataclass(frozen=True, slots=True)
class Document:
    slug: str
    folder: Path
    source: Source
    form: Form
    style: Style
    blocks: tuple[str | tuple[str, str] | Table, ...]
    """Headings as ('heading', text), neutral sentences as text, and tables."""

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))


def documents(set_name: str) -> list[Document]:
    """The documents of a set, in the order of their names."""
    return [load(path.parent) for path in sorted((HERE / set_name).glob("*/table.yaml"))]


def load(folder: Path) -> Document:
    raw = RawDocument.model_validate(yaml.safe_load((folder / "table.yaml").read_text(encoding="utf-8")))
    blocks = tuple(_block(block, _SPACES[raw.style.thousands]) for block in raw.blocks)
    return Document(folder.name, folder, raw.source, raw.form, raw.style, blocks)


def _block(raw: RawBlock, space: str) -> str | tuple[str, str] | Table:
    if raw.table is not None:
        return _table(raw.table, space)
    return ("heading", raw.heading) if raw.heading is not None else raw.text or ""


def _table(raw: RawTable, space: str) -> Table:
    columns = len(raw.meaning.columns)
    head = tuple(_head_row(line, columns) for line in raw.head.strip("\n").splitlines())
    lines = tuple(_line(line, columns, space) for line in raw.rows.strip("\n").splitlines())
    return Table(raw.title, head, lines, raw.notes, raw.meaning, raw.sums)


def _head_row(line: str, columns: int) -> tuple[HeadCell, ...]:
    cells = tuple(_head_cell(text.strip()) for text in line.split("|"))
    covered = sum(cell.span for cell in cells)
    if covered != columns + 1:
        raise ValueError(f"the head row covers {covered} columns of {columns + 1}: {line}")
    return cells


def _head_cell(text: str) -> HeadCell:
    found = re.fullmatch(r"(.*?)\s*\^(\d+)", text)
    text, span = (found[1], int(found[2])) if found else (text, 1)
    return HeadCell(tuple(text.split("\\n")), span)


def _line(line: str, columns: int, space: str) -> Line | None:
    """A row: `# ` before a group row, `* ` before a total, `> ` for each step of indent."""
    if not line.strip():
        return None
    label, *cells = (cell.strip(" ") for cell in line.split("|"))
    cells = [re.sub(r"(?<=\d) (?=\d{3}(?!\d))", space, cell) for cell in cells]
    marks = re.match(r"(?P<marker>#+ ?|\* )?(?P<indent>(?:> )*)", label)
    assert marks is not None
    marker, indent = (marks["marker"] or "").strip(), marks["indent"].count(">")
    label = label[marks.end() :]
    if marker.startswith("#"):
        return Line(label, tuple(cells) or ("",) * columns, "group", len(marker) - 1)
    if len(cells) != columns:
        raise ValueError(f"the row has {len(cells)} cells of {columns}: {line}")
    return Line(label, tuple(cells), "total" if marker else "leaf", indent)
