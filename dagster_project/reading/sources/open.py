"""Opens a report by what its bytes are, whatever its name says."""

from __future__ import annotations

from pathlib import Path

from dagster_project.reading.errors import UnreadableReport
from dagster_project.reading.model import Document
from dagster_project.reading.sources.pdf import read_pdf
from dagster_project.reading.sources.text import read_text

_PDF_MARK = b"%PDF-"
_MARK_WITHIN = 1024


def read_document(path: Path, document_id: str, file_name: str) -> Document:
    """The document in a file. Raises UnreadableReport where its bytes are no report that can be read.

    A PDF may have a few bytes before its mark (the standard's implementation notes allow 1024).
    """
    try:
        with path.open("rb") as file:
            head = file.read(_MARK_WITHIN)
    except PermissionError as error:
        detail = f"{file_name} may not be opened by the user that runs this; give it the right to read the file"
        raise UnreadableReport("no_permission", detail) from error
    if not head.strip(b"\x00 \t\r\n"):
        raise UnreadableReport("empty", f"{file_name} is empty; send the report again")
    if _PDF_MARK in head:
        return read_pdf(path, document_id, file_name)
    if path.suffix.lower() == ".pdf":
        raise UnreadableReport("wrong_format", f"{file_name} is named .pdf but is no PDF; name it by what it is")
    return read_text(path, document_id, file_name)
