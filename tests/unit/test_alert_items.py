"""The items of a message: sentence, sum and picture; what is said once; prints that differ in their last digit."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from dagster_project.alerts.channels import mail
from dagster_project.alerts.channels.pictures import MOST_BYTES
from dagster_project.alerts.channels.slack import slack_posts
from dagster_project.alerts.channels.teams import teams_posts
from dagster_project.alerts.config import EmailChannel
from dagster_project.alerts.messages import Cause, Message
from dagster_project.alerts.notices import FINDINGS, Cell, Notice
from dagster_project.alerts.payload import payload
from dagster_project.alerts.wording import SumLine, render
from dagster_project.warehouse.folder import WarehouseFolder

SENTENCE = "Förskolan kostade 9,5 mnkr under året."
NET = Notice(
    id="0" * 32,
    short_id="000000",
    source=FINDINGS,
    cause_id="c1",
    kind="row_formula",
    severity="warning",
    title={"sv": "Raden går inte ihop: Förskola, Netto", "en": "The row does not add up: Förskola, Netto"},
    statement={"sv": "1 500,0 - 500,5 = 999,5, tryckt 990,5.", "en": "1 500.0 - 500.5 = 999.5, printed 990.5."},
    detail={"sv": ("Talet bör vara 999,5.",), "en": ("It should be 999.5.",)},
    cells=(
        Cell(role="stated", label="Netto", printed="990,5", page_number=1, box=(300.0, 95.0, 330.0, 107.0)),
        Cell(role="minuend", label="Kostnad", printed="1 500,0", page_number=1, box=(100.0, 95.0, 140.0, 107.0)),
        Cell(role="subtrahend", label="Intäkt", printed="500,5", is_subtracted=True, page_number=1),
    ),
    computed="999.5",
    difference="-9.0",
    report_id="r1",
    document_id="d1",
    file_name="anka.pdf",
    table_title="Drift",
    row_label="Förskola",
    column_label="Netto",
    page_number=1,
    unit="MSEK",
    believed="source_error",
    evidence="file:///reports/anka.pdf#page=1",
)
CLAIM = replace(
    NET,
    id="1" * 32,
    short_id="111111",
    cause_id="c2",
    kind="claim_vs_table",
    title={"sv": "Texten säger annat än tabellen", "en": "The text contradicts the table"},
    statement={"sv": "Texten säger 9,5 mnkr, tabellen 8,1 mnkr.", "en": "The text says 9.5, the table 8.1."},
    detail={"sv": (), "en": ()},
    quote=SENTENCE,
    cells=(),
    page_number=3,
    cell_page_number=1,
    evidence="file:///reports/anka.pdf#page=3",
)
LAST = replace(CLAIM, id="2" * 32, short_id="222222", cause_id="c3", is_last_digit=True)


def message(*notices: Notice, event: str = "open") -> Message:
    """A message of one cause per notice."""
    return Message("m1", "r1", "2024-01-31T12:00:00Z", False, tuple(Cause(event, (notice,)) for notice in notices))


def test_a_sum_is_written_out_as_printed() -> None:
    ((item,),) = [section.items for section in render(message(NET), "sv").sections]
    assert item.sum == (
        SumLine("part", "Kostnad", "1 500,0"),
        SumLine("part", "minus Intäkt", "500,5"),
        SumLine("computed", "Blir", "999,5"),
        SumLine("stated", "Tryckt: Netto", "990,5"),
        SumLine("difference", "Skillnad (mnkr)", "-9,0"),
    )
    long = replace(NET, cells=(NET.cells[0], *(replace(NET.cells[1], label=f"Rad {n}") for n in range(20))))
    labels = [line.label for line in render(message(long), "en").sections[0].items[0].sum]
    assert labels[11:13] == ["Rad 11", "and 8 more lines"]


def test_a_sentence_is_quoted_and_its_place_is_that_of_the_sentence_and_of_the_cell() -> None:
    for rendered in (render(message(CLAIM), "sv"), render(message(NET, CLAIM), "sv")):
        item = rendered.sections[0].items[-1]
        assert item.quote == SENTENCE
        assert not item.sum
        assert dict(item.lines)["Var"] == ("sida 3; jämförd med tabell Drift, rad Förskola, kolumn Netto, sida 1")
        for body in (mail.plain(rendered), str(slack_posts(rendered)), str(teams_posts(rendered))):
            assert f"”{SENTENCE}”" in body
    assert payload(message(CLAIM), "sv")["data"]["causes"][0]["findings"][0]["quote"] == SENTENCE


def test_what_is_the_same_in_every_item_is_said_once() -> None:
    rendered = render(message(NET, CLAIM), "sv")
    assert dict(rendered.notes) == {
        "Fil": "anka.pdf",
        "Bedömning": "Talen är lästa som de är tryckta och motsäger varandra.",
        "Underlag": "file:///reports/anka.pdf",
    }
    for body in (mail.plain(rendered), mail.html(rendered, {}), str(slack_posts(rendered)), str(teams_posts(rendered))):
        assert body.count("motsäger varandra") == 1
        assert body.count("file:///reports/anka.pdf") == 1
    other = replace(CLAIM, file_name="anna.pdf", believed="unclear", evidence="file:///reports/anna.pdf")
    assert render(message(NET, other), "sv").notes == ()


def test_prints_that_differ_by_one_last_digit_are_one_item_and_the_last() -> None:
    more = replace(LAST, id="3" * 32, short_id="333333", cause_id="c4", quote=None)
    rendered = render(message(LAST, NET, more), "sv")
    assert rendered.subject.endswith(": 2 uppgifter att kontrollera")
    assert [section.heading for section in rendered.sections] == ["Att kontrollera", "Skiljer i sista siffran"]
    (item,) = rendered.sections[1].items
    assert item.title.startswith("2 uppgifter är tryckta två gånger")
    assert item.lines == (
        ("sida 3", f"”{SENTENCE}” Texten säger 9,5 mnkr, tabellen 8,1 mnkr."),
        ("sida 3", "Förskola, Netto. Texten säger 9,5 mnkr, tabellen 8,1 mnkr."),
        ("Id", "222222, 333333"),
    )
    resolved = render(message(replace(LAST, state="resolved"), event="resolved"), "sv")
    assert [section.heading for section in resolved.sections] == ["Utrett"]


@pytest.fixture
def folder(tmp_path: Path) -> WarehouseFolder:
    """A warehouse folder whose archive has the page that `NET` is about."""
    found = WarehouseFolder(tmp_path)
    path = found.archived("d1")
    path.parent.mkdir()
    canvas = Canvas(str(path), pagesize=(600, 800))
    for x, text in ((100, "1 500,0"), (200, "500,5"), (300, "990,5")):
        canvas.drawString(x, 800 - 105, text)
    canvas.save()
    return found


def sent(notice: Notice, folder: WarehouseFolder) -> EmailMessage:
    channel = EmailChannel(type="email", host="h", sender="a@b.se", to=("c@d.se",))
    return mail.compose(message(notice), channel, "sv", folder)


def test_the_mail_shows_the_page_with_the_cells_framed(folder: WarehouseFolder) -> None:
    whole = sent(NET, folder)
    (picture,) = [part for part in whole.walk() if part.get_content_type() == "image/png"]
    body = next(part for part in whole.walk() if part.get_content_type() == "text/html").get_content()
    (name,) = re.findall(r'src="cid:([^"]+)" alt="Sida 1: Raden går inte ihop: Förskola, Netto\.', body)
    assert picture["Content-ID"] == f"<{name}>"
    assert picture.get_content_disposition() == "inline"
    content = picture.get_content()
    assert len(content) <= MOST_BYTES
    seen = Image.open(BytesIO(content)).convert("RGB")
    red = [x for x in range(seen.width) for y in range(seen.height) if seen.getpixel((x, y)) == (196, 30, 30)]
    blue = [x for x in range(seen.width) for y in range(seen.height) if seen.getpixel((x, y)) == (25, 90, 190)]
    assert max(blue) < min(red), "the printed total is right of its terms"
    assert body.index("Tryckt: Netto") < body.index("<img") < body.index("Var: ")


def test_a_page_that_shows_other_numbers_there_is_not_shown(folder: WarehouseFolder) -> None:
    moved = replace(NET, cells=tuple(replace(cell, box=(400.0, 95.0, 430.0, 107.0)) for cell in NET.cells))
    assert [part.get_content_type() for part in sent(moved, folder).walk()][-1] == "text/html"


def test_a_mail_without_the_page_has_no_picture(folder: WarehouseFolder, caplog: pytest.LogCaptureFixture) -> None:
    path = folder.archived("d1")
    path.write_bytes(path.read_bytes()[:200])
    assert "<img" not in str(sent(NET, folder))
    assert "no picture of finding" in caplog.text
    path.unlink()
    assert "<img" not in str(sent(NET, folder))
