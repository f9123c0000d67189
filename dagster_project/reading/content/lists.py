"""Lists of texts in a report: assignments, internal control, reviews of private contractors.

One record per printed item, its cells joined over page breaks. The meaning of an answer or a status is decided in
`assessments` and in the warehouse. Remarks of evaluations are read in `remarks`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from dagster_project.reading.content.forms import Chapter, Form, numbered
from dagster_project.reading.content.legend import Legend, Sign
from dagster_project.reading.content.listings import Listing, ListingForm, ListingRow, read_listings
from dagster_project.reading.model import Document, Heading, ListItem, Page, Paragraph, Place, Symbol
from dagster_project.reading.records import (
    AssignmentRecord,
    ContractReviewRecord,
    InternalControlRecord,
    place_columns,
)
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Lists
from dagster_project.terms import FormField

_LONGEST_STATUS = 80


@dataclass(slots=True)
class Item:
    """One item of a list: the text of each role in its printed parts, and the place where it begins."""

    page: Page
    place: Place
    section: str
    headers: Mapping[str, str]
    parts: dict[str, list[str]] = field(default_factory=dict)
    symbols: dict[str, tuple[Symbol, ...]] = field(default_factory=dict)

    def add(self, row: ListingRow) -> None:
        """Appends the texts and marks of a row to their roles."""
        for role in row.columns:
            if text := row.text(role):
                self.parts.setdefault(role, []).append(text)
            if symbols := row.cell(role).symbols:
                self.symbols[role] = self.symbols.get(role, ()) + symbols

    def text(self, role: str) -> str | None:
        """The text of a role, its parts joined over page breaks; None if nothing is printed."""
        return _joined(self.parts.get(role, [])) or None

    def as_printed(self, role: str) -> str | None:
        """The text of a role or, where a mark is drawn instead, its shape and colour."""
        marks = " ".join(f"{symbol.shape} {symbol.colour}" for symbol in self.symbols.get(role, ()))
        return self.text(role) or marks or None

    def sign(self, role: str, legend: Legend) -> Sign | None:
        """The sign in the words or marks of a role, None without one."""
        return legend.worded_sign(self.text(role) or "", self.symbols.get(role, ()))


def _joined(parts: Sequence[str]) -> str:
    """Text parts joined by spaces; a word hyphenated at the break is rejoined."""
    joined = ""
    for part in parts:
        if re.search(r"[a-zåäö]-$", joined) and re.match(r"[a-zåäö]", part):
            joined = joined[:-1] + part
        else:
            joined = f"{joined} {part}".strip()
    return joined


def listing_forms() -> tuple[ListingForm, ...]:
    """The forms of all lists whose items carry their own status."""
    return _assignment_form(), _control_form(), _review_form()


@cache
def _assignment_form() -> ListingForm:
    return ListingForm.of(load(Lists).assignments)


@cache
def _control_form() -> ListingForm:
    return ListingForm.of(load(Lists).internal_controls)


@cache
def _review_form() -> ListingForm:
    words = load(Lists).contract_reviews
    return ListingForm.of(words, "fulfilled", words.answers)


def _items(listing: Listing, begins: Callable[[ListingRow], bool]) -> list[Item]:
    """The items of a list; a row that does not begin one continues the one before."""
    items: list[Item] = []
    for row in listing.rows:
        if begins(row) or not items:
            place = next((cell.place for cell in row.row.cells if cell.text.strip()), Place())
            items.append(Item(row.page, place, listing.section, listing.headers))
        items[-1].add(row)
    return items


# Assignments.


def find_assignments(document: Document) -> list[Item]:
    """The assignments of a report (uppdrag, direktiv) with roles assignment, status and comment, in reading order."""
    found = [
        item
        for listing in read_listings(document, _assignment_form())
        for item in _items(listing, lambda row: bool(row.text("assignment")))
    ]
    return found + list(_titled_assignments(Form.of(document)))


def read_assignments(document: Document) -> list[AssignmentRecord]:
    """All assignments of a report, from tables and from chapters; an empty status is null."""
    return [
        AssignmentRecord(
            document_id=document.document_id,
            item_number=number,
            section=item.section,
            text=text,
            status_as_printed=item.as_printed("status"),
            comment=item.text("comment"),
            **place_columns(item.place, item.page.label),
        )
        for number, item in enumerate(find_assignments(document), 1)
        if (text := item.text("assignment"))
    ]


def _titled_assignments(form: Form) -> Iterator[Item]:
    """Assignments that are titles: "4.1.1 Uppdrag: Utred …", or "5.2 Direktiv värdskap" in a chapter of direktiv."""
    legend = Legend()
    for index, (page, block) in enumerate(form.blocks):
        if not isinstance(block, Heading | Paragraph | ListItem) or not _is_assignment_title(
            block, form.chapters.get(index)
        ):
            continue
        chapter = form.chapters.get(index)
        section = chapter.parents[-1].title if chapter and chapter.parents else ""
        item = Item(page, block.place, section, {"status": "", "assignment": ""})
        item.parts["assignment"] = [" ".join(block.text.split())]
        for part in form.fields(index):
            text = " ".join(part.text.split())
            if part.key is FormField.VERDICT and "status" not in item.parts:
                sign = legend.worded_sign(text[:_LONGEST_STATUS])
                item.parts["status"] = [sign.as_printed] if sign else []
                item.headers = {"status": part.label, "assignment": ""}
            elif part.key is FormField.COMMENT:
                item.parts.setdefault("comment", []).append(text)
        yield item


def _is_assignment_title(block: Heading | Paragraph | ListItem, chapter: Chapter | None) -> bool:
    stem = load(Lists).assignment_titles.stem
    _, name = numbered(block.text)
    if re.match(rf"{stem}(?:\s+\d+(?:\.\d+)*)?\s*[:–-]\s*\S+\s+\S", name, re.IGNORECASE):
        return isinstance(block, Heading) or len(block.text) <= 300
    if chapter is None or not chapter.parents or not chapter.number:
        return False
    match = re.match(rf"({stem})\s+\S", name, re.IGNORECASE)
    return match is not None and match[1].lower() in chapter.parents[-1].name.lower()


# Internal control.


def find_internal_controls(document: Document) -> list[Item]:
    """The controlled risks of a report with their roles; without a risk column the control is the subject."""
    return [item for listing in read_listings(document, _control_form()) for item in _items(listing, _begins_control)]


def _begins_control(row: ListingRow) -> bool:
    return bool(row.text("risk") or ("risk" not in row.columns and row.text("control")))


def read_internal_controls(document: Document) -> list[InternalControlRecord]:
    """All controlled risks of a report."""
    return [
        InternalControlRecord(
            document_id=document.document_id,
            item_number=number,
            section=item.section,
            risk=risk,
            description=item.text("description"),
            control=item.text("control"),
            assessment_as_printed=item.as_printed("assessment"),
            result=item.text("result"),
            action=item.text("action"),
            **place_columns(item.place, item.page.label),
        )
        for number, item in enumerate(find_internal_controls(document), 1)
        if (risk := item.text("risk") or item.text("control"))
    ]


# Reviews of private contractors.


def read_contract_reviews(document: Document) -> list[ContractReviewRecord]:
    """All followed-up points of contracts; a contract is on its first row and applies until the next.

    A row without an answer continues the row above. In a table without header only a cell that names a firm or a
    contract opens a new contract; another word there ("Kostenheten") is the unit that followed up.
    """
    form = _review_form()
    records: list[ContractReviewRecord] = []
    for listing in read_listings(document, form):
        contract: str | None = None
        for item, opened in _reviews(listing):
            contract = opened or contract
            records.append(
                ContractReviewRecord(
                    document_id=document.document_id,
                    item_number=len(records) + 1,
                    section=item.section,
                    contract=contract,
                    followed_up=item.text("followed_up") or "",
                    fulfilled_as_printed=item.as_printed("fulfilled"),
                    deficiency=item.text("deficiency"),
                    effect=item.text("effect"),
                    action=item.text("action"),
                    **place_columns(item.place, item.page.label),
                )
            )
    return records


def _reviews(listing: Listing) -> Iterator[tuple[Item, str | None]]:
    """Each reviewed point with the contract that its first row opens, if any."""
    items = _items(listing, lambda row: bool(row.text("fulfilled") or row.cell("fulfilled").symbols))
    firsts = [row for row in listing.rows if row.text("fulfilled") or row.cell("fulfilled").symbols] or listing.rows
    contract_words = load(Lists).contract_reviews.contract_words
    for item, row in zip(items, firsts, strict=False):
        printed = item.parts.get("contract", [])
        names_contract = bool(printed) and (row.headed or contract_words.search(" ".join(printed)) is not None)
        if item.text("followed_up"):
            yield item, _joined(printed) if names_contract else None
