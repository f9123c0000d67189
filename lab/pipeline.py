"""Runs the whole pipeline once on a folder of reports, in processes of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from lab.printed import Case

ROOT = Path(__file__).resolve().parents[1]


def write_reports(cases: Iterable[Case], raw: Path) -> dict[str, Case]:
    """Typeset the cases whose engine is installed into `raw`. Returns them by file name."""
    from lab.typeset import available, typeset

    here = available()
    return {typeset(case, raw).name: case for case in cases if case.engine in here}


def run_pipeline(folder: Path) -> int:
    """Parse the dbt project and run the pipeline on `raw` in this folder. Returns the exit code."""
    dbt = ROOT / "dbt"
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    environment = {
        **os.environ,
        "PATH": path,
        "PYTHONPATH": str(ROOT),
        "BOKSLUT_DATABASE": str(dbt / "target" / "bokslut.duckdb"),
    }
    parse = ["dbt", "--quiet", "parse", "--project-dir", str(dbt), "--profiles-dir", str(dbt)]
    run = ["-m", "dagster_project", "run", "--raw", str(folder / "raw"), "--warehouse", str(folder / "warehouse")]
    for command in (parse, [sys.executable, *run]):
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
            return done.returncode
        environment.pop("BOKSLUT_DATABASE", None)
    return 0


def built_database(folder: Path) -> Path | None:
    """The published database, or else the build that a check kept from publication."""
    warehouse = folder / "warehouse"
    databases = [warehouse / "bokslut.duckdb", warehouse / "build" / "bokslut.duckdb"]
    return next((database for database in databases if database.exists()), None)
