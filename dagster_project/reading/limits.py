"""How much one file may hold, and how long it may take: a bound on what a hostile or a broken one can cost.

Every limit is several times what the fullest real reports need, and may be set by an environment variable: `BOKSLUT_`
and its name. Here belong all limits on what is read and nothing else.
"""

from __future__ import annotations

import os

PREFIX = "BOKSLUT_"


def setting(name: str, default: int) -> int:
    """A limit: the environment's where it says one. Raises ValueError naming the variable when that is no number."""
    text = os.environ.get(PREFIX + name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise ValueError(f"{PREFIX}{name} is {text!r}; give a whole number above 0, or leave it out for {default}.")
    return int(text)


WORKERS = setting("WORKERS", 2)
"""Processes that read, a file each."""
SECONDS_PER_FILE = setting("SECONDS_PER_FILE", 600)
"""After them the reading is ended; a page that is a picture adds some, for OCR."""
MEMORY_PER_WORKER = setting("MEMORY_PER_WORKER", 4 * 1024**3)
"""In bytes, of a process that reads."""
MOST_PAGES = setting("MOST_PAGES", 1_500)
MOST_CHARACTERS = setting("MOST_CHARACTERS", 40_000)
"""On one page; the fullest printed ones have 5 000. A report with a fuller page is refused."""
MOST_DRAWN = setting("MOST_DRAWN", 500_000)
"""Texts, lines and areas on one page, a form counted as one; detailed maps have 100 000. A fuller one is refused."""
MOST_SHAPES = setting("MOST_SHAPES", 10_000)
"""Rules, areas and curves on one page; the fullest tables have 1 000. Of a fuller one, a map or a chart, only the words
are read."""
MOST_TEXT_BYTES = setting("MOST_TEXT_BYTES", 64 * 1024**2)
"""Of a text or a web page; a thousand printed pages have 3 MB."""
MOST_PARTS = setting("MOST_PARTS", 5_000)
"""Parts of a Word document, most of them its pictures."""
MOST_PART_BYTES = setting("MOST_PART_BYTES", 150 * 1024**2)
"""Of one part of a Word document that is text, unpacked; a thousand pages have 30 MB."""
MOST_PACKAGE_BYTES = setting("MOST_PACKAGE_BYTES", 600 * 1024**2)
"""Of a Word document with all its pictures, unpacked."""
MOST_WORDS_IN_A_LINE = setting("MOST_WORDS_IN_A_LINE", 300)
"""The longest lines, of landscape tables, have 60. What stands at the same height beyond them is another line."""
MOST_SCANNED_PAGES = setting("MOST_SCANNED_PAGES", 400)
"""Pages that are pictures: each takes some ten seconds to read by OCR."""
SECONDS_PER_SCANNED_PAGE = setting("SECONDS_PER_SCANNED_PAGE", 180)
"""Of one page by OCR; beyond them it is left unread."""
MOST_PIXELS = setting("MOST_PIXELS", 40_000_000)
"""Of the picture that OCR reads of a page; an A3 sheet at 300 dpi has 17 million."""
