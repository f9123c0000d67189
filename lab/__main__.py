"""The command behind `make fuzz`: invents reports, reads them, prints recall and precision by feature, worst first."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom

from lab.cases import save
from lab.features import ENGINES
from lab.invent import invent
from lab.run import Outcome, Runner
from lab.tally import Miss, Score, Tally

_FRESH = 10**9
# A feature of fewer figures than this is not called the worst.
_FEW = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line and run; the exit code is 0 whatever was found."""
    parser = argparse.ArgumentParser(prog="python -m lab", description=__doc__)
    parser.add_argument("--seeds", default="", help="0:40 is a range of seeds, 3,17 are single ones; fresh if empty")
    parser.add_argument("--n", type=int, default=40, help="how many, from --seeds on if that is one number")
    parser.add_argument("--engine", choices=ENGINES, help="this engine instead of the one each seed chooses")
    parser.add_argument("--feature", help="only reports that have this feature, header.three_levels say")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="leave the typeset reports in this folder")
    parser.add_argument("--save", type=Path, help="save failing cases, made smaller, in this folder as JSON")
    parser.add_argument("--verbose", type=int, nargs="?", const=3, default=0, help="tell so many misses of each reason")
    parser.add_argument("--detect", action="store_true", help="plant errors and measure what is found of them")
    options = parser.parse_args(arguments)
    seeds = _seeds(options.seeds, options.n)
    if options.detect:
        from lab.detect import detect

        return detect(seeds, options.engine, options.keep)
    cases = [invent(seed, options.engine) for seed in seeds]
    if options.feature:
        cases = [case for case in cases if options.feature in case.features]
    total = Score()
    outcomes: list[Outcome] = []
    with Runner(options.jobs, options.keep) as runner:
        for outcome in runner.run(cases):
            outcomes.append(outcome)
            total.add(outcome.score)
            if options.verbose:
                _tell(outcome, options.verbose)
        _report(total, outcomes)
        if options.save:
            _save(runner, outcomes, options.save)
    return 0


def _save(runner: Runner, outcomes: Sequence[Outcome], folder: Path) -> None:
    """Saves failing cases, made smaller: those with few figures first, each for a way of failing not yet saved."""
    known: set[tuple[str, str]] = set()
    failed = sorted((o for o in outcomes if o.has_failed), key=lambda o: len(o.case.figures))
    for outcome in failed:
        if outcome.ways - known:
            known |= outcome.ways
            print("saved", save(runner.minimised(outcome.case), folder))


def _seeds(given: str, count: int) -> list[int]:
    if "," in given:
        return [int(seed) for seed in given.split(",")]
    start, _, end = given.partition(":")
    first = int(start) if start else SystemRandom().randrange(_FRESH)
    seeds = range(first, int(end) if end else first + count)
    print(f"seeds {seeds.start}:{seeds.stop}")
    return list(seeds)


def _tell(outcome: Outcome, most: int) -> None:
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


def _report(total: Score, outcomes: Sequence[Outcome]) -> None:
    skipped = [outcome.skipped for outcome in outcomes if outcome.skipped]
    for reason in sorted(set(skipped)):
        print(f"skipped {skipped.count(reason)}: {reason}")
    ran = len(outcomes) - len(skipped)
    clean = sum(not outcome.has_failed for outcome in outcomes) - len(skipped)
    seconds = sum(outcome.seconds for outcome in outcomes)
    print(f"{ran} reports, {clean} without a fault, read in {seconds:.1f} s")
    print(f"{'':28}{'recall':>9}{'precision':>11}{'placed':>9}{'in path':>9}{'wanted':>9}{'read':>7}")
    for kind, tallies in total.tallies.items():
        print(_line(kind, tallies[""], kind == "figures"))
    print(f"numbers {total.numbers}, unread {total.unread}, pages with lost digits {total.digits_lost}")
    print("figures by feature, worst first")
    features = [(name, tally) for name, tally in total.tallies["figures"].items() if name]
    for name, tally in sorted(features, key=lambda item: min(item[1].recall, item[1].precision)):
        print(_line(name, tally, True))
    for measure in ("recall", "precision"):
        known = [(getattr(tally, measure), name) for name, tally in features if max(tally.wanted, tally.given) >= _FEW]
        print("worst {}: {:.1%} {}".format(measure, *min(known)) if known else f"too few for a worst {measure}")
    print("assessments and goals by feature, worst first")
    for kind in ("assessments", "goals"):
        features = [(name, tally) for name, tally in total.tallies[kind].items() if name.startswith(_OF_GOALS)]
        for name, tally in sorted(features, key=lambda item: min(item[1].recall, item[1].precision)):
            print(_line(f"{kind} {name}", tally, False))


_OF_GOALS = ("goals.", "status.", "legend.", "trend.", "engine.")


def _line(name: str, tally: Tally, is_placed: bool) -> str:
    line = f"{name:32}{tally.recall:9.1%}{tally.precision:9.1%}"
    if is_placed and tally.wanted:
        line += f"{tally.placed / tally.wanted:9.1%}{tally.in_path / tally.wanted:9.1%}"
    else:
        line += " " * 18
    return line + f"{tally.wanted:7}{tally.given:7}"


if __name__ == "__main__":
    started = time.perf_counter()
    code = main()
    print(f"{time.perf_counter() - started:.0f} s")
    sys.exit(code)
