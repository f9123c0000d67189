"""Kills runs at random moments: `make chaos N=50`. The run after each kill must recover.

The processes are real. The pipeline is that of the small project, or with `--whole` (`make chaos WHOLE=1`) the whole
one on reports like the samples, at about a minute per kill. After each kill the publication must be that of the
previous run or of the killed one, never a mixture. After each recovery every file must be read or in quarantine. In the
end all rows must equal those of an undisturbed warehouse.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from dagster_project.warehouse.folder import WarehouseFolder
from tests.bench import copies
from tests.pipeline import small_project
from tests.pipeline.forked import Runner
from tests.pipeline.rows import differing, published_rows


def main() -> int:
    """Kill, run again and compare. The exit code is 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.pipeline.chaos", description="Kill runs at random moments.")
    parser.add_argument("--n", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--whole", action="store_true", help="with the project's own reader and models")
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        if options.whole:
            return chaos(place, Runner(), whole_reports(place / "sources", options.n + 1), seed)
        project = small_project.write(place / "project")
        return chaos(place, Runner(project), small_reports(place / "sources", options.n + 1), seed)


def chaos(place: Path, runner: Runner, reports: Sequence[Path], seed: int) -> int:
    """Kill a run for every report but the first, in one warehouse, and print a row for each."""
    moments = random.Random(seed)
    raw, folder = place / "raw", WarehouseFolder(place / "warehouse")
    raw.mkdir()
    shutil.copy(reports[0], raw)
    began = time.monotonic()
    assert runner.run(raw, folder.root)[0] == 0
    usual = time.monotonic() - began
    print(f"seed {seed}; an undisturbed run takes {usual:.1f} s\n  kill  after s  ended by  published  again s")
    failures = Counter[str]()
    for number, report in enumerate(reports[1:], start=1):
        before = published_rows(folder)
        shutil.copy(report, raw)
        moment = moments.uniform(0, 1.2 * usual)
        code, _ = runner.run(raw, folder.root, killed_after=moment)
        seen = published_rows(folder)
        began = time.monotonic()
        again, said = runner.run(raw, folder.root)
        usual = time.monotonic() - began
        after = published_rows(folder)
        is_whole = seen in (before, after)
        is_made_up_for = again == 0 and published_files(folder) == sorted(path.name for path in raw.iterdir())
        failures += Counter({"not whole": not is_whole, "not made up for": not is_made_up_for})
        print(
            f"  {number:4}  {moment:7.2f}  {'kill' if code < 0 else 'itself':>8}  "
            f"{'torn' if not is_whole else 'before' if seen == before else 'after':>9}  {usual:7.1f}"
            f"{'' if is_whole else '  ' + differing(seen, after)}{'' if is_made_up_for else said}",
            flush=True,
        )
    undisturbed = WarehouseFolder(place / "undisturbed")
    assert runner.run(raw, undisturbed.root)[0] == 0
    runner.close()
    rows, wanted = published_rows(folder), published_rows(undisturbed)
    failures += Counter({f"differs in the end, {differing(rows, wanted)}": rows != wanted})
    failed = ", ".join(f"{name}: {times}" for name, times in failures.items() if times)
    print(f"{len(reports) - 1} kills; {failed or 'all held, and all tables equal those of an undisturbed warehouse'}")
    return 1 if failed else 0


def small_reports(sources: Path, number: int) -> list[Path]:
    """Reports of the small project, every third one unreadable."""
    sources.mkdir()
    paths = [sources / f"{n:03}.txt" for n in range(number)]
    for n, path in enumerate(paths):
        path.write_text(f"encrypted {n}" if n % 3 == 2 else f"figures {n} -{n + 1}", encoding="utf-8")
    return paths


def whole_reports(sources: Path, number: int) -> list[Path]:
    """Reports like the samples, every third one truncated."""
    sources.mkdir()
    paths = list(copies(sources, number))
    for path in paths[2::3]:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return paths


def published_files(folder: WarehouseFolder) -> list[str]:
    """The names of files that were read, superseded or quarantined."""
    with folder.connect_published() as connection:
        files = connection.execute("select file_name from state.ledger where status != 'arrived' order by 1").fetchall()
    return [file for (file,) in files]


if __name__ == "__main__":
    sys.exit(main())
