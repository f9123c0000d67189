"""The plugin with which OCRmyPDF reads a page by text runs, such as the cells of a table.

Tesseract's own layout analysis loses single digits and words that touch rules. Here each text run is cut out, freed of
rules and shades, and given to Tesseract as a line of its own. One call of Tesseract reads all runs of a page.
"""

from __future__ import annotations

import csv
import os
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from ocrmypdf import OcrEngine, hookimpl
from ocrmypdf.builtin_plugins.tesseract_ocr import TesseractOcrEngine
from ocrmypdf.models.ocr_element import Baseline, BoundingBox, OcrClass, OcrElement
from ocrmypdf.pdfinfo import layout as ocrmypdf_layout
from PIL import Image

from dagster_project.reading.limits import SECONDS_PER_SCANNED_PAGE
from dagster_project.reading.sources.pdf.scan.raster import (
    TextRun,
    find_rules,
    ink_of,
    letter_height,
    picture_of,
    text_runs,
)
from dagster_project.reading.sources.pdf.scan.words import (
    ReadLine,
    ReadWord,
    better_of,
    digits_seen,
    even_sizes,
    in_numeric_columns,
    is_doubtful,
    line_of,
)

# OCRmyPDF changes pdfminer for the whole process, so that text in fonts without encoding is unmapped: reports after a
# scan would be taken for garbled and recognized from their pictures. Its module is typed as if it exported no font.
ocrmypdf_layout.PDFSimpleFont.__init__ = (  # type: ignore[method-assign, attr-defined]
    ocrmypdf_layout.original_pdfsimplefont_init
)

# Tesseract's English is better at numbers and percent signs than its Swedish.
_OF_NUMBERS = "eng"
# Tesseract's page segmentation mode for a picture of one line.
_ONE_LINE = "7"
# In heights of a letter: the margin around a run, and the least height of its picture, as a dash alone is low.
_MARGIN, _LEAST_HEIGHT = 0.35, 1.7
# In font sizes: how deep a line reaches below its baseline.
_DEPTH = 0.21


class TextRunTesseract(TesseractOcrEngine):
    """Tesseract on each text run; orientation and skew are found as OCRmyPDF's own engine finds them."""

    @staticmethod
    def supports_generate_ocr() -> bool:
        """Whether the engine returns words instead of files with words."""
        return True

    @staticmethod
    def generate_ocr(input_file: Path, options: Any, page_number: int = 0) -> tuple[OcrElement, str]:
        """The words of a page's picture, of about 300 dpi, and their text; `page_number`, from 0, is only handed on."""
        with Image.open(input_file) as picture:
            dpi = float(picture.info.get("dpi", (300, 300))[0])
            lines = read_lines(picture, list(options.languages))
            page = OcrElement(
                ocr_class=OcrClass.PAGE,
                bbox=BoundingBox(0, 0, picture.width, picture.height),
                dpi=dpi,
                page_number=page_number,
                children=[_element(line) for line in lines],
            )
        return page, "\n".join(line.text for line in lines)


@hookimpl
def get_ocr_engine(options: object) -> OcrEngine:
    """The engine that reads by text runs."""
    return TextRunTesseract()


def read_lines(picture: Image.Image, languages: Sequence[str]) -> list[ReadLine]:
    """The text runs of an upright picture of a page at 300 dpi, each as a line, from top to bottom."""
    ink = ink_of(picture)
    ink = np.where(find_rules(ink).mask, 0, ink).astype(np.float32)
    usual = letter_height(ink)
    found = sorted(text_runs(ink), key=lambda run: (run.box[1], run.box[0]))
    words = _recognized(found, usual, "+".join(languages))
    doubtful = [at for at in range(len(found)) if is_doubtful([word.text for word in words[at]])]
    again = _recognized([found[at] for at in doubtful], usual, _OF_NUMBERS)
    for position, at in enumerate(doubtful):
        words[at] = better_of(words[at], again[position], digits_seen(found[at].ink))
    lines = [line_of(words[at], run.ink, run.box, usual) for at, run in enumerate(found)]
    return even_sizes(in_numeric_columns([line for line in lines if line is not None]))


def _recognized(found: Sequence[TextRun], usual: float, languages: str) -> dict[int, list[ReadWord]]:
    """The words that Tesseract reads in each run, by the run's index."""
    words: dict[int, list[ReadWord]] = defaultdict(list)
    if not found:
        return words
    margin, height = round(_MARGIN * usual), round(_LEAST_HEIGHT * usual)
    with TemporaryDirectory(prefix="text-runs-") as name:
        folder = Path(name)
        for at, run in enumerate(found):
            picture_of(run.ink, margin, height).save(folder / f"{at}.pgm")
        pictures = folder / "pictures.txt"
        pictures.write_text("".join(f"{folder / str(at)}.pgm\n" for at in range(len(found))), encoding="utf-8")
        command = ["tesseract", str(pictures), "stdout", "-l", languages, "--psm", _ONE_LINE, "--dpi", "300", "tsv"]
        done = subprocess.run(
            command,
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS_PER_SCANNED_PAGE,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    for row in csv.DictReader(done.stdout.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        at = int(row["page_num"]) - 1
        text = (row["text"] or "").strip()
        if text:
            words[at].append(ReadWord(text, _on_page(row, found[at], margin)))
    return words


def _on_page(row: dict[str, str], run: TextRun, margin: int) -> tuple[int, int, int, int]:
    """A word's box on the page, as high as its run. `row` places it in the run's picture, which has a margin."""
    x0, top, x1, bottom = run.box
    left = x0 - margin + int(row["left"])
    return max(left, x0), top, min(left + int(row["width"]), x1), bottom


def _element(line: ReadLine) -> OcrElement:
    """A line for OCRmyPDF: horizontal, and as high as gives its words the line's font size."""
    depth = _DEPTH * line.size
    words = [OcrElement(ocr_class=OcrClass.WORD, bbox=BoundingBox(*word.box), text=word.text) for word in line.words]
    return OcrElement(
        ocr_class=OcrClass.LINE,
        bbox=BoundingBox(line.x0, line.baseline - line.size, line.x1, line.baseline + depth),
        baseline=Baseline(0.0, -depth),
        children=words,
    )
