"""Files of Office before 2007 and of Outlook, recognized by their content (MS-CFB): none of them is read.

All begin with the same bytes, whatever they are named. The class in the root entry of their directory says which
program wrote them; where there is none, the first stream in the directory does, for those of embedded objects come
later.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from dagster_project.errors import UnreadableReport
from dagster_project.terms import Reason

SIGNATURE = b"\xd0\xcf\x11\xe0"
_SECTOR_SHIFT, _FIRST_DIRECTORY_SECTOR, _ROOT_CLASS = 30, 48, 80
_SHIFTS = (9, 12)
_CLASS_BYTES = 16


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a file is and what to do with it, for the sentence "<name> is …; …"."""

    name: str
    remedy: str


_DOC = _Kind("an old Word document (DOC)", "save it as DOCX or PDF")
_XLS = _Kind("a spreadsheet (XLS), no report", "save the report as PDF or DOCX")
_PPT = _Kind("a presentation (PPT), no report", "save it as PDF to have it read")
_MSG = _Kind("an e-mail (MSG), no report", "save the report attached to it as a file of its own")
_LOCKED = _Kind("locked with a password", "send it without one")
_OTHER = _Kind("an old Office file (DOC, XLS)", "save it as DOCX or PDF")
_BY_CLASS = {
    bytes.fromhex("0609020000000000c000000000000046"): _DOC,
    bytes.fromhex("0009020000000000c000000000000046"): _DOC,
    bytes.fromhex("2008020000000000c000000000000046"): _XLS,
    bytes.fromhex("1008020000000000c000000000000046"): _XLS,
    bytes.fromhex("108d81649b4fcf1186ea00aa00b929e8"): _PPT,
    bytes.fromhex("0b0d020000000000c000000000000046"): _MSG,
}
_BY_STREAM = {
    "WordDocument": _DOC,
    "Workbook": _XLS,
    "Book": _XLS,
    "PowerPoint Document": _PPT,
    "__nameid_version1.0": _MSG,
    "__properties_version1.0": _MSG,
    "EncryptedPackage": _LOCKED,
}


def compound_problem(data: bytes, file_name: str) -> UnreadableReport:
    """The reason not to read such a file, of which `data` is all."""
    kind = _kind(data)
    reason = Reason.ENCRYPTED if kind is _LOCKED else Reason.WRONG_FORMAT
    return UnreadableReport(reason, f"{file_name} is {kind.name}; {kind.remedy}")


def _kind(data: bytes) -> _Kind:
    directory = data[_directory_offset(data) :]
    written_by = _BY_CLASS.get(directory[_ROOT_CLASS : _ROOT_CLASS + _CLASS_BYTES])
    if written_by:
        return written_by
    # Before each name is the end of the entry before it, which is NUL.
    places = [(directory.find(f"\0{name}".encode("utf-16-le")), kind) for name, kind in _BY_STREAM.items()]
    found = [(place, kind) for place, kind in places if place >= 0]
    return min(found, key=lambda one: one[0])[1] if found else _OTHER


def _directory_offset(data: bytes) -> int:
    """Where the directory begins; 0 where the header is damaged."""
    if len(data) < _FIRST_DIRECTORY_SECTOR + 4:
        return 0
    (shift,) = struct.unpack_from("<H", data, _SECTOR_SHIFT)
    (sector,) = struct.unpack_from("<I", data, _FIRST_DIRECTORY_SECTOR)
    offset = (sector + 1) << shift if shift in _SHIFTS else 0
    return offset if offset < len(data) else 0
