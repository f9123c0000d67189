"""What is sent to whom, and that it is sent once: with handmade publications and servers on the loopback."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import os
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dagster_project.alerts import alerting, published
from dagster_project.alerts.alerting import FailedCheck
from dagster_project.alerts.notices import Notice
from dagster_project.cli import channels
from dagster_project.cli.summary import alerts_line
from dagster_project.state import db as state
from dagster_project.state import outbox
from dagster_project.state.migrations import STEPS
from dagster_project.warehouse.folder import WarehouseFolder
from tests.alerts import Warehouse, finding, http_server, publish, smtp_server


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    monkeypatch.delenv("BOKSLUT_ALERTS", raising=False)
    return Warehouse(tmp_path)


def test_a_finding_is_sent_once_across_runs_and_restored_copies(warehouse: Warehouse) -> None:
    assert warehouse.publish(finding()).new == 1
    assert warehouse.sent() == ["open f1"]
    assert warehouse.publish(finding(values_hash="other", rank=7)).new == 0
    copy = warehouse.folder.root.with_name("copy")
    shutil.copytree(warehouse.folder.root, copy, symlinks=True)
    assert alerting.after_publication(WarehouseFolder(copy), warehouse.raw).sent == 0
    assert warehouse.sent() == []


FORMER_NOTICE = {
    "id": "f1",
    "source": "findings",
    "cause_id": "c1",
    "kind": "column_sum",
    "severity": "warning",
    "state": "open",
    "rank": 1,
    "title": {"sv": "Summan stämmer inte", "en": "The total does not add up"},
    "detail": {"sv": "1 + 1 = 3. Troligen fel tecken.", "en": ""},
    "report_id": "r1",
    "rounding": "0.3",
    "gone_since": 1,
}


def test_messages_queued_by_the_former_version_are_delivered_and_count_as_notified(warehouse: Warehouse) -> None:
    message = {"group": "r1", "is_digest": False, "causes": [{"event": "open", "notices": [FORMER_NOTICE]}]}
    at = "2024-01-31T12:00:00"
    with closing(sqlite3.connect(warehouse.folder.state_database)) as former:
        for step in STEPS[:3]:
            former.executescript(step.read_text(encoding="utf-8"))
        former.execute("pragma user_version = 3")
        former.execute(
            "insert into alert_subjects values ('f1', 'findings', 'c1', 'r1', 'warning', 'open', ?, 1)",
            [json.dumps(FORMER_NOTICE)],
        )
        former.execute("insert into alert_told values ('f1', 'open', 1, 'file', ?, null)", [at])
        former.execute(
            "insert into alert_messages (message_id, channel, content, created_at, next_attempt_at) "
            "values ('m', 'file', ?, ?, ?)",
            [json.dumps(message), at, at],
        )
        former.execute(
            "insert into finding_history (finding_id, values_hash, state, first_seen_at, last_seen_at, detail, "
            "detail_sv) values ('f1', 'h', 'open', ?, ?, '1 + 1 = 3. Sign?', '1 + 1 = 3. Tecken?')",
            [at, at],
        )
        former.commit()
    assert warehouse.publish(finding()).new == 0
    sent = json.loads((warehouse.folder.root / "alerts.jsonl").read_text(encoding="utf-8"))
    assert (sent["id"], sent["timestamp"]) == ("m", f"{at}Z")
    (found,) = sent["data"]["causes"][0]["findings"]
    assert (found["id"], found["detail"], found["rounding"]) == ("f1", "1 + 1 = 3. Troligen fel tecken.", "0.3")
    assert warehouse.sent() == ["open f1"]
    warehouse.publish()
    assert warehouse.sent() == ["resolved f1"]
    with state.connect(warehouse.folder) as connection:
        assert connection.execute("select detail_sum, detail_hint, detail_sum_sv from finding_history").fetchall() == [
            ("1 + 1 = 3. Sign?", None, "1 + 1 = 3. Tecken?")
        ]


def test_findings_of_one_report_are_one_message_worst_first_and_of_one_cause_one_item(warehouse: Warehouse) -> None:
    warehouse.publish(
        finding(finding_id="b", cause_id="x", rank=3),
        finding(finding_id="a", cause_id="y", rank=2),
        finding(finding_id="c", cause_id="x", rank=1),
    )
    assert warehouse.sent() == ["open c+b, open a"]
    warehouse.publish(
        finding(finding_id="a", cause_id="y"),
        finding(finding_id="c", cause_id="x"),
        finding(finding_id="d", cause_id="x"),
    )
    assert warehouse.sent() == [], "a later reading finds the same cause in one more sum"


def test_a_resolution_is_sent_once_to_those_who_were_notified_and_a_return_again(warehouse: Warehouse) -> None:
    warehouse.publish(finding(), finding(finding_id="never", cause_id="never", state="accepted"))
    assert warehouse.sent() == ["open f1"]
    fixed = [finding(state="resolved"), finding(finding_id="never", cause_id="never", state="resolved")]
    assert warehouse.publish(*fixed).resolved == 1
    assert warehouse.sent() == ["resolved f1"]
    warehouse.publish(*fixed)
    assert warehouse.sent() == []
    warehouse.publish(finding())
    assert warehouse.sent() == ["reopened f1"]
    warehouse.publish(finding())
    assert warehouse.sent() == []
    warehouse.settings(
        channels={"file": {"type": "jsonl"}},
        routes=[{"channels": ["file"], "municipality": ["Gåseborg"]}],
        engineer=["file"],
    )
    warehouse.publish()
    assert warehouse.sent() == ["resolved f1"], "a finding that is gone is resolved for all that were notified"


def test_a_cause_is_resolved_when_none_of_its_findings_is_left(warehouse: Warehouse) -> None:
    one, other = finding(finding_id="a", cause_id="x", rank=1), finding(finding_id="b", cause_id="x", rank=2)
    warehouse.publish(one, other)
    warehouse.publish(one | {"state": "resolved"}, other)
    assert warehouse.sent() == ["open a+b"]
    warehouse.publish(one | {"state": "resolved"}, other | {"state": "resolved"})
    assert warehouse.sent() == ["resolved a+b"]


def test_an_accepted_finding_is_sent_only_when_no_longer_accepted(warehouse: Warehouse) -> None:
    warehouse.publish(finding(state="accepted"))
    assert warehouse.sent() == []
    warehouse.publish(finding())
    assert warehouse.sent() == ["open f1"]
    warehouse.publish(finding(state="accepted"))
    warehouse.publish(finding())
    assert warehouse.sent() == [], "it was sent before"


def two_channels(warehouse: Warehouse, **more: Any) -> None:
    files = {name: {"type": "jsonl", "path": f"{name}.jsonl"} for name in ("controller", "engineer")}
    warehouse.settings(channels=files, routes=[{"channels": ["controller"]}], engineer=["engineer"], **more)


def test_errors_of_the_reading_go_to_the_engineer_alone(warehouse: Warehouse) -> None:
    two_channels(warehouse)
    misread = finding(severity="error", believed="reading_error")
    warehouse.publish(
        misread,
        finding(finding_id="u", cause_id="u", kind="unread_numbers", severity="error"),
        finding(finding_id="q", cause_id="q", kind="unreadable_report", severity="error", report_id=None),
    )
    assert warehouse.sent("controller.jsonl") == []
    assert sorted(warehouse.sent("engineer.jsonl")) == ["open f1, open u", "open q"]
    warehouse.publish(finding())
    assert warehouse.sent("controller.jsonl") == ["open f1"], "it is now believed to be an error of the report"


def test_information_waits_for_the_digest(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2024, 1, 31, 12)
    monkeypatch.setattr(state, "utc_now", lambda: now)
    two_channels(warehouse, digest="day", digest_at="07:00", timezone="Europe/Stockholm")
    info = [finding(finding_id=name, cause_id=name, severity="info") for name in "abc"]
    warehouse.publish(info[0], info[1])
    warehouse.publish(info[0], info[2])
    now = datetime(2024, 2, 1, 5, 59)
    assert alerting.catch_up(warehouse.folder, warehouse.raw) is None
    assert warehouse.sent("controller.jsonl") == []
    now = datetime(2024, 2, 1, 6)
    assert alerting.catch_up(warehouse.folder, warehouse.raw) is not None
    assert warehouse.sent("controller.jsonl") == ["open a, open c"], "b was gone before its digest"
    now = datetime(2024, 2, 3)
    assert alerting.catch_up(warehouse.folder, warehouse.raw) is None
    two_channels(warehouse, digest="run")
    warehouse.publish(info[0])
    assert warehouse.sent("controller.jsonl") == ["resolved c"]


def test_a_flood_is_one_message(warehouse: Warehouse) -> None:
    warehouse.settings(
        channels={"file": {"type": "jsonl"}}, routes=[{"channels": ["file"]}], engineer=["file"], most_messages=2
    )
    reports = [finding(finding_id=name, cause_id=name, report_id=f"r{name}", rank=n) for n, name in enumerate("abc")]
    warehouse.publish(*reports[:2])
    assert warehouse.sent() == ["open a", "open b"]
    warehouse.publish(*(row | {"state": "resolved"} for row in reports[:2]), reports[2])
    assert warehouse.sent() == ["open c, resolved a, resolved b"]


def test_routes_choose_by_municipality_board_kind_and_severity(warehouse: Warehouse) -> None:
    routes = {
        "town": {"municipality": ["ankeborg"]},
        "code": {"municipality": ["Gåseborg", "0001"], "severity": ["warning"]},
        "elsewhere": {"municipality": ["Gåseborg"]},
        "board": {"board": ["o1"], "kind": ["column_sum"]},
        "sums": {"kind": ["subtotal"]},
        "errors": {"severity": ["error"]},
    }
    names = [*routes, "engineer"]
    warehouse.settings(
        channels={name: {"type": "jsonl", "path": f"{name}.jsonl"} for name in names},
        routes=[{"channels": [name], **fits} for name, fits in routes.items()],
        engineer=["engineer"],
    )
    warehouse.publish(finding(), finding(finding_id="e", cause_id="e", severity="error"))
    sent = {name: warehouse.sent(f"{name}.jsonl") for name in names}
    assert sent == {
        "town": ["open f1"],
        "code": ["open f1"],
        "elsewhere": [],
        "board": ["open f1"],
        "sums": [],
        "errors": ["open e"],
        "engineer": ["open e"],
    }


def test_a_new_channel_gets_no_history_and_the_queue_of_a_removed_one_is_dropped(
    warehouse: Warehouse, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ABSENT", raising=False)
    warehouse.settings(
        channels={"chat": {"type": "slack", "url_env": "ABSENT"}}, routes=[{"channels": ["chat"]}], engineer=["chat"]
    )
    assert warehouse.publish(finding()).waiting == 1
    two_channels(warehouse)
    with caplog.at_level(logging.WARNING):
        assert warehouse.publish(finding()).waiting == 0
    assert "channel chat is no longer in the settings; 1 messages to it are dropped" in caplog.text
    assert warehouse.sent("controller.jsonl") == []


def test_lines_that_match_nothing_failed_checks_and_failed_runs_go_to_the_engineer(warehouse: Warehouse) -> None:
    two_channels(warehouse)
    lines = [("gone", "Åsa", "känd"), ("f1", "Åsa", "känd")]
    fixed = finding(finding_id="fixed", cause_id="fixed", state="resolved")
    warehouse.publish(finding(state="accepted"), fixed, accepted=[*lines, ("fixed", "Åsa", "känd")])
    (sent,) = warehouse.sent("engineer.jsonl")
    assert sent.count("open") == 2
    warehouse.publish(finding(state="accepted"), accepted=lines)
    assert warehouse.sent("engineer.jsonl") == []
    failed = FailedCheck("staging/numbers", "gx__numbers__units", True, "unexpected: 3")
    for expected in (1, 0):
        alerted = alerting.after_publication(warehouse.folder, warehouse.raw, [failed])
        assert alerted.new == expected
    assert len(warehouse.sent("engineer.jsonl")) == 1
    assert alerting.run_failed(warehouse.folder, "ingest", "step models: 3 rows in run 0a1b2c3d4e5f").new == 1
    assert alerting.run_failed(warehouse.folder, "ingest", "step models: 4 rows in run 1a1b2c3d4e5f").new == 0
    assert alerting.run_failed(warehouse.folder, "ingest", "step publication: disk full").new == 1
    assert len(warehouse.sent("engineer.jsonl")) == 2
    warehouse.publish(finding(state="accepted"), accepted=lines)
    sent = ", ".join(warehouse.sent("engineer.jsonl"))
    assert sent.count("resolved") == 3, "two failures and the check"
    assert warehouse.sent("controller.jsonl") == []


def test_a_release_whose_run_sent_no_alerts_gets_them_later(warehouse: Warehouse) -> None:
    assert alerting.catch_up(warehouse.folder, warehouse.raw) is None, "nothing is published"
    publish(warehouse.folder, [finding()])
    os.utime(warehouse.folder.current, follow_symlinks=False)
    assert alerting.catch_up(warehouse.folder, warehouse.raw) is None, "its run is about to send its alerts"
    os.utime(warehouse.folder.current, (0, 0), follow_symlinks=False)
    alerted = alerting.catch_up(warehouse.folder, warehouse.raw)
    assert alerted is not None and alerted.new == 1
    assert alerting.catch_up(warehouse.folder, warehouse.raw) is None


def test_a_release_that_was_replaced_while_it_was_read_sends_nothing(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.publish(finding())
    read = published.findings

    def read_slowly(*arguments: Any) -> list[Notice]:
        found = read(*arguments)
        publish(warehouse.folder, [finding()], release="newer")
        return found

    publish(warehouse.folder, [], release="older")
    monkeypatch.setattr(published, "findings", read_slowly)
    alerting.after_publication(warehouse.folder, warehouse.raw)
    assert warehouse.sent() == ["open f1"], "the newer release still has it"


def test_settings_that_are_wrong_lose_nothing(warehouse: Warehouse, caplog: pytest.LogCaptureFixture) -> None:
    path = warehouse.folder.root / "alerts.yml"
    right = path.read_text()
    path.write_text("channels: {}\nrutes: []\n")
    alerted = warehouse.publish(finding())
    assert alerted.new == 0 and "alerts.yml is not valid" in alerted.problems[0]
    assert "alerts.yml is not valid" in caplog.text
    path.write_text(right)
    caught_up = alerting.catch_up(warehouse.folder, warehouse.raw)
    assert caught_up is not None and caught_up.new == 1
    assert warehouse.sent() == ["open f1"]


def test_a_channel_that_fails_hangs_or_recovers_delays_no_other(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_server() as failing, http_server() as hanging, http_server() as well:
        monkeypatch.setenv("FAILING", failing.url)
        monkeypatch.setenv("HANGING", hanging.url)
        warehouse.settings(
            channels={
                "failing": {"type": "slack", "url_env": "FAILING"},
                "hanging": {"type": "teams", "url_env": "HANGING"},
                "well": {"type": "webhook", "url": well.url},
            },
            routes=[{"channels": ["failing", "hanging", "well"]}],
            engineer=["well"],
        )
        failing.answers, hanging.answers = [500, 503], ["hang"]
        began = time.monotonic()
        alerted = warehouse.publish(finding(), budget_seconds=1)
        assert time.monotonic() - began < 3
        assert (alerted.sent, alerted.waiting, len(well.got)) == (1, 2, 1)
        assert not any("secret-token" in problem for problem in alerted.problems)
        assert [(channel, attempts) for channel, attempts, _ in warehouse.waiting()] == [("failing", 1), ("hanging", 1)]
        assert alerting.catch_up(warehouse.folder, warehouse.raw) is None, "its time has not come"
        later = state.utc_now() + outbox.RETRY.first
        monkeypatch.setattr(state, "utc_now", lambda: later)
        alerted = alerting.catch_up(warehouse.folder, warehouse.raw) or alerted
        assert (alerted.sent, len(hanging.got)) == (1, 1)
        later += outbox.RETRY.first
        assert alerting.catch_up(warehouse.folder, warehouse.raw) is None, "the wait is doubled"
        assert warehouse.publish(finding()).sent == 1, "a run tries what waits, whatever its time"
        assert len(failing.got) == len(well.got) == 1


def test_when_a_channel_is_down_its_other_messages_wait_with_the_first(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_server() as receiver:
        monkeypatch.setenv("URL", receiver.url)
        warehouse.settings(
            channels={"chat": {"type": "slack", "url_env": "URL"}}, routes=[{"channels": ["chat"]}], engineer=["chat"]
        )
        reports = [finding(), finding(finding_id="f2", cause_id="c2", report_id="r2", rank=2)]
        receiver.answers = [302]
        assert "another address" in warehouse.publish(*reports).problems[0]
        assert [attempts for _, attempts, _ in warehouse.waiting()] == [1, 0]
        assert alerting.catch_up(warehouse.folder, warehouse.raw) is None
        receiver.answers = [408]
        assert warehouse.publish(*reports).sent == 1, "one that is refused for now does not hold back the others"
        assert [attempts for _, attempts, _ in warehouse.waiting()] == [2]
        assert len(receiver.got) == 1
    (problem,) = warehouse.publish(*reports).problems
    assert "no connection" in problem and "secret-token" not in problem


def test_sentences_and_rounding_are_those_of_the_finding(warehouse: Warehouse) -> None:
    warehouse.publish(
        finding(detail_hint_sv="Troligen fel tecken.", detail_doubt_sv="Ett tal är oläst."),
        finding(finding_id="f2", rank=2, detail_hint_sv="Troligen fel tecken.", rounding=None),
    )
    payload = json.loads((warehouse.folder.root / "alerts.jsonl").read_text())
    first, second = payload["data"]["causes"][0]["findings"]
    assert first["detail"] == f"{finding()['detail_sum_sv']} Troligen fel tecken. Ett tal är oläst."
    assert second["detail"] == f"{finding()['detail_sum_sv']} Troligen fel tecken."
    assert [found["rounding"] for found in (first, second)] == ["0.3", None]


def test_a_webhook_is_signed_and_its_id_is_the_same_at_every_attempt(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = b"0123456789abcdef"
    monkeypatch.setenv("SECRET", "whsec_" + base64.b64encode(key).decode())
    with http_server() as receiver:
        warehouse.settings(
            channels={"hook": {"type": "webhook", "url": receiver.url, "secret_env": "SECRET", "language": "en"}},
            routes=[{"channels": ["hook"]}],
            engineer=["hook"],
        )
        receiver.answers = [502]
        warehouse.publish(finding())
        with state.connect(warehouse.folder) as connection:
            (message_id,) = connection.execute("select message_id from alert_messages").fetchone()
        warehouse.publish(finding())
        ((headers, body),) = receiver.got
    assert headers["webhook-id"] == headers["Idempotency-Key"] == message_id == json.loads(body)["id"]
    signed = f"{message_id}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60


def test_mail_by_starttls_in_text_and_html(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp_server(tmp_path) as mailbox:
        channel = {
            "type": "email",
            "host": "localhost",
            "port": mailbox.port,
            "username": "bokslut",
            "password_env": "PASSWORD",
            "sender": "Bokslut <bokslut@example.se>",
            "to": ["a@example.se", "Åsa <b@example.se>"],
        }
        trusting = {**channel, "ca_file": str(mailbox.ca_file)}
        for settings, password, problem in (
            (trusting, None, "PASSWORD is not set"),
            (channel, "hemligt", "certificate that is not trusted"),
            (trusting, "fel", "refuses the login of bokslut: check PASSWORD"),
        ):
            monkeypatch.setenv("PASSWORD", password or "")
            warehouse.settings(channels={"mail": settings}, routes=[{"channels": ["mail"]}], engineer=["mail"])
            alerted = warehouse.publish(finding(row_label="<b>&\r\nBcc: x@example.se", title_sv="Rad ett\r\nBcc: <i>x"))
            assert problem in alerted.problems[0]
            assert alerted.waiting == 1
        monkeypatch.setenv("PASSWORD", "hemligt")
        assert warehouse.publish(finding()).sent == 1
    (mail,) = mailbox.mails
    assert mailbox.recipients == [["a@example.se", "b@example.se"]]
    assert mail["Subject"] == "Ankeborg, Barnnämnden, Årsbokslut 2023: 1 uppgift att kontrollera"
    assert mail["Bcc"] is None
    with state.connect(warehouse.folder) as connection:
        (message_id,) = connection.execute("select message_id from alert_messages").fetchone()
    assert mail["Message-ID"] == f"<{message_id}@example.se>"
    plain, html = (part.get_content() for part in mail.iter_parts())
    assert "10,8 + 489,1 = 499,9, tryckt 501,3, skillnad 1,4 mnkr." in plain
    assert "&lt;i&gt;x" in html and "<i>" not in html and "rad &lt;b&gt;&amp;" in html


def test_waits_double_up_to_the_longest(warehouse: Warehouse) -> None:
    now = datetime(2024, 1, 31, 12)
    waits = []
    with state.connect(warehouse.folder) as connection:
        for attempts in range(12):
            tried = outbox.Outgoing("m", "c", "", now, attempts)
            waits.append(outbox.mark_failed(connection, tried, "down", now) - now)
        asked = outbox.mark_failed(connection, outbox.Outgoing("m", "c", "", now, 0), "busy", now, 120.0)
    assert waits[:3] == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]
    assert waits[-1] == outbox.RETRY.longest
    assert asked == now + timedelta(seconds=120)


def test_two_processes_do_not_send_the_same_message(warehouse: Warehouse) -> None:
    warehouse.settings(
        channels={"chat": {"type": "slack", "url_env": "ABSENT_VARIABLE"}},
        routes=[{"channels": ["chat"]}],
        engineer=["chat"],
    )
    warehouse.publish(finding())
    now = state.utc_now()
    with state.connect(warehouse.folder) as one, state.connect(warehouse.folder) as other:
        assert len(outbox.claim(one, now, now + timedelta(seconds=60), early=True)) == 1
        assert outbox.claim(other, now, now + timedelta(seconds=60), early=True) == []
        later = now + timedelta(seconds=60)
        assert len(outbox.claim(other, later, later, early=True)) == 1, "the process that claimed it has died"


def test_every_channel_can_be_tried(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with http_server() as receiver:
        monkeypatch.setenv("URL", receiver.url)
        monkeypatch.delenv("ABSENT_VARIABLE", raising=False)
        warehouse.settings(
            channels={
                "chat": {"type": "slack", "url_env": "URL"},
                "other": {"type": "teams", "url_env": "ABSENT_VARIABLE"},
            },
            routes=[{"channels": ["chat"]}],
            engineer=["other"],
        )
        assert channels.test(warehouse.folder.root) == 1
        assert receiver.bodies[0]["text"] == "Bokslut: provmeddelande"
    printed = capsys.readouterr().out
    assert "alerts.yml is valid" in printed
    assert "chat: sent" in printed and "other: the environment variable ABSENT_VARIABLE is not set" in printed
    (warehouse.folder.root / "alerts.yml").write_text("channels: 1")
    assert channels.test(warehouse.folder.root) == 1
    assert "alerts.yml is not valid" in capsys.readouterr().err


def test_the_alerts_of_several_publications_are_summed_up() -> None:
    first = outbox.Status("r1", new=3, resolved=0, sent=2, problem="mail is down", waiting=1)
    last = outbox.Status("r2", new=1, resolved=2, sent=4, problem=None, waiting=0)
    assert last.after(first) == outbox.Status("r2", new=4, resolved=2, sent=6, problem="mail is down", waiting=0)
    assert alerts_line(last.after(first)).startswith("Alerts: 4 new, 2 resolved; 6 messages sent, 0 waiting\n")
