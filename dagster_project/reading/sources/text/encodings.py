"""Decodes the bytes of a text file, and rejects bytes that are not text.

Rules, not statistics, decide the encoding: the byte order mark, NUL bytes in every second position (UTF-16), strict
UTF-8, what the page declares, Windows-1252. Text that was read as Windows-1252 and saved as UTF-8 (Ã¥ for å) is
restored. Letters are composed (NFC), as in all sources and in the vocabulary.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from dagster_project.errors import UnreadableReport
from dagster_project.terms import Reason

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # Before UTF-16, for its mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE = "save it as PDF, DOCX or text"
_UNPACK = "unpack it and put the reports in it there instead"
# How files that are not text begin, what they are, and what to do with them.
_MAGIC = (
    (b"%PDF", "a PDF, not text", _SAVE),
    (b"PK\x03\x04", "a ZIP archive (DOCX, XLSX, ODT), not text", _SAVE),
    (b"\xd0\xcf\x11\xe0", "an old Office file, not text", _SAVE),
    (b"{\\rtf", "an RTF file, not text", _SAVE),
    (b"\x89PNG", "a picture, not text", _SAVE),
    (b"\xff\xd8\xff", "a picture, not text", _SAVE),
    (b"II*\x00", "a picture, not text", _SAVE),
    (b"MM\x00*", "a picture, not text", _SAVE),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7Z), no report", _UNPACK),
    (b"Rar!\x1a\x07", "an archive (RAR), no report", _UNPACK),
    (b"\x1f\x8b\x08", "an archive (GZIP), no report", _UNPACK),
    (b"\x78\x9f\x3e\x22", "what Outlook attaches to an e-mail (winmail.dat), no report", "ask for the report alone"),
)
# Names of the headers of a mail. One of the first is enough; of the others each mail has several, reports none.
_MAIL_ALONE = frozenset({"mime-version", "message-id", "received", "x-mozilla-status"})
_MAIL_TOGETHER = frozenset({"from", "to", "date", "subject"})
_FEWEST_TOGETHER = 3
# The line that begins a mail in a mailbox, then its headers, folded ones too.
_HEADERS = re.compile(rb"\s{0,9}(?:From [^\n]*\n)?((?:[A-Za-z][\w-]*:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z))+)")
_HEADER = re.compile(rb"^([A-Za-z][\w-]*):", re.M)
_MOST_HEADER_BYTES = 65_536
_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}charset|<\?xml[^>]{0,200}encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_SAMPLE = 4000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
# UTF-8's two bytes for a letter of Latin-1, or its first two for a dash or quotation mark, read as Windows-1252.
_TWICE = re.compile("[ÂÃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€")
_LETTERS = re.compile("[åäöÅÄÖéÉüÜ]")
_FEWEST_TWICE = 3


def decode(data: bytes, file_name: str) -> str:
    """The text in the bytes. Raises UnreadableReport where they are empty, are not text, or hold no words."""
    if not data.strip(b"\x00 \t\r\n\f"):
        raise UnreadableReport(Reason.EMPTY, f"{file_name} holds no text; send the report again")
    for magic, name, remedy in _MAGIC:
        if data.startswith(magic):
            raise UnreadableReport(Reason.WRONG_FORMAT, f"{file_name} is {name}; {remedy}")
    if is_mail(data):
        raise UnreadableReport(
            Reason.WRONG_FORMAT,
            f"{file_name} is an e-mail (EML), no report; save the report attached to it as a file of its own",
        )
    text = unicodedata.normalize("NFC", _restored(_decoded(data, file_name), file_name))
    controls = _CONTROL.search(text)
    if len(_CONTROL.findall(text)) > len(text) // 500:
        at = controls.start() if controls else 0
        raise UnreadableReport(
            Reason.WRONG_FORMAT, f"{file_name} is not text: control characters from character {at} on; save it as UTF-8"
        )
    if not re.search(r"[^\W\d_]{2}", text):
        raise UnreadableReport(Reason.NO_TEXT, f"{file_name} has no words; send the report as text or PDF")
    return text


def is_mail(data: bytes) -> bool:
    """Whether bytes begin with the headers of an e-mail; a page saved as one file does too."""
    headers = _HEADERS.match(data.removeprefix(codecs.BOM_UTF8)[:_MOST_HEADER_BYTES])
    names = {name.decode("ascii").lower() for name in _HEADER.findall(headers[1])} if headers else set[str]()
    return bool(names & _MAIL_ALONE) or len(names & _MAIL_TOGETHER) >= _FEWEST_TOGETHER


def _decoded(data: bytes, file_name: str) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _utf_16(data[:_SAMPLE])
    for name in [encoding] if encoding else ["utf-8", *_declared(data), "cp1252", "latin-1"]:
        try:
            return data.decode(name)
        except UnicodeDecodeError as error:
            failure = error
    raise UnreadableReport(
        Reason.WRONG_FORMAT, f"{file_name} is not valid {encoding} text: {failure}; save it as UTF-8"
    )


def _utf_16(sample: bytes) -> str | None:
    """The encoding of UTF-16 without a byte order mark: every second byte of Latin text is NUL."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd <= len(sample) // 4:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _declared(data: bytes) -> list[str]:
    """The encoding that a page declares; Latin-1 is Windows-1252 in all browsers."""
    match = _DECLARED.search(data[:_SAMPLE])
    name = match[1].decode("ascii").lower() if match else ""
    try:
        found = codecs.lookup(name).name if name else ""
    except LookupError:
        return []
    return [found] if found and found not in ("iso8859-1", "ascii", "utf-8") and not found.startswith("utf-") else []


def _restored(text: str, file_name: str) -> str:
    """The text with a second encoding undone, if it has one."""
    twice = len(_TWICE.findall(text))
    if twice < _FEWEST_TWICE or twice <= len(_LETTERS.findall(text)):
        return text
    try:
        return b"".join(map(_byte, text)).decode("utf-8")
    except UnicodeError as error:
        detail = (
            f"{file_name} has been encoded twice ({_TWICE.findall(text)[0]!r} for one letter) and can't be set right "
            f"({error}); save the original again as UTF-8"
        )
        raise UnreadableReport(Reason.WRONG_FORMAT, detail) from error


def _byte(character: str) -> bytes:
    """The byte that was read as a character of Windows-1252; a code that Windows-1252 leaves free is its own byte."""
    return bytes([ord(character)]) if "\x80" <= character <= "\x9f" else character.encode("cp1252")
