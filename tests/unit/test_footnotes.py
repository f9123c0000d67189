"""Footnotes in running text: their marks and numbers are references, in every format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import typst

from dagster_project.reading.read import read_report
from dagster_project.reading.records import Reading
from dagster_project.terms import NumberRole

TEXT = (
    "Nämnden har prövat hur skolorna leder arbetet med närvaro{1} och de medel som har avsatts.{2} Under 2023{3} ökade "
    "frånvaron med 12 procent.{4} Det är mer än i riket,{5} enligt rapporten."
)
NOTES = ["Se beslut i nämnden.", "Avser statsbidrag.", "Enligt Skolverket.", "Preliminärt.", "Alla skolor."]


def pdf(folder: Path) -> Path:
    text = TEXT.format("", *(f"#super[{n}]" for n in range(1, 6)))
    notes = "\\ ".join(f"{n} {note}" if n % 2 else f"#super[{n}]#h(2pt){note}" for n, note in enumerate(NOTES, 1))
    page = '#set page(paper: "a4")\n#set super(typographic: false)\n#set text(size: 10pt)\n'
    path = folder / "rapport.pdf"
    path.write_bytes(typst.compile(f"{page}= Närvaro\n{text}\n#v(1fr)\n#text(size: 7pt)[{notes}]".encode()))
    return path


def html(folder: Path) -> Path:
    text = TEXT.format("", *(f"<sup>{n}</sup>" for n in range(1, 6)))
    notes = "".join(f"<p><sup>{n}</sup> {note}</p>" for n, note in enumerate(NOTES, 1))
    path = folder / "rapport.html"
    path.write_text(f"<html><body><h1>Närvaro</h1><p>{text}</p>{notes}</body></html>", encoding="utf-8")
    return path


def word(folder: Path) -> Path:
    document = docx.Document()
    document.add_heading("Närvaro", 1)
    paragraph = document.add_paragraph()
    for part in TEXT.replace("{", "|").replace("}", "|").split("|"):
        paragraph.add_run(part).font.superscript = part.isdecimal()
    for number, note in enumerate(NOTES, 1):
        document.add_paragraph(f"{number} {note}")
    path = folder / "rapport.docx"
    document.save(str(path))
    return path


def text(folder: Path) -> Path:
    path = folder / "rapport.txt"
    lines = [f"{n} {note}" for n, note in enumerate(NOTES, 1) if n != 3]
    printed = TEXT.format("", 1, 2, "", 4, 5)
    path.write_text("\n".join(["# Närvaro", "", printed, "", *lines, ""]), encoding="utf-8")
    return path


def roles(reading: Reading) -> dict[str, NumberRole]:
    assert {number.token for number in reading.numbers} <= {"1", "2", "3", "4", "5", "12", "2023"}
    assert reading.document.digits_read == reading.document.digits_independent
    return {number.token: number.role for number in reading.numbers}


@pytest.mark.parametrize("written", [pdf, html, word, text])
def test_marks_and_numbers_of_footnotes_are_references(written: Callable[[Path], Path], tmp_path: Path) -> None:
    reading = read_report(written(tmp_path), "d", "rapport")
    assert {number.role for number in reading.numbers if number.token != "12"} == {NumberRole.REFERENCE}
    assert roles(reading)["12"] is NumberRole.CLAIM
    assert [claim.value_as_printed for claim in reading.claims] == ["12 procent"]
    assert reading.document.share_read is None


@pytest.mark.parametrize(
    ("line", "token", "role"),
    [
        ("Antalet anställda är 3 och frånvaron låg.", "3", NumberRole.CLAIM),
        ("Det ordnades i Sunne, 2 mil bort.", "2", NumberRole.CLAIM),
        ("Arbetet är klart.1 Det fortsätter.", "1", NumberRole.REFERENCE),
        ("Arbetet är klart.1", "1", NumberRole.REFERENCE),
        ("Resultatet blev 2,3 mnkr bättre.", "2,3", NumberRole.CLAIM),
        # Without a mark 7 in the text a line that begins with 7 is no footnote.
        ("7 Barn deltog i gruppen varje vecka.", "7", NumberRole.CLAIM),
    ],
)
def test_numbers_in_sentences_are_no_marks(line: str, token: str, role: NumberRole, tmp_path: Path) -> None:
    path = tmp_path / "rapport.html"
    path.write_text(f"<html><body><h1>Verksamhet</h1><p>{line}</p></body></html>", encoding="utf-8")
    numbers = read_report(path, "d", path.name).numbers
    assert [(number.token, number.role) for number in numbers] == [(token, role)]
