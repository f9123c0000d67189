"""The layout fuzzer: reads invented reports and prints recall and precision by layout feature, worst first."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom

from lab.invent import FAMILIES, invented
from lab.invent.outside.axes import ALL_ENGINES
from lab.printed import Case
from lab.run import Outcome, Runner
from lab.saved import save
from lab.table import table_of
from lab.tally import Miss, Score

# A fresh first seed is below this.
_SEEDS = 10**9


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line and run. The exit code is 0 even where figures were misread."""
    parser = argparse.ArgumentParser(prog="python -m lab", description=__doc__)
    parser.add_argument(
        "--seeds", default="", help="a range (0:40), single seeds (3,17) or a first seed (7); fresh seeds if empty"
    )
    parser.add_argument(
        "--n", type=int, default=40, help="number of reports if --seeds is empty or a first seed (default: %(default)s)"
    )
    parser.add_argument(
        "--engine",
        choices=ALL_ENGINES,
        help="typeset every report in this form instead of the one its seed chooses",
    )
    parser.add_argument(
        "--family", choices=FAMILIES, default="both", help="annual reports, reports as outside, or both (default)"
    )
    parser.add_argument("--feature", help="only reports with this feature, such as header.three_levels")
    parser.add_argument("--jobs", type=int, default=2, help="number of worker processes (default: %(default)s)")
    parser.add_argument("--keep", type=Path, help="keep the typeset reports in this folder")
    parser.add_argument("--save", type=Path, help="save failing cases, reduced, as JSON in this folder")
    parser.add_argument(
        "--verbose", type=int, nargs="?", const=3, default=0, help="list up to this many misses per reason (default: 3)"
    )
    parser.add_argument(
        "--marts", action="store_true", help="run the whole pipeline and judge organization, measure and primary too"
    )
    parser.add_argument("--detect", action="store_true", help="plant errors and measure how many the pipeline alerts")
    parser.add_argument(
        "--claims",
        action="store_true",
        help="tell figures in prose, also wrongly, and judge how claims are tied",
    )
    options = parser.parse_args(arguments)
    seeds = _seeds(options.seeds, options.n)
    if options.detect:
        from lab.detect import detect

        return detect(seeds, options.engine, options.keep)
    if options.claims:
        from lab.claims import judge_claims

        return judge_claims(seeds, options.engine, options.verbose)
    cases = [invented(seed, options.engine, options.family) for seed in seeds]
    if options.feature:
        cases = [case for case in cases if options.feature in case.features]
    if options.marts:
        return _judge_marts(cases, options.keep, options.verbose)
    total = Score()
    outcomes: list[Outcome] = []
    with Runner(options.jobs, options.keep) as runner:
        for outcome in runner.run(cases):
            outcomes.append(outcome)
            total.add(outcome.score)
            if options.verbose:
                _print_outcome(outcome, options.verbose)
        _print_total(total, outcomes)
        if options.save:
            _save(runner, outcomes, options.save)
    return 0


def _judge_marts(cases: Sequence[Case], keep: Path | None, verbose: int) -> int:
    from lab.marts import judge_marts

    total = Score()
    for outcome in judge_marts(cases, keep):
        total.add(outcome.score)
        if verbose:
            _print_outcome(outcome, verbose)
    for line in table_of(total):
        print(line)
    return 0


def _save(runner: Runner, outcomes: Sequence[Outcome], folder: Path) -> None:
    """Save failing cases, reduced: those with few figures first, one per way of failing."""
    known: set[tuple[str, str]] = set()
    failed = sorted((o for o in outcomes if o.has_failed), key=lambda o: len(o.case.figures))
    for outcome in failed:
        if outcome.ways - known:
            known |= outcome.ways
            print("saved", save(runner.reduced(outcome.case), folder))


def _seeds(given: str, count: int) -> list[int]:
    if "," in given:
        return [int(seed) for seed in given.split(",")]
    start, _, end = given.partition(":")
    first = int(start) if start else SystemRandom().randrange(_SEEDS)
    seeds = range(first, int(end) if end else first + count)
    print(f"seeds {seeds.start}:{seeds.stop}")
    return list(seeds)


def _print_outcome(outcome: Outcome, most: int) -> None:
    case = outcome.case
    if outcome.skipped:
        print(f"{case.seed} {outcome.skipped}")
        return
    all_figures = outcome.score.tallies["figures"][""]
    numbers = f"{all_figures.found}/{all_figures.wanted} read, {all_figures.right}/{all_figures.given} right"
    print(f"{case.seed} {case.engine} {outcome.seconds:.1f} s, {numbers}")
    alike: dict[tuple[str, str], list[Miss]] = {}
    for miss in outcome.score.misses:
        alike.setdefault((miss.kind, miss.reason.split(",")[0].splitlines()[0]), []).append(miss)
    for (kind, reason), misses in alike.items():
        print(f"  {kind}, {reason}: {len(misses)}")
        for miss in misses[:most]:
            print(f"    {miss.wanted or '-'}  <-  {miss.got or '-'}  ({miss.reason})")


def _print_total(total: Score, outcomes: Sequence[Outcome]) -> None:
    skipped = [outcome.skipped for outcome in outcomes if outcome.skipped]
    for reason in sorted(set(skipped)):
        print(f"skipped {skipped.count(reason)}: {reason}")
    ran = len(outcomes) - len(skipped)
    clean = sum(not outcome.has_failed for outcome in outcomes) - len(skipped)
    seconds = sum(outcome.seconds for outcome in outcomes)
    print(f"{ran} reports read in {seconds:.1f} s, {clean} without an error")
    for line in table_of(total):
        print(line)


if __name__ == "__main__":
    started = time.perf_counter()
    code = main()
    print(f"{time.perf_counter() - started:.0f} s")
    sys.exit(code)
