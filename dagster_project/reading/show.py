"""Draws what was read on a picture of the page, for the developer who fixes a reader; no step of the reading uses it.

Everything drawn is taken from the document and its records; nothing is found here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from dagster_project.reading.model import Cell, Document, Furniture, Heading, Mark, Place, Table
from dagster_project.reading.read import read_content
from dagster_project.reading.records import FigureRecord, Reading, RelationRecord, RelationTermRecord
from dagster_project.reading.sources.open import read_document
from dagster_project.reading.sources.pdf.backend import OpenPdf
from dagster_project.reading.tables.join import JoinedTable, join_tables
from dagster_project.terms import Axis, Expectation, NumberRole

# In pixels per point.
_SCALE = 2.0
# In pixels.
_KEY_HEIGHT = 44
_Colour = tuple[int, int, int]
_Edges = tuple[float, float, float, float]
_Parts = Sequence[tuple[FigureRecord, Decimal]]
_Lanes = dict[tuple[str, str, int], list[list[tuple[float, float]]]]

COLOURS: Mapping[str, _Colour] = {
    "table": (31, 95, 191),
    "header": (230, 126, 0),
    "group": (140, 110, 20),
    "leaf": (46, 160, 90),
    "subtotal": (0, 130, 160),
    "total": (20, 60, 200),
    "memo": (150, 120, 170),
    "relation": (170, 0, 160),
    "blocked relation": (190, 150, 190),
    "unread number": (220, 0, 0),
    "claim": (200, 90, 140),
    "heading": (110, 60, 170),
    "furniture": (130, 130, 130),
    "mark": (0, 0, 0),
}
"""The things drawn and their colours, in the order of the key under the picture."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The page to draw, from 1, and all that was read of its report."""

    document: Document
    reading: Reading
    tables: Sequence[JoinedTable]
    page: int

    def here(self, place: Place) -> bool:
        return place.page == self.page and place.x0 is not None

    def figures(self) -> list[FigureRecord]:
        """The figures printed on the page, without empty cells, which have no place of their own."""
        return [
            f for f in self.reading.figures if f.page_number == self.page and f.x0 is not None and f.value_as_printed
        ]


def show_page(path: Path, number: int, out: Path) -> None:
    """Saves a PNG of a page (from 1) with what was read on it drawn in colours, and a key to these below.

    Raises UnreadableReport as the reading does, and ValueError where the report lacks the page or is not a PDF.
    """
    document = read_document(path, path.stem, path.name)
    page = next((page for page in document.pages if page.number == number), None)
    if page is None:
        raise ValueError(f"{path.name} has pages 1 to {len(document.pages)}, not {number}")
    if page.width is None:
        raise ValueError(
            f"{path.name} is text and has no pages to draw: look up staging.numbers and staging.figures by line_number"
        )
    found = _Found(document, read_content(document), join_tables(document), number)
    with OpenPdf(path, path.name) as pdf:
        sheet = _Sheet(pdf.picture(number, page.rotation, _SCALE))
    _draw_text(sheet, found)
    _draw_tables(sheet, found)
    _draw_numbers(sheet, found)
    _draw_relations(sheet, found)
    _draw_marks(sheet, found)
    sheet.finished().save(out)


