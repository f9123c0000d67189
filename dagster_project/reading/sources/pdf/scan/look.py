"""A cheap look at a picture: does it show print, or only a photograph, a drawing or a logo?

Recognizing text in a photograph takes as long as reading ten pages, and finds words that nobody printed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

# In pixels per inch: print of 8 points is about 8 pixels high in it.
LOOK_DPI = 100
# Of 255: how much darker or lighter than what is around it a letter is, and how even that is.
_CONTRAST, _EVEN = 55, 14.0
# In pixels: the heights of letters, the reach of what is around them, and the longest row of letters that touch.
_HEIGHTS, _AROUND, _LONGEST = (4, 40), 15, 200
# The least number of letters in a row, and of letters in rows on a picture with print.
_IN_ROW, _ON_PICTURE = 4, 8
# The least share of shapes like letters that stand in rows.
_SHARE = 0.4
# In heights of the row: how far apart letters of a row stand, and how much their feet and heights differ.
_APART, _UNEVEN, _TALLER = 2.2, 0.35, 2.3

Letters = NDArray[np.float64]
"""Letters by their edges: columns top, bottom, left, right."""


def shows_print(picture: Image.Image) -> bool:
    """Whether a picture in `LOOK_DPI` has rows of letters: like heights, even feet, close together, on even paper."""
    grey = np.asarray(picture.convert("L"))
    if min(grey.shape) < _HEIGHTS[0]:
        return False
    size = (_AROUND, _AROUND)
    dark, light = ndimage.grey_closing(grey, size) - grey, grey - ndimage.grey_opening(grey, size)
    return any(_is_print(_letters(strokes, grey)) for strokes in (dark, light))


def _is_print(shapes: Letters) -> bool:
    """Whether enough shapes stand in rows, and not only a few of very many, as in grass or gravel.

    A sheet may lie on its side.
    """
    enough = max(_ON_PICTURE, _SHARE * len(shapes))
    return any(sum(len(row) for row in _rows(turned)) >= enough for turned in (shapes, shapes[:, (2, 3, 0, 1)]))


def _letters(strokes: NDArray[np.uint8], grey: NDArray[np.uint8]) -> Letters:
    """The shapes as high as letters that stand on even paper."""
    printed = strokes > _CONTRAST
    labels, count = ndimage.label(printed, np.ones((3, 3)))
    found = []
    for rows, columns in ndimage.find_objects(labels) if count else []:
        height, width = rows.stop - rows.start, columns.stop - columns.start
        # Letters that touch are one shape, several letters wide; "1" is narrower than high.
        if max(height, width) < _HEIGHTS[0] or min(height, width) > _HEIGHTS[1] or max(height, width) > _LONGEST:
            continue
        around = np.s_[max(rows.start - 2, 0) : rows.stop + 2, max(columns.start - 2, 0) : columns.stop + 2]
        paper = grey[around][~ndimage.binary_dilation(printed[around], iterations=1)]
        if paper.size and float(paper.std()) < _EVEN:
            found.append((rows.start, rows.stop, columns.start, columns.stop))
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def _rows(letters: Letters) -> Iterator[Letters]:
    """The rows of letters on a picture, from the top."""
    left = letters[np.lexsort((letters[:, 2], letters[:, 1]))]
    while len(left):
        foot, height = left[0, 1], left[0, 1] - left[0, 0]
        level = abs(left[:, 1] - foot) <= max(_UNEVEN * height, 1)
        row = left[level][np.argsort(left[level][:, 2])]
        for run in np.split(row, np.nonzero(row[1:, 2] - row[:-1, 3] > _APART * height)[0] + 1):
            heights = run[:, 1] - run[:, 0]
            if len(run) >= _IN_ROW and heights.max() <= _TALLER * max(np.median(heights), 1):
                yield run
        left = left[~level]
