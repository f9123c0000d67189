"""Runs killed at random moments: `make chaos N=50`. Each kill is followed by a run that must make up for it.

The pipeline is the small one, its processes are real. After every kill what is published must be one whole run; after
every run that follows, what the files say; in the end, what a warehouse has that was never disturbed.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb

from dagster_project.warehouse.folder import WarehouseFolder
from tests.pipeline import small_project
from tests.pipeline.forked import Runner
from tests.pipeline.rows import published_rows


def main() -> int:
    """Kill, run again, compare; the exit code tells whether all held."""
    parser = argparse.ArgumentParser(prog="python -m tests.pipeline.chaos", description="Kill runs at random moments.")
    parser.add_argument("--n", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    with tempfile.TemporaryDirectory() as place:
        return chaos(Path(place), options.n, seed)


def chaos(place: Path, kills: int, seed: int) -> int:
    """That many kills in one warehouse; prints a row each."""
    moments = random.Random(seed)
    raw, folder = place / "raw", WarehouseFolder(place / "warehouse")
    raw.mkdir()
    runner = Runner(small_project.write(place / "project").parents[1])
    write(raw, 0)
    began = time.monotonic()
    assert runner.run(raw, folder.root)[0] == 0
    usual = time.monotonic() - began
    print(f"seed {seed}; an undisturbed run takes {usual:.1f} s\n  kill  after s  ended by  published  again s  rows")
    failures = Counter[str]()
    for number in range(1, kills + 1):
        before = expected(raw)
        write(raw, number)
        moment = moments.uniform(0, 1.2 * usual)
        code, _ = runner.run(raw, folder.root, killed_after=moment)
        seen = published(folder)
        whole = seen in (before, expected(raw))
        began = time.monotonic()
        again, said = runner.run(raw, folder.root)
        took = time.monotonic() - began
        usual = took
        right = again == 0 and published(folder) == expected(raw)
        failures += Counter({"not whole": not whole, "not made up for": not right})
        print(
            f"  {number:4}  {moment:7.2f}  {'kill' if code < 0 else 'itself':>8}  "
            f"{'torn' if not whole else 'before' if seen == before else 'after':>9}  {took:7.1f}  "
            f"{'equal' if right else said}",
            flush=True,
        )
    undisturbed = WarehouseFolder(place / "undisturbed")
    assert runner.run(raw, undisturbed.root)[0] == 0
    runner.close()
    failures += Counter({"differs in the end": published_rows(folder) != published_rows(undisturbed)})
    told = ", ".join(f"{name}: {times}" for name, times in failures.items() if times)
    print(f"{kills} kills; {told or 'all held, and all tables equal those of an undisturbed warehouse'}")
    return 1 if told else 0


def write(raw: Path, number: int) -> None:
    """A new file for every run, every third time one that can't be read."""
    text = "encrypted" if number % 3 == 2 else f"figures {number} -{number + 1}"
    (raw / f"{number:03}.txt").write_text(text, encoding="utf-8")


def expected(raw: Path) -> tuple[list[int], list[int], int]:
    """What the files say: figures, findings, and how many of the files are in quarantine."""
    texts = [path.read_text(encoding="utf-8").split() for path in raw.iterdir()]
    figures = sorted(int(number) for verb, *numbers in texts if verb == "figures" for number in numbers)
    return figures, [number for number in figures if number < 0], sum(text == ["encrypted"] for text in texts)


def published(folder: WarehouseFolder) -> tuple[list[int], list[int], int]:
    """The same of what is published."""
    with duckdb.connect(str(folder.database), read_only=True) as connection:
        figures = connection.execute("select value::int from marts.figures order by 1").fetchall()
        findings = connection.execute(
            "select value::int from quality.findings join marts.figures on figure_id = finding_id order by 1"
        ).fetchall()
        ((quarantined,),) = connection.execute("select count(*) from quality.quarantine").fetchall()
    return [value for (value,) in figures], [value for (value,) in findings], quarantined


if __name__ == "__main__":
    sys.exit(main())
