"""A file dropped into `raw/` becomes marts and findings with no other step, in the real `dagster dev`."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
import yaml

from tests.alerts import smtp_server
from tests.conftest import ROOT
from tests.pipeline.daemon import Daemon, started, until

pytestmark = pytest.mark.slow

PUBLISHED_WITHIN = 240.0
TOLD_WITHIN = 60.0
SAMPLES = sorted((ROOT / "raw").glob("*.txt"))


def test_files_dropped_into_raw_are_published_and_told_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
            until(lambda: len(mailbox.mails) > 0, TOLD_WITHIN)
            bodies = "".join(part.get_content() for one in mailbox.mails for part in one.iter_parts())
            causes = daemon.rows(
                "select list(finding_id) from quality.findings where state = 'open' and severity = 'warning' "
                "group by cause_id"
            )
            assert causes
            assert all(any(finding_id in bodies for finding_id in cause) for cause in causes)


def _drop(daemon: Daemon, slow: Path, renamed: Path) -> None:
    """Drop two files as other programs do, and see what is published of them."""
    # As a program copies that writes bit by bit and keeps the time of the original, into a subfolder.
    target = daemon.raw / "2023" / slow.name
    target.parent.mkdir()
    data = slow.read_bytes()
    for start in range(0, len(data), len(data) // 8):
        with target.open("ab") as file:
            file.write(data[start : start + len(data) // 8])
        shutil.copystat(slow, target)
        time.sleep(0.7)
    # As a program does that writes elsewhere and renames.
    partial = daemon.raw / ".partial"
    shutil.copy(renamed, partial)
    partial.rename(daemon.raw / renamed.name)
    until(lambda: len(daemon.reports()) == 2, PUBLISHED_WITHIN)
    assert daemon.reports() == sorted([f"2023/{slow.name}", renamed.name])
    assert daemon.rows("select file_name from quality.quarantine") == [], "half a file was never read"
    assert daemon.rows("select finding_id from quality.findings where state = 'open'")
    runs = daemon.ask("{ runsOrError { ... on Runs { results { status jobName } } } }")
    assert len(runs["runsOrError"]["results"]) == 1, "one run for the whole batch"
    settings = sorted(path.name for path in daemon.folder.dagster_home.glob("*.yaml"))
    assert settings == ["dagster.yaml", "workspace.yaml"]
