"""What a picture inside a document shows, and how its blocks are placed there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dagster_project.reading.model import Block, Cell, ListItem, Mark, Paragraph, Place, Table
from dagster_project.terms import TextSource


@dataclass(frozen=True, slots=True)
class PictureReading:
    """The blocks of a picture with print, none where it could not be read; `digits` by an independent count."""

    blocks: tuple[Block, ...]
    digits: int
    text_source: TextSource


ReadPicture = Callable[[bytes, tuple[float, float]], PictureReading | None]
"""Reads a picture from its bytes and its size on the page, in points; None for one that shows no print."""


def placed(block: Block, place: Place) -> Block:
    """A block of a picture with the picture's place."""
    if isinstance(block, Table):
        rows = tuple(replace(row, cells=tuple(_unmarked(cell, place) for cell in row.cells)) for row in block.rows)
        return replace(block, rows=rows, place=place, columns=())
    if isinstance(block, Mark):
        return replace(block, place=place, symbol=replace(block.symbol, place=place))
    if isinstance(block, Paragraph | ListItem):
        return replace(block, place=place, lines=((0, place),))
    return replace(block, place=place)


def _unmarked(cell: Cell, place: Place) -> Cell:
    return replace(cell, place=place, symbols=())
