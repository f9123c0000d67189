"""The text of all pages of a flattened report as one, with the place of every character."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dagster_project.reading.model import Place


@dataclass(frozen=True, slots=True)
class Part:
    """The characters [start, end) of a line, whose number is from 1."""

    line: int
    start: int
    end: int


class Stream:
    """The bodies of all pages as one text."""

    def __init__(self, lines: Sequence[str], parts: Sequence[Part]) -> None:
        self.parts = parts
        self.starts: list[int] = []
        texts: list[str] = []
        at = 0
        for part in parts:
            self.starts.append(at)
            texts.append(lines[part.line - 1][part.start : part.end])
            at += part.end - part.start + 1
        self.text = "\n".join(texts)

    def part(self, at: int) -> int:
        """The index of the part that holds character `at` of the text."""
        return bisect_right(self.starts, at) - 1

    def place(self, start: int, end: int) -> Place:
        """The place of text[start:end], cut at the end of its page."""
        number = self.part(start)
        part = self.parts[number]
        column = part.start + start - self.starts[number]
        return Place(page=part.line, line=part.line, start=column, end=min(part.end, column + end - start))

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The range cut at the ends of pages."""
        while start < end:
            number = self.part(start)
            last = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.text)
            yield start, min(end, last)
            start = max(start + 1, min(end, last + 1))
