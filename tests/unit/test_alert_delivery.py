"""What arrives where a channel takes only part of a message: recipients deferred and refused, posts parted, waits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dagster_project.alerts import alerting, delivery
from dagster_project.state import db as state
from tests.alerts import Mailbox, Receiver, Warehouse, finding, http_server, smtp_server

RECIPIENTS = ("a@example.se", "b@example.se", "c@example.se")
MANY = 60
SLACK_BLOCKS = 50
SLACK_TEXT = {"header": 150, "section": 3000, "context": 3000}
TEAMS_BYTES = 28 * 1024


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    monkeypatch.delenv("BOKSLUT_ALERTS", raising=False)
    return Warehouse(tmp_path)


@contextmanager
def mailed(warehouse: Warehouse, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server with three recipients in the settings, the engineer being notified in a file."""
    monkeypatch.setenv("PASSWORD", "hemligt")
    with smtp_server(folder) as mailbox:
        channel = {
            "type": "email",
            "host": "localhost",
            "port": mailbox.port,
            "ca_file": str(mailbox.ca_file),
            "username": "bokslut",
            "password_env": "PASSWORD",
            "sender": "bokslut@example.se",
            "to": list(RECIPIENTS),
        }
        warehouse.settings(
            channels={"mail": channel, "file": {"type": "jsonl"}},
            routes=[{"channels": ["mail"]}],
            engineer=["file"],
        )
        yield mailbox


