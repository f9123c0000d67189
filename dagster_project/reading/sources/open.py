"""Opens a report by what its bytes are, whatever its name says."""

from __future__ import annotations

import stat
from pathlib import Path

from dagster_project.errors import UnreadableReport
from dagster_project.reading.limits import MOST_TEXT_BYTES
from dagster_project.reading.model import Document
from dagster_project.reading.sources.docx.package import office_problem
from dagster_project.reading.sources.docx.reader import read_docx
from dagster_project.reading.sources.html.reader import is_page, read_page
from dagster_project.reading.sources.pdf.reader import read_pdf
from dagster_project.reading.sources.text import reader as text_source
from dagster_project.reading.sources.text.encodings import decode
from dagster_project.terms import Reason

_PDF_MARK = b"%PDF-"
_MARK_WITHIN = 1024
_ARCHIVE_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE_MARK = b"\xd0\xcf\x11\xe0"


def read_document(path: Path, document_id: str, file_name: str) -> Document:
    """The document in a file. Raises UnreadableReport where its bytes are no report that can be read.

    A PDF may have a few bytes before its mark (the standard's implementation notes allow 1024).
    """
    head = _head(path, file_name)
    if not head.strip(b"\x00 \t\r\n"):
        raise UnreadableReport(Reason.EMPTY, f"{file_name} is empty; send the report again")
    if _PDF_MARK in head:
        return read_pdf(path, document_id, file_name)
    if head.startswith(_ARCHIVE_MARKS):
        return read_docx(path, document_id, file_name)
    if head.startswith(_OLE_MARK):
        raise office_problem(path.read_bytes(), file_name)
    return _read_text_or_page(path, document_id, file_name)


def _read_text_or_page(path: Path, document_id: str, file_name: str) -> Document:
    size = path.stat().st_size
    if size > MOST_TEXT_BYTES:
        limit = MOST_TEXT_BYTES // 1024**2
        detail = f"{file_name} has {size // 1024**2} MB of text; a report has at most {limit}: split it"
        raise UnreadableReport(Reason.TOO_LARGE, detail)
    text = decode(path.read_bytes(), file_name)
    if path.suffix.lower() == ".pdf":
        # Mostly what a web server answered in place of the file, so it is not read as a report.
        kind = (
            "an HTML page, as a web server sends in place of a file: get the report again" if is_page(text) else "text"
        )
        detail = f"{file_name} is named .pdf but is {kind}; name it by what it is to have it read"
        raise UnreadableReport(Reason.WRONG_FORMAT, detail)
    if is_page(text):
        return read_page(text, document_id, file_name)
    return text_source.document_of(text, document_id, file_name)


def _head(path: Path, file_name: str) -> bytes:
    """The first bytes of a plain file. A link could lead anywhere, and to open a pipe would wait for ever."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            detail = f"{file_name} is a link, a pipe or a device, which is not opened; put the file itself there"
            raise UnreadableReport(Reason.NOT_A_FILE, detail)
        with path.open("rb") as file:
            return file.read(_MARK_WITHIN)
    except PermissionError as error:
        detail = f"{file_name} may not be opened by the user that runs this; give it the right to read the file"
        raise UnreadableReport(Reason.NO_PERMISSION, detail) from error
    except FileNotFoundError as error:
        detail = f"{file_name} can't be found; if its name has letters that are not UTF-8, rename it"
        raise UnreadableReport(Reason.UNREACHABLE, detail) from error
