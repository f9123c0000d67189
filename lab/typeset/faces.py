"""Typefaces for reportlab: which are installed, the width of text in them, and characters that they lack."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from lab.printed import Case
from lab.typeset import CannotTypesetError

# Regular, bold, italic and horizontal scale. Files are found by name. Vera comes with reportlab; Helvetica and Times
# are in every PDF viewer and aren't embedded.
_FAMILIES: dict[str, tuple[tuple[str, str, str, float], ...]] = {
    "sans": (
        ("LiberationSans-Regular", "LiberationSans-Bold", "LiberationSans-Italic", 1.0),
        ("Carlito-Regular", "Carlito-Bold", "Carlito-Italic", 1.0),
        ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", 1.0),
    ),
    "serif": (
        ("LiberationSerif-Regular", "LiberationSerif-Bold", "LiberationSerif-Italic", 1.0),
        ("Times-Roman", "Times-Bold", "Times-Italic", 1.0),
    ),
    "condensed": (
        ("LiberationSansNarrow-Regular", "LiberationSansNarrow-Bold", "LiberationSansNarrow-Italic", 1.0),
        ("DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "DejaVuSansCondensed-Oblique", 0.9),
        ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", 0.8),
    ),
    "wide": (
        ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", 1.0),
        ("Vera", "VeraBd", "VeraIt", 1.0),
    ),
}
_FALLBACK = ("DejaVuSans", "DejaVuSans-Bold")
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
# Widths in ems of spaces that fonts often lack. Programs then advance without a glyph.
_GAPS = {"\u2009": 0.2, "\u202f": 0.2, "\u00a0": 0.25, "\u2007": 0.55}
_LIGATURES = (("fi", "ﬁ"), ("fl", "ﬂ"))
_SYMBOLS = "●◆▲■▼★→↑↓−≤≥"


@dataclass(frozen=True, slots=True)
class Run:
    """A span of text in one face. `is_gap` is an advance without a glyph."""

    text: str
    face: str
    width: float
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font family as one report uses it. `scale` is horizontal; `spacing` is in points, added after each letter."""

    regular: str
    bold: str
    italic: str
    scale: float
    spacing: float
    joins: bool

    def face(self, bold: bool = False, italic: bool = False) -> str:
        return self.bold if bold else self.italic if italic else self.regular

    def measure(self, text: str, size: float, bold: bool = False) -> float:
        """Width of a text in points."""
        return sum(run.width for run in self.runs(text, self.face(bold), size))

    def runs(self, text: str, face: str, size: float) -> Iterator[Run]:
        """The text as it can be drawn: with ligatures, in a face that has its characters, with gaps for lacking spaces.

        A line with a character that the face lacks is set entirely in another face, as word processors do.
        """
        if self.joins and not _is_standard(face):
            for letters, joined in _LIGATURES:
                if _has(face, joined):
                    text = text.replace(letters, joined)
        if any(not _has(face, ch) and ch not in _GAPS for ch in text):
            text, face = _replaced(text, face, "bold" in face.lower() or face.endswith("Bd"))
        start = 0
        for at, ch in enumerate(text):
            if ch in _GAPS and not _has(face, ch):
                if at > start:
                    yield self._run(text[start:at], face, size)
                yield Run(ch, face, _GAPS[ch] * size * self.scale, is_gap=True)
                start = at + 1
        if start < len(text):
            yield self._run(text[start:], face, size)

    def shows(self, text: str) -> bool:
        """Whether an installed face can show the text."""
        try:
            list(self.runs(text, self.regular, 1.0))
        except CannotTypesetError:
            return False
        return True

    def advance(self, text: str, face: str, size: float) -> float:
        """Width in points of the text of a run."""
        return (float(pdfmetrics.stringWidth(text, face, size)) + self.spacing * len(text)) * self.scale

    def _run(self, text: str, face: str, size: float) -> Run:
        return Run(text, face, self.advance(text, face, size))


def typeface(case: Case, rng: random.Random) -> Typeface:
    """An installed family for the font of the case, among those that lack the fewest of its characters."""
    page = case.page
    families = [family for family in _FAMILIES[page.font] if all(_is_standard(n) or _file(n) for n in family[:3])]
    families = families or [_FAMILIES["wide"][-1]]
    # The repr of the blocks has all their characters. Every font has those of its field names.
    letters = set(str(case.blocks)) - set(_GAPS)
    lacking = [sum(not _has(_known(family[0]), ch) for ch in letters) for family in families]
    regular, bold, italic, scale = rng.choice(
        [family for family, lost in zip(families, lacking, strict=True) if lost == min(lacking)]
    )
    return Typeface(_known(regular), _known(bold), _known(italic), scale, page.spacing, page.ligatures)


def _replaced(text: str, face: str, bold: bool) -> tuple[str, str]:
    fallback = _FALLBACK[bold]
    if _file(fallback) and all(_has(_known(fallback), ch) or ch in _GAPS for ch in text):
        return text, _known(fallback)
    text = unicodedata.normalize("NFC", text)
    if all(_has(face, ch) or ch in _GAPS for ch in text):
        return text, face
    # Without any font installed the standard faces borrow symbols from Symbol and ZapfDingbats.
    standard = "Helvetica-Bold" if bold else "Helvetica"
    lacking = [ch for ch in text if not _has(standard, ch) and ch not in _SYMBOLS and ch not in _GAPS]
    if lacking:
        raise CannotTypesetError(f"no installed font shows {''.join(lacking)!r}: install fonts-dejavu-core")
    return text, standard


def _has(face: str, ch: str) -> bool:
    if _is_standard(face):
        return _in_windows(ch)
    return ord(ch) in pdfmetrics.getFont(face).face.charToGlyph


def _in_windows(ch: str) -> bool:
    try:
        ch.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _is_standard(face: str) -> bool:
    return face in pdfmetrics.standardFonts


@cache
def _known(name: str) -> str:
    path = _file(name)
    if path:
        pdfmetrics.registerFont(TTFont(name, path))
    return name


@cache
def _file(name: str) -> str:
    """Path of a TrueType font by its file's stem, or ''."""
    return _files().get(name, "")


@cache
def _files() -> dict[str, str]:
    folders = [Path(reportlab.__file__).parent / "fonts", *map(Path, _FOLDERS), Path.home() / ".fonts"]
    return {path.stem: str(path) for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*.ttf"))}
