"""Typesets a case as a Word document with python-docx; for the engine `docx_pdf` LibreOffice prints it as PDF.

A rotated page is a landscape section, turned in the PDF afterwards. A drawn mark is an inline shape.
"""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from lab.printed import (
    Block,
    Bullets,
    Case,
    Heading,
    Mark,
    MarkedLine,
    NewPage,
    Paragraph,
    Row,
    Table,
)
from lab.typeset import layout
from lab.typeset.marks import CHARACTERS, COLOURS, raster

_FONTS = {
    "sans": "Liberation Sans",
    "serif": "Liberation Serif",
    "condensed": "Liberation Sans Narrow",
    "wide": "DejaVu Sans",
}
_SHORT_EDGE, _LONG_EDGE = 595.3, 841.9
_ROTATED_WIDTH = 843.0  # marks the pages to turn among the landscape ones
_MARGIN, _GUTTER = 56.0, 22.0
_INDENT = 8.0
_MARK_SIZE = 8.0
_SHADES = {"header": "CFE0EE", "bands": "EEF2F5", "totals": "E4E4E4"}
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}
_VERTICAL = {
    "top": WD_CELL_VERTICAL_ALIGNMENT.TOP,
    "middle": WD_CELL_VERTICAL_ALIGNMENT.CENTER,
    "bottom": WD_CELL_VERTICAL_ALIGNMENT.BOTTOM,
}
# DrawingML's name of each shape, and its rotation in 60 000ths of a degree.
_GEOMETRY = {
    "circle": ("ellipse", 0),
    "square": ("rect", 0),
    "diamond": ("diamond", 0),
    "triangle": ("triangle", 0),
    "arrow_up": ("upArrow", 0),
    "arrow_down": ("downArrow", 0),
    "arrow_right": ("rightArrow", 0),
    "arrow_up_right": ("upArrow", 45 * 60000),
    "arrow_down_right": ("downArrow", 315 * 60000),
    "other": ("star5", 0),
}
_SECONDS = 120


