"""Reads a text report: decodes the bytes, tells whether lines or whole pages are its units, and builds the document.

Here belongs what concerns the file as a whole; how lines become blocks is told in `lines`, how the words of a page that
lost its lines do, in `flat`.
"""

from __future__ import annotations

import codecs
import html
import re
from pathlib import Path

from dagster_project.reading.errors import UnreadableReport
from dagster_project.reading.model import Document, Page
from dagster_project.reading.sources import flat, lines

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (DOCX, XLSX, ODT)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_LONG_LINE = 300
_TAGS_AND_ADDRESSES = re.compile(
    r"</?[a-zA-Z][a-zA-Z]*(?:\s[^<>]*)?/?>|</?h[1-6]>|<!--.*?-->"
    r"|!\[[^\]\n]*\]\([^)\n]*\)|(?<=\])\((?:http|mailto|#|/)[^)\s]*\)",
    re.S,
)


def read_text(path: Path, document_id: str, file_name: str) -> Document:
    """The document of a text file: tab-separated lines, Markdown with HTML remnants, or pages flattened to one line.

    Raises UnreadableReport for a file that is empty, is no text, or has no words.
    """
    text = decode(path.read_bytes(), file_name).rstrip("\f\r\n")
    if flattened(text):
        return Document(document_id, file_name, "flat", flat.read_pages(text))
    pages = lines.read_pages(text)
    digits = [count_digits(part) for part in text.split("\f")] if len(pages) > 1 else [count_digits(text)]
    return Document(
        document_id,
        file_name,
        "markup" if lines.has_markup(text) else "tabbed",
        tuple(Page(number, blocks, label, digits[number - 1]) for number, (blocks, label) in enumerate(pages, start=1)),
    )


def decode(data: bytes, file_name: str) -> str:
    """The text in the bytes: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252, else Latin-1."""
    if not data.strip(b"\x00 \t\r\n\f"):
        raise UnreadableReport("empty", f"{file_name} holds no text; send the report again")
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise UnreadableReport("wrong_format", f"{file_name} is {name}, not text; name it by what it is")
    text = _decoded(data, file_name)
    controls = _CONTROL.search(text)
    if len(_CONTROL.findall(text)) > len(text) // 500:
        at = controls.start() if controls else 0
        raise UnreadableReport(
            "wrong_format", f"{file_name} is not text: control characters from character {at} on; save it as UTF-8"
        )
    if not re.search(r"[^\W\d_]{2}", text):
        raise UnreadableReport("no_text", f"{file_name} has no words; send the report as text or PDF")
    return text


def _decoded(data: bytes, file_name: str) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    if encoding is None and data[:2000].count(b"\x00") > len(data[:2000]) // 4:
        encoding = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
    for name in [encoding] if encoding else ["utf-8", "cp1252", "latin-1"]:
        try:
            return data.decode(name)
        except UnicodeDecodeError as error:
            failure = error
    raise UnreadableReport("wrong_format", f"{file_name} is no valid {encoding} text: {failure}; save it as UTF-8")


def flattened(text: str) -> bool:
    """Whether pages have lost their lines: nearly all text stands in a few very long lines, and tabs are missing."""
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
    """How many decimal digits stand in the raw text outside tags and link addresses.

    Counted without the readers' help, so that a digit they lose is seen.
    """
    return sum(c.isdecimal() for c in html.unescape(_TAGS_AND_ADDRESSES.sub(" ", raw)))
