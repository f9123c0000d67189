"""Typesets a case with Typst: real tables in a tagged PDF, with type, rules and shades chosen by the seed.

Typst can't turn a page of flowing text, so rotated pages are set wide and turned afterwards.
"""

from __future__ import annotations

import ctypes
import json
import random
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import typst
from pypdfium2 import raw

from lab.printed import (
    Block,
    Bullets,
    Case,
    Cell,
    Heading,
    Mark,
    MarkedLine,
    NewPage,
    Paragraph,
    Row,
    Table,
)
from lab.typeset import layout, marks

# Rotated and landscape pages differ in size: real reports have A4 both exact and rounded.
_TURNED = (842, 595)
_LANDSCAPE = (841.89, 595.276)
_PORTRAIT = (595.276, 841.89)
_MARGIN = 57
_GUTTER = 18
# The families at the end of each list come with Typst itself. None may be wider than `layout.estimate`
# assumes: numbers would break over two lines where the fonts before it aren't installed.
_FONTS = {
    "sans": ("Liberation Sans", "Arial", "Libertinus Serif"),
    "serif": ("Liberation Serif", "Times New Roman", "Libertinus Serif"),
    "condensed": ("Liberation Sans Narrow", "Liberation Sans", "Libertinus Serif"),
    "wide": ("DejaVu Sans", "Verdana", "DejaVu Sans Mono"),
}
_ALIGN = {"top": "top", "middle": "horizon", "bottom": "bottom"}


def typeset(case: Case, path: Path) -> None:
    """Write the case as a PDF.

    Raises:
        typst.TypstError: the generated source doesn't compile, a bug of this module.
    """
    source = _Source(case).text()
    typst.Compiler(source.encode()).compile(output=str(path), timestamp=0)
    _turn_pages(path, layout.Turning.of(case.seed))


