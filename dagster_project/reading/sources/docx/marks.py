"""Status marks in Word documents: small pictures and drawn shapes.

Decides which shapes the file draws; `marks.images` finds the appearance of a picture or a coloured character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import nsmap, qn

from dagster_project.reading.sources.marks.images import SIZES, colour_of_hex, image_appearances
from dagster_project.reading.sources.marks.shapes import Appearance
from dagster_project.terms import Colour, MarkShape

_SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp"
_VML = "{urn:schemas-microsoft-com:vml}"
_EMU = 12700
# Preset shapes of DrawingML; arrows by their direction, in degrees clockwise from right.
_PRESETS = {
    "ellipse": "circle",
    "flowChartConnector": "circle",
    "donut": "ring",
    "rect": "square",
    "roundRect": "square",
    "flowChartProcess": "square",
    "diamond": "diamond",
    "flowChartDecision": "diamond",
    "triangle": "triangle",
    "flowChartExtract": "triangle",
    "flowChartMerge": "triangle_down",
}
_ARROWS = {"rightArrow": 0, "downArrow": 90, "leftArrow": 180, "upArrow": 270}
_DIRECTIONS = {
    0: "arrow_right",
    45: "arrow_down_right",
    90: "arrow_down",
    270: "arrow_up",
    315: "arrow_up_right",
}
_VML_SHAPES = {"oval": "circle", "rect": "square", "roundrect": "square"}


def drawn_marks(drawing: Any, part: Any) -> Iterator[Appearance]:
    """The marks of a w:drawing or w:pict: none where it is not of a mark's size or form."""
    if drawing.tag == qn("w:pict"):
        yield from _of_vml(drawing)
        return
    extent = next(drawing.iter(qn("wp:extent")), None)
    if extent is None or not all(SIZES[0] <= int(extent.get(side, 0)) / _EMU <= SIZES[1] for side in ("cx", "cy")):
        return
    shapes = list(drawing.iter(_SHAPE))
    for shape in shapes:
        yield from _of_shape(shape)
    for blip in drawing.iter(qn("a:blip")):
        related = part.related_parts.get(blip.get(qn("r:embed")))
        if related is not None:
            yield from image_appearances(related.blob)


def _of_shape(shape: Any) -> Iterator[Appearance]:
    properties = next((child for child in shape if child.tag.endswith("}spPr")), None)
    if properties is None:
        return
    geometry = properties.find(qn("a:prstGeom"))
    if geometry is None:
        return
    name = geometry.get("prst", "")
    transform = properties.find(qn("a:xfrm"))
    turned = int(transform.get("rot", 0)) / 60000 if transform is not None else 0
    if name in _ARROWS:
        form = _DIRECTIONS.get(round((_ARROWS[name] + turned) / 45) * 45 % 360, "other")
    else:
        form = _PRESETS.get(name, "other")
        if form == "square" and round(turned / 45) % 2:
            form = "diamond"
    fill = properties.find(qn("a:solidFill"))
    colour = _fill_class(fill)
    if colour is None:
        outline = properties.find("a:ln/a:solidFill", nsmap)
        colour = _fill_class(outline)
        form = "ring" if form == "circle" else form
    if colour is not None and colour is not Colour.WHITE and (form != "other" or colour.is_chromatic):
        yield Appearance(MarkShape(form), colour)


def _fill_class(fill: Any) -> Colour | None:
    if fill is None or not len(fill):
        return None
    written = fill[0].get("val", "") if fill[0].tag == qn("a:srgbClr") else ""
    return colour_of_hex(written) if written else Colour.OTHER


def _of_vml(drawing: Any) -> Iterator[Appearance]:
    for element in drawing.iter():
        if not isinstance(element.tag, str) or not element.tag.startswith(_VML):
            continue
        form = _VML_SHAPES.get(element.tag.removeprefix(_VML))
        width = re.search(r"(?:^|;)width:([\d.]+)pt", element.get("style", ""))
        if form and width and SIZES[0] <= float(width[1]) <= SIZES[1]:
            fill = re.match(r"#?([0-9a-f]{6}|[0-9a-f]{3})\b", element.get("fillcolor", ""), re.I)
            yield Appearance(MarkShape(form), colour_of_hex(fill[1]) if fill else Colour.OTHER)
