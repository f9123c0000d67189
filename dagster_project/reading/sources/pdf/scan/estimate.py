"""How many pages of a file OCR may have to read, estimated from its bytes without opening it as a PDF.

A PDF describes its pictures in plain text even where their content is compressed, so that the parent process can allow
time for OCR without parsing the file.
"""

from __future__ import annotations

import re
from pathlib import Path

from dagster_project.reading.limits import MOST_SCANNED_PAGES

# In pixels: an A4 page scanned at 100 dpi. Narrower pictures are not pages.
_WIDTH_OF_A_PAGE = 800
_WIDTH = re.compile(rb"/Width\s+(\d{3,5})\b")


def pages_to_scan(path: Path) -> int:
    """How many pictures of a PDF are as wide as a scanned page; 0 of another file or one that cannot be read."""
    # Opening a pipe would wait for ever, and no time limit applies here.
    if path.is_symlink() or not path.is_file():
        return 0
    try:
        data = path.read_bytes()
    except OSError:
        return 0
    if b"%PDF-" not in data[:1024]:
        return 0
    widths = map(int, _WIDTH.findall(data))
    return min(MOST_SCANNED_PAGES, sum(width >= _WIDTH_OF_A_PAGE for width in widths))
