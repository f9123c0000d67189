"""Parts a long message into posts that a chat takes, without parting an item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

Blocks = list[dict[str, Any]]
"""What a chat shows below each other: blocks of Slack, elements of a card."""


def packed(groups: Iterable[Blocks], fits: Callable[[Blocks], bool]) -> Iterator[Blocks]:
    """The groups joined in order, as many as fit together; a group that fits nowhere is parted."""
    post: Blocks = []
    for group in _small_enough(groups, fits):
        if post and not fits(post + group):
            yield post
            post = []
        post = post + group
    if post:
        yield post


def _small_enough(groups: Iterable[Blocks], fits: Callable[[Blocks], bool]) -> Iterator[Blocks]:
    for group in groups:
        if fits(group):
            yield group
        else:
            yield from ([block] for block in group)


def numbered(subject: str, number: int, posts: Sequence[Blocks]) -> str:
    """The subject of one of several posts: `Årsbokslut: 60 uppgifter att kontrollera (2/3)`."""
    return subject if len(posts) == 1 else f"{subject} ({number}/{len(posts)})"