class _Source:
    """The Typst source of one case."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._page = case.page
        self._measure = layout.estimate(case.page)
        self._kind = "portrait"
        self._level = 1
        rng = random.Random(f"{case.seed} typst")
        self._rule = f"{rng.choice((0.4, 0.5, 0.75, 1))}pt + luma({rng.choice((0, 60, 120, 160))})"
        self._shade = rng.choice(layout.SHADES)
        self._band = rng.choice(layout.BANDS)
        self._span_align = rng.choice(("center", "center", "left"))
        self._header_vertical = rng.choice(("bottom", "bottom", "top", "horizon"))
        self._running_at = rng.choice(("left", "left", "center", "right"))
        self._justify = rng.random() < 0.3
        self._heading_colour = rng.choice(("#000000", "#000000", "#1f4e79"))

    def text(self) -> str:
        blocks = self._case.blocks
        parts = [self._preamble()]
        for at, block in enumerate(blocks):
            following = blocks[at + 1] if at + 1 < len(blocks) else None
            parts.append(self._block(block, following))
        return "\n".join(parts)

    def _preamble(self) -> str:
        page = self._page
        fonts = ", ".join(map(_quoted, _FONTS[page.font]))
        stretch = "75%" if page.font == "condensed" else "100%"
        sizes = "".join(
            f"#show heading.where(level: {level}): set text(size: {page.size * scale}pt)\n"
            for level, scale in ((1, 1.8), (2, 1.4), (3, 1.2), (4, 1.05))
        )
        return (
            f"#set document(title: {_quoted(self._case.title)})\n"
            f'#set text(font: ({fonts}), size: {page.size}pt, lang: "sv", hyphenate: false, stretch: {stretch}, '
            f"tracking: {page.spacing}pt, ligatures: {_bool(page.ligatures)})\n"
            f"#set par(justify: {_bool(self._justify)})\n"
            f"#show heading: set text(fill: {_colour(self._heading_colour)})\n{sizes}"
            "#show table: set par(leading: 0.45em, justify: false)\n" + self._page_setting()
        )

    def _page_setting(self) -> str:
        width, height = {"portrait": _PORTRAIT, "landscape": _LANDSCAPE, "rotated": _TURNED}[self._kind]
        return (
            f"#set page(width: {width}pt, height: {height}pt, margin: {_MARGIN}pt, columns: {self._columns}, "
            f"header: {self._running(self._page.header)}, footer: {self._running(self._page.footer)})\n"
            f"#set columns(gutter: {_GUTTER}pt)\n"
        )

    @property
    def _columns(self) -> int:
        """Wide pages are for wide tables, so they have one column."""
        return self._page.columns if self._kind == "portrait" else 1

    @property
    def _room(self) -> tuple[float, float]:
        """Width and height of a text column in points."""
        width, height = _PORTRAIT if self._kind == "portrait" else _LANDSCAPE
        return (width - 2 * _MARGIN - _GUTTER * (self._columns - 1)) / self._columns, height - 2 * _MARGIN

    def _block(self, block: Block, following: Block | None) -> str:
        match block:
            case Heading(level, text):
                self._level = level
                return f"#heading(level: {level})[{_text(text)}]"
            case Paragraph(text, bold, small):
                body = f"#strong[{_text(text)}]" if bold else _text(text)
                return f"\n#text(size: {self._page.size * 0.85}pt)[{body}]\n" if small else f"\n{body}\n"
            case Bullets(items):
                return "#list(" + ", ".join(f"[{_text(item)}]" for item in items) + ")"
            case MarkedLine(before, mark, after):
                return f"\n{_text(before)} {_mark(mark, self._page.size)} {_text(after)}\n"
            case NewPage(kind):
                if kind == self._kind:
                    return "#pagebreak(weak: true)"
                self._kind = kind
                return "#pagebreak(weak: true)\n" + self._page_setting()
            case Table():
                return self._table(block, isinstance(following, Table) and following.touches_previous)

    def _table(self, table: Table, is_touched: bool) -> str:
        width, room = self._room
        fitted = layout.fit(table, width, self._measure)
        pieces = layout.pieces(table)
        above = "1.5pt" if table.touches_previous else "10pt"
        parts = []
        for at, rows in enumerate(pieces):
            head = self._title(table) if at == 0 else "#pagebreak(weak: true)\n"
            below = "1.5pt" if is_touched and at == len(pieces) - 1 else "10pt"
            body = self._grid(table, rows, fitted)
            is_whole = layout.height(rows, fitted, self._measure) < 0.7 * room
            if is_whole and not at:
                body, head = head + body, ""
            parts.append(
                f"{head}#block(above: {above}, below: {below}, breakable: {_bool(not is_whole)}, width: 100%)[{body}]"
            )
        parts += [f"#block(above: 4pt)[#text(size: {fitted.size * 0.9}pt)[{_text(note)}]]" for note in table.notes]
        return "\n".join(parts) + "\n"

    def _title(self, table: Table) -> str:
        if not table.title or table.title_as == "none":
            return ""
        title = _text(table.title)
        if table.title_as == "heading":
            return f"#heading(level: {min(self._level + 1, 4)})[{title}]\n"
        size = self._page.size if table.title_as == "bold" else self._page.size * 0.85
        title = f"#strong[{title}]" if table.title_as == "bold" else title
        return f"#block(sticky: true, below: 5pt)[#text(size: {size}pt)[{title}]]\n"

    def _grid(self, table: Table, rows: Sequence[Row], fitted: layout.Fitted) -> str:
        cells: list[list[str]] = [[] for _ in rows]
        for item in layout.placed(rows):
            ink = layout.ink(self._fill(table, rows[item.row], item.row))
            cells[item.row].append(self._cell(table, item, rows[item.row], fitted.size, ink))
        heads = next((at for at, row in enumerate(rows) if row.role != "header"), len(rows))
        fills = "".join(f"{_colour(self._fill(table, row, at))}," for at, row in enumerate(rows))
        lines = _rules(table, rows, heads, self._rule)
        parts = [
            "#table(columns: (" + "".join(f"{width:.2f}pt," for width in fitted.widths) + ")",
            f"inset: (x: {fitted.padding}pt, y: {layout.line_padding(fitted.padding)}pt)",
            f"stroke: {self._rule if table.style.rules == 'grid' else 'none'}",
            f"fill: (x, y) => ({fills}).at(y)",
        ]
        if heads:
            held = [cell for line in cells[:heads] for cell in line]
            parts.append(f"table.header(repeat: {_bool(table.repeat_header)}, {', '.join(held)})")
        parts += [cell for line in cells[heads:] for cell in line]
        return f"#text(size: {fitted.size}pt)[" + ",\n".join(parts + lines) + ")]"

    def _cell(self, table: Table, item: layout.Placed, row: Row, size: float, ink: str) -> str:
        cell, style = item.cell, table.style
        is_header = row.role == "header"
        across, down = table.align[item.column], _ALIGN[style.vertical]
        if is_header:
            across, down = self._header_align(table, item), self._header_vertical
        spans = f"colspan: {cell.span}, rowspan: {cell.rows}, "
        content = _content(cell, is_header and style.header_bold, size)
        return f"table.cell({spans}align: {across} + {down})[#set text(fill: {_colour(ink)});{content}]"

    def _header_align(self, table: Table, item: layout.Placed) -> str:
        if item.cell.span > 1 and table.style.header_align != "left":
            return self._span_align
        if table.style.header_align == "as_column" or item.column == 0:
            return table.align[item.column]
        return table.style.header_align

    def _fill(self, table: Table, row: Row, at: int) -> str:
        return layout.shade(table, row, at, self._shade, self._band)

    def _running(self, text: str) -> str:
        """Content of a header or footer, with page numbers as counters."""
        if not text:
            return "none"
        filled = _text(text).replace("{pages}", '";#counter(page).final().first();#"')
        filled = filled.replace("{page}", '";#counter(page).get().first();#"')
        return f"context align({self._running_at}, text(size: 8pt)[{filled}])"


def _rules(table: Table, rows: Sequence[Row], heads: int, stroke: str) -> list[str]:
    """Horizontal rules above rows, for styles other than a grid."""
    at = {r for r, row in enumerate(rows) if row.rule_above}
    if table.style.rules == "horizontal":
        at.update(range(1, len(rows) + 1))
    elif table.style.rules == "book":
        at.update({0, heads, len(rows)})
    elif table.style.rules == "totals":
        at.update(r for r, row in enumerate(rows) if row.role in ("total", "subtotal"))
    return [f"table.hline(y: {r}, stroke: {stroke})" for r in sorted(at)]


def _content(cell: Cell, is_bold_header: bool, size: float) -> str:
    body = _text(cell.text)
    if cell.text and layout.is_number(cell.text):
        body = f"#box[{body}]"
    if cell.text and (cell.bold or is_bold_header):
        body = f"#strong[{body}]"
    if cell.text and cell.italic:
        body = f"#emph[{body}]"
    if cell.edge:
        body = f"{_text(cell.edge)}#h(1fr){body}"
    if cell.mark:
        body = _mark(cell.mark, size) + (f" {body}" if cell.text else "")
    if cell.superscript:
        body += f"#super(typographic: false)[{_text(cell.superscript)}]"
    return f"#pad(left: {8 * cell.indent}pt)[{body}]" if cell.indent else body


def _mark(mark: Mark, size: float) -> str:
    colour = _colour(marks.COLOURS[mark.colour])
    if mark.drawn == "text":
        return f"#text(fill: {colour})[{_text(marks.CHARACTERS[mark.shape])}]"
    side = round(size * 0.9, 2)
    corners = marks.outline(mark.shape)
    if mark.drawn == "image":
        drawn = f"image(bytes(({','.join(map(str, marks.raster(mark)))})), width: {side}pt)"
    elif corners:
        points = ", ".join(f"({x * side:.2f}pt, {y * side:.2f}pt)" for x, y in corners)
        drawn = f"polygon(fill: {colour}, {points})"
    else:
        drawn = f"circle(radius: {side / 2}pt, fill: {colour})"
    return f"#box(baseline: 12%, {drawn})"


def _colour(code: str) -> str:
    return f'rgb("{code}")' if code else "none"


def _text(text: str) -> str:
    return "#linebreak()".join(f"#{_quoted(line)};" for line in text.split("\n")) if text else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _turn_pages(path: Path, turning: layout.Turning) -> None:
    """Turn the wide pages of kind rotated."""
    content = path.read_bytes()
    with pypdfium2.PdfDocument(content) as document:
        wide = [page for page in document if page.get_size() == _TURNED]
        if not wide:
            return
        for page in wide:
            if turning.content:
                _turn_content(page, turning.is_clockwise)
            page.set_rotation(turning.rotate)
        document.save(path)


def _turn_content(page: pypdfium2.PdfPage, is_clockwise: bool) -> None:
    width, height = page.get_size()
    # Clockwise (x, y) goes to (y, width - x), else to (height - y, x).
    turn = (0, -1, 1, 0, 0, width) if is_clockwise else (0, 1, -1, 0, height, 0)
    matrix, clip = raw.FS_MATRIX(*turn), raw.FS_RECTF(0, width, height, 0)
    page.set_mediabox(0, 0, height, width)
    if not raw.FPDFPage_TransFormWithClip(page.raw, ctypes.byref(matrix), ctypes.byref(clip)):
        raise OSError("pdfium could not turn a page")
