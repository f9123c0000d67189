"""A file dropped into `raw/` becomes marts and findings with no other step, in the real `dagster dev`."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pipeline.daemon import started, until

pytestmark = pytest.mark.slow

PUBLISHED_WITHIN = 240.0
SAMPLES = sorted((ROOT / "raw").glob("*.txt"))


def test_files_dropped_into_raw_are_published_unasked(tmp_path: Path) -> None:
    slow, renamed = SAMPLES[0], SAMPLES[1]
    with started(tmp_path) as daemon:
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
        assert len(runs["runsOrError"]["results"]) == 1, "one run for the whole batch"  # type: ignore[index]
        assert [path.name for path in daemon.folder.dagster_home.glob("*.yaml")] == ["dagster.yaml"]
