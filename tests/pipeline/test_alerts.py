"""Alerts of whole runs: of the samples, of a run that fails, and by the sensors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from dagster_project.alerts import alerting
from dagster_project.orchestration.assets.alerts import REPORTED_OTHERWISE, failed_checks
from dagster_project.orchestration.definitions import definitions
from dagster_project.orchestration.sensors.alerts import outbox_sensor, run_failures_sensor
from dagster_project.state import db as state
from dagster_project.warehouse.folder import WarehouseFolder
from tests.pipeline.conftest import Pipeline, SampleWarehouse


@pytest.fixture(autouse=True)
def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOKSLUT_ALERTS", raising=False)


def messages(folder: WarehouseFolder) -> list[dict[str, Any]]:
    path = folder.root / "alerts.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def kinds(folder: WarehouseFolder) -> list[list[str]]:
    return [[f"{cause['event']} {cause['kind']}" for cause in sent["data"]["causes"]] for sent in messages(folder)]


@pytest.mark.slow
def test_a_run_sends_one_message_per_report_once(sample_warehouse: SampleWarehouse, tmp_path: Path) -> None:
    sent = messages(sample_warehouse.folder)
    with sample_warehouse.folder.connect_published() as database:
        causes = database.execute(
            "select count(distinct cause_id), count(distinct case when severity != 'info' then report_id end) "
            "from quality.findings where state = 'open'"
        ).fetchone()
    *reports, digest = sent
    assert causes == (sum(len(message["data"]["causes"]) for message in sent), len(reports))
    assert digest["type"] == "bokslut.digest"
    assert f"Alerts: {causes[0]} new, 0 resolved; {2 * len(sent)} messages sent, 0 waiting" in sample_warehouse.printed
    (total,) = [
        found
        for message in sent
        for cause in message["data"]["causes"]
        for found in cause["findings"]
        if found["detail"].startswith("10,8 + 192,8 + 46,4 + 211,7 + 38,2 = 499,9, tryckt 501,3, skillnad 1,4 mnkr.")
    ]
    assert (total["rounding"], total["unit"], total["page_number"]) == ("0.3", "MSEK", 4)
    assert total["evidence"].startswith("file:///") and total["evidence"].endswith("-2023.pdf#page=4")
    copy = WarehouseFolder(tmp_path / "warehouse")
    shutil.copytree(sample_warehouse.folder.root, copy.root, symlinks=True)
    again = alerting.after_publication(copy, Path("raw"))
    assert (again.new, again.resolved, again.sent) == (0, 0, 0)


@pytest.mark.slow
def test_a_channel_that_is_not_set_up_fails_no_run_and_keeps_its_messages(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.put("a.txt", "figures -1")
    assert pipeline.run() == 0
    assert kinds(pipeline.folder) == [["open sign"]]
    (pipeline.folder.root / "alerts.yml").write_text(
        "channels: {chat: {type: slack, url_env: NO_SUCH_VARIABLE}, file: {type: jsonl}}\n"
        "routes: [{channels: [chat, file]}]\nengineer: [file]\n"
    )
    pipeline.put("c.txt", "figures -3")
    assert pipeline.run() == 0
    assert kinds(pipeline.folder)[1:] == [["open sign"]]
    with state.connect(pipeline.folder) as connection:
        waiting = connection.execute("select channel, last_error from alert_messages where sent_at is null").fetchall()
    assert waiting == [("chat", "the environment variable NO_SUCH_VARIABLE is not set: set it where Bokslut runs")]


def test_a_failed_run_and_its_recovery_are_sent_once_by_command_and_sensor(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    pipeline.put("a.txt", "figures 666 666")
    (pipeline.folder.root).mkdir(exist_ok=True)
    (pipeline.folder.accepted).write_text("wrong\n")
    assert pipeline.run() == 1
    assert "accepted.csv line 1 has the columns wrong" in capsys.readouterr().err
    (sent,) = messages(pipeline.folder)
    (found,) = sent["data"]["causes"][0]["findings"]
    assert "accepted.csv line 1 has the columns wrong" in found["detail"]
    job = definitions(pipeline.raw, pipeline.folder.root).resolve_job_def("ingest")
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False)
        context = dg.build_run_status_sensor_context(
            "run_failures", result.get_run_failure_event(), instance, result.dagster_run
        ).for_run_failure()
        answer = run_failures_sensor(pipeline.folder)(context)
    assert isinstance(answer, dg.SkipReason)
    assert "0 messages sent" in str(answer.skip_message), "the command has sent it"
    pipeline.folder.accepted.unlink()
    pipeline.put("a.txt", "figures 1")
    assert pipeline.run() == 0
    assert kinds(pipeline.folder) == [["open run_failed"], ["resolved run_failed"]]


def test_a_run_that_cannot_start_is_sent(pipeline: Pipeline) -> None:
    pipeline.raw.rmdir()
    assert pipeline.run() == 1
    assert not pipeline.folder.root.exists(), "a folder named by mistake is not made a warehouse"
    pipeline.folder.prepare()
    assert pipeline.run() == 1
    assert kinds(pipeline.folder) == [["open run_failed"]]


def test_failed_checks_reach_the_engineer_unless_they_are_findings(pipeline: Pipeline) -> None:
    pipeline.put("a.txt", "figures 13")
    pipeline.put("b.txt", "encrypted")
    job = definitions(pipeline.raw, pipeline.folder.root).resolve_job_def("ingest")
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance)
        names = {check.check_name for check in result.get_asset_check_evaluations()}
        failed = {check.check_name for check in result.get_asset_check_evaluations() if not check.passed}
        assert {"no_thirteen", "no_file_is_quarantined"} <= failed
        reported = {check.name for check in failed_checks(instance, result.run_id)}
        assert "no_thirteen" in reported and reported == {
            name for name in failed if not name.startswith(REPORTED_OTHERWISE)
        }
        assert all(any(name.startswith(start) for name in names) for start in REPORTED_OTHERWISE)
        metadata = result.asset_materializations_for_node("alerts")[0].metadata
        assert metadata["new"].value == len(reported)
    assert ["open check_failed"] in kinds(pipeline.folder)


def test_the_sensor_always_says_why_it_has_nothing_to_send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.alerts import finding, publish

    folder = WarehouseFolder(tmp_path / "warehouse")
    sensor = outbox_sensor(tmp_path, folder)
    answers = []
    with dg.build_sensor_context() as context:
        answers.append(sensor(context))
        publish(folder, [finding()])
        answers += [sensor(context), sensor(context)]
    assert [str(answer.skip_message) for answer in answers if isinstance(answer, dg.SkipReason)] == [
        "nothing to send",
        "2 messages sent, 0 waiting",
        "nothing to send",
    ]
