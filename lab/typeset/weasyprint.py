"""Typesets a case as HTML with CSS and prints it with WeasyPrint."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from lab.printed import (
    Block,
    Bullets,
    Case,
    Heading,
    Mark,
    MarkedLine,
    NewPage,
    PageStyle,
    Paragraph,
    Row,
    Table,
)
from lab.typeset import layout
from lab.typeset.marks import CHARACTERS, COLOURS, raster, svg_path

_FONTS = {
    "sans": "'Liberation Sans', 'DejaVu Sans', sans-serif",
    "serif": "'Liberation Serif', 'DejaVu Serif', serif",
    "condensed": "'Liberation Sans Narrow', 'DejaVu Sans Condensed', 'DejaVu Sans', sans-serif",
    "wide": "'DejaVu Sans', 'Verdana', sans-serif",
}
_SHORT_EDGE, _LONG_EDGE = 595.28, 841.89
_ROTATED_HEIGHT = _SHORT_EDGE + 0.5  # marks the pages to turn among the landscape ones
_MARGIN = 56
_GUTTER = 22
_INDENT = 8.0
_MARK_SIZE = 8.0
_SHADES = {"header": "#cfe0ee", "bands": "#eef2f5", "totals": "#e4e4e4"}
_BREAK = " style='break-before: page'"


def typeset(case: Case, path: Path) -> None:
    """Write the case as a PDF."""
    import weasyprint

    document = weasyprint.HTML(string=html_of(case)).render()
    document.write_pdf(path, finisher=_turn_rotated_pages)


def html_of(case: Case) -> str:
    """The case as one HTML page."""
    sections = "".join(_section(kind, blocks, case.page) for kind, blocks in _sections(case.blocks))
    return (
        f'<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>{escape(case.title)}</title>'
        f"<style>{_style(case.page)}</style></head><body>{sections}</body></html>"
    )


def _turn_rotated_pages(document: Any, pdf: Any) -> None:
    """Turn the content of rotated sections onto upright pages, like a table printed sideways."""
    import pydyf

    for reference in pdf.pages["Kids"][::3]:
        page = pdf.objects[reference]
        if abs(float(page["MediaBox"][3]) - _ROTATED_HEIGHT) > 0.1:
            continue
        turn = pydyf.Stream([f"0 1 -1 0 {_ROTATED_HEIGHT:.2f} 0 cm".encode()])
        pdf.add_object(turn)
        page["Contents"] = pydyf.Array([turn.reference, page["Contents"]])
        page["MediaBox"] = pydyf.Array([0, 0, _ROTATED_HEIGHT, _LONG_EDGE])


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[str, list[Block]]]:
    """The blocks in sections, each with its kind of page."""
    kind, section = "portrait", list[Block]()
    for block in blocks:
        if isinstance(block, NewPage):
            if section:
                yield kind, section
            kind, section = block.kind, []
        else:
            section.append(block)
    if section:
        yield kind, section


def _style(page: PageStyle) -> str:
    margins = "font: 8pt 'Liberation Sans', sans-serif; color: #444"
    edges = f"@top-center {{ content: {_counted(page.header)}; {margins} }}" if page.header else ""
    edges += f"@bottom-center {{ content: {_counted(page.footer)}; {margins} }}" if page.footer else ""
    ligatures = "common-ligatures" if page.ligatures else "none"
    return f"""
@page {{ size: {_SHORT_EDGE}pt {_LONG_EDGE}pt; margin: 62pt {_MARGIN}pt; {edges} }}
@page landscape {{ size: {_LONG_EDGE}pt {_SHORT_EDGE}pt; }}
@page rotated {{ size: {_LONG_EDGE}pt {_ROTATED_HEIGHT}pt; }}
section.landscape {{ page: landscape; }}
section.rotated {{ page: rotated; }}
section {{ break-before: page; }}
section:first-child {{ break-before: auto; }}
section.columns {{ columns: 2; column-gap: {_GUTTER}pt; column-fill: auto; }}
body {{ margin: 0; font: {page.size}pt/1.3 {_FONTS[page.font]}; letter-spacing: {page.spacing}pt;
  font-variant-ligatures: {ligatures}; font-kerning: normal; }}
