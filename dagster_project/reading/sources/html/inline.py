"""The text of a web page's elements as a browser shows it, with its emphasis, raised characters and marks."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dagster_project.reading.sources.marks.images import character_marks, image_appearances
from dagster_project.reading.sources.marks.shapes import Appearance
from dagster_project.reading.sources.spans import raised_after
from dagster_project.terms import Colour, MarkShape

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_TEXT = ("head", "title", "script", "style", "template", "noscript", "nav", "iframe", "object", "svg")
_TO_FILL_IN = ("select", "option", "datalist", "textarea", "button")
_HIDDEN_TAGS = frozenset((*_NO_TEXT, *_TO_FILL_IN))
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I)
_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*#([0-9a-f]{6}|[0-9a-f]{3})\b", re.I)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.I)
# The sides of a picture that may be a status mark, in pixels.
_LEAST, _LARGEST = 6, 40
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*italic", re.I)


def is_hidden_tag(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether a browser shows nothing of an element, or only links to other pages."""
    if tag in _HIDDEN_TAGS or "hidden" in attributes or attributes.get("role") == "navigation":
        return True
    return _HIDDEN_STYLE.search(attributes.get("style", "")) is not None


def is_hidden(element: Any) -> bool:
    """Whether nothing of an element is shown."""
    return is_hidden_tag(element.tag, element.attrib)


class TextRun(NamedTuple):
    """Text of one formatting; a line break is a run of its own, a newline."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False


@dataclass(slots=True)
class Inline:
    """Text within a paragraph, and its marks, each with its offset in `raw`."""

    runs: list[TextRun] = field(default_factory=list)
    marks: list[tuple[int, Appearance]] = field(default_factory=list)

    def add(self, text: str, bold: bool = False, italic: bool = False, raised: bool = False) -> None:
        """Adds text; a run of white space becomes one space."""
        if text:
            self.runs.append(TextRun(_SPACES.sub(" ", text), bold, italic, raised))

    def break_line(self) -> None:
        """Ends the line, as `<br>` and block elements do."""
        self.runs.append(TextRun("\n"))

    def append(self, other: Inline) -> None:
        """Adds the contents of another."""
        before = self.raw
        if other.runs and other.runs[0].raised:
            first, *rest = other.runs
            other = Inline([first._replace(text=raised_after(before, first.text)), *rest], other.marks)
        self.marks += [(len(before) + at, appearance) for at, appearance in other.marks]
        self.runs += other.runs

    @property
    def raw(self) -> str:
        """The text with its line breaks."""
        return "".join(run.text for run in self.runs)

    @property
    def text(self) -> str:
        """The text with every row of white space as one space; hard spaces remain."""
        return _plain(self.raw)

    @property
    def bold(self) -> bool:
        """Whether all printed characters are bold."""
        printed = self._printed()
        return bool(printed) and all(run.bold for run in printed)

    @property
    def italic(self) -> bool:
        """Whether all printed characters are italic."""
        printed = self._printed()
        return bool(printed) and all(run.italic for run in printed)

    def _printed(self) -> list[TextRun]:
        return [run for run in self.runs if run.text.strip()]

    def after(self, at: int) -> str:
        """The text from the mark at offset `at` to the next mark."""
        following = min((other for other, _ in self.marks if other > at), default=len(self.raw))
        return _plain(self.raw[at:following])

    def paragraphs(self) -> Iterator[Inline]:
        """Its parts between two consecutive line breaks."""
        if not _PARAGRAPH.search(self.raw):
            yield self
            return
        part, at = Inline(), 0
        waiting = dict[int, list[Appearance]]()
        for offset, appearance in self.marks:
            waiting.setdefault(offset, []).append(appearance)
        previous = ""
        for run in self.runs:
            if run.text == "\n" and previous.strip(" ") == "\n":
                yield part
                part = Inline()
            for offset in [offset for offset in waiting if offset < at + max(len(run.text), 1)]:
                part.marks += [(len(part.raw), appearance) for appearance in waiting.pop(offset)]
            part.runs.append(run)
            at += len(run.text)
            previous = run.text if run.text.strip(" ") else previous
        part.marks += [(len(part.raw), appearance) for found in waiting.values() for appearance in found]
        yield part


def _plain(raw: str) -> str:
    return _SPACES.sub(" ", raw.replace("\u00ad", "")).strip(" \xa0")


def read_inline(element: Any) -> Inline:
    """The visible contents of an element; line breaks separate the block elements in it."""
    found = Inline()
    _read(element, found, False, False, False, "")
    return found


def _read(element: Any, found: Inline, bold: bool, italic: bool, raised: bool, colour: str) -> None:
    tag, style = element.tag, element.get("style", "")
    if tag == "br":
        found.break_line()
        return
    if tag == "img":
        found.marks += [(len(found.raw), appearance) for appearance in _picture(element)]
        return
    bold = bold or tag in ("b", "strong", "th") or _BOLD_STYLE.search(style) is not None
    italic = italic or tag in ("i", "em") or _ITALIC_STYLE.search(style) is not None
    raised = raised or tag == "sup"
    match = _COLOUR.search(style)
    colour = match[1] if match else element.get("color", "").lstrip("#") or colour
    _add(element.text or "", found, bold, italic, raised, colour)
    for child in element:
        if isinstance(child.tag, str) and not is_hidden(child):
            parts = child.tag in ("p", "li", "div", "tr") and found.raw.strip()
            if parts:
                found.break_line()
            _read(child, found, bold, italic, raised, colour)
        _add(child.tail or "", found, bold, italic, raised, colour)


def _add(text: str, found: Inline, bold: bool, italic: bool, raised: bool, colour: str) -> None:
    if colour:
        full = "".join(2 * digit for digit in colour) if len(colour) == 3 else colour
        found.marks += [(len(found.raw), appearance) for appearance in character_marks(text, full)]
    found.add(raised_after(found.raw, text) if raised else text, bold, italic, raised)


def _picture(element: Any) -> tuple[Appearance, ...]:
    """The appearances of a small picture; unknown where it is in a separate file, which is not read."""
    source = element.get("src", "")
    match = _DATA.match(source)
    if not match:
        sides = [element.get(side, "") for side in ("width", "height")]
        is_small = all(side.isdecimal() and _LEAST <= int(side) <= _LARGEST for side in sides)
        return (Appearance(MarkShape.OTHER, Colour.OTHER),) if is_small and source else ()
    try:
        return image_appearances(base64.b64decode(source[match.end() :], validate=False))
    except binascii.Error:
        return ()
