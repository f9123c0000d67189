"""Page headers and footers: lines that stand at the edge of several pages with the same words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.reading.model import Furniture
from dagster_project.reading.sources.pdf_lines import Line, lines_of, place_of
from dagster_project.reading.sources.pdf_page import PageContent, Word

_EDGE = 0.13
_PAGE_LABEL = re.compile(r"\bsid(?:a|an)?\.?\s*(\d+)", re.IGNORECASE)


class PageEdges:
    """What repeats at the top and bottom of a document's pages."""

    def __init__(self, pages: Sequence[PageContent]) -> None:
        self._lines = {page.number: _edge_lines(page) for page in pages}
        self._counts: dict[str, set[int]] = {}
        for number, lines in self._lines.items():
            for _, line in lines:
                self._counts.setdefault(_pattern(line), set()).add(number)

    def split(self, page: PageContent) -> tuple[list[Furniture], list[Word], str]:
        """The page's furniture, the words that are not of it, and the page number as printed."""
        found: list[Furniture] = []
        taken: set[int] = set()
        label = ""
        for kind, line in self._lines[page.number]:
            if not self._repeats(line):
                continue
            found.append(Furniture(line.text, kind, place_of(line.box, page.number)))
            taken.update(id(word) for word in line.words)
            taken.update(id(word) for word in page.words if _is_raised_in(word, line))
            label = _label(line.text, page.number) or label
        return found, [word for word in page.words if id(word) not in taken], label

    def _repeats(self, line: Line) -> bool:
        pages = self._counts[_pattern(line)]
        return len(pages) >= max(2, 0.4 * len(self._lines)) or _PAGE_LABEL.search(line.text) is not None or re.fullmatch(r"\d{1,4}", line.text) is not None


def _edge_lines(page: PageContent) -> list[tuple[str, Line]]:
    """The outermost three lines within the page's top and bottom edge."""
    lines = lines_of(page.words)
    top = [("page_header", line) for line in lines if line.box.bottom < page.height * _EDGE][:3]
    bottom = [("page_footer", line) for line in lines if line.box.top > page.height * (1 - _EDGE)][-3:]
    return [*top, *bottom]


def _pattern(line: Line) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line.text)).lower()


def _label(text: str, number: int) -> str:
    """The page number that a header or footer prints ("Sida 3 av 9", "SID 3 (25)", "3")."""
    named = _PAGE_LABEL.search(text)
    if named:
        return named[1]
    numbers = re.findall(r"(?<![\d-])\d{1,4}(?![\d-])", text)
    near = [found for found in numbers if abs(int(found) - number) <= 4]
    return near[-1] if near else ""


def _is_raised_in(word: Word, line: Line) -> bool:
    return (
        line.box.x0 <= word.box.centre <= line.box.x1
        and line.box.top - 3 <= word.box.middle <= line.box.bottom
        and any(segment.raised and word.text in segment.raised for segment in line.segments)
    )
