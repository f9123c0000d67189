"""Shows on a page's image why its tables were read as they were: for people, no step of the reading uses it.

Run it as `python -m dagster_project.reading.sources.pdf_debug report.pdf 3 page3.png`.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import pypdfium2
from PIL import ImageDraw

from dagster_project.reading.model import Place, Table
from dagster_project.reading.sources.pdf import read_pdf
from dagster_project.reading.sources.pdf_lines import box_of

_SCALE = 2.0
_TABLE, _COLUMN, _HEADER, _CELL, _MARK = "#1f5fbf", "#9fc0e8", "#c77700", "#2e8b57", "#b3261e"


def draw_tables(path: Path, page: int, out: Path) -> None:
    """Saves an image of a page (from 1) with its tables framed, columns parted and the cells' texts boxed.

    Header cells are orange, others green, drawn marks red; columns run from where a cell of theirs may begin to where
    it must end. Raises UnreadableReport as the reading does, and ValueError for a page that the report does not have.
    """
    document = read_pdf(path, path.stem, path.name)
    if not 1 <= page <= len(document.pages):
        raise ValueError(f"{path.name} has pages 1 to {len(document.pages)}, not {page}")
    read = document.pages[page - 1]
    file = pypdfium2.PdfDocument(path)
    sheet = file[page - 1]
    # A page that was turned to be read is wider than high where its file has it the other way, or the reverse.
    turned = (sheet.get_width() > sheet.get_height()) != ((read.width or 0) > (read.height or 0))
    image = sheet.render(scale=_SCALE, rotation=90 if turned else 0).to_pil().convert("RGB")
    file.close()
    pen = ImageDraw.Draw(image)
    for table in (block for block in read.blocks if isinstance(block, Table)):
        _draw(pen, table)
    image.save(out)


def _draw(pen: ImageDraw.ImageDraw, table: Table) -> None:
    box = box_of(table.place)
    for x0, x1 in table.columns:
        pen.rectangle(_scaled(replace(table.place, x0=max(x0, box.x0), x1=min(x1, box.x1))), outline=_COLUMN)
    for index, row in enumerate(table.rows):
        colour = _HEADER if index < (table.header_rows or 0) else _CELL
        for cell in row.cells:
            if cell.place.page is not None:
                pen.rectangle(_scaled(cell.place), outline=colour)
            for symbol in cell.symbols:
                pen.rectangle(_scaled(symbol.place), outline=_MARK, width=2)
    pen.rectangle(_scaled(table.place), outline=_TABLE, width=3)
    pen.text((box.x0 * _SCALE, box.top * _SCALE - 14), f"{table.layout}, {len(table.columns)} columns", fill=_TABLE)


def _scaled(place: Place) -> tuple[float, float, float, float]:
    box = box_of(place)
    return box.x0 * _SCALE, box.top * _SCALE, box.x1 * _SCALE, box.bottom * _SCALE


def main() -> None:
    """Draws the tables of one page as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="the PDF")
    parser.add_argument("page", type=int, help="the page, from 1")
    parser.add_argument("out", type=Path, help="where to save the image")
    asked = parser.parse_args()
    draw_tables(asked.path, asked.page, asked.out)


if __name__ == "__main__":
    main()
