"""Heads of narrow cells: each folded over lines of its own, or beside others on a line.

The first letters of a line show whether it begins a head, and the number of columns whether it holds several heads.
Heads that can be cut in several ways are not cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from dagster_project.reading.sources.text.finders.spaced.above import holds_no_heads
from dagster_project.reading.sources.text.finders.spaced.order import Order, PlacedWord, is_corner
from dagster_project.reading.sources.text.finders.spaced.rows import figures_at
from dagster_project.reading.sources.text.heads import (
    Word,
    corner_words,
    is_known,
    is_note,
    is_phrase,
    leaves_heads,
    opens,
    words_of,
)
from dagster_project.reading.sources.text.line import Line
from dagster_project.reading.sources.text.spans import is_span
from dagster_project.reading.vocabulary.loader import load, names_scenario
from dagster_project.reading.vocabulary.schemas import FlatMarkers

_LONGEST_HEAD = 80
_MOST_HEAD_WORDS = 9
_MOST_LINES = 4
_SPAN = re.compile(r"\d{1,3}[-–]\d{0,3}")
_FOLDED = re.compile(r"(?:[-–,/&(]|\([^)]*)\Z")

# How sure heads are by what is before them: nothing, words for labels, any words, or words over several of them.
_ALONE, _UNDER_CORNER, _UNDER_WORDS, _UNDER_OTHERS = range(4)
_WITH_CORNER = (_UNDER_CORNER, _UNDER_WORDS)

Head = tuple[PlacedWord, ...]
_Splits = Callable[[Sequence[Word], int], bool]


def folded_heads(
    lines: Sequence[Line], above: Sequence[int], groups: Sequence[int], count: int
) -> tuple[Order, int] | None:
    """The last `count` heads on the lines `above` and the number of group rows below them; None without a sure cut.

    Lines are given nearest first; `groups` are those that may be group rows. Before the heads is nothing, or words over
    labels.
    """
    ways: dict[tuple[int, int], dict[tuple[tuple[Head, ...], int], bool]] = {}
    for heads in _cuts(lines, _region(lines, above, count)):
        for below in range(min(len(groups), len(heads) - count) + 1):
            if below and [number for number, _ in heads[-below]] != [groups[below - 1]] * len(heads[-below]):
                break
            kept = heads[: len(heads) - below]
            rank = _rank(kept, count)
            if rank is not None:
                over = len(kept) - count - (rank in _WITH_CORNER)
                sure = sum(map(_known_in, kept[-count:]))
                way = (tuple(kept[over:]), below)
                ways.setdefault((rank, -sure), {})[way] = any(map(_may_tell, kept[:over]))
    best = ways[min(ways)] if ways else {}
    if len(best) != 1:
        return None
    (((found, below), is_doubtful),) = best.items()
    corner = found[0] if len(found) > count else ()
    return Order(found[0][0][0], found[-count:], corner=corner, is_doubtful=is_doubtful), below


def all_folded_heads(lines: Sequence[Line], above: Sequence[int]) -> list[tuple[Head, ...]]:
    """The ways to read all lines `above` as heads, each of which has words of its own."""
    region = _region(lines, above, len(above))
    if not region:
        return []
    ways = {tuple(heads): None for heads in _cuts(lines, region)}
    return [heads for heads in ways if all(map(_may_be_head, heads))]


def _region(lines: Sequence[Line], above: Sequence[int], count: int) -> list[int]:
    """The lines beside each other that may hold the heads and what is over labels, from the top."""
    region: list[int] = []
    for number in above[: _MOST_LINES * count + 1]:
        text = lines[number].raw.strip()
        if holds_no_heads(text):
            break
        if (region and region[0] - number > 1) or (figures_at(lines, number) is not None and not _is_span(text)):
            break
        region.insert(0, number)
    return region


def _is_span(text: str) -> bool:
    """Whether the last word of a line is of ages or years of school ("Årskurs 7-9"), which may be a head."""
    *words, last = text.split()
    return bool(_SPAN.fullmatch(last)) and not any(re.search(r"\d", word) for word in words)


def _cuts(lines: Sequence[Line], region: Sequence[int]) -> Iterator[list[Head]]:
    """The lines as heads: one a line, or as many as have known words, or as begin with capitals."""
    placed = [(number, word) for number in region for word in words_of(lines[number].raw)]
    splits: tuple[_Splits, ...] = (lambda _words, _at: False, is_known, lambda _words, _at: True)
    for splits_line in splits:
        for spans_open in (False, True):
            heads: list[list[PlacedWord]] = []
            for at, one in enumerate(placed):
                if not heads or _begins(placed, at, heads[-1], splits_line, spans_open):
                    heads.append([])
                heads[-1].append(one)
            yield list(map(tuple, heads))


def _begins(
    placed: Sequence[PlacedWord], at: int, before: Sequence[PlacedWord], splits_line: _Splits, spans_open: bool
) -> bool:
    """Whether a head begins at a word, after the words `before` of the last one."""
    number, word = placed[at]
    words = [one for _, one in placed]
    begins_line = placed[at - 1][0] != number
    if word.names_time:
        last = next((one for _, one in reversed(before) if one.kind != "mark"), word)
        return (last.names_time and any(one.kind == word.kind for _, one in before)) or _ends_corner(before)
    if begins_line and _SPAN.fullmatch(word.text):
        return spans_open
    if word.kind != "capital" or not opens(words, at) or (begins_line and _goes_on(before)):
        return False
    return begins_line or before[-1][1].kind == "year" or splits_line(words, at) or _ends_corner(before)


def _goes_on(before: Sequence[PlacedWord]) -> bool:
    """Whether a line ends within a head: in a hyphen, a comma, an open parenthesis or a word that joins."""
    text = " ".join(word.text for _, word in before)
    return bool(_FOLDED.search(text)) or before[-1][1].text.lower() in load(FlatMarkers).joiners


def _ends_corner(before: Sequence[PlacedWord]) -> bool:
    return before[-1][1].kind == "unit" and is_corner(before)


def _rank(heads: Sequence[Head], count: int) -> int | None:
    """How sure it is that the last heads are those of columns, 0 the most; None where it is not."""
    if len(heads) < count or not all(map(_may_be_head, heads[-count:])) or any(map(_is_over_labels, heads[-count:])):
        return None
    if len(heads) == count:
        return None if is_corner(heads[0]) and not is_corner(heads[-1]) else _ALONE
    corner = heads[-count - 1]
    if is_corner(corner):
        left, first = ([word for _, word in head] for head in (corner, heads[-count]))
        return None if leaves_heads(left, first) else _UNDER_CORNER
    is_line = corner[0][0] != heads[-count][0][0] and (
        len(heads) == count + 1 or corner[0][0] != heads[-count - 2][-1][0]
    )
    if is_line and len({number for number, _ in corner}) == 1 and not _known_in(corner):
        return _UNDER_WORDS
    return _UNDER_OTHERS if _are_uppers(heads[:-count], heads[-count][0][0]) else None


def _known_in(head: Head) -> bool:
    words = [word for _, word in head]
    return any(word.names_time or is_known(words, at) for at, word in enumerate(words))


def _may_tell(over: Head) -> bool:
    """Whether words over heads may say whose year or scenario those have: all do but plain words of measures."""
    text = " ".join(word.text for _, word in over)
    return not is_phrase(text) or names_scenario(text)


def _are_uppers(before: Sequence[Head], first: int) -> bool:
    """Whether the line before heads is of parts of years or known words that are over several of them."""
    line = [head for head in before if head[-1][0] == before[-1][-1][0]]
    return len(line) > 1 and before[-1][-1][0] < first and all(map(_known_in, line))


def _is_of_span(words: Sequence[Word], at: int) -> bool:
    """Whether a number is a span of ages or years of school, or the end of one that a line cuts."""
    is_cut = at > 0 and words[at - 1].text.endswith("-") and bool(_SPAN.fullmatch(words[at - 1].text))
    return is_cut or bool(_SPAN.fullmatch(words[at].text))


def _is_over_labels(head: Head) -> bool:
    words = [word for _, word in head]
    return words[0].kind == "capital" and corner_words(words) == len(words)


def _may_be_head(head: Head) -> bool:
    """Whether words may be one head: none of them may head a column itself."""
    words = [word for _, word in head]
    text = " ".join(word.text for word in words)
    are_dates = any(one.kind == other.kind == "year" for one, other in pairwise(words))
    values = [at for at, word in enumerate(words) if word.kind == "value" and not _is_of_span(words, at)]
    others = [at for at in range(1, len(words)) if words[at].kind == "capital" and is_known(words, at)]
    return (
        len(words) <= _MOST_HEAD_WORDS
        and len(text) <= _LONGEST_HEAD
        and not (text.endswith((",", ":")) or are_dates or values)
        and not any(opens(words, at) for at in others)
        and not any(is_note(word.text) for word in words)
        and sum(is_span(word.text) for word in words) <= 1
    )
