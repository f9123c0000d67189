"""The words of a message in both languages, and that nothing printed in a report becomes markup."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from dagster_project.alerts.channels import mail
from dagster_project.alerts.channels.slack import slack_posts
from dagster_project.alerts.channels.teams import teams_posts
from dagster_project.alerts.config import EmailChannel
from dagster_project.alerts.messages import Cause, Message
from dagster_project.alerts.notices import FINDINGS, KINDS, RUNS, Notice
from dagster_project.alerts.payload import payload
from dagster_project.alerts.texts import LANGUAGES, WORDS
from dagster_project.alerts.wording import one_line, render, report_name
from dagster_project.warehouse.folder import WarehouseFolder

SUM = Notice(
    id="f1",
    source=FINDINGS,
    cause_id="c1",
    kind="column_sum",
    severity="warning",
    rank=1,
    title={"sv": "Summan stämmer inte: Summa, Kostnad", "en": "The total does not add up: Summa, Kostnad"},
    detail={
        "sv": ("Raderna ger 499,9, tryckt 501,3, skillnad 1,4 mnkr.", "Felet ligger troligen i Summa."),
        "en": ("The lines make 499.9, printed 501.3, difference 1.4 MSEK.", "The fault is probably in Summa."),
    },
    report_id="r1",
    document_id="d1",
    file_name="anka.pdf",
    municipality="Ankeborg",
    board="Barnnämnden",
    report_title="Årsbokslut",
    year=2023,
    table_title="3.2 Anslag",
    row_label="Summa",
    column_label="Kostnad",
    page_number=4,
    page_label="12",
    unit="MSEK",
    rounding="0.3",
    believed="source_error",
    evidence="https://rapporter.example.se/anka.pdf#page=4",
)
HOSTILE = "<!channel> <b>x</b> & [a](http://b) **c** =cmd|' /C calc'!A0\r\nBcc: a@b.se"


def message(*notices: Notice, event: str = "open", is_digest: bool = False) -> Message:
    return Message("m1", "r1", "2024-01-31T12:00:00Z", is_digest, (Cause(event, notices),))


def lines(*notices: Notice, language: str = "sv", event: str = "open") -> dict[str, str]:
    rendered = render(message(*notices, event=event), language)
    return dict(rendered.sections[0].items[0].lines) | dict(rendered.notes)


def test_a_finding_in_the_words_of_a_controller() -> None:
    rendered = render(message(SUM), "sv")
    assert rendered.subject == "Ankeborg, Barnnämnden, Årsbokslut 2023: 1 uppgift att kontrollera"
    assert rendered.sections[0].items[0].detail.startswith("Raderna ger 499,9, tryckt 501,3, skillnad 1,4 mnkr.")
    assert lines(SUM) == {
        "Fil": "anka.pdf",
        "Var": "sida 4 (tryckt 12), tabell 3.2 Anslag, rad Summa, kolumn Kostnad",
        "Avrundning": "förklarar högst 0,3 mnkr av skillnaden",
        "Bedömning": "Talen är lästa som de är tryckta och motsäger varandra.",
        "Underlag": "https://rapporter.example.se/anka.pdf#page=4",
        "Id": "f1",
    }
    assert lines(SUM, language="en") == {
        "File": "anka.pdf",
        "Where": "page 4 (printed 12), table 3.2 Anslag, row Summa, column Kostnad",
        "Rounding": "explains 0.3 MSEK of the difference at most",
        "Assessment": "The figures are read as printed and contradict each other.",
        "Evidence": "https://rapporter.example.se/anka.pdf#page=4",
        "Id": "f1",
    }


def test_other_findings_of_a_cause_are_shown_briefly_with_their_ids() -> None:
    other = replace(
        SUM,
        id="f2",
        title={"sv": "Två tabeller säger olika", "en": "Two tables disagree"},
        detail={"sv": ("Tryckt 501,3 men 499,9 i 3.1.", "Felet ligger troligen i Summa."), "en": ()},
        page_number=7,
    )
    shown = lines(SUM, other)
    assert shown["Samma orsak"] == "Två tabeller säger olika. Tryckt 501,3 men 499,9 i 3.1. Sida 7."
    assert shown["Id"] == "f1, f2"


@pytest.mark.parametrize(
    ("resolution", "words"),
    [
        ("revised", "i den nya versionen av rapporten"),
        ("reread", "låg i vår läsning"),
        ("withdrawn", "borttagen"),
        (None, "finns inte kvar"),
    ],
)
def test_a_resolved_finding_says_how(resolution: str | None, words: str) -> None:
    rendered = render(message(replace(SUM, state="resolved", resolution=resolution), event="resolved"), "sv")
    assert rendered.subject.endswith(": 1 uppgift utredd")
    assert rendered.sections[0].heading == "Utrett"
    assert words in rendered.sections[0].items[0].detail


def test_an_internal_finding_says_so_and_none_says_that_the_report_is_wrong() -> None:
    unread = replace(SUM, kind="unread_numbers", severity="error", believed="reading_error", rounding=None)
    assert render(message(unread), "sv").intro == "Det här rör vår inläsning, inte rapportens innehåll."
    assert render(message(SUM), "sv").intro.startswith("Talen nedan går inte ihop så som de är tryckta.")
    assert "Bedömning" not in lines(replace(SUM, kind="possible_revision", severity="info", believed="unclear"))
    failed = replace(unread, kind="run_failed", source=RUNS, report_id=None, file_name=None)
    assert render(message(failed), "sv").subject == "Bokslut: en körning misslyckades"
    assert render(message(failed, event="resolved"), "en").subject == "Bokslut: runs work again"
    words = WORDS.read_text(encoding="utf-8").casefold()
    assert "fel i rapporten" not in words and "error in the report" not in words


def test_every_text_is_in_every_language_with_the_same_blanks() -> None:
    for name, forms in yaml.safe_load(WORDS.read_text(encoding="utf-8")).items():
        assert set(forms) == set(LANGUAGES), name
        blanks = [{part.partition("}")[0] for part in form.split("{")[1:]} for form in forms.values()]
        assert blanks[0] == blanks[1], name


def test_every_kind_can_be_rendered() -> None:
    for kind in KINDS:
        for language in LANGUAGES:
            assert render(message(replace(SUM, kind=kind)), language).subject


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "Ankeborg, Barnnämnden, Årsbokslut 2023"),
        ({"report_title": "Barnnämndens bokslut 2023"}, "Ankeborg, Barnnämndens bokslut 2023"),
        ({"report_title": "Utvärdering av Ankeborgs kommun", "board": None}, "Utvärdering av Ankeborgs kommun 2023"),
        ({"report_title": None, "municipality": None, "board": None}, "anka.pdf"),
    ],
)
def test_a_report_has_its_usual_name(changes: dict[str, Any], name: str) -> None:
    assert report_name(replace(SUM, **changes)) == name


def test_items_that_do_not_fit_are_counted() -> None:
    causes = tuple(Cause("open", (replace(SUM, id=str(n), cause_id=str(n)),)) for n in range(200))
    whole = Message("m1", "r1", "2024-01-31T12:00:00Z", False, causes)
    rendered = render(whole, "sv", 3)
    assert len(rendered.sections[0].items) == 3
    assert rendered.sections[0].more == "… och 197 till i quality.findings."


def hostile() -> Notice:
    both = {"sv": HOSTILE, "en": HOSTILE}
    return replace(
        SUM,
        title=both,
        detail={"sv": (HOSTILE,), "en": (HOSTILE,)},
        row_label=HOSTILE,
        municipality=HOSTILE,
        file_name=HOSTILE,
    )


def test_mail_has_no_markup_and_no_header_of_the_report(tmp_path: Path) -> None:
    channel = EmailChannel(type="email", host="h", sender="Bokslut <a@b.se>", to=("c@d.se",))
    composed = mail.compose(message(hostile()), channel, "sv", WarehouseFolder(tmp_path))
    assert composed["Bcc"] is None
    assert composed.as_bytes().partition(b"\r\n\r\n")[0].count(b"\r\nBcc:") == 0
    html = mail.html(render(message(hostile()), "sv"), {})
    assert "<b>" not in html and "<!channel>" not in html
    assert "&lt;!channel&gt; &lt;b&gt;x&lt;/b&gt; &amp;" in html
    javascript = replace(SUM, evidence="javascript:alert(1)")
    assert "<a " not in mail.html(render(message(javascript), "sv"), {})


def test_slack_gets_neither_mention_nor_link_and_is_cut_to_size() -> None:
    (body,) = slack_posts(render(message(hostile()), "sv"))
    texts = [block["text"] for block in body["blocks"] if "text" in block]
    assert {text["type"] for text in texts} == {"plain_text"}
    assert "<" not in body["text"]
    assert all("<" not in text["text"] and ">" not in text["text"] for text in texts)
    assert "&lt;!channel&gt;" in texts[-1]["text"]
    (link,) = [
        element["text"]
        for block in body["blocks"]
        for element in block.get("elements", [])
        if element["type"] == "mrkdwn"
    ]
    assert link == "<https://rapporter.example.se/anka.pdf#page=4|Visa underlag>"
    long = replace(SUM, detail={"sv": ("&" * 5000,), "en": ()}, municipality="&" * 200)
    blocks = [block for body in slack_posts(render(message(long), "sv")) for block in body["blocks"]]
    sections = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    assert sum(section.count("&amp;") for section in sections) == 5000
    for block in blocks:
        if "text" in block:
            assert len(block["text"]["text"]) <= (150 if block["type"] == "header" else 3000)
            assert block["text"]["text"].replace("&amp;", "").count("&") == 0, "an entity is cut in two"


def test_teams_gets_runs_of_text_without_markdown() -> None:
    (body,) = teams_posts(render(message(hostile()), "sv"))
    (attachment,) = body["attachments"]
    card = attachment["content"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert {element["type"] for element in card["body"]} == {"RichTextBlock", "ActionSet"}
    runs = [run["text"] for element in card["body"] for run in element.get("inlines", [])]
    assert HOSTILE in runs
    (action,) = [action for element in card["body"] for action in element.get("actions", [])]
    assert action["url"] == SUM.evidence


def test_programs_get_the_same_names_in_any_language() -> None:
    swedish, english = (payload(message(SUM), language) for language in ("sv", "en"))
    (found,) = swedish["data"]["causes"][0]["findings"]
    assert (found["id"], found["rounding"], found["page_label"], found["believed"]) == (
        "f1",
        "0.3",
        "12",
        "source_error",
    )
    assert swedish["id"] == english["id"] == "m1"
    assert english["data"]["causes"][0]["findings"][0]["title"] == SUM.title["en"]


def test_one_line_stays_one_line() -> None:
    assert one_line("a\r\nb\x00\x1b[31mc\u2028d  e") == "a b [31mc d e"
