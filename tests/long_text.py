"""A PDF of prose with one table, on its last page but one, and what it takes to read it in a process of its own."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.conftest import ROOT

LINES = 30
_SAME = "Arbetet har bedrivits enligt plan, och nämnden har följt verksamheten under hela året."
_WORDS = (
    *("arbetet", "barn", "behov", "budget", "elever", "följd", "insatser", "invånare", "kostnader", "kvalitet"),
    *("miljö", "mål", "nämnden", "omsorg", "personal", "plan", "resultat", "skolan", "trafik", "under", "utveckling"),
)
_TABLE = (
    ("Tkr", "Budget 2023", "Utfall 2023", "Avvikelse"),
    ("Intäkter", "1 000", "1 100", "100"),
    ("Personalkostnader", "-5 000", "-5 300", "-300"),
    ("Lokalkostnader", "-1 000", "-1 200", "-200"),
    ("Nettokostnad", "-5 000", "-5 400", "-400"),
)
# For a process that imports only the reading library. Its `ru_maxrss` would be at least that of this process: a process
# keeps it when it starts another program. The limit keeps a reading without bound from taking the machine's memory.
_READ = """
import json, re, resource, sys, time
from pathlib import Path
from dagster_project.reading.read import read_report
resource.setrlimit(resource.RLIMIT_AS, (4 * 1024**3, 4 * 1024**3))
reading = read_report(Path(sys.argv[1]), "peak", "peak.pdf")
figures = [(f.value_as_printed, f.row_label, f.column_label, f.unit, f.page_number) for f in reading.figures]
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps([reading.document.pages, peak, time.process_time(), figures]))
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """A file as read: its figures as value, row, column, unit and page.

    `megabytes` is the most memory of the process, `seconds` its processor time.
    """

    pages: int
    megabytes: float
    seconds: float
    figures: list[tuple[str, str, str, str, int]]


def write(path: Path, pages: int) -> None:
    """Write the PDF: half of the lines are the same on every page, the others are not."""
    words = random.Random(1)
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica", 11)
        canvas.drawString(60, 780, f"Kommunstyrelsen, Storumans kommun, årsredovisning 2023, sida {page}")
        if page == pages - 1:
            _draw_table(canvas)
        else:
            for line in range(LINES):
                text = " ".join(words.choices(_WORDS, k=11)).capitalize() + "."
                canvas.drawString(60, 740 - 20 * line, text if line % 2 else _SAME)
        canvas.showPage()
    canvas.save()


def expected_figures(pages: int) -> list[tuple[str, str, str, str, int]]:
    """The figures of the table, as `Measured` has them."""
    _, *heads = _TABLE[0]
    return [
        (value, label, head, "TSEK", pages - 1)
        for label, *values in _TABLE[1:]
        for value, head in zip(values, heads, strict=True)
    ]


def measure(path: Path) -> Measured:
    """Read a file in a process of its own."""
    output = subprocess.check_output([sys.executable, "-c", _READ, path], cwd=ROOT, text=True)
    pages, peak, seconds, figures = json.loads(output)
    return Measured(pages, peak / 1024, seconds, [tuple(figure) for figure in figures])


def _draw_table(canvas: Canvas) -> None:
    for row, (label, *values) in enumerate(_TABLE):
        height = 700 - 18 * row
        canvas.drawString(60, height, label)
        for x, value in zip((300, 400, 500), values, strict=True):
            canvas.drawRightString(x, height, value)
