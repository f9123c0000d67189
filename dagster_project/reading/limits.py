"""Limits on the size of a file and on the time to read it: a bound on the cost of a hostile or broken one.

Every limit is several times the need of the fullest real reports, and can be set by an environment variable: `BOKSLUT_`
and its name. All limits on reading belong here, and nothing else.
"""

from __future__ import annotations

import os

PREFIX = "BOKSLUT_"


def setting(name: str, default: int) -> int:
    """A limit, from the environment if set there; raises ValueError naming the variable if not a number above 0."""
    text = os.environ.get(PREFIX + name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise ValueError(f"{PREFIX}{name} is {text!r}; give a whole number above 0, or leave it out for {default}.")
    return int(text)


WORKERS = setting("WORKERS", 2)
"""Processes that read in parallel, one file each."""
SECONDS_PER_FILE = setting("SECONDS_PER_FILE", 600)
"""After these the reading is ended; every scanned page adds SECONDS_PER_SCANNED_PAGE."""
MEMORY_PER_WORKER = setting("MEMORY_PER_WORKER", 4 * 1024**3)
"""In bytes, per process that reads."""
MOST_PAGES = setting("MOST_PAGES", 1_500)
MOST_CHARACTERS = setting("MOST_CHARACTERS", 40_000)
"""On one page; the fullest printed pages have 5 000. A report with a fuller one is refused."""
MOST_DRAWN = setting("MOST_DRAWN", 500_000)
"""Texts, lines and areas on one page, a form counted as one; detailed maps have 100 000. Fuller pages are refused."""
MOST_SHAPES = setting("MOST_SHAPES", 10_000)
"""Rules, areas and curves on one page; the fullest tables have 1 000. Of fuller pages, maps and charts, only the words
are read."""
MOST_TEXT_BYTES = setting("MOST_TEXT_BYTES", 64 * 1024**2)
"""Of a text file or a web page; a thousand printed pages have 3 MB."""
MOST_CELLS = setting("MOST_CELLS", 100_000)
"""Of a workbook embedded in a Word document; the largest tables of reports have 5 000."""
MOST_PARTS = setting("MOST_PARTS", 5_000)
"""Parts of a Word document, most of which are pictures."""
MOST_PART_BYTES = setting("MOST_PART_BYTES", 150 * 1024**2)
"""Of one text part of a Word document, unpacked; a thousand pages have 30 MB."""
MOST_PACKAGE_BYTES = setting("MOST_PACKAGE_BYTES", 600 * 1024**2)
"""Of a Word document with all its pictures, unpacked."""
MOST_WORDS_IN_A_LINE = setting("MOST_WORDS_IN_A_LINE", 300)
"""The longest lines, of landscape tables, have 60. Further words at the same height are another line."""
MOST_SCANNED_PAGES = setting("MOST_SCANNED_PAGES", 400)
"""Scanned pages in one file; OCR takes some ten seconds per page."""
SECONDS_PER_SCANNED_PAGE = setting("SECONDS_PER_SCANNED_PAGE", 180)
"""For OCR of one page; after these it is left unread."""
MOST_PIXELS = setting("MOST_PIXELS", 40_000_000)
"""Of the picture of a page that OCR reads; an A3 sheet at 300 dpi has 17 million."""
