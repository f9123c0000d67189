"""Reads a text report: decides whether lines or whole pages are its units, and builds the document.

`blocks` reads text that has kept its lines, `flattened` text whose pages are one line each.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from dagster_project.reading.model import Document, Page
from dagster_project.reading.sources.text.blocks import has_markup, read_pages
from dagster_project.reading.sources.text.encodings import decode
from dagster_project.reading.sources.text.flattened.pages import read_flattened_pages
from dagster_project.terms import Reader

_LONG_LINE = 300
_TAGS_AND_ADDRESSES = re.compile(
    r"</?[a-zA-Z][a-zA-Z]*(?:\s[^<>]*)?/?>|</?h[1-6]>|<!--.*?-->"
    r"|!\[[^\]\n]*\]\([^)\n]*\)|(?<=\])\((?:http|mailto|#|/)[^)\s]*\)",
    re.S,
)


def read_text(path: Path, document_id: str, file_name: str) -> Document:
    """The document of a text file: tab-separated lines, Markdown with HTML remnants, or pages flattened to one line.

    Raises UnreadableReport for a file that is empty, is not text, or has no words.
    """
    return document_of(decode(path.read_bytes(), file_name), document_id, file_name)


def document_of(text: str, document_id: str, file_name: str) -> Document:
    """The document of a text report's decoded text."""
    text = text.rstrip("\f\r\n")
    if flattened(text):
        return Document(document_id, file_name, Reader.FLAT, read_flattened_pages(text))
    pages = read_pages(text)
    digits = [count_digits(part) for part in text.split("\f")] if len(pages) > 1 else [count_digits(text)]
    return Document(
        document_id,
        file_name,
        Reader.MARKUP if has_markup(text) else Reader.TABBED,
        tuple(Page(number, blocks, label, digits[number - 1]) for number, (blocks, label) in enumerate(pages, start=1)),
    )


def flattened(text: str) -> bool:
    """Whether pages have lost their lines: nearly all text is in a few very long lines, and there are no tabs."""
    printed = [line for line in re.split(r"[\n\f]", text) if line.strip()]
    if "\t" in text.strip() or not printed:
        return False
    long = [line for line in printed if len(line) >= _LONG_LINE]
    few = len(printed) <= 3 and len(text) >= 150 * len(printed) and len(re.findall(r"\d+", text)) >= 8
    blank = text.count("\n") + 1 - len(printed)
    return few or (
        sum(map(len, long)) >= 0.8 * sum(map(len, printed)) and len(long) >= 0.5 * len(printed) and blank < len(printed)
    )


def count_digits(raw: str) -> int:
    """The number of decimal digits in the raw text, outside tags and link addresses.

    Counted independently of the readers, so that a digit they lose is noticed.
    """
    return sum(c.isdecimal() for c in html.unescape(_TAGS_AND_ADDRESSES.sub(" ", raw)))
