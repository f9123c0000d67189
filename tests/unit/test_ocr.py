"""Scanned pages: numbers and rules by their ink, and reading with and without Tesseract."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import typst
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from dagster_project.errors import UnreadableReport
from dagster_project.reading.read import read_report
from dagster_project.reading.records import Reading
from dagster_project.reading.sources.pdf.backend import OpenPdf
from dagster_project.reading.sources.pdf.scan import ocr
from dagster_project.reading.sources.pdf.scan.estimate import pages_to_scan
from dagster_project.reading.sources.pdf.scan.raster import (
    closed,
    dilated,
    find_rules,
    ink_of,
    letter_height,
    opened,
    text_runs,
)
from dagster_project.reading.sources.pdf.scan.words import ReadLine, ReadWord, better_of, in_numeric_columns, line_of
from dagster_project.terms import TextSource
from tests.pipeline import hostile
from tests.scans import Scanner, scan_pages

needs_tesseract = pytest.mark.skipif(not ocr.tesseract_version(), reason=f"scans are not read here: {ocr.INSTALL}")

ROWS = (
    ("Intäkter", "770 024", "686 396", "83 628"),
    ("Personalkostnader", "-1 112 475", "-1 021 760", "-90 715"),
    ("Lokalhyror", "-95 830", "-90 674", "-5 156"),
    ("Övriga kostnader", "-29 490", "-30 154", "664"),
    ("Avskrivningar", "-8 177", "-7 971", "-206"),
    ("Årets resultat", "-475 948", "-464 163", "-11 785"),
)
CELLS = ", ".join(f"[{cell}]" for row in ROWS for cell in row)
TABLE = f"""
= Ekonomi
Nämnden redovisar ett underskott som förklaras av högre kostnader för personal och lokaler.
#table(columns: (1fr, auto, auto, auto), align: (left, right, right, right), STROKE
  [Tkr], [Utfall 2016], [Budget 2016], [Avvikelse], {CELLS})
