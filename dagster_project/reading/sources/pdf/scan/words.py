"""From what Tesseract read in a stretch of print to words: spaces, signs and commas of numbers are told by the ink.

Here belongs what is printed that a recognizer of letters is weak at: it knows words, where a table has bare numbers. No
digit is ever changed for another; a letter in a column of numbers is taken for the digit that looks like it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from dagster_project.reading.sources.pdf.scan.raster import Ink, PixelBox
from dagster_project.reading.vocabulary.loader import vocabulary

_PRINTED = 0.4
_PRINTED_AT = (0.4, 0.33, 0.25, 0.5, 0.6)
_DASHES = "-–—−‐"
_LIKE_A_MINUS = _DASHES + "=~"
_NUMBER = re.compile(r"(?P<before>[^\w(]{0,2}\(?)(?P<digits>\d+(?:[ .]\d+)*(?:,\d+)?)(?P<after> ?[%)]*)")
# In heights of a digit: the widest gap inside a number, and what a "1" adds to the gap beside it.
_SPACE = 0.26
_BESIDE_ONE = 0.14
# How much narrower a space may be that Tesseract saw too.
_TOLD = 0.6
_BLANK = 0.45
_SHORT = 3
_STUCK_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3}\.?)[A-ZÅÄÖ][a-zåäö]{2}")
_MARK_GAP = 0.2
_LIKE = 0.86
_DIGIT = 0.7
_WIDEST_DIGIT = 0.82
_USUAL_DIGIT = 0.64
_BELOW = 0.12
# In ems: how high letters of each kind reach over the line, and how deep under it.
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
    """The words of one stretch, the height of the line they stand on, and the font size, in pixels."""

    words: tuple[ReadWord, ...]
    baseline: float
    size: float

    @property
    def text(self) -> str:
        """The words joined by spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> int:
        """Where the first word begins."""
        return self.words[0].box[0]

    @property
    def x1(self) -> int:
        """Where the last word ends."""
        return self.words[-1].box[2]


@dataclass(frozen=True, slots=True)
class _Run:
    """Ink without a white column in it: mostly one character. Its box is within the stretch."""

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
def _misread() -> tuple[dict[str, str], dict[int, str]]:
    words = vocabulary("ocr")
    return dict(words["characters"]), str.maketrans(words["digits"])


def is_doubtful(words: Sequence[str]) -> bool:
    """Whether a reading is to be held against another: it has digits or brackets, or is hardly a word."""
    text = "".join(words)
    return len(text) <= _SHORT or re.search(r"[\d%()]", text) is not None


def better_of(read: Sequence[ReadWord], of_numbers: Sequence[ReadWord], seen: int) -> list[ReadWord]:
    """Two readings of a stretch as one: numbers as read by who is better at these, and words as by the other.

    Of two numbers the one with a percent sign is taken, or else with as many digits as are `seen` in the ink.
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
    """How many digits there are in a stretch of print by their widths, if it is a number; a percent sign is two."""
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
    """Whether digits with spaces are one number: a space may be lost before thousands, but stands nowhere else."""
    return all(len(group) % 3 == 0 for group in re.split(r"[.,]", digits)[0].split(" ")[1:])


def _digits(text: str) -> int:
    return sum(c.isdecimal() for c in text) + 2 * text.count("%")


def line_of(read: Sequence[ReadWord], ink: Ink, box: PixelBox, usual: float) -> ReadLine | None:
    """The line of a stretch of print from the words read in it; None where it is no print but a speck or a picture.

    `box` is the stretch's on the page and `usual` the usual height of a letter there.
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
    """A word as read; a heading's number, when it sticks to the first word, as a word of its own."""
    text = _misread()[0].get(word.text, word.text)
    stuck = _STUCK_NUMBER.match(text)
    if not stuck:
        return [replace(word, text=text)]
    x0, top, x1, bottom = word.box
    x = x0 + round((x1 - x0) * len(stuck[1]) / len(text))
    return [ReadWord(stuck[1], (x0, top, x, bottom)), ReadWord(text[stuck.end(1) :], (x + 1, top, x1, bottom))]


