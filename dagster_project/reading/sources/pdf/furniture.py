"""Page headers and footers: lines that stand at the edge of several pages with the same words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.reading.model import Furniture
from dagster_project.reading.sources.pdf.geometry import Box, place_of
from dagster_project.reading.sources.pdf.lines import Line, lines_of, word_space
from dagster_project.reading.sources.pdf.page import PageContent, Word

_EDGE = 0.13
# In line heights: rows of a table and lines of a paragraph stand closer.
_SET_OFF = 1.5
_NEARLY_ALL = 0.75
_PAGE_LABEL = re.compile(r"\bsid(?:a|an)?\.?\s*(\d+)", re.IGNORECASE)


class PageEdges:
    """What repeats at the top and bottom of a document's pages."""

    def __init__(self, pages: Sequence[PageContent]) -> None:
        self.space = word_space([page.words for page in pages])
        self._all = {page.number: lines_of(page.words, self.space) for page in pages}
        self._lines = {page.number: _edge_lines(page, self._all[page.number]) for page in pages}
        self._counts: dict[str, set[int]] = {}
        for number, lines in self._lines.items():
            for kind, line in lines:
                for pattern in _patterns(kind, line, number):
                    self._counts.setdefault(pattern, set()).add(number)

    @property
    def lines(self) -> list[Line]:
        """All lines of the document."""
        return [line for lines in self._all.values() for line in lines]

    def split(self, page: PageContent) -> tuple[list[Furniture], list[Word], str]:
        """The page's furniture, the words that are not of it, and the page number as printed."""
        found: list[Furniture] = []
        taken: set[int] = set()
        label = ""
        for kind, line in self._outer(page):
            found.append(Furniture(line.text, kind, place_of(line.box, page.number)))
            taken.update(id(word) for word in line.words)
            taken.update(id(word) for word in page.words if _is_raised_in(word, line))
            label = _label(line.text, page.number) or label
        return found, [word for word in page.words if id(word) not in taken], label

    def _outer(self, page: PageContent) -> list[tuple[str, Line]]:
        """The repeated lines that are set off from the rest of the page: a table's repeated header is not.

        Page headers go down to the last repeated line with a wide gap under it, footers up to the first with one over
        it.
        """
        found: list[tuple[str, Line]] = []
        rest = [line.box for line in self._all[page.number]]
        for name in ("page_header", "page_footer"):
            edge = [line for kind, line in self._lines[page.number] if kind == name]
            run: list[Line] = []
            outward = edge if name == "page_header" else edge[::-1]
            for count, line in enumerate(outward, start=1):
                if not self._repeats(name, line, page.number):
                    break
                is_set_off = _gap_to_body(name, line, rest) >= _SET_OFF * line.size
                if is_set_off or _PAGE_LABEL.search(line.text) or self._is_everywhere(name, line):
                    run = list(outward[:count])
            found += [(name, line) for line in (run if name == "page_header" else run[::-1])]
        return found

    def _repeats(self, kind: str, line: Line, number: int) -> bool:
        if _PAGE_LABEL.search(line.text) is not None or re.fullmatch(r"\d{1,4}", line.text) is not None:
            return True
        least = max(2, 0.4 * len(self._lines))
        return any(len(self._counts[pattern]) >= least for pattern in _patterns(kind, line, number))

    def _is_everywhere(self, kind: str, line: Line) -> bool:
        """Whether a line in one piece is printed on nearly all of several pages, as no table's header is."""
        pages = len(self._counts.get(f"{kind}:{_plain(line)}", ()))
        return len(line.segments) == 1 and pages > 2 and pages >= _NEARLY_ALL * len(self._lines)


def _gap_to_body(kind: str, line: Line, boxes: Sequence[Box]) -> float:
    """The white space between a line and the next one towards the middle of the page."""
    if kind == "page_header":
        return min((box.top - line.box.bottom for box in boxes if box.middle > line.box.bottom), default=float("inf"))
    return min((line.box.top - box.bottom for box in boxes if box.middle < line.box.top), default=float("inf"))


def _edge_lines(page: PageContent, lines: Sequence[Line]) -> list[tuple[str, Line]]:
    """The outermost three lines within the page's top and bottom edge."""
    top = [("page_header", line) for line in lines if line.box.bottom < page.height * _EDGE][:3]
    bottom = [("page_footer", line) for line in lines if line.box.top > page.height * (1 - _EDGE)][-3:]
    return [*top, *bottom]


def _plain(line: Line) -> str:
    return re.sub(r"\s+", " ", line.text).lower()


def _patterns(kind: str, line: Line, number: int) -> set[str]:
    """The forms under which a line may repeat: word by word, or with one number that goes up with the page.

    Rows of a table repeat their words with any numbers, so numbers are not passed over.
    """
    text = _plain(line)
    numbers = list(re.finditer(r"\d{1,4}", text))
    counted = {f"{kind}:{text[: m.start()]}#{int(m[0]) - number}{text[m.end() :]}" for m in numbers}
    return {f"{kind}:{text}", *counted}


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
