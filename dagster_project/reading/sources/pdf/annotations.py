"""Makes the values of form fields and the text of notes a part of the pages that show them."""

from __future__ import annotations

import ctypes
import re
import textwrap
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from typing import Any

import pypdfium2
from pypdfium2 import raw

# Annotations whose appearance has text that viewers show on the page: fields, notes written on it, stamps.
_SHOWN = {raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP}
_SIZE = re.compile(r"([\d.]+) +Tf")
_USUAL_SIZE = 10.0
# In font sizes: the usual width of a letter, and the distance between lines.
_LETTER, _LINE = 0.5, 1.2


def flattened(document: pypdfium2.PdfDocument) -> bytes | None:
    """The file of a document whose fields and notes are drawn on its pages; None for one without such."""
    # Pages that were opened before do not show the fields.
    document.init_forms()
    are_drawn = [_draw(document, number) for number in range(len(document))]
    if not any(are_drawn):
        return None
    whole = BytesIO()
    document.save(whole)
    return whole.getvalue()


def _draw(document: pypdfium2.PdfDocument, number: int) -> bool:
    """Draw the fields and notes of a page on it; False where it has none."""
    with closing(document[number]) as page:
        kinds = []
        for at in range(raw.FPDFPage_GetAnnotCount(page)):
            with _annotation(page, at) as annotation:
                kinds.append(raw.FPDFAnnot_GetSubtype(annotation))
                # Viewers write a note that says how it looks only in words.
                if kinds[-1] == raw.FPDF_ANNOT_FREETEXT and not raw.FPDFAnnot_HasKey(annotation, b"AP"):
                    _write(document, page, annotation)
        return bool(_SHOWN & set(kinds)) and bool(
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_FAIL
        )


@contextmanager
def _annotation(page: pypdfium2.PdfPage, at: int) -> Iterator[Any]:
    annotation = raw.FPDFPage_GetAnnot(page, at)
    try:
        yield annotation
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _write(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, annotation: Any) -> None:
    """Write the text of a note into its rectangle, in lines that fit its width."""
    if raw.FPDFAnnot_GetFlags(annotation) & (raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW):
        return
    found = _SIZE.search(_value(annotation, b"DA"))
    size = float(found[1]) if found and float(found[1]) else _USUAL_SIZE
    edges = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, edges)
    letters = max(round((edges.right - edges.left) / (_LETTER * size)), 1)
    lines = [part for line in _value(annotation, b"Contents").splitlines() for part in textwrap.wrap(line, letters)]
    for number, line in enumerate(lines, start=1):
        text = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", size)
        raw.FPDFText_SetText(text, _wide(line))
        raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, edges.left, edges.top - number * _LINE * size)
        raw.FPDFPage_InsertObject(page, text)
    raw.FPDFPage_GenerateContent(page)


def _value(annotation: Any, key: bytes) -> str:
    """A text of an annotation's dictionary, '' where it has none."""
    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _wide(text: str) -> Any:
    encoded = (text + "\0").encode("utf-16-le")
    return ctypes.cast(ctypes.create_string_buffer(encoded), ctypes.POINTER(raw.FPDF_WCHAR))