def _with_mark(words: list[ReadWord], ink: Ink, runs: Sequence[_Run], box: PixelBox, usual: float) -> list[ReadWord]:
    """The words of a stretch; the first one a mark where the ink before the others is a dot or a diamond."""
    mark = _mark(ink[runs[0].top : runs[0].bottom, runs[0].x0 : runs[0].x1] > _PRINTED, runs[0], usual)
    if not mark or (len(runs) > 1 and runs[1].x0 - runs[0].x1 < _MARK_GAP * usual):
        return words
    right = box[0] + runs[0].x1
    others = [word for word in words if word.box[2] > right + 0.3 * usual]
    glued = len(others) == len(words) and len(words) > 0
    if glued and words[0].box[0] < right:
        others[0] = ReadWord(others[0].text[1:] or others[0].text, (right + 1, *others[0].box[1:]))
    return [ReadWord(mark, (box[0] + runs[0].x0, box[1], right, box[3])), *others]


def _mark(print_: NDArray[np.bool_], run: _Run, usual: float) -> str:
    """The sign that a solid shape as high as a letter is, '' for a letter."""
    if not 0.3 * usual < run.height < 1.5 * usual or not 0.7 < run.width / run.height < 1.4:
        return ""
    y, x = (np.linspace(-1, 1, size) for size in print_.shape)
    shapes = {"●": x[None, :] ** 2 + y[:, None] ** 2 <= 1.05, "◆": abs(x[None, :]) + abs(y[:, None]) <= 1.05}
    likeness = {sign: (print_ & shape).sum() / (print_ | shape).sum() for sign, shape in shapes.items()}
    sign = max(likeness, key=lambda name: likeness[name])
    if likeness[sign] < _LIKE:
        return ""
    return "•" if sign == "●" and run.height < 0.62 * usual else sign


def _runs(ink: Ink, printed: float = _PRINTED) -> list[_Run]:
    print_ = ink > printed
    labels, _ = ndimage.label(print_.any(0))
    found = []
    for (columns,) in ndimage.find_objects(labels):
        rows = np.flatnonzero(print_[:, columns].any(1))
        found.append(_Run(columns.start, int(rows[0]), columns.stop, int(rows[-1]) + 1))
    return found


def _number_words(number: re.Match[str], ink: Ink, box: PixelBox) -> list[ReadWord]:
    """A number's words, one a group of digits, by where ink is: its minus, comma and spaces.

    Thin strokes break in a faint print, and digits touch in a fat one: where each digit is one run of ink depends on
    what is taken for ink. A reading with a sure comma is the best, then one that has what Tesseract found.
    """
    seen = [_seen(number, runs) for runs in (_runs(ink, printed) for printed in _PRINTED_AT) if runs]
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
    """What the ink shows of a number: its sign, and its digits with commas and spaces ('' where they touch).

    `has_comma` tells that a comma reaches below the digits, which no part of a broken digit does.
    """

    sign: str
    digits: str
    runs: Sequence[_Run]
    has_comma: bool


def _seen(number: re.Match[str], runs: Sequence[_Run]) -> _Seen:
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


def _with_arrow(words: list[ReadWord], runs: Sequence[_Run]) -> list[ReadWord]:
    """The words of a number, the first an arrow where it was taken for a digit: it is wider than a digit."""
    mark, digit = runs[:2]
    height = digit.height
    is_arrow = _WIDEST_DIGIT < mark.width / height < 1.5 and digit.x0 - mark.x1 > 0.2 * height
    return [replace(words[0], text="↗"), *words[1:]] if is_arrow else words


def _is_grouped(digits: str) -> bool:
    """Whether the spaces in a number part thousands."""
    first, *others = re.split(r"[.,]", digits)[0].split(" ")
    return not others or (0 < len(first) <= 3 and all(len(group) == 3 for group in others))


