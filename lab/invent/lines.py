"""The lines of a table: leaves, their groups and totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random

from lab.features import Wish
from lab.invent.sheet import Line
from lab.invent.words import some, words

TOTALS = ("Summa", "Totalt", "S:a", "Total", "Summa totalt")

Magnitude = Callable[[], Decimal]


def built(
    rng: Random, wish: Wish, groups: Sequence[tuple[str, Sequence[str]]], size: Magnitude, memos: str
) -> list[Line]:
    """Lines in the structure of the wish, with memo lines and a grand total. `memos` names a word list."""
    structure = wish["structure"]
    total = Line(rng.choice(TOTALS), "total")
    lines: list[Line] = []
    if structure == "flat":
        labels = list(dict.fromkeys(label for _, part in groups for label in part))
        leaves = [Line(label, magnitude=size()) for label in labels]
        lines = [*leaves, total]
        total.parts = [(leaf, 1) for leaf in leaves]
    for name, members in groups if structure != "flat" else ():
        made = _group(wish, structure, name, [Line(label, magnitude=size()) for label in members])
        lines += made
        total.parts += [(line, 1) for line in made if line.role != "group" and line.groups == () and line.parts]
        if structure == "group":
            total.parts += [(line, 1) for line in made if line.role == "leaf"]
    if structure != "flat":
        lines.append(total)
    if "rows.varav" in wish:
        _add_memos(rng, lines, words(memos))
    return lines


def _group(wish: Wish, structure: str, name: str, leaves: list[Line]) -> list[Line]:
    step = 1 if "rows.indented" in wish or structure == "totals_above" else 0
    for leaf in leaves:
        leaf.groups = (name,)
        leaf.indent = step
    if structure == "totals_above":
        return [Line(name, "subtotal", parts=[(leaf, 1) for leaf in leaves]), *leaves]
    head = Line(name, "group")
    if structure == "several_subtotals":
        label = f"Summa {name[0].lower()}{name[1:]}"
        return [head, *leaves, Line(label, "subtotal", parts=[(leaf, 1) for leaf in leaves])]
    return [head, *leaves]


def _add_memos(rng: Random, lines: list[Line], labels: Sequence[str]) -> None:
    """Put one or two memo lines under leaves; no total includes them."""
    leaves = [line for line in lines if line.role == "leaf"]
    for leaf, label in zip(some(rng, leaves, 1, 2), some(rng, labels, 2, 2), strict=False):
        share = Decimal(str(round(rng.uniform(0.1, 0.6), 2)))
        memo = Line(label, "memo", (*leaf.groups, leaf.label), leaf.indent + 1, magnitude=leaf.magnitude * share)
        lines.insert(lines.index(leaf) + 1, memo)


def with_long_label(rng: Random, wish: Wish, labels: Sequence[str], long_ones: str) -> list[str]:
    """The labels; if they are to wrap, one or two are replaced by long ones from the word list `long_ones`."""
    mixed = list(labels)
    if "rows.wrapped_label" not in wish:
        return mixed
    for label in some(rng, words(long_ones), 1, 2):
        mixed[rng.randrange(len(mixed))] = label
    return list(dict.fromkeys(mixed))


def leave_some_out(rng: Random, lines: Sequence[Line], keys: Sequence[str]) -> None:
    """Leave one to three cells of leaves without a value, never all of a line."""
    leaves = [line for line in lines if line.role == "leaf"]
    if len(keys) < 2 or not leaves:
        return
    for line in some(rng, leaves, 1, 3):
        line.values[rng.choice(list(keys))] = None
