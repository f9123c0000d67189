"""Identifiers of staging rows: short hashes that are the same whenever the same bytes are read."""

from __future__ import annotations

import hashlib


def short_hash(*parts: object) -> str:
    """A stable identifier of 16 hexadecimal characters for parts in this order."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]


def table_id(document_id: str, table_number: int) -> str:
    """The identifier of a table by its 1-based ordinal in the document, tables without figures included."""
    return short_hash(document_id, table_number)


def figure_id(document_id: str, table_number: int, row: int, column: int) -> str:
    """The identifier of a cell by table, row and column, all 1-based."""
    return short_hash(document_id, table_number, row, column)
