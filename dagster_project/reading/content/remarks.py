"""Strengths and possible improvements (styrkor, förbättringsmöjligheter) that an evaluation lists for each area.

Belongs here: how remarks are divided: by paragraphs, by rows, or by capitals in text that lost its lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dagster_project.reading.content.listings import blocks_read
from dagster_project.reading.model import Cell, Document, Heading, ListItem, Page, Paragraph, Place, Table
from dagster_project.reading.records import EvaluationRemarkRecord, place_columns
from dagster_project.reading.vocabulary.loader import load
from dagster_project.reading.vocabulary.schemas import Lists
from dagster_project.terms import RemarkKind


@dataclass(frozen=True, slots=True)
class _Remark:
    area: str
    kind: RemarkKind
    text: str
    page: Page
    place: Place


def read_evaluation_remarks(document: Document) -> list[EvaluationRemarkRecord]:
    """All remarks of a report in reading order; a table is read column by column, as its rows are not pairs."""
    return [
        EvaluationRemarkRecord(
            document_id=document.document_id,
            item_number=number,
            area=remark.area,
            kind=remark.kind,
            text=remark.text,
            **place_columns(remark.place, remark.page.label),
        )
        for number, remark in enumerate(_remarks(document), 1)
    ]


def _remarks(document: Document) -> Iterator[_Remark]:
    lower_words: frozenset[str] | None = None
    named_area = heading_area = ""
    listed_kind: RemarkKind | None = None
    for page, block in blocks_read(document):
        if isinstance(block, Heading):
            listed_kind = _kind(block.text)
            match = load(Lists).evaluation_remarks.area.fullmatch(" ".join(block.text.split()))
            named_area = match["name"] if match else named_area
            heading_area = heading_area if listed_kind else block.text
        elif isinstance(block, Paragraph):
            listed_kind = _kind(block.text) or (listed_kind if not block.text.strip() else None)
        elif isinstance(block, ListItem) and listed_kind:
            yield _Remark(named_area or heading_area, listed_kind, block.text.strip(), page, block.place)
        elif isinstance(block, Table):
            columns = _remark_columns(block)
            if columns:
                lower_words = lower_words or _lower_words(document)
                for kind, column in columns:
                    cells = [row.cells[column] for row in block.rows[1:]]
                    for text, place in _texts(cells, lower_words):
                        yield _Remark(named_area or heading_area, kind, text, page, place)


def _remark_columns(table: Table) -> list[tuple[RemarkKind, int]]:
    """(kind, column) of each column of remarks; a table must have both kinds."""
    columns = [(kind, i) for i, cell in enumerate(table.rows[0].cells) if (kind := _kind(cell.text))]
    return columns if {kind for kind, _ in columns} == set(RemarkKind) else []


def _kind(text: str) -> RemarkKind | None:
    """The kind of remarks a header or a short title announces."""
    bare = text.strip(" :*")
    if len(bare) > 60:
        return None
    words = load(Lists).evaluation_remarks
    if words.strength.match(bare):
        return RemarkKind.STRENGTH
    return RemarkKind.IMPROVEMENT if words.improvement.match(bare) else None


def _texts(cells: Sequence[Cell], lower_words: frozenset[str]) -> Iterator[tuple[str, Place]]:
    """The remarks of a column: marked paragraphs, else one per cell; a single cell of running text is divided."""
    printed = [cell for cell in cells if cell.text.strip()]
    for cell in printed:
        if cell.items:
            yield from ((" ".join(item.split()), cell.place) for item in cell.items if item.strip())
        elif len(printed) == 1:
            yield from ((text, cell.place) for text in divide_running_text(cell.text, lower_words))
        else:
            yield " ".join(cell.text.split()), cell.place


def divide_running_text(text: str, lower_words: frozenset[str]) -> list[str]:
    """Divides remarks printed without separators at the capitals that begin one.

    A capital begins a remark unless it is an acronym or a name: names follow a connective ("med Högskolan"), or another
    name, and are not written with a small letter elsewhere in the report (`lower_words`).
    """
    connectives = load(Lists).evaluation_remarks.connectives
    remarks: list[list[str]] = []
    for word in text.split():
        previous = remarks[-1][-1] if remarks else ""
        if not remarks or _begins_remark(word, previous, len(remarks[-1]) == 1, connectives, lower_words):
            remarks.append([word])
        else:
            remarks[-1].append(word)
    return [" ".join(words) for words in remarks]


def _begins_remark(
    word: str, previous: str, previous_begins: bool, connectives: frozenset[str], lower_words: frozenset[str]
) -> bool:
    letters = re.sub(r"[\W\d_]", "", word)
    if not word[:1].isupper() or (len(letters) > 1 and letters[1:] != letters[1:].lower()):
        return False
    if previous.lower().strip(',;(”"') in connectives or previous.endswith((",", "–", "-", "&", "/")):
        return False
    if previous.endswith("."):
        return True
    is_common_word = re.sub(r"\W.*", "", word.lower()) in lower_words
    follows_name = previous[:1].isupper() and not previous_begins
    return is_common_word or not follows_name


def _lower_words(document: Document) -> frozenset[str]:
    """The words that a report has with a small first letter anywhere."""
    words: set[str] = set()
    for _, block in document.blocks:
        texts = (
            [cell.text for row in block.rows for cell in row.cells]
            if isinstance(block, Table)
            else [getattr(block, "text", "")]
        )
        for text in texts:
            words.update(re.findall(r"(?<!\w)[a-zåäö]{2,}(?!\w)", text))
    return frozenset(words)
