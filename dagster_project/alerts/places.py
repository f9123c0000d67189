"""The place of a notice and its numbers in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dagster_project.alerts.notices import Notice
from dagster_project.alerts.texts import has_text, text


def number(value: str, language: str) -> str:
    """A decimal text as it is printed in a language: `1 234,5`."""
    return f"{Decimal(value):,f}".translate({ord(","): " ", ord("."): "," if language == "sv" else "."})


def in_unit(amount: str, notice: Notice, language: str) -> str:
    """An amount with the unit of the notice: `0,3 mnkr`."""
    return amount + (text(f"unit.{notice.unit}", language) if has_text(f"unit.{notice.unit}") else "")


def rounding(notice: Notice, language: str) -> str:
    """The most that rounding explains of the difference, in words."""
    return text("rounding", language, rounding=in_unit(number(notice.rounding or "0", language), notice, language))


def place(notice: Notice, language: str, is_file_named: bool = True) -> str:
    """The place in words: file, page, line, table, row and column; of a sentence, then the place of the cell."""
    where = spot(notice, language, is_file_named)
    cell = ", ".join(_cell_place(notice, language))
    if notice.quote and cell:
        return text("place.sentence", language, sentence=where, cell=cell)
    return ", ".join(filter(None, (where, cell)))


def spot(notice: Notice, language: str, is_file_named: bool = True) -> str:
    """The file, where it is named, the page and the line in words."""
    parts = [text("place.file", language, file=notice.file_name)] if notice.file_name and is_file_named else []
    if notice.page_number is not None:
        is_as_counted = notice.page_label in (None, "", str(notice.page_number))
        name = "place.page" if is_as_counted else "place.page_printed"
        parts.append(text(name, language, page=notice.page_number, label=notice.page_label))
    if notice.line_number is not None:
        parts.append(text("place.line", language, line=notice.line_number))
    return ", ".join(parts)


def _cell_place(notice: Notice, language: str) -> Iterator[str]:
    if notice.table_title:
        yield text("place.table", language, table=notice.table_title)
    if notice.row_label:
        yield text("place.row", language, row=notice.row_label)
    if notice.column_label:
        yield text("place.column", language, column=notice.column_label)
    if notice.cell_page_number is not None:
        yield text("place.page", language, page=notice.cell_page_number)
    if notice.cell_line_number is not None:
        yield text("place.line", language, line=notice.cell_line_number)
