"""Files that are no reports are recognized by their content, whatever their name; the error states the remedy."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from dagster_project.errors import UnreadableReport
from dagster_project.reading.sources.open import read_document
from dagster_project.terms import Reason

_NO_CLASS = bytes(16)
_OFFICE = bytes.fromhex("0000000000c000000000000046")
_PDF = b"%PDF-1.4\n%"
_DATE = "Date: Mon, 5 Feb 2024 10:00:00 +0100"
_SENTENCE = "Kostnaderna uppgick till 12 345 tkr under 2023.\n"


def archive(parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return file.getvalue()


def workbook() -> bytes:
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.create_sheet("Blad").append(["Kostnader", 12345])
    book.save(file)
    return file.getvalue()


def compound(*names: str, written_by: bytes = _NO_CLASS, text: str = "", sector: int = 3) -> bytes:
    """A compound file with a root entry and entries of these names in the directory, which begins in a sector."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, sector)
    body = text.encode("utf-16-le").ljust(512 * sector, b"\0")
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + bytes(16)
        + (written_by if name == "Root Entry" else _NO_CLASS)
        + bytes(32)
        for name in ("Root Entry", *names)
    )
    return bytes(header) + body + directory.ljust(1024, b"\0")


def mail(*headers: str) -> bytes:
    return "\r\n".join([*headers, "", _SENTENCE]).encode()


def sent_mail() -> bytes:
    """A mail from Exchange: more than a hundred headers, folded ones, before the one that all mails have."""
    message = EmailMessage()
    for number in range(120):
        message[f"X-MS-Exchange-Organization-{number}"] = "value " * 30
    message["From"] = "registrator@ale.se"
    message["Subject"] = "Årsredovisning"
    message.set_content(_SENTENCE)
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="rapport.pdf")
    return message.as_bytes()


KINDS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "xlsx": (workbook, "a spreadsheet (XLSX)", "save the report as PDF"),
    "pptx": (
        lambda: archive({"[Content_Types].xml": "", "ppt/presentation.xml": ""}),
        "a presentation (PPTX)",
        "save it as PDF",
    ),
    "ods": (
        lambda: archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}),
        "a spreadsheet (ODS)",
        "save the report as PDF",
    ),
    "odt": (
        lambda: archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}),
        "an OpenDocument text (ODT)",
        "save it as DOCX or PDF",
    ),
    "zip": (lambda: archive({"rapport.txt": _SENTENCE}), "a ZIP archive", "unpack it"),
    "zip of a spreadsheet's folder": (lambda: archive({"xl/budget.txt": _SENTENCE}), "a ZIP archive", "unpack it"),
    "zip of a pdf": (lambda: archive({"rapport.pdf": _PDF + _SENTENCE.encode()}), "a ZIP archive", "unpack it"),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(64), "an archive (7Z)", "unpack it"),
    "doc": (lambda: compound("1Table", "WordDocument"), "an old Word document (DOC)", "save it as DOCX"),
    "doc of Word": (
        lambda: compound("Data", written_by=bytes.fromhex("060902") + _OFFICE),
        "an old Word document (DOC)",
        "save it as DOCX",
    ),
    "doc with a workbook": (
        lambda: compound("WordDocument", "ObjectPool", "Workbook"),
        "an old Word document (DOC)",
        "save it as DOCX",
    ),
    "xls": (lambda: compound("Workbook"), "a spreadsheet (XLS)", "save the report as PDF"),
    "xls about Word": (
        lambda: compound("Workbook", text="\0WordDocument\0"),
        "a spreadsheet (XLS)",
        "save the report as PDF",
    ),
    "xls of Excel 5": (lambda: compound("Book"), "a spreadsheet (XLS)", "save the report as PDF"),
    "ppt": (lambda: compound("PowerPoint Document"), "a presentation (PPT)", "save it as PDF"),
    "msg": (lambda: compound("__nameid_version1.0"), "an e-mail (MSG)", "save the report attached"),
    "msg with a document": (
        lambda: compound("WordDocument", written_by=bytes.fromhex("0b0d02") + _OFFICE),
        "an e-mail (MSG)",
        "save the report attached",
    ),
    "old file of another kind": (lambda: compound(), "an old Office file", "save it as DOCX"),
    "damaged old file": (lambda: b"\xd0\xcf\x11\xe0" + b"\xff" * 60, "an old Office file", "save it as DOCX"),
    "eml": (sent_mail, "an e-mail (EML)", "save the report attached"),
    "eml without MIME": (
        lambda: mail("From: a@ale.se", "To: b@ale.se", "Subject: Rapport\r\n 2023", _DATE),
        "an e-mail (EML)",
        "save the report attached",
    ),
    "mail of a mailbox": (
        lambda: mail("From a@ale.se Mon Feb  5 10:00:00 2024", "Received: from x by y", "From: a@ale.se"),
        "an e-mail (EML)",
        "save the report attached",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ["rapport.bin", "rapport.pdf", "rapport.docx", "rapport.txt"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_report_is_told_by_its_content(tmp_path: Path, kind: str, name: str) -> None:
    make, what, remedy = KINDS[kind]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(UnreadableReport) as raised:
        read_document(path, "id", name)
    assert raised.value.reason is Reason.WRONG_FORMAT
    assert raised.value.detail.startswith(f"{name} is {what}")
    assert f"; {remedy}" in raised.value.detail


def test_an_encrypted_package_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "rapport.docx"
    path.write_bytes(compound("EncryptedPackage", "EncryptionInfo"))
    with pytest.raises(UnreadableReport) as raised:
        read_document(path, "id", path.name)
    assert raised.value.reason is Reason.ENCRYPTED


@pytest.mark.parametrize(
    "head", ["Till: Kommunstyrelsen\nDatum: 2024-02-05", "From: Alvesta\nSubject: Bokslut", "Not: a"]
)
def test_a_report_with_lines_like_headers_is_no_mail(tmp_path: Path, head: str) -> None:
    path = tmp_path / "rapport.txt"
    path.write_text(f"{head}\n\n{_SENTENCE}", encoding="utf-8")
    assert [block for _, block in read_document(path, "id", path.name).blocks]
