"""Counts the digits in the text of a .docx file apart from the reader.

They are counted from the bytes by expat, which shares no code with python-docx and lxml, so that text that the reader
loses is noticed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

_STYLES_PART = "word/styles.xml"
# Word's own limit of styles that are based on each other is eleven.
_DEEPEST_STYLE = 11
_OFF = ("0", "false", "off")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_TEXTS = frozenset({f"{_WORD} t", f"{_MATH} t"})
_GONE = frozenset({f"{_WORD} del", f"{_WORD} moveFrom"})
_PASSED_OVER = _GONE | {f"{_COMPATIBILITY} Fallback"}
# What holds the paragraphs of one text.
_STORIES = frozenset(f"{_WORD} {name}" for name in ("body", "tc", "txbxContent", "footnote", "endnote", "hdr", "ftr"))
_OF_PARAGRAPH = [f"{_WORD} p", f"{_WORD} pPr"]
_OF_MARK = [*_OF_PARAGRAPH, f"{_WORD} rPr"]
_OF_RUN = [f"{_WORD} r", f"{_WORD} rPr"]


def independent_digits(path: Path, part_names: Mapping[str, int]) -> int:
    """The number of decimal digits in the text of these parts, each counted as often as it is shown."""
    with zipfile.ZipFile(path) as archive:
        styles = archive.read(_STYLES_PART) if _STYLES_PART in archive.namelist() else b""
        hidden = _hidden_styles(styles) if styles else frozenset()
        return sum(times * _Digits.of(archive.read(name), hidden) for name, times in part_names.items())


def _hidden_styles(data: bytes) -> frozenset[str]:
    """The identifiers of the styles that hide text, by themselves or by the style that they are based on."""
    hides: dict[str, bool | None] = {}
    based_on: dict[str, str] = {}
    for style in ElementTree.fromstring(data).iterfind(f"{{{_WORD}}}style"):
        identifier = style.get(f"{{{_WORD}}}styleId", "")
        vanish = style.find(f"{{{_WORD}}}rPr/{{{_WORD}}}vanish")
        hides[identifier] = None if vanish is None else vanish.get(f"{{{_WORD}}}val", "1") not in _OFF
        base = style.find(f"{{{_WORD}}}basedOn")
        based_on[identifier] = "" if base is None else base.get(f"{{{_WORD}}}val", "")
    for _ in range(_DEEPEST_STYLE):
        hides = {name: hides.get(based_on[name]) if own is None else own for name, own in hides.items()}
    return frozenset(name for name, own in hides.items() if own)


@dataclass(slots=True)
class _Run:
    """The digits in an open run, and whether it is hidden; None where its paragraph decides."""

    digits: int = 0
    hidden: bool | None = None


@dataclass(slots=True)
class _Paragraph:
    """The digits in an open paragraph: `shown` whatever its style is, and `styled`, which its style may hide.

    It `goes_on` in the next paragraph if its mark is deleted.
    """

    shown: int = 0
    styled: int = 0
    hides: bool = False
    goes_on: bool = False
    has_text: bool = False

    @property
    def visible(self) -> int:
        return self.shown + (0 if self.hides else self.styled)

    def take(self, before: _Paragraph) -> None:
        """Add a paragraph that goes on in this one and gets its style, unless this one has no text."""
        if before.has_text and not self.has_text:
            self.hides = before.hides
        self.shown += before.shown
        self.styled += before.styled
        self.has_text |= before.has_text


class _Digits:
    """Counts the digits of visible text: not deleted, not hidden, not an instruction of a field."""

    def __init__(self, hidden_styles: frozenset[str]) -> None:
        self.count = 0
        self._hidden_styles = hidden_styles
        self._passed_over = 0
        self._open: list[str] = []
        # The paragraphs of a text box are inside a run of another paragraph, and hidden with it.
        self._within: list[_Paragraph | _Run] = []
        # Of each open story, the paragraph that goes on in the next one.
        self._waiting: list[_Paragraph | None] = [None]
        self._instructions: list[bool] = []

    @classmethod
    def of(cls, data: bytes, hidden_styles: frozenset[str] = frozenset()) -> int:
        digits = cls(hidden_styles)
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = digits._start
        parser.EndElementHandler = digits._end
        parser.CharacterDataHandler = digits._text
        parser.Parse(data, True)
        return digits.count

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _STORIES:
            self._waiting.append(None)
        elif name == f"{_WORD} tbl":
            self._settle()
        elif name == f"{_WORD} p":
            self._within.append(_Paragraph())
        elif name == f"{_WORD} r":
            self._within.append(_Run())
        elif name == f"{_WORD} fldChar":
            self._field(attributes.get(f"{_WORD} fldCharType", ""))
        elif self._within:
            self._property(self._within[-1], name, attributes.get(f"{_WORD} val", ""))
        self._open.append(name)
        self._passed_over += name in _PASSED_OVER

    def _property(self, of: _Paragraph | _Run, name: str, value: str) -> None:
        """Notes what a property says of the paragraph or run that it is one of; former properties say nothing."""
        if isinstance(of, _Run):
            if self._open[-2:] == _OF_RUN and name == f"{_WORD} rStyle":
                of.hidden = value in self._hidden_styles or None
            elif self._open[-2:] == _OF_RUN and name == f"{_WORD} vanish":
                of.hidden = value not in _OFF
        elif self._open[-2:] == _OF_PARAGRAPH and name == f"{_WORD} pStyle":
            of.hides = value in self._hidden_styles
        elif self._open[-3:] == _OF_MARK and name in _GONE:
            of.goes_on = True

    # Separate from the reader's, for a check must not share the mistakes of the code it checks.
    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._instructions.append(True)
        elif kind == "separate" and self._instructions:
            self._instructions[-1] = False
        elif kind == "end" and self._instructions:
            self._instructions.pop()

    def _end(self, name: str) -> None:
        self._open.pop()
        self._passed_over -= name in _PASSED_OVER
        if name in _STORIES:
            self._settle()
            self._waiting.pop()
        elif name in (f"{_WORD} p", f"{_WORD} r"):
            ended = self._within.pop()
            if isinstance(ended, _Run):
                self._end_run(ended)
            elif not self._passed_over:
                self._end_paragraph(ended)

    def _end_run(self, run: _Run) -> None:
        holder = self._within[-1] if self._within else None
        if isinstance(holder, _Paragraph) and run.hidden is None:
            holder.styled += run.digits
        elif not run.hidden:
            self._add(run.digits)

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        waiting = self._waiting[-1]
        if waiting is not None:
            paragraph.take(waiting)
        self._waiting[-1] = paragraph
        if not paragraph.goes_on:
            self._settle()

    def _settle(self) -> None:
        """Counts the paragraph that waits for the next one in its story: there is none."""
        waiting = self._waiting[-1]
        if waiting is not None:
            self._add(waiting.visible)
            self._waiting[-1] = None

    def _add(self, digits: int) -> None:
        holder = self._within[-1] if self._within else None
        if holder is None:
            self.count += digits
        elif isinstance(holder, _Run):
            holder.digits += digits
        else:
            holder.shown += digits

    def _text(self, text: str) -> None:
        if self._open[-1] not in _TEXTS or self._passed_over or any(self._instructions):
            return
        if text.strip():
            for paragraph in self._within:
                if isinstance(paragraph, _Paragraph):
                    paragraph.has_text = True
        self._add(sum(c.isdecimal() for c in text))
