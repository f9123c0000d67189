"""A generous estimate of text width, so that no number needs two lines. All widths are in points."""

from __future__ import annotations

from collections.abc import Sequence

from lab.printed import PageStyle

# Width of a digit and of an average letter as shares of the font size.
_DIGIT = {"sans": 0.56, "serif": 0.52, "condensed": 0.52, "wide": 0.65}
_LETTER = {"sans": 0.55, "serif": 0.5, "condensed": 0.48, "wide": 0.64}
# Width in points between the margins of a page, and of one of two text columns.
TEXT_WIDTH = {"portrait": 470.0, "landscape": 700.0, "rotated": 690.0}
COLUMN_WIDTH = 222.0
_BOLD = 1.08
_SLACK = 4.0


def text_width(text: str, size: float, page: PageStyle) -> float:
    """Width of a text on one line, bold or not."""
    digits = sum(character.isdigit() for character in text)
    natural = (digits * _DIGIT[page.font] + (len(text) - digits) * _LETTER[page.font]) * size
    return natural * _BOLD + len(text) * page.spacing


def longest_word(text: str, size: float, page: PageStyle) -> float:
    """Width of the longest word."""
    return max((text_width(word, size, page) for word in text.split()), default=0.0)


def cell_width(texts: Sequence[str], headers: Sequence[str], size: float, padding: float, page: PageStyle) -> float:
    """Width of a column for texts that must not wrap and headers that may, between words."""
    widest = max((text_width(text, size, page) for text in texts), default=0.0)
    return max(widest, *(longest_word(text, size, page) for text in headers), 0.0) + 2 * padding + _SLACK
