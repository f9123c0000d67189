"""Words that label rows in text: what each finder of tables takes for a label, apart from where it is printed."""

from __future__ import annotations

import re

from dagster_project.reading.vocabulary.loader import load, matches
from dagster_project.reading.vocabulary.schemas import TableWords

LETTERS = re.compile(r"[^\W\d_]:?[^\W\d_]|^\s*[A-WYZÅÄÖ]\s*$")
"""A word, a short one with a colon in it ("S:a"), or a party's letter, but no X that marks a cell."""

ROW_CODE = re.compile(r"\d{2,6}")
"""The number of a row: of an account, a cost centre or a project."""

AGES = re.compile(r"\d{1,3}\s?[-–]\s?(?:\d{1,3}|w)?")
"""A group of ages or the like as a label: "65-69", "90-", "65-w" (as Statistics Sweden writes an open one)."""

# A label of fewer words may end with a colon.
_MOST_WORDS = 6
_MOST_NOTES_BETWEEN = 5
_HIGHEST_FIRST_NOTE = 40
# The full stop of a day ("Invånare 31.12.") ends no sentence.
_SENTENCE_END = re.compile(r"(?<!\d\.\d)(?<!\d\.\d\d)[.!?:;]\Z")
# A full stop before a small letter is of an abbreviation, and so is one that ends such a label.
_ABBREVIATES = re.compile(r"[^\W\d]\. [a-zåäö].*[^\W\d]\.\Z")
_MOST_ABBREVIATED_WORDS = 10


def may_label(text: str, longest: int) -> bool:
    """Whether a line may label a row: at most `longest` characters of words that do not end a sentence."""
    text = text.strip()
    if len(text.split()) < _MOST_WORDS:
        text = text.removesuffix(":")
    if len(text.split()) < _MOST_ABBREVIATED_WORDS and _ABBREVIATES.search(text):
        text = text.removesuffix(".")
    return (
        0 < len(text) <= longest
        and "\t" not in text
        and not text.startswith(("#", "|", "<", "•"))
        and bool(LETTERS.search(text))
        and not _SENTENCE_END.search(text)
    )


def is_total(label: str) -> bool:
    """Whether a label is that of a sum, which has no note."""
    return any(matches(patterns, label.strip()) for patterns in load(TableWords).totals.values())


def may_follow(note: str, last: int | None) -> bool:
    """Whether digits that may be a note or the first of a figure are a note by the one before: notes are in order."""
    least, most = (1, _HIGHEST_FIRST_NOTE) if last is None else (last, last + _MOST_NOTES_BETWEEN)
    return note.isdigit() and least <= int(note) <= most
