"""The visible text of Word's paragraphs, with its emphasis, marks, notes and text boxes.

Inserted text is visible; deleted and hidden text and the instructions of fields are not. The kind of a paragraph
(heading, item, cell) is decided in `reader` and `tables`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from dagster_project.reading.sources.docx.marks import drawn_marks
from dagster_project.reading.sources.docx.styles import Numbering, Styles, child, is_on, points, value
from dagster_project.reading.sources.marks.glyphs import printed_as
from dagster_project.reading.sources.marks.images import character_marks
from dagster_project.reading.sources.marks.shapes import Appearance
from dagster_project.reading.sources.spans import raised_after

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HOLDERS = frozenset(
    qn(name)
    for name in (
        "w:hyperlink",
        "w:ins",
        "w:moveTo",
        "w:smartTag",
        "w:sdt",
        "w:sdtContent",
        "w:fldSimple",
        "w:customXml",
    )
) | {qn("w:dir"), qn("w:bdo")}
_BREAKS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NOTES = (qn("w:footnoteReference"), qn("w:endnoteReference"))
_SPACES = re.compile(r"[ \t\n\r\f\v]+")


@dataclass(slots=True)
class TextRun:
    """The text of a w:r, which has one formatting; `size` is in points."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False
    size: float = 0.0


