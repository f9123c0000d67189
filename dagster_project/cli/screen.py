"""Printing: consoles, text without control characters, tables as wide as the terminal. Knows nothing of reports.

Everything printed goes through here. Names of files and labels of reports are untrusted: they may hold control
characters and square brackets, and are printed as plain text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any, TextIO

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

PIPE_WIDTH = 120
"""Columns of output that does not go to a terminal."""
GAP = 2
"""Blanks between two columns of a table."""
MORE = "…"
_GROUPED_FROM = 10_000


def console(file: TextIO) -> Console:
    """A console on a stream: as wide as the terminal, without control codes and `PIPE_WIDTH` wide elsewhere."""
    is_terminal = file.isatty()
    return Console(
        file=file,
        force_terminal=is_terminal,
        width=None if is_terminal else PIPE_WIDTH,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )


def show(renderable: RenderableType, file: TextIO | None = None) -> None:
    """Print to a stream, stdout unless another is given."""
    file = sys.stdout if file is None else file
    if file.isatty():
        console(file).print(renderable)
    else:
        file.write(as_text(renderable) + "\n")


def as_text(renderable: RenderableType) -> str:
    """What a pipe gets, without blanks at the ends of lines."""
    file = StringIO()
    console(file).print(renderable)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def say(text: str) -> None:
    """Print a message to stderr, as plain text that is not wrapped: paths and commands stay whole."""
    print(printable(text), file=sys.stderr)


def printable(text: str) -> str:
    """The text with control characters replaced by U+FFFD, line feeds excepted."""
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "\ufffd", text)


def plain(value: Any, style: str = "") -> Text:
    """A value on one line, with nothing in it interpreted."""
    return Text(printable(" ".join(str(value).split())), style=style)


def indented(renderable: RenderableType, columns: int = 2) -> Padding:
    """The renderable with blanks to its left."""
    return Padding(renderable, (0, 0, 0, columns), expand=False)


@dataclass(frozen=True, slots=True)
class Clamped:
    """A text wrapped to the width and cut after some lines, with an ellipsis."""

    text: Text
    lines: int = 1

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(1, options.max_width)
        wrapped = list(self.text.wrap(console, width, overflow="fold"))
        for number, line in enumerate(wrapped[: self.lines], start=1):
            line.rstrip()
            if number == self.lines < len(wrapped):
                room = max(0, width - cell_len(MORE) - 1)
                while line.cell_len > room and " " in line.plain:
                    line.right_crop(len(line) - line.plain.rindex(" "))
                line.truncate(room)
                line.append(f" {MORE}" if room else MORE)
            yield line


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows as aligned columns, numbers to the right and whole, texts wrapped where they must be.

    Where even that is too wide, each row is a list of its columns.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold", expand=False)
        cells = [[plain(name) for name in self.header], *([plain(_shown(value)) for value in row] for row in self.rows)]
        columns = [_Column(cells, self.rows, index) for index in range(len(self.header))]
        if not _fit(columns, options.max_width - GAP * (len(columns) - 1)):
            yield from _listed(cells)
            return
        for name, column in zip(cells[0], columns, strict=True):
            table.add_column(
                name,
                justify="right" if column.is_numeric else "left",
                overflow="fold",
                width=column.width,
            )
        for row in cells[1:]:
            table.add_row(*row)
        yield table


class _Column:
    """The width that a column gets; `has_spaces` when its texts can be wrapped between words."""

    def __init__(self, cells: Sequence[Sequence[Text]], rows: Sequence[Sequence[Any]], index: int) -> None:
        self.width = max(row[index].cell_len for row in cells)
        self.is_numeric = all(isinstance(row[index], int | float | Decimal | None) for row in rows)
        self.has_spaces = any(" " in row[index].plain for row in cells[1:])


def _fit(columns: Sequence[_Column], width: int) -> bool:
    """Narrow the columns of texts until all fit in the width, those that can be wrapped between words first.

    False when it can't be done without cutting numbers or making texts unreadable.
    """
    texts = [column for column in columns if not column.is_numeric and column.has_spaces]
    names = [column for column in columns if not column.is_numeric and not column.has_spaces]
    for narrowed, least in ((texts, 20), (names, 30), (texts, 12), (names, 16)):
        while sum(column.width for column in columns) > width:
            widest = max(narrowed, key=lambda column: column.width, default=None)
            if widest is None or widest.width <= least:
                break
            widest.width -= 1
    return sum(column.width for column in columns) <= width


def _listed(cells: Sequence[Sequence[Text]]) -> Iterator[RenderableType]:
    for number, row in enumerate(cells[1:]):
        if number:
            yield Text("")
        grid = Table.grid(padding=(0, GAP, 0, 0))
        grid.add_column(style="bold", overflow="fold")
        grid.add_column(overflow="fold")
        for name, value in zip(cells[0], row, strict=True):
            grid.add_row(name, value)
        yield grid


def more(left: int, table: str) -> Iterator[Text]:
    """A line on the rows that are not shown, when there are any."""
    if left > 0:
        yield Text(f"{MORE} and {left} more in {table}")


def _shown(value: Any) -> str:
    """A value as people read it: thousands grouped by blanks, no trailing zeros, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        text = format(value, "f") if -_GROUPED_FROM < value < _GROUPED_FROM else format(value, ",f").replace(",", " ")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
