"""Loads the vocabulary: the words of reports are in `vocabulary/*.yml`, never in code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import ValidationError

from dagster_project.reading.vocabulary.schemas import Columns, File, Symbols, Units
from dagster_project.terms import Scenario

FOLDER = Path(__file__).parent
_BROKEN_WORD = re.compile(r"(?<=[a-zåäö])-(?=[a-zåäö])")
_Model = TypeVar("_Model", bound=File)


def load(model: type[_Model]) -> _Model:
    """The file of a model in `schemas`, read and checked once; raises ValueError naming the file and what is wrong."""
    return cast(_Model, _loaded(model))


@cache
def _loaded(model: type[File]) -> File:
    try:
        return model.model_validate(_raw(model.FILE))
    except ValidationError as error:
        raise ValueError(f"vocabulary/{model.FILE}.yml: {error}") from error


def _raw(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def matches(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    """Whether a text has one of some words, in any case."""
    lowered = text.lower()
    return any(pattern.search(lowered) for pattern in patterns)


@lru_cache(maxsize=4096)
def scenario_of(text: str) -> Scenario | None:
    """The scenario that a header names ("Utfall", "Budget 2023"), None without such a word."""
    return next((name for name, patterns in load(Columns).scenarios if matches(patterns, text)), None)


def names_scenario(text: str) -> bool:
    """Whether a text has a word that headers have for a scenario."""
    return scenario_of(text) is not None


def names_deviation(text: str) -> bool:
    """Whether a text has a word that headers have for a deviation ("Avvikelse", "Diff"), broken by hyphens too."""
    deviations = (patterns for name, patterns in load(Columns).scenarios if name is Scenario.DEVIATION)
    return any(matches(patterns, unbroken(text)) for patterns in deviations)


@cache
def shape_characters() -> frozenset[str]:
    """The characters that are printed as status marks, of all shapes."""
    return frozenset("".join(load(Symbols).shapes.values()))


@lru_cache(maxsize=4096)
def names_money(text: str) -> bool:
    """Whether a text has a word for a unit of money ("Belopp i tkr", "1 000 euro")."""
    units = load(Units)
    money = {*units.money, *units.foreign_money}
    return any(matches(words, text) for name, words in units.units if name in money)


@lru_cache(maxsize=4096)
def unbroken(text: str) -> str:
    """A text in lower case without the hyphens that narrow columns leave in words ("Av-vikelse").

    The words of headers in the vocabulary are found with and without theirs.
    """
    return _BROKEN_WORD.sub("", text.lower())