def _with_marks(digits: str, tall: Sequence[_Run], runs: Sequence[_Run], height: int, read: str) -> str:
    """Digits with commas and spaces where the ink between them has or lacks something; each digit is one run."""
    point = "." if re.search(r"\d\.\d", read) and "," not in read else ","
    told = {len(re.sub(r"\D", "", read[:at])) for at, c in enumerate(read) if c == " "}
    pairs = list(itertools.pairwise(tall))
    points = {at for at, (left, right) in enumerate(pairs, 1) if _is_point_between(left, right, runs, height)}
    if len(points) > 1:
        # No number has two: these are parts of broken digits.
        points = set()
    thousands = _thousands(min(points, default=len(digits)))
    wide = [
        pairs[at - 1][1].x0 - pairs[at - 1][0].x1
        >= _least_space(digits[at - 1], digits[at], height) * (_TOLD if at in told else 1)
        for at in thousands
    ]
    spaces = thousands if all(wide) else []
    return "".join((point if at in points else " " if at in spaces else "") + digit for at, digit in enumerate(digits))


def _is_point_between(left: _Run, right: _Run, runs: Sequence[_Run], height: int) -> bool:
    """Whether a point or comma stands between two digits: something low and small."""
    between = [run for run in runs if run.x0 >= left.x1 and run.x1 <= right.x0]
    return any(run.height < 0.5 * height and run.top > left.top + 0.5 * height for run in between)


def _thousands(length: int) -> list[int]:
    """Before which digits of a whole number spaces may stand."""
    return [at for at in range(1, length) if (length - at) % 3 == 0]


def _least_space(left: str, right: str, height: int) -> float:
    return (_SPACE + _BESIDE_ONE * ((left == "1") + (right == "1"))) * height


def _by_widths(read: str, runs: Sequence[_Run]) -> str:
    """A number as read, with spaces between its groups where wide enough gaps stand about there.

    For digits that touch each other: all are about equally wide.
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


def _gap_at(x: float, runs: Sequence[_Run], unit: float) -> float:
    """The widest gap between runs within half a digit of a place."""
    gaps = [(b.x0 - a.x1, (a.x1 + b.x0) / 2) for a, b in itertools.pairwise(runs)]
    return max((gap for gap, middle in gaps if abs(middle - x) < 0.5 * unit), default=0.0)


def _placed(before: str, groups: Sequence[str], after: str, box: PixelBox, runs: Sequence[_Run]) -> list[ReadWord]:
    """The groups as words, each as wide as its share of the ink between the widest gaps."""
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


def _baseline_and_size(text: str, runs: Sequence[_Run], top: int, usual: float) -> tuple[float, float]:
    """Where the line stands and how large its font is, by how high and deep the letters in it reach."""
    highest, deepest = min(run.top for run in runs), max(run.bottom for run in runs)
    if not re.search(r"\w", text):
        size = usual / _SMALL
        return top + (highest + deepest) / 2 + 0.3 * size, size
    deep = _DEEP if _DEEP_LETTERS.search(text) else 0.0
    over = _CAPITAL if _HIGH_LETTERS.search(text) else _SMALL
    if len(runs) >= _ENOUGH_RUNS:
        # Most letters end on the line, and a tenth of them reach high: rings and touching letters are few.
        base = median(run.bottom for run in runs)
        tops = sorted(run.top for run in runs)
        return top + base, (base - tops[len(tops) // 10]) / over
    over = _RINGED if _RINGED_LETTERS.search(text) else over
    size = (deepest - highest) / (over + deep)
    return top + deepest - deep * size, size


def in_numeric_columns(lines: Sequence[ReadLine]) -> list[ReadLine]:
    """The lines, with letters for digits where a line stands in a column of numbers and is one if they are digits."""
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
    """The lines with font sizes that differ by little made one: pixels don't tell 10 points from 10.4."""
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