def typeset(case: Case, path: Path) -> None:
    """Write the case as .docx or, through LibreOffice, as .pdf."""
    if case.engine == "docx":
        _Writer(case).save(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{path.stem}.docx"
        _Writer(case).save(source)
        _print(source, path)


def _print(source: Path, path: Path) -> None:
    """Convert with a LibreOffice profile per call: a second process in the same profile fails silently."""
    folder = source.parent
    command = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(source),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    printed = source.with_suffix(".pdf")
    if not printed.exists():
        raise OSError(f"LibreOffice made no PDF of {source.name}: {done.stdout}{done.stderr}")
    _turn_rotated_pages(printed, path)


def _turn_rotated_pages(printed: Path, path: Path) -> None:
    """Turn the pages of rotated sections by their /Rotate, as a user of a PDF program does."""
    import pypdfium2

    with pypdfium2.PdfDocument(printed) as document:
        for page in document:
            if abs(page.get_width() - _ROTATED_WIDTH) < 0.6:
                page.set_rotation(270)
        document.save(path)


class _Writer:
    """Builds the Word document block by block."""

    def __init__(self, case: Case) -> None:
        self._page = case.page
        self._document = docx.Document()
        self._kind = "portrait"
        self._shapes = 0
        # Users cut a table by hand as often as they make a row begin a page, which LibreOffice ignores.
        self._cuts_by_hand = case.engine == "docx_pdf" or case.seed % 2 == 1
        self._document.core_properties.title = case.title
        self._set_styles()
        self._set_section(self._document.sections[0])
        self._set_edges()
        for at, block in enumerate(case.blocks):
            following = case.blocks[at + 1] if at + 1 < len(case.blocks) else None
            self._write(block, following)

    def save(self, path: Path) -> None:
        self._document.save(str(path))

    def _set_styles(self) -> None:
        normal = self._document.styles["Normal"]
        normal.font.name = _FONTS[self._page.font]
        normal.font.size = Pt(self._page.size)
        normal.paragraph_format.space_after = Pt(6)
        properties = normal.element.get_or_add_rPr()
        if self._page.spacing:
            spacing = OxmlElement("w:spacing")
            spacing.set(qn("w:val"), str(round(self._page.spacing * 20)))
            properties.append(spacing)
        kind = "standardContextual" if self._page.ligatures else "none"
        w14 = "http://schemas.microsoft.com/office/word/2010/wordml"
        properties.append(parse_xml(f'<w14:ligatures xmlns:w14="{w14}" w14:val="{kind}"/>'))

    def _set_section(self, section: Any) -> None:
        wide = self._kind != "portrait"
        long = _ROTATED_WIDTH if self._kind == "rotated" else _LONG_EDGE
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (
            (Pt(long), Pt(_SHORT_EDGE)) if wide else (Pt(_SHORT_EDGE), Pt(_LONG_EDGE))
        )
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(_MARGIN)
        for old in section._sectPr.findall(qn("w:cols")):
            section._sectPr.remove(old)
        columns = OxmlElement("w:cols")
        columns.set(qn("w:space"), str(round(_GUTTER * 20)))
        columns.set(qn("w:num"), str(1 if wide else self._page.columns))
        section._sectPr.append(columns)

    def _set_edges(self) -> None:
        section = self._document.sections[0]
        for edge, text in ((section.header, self._page.header), (section.footer, self._page.footer)):
            paragraph = edge.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            for piece in re.split(r"(\{pages?\})", text):
                if piece in ("{page}", "{pages}"):
                    _add_field(paragraph, "PAGE" if piece == "{page}" else "NUMPAGES")
                elif piece:
                    paragraph.add_run(piece)
            for run in paragraph.runs:
                run.font.size = Pt(8)

    def _write(self, block: Block, following: Block | None) -> None:
        match block:
            case Heading(level=level, text=text):
                self._document.add_heading(text, level)
            case Paragraph():
                self._text(block)
            case Bullets(items=items):
                for item in items:
                    self._document.add_paragraph(item, style="List Bullet")
            case MarkedLine(before=before, mark=mark, after=after):
                paragraph = self._document.add_paragraph(f"{before} " if before else "")
                self._mark(paragraph.add_run(), mark)
                if after:
                    paragraph.add_run(f" {after}")
            case NewPage(kind=kind):
                self._new_page(kind)
            case Table():
                self._table(block, isinstance(following, Table))

    def _text(self, block: Paragraph) -> None:
        run = self._document.add_paragraph().add_run(block.text)
        run.bold = block.bold or None
        if block.small:
            run.font.size = Pt(self._page.size * 0.8)

    def _new_page(self, kind: str) -> None:
        self._kind = kind
        is_first = len(self._document.element.body) == 1
        self._set_section(self._document.sections[0] if is_first else self._document.add_section(WD_SECTION.NEW_PAGE))

    @property
    def _width(self) -> float:
        if self._kind != "portrait":
            return _LONG_EDGE - 2 * _MARGIN
        columns = self._page.columns
        return (_SHORT_EDGE - 2 * _MARGIN - _GUTTER * (columns - 1)) / columns

    def _table(self, table: Table, before_table: bool) -> None:
        fitted = layout.fit(table, self._width, layout.estimate(self._page))
        self._title(table)
        pieces = layout.pieces(table) if self._cuts_by_hand else [table.rows]
        for at, rows in enumerate(pieces):
            if at:
                self._small_paragraph().add_run().add_break(WD_BREAK.PAGE)
            self._grid(table, rows, fitted)
        for note in table.notes:
            paragraph = self._document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.add_run(note).font.size = Pt(fitted.size * 0.9)
        if not table.notes and before_table:
            # Word joins two tables without a paragraph between them.
            self._small_paragraph()

    def _title(self, table: Table) -> None:
        if not table.title or table.title_as == "none":
            return
        if table.title_as == "heading":
            self._document.add_heading(table.title, 3)
            return
        paragraph = self._document.add_paragraph(style="Caption" if table.title_as == "caption" else None)
        paragraph.paragraph_format.keep_with_next = True
        run = paragraph.add_run(table.title)
        if table.title_as == "bold":
            run.bold = True

    def _small_paragraph(self) -> WordParagraph:
        paragraph: WordParagraph = self._document.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_after, shape.line_spacing_rule, shape.line_spacing = Pt(0), WD_LINE_SPACING.EXACTLY, Pt(2)
        return paragraph

    def _grid(self, table: Table, rows: Sequence[Row], fitted: layout.Fitted) -> None:
        word = self._document.add_table(0, len(fitted.widths))
        word.autofit = False
        for column, width in zip(word.columns, fitted.widths, strict=True):
            column.width = Pt(width)
        if table.style.rules == "grid":
            word.style = "Table Grid"
        word._tbl.tblPr.append(_cell_margins(fitted.padding))
        heads = sum(row.role == "header" for row in rows)
        for at, line in enumerate(_lines(rows)):
            element = word._tbl.add_tr()
            self._set_row(element, repeats=at < heads and table.repeat_header)
            for item, continues in line:
                tc = element.add_tc()
                tc.width = Pt(sum(fitted.widths[item.column : item.column + item.cell.span]))
                if item.cell.span > 1:
                    tc.grid_span = item.cell.span
                if item.cell.rows > 1:
                    tc.vMerge = "continue" if continues else "restart"
                cell = _Cell(tc, word)
                paragraph = cell.add_paragraph() if not cell.paragraphs else cell.paragraphs[0]
                self._set_cell(tc, at, rows, table)
                if not continues:
                    self._fill(cell, paragraph, item, rows[at], table, fitted.size)
                paragraph.paragraph_format.space_after = Pt(0)
                if at and not self._cuts_by_hand and at in table.break_before and item.column == 0:
                    paragraph.paragraph_format.page_break_before = True

    def _set_row(self, element: Any, repeats: bool) -> None:
        properties = element.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if repeats:
            properties.append(OxmlElement("w:tblHeader"))

    def _set_cell(self, tc: Any, number: int, rows: Sequence[Row], table: Table) -> None:
        properties = tc.get_or_add_tcPr()
        borders = OxmlElement("w:tcBorders")
        for side in _borders(number, rows, table):
            border = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "444444")):
                border.set(qn(f"w:{name}"), value)
            borders.append(border)
        if len(borders):
            properties.append(borders)
        shade = _shade(number, rows, table)
        if shade:
            element = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", shade)):
                element.set(qn(f"w:{name}"), value)
            properties.append(element)

    def _fill(
        self, cell: Any, paragraph: WordParagraph, item: layout.Placed, row: Row, table: Table, size: float
    ) -> None:
        content, style = item.cell, table.style
        is_header = row.role == "header"
        align = table.align[item.column]
        if is_header and style.header_align != "as_column":
            align = style.header_align
        elif is_header and content.span > 1:
            align = "center"
        paragraph.alignment = _ALIGN[align]
        if content.indent:
            paragraph.paragraph_format.left_indent = Pt(_INDENT * content.indent)
        if content.mark:
            self._mark(paragraph.add_run(), content.mark)
        text = (" " if content.mark and content.text else "") + content.edge + content.text
        runs = [paragraph.add_run(text)] if text else []
        if content.superscript:
            runs.append(paragraph.add_run(content.superscript))
            runs[-1].font.superscript = True
        for run in runs:
            run.bold = content.bold or (is_header and style.header_bold) or None
            run.italic = content.italic or None
            run.font.size = Pt(size)
        cell.vertical_alignment = _VERTICAL[style.vertical]
        if layout.is_number(content.text):
            cell._tc.get_or_add_tcPr().append(OxmlElement("w:noWrap"))

    def _mark(self, run: Run, mark: Mark) -> None:
        if mark.drawn == "text":
            run.text = CHARACTERS[mark.shape]
            run.font.color.rgb = RGBColor.from_string(COLOURS[mark.colour][1:])
        elif mark.drawn == "image":
            run.add_picture(io.BytesIO(raster(mark)), width=Pt(_MARK_SIZE), height=Pt(_MARK_SIZE))
        else:
            self._shapes += 1
            run._r.append(parse_xml(_shape(mark, self._shapes)))


