"""Turns what Tesseract read in a text run into words: the ink decides the spaces, signs and commas of numbers.

Tesseract knows words, and is weak at the bare numbers of tables. No digit is ever changed for another; a letter in a
column of numbers becomes the digit that looks like it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from dagster_project.reading.sources.pdf.scan.raster import Ink, PixelBox
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Ocr

# The least ink of a printed pixel, and the thresholds tried one after the other for a number.
_PRINTED = 0.4
_PRINTED_AT = (0.4, 0.33, 0.25, 0.5, 0.6)
_DASHES = "-–—−‐"
_LIKE_A_MINUS = _DASHES + "=~"
_NUMBER = re.compile(r"(?P<before>[^\w(]{0,2}\(?)(?P<digits>\d+(?:[ .]\d+)*(?:,\d+)?)(?P<after> ?[%)]*)")
# In heights of a digit: the least space between digit groups, and what a "1" adds to the gap beside it.
_SPACE = 0.26
_BESIDE_ONE = 0.14
# The least space by the usual one where Tesseract saw a space too.
_SEEN_TOO = 0.6
# In widths of a digit: the space between digit groups.
_BLANK = 0.45
# So many characters or fewer are hardly a word.
_SHORT = 3
_STUCK_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3}\.?)[A-ZÅÄÖ][a-zåäö]{2}")
# In heights of a letter: the least gap after a mark.
_MARK_GAP = 0.2
# The share of its area that a mark has in common with a dot or a diamond.
_LIKE = 0.86
# In heights of a digit: the least height of a digit, its greatest and usual widths, and how far a comma reaches below.
_DIGIT = 0.7
_WIDEST_DIGIT = 0.82
_USUAL_DIGIT = 0.64
_BELOW = 0.12
# In font sizes: how far letters of each kind reach above the baseline, and how far below it.
_CAPITAL, _SMALL, _DEEP, _RINGED = 0.72, 0.50, 0.21, 0.93
_HIGH_LETTERS = re.compile(r"[^\Wacegmnopqrsuvwxyz_]|[§%&()/]")
_DEEP_LETTERS = re.compile(r"[gjpqyQ(),;§]")
_RINGED_LETTERS = re.compile(r"[ÅÄÖÉ]")
_ENOUGH_RUNS = 6


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word with its box on the page, in pixels."""

    text: str
    box: PixelBox


