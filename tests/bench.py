"""The time that each stage takes on copies of the sample reports: `make bench`. Nothing is asserted.

The copies have other municipalities, so that every one is a separate report. Prints seconds, and ratios that hold on
any machine: reading a PDF against `extract_words` of pdfplumber alone, a second run against the first, memory and time
of a long report against those of a short one.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

import dagster as dg
import duckdb
import pdfplumber
import typst
import yaml

from dagster_project.cli.run import OFFLINE
from dagster_project.orchestration.definitions import definitions
from dagster_project.reading.read import read_report
from dagster_project.reading.records import Reading
from dagster_project.terms import Reader
from dagster_project.warehouse import staging
from dagster_project.warehouse.folder import WarehouseFolder
from scripts.make_samples import SOURCES, flat, tabbed, typeset
from tests import long_text
from tests.conftest import ROOT
from tests.pipeline.daemon import started, until

LONGER = 10
# One text has four times the pages of the other.
TEXT_PAGES = (37, 148)
IDLE_SECONDS = 20
STEPS = {
    "raw_files": "files",
    "staging_tables": "reading and staging",
    "state_tables": "state",
    "models": "dbt build",
    "publication": "publication",
    "alerts": "alerts",
}

T = TypeVar("T")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Times of every stage.")
    parser.add_argument("--documents", type=int, default=50)
    parser.add_argument("--service", action="store_true", help="only the running system")
    options = parser.parse_args()
    documents = options.documents
    os.environ.update(OFFLINE)
    if options.service:
        with tempfile.TemporaryDirectory() as folder:
            bench_service(Path(folder) / "service")
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        raw = root / "raw"
        raw.mkdir()
        paths = list(copies(raw, documents))
        # The first reading also loads vocabularies and compiles patterns.
        read_report(paths[0], "warm", paths[0].name)
        readings = bench_reading(paths)
        bench_staging(root, readings)
        bench_memory(root)
        bench_long_text(root)
        bench_pipeline(root, raw, documents)
        bench_service(root / "service")


def copies(raw: Path, documents: int) -> Iterator[Path]:
    """Write `documents` reports: the sample sources in turn, each with the name of another municipality."""
    with (ROOT / "dbt" / "seeds" / "municipalities.csv").open(encoding="utf-8", newline="") as seed:
        names = [row["municipality"] for row in csv.DictReader(seed) if row["kind"] == "municipality"]
    for number, source in enumerate(islice(cycle(sorted(SOURCES.glob("*.yml"))), documents)):
        text = source.read_text(encoding="utf-8")
        own = yaml.safe_load(text)["municipality"].split()[0].removesuffix("s")
        report = yaml.safe_load(text.replace(own, names[number]))
        path = raw / f"{number:03}{Path(report['file']).suffix}"
        if report["style"] in ("tabbed", "flat"):
            path.write_text(tabbed(report) if report["style"] == "tabbed" else flat(report), encoding="utf-8")
        else:
            path.write_bytes(typst.compile(typeset(report).encode()))
        yield path


def bench_reading(paths: Iterable[Path]) -> list[Reading]:
    """Pages per second by reader, and the time of a PDF against that of its words alone."""
    readings, seconds, words_alone = [], dict[str, float](), 0.0
    pages = dict[str, int]()
    for path in paths:
        took, reading = timed(partial(read_report, path, path.name, path.name), time.process_time)
        reader = reading.document.reader
        seconds[reader] = seconds.get(reader, 0.0) + took
        pages[reader] = pages.get(reader, 0) + reading.document.pages
        readings.append(reading)
        if reader is Reader.PDF:
            words_alone += timed(partial(extract_words, path), time.process_time)[0]
    rows = [
        (f"{reader}, {pages[reader]} pages", seconds[reader], f"{pages[reader] / seconds[reader]:.1f} pages/s")
        for reader in sorted(seconds)
    ]
    if words_alone:
        rows.append(
            (
                "pdfplumber's extract_words, same pages",
                words_alone,
                f"reading costs {seconds['pdf'] / words_alone:.2f} x",
            )
        )
    show("Reading, one process, its own processor time", rows)
    return readings


def extract_words(path: Path) -> None:
    """Extract the words of a PDF with pdfplumber alone."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()
            page.close()


def bench_staging(root: Path, readings: list[Reading]) -> None:
    """The staging load alone, first into empty tables, then over the same rows."""
    with duckdb.connect(str(root / "load.duckdb")) as connection:
        staging.create(connection)
        first, rows = timed(lambda: sum(sum(staging.load(connection, reading).values()) for reading in readings))
        again, _ = timed(lambda: [staging.load(connection, reading) for reading in readings])
    show(
        "Staging load",
        [("first", first, f"{rows / first:,.0f} rows/s"), ("again", again, f"{again / first:.2f} x first")],
    )


