"""The labels of rows in flattened text: where one ends and the next begins among words without line breaks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from dagster_project.reading.sources.text.tokens import Token, phrases
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import FlatMarkers


def opening(tokens: Sequence[Token]) -> str:
    """The first two words in lower case, by which labels are recognized."""
    return " ".join(token.text.lower().rstrip(",.") for token in tokens[:2])


def split_labels(tokens: Sequence[Token], count: int, known: frozenset[str]) -> list[tuple[Token, ...]]:
    """The words as `count` labels, cut where labels most likely begin; [] if there are too few beginnings."""
    starts = {at: _start_score(tokens, at, known) for at in range(1, len(tokens)) if may_start(tokens, at)}
    repeated = set(_repeated_starts(tokens))
    ranked = sorted(starts, key=lambda at: (-(starts[at] + (2 if at in repeated else 0)), at))
    if len(ranked) < count - 1:
        return []
    cuts = [0, *sorted(ranked[: count - 1]), len(tokens)]
    return [tuple(tokens[a:b]) for a, b in itertools.pairwise(cuts)]


def may_start(tokens: Sequence[Token], at: int) -> bool:
    """Whether a label may begin at a token: a capital that no word joins to the one before."""
    before = tokens[at - 1].text
    joiners = {words[0].lower() for words in phrases(load(FlatMarkers).joiners)}
    return tokens[at].is_capital and not before.endswith(",") and before.lower() not in joiners


def _start_score(tokens: Sequence[Token], at: int, known: frozenset[str]) -> float:
    """How likely a label begins at a capital: most at a known opening, least in a name ("Svenskt Näringsliv")."""
    score = 3.0 if opening(tokens[at:]) in known else 0.0
    score -= 1.0 if tokens[at - 1].is_capital else 0.0
    score -= 0.5 if tokens[at - 1].ends_sentence else 0.0
    return score


def _repeated_starts(tokens: Sequence[Token]) -> list[int]:
    """The beginnings of pairs of words that occur at least twice, each time after another word."""
    places: dict[str, list[int]] = {}
    for at in range(len(tokens) - 1):
        if tokens[at].is_capital:
            places.setdefault(opening(tokens[at:]), []).append(at)
    found = []
    for ats in places.values():
        before = {tokens[at - 1].text.lower() if at else "" for at in ats}
        if len(ats) > 1 and len(before) == len(ats):
            found += ats
    return sorted(found)


def labels_alike(words: Sequence[Token]) -> int:
    """How many times the first two words occur; 1 for no words."""
    return max(1, sum(opening(words[at:]) == opening(words) for at in range(len(words) - 1)))


def inner_capitals(label: Sequence[Token]) -> list[int]:
    """The indices within a label where another may begin."""
    return [at for at in range(1, len(label)) if may_start(label, at)]


def label_and_note(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The label, which is the first sentence and a single fragment after it, and whole sentences after it: a note."""
    parts = list(sentences(tokens))
    if len(parts) < 2 or (len(parts) == 2 and not parts[1][-1].ends_sentence):
        return tokens, ()
    return parts[0], tuple(tokens[len(parts[0]) :])


def ends_row(words: Sequence[Token]) -> bool:
    """Whether words with figures at their end are a row of its own, some of whose cells were empty."""
    return 0 < words_of_label(words) < len(words)


def words_of_label(words: Sequence[Token]) -> int:
    """The number of words before the figures at the end of a row; all of them where no figures are a row's."""
    figures = next((n for n, token in enumerate(reversed(words)) if token.kind in ("word", "symbol")), len(words))
    if not 0 < figures < len(words) or not any(token.kind == "number" for token in words[-figures:]):
        return len(words)
    is_part = (words[-figures - 1].text.lower(),) in phrases(load(FlatMarkers).before_numbers)
    return len(words) if is_part else len(words) - figures


def sentences(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """The tokens cut after each token that ends a sentence before a capital."""
    start = 0
    for at, token in enumerate(tokens):
        last = at + 1 == len(tokens)
        if last or (token.ends_sentence and not token.text.endswith(",") and _opens(tokens[at + 1])):
            yield tuple(tokens[start : at + 1])
            start = at + 1


def _opens(token: Token) -> bool:
    """Whether a token may open a sentence. Extraction may have cut the first word off ("et utgår från")."""
    return token.is_capital or token.text[:1].isdigit() or len(token.text) <= 2