@dataclass(slots=True)
class Text:
    """The visible part of one paragraph. `marks` are at offsets in `raw`, which keeps tabs and line breaks.

    `boxes` are the text boxes anchored in it, `objects` its drawings, `notes` the identifiers of the notes it refers
    to. `length` and `last` are the length and the last character of `raw`.
    """

    runs: list[TextRun] = field(default_factory=list)
    marks: list[tuple[int, Appearance]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    objects: list[Any] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    length: int = 0
    last: str = ""

    @property
    def raw(self) -> str:
        """The text with its tabs and line breaks."""
        return "".join(run.text for run in self.runs)

    @property
    def text(self) -> str:
        """The text with every break, tab and row of spaces as one space."""
        return plain(self.raw)

    @property
    def bold(self) -> bool:
        """Whether all printed characters are bold."""
        printed = [run for run in self.runs if run.text.strip()]
        return bool(printed) and all(run.bold for run in printed)

    @property
    def italic(self) -> bool:
        """Whether all printed characters are italic."""
        printed = [run for run in self.runs if run.text.strip()]
        return bool(printed) and all(run.italic for run in printed)

    @property
    def size(self) -> float:
        """The size of most of its letters, in points."""
        sizes: dict[float, int] = {}
        for run in self.runs:
            sizes[run.size] = sizes.get(run.size, 0) + len(run.text.strip())
        return max(sizes, key=sizes.__getitem__, default=0.0)


def plain(raw: str) -> str:
    """Text in one line: breaks, tabs and spaces become one space; the hard spaces in numbers remain."""
    return _SPACES.sub(" ", raw).strip(" ")


class TextReader:
    """Reads paragraphs in reading order, for a field may begin in one and end in another."""

    def __init__(self, styles: Styles, numbering: Numbering, part: Any) -> None:
        self.styles = styles
        self.numbering = numbering
        self._part = part
        self.generated_digits = 0
        self._instructions: list[bool] = []

    def label(self, paragraph: Any, is_seen: bool = True) -> str:
        """The number or bullet that Word generates before the next paragraph, or ""; `is_seen` if it is printed."""
        label = self.numbering.label(paragraph, self.styles) or ""
        self.generated_digits += sum(c.isdecimal() for c in label) if is_seen else 0
        return label

    def read(self, paragraph: Any) -> Text:
        """The visible text of a w:p."""
        found = Text()
        for element in _runs(paragraph):
            if element.tag == qn("w:r"):
                self._read_run(element, paragraph, found)
            else:
                formula = "".join(t.text or "" for t in element.iter(f"{_MATH}t"))
                found.runs.append(TextRun(formula))
                found.length += len(formula)
                found.last = formula[-1:] or found.last
        return found

    def _read_run(self, element: Any, paragraph: Any, found: Text) -> None:
        style = self.styles
        run = TextRun(
            "",
            bold=is_on(style.in_run(element, paragraph, "w:b")),
            italic=is_on(style.in_run(element, paragraph, "w:i")),
            raised=_is_raised(style, element, paragraph),
            size=style.size(element, paragraph),
        )
        found.runs.append(run)
        hidden = is_on(style.in_run(element, paragraph, "w:vanish"))
        before = found.length
        for part in _seen(element):
            if part.tag == qn("w:fldChar"):
                self._field(part.get(qn("w:fldCharType")))
            elif hidden or any(self._instructions):
                continue
            elif part.tag == qn("w:t"):
                run.text += unicodedata.normalize("NFC", (part.text or "").replace("\u00ad", ""))
            elif part.tag in _BREAKS:
                run.text += _BREAKS[part.tag]
            elif part.tag == qn("w:sym"):
                run.text += _symbol(part)
            elif part.tag in _NOTES:
                found.notes.append((part.tag, part.get(qn("w:id"))))
            elif part.tag in (qn("w:drawing"), qn("w:pict"), qn("w:object")):
                found.objects.append(part)
                boxes = list(text_boxes(part))
                found.boxes += boxes
                if not any("".join(t.text or "" for t in box.iter(qn("w:t"))).strip() for box in boxes):
                    at = before + len(run.text)
                    found.marks += [(at, appearance) for appearance in drawn_marks(part, self._part)]
        font = font_of(element)
        run.text = printed_as(run.text, font) if font else run.text
        if run.raised:
            run.text = raised_after(found.last, run.text)
        found.length += len(run.text)
        found.last = run.text[-1:] or found.last
        colour = value(element, "w:rPr", "w:color")
        if colour and run.text:
            found.marks += [(before, appearance) for appearance in character_marks(run.text, colour)]

    def _field(self, kind: str | None) -> None:
        """Tracks open fields: text before the separator of a field is an instruction."""
        if kind == "begin":
            self._instructions.append(True)
        elif kind == "separate" and self._instructions:
            self._instructions[-1] = False
        elif kind == "end" and self._instructions:
            self._instructions.pop()


def _runs(element: Any) -> Iterator[Any]:
    """The runs and formulas of a paragraph that are not deleted."""
    for part in element:
        if part.tag == qn("w:r") or part.tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
            yield part
        elif part.tag in _HOLDERS:
            yield from _runs(part)


def _seen(run: Any) -> Iterator[Any]:
    """The children of a run; of alternatives the first, which is the one that newer programs show."""
    for element in run:
        if element.tag == f"{_COMPATIBILITY}AlternateContent":
            choice = element.find(f"{_COMPATIBILITY}Choice")
            yield from choice if choice is not None else element
        else:
            yield element


def text_boxes(element: Any) -> Iterator[Any]:
    """The contents of the text boxes in a drawing, each once, although its form for older programs is there too."""
    for part in element:
        if part.tag == qn("w:txbxContent"):
            yield part
        elif part.tag != f"{_COMPATIBILITY}Fallback":
            yield from text_boxes(part)


def _is_raised(styles: Styles, run: Any, paragraph: Any) -> bool:
    """Whether a run is superscript, or set higher than the line, which other programs write for it."""
    alignment = styles.in_run(run, paragraph, "w:vertAlign")
    if alignment is not None:
        return bool(alignment.get(qn("w:val")) == "superscript")
    return points(value(run, "w:rPr", "w:position")) > 0


def _symbol(element: Any) -> str:
    """A character of a symbol font, given by its code."""
    code = element.get(qn("w:char"), "")
    if not re.fullmatch(r"[0-9a-fA-F]{1,6}", code) or int(code, 16) > 0x10FFFF:
        return ""
    return printed_as(chr(int(code, 16)), element.get(qn("w:font"), ""))


def font_of(run: Any) -> str:
    """The font that a run names itself."""
    fonts = child(run, "w:rPr", "w:rFonts")
    return "" if fonts is None else fonts.get(qn("w:ascii"), "")
