"""The cells of a workbook that is embedded in a Word document, as they are shown there."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from dagster_project.reading.limits import MOST_CELLS

# The part of the sheet that the document shows, as the workbook states it.
_SHOWN = re.compile(rb'<oleSize\b[^>]*\bref="([A-Z]+\d+(?::[A-Z]+\d+)?)"')
_DECIMALS = re.compile(r"0\.(0+)")


def rows_of_workbook(blob: bytes) -> list[tuple[str, ...]]:
    """The rows of the sheet that is shown, without empty rows and columns; none where the file is no workbook."""
    try:
        with zipfile.ZipFile(BytesIO(blob)) as archive:
            found = _SHOWN.search(archive.read("xl/workbook.xml"))
        book = openpyxl.load_workbook(BytesIO(blob), data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, InvalidFileException, ParseError):
        return []
    sheet = book.active
    if sheet is None or sheet.max_row * sheet.max_column > MOST_CELLS:
        return []
    cells = sheet[found[1].decode()] if found else sheet.iter_rows()
    several = cells if isinstance(cells, tuple) or found is None else ((cells,),)
    texts = [tuple(_text(cell) for cell in row) for row in several]
    used = [column for column in range(max(map(len, texts), default=0)) if any(row[column] for row in texts)]
    return [tuple(row[column] for column in used) for row in texts if any(row)]


def swedish(value: Decimal) -> str:
    """A number as Swedish text prints it, in the units of `value`, without the noise of floating point."""
    return f"{round(value, 6).normalize():f}".replace(".", ",")


def _text(cell: Any) -> str:
    """A cell as its format shows it: decimals, percent, spaces between thousands."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if not isinstance(value, int | float):
        return " ".join(str(value).split())
    return "".join(_number(Decimal(str(value)), str(cell.number_format)))


def _number(value: Decimal, shown_as: str) -> Iterator[str]:
    decimals = _DECIMALS.search(shown_as)
    is_percent = "%" in shown_as
    value = value * 100 if is_percent else value
    if shown_as == "General":
        yield swedish(value)
    else:
        text = f"{value:,.{len(decimals[1]) if decimals else 0}f}"
        yield text.replace(",", " ").replace(".", ",")
    if is_percent:
        yield " %"
