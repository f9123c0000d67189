"""Classes of colour: reports print status as green, yellow or red, in many shades of each."""

from __future__ import annotations

import colorsys
from typing import Any

from dagster_project.terms import Colour


def colour_class(colour: Any) -> Colour:
    """The class of a PDF colour: grey, RGB or CMYK, its parts from 0 to 1; anything else is `other`."""
    rgb = _rgb(colour)
    return Colour.OTHER if rgb is None else class_of_rgb(*rgb)


def class_of_rgb(red: float, green: float, blue: float) -> Colour:
    """The class of a colour with parts from 0 to 1."""
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if lightness > 0.97:
        return Colour.WHITE
    # The saturation of what is nearly white or black is not visible.
    if saturation < 0.15 or lightness < 0.08 or max(red, green, blue) - min(red, green, blue) < 0.08:
        return Colour.BLACK if lightness < 0.2 else Colour.GREY
    degrees = hue * 360
    if degrees < 20 or degrees >= 335:
        return Colour.RED
    if degrees < 68:
        return Colour.YELLOW
    if degrees < 170:
        return Colour.GREEN
    return Colour.BLUE if degrees < 260 else Colour.OTHER


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
