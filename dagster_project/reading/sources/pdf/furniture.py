"""Page headers and footers: lines at the edge of several pages with the same words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from dagster_project.reading.model import Furniture
from dagster_project.reading.sources.geometry import Box, place_of
from dagster_project.reading.sources.pdf.lines import Line, lines_of, word_space
from dagster_project.reading.sources.pdf.page import PageContent, Word
from dagster_project.terms import FurnitureKind

# The share of a page's height in which its header, and its footer, are.
_EDGE = 0.13
# In font sizes: the least gap to the text; rows of a table and lines of a paragraph are closer.
_SET_OFF = 1.5
_NEARLY_ALL = 0.75
# A title is larger by this than the page header that repeats it.
_LARGER = 1.3
_PAGE_LABEL = re.compile(r"\bsid(?:a|an)?\.?\s*(\d+)", re.IGNORECASE)
_PAGE_OF_PAGES = re.compile(r"(\d{1,4}) ?(?:\(|/ ?|av )(\d{1,4})\)?")


class PageEdges:
    """The lines that repeat at the top and bottom of a document's pages."""

    def __init__(self, pages: Sequence[PageContent]) -> None:
        self.space = word_space([page.words for page in pages])
        self._all = {page.number: lines_of(page.words, self.space) for page in pages}
        self._lines = {page.number: _edge_lines(page, self._all[page.number]) for page in pages}
        self._counts: dict[str, set[int]] = {}
        self._sizes: dict[str, list[float]] = {}
        for number, lines in self._lines.items():
            for kind, line in lines:
                for pattern in _patterns(kind, line, number):
                    self._counts.setdefault(pattern, set()).add(number)
                    self._sizes.setdefault(pattern, []).append(line.size)

    @property
    def lines(self) -> list[Line]:
        """The lines of all pages, those of headers and footers among them."""
        return [line for lines in self._all.values() for line in lines]

    def split(self, page: PageContent) -> tuple[list[Furniture], list[Word], str]:
        """The page's furniture, all other words, and the page number as printed."""
        found: list[Furniture] = []
        taken: set[int] = set()
        label = ""
        for kind, line in self._outer(page):
            found.append(Furniture(line.text, kind, place_of(line.box, page.number)))
            taken.update(id(word) for word in line.words)
            taken.update(id(word) for word in page.words if _is_raised_in(word, line))
            label = _label(line.text, page.number) or label
        return found, [word for word in page.words if id(word) not in taken], label

    def _outer(self, page: PageContent) -> list[tuple[FurnitureKind, Line]]:
        """The repeated lines that are set off from the rest of the page, as a table's repeated header is not.

        The page header ends with the last repeated line that has a wide gap below it, the footer begins with the first
        that has one above it.
        """
        found: list[tuple[FurnitureKind, Line]] = []
        rest = [line.box for line in self._all[page.number]]
        for wanted in (FurnitureKind.PAGE_HEADER, FurnitureKind.PAGE_FOOTER):
            edge = [line for kind, line in self._lines[page.number] if kind is wanted]
            taken: list[Line] = []
            inward = edge if wanted is FurnitureKind.PAGE_HEADER else edge[::-1]
            for count, line in enumerate(inward, start=1):
                if not self._repeats(wanted, line, page.number):
                    break
                is_set_off = _gap_to_body(wanted, line, rest) >= _SET_OFF * line.size
                if is_set_off or _PAGE_LABEL.search(line.text) or self._is_everywhere(wanted, line):
                    taken = list(inward[:count])
            found += [(wanted, line) for line in (taken if wanted is FurnitureKind.PAGE_HEADER else taken[::-1])]
        return found

    def _repeats(self, kind: FurnitureKind, line: Line, number: int) -> bool:
        """Whether a line is on other pages too; a title, which is larger than they are, only gives them its words."""
        if _PAGE_LABEL.search(line.text) is not None or re.fullmatch(r"\d{1,4}", line.text) is not None:
            return True
        # "1 (1)" is the number of the page and of all pages, of which there may be no other.
        counted = _PAGE_OF_PAGES.fullmatch(line.text)
        if counted is not None and int(counted[1]) == number <= int(counted[2]):
            return True
        least = max(2, 0.4 * len(self._lines))
        return any(
            len(self._counts[pattern]) >= least and line.size <= _LARGER * median(self._sizes[pattern])
            for pattern in _patterns(kind, line, number)
        )

    def _is_everywhere(self, kind: FurnitureKind, line: Line) -> bool:
        """Whether a line of one segment is on nearly all of several pages, as no table's header is."""
        pages = len(self._counts.get(f"{kind}:{_plain(line)}", ()))
        return len(line.segments) == 1 and pages > 2 and pages >= _NEARLY_ALL * len(self._lines)


def _gap_to_body(kind: FurnitureKind, line: Line, boxes: Sequence[Box]) -> float:
    """The white space between a line and the next one towards the middle of the page, in points."""
    if kind is FurnitureKind.PAGE_HEADER:
        return min((box.top - line.box.bottom for box in boxes if box.middle > line.box.bottom), default=float("inf"))
    return min((line.box.top - box.bottom for box in boxes if box.middle < line.box.top), default=float("inf"))


def _edge_lines(page: PageContent, lines: Sequence[Line]) -> list[tuple[FurnitureKind, Line]]:
    """The outermost three lines at the top and at the bottom of the page."""
    top = [(FurnitureKind.PAGE_HEADER, line) for line in lines if line.box.bottom < page.height * _EDGE]
    bottom = [(FurnitureKind.PAGE_FOOTER, line) for line in lines if line.box.top > page.height * (1 - _EDGE)]
    return [*top[:3], *bottom[-3:]]


def _plain(line: Line) -> str:
    return re.sub(r"\s+", " ", line.text).lower()


def _patterns(kind: FurnitureKind, line: Line, number: int) -> set[str]:
    """The forms in which a line may repeat: word for word, or with one number that increases with the page.

    Other numbers must be equal, as rows of a table repeat their words with any numbers.
    """
    text = _plain(line)
    numbers = list(re.finditer(r"\d{1,4}", text))
    counted = {f"{kind}:{text[: m.start()]}#{int(m[0]) - number}{text[m.end() :]}" for m in numbers}
    return {f"{kind}:{text}", *counted}


def _label(text: str, number: int) -> str:
    """The page number printed in a header or footer ("Sida 3 av 9", "SID 3 (25)", "3"), '' where there is none."""
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
