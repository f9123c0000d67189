"""Typesets a case as text, in the forms in which texts of reports are stored.

The engine names the form of tables: `text_layout` keeps places (as `pdftotext -layout`), `text_cells` has one cell per
line, `text_rows` one row per line with single spaces, `text_tabs` one row per line with tabs. Only the first has pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from lab.printed import Block, Bullets, Case, Heading, MarkedLine, NewPage, Paragraph, Row, Table
from lab.typeset.layout import pieces, placed
from lab.typeset.text_layout import layout_lines

Lines = list[str]


def typeset(case: Case, path: Path) -> None:
    """Write the case as text."""
    path.write_text(text_of(case), encoding="utf-8")


def text_of(case: Case) -> str:
    """The case as one text."""
    rng = Random(f"{case.seed} text")
    form: Callable[[Table, Sequence[Row]], Lines] = {
        "text_layout": layout_lines,
        "text_cells": _cells,
        "text_rows": _rows,
        "text_tabs": _tabs,
    }[case.engine]
    numbered = Random(f"{case.seed} numbers").random() < 0.3
    lines: Lines = []
    pages, sections = 1, 0
    for block in case.blocks:
        if isinstance(block, Table):
            for number, rows in enumerate(pieces(block)):
                if number and case.engine == "text_layout":
                    pages += 1
                    lines += _turn(case, pages, rng)
                lines += ([block.title, ""] if block.title and not number else []) + form(block, rows)
            lines += ["", *block.notes, ""]
        else:
            if isinstance(block, Heading) and block.level == 2:
                sections += 1
                block = Heading(2, f"{sections} {block.text}") if numbered else block
            lines += [*_lines(block), ""]
    return "\n".join(lines).rstrip() + "\n"


def _turn(case: Case, page: int, rng: Random) -> Lines:
    """The running lines at the top of a new page, after a form feed or not."""
    feed = rng.choice(("\f", ""))
    running = case.page.header or case.title
    return ["", f"{feed}{running:<80}{page}", *([""] if rng.random() < 0.5 else [])]


def _lines(block: Block) -> Lines:
    match block:
        case Heading(text=text) | Paragraph(text=text):
            return [text]
        case Bullets(items=items):
            return [f"• {item}" for item in items]
        case MarkedLine(before=before, after=after):
            return [f"{before} {after}".strip()]
        case _:
            assert isinstance(block, NewPage | Table)
            return []


def _cells(table: Table, rows: Sequence[Row]) -> Lines:
    """Each cell on lines of its own, a blank line after each; an empty cell is one more blank line.

    Some programs leave no blank lines: only where no cell is empty can the cells then be separated.
    """
    texts = [item.cell.whole + item.cell.superscript for item in placed(rows)]
    # By the title, so that all pieces of a table are printed alike.
    if all(text for text in texts) and Random(f"{table.title} cells").random() < 0.35:
        return [text.replace("\n", " ") for text in texts]
    return [line for text in texts for line in (*text.split("\n"), "")]


def _rows(table: Table, rows: Sequence[Row]) -> Lines:
    """Each row on a line, its cells parted by single spaces; heads on several lines are printed line by line."""
    lines: Lines = []
    for row in rows:
        texts = [(cell.whole + cell.superscript).split("\n") for cell in row.cells]
        for level in range(max(map(len, texts), default=0)):
            parts = [text[level] for text in texts if level < len(text) and text[level]]
            lines.append(" ".join(parts))
    return [line for line in lines if line]


def _tabs(table: Table, rows: Sequence[Row]) -> Lines:
    """Each row on a line with a tab between cells; covered cells are empty."""
    grid: list[dict[int, str]] = [{} for _ in rows]
    for item in placed(rows):
        grid[item.row][item.column] = (item.cell.whole + item.cell.superscript).replace("\n", " ")
    return ["\t".join(_filled(line, len(table.widths))) for line in grid]


def _filled(line: dict[int, str], columns: int) -> Iterator[str]:
    yield from (line.get(column, "") for column in range(columns))
