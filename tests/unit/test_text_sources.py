"""Text reports with lines: decoding, tables, headings, lists, marks, and the place of every character."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.errors import UnreadableReport
from dagster_project.reading.model import (
    Block,
    Cell,
    Document,
    Furniture,
    Heading,
    ListItem,
    Mark,
    Paragraph,
    Place,
    Table,
)
from dagster_project.reading.sources.text.encodings import decode
from dagster_project.reading.sources.text.markup import clean
from dagster_project.reading.sources.text.reader import flattened, read_text
from dagster_project.terms import Reader

REPORTS = ["000", "001", "002", "003", "004", "sjobo"]


def read(tmp_path: Path, text: str) -> Document:
    """The document of a file with this text."""
    path = tmp_path / "rapport.txt"
    path.write_text(text, encoding="utf-8")
    return read_text(path, "id", path.name)


def blocks(document: Document) -> list[Block]:
    """All blocks in reading order."""
    return [block for _, block in document.blocks]


def tables(document: Document) -> list[list[tuple[str, ...]]]:
    """The texts of every table."""
    return [[row.texts for row in block.rows] for block in blocks(document) if isinstance(block, Table)]


def headings(document: Document) -> list[tuple[str, int]]:
    """Every heading with its level."""
    return [(block.text, block.level) for block in blocks(document) if isinstance(block, Heading)]


def texts_with_places(block: Block) -> list[tuple[str, Place]]:
    """The text of a block, in parts that are each in one piece on a line."""
    match block:
        case Table():
            return [(cell.text, cell.place) for row in block.rows for cell in row.cells if cell.place.line]
        case Paragraph(text=text, lines=lines) | ListItem(text=text, lines=lines):
            ends = [offset for offset, _ in lines[1:]] + [len(text)]
            return [(text[offset:end].rstrip(), place) for (offset, place), end in zip(lines, ends, strict=True)]
        case Heading(text=text, place=place) | Furniture(text=text, place=place):
            return [(text, place)]
        case Mark():
            return []
    return []


def digits(block: Block) -> int:
    """The decimal digits that a block hands over."""
    marker = block.marker if isinstance(block, ListItem) else ""
    texts = [text for text, _ in texts_with_places(block)]
    return sum(c.isdecimal() for c in "".join([*texts, marker]))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Mål å".encode(), "Mål å"),
        ("Mål å".encode("utf-8-sig"), "Mål å"),
        ("Mål å".encode("utf-16"), "Mål å"),
        ("Mål å i kommunen".encode("utf-16-le"), "Mål å i kommunen"),
        ("Mål å i kommunen".encode("utf-16-be"), "Mål å i kommunen"),
        ("Mål å i kommunen".encode("utf-32"), "Mål å i kommunen"),
        ("Mål – å".encode("cp1252"), "Mål – å"),
        ("<meta charset='macintosh'>Mål".encode("mac-roman"), "<meta charset='macintosh'>Mål"),
        ("<meta charset='latin1'>Mål –".encode("cp1252"), "<meta charset='latin1'>Mål –"),
        ("<meta charset='nonsens'>Mål –".encode("cp1252"), "<meta charset='nonsens'>Mål –"),
        ("<meta charset='iso-8859-1'>Mål – Åre".encode(), "<meta charset='iso-8859-1'>Mål – Åre"),
        ("Mål för året – Ändrad".encode().decode("cp1252").encode(), "Mål för året – Ändrad"),
        ("Nöjd kund på Öland 1\xa0234".encode().decode("latin-1").encode(), "Nöjd kund på Öland 1\xa0234"),
        ("Ã är en bokstav på portugisiska".encode(), "Ã är en bokstav på portugisiska"),
        ("Ma\u030alva\u0308rde".encode(), "Målvärde"),
    ],
)
def test_encodings(data: bytes, text: str) -> None:
    """Marks, UTF-16 without a mark, what a page declares, Windows-1252, and text encoded twice."""
    assert decode(data, "a.txt") == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\x00", "empty"),
        (b"%PDF-1.7 ...", "wrong_format"),
        (b"PK\x03\x04 rest", "wrong_format"),
        (bytes(range(256)) * 4, "wrong_format"),
        (b"\xff\xfeM\x00\xe5", "wrong_format"),
        (b"12 34\n56", "no_text"),
        (b"{\\rtf1 Kostnader}", "wrong_format"),
        (b"MIME-Version: 1.0\nKostnader", "wrong_format"),
        (b"From: a@example.se\nSubject: Rapport\n 2023\nMIME-Version: 1.0\n\nKostnader", "wrong_format"),
        ("MÃ¥l fÃ¶r Ã¥ret Ð".encode(), "wrong_format"),
    ],
)
def test_files_that_are_not_text(data: bytes, reason: str) -> None:
    """Each is refused with its reason and its name."""
    with pytest.raises(UnreadableReport) as raised:
        decode(data, "rapport.txt")
    assert raised.value.reason == reason
    assert "rapport.txt" in raised.value.detail


@pytest.mark.parametrize(
    ("raw", "text", "bold", "italic", "items"),
    [
        ("<b>51</b>", "51", True, False, ()),
        ('<p style="font-size: 2em">51</p>', "51", False, False, ("51",)),
        ("**Summa**", "Summa", True, False, ()),
        ("*varav* mark", "varav mark", False, False, ()),
        ("<i>25 050</i>", "25 050", False, True, ()),
        ("<ul><li>• Etik</li> <li>Dialog</li></ul>", "Etik Dialog", False, False, ("Etik", "Dialog")),
        ("<29 år", "<29 år", False, False, ()),
        ("50 år>", "50 år>", False, False, ()),
        ("Personalomsättning*", "Personalomsättning*", False, False, ()),
        ("Bygg &amp; miljö", "Bygg & miljö", False, False, ()),
        ("se [hemsidan](https://x.se/2018)", "se hemsidan", False, False, ()),
    ],
)
def test_marks_are_removed_and_text_is_kept(
    raw: str, text: str, bold: bool, italic: bool, items: tuple[str, ...]
) -> None:
    """Known tags and emphasis go; what only looks like a tag stays."""
    found = clean(raw)
    assert (found.text, found.bold, found.italic) == (text, bold, italic)
    assert tuple(found.text[a:b] for a, b in found.items) == items
    assert all(raw[at] == c for c, at in zip(found.text, found.positions, strict=True) if c not in " &")


def test_a_table_keeps_its_empty_cells_and_its_last_line(tmp_path: Path) -> None:
    """An empty corner, empty cells at either end, and a last line without a newline."""
    document = read(tmp_path, "Personal\n\n\t2023\t2022\nAnställda\t8\t\n\t3\t4")
    assert tables(document) == [[("", "2023", "2022"), ("Anställda", "8", ""), ("", "3", "4")]]


def test_a_table_that_lost_its_last_cells_is_padded(tmp_path: Path) -> None:
    """A file that never ends a line with a tab has cut empty cells off, and a group's row may be its label alone."""
    text = "Personal\t2023\t2022\nAnställda\t117\t109\nSkador\t8\nTillbud\t2\nFrånvaro\nKvinnor\t3,9\t3,8"
    [table] = tables(read(tmp_path, text))
    assert [row[1:] for row in table[2:]] == [("8", ""), ("2", ""), ("", ""), ("3,9", "3,8")]


