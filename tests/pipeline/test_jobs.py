"""The code location: what it defines, and the job that reads documents again."""

from __future__ import annotations

import shutil
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.cli import run
from dagster_project.orchestration.assets.reports import REPORTS, partition_key
from dagster_project.orchestration.definitions import definitions
from dagster_project.orchestration.failures import failure_text
from dagster_project.orchestration.sensors.alerts import run_failures_sensor
from dagster_project.state import builds
from dagster_project.state import db as state
from dagster_project.warehouse import dbt as models
from tests.pipeline.conftest import Pipeline

REREAD = "staging_tables"


def reread(pipeline: Pipeline, **config: object) -> dg.ExecuteInProcessResult:
    job = definitions(pipeline.raw, pipeline.folder.root).resolve_job_def("reread")
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"ops": {REREAD: {"config": {"reread": True, **config}}}},
        )


def attempts(pipeline: Pipeline) -> dict[str, int]:
    return dict(pipeline.query("select file_name, attempts from state.ledger"))


@pytest.mark.slow
def test_reports_are_read_again_by_name_by_municipality_or_as_partitions(pipeline: Pipeline) -> None:
    pipeline.put("a.txt", "figures 1")
    pipeline.put("b.txt", "figures 2")
    assert pipeline.run() == 0
    (document_id,) = pipeline.query("select document_id from marts.dim_report where file_name = 'a.txt'")
    (pipeline.raw / "a.txt").unlink()
    assert reread(pipeline, reports=[document_id[:10]]).success
    assert attempts(pipeline) == {"a.txt": 2, "b.txt": 1}
    assert pipeline.run(run.RereadRequest(reports=["b.txt"])) == 0
    assert attempts(pipeline) == {"a.txt": 2, "b.txt": 2}
    assert reread(pipeline, municipality="Ankeborg").success
    assert attempts(pipeline) == {"a.txt": 3, "b.txt": 3}, "a removed report too, as a rebuild would read it"
    assert not reread(pipeline, municipality="Gåseborg").success
    assert not reread(pipeline, reports=["nosuchid"]).success


def statuses(instance: dg.DagsterInstance) -> dict[str, str]:
    """What Dagster shows of each partition of `report`."""
    keys = instance.get_dynamic_partitions("report")
    found = instance.get_status_by_partition(dg.AssetKey("report"), keys, REPORTS) or {}
    return {key: status.value if status else "MISSING" for key, status in found.items()}


def test_each_report_is_a_partition_with_its_status(pipeline: Pipeline) -> None:
    pipeline.put("a.txt", "figures 1")
    pipeline.put("b.txt", "encrypted")
    built = definitions(pipeline.raw, pipeline.folder.root)
    with dg.DagsterInstance.ephemeral() as instance:
        result = built.resolve_job_def("ingest").execute_in_process(instance=instance)
        (document_id,) = pipeline.query("select document_id from marts.dim_report")
        read = partition_key("a.txt", document_id)
        assert instance.get_materialized_partitions(dg.AssetKey("report")) == {read}
        (observed,) = [event for event in result.all_events if event.event_type_value == "ASSET_OBSERVATION"]
        assert observed.partition is not None and observed.partition.startswith("b.txt ")
        assert statuses(instance) == {read: "MATERIALIZED", observed.partition: "FAILED"}
        (failed,) = instance.get_runs(dg.RunsFilter(tags={"dagster/partition": observed.partition}))
        events = [log.get_dagster_event() for log in instance.all_logs(failed.run_id) if log.is_dagster_event]
        assert "The file is encrypted; ask for one without a password." in failure_text(events)
        (event,) = [event for event in events if event.event_type is dg.DagsterEventType.RUN_FAILURE]
        sensor = dg.build_run_status_sensor_context("run_failures", event, instance, failed).for_run_failure()
        answer = run_failures_sensor(pipeline.folder)(sensor)
        assert isinstance(answer, dg.SkipReason) and "alert of its own" in str(answer.skip_message)
        checks = {check.check_name: check.passed for check in result.get_asset_check_evaluations()}
        assert checks["no_file_is_quarantined"] is False
        assert checks["ledger_agrees_with_staging"] is True
        assert checks["unique_findings_finding_id"] is True
        shown = result.asset_materializations_for_node("models")
        assert {event.asset_key.to_user_string(): event.metadata["dagster/row_count"].value for event in shown}[
            "marts/figures"
        ] == 1

        def materialize(partition: str) -> bool:
            return (
                built.resolve_implicit_global_asset_job_def()
                .execute_in_process(
                    partition_key=partition,
                    asset_selection=[dg.AssetKey("report")],
                    instance=instance,
                    raise_on_error=False,
                )
                .success
            )

        with state.connect(pipeline.folder) as connection:
            inputs, _ = builds.latest(connection)
            assert builds.is_published(connection, inputs)
            assert materialize(read)
            assert not materialize(observed.partition)
            assert statuses(instance)[observed.partition] == "FAILED"
            assert not builds.is_published(connection, inputs), "the sensor asks for a run that publishes it"
            assert connection.execute("select file_name, attempts from ledger order by 1").fetchall() == [
                ("a.txt", 2),
                ("b.txt", 2),
            ]
        assert instance.get_materialized_partitions(dg.AssetKey("report")) == {read}

        (pipeline.raw / "a.txt").unlink()
        result = built.resolve_job_def("ingest").execute_in_process(instance=instance)
        (observed,) = [event for event in result.all_events if event.event_type_value == "ASSET_OBSERVATION"]
        assert observed.partition == read
        assert "removed" in str(observed.event_specific_data)


def test_a_dbt_project_that_cannot_be_parsed_is_a_clear_error(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Path(shutil.copytree(models.DBT_PROJECT, tmp_path / "project"))
    (project / "models" / "figures.sql").write_text("select * from {{ ref('nowhere') }}", encoding="utf-8")
    monkeypatch.setattr(models, "DBT_PROJECT", project)
    assert pipeline.run() == 1
    error = capsys.readouterr().err
    assert f"The dbt project {project} can't be parsed" in error
    assert "nowhere" in error


def test_a_model_removed_during_a_run_is_a_failure(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.put("a.txt", "figures 1")
    project = Path(shutil.copytree(models.DBT_PROJECT, tmp_path / "project"))
    (project / "models" / "extra.sql").write_text("select 1 as a", encoding="utf-8")
    monkeypatch.setattr(models, "DBT_PROJECT", project)
    job = definitions(pipeline.raw, pipeline.folder.root).resolve_job_def("ingest")
    (project / "models" / "extra.sql").unlink()
    result = job.execute_in_process(raise_on_error=False)
    assert not result.success
    assert "changed since this run began" in failure_text(result.all_events)
    assert not pipeline.folder.database.exists()


@pytest.mark.parametrize(
    ("name", "expected"), [("a...b\n.txt", "a_b_.txt 0123456789ab"), ("å.pdf", "å.pdf 0123456789ab")]
)
def test_partition_keys_are_allowed_by_dagster(name: str, expected: str) -> None:
    assert partition_key(name, "0123456789abcdef") == expected


def test_every_asset_is_described_and_grouped(pipeline: Pipeline) -> None:
    assets = definitions(pipeline.raw, pipeline.folder.root).resolve_asset_graph()
    own = [node for node in assets.asset_nodes if node.key.path[0] in ("raw_files", "staging", "state", "publication")]
    assert len(own) > 20
    assert all(node.description and node.group_name != "default" for node in own)
