"""Removes Markdown and HTML marks from text, and keeps the raw position of every remaining character.

A mark may leave something behind: bold, list items, link texts. Which lines are headings or tables is not decided here.
Only known tag names are tags: `<29 år` and `Dag 60>` are text.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from dagster_project.reading.model import Cell, Place

_INLINE_TAGS = "b|strong|i|em|u|s|sup|sub|span|font|small|big|a|code|mark|center"
_BLOCK_TAGS = "p|ul|ol|li|br|div|table|thead|tbody|tfoot|tr|td|th|h[1-6]|hr|img|section|caption"
TAG = re.compile(rf"<(?P<close>/?)(?P<name>{_INLINE_TAGS}|{_BLOCK_TAGS})(?:\s[^<>]*)?/?>|<!--.*?-->", re.I | re.S)
_TOKEN = re.compile(
    rf"(?P<tag>{TAG.pattern})"
    r"|(?P<entity>&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]{1,30});)"
    r"|(?P<image>!\[[^\]\n]*\]\([^)\n]*\))"
    r"|\[(?P<link>[^\]\n]+)\]\((?:https?://|mailto:|#|/)[^)\s]*\)"
    r"|(?P<escape>\\(?=[\\*_#|<>\[\]~`.-]))",
    re.I | re.S,
)
_MARKS = re.compile(r"[<&*_\\\[\r\n\t\f]")
_BOLD = re.compile(r"(\*\*|__)(?=[^\s*_])(.+?)(?<=[^\s*])\1(?!\w)", re.S)
_ITALIC = re.compile(r"(?<![\w*\\])(\*)(?=[^\s*])([^*]+?)(?<=[^\s*\\])\*(?![\w*])")
_BULLET = re.compile(r"[•·▪‣◦*–-]\s+")
_BLOCKS = re.compile(rf"(?:{_BLOCK_TAGS})\Z", re.I)
_ITEM_TAGS = frozenset({"p", "li"})


@dataclass(frozen=True, slots=True)
class Clean:
    """Text without marks. `positions[i]` is the raw index of character i; `items` are (start, end) ranges of `text`."""

    text: str
    positions: tuple[int, ...]
    bold: bool = False
    italic: bool = False
    items: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _Piece:
    """The characters between two block tags: kept character, raw position, bold, italic."""

    characters: list[tuple[str, int, bool, bool]]
    is_item: bool


def clean(raw: str) -> Clean:
    """The text of `raw` without marks; block tags and line breaks become one space, `<p>` and `<li>` become items."""
    if not _MARKS.search(raw):
        start, end = len(raw) - len(raw.lstrip()), len(raw.rstrip())
        return Clean(raw[start:end], tuple(range(start, end)))
    pieces = [piece for piece in map(_trimmed, _pieces(raw)) if piece.characters]
    kept: list[tuple[str, int, bool, bool]] = []
    items: list[tuple[int, int]] = []
    for piece in pieces:
        if kept:
            kept.append((" ", kept[-1][1], False, False))
        start = len(kept)
        kept.extend(piece.characters)
        if piece.is_item:
            items.append((start, len(kept)))
    printed = [one for one in kept if not one[0].isspace()]
    return Clean(
        text="".join(one[0] for one in kept),
        positions=tuple(one[1] for one in kept),
        bold=bool(printed) and all(one[2] for one in printed),
        italic=bool(printed) and all(one[3] for one in printed),
        items=tuple(items),
    )


def cell(raw: str, line: int, start: int, page: int | None = None) -> Cell:
    """The cell printed as `raw`, which begins at character `start` of line `line` (1-based)."""
    found = clean(raw)
    if not found.text:
        return Cell(place=Place(page=page, line=line, start=start, end=start + len(raw)))
    return Cell(
        text=found.text,
        place=Place(page=page, line=line, start=start + found.positions[0], end=start + found.positions[-1] + 1),
        items=tuple(found.text[a:b] for a, b in found.items),
        bold=found.bold,
        italic=found.italic,
    )


def _pieces(raw: str) -> list[_Piece]:
    """The parts of `raw` between block tags, without marks."""
    bold_marks, italic_marks = _emphasis(raw, _BOLD, 2), _emphasis(raw, _ITALIC, 1)
    dropped = {at for start, width, _ in bold_marks + italic_marks for at in range(start, start + width)}
    toggles = {start: "b" for start, _, _ in bold_marks} | {start: "i" for start, _, _ in italic_marks}
    pieces = [_Piece([], False)]
    depth = {"b": 0, "i": 0}
    opened = {"b": False, "i": False}
    tokens = {match.start(): match for match in _TOKEN.finditer(raw)}
    at = 0
    while at < len(raw):
        if at in dropped:
            if at in toggles:
                opened[toggles[at]] = not opened[toggles[at]]
            at += 1
            continue
        bold, italic = opened["b"] or depth["b"] > 0, opened["i"] or depth["i"] > 0
        match = tokens.get(at)
        if match is None:
            characters = pieces[-1].characters
            if raw[at] == "\n":
                while characters and characters[-1][0].isspace():
                    characters.pop()
            elif raw[at].isspace() and characters and raw[characters[-1][1]] == "\n":
                at += 1
                continue
            characters.append((" " if raw[at] in "\r\n\t\f" else raw[at], at, bold, italic))
            at += 1
            continue
        if match["tag"]:
            _apply_tag(match, pieces, depth)
        elif match["entity"]:
            pieces[-1].characters.extend((c, at, bold, italic) for c in html.unescape(match["entity"]))
        elif match["link"]:
            first = match.start("link")
            pieces[-1].characters.extend((c, first + i, bold, italic) for i, c in enumerate(match["link"]))
        at = match.end()
    return pieces


def _apply_tag(match: re.Match[str], pieces: list[_Piece], depth: dict[str, int]) -> None:
    name = (match["name"] or "").lower()
    step = -1 if match["close"] else 1
    if name in ("b", "strong", "th"):
        depth["b"] = max(0, depth["b"] + step)
    elif name in ("i", "em"):
        depth["i"] = max(0, depth["i"] + step)
    if name and _BLOCKS.match(name):
        pieces.append(_Piece([], name in _ITEM_TAGS and not match["close"]))


def _emphasis(raw: str, pattern: re.Pattern[str], width: int) -> list[tuple[int, int, str]]:
    """Both marks of every emphasis: (start, width, mark)."""
    marks = []
    for match in pattern.finditer(raw):
        marks += [(match.start(), width, match[1]), (match.end() - width, width, match[1])]
    return marks


def _trimmed(piece: _Piece) -> _Piece:
    """The piece without space around it and, in an item, without its bullet."""
    characters = piece.characters
    start, end = 0, len(characters)
    while start < end and characters[start][0].isspace():
        start += 1
    while end > start and characters[end - 1][0].isspace():
        end -= 1
    if piece.is_item:
        bullet = _BULLET.match("".join(one[0] for one in characters[start:end]))
        start += bullet.end() if bullet else 0
    return _Piece(characters[start:end], piece.is_item)
