"""A file dropped into `raw/` becomes marts and findings with no other step, in the real `dagster dev`."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest
import yaml

from tests.alerts import smtp_server
from tests.conftest import ROOT
from tests.pipeline.daemon import Daemon, started, until

pytestmark = pytest.mark.slow

PUBLISHED_WITHIN = 240.0
EVALUATED_WITHIN = 60.0
NOTIFIED_WITHIN = 60.0
SAMPLES = sorted((ROOT / "raw").glob("*.txt"))


def test_files_dropped_into_raw_are_published_and_alerted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, renamed = SAMPLES[0], SAMPLES[1]
    monkeypatch.setenv("BOKSLUT_TEST_PASSWORD", "hemligt")
    monkeypatch.setenv("BOKSLUT_ALERTS", str(tmp_path / "alerts.yml"))
    with smtp_server(tmp_path) as mailbox:
        mail = {
            "type": "email",
            "host": "localhost",
            "port": mailbox.port,
            "username": "bokslut",
            "password_env": "BOKSLUT_TEST_PASSWORD",
            "sender": "bokslut@example.se",
            "to": ["controller@example.se"],
            "ca_file": str(mailbox.ca_file),
        }
        settings = {"channels": {"mail": mail}, "routes": [{"channels": ["mail"]}], "engineer": ["mail"]}
        (tmp_path / "alerts.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        with started(tmp_path) as daemon:
            _drop(daemon, slow, renamed)
            until(lambda: len(mailbox.mails) > 0, NOTIFIED_WITHIN)
            parts = [part for one in mailbox.mails for part in one.walk() if part.get_content_maintype() == "text"]
            bodies = "".join(part.get_content() for part in parts)
            causes = daemon.rows(
                "select list(short_id) from quality.findings where state = 'open' and severity = 'warning' "
                "group by cause_id"
            )
            assert causes
            assert all(any(short_id in bodies for short_id in cause) for cause in causes)


def _drop(daemon: Daemon, slow: Path, renamed: Path) -> None:
    """Drop two files as other programs do, and see what is published of them."""
    # As a program copies that writes piece by piece and keeps the time of the original, into a subfolder: the sensor
    # looks between any two pieces.
    target = daemon.raw / "2023" / slow.name
    target.parent.mkdir()
    data = slow.read_bytes()
    hidden = daemon.raw / ".partial"
    shutil.copy(renamed, hidden)
    third = len(data) // 3
    for start, end in ((0, third), (third, 2 * third), (2 * third, len(data))):
        before = daemon.last_evaluation()
        with target.open("ab") as file:
            file.write(data[start:end])
        shutil.copystat(slow, target)
        if end < len(data):
            until(partial(_was_evaluated, daemon, before), EVALUATED_WITHIN)
    # As a program does that writes elsewhere and renames: at once, before two evaluations find the first file whole.
    hidden.rename(daemon.raw / renamed.name)
    until(lambda: len(daemon.reports()) == 2, PUBLISHED_WITHIN)
    assert daemon.reports() == sorted([f"2023/{slow.name}", renamed.name])
    assert daemon.rows("select file_name from quality.quarantine") == [], "half a file was never read"
    assert daemon.rows("select finding_id from quality.findings where state = 'open'")
    runs = daemon.ask("{ runsOrError { ... on Runs { results { status jobName } } } }")
    assert len(runs["runsOrError"]["results"]) == 1, "one run for the whole batch"
    settings = sorted(path.name for path in daemon.folder.dagster_home.glob("*.yaml"))
    assert settings == ["dagster.yaml", "workspace.yaml"]


def _was_evaluated(daemon: Daemon, before: str) -> bool:
    return daemon.last_evaluation() != before
