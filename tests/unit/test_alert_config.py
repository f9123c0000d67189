"""`alerts.yml`: the example is valid, and errors are reported with file, line and fix."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from dagster_project.alerts.config import EXAMPLE, WITHOUT_FILE, ConfigError, load, read
from dagster_project.alerts.notices import KINDS
from dagster_project.warehouse.folder import WarehouseFolder
from tests.conftest import ROOT

SHORTEST = """
channels:
  log: {type: log}
routes:
  - channels: [log]
engineer: [log]
"""


def test_the_example_is_valid_and_shows_every_type_and_setting() -> None:
    example = read(EXAMPLE)
    assert {channel.type for channel in example.channels.values()} == {
        "log",
        "jsonl",
        "email",
        "slack",
        "teams",
        "webhook",
    }
    text = EXAMPLE.read_text(encoding="utf-8")
    assert [name for name in type(example).model_fields if f"{name}:" not in text] == []


def test_the_file_is_in_the_warehouse_or_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = WarehouseFolder(tmp_path)
    monkeypatch.delenv("BOKSLUT_ALERTS", raising=False)
    assert load(folder) == WITHOUT_FILE
    (tmp_path / "alerts.yml").write_text(SHORTEST)
    assert list(load(folder).channels) == ["log"]
    elsewhere = tmp_path / "elsewhere.yml"
    monkeypatch.setenv("BOKSLUT_ALERTS", str(elsewhere))
    with pytest.raises(ConfigError, match=r"elsewhere\.yml can't be read: .*unset BOKSLUT_ALERTS"):
        load(folder)
    elsewhere.write_text(SHORTEST.replace("log", "console").replace("type: console", "type: log"))
    assert list(load(folder).channels) == ["console"]


MAIL = "{type: email, host: h, sender: a@b.se, to: [c@d.se]}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("engineer: [log]", "", "line 2, engineer: Field required"),
        ("engineer: [log]", "engineer: [chat]", "chat is named in a route or by engineer but not under channels"),
        ("engineer: [log]", "engineer: [log]\nlanguage: de", "line 7, language: Input should be 'sv' or 'en'"),
        ("engineer: [log]", "engineer: [log]\nrutes: 1", "line 7, rutes: Extra inputs are not permitted"),
        ("engineer: [log]", "engineer: [log]\ntimezone: Swe", "line 7, timezone: no such time zone"),
        ("engineer: [log]", "engineer: [log]\nevidence_url: '{x}'", "{x} is unknown; there are document_id"),
        ("engineer: [log]", "engineer: [log]\nevidence_url: '{page.real}'", "{page.real} is unknown"),
        ("{type: log}", "{type: fax}", "line 3, channels.log: Input tag 'fax' found using 'type' does not match"),
        ("{type: log}", "{type: log}\n  idle: {type: log}", "idle is in no route and not the engineer's"),
        ("{type: log}", "{type: slack}", "line 3, channels.log.url_env: Field required"),
        ("{type: log}", "{type: slack, url_env: 'https://hooks'}", "url_env: String should match pattern"),
        ("{type: log}", "{type: webhook, url: ftp://x}", "url: String should match pattern"),
        ("{type: log}", "{type: webhook}", "give either url, or url_env when the address is a secret"),
        ("{type: log}", MAIL.replace("c@d.se", "nobody"), "'nobody' is not an e-mail address"),
        ("{type: log}", MAIL.replace("a@b.se", '"a@b.se\\r\\nBcc: x@y.se"'), "sender: String should match pattern"),
        ("{type: log}", MAIL.replace("host", "port: 70000, host"), "port: Input should be less than or equal to 65535"),
        ("{type: log}", MAIL.replace("host", "username: u, host"), "username and password_env go together"),
        (
            "{type: log}",
            MAIL.replace("host", "security: none, username: u, password_env: P, host"),
            "a password is not sent unencrypted",
        ),
        ("[log]\nengineer", "[log]\n    kind: [nonsense]\nengineer", "line 6, routes.0.kind.0: Input should be"),
        ("[log]\nengineer", "[log]\n    severity: []\nengineer", "line 6, routes.0.severity"),
        ("routes:", "routes: [", "is not YAML"),
        (SHORTEST, "", "holds no settings"),
    ],
)
def test_an_error_is_reported_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in SHORTEST
    path = tmp_path / "alerts.yml"
    path.write_text(SHORTEST.replace(old, new))
    with pytest.raises(ConfigError) as error:
        read(path)
    assert str(error.value).startswith(str(path))
    assert message in str(error.value)
    assert EXAMPLE.name in str(error.value)


def test_kinds_are_those_of_the_findings() -> None:
    (model,) = yaml.safe_load((ROOT / "dbt/models/quality/findings.yml").read_text())["models"]
    (column,) = [column for column in model["columns"] if column["name"] == "kind"]
    (accepted,) = [test["accepted_values"] for test in column["data_tests"] if "accepted_values" in test]
    assert set(accepted["arguments"]["values"]) <= set(KINDS)


def test_the_documentation_names_every_kind_and_setting() -> None:
    text = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", text))
    assert set(KINDS) <= named
    assert set(type(read(EXAMPLE)).model_fields) <= named
