"""What Word's styles and numbering say about a paragraph: its level, emphasis, size, indent and generated number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from docx.oxml.ns import qn

_VAL = qn("w:val")
_OFF = ("0", "false", "off", "none")
_LEVEL_MARK = re.compile(r"%(\d)")
_HEADING_NAME = re.compile(r"(?:heading|rubrik)\s*(\d)", re.I)
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_DEEPEST = 9
_DEFAULT_SIZE = 10.0
_tag = cache(qn)


def is_on(element: Any) -> bool:
    """Whether a toggle property is on: it is present, without a value that says no."""
    return element is not None and element.get(_VAL, "1") not in _OFF


def child(element: Any, *names: str) -> Any:
    """The element on this path of names, None where one is missing."""
    for name in names:
        if element is None:
            return None
        element = element.find(_tag(name))
    return element


def value(element: Any, *names: str) -> str | None:
    """The w:val of the element on this path of names."""
    found = child(element, *names)
    text: str | None = None if found is None else found.get(_VAL)
    return text


def points(twips: str | None) -> float:
    """A length in twentieths of a point as points; 0 where it is missing or is not a number."""
    return float(twips) / 20 if twips and re.fullmatch(r"-?\d+(\.\d+)?", twips) else 0.0


class Styles:
    """The styles of a document by identifier. A style inherits from the one it is based on."""

    def __init__(self, root: Any) -> None:
        elements = [] if root is None else root.findall(qn("w:style"))
        self._by_id = {element.get(qn("w:styleId")): element for element in elements}
        self._default = {
            element.get(qn("w:type")): element.get(qn("w:styleId"))
            for element in elements
            if element.get(qn("w:default")) in ("1", "true", "on")
        }
        self._document = child(root, "w:docDefaults", "w:rPrDefault", "w:rPr")
        self._found: dict[tuple[str | None, ...], Any] = {}

    def _chain(self, identifier: str | None) -> Iterator[Any]:
        seen: set[str] = set()
        while identifier and identifier not in seen and identifier in self._by_id:
            seen.add(identifier)
            yield self._by_id[identifier]
            identifier = value(self._by_id[identifier], "w:basedOn")

    def _of_style(self, identifier: str | None, *names: str) -> Any:
        """The element on this path of names in a style or one that it is based on."""
        key = (identifier, *names)
        if key not in self._found:
            found = (child(style, *names) for style in self._chain(identifier))
            self._found[key] = next((element for element in found if element is not None), None)
        return self._found[key]

    def _style_of(self, paragraph: Any) -> str | None:
        return value(paragraph, "w:pPr", "w:pStyle") or self._default.get("paragraph")

    def name(self, paragraph: Any) -> str:
        """The name of a paragraph's style, lower case: English for Word's own styles in every language."""
        return (value(self._by_id.get(self._style_of(paragraph)), "w:name") or "").lower()

    def in_paragraph(self, paragraph: Any, *names: str) -> Any:
        """A property of a paragraph: its own, or its style's."""
        own = child(paragraph, "w:pPr", *names)
        if own is not None:
            return own
        return self._of_style(self._style_of(paragraph), "w:pPr", *names)

    def in_run(self, run: Any, paragraph: Any, name: str) -> Any:
        """A property of a run: its own, its style's, its paragraph's style's, or the document's."""
        own = child(run, "w:rPr", name)
        if own is not None:
            return own
        of_run = self._of_style(value(run, "w:rPr", "w:rStyle"), "w:rPr", name)
        if of_run is not None:
            return of_run
        of_paragraph = self._of_style(self._style_of(paragraph), "w:rPr", name)
        return child(self._document, name) if of_paragraph is None else of_paragraph

    def size(self, run: Any, paragraph: Any) -> float:
        """The size of a run's letters, in points."""
        half_points = self.in_run(run, paragraph, "w:sz")
        text = None if half_points is None else half_points.get(_VAL)
        return float(text) / 2 if text and re.fullmatch(r"\d+(\.\d+)?", text) else _DEFAULT_SIZE

    def level(self, paragraph: Any) -> int | None:
        """The level of a heading by its outline level or its style's name, from 1; None for other paragraphs."""
        outline = self.in_paragraph(paragraph, "w:outlineLvl")
        text = None if outline is None else outline.get(_VAL)
        if text and text.isdecimal() and int(text) < _DEEPEST:
            return int(text) + 1
        name = self.name(paragraph)
        match = _HEADING_NAME.match(name)
        if match:
            return int(match[1])
        return 1 if name in ("title", "rubrik") else None

    def table_is_headed(self, style: str | None) -> bool:
        """Whether a table style distinguishes the first row by shading or bold type."""
        for element in self._chain(style):
            for part in element.findall(qn("w:tblStylePr")):
                if part.get(qn("w:type")) == "firstRow":
                    shading = child(part, "w:tcPr", "w:shd")
                    return is_shaded(shading) or is_on(child(part, "w:rPr", "w:b"))
        return False