def bench_memory(root: Path) -> None:
    """Peak memory of reading a PDF, and one with its blocks printed many times."""
    source = next(path for path in sorted(SOURCES.glob("*.yml")) if "style: ruled" in path.read_text(encoding="utf-8"))
    report = yaml.safe_load(source.read_text(encoding="utf-8"))
    found = []
    for times in (1, LONGER):
        path = root / f"{times}.pdf"
        path.write_bytes(typst.compile(typeset({**report, "blocks": report["blocks"] * times}).encode()))
        found.append(long_text.measure(path))
    rows = [(f"{read.pages} pages", float("nan"), f"{read.megabytes:.0f} MB") for read in found]
    show("Peak memory of reading", rows)


def bench_long_text(root: Path) -> None:
    """Time and peak memory of reading prose, and prose of four times the pages."""
    found = []
    for pages in TEXT_PAGES:
        path = root / f"text{pages}.pdf"
        long_text.write(path, pages)
        found.append(long_text.measure(path))
    first = found[0].seconds
    rows = [
        (f"{read.pages} pages", read.seconds, f"{read.seconds / first:.2f} x, {read.megabytes:.0f} MB")
        for read in found
    ]
    show("Reading prose, with the start of its process", rows)


def bench_pipeline(root: Path, raw: Path, documents: int) -> None:
    """A full run by step, and a second run without new files."""
    folder = WarehouseFolder(root / "warehouse")
    folder.prepare()
    os.environ["DAGSTER_HOME"] = str(folder.dagster_home)
    first, steps = timed(lambda: ingest(raw, folder))
    again, later = timed(lambda: ingest(raw, folder))
    rows = [(step, seconds, f"again {later[step]:.2f} s") for step, seconds in steps.items()]
    rows.append(
        ("whole run", first, f"{first / documents:.2f} s/document, again {again:.2f} s ({again / first:.2f} x)")
    )
    show(f"Run of {documents} documents, by step", rows)


def bench_service(root: Path) -> None:
    """The cost of the idle service, and the time of a file from arrival to publication."""
    root.mkdir()
    with started(root) as daemon:
        # The first run publishes an empty warehouse.
        until(daemon.folder.database.exists, 300)
        until(lambda: not daemon.folder.is_locked(), 60)
        time.sleep(IDLE_SECONDS / 2)
        before, _ = daemon.cost()
        time.sleep(IDLE_SECONDS)
        after, megabytes = daemon.cost()
        idle = f"{(after - before) / IDLE_SECONDS * 100:.1f} % of a processor, {megabytes:.0f} MB"
        arrived = time.time()
        shutil.copy(min((ROOT / "raw").glob("*.txt")), daemon.raw)
        until(lambda: bool(daemon.reports()), 300)
        published = time.time()
        until(lambda: not daemon.folder.is_locked(), 60)
        os.environ["DAGSTER_HOME"] = str(daemon.folder.dagster_home)
        with dg.DagsterInstance.get() as instance:
            (record,) = instance.get_run_records(limit=1)
            stats = {step.step_key: step for step in instance.get_run_step_stats(record.dagster_run.run_id)}
    asked, began = record.create_timestamp.timestamp(), record.start_time or 0
    steps = [
        (STEPS[key], (step.end_time or 0) - (step.start_time or 0), "") for key, step in stats.items() if key in STEPS
    ]
    show(
        "The running system",
        [
            ("idle", float("nan"), idle),
            ("file to request of a run", asked - arrived, "two ticks of the sensor"),
            ("request to first step", began - asked, "start of a process"),
            *steps,
            ("file to publication", published - arrived, ""),
        ],
    )


def ingest(raw: Path, folder: WarehouseFolder) -> dict[str, float]:
    """Run the job once. Returns seconds by step."""
    job = definitions(raw, folder.root).resolve_job_def("ingest")
    with dg.DagsterInstance.get() as instance:
        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        result = job.execute_in_process(instance=instance, run_config=quiet)
    steps: dict[str, float] = {}
    for event in result.all_events:
        if event.is_step_success:
            step = STEPS.get(str(event.step_key), "checks")
            steps[step] = steps.get(step, 0.0) + event.step_success_data.duration_ms / 1000
    return steps


def timed(work: Callable[[], T], clock: Callable[[], float] = time.perf_counter) -> tuple[float, T]:
    """The seconds that the work took by the clock, and its result."""
    began = clock()
    given = work()
    return clock() - began, given


def show(title: str, rows: Iterable[tuple[str, float, str]]) -> None:
    """Print a table of names, seconds and remarks."""
    print(f"\n{title}")
    for name, seconds, remark in rows:
        print(f"  {name:<46}{'' if seconds != seconds else f'{seconds:.2f} s':>10}  {remark}", flush=True)


if __name__ == "__main__":
    main()
