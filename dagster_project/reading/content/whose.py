"""The organization that goals, assessments and the items of lists concern.

Belongs here: the column, table and headings that such an item is printed under, for the same rule as figures have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from dagster_project.reading.content.passages import passages
from dagster_project.reading.model import Document, Place
from dagster_project.reading.organizations import organization_label
from dagster_project.reading.records import AssessmentRecord, ScopedRecord
from dagster_project.reading.tables.scopes import scope_of
from dagster_project.terms import PassageKind

_Scoped = TypeVar("_Scoped", bound=ScopedRecord)
# A point to the side is a column or a cell away, one above or below is another row.
_SIDEWAYS = 0.1


@dataclass(frozen=True, slots=True)
class _Span:
    """A printed span with its table's caption and the headings above."""

    place: Place
    caption: str
    section: tuple[str, ...]


class Whose:
    """The captions and headings over every printed span of a document."""

    def __init__(self, document: Document) -> None:
        self._pages: dict[int | None, list[_Span]] = {}
        caption = ""
        for passage in passages(document):
            if passage.kind in (PassageKind.FURNITURE, PassageKind.MARK):
                continue
            if passage.kind is PassageKind.CAPTION:
                caption = passage.text
            elif passage.kind is not PassageKind.CELL:
                caption = ""
            section = tuple(passage.section.split(" > ")) if passage.section else ()
            if passage.kind is PassageKind.HEADING:
                section = (*section, passage.text)
            self._pages.setdefault(passage.place.page, []).append(_Span(passage.place, caption, section))

    def scoped(self, records: Iterable[_Scoped]) -> list[_Scoped]:
        """The records with the name that column, row, caption or the nearest heading gives them."""
        return [self._scoped(record) for record in records]

    def _scoped(self, record: _Scoped) -> _Scoped:
        spans = self._pages.get(record.page_number, [])
        nearest = min(spans, key=lambda span: _distance(span.place, record), default=_Span(Place(), "", ()))
        column: str | None = None
        path: tuple[str, ...] = ()
        if isinstance(record, AssessmentRecord):
            heads = record.column_label.split(" > ")
            column = next(filter(None, map(organization_label, reversed(heads))), None)
            path = tuple(record.row_path.split(" > "))
        scope = scope_of(column, path, nearest.caption, nearest.section)
        return replace(record, scope_as_printed=scope.as_printed, scope_source=scope.source)


def _distance(place: Place, record: ScopedRecord) -> tuple[int, float]:
    """How far a span is from a record on its page: in lines, else in points."""
    lines = abs((place.line or 0) - (record.line_number or 0))
    if place.top is None or record.top is None or place.x0 is None or record.x0 is None:
        return lines, float(abs((place.start or 0) - (record.char_start or 0)))
    return lines, abs(place.top - record.top) + _SIDEWAYS * abs(place.x0 - record.x0)
