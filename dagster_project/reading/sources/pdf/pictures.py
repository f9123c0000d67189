"""Pictures of a PDF's pages, turned as the reading turned them.

Here belongs rendering alone: what is seen on a picture is told by `mark_looks`, what is drawn over it by `show`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType

import numpy as np
import pypdfium2
from PIL import Image

from dagster_project.reading.sources.marks.shapes import Pixels

# At four pixels a point the smallest marks are a dozen pixels wide.
_SCALE = 4.0


class PdfPictures:
    """The pictures of one file; it is opened when the first is asked for and closed at the end of a `with`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: pypdfium2.PdfDocument | None = None

    def __enter__(self) -> PdfPictures:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def parts(self, number: int, rotation: int, edges: Sequence[tuple[float, float, float, float]]) -> list[Pixels]:
        """Parts of a page (from 1) turned by `rotation`, each by its edges x0, top, x1, bottom in points."""
        left, top = (max(math.floor(min(edge[side] for edge in edges)), 0) for side in (0, 1))
        right, bottom = (math.ceil(max(edge[side] for edge in edges)) for side in (2, 3))
        sheet = np.asarray(self.page(number, rotation, _SCALE, (left, top, right, bottom)))
        found = []
        for x0, y0, x1, y1 in edges:
            rows = slice(max(round((y0 - top) * _SCALE), 0), max(round((y1 - top) * _SCALE), 0))
            columns = slice(max(round((x0 - left) * _SCALE), 0), max(round((x1 - left) * _SCALE), 0))
            found.append(sheet[rows, columns])
        return found

    def page(
        self, number: int, rotation: int, scale: float, within: tuple[float, float, float, float] | None = None
    ) -> Image.Image:
        """A page, or what lies between edges on it in points, in so many pixels a point."""
        if self._file is None:
            self._file = pypdfium2.PdfDocument(self._path)
        with closing(self._file[number - 1]) as sheet:
            # Places are measured on the whole sheet, of which a file may say that only a part is to be shown.
            sheet.set_cropbox(*sheet.get_mediabox())
            turn = (rotation - sheet.get_rotation()) % 360
            width, height = sheet.get_size() if turn % 180 == 0 else sheet.get_size()[::-1]
            left, top, right, bottom = within or (0, 0, width, height)
            crop = (left, max(height - bottom, 0), max(width - right, 0), top)
            image: Image.Image = sheet.render(scale=scale, rotation=turn, crop=crop).to_pil().convert("RGB")
        return image
