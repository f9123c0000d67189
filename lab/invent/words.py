"""The words of invented reports, from `words.yml`."""

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
    """One entry of the word list. Its shape varies."""
    return _all()[name]


@cache
def _all() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "words.yml").read_text(encoding="utf-8"))
    return content


def some(rng: Random, items: Sequence[_T], least: int, most: int) -> list[_T]:
    """From `least` to `most` different items in random order, at most all of them."""
    return rng.sample(list(items), min(len(items), rng.randint(least, most)))
