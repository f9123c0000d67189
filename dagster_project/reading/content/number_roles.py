"""The role of every number on the page: which tokens became figures, which are something else, and which are unread.

The account is made from the document alone, apart from the reading of figures and claims. A token without a role is a
defect of the reading and is listed as unread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dagster_project.reading.content.claims import CellRoles, claim_id, is_prose
from dagster_project.reading.content.passages import Passage, passages
from dagster_project.reading.content.references import references
from dagster_project.reading.content.statements import cell_runs, numbering, statements
from dagster_project.reading.identity import short_hash
from dagster_project.reading.model import Document
from dagster_project.reading.numbers import MINUS_SIGNS, SPACES, numeric_tokens, worded_runs
from dagster_project.reading.records import ClaimRecord, NumberRecord, place_columns
from dagster_project.terms import CellRole, NumberRole, PassageKind

_CONTEXT = 40
_AMOUNT = (
    rf"(?:[+{re.escape(MINUS_SIGNS)}][{SPACES}]?\d+(?:[{SPACES}]\d{{3}})*(?:[.,]\d+)?"
    rf"|\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:,\d+)?|\d+[.,]\d+)[%‰]?"
)
_AMOUNTS = re.compile(rf"(?<![\w.,]){_AMOUNT}(?:\s+{_AMOUNT})+(?![\w.,])")
_HEADING_NUMBER = re.compile(r"\s*\d+(?:\.\d+)*[.)]?(?=\s)")
_ROLE_OF_KIND = {
    PassageKind.FURNITURE: NumberRole.PAGE_FURNITURE,
    PassageKind.MARKER: NumberRole.IDENTIFIER,
    PassageKind.SUPERSCRIPT: NumberRole.REFERENCE,
}
_LABELS = (PassageKind.HEADING, PassageKind.CAPTION, PassageKind.MARK, PassageKind.LEGEND)
_ROLE_OF_CELL = {
    CellRole.FIGURE: NumberRole.FIGURE,
    CellRole.HEADER: NumberRole.HEADER,
    CellRole.LABEL: NumberRole.LABEL,
    CellRole.IDENTIFIER: NumberRole.IDENTIFIER,
    CellRole.REFERENCE: NumberRole.REFERENCE,
    CellRole.PAGE_FURNITURE: NumberRole.PAGE_FURNITURE,
}

_Role = tuple[NumberRole, str | None]
"""A role with the key of the figure or claim that the token belongs to."""


def number_records(document: Document, cells: CellRoles, claims: Sequence[ClaimRecord]) -> list[NumberRecord]:
    """One row per numeric token, in reading order; `cells` are the roles of table cells by place."""
    claimed = frozenset(claim.claim_id for claim in claims)
    records = []
    for passage in passages(document):
        tokens = list(numeric_tokens(passage.text))
        if tokens:
            role_of = _roles(document.document_id, passage, cells, claimed)
            records += [_record(document.document_id, passage, token, role_of) for token in tokens]
    return records


def digits_by_page(document: Document, numbers: Sequence[NumberRecord]) -> Mapping[int, int]:
    """The decimal digits accounted for, by page (1-based); text without pages is one page."""
    first = document.pages[0].number if document.pages else 1
    digits = Counter[int]()
    for number in numbers:
        digits[first if number.page_number is None else number.page_number] += number.digits
    return digits


def _record(
    document_id: str, passage: Passage, token: re.Match[str], role_of: Callable[[int, int], _Role]
) -> NumberRecord:
    start, end = token.span()
    role, key = role_of(start, end)
    columns: dict[str, Any] = place_columns(passage.place_of(start, end), passage.page.label)
    return NumberRecord(
        document_id=document_id,
        number_id=short_hash(document_id, "number", passage.number, start),
        token=token[0],
        digits=sum(c.isdecimal() for c in token[0]),
        role=role,
        context=passage.text[max(0, start - _CONTEXT) : end + _CONTEXT].strip(),
        figure_id=key if role is NumberRole.FIGURE else None,
        claim_id=key if role is NumberRole.CLAIM else None,
        **columns,
    )


def _roles(
    document_id: str, passage: Passage, cells: CellRoles, claimed: frozenset[str]
) -> Callable[[int, int], _Role]:
    """A function that gives the role of a token by its start and end in the passage."""
    cell = cells.get(passage.place) if passage.kind is PassageKind.CELL else None
    if cell is not None and cell.role in _ROLE_OF_CELL:
        by_cell = _ROLE_OF_CELL[cell.role], cell.figure_id
        lost = _lost_cells(passage.text) if cell.role is CellRole.LABEL else []
        return lambda start, end: (NumberRole.UNREAD, None) if _in_any(start, end, lost) else by_cell
    if passage.kind in _ROLE_OF_KIND:
        by_kind = _ROLE_OF_KIND[passage.kind], None
        return lambda start, end: by_kind
    spans = list(_spans(document_id, passage, cells, claimed))
    labels = passage.kind in _LABELS
    otherwise = NumberRole.LABEL if labels else NumberRole.UNREAD
    return lambda start, end: next(
        ((role, key) for first, last, role, key in spans if start < last and first < end), (otherwise, None)
    )


def _lost_cells(text: str) -> list[tuple[int, int]]:
    """The spans of a label or heading that are the cells of a row which was read as one: several amounts in a row."""
    return [*(match.span() for match in _AMOUNTS.finditer(text)), *cell_runs(text), *worded_runs(text)]


def _in_any(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in spans)


def _spans(
    document_id: str, passage: Passage, cells: CellRoles, claimed: frozenset[str]
) -> Iterator[tuple[int, int, NumberRole, str | None]]:
    """The spans of running text whose numbers have a role: claims, references, the text's own numbering."""
    text = passage.text
    if is_prose(passage, cells):
        for statement in statements(text):
            key = claim_id(document_id, passage, statement)
            if key in claimed:
                yield statement.start, statement.end, NumberRole.CLAIM, key
    for start, end in passage.notes:
        yield start, end, NumberRole.REFERENCE, None
    if passage.kind is PassageKind.HEADING:
        yield from ((start, end, NumberRole.UNREAD, None) for start, end in _lost_cells(text))
    for reference in references(text):
        yield reference.start, reference.end, NumberRole.REFERENCE, None
    cell = cells.get(passage.place) if passage.kind is PassageKind.CELL else None
    if cell is not None and cell.role is CellRole.UNREAD:
        return
    heading_number = _HEADING_NUMBER.match(text) if passage.kind is PassageKind.HEADING else None
    yield 0, heading_number.end() if heading_number else numbering(text), NumberRole.IDENTIFIER, None
