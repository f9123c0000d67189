"""The lines above a row that may hold the header of its table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.reading.sources.text.heads import LONGEST_HEADER
from dagster_project.reading.sources.text.line import Line

_LONGEST_LINE = 120
_SENTENCE_END = re.compile(r"[.!?:;][\"”’)]*\Z")
_MOST_SHORT_WORDS = 3
_FULL_STOP = re.compile(r"\w\w\.\s*\Z")
_FEWEST_WORDS = 4


def lines_above(lines: Sequence[Line], first: int, most_blank: int) -> list[int]:
    """The indices of the lines with words above a line, nearest first, up to a line of figures or other kind."""
    above: list[int] = []
    blank = 0
    for number in range(first - 1, -1, -1):
        line = lines[number]
        if line.is_blank:
            # An empty cell that left a line with only a space is a cell.
            blank = 0 if line.raw.strip("\r\n") else blank + 1
            if blank > most_blank:
                break
            continue
        if _is_paragraph(lines, number):
            break
        if "\t" in line.raw or "|" in line.raw or len(line.raw) > LONGEST_HEADER:
            break
        blank = 0
        above.append(number)
    return above


def lines_beside(start: int, above: Sequence[int]) -> Sequence[int]:
    """The lines of `above`, nearest first, that are over the line with index `start` without blank ones between."""
    return [number for at, number in enumerate(above, start=1) if number == start - at]


def holds_no_heads(text: str) -> bool:
    """Whether a line is too long for heads, a sentence, or marked as something else."""
    is_sentence = bool(_SENTENCE_END.search(text)) and len(text.split()) > _MOST_SHORT_WORDS
    return len(text) > _LONGEST_LINE or is_sentence or text.startswith(("#", "<", "•"))


def _is_paragraph(lines: Sequence[Line], number: int) -> bool:
    """Whether a line between blank ones is a sentence."""
    raw = lines[number].raw
    beside = [lines[at] for at in (number - 1, number + 1) if 0 <= at < len(lines)]
    is_alone = len(beside) == 2 and not any(line.raw.strip() or line.raw.strip("\r\n") for line in beside)
    return is_alone and len(raw.split()) >= _FEWEST_WORDS and bool(_FULL_STOP.search(raw))
