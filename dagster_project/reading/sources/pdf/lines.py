"""Joins words to lines, and lines to flows: the columns of text that are read one after the other.

A line is everything printed at one height inside one flow. A segment is a part of a line between gaps wider than a
space; tables without rules show their columns by segments.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from dagster_project.reading.limits import MOST_WORDS_IN_A_LINE
from dagster_project.reading.sources.geometry import Box, around, box_of
from dagster_project.reading.sources.pdf.page import PageContent, Word
from dagster_project.reading.sources.spans import raised_after

# In font sizes: a space is about 0.25 wide, columns of the tightest tables are about 0.6 apart.
_SPACE = 0.25
_SEGMENT_GAP = 0.5
# The share of a page's height that its header, and its footer, may take.
_EDGE = 0.07
# Some files are set with wider spaces; so many must show it, and none is this wide, in font sizes.
_LEAST_SPACES = 5
_WIDEST_SPACE = 1.2
# Of a justified line: the fewest gaps, how much these may differ and how wide they may be, in font sizes.
_FEWEST_GAPS, _EVEN, _WIDEST_JUSTIFIED = 3, 0.12, 3.5
# The size of a superscript by that of the word before it.
_RAISED_SIZE = 0.93
# In font sizes: how far behind a word a superscript, or the rest of one, may be.
_RAISED_GAP = 0.3
# In font sizes: wider than the space inside a number, narrower than the gap between two numbers of a tight table.
_NUMBER_GAP = 0.36
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER_END = re.compile(r"\d[\d,.]*[%)]?$")
_NUMBER_START = re.compile(r"[(+\-\u2212\u2013]?\d")


@dataclass(frozen=True)
class Segment:
    """Words of one line that are close together. `raised` are its superscripts, which are not in `text`."""

    words: tuple[Word, ...]
    raised: str = ""

    @cached_property
    def text(self) -> str:
        """The words joined by spaces."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        """The box around the words."""
        return around([word.box for word in self.words])

    @cached_property
    def bold(self) -> bool:
        """Whether every word is set in a bold font."""
        return all(word.bold for word in self.words)

    @cached_property
    def italic(self) -> bool:
        """Whether every word is set in an italic font."""
        return all(word.italic for word in self.words)


@dataclass(frozen=True)
class Line:
    """One printed line of a flow, its segments from left to right."""

    segments: tuple[Segment, ...]

    @cached_property
    def box(self) -> Box:
        """The box around the line."""
        return around([segment.box for segment in self.segments])

    @cached_property
    def text(self) -> str:
        """The line's words joined by spaces, superscripts at their segment's end."""
        return " ".join(segment.text + raised_after(segment.text, segment.raised) for segment in self.segments)

    @cached_property
    def words(self) -> list[Word]:
        """The words from left to right, without superscripts."""
        return [word for segment in self.segments for word in segment.words]

    @cached_property
    def size(self) -> float:
        """The usual font size of the line, in points."""
        return median(word.size for word in self.words)

    @cached_property
    def bold(self) -> bool:
        """Whether the whole line is bold."""
        return all(segment.bold for segment in self.segments)


def lines_of(words: Sequence[Word], space: float) -> list[Line]:
    """The lines that words form, from top to bottom. `space` is the document's usual word space, in font sizes.

    Words at the same height are one line; a smaller raised word is the superscript of the word before it.
    """
    raised, level = _raised_apart(_with_whole_marks(words))
    rows: list[list[Word]] = []
    for word in sorted(level, key=lambda w: (w.box.middle, w.box.x0)):
        row = next((row for row in reversed(rows[-4:]) if _same_height(row, word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    for word in raised:
        home = next((row for row in rows if any(_raised_behind(other, word) for other in row)), None)
        rows.append([word]) if home is None else home.append(word)
    rows = [sorted(row, key=lambda w: w.box.x0) for row in rows]
    lines = [_line(row, space) for row in rows]
    return sorted(lines, key=lambda line: line.box.top)


def _with_whole_marks(words: Sequence[Word]) -> list[Word]:
    """The words, a parenthesis that closes a number joined to it: spaced letters are apart in the small "2)" of a note,
    though not in the larger words around it."""
    whole: list[Word] = []
    for word in words:
        before = whole[-1] if whole else word
        is_closed = word.text == ")" and before.text.isdecimal() and before.size == word.size
        gap = word.box.x0 - before.box.x1
        if is_closed and 0 <= gap < _RAISED_GAP * word.size and abs(word.box.middle - before.box.middle) < 1:
            box = around([before.box, word.box])
            whole[-1] = replace(before, text=before.text + word.text, box=box, edges=(*before.edges, *word.edges))
        else:
            whole.append(word)
    return whole


def _raised_apart(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """The words that may be superscripts, and the others.

    Footnote marks are short, smaller than most words, and follow a larger word: a whole table may be set smaller than
    the text around it.
    """
    usual = median(word.size for word in words) if words else 0.0
    short = [w for w in words if len(w.text) <= 3 and not w.text.isalpha()]
    small = [w for w in short if w.size < usual * _RAISED_SIZE or (len(w.text) < 3 and w.text[:1].isdigit())]
    reach = max((word.size for word in words), default=0.0)
    by_end = sorted(words, key=lambda w: w.box.x1)
    ends = [word.box.x1 for word in by_end]

    def ending_near(x: float) -> Sequence[Word]:
        return by_end[bisect_left(ends, x - reach) : bisect_left(ends, x + reach)]

    raised = [mark for mark in small if any(_raised_behind(word, mark) for word in ending_near(mark.box.x0))]
    taken = {id(word) for word in raised}
    return raised, [word for word in words if id(word) not in taken]


def _raised_behind(word: Word, mark: Word) -> bool:
    """Whether a mark closely follows a word and is raised: a little where its font is smaller, else much."""
    if not -0.2 * word.size <= mark.box.x0 - word.box.x1 < _RAISED_GAP * word.size:
        return False
    least, most = (0.1, 0.9) if mark.size < word.size * _RAISED_SIZE else (0.3, 0.6)
    higher = least * word.size < word.box.middle - mark.box.middle < most * word.size
    return higher and mark.size <= word.size and mark is not word


def _same_height(row: Sequence[Word], word: Word) -> bool:
    if len(row) >= MOST_WORDS_IN_A_LINE:
        return False
    largest = max(row, key=lambda w: w.size)
    overlap = min(largest.box.bottom, word.box.bottom) - max(largest.box.top, word.box.top)
    smaller = min(largest.box.height, word.box.height)
    if overlap < 0.5 * smaller:
        return False
    if word.size < 0.8 * largest.size or abs(largest.box.middle - word.box.middle) < 0.35 * largest.size:
        return True
    return _leads_note(row, word)


def _leads_note(row: Sequence[Word], word: Word) -> bool:
    """Whether a row is only the raised number of the footnote that a word begins."""
    mark, *others = row
    is_number = not others and mark.text.isdecimal() and len(mark.text) < 3
    return is_number and mark.size < _RAISED_SIZE * word.size and 0 <= word.box.x0 - mark.box.x1 < word.size


def word_space(pages: Sequence[Sequence[Word]]) -> float:
    """The usual space between words, in font sizes, by the spaces before small letters, which begin no column.

    Of few words, as in a picture of a table, also by those before years, where all have one width.
    """
    before_letters = _spaces(pages, lambda text: text[:1].islower())
    if len(before_letters) >= _LEAST_SPACES:
        return median(before_letters)
    all_spaces = [*before_letters, *_spaces(pages, lambda text: bool(_YEAR.fullmatch(text)))]
    is_sure = len(all_spaces) >= _FEWEST_GAPS and max(all_spaces) - min(all_spaces) < _EVEN
    return median(all_spaces) if is_sure else _SPACE


def _spaces(pages: Sequence[Sequence[Word]], is_second: Callable[[str], bool]) -> list[float]:
    """The spaces, in font sizes, between two words of a line of which the second is of a kind."""
    spaces = [
        (word.box.x0 - before.box.x1) / word.size
        for words in pages
        for before, word in itertools.pairwise(sorted(words, key=lambda w: (round(w.box.bottom), w.box.x0)))
        if is_second(word.text) and before.text[-1:].isalpha() and before.size == word.size
    ]
    return [space for space in spaces if 0 < space < _WIDEST_SPACE]


def _line(words: Sequence[Word], space: float) -> Line:
    usual = max(word.size for word in words)
    if _is_justified(words):
        return Line((Segment(tuple(words)),))
    segments: list[list[Word]] = []
    raised: dict[int, str] = {}
    for word in words:
        before = segments[-1][-1] if segments else word
        is_small = word.size < usual * _RAISED_SIZE and word.box.bottom < before.box.bottom
        is_raised = is_small or (word.text[:1].isdigit() and _raised_behind(before, word))
        if is_raised and word.box.x0 - before.box.x1 < _RAISED_GAP * usual:
            raised[len(segments) - 1] = raised.get(len(segments) - 1, "") + word.text
            continue
        if segments and word.box.x0 - segments[-1][-1].box.x1 < _widest_space(segments[-1], word, space) * usual:
            segments[-1].append(word)
        else:
            segments.append([word])
    return Line(tuple(Segment(tuple(part), raised.get(i, "")) for i, part in enumerate(segments)))


def _is_justified(words: Sequence[Word]) -> bool:
    """Whether words are a justified line of running text: its gaps are equal, and not as wide as between columns."""
    gaps = [(b.box.x0 - a.box.x1) / b.size for a, b in itertools.pairwise(words)]
    is_prose = 2 * sum(word.text[:1].islower() for word in words) >= len(words)
    even = len(gaps) >= _FEWEST_GAPS and min(gaps) > 0 and max(gaps) - min(gaps) < _EVEN
    return even and is_prose and max(gaps) < _WIDEST_JUSTIFIED


def _widest_space(segment: Sequence[Word], word: Word, space: float) -> float:
    """The widest gap before a word of the same segment; it and the usual `space` are in font sizes.

    After a segment of digit groups alone it is narrower: the spaces inside a number have one width, so a wider one
    precedes the next number.
    """
    if not all(_NUMBER_END.search(part.text) for part in segment) or not _NUMBER_START.match(word.text):
        return max(_SEGMENT_GAP, 1.6 * space)
    least = max(_NUMBER_GAP, 1.25 * space)
    spaces = [b.box.x0 - a.box.x1 for a, b in itertools.pairwise(segment)]
    return max(_NUMBER_GAP, 1.4 * min(spaces) / word.size) if spaces else least


def flows_of(content: PageContent, words: Sequence[Word], space: float) -> list[tuple[PageContent, list[Line]]]:
    """The columns of text of a page in reading order, each with the shapes drawn in it; most pages have one.

    A page has two columns when almost no words cross a gutter near its middle, and both sides have running text or
    their lines are at different heights. The gaps of a table are crossed by the text around it or have figures on their
    right.
    """
    gutter = _gutter(content, words)
    if gutter is not None:
        left, right = _sides(words, gutter, space)
        if _are_columns(left, right):
            return [(_side(content, 0, gutter), left), (_side(content, gutter, content.width), right)]
    return [(content, lines_of(words, space))]


def _side(content: PageContent, x0: float, x1: float) -> PageContent:
    """The page with only those shapes that have their centre between two x positions."""

    def inside(box: Box) -> bool:
        return x0 <= box.centre < x1

    return replace(
        content,
        horizontal=[rule for rule in content.horizontal if inside(rule)],
        vertical=[rule for rule in content.vertical if inside(rule)],
        fills=[fill for fill in content.fills if inside(fill.box)],
        symbols=[symbol for symbol in content.symbols if inside(box_of(symbol.place))],
    )


def _gutter(content: PageContent, words: Sequence[Word]) -> float | None:
    """The x position near the middle of a page that almost no word crosses; None where words cross all.

    Words of the page header and footer do not count.
    """
    edge = _EDGE * content.height
    body = [word for word in words if edge < word.box.middle < content.height - edge]
    candidates = [content.width * (0.4 + 0.01 * step) for step in range(21)]
    free = [x for x in candidates if sum(word.box.x0 - 3 < x < word.box.x1 + 3 for word in body) <= len(body) // 200]
    return median(free) if free else None


def _sides(words: Sequence[Word], x: float, space: float) -> tuple[list[Line], list[Line]]:
    """The lines left and right of an x position."""
    left, right = [w for w in words if w.box.centre < x], [w for w in words if w.box.centre >= x]
    return lines_of(left, space), lines_of(right, space)


def _are_columns(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the two sides of a gutter are columns of text, not columns of a table."""
    shares = _running_text_share(left), _running_text_share(right)
    if min(shares) >= 0.15 and max(shares) >= 0.35:
        return True
    return min(len(left), len(right)) >= 4 and _share_level(left, right) < 0.4


def _running_text_share(lines: Sequence[Line]) -> float:
    """The share of lines that are running text; 0 where these are too few for a column of text."""
    prose = [line for line in lines if len(line.segments) == 1 and sum(w.text[:1].isalpha() for w in line.words) >= 3]
    return len(prose) / len(lines) if len(prose) >= 5 else 0.0


def _share_level(left: Sequence[Line], right: Sequence[Line]) -> float:
    """The share of lines at the same height as one on the other side, as all rows of a table are."""
    level = sum(any(abs(a.box.middle - b.box.middle) < 1 for b in right) for a in left)
    return level / min(len(left), len(right))
