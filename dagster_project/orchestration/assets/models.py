"""Assets of the dbt project: one per seed and model, from the manifest, with its data tests as asset checks."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

from dagster_project.orchestration.previews import table_metadata
from dagster_project.orchestration.resources import Warehouse
from dagster_project.state import builds
from dagster_project.state import db as state
from dagster_project.warehouse import dbt as models
from dagster_project.warehouse.crash_points import crash_point


class Translator(DagsterDbtTranslator):
    """Names a model by the schema and table that it builds, groups it by schema and shows its own description."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["alias"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return str(dbt_resource_props["schema"])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return str(dbt_resource_props.get("description") or "")


def model_assets() -> dg.AssetsDefinition:
    """One multi-asset that builds the whole dbt project in process."""
    translator = Translator(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))
    manifest = models.manifest()
    spec_of = {
        unique_id: translator.get_asset_spec(manifest, unique_id, project=None)
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }
    check_of = dict(_checks(translator, manifest))

    @dg.multi_asset(name="models", specs=list(spec_of.values()), check_specs=list(check_of.values()))
    def build_models(warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        """Rebuild every seed and model and run their tests; a failure of error severity stops the run."""
        with state.connect(warehouse.folder) as connection:
            _, run_at = builds.latest(connection)
        try:
            results = models.build(warehouse.folder, run_at)
        except models.ModelsFailed as error:
            raise dg.Failure(description=str(error), allow_retries=False) from error
        crash_point("built")
        if spec_of.keys() - {result.unique_id for result in results}:
            # Without this failure Dagster would skip the later steps and call the run a success.
            raise dg.Failure("The dbt project has changed since this run began; run again.", allow_retries=False)
        # dbt's order is also the one that Dagster requires: the inputs of a model precede it.
        with warehouse.folder.connect() as database:
            models.describe_sources(database)
            for result in results:
                if result.unique_id in spec_of:
                    yield _materialization(database, spec_of[result.unique_id].key, result)
                elif result.unique_id in check_of:
                    yield _check_result(check_of[result.unique_id], result)

    return build_models


def _checks(translator: Translator, manifest: Mapping[str, Any]) -> Iterator[tuple[str, dg.AssetCheckSpec]]:
    """Each data test by its unique id, as a check on the model or source that it is attached to."""
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] != "test":
            continue
        for tested in node["depends_on"]["nodes"]:
            asset = translator.get_asset_spec(manifest, tested, project=None)
            if check := translator.get_asset_check_spec(asset, manifest, unique_id, project=None):
                yield unique_id, check


def _materialization(
    database: duckdb.DuckDBPyConnection, key: dg.AssetKey, result: models.NodeResult
) -> dg.MaterializeResult[None]:
    metadata = {**table_metadata(database, *key.path), "seconds": result.seconds}
    return dg.MaterializeResult(asset_key=key, metadata=metadata)


def _check_result(check: dg.AssetCheckSpec, result: models.NodeResult) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=check.asset_key,
        check_name=check.name,
        passed=result.status == "pass",
        severity=dg.AssetCheckSeverity.ERROR if check.blocking else dg.AssetCheckSeverity.WARN,
        metadata={"status": result.status, "rows": result.failures, "message": result.message},
    )
