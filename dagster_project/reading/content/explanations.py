"""Finds where a report explains its marks: beside drawn marks, in lines of characters, in tables, in colour words.

The meaning of a single mark by that legend is in `legend`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from dagster_project.reading.content.legend import (
    Legend,
    has_signs,
    sign_characters,
    status_characters_in,
    verdict_of,
    without_signs,
)
from dagster_project.reading.model import Cell, Document, Furniture, Heading, ListItem, Mark, Paragraph, Symbol, Table
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Symbols
from dagster_project.terms import AssessmentCode

_LONGEST = 60
_MOST_ROWS_OF_A_LEGEND = 12
_Words = tuple[str, str, AssessmentCode]
"""A colour or '', a shape or '', and the verdict that a legend of words gives them."""


def read_legend(document: Document) -> Legend:
    """The printed legend of a report: each status mark or character beside a short text that words a verdict.

    The first explanation of a mark applies.
    """
    kinds = {c for text in _texts(document) for c in status_characters_in(text)}
    legend = Legend(several_kinds=len(kinds) > 1)
    for symbol, text in _explained_marks(document):
        verdict = verdict_of(text) if len(text) <= _LONGEST else None
        if verdict:
            legend.marks.setdefault((symbol.shape, symbol.colour), verdict)
    for text in _texts(document):
        for character, verdict in _explained_characters(text):
            legend.characters.setdefault(character, verdict)
        for colour, shape, verdict in _explained_words(text):
            legend.marks.setdefault((shape, colour), verdict)
    return legend


def _explained_marks(document: Document) -> Iterator[tuple[Symbol, str]]:
    for _, block in document.blocks:
        if isinstance(block, Mark):
            yield block.symbol, without_signs(block.text)
        elif isinstance(block, Table):
            yield from _explained_in_rows(block)


def _explained_in_rows(table: Table) -> Iterator[tuple[Symbol, str]]:
    """The marks of rows with marks and verdicts only, if they explain several marks.

    Such rows are a legend in a table of its own, or over or under the rows of the table they explain. A status beside
    its word in a row of figures explains nothing.
    """
    found = [pair for row in table.rows for pair in _explained_in_cells(row.cells)]
    if len({(symbol.shape, symbol.colour) for symbol, _ in found}) > 1:
        yield from found


def _explained_in_cells(cells: Sequence[Cell]) -> list[tuple[Symbol, str]]:
    """The pairs of a row in which each text words a verdict and has its mark: in its cell, or in the one before."""
    pairs: list[tuple[Symbol, str]] = []
    waiting: list[Symbol] = []
    for cell in cells:
        text = without_signs(cell.text)
        waiting += sorted(cell.symbols, key=lambda s: (s.place.top or 0, s.place.x0 or 0))
        if not text:
            continue
        clauses = _clauses(text, len(waiting))
        if not waiting or len(clauses) != len(waiting) or not all(map(verdict_of, clauses)):
            return []
        pairs += zip(waiting, clauses, strict=True)
        waiting = []
    return [] if waiting else pairs


def _clauses(text: str, count: int) -> list[str]:
    """A text divided at its capitals if it should hold `count` clauses, several."""
    if count <= 1:
        return [text] if len(text) <= _LONGEST else []
    return [clause.strip() for clause in re.split(r"(?<!^)(?=\b[A-ZÅÄÖ])", text) if clause.strip()]


def _texts(document: Document) -> Iterator[str]:
    """The texts in which characters may be explained: blocks, neighbouring short blocks, and tables as one text."""
    run = ""
    for _, block in document.blocks:
        if isinstance(block, Furniture | Mark):
            continue
        if isinstance(block, Table):
            rows = [" ".join(cell.text for cell in row.cells if cell.text.strip()) for row in block.rows]
            yield from (cell.text for row in block.rows for cell in row.cells)
            yield from rows
            yield " ".join(rows) if len(rows) <= _MOST_ROWS_OF_A_LEGEND else ""
        elif isinstance(block, Heading | Paragraph | ListItem):
            text = f"{block.marker} {block.text}" if isinstance(block, ListItem) else block.text
            yield text
            run = f"{run} {text}" if _may_explain(text) else ""
            yield run


def _may_explain(text: str) -> bool:
    """Whether a text may be one line of a legend: a short one with a sign, or one that begins "● =" at any length."""
    return has_signs(text) and (len(text) <= _LONGEST or re.match(r"\S{1,2}\s*=", text) is not None)


@lru_cache(maxsize=1)
def _explanations() -> re.Pattern[str]:
    characters = re.escape(sign_characters())
    return re.compile(rf"([{characters}])[\s=:–-]*([^{characters}]{{2,{_LONGEST}}})")


def _explained_characters(text: str) -> list[tuple[str, AssessmentCode]]:
    """The (character, verdict) pairs of a text that explains two characters or more, else nothing.

    One character before a verdict is a verdict ("● Helt uppfyllt"), not an explanation.
    """
    if sum(character in sign_characters() for character in text) < 2:
        return []
    pieces = _explanations().findall(text)
    pairs = [(character, verdict_of(meaning)) for character, meaning in pieces]
    understood = [(character, verdict) for character, verdict in pairs if verdict]
    distinct = len({character for character, _ in understood}) == len(understood) == len(pairs)
    return understood if distinct and len(understood) >= 2 else []


@lru_cache(maxsize=1)
def _worded() -> re.Pattern[str]:
    words = load(Symbols)
    colours = "|".join(f"(?P<{colour}>{pattern})" for colour, pattern in words.colour_words.items())
    shapes = "|".join(f"(?P<{shape}>{pattern})" for shape, pattern in words.shape_words.items())
    return re.compile(
        rf"\b(?:(?:{colours})(?:\s+(?:{shapes}|\w+))?)\s*(?:{words.meaning_words})\s+"
        rf"(?P<meaning>[^,;.]{{2,{_LONGEST}}}?)(?=[,;.]|$|\s(?:{'|'.join(words.colour_words.values())})\b)",
        re.IGNORECASE,
    )


def _explained_words(text: str) -> list[_Words]:
    """The explanations in a legend of words ("Grön = uppfyllt, gul = delvis") if of two colours or more."""
    found = []
    for match in _worded().finditer(text):
        verdict = verdict_of(match["meaning"].strip())
        colour = next(name for name in load(Symbols).colour_words if match[name])
        shape = next((name for name in load(Symbols).shape_words if match[name]), "")
        if verdict:
            found.append((colour, shape, verdict))
    return found if len({colour for colour, _, _ in found}) > 1 else []
