"""What is embedded in a Word paragraph: pictures, and charts and workbooks, which hold their numbers as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from dagster_project.reading.sources.docx.workbook import rows_of_workbook, swedish
from dagster_project.reading.sources.marks.images import SIZES

_EMU = 12700
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_ZIP = b"PK\x03\x04"
_LENGTH = re.compile(r"(?:^|;)\s*(width|height):\s*([\d.]+)(pt|in|cm|mm|px)?")
# In points.
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 0.75}

Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class EmbeddedPicture:
    """A picture as stored in the document, with its size on the page in points."""

    data: bytes
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class EmbeddedTable:
    """The rows of a chart or workbook, of equal length, the first with the heads; `title` is that of the chart."""

    rows: Rows
    title: str = ""


def embedded(drawing: Any, part: Any) -> Iterator[EmbeddedPicture | EmbeddedTable]:
    """The objects of a w:drawing, w:pict or w:object, in order. Pictures of a mark's size are none."""
    charts = [table for table in map(_chart, _related(drawing, part, f"{_CHART}chart", "r:id")) if table is not None]
    books = [table for table in map(_workbook, _related(drawing, part, f"{_OFFICE}OLEObject", "r:id")) if table]
    if charts or books:
        yield from (*charts, *books)
        return
    width, height = _size(drawing)
    for tag, attribute in ((qn("a:blip"), "r:embed"), (f"{_VML}imagedata", "r:id")):
        for blob in _related(drawing, part, tag, attribute):
            if min(width, height) > SIZES[1]:
                yield EmbeddedPicture(blob, width, height)


def _related(drawing: Any, part: Any, tag: str, attribute: str) -> Iterator[bytes]:
    """The contents of the parts that elements of a drawing refer to; text boxes have their own paragraphs."""
    for element in drawing.iter(tag):
        if any(ancestor.tag == qn("w:txbxContent") for ancestor in _between(element, drawing)):
            continue
        related = part.related_parts.get(element.get(qn(attribute)))
        if related is not None:
            yield related.blob


def _between(element: Any, drawing: Any) -> Iterator[Any]:
    for ancestor in element.iterancestors():
        if ancestor is drawing:
            return
        yield ancestor


def _size(drawing: Any) -> tuple[float, float]:
    """Width and height on the page, in points."""
    extent = next(drawing.iter(qn("wp:extent")), None)
    if extent is not None:
        return int(extent.get("cx", 0)) / _EMU, int(extent.get("cy", 0)) / _EMU
    for shape in drawing.iter(f"{_VML}shape"):
        sides = {
            name: float(value) * _UNITS[unit or ""] for name, value, unit in _LENGTH.findall(shape.get("style", ""))
        }
        return sides.get("width", 0.0), sides.get("height", 0.0)
    return 0.0, 0.0


def _workbook(blob: bytes) -> EmbeddedTable | None:
    """The rows of an embedded workbook; None for other objects, and for the formats before 2007."""
    rows = rows_of_workbook(blob) if blob.startswith(_ZIP) else []
    return EmbeddedTable(rows) if len(rows) > 1 else None


def _chart(blob: bytes) -> EmbeddedTable | None:
    """The series of a chart as columns beside its categories; None for charts without categories."""
    root = parse_xml(blob)
    columns: list[dict[int, str]] = []
    heads: list[str] = []
    categories: dict[int, str] = {}
    for series in root.iter(f"{_CHART}ser"):
        named = series.find(f"{_CHART}tx")
        heads.append(" ".join(_points(named).values()) if named is not None else "")
        own = series.find(f"{_CHART}cat")
        categories |= _points(own) if own is not None else {}
        values = series.find(f"{_CHART}val")
        columns.append(_points(values) if values is not None else {})
    if not categories or not any(columns):
        return None
    rows: Rows = [("", *heads)]
    rows += [(categories[at], *(column.get(at, "") for column in columns)) for at in sorted(categories)]
    title = root.find(f"{_CHART}chart/{_CHART}title")
    return EmbeddedTable(rows, "" if title is None else "".join(text.text or "" for text in title.iter(qn("a:t"))))


def _points(holder: Any) -> dict[int, str]:
    """The stored texts of a chart's reference by number from 0; of several levels of categories the innermost."""
    level = next(holder.iter(f"{_CHART}lvl"), holder)
    return {
        int(point.get("idx", 0)): _printed(point.findtext(f"{_CHART}v") or "")
        for point in level.iter(f"{_CHART}pt")
        if isinstance(point.tag, str)
    }


def _printed(stored: str) -> str:
    """A stored number as Swedish text prints it; other text as it is."""
    try:
        value = Decimal(stored)
    except InvalidOperation:
        return stored.strip()
    return swedish(value) if value.is_finite() else ""
