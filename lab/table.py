"""The printed result: totals by kind and attribute, and figures by feature, worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lab.tally import ATTRIBUTES, Score, Tally

# A feature with fewer figures than this is not reported as the worst.
_FEW = 20
_FEATURES_OF_GOALS = ("goals.", "status.", "legend.", "trend.", "engine.")
_HEADS = ("found", "right", "wrong", "unstated", "recall", "precision", "header", "path", "printed", "read")


def table_of(total: Score) -> Iterator[str]:
    """The lines of the result."""
    yield f"{'':34}" + "".join(f"{head:>10}" for head in _HEADS)
    for kind in ("figures", "missing", "assessments", "goals"):
        if total.tallies[kind][""].wanted or total.tallies[kind][""].given:
            yield _line(kind, total.tallies[kind][""])
    for attribute in ATTRIBUTES:
        if total.tallies[attribute][""].wanted:
            yield _line(f"  {attribute}", total.tallies[attribute][""])
    yield f"numbers {total.numbers}, unread {total.unread}, pages with lost digits {total.digits_lost}"
    yield "figures by feature, worst first"
    yield from _by_feature(total)
    yield from _of_goals(total)


def _by_feature(total: Score) -> Iterator[str]:
    features = [(name, tally) for name, tally in total.tallies["figures"].items() if name]
    for name, tally in sorted(features, key=lambda item: _badness(item[1])):
        yield _line(name, tally) + _faults(total, name)
    known = [(name, tally) for name, tally in features if max(tally.wanted, tally.given) >= _FEW]
    for label in ("accuracy", "recall", "precision"):
        worst = min(((getattr(tally, label), name) for name, tally in known), default=None)
        text = "{:.1%} {}".format(*worst) if worst else f"no feature with {_FEW} figures"
        yield f"worst {label}: {text}"


def _badness(tally: Tally) -> float:
    return min(tally.accuracy, tally.precision)


def _faults(total: Score, feature: str) -> str:
    """The attributes that fail most with this feature, and in how many figures."""
    failed: Sequence[tuple[int, str]] = sorted(
        (
            (tally.wrong + tally.unstated, f"{name} {tally.wrong}w{tally.unstated}u")
            for name in ATTRIBUTES
            for tally in [total.tallies[name][feature]]
            if tally.wrong + tally.unstated
        ),
        reverse=True,
    )
    return "  " + ", ".join(text for _, text in failed[:3]) if failed else ""


def _of_goals(total: Score) -> Iterator[str]:
    for kind in ("assessments", "goals"):
        features = [(name, tally) for name, tally in total.tallies[kind].items() if name.startswith(_FEATURES_OF_GOALS)]
        for name, tally in sorted(features, key=lambda item: min(item[1].recall, item[1].precision)):
            yield _line(f"{kind} {name}", tally)


def _line(name: str, tally: Tally) -> str:
    shares = (tally.met, tally.strict, tally.wrong, tally.unstated)
    line = f"{name:34}"
    line += "".join(f"{tally.share(count):10.1%}" for count in shares) if tally.met else " " * 40
    line += f"{tally.recall:10.1%}" + (f"{tally.precision:10.1%}" if tally.given else " " * 10)
    places = (tally.placed, tally.in_path) if tally.placed else ()
    line += "".join(f"{tally.share(count):10.1%}" for count in places) or " " * 20
    return line + f"{tally.wanted:10}{tally.given:10}"
