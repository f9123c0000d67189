"""What a word, a character or a drawn mark says about a goal: the report's own legend first, the vocabulary else.

Here belongs the meaning of one printed sign (status dot, arrow, "Delvis uppfyllt"); which goal or row it is about is
decided where goals and rows are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dagster_project.reading.model import Document, Furniture, Heading, ListItem, Mark, Paragraph, Symbol, Table
from dagster_project.reading.words import vocabulary

UNKNOWN = "unknown"
_LONGEST_LEGEND_TEXT = 60
_CLAUSE_END = re.compile(r"[.;]|\s(?=[A-ZÅÄÖ\d])")


@dataclass(frozen=True, slots=True)
class Sign:
    """What is printed about one subject: a verdict, a direction of development, or both, and how it is printed."""

    assessment: str | None
    trend: str | None
    as_printed: str


@dataclass(frozen=True, slots=True)
class Legend:
    """A report's own explanation of its signs: characters, and drawn marks by shape and colour or colour alone."""

    characters: dict[str, str] = field(default_factory=dict)
    marks: dict[tuple[str, str], str] = field(default_factory=dict)

    def of_character(self, character: str) -> str | None:
        """The verdict of a status character, by the legend or the default of the vocabulary."""
        return self.characters.get(character) or _character_verdicts().get(character)

    def of_symbol(self, symbol: Symbol) -> str | None:
        """The verdict of a drawn mark; an arrow has none."""
        words = vocabulary("symbols")
        if symbol.shape in words["arrows"]:
            return None
        printed = self.marks.get((symbol.shape, symbol.colour)) or self.marks.get(("", symbol.colour))
        verdict: str | None = printed or words["colours"].get(symbol.colour) or words["shapes"].get(symbol.shape)
        return verdict

    def sign(self, text: str, symbols: Sequence[Symbol] = ()) -> Sign | None:
        """The sign that stands in a cell's text and drawn marks; None if neither holds one.

        Words are not read: a cell of prose may hold any of them. Where words are to be read, use `worded_sign`.
        """
        arrows = vocabulary("symbols")["arrows"]
        drawn_trend = next((arrows[symbol.shape] for symbol in symbols if symbol.shape in arrows), None)
        drawn_verdict = next(filter(None, map(self.of_symbol, symbols)), None)
        trend = drawn_trend or next((_trends()[c] for c in text if c in _trends()), None)
        verdict = drawn_verdict or next(filter(None, map(self.of_character, text)), None)
        if verdict is None and trend is None:
            return None
        drawn = [f"{symbol.shape} {symbol.colour}" for symbol in symbols]
        printed = [c for c in text if c in _trends() or self.of_character(c)]
        return Sign(verdict, trend, " ".join([*drawn, *printed]))

    def worded_sign(self, text: str, symbols: Sequence[Symbol] = ()) -> Sign | None:
        """The sign of a place that holds a verdict: its words decide, then its marks; else unknown."""
        words = without_signs(text)
        verdict = verdict_of(words)
        trend = trend_of(words)
        sign = self.sign(text, symbols)
        if verdict or trend:
            return Sign(verdict or (sign.assessment if sign else None), trend, clause_of(words))
        if sign:
            return sign
        return Sign(UNKNOWN, None, words) if re.search(r"[^\W\d_]{2}", words) else None


@lru_cache(maxsize=1)
def _character_verdicts() -> dict[str, str]:
    return {
        c: verdict for verdict, characters in vocabulary("symbols")["verdict_characters"].items() for c in characters
    }


@lru_cache(maxsize=1)
def _trends() -> dict[str, str]:
    return {c: trend for trend, characters in vocabulary("symbols")["trend_characters"].items() for c in characters}


@lru_cache(maxsize=1)
def _signs() -> re.Pattern[str]:
    return re.compile("[" + re.escape("".join([*_character_verdicts(), *_trends()])) + "\ufe0f]")


def has_signs(text: str) -> bool:
    """Whether a status or arrow character stands in the text."""
    return _signs().search(text) is not None


def without_signs(text: str) -> str:
    """The text without status and arrow characters, spaces collapsed."""
    return " ".join(_signs().sub(" ", text).split())


@lru_cache(maxsize=1)
def _verdict_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return _compiled("verdicts")


@lru_cache(maxsize=1)
def _trend_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return _compiled("trends")


