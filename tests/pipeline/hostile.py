"""Unreadable files, each with the reason it must get, and odd files that must be read.

The tests are in `test_hostile_files.py`.
"""

from __future__ import annotations

import io
import os
import socket
import tempfile
import zipfile
import zlib
from pathlib import Path

import docx
import openpyxl
import typst

from dagster_project.reading.limits import MOST_CHARACTERS, MOST_DRAWN, MOST_PAGES
from dagster_project.reading.sources.pdf.scan.ocr import tesseract_version
from tests.conftest import ROOT
from tests.pipeline.planted import report
from tests.pipeline.planted_tables import TABLES


def pdf(*objects: str, trailer: str = "") -> bytes:
    """A PDF of numbered objects. The first is its catalog."""
    parts, offsets = ["%PDF-1.4\n"], []
    for number, text in enumerate(objects, start=1):
        offsets.append(sum(map(len, parts)))
        parts.append(f"{number} 0 obj\n{text}\nendobj\n")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    at = sum(map(len, parts))
    size = len(objects) + 1
    parts.append(f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Root 1 0 R /Size {size} {trailer} >>\n")
    parts.append(f"startxref\n{at}\n%%EOF\n")
    return "".join(parts).encode("latin-1")


# No password opens it: its check values match none.
_CHECKS = f"/O <{'5a' * 32}> /U <{'a5' * 32}>"
_LOCK = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 {_CHECKS} >> /ID [<{'00' * 16}> <{'00' * 16}>]"
_CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
_ONE_PAGE = ("<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
_MANY_PAGES = f"<< /Type /Pages /Kids [{' 3 0 R' * (MOST_PAGES + 1)}] /Count {MOST_PAGES + 1} >>"
_SCAN = b'#image(bytes((90,) * 300), format: (encoding: "rgb8", width: 10, height: 10), width: 100%)'
_SAMPLE = min((ROOT / "raw").glob("*.pdf"), key=lambda path: path.stat().st_size)


def sheet(content: str, size: str = "/MediaBox [0 0 595 842]") -> bytes:
    """A PDF of one page with this content stream. Its font is /F."""
    page = f"<< /Type /Page /Parent 2 0 R {size} /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    stream = f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"
    return pdf(_CATALOG, _ONE_PAGE[0], page, stream, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")


def _in_a_circle(data: bytes) -> bytes:
    """A PDF whose cross-reference table names itself as the previous one."""
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % data.rindex(b"xref\n0"))


_TEXT = "BT /F 10 Tf 50 800 Td (Kostnader 2023 uppgick till 12 345 tkr.) Tj ET\n"


def _packed(content: str, times: int) -> bytes:
    """A PDF of one page whose content is compressed `times` times over."""
    data = content.encode()
    for _ in range(times):
        data = zlib.compress(data, 9)
    filters = "[" + "/FlateDecode " * times + "]"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    stream = f"<< /Length {len(data)} /Filter {filters} >>\nstream\n{data.decode('latin-1')}\nendstream"
    return pdf(_CATALOG, _ONE_PAGE[0], page, stream)


def with_scripts() -> bytes:
    """A report that asks its reader to run a script, start a program, open a link and save an attached program."""
    script = "/S /JavaScript /JS (this.exportDataObject\\({cName: 'x.exe', nLaunch: 2}\\))"
    attached = "/EmbeddedFiles << /Names [(x.exe) << /Type /Filespec /F (x.exe) /EF << /F 6 0 R >> >>] >>"
    names = f"/Names << /JavaScript << /Names [(a) << {script} >>] >> {attached} >>"
    launch = "/AA << /WC << /S /Launch /F (/bin/sh) >> >>"
    link = "<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A << /S /URI /URI (http://127.0.0.1:9/) >> >>"
    page = f"/MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [{link}]"
    return pdf(
        f"<< /Type /Catalog /Pages 2 0 R /OpenAction << {script} >> {launch} {names} >>",
        _ONE_PAGE[0],
        f"<< /Type /Page /Parent 2 0 R {page} >>",
        f"<< /Length {len(_TEXT)} >>\nstream\n{_TEXT}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /EmbeddedFile /Length 4 >>\nstream\nMZ99\nendstream",
    )


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("rapport.txt", "Kostnader 2023 uppgick till 12 345 tkr.")
    return file.getvalue()


def _workbook() -> bytes:
    file, book = io.BytesIO(), openpyxl.Workbook()
    book.create_sheet("Blad").append(["Ale kommun", "Kommunstyrelsen", "Årsredovisning 2023", 12345])
    book.save(file)
    return file.getvalue()


def _docx(*paragraphs: str) -> bytes:
    document, file = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def unreadable() -> dict[str, tuple[str, bytes]]:
    """Expected reason and bytes by file name."""
    sample = _SAMPLE.read_bytes()
    return {
        "empty.pdf": ("empty", b""),
        "nothing but nul.txt": ("empty", bytes(100_000)),
        "nul.txt": ("wrong_format", b"Kostnader 2023\0\0 uppgick till 12 345 tkr.\n"),
        "nul.pdf": ("truncated", b"%PDF-1.4\n" + bytes(100_000)),
        "bomb.pdf": ("too_large", _packed("0 0 m 1 1 l S\n" * (MOST_DRAWN + 1), 2)),
        "pages in a circle.pdf": ("truncated", pdf(_CATALOG, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")),
        "pages without end.pdf": ("too_large", pdf(_CATALOG, _MANY_PAGES, _ONE_PAGE[1])),
        "table in a circle.pdf": ("truncated", _in_a_circle(sheet(_TEXT))),
        "table of letters.pdf": ("truncated", sheet(_TEXT).replace(b"/Root 1 0 R", b"/Root 9 0 R")),
        "<svg onload=alert(1)>.txt": ("wrong_format", bytes(range(256)) * 9),
        "a..%2F..%2Fetc%2Fpasswd": ("empty", b"\n"),
        "blank.txt": ("empty", b" \n\n\t\n"),
        "cut off.pdf": ("truncated", sample[: len(sample) * 6 // 10]),
        "damaged.pdf": ("truncated", b"%PDF-1.7\n" + bytes(range(256)) * 40),
        "locked.pdf": ("encrypted", pdf(_CATALOG, *_ONE_PAGE, trailer=_LOCK)),
        "no pages.pdf": ("truncated", pdf(_CATALOG, "<< /Type /Pages /Kids [] /Count 0 >>")),
        "no size.pdf": ("truncated", sheet(_TEXT, size="")),
        "turned by a name.pdf": ("truncated", sheet(_TEXT, size="/MediaBox [0 0 595 842] /Rotate /Left")),
        "thousand prints.pdf": ("too_large", sheet(_TEXT * (MOST_CHARACTERS // 30))),
        "blank page.pdf": ("no_text", pdf(_CATALOG, *_ONE_PAGE)),
        "scanned.pdf": ("no_text" if tesseract_version() else "ocr_missing", typst.compile(_SCAN)),
        "text named.pdf": ("wrong_format", b"Kostnader 2023 uppgick till 12 345 tkr.\n"),
        "binary.txt": ("wrong_format", bytes(range(256)) * 40),
        "archive.zip": ("wrong_format", _zip()),
        "archive named.txt": ("wrong_format", _zip() + b"\0"),
        "only figures.txt": ("no_text", b"1 234\t5 678\n9 012\t3 456\n"),
        "rad\nbrytning.pdf": ("wrong_format", b"inte en pdf\n"),
        "avbruten.docx": ("truncated", _docx("Kostnader 2023")[:4000]),
        "tom.docx": ("no_text", _docx()),
        "brev.eml": ("wrong_format", b"From: a@ale.se\nMIME-Version: 1.0\n\nKostnader 2023 uppgick till 12 345 tkr.\n"),
        "kalkyl.txt": ("wrong_format", _workbook()),
        "gammal.doc": ("wrong_format", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
        "sida.pdf": ("wrong_format", b"<!DOCTYPE html><html><body><h1>404</h1>Sidan finns inte</body></html>"),
        "sida utan text.html": ("no_text", b"<!DOCTYPE html><html><body><script>visa()</script></body></html>"),
    }


# Printed text must remain plain text wherever it is shown or used.
ATTACKS = ("<svg onload=alert(1)>", "=cmd|' /C calc'!A0", "'); drop table marts.figures; --", "{{ var('run_at') }}")
_ATTACKS_TABLE = "\n2.1 Antal ärenden\n\nÄrenden\t2022\t2023\tFörändring\n" + "".join(
    f"{attack}\t{684 + number}\t{655 + number}\t-29\n" for number, attack in enumerate(ATTACKS)
)

ODD_BUT_READABLE = {
    "=cmd 'citat' \"rad\" $(touch x) `id`;.txt": report("Sorsele", _ATTACKS_TABLE),
    f"{'å' * 120} 255 byte.txt": report("Dorotea", TABLES["changes"]),
    "utan siffror.txt": report("Arvidsjaur", "\nNämnden arbetade med bemötande och med kortare väg till beslut.\n"),
    "å ä ö – bokslut (slutlig).txt": report("Kiruna", TABLES["activities"]),
    "bokslut\n2023.txt": report("Luleå", TABLES["nets"]),
    "mapp.pdf/bokslut.txt": report("Piteå", TABLES["changes"]),
    "första.txt": report("Övertorneå", TABLES["scores"]),
    "samma innehåll.txt": report("Övertorneå", TABLES["scores"]),
    "windows.txt": report("Överkalix", TABLES["memos"]),
    "utf 16.txt": report("Åsele", TABLES["memos"]),
}
SAME_BYTES = ("första.txt", "samma innehåll.txt")
ENCODINGS = {"windows.txt": "cp1252", "utf 16.txt": "utf-16"}


SPECIALS = (
    *("link in a circle", "link out.txt", "link to a folder", "link to nothing.pdf"),
    *("pipe.pdf", "socket.txt"),
)


def write(raw: Path) -> None:
    """Write all files."""
    for name, (_, data) in unreadable().items():
        _put(raw / name, data)
    for name, text in ODD_BUT_READABLE.items():
        _put(raw / name, text.encode(ENCODINGS.get(name, "utf-8")))
    _write_specials(raw)


def _write_specials(raw: Path) -> None:
    """Write what isn't a regular file: links out of the folder, in a circle and to nothing, a pipe, a socket."""
    (raw / "link out.txt").symlink_to("/etc/passwd")
    (raw / "link to a folder").symlink_to("/etc")
    (raw / "link in a circle").symlink_to(raw)
    (raw / "link to nothing.pdf").symlink_to(raw / "absent.pdf")
    os.mkfifo(raw / "pipe.pdf")
    # The path of a socket has a short limit: make it elsewhere and move it.
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{short}/socket")
        Path(short, "socket").rename(raw / "socket.txt")


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