def test_a_header_without_its_corner_is_over_the_figures(tmp_path: Path) -> None:
    """A header one cell short is padded to the left."""
    assert tables(read(tmp_path, "2023\t2022\nKostnad\t5\t6\nIntäkt\t7\t8"))[0][0] == ("", "2023", "2022")


def test_rows_that_lost_their_first_cell_are_a_separate_table(tmp_path: Path) -> None:
    """Where empty cells at the end are kept, another number of cells is another table."""
    text = "Avtal\tKrav\tSvar\tBrist\nTaxi\tBilar\tJa\t\n\tFörare\tJa\t\nMiljö\tJa\t\nFaktura\tJa\t"
    assert [len(table[0]) for table in tables(read(tmp_path, text))] == [4, 3]


def test_markdown_and_html_tables(tmp_path: Path) -> None:
    """Pipes with a rule, and simple HTML with spans, have their header shown by the layout."""
    text = (
        "# Rapport\n\n| Mkr | 2023 |\n|:--|--:|\n| **Netto** | -3,2 |\n\n"
        "<table><tr><th>Mkr</th><th colspan=2>År</th></tr>\n<tr><td>Netto</td><td>1</td><td>\n2</td></tr></table>\n"
    )
    document = read(tmp_path, text)
    assert tables(document) == [
        [("Mkr", "2023"), ("Netto", "-3,2")],
        [("Mkr", "År", ""), ("Netto", "1", "2")],
    ]
    found = [block for block in blocks(document) if isinstance(block, Table)]
    assert [table.header_rows for table in found] == [1, 1]
    assert found[0].rows[1].cells[0].bold
    assert found[1].rows[0].cells[1].column_span == 2
    assert document.reader is Reader.MARKUP


