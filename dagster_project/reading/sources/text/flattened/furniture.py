"""The furniture of flattened pages: headers and footers that recur, and the contents list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dagster_project.reading.sources.text.flattened.stream import Part
from dagster_project.reading.sources.text.tokens import Token, tokens_of
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import TextStructure

_RECURS = 0.6
_ENTRY_WITH_LEADERS = re.compile(r"\s*(?P<label>\S.*?)\s?(?:\.{3,}|…+)\s*(?P<page>\d{1,3})(?=\s|\Z)")
_NUMBERED_ENTRY = re.compile(r"\s*(?P<label>\d{1,2}(?:\.\d{1,2})*\.?\s[A-ZÅÄÖ]\D*?)\s(?P<page>\d{1,3})(?=\s+\d|\s*\Z)")


def furniture_of(lines: Sequence[str]) -> tuple[list[Part], dict[int, str]]:
    """The words that begin or end most lines, digits apart, and the page number printed among them, by line."""
    words = {number: tokens_of(line, 0, len(line)) for number, line in enumerate(lines, 1) if line.strip()}
    if len(words) < 3:
        return [], {}
    found: list[Part] = []
    for from_end in (False, True):
        ends = {number: list(reversed(line)) if from_end else line for number, line in words.items()}
        common = _common_start(ends)
        for number, line in ends.items():
            if common and tuple(map(_shape, line[: len(common)])) == common:
                taken = line[: len(common)]
                found.append(Part(number, min(t.start for t in taken), max(t.end for t in taken)))
    found.sort(key=lambda part: (part.line, part.start))
    return found, _labels(lines, [part for part in found if part.start]) | _labels(lines, found)


def _labels(lines: Sequence[str], furniture: Sequence[Part]) -> dict[int, str]:
    """The page numbers: of the numbers that all these parts have, the one that differs most between pages."""
    printed = {part.line: re.findall(r"\d{1,3}", lines[part.line - 1][part.start : part.end]) for part in furniture}
    count = min(map(len, printed.values()), default=0)
    if not count:
        return {}
    best = max(range(count), key=lambda at: len({numbers[at] for numbers in printed.values()}))
    return {line: numbers[best] for line, numbers in printed.items()}


def _shape(token: Token) -> str:
    return re.sub(r"\d+", "#", token.text)


def _common_start(lines: dict[int, list[Token]]) -> tuple[str, ...]:
    """The longest sequence of words that opens most lines; a number at its open end must count the pages."""
    for size in range(12, 0, -1):
        openings = Counter(tuple(map(_shape, line[:size])) for line in lines.values() if len(line) > size)
        if not openings:
            continue
        opening, times = openings.most_common(1)[0]
        inner = opening[-1]
        if times < 3 or times < _RECURS * len(lines):
            continue
        if re.search(r"[^\W\d_]", inner) or (size == 1 and _counts_pages(lines)):
            return opening
    return ()


def _counts_pages(lines: dict[int, list[Token]]) -> bool:
    """Whether the first words are numbers that grow with the lines."""
    offsets = Counter(int(line[0].text) - at for at, line in enumerate(lines.values()) if line[0].text.isdecimal())
    return bool(offsets) and offsets.most_common(1)[0][1] >= _RECURS * len(lines)


def bodies_of(lines: Sequence[str], furniture: Sequence[Part]) -> tuple[list[Part], list[Part], list[str]]:
    """The rest of each line without furniture and contents list; entries of that list; the headings it names."""
    bodies: list[Part] = []
    contents: list[Part] = []
    entries: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        own = [part for part in furniture if part.line == number]
        start = max((part.end for part in own if not part.start), default=0)
        end = min((part.start for part in own if part.start), default=len(line))
        listed = _contents(line, start, end)
        if listed:
            contents += [Part(number, a, b) for a, b, _ in listed]
            entries += [label for _, _, label in listed if label]
            bodies.append(_trimmed(line, number, start, listed[0][0]))
            start = listed[-1][1]
        bodies.append(_trimmed(line, number, start, end))
    return [part for part in bodies if part.end > part.start], contents, entries


def _trimmed(line: str, number: int, start: int, end: int) -> Part:
    body = line[start:end]
    return Part(number, start + len(body) - len(body.lstrip()), start + len(body.rstrip()))


def _contents(line: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The contents list in the line: its heading (with label "") and its entries, each (start, end, label)."""
    headings = "|".join(re.escape(word) for word in load(TextStructure).contents_headings)
    heading = re.compile(rf"(?<!\S)(?:{headings})(?!\S)", re.I).search(line, start, end)
    first = heading.end() if heading else start
    entries: list[tuple[int, int, str]] = []
    for pattern in (_ENTRY_WITH_LEADERS, _NUMBERED_ENTRY):
        at = first
        entries = []
        while match := pattern.match(line, at, end):
            entries.append((match.start("label"), match.end(), " ".join(match["label"].split())))
            at = match.end()
        if len(entries) >= 3 and (heading or pattern is _ENTRY_WITH_LEADERS):
            return [(heading.start(), heading.end(), ""), *entries] if heading else entries
    return []
