"""Opens the package of a .docx file: its parts within limits, and the digits in them.

The digits are counted from the bytes by expat, which shares no code with python-docx and lxml, so that text that the
reader loses is noticed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from dagster_project.errors import UnreadableReport
from dagster_project.reading.limits import MOST_PACKAGE_BYTES, MOST_PART_BYTES, MOST_PARTS
from dagster_project.terms import Reason

DOCUMENT_PART = "word/document.xml"
_STYLES_PART = "word/styles.xml"
# Word's own limit of styles that are based on each other is eleven.
_DEEPEST_STYLE = 11
_OFF = ("0", "false", "off")
_OLE_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OTHER_PACKAGES = (
    ("xl/", "a spreadsheet (XLSX)"),
    ("ppt/", "a presentation (PPTX)"),
    ("content.xml", "an OpenDocument file (ODT, ODS)"),
)
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"


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


def independent_digits(path: Path, part_names: Mapping[str, int]) -> int:
    """The number of decimal digits in the text of these parts, each counted as often as it is shown."""
    with zipfile.ZipFile(path) as archive:
        styles = archive.read(_STYLES_PART) if _STYLES_PART in archive.namelist() else b""
        hidden = _hidden_styles(styles) if styles else frozenset()
        return sum(times * _Digits.of(archive.read(name), hidden) for name, times in part_names.items())


def _hidden_styles(data: bytes) -> frozenset[str]:
    """The identifiers of the styles that hide text, by themselves or by the style that they are based on."""
    hides: dict[str, bool | None] = {}
    based_on: dict[str, str] = {}
    for style in ElementTree.fromstring(data).iterfind(f"{{{_WORD}}}style"):
        identifier = style.get(f"{{{_WORD}}}styleId", "")
        vanish = style.find(f"{{{_WORD}}}rPr/{{{_WORD}}}vanish")
        hides[identifier] = None if vanish is None else vanish.get(f"{{{_WORD}}}val", "1") not in _OFF
        base = style.find(f"{{{_WORD}}}basedOn")
        based_on[identifier] = "" if base is None else base.get(f"{{{_WORD}}}val", "")
    for _ in range(_DEEPEST_STYLE):
        hides = {name: hides.get(based_on[name]) if own is None else own for name, own in hides.items()}
    return frozenset(name for name, own in hides.items() if own)


class _Digits:
    """Counts the digits of visible text: not deleted, not hidden, not an instruction of a field."""

    _PASSED_OVER = frozenset({f"{_WORD} del", f"{_WORD} moveFrom", f"{_COMPATIBILITY} Fallback"})
    _TEXTS = frozenset({f"{_WORD} t", f"{_MATH} t"})

    def __init__(self, hidden_styles: frozenset[str]) -> None:
        self.count = 0
        self._hidden_styles = hidden_styles
        self._hides_paragraph = False
        self._passed_over = 0
        self._open: list[str] = []
        self._hidden_runs: list[bool] = []
        self._instructions: list[bool] = []

    @classmethod
    def of(cls, data: bytes, hidden_styles: frozenset[str] = frozenset()) -> int:
        digits = cls(hidden_styles)
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = digits._start
        parser.EndElementHandler = digits._end
        parser.CharacterDataHandler = digits._text
        parser.Parse(data, True)
        return digits.count

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(name)
        self._passed_over += name in self._PASSED_OVER
        if name == f"{_WORD} p":
            self._hides_paragraph = False
        elif name == f"{_WORD} pStyle":
            self._hides_paragraph = attributes.get(f"{_WORD} val") in self._hidden_styles
        elif name == f"{_WORD} r":
            self._hidden_runs.append(self._hides_paragraph)
        elif name == f"{_WORD} rStyle" and self._open[-3:-1] == [f"{_WORD} r", f"{_WORD} rPr"]:
            self._hidden_runs[-1] |= attributes.get(f"{_WORD} val") in self._hidden_styles
        elif name == f"{_WORD} vanish" and self._open[-3:-1] == [f"{_WORD} r", f"{_WORD} rPr"]:
            self._hidden_runs[-1] = attributes.get(f"{_WORD} val", "1") not in _OFF
        elif name == f"{_WORD} fldChar":
            self._field(attributes.get(f"{_WORD} fldCharType", ""))

    # Separate from the reader's, for a check must not share the mistakes of the code it checks.
    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._instructions.append(True)
        elif kind == "separate" and self._instructions:
            self._instructions[-1] = False
        elif kind == "end" and self._instructions:
            self._instructions.pop()

    def _end(self, name: str) -> None:
        self._open.pop()
        self._passed_over -= name in self._PASSED_OVER
        if name == f"{_WORD} r":
            self._hidden_runs.pop()

    def _text(self, text: str) -> None:
        if self._open[-1] not in self._TEXTS or self._passed_over:
            return
        if any(self._instructions) or (self._hidden_runs and self._hidden_runs[-1]):
            return
        self.count += sum(c.isdecimal() for c in text)