@dataclass(frozen=True, slots=True)
class ReadLine:
    """The words of one text run, with the height of its baseline on the page and its font size, in pixels."""

    words: tuple[ReadWord, ...]
    baseline: float
    size: float

    @property
    def text(self) -> str:
        """The words joined by spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> int:
        """The left edge of the first word."""
        return self.words[0].box[0]

    @property
    def x1(self) -> int:
        """The right edge of the last word."""
        return self.words[-1].box[2]


@dataclass(frozen=True, slots=True)
class _InkRun:
    """Ink without a white column in it, mostly one character. Its box is within the text run."""

    x0: int
    top: int
    x1: int
    bottom: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    def is_dash(self, height: float) -> bool:
        """Whether it is a dash among digits of this height."""
        return self.height < 0.3 * height and self.width > max(0.22 * height, 1.3 * self.height)

    def is_arrow(self, height: float) -> bool:
        """Whether it is an arrow to the right before digits of this height: higher than a dash of its width."""
        return (
            self.width > 0.9 * height and 0.17 * height < self.height < 0.8 * height and self.width > 1.6 * self.height
        )


@lru_cache(maxsize=1)
def _misread() -> tuple[Mapping[str, str], dict[int, str]]:
    words = load(Ocr)
    return words.characters, str.maketrans(dict(words.digits))


def is_doubtful(words: Sequence[str]) -> bool:
    """Whether a second reading is needed: the first has digits or parentheses, or is hardly a word."""
    text = "".join(words)
    return len(text) <= _SHORT or re.search(r"[\d%()]", text) is not None


def better_of(read: Sequence[ReadWord], of_numbers: Sequence[ReadWord], seen: int) -> list[ReadWord]:
    """One reading of a text run from two: numbers from the reading `of_numbers`, words from the other.

    Of two numbers the one with a percent sign wins, else the one with a number of digits closest to `seen` in the ink.
    """
    numbers = [words for words in (of_numbers, read) if _is_whole_number(_joined(words))]
    if numbers:
        return list(min(numbers, key=lambda words: ("%" not in _joined(words), abs(_digits(_joined(words)) - seen))))
    if len(read) != len(of_numbers):
        return list(read)
    return [
        better if _is_whole_number(better.text) or ("%" in better.text and "%" not in word.text) else word
        for word, better in zip(read, of_numbers, strict=True)
    ]


def digits_seen(ink: Ink) -> int:
    """The number of digits in a text run by their widths, if it is a number; a percent sign counts as two."""
    runs = _runs(ink)
    height = max((run.height for run in runs), default=0)
    tall = [run for run in runs if run.height > _DIGIT * height]
    return sum(max(1, round(run.width / (_USUAL_DIGIT * height))) for run in tall)


def _joined(words: Iterable[ReadWord]) -> str:
    return " ".join(word.text for word in words)


def _is_whole_number(text: str) -> bool:
    number = _NUMBER.fullmatch(text)
    return number is not None and _is_one(number["digits"]) and text.count("(") == text.count(")")


def _is_one(digits: str) -> bool:
    """Whether digits with spaces are one number: a space before thousands may be lost, but there is none elsewhere."""
    return all(len(group) % 3 == 0 for group in re.split(r"[.,]", digits)[0].split(" ")[1:])


def _digits(text: str) -> int:
    return sum(c.isdecimal() for c in text) + 2 * text.count("%")


def line_of(read: Sequence[ReadWord], ink: Ink, box: PixelBox, usual: float) -> ReadLine | None:
    """The line of a text run from the words read in it; None for a speck or a picture.

    `box` is the run's on the page, `usual` the usual height of a letter there, both in pixels.
    """
    runs = _runs(ink)
    if not runs:
        return None
    texts = [part for word in read for part in _parts(word)]
    if len(texts) > 1 and re.fullmatch(r"\d", texts[0].text) and not _is_whole_number(_joined(texts)):
        texts = _with_arrow(texts, runs)
    number = _NUMBER.fullmatch(_joined(texts))
    if len(runs) == 1 and runs[0].is_dash(usual) and runs[0].width < 3 * usual:
        texts = [ReadWord("-", box)]
    elif number and _is_one(number["digits"]):
        texts = _number_words(number, ink, box)
    else:
        texts = _with_mark(texts, ink, runs, box, usual)
    if not texts:
        return None
    baseline, size = _baseline_and_size("".join(word.text for word in texts), runs, box[1], usual)
    return ReadLine(tuple(texts), baseline, size)


def _parts(word: ReadWord) -> list[ReadWord]:
    """A word as read; a heading's number that sticks to the first word is a word of its own."""
    text = _misread()[0].get(word.text, word.text)
    stuck = _STUCK_NUMBER.match(text)
    if not stuck:
        return [replace(word, text=text)]
    x0, top, x1, bottom = word.box
    x = x0 + round((x1 - x0) * len(stuck[1]) / len(text))
    return [ReadWord(stuck[1], (x0, top, x, bottom)), ReadWord(text[stuck.end(1) :], (x + 1, top, x1, bottom))]


def _with_mark(words: list[ReadWord], ink: Ink, runs: Sequence[_InkRun], box: PixelBox, usual: float) -> list[ReadWord]:
    """The words of a text run, the first one a mark where the ink before the others is a dot or a diamond."""
    mark = _mark(ink[runs[0].top : runs[0].bottom, runs[0].x0 : runs[0].x1] > _PRINTED, runs[0], usual)
    if not mark or (len(runs) > 1 and runs[1].x0 - runs[0].x1 < _MARK_GAP * usual):
        return words
    right = box[0] + runs[0].x1
    others = [word for word in words if word.box[2] > right + 0.3 * usual]
    glued = len(others) == len(words) and len(words) > 0
    if glued and words[0].box[0] < right:
        others[0] = ReadWord(others[0].text[1:] or others[0].text, (right + 1, *others[0].box[1:]))
    return [ReadWord(mark, (box[0] + runs[0].x0, box[1], right, box[3])), *others]


