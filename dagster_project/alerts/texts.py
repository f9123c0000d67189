"""The texts of alerts, `texts.yml`, in Swedish and English, filled in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).with_name("texts.yml")
LANGUAGES = ("sv", "en")


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return words


def text(name: str, language: str, **values: Any) -> str:
    """A text in one language; of two forms, `one | many`, the one for `count`."""
    words = _words()[name][language]
    one, mark, many = words.partition(" | ")
    return (one if not mark or values.get("count") == 1 else many).format(**values)


def texts(name: str, **values: Any) -> dict[str, str]:
    """A text in every language."""
    return {language: text(name, language, **values) for language in LANGUAGES}


def sentences(name: str, **values: Any) -> dict[str, tuple[str, ...]]:
    """A text in every language, as the detail of a notice."""
    return {language: (filled,) for language, filled in texts(name, **values).items()}


def has_text(name: str) -> bool:
    """Whether there is such a text."""
    return name in _words()
