"""The appearance of status dots and arrows for all typesetters: colours, characters, outlines and images."""

from __future__ import annotations

import io

from lab.printed import Mark

COLOURS = {
    "green": "#4c9a2a",
    "yellow": "#f2c200",
    "red": "#c8102e",
    "blue": "#1f5fa8",
    "grey": "#9a9a9a",
    "black": "#000000",
    "other": "#8a2be2",
}
CHARACTERS = {
    "circle": "●",
    "square": "■",
    "diamond": "◆",
    "triangle": "▲",
    "arrow_up": "↑",
    "arrow_down": "↓",
    "arrow_right": "→",
    "arrow_up_right": "↗",
    "arrow_down_right": "↘",
    "other": "★",
}

Points = tuple[tuple[float, float], ...]

_ARROW: Points = ((0.5, 0.0), (0.95, 0.5), (0.65, 0.5), (0.65, 1.0), (0.35, 1.0), (0.35, 0.5), (0.05, 0.5))
_STAR: Points = (
    (0.5, 0.0),
    (0.62, 0.36),
    (1.0, 0.38),
    (0.7, 0.61),
    (0.81, 0.98),
    (0.5, 0.77),
    (0.19, 0.98),
    (0.3, 0.61),
    (0.0, 0.38),
    (0.38, 0.36),
)


def _turned(points: Points, quarter: float) -> Points:
    """The points, turned clockwise about the centre of the unit square by `quarter` quarter turns."""
    if quarter == int(quarter):
        for _ in range(int(quarter)):
            points = tuple((1 - y, x) for x, y in points)
        return points
    half = 0.5**0.5
    turned = tuple(
        (0.5 + half * ((x - 0.5) - (y - 0.5)), 0.5 + half * ((x - 0.5) + (y - 0.5)))
        for x, y in _turned(points, quarter - 0.5)
    )
    return tuple((min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)) for x, y in turned)


_OUTLINES: dict[str, Points] = {
    "square": ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),
    "diamond": ((0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)),
    "triangle": ((0.5, 0.0), (1.0, 1.0), (0.0, 1.0)),
    "arrow_up": _ARROW,
    "arrow_up_right": _turned(_ARROW, 0.5),
    "arrow_right": _turned(_ARROW, 1),
    "arrow_down_right": _turned(_ARROW, 1.5),
    "arrow_down": _turned(_ARROW, 2),
    "other": _STAR,
}


def outline(shape: str) -> Points | None:
    """The corners of a shape in the unit square, y downwards; None for the circle."""
    return None if shape == "circle" else _OUTLINES[shape]


def raster(mark: Mark, pixels: int = 48) -> bytes:
    """A PNG of the mark on white, `pixels` wide and high."""
    from PIL import Image, ImageDraw

    edge = 2
    scale = pixels - 2 * edge
    image = Image.new("RGB", (pixels, pixels), "white")
    draw = ImageDraw.Draw(image)
    points = outline(mark.shape)
    if points is None:
        draw.ellipse((edge, edge, pixels - edge, pixels - edge), fill=COLOURS[mark.colour])
    else:
        draw.polygon([(edge + scale * x, edge + scale * y) for x, y in points], fill=COLOURS[mark.colour])
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def svg_path(shape: str, size: float) -> str:
    """The outline as an SVG path, `size` points wide."""
    points = outline(shape)
    if points is None:
        half = size / 2
        return f"M 0 {half} a {half} {half} 0 1 0 {size} 0 a {half} {half} 0 1 0 {-size} 0 Z"
    corners = [f"{size * x:.2f} {size * y:.2f}" for x, y in points]
    return "M " + " L ".join(corners) + " Z"
