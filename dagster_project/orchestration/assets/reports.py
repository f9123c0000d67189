"""The partitions of asset `report`, one per document, and the events that are logged about each."""

from __future__ import annotations

import re
from collections.abc import Iterable

import dagster as dg

from dagster_project.errors import UnreadableReport
from dagster_project.reading.pool import Result

REPORTS = dg.DynamicPartitionsDefinition(name="report")
# The tag of the runs that only show a partition as failed: they are no failures of the pipeline.
QUARANTINE_TAG = "bokslut/quarantine"
_SILENT = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def log_report(context: dg.AssetExecutionContext, result: Result) -> None:
    """Log a materialization of a report that was read; fail the partition of one in quarantine, with the reason."""
    key = _partition(context.instance, result.task.file_name, result.task.document_id)
    identity: dict[str, dg.MetadataValue | str | int | float] = {
        "file_name": result.task.file_name,
        "document_id": result.task.document_id,
    }
    if result.reading is not None:
        document = result.reading.document
        read: dict[str, str | int | float] = {"pages": document.pages, "figures": document.figures}
        if document.share_read is not None:
            read["share_read"] = float(document.share_read)
        context.log_event(dg.AssetMaterialization("report", partition=key, metadata={**identity, **read}))
    elif result.error is not None:
        why = {"status": "quarantined", "reason": result.error.reason.value, "detail": result.error.detail}
        context.log_event(dg.AssetObservation("report", partition=key, metadata={**identity, **why}))
        _fail(context.instance, key, result.error)


def _fail(instance: dg.DagsterInstance, key: str, error: UnreadableReport) -> None:
    """Show a partition as failed: Dagster takes that from a failed run of the partition and from nothing else."""

    @dg.asset(name="report", partitions_def=REPORTS, description="A file that could not be read.")
    def quarantined() -> None:
        raise dg.Failure(error.detail, metadata={"reason": error.reason.value}, allow_retries=False)

    dg.materialize(
        [quarantined],
        partition_key=key,
        instance=instance,
        raise_on_error=False,
        run_config=_SILENT,
        tags={QUARANTINE_TAG: error.reason.value},
    )


def log_statuses(context: dg.AssetExecutionContext, changed: Iterable[tuple[str, str, str]]) -> None:
    """Log an observation of each document, by file name, id and status, that was superseded or removed."""
    for file_name, document_id, status in sorted(changed):
        key = _partition(context.instance, file_name, document_id)
        context.log_event(dg.AssetObservation("report", partition=key, metadata={"status": status}))


def _partition(instance: dg.DagsterInstance, file_name: str, document_id: str) -> str:
    """The document's partition, added where there is none; a renamed file keeps the one it has."""
    key = partition_key(file_name, document_id)
    if not instance.has_dynamic_partition("report", key):
        for known in instance.get_dynamic_partitions("report"):
            if document_of(known) == document_of(key):
                return known
        instance.add_dynamic_partitions("report", [key])
    return key


def partition_key(file_name: str, document_id: str) -> str:
    """A readable key, unique per document; Dagster forbids `...` and control characters in keys."""
    readable = re.sub(r"\.{2,}|[\x00-\x1f]", "_", file_name)
    return f"{readable} {document_id[:12]}"


def document_of(key: str) -> str:
    """The first characters of the document id, with which a partition key ends."""
    return key.rpartition(" ")[2]