@contextmanager
def chatting(warehouse: Warehouse, kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A chat of that kind in the settings, the engineer being notified in a file."""
    with http_server() as receiver:
        monkeypatch.setenv("URL", receiver.url)
        warehouse.settings(
            channels={"chat": {"type": kind, "url_env": "URL"}, "file": {"type": "jsonl"}},
            routes=[{"channels": ["chat"]}],
            engineer=["file"],
        )
        yield receiver


def engineer_got(warehouse: Warehouse) -> list[tuple[str, str, str]]:
    """Event, title and detail of what the engineer was notified of since the last call."""
    path = warehouse.folder.root / "alerts.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    causes = [cause for line in lines for cause in json.loads(line)["data"]["causes"]]
    return [(cause["event"], found["title"], found["detail"]) for cause in causes for found in cause["findings"]]


def many(count: int = MANY, **changes: Any) -> list[dict[str, Any]]:
    """Findings of as many causes, each with a title of its own."""
    return [
        finding(finding_id=f"f{n}", cause_id=f"c{n}", title_sv=f"Fynd {n}.", rank=n, **changes) for n in range(count)
    ]


def test_a_recipient_who_is_deferred_gets_the_mail_later_and_nobody_twice(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailed(warehouse, tmp_path, monkeypatch) as mailbox:
        mailbox.replies = {"b@example.se": ["450 4.2.0 Greylisted", "452 4.2.2 Mailbox full"]}
        alerted = warehouse.publish(finding())
        assert (alerted.sent, alerted.waiting) == (0, 1)
        assert alerted.problems == ("channel mail: not accepted for now for b@example.se: 450 4.2.0 Greylisted",)
        assert warehouse.publish(finding()).waiting == 1
        alerted = warehouse.publish(finding())
        assert (alerted.sent, alerted.waiting, alerted.problems) == (1, 0, ())
        warehouse.publish(finding())
    assert mailbox.recipients == [["a@example.se", "c@example.se"], ["b@example.se"]]
    assert {mail["To"] for mail in mailbox.mails} == {", ".join(RECIPIENTS)}
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 1
    assert engineer_got(warehouse) == []


def test_a_connection_that_ends_among_the_recipients_delivers_nothing(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailed(warehouse, tmp_path, monkeypatch) as mailbox:
        mailbox.replies = {"b@example.se": ["421 4.3.2 Closing down"]}
        assert warehouse.publish(finding()).waiting == 1
        assert mailbox.recipients == []
        assert warehouse.publish(finding()).sent == 1
    assert mailbox.recipients == [list(RECIPIENTS)]


def test_a_recipient_who_is_refused_for_good_is_reported_once_and_when_accepted_again(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailed(warehouse, tmp_path, monkeypatch) as mailbox:
        mailbox.replies = {"b@example.se": ["550 5.1.1 No such user"] * 2}
        alerted = warehouse.publish(finding())
        assert (alerted.sent, alerted.waiting) == (2, 0), "the mail, and the news for the engineer"
        ((event, title, detail),) = engineer_got(warehouse)
        assert (event, title) == ("open", "Kanalen mail: b@example.se tar inte emot meddelanden")
        assert detail.startswith("Svaret var: 550 5.1.1 No such user. Det första som inte kom fram är ”Ankeborg, Barn")
        both = many(2)
        warehouse.publish(*both)
        assert engineer_got(warehouse) == [], "it is known"
        warehouse.publish(*both, *many(4)[2:])
        assert [event for event, _, _ in engineer_got(warehouse)] == ["resolved"]
    assert [len(recipients) for recipients in mailbox.recipients] == [2, 2, 3]


def test_a_mail_that_is_refused_for_its_content_is_reported_and_does_not_wait(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailed(warehouse, tmp_path, monkeypatch) as mailbox:
        mailbox.replies = {"data": ["451 4.3.0 Later", "552 5.3.4 Too large"]}
        assert warehouse.publish(finding()).waiting == 1
        assert warehouse.publish(finding()).waiting == 0
        ((_, title, detail),) = engineer_got(warehouse)
        assert title == "Kanalen mail tog inte emot ett meddelande"
        assert "552 5.3.4 Too large" in detail and "skickas inte dit igen" in detail
        assert warehouse.publish(finding()).sent == 0
    assert mailbox.mails == []


def test_a_recipient_who_is_deferred_for_days_is_given_up_and_reported(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailed(warehouse, tmp_path, monkeypatch) as mailbox:
        mailbox.replies = {"b@example.se": ["450 4.2.0 Greylisted"] * 3}
        assert warehouse.publish(finding()).waiting == 1
        later = state.utc_now() + delivery.GIVE_UP
        monkeypatch.setattr(state, "utc_now", lambda: later)
        assert warehouse.publish(finding()).waiting == 0
        assert [title for _, title, _ in engineer_got(warehouse)] == ["Kanalen mail tog inte emot ett meddelande"]


def slack_text(body: dict[str, Any]) -> str:
    """The whole text of a message to Slack, whose form is checked as Slack does."""
    assert len(body["blocks"]) <= SLACK_BLOCKS
    texts = [(block["type"], block.get("text") or block["elements"][0]) for block in body["blocks"] if len(block) > 1]
    for kind, text in texts:
        assert 0 < len(text["text"]) <= SLACK_TEXT[kind]
    return "\n".join(text["text"] for _, text in texts)


def teams_text(body: dict[str, Any]) -> str:
    """The whole text of a message to Teams, whose size is checked as Teams counts it."""
    assert len(json.dumps(body, ensure_ascii=False).encode("utf-16")) <= TEAMS_BYTES
    runs = [run for element in body["attachments"][0]["content"]["body"] for run in element.get("inlines", [])]
    return "\n".join(run["text"] for run in runs)


@pytest.mark.parametrize(("kind", "text_of"), [("slack", slack_text), ("teams", teams_text)])
def test_many_findings_are_parted_into_messages_that_a_chat_takes(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, kind: str, text_of: Any
) -> None:
    with chatting(warehouse, kind, monkeypatch) as receiver:
        alerted = warehouse.publish(*many(detail_sum_sv="Ååå " * 60))
        assert (alerted.new, alerted.sent, alerted.waiting) == (MANY, 1, 0)
    texts = [text_of(body) for body in receiver.bodies]
    assert len(texts) > 1
    assert Counter(line for text in texts for line in text.splitlines() if line.startswith("Fynd ")) == Counter(
        f"Fynd {n}." for n in range(MANY)
    )
    for number, text in enumerate(texts, start=1):
        assert text.splitlines()[0].endswith(f"{MANY} uppgifter att kontrollera ({number}/{len(texts)})")


@pytest.mark.parametrize(("kind", "text_of"), [("slack", slack_text), ("teams", teams_text)])
def test_an_item_longer_than_a_message_is_parted_too(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, kind: str, text_of: Any
) -> None:
    sentences = {f"detail_{name}_sv": "&å" * 2000 for name in ("sum", "hint", "doubt")}
    with chatting(warehouse, kind, monkeypatch) as receiver:
        assert warehouse.publish(finding(**sentences)).sent == 1
    assert sum(text_of(body).count("å") for body in receiver.bodies) >= 6000


def test_of_a_parted_message_only_what_is_missing_is_sent_again(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chatting(warehouse, "slack", monkeypatch) as receiver:
        receiver.answers = [200, 500]
        assert warehouse.publish(*many()).waiting == 1
        assert warehouse.publish(*many()).waiting == 0
    headers = [body["text"].rpartition(" ")[2] for body in receiver.bodies]
    assert headers == [f"({number}/{len(headers)})" for number in range(1, len(headers) + 1)]


def test_a_wait_that_a_chat_asks_for_is_kept(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    with chatting(warehouse, "slack", monkeypatch) as receiver:
        receiver.answers, receiver.retry_after = [200, 429], 1
        alerted = warehouse.publish(*many())
        assert (alerted.sent, alerted.waiting) == (1, 0), "a second is waited for at once"
        receiver.answers, receiver.retry_after = [429], 3600
        more = many(MANY + 1)
        assert warehouse.publish(*more).waiting == 1
        later = state.utc_now() + timedelta(seconds=3500)
        monkeypatch.setattr(state, "utc_now", lambda: later)
        assert alerting.catch_up(warehouse.folder, warehouse.raw) is None
        later += timedelta(seconds=200)
        caught_up = alerting.catch_up(warehouse.folder, warehouse.raw)
        assert caught_up is not None and caught_up.sent == 1
    assert len(receiver.got) == len({body for _, body in receiver.got})


def test_a_message_that_a_chat_refuses_is_reported_and_does_not_wait(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chatting(warehouse, "teams", monkeypatch) as receiver:
        receiver.answers = [400]
        alerted = warehouse.publish(finding())
        assert (alerted.sent, alerted.waiting) == (1, 0)
        ((_, title, detail),) = engineer_got(warehouse)
        assert title == "Kanalen chat tog inte emot ett meddelande"
        assert detail.startswith("Svaret var: HTTP 400. ”Ankeborg, Barnnämnden, Årsbokslut 2023: 1 uppgift")
        assert warehouse.publish(finding()).sent == 0
        assert warehouse.publish(finding(), *many(1)).sent == 1, "the channel goes on"
        assert len(receiver.got) == 1


def test_the_refusal_of_news_about_refusals_is_no_news(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    with http_server() as receiver:
        monkeypatch.setenv("URL", receiver.url)
        warehouse.settings(
            channels={"chat": {"type": "slack", "url_env": "URL"}}, routes=[{"channels": ["chat"]}], engineer=["chat"]
        )
        receiver.answers = [400] * 5
        assert warehouse.publish(finding()).waiting == 0
        assert len(receiver.answers) == 3, "the message, and the news that it was refused"
        warehouse.publish(finding())
        assert len(receiver.answers) == 3
