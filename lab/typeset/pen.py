"""Strokes on a page, and the pen that draws them on a reportlab canvas with the oddities of real PDF producers."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from lab.printed import Mark
from lab.typeset import marks
from lab.typeset.faces import Run, Typeface


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text, by left end and baseline. All coordinates are in points, y downwards from the top of the page."""

    x: float
    y: float
    text: str
    face: str
    size: float
    colour: str = "#000000"


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical line."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Fill:
    x0: float
    y0: float
    x1: float
    y1: float
    colour: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A vector or image mark, by its upper left corner."""

    mark: Mark
    x: float
    y: float
    side: float


Stroke = Text | Rule | Fill | Drawn


@dataclass(frozen=True, slots=True)
class Producer:
    """How one producer draws.

    `words`: a line of text is drawn whole, word by word without spaces, in kerned pieces or letter by letter.
    `rules`: as lines, as thin filled rectangles, or doubled; `rule_width` in points. `by_cell`: rules and fills are
    drawn cell by cell instead of along the table. `grounds`: each cell has a white background. `down_columns`: the text
    of a table is drawn column by column. `inline`: images are in the content stream.
    """

    words: str
    rules: str
    rule_width: float
    rule_colour: str
    by_cell: bool
    grounds: bool
    down_columns: bool
    inline: bool

    @classmethod
    def of(cls, rng: random.Random) -> Producer:
        return cls(
            words=rng.choice(("whole", "words", "kerned", "letters")),
            rules=rng.choice(("line", "rectangle", "doubled")),
            rule_width=rng.choice((0.25, 0.5, 0.75, 1.0)),
            rule_colour=rng.choice(("#000000", "#000000", "#7f7f7f", "#b0b8c0")),
            by_cell=rng.random() < 0.5,
            grounds=rng.random() < 0.2,
            down_columns=rng.random() < 0.3,
            inline=rng.random() < 0.5,
        )


class Pen:
    """Draws strokes on the current page of a canvas, which is `height` points high."""

    def __init__(
        self, canvas: Canvas, height: float, typeface: Typeface, producer: Producer, rng: random.Random
    ) -> None:
        self._canvas = canvas
        self._height = height
        self._typeface = typeface
        self._producer = producer
        self._rng = rng

    def draw(self, stroke: Stroke) -> None:
        match stroke:
            case Text():
                self._text(stroke)
            case Rule():
                self._rule(stroke)
            case Fill(x0, y0, x1, y1, colour):
                self._canvas.setFillColor(HexColor(colour))
                self._canvas.rect(x0, self._height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
            case Drawn():
                self._mark(stroke)

    def _text(self, stroke: Text) -> None:
        self._canvas.setFillColor(HexColor(stroke.colour))
        x, y = stroke.x, self._height - stroke.y
        for run in self._typeface.runs(stroke.text, stroke.face, stroke.size):
            if not run.is_gap:
                for offset, part in self._parts(run, stroke.size):
                    self._show(x + offset, y, part, run.face, stroke.size)
            x += run.width

    def _show(self, x: float, y: float, text: str, face: str, size: float) -> None:
        line = self._canvas.beginText(x, y)
        line.setFont(face, size)
        if self._typeface.spacing:
            line.setCharSpace(self._typeface.spacing)
        if self._typeface.scale != 1:
            line.setHorizScale(self._typeface.scale * 100)
        line.textOut(text)
        self._canvas.drawText(line)

    def _parts(self, run: Run, size: float) -> Iterator[tuple[float, str]]:
        """Pieces of a run with their offsets in points."""
        if self._producer.words == "whole":
            yield 0.0, run.text
            return
        for start, end in self._cuts(run.text):
            part = run.text[start:end]
            if part.strip(" "):
                kern = self._rng.uniform(-0.015, 0.015) * size if self._producer.words == "kerned" and start else 0.0
                yield self._typeface.advance(run.text[:start], run.face, size) + kern, part

    def _cuts(self, text: str) -> Iterator[tuple[int, int]]:
        start = 0
        while start < len(text):
            if text[start] == " ":
                start += 1
                continue
            word_end = text.find(" ", start)
            end = word_end if word_end >= 0 else len(text)
            if self._producer.words == "kerned":
                end = min(end, start + self._rng.randint(1, 5))
            elif self._producer.words == "letters":
                end = start + 1
            yield start, end
            start = end

    def _rule(self, rule: Rule) -> None:
        width, colour = self._producer.rule_width, HexColor(self._producer.rule_colour)
        top, bottom = self._height - rule.y0, self._height - rule.y1
        if self._producer.rules == "rectangle":
            self._canvas.setFillColor(colour)
            across = rule.x1 - rule.x0 or width
            self._canvas.rect(rule.x0, bottom, across, top - bottom or width, stroke=0, fill=1)
            return
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(width)
        for _ in range(2 if self._producer.rules == "doubled" else 1):
            self._canvas.line(rule.x0, top, rule.x1, bottom)

    def _mark(self, drawn: Drawn) -> None:
        x, side = drawn.x, drawn.side
        bottom = self._height - drawn.y - side
        if drawn.mark.drawn == "image":
            if self._producer.inline:
                self._canvas.drawInlineImage(_inline(drawn.mark), x, bottom, side, side)
            else:
                self._canvas.drawImage(_reader(drawn.mark), x, bottom, side, side, mask="auto")
            return
        self._canvas.setFillColor(HexColor(marks.COLOURS[drawn.mark.colour]))
        corners = marks.outline(drawn.mark.shape)
        if not corners:
            # The canvas draws a circle as four Bézier curves.
            self._canvas.circle(x + side / 2, bottom + side / 2, side / 2, stroke=0, fill=1)
            return
        path = self._canvas.beginPath()
        first, *others = ((x + across * side, bottom + (1 - down) * side) for across, down in corners)
        path.moveTo(*first)
        for corner in others:
            path.lineTo(*corner)
        path.close()
        self._canvas.drawPath(path, stroke=0, fill=1)


@cache
def _reader(mark: Mark) -> ImageReader:
    return ImageReader(io.BytesIO(marks.raster(mark)))


@cache
def _inline(mark: Mark) -> Image.Image:
    return Image.open(io.BytesIO(marks.raster(mark))).convert("RGB")
