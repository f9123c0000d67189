"""Sentences that restate the figures of an invented report, right or with a planted slip, and the truth about them.

They are added to a finished case, so that its tables are the same with and without them. Belongs here: which figure is
told in which words, and how a slip looks. How the reader did is in `lab/claims.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from random import Random

from lab.invent.words import words
from lab.printed import Block, Case, Figure, Paragraph, Table
from lab.typography import Typography

_UNITS: Mapping[str, tuple[str, ...]] = {
    "TSEK": ("tkr", "tkr", "tusen kronor"),
    "MSEK": ("mnkr", "mkr", "miljoner kronor"),
    "SEK": ("kr", "kronor"),
    "percent": ("procent", "%"),
    "FTE": ("årsarbetare",),
}
_COARSER = {"TSEK": "MSEK", "SEK": "TSEK"}
_THOUSAND = Decimal(1000)
_SMALLEST = {"SEK": 1000, "TSEK": 100, "MSEK": 1, "percent": 1, "FTE": 10}
_MOST_TOLD = 6
_DEFINITE = {
    "kostnader": "na",
    "intäkter": "na",
    "avgifter": "na",
    "bidrag": "en",
    "arvoden": "a",
    "kostnad": "en",
    "frånvaro": "n",
    "skjutsar": "na",
    "transporter": "na",
    "skrivningar": "na",
}
_SLIP_SHARE = 0.4
_NONE_SHARE = 0.4
# Digits that a changed digit needs, one fewer for two turned: of fewer, another number is as likely.
_FEWEST_DIGITS = 4
_LEAST_OF_FOUR = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """A number told in prose: of a printed figure, or of none. `text` is the sentence, `number` as printed there.

    `slip` is '' or what is wrong: turned, digit, thousand, column. `figure` is then the one that is meant.
    """

    text: str
    number: str
    figure: Figure | None
    slip: str = ""


def with_told(case: Case, rng: Random) -> tuple[Case, list[Told]]:
    """The case with sentences after its tables, and the truth about their numbers."""
    typography = Typography(rng.choice(("space", "nbsp")), rng.choice(("hyphen", "minus")), "detached", "endash")
    blocks: list[Block] = []
    told: list[Told] = []
    number = -1
    for block in case.blocks:
        blocks.append(block)
        if not isinstance(block, Table):
            continue
        number += 1
        figures = [figure for figure in case.figures if figure.table == number]
        follows = block is not case.blocks[-1]
        found = list(_tell(rng, figures, case.figures, typography)) if follows else []
        if found:
            told += found
            sentences = dict.fromkeys(one.text for one in found)
            blocks += [Paragraph(" ".join(sentences))] if rng.random() < 0.5 else map(Paragraph, sentences)
    return replace(case, blocks=tuple(blocks)), told


def _tell(rng: Random, figures: Sequence[Figure], all_figures: Sequence[Figure], typo: Typography) -> Iterator[Told]:
    rows: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        rows[figure.row].append(figure)
    has_slip = False
    named = [row for row in rows.values() if _can_be_named(row[0], all_figures)]
    for row in rng.sample(named, min(len(named), rng.randint(0, _MOST_TOLD))):
        kinds = dict(_kinds(row))
        if kinds:
            kind = rng.choice(sorted(kinds))
            # A writer errs once about a table: more would make its own unit doubtful.
            found = list(_sentence(rng, kind, kinds[kind], row, typo, not has_slip))
            has_slip = has_slip or any(one.slip for one in found)
            yield from found
    if rng.random() < _NONE_SHARE:
        yield _of_none(rng, typo)


def _can_be_named(figure: Figure, figures: Sequence[Figure]) -> bool:
    """Whether no other row of the report has the label, so that a sentence can mean but this one."""
    label = figure.row_path[-1]
    places = {(f.table, f.row) for f in figures if f.row_path[-1].lower() == label.lower()}
    plain = label.lower().replace(".", "").split()
    is_total = plain[:1] in (["totalt"], ["total"], ["summa"], ["s:a"], ["netto"])
    return len(places) == 1 and len(figure.row_path) == 1 and not is_total and figure.role != "memo" and len(label) < 60


def _kinds(row: Sequence[Figure]) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """What can be told of a row, with the figures that are told."""
    usable = [f for f in row if _is_usable(f)]
    last = max((f.year for f in usable if f.scenario == "actual"), default=0)
    actual = [f for f in usable if f.scenario == "actual" and f.year == last]
    budget = [f for f in usable if f.scenario == "budget" and f.year == last]
    before = [f for f in usable if f.scenario == "actual" and f.year == last - 1]
    deviation = [f for f in usable if f.scenario == "deviation"]
    if len(actual) == 1:
        yield "actual", (actual[0],)
        if len(budget) == 1:
            yield "actual_budget", (actual[0], budget[0])
        if len(before) == 1:
            yield "actual_before", (actual[0], before[0])
    if len(budget) == 1 and budget[0].unit in ("TSEK", "MSEK", "SEK"):
        yield "budget", (budget[0],)
    if len(deviation) == 1 and deviation[0].unit in ("TSEK", "MSEK", "SEK"):
        yield "deviation", (deviation[0],)


def _is_usable(figure: Figure) -> bool:
    least = _SMALLEST.get(figure.unit)
    return bool(figure.value) and least is not None and figure.year > 0 and abs(Decimal(figure.value)) >= least


def _sentence(
    rng: Random, kind: str, meant: tuple[Figure, ...], row: Sequence[Figure], typo: Typography, may_slip: bool
) -> Iterator[Told]:
    figure, other = meant[0], meant[1] if len(meant) > 1 else None
    coarse = rng.random() < 0.3
    value, shown = _shown(figure, coarse)
    slip = ""
    if may_slip and rng.random() < _SLIP_SHARE:
        slip, value, shown = _slipped(rng, kind, figure, row, value, shown)
    # A sentence mostly leaves out the minus of a cost, and says in words which way a deviation goes.
    signed = value if kind == "deviation" and rng.random() < 0.5 else abs(value)
    word = rng.choice(_UNITS[shown])
    number = f"{typo.number(signed)}\u00a0{word}" if word != "%" else f"{typo.number(signed)} %"
    second = ""
    if other is not None:
        amount, other_unit = _shown(other, coarse)
        second = f"{typo.number(abs(amount))}\u00a0{rng.choice(_UNITS[other_unit])}"
    label = figure.row_path[-1]
    text = rng.choice(words("told")[kind]).format(
        Row=definite(label),
        row=_inside(definite(label)),
        plain=_inside(label),
        value=number,
        other=second,
        year=figure.year,
        before=figure.year - 1,
    )
    yield Told(text, number, figure, slip)
    if other is not None:
        yield Told(text, second, other)


def _shown(figure: Figure, coarse: bool) -> tuple[Decimal, str]:
    """The value with its unit, now and then in the next larger unit with one decimal."""
    value, larger = Decimal(figure.value), _COARSER.get(figure.unit)
    if coarse and larger and abs(value) >= 1000:
        return (value / _THOUSAND).quantize(Decimal("0.1"), ROUND_HALF_UP), larger
    return value, figure.unit


def _slipped(
    rng: Random, kind: str, figure: Figure, row: Sequence[Figure], value: Decimal, unit: str
) -> tuple[str, Decimal, str]:
    """What is wrong, and the wrong value with its unit; '' where no slip could be proved on paper."""
    digits = [at for at, character in enumerate(str(value)) if character.isdigit()]
    slips = []
    if len(digits) >= _FEWEST_DIGITS - 1:
        slips.append("turned")
    if len(digits) >= _FEWEST_DIGITS:
        slips.append("digit")
        if kind == "actual" and unit == figure.unit and _others(figure, row):
            slips.append("column")
    if len(digits) >= 3 and unit in ("TSEK", "MSEK"):
        slips.append("thousand")
    rng.shuffle(slips)
    for slip in slips:
        text = str(value)
        if slip == "turned":
            pairs = [(a, b) for a, b in pairwise(digits) if text[a] != text[b] and text[b] != "0"]
            if pairs:
                a, b = rng.choice(pairs)
                swapped = list(text)
                swapped[a], swapped[b] = text[b], text[a]
                return slip, Decimal("".join(swapped)), unit
        elif slip == "digit":
            at = rng.choice(digits)
            new = rng.choice([d for d in "123456789" if d != text[at]])
            return slip, Decimal(text[:at] + new + text[at + 1 :]), unit
        elif slip == "thousand":
            return slip, value, "MSEK" if unit == "TSEK" else "TSEK"
        else:
            wrong = [
                f
                for f in row
                if f is not figure and f.unit == figure.unit and f.value and abs(Decimal(f.value)) >= 1000
            ]
            wrong = [f for f in wrong if abs(Decimal(f.value)) != abs(value)]
            return slip, Decimal(rng.choice(wrong).value), unit
    return "", value, unit


def _others(figure: Figure, row: Sequence[Figure]) -> list[Decimal]:
    """The other amounts of a row that have four digits or more."""
    amounts = [Decimal(one.value) for one in row if one.value and one.unit == figure.unit]
    return [amount for amount in amounts if abs(amount) >= _LEAST_OF_FOUR and abs(amount) != abs(Decimal(figure.value))]


def _of_none(rng: Random, typo: Typography) -> Told:
    money = f"{typo.number(Decimal(rng.randint(11, 989)))}\u00a0tkr"
    template = rng.choice(words("told_of_none"))
    text = template.format(
        n=rng.randint(12, 180),
        m=rng.randint(2, 9),
        share=rng.randint(40, 95),
        money=money,
        things=rng.choice(("utbildningar", "besök", "kontroller", "träffar")),
    )
    return Told(text, "", None)


def definite(label: str) -> str:
    """A label in the definite form, as a sentence has it; as printed where its first word has none that is certain."""
    first, space, rest = label.partition(" ")
    for ending, more in _DEFINITE.items():
        if first.lower().endswith(ending):
            return first + more + space + rest
    return label


def _inside(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it is a short form."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
