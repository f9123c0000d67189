"""Opens the package of a .docx file, its parts within limits."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from dagster_project.errors import UnreadableReport
from dagster_project.reading.limits import MOST_PACKAGE_BYTES, MOST_PART_BYTES, MOST_PARTS
from dagster_project.terms import Reason

DOCUMENT_PART = "word/document.xml"
_TYPES_PART = "[Content_Types].xml"
_SAVE = "save the report as PDF or DOCX"
# By the part that says so: what else Office and OpenDocument pack into a ZIP archive, and what to do with it.
_OFFICE_PACKAGES = (
    ("xl/", f"a spreadsheet (XLSX), no report; {_SAVE}"),
    ("ppt/", "a presentation (PPTX), no report; save it as PDF to have it read"),
)
_OPEN_DOCUMENTS = (
    (b"opendocument.spreadsheet", f"a spreadsheet (ODS), no report; {_SAVE}"),
    (b"opendocument.presentation", "a presentation (ODP), no report; save it as PDF to have it read"),
    (b"opendocument.text", "an OpenDocument text (ODT); save it as DOCX or PDF"),
)
_LONGEST_TYPE = 200
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)


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


def _other_package(archive: zipfile.ZipFile, parts: Collection[str]) -> str:
    """What an archive without a Word document is, and what to do with it."""
    if _TYPES_PART in parts:
        kinds = (kind for mark, kind in _OFFICE_PACKAGES if any(name.startswith(mark) for name in parts))
        return next(kinds, f"an Office file that holds no Word document; {_SAVE}")
    if "mimetype" in parts and "content.xml" in parts:
        with archive.open("mimetype") as file:
            stated = file.read(_LONGEST_TYPE)
        return next((kind for mark, kind in _OPEN_DOCUMENTS if mark in stated), f"an OpenDocument file; {_SAVE}")
    return "a ZIP archive, no report; unpack it and put the reports in it there instead"


def _check(archive: zipfile.ZipFile, file_name: str) -> None:
    """Raises UnreadableReport for a package that must not be unpacked."""
    parts = {info.filename: info for info in archive.infolist()}
    if DOCUMENT_PART not in parts:
        raise UnreadableReport(Reason.WRONG_FORMAT, f"{file_name} is {_other_package(archive, parts)}")
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
