"""Patterns of printed text that several sources share: bullets, numbers of list items, and headings by size.

What only one source needs stays in that source. Years are in `reading/numbers.py`, words of reports in
`reading/vocabulary/`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

CELL_BULLETS = "•·▪‣"
"""Characters that begin an item of a list inside a table cell, where other signs may be values or status marks."""
BULLET = re.compile(r"([•·▪‣◦–-])\s+(?=\S)")
"""A bullet typed at the beginning of a paragraph, in formats that know their own lists (DOCX, HTML)."""
PRINTED_BULLET = re.compile(r"([•·▪‣◦●⬤◆■▲▼○□➢►\uf0b7\uf0a7]|[-–—](?=\s))\s*(?=\S)")
"""A bullet at the beginning of a printed line, where word processors may leave no space after it (PDF)."""
ORDINAL = re.compile(r"(\d{1,2}[.)]|[a-h]\))\s+(?=\S)")
"""The number or letter of a list item: "1.", "2)", "a)"."""
HEADING_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+\D")
"""The number of a heading: "3 Ekonomi", "1.2. Personal"."""

# In font sizes of the body: how large a heading is, when bold and when not, and the least size of a bold one.
_LARGER_BOLD, _LARGER, _LEAST_BOLD = 1.06, 1.15, 0.98
# From this size on a heading may end like a sentence.
_TITLE = 1.3
# Sizes, in points, that differ by less are one level.
_SAME_SIZE = 0.2


def larger_than_body(size: float, body: float) -> bool:
    """Whether a font size is that of headings in a document whose running text has size `body`, both in points."""
    return size > body * _LARGER_BOLD


def heading_level(text: str, size: float, bold: bool, body: float, sizes: Mapping[int, float]) -> int | None:
    """The level (from 1) of a line that looks like a heading, None for a line that does not.

    `size` and `body`, the size of running text, are in points; `sizes` are the font sizes of the levels known. A
    heading is larger than the body or bold; a printed number decides its level, else its size does. A bold line no
    larger than the body is one level below all sizes.
    """
    is_larger = size > body * (_LARGER_BOLD if bold else _LARGER)
    if not is_larger and not (bold and size >= body * _LEAST_BOLD):
        return None
    if text.endswith((".", ",", ";")) and size < body * _TITLE:
        return None
    number = HEADING_NUMBER.match(text)
    if number:
        return number[1].count(".") + 1
    deepest = max(sizes, default=0) + 1
    if not is_larger:
        return deepest
    return next((level for level, known in sorted(sizes.items()) if known <= size + _SAME_SIZE), deepest)
