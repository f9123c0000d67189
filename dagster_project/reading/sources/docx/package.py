"""Opens the package of a .docx file, its parts within limits."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from dagster_project.errors import UnreadableReport
from dagster_project.reading.limits import MOST_PACKAGE_BYTES, MOST_PART_BYTES, MOST_PARTS
from dagster_project.terms import Reason

DOCUMENT_PART = "word/document.xml"
_OLE_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OTHER_PACKAGES = (
    ("xl/", "a spreadsheet (XLSX)"),
    ("ppt/", "a presentation (PPTX)"),
    ("content.xml", "an OpenDocument file (ODT, ODS)"),
)
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)


def office_problem(data: bytes, file_name: str) -> UnreadableReport:
    """The reason not to read an old or an encrypted Office file. `data` is its beginning or all of it."""
    if _OLE_PACKAGE in data:
        return UnreadableReport(Reason.ENCRYPTED, f"{file_name} is locked with a password; send it without one")
    detail = f"{file_name} is an old Office file (DOC, XLS); save it as DOCX or PDF"
    return UnreadableReport(Reason.WRONG_FORMAT, detail)


def open_docx(path: Path, file_name: str) -> Any:
    """The document by python-docx. Raises UnreadableReport for a damaged or too large archive, or another file."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, file_name)
        return docx.Document(str(path))
    except zipfile.BadZipFile as error:
        raise UnreadableReport(Reason.TRUNCATED, f"{file_name} is damaged or cut off; send the report again") from error
    # What python-docx and lxml raise for a package that lacks parts or has broken ones.
    except (OpcError, KeyError, etree.XMLSyntaxError, ValueError, NotImplementedError, RuntimeError) as error:
        detail = f"{file_name} is not a Word document that can be read ({error}); save it again as DOCX or PDF"
        raise UnreadableReport(Reason.TRUNCATED, detail) from error


def _check(archive: zipfile.ZipFile, file_name: str) -> None:
    """Raises UnreadableReport for a package that must not be unpacked."""
    parts = {info.filename: info for info in archive.infolist()}
    if DOCUMENT_PART not in parts:
        kinds = (kind for mark, kind in _OTHER_PACKAGES if any(name.startswith(mark) for name in parts))
        kind = next(kinds, "a ZIP archive that holds no Word document")
        raise UnreadableReport(Reason.WRONG_FORMAT, f"{file_name} is {kind}; save the report as DOCX or PDF")
    xml = [info.file_size for name, info in parts.items() if name.endswith((".xml", ".rels"))]
    whole = sum(info.file_size for info in parts.values())
    if len(parts) > MOST_PARTS or max(xml) > MOST_PART_BYTES or whole > MOST_PACKAGE_BYTES:
        detail = (
            f"{file_name} unpacks to {whole // 1024**2} MB in {len(parts)} parts; a report has at most "
            f"{MOST_PACKAGE_BYTES // 1024**2} MB in {MOST_PARTS}: split it, or send it as PDF"
        )
        raise UnreadableReport(Reason.TOO_LARGE, detail)
    for name in parts:
        if name.endswith((".xml", ".rels")) and _DECLARATIONS.search(archive.read(name)[:4096]):
            detail = f"{file_name} declares a document type in {name}, which Word never does; save it again in Word"
            raise UnreadableReport(Reason.WRONG_FORMAT, detail)
    if _STRICT in archive.read(DOCUMENT_PART)[:8192]:
        detail = f"{file_name} is saved as Strict Open XML; save it as an ordinary Word document (.docx)"
        raise UnreadableReport(Reason.WRONG_FORMAT, detail)