class _Sheet:
    """The picture being drawn: colours are laid over the page so that its text shows through. Places are in points."""

    def __init__(self, picture: Image.Image) -> None:
        self._page = picture.convert("RGBA")
        self._veil = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        self._pen = ImageDraw.Draw(self._veil)
        self._font = ImageFont.load_default(size=11)

    def fill(self, edges: _Edges, kind: str, strength: int = 60) -> None:
        """Tints a box; a strength of 255 hides the page."""
        self._pen.rectangle(_pixels(edges), fill=(*COLOURS[kind], strength))

    def frame(self, edges: _Edges, kind: str, width: int = 1) -> None:
        """Draws the edges of a box, `width` pixels wide."""
        self._pen.rectangle(_pixels(edges), outline=(*COLOURS[kind], 255), width=width)

    def line(self, points: Sequence[tuple[float, float]], kind: str, width: int = 1) -> None:
        """Draws a line through points of the page, `width` pixels wide."""
        self._pen.line([(x * _SCALE, y * _SCALE) for x, y in points], fill=(*COLOURS[kind], 255), width=width)

    def arrow(self, tip: tuple[float, float], back: tuple[float, float], kind: str) -> None:
        """Draws the head of an arrow at `tip`, pointing away from `back`, which is beside, above or below it."""
        x, y = tip
        step = 3.0 if back[0] > x or back[1] > y else -3.0
        level = abs(back[1] - y) < abs(back[0] - x)
        ends = [(x + step, y - 2), (x + step, y + 2)] if level else [(x - 2, y + step), (x + 2, y + step)]
        self._pen.polygon([(a * _SCALE, b * _SCALE) for a, b in ((x, y), *ends)], fill=(*COLOURS[kind], 255))

    def note(self, at: tuple[float, float], text: str, kind: str) -> None:
        """Writes small text with its lower left corner at a point."""
        x, y = at[0] * _SCALE, at[1] * _SCALE - 13
        # Pillow's own font has no accented letters.
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        box = self._pen.textbbox((x, y), text, font=self._font)
        self._pen.rectangle((box[0] - 2, box[1] - 1, box[2] + 2, box[3] + 1), fill=(255, 255, 255, 215))
        self._pen.text((x, y), text, fill=(*COLOURS[kind], 255), font=self._font)

    def finished(self) -> Image.Image:
        """The page with its colours, and the key below it."""
        page = Image.alpha_composite(self._page, self._veil).convert("RGB")
        whole = Image.new("RGB", (page.width, page.height + _KEY_HEIGHT), (255, 255, 255))
        whole.paste(page, (0, 0))
        pen = ImageDraw.Draw(whole)
        pen.line((0, page.height, page.width, page.height), fill=(200, 200, 200))
        per_row = (len(COLOURS) + 1) // 2
        for index, (name, colour) in enumerate(COLOURS.items()):
            x = 12 + (index % per_row) * (page.width - 24) / per_row
            y = page.height + 6 + (index // per_row) * 19
            pen.rectangle((x, y + 1, x + 12, y + 12), fill=colour)
            pen.text((x + 17, y), name, fill=(60, 60, 60), font=self._font)
        return whole


def _pixels(edges: _Edges) -> _Edges:
    x0, top, x1, bottom = (edge * _SCALE for edge in edges)
    return x0, top, max(x1, x0 + 1), max(bottom, top + 1)


def _edges(place: Place | FigureRecord, margin: float = 0.0) -> _Edges:
    assert place.x0 is not None and place.top is not None and place.x1 is not None and place.bottom is not None
    return place.x0 - margin, place.top - margin, place.x1 + margin, place.bottom + margin


def _around(boxes: Sequence[_Edges]) -> _Edges:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _draw_text(sheet: _Sheet, found: _Found) -> None:
    """Draws headings with their level, page headers and page footers."""
    for _, block in found.document.blocks:
        if not found.here(block.place):
            continue
        if isinstance(block, Heading):
            x0, _, x1, bottom = _edges(block.place, 1)
            sheet.line([(x0, bottom), (x1, bottom)], "heading", 2)
            sheet.note((max(x0 - 20, 0), bottom), f"H{block.level}", "heading")
        elif isinstance(block, Furniture):
            sheet.fill(_edges(block.place), "furniture", 50)


def _draw_tables(sheet: _Sheet, found: _Found) -> None:
    """Draws each table with its frame, columns and header cells, and its rows in the colours of their roles."""
    records = {record.table_number: record for record in found.reading.tables}
    roles = {(f.table_number, f.row_number): f.aggregation_role for f in found.reading.figures}
    for joined in found.tables:
        record = records.get(joined.number)
        header_rows = record.header_rows if record else joined.first.header_rows or 0
        for number, row in enumerate(joined.rows, 1):
            cells = [cell for cell in row.cells if found.here(cell.place)]
            if number <= header_rows:
                _draw_cells(sheet, cells, "header", 60)
            elif cells:
                role = roles.get((joined.number, number))
                kind = role or ("group" if record and len(cells) == 1 else None)
                if kind:
                    sheet.fill(_around([_edges(cell.place, 1) for cell in cells]), kind, 40)
                _draw_cells(sheet, cells, kind or "table", 0)
        _draw_cells(sheet, [cell for cell in joined.repeated if found.here(cell.place)], "header", 60)
    for page in found.document.pages:
        if page.number == found.page:
            _draw_frames(sheet, found, [block for block in page.blocks if isinstance(block, Table)])


def _draw_cells(sheet: _Sheet, cells: Sequence[Cell], kind: str, strength: int) -> None:
    for cell in cells:
        if strength:
            sheet.fill(_edges(cell.place), kind, strength)
        sheet.frame(_edges(cell.place), kind)


def _draw_frames(sheet: _Sheet, found: _Found, tables: Sequence[Table]) -> None:
    numbers = {cell.place: joined.number for joined in found.tables for row in joined.rows for cell in row.cells}
    records = {record.table_number: record for record in found.reading.tables}
    for table in tables:
        x0, top, x1, bottom = _edges(table.place, 2)
        for left, right in table.columns:
            sheet.line([(max(left, x0), top), (max(left, x0), bottom)], "table")
            sheet.line([(min(right, x1), top), (min(right, x1), bottom)], "table")
        sheet.frame((x0, top, x1, bottom), "table", 2)
        places = {cell.place for row in table.rows for cell in row.cells}
        number = next((numbers[place] for place in places if found.here(place) and place in numbers), 0)
        record = records.get(number)
        words = [record.domain, record.unit_as_printed or ""] if record else []
        sheet.note(
            (x0, top), ", ".join(word for word in (f"table {number}", *words, table.columns_from) if word), "table"
        )
        inside = [f for f in found.figures() if f.table_number == number and top <= _edges(f)[1] <= bottom]
        _draw_column_notes(sheet, inside, bottom)


def _draw_column_notes(sheet: _Sheet, figures: Sequence[FigureRecord], bottom: float) -> None:
    """Writes under each column the scenario, year and unit of its figures."""
    by_column: dict[int, list[FigureRecord]] = {}
    for figure in figures:
        by_column.setdefault(figure.column_number, []).append(figure)
    for index, column in enumerate(by_column.values()):
        first = column[0]
        x0 = min(_edges(figure)[0] for figure in column)
        words = (first.scenario or "?", str(first.year or "?"), first.unit or "?")
        sheet.note((x0, bottom + 7 + 7 * (index % 2)), " ".join(words), "leaf")


def _draw_numbers(sheet: _Sheet, found: _Found) -> None:
    for number in found.reading.numbers:
        if number.page_number != found.page or number.x0 is None or number.role != NumberRole.UNREAD:
            continue
        place = Place(number.page_number, None, None, None, number.x0, number.top, number.x1, number.bottom)
        sheet.fill(_edges(place), "unread number", 40)
        sheet.frame(_edges(place, 1), "unread number", 2)
        sheet.note((_edges(place)[2] + 2, _edges(place)[3]), number.token, "unread number")
    claims = [c for c in found.reading.claims if c.page_number == found.page and c.x0 is not None]
    for claim in claims:
        place = Place(claim.page_number, None, None, None, claim.x0, claim.top, claim.x1, claim.bottom)
        x0, _, x1, bottom = _edges(place)
        sheet.line([(x0, bottom), (x1, bottom)], "claim")


def _draw_relations(sheet: _Sheet, found: _Found) -> None:
    """Draws a bracket from the terms of each sum or formula to the figure that states it, in lanes where they meet."""
    figures = {figure.figure_id: figure for figure in found.figures()}
    terms: dict[str, list[RelationTermRecord]] = {}
    for term in found.reading.relation_terms:
        terms.setdefault(term.relation_id, []).append(term)
    lanes: _Lanes = {}
    for relation in found.reading.relations:
        stated = figures.get(relation.stated_figure_id or "")
        others = [term for term in terms.get(relation.relation_id, []) if term.figure_id != relation.stated_figure_id]
        parts = [(figures[term.figure_id], term.weight) for term in others if term.figure_id in figures]
        if stated is None or not parts or relation.axis not in (Axis.ROWS, Axis.COLUMNS):
            continue
        draw = _draw_down_column if relation.axis == Axis.ROWS else _draw_along_row
        draw(sheet, relation, stated, parts, lanes)


def _draw_down_column(
    sheet: _Sheet, relation: RelationRecord, stated: FigureRecord, parts: _Parts, lanes: _Lanes
) -> None:
    boxes = [_edges(figure) for figure, _ in parts]
    own = _edges(stated)
    heights = [(top + bottom) / 2 for _, top, _, bottom in (own, *boxes)]
    lane = _free_lane(lanes.setdefault(("rows", stated.table_id, stated.column_number), []), min(heights), max(heights))
    x = max(box[2] for box in (own, *boxes)) + 3 + 2.5 * lane
    kind = _kind(relation)
    sheet.line([(x, min(heights)), (x, max(heights))], kind)
    for (_, weight), box, y in zip(parts, boxes, heights[1:], strict=True):
        sheet.line([(box[2] + 1, y), (x, y)], kind)
        if weight < 0:
            sheet.line([(box[2], y - 2), (box[2] + 2, y - 2)], kind, 2)
    sheet.line([(own[2] + 1, heights[0]), (x, heights[0])], kind, 2)
    sheet.arrow((own[2] + 0.5, heights[0]), (x, heights[0]), kind)


def _draw_along_row(
    sheet: _Sheet, relation: RelationRecord, stated: FigureRecord, parts: _Parts, lanes: _Lanes
) -> None:
    boxes = [_edges(figure) for figure, _ in parts]
    own = _edges(stated)
    middles = [(x0 + x1) / 2 for x0, _, x1, _ in (own, *boxes)]
    lane = _free_lane(lanes.setdefault(("columns", stated.table_id, stated.row_number), []), min(middles), max(middles))
    y = max(box[3] for box in (own, *boxes)) + 1.5 + 1.5 * lane
    kind = _kind(relation)
    sheet.line([(min(middles), y), (max(middles), y)], kind)
    for (_, weight), box, x in zip(parts, boxes, middles[1:], strict=True):
        sheet.line([(x, box[3]), (x, y)], kind)
        if weight < 0:
            sheet.line([(x - 3, y), (x + 3, y)], kind, 3)
    sheet.line([(middles[0], own[3]), (middles[0], y)], kind, 2)
    sheet.arrow((middles[0], own[3] - 0.5), (middles[0], y + 1), kind)


def _kind(relation: RelationRecord) -> str:
    return "relation" if relation.expectation == Expectation.EXPECTED else "blocked relation"


def _free_lane(lanes: list[list[tuple[float, float]]], first: float, last: float) -> int:
    """The index of the first lane with nothing drawn between two positions, which are then marked as taken."""
    free = (i for i, lane in enumerate(lanes) if all(last < start or end < first for start, end in lane))
    index = next(free, len(lanes))
    if index == len(lanes):
        lanes.append([])
    lanes[index].append((first, last))
    return index


def _draw_marks(sheet: _Sheet, found: _Found) -> None:
    """Draws a frame around each status mark, with the shape and colour found."""
    for _, block in found.document.blocks:
        if not found.here(block.place):
            continue
        if isinstance(block, Table):
            symbols = [symbol for row in block.rows for cell in row.cells for symbol in cell.symbols]
        else:
            symbols = [block.symbol] if isinstance(block, Mark) else []
        for symbol in symbols:
            edges = _edges(symbol.place, 1)
            sheet.frame(edges, "mark")
            sheet.note((edges[2] + 1, edges[3]), f"{symbol.shape} {symbol.colour}", "mark")