h1 {{ font-size: {page.size * 2:.1f}pt; }} h2 {{ font-size: {page.size * 1.5:.1f}pt; }}
h3 {{ font-size: {page.size * 1.25:.1f}pt; }} h4, h5, h6 {{ font-size: {page.size * 1.1:.1f}pt; }}
h1, h2, h3, h4, h5, h6 {{ margin: 12pt 0 5pt; line-height: 1.2; break-after: avoid; }}
p {{ margin: 0 0 6pt; }} ul {{ margin: 0 0 6pt; padding-left: 16pt; }}
.small, .caption, .note {{ font-size: {page.size * 0.8:.1f}pt; }}
.caption, .title {{ margin: 8pt 0 2pt; break-after: avoid; }} .note {{ margin: 2pt 0 0; }}
.title {{ font-weight: bold; }}
table {{ border-collapse: collapse; table-layout: fixed; margin: 3pt 0 12pt; }}
table.touching {{ margin-top: 0; }} table.touched {{ margin-bottom: 1pt; }}
td {{ text-align: left; overflow-wrap: normal; }}
tr {{ break-inside: avoid; }}
sup {{ font-size: 60%; line-height: 0; vertical-align: super; }}
svg, img {{ width: {_MARK_SIZE}pt; height: {_MARK_SIZE}pt; vertical-align: middle; }}
"""


def _counted(text: str) -> str:
    """A header or footer as CSS content, with '{page}' and '{pages}' as counters."""
    pieces = re.split(r"(\{pages?\})", text)
    return " ".join(
        {"{page}": "counter(page)", "{pages}": "counter(pages)"}.get(piece, '"' + piece.replace('"', r"\"") + '"')
        for piece in pieces
        if piece
    )


def _section(kind: str, blocks: Sequence[Block], page: PageStyle) -> str:
    in_columns = page.columns > 1 and kind == "portrait"
    classes = f"{kind} columns" if in_columns else kind
    printed = []
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        touched = isinstance(following, Table) and following.touches_previous
        if isinstance(block, Table):
            printed.append(_table(block, touched, page, kind, classes if in_columns else ""))
        else:
            printed.append(_block(block))
    return f"<section class='{classes}'>{''.join(printed)}</section>"


def _block(block: Heading | Paragraph | Bullets | MarkedLine | NewPage) -> str:
    match block:
        case Heading(level=level, text=text):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text=text, bold=bold, small=small):
            inner = f"<b>{escape(text)}</b>" if bold else escape(text)
            return f"<p class='{'small' if small else 'body'}'>{inner}</p>"
        case Bullets(items=items):
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
        case MarkedLine(before=before, mark=mark, after=after):
            return "<p>" + " ".join(filter(None, (escape(before), _mark(mark), escape(after)))) + "</p>"
        case NewPage():
            return ""


def _table(table: Table, touched: bool, page: PageStyle, kind: str, column_classes: str) -> str:
    """A table with title and notes. In text columns, which a row can't end, the table is cut before a new page."""
    title = {
        "heading": f"<h3>{escape(table.title)}</h3>",
        "bold": f"<p class='title'>{escape(table.title)}</p>",
        "caption": f"<p class='caption'>{escape(table.title)}</p>",
    }.get(table.title_as if table.title else "none", "")
    width = (_SHORT_EDGE if kind == "portrait" else _LONG_EDGE) - 2 * _MARGIN
    fitted = layout.fit(table, (width - _GUTTER) / 2 if column_classes else width, layout.estimate(page))
    pieces = layout.pieces(table) if column_classes else [table.rows]
    cut = f"</section><section class='{column_classes}'>"
    grids = cut.join(_grid(table, rows, fitted, touched) for rows in pieces)
    return title + grids + "".join(f"<p class='note'>{escape(note)}</p>" for note in table.notes)


