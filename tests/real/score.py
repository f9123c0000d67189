"""What a reading got right of a document's truth.

Each figure of the truth is paired with at most one figure read, of the same value and label, the best pairs first. A
pair is then, exclusively,

- right: unit, scenario and year agree
- wrong: one of them is given with evidence and is another
- unstated: anything else (an attribute is null, or differs and is only a prior)

and apart from that placed, if it is right under the right head, and prior, if any of the three is only a prior. Money
agrees in kronor: 1,2 MSEK is 1 200 TSEK.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from dagster_project.reading.records import FigureRecord, Reading
from dagster_project.terms import EvidenceSource
from tests.real.document import Document

_ATTRIBUTES = ("unit", "scenario", "year")
_MONEY = {
    **{unit: ("SEK", scale) for unit, scale in {"SEK": 1, "TSEK": 10**3, "MSEK": 10**6, "BSEK": 10**9}.items()},
    **{unit: ("EUR", scale) for unit, scale in {"EUR": 1, "TEUR": 10**3, "MEUR": 10**6}.items()},
}
_SAME_SCENARIO = {"revised_budget": "budget"}
_LABEL_AGREES = 0.8

Fact = dict[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of the truth, the figure read, the attributes given wrong, those that don't agree, and the head."""

    fact: Fact
    figure: FigureRecord
    wrong: tuple[str, ...]
    differing: tuple[str, ...]
    head_agrees: bool
    is_prior: bool

    @property
    def verdict(self) -> str:
        return "wrong" if self.wrong else "unstated" if self.differing else "right"


@dataclass(slots=True)
class Score:
    """Counts per group of figures with the documents in it, and what was missed."""

    counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    documents: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    misses: list[str] = field(default_factory=list)

    def add(self, groups: tuple[str, ...], name: str, times: int = 1) -> None:
        for group in groups:
            self.counts[group][name] += times


def score(document: Document, facts: list[Fact], reading: Reading, into: Score) -> None:
    """Count one document in: under `all`, its form, and the domain of each figure."""
    wanted = [fact for fact in facts if fact["is_missing"] == "0"]
    given = [figure for figure in reading.figures if figure.value is not None and not figure.is_missing]
    pairs = pair(wanted, given)
    found = {id(made.fact): made for made in pairs}
    form = f"form {document.form}"
    own = f"document {document.slug}"
    into.add(("all", form, own), "read", len(given))
    into.add(("all", form, own), "read_of_truth", len(pairs))
    for fact in wanted:
        groups = ("all", form, own, f"domain {fact['domain']}")
        into.add(groups, "printed")
        for group in groups:
            into.documents[group].add(document.slug)
        made = found.get(id(fact))
        if made is None:
            into.misses.append(f"{document.slug}: not found: {_told(fact)}")
            continue
        into.add(groups, "found")
        into.add(groups, made.verdict)
        for name in made.differing:
            into.add(groups, f"{'wrong' if name in made.wrong else 'unstated'} {name}")
        into.add(groups, "placed", int(made.verdict == "right" and made.head_agrees))
        into.add(groups, "prior", int(made.is_prior))
        if made.verdict != "right":
            read = ", ".join(f"{name}={_of(made.figure, name)[0]}" for name in made.differing)
            into.misses.append(f"{document.slug}: {made.verdict}: {_told(fact)} <- {read}")
        elif not made.head_agrees:
            into.misses.append(f"{document.slug}: head: {_told(fact)} <- {made.figure.column_label}")
    used = {id(made.figure) for made in pairs}
    into.misses += [
        f"{document.slug}: not printed: {figure.row_label} | {figure.column_label} | {figure.value}"
        for figure in given
        if id(figure) not in used
    ]