def _compiled(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    groups = vocabulary("assessments")[name]
    return tuple((code, re.compile("|".join(patterns), re.IGNORECASE)) for code, patterns in groups.items())


def verdict_of(text: str) -> str | None:
    """The verdict a text words ("Vi har inte nått målet men är på rätt väg" is on_track), None if it words none."""
    return next((code for code, pattern in _verdict_patterns() if pattern.search(text)), None)


def trend_of(text: str) -> str | None:
    """The direction a text words ("Oförändrad"), None if it words none."""
    return next((code for code, pattern in _trend_patterns() if pattern.search(text.strip())), None)


def clause_of(text: str) -> str:
    """The words of the verdict in a text: the clause from its capital to the next capital, digit or full stop.

    A report whose layout is lost prints "Mål Trygg kommun Vi har inte nått målet 4.5 …" as one run of words.
    """
    found = next((match for _, pattern in _verdict_patterns() if (match := pattern.search(text))), None)
    if found is None:
        return text
    capitals = [match.start() for match in re.finditer(r"(?<!\w)[A-ZÅÄÖ]", text) if match.start() <= found.start()]
    start = capitals[-1] if capitals else found.start()
    end = _CLAUSE_END.search(text, found.end())
    return text[start : end.start() if end else len(text)].strip()


def read_legend(document: Document) -> Legend:
    """The legend a report prints: each status mark or character beside a short text that words a verdict.

    The first explanation of a mark stands. A mark whose text is not understood is left to the vocabulary's colours.
    """
    legend = Legend()
    for symbol, text in _explained_marks(document):
        verdict = verdict_of(text) if len(text) <= _LONGEST_LEGEND_TEXT else None
        if verdict:
            legend.marks.setdefault((symbol.shape, symbol.colour), verdict)
            legend.marks.setdefault(("", symbol.colour), verdict)
    for text in _texts(document):
        for character, meaning in _explained_characters(text):
            legend.characters.setdefault(character, meaning)
    return legend


def _explained_marks(document: Document) -> Iterator[tuple[Symbol, str]]:
    for _, block in document.blocks:
        if isinstance(block, Mark):
            yield block.symbol, block.text
        elif isinstance(block, Table):
            yield from _explained_in_cells(block)


def _explained_in_cells(table: Table) -> Iterator[tuple[Symbol, str]]:
    """The marks of a legend set as a grid: no row holds anything but marks and verdicts."""
    cells = [cell for row in table.rows for cell in row.cells if cell.text.strip() or cell.symbols]
    if not all(verdict_of(cell.text) for cell in cells if cell.text.strip()):
        return
    for row in table.rows:
        waiting: Symbol | None = None
        for cell in row.cells:
            symbol = cell.symbols[0] if len(cell.symbols) == 1 else waiting
            if symbol and cell.text.strip():
                yield symbol, cell.text
                symbol = None
            waiting = symbol


def _texts(document: Document) -> Iterator[str]:
    previous = ""
    for _, block in document.blocks:
        if isinstance(block, Furniture | Mark):
            continue
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells)
        elif isinstance(block, Heading | Paragraph | ListItem):
            text = f"{block.marker} {block.text}" if isinstance(block, ListItem) else block.text
            yield text
            yield f"{previous} {text}" if has_signs(previous) else ""
            previous = text if len(text) <= _LONGEST_LEGEND_TEXT else ""


@lru_cache(maxsize=1)
def _explanations() -> re.Pattern[str]:
    characters = re.escape("".join(_character_verdicts()))
    return re.compile(rf"([{characters}])[\s=:–-]*([^{characters}]{{2,{_LONGEST_LEGEND_TEXT}}})")


def _explained_characters(text: str) -> list[tuple[str, str]]:
    """The (character, verdict) pairs of a line that explains two characters or more, else nothing.

    One character before a verdict is a verdict ("● Helt uppfyllt"), not an explanation.
    """
    if len(_signs().findall(text)) < 2:
        return []
    pieces = _explanations().findall(text)
    pairs = [(character, verdict_of(meaning)) for character, meaning in pieces]
    understood = [(character, verdict) for character, verdict in pairs if verdict]
    distinct = len({character for character, _ in understood}) == len(understood) == len(pairs)
    return understood if distinct and len(understood) >= 2 else []
