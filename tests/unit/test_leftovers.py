"""Files that programs leave beside reports are passed over by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.warehouse.leftovers import is_leftover, is_leftover_folder
from dagster_project.warehouse.raw_folder import listing, passed_over


@pytest.mark.parametrize(
    "name",
    [
        "~$rapport.docx",
        "Thumbs.db",
        "desktop.ini",
        "rapport.pdf.crdownload",
        "rapport.pdf.part",
        "SHA256SUMS",
        "r.pdf.md5",
    ],
)
def test_a_file_that_a_program_left(name: str) -> None:
    assert is_leftover(name)


@pytest.mark.parametrize("name", ["rapport.pdf", "del av rapport.docx", "checksummor.txt", "partiell.txt", "init.html"])
def test_a_file_that_may_be_a_report(name: str) -> None:
    assert not is_leftover(name)


def test_the_folder_of_a_saved_page_is_passed_over_only_beside_its_page(tmp_path: Path) -> None:
    for name in ("sida.html", "sida_filer/main.css", "nämndens_filer/rapport.pdf", "@eaDir/x.pdf/SYNO", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    assert [listed.file_name for listed in listing(tmp_path)] == ["nämndens_filer/rapport.pdf", "sida.html"]
    assert passed_over(tmp_path) == ["@eaDir/x.pdf/SYNO", "Thumbs.db", "sida_filer/main.css"]
    assert not is_leftover_folder("sida_filer", {"rapport.html"})