"""
STYLES = {
    "ruled": "stroke: 0.6pt,",
    "open": "stroke: none,",
    "shaded": "stroke: none, fill: (_, y) => if y == 0 {gray},",
}


def report(path: Path, style: str = "ruled", before: str = "") -> Path:
    page = '#set page(margin: 2cm)\n#set text(lang: "sv", size: 10pt)\n'
    path.write_bytes(typst.compile((page + before + TABLE.replace("STROKE", STYLES[style])).encode()))
    return path


def figures(reading: Reading) -> Counter[tuple[object, ...]]:
    return Counter((f.row_label, f.column_label, f.value, f.unit, f.scenario) for f in reading.figures)


def printed(text: str, size: int = 40) -> Image.Image:
    font = ImageFont.load_default(size)
    left, top, right, bottom = map(round, font.getbbox(text))
    picture = Image.new("L", (right - left + 40, bottom - top + 40), 245)
    ImageDraw.Draw(picture).text((20 - left, 20 - top), text, fill=30, font=font)
    return picture


@pytest.mark.parametrize(
    ("on_paper", "read", "expected"),
    [
        ("1 975 133", "1975 133", "1 975 133"),
        ("22 600", "22600", "22 600"),
        ("4 454", "4454", "4 454"),
        ("2016", "2016", "2016"),
        ("11,9", "119", "11,9"),
        ("1 004,4", "1004,4", "1 004,4"),
        ("-443", "443", "-443"),
        ("-443", "=443", "-443"),
        ("-2 674 794", "-2 674794", "-2 674 794"),
        ("69 %", "69%", "69%"),
        ("-", "—", "-"),
    ],
)
def test_the_ink_decides_the_signs_commas_and_spaces_of_numbers(on_paper: str, read: str, expected: str) -> None:
    ink = ink_of(printed(on_paper))
    box = (0, 0, ink.shape[1], ink.shape[0])
    line = line_of([ReadWord(word, box) for word in read.split()], ink, box, 22)
    assert line is not None
    assert line.text == expected


@pytest.mark.parametrize(
    ("read", "of_numbers", "seen", "expected"),
    [
        ("5,7 NY", "5,7 %", 4, "5,7 %"),
        ("57 20", "5,7 %", 4, "5,7 %"),
        ("30 646", "3 646", 5, "30 646"),
        ("1 106", "1106", 4, "1106"),
        ("7 75,11", "75,11", 4, "75,11"),
        ("Utfall 201b", "Utfall 2016", 0, "Utfall 2016"),
        ("Avskrivningar", "Avskrivningar", 0, "Avskrivningar"),
        ("andel (2) av", "andel (%) av", 0, "andel (%) av"),
        ("kostnader för 2016", "kostnader for", 0, "kostnader för 2016"),
        ("-41", "-4)", 2, "-41"),
    ],
)
def test_two_readings_are_combined_by_their_strengths(read: str, of_numbers: str, seen: int, expected: str) -> None:
    first, second = ([ReadWord(text, (0, 0, 1, 1)) for text in one.split()] for one in (read, of_numbers))
    assert " ".join(word.text for word in better_of(first, second, seen)) == expected


def test_letters_become_digits_in_a_column_of_numbers_only() -> None:
    def line(text: str, x1: int) -> ReadLine:
        return ReadLine((ReadWord(text, (x1 - 40, 0, x1, 20)),), 20.0, 30.0)

    column = [line(text, 500) for text in ("12", "340", "5", "S", "Summa")]
    assert [one.text for one in in_numeric_columns(column)] == ["12", "340", "5", "5", "Summa"]
    assert in_numeric_columns([line("S", 200), *column[:3]])[0].text == "S"


def test_rules_are_found_and_lines_of_text_are_not() -> None:
    picture = Image.new("L", (1200, 600), 240)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(42)
    for row in range(4):
        pen.line((60, 60 + 120 * row, 1140, 60 + 120 * row), fill=120, width=3)
        pen.text((80, 90 + 120 * row), "Kostnader minus intäkter 1 234 567", fill=20, font=font)
    for x in (60, 1140):
        pen.line((x, 60, x, 420), fill=120, width=3)
    rules = find_rules(ink_of(picture))
    assert (len(rules.horizontal), len(rules.vertical)) == (4, 2)


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (1, 5), (3, 1), (2, 6), (7, 7), (9, 31), (40, 62)])
@pytest.mark.parametrize("share", [0.03, 0.5, 0.97])
def test_masks_grow_and_shrink_as_in_scipy(size: tuple[int, int], share: float) -> None:
    mask = np.random.default_rng(size[1]).random((30, 80)) < share
    rectangle = np.ones(size)
    assert (dilated(mask, *size) == ndimage.binary_dilation(mask, rectangle)).all()
    assert (opened(mask, *size) == ndimage.binary_opening(mask, rectangle)).all()
    assert (closed(mask, *size) == ndimage.binary_closing(mask, rectangle)).all()


def test_white_print_on_a_dark_fill_is_ink() -> None:
    picture = Image.new("L", (900, 400), 245)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((100, 100, 800, 220), fill=60)
    font = ImageFont.load_default(44)
    pen.text((140, 130), "Budget 2027", fill=250, font=font)
    pen.text((140, 270), "22 000", fill=20, font=font)
    ink = ink_of(picture)
    found = sorted(run.box[1] // 100 for run in text_runs(ink) if run.box[2] - run.box[0] > 80)
    assert found == [1, 2]
    assert 20 < letter_height(ink) < 45


def test_without_tesseract_a_scan_asks_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_pages(report(tmp_path / "report.pdf"), tmp_path / "scan.pdf", Scanner())
    monkeypatch.setattr(ocr, "tesseract_version", lambda: "")
    with pytest.raises(UnreadableReport, match="make ocr") as raised:
        read_report(tmp_path / "scan.pdf", "id", "scan.pdf")
    assert raised.value.reason == "ocr_missing"


def test_without_tesseract_scanned_pages_among_others_are_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "tesseract_version", lambda: "")
    reading = read_report(mixed(tmp_path), "id", "mixed.pdf")
    assert [page.text_source for page in reading.pages] == ["text", "unread"]
    assert {figure.page_number for figure in reading.figures} == {1}


def mixed(folder: Path) -> Path:
    """A report of one page, and the same page scanned after it."""
    whole = report(folder / "report.pdf")
    scan_pages(whole, folder / "scan.pdf", Scanner(dpi=200, skew=-0.5))
    both = pypdfium2.PdfDocument.new()
    for part in (whole, folder / "scan.pdf"):
        both.import_pages(pypdfium2.PdfDocument(part))
    both.save(folder / "mixed.pdf")
    return folder / "mixed.pdf"


@needs_tesseract
@pytest.mark.parametrize(
    ("style", "scanner"),
    [
        ("ruled", Scanner(dpi=200, skew=0.7, turned=90)),
        ("open", Scanner(dpi=300, skew=-0.9, quality=45, turned=180)),
        ("shaded", Scanner(dpi=150, skew=0.3)),
    ],
)
def test_a_scan_is_read_like_its_original(style: str, scanner: Scanner, tmp_path: Path) -> None:
    text = report(tmp_path / "report.pdf", style)
    scan_pages(text, tmp_path / "scan.pdf", scanner)
    before = sorted(tmp_path.iterdir())
    expected = read_report(text, "id", "report.pdf")
    reading = read_report(tmp_path / "scan.pdf", "id", "scan.pdf")
    assert {figure.text_source for figure in reading.figures} == {"ocr"}
    assert figures(reading) == figures(expected)
    assert sorted(tmp_path.iterdir()) == before, "nothing is left beside the report"


@needs_tesseract
def test_of_a_mixed_report_only_the_scanned_pages_are_recognized(tmp_path: Path) -> None:
    reading = read_report(mixed(tmp_path), "id", "mixed.pdf")
    assert [page.text_source for page in reading.pages] == ["text", "ocr"]
    by_source = Counter(figure.text_source for figure in reading.figures)
    assert by_source[TextSource.TEXT] == by_source[TextSource.OCR] == 3 * len(ROWS)


@needs_tesseract
def test_a_page_read_by_the_scanner_has_the_text_source_ocr(tmp_path: Path) -> None:
    scan_pages(report(tmp_path / "report.pdf"), tmp_path / "scan.pdf", Scanner(skew=0.0))
    with OpenPdf(tmp_path / "scan.pdf", "scan.pdf") as pdf:
        layered = ocr.add_text(pdf, [1], tmp_path)
    reading = read_report(layered, "id", "layered.pdf")
    assert [page.text_source for page in reading.pages] == ["ocr"]
    assert sum(figure.value is not None for figure in reading.figures) == 3 * len(ROWS)


@needs_tesseract
def test_text_in_a_font_without_encoding_is_not_recognized_after_a_scan(tmp_path: Path) -> None:
    read_report(mixed(tmp_path), "id", "mixed.pdf")
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(hostile.sheet("BT /F 10 Tf 50 800 Td (Kostnader uppgick till 12 345 tkr.) Tj ET"))
    reading = read_report(plain, "id", "plain.pdf")
    assert [page.text_source for page in reading.pages] == ["text"]
    assert [number.token for number in reading.numbers] == ["12", "345"]


def test_wide_pictures_are_counted_without_parsing(tmp_path: Path) -> None:
    text = report(tmp_path / "report.pdf")
    scan_pages(text, tmp_path / "scan.pdf", Scanner(dpi=150))
    (tmp_path / "link.pdf").symlink_to(tmp_path / "scan.pdf")
    (tmp_path / "report.txt").write_bytes(b"/Width 2480 " + (tmp_path / "scan.pdf").read_bytes()[1100:])
    names = ("report.pdf", "scan.pdf", "link.pdf", "report.txt", "missing.pdf")
    assert [pages_to_scan(tmp_path / name) for name in names] == [0, 1, 0, 0, 0]


def test_paper_has_no_ink() -> None:
    noise = np.random.default_rng(1).normal(240, 6, (400, 400)).clip(0, 255).astype(np.uint8)
    assert not list(text_runs(ink_of(Image.fromarray(noise))))
