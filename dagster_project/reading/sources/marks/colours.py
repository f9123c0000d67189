"""The classes of colour that reports tell status by: green, yellow, red, blue, grey, black, white, other."""

from __future__ import annotations

import colorsys
from typing import Any


def colour_class(colour: Any) -> str:
    """The class of a PDF colour (grey, RGB or CMYK, 0 to 1), "other" where it is a pattern or unknown."""
    rgb = _rgb(colour)
    return "other" if rgb is None else class_of_rgb(*rgb)


def class_of_rgb(red: float, green: float, blue: float) -> str:
    """The class of a colour by its parts from 0 to 1."""
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if lightness > 0.97:
        return "white"
    # What is nearly white or black has a saturation that the eye doesn't see.
    if saturation < 0.15 or lightness < 0.08 or max(red, green, blue) - min(red, green, blue) < 0.08:
        return "black" if lightness < 0.2 else "grey"
    degrees = hue * 360
    if degrees < 20 or degrees >= 335:
        return "red"
    if degrees < 68:
        return "yellow"
    if degrees < 170:
        return "green"
    return "blue" if degrees < 260 else "other"


def _rgb(colour: Any) -> tuple[float, float, float] | None:
    if isinstance(colour, int | float):
        return (float(colour),) * 3
    if not isinstance(colour, list | tuple) or not all(isinstance(part, int | float) for part in colour):
        return None
    if len(colour) == 1:
        return (float(colour[0]),) * 3
    if len(colour) == 3:
        return float(colour[0]), float(colour[1]), float(colour[2])
    if len(colour) == 4:
        cyan, magenta, yellow, key = map(float, colour)
        return (1 - cyan) * (1 - key), (1 - magenta) * (1 - key), (1 - yellow) * (1 - key)
    return None
