"""What the picture of a scanned page shows besides its words: rules, fills, and which words are bold.

It makes the `PageContent` that drawn pages have, so that tables are found alike in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

import numpy as np
from PIL import Image

from dagster_project.reading.sources.geometry import Box
from dagster_project.reading.sources.pdf.page import Fill, PageContent, Word
from dagster_project.reading.sources.pdf.scan.raster import Ink, PixelBox, find_fills, find_rules, ink_of
from dagster_project.terms import TextSource

# The least ink of a printed pixel.
_PRINTED = 0.4
# The width of bold strokes by that of usual ones, and how many characters must show what is usual.
_BOLD = 1.27
_FEWEST_CHARACTERS = 8
# In font sizes: words closer than this are of one weight.
_EM_GAP = 0.6


def with_pixels(content: PageContent, picture: Image.Image) -> PageContent:
    """The page with the rules, fills and bold words that its picture of 300 dpi shows."""
    ink = ink_of(picture)
    scale = content.width / picture.width
    rules = find_rules(ink)
    fills = [Fill(_box(box, scale), f"grey {shade}") for box, shade in find_fills(picture)]
    edges = [fill.box for fill in fills]
    return replace(
        content,
        words=_with_weight(content.words, np.where(rules.mask, 0, ink), scale),
        horizontal=[box for box in (_box(rule, scale) for rule in rules.horizontal) if not _is_edge(box, edges)],
        vertical=[_box(rule, scale) for rule in rules.vertical],
        fills=fills,
        text_source=TextSource.OCR,
    )


def _box(box: PixelBox, scale: float) -> Box:
    x0, top, x1, bottom = box
    return Box(x0 * scale, top * scale, x1 * scale, bottom * scale)


def _is_edge(rule: Box, fills: Sequence[Box]) -> bool:
    """Whether a rule lies inside a fill: the fill's edge or its text was mistaken for a rule."""
    return any(
        fill.top + 3 < rule.top and rule.bottom < fill.bottom - 3 and fill.x0 < rule.centre < fill.x1 for fill in fills
    )


def _with_weight(words: Sequence[Word], ink: Ink, scale: float) -> list[Word]:
    """The words, bold where their strokes, for their font size, are wider than is usual on the page."""
    widths = [_stroke(word, ink, scale) for word in words]
    known = [width for word, width in zip(words, widths, strict=True) if width for _ in word.text]
    if len(known) < _FEWEST_CHARACTERS:
        return list(words)
    usual = median(known)
    bold: set[int] = set()
    for group in _together(words):
        measured = [(widths[at], len(words[at].text)) for at in group if widths[at]]
        weight = sum(width * length for width, length in measured) / max(1, sum(length for _, length in measured))
        if weight > _BOLD * usual:
            bold.update(group)
    return [replace(word, bold=at in bold) for at, word in enumerate(words)]


def _together(words: Sequence[Word]) -> Iterator[list[int]]:
    """The indices of words that are close together on one line, which mostly have one weight."""
    order = sorted(range(len(words)), key=lambda at: (round(words[at].box.middle), words[at].box.x0))
    group: list[int] = []
    for at in order:
        last = words[group[-1]] if group else None
        word = words[at]
        close = last and abs(last.box.middle - word.box.middle) < 2 and word.box.x0 - last.box.x1 < _EM_GAP * word.size
        if group and not close:
            yield group
            group = []
        group.append(at)
    if group:
        yield group


def _stroke(word: Word, ink: Ink, scale: float) -> float:
    """The mean width of a word's strokes, in font sizes; 0 where none are seen."""
    rows = slice(max(int(word.box.top / scale), 0), int(word.box.bottom / scale) + 1)
    columns = slice(max(int(word.box.x0 / scale), 0), int(word.box.x1 / scale) + 1)
    printed = ink[rows, columns] > _PRINTED
    if not printed.any() or not any(c.isalnum() for c in word.text):
        return 0.0
    strokes = int(printed[:, :1].sum()) + int((printed[:, 1:] & ~printed[:, :-1]).sum())
    return float(printed.sum()) / strokes * scale / word.size
