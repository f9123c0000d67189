"""The picture of a page that shows what was read: colours at known places, rotated pages, reports without pages."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst
from PIL import Image
from typer.testing import CliRunner

from dagster_project.cli.app import app
from dagster_project.reading.show import COLOURS, show_page
from dagster_project.reading.sources.open import read_document

TABLE = """
#table(columns: (4cm, 2cm, 2cm), align: (left, right, right), stroke: 0.5pt,
  [Tkr], [Budget 2023], [Utfall 2023],
  [Förskola], [1 204], [1 198],
  [Grundskola], [3 310], [3 402],
  [*Summa*], [*4 514*], [*4 600*])
"""
PAGE = '#set page(width: 16cm, height: 12cm, margin: 2cm)\n#set text(size: 9pt, lang: "sv")\n= Driftredovisning\n'
_SCALE = 2


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(typst.compile((PAGE + TABLE).encode()))
    return path


def kinds_near(image: Image.Image, text: str, report: Path) -> set[str]:
    """What is drawn in full colour within four points of a cell."""
    document = read_document(report, "report", report.name)
    page = document.pages[0]
    tables = [block for block in page.blocks if hasattr(block, "rows")]
    cell = next(cell for table in tables for row in table.rows for cell in row.cells if cell.text == text)
    place = cell.place
    assert place.x0 is not None and place.top is not None and place.x1 is not None and place.bottom is not None
    edges = (place.x0 - 4, place.top - 4, place.x1 + 6, place.bottom + 4)
    left, top, right, bottom = (round(edge * _SCALE) for edge in edges)
    part = image.crop((left, top, right, bottom))
    colours = {colour for _, colour in part.getcolors(1 << 20) or []}
    return {kind for kind, colour in COLOURS.items() if colour in colours}


def test_rows_headers_tables_and_sums_are_drawn_in_their_colours(report: Path, tmp_path: Path) -> None:
    show_page(report, 1, tmp_path / "page.png")
    with Image.open(tmp_path / "page.png") as image:
        assert image.width == pytest.approx(16 / 2.54 * 72 * _SCALE, abs=2)
        assert "header" in kinds_near(image, "Utfall 2023", report)
        assert {"leaf", "relation"} <= kinds_near(image, "1 198", report)
        assert {"total", "relation"} <= kinds_near(image, "4 600", report)
        assert "total" not in kinds_near(image, "1 204", report)


def test_a_page_printed_sideways_is_shown_upright(tmp_path: Path) -> None:
    turned = PAGE.replace("= Driftredovisning\n", "") + f"#rotate(-90deg, reflow: true)[{TABLE}]"
    path = tmp_path / "turned.pdf"
    path.write_bytes(typst.compile(turned.encode()))
    show_page(path, 1, tmp_path / "page.png")
    with Image.open(tmp_path / "page.png") as image:
        assert image.height > image.width
        assert "total" in kinds_near(image, "4 600", path)


def test_missing_pages_and_text_files_are_refused_with_a_reason(report: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="pages 1 to 1"):
        show_page(report, 2, tmp_path / "page.png")
    text = tmp_path / "report.txt"
    text.write_text("Verksamhetsberättelse 2023\n\nTkr\tBudget 2023\tUtfall 2023\nFörskola\t1 204\t1 198\n", "utf-8")
    with pytest.raises(ValueError, match=r"staging\.numbers"):
        show_page(text, 1, tmp_path / "page.png")


def test_the_command_saves_the_picture(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "seen.png"
    shown = CliRunner().invoke(app, ["show", str(report), "--page", "1", "--out", str(out)])
    assert (shown.exit_code, shown.stdout) == (0, f"{out}\n")
    assert out.stat().st_size > 10_000
    refused = CliRunner().invoke(app, ["show", str(report), "--page", "9", "--out", str(out)])
    assert refused.exit_code == 1
    assert "pages 1 to 1" in refused.stderr
