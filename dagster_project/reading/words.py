"""Loads the vocabulary: the words of reports live in `vocabulary/*.yml`, never in code."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent / "vocabulary"


@cache
def shape_characters() -> frozenset[str]:
    """The characters that are printed as status marks, of all shapes."""
    return frozenset("".join(vocabulary("symbols")["shapes"].values()))


@cache
def vocabulary(name: str) -> Any:
    """The content of `vocabulary/<name>.yml`; the caller knows its shape."""
    return yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
