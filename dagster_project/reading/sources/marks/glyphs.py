"""Characters as they are seen on paper.

Symbol fonts print pictures for letters (an "l" in Wingdings is ●), and some files print accents apart from letters.
Which coloured characters are status marks is decided in `find`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Glyphs

# Where symbol fonts have their letters in Unicode's private area.
_PRIVATE = range(0xF000, 0xF100)
_UNNAMED = re.compile(r"\(cid:(\d{1,3})\)")
_FREE_ACCENTS = {"\u00a8": "\u0308", "\u02da": "\u030a", "\u00b4": "\u0301"}
_SUBSET = re.compile(r"^[a-z]{6}\+")


@lru_cache(maxsize=4096)
def printed_as(text: str, font: str) -> str:
    """The text with the letters of a symbol font replaced by the characters that they look like.

    Where the font is not known, letters in the private area are looked up as Wingdings, where nearly all are from.
    """
    table = _table(font)
    if table is None:
        return text if not any(ord(c) in _PRIVATE for c in text) else "".join(_private(c) for c in text)
    # A letter without a name of its own may be called the ligature that has its code in other fonts.
    text = _UNNAMED.sub(lambda match: chr(int(match[1])), text.replace("fi", "\ufb01"))
    return "".join(table.get(ord(c) - 0xF000 if ord(c) in _PRIVATE else ord(c), c) for c in text)


@lru_cache(maxsize=256)
def is_symbol_font(font: str) -> bool:
    """Whether a font prints pictures for letters."""
    return _table(font) is not None


def composed(chars: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The characters, each accent that is printed by itself joined to its letter (a, ring: å).

    `chars` are pdfplumber's, in the order of the file. A combining accent follows its letter; a free-standing one, of
    TeX's fonts, precedes it. Word processors may take the accent from another font, at another height.
    """
    if not any(_is_apart(text) for char in chars if not (text := char["text"]).isascii()):
        return list(chars)
    found: list[dict[str, Any]] = []
    waiting = ""
    for char in chars:
        text = char["text"]
        if found and len(text) == 1 and unicodedata.combining(text):
            end = max(found[-1]["x1"], char["x1"])
            found[-1] = {**found[-1], "text": unicodedata.normalize("NFC", found[-1]["text"] + text), "x1": end}
            continue
        whole = unicodedata.normalize("NFC", text + waiting) if waiting else text
        if waiting and len(whole) == 1 and found[-1]["x0"] < char["x1"] and char["x0"] < found[-1]["x1"]:
            found[-1] = {**char, "text": whole}
        else:
            found.append({**char, "text": unicodedata.normalize("NFC", text)})
        waiting = _FREE_ACCENTS.get(text, "")
    return found


@lru_cache(maxsize=1024)
def _is_apart(text: str) -> bool:
    is_accent = text in _FREE_ACCENTS or bool(text and unicodedata.combining(text[0]))
    return is_accent or not unicodedata.is_normalized("NFC", text)


def _private(character: str) -> str:
    # The bullet of Symbol has the same code as a clock of Wingdings, which no report prints.
    code = ord(character) - 0xF000
    return {**load(Glyphs).root["wingdings"], 0xB7: "•"}.get(code, character)


@lru_cache(maxsize=256)
def _table(font: str) -> Mapping[int, str] | None:
    name = re.sub(r"[\s-]", "", _SUBSET.sub("", font.lower()))
    fonts = load(Glyphs).root
    # "symbola" and "symbolset" are ordinary fonts with characters of their own.
    return next((fonts[key] for key in fonts if re.match(rf"{key}(?:mt|regular|\d|,|$)", name)), None)
