"""Commands on the real tables: `python -m tests.real facts | typeset | floors | measure [--set open|held_out]`."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from tests.real.document import FORMS, HERE, SETS, documents
from tests.real.facts import as_csv, facts
from tests.real.measure import measure
from tests.real.score import Score
from tests.real.typesetting import typeset

FLOORS = HERE / "floors.csv"
# A group of held-out documents is listed from so many on.
_FEWEST_DOCUMENTS = 3
_SHARES = ("found", "right", "wrong", "unstated", "prior", "placed")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.real", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("facts", help="write facts.csv of every document from its meaning")
    commands.add_parser("floors", help="record how well each open document is read, in floors.csv")
    made = commands.add_parser("typeset", help="write the files of the open documents")
    made.add_argument("folder", type=Path)
    measured = commands.add_parser("measure", help="read the documents and count what is right")
    measured.add_argument("--set", choices=SETS, default="open")
    measured.add_argument("--misses", type=int, default=0, help="of the open documents, so many misses")
    measured.add_argument("--form", choices=FORMS, action="append", default=[], help="typeset the open documents in it")
    measured.add_argument("documents", nargs="*", help="open documents to measure; without, all")
    asked = parser.parse_args()
    if asked.command == "facts":
        write_facts()
    elif asked.command == "floors":
        write_floors(measure("open"))
    elif asked.command == "typeset":
        for document in documents("open"):
            print(typeset(document, asked.folder / document.slug))
    elif asked.set == "held_out" and (asked.misses or asked.documents or asked.form):
        parser.error("the held-out documents are measured in total only")
    else:
        print(report(measure(asked.set, asked.documents, asked.form), details=asked.set == "open", misses=asked.misses))


def write_facts() -> None:
    for name in SETS:
        for document in documents(name):
            (document.folder / "facts.csv").write_text(as_csv(facts(document)), encoding="utf-8")


def write_floors(result: Score) -> None:
    with FLOORS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("document", "printed", "right", "wrong"))
        for document in documents("open"):
            counts = result.counts[f"document {document.slug}"]
            writer.writerow((document.slug, counts["printed"], counts["right"], counts["wrong"]))


def report(result: Score, details: bool, misses: int = 0) -> str:
    """A table of shares of the printed figures; `precision` is the share of the figures read that are printed.

    Without details only groups of several documents are listed, so that none of them can be told.
    """
    wanted = sorted(result.counts, key=lambda group: (group != "all", group))
    groups = [group for group in wanted if details or len(result.documents[group]) >= _FEWEST_DOCUMENTS]
    heads = ("printed", *_SHARES, "read", "precision")
    lines = [" " * 44 + "".join(f"{head:>10}" for head in heads)]
    for group in groups:
        counts = result.counts[group]
        shares = [f"{100 * counts[name] / counts['printed']:8.1f} %" for name in _SHARES]
        if counts["read"]:
            shares += [f"{counts['read']:10}", f"{100 * counts['read_of_truth'] / counts['read']:8.1f} %"]
        lines.append(f"{group:44}{counts['printed']:10}" + "".join(shares))
    missed = [line for group in groups if group.split()[0] in ("all", "form") if (line := _attributes(result, group))]
    return "\n".join([*lines, *missed, *result.misses[:misses]])


def _attributes(result: Score, group: str) -> str:
    """The attributes that are wrong or unstated in a group, with the number of figures."""
    counts = result.counts[group]
    names = [name for name in sorted(counts) if name.startswith(("wrong ", "unstated "))]
    return f"{group}: " + ", ".join(f"{name} {counts[name]}" for name in names) if names else ""


if __name__ == "__main__":
    main()