def pair(wanted: list[Fact], given: list[FigureRecord]) -> list[Pair]:
    by_value: defaultdict[tuple[str, Decimal], list[int]] = defaultdict(list)
    for j, figure in enumerate(given):
        assert figure.value is not None
        for key in _keys(figure.value, str(figure.unit or "")):
            by_value[key].append(j)
    candidates = []
    for i, fact in enumerate(wanted):
        near = {j for key in _keys(Decimal(fact["value"]), fact["unit"]) for j in by_value.get(key, ())}
        for j in near:
            label = _label_agreement(fact, given[j])
            if label < _LABEL_AGREES:
                continue
            made = _compared(fact, given[j])
            merit = (
                label
                + 2 * ("year" not in made.differing)
                + ("scenario" not in made.differing)
                + 0.5 * ("unit" not in made.differing)
                + 0.05 * len(_words(fact["column_label"]) & _words(given[j].column_label))
                + 0.02 * len(_words(fact["row_path"]) & _words(given[j].row_path))
            )
            candidates.append((-merit, i, j, made))
    taken: set[int] = set()
    used: set[int] = set()
    pairs = []
    for _, i, j, made in sorted(candidates, key=lambda candidate: candidate[:3]):
        if i not in taken and j not in used:
            taken.add(i)
            used.add(j)
            pairs.append(made)
    return pairs


def _compared(fact: Fact, figure: FigureRecord) -> Pair:
    wrong, differing, prior = [], [], False
    for name in _ATTRIBUTES:
        value, source = _of(figure, name)
        is_prior = source == EvidenceSource.PRIOR
        prior |= bool(value) and is_prior
        if _agrees(name, fact, value, is_prior, figure):
            continue
        differing.append(name)
        if value and not is_prior:
            wrong.append(name)
    return Pair(fact, figure, tuple(wrong), tuple(differing), _head_agrees(fact, figure), prior)


def _of(figure: FigureRecord, name: str) -> tuple[str, str | None]:
    """An attribute as text, and its source."""
    value = getattr(figure, name)
    return ("" if value is None else str(value)), getattr(figure, f"{name}_source")


def _agrees(name: str, fact: Fact, value: str, is_prior: bool, figure: FigureRecord) -> bool:
    wanted = fact[name]
    if not wanted:
        return True
    if name == "unit":
        return _unit_agrees(wanted, value, is_prior, Decimal(fact["value"]), figure.value or Decimal(0))
    if wanted == "none":
        return not value or is_prior
    return any(_SAME_SCENARIO.get(each, each) == _SAME_SCENARIO.get(value, value) for each in wanted.split("|"))


def _unit_agrees(wanted: str, unit: str, is_prior: bool, printed: Decimal, read: Decimal) -> bool:
    if wanted == "?":
        return not unit or is_prior
    if wanted in _MONEY and unit in _MONEY:
        (currency, scale), (other, other_scale) = _MONEY[wanted], _MONEY[unit]
        return currency == other and printed * scale == read * other_scale
    return unit in wanted.split("|")


def _keys(value: Decimal, unit: str) -> set[tuple[str, Decimal]]:
    """Comparable forms of a number: as printed, and in whole money."""
    keys = {("", value.normalize())}
    if unit in _MONEY:
        currency, scale = _MONEY[unit]
        keys.add((currency, (value * scale).normalize()))
    return keys


def _label_agreement(fact: Fact, figure: FigureRecord) -> float:
    printed, read = _plain(fact["row_label"]), _plain(figure.row_label)
    if not read:
        return 0
    if read in (printed, re.sub(r"^\d+ (?=[^\W\d])", "", printed)):
        return 1.0 + 0.3 * (_plain(fact["row_path"]) == _plain(figure.row_path))
    if printed in (read.split(" > ")[-1], _plain(figure.row_path).split(" > ")[-1]):
        return 0.97
    one, other = _words(printed), _words(read)
    return len(one & other) / len(one | other) if one and other else 0


def _head_agrees(fact: Fact, figure: FigureRecord) -> bool:
    wanted, read = _words(fact["column_label"]), _words(figure.column_label)
    last = _plain(figure.column_label).split(" > ")[-1]
    return not wanted or (bool(last) and last == _plain(fact["column_label"])) or len(wanted & read) * 2 >= len(wanted)


def _plain(text: str | None) -> str:
    bare = re.sub(r"[¹²³⁴⁵⁶⁷⁸⁹]+\s*$", "", text or "")
    text = unicodedata.normalize("NFKC", bare).replace("\u00ad", "").lower()
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    text = re.sub(r"(\s*\d\)|\*+)\s*$", "", text.strip())
    return re.sub(r"\s+", " ", text).strip(" .:*")


def _words(text: str | None) -> set[str]:
    return set(re.findall(r"\w+", _plain(text)))


def _told(fact: Fact) -> str:
    told = (fact["row_label"], fact["column_label"], fact["value"], fact["unit"], fact["scenario"], fact["year"])
    return " | ".join(told)