def is_shaded(shading: Any) -> bool:
    """Whether a w:shd fills its cell with a visible colour."""
    fill = "" if shading is None else shading.get(qn("w:fill"), "")
    return fill.lower() not in ("", "auto", "ffffff")


@dataclass(slots=True)
class _Level:
    form: str
    text: str
    start: int
    style: str | None


@dataclass(slots=True)
class _List:
    """One numbering: its levels, and how far each has counted."""

    levels: dict[int, _Level]
    counted: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The numbers and bullets that Word generates before paragraphs; the text of the file has none of them."""

    def __init__(self, root: Any) -> None:
        elements = [] if root is None else list(root)
        abstract = {
            element.get(qn("w:abstractNumId")): _List(_levels(element))
            for element in elements
            if element.tag == qn("w:abstractNum")
        }
        self._lists: dict[str, _List] = {}
        for element in elements:
            if element.tag != qn("w:num"):
                continue
            shared = abstract.get(value(element, "w:abstractNumId") or "")
            restarts = element.find(qn("w:lvlOverride")) is not None
            if shared is not None:
                self._lists[element.get(qn("w:numId"))] = _restarted(shared, element) if restarts else shared

    def label(self, paragraph: Any, styles: Styles) -> str | None:
        """The number or bullet of the next paragraph, in reading order: "1.2", "a)", "•"; None without one."""
        properties = styles.in_paragraph(paragraph, "w:numPr")
        number = value(properties, "w:numId")
        found = self._lists.get(number or "")
        if found is None:
            return None
        depth = value(properties, "w:ilvl")
        style = value(paragraph, "w:pPr", "w:pStyle")
        linked = next((n for n, level in found.levels.items() if style and level.style == style), 0)
        at = int(depth) if depth and depth.isdecimal() else linked
        level = found.levels.get(at)
        if level is None or level.form == "none":
            return None
        if level.form == "bullet":
            return "•"
        found.counted[at] = found.counted.get(at, level.start - 1) + 1
        for deeper in [n for n in found.counted if n > at]:
            del found.counted[deeper]
        return _LEVEL_MARK.sub(lambda match: _counted(found, int(match[1]) - 1), level.text).strip()


def _levels(element: Any) -> dict[int, _Level]:
    return {
        int(level.get(qn("w:ilvl"))): _Level(
            value(level, "w:numFmt") or "decimal",
            value(level, "w:lvlText") or "",
            int(value(level, "w:start") or 1),
            value(level, "w:pStyle"),
        )
        for level in element.findall(qn("w:lvl"))
    }


def _restarted(shared: _List, number: Any) -> _List:
    """The numbering with a count of its own, and the starts that it gives its levels."""
    levels = dict(shared.levels)
    for override in number.findall(qn("w:lvlOverride")):
        levels |= _levels(override)
        at, start = int(override.get(qn("w:ilvl"))), value(override, "w:startOverride")
        if start and at in levels:
            old = levels[at]
            levels[at] = _Level(old.form, old.text, int(start), old.style)
    return _List(levels)


def _counted(numbering: _List, at: int) -> str:
    level = numbering.levels.get(at)
    if level is None:
        return ""
    number = numbering.counted.get(at, level.start)
    form = level.form.lower()
    if form.endswith("letter"):
        text = chr(ord("a") + (number - 1) % 26)
    elif form.endswith("roman"):
        text = _roman(number)
    else:
        return str(number)
    return text.upper() if level.form.startswith("upper") else text


def _roman(number: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (number // worth)
        number %= worth
    return text
