"""Asset `alerts`: news of the publication, sent once to the channels of `alerts.yml`.

A channel that can't be reached never fails a run.
"""

import dagster as dg

from dagster_project.alerts import alerting
from dagster_project.orchestration.previews import markdown
from dagster_project.orchestration.resources import Warehouse

# What these checks find is reported as findings, or on the screen of a run.
REPORTED_OTHERWISE = ("gx__fct_reconciliation__", "gx__dim_report__", "no_file_is_quarantined")
FOUND_CHARACTERS = 500


@dg.asset(deps=["publication"], group_name="publication", kinds={"alert"})
def alerts(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[None]:
    """New and resolved findings, sent to their channels; what can't be delivered now is kept and sent later."""
    alerted = alerting.after_publication(
        warehouse.folder, warehouse.raw, failed_checks(context.instance, context.run.run_id)
    )
    return dg.MaterializeResult(
        metadata={
            "new": alerted.new,
            "resolved": alerted.resolved,
            "sent": alerted.sent,
            "waiting": alerted.waiting,
            "problems": dg.MetadataValue.md(markdown(["problem"], [(problem,) for problem in alerted.problems])),
        }
    )


def failed_checks(instance: dg.DagsterInstance, run_id: str) -> list[alerting.FailedCheck]:
    """The failed checks of a run, without those reported otherwise: a failed check does not fail its run."""
    records = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    evaluations = [record.get_dagster_event().asset_check_evaluation_data for record in records]
    return [
        alerting.FailedCheck(
            asset=check.asset_key.to_user_string(),
            name=check.check_name,
            is_error=check.severity == dg.AssetCheckSeverity.ERROR,
            found=_found(check),
        )
        for check in evaluations
        if not check.passed and not check.check_name.startswith(REPORTED_OTHERWISE)
    ]


def _found(check: dg.AssetCheckEvaluation) -> str:
    """The metadata of a check on one line, without its tables of examples."""
    values = {name: entry.value for name, entry in check.metadata.items() if entry.value not in (None, "", [])}
    plain = [f"{name}: {value}" for name, value in values.items() if "|" not in str(value)]
    return "; ".join(plain)[:FOUND_CHARACTERS]
