"""The document's blocks as staging rows, so that every text can be searched with its section and place."""

from __future__ import annotations

from dagster_project.reading.model import Block, Document, Furniture, Heading, ListItem, Mark, Paragraph, Table
from dagster_project.reading.records import BlockRecord, place_columns
from dagster_project.terms import BlockKind


def block_records(document: Document) -> list[BlockRecord]:
    """One record per block in reading order; a table is represented by its caption or first row."""
    records: list[BlockRecord] = []
    section: list[Heading] = []
    for page, block in document.blocks:
        kind, level, text = _described(block)
        if isinstance(block, Heading):
            section = [h for h in section if h.level and block.level and h.level < block.level]
        records.append(
            BlockRecord(
                document_id=document.document_id,
                block_number=len(records) + 1,
                kind=kind,
                level=level,
                section=" > ".join(heading.text for heading in section),
                text=text,
                **place_columns(block.place, page.label),
            )
        )
        if isinstance(block, Heading):
            section.append(block)
    return records


def _described(block: Block) -> tuple[BlockKind, int | None, str]:
    match block:
        case Heading(text=text, level=level):
            return BlockKind.HEADING, level, text
        case Paragraph(text=text):
            return BlockKind.PARAGRAPH, None, text
        case ListItem(text=text, marker=marker):
            return BlockKind.LIST_ITEM, None, f"{marker} {text}".strip()
        case Furniture(text=text):
            return BlockKind.FURNITURE, None, text
        case Table(rows=rows, caption=caption):
            return BlockKind.TABLE, None, caption or " | ".join(rows[0].texts)
        case Mark(text=text):
            return BlockKind.MARK, None, text