def _lines(rows: Sequence[Row]) -> list[list[tuple[layout.Placed, bool]]]:
    """The cells of every row from left to right. A cell over several rows is in each, as continued after the first."""
    lines: list[list[tuple[layout.Placed, bool]]] = [[] for _ in rows]
    for item in layout.placed(rows):
        for offset in range(item.cell.rows):
            if item.row + offset < len(rows):
                lines[item.row + offset].append((item, offset > 0))
    for line in lines:
        line.sort(key=lambda pair: pair[0].column)
    return lines


def _borders(number: int, rows: Sequence[Row], table: Table) -> Iterator[str]:
    rules, row = table.style.rules, rows[number]
    if rules == "grid":
        return
    is_total = rules == "totals" and row.role in ("total", "subtotal")
    if row.rule_above or is_total or (rules == "book" and number == 0):
        yield "top"
    heads = sum(one.role == "header" for one in rows)
    if rules == "horizontal" or (rules == "book" and number in (heads - 1, len(rows) - 1)):
        yield "bottom"


def _shade(number: int, rows: Sequence[Row], table: Table) -> str:
    shade, role = table.style.shade, rows[number].role
    if shade == "bands":
        heads = sum(row.role == "header" for row in rows)
        return _SHADES["bands"] if role != "header" and (number - heads) % 2 else ""
    wanted = {"header": ("header",), "totals": ("total", "subtotal")}.get(shade, ())
    return _SHADES[shade] if role in wanted else ""


def _cell_margins(padding: float) -> Any:
    margins = OxmlElement("w:tblCellMar")
    across, down = round(padding * 20), round(layout.line_padding(padding) * 20)
    for side, width in (("top", down), ("left", across), ("bottom", down), ("right", across)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _add_field(paragraph: WordParagraph, name: str) -> None:
    """Add a complex field as Word writes it, with its last result."""
    for kind, content in (("begin", ""), ("", name), ("separate", ""), ("result", "1"), ("end", "")):
        run = paragraph.add_run(content if kind == "result" else None)
        if kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {content} "
            run._r.append(instruction)
        elif kind != "result":
            character = OxmlElement("w:fldChar")
            character.set(qn("w:fldCharType"), kind)
            run._r.append(character)


def _shape(mark: Mark, number: int) -> str:
    """An inline shape of DrawingML."""
    geometry, turn = _GEOMETRY[mark.shape]
    size = round(_MARK_SIZE * 12700)
    uri = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    turned = f' rot="{turn}"' if turn else ""
    return (
        f'<w:drawing {nsdecls("w", "wp", "a")} xmlns:wps="{uri}"><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{size}" cy="{size}"/><wp:docPr id="{number}" name="Shape {number}"/>'
        f'<a:graphic><a:graphicData uri="{uri}"><wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm{turned}><a:off x="0" y="0"/>'
        f'<a:ext cx="{size}" cy="{size}"/></a:xfrm><a:prstGeom prst="{geometry}"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{COLOURS[mark.colour][1:].upper()}"/></a:solidFill><a:ln><a:noFill/></a:ln>'
        "</wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
