"""Pages as their content streams draw them, told which text is drawn invisibly or in a layer that is off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pdfminer.layout import LTChar, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.utils.exceptions import PdfminerException

# The modes of text that leave no ink: neither filled nor stroked, or only a path to clip by.
_WITHOUT_INK = (3, 7)
OFF, NO_INK = "off", "no ink"
"""Why a character is not seen: its layer is off, or it is drawn without ink, as scanners draw the text of a picture."""


class DrawnPage(Page):
    """A page with only those attributes of its characters that words are made of.

    To give each character all that pdfplumber knows of it takes half as long as to parse the page. `unseen` is why a
    character is not seen, None for others.
    """

    drawn = 0
    off: frozenset[int] = frozenset()

    @property
    def layout(self) -> LTPage:
        """What is drawn on the page, layers that are off without their shapes and pictures."""
        if not hasattr(self, "_layout"):
            device = _Device(self.pdf.rsrcmgr, pageno=self.page_number, laparams=self.pdf.laparams)
            interpreter = _Interpreter(self.pdf.rsrcmgr, device)
            device.off = self.off
            try:
                interpreter.process_page(self.page_obj)
            except Exception as error:
                # A malformed page raises whatever its parts happen to raise, which pdfplumber names by one error too.
                raise PdfminerException(error) from error
            self._layout: LTPage = device.get_result()
        return self._layout

    def process_object(self, obj: Any) -> dict[str, Any]:
        """One drawn object as pdfplumber describes it, with its `order`; a character with fewer attributes."""
        self.drawn += 1
        if not isinstance(obj, LTChar):
            found: dict[str, Any] = super().process_object(obj)
            return {**found, "order": self.drawn}
        left, over = self.mediabox[:2]
        top = self.height - obj.y1 + over
        return {
            "object_type": "char",
            "order": self.drawn,
            "text": obj.get_text(),
            "x0": obj.x0 + left,
            "x1": obj.x1 + left,
            "top": top,
            "bottom": self.height - obj.y0 + over,
            "doctop": self.initial_doctop + top,
            "upright": obj.upright,
            "matrix": obj.matrix,
            "fontname": obj.fontname,
            "size": obj.size,
            "non_stroking_color": obj.graphicstate.ncolor,
            "unseen": getattr(obj, "unseen", None),
        }


def drawn_page(page: Page, off: frozenset[int]) -> DrawnPage:
    """A page of pdfplumber's, with the ids of the layers that are off."""
    drawn = DrawnPage(page.pdf, page.page_obj, page.page_number, page.initial_doctop)
    drawn.off = off
    return drawn


def upright(page: DrawnPage) -> DrawnPage:
    """The page turned so that most of its text is upright, as for a wide table printed sideways."""
    turns = Counter(_turn(char["matrix"]) for char in page.chars)
    turn = turns.most_common(1)[0][0] if turns else 0
    if not turn:
        return page
    page.close()
    page.page_obj.rotate = (page.page_obj.rotate + turn) % 360
    page.page_obj.attrs["Rotate"] = page.page_obj.rotate
    return drawn_page(page, page.off)


def _turn(matrix: Sequence[float]) -> int:
    """By how many degrees clockwise text with this matrix must be turned to be upright."""
    across, up = matrix[0], matrix[1]
    if abs(across) >= abs(up):
        return 0 if across >= 0 else 180
    return 90 if up > 0 else 270


def layers_off(catalog: Mapping[str, Any]) -> frozenset[int]:
    """The ids of the layers (optional content groups) that a viewer does not show when it opens the file."""
    properties = resolve1(catalog.get("OCProperties")) or {}
    usual = resolve1(properties.get("D")) or {}
    is_off_at_first = _name(usual.get("BaseState")) == "OFF"
    first = _ids(properties.get("OCGs")) if is_off_at_first else frozenset()
    return first - _ids(usual.get("ON")) | _ids(usual.get("OFF"))


def _ids(references: Any) -> frozenset[int]:
    listed = resolve1(references)
    several = listed if isinstance(listed, list) else [references]
    return frozenset(one.objid for one in several if isinstance(one, PDFObjRef))


def _name(value: Any) -> str:
    """A name of the file, '' for anything else."""
    found = resolve1(value)
    return str(literal_name(found)) if isinstance(found, PSLiteral) else ""


class _Device(PDFPageAggregatorWithMarkedContent):
    """Collects what is drawn; shapes and pictures of layers that are off are not."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.off: frozenset[int] = frozenset()
        # Whether each part that is open, within the other, is off.
        self.parts: list[bool] = []
        self._has_ink = True

    def render_string(self, textstate: Any, *arguments: Any) -> None:
        """Note whether the text leaves ink."""
        self._has_ink = textstate.render not in _WITHOUT_INK
        super().render_string(textstate, *arguments)

    def render_char(self, *arguments: Any, **named: Any) -> float:
        """Note why a character is not seen."""
        width: float = super().render_char(*arguments, **named)
        why = OFF if any(self.parts) else None if self._has_ink else NO_INK
        # The characters of pdfminer have no such attribute; their subclass would need its whole `render_char` again.
        self.cur_item._objs[-1].unseen = why  # type: ignore[attr-defined]
        return width

    def render_image(self, *arguments: Any, **named: Any) -> None:
        """Leave out pictures that are off."""
        if not any(self.parts):
            super().render_image(*arguments, **named)

    def paint_path(self, *arguments: Any, **named: Any) -> None:
        """Leave out shapes that are off."""
        if not any(self.parts):
            super().paint_path(*arguments, **named)


class _Interpreter(PDFPageInterpreter):
    """Tells the device which parts of the content are in layers that are off."""

    device: _Device

    def do_BDC(self, tag: Any, props: Any) -> None:
        """Begin a part, which may be of a layer."""
        group = props
        if isinstance(props, PSLiteral):
            group = (resolve1(self.resources.get("Properties")) or {}).get(literal_name(props))
        self.device.parts.append(_name(tag) == "OC" and self._is_off(group))
        super().do_BDC(tag, props)

    def do_BMC(self, tag: Any) -> None:
        """Begin a part that is of no layer."""
        self.device.parts.append(False)
        super().do_BMC(tag)

    def do_EMC(self) -> None:
        """End the part that was begun last."""
        if self.device.parts:
            self.device.parts.pop()
        super().do_EMC()

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a form or picture, which may be of a layer itself."""
        found = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        is_off = self._is_off(getattr(found, "attrs", {}).get("OC"))
        self.device.parts.append(is_off)
        depth = len(self.device.parts)
        super().do_Do(xobjid_arg)
        # A form that ends within a part of its own ends that part too.
        del self.device.parts[depth - 1 :]

    def _is_off(self, group: Any) -> bool:
        """Whether a layer, or a set of layers of which one must be on, is off."""
        if isinstance(group, PDFObjRef) and group.objid in self.device.off:
            return True
        found = resolve1(group)
        members = _ids(found.get("OCGs")) if isinstance(found, dict) else frozenset()
        return bool(members) and members <= self.device.off
