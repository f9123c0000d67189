"""Which characters of a page a reader sees.

None in the colour of the paper, painted over, cut off, drawn without ink, in a layer that is off, or printed twice:
bold is sometimes made by printing each glyph again, a little beside itself. Pictures and tinted fills over text may let
it through, so that only white ones hide it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dagster_project.reading.sources.marks.colours import colour_class
from dagster_project.reading.sources.pdf.drawn import NO_INK, OFF
from dagster_project.terms import Colour

Drawn = dict[str, Any]
"""A character or shape as pdfplumber describes it, with `order`, its place in the order of drawing."""

# In points, and in parts of the size of a glyph: one no further from its like is the same glyph.
_MOST_BESIDE = 1.0
_BESIDE = 0.1
# The share of a page's characters without ink from which they are the text of a scan.
_LAYER = 0.5


def visible(
    chars: Sequence[Drawn], rects: Sequence[Drawn], crop: Sequence[float], is_blank: Callable[[Drawn], bool]
) -> list[Drawn]:
    """The characters that are seen on the part of a page that is shown.

    `crop` gives the edges x0, top, x1 and bottom of that part. `is_blank` says whether a picture of the page shows
    nothing but white at a character: it is asked for white ones that are over no tinted rectangle.
    """
    # Scanners draw the text that they recognize without ink, over its picture.
    without_ink = sum(char["unseen"] == NO_INK for char in chars)
    is_layer_of_scan = without_ink > _LAYER * len(chars)
    unseen = {OFF} if is_layer_of_scan else {OFF, NO_INK}
    fills = [rect for rect in rects if rect.get("fill")]
    white = [fill for fill in fills if _is_white(fill)]
    last = max((fill["order"] for fill in white), default=-1)
    tinted = [fill for fill in fills if not _is_white(fill)]
    return [
        char
        for char in chars
        if char["unseen"] not in unseen
        and _holds(crop, char)
        and not (char["order"] < last and any(f["order"] > char["order"] and _is_over(f, char) for f in white))
        and not (_is_white(char) and not any(_is_over(fill, char) for fill in tinted) and is_blank(char))
    ]


def once(chars: Sequence[Drawn]) -> Iterator[Drawn]:
    """The characters without those printed again beside themselves."""
    seen: defaultdict[tuple[str, int], list[Drawn]] = defaultdict(list)
    for char in chars:
        line = round(char["top"])
        reach = min(_MOST_BESIDE, _BESIDE * float(char["size"]))
        near = (other for at in (line - 1, line, line + 1) for other in seen[char["text"], at])
        if char["text"].isspace() or not any(_is_beside(char, other, reach) for other in near):
            seen[char["text"], line].append(char)
            yield char


def _is_beside(char: Drawn, other: Drawn, reach: float) -> bool:
    return bool(abs(char["x0"] - other["x0"]) <= reach and abs(char["top"] - other["top"]) <= reach)


def _is_white(drawn: Drawn) -> bool:
    return colour_class(drawn.get("non_stroking_color")) is Colour.WHITE


def _is_over(shape: Drawn, char: Drawn) -> bool:
    return _holds((shape["x0"], shape["top"], shape["x1"], shape["bottom"]), char)


def _holds(edges: Sequence[float], char: Drawn) -> bool:
    """Whether the middle of a character is within edges x0, top, x1 and bottom."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(edges[0] <= x <= edges[2] and edges[1] <= y <= edges[3])