def test_contents_lists_are_furniture_and_name_headings(tmp_path: Path) -> None:
    """Label, tab and page number under a contents heading are not a table; listed words are headings in the text."""
    text = (
        "Innehåll\n\n1 Sammanfattning\t3\n2 Ekonomi.....\t5\nBilaga om kontroll.....\t9\n\nBilaga utan sida\n\n"
        "1 Sammanfattning\nNämnden har ett överskott.\n\n2 Ekonomi\n\nBilaga om kontroll\n\nKontrollen är gjord."
    )
    document = read(tmp_path, text)
    assert [b.text for b in blocks(document) if isinstance(b, Furniture)][-1] == "Bilaga utan sida"
    assert headings(document) == [("1 Sammanfattning", 1), ("2 Ekonomi", 1), ("Bilaga om kontroll", 0)]
    assert tables(document) == []


def test_numbering_decides_the_level_of_headings(tmp_path: Path) -> None:
    """Erratic hashes give way to numbering and to series of headings."""
    text = (
        "# 1 Analys\n\nText.\n\n### 2. Genomgång\n\n#### Område 1 Dialog\n\nText.\n\n### Allmänt\n\nText.\n\n"
        "## Område 2 Service\n\n## **Brukare**\n\nText.\n\n## 2.1 Översikt\n"
    )
    assert headings(read(tmp_path, text)) == [
        ("1 Analys", 1),
        ("2. Genomgång", 1),
        ("Område 1 Dialog", 2),
        ("Allmänt", 3),
        ("Område 2 Service", 2),
        ("Brukare", 3),
        ("2.1 Översikt", 2),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "arbetssökande, aktiviteter och insatser",
        "2018-09-21",
        "Kommentar:",
        "Bedömning: Helt uppfyllt",
        "*Utfall publiceras v 17 2024",
        "Arbetet fortsätter under nästa år.",
    ],
)
def test_lines_that_are_not_headings(tmp_path: Path, line: str) -> None:
    """Continued sentences, dates, fields, footnotes and sentences."""
    assert headings(read(tmp_path, f"Ekonomi\n\nDet gick bra.\n\n{line}\n\nMer text följer här.")) == [("Ekonomi", 0)]


def test_lists(tmp_path: Path) -> None:
    """Bullets are removed, numbers kept, and a wrapped item goes on."""
    document = read(
        tmp_path, "Vi ska:\n\n- öka takten\n  hela året\n• minska 10 %\n\n1. leda arbetet,\n2. följa upp.\n"
    )
    items = [(b.marker, b.text) for b in blocks(document) if isinstance(b, ListItem)]
    assert items == [
        ("-", "öka takten hela året"),
        ("•", "minska 10 %"),
        ("1.", "leda arbetet,"),
        ("2.", "följa upp."),
    ]


def test_form_feeds_separate_pages_with_furniture(tmp_path: Path) -> None:
    """Recurring first and last lines are furniture, and the footer's number is the page's label."""
    text = "\f".join(f"Nämnden X\n\nStycke {n}.\n\nÅrsredovisning 2023 sida {n + 4}\n" for n in range(1, 5))
    document = read(tmp_path, text)
    assert [page.label for page in document.pages] == ["5", "6", "7", "8"]
    assert [b.kind for b in document.pages[1].blocks if isinstance(b, Furniture)] == ["page_header", "page_footer"]
    assert document.pages[2].blocks[1].place.page == 3


def test_places_survive_marks_within_a_line(tmp_path: Path) -> None:
    """After a removed mark the paragraph has another place."""
    raw = "Kostnader för **köp av tjänster** blev 50,6 mnkr."
    [paragraph] = blocks(read(tmp_path, raw))
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == raw.replace("**", "")
    for text, place in texts_with_places(paragraph):
        assert raw[place.start : place.end].rstrip() == text
    assert [offset for offset, _ in paragraph.lines] == [0, len("Kostnader för "), len("Kostnader för köp av tjänster")]


def test_empty_cells_have_places(tmp_path: Path) -> None:
    """An empty cell has a place too."""
    [table] = [b for b in blocks(read(tmp_path, "A\t2023\nKostnad\t\n")) if isinstance(b, Table)]
    assert table.rows[1].cells[1] == Cell(place=Place(line=2, start=8, end=8))


