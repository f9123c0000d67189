"""Identifiers of staging rows: short hashes of what a row is, the same for the same row of the same bytes."""

from __future__ import annotations

import hashlib


def short_hash(*parts: object) -> str:
    """A stable identifier of 16 hexadecimal characters for these parts, in this order."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]


def table_id(document_id: str, table_number: int) -> str:
    """The identifier of a document's table by its ordinal, counting tables without figures too."""
    return short_hash(document_id, table_number)


def figure_id(document_id: str, table_number: int, row: int, column: int) -> str:
    """The identifier of a table's cell by table ordinal, row and column."""
    return short_hash(document_id, table_number, row, column)
