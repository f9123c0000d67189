"""Files that programs leave beside reports are passed over by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.warehouse.leftovers import is_leftover, is_leftover_folder
from dagster_project.warehouse.raw_folder import listing, passed_over, signature


@pytest.mark.parametrize(
    "name",
    [
        *(
            "~$rapport.docx",
            ".~lock.rapport.odt#",
            "._rapport.pdf",
            ".DS_Store",
            "Thumbs.db",
            "THUMBS.DB",
            "desktop.ini",
        ),
        *("Icon\r", "rapport.pdf.crdownload", "rapport.pdf.part", "rapport.download", "~WRL0001.tmp", "rapport.bak"),
        *("SHA256SUMS", "md5sums.txt", "checksums", "r.pdf.md5", "r.pdf.sha512", "Rapporter.lnk", "Kommunen.url"),
    ],
)
def test_a_file_that_a_program_left(name: str) -> None:
    assert is_leftover(name)


@pytest.mark.parametrize("name", ["rapport.pdf", "del av rapport.docx", "checksummor.txt", "partiell.txt", "init.html"])
def test_a_file_that_may_be_a_report(name: str) -> None:
    assert not is_leftover(name)


def test_the_folder_of_a_saved_page_is_passed_over_only_beside_its_page(tmp_path: Path) -> None:
    kept = ("sida.html", "SIDA 2.HTM", "nämndens_filer/rapport.pdf", "epost_files/rapport.pdf", "epost.mhtml")
    left = ("@eaDir/x.pdf/SYNO", "Thumbs.db", "sida_filer/main.css", "SIDA 2_files/a/b.js", "._sida.html", ".DS_Store")
    for name in (*kept, *left, ".dold/rapport.pdf", "._dold/rapport.pdf", ".dold.pdf"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    assert [listed.file_name for listed in listing(tmp_path)] == sorted(kept)
    assert passed_over(tmp_path) == sorted(left)
    assert not is_leftover_folder("sida_filer", {"rapport.html"})


def test_what_programs_leave_does_not_change_the_signature_of_the_folder(tmp_path: Path) -> None:
    """So that the sensor starts no run for a lock or a thumbnail."""
    (tmp_path / "rapport.pdf").write_text("x")
    before = signature(listing(tmp_path))
    for name in ("~$rapport.docx", "Thumbs.db", "._rapport.pdf", ".DS_Store"):
        (tmp_path / name).write_text("x")
    assert signature(listing(tmp_path)) == before
