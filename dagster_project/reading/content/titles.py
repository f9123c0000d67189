"""Titles of reports as people would write them: without page numbers, addresses, broken words and stray signs."""

from __future__ import annotations

import re

from dagster_project.reading.vocabulary.broken import breaks_word

# "Sida 1 av 5", "sid 3 (12)"; and what sites that store documents put around a title: "In document ... (Page 4-7) 4".
_PAGE = re.compile(
    r"\s*(?:\bsid(?:a|an)?\.?\s*\d+(?:\s*(?:av|/)\s*\d+|\s*\(\d+\))?|\(page \d+(?:[-–]\d+)?\)(?: \d+)?)$", re.I
)
_STORED = re.compile(r"^in document (?=.*\(page \d)", re.I)
_ADDRESS = re.compile(r"\s+(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)*\.(?:se|nu|com|org)$", re.I)
_BREAK = re.compile(r"(?<=[^\W\d_][a-zåäöéü])[-\u00ad\u2010] (?=[a-zåäöéü])")
# Bullets and signs of logos that recognized text has among the words, with the piece of a word before them ("SaM- ●").
# Dashes, ampersands and bars part words.
_SIGNS = re.compile(r"(?:^|(?<=\s))(?:\S+-\s+)?[^\w\s&|/–—-]+(?=\s|$)")


def tidy(title: str) -> str:
    """The title without what is around it on the page; the title itself where nothing would be left."""
    text = _PAGE.sub("", _STORED.sub("", title))
    text = _SIGNS.sub(" ", _ADDRESS.sub("", _whole(text)))
    return " ".join(text.split()).rstrip(" ,") or title


def _whole(text: str) -> str:
    """The text with words made whole that a line of the source broke."""
    return _BREAK.sub(lambda at: "" if breaks_word(text[: at.start() + 1], text[at.end() :]) else at[0], text)
