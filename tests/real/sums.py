"""Arithmetic of the printed figures, which finds slips of copying: `Netto = Intäkter + Kostnader - Avskrivningar`.

A sum is stated by labels (a label that occurs again is `label#2`) and must hold in every column of figures, within the
rounding of its terms; `!=` states one that does not hold in the source. `@1,3 ` before it names the columns, counted
from 1 after the label. Between columns: `@row 3 = 1 - 2`, in every row where all three are printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from tests.real.document import Line, Table
from tests.real.facts import number

Values = list[Decimal | None]


def broken(table: Table) -> Iterator[str]:
    """The sums of a table that are not as stated."""
    rows = _rows(table)
    for stated in table.sums:
        if stated.startswith("@row "):
            yield from _broken_in_rows(stated, rows)
        else:
            yield from _broken_in_columns(stated, rows, table.columns)


def _rows(table: Table) -> dict[str, Values]:
    seen: Counter[str] = Counter()
    rows = {}
    for line in table.lines:
        if line is None or not any(line.cells):
            continue
        seen[line.label] += 1
        rows[line.label if seen[line.label] == 1 else f"{line.label}#{seen[line.label]}"] = _values(table, line)
    return rows


def _values(table: Table, line: Line) -> Values:
    return [number(cell) if meaning else None for cell, meaning in zip(line.cells, table.meaning.columns, strict=True)]


def _broken_in_columns(stated: str, rows: dict[str, Values], columns: int) -> Iterator[str]:
    chosen = list(range(1, columns + 1))
    asked = re.match(r"@([\d,]+) ", stated)
    if asked:
        chosen, stated = [int(column) for column in asked[1].split(",")], stated[asked.end() :]
    total, holds, terms = _parsed(stated)
    for column in chosen:
        value = rows[total][column - 1]
        parts = [(sign, rows[label][column - 1]) for sign, label in terms]
        if value is None or (not asked and all(part is None for _, part in parts)):
            continue
        given = [(sign, part) for sign, part in parts if part is not None]
        if _meets(value, given) != holds:
            yield f"column {column}: {value} against {sum(sign * part for sign, part in given)}: {stated}"


def _broken_in_rows(stated: str, rows: dict[str, Values]) -> Iterator[str]:
    total, holds, terms = _parsed(stated.removeprefix("@row "))
    for label, values in rows.items():
        value = values[int(total) - 1]
        parts = [(sign, values[int(column) - 1]) for sign, column in terms]
        given = [(sign, part) for sign, part in parts if part is not None]
        if value is not None and len(given) == len(parts) and _meets(value, given) != holds:
            yield f"row {label}: {value} against {sum(sign * part for sign, part in given)}: {stated}"


def _parsed(stated: str) -> tuple[str, bool, list[tuple[int, str]]]:
    total, operator, rest = re.split(r" (!?=) ", stated, maxsplit=1)
    first, *others = re.split(r" ([+-]) ", rest)
    signs = [1, *(1 if sign == "+" else -1 for sign in others[::2])]
    return total, operator == "=", list(zip(signs, [first, *others[1::2]], strict=True))


def _meets(total: Decimal, parts: list[tuple[int, Decimal]]) -> bool:
    slack = sum((_half(part) for _, part in parts), _half(total))
    return abs(total - sum(sign * part for sign, part in parts)) < slack


def _half(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(5).scaleb(exponent - 1)
