"""Tracked changes of paragraph marks: the paragraphs of a document after all changes are accepted.

A paragraph whose mark is deleted, or moved away, goes on in the one after it (ECMA-376, 17.13.5.15). Inserted marks
part paragraphs as others do. Changes of text are accepted where it is read, in `text`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from docx.oxml.ns import qn

from dagster_project.reading.sources.docx.styles import child

_PARAGRAPH, _TABLE = qn("w:p"), qn("w:tbl")
_GONE = frozenset({qn("w:del"), qn("w:moveFrom")})
# What holds the paragraphs of one text, and what only wraps some of them.
_STORIES = tuple(qn(name) for name in ("w:body", "w:tc", "w:txbxContent", "w:footnote", "w:endnote", "w:hdr", "w:ftr"))
_WRAPPERS = frozenset(qn(name) for name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo"))


def content_of(holder: Any) -> list[Any]:
    """The paragraphs and tables of a cell, text box or other text, with those in content controls."""
    found = []
    for element in holder:
        if element.tag in (_PARAGRAPH, _TABLE):
            found.append(element)
        elif element.tag in _WRAPPERS:
            found += content_of(element)
    return found


def join_paragraphs(root: Any) -> None:
    """Move the contents of each paragraph whose mark is gone into the paragraph after it, in the tree itself.

    Before a table, and at the end of a cell, there is none, and the paragraph stays.
    """
    for story in root.iter(*_STORIES):
        content = content_of(story)
        joined = [_mark_is_gone(element) for element in content]
        for (element, following), is_joined in zip(pairwise(content), joined, strict=False):
            if is_joined and following.tag == _PARAGRAPH:
                _join(element, following)


def _mark_is_gone(element: Any) -> bool:
    mark = child(element, "w:pPr", "w:rPr") if element.tag == _PARAGRAPH else None
    return mark is not None and any(part.tag in _GONE for part in mark)


def _join(first: Any, second: Any) -> None:
    properties, others = child(first, "w:pPr"), child(second, "w:pPr")
    contents = [part for part in first if part is not properties]
    section, has_section = child(properties, "w:sectPr"), child(others, "w:sectPr") is not None
    if section is None and not has_section and _has_text(first) and not _has_text(second):
        # What has no text gives the text before it no style: a heading stays one.
        if others is not None:
            second.remove(others)
        others = properties
        if others is not None:
            second.insert(0, others)
    at = 0 if others is None else 1
    second[at:at] = contents
    if section is None:
        first.getparent().remove(first)
    else:
        # The section says which page headers are shown.
        first[:] = [properties]
        properties[:] = [section]


def _has_text(paragraph: Any) -> bool:
    return any(
        (text.text or "").strip() and not any(ancestor.tag in _GONE for ancestor in text.iterancestors())
        for text in paragraph.iter(qn("w:t"))
    )