def _grid(table: Table, rows: Sequence[Row], fitted: layout.Fitted, touched: bool) -> str:
    classes = " ".join(filter(None, ("touching" * table.touches_previous, "touched" * touched)))
    columns = "".join(f"<col style='width: {width:.2f}pt'>" for width in fitted.widths)
    breaks = table.break_before if rows is table.rows else ()
    cells: list[list[str]] = [[] for _ in rows]
    for item in layout.placed(rows):
        cells[item.row].append(_cell(item, rows, table, fitted.padding))
    printed = [f"<tr{_BREAK if number in breaks else ''}>{''.join(line)}</tr>" for number, line in enumerate(cells)]
    heads = _heads(rows) if table.repeat_header else 0
    # A <thead> is repeated on every page.
    head = f"<thead>{''.join(printed[:heads])}</thead>" if heads else ""
    outer = f"font-size: {fitted.size}pt; width: {sum(fitted.widths):.2f}pt"
    return (
        f"<table class='{classes}' style='{outer}'><colgroup>{columns}</colgroup>{head}"
        f"<tbody>{''.join(printed[heads:])}</tbody></table>"
    )


def _heads(rows: Sequence[Row]) -> int:
    return sum(row.role == "header" for row in rows)


def _cell(item: layout.Placed, rows: Sequence[Row], table: Table, padding: float) -> str:
    cell, row, style = item.cell, rows[item.row], table.style
    is_header = row.role == "header"
    align = table.align[item.column]
    if is_header and style.header_align != "as_column":
        align = style.header_align
    elif is_header and cell.span > 1:
        align = "center"
    css = [
        f"text-align: {align}",
        f"vertical-align: {style.vertical}",
        f"padding: {layout.line_padding(padding):.2f}pt {padding:.2f}pt",
        *_borders(item.row, rows, table),
    ]
    if cell.indent:
        css.append(f"padding-left: {padding + _INDENT * cell.indent:.2f}pt")
    if layout.is_number(cell.text):
        css.append("white-space: nowrap")
    shade = _shade(item.row, rows, table)
    if shade:
        css.append(f"background: {shade}")
    if cell.italic:
        css.append("font-style: italic")
    if cell.bold or (is_header and style.header_bold):
        css.append("font-weight: bold")
    spans = (f" colspan='{cell.span}'" if cell.span > 1 else "") + (f" rowspan='{cell.rows}'" if cell.rows > 1 else "")
    raised = f"<sup>{escape(cell.superscript)}</sup>" if cell.superscript else ""
    mark = _mark(cell.mark) if cell.mark else ""
    space = " " if mark and cell.text else ""
    text = "<br>".join(map(escape, cell.text.split("\n")))
    edge = f"<span style='float: left'>{escape(cell.edge)}</span>" if cell.edge else ""
    return f"<td{spans} style='{'; '.join(css)}'>{mark}{space}{edge}{text}{raised}</td>"


def _borders(number: int, rows: Sequence[Row], table: Table) -> Iterator[str]:
    rules, row = table.style.rules, rows[number]
    if rules == "grid":
        yield "border: 0.6pt solid #555"
        return
    under = number == _heads(rows) - 1 or number == len(rows) - 1
    if rules == "horizontal" or (rules == "book" and under):
        yield "border-bottom: 0.6pt solid #555"
    is_total = rules == "totals" and row.role in ("total", "subtotal")
    if row.rule_above or is_total or (rules == "book" and number == 0):
        yield "border-top: 0.8pt solid #222"


def _shade(number: int, rows: Sequence[Row], table: Table) -> str:
    shade, role = table.style.shade, rows[number].role
    if shade == "bands":
        return _SHADES["bands"] if role != "header" and (number - _heads(rows)) % 2 else ""
    wanted = {"header": ("header",), "totals": ("total", "subtotal")}.get(shade, ())
    return _SHADES[shade] if role in wanted else ""


def _mark(mark: Mark) -> str:
    colour = COLOURS[mark.colour]
    if mark.drawn == "text":
        return f"<span style='color: {colour}'>{CHARACTERS[mark.shape]}</span>"
    if mark.drawn == "image":
        return f"<img alt='' src='data:image/png;base64,{base64.b64encode(raster(mark)).decode()}'>"
    # As SVG, which WeasyPrint always draws as paths.
    path = f"<path d='{svg_path(mark.shape, _MARK_SIZE)}' fill='{colour}'/>"
    view = f"viewBox='0 0 {_MARK_SIZE} {_MARK_SIZE}'"
    return f"<svg xmlns='http://www.w3.org/2000/svg' {view}>{path}</svg>"
