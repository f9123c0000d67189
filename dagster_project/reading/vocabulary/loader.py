"""Loads the vocabulary: the words of reports live in `vocabulary/*.yml`, never in code."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_BROKEN_WORD = re.compile(r"(?<=[a-zåäö])-(?=[a-zåäö])")
_FOLDER = Path(__file__).parent


@cache
def shape_characters() -> frozenset[str]:
    """The characters that are printed as status marks, of all shapes."""
    return frozenset("".join(vocabulary("symbols")["shapes"].values()))


def names_money(text: str) -> bool:
    """Whether a text has a word for a unit of money ("Belopp i tkr")."""
    return any(pattern.search(text.lower()) for pattern in _money_words())


@cache
def _money_words() -> list[re.Pattern[str]]:
    units = vocabulary("units")
    return [re.compile(word) for name, words in units["units"] if name in units["money"] for word in words]


def unbroken(text: str) -> str:
    """A text in lower case without the hyphens that narrow columns leave in words ("Av-vikelse").

    The words of headers in the vocabulary are found with and without theirs.
    """
    return _BROKEN_WORD.sub("", text.lower())


@cache
def vocabulary(name: str) -> Any:
    """The content of `vocabulary/<name>.yml`; the caller knows its shape."""
    return yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