def test_flattened_text_is_distinguished_from_lines() -> None:
    """Pages of one line are flattened; long paragraphs between blank lines are not."""
    page = "Ord " * 400
    assert flattened(f"Rapport\n{page}\n{page}\n{page}")
    assert not flattened(f"Rubrik\n\n{page}\n\nRubrik\n\n{page}\n\nRubrik")
    assert not flattened(f"{page}\nA\t1\n")


@pytest.mark.parametrize("report", REPORTS)
def test_real_reports_lose_no_digit_and_no_place(shared: Path, report: str) -> None:
    """Every digit outside tags arrives in a block, and every part is where its place says."""
    [path] = (shared / "reports").glob(f"{report}*")
    document = read_text(path, "id", path.name)
    raw = path.read_text(encoding="utf-8").split("\n")
    for page in document.pages:
        assert sum(map(digits, page.blocks)) == page.digits
    for block in blocks(document):
        for text, place in texts_with_places(block):
            assert place.line is not None
            printed = raw[place.line - 1][place.start : place.end]
            assert printed.strip() == text.strip() or text.startswith(clean(printed).text)


def test_several_labels_without_cells_are_within_a_table(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "Mnkr\tNot\t2023\t2022\nTILLGÅNGAR\nAnläggningstillgångar\n– Goodwill\nMark\t1\t30,7\t25,9\n"
        "Maskiner\t2\t3,2\t3,1\nOmsättningstillgångar\nKassa\t3\t16,8\t17,5\n",
    )
    (table,) = tables(document)
    assert [row[0] for row in table] == [
        "Mnkr",
        "TILLGÅNGAR",
        "Anläggningstillgångar",
        "– Goodwill",
        "Mark",
        "Maskiner",
        "Omsättningstillgångar",
        "Kassa",
    ]


def test_a_header_with_empty_cells_has_its_corner(tmp_path: Path) -> None:
    document = read(
        tmp_path, "Mnkr\t\tKommunen\t\tKoncernen\n\tNot\t2023\t2022\t2023\t2022\nMark\t1\t30,7\t25,9\t32,1\t27,0\n"
    )
    (table,) = tables(document)
    assert table[0] == ("Mnkr", "", "Kommunen", "", "Koncernen", "")


@pytest.mark.parametrize(
    "footer", ["Rapport 2021          {n} (4)", "Rapport 2021             {n}", "Sida {n} av 4", "Sida {n}"]
)
def test_page_numbers_without_form_feeds_are_furniture(tmp_path: Path, footer: str) -> None:
    """Lines with page numbers that count up are beside the text."""
    text = "\n\n".join(f"Nämnden arbetade med fråga {n * 7}.\n\n{footer.format(n=n)}" for n in range(1, 5))
    found = [block.text for block in blocks(read(tmp_path, text)) if isinstance(block, Furniture)]
    assert found == [footer.format(n=n) for n in range(1, 5)]


@pytest.mark.parametrize(
    ("text", "furniture"),
    [
        ("Bokslut\n\nHedeviks kommun\n\nAntal 12.\n\nHedevik                          2\n\nAntal 13.", 1),
        ("Bokslut\n\nNämnden för vatten, Hedevik\n\nAntal 12.\n\nNämnden för vatten             2\n\nAntal 13.", 1),
        ("Bokslut\n\nAntal 12.\n\n\fGatukontoret                     2\nAntal 13.\nAntal 14.", 1),
        ("Bokslut\n\nAntal 12.\n\n\fGatukontoret                     7\nAntal 13.\nAntal 14.", 0),
        ("Bokslut\n\nHedeviks kommun\n\nAntal 12.\n\nParker                           2\n\nAntal 13.", 0),
    ],
    ids=["whose report", "its beginning", "number of the page", "another number", "other words"],
)
def test_a_running_title_on_one_page_is_furniture(tmp_path: Path, text: str, furniture: int) -> None:
    """A single line with a page number is known by its words, or by the page that it opens or ends."""
    found = [block for block in blocks(read(tmp_path, text)) if isinstance(block, Furniture)]
    assert len(found) == furniture


@pytest.mark.parametrize("line", ["Område {n}", "Antal\t{n}", "Fråga {n} (2)", "Mål {n}: fler bostäder"])
def test_numbered_lines_are_no_furniture(tmp_path: Path, line: str) -> None:
    """Nor are headings, rows and questions that count up."""
    text = "\n\n".join(f"{line.format(n=n)}\n\nNämnden arbetade med fråga {n * 7}." for n in range(1, 5))
    assert not [block for block in blocks(read(tmp_path, text)) if isinstance(block, Furniture)]
