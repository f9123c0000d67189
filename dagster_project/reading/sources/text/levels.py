"""The levels of headings in text, which only their numbers, series and hashes show."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from dagster_project.reading.model import Block, Heading

NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[A-ZÅÄÖÉ\"”“])")
"""The number before a heading ("3.2 Drift")."""

SERIES = re.compile(r"(?P<stem>[A-ZÅÄÖ]\D{2,40}?)\s(?P<number>\d{1,2})(?=\s*[-–:.]\s|\s+[A-ZÅÄÖ])")
"""A heading that is numbered at the end of its first words ("Område 3 – Skola")."""


class Levels:
    """Gives headings their levels: by numbering, else by series ("Område 3"), else by hashes if those agree.

    `series` are the words of headings that are numbered at their end.
    """

    def __init__(self, headings: Sequence[Heading], series: Collection[str]) -> None:
        self._series = series
        hashes_of: dict[str, set[int]] = {}
        for heading in headings:
            key = self._key(heading)
            if key and heading.level:
                hashes_of.setdefault(key, set()).add(heading.level)
        self._hashes_agree = all(len(levels) == 1 for levels in hashes_of.values())
        self._outer = 0
        self._chapter = 0

    def _key(self, heading: Heading) -> str | None:
        numbered, series = NUMBERED.match(heading.text), SERIES.match(heading.text)
        if numbered:
            return f"depth {numbered['number'].count('.')}"
        return series["stem"] if series and series["stem"] in self._series else None

    def with_level(self, block: Block) -> Block:
        """The block, a heading with its final level. To be called in reading order."""
        if not isinstance(block, Heading):
            return block
        return Heading(block.text, self._level(block), block.place)

    def _level(self, heading: Heading) -> int:
        numbered = NUMBERED.match(heading.text)
        if numbered:
            self._outer = self._chapter = numbered["number"].count(".") + 1
            return self._outer
        if self._key(heading):
            self._outer = self._chapter + 1
            return self._outer
        if heading.level and not self._hashes_agree:
            return max(heading.level, self._outer + 1)
        return heading.level
