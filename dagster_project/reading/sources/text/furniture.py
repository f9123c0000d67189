"""Page headers and footers in text with lines, with or without form feeds between its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dagster_project.reading.sources.text.line import Line, Spot
from dagster_project.terms import FurnitureKind

_OF_PAGES = r"(?P<page>\d{1,3})\s?(?:\((?P<pages>\d{1,3})\)|(?:/|av|of)\s?(?P<of>\d{1,3}))"
# A page number that says so: "2 (3)" or "Sida 2 av 3" after a gap or alone, "Sida 2" alone.
_MARK = re.compile(
    rf"(?:(?P<words>.*\S)(?:\s{{2,}}|\t+\s*))?(?:sidan?|sid\.?|page)?\s*{_OF_PAGES}\s*\Z"
    rf"|\s*(?:sidan?|sid\.?|page)\s+(?P<alone>\d{{1,3}})\s*\Z",
    re.I,
)
# A number at the edge of the page, set apart from words as no numbered heading or row is.
_NUMBER_AT_END = re.compile(r"[^\t<|]*[^\W\d_][^\t<|]* {5,}(?P<page>\d{1,3})\s*\Z")
_FAR_NUMBER_AT_END = re.compile(r"(?P<words>[^\t<|]*[^\W\d_][^\t<|]*?) {10,}(?P<page>\d{1,3})\s*\Z")
_FEWEST_WITHOUT_MARK = 3


def furniture_of(pages: Sequence[Sequence[Line]]) -> dict[Spot, FurnitureKind]:
    """The lines that are printed on pages beside the text, digits apart, by the spot of the line."""
    found = dict(_at_ends(pages))
    printed = [[line for line in page if not line.is_blank] for page in pages]
    last = [page[-1] for page in printed if page]
    for line in (*_numbered([line for page in printed for line in page]), *_numbered_as_pages(printed)):
        kind = FurnitureKind.PAGE_FOOTER if line in last else FurnitureKind.PAGE_HEADER
        found.setdefault(line.spot, kind)
    return found


def _at_ends(pages: Sequence[Sequence[Line]]) -> Iterator[tuple[Spot, FurnitureKind]]:
    """The first and last lines of pages that recur on most pages."""
    if len(pages) < 3:
        return
    for kind, end in ((FurnitureKind.PAGE_HEADER, 0), (FurnitureKind.PAGE_FOOTER, -1)):
        edges = [[line for line in page if not line.is_blank] for page in pages]
        ends = [printed[end] for printed in edges if printed]
        shapes = Counter(_shape(line) for line in ends)
        for line in ends:
            if shapes[_shape(line)] * 2 > len(pages):
                yield line.spot, kind


def _numbered(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines with a page number: with a word for it or the number of pages, or recurring with the next number."""
    texts = {line.raw.strip() for line in lines}
    by_shape: dict[str, list[Line]] = {}
    for line in lines:
        by_shape.setdefault(_shape(line), []).append(line)
    for alike in by_shape.values():
        marks = [mark for line in alike if (mark := _MARK.match(line.raw)) and _is_within(mark)]
        if len(marks) == len(alike):
            known = marks[0]["words"] is None or marks[0]["words"].strip() in texts
            numbers = [int(mark["page"] or mark["alone"]) for mark in marks]
            if (known or len(alike) > 1) and all(a < b for a, b in pairwise(numbers)):
                yield from alike
        elif _runs_on(alike, texts) and not _has_cells(alike[0]):
            yield from alike
        elif len(alike) >= _FEWEST_WITHOUT_MARK and not _has_cells(alike[0]):
            ends = [_NUMBER_AT_END.match(line.raw) for line in alike]
            counted = [int(end["page"]) for end in ends if end]
            if len(counted) == len(alike) and all(b == a + 1 for a, b in pairwise(counted)):
                yield from alike


def _numbered_as_pages(pages: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """The first and last lines of pages that end, far to the right, with the number that the page has in the file."""
    for number, page in enumerate(pages, 1):
        for line in (page[0], page[-1]) if len(page) > 1 and len(pages) > 1 else ():
            end = _FAR_NUMBER_AT_END.match(line.raw)
            if end and int(end["page"]) == number and not _has_cells(line):
                yield line


def _runs_on(alike: Sequence[Line], texts: set[str]) -> bool:
    """Whether words that begin a line of the text are printed again with the number of each page from the second on,
    far to their right."""
    ends = [_FAR_NUMBER_AT_END.match(line.raw) for line in alike]
    pages = [int(end["page"]) for end in ends if end]
    return pages == list(range(2, len(alike) + 2)) and all(end and _begins_one(end["words"], texts) for end in ends)


def _begins_one(words: str, texts: set[str]) -> bool:
    """Whether a line of the text begins with the words, or with them in the genitive ("Storstads kommun")."""
    begun = re.compile(rf"{re.escape(words.strip())}s?(?:\W|\Z)")
    return any(begun.match(text) and "  " not in text for text in texts)


def _has_cells(line: Line) -> bool:
    """Whether a line is a row of cells, whose last number counts something else than pages."""
    return "\t" in line.raw or "|" in line.raw or "</" in line.raw


def _is_within(mark: re.Match[str]) -> bool:
    """Whether a page number is not above the number of pages beside it."""
    pages = mark["pages"] or mark["of"]
    return pages is None or int(mark["page"]) <= int(pages)


def _shape(line: Line) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\d+", "#", line.raw.strip()))
