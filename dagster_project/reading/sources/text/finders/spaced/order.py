"""Heads of columns in reading order: each on a line of its own, over a few lines, or several on a line.

So are they in text of web pages, where a head of two lines breaks the line: "Budget / 2020 / 2019 2018" are three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from dagster_project.reading.sources.text.finders.spaced.above import holds_no_heads
from dagster_project.reading.sources.text.finders.spaced.rows import figures_at
from dagster_project.reading.sources.text.heads import (
    Word,
    best_cut,
    corner_words,
    is_dated,
    is_note,
    is_owned,
    is_phrase,
    leaves_heads,
    opens,
    skips_head,
    words_of,
)
from dagster_project.reading.sources.text.line import Line
from dagster_project.reading.vocabulary.loader import names_money

_LONGEST_HEAD = 45
_MOST_HEAD_WORDS = 6
_MOST_LINES = 4
_MOST_SHORT_WORDS = 3

PlacedWord = tuple[int, Word]
"""A word with the index of its line."""
Cells = Literal["beside", "below", "parted"]
"""Where the cells of a row are: beside each other, below each other, or parted by blank lines too."""


@dataclass(frozen=True, slots=True)
class Order:
    """Heads in reading order, from line `first` on, with the head of notes and the words over labels before them.

    `is_exact` where blank lines or cells show which lines are one head; `is_doubtful` where what is before the heads
    may be one more.
    """

    first: int
    heads: tuple[tuple[PlacedWord, ...], ...]
    note: tuple[PlacedWord, ...] = ()
    corner: tuple[PlacedWord, ...] = ()
    is_exact: bool = False
    is_doubtful: bool = False


def heads_in_order(lines: Sequence[Line], above: Sequence[int], count: int, cells: Cells) -> Order | None:
    """The last `count` heads on the lines `above`, which are given nearest first; None without a sure cut."""
    region = _region(lines, above, count, cells)
    if not region:
        return None
    if cells == "parted":
        return _of_cells(lines, _parted(region), count)
    return _of_lines(lines, region, count, cells)


def _region(lines: Sequence[Line], above: Sequence[int], count: int, cells: Cells) -> list[int]:
    """The lines that may hold the heads and what is before them, from the top."""
    region: list[int] = []
    for number in above[: _MOST_LINES * count + _MOST_LINES]:
        text = lines[number].raw.strip()
        if holds_no_heads(text):
            break
        if figures_at(lines, number) is not None and not names_money(text):
            break
        if region and cells == "beside" and region[0] - number > 1:
            break
        region.insert(0, number)
    return region


def _parted(region: Sequence[int]) -> list[list[int]]:
    """The lines of each cell, where blank lines part cells."""
    cells: list[list[int]] = []
    for number in region:
        if cells and cells[-1][-1] == number - 1:
            cells[-1].append(number)
        else:
            cells.append([number])
    return cells


def _of_cells(lines: Sequence[Line], cells: Sequence[Sequence[int]], count: int) -> Order | None:
    """The heads where each cell is a head."""
    texts = [tuple((number, word) for number in cell for word in words_of(lines[number].raw)) for cell in cells]
    heads, rest = texts[-count:], texts[:-count]
    if len(heads) < count or not all(map(_may_be_head, heads)) or any(map(_is_note, heads)):
        return None
    first = heads[0][0][0]
    note: tuple[PlacedWord, ...] = ()
    if rest and _is_note(rest[-1]):
        note = rest.pop()
        first = note[0][0]
    blank_before = _has_cell_of_blank(lines, first)
    corner_before = bool(rest) and is_corner(rest[-1])
    doubtful = bool(rest) and not note and not blank_before and not corner_before and _may_be_one_more(rest[-1], heads)
    return Order(first, tuple(heads), note, is_exact=blank_before or corner_before or bool(note), is_doubtful=doubtful)


def _has_cell_of_blank(lines: Sequence[Line], first: int) -> bool:
    """Whether an empty cell, a line of only a blank, is before a line."""
    before = first - 1
    while before >= 0 and lines[before].is_blank:
        if lines[before].raw.strip("\r\n"):
            return True
        before -= 1
    return False


def _of_lines(lines: Sequence[Line], region: Sequence[int], count: int, cells: Cells) -> Order | None:
    """The heads where a line may hold several or a part of one: by how surely a head begins at each word."""
    placed = [(number, word) for number in region for word in words_of(lines[number].raw)]
    words = [word for _, word in placed]
    weights = []
    for at, (number, word) in enumerate(placed):
        begins_line = at == 0 or placed[at - 1][0] != number
        weight = opens(words, at)
        if at and words[at - 1].text.endswith("-") and word.text[:1].islower():
            weight = 0
        if cells == "below" and not begins_line:
            weight = 0
        weights.append(weight + (weight > 0 and begins_line))
    chosen = best_cut(words, count, weights)
    if chosen is None or skips_head(words, chosen):
        return None
    ends = [*chosen[1:], len(placed)]
    heads = tuple(tuple(placed[a:b]) for a, b in zip(chosen, ends, strict=True))
    if not all(map(_may_be_head, heads)) or any(map(_is_note, heads)) or _parts_dates(heads):
        return None
    before = placed[: chosen[0]]
    note: tuple[PlacedWord, ...] = ()
    if before and is_note(before[-1][1].text):
        note = (before.pop(),)
    first = note[0][0] if note else heads[0][0][0]
    corner = tuple(one for one in before if one[0] == first)
    if any(word.kind == "value" for _, word in corner) and not is_corner(corner):
        return None
    left = [word for _, word in corner]
    if leaves_heads(left, [word for _, word in heads[0]]):
        return None
    doubtful = False
    rest = [one for one in before if one[0] != first]
    if not corner and not note and rest:
        last = tuple(one for one in rest if one[0] == rest[-1][0])
        over = [word for _, word in last]
        # Words for labels may have the first head behind them: "Belopp i tkr Budget 2026".
        doubtful = leaves_heads(over, words) if is_corner(last) else _may_be_one_more(last, heads)
    return Order(first, heads, note, corner, is_doubtful=doubtful)


def _may_be_head(head: Sequence[PlacedWord]) -> bool:
    words = [word for _, word in head]
    text = " ".join(word.text for word in words)
    return (
        len(words) <= _MOST_HEAD_WORDS
        and len(text) <= _LONGEST_HEAD
        and not text.endswith((",", ":"))
        and not any(word.kind == "value" or is_owned(words, at) for at, word in enumerate(words))
        and not any(one.kind == other.kind == "year" for one, other in pairwise(words))
    )


def _is_note(head: Sequence[PlacedWord]) -> bool:
    return any(is_note(word.text) for _, word in head)


def is_corner(cell: Sequence[PlacedWord]) -> bool:
    """Whether words head the labels: a phrase of the vocabulary, or a unit of money."""
    words = [word for _, word in cell]
    size = corner_words(words)
    return (bool(size) and size == len(words)) or names_money(" ".join(word.text for word in words))


def _may_be_one_more(cell: Sequence[PlacedWord], heads: Sequence[Sequence[PlacedWord]]) -> bool:
    """Whether words may head one more column: a date, or a few known ones that are not before dates alone."""
    words = [word for _, word in cell]
    if is_dated(words) or len(words) > _MOST_SHORT_WORDS:
        return is_dated(words)
    is_head = is_phrase(" ".join(word.text for word in words)) or any(word.names_time for word in words)
    return is_head and not all(is_dated([word for _, word in head]) for head in heads)


def _parts_dates(heads: Sequence[Sequence[PlacedWord]]) -> bool:
    """Whether a date is a head of its own after words without one, to which it then belongs."""
    return any(
        is_dated([word for _, word in after]) and not any(word.names_time for _, word in before)
        for before, after in pairwise(heads)
    )
