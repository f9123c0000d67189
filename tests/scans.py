"""Makes a PDF look printed and scanned: one grey, noisy, slightly skewed image per page, and no text."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a scanner treats a sheet: resolution, `skew` and quarter turns in degrees clockwise, and loss of quality."""

    dpi: int = 200
    skew: float = 0.7
    turned: int = 0
    blur: float = 0.5
    noise: float = 8.0
    paper: int = 245
    quality: int = 55


def scanner_of(seed: int) -> Scanner:
    """The scanner of a seed: 150 to 300 dpi, skewed by up to a degree, three in ten turn their sheets."""
    chance = random.Random(seed)
    return Scanner(
        dpi=chance.choice((150, 200, 200, 300, 300)),
        skew=round(chance.uniform(-1.0, 1.0), 2),
        turned=chance.choice((0, 0, 0, 0, 0, 0, 0, 90, 180, 270)),
        blur=round(chance.uniform(0.2, 0.7), 2),
        noise=round(chance.uniform(2.0, 12.0), 1),
        paper=chance.randint(232, 255),
        quality=chance.randint(45, 85),
    )


def scan(pdf: Path, out: Path, seed: int) -> None:
    """Write the scan of a whole PDF."""
    scan_pages(pdf, out, scanner_of(seed), seed)


def scan_pages(pdf: Path, out: Path, scanner: Scanner, seed: int = 0, pages: Sequence[int] | None = None) -> None:
    """Write the scan of the pages of a PDF (0-based; all if `pages` is None)."""
    file = pypdfium2.PdfDocument(pdf)
    numbers = range(len(file)) if pages is None else pages
    scale = scanner.dpi / _POINTS_PER_INCH
    sheets = [file[number].render(scale=scale, grayscale=True).to_pil() for number in numbers]
    file.close()
    chance = np.random.default_rng(seed)
    first, *others = [_scanned(sheet, scanner, chance) for sheet in sheets]
    first.save(out, "PDF", resolution=scanner.dpi, quality=scanner.quality, save_all=True, append_images=others)


def _scanned(sheet: Image.Image, scanner: Scanner, chance: np.random.Generator) -> Image.Image:
    skewed = sheet.convert("L").rotate(-scanner.skew, Image.Resampling.BICUBIC, fillcolor=255)
    blurred = skewed.filter(ImageFilter.GaussianBlur(scanner.blur * scanner.dpi / 150))
    ink = np.asarray(blurred, dtype=np.float32) / 255
    grey = 25 + ink * (scanner.paper - 25) + chance.normal(0, scanner.noise, ink.shape)
    dirty = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    return dirty.rotate(-scanner.turned, expand=True)
