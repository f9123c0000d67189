"""The meaning of a word, a character or a drawn mark: by the report's own legend first, else by the vocabulary.

A sign is a status dot, an arrow, "Delvis uppfyllt". `explanations` finds the legend; the subject of a sign is decided
where goals and rows are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dagster_project.reading.model import Symbol
from dagster_project.reading.vocabulary.loader import load, shape_characters
from dagster_project.reading.vocabulary.schemas import Assessments, Symbols
from dagster_project.terms import AssessmentCode, Trend

_CLAUSE_END = re.compile(r"[.;]|\s(?=[A-ZÅÄÖ\d])")


@dataclass(frozen=True, slots=True)
class Sign:
    """A verdict on one subject, a trend, or both, with the printed words or marks."""

    assessment: AssessmentCode | None
    trend: Trend | None
    as_printed: str


@dataclass(frozen=True, slots=True)
class Legend:
    """A report's own explanation of its signs: characters, and drawn marks by (shape, colour); '' is any shape.

    An unexplained mark is unknown, as the meaning of colours varies between reports. Characters without colour differ
    in shape alone: if a report prints `several_kinds`, they have their usual meaning by the vocabulary.
    """

    characters: dict[str, AssessmentCode] = field(default_factory=dict)
    marks: dict[tuple[str, str], AssessmentCode] = field(default_factory=dict)
    several_kinds: bool = False

    def of_character(self, character: str, *, is_coloured: bool = False) -> AssessmentCode | None:
        """The verdict of a status character, unknown where nothing explains it, None for any other character."""
        verdict = self.characters.get(character) or _verdict_characters().get(character)
        if verdict is None and self.several_kinds and not is_coloured:
            verdict = _verdict_characters(by_shape=True).get(character)
        return verdict or (AssessmentCode.UNKNOWN if character in _status_characters() else None)

    def of_symbol(self, symbol: Symbol) -> AssessmentCode | None:
        """The verdict of a drawn mark by shape and colour, by colour, or by shape; unknown where nothing explains it.

        An arrow has a verdict only by a legend that explains arrows of its kind as verdicts.
        """
        exact = self.marks.get((symbol.shape, symbol.colour))
        if exact or symbol.shape in load(Symbols).arrows:
            return exact
        named = self.marks.get(("", symbol.colour))
        of_colour = {verdict for (_, colour), verdict in self.marks.items() if colour == symbol.colour}
        of_shape = {verdict for (shape, _), verdict in self.marks.items() if shape == symbol.shape}
        of_shape |= {self.characters[c] for c in _characters_of(symbol.shape) if c in self.characters}
        alone = next((next(iter(found)) for found in (of_colour, of_shape) if len(found) == 1), None)
        return named or alone or AssessmentCode.UNKNOWN

    def sign(self, text: str, symbols: Sequence[Symbol] = (), *, trends: bool = False) -> Sign | None:
        """The sign in the characters and drawn marks of a cell, None without any.

        Words are not read, as a cell of prose may have any of them: `worded_sign` reads them. With `trends` a triangle
        is a trend as an arrow is.
        """
        directions = _directions(trends)
        drawn = [symbol for symbol in symbols if symbol.shape not in directions or self.of_symbol(symbol)]
        drawn = [] if trends else drawn
        trend = next((directions[s.shape] for s in symbols if s.shape in directions and s not in drawn), None)
        trend = trend or next(
            (_trends(trends)[c] for c in text if c in _trends(trends) and c not in self.characters), None
        )
        printed_verdicts = (self.of_character(c, is_coloured=bool(drawn)) for c in text)
        verdict = _most_certain([*map(self.of_symbol, drawn), *(() if trends else printed_verdicts)])
        if verdict == AssessmentCode.UNKNOWN and not drawn and not self._is_sign(text):
            verdict = None
        if verdict is None and trend is None:
            return None
        appearance = [f"{symbol.shape} {symbol.colour}" for symbol in symbols]
        printed = [c for c in text if c in _trends(trends) or self.of_character(c)]
        return Sign(verdict, trend, " ".join([*appearance, *printed]))

    def _is_sign(self, text: str) -> bool:
        """Whether an unexplained character is a sign and not a bullet: alone, or one of several kinds."""
        is_first = bool(status_characters_in(text.strip()[:1])) and len(status_characters_in(text)) == 1
        return not re.search(r"[^\W_]", text) or (self.several_kinds and is_first)

    def worded_sign(self, text: str, symbols: Sequence[Symbol] = ()) -> Sign | None:
        """The sign of a cell or field of a verdict: by its words, else its marks, else unknown."""
        words = without_signs(text)
        verdict = verdict_of(words)
        trend = trend_of(words)
        sign = self.sign(text, symbols)
        if verdict or trend:
            return Sign(verdict or (sign.assessment if sign else None), trend, clause_of(words))
        if sign:
            return sign
        return Sign(AssessmentCode.UNKNOWN, None, words) if re.search(r"[^\W\d_]{2}", words) else None

    def trend_sign(self, text: str, symbols: Sequence[Symbol] = ()) -> Sign | None:
        """The trend of a cell of a trend: by its marks, else its words."""
        sign = self.sign(text, symbols, trends=True)
        if sign and sign.trend:
            return Sign(None, sign.trend, sign.as_printed)
        words = without_signs(text)
        trend = trend_of(words)
        return Sign(None, trend, words) if trend else None


def _most_certain(verdicts: Iterable[AssessmentCode | None]) -> AssessmentCode | None:
    """The first verdict that is known, else unknown if there is any."""
    found = [verdict for verdict in verdicts if verdict]
    return next((verdict for verdict in found if verdict != AssessmentCode.UNKNOWN), found[0] if found else None)


@lru_cache(maxsize=2)
def _directions(with_triangles: bool) -> dict[str, Trend]:
    words = load(Symbols)
    return {**words.arrows, **(words.triangles if with_triangles else {})}


@lru_cache(maxsize=2)
def _verdict_characters(*, by_shape: bool = False) -> dict[str, AssessmentCode]:
    """The verdicts of characters: of those that mean the same everywhere, or `by_shape` of those that usually do."""
    characters_of = load(Symbols).verdict_characters
    groups = characters_of.by_shape if by_shape else characters_of.plain
    return {character: verdict for verdict, characters in groups.items() for character in characters}


@lru_cache(maxsize=1)
def _status_characters() -> frozenset[str]:
    return shape_characters() | set(_verdict_characters())


def _characters_of(shape: str) -> str:
    return next((characters for one, characters in load(Symbols).shapes.items() if one == shape), "")


@lru_cache(maxsize=2)
def _trends(with_triangles: bool = False) -> dict[str, Trend]:
    groups = load(Symbols).trend_characters
    found = {character: trend for trend, characters in groups.items() for character in characters}
    if with_triangles:
        triangles = load(Symbols).triangles
        found |= {character: trend for shape, trend in triangles.items() for character in _characters_of(shape)}
    return found


@lru_cache(maxsize=1)
def sign_characters() -> str:
    """All characters that are signs: status characters and arrows."""
    return "".join(sorted({*_status_characters(), *_trends()}))


@lru_cache(maxsize=1)
def _signs() -> re.Pattern[str]:
    return re.compile("[" + re.escape(sign_characters()) + "\ufe0f]")


def has_signs(text: str) -> bool:
    """Whether the text has a status or arrow character."""
    return _signs().search(text) is not None


def status_characters_in(text: str) -> frozenset[str]:
    """The status characters in a text, arrows left out."""
    return _status_characters() & set(text)


def without_signs(text: str) -> str:
    """The text without status and arrow characters, spaces collapsed."""
    return " ".join(_signs().sub(" ", text).split())


def verdict_of(text: str) -> AssessmentCode | None:
    """The verdict a text words ("Vi har inte nått målet men är på rätt väg" is on_track), None without one."""
    return next((code for code, pattern in load(Assessments).verdicts.items() if pattern.search(text)), None)


def trend_of(text: str) -> Trend | None:
    """The trend that a text words ("Oförändrad"), None without one."""
    return next((code for code, pattern in load(Assessments).trends.items() if pattern.search(text.strip())), None)


def clause_of(text: str) -> str:
    """The words of the verdict in a text: the clause from its capital to the next capital, digit or full stop.

    A report that lost its layout prints "Mål Trygg kommun Vi har inte nått målet 4.5 …" as one run of words.
    """
    found = next((match for pattern in load(Assessments).verdicts.values() if (match := pattern.search(text))), None)
    if found is None:
        return text
    capitals = [match.start() for match in re.finditer(r"(?<!\w)[A-ZÅÄÖ]", text) if match.start() <= found.start()]
    start = capitals[-1] if capitals else found.start()
    end = _CLAUSE_END.search(text, found.end())
    return text[start : end.start() if end else len(text)].strip()
