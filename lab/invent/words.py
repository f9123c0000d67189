"""The word list of invented reports and picking from it without repeating oneself. The words are in `words.yml`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import yaml

_T = TypeVar("_T")


@cache
def words(name: str) -> Any:
    """The content of one entry of the word list; the caller knows its shape."""
    return _all()[name]


@cache
def _all() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "words.yml").read_text(encoding="utf-8"))
    return content


def some(rng: Random, items: Sequence[_T], least: int, most: int) -> list[_T]:
    """Between `least` and `most` different items in random order, fewer if there are not so many."""
    return rng.sample(list(items), min(len(items), rng.randint(least, most)))
