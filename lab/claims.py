"""Grades claims: whether numbers of invented sentences are tied to the figures that they restate, and slips noticed.

An alert is a relation of a sentence that is expected to hold and does not, by the intervals that SQL has too. A number
counts where its table's figure was read with the right value; what is misread is the other scores'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from dagster_project.reading.intervals import Interval
from dagster_project.reading.read import read_report
from dagster_project.reading.records import ClaimRecord, FigureRecord, Reading, RelationRecord, RelationTermRecord
from dagster_project.terms import Axis, Expectation, Form
from lab.invent import invent
from lab.printed import Figure
from lab.tally import normal
from lab.told import Told, with_told

_MONEY = {"SEK": Decimal(1), "TSEK": Decimal(1000), "MSEK": Decimal(1000000)}


@dataclass(slots=True)
class Grade:
    """Counts of numbers told right (`asked`, by tie), with a slip (`slips`) and of no figure (`none`); false alerts."""

    asked: Counter[str] = field(default_factory=Counter)
    slips: Counter[str] = field(default_factory=Counter)
    alerted: Counter[str] = field(default_factory=Counter)
    none: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    reports: int = 0
    unread: int = 0


def judge_claims(seeds: Sequence[int], engine: str | None, verbose: int) -> int:
    """Tell figures in prose, read the reports and print the grade."""
    from lab.typeset import CannotTypesetError, typeset

    result = Grade()
    for seed in seeds:
        case, told = with_told(invent(seed, engine), Random(f"told {seed}"))
        with TemporaryDirectory() as folder:
            try:
                path = typeset(case, Path(folder))
            except CannotTypesetError:
                continue
            reading = read_report(path, f"{seed}", path.name)
        _grade(result, case.seed, told, reading)
    _print(result, verbose)
    return 0


@dataclass(frozen=True, slots=True)
class _Tied:
    figure: FigureRecord | None
    agrees: bool


def _grade(result: Grade, seed: int, told: Sequence[Told], reading: Reading) -> None:
    result.reports += 1
    ties = _ties(reading)
    used: set[str] = set()
    for one in told:
        claim = _claim_of(one, reading.claims, used)
        tied = ties.get(claim.claim_id) if claim else None
        if one.figure is None:
            result.none["linked" if tied else "left"] += 1
        elif not _was_read(one.figure, reading.figures):
            result.unread += 1
        elif one.slip:
            result.slips[one.slip] += 1
            is_right = tied is not None and not tied.agrees and _is_of(one.figure, tied.figure)
            result.alerted[one.slip] += is_right
            if not is_right:
                result.lost.append(f"{seed}: {one.slip} not alerted: {one.text} | {one.number} of {one.figure.value}")
        else:
            state = "unlinked" if tied is None else "right" if _is_of(one.figure, tied.figure) else "wrong"
            result.asked[state] += 1
            if state != "right":
                where = f"{tied.figure.row_label}, {tied.figure.column_label}" if tied and tied.figure else ""
                result.lost.append(f"{seed}: {state}: {one.text} | {one.number} of {one.figure.row_path} {where}")
        if claim:
            used.add(claim.claim_id)
    wrong = {claim_id for claim_id, tie in ties.items() if not tie.agrees}
    meant = {c.claim_id for one in told if one.slip and (c := _claim_of(one, reading.claims, set()))}
    for claim in reading.claims:
        if claim.claim_id in wrong - meant:
            result.false.append(f"{seed}: {claim.value_as_printed}: {claim.quote}")


def _claim_of(one: Told, claims: Sequence[ClaimRecord], used: set[str]) -> ClaimRecord | None:
    """The claim that was read from a told number; of a sentence about nothing, any of its claims."""
    number = normal(one.number)
    for claim in claims:
        is_here = normal(claim.quote) in normal(one.text) or normal(one.text) in normal(claim.quote)
        if is_here and claim.claim_id not in used and normal(claim.value_as_printed) in (number, number.lstrip("-")):
            return claim
    return None


def _ties(reading: Reading) -> Mapping[str, _Tied]:
    """The first figure of the relation of each claim that is expected to hold, and whether it holds."""
    figures = {figure.figure_id: figure for figure in reading.figures}
    claims = {claim.claim_id: claim for claim in reading.claims}
    terms: dict[str, list[RelationTermRecord]] = {}
    for term in reading.relation_terms:
        terms.setdefault(term.relation_id, []).append(term)
    found: dict[str, _Tied] = {}
    for relation in reading.relations:
        if relation.axis != Axis.PROSE or relation.expectation != Expectation.EXPECTED:
            continue
        stated = next((t.claim_id for t in terms[relation.relation_id] if t.claim_id), None)
        parts = [(figures[t.figure_id], t.weight) for t in terms[relation.relation_id] if t.figure_id in figures]
        if stated is not None and parts:
            found[stated] = _Tied(parts[0][0], _holds(relation, claims[stated], parts))
    return found


def _holds(relation: RelationRecord, claim: ClaimRecord, parts: Sequence[tuple[FigureRecord, Decimal]]) -> bool:
    if relation.form not in (Form.EQUAL, Form.DIFFERENCE):
        return True
    half = (claim.half_unit or Decimal(0)) * (2 if claim.hedge else 1)
    stated = Interval.around(claim.value or Decimal(0), half).times(_MONEY.get(claim.unit or "", Decimal(1)))
    total = Interval(Decimal(0), Decimal(0))
    for figure, weight in parts:
        printed = Interval.around(figure.value or Decimal(0), figure.half_unit or Decimal(0))
        total = total + printed.times(_MONEY.get(figure.unit or "", Decimal(1))).times(weight)
    return stated.meets(total)


def _was_read(figure: Figure, figures: Sequence[FigureRecord]) -> bool:
    alike = (one for one in figures if one.unit == figure.unit and one.scenario == figure.scenario)
    return any(_is_of(figure, one) for one in alike)


def _is_of(figure: Figure, read: FigureRecord | None) -> bool:
    if read is None or read.value is None:
        return False
    same = normal(read.row_label) == normal(figure.row_path[-1])
    return same and abs(read.value) == abs(Decimal(figure.value))


def _print(result: Grade, verbose: int) -> None:
    for line in [*result.lost, *(f"false alert: {line}" for line in result.false)][: verbose * 20]:
        print(line)
    asked, slips = result.asked.total(), result.slips.total()
    print(f"{result.reports} reports; {result.unread} numbers of figures that were not read")
    print(f"told right: {asked}", *(f"{state} {count / asked:.1%}" for state, count in sorted(result.asked.items())))
    print(f"of none: {result.none.total()}, linked {result.none['linked']}")
    for slip, count in sorted(result.slips.items()):
        print(f"  slip {slip:9} {result.alerted[slip]} of {count} alerted")
    share = result.alerted.total() / slips if slips else 1
    print(f"slips alerted {share:.1%}, false alerts a report {len(result.false) / max(result.reports, 1):.2f}")
