"""The truth of a document: one row per figure, written to `facts.csv` for people to check and for the score."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from io import StringIO

from tests.real.document import Document, Line, Meaning, Table

COLUMNS = (
    "domain",
    "table_title",
    "row_label",
    "row_path",
    "column_label",
    "measure",
    "scenario",
    "year",
    "value",
    "unit",
    "value_as_printed",
    "is_missing",
    "organization_kind",
    "organization",
    "period_type",
    "period_start",
    "period_end",
)

_MISSING = {"", "-", "–", "—", "−", "..", "x", "Stängt", "Ej aktuellt"}


def facts(document: Document) -> list[dict[str, str]]:
    return [fact for table in document.tables for fact in _facts(table)]


def as_csv(rows: list[dict[str, str]]) -> str:
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def stored(document: Document) -> list[dict[str, str]]:
    with (document.folder / "facts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> Decimal | None:
    """The value of a printed number: groups of three by blanks or points, a decimal comma or point, any minus."""
    plain = re.sub(r"[\s\u00a0\u202f\u2009]", "", text).rstrip("%*").removesuffix("kr")
    plain = re.sub(r"^[-–−—]", "-", plain).lstrip("+")
    plain = plain.replace(".", "") if re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+", plain) else plain.replace(",", ".")
    plain = re.sub(r"^\((.*)\)$", r"-\1", plain)
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _facts(table: Table) -> Iterator[dict[str, str]]:
    seen: Counter[str] = Counter()
    groups: list[str] = []
    used: set[str] = set()
    for line in table.lines:
        if line is None:
            continue
        if line.kind == "group":
            groups = [*groups[: line.depth], *([line.label] if line.label else [])]
            if not any(line.cells):
                continue
        seen[line.label] += 1
        key = line.label if seen[line.label] == 1 else f"{line.label}#{seen[line.label]}"
        used.add(key)
        path = [*groups, _label(table, line)] if line.kind != "group" else groups
        yield from _row(table, line, key, path)
    unknown = (table.meaning.rows.keys() | table.meaning.cells.keys()) - used
    if unknown:
        raise ValueError(f"the meaning names rows that are not printed: {sorted(unknown)}")


def _label(table: Table, line: Line) -> str:
    """The label of a row; where that is only its number, the text in a column without figures beside it."""
    texts = (text for of, text in zip(table.meaning.columns, line.cells, strict=True) if of is None and text.strip())
    return next(texts, line.label) if line.label.isdigit() else line.label


def _row(table: Table, line: Line, key: str, path: list[str]) -> Iterator[dict[str, str]]:
    meaning = table.meaning
    for column, (of_column, text) in enumerate(zip(meaning.columns, line.cells, strict=True), 1):
        if of_column is None:
            continue
        found = Meaning.model_validate(meaning.model_dump(exclude={"columns", "groups", "rows", "cells"}))
        found = found.with_(of_column)
        for group in path[:-1]:
            found = found.with_(meaning.groups.get(group, Meaning()))
        found = found.with_(meaning.rows.get(key, Meaning()))
        found = found.with_(meaning.cells.get(key, {}).get(column, Meaning()))
        value = Decimal(found.value) if found.value else number(text)
        if value is None and text not in _MISSING:
            raise ValueError(f"no number: {text!r} in row {key!r}")
        yield _fact(table, line, path, column, text, value, found)


def _fact(
    table: Table, line: Line, path: list[str], column: int, text: str, value: Decimal | None, found: Meaning
) -> dict[str, str]:
    kind, name = found.organization or ("", "")
    period = found.period or ()
    return {
        "domain": found.domain or "",
        "table_title": table.title,
        "row_label": _label(table, line),
        "row_path": " > ".join(path),
        "column_label": table.column_label(column),
        "measure": found.measure or "",
        "scenario": found.scenario or "",
        "year": found.year or "",
        "value": "" if value is None else format(value, "f"),
        "unit": found.unit or "",
        "value_as_printed": text,
        "is_missing": str(int(value is None)),
        "organization_kind": kind,
        "organization": name,
        "period_type": found.period_type or "",
        "period_start": period[0] if len(period) == 2 else "",
        "period_end": period[-1] if period else "",
    }
