"""Measures how much of what figures mean is read, and puts the result into docs/accuracy.md: `make accuracy`.

The results are in blocks between comments that name them; the rest of the document is written by hand. Of the
held-out documents only totals are printed, never a figure, a label or the name of one.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lab.invent import invented
from lab.marts import judge_marts
from lab.tally import ATTRIBUTES, Tally
from lab.tally import Score as InventedScore
from tests.conftest import ROOT
from tests.real.document import documents
from tests.real.measure import measure
from tests.real.score import Score as RealScore

DOCUMENT = ROOT / "docs" / "accuracy.md"
BLOCK = re.compile(r"(?<=<!-- measured: )(\w+) -->\n.*?(?=<!-- end -->)", re.DOTALL)
# Seeds that no test and no saved case uses.
FIRST_SEED = 7_200_000
REPORTS = 300
# A group with fewer figures than this says little and is left out of the kinds.
FEW = 20
# A kind of which a smaller share than this is right is listed as not read yet.
READ = 0.9
TOTAL = "all"


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures printed, found, and of those found the right, the wrong and the unstated ones."""

    printed: int
    found: int
    right: int
    wrong: int
    unstated: int

    @property
    def share_right(self) -> float:
        """Of those printed, 0 to 1."""
        return self.right / self.printed if self.printed else 1.0


Groups = Mapping[str, Counts]


def of_real(score: RealScore) -> Groups:
    """The counts by group: `all`, `form pdf`, `domain finance`; those of single documents are left out."""
    return {
        group: Counts(*(counts[name] for name in ("printed", "found", "right", "wrong", "unstated")))
        for group, counts in score.counts.items()
        if not group.startswith("document ")
    }


def of_invented(score: InventedScore) -> Groups:
    """The counts by group: `all`, `engine.docx`, `unit.prose`, and one group per attribute that is judged."""
    groups = {name or TOTAL: _counts(tally) for name, tally in score.tallies["figures"].items()}
    attributes = {f"attribute {name}": _counts(score.tallies[name][""]) for name in ATTRIBUTES}
    return groups | {name: counts for name, counts in attributes.items() if counts.printed}


def _counts(tally: Tally) -> Counts:
    return Counts(tally.wanted, tally.met, tally.strict, tally.wrong, tally.unstated)


def read_invented(seeds: Iterable[int]) -> tuple[InventedScore, int]:
    """The score of the invented reports of some seeds in the marts, and how many of them this machine could typeset."""
    total, typeset = InventedScore(), 0
    for outcome in judge_marts([invented(seed) for seed in seeds], None):
        total.add(outcome.score)
        typeset += 1
    if not total.tallies["figures"][""].given:
        sys.exit("The pipeline read none of the invented reports; nothing is written.")
    return total, typeset


def table(head: str, groups: Iterable[tuple[str, Counts]]) -> str:
    """A Markdown table of groups: figures printed, and the shares of them that are found, right, wrong, unstated."""
    lines = [f"| {head} | figures | found | right | wrong | unstated |", "|---|--:|--:|--:|--:|--:|"]
    for name, counts in groups:
        parts = (counts.found, counts.right, counts.wrong, counts.unstated)
        shares = " | ".join(_percent(part, counts.printed) for part in parts)
        lines.append(f"| {name} | {counts.printed} | {shares} |")
    return "\n".join(lines) + "\n"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def by_group(groups: Groups, prefix: str) -> Iterator[tuple[str, Counts]]:
    """The total, then the groups whose names begin so, without the prefix and by name."""
    yield TOTAL, groups[TOTAL]
    for name in sorted(groups):
        if name.startswith(prefix):
            yield name.removeprefix(prefix), groups[name]


def kinds(groups: Groups) -> list[tuple[str, Counts]]:
    """The features of invented reports with enough figures, those with the smallest share of right ones first."""
    features = [(name, counts) for name, counts in groups.items() if "." in name and not name.startswith("engine.")]
    return sorted(
        ((name, counts) for name, counts in features if counts.printed >= FEW), key=lambda item: item[1].share_right
    )


def not_read(real: Groups, made: Groups) -> str:
    """The forms, domains and features of which too small a share is right, as a Markdown list."""
    named = [(f"set aside, {name}", counts) for name, counts in real.items() if name != TOTAL and counts.printed >= FEW]
    named += [(f"invented, `{name}`", counts) for name, counts in kinds(made)]
    weak = sorted((counts.share_right, name) for name, counts in named if counts.share_right < READ)
    lines = [f"- {name}: {share:.1%} right".replace("%", " %") for share, name in weak]
    return "\n".join(lines or [f"- none below {READ:.0%}".replace("%", " %")]) + "\n"


def blocks(held_out: Groups, seen: Groups, made: Groups, count: Mapping[str, int]) -> dict[str, str]:
    """The measured blocks of the document by name."""
    return {
        "set_aside": f"{count['held_out']} documents.\n\n"
        + table("format", by_group(held_out, "form "))
        + "\n"
        + table("kind", by_group(held_out, "domain ")),
        "seen": f"{count['open']} documents.\n\n" + table("format", by_group(seen, "form ")),
        "invented": f"{count['invented']} reports.\n\n"
        + table("format", by_group(made, "engine."))
        + "\n"
        + table("attribute", by_group(made, "attribute ")),
        "kinds": table("feature", kinds(made)),
        "not_read": not_read(held_out, made),
    }


def with_blocks(text: str, measured: Mapping[str, str]) -> str:
    """The document with every block replaced by what was measured; a block that nothing measures is an error."""
    return BLOCK.sub(lambda block: f"{block[1]} -->\n\n{measured[block[1]]}\n", text)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--reports", type=int, default=REPORTS, help="invented reports (default: %(default)s)")
    parser.add_argument("--first", type=int, default=FIRST_SEED, help="seed of the first (default: %(default)s)")
    asked = parser.parse_args()
    score, typeset = read_invented(range(asked.first, asked.first + asked.reports))
    count = {name: len(documents(name)) for name in ("open", "held_out")} | {"invented": typeset}
    measured = blocks(of_real(measure("held_out")), of_real(measure("open")), of_invented(score), count)
    DOCUMENT.write_text(with_blocks(DOCUMENT.read_text(encoding="utf-8"), measured), encoding="utf-8")
    print(f"written: {DOCUMENT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
