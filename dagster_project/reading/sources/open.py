"""Opens a report: the first bytes of the file decide its format, not its name."""

from __future__ import annotations

import stat
from pathlib import Path

from dagster_project.errors import UnreadableReport
from dagster_project.reading.limits import MOST_TEXT_BYTES
from dagster_project.reading.model import Document
from dagster_project.reading.sources.compound import SIGNATURE as COMPOUND_SIGNATURE
from dagster_project.reading.sources.compound import compound_problem
from dagster_project.reading.sources.docx.reader import read_docx
from dagster_project.reading.sources.html.archive import saved_page
from dagster_project.reading.sources.html.reader import is_page, read_page
from dagster_project.reading.sources.pdf.reader import read_pdf
from dagster_project.reading.sources.pdf.scan.alone import read_picture
from dagster_project.reading.sources.text import reader as text_source
from dagster_project.reading.sources.text.encodings import decode, is_mail
from dagster_project.terms import Reason

_PDF_SIGNATURE = b"%PDF-"
# In bytes: a PDF may have others before its signature, 1024 by the implementation notes of the PDF Reference.
_SIGNATURE_WITHIN = 1024
_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")


def read_document(path: Path, document_id: str, file_name: str) -> Document:
    """The document in a file; `file_name` is its name in messages. Raises UnreadableReport where it can't be read."""
    head = _head(path, file_name)
    if not head.strip(b"\x00 \t\r\n"):
        raise UnreadableReport(Reason.EMPTY, f"{file_name} is empty; send the report again")
    # Before PDF: an archive or a mail may hold one near its beginning.
    if head.startswith(_ZIP_SIGNATURES):
        return read_docx(path, document_id, file_name, read_picture)
    if head.startswith(COMPOUND_SIGNATURE):
        raise compound_problem(path.read_bytes(), file_name)
    if _PDF_SIGNATURE in head:
        return read_pdf(path, document_id, file_name)
    return _read_text_or_page(path, document_id, file_name)


def _read_text_or_page(path: Path, document_id: str, file_name: str) -> Document:
    size = path.stat().st_size
    if size > MOST_TEXT_BYTES:
        limit = MOST_TEXT_BYTES // 1024**2
        detail = f"{file_name} has {size // 1024**2} MB of text; a report has at most {limit}: split it"
        raise UnreadableReport(Reason.TOO_LARGE, detail)
    data = path.read_bytes()
    page = saved_page(data) if is_mail(data) else None
    text = decode(page or data, file_name)
    if path.suffix.lower() == ".pdf":
        # Mostly an error page that a web server sent instead of the file, so it is not read as a report.
        kind = "an HTML page, as web servers send for a missing file: get the report again" if is_page(text) else "text"
        detail = f"{file_name} is named .pdf but is {kind}; to have it read as it is, rename it .html or .txt"
        raise UnreadableReport(Reason.WRONG_FORMAT, detail)
    if is_page(text):
        return read_page(text, document_id, file_name)
    return text_source.document_of(text, document_id, file_name)


def _head(path: Path, file_name: str) -> bytes:
    """The first bytes of a regular file. A link could lead anywhere, and opening a pipe would wait for ever."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            detail = f"{file_name} is a link, a pipe or a device, which is not opened; put the file itself there"
            raise UnreadableReport(Reason.NOT_A_FILE, detail)
        with path.open("rb") as file:
            return file.read(_SIGNATURE_WITHIN)
    except PermissionError as error:
        detail = f"{file_name} may not be opened by the user that runs this; give that user the right to read it"
        raise UnreadableReport(Reason.NO_PERMISSION, detail) from error
    except FileNotFoundError as error:
        detail = f"{file_name} can't be found; if its name has letters that are not UTF-8, rename it"
        raise UnreadableReport(Reason.UNREACHABLE, detail) from error
