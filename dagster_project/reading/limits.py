"""How much one file may hold: a bound on the time that a hostile or a broken one can take.

Every limit is several times what the fullest real reports have. Here belong limits on what is read; how long it may
take and how much memory it may use is the pool's.
"""

from __future__ import annotations

MOST_PAGES = 1_500
MOST_CHARACTERS = 40_000
"""On one page; the fullest printed ones have 5 000. A report with a fuller page is refused."""
MOST_SHAPES = 10_000
"""Rules, areas and curves on one page; the fullest tables have 1 000. Of a fuller one, a map or a chart, only the words
are read."""
MOST_TEXT_BYTES = 64 * 1024**2
"""Of a text or a web page; a thousand printed pages have 3 MB."""
MOST_PARTS = 5_000
"""Parts of a Word document, most of them its pictures."""
MOST_PART_BYTES = 150 * 1024**2
"""Of one part of a Word document that is text, unpacked; a thousand pages have 30 MB."""
MOST_PACKAGE_BYTES = 600 * 1024**2
"""Of a Word document with all its pictures, unpacked."""
MOST_WORDS_IN_A_LINE = 300
"""The longest lines, of landscape tables, have 60. What stands at the same height beyond them is another line."""
MOST_SCANNED_PAGES = 400
"""Pages that are pictures: each takes some ten seconds to read by OCR."""
SECONDS_PER_SCANNED_PAGE = 180
"""Of one page by OCR; beyond them it is left unread."""
MOST_PIXELS = 40_000_000
"""Of the picture that OCR reads of a page; an A3 sheet at 300 dpi has 17 million."""