def _mark(printed: NDArray[np.bool_], run: _InkRun, usual: float) -> str:
    """The sign for a dot or a diamond as high as a letter, '' for a letter."""
    if not 0.3 * usual < run.height < 1.5 * usual or not 0.7 < run.width / run.height < 1.4:
        return ""
    y, x = (np.linspace(-1, 1, size) for size in printed.shape)
    shapes = {"●": x[None, :] ** 2 + y[:, None] ** 2 <= 1.05, "◆": abs(x[None, :]) + abs(y[:, None]) <= 1.05}
    likeness = {sign: (printed & shape).sum() / (printed | shape).sum() for sign, shape in shapes.items()}
    sign = max(likeness, key=lambda name: likeness[name])
    if likeness[sign] < _LIKE:
        return ""
    return "•" if sign == "●" and run.height < 0.62 * usual else sign


def _runs(ink: Ink, threshold: float = _PRINTED) -> list[_InkRun]:
    printed = ink > threshold
    labels, _ = ndimage.label(printed.any(0))
    found = []
    for (columns,) in ndimage.find_objects(labels):
        rows = np.flatnonzero(printed[:, columns].any(1))
        found.append(_InkRun(columns.start, int(rows[0]), columns.stop, int(rows[-1]) + 1))
    return found


def _number_words(number: re.Match[str], ink: Ink, box: PixelBox) -> list[ReadWord]:
    """A number's words, one per group of digits; the ink decides its minus, comma and spaces.

    Thin strokes break in faint print and digits touch in fat print, so several thresholds are tried. The best result
    has a sure comma, the next best has the digits, commas and points that Tesseract read.
    """
    seen = [_seen(number, runs) for runs in (_runs(ink, threshold) for threshold in _PRINTED_AT) if runs]
    marked = [found for found in seen if found.digits]
    read = number["digits"].replace(" ", "")
    same = [found for found in marked if found.digits.replace(" ", "") == read]
    best = next(iter([*(found for found in marked if found.has_comma), *same, *marked]), None)
    if best is None:
        best = seen[len(seen) // 2]
        best = replace(best, digits=_by_widths(number["digits"], best.runs))
    if not _is_grouped(best.digits):
        best = replace(best, digits=number["digits"])
    return _placed(best.sign, best.digits.split(" "), number["after"].strip(), box, best.runs)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the ink shows of a number: its sign, and its digits with commas and spaces ('' where digits touch).

    `has_comma` is set where a comma reaches below the digits, which no part of a broken digit does.
    """

    sign: str
    digits: str
    runs: Sequence[_InkRun]
    has_comma: bool


def _seen(number: re.Match[str], runs: Sequence[_InkRun]) -> _Seen:
    height = max(run.height for run in runs)
    bracket = "(" if "(" in number["before"] else ""
    sign, first = ("-" if set(number["before"]) & set(_LIKE_A_MINUS) else "") + bracket, 0
    if runs[0].is_arrow(height) and len(runs) > 1:
        sign, first = "→ ", 1
    elif runs[0].is_dash(height) and len(runs) > 1:
        sign, first = "-" + bracket, 1
    digits = re.sub(r"\D", "", number["digits"])
    tall = [run for run in runs[first:] if run.height > _DIGIT * height]
    fits = len(tall) == len(digits) or (bool(number["after"].strip()) and len(tall) > len(digits))
    found = _with_marks(digits, tall[: len(digits)], runs, height, number["digits"]) if fits else ""
    line = median(run.bottom for run in tall) if tall else 0
    low = [run for run in runs[first:] if run.height < 0.5 * height and run.bottom > line + _BELOW * height]
    return _Seen(sign, found, runs, "," in found and bool(low))


def _with_arrow(words: list[ReadWord], runs: Sequence[_InkRun]) -> list[ReadWord]:
    """The words of a number, the first an arrow where it is wider than the digit it was read as."""
    mark, digit = runs[:2]
    height = digit.height
    is_arrow = _WIDEST_DIGIT < mark.width / height < 1.5 and digit.x0 - mark.x1 > 0.2 * height
    return [replace(words[0], text="↗"), *words[1:]] if is_arrow else words


def _is_grouped(digits: str) -> bool:
    """Whether the spaces in a number separate thousands."""
    first, *others = re.split(r"[.,]", digits)[0].split(" ")
    return not others or (0 < len(first) <= 3 and all(len(group) == 3 for group in others))


def _with_marks(digits: str, tall: Sequence[_InkRun], runs: Sequence[_InkRun], height: int, read: str) -> str:
    """Digits with commas and spaces where the ink between them shows some; each digit is one ink run of `tall`."""
    point = "." if re.search(r"\d\.\d", read) and "," not in read else ","
    spaces_read = {len(re.sub(r"\D", "", read[:at])) for at, c in enumerate(read) if c == " "}
    pairs = list(itertools.pairwise(tall))
    points = {at for at, (left, right) in enumerate(pairs, 1) if _is_point_between(left, right, runs, height)}
    if len(points) > 1:
        # No number has two commas: these are parts of broken digits.
        points = set()
    thousands = _thousands(min(points, default=len(digits)))
    wide = [
        pairs[at - 1][1].x0 - pairs[at - 1][0].x1
        >= _least_space(digits[at - 1], digits[at], height) * (_SEEN_TOO if at in spaces_read else 1)
        for at in thousands
    ]
    spaces = thousands if all(wide) else []
    return "".join((point if at in points else " " if at in spaces else "") + digit for at, digit in enumerate(digits))


def _is_point_between(left: _InkRun, right: _InkRun, runs: Sequence[_InkRun], height: int) -> bool:
    """Whether a point or comma, low and small, is between two digits."""
    between = [run for run in runs if run.x0 >= left.x1 and run.x1 <= right.x0]
    return any(run.height < 0.5 * height and run.top > left.top + 0.5 * height for run in between)


def _thousands(length: int) -> list[int]:
    """The digits of a whole number, by index, that a space may precede."""
    return [at for at in range(1, length) if (length - at) % 3 == 0]


def _least_space(left: str, right: str, height: int) -> float:
    return (_SPACE + _BESIDE_ONE * ((left == "1") + (right == "1"))) * height


def _by_widths(read: str, runs: Sequence[_InkRun]) -> str:
    """A number of digits that touch each other, with spaces between its groups where there are wide enough gaps.

    The digits are taken to be equally wide.
    """
    compact = read.replace(" ", "")
    whole = re.match(r"\d+", compact)
    if whole is None or len(whole[0]) < 4:
        return read
    spaces = _thousands(len(whole[0]))
    height = max(run.height for run in runs)
    unit = (runs[-1].x1 - runs[0].x0) / (sum(0.5 if c in ".," else 1.0 for c in compact) + _BLANK * len(spaces))
    middles = [runs[0].x0 + unit * (at + _BLANK * (index + 0.5)) for index, at in enumerate(spaces)]
    gaps = [_gap_at(middle, runs, unit) for middle in middles]
    if any(gap < _least_space(compact[at - 1], compact[at], height) for at, gap in zip(spaces, gaps, strict=True)):
        return read
    return "".join((" " if at in spaces else "") + c for at, c in enumerate(compact))


def _gap_at(x: float, runs: Sequence[_InkRun], unit: float) -> float:
    """The widest gap between ink runs within half a digit of an x position."""
    gaps = [(b.x0 - a.x1, (a.x1 + b.x0) / 2) for a, b in itertools.pairwise(runs)]
    return max((gap for gap, middle in gaps if abs(middle - x) < 0.5 * unit), default=0.0)


def _placed(before: str, groups: Sequence[str], after: str, box: PixelBox, runs: Sequence[_InkRun]) -> list[ReadWord]:
    """The digit groups as words, each as wide as its ink between the widest gaps."""
    mark, _, sign = before.rpartition(" ")
    texts = [*groups[:-1], groups[-1] + after]
    texts[0] = sign + texts[0]
    texts = [mark, *texts] if mark else texts
    gaps = sorted(range(1, len(runs)), key=lambda at: runs[at].x0 - runs[at - 1].x1, reverse=True)[: len(texts) - 1]
    starts = [0, *sorted(gaps)]
    if len(starts) != len(texts):
        return [ReadWord(" ".join(texts), box)]
    ends = [*starts[1:], len(runs)]
    left, top = box[0], box[1]
    return [
        ReadWord(text, (left + runs[start].x0, top, left + runs[end - 1].x1, box[3]))
        for text, start, end in zip(texts, starts, ends, strict=True)
    ]


def _baseline_and_size(text: str, runs: Sequence[_InkRun], top: int, usual: float) -> tuple[float, float]:
    """The height of the baseline and the font size, by how far the letters reach above and below."""
    highest, deepest = min(run.top for run in runs), max(run.bottom for run in runs)
    if not re.search(r"\w", text):
        size = usual / _SMALL
        return top + (highest + deepest) / 2 + 0.3 * size, size
    deep = _DEEP if _DEEP_LETTERS.search(text) else 0.0
    over = _CAPITAL if _HIGH_LETTERS.search(text) else _SMALL
    if len(runs) >= _ENOUGH_RUNS:
        # Most letters end on the baseline, and a tenth of them reach high: rings and touching letters are few.
        base = median(run.bottom for run in runs)
        tops = sorted(run.top for run in runs)
        return top + base, (base - tops[len(tops) // 10]) / over
    over = _RINGED if _RINGED_LETTERS.search(text) else over
    size = (deepest - highest) / (over + deep)
    return top + deepest - deep * size, size


def in_numeric_columns(lines: Sequence[ReadLine]) -> list[ReadLine]:
    """The lines, those in a column of numbers with letters replaced by digits where that makes them a number."""
    numeric = [line for line in lines if _is_number(line.text)]
    return [_as_number(line, numeric) for line in lines]


def _is_number(text: str) -> bool:
    return re.fullmatch(rf"[{_DASHES}(]?\d[\d .,]*[%)]*", text) is not None


def _as_number(line: ReadLine, numeric: Sequence[ReadLine]) -> ReadLine:
    if _is_number(line.text) or not 0 < len(line.text) <= 12:
        return line
    texts = [word.text.translate(_misread()[1]) for word in line.words]
    if not _is_number(" ".join(texts)):
        return line
    mates = [
        other
        for other in numeric
        if min(abs(other.x1 - line.x1), abs(other.x0 - line.x0), abs(other.x0 + other.x1 - line.x0 - line.x1) / 2)
        < 0.4 * line.size
    ]
    if len(mates) < (2 if any(c.isdecimal() for c in line.text) else 3):
        return line
    words = tuple(replace(word, text=text) for word, text in zip(line.words, texts, strict=True))
    return replace(line, words=words)


def even_sizes(lines: Sequence[ReadLine]) -> list[ReadLine]:
    """The lines, font sizes that differ little made equal: pixels don't distinguish 10 points from 10.4."""
    left = sorted(lines, key=lambda line: line.size)
    sizes: dict[float, float] = {}
    while left:
        weights = [
            (sum(len(o.text) for o in left if abs(o.size - line.size) < 0.08 * line.size), line.size) for line in left
        ]
        peak = max(weights)[1]
        near = [line.size for line in left if abs(line.size - peak) < 0.1 * peak]
        sizes.update(dict.fromkeys(near, median(near)))
        left = [line for line in left if line.size not in sizes]
    return [replace(line, size=sizes[line.size]) for line in lines]
